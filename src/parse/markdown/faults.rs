//! What can be wrong in Markdown.

use crate::diagnostics::{Diagnostic, Span};

pub(super) fn unsafe_link(span: Span, scheme: &str) -> Diagnostic {
    Diagnostic::error(
        "unsafe-link",
        format!("链接用了“{scheme}:”，它会在读者的浏览器里运行代码"),
        format!("the link uses `{scheme}:`, which runs code in the reader's browser"),
    )
    .at(span)
    .hint(
        "改成网页地址（https://…）、本站文件或电话（tel:…）。",
        "Link to a page (https://…), a file of the site or a telephone number (tel:…).",
    )
}

pub(super) fn picture_in_text(span: Span) -> Diagnostic {
    // Its thousands of letters are nothing to look at.
    let span = Span { end: span.end.min(span.start + "data:image/".len()), ..span };
    Diagnostic::error(
        "picture-in-text",
        "图片直接写进了正文（data:…），要存成单独的文件",
        "the picture stands in the text itself (data:…) instead of in a file",
    )
    .at(span)
    .hint(
        "把图片另存为文件，放在本页旁边，这里写它的文件名；Typora 在“偏好设置 → 图像”里选“复制到指定路径”。",
        "Save the picture as a file beside this page and write its name here.",
    )
}

pub(super) fn preview_link(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "preview-link",
        "这是自己电脑上预览的网址，读者打不开",
        "this is the address of the preview on your computer, which readers cannot open",
    )
    .at(span)
    .hint(
        "写那一页的文件路径，例如 /publicity/a.md；以“/”开头，从 content 文件夹写起。",
        "Write the path of the page's file from the content folder, such as /publicity/a.md.",
    )
}

pub(super) fn unknown_scheme(span: Span, scheme: &str) -> Diagnostic {
    let fault = Diagnostic::error(
        "unknown-scheme",
        format!("不认识的链接类型“{scheme}:”"),
        format!("unknown kind of link `{scheme}:`"),
    )
    .at(span);
    if scheme.len() == 1 || scheme == "file" {
        fault.hint(
            "这是您电脑上的路径，读者打不开。把文件放进 content 文件夹，再写它相对于本页的路径。",
            "This is a path on your computer. Put the file into the content folder and write its path relative to this page.",
        )
    } else {
        fault.hint(
            "可以用 http、https、mailto、tel。本站文件名里有冒号时，在前面加“./”。",
            "Use http, https, mailto or tel. If a file's name contains a colon, write `./` before it.",
        )
    }
}

pub(super) fn empty_target(span: Span) -> Diagnostic {
    Diagnostic::error("empty-link", "链接没有地址", "the link has no target").at(span).hint(
        "在括号里写上地址；不需要链接就去掉方括号。",
        "Write the target in the parentheses, or remove the brackets.",
    )
}

pub(super) fn empty_link_text(span: Span) -> Diagnostic {
    Diagnostic::warning("empty-link-text", "链接没有文字，读者看不见它", "the link has no text, so nobody can see it")
        .at(span)
        .hint("在方括号里写上链接的文字。", "Write the text of the link in the brackets.")
}

pub(super) fn missing_alt(span: Span) -> Diagnostic {
    Diagnostic::warning("missing-alt", "图片没有替代文字", "the image has no alternative text").at(span).hint(
        "在方括号里写一句话说明图片内容，例如 ![会议现场](…)。",
        "Say in the brackets what the image shows, for example ![the meeting](…).",
    )
}

pub(super) fn missing_alt_of_tag(span: Span) -> Diagnostic {
    Diagnostic::warning("missing-alt", "图片没有替代文字", "the image has no alternative text").at(span).hint(
        "给 <img> 加上 alt=\"图片内容\"；纯装饰的图片写 alt=\"\"。",
        "Give the <img> an alt=\"what it shows\", or alt=\"\" if it is mere decoration.",
    )
}

pub(super) fn external_image(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "external-image",
        "图片在别的网站上，内网和离线时看不到",
        "the image lies on another site and cannot be seen offline",
    )
    .at(span)
    .hint("把图片保存到本页旁边，再写它的文件名。", "Save the image beside this page and write its file name.")
}

pub(super) fn heading_jump(span: Span, from: u8, to: u8) -> Diagnostic {
    let wanted = from + 1;
    Diagnostic::warning(
        "heading-order",
        format!("标题从第{from}级跳到了第{to}级"),
        format!("the heading jumps from level {from} to level {to}"),
    )
    .at(span)
    .hint(format!("改成{wanted}个“#”，中间不要空级。"), format!("Write {wanted} `#`, so that no level is left out."))
}

pub(super) fn second_title(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "heading-order",
        "正文里又有一级标题，一页只应有一个",
        "the text has another first-level heading; a page has one",
    )
    .at(span)
    .hint("正文的标题从两个“#”写起。", "Begin the headings of the text with two `#`.")
}

pub(super) fn empty_heading(span: Span) -> Diagnostic {
    Diagnostic::warning("empty-heading", "标题没有文字", "the heading has no text")
        .at(span)
        .hint("写上标题，或者删掉这些“#”。", "Write the heading, or remove the `#`.")
}

pub(super) fn duplicate_anchor(span: Span, anchor: &str) -> Diagnostic {
    Diagnostic::warning(
        "duplicate-anchor",
        format!("本页已经有锚点“{anchor}”"),
        format!("the page already has the anchor `{anchor}`"),
    )
    .at(span)
    .hint("换一个名字。", "Choose another name.")
}

pub(super) fn heading_attribute(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning(
        "heading-attribute",
        format!("标题的属性“{name}”不起作用"),
        format!("the heading's attribute `{name}` has no effect"),
    )
    .at(span)
    .hint("这里只能写锚点 {#名字} 和样式类 {.名字}。", "Only an anchor {#name} and classes {.name} may be given.")
}

pub(super) fn unclosed_fence(span: Span, fence: &str) -> Diagnostic {
    Diagnostic::warning(
        "unclosed-fence",
        format!("“{fence}”开始的代码块没有结束，后面的内容都成了代码"),
        format!("the code block opened by `{fence}` is never closed; all that follows became code"),
    )
    .at(span)
    .hint(format!("在代码后面另起一行写“{fence}”。"), format!("Write `{fence}` on a line of its own after the code."))
}

pub(super) fn unclosed_comment(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "unclosed-comment",
        "注释“<!--”没有结束，后面的内容都不会显示",
        "the comment `<!--` is never closed; all that follows is hidden",
    )
    .at(span)
    .hint("在注释后面写“-->”。", "Write `-->` after the comment.")
}

pub(super) fn undefined_footnote(span: Span, label: &str) -> Diagnostic {
    Diagnostic::warning(
        "undefined-footnote",
        format!("脚注“{label}”没有内容"),
        format!("the footnote `{label}` is not defined"),
    )
    .at(span)
    .hint(
        format!("另起一行写“[^{label}]: 脚注内容”。"),
        format!("Write `[^{label}]: text of the footnote` on a line of its own."),
    )
}

pub(super) fn unused_footnote(span: Span, label: &str) -> Diagnostic {
    Diagnostic::warning(
        "unused-footnote",
        format!("正文没有用到脚注“{label}”，它不会显示"),
        format!("the footnote `{label}` is not used and will not be shown"),
    )
    .at(span)
    .hint(
        format!("在正文需要的地方写“[^{label}]”，或者删掉这条脚注。"),
        format!("Write `[^{label}]` where it belongs in the text, or remove the footnote."),
    )
}

pub(super) fn removed_tag(span: Span, tag: &str, count: usize) -> Diagnostic {
    let fault = removed(span, &format!("的标签“<{tag}>”"), &format!("tag <{tag}>"), count);
    match tag {
        "script" => never(fault),
        // Word's own.
        tag if tag.contains(':') => fault.hint(
            "文字保留；删去这些标签，从 Word 复制时选“只保留文本”。",
            "Its text stays. Remove these tags; paste from Word as plain text.",
        ),
        _ => instead(fault),
    }
}

pub(super) fn removed_attribute(span: Span, name: &str, tag: &str, count: usize) -> Diagnostic {
    let fault = removed(span, &format!(" <{tag}> 的属性“{name}”"), &format!("attribute {name} of <{tag}>"), count);
    if name.starts_with("on") { never(fault) } else { instead(fault) }
}

fn removed(span: Span, zh: &str, en: &str, count: usize) -> Diagnostic {
    let (zh_times, en_times) = match count {
        1 => (String::new(), String::new()),
        n => (format!("（共{n}处）"), format!(" ({n} times)")),
    };
    Diagnostic::warning(
        "html-removed",
        format!("HTML 里{zh}已去掉{zh_times}"),
        format!("removed the {en} from the HTML{en_times}"),
    )
    .at(span)
}

/// What runs in the browser of a reader is no matter of taste.
fn never(fault: Diagnostic) -> Diagnostic {
    fault.hint(
        "页面里不能放会运行的代码：它能替读者做事、把读者的资料送到别处。删去它，效果用短代码或主题来做。",
        "A page cannot hold code that runs: it could act for the reader and send away what is theirs. Remove it; use a shortcode or the theme instead.",
    )
}

fn instead(fault: Diagnostic) -> Diagnostic {
    fault.hint(
        "用 Markdown 写法或短代码代替；确实需要时，在 site-config.toml 的 [markdown] 里设 raw_html = \"allow\"。",
        "Use Markdown or a shortcode instead; if you really need it, set raw_html = \"allow\" under [markdown] in site-config.toml.",
    )
}

pub(super) fn unclosed_tag(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "html-removed",
        "HTML 标签没有写完，原样印在页面上",
        "an HTML tag is not finished and is printed as it is",
    )
    .at(span)
    .hint("补上“>”；如果不是标签，把“<”写成“&lt;”。", "Add the `>`; if it is no tag, write `&lt;` for `<`.")
}

pub(super) fn too_deep(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error(
        "nesting-too-deep",
        format!("引用、列表或强调套了超过{limit}层"),
        format!("quotations, lists or emphasis are nested more than {limit} deep"),
    )
    .at(span)
    .hint("减少层次。", "Use fewer levels.")
}

pub(super) fn shortcode_syntax(span: Span, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error("shortcode-syntax", format!("短代码写法不对：{zh}"), format!("malformed shortcode: {en}"))
        .at(span)
        .hint(
            "写法是 {{< 名称 键=\"值\" >}}，例如 {{< figure src=\"a.jpg\" alt=\"会议现场\" >}}。",
            "Write {{< name key=\"value\" >}}, for example {{< figure src=\"a.jpg\" alt=\"the meeting\" >}}.",
        )
}

pub(super) fn shortcode_inline(span: Span) -> Diagnostic {
    Diagnostic::error("shortcode-inline", "短代码要单独占一行", "a shortcode must stand on a line of its own")
        .at(span)
        .hint(
            "在它前后换行，不要缩进四格以上。",
            "Put line breaks around it and do not indent it by four spaces or more.",
        )
}

pub(super) fn unclosed_shortcode(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        "unclosed-shortcode",
        format!("短代码“{name}”没有结束"),
        format!("the shortcode `{name}` is never closed"),
    )
    .at(span)
    .hint(
        format!("在内容后面另起一行写 {{{{< /{name} >}}}}。"),
        format!("Write {{{{< /{name} >}}}} on a line of its own after the content."),
    )
}

pub(super) fn unopened_shortcode(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        "unopened-shortcode",
        format!("这里结束短代码“{name}”，但它没有在前面开始"),
        format!("this closes the shortcode `{name}`, which is not open here"),
    )
    .at(span)
    .hint(
        format!("在内容前面写 {{{{< {name} >}}}}；开始和结束要在同一段引用或列表里。"),
        format!("Write {{{{< {name} >}}}} before the content; both must stand in the same quotation or list item."),
    )
}

pub(super) fn shortcode_depth(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error(
        "nesting-too-deep",
        format!("短代码套了超过{limit}层"),
        format!("shortcodes are nested more than {limit} deep"),
    )
    .at(span)
    .hint("减少层次。", "Use fewer levels.")
}

pub(super) fn quiz_place(span: Span) -> Diagnostic {
    Diagnostic::error(
        "quiz-place",
        "自测题不能放在引用、列表、脚注或短代码里",
        "a self-test cannot stand in a quotation, list, footnote or shortcode",
    )
    .at(span)
    .hint("把它移到外面，顶格书写。", "Move it out and begin it at the start of the line.")
}
