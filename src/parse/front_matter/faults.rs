//! What can be wrong with front matter.

use super::keys::{Key, Shape, owners};
use super::meanings::{self, Meaning};
use crate::content::Kind;
use crate::diagnostics::{Diagnostic, Span, Text};
use crate::parse::yaml::{Node, shorten};

/// Which wrong fence it is.
pub(super) enum Fence {
    Dashes,
    Toml,
}

pub(super) fn unclosed(span: Span) -> Diagnostic {
    Diagnostic::error(
        "front-matter-unclosed",
        "开头的“---”没有配对：找不到结束的“---”",
        "the front matter is not closed: there is no second `---`",
    )
    .hint(
        "在最后一个“键: 值”的下一行加上“---”，单独成行，前面不留空格",
        "put `---` on a line of its own after the last `key: value`",
    )
    .at(span)
}

pub(super) fn wrong_fence(span: Span, line: &str) -> Diagnostic {
    let line = shorten(line);
    Diagnostic::error(
        "front-matter-fence",
        format!("“{line}”不是有效的分隔行"),
        format!("`{line}` does not begin front matter"),
    )
    .hint(
        "页面信息的上面和下面各要一行“---”，是三个半角减号；内容用 YAML 格式",
        "put `---`, three hyphens, above and below the front matter, which is YAML",
    )
    .at(span)
}

pub(super) fn value_is_comment(key: &str, span: Span, value: &str) -> Diagnostic {
    let (key, value) = (shorten(key), shorten(&value.replace('"', "”")));
    Diagnostic::error(
        "yaml-special",
        format!("“{key}”的值以“#”开头，会被当作说明丢掉"),
        format!("the value of `{key}` begins with `#` and counts as a comment"),
    )
    .hint(
        format!("给值加上英文双引号：{key}: \"{value}\"；如果是说明，在“#”后面留一个空格"),
        format!("put it in quotes: `{key}: \"{value}\"`; if it is a comment, put a space behind the `#`"),
    )
    .at(span)
}

pub(super) fn missing_opening(span: Span, closed: bool) -> Diagnostic {
    Diagnostic::error(
        "front-matter-fence",
        "页面信息上面缺少一行“---”",
        "the line `---` above the front matter is missing",
    )
    .hint(
        match closed {
            true => "在这一行上面加一行“---”，是三个半角减号",
            false => "在这一行上面和最后一个“键: 值”下面各加一行“---”，是三个半角减号",
        },
        match closed {
            true => "put a line `---`, three hyphens, above this one",
            false => "put a line `---`, three hyphens, above this one, and one below the last `key: value`",
        },
    )
    .at(span)
}

pub(super) fn not_a_mapping(span: Span) -> Diagnostic {
    Diagnostic::error(
        "wrong-type",
        "页面信息应当是“键: 值”，这里却是一个列表",
        "front matter must be `key: value` lines, not a list",
    )
    .hint("去掉行首的“- ”", "remove the `- `")
    .at(span)
}

pub(super) fn unknown_key<'k>(
    name: &str,
    span: Span,
    kind: Option<Kind>,
    keys: impl Iterator<Item = &'k Key> + Clone,
) -> Diagnostic {
    let shown = shorten(name);
    let fault =
        Diagnostic::error("unknown-key", format!("不认识的键“{shown}”"), format!("unknown key `{shown}`")).at(span);
    // The label of a key of this kind, else what it is called elsewhere.
    let labelled = keys.clone().find(|key| key.label == name.trim()).map(|key| Meaning::Key(key.name));
    match labelled.or_else(|| meanings::of(name)) {
        Some(Meaning::Key(meant)) => meant_key(fault, &shown, meant, kind),
        Some(Meaning::Instead(zh, en)) => fault.hint(zh, en),
        None => {
            let fault = fault.did_you_mean(name, keys.map(|key| key.name));
            if fault.hints.is_empty() {
                fault.hint(
                    "删去这一行；如果是自己定义的键，请写在“extra:”下面并缩进两个空格",
                    "remove it, or put it below `extra:` if it is one of your own",
                )
            } else {
                fault
            }
        }
    }
}

/// The remedy for a key that is called `meant` here, and that perhaps only other kinds have.
fn meant_key(fault: Diagnostic, shown: &str, meant: &str, kind: Option<Kind>) -> Diagnostic {
    let owners = owners(meant);
    let fits = kind.is_none_or(|kind| super::keys::find(kind, meant).is_some());
    match owners.first() {
        Some(first) if !fits => {
            let zh: Vec<String> = owners.iter().map(|k| kind_zh(*k)).collect();
            let en: Vec<String> = owners.iter().map(|k| format!("`{k}`")).collect();
            fault.hint(
                format!(
                    "它在这里叫“{meant}”，只有{}才有：这一页属于其中一种，就加一行“kind: {first}”，并把“{shown}”改成“{meant}”；否则把内容写进正文",
                    zh.join("、")
                ),
                format!(
                    "it is called `{meant}` here and belongs to {}: add `kind: {first}` if the page is one and write `{meant}`, or put it into the text",
                    en.join(", ")
                ),
            )
        }
        _ if shown.is_ascii() => fault.hint(format!("把“{shown}”改成“{meant}”"), format!("write `{meant}`")),
        _ => {
            fault.hint(format!("键要写英文：把“{shown}”改成“{meant}”"), format!("keys are in English: write `{meant}`"))
        }
    }
}

pub(super) fn unknown_row_key(name: &str, span: Span, keys: &'static [Key], of: &Key) -> Diagnostic {
    let shown = shorten(name);
    let fault = Diagnostic::error(
        "unknown-key",
        format!("{}里没有“{shown}”这个键", named(of)),
        format!("`{}` has no key `{shown}`", of.name),
    )
    .at(span);
    if let Some(key) = keys.iter().find(|key| key.label == name.trim()) {
        return fault.hint(
            format!("键要写英文：把“{shown}”改成“{}”", key.name),
            format!("keys are in English: write `{}`", key.name),
        );
    }
    let fault = fault.did_you_mean(name, keys.iter().map(|key| key.name));
    let zh: Vec<String> = keys.iter().map(named).collect();
    let en: Vec<String> = keys.iter().map(|k| format!("`{}`", k.name)).collect();
    fault.hint(format!("可以写的键：{}", zh.join("、")), format!("its keys are {}", en.join(", ")))
}

pub(super) fn key_of_other_kind(key: &Key, span: Span, kind: Kind) -> Diagnostic {
    let owners = owners(key.name);
    let zh: Vec<String> = owners.iter().map(|k| kind_zh(*k)).collect();
    let en: Vec<String> = owners.iter().map(|k| format!("`{k}`")).collect();
    let first = owners.first().copied().unwrap_or(kind);
    Diagnostic::error(
        "key-of-other-kind",
        format!("{}不能用在{}里", named(key), kind_zh(kind)),
        format!("`{}` does not belong to a page of kind `{kind}`", key.name),
    )
    .hint(
        format!("有这个键的是：{}。如果这一页属于其中一种，请加一行“kind: {first}”；否则删去这一行", zh.join("、")),
        format!("it belongs to {}: set `kind: {first}` if the page is one, or remove the line", en.join(", ")),
    )
    .at(span)
}

pub(super) fn only_in_index(key: &Key, span: Span) -> Diagnostic {
    Diagnostic::error(
        "key-of-other-kind",
        format!("{}只能写在文件夹的 _index.md 里", named(key)),
        format!("`{}` belongs into the `_index.md` of a folder", key.name),
    )
    .hint("把它移到这个文件夹的 _index.md，或者删去", "move it there or remove it")
    .at(span)
}

pub(super) fn kind_not_here(kind: Kind, span: Span, is_index: bool) -> Diagnostic {
    if is_index {
        Diagnostic::error(
            "bad-value",
            format!("_index.md 不能是{}", kind_zh(kind)),
            format!("an `_index.md` cannot be of kind `{kind}`"),
        )
        .hint(
            format!("可以是 column、course、part 或 path；如果想让下面各页都是{}，请写在“cascade:”下面", kind.label()),
            format!("use column, course, part or path; to make all pages below `{kind}`, put it below `cascade:`"),
        )
        .at(span)
    } else {
        Diagnostic::error(
            "bad-value",
            format!("{}代表整个文件夹，只能写在 _index.md 里", kind_zh(kind)),
            format!("kind `{kind}` stands for a folder and belongs into its `_index.md`"),
        )
        .hint(
            "新建一个文件夹，把这个文件改名为 _index.md 放进去",
            "make a folder and move this file into it as `_index.md`",
        )
        .at(span)
    }
}

pub(super) fn not_in_cascade(key: &Key, span: Span) -> Diagnostic {
    Diagnostic::error(
        "bad-cascade",
        format!("{}不能作为下级的默认值", named(key)),
        format!("`{}` cannot be a default for other pages", key.name),
    )
    .hint("从“cascade:”下面删去这一行，写到各个页面里", "remove it from `cascade:` and set it on each page")
    .at(span)
}

pub(super) fn relative_in_cascade(text: &str, span: Span) -> Diagnostic {
    let text = shorten(text);
    Diagnostic::error(
        "bad-cascade",
        format!("“cascade:”下面的路径“{text}”没有以“/”开头"),
        format!("the path `{text}` below `cascade:` does not begin with `/`"),
    )
    .hint(
        "它对下面每一页都有效，所以要从 content 文件夹写起，例如“/publicity/cover.jpg”",
        "it holds for every page below, so write it from the content folder, as in `/publicity/cover.jpg`",
    )
    .at(span)
}

pub(super) fn wrong_type(key: &Key, node: &Node) -> Diagnostic {
    let got = node.describe();
    let want = wanted(key.shape);
    let fault = Diagnostic::error(
        "wrong-type",
        format!("{}应当是{}，这里却是{}", named(key), want.zh, got.zh),
        format!("`{}` must be {}, not {}", key.name, want.en, got.en),
    )
    .at(node.span.clone());
    example(fault, key)
}

pub(super) fn empty_entry(key: &Key, node: &Node) -> Diagnostic {
    Diagnostic::error("wrong-type", format!("{}里有空的一项", named(key)), format!("`{}` has an empty entry", key.name))
        .hint("补上内容，或者删去这个“-”", "fill it in or remove the `-`")
        .at(node.span.clone())
}

pub(super) fn out_of_range(key: &Key, node: &Node, least: i64, most: i64) -> Diagnostic {
    let got = node.as_text().unwrap_or_default();
    Diagnostic::error(
        "bad-value",
        format!("{}应当在 {least} 到 {most} 之间，这里是 {got}", named(key)),
        format!("`{}` must lie between {least} and {most}, not {got}", key.name),
    )
    .at(node.span.clone())
    .hint("改成这个范围内的数", "use a number in this range")
}

pub(super) fn negative(key: &Key, node: &Node) -> Diagnostic {
    let got = node.as_text().unwrap_or_default();
    Diagnostic::error(
        "bad-value",
        format!("{}不能是负数，这里是 {got}", named(key)),
        format!("`{}` cannot be negative, here it is {got}", key.name),
    )
    .at(node.span.clone())
    .hint("改成 0 或更大的数", "use zero or more")
}

/// `text` is no date; `meant` is the date that it seems to mean.
pub(super) fn bad_date(key: &Key, node: &Node, text: &str, meant: Option<String>) -> Diagnostic {
    let text = shorten(text);
    let fault = Diagnostic::error(
        "bad-date",
        format!("{}不是有效的日期：“{text}”", named(key)),
        format!("`{}` is not a date: `{text}`", key.name),
    )
    .at(node.span.clone());
    match meant {
        Some(meant) if meant.contains(' ') => {
            fault.hint(format!("写成“年-月-日 时:分”，这里应当是 {meant}"), format!("write it as {meant}"))
        }
        Some(meant) => fault.hint(format!("日期写成“年-月-日”，这里应当是 {meant}"), format!("write it as {meant}")),
        None if key.shape == Shape::Moment => fault.hint(
            "写成“年-月-日”，例如 2026-03-05，或加上时间 2026-03-05 09:30；并检查这一天是否存在",
            "write 2026-03-05 or 2026-03-05 09:30, and check that there is such a day",
        ),
        None => fault.hint(
            "写成“年-月-日”，例如 2026-03-05；并检查这一天是否存在",
            "write 2026-03-05, and check that there is such a day",
        ),
    }
}

pub(super) fn bad_time(key: &Key, node: &Node, text: &str, day: &str) -> Diagnostic {
    let text = shorten(text);
    Diagnostic::error(
        "bad-date",
        format!("{}的时间不存在：“{text}”", named(key)),
        format!("`{}` has no such time of day: `{text}`", key.name),
    )
    .at(node.span.clone())
    .hint(
        format!("小时从 00 到 23，分钟从 00 到 59，例如 {day} 09:30"),
        format!("hours run from 00 to 23 and minutes from 00 to 59, as in {day} 09:30"),
    )
}

pub(super) fn day_with_time(key: &Key, node: &Node, day: &str) -> Diagnostic {
    Diagnostic::error(
        "bad-date",
        format!("{}只要日期，不要时间", named(key)),
        format!("`{}` is a day without a time", key.name),
    )
    .at(node.span.clone())
    .hint(format!("写成 {day}"), format!("write {day}"))
}

pub(super) fn bad_choice(key: &Key, node: &Node, text: &str, choices: &[(&str, &str)]) -> Diagnostic {
    let shown = shorten(text);
    let zh: Vec<String> = choices.iter().map(|(n, l)| format!("{n}（{l}）")).collect();
    let en: Vec<&str> = choices.iter().map(|(n, _)| *n).collect();
    Diagnostic::error(
        "bad-value",
        format!("{}不能是“{shown}”", named(key)),
        format!("`{}` cannot be `{shown}`", key.name),
    )
    .at(node.span.clone())
    .did_you_mean(text, choices.iter().map(|(n, _)| *n))
    .hint(format!("可以写：{}", zh.join("、")), format!("it is one of {}", en.join(", ")))
}

pub(super) fn bad_address(key: &Key, node: &Node, text: &str) -> Diagnostic {
    let text = shorten(text);
    Diagnostic::error(
        "bad-value",
        format!("{}不是网址：“{text}”", named(key)),
        format!("`{}` is not a web address: `{text}`", key.name),
    )
    .at(node.span.clone())
    .hint(
        "写完整的网址，以 https:// 或 http:// 开头，中间没有空格",
        "write the whole address, beginning with https:// or http://",
    )
}

pub(super) fn bad_slug(key: &Key, node: &Node, text: &str) -> Diagnostic {
    let shown = shorten(text);
    let fault = Diagnostic::error(
        "bad-value",
        format!("{}不能是“{shown}”", named(key)),
        format!("`{}` cannot be `{shown}`", key.name),
    )
    .at(node.span.clone());
    let lower = text.to_ascii_lowercase().replace([' ', '_'], "-");
    if lower != text && super::shapes::is_slug(&lower) {
        return fault.hint(
            format!("只能用小写字母、数字和连字符，例如 {lower}"),
            format!("use lower-case letters, digits and hyphens: `{lower}`"),
        );
    }
    fault.hint(
        "只能用小写字母、数字和连字符，例如 xuexi-yue；不能有“/”“..”，也不能是 con、nul、aux 等 Windows 保留的名称",
        "use lower-case letters, digits and hyphens, no `/` or `..`, and no name that Windows reserves, such as con, nul or aux",
    )
}

pub(super) fn bad_old_url(key: &Key, node: &Node, text: &str) -> Diagnostic {
    let text = shorten(text);
    Diagnostic::error(
        "bad-value",
        format!("{}不能是“{text}”", named(key)),
        format!("`{}` cannot hold `{text}`", key.name),
    )
    .at(node.span.clone())
    .hint(
        "写本站的旧路径，例如 old/xuexi/、old/xuexi.html 或 show.asp?id=12；不带域名，不能有“..”“\\”和空格",
        "write a former path on this site, such as `old/page/` or `show.asp?id=12`, without a host, `..`, `\\` or spaces",
    )
}

pub(super) fn backslash(key: &Key, node: &Node, text: &str) -> Diagnostic {
    let mended = shorten(&text.replace('\\', "/"));
    Diagnostic::error(
        "bad-value",
        format!("{}的路径里有反斜杠“\\”", named(key)),
        format!("the path in `{}` has a backslash", key.name),
    )
    .at(node.span.clone())
    .hint(format!("把“\\”改成“/”：{mended}"), format!("use `/`: {mended}"))
}

pub(super) fn bad_reference(key: &Key, node: &Node, text: &str) -> Diagnostic {
    let text = shorten(text);
    Diagnostic::error(
        "bad-value",
        format!("{}不能指向“{text}”", named(key)),
        format!("`{}` cannot point to `{text}`", key.name),
    )
    .at(node.span.clone())
    .hint(
        "写 content 文件夹里某个文件的路径：相对于本文件，或者以“/”开头从 content 写起",
        "write the path of a file in the content folder, relative to this one or from the content folder with a leading `/`",
    )
}

pub(super) fn bad_period(key: &Key, node: &Node, text: &str) -> Diagnostic {
    let text = shorten(text);
    Diagnostic::error(
        "bad-value",
        format!("{}看不懂：“{text}”", named(key)),
        format!("`{}` is no length of time: `{text}`", key.name),
    )
    .at(node.span.clone())
    .hint(
        "写一个数字和单位，例如 6 months、90 days、1 year，也可以写 6个月、一年",
        "write a number and a unit, such as 6 months, 90 days or 1 year",
    )
}

pub(super) fn bad_recurrence(key: &Key, node: &Node, part: &str) -> Diagnostic {
    let part = shorten(part);
    let meant = meanings::recurrence(node.as_text().unwrap_or_default())
        .filter(|rule| super::shapes::recurrence_fault(rule).is_none());
    let fault = Diagnostic::error(
        "bad-value",
        format!("{}看不懂：“{part}”", named(key)),
        format!("`{}` is not a recurrence rule: `{part}`", key.name),
    )
    .at(node.span.clone());
    if let Some(rule) = meant {
        return fault.hint(format!("写成 {}: {rule}", key.name), format!("write `{}: {rule}`", key.name));
    }
    fault.hint(
        "例如 FREQ=DAILY（每天）、FREQ=WEEKLY;BYDAY=MO（每周一）、FREQ=MONTHLY;COUNT=6（每月一次共六次）",
        "for example FREQ=DAILY, FREQ=WEEKLY;BYDAY=MO or FREQ=MONTHLY;COUNT=6",
    )
}

pub(super) fn missing_row_key(of: &Key, missing: &Key, span: Span) -> Diagnostic {
    Diagnostic::error(
        "missing-key",
        format!("{}的这一项缺少{}", named(of), named(missing)),
        format!("this entry of `{}` lacks `{}`", of.name, missing.name),
    )
    .at(span)
    .hint(
        format!("加一行“{}: {}”，与同一项的其他键对齐", missing.name, missing.example),
        format!("add `{}: {}`", missing.name, missing.example),
    )
}

pub(super) fn missing_start(span: Span) -> Diagnostic {
    Diagnostic::error("missing-key", "日程缺少“start”（开始时间）", "an event needs `start`")
        .at(span)
        .hint("加一行“start: 2026-03-10 14:00”", "add `start: 2026-03-10 14:00`")
}

pub(super) fn empty_title(span: Span) -> Diagnostic {
    Diagnostic::error("missing-key", "标题是空的", "the title is empty").at(span).hint(
        "在“title:”后面写上标题；想用正文的第一个标题时，删去这一行",
        "write the title, or remove the line to use the first heading",
    )
}

pub(super) fn cover_no_picture(key: &Key, node: &Node, text: &str) -> Diagnostic {
    Diagnostic::error(
        "bad-value",
        format!("{}“{}”不是图片", named(key), shorten(text)),
        format!("`{}`: `{}` is no picture", key.name, shorten(text)),
    )
    .at(node.span.clone())
    .hint(
        "写一个图片文件（jpg、png、gif、webp、svg）；给读者下载的文件写在 attachments（附件）里",
        "name a picture (jpg, png, gif, webp, svg); files for download belong under `attachments`",
    )
}

pub(super) fn cover_without_words(span: Span) -> Diagnostic {
    Diagnostic::warning("missing-alt", "题图没有说明", "the cover has no alternative text").at(span).hint(
        "在它下面加一行，写明图上有什么，例如 cover_alt: 会场全景",
        "add a line below it that says what it shows, for example `cover_alt: the hall`",
    )
}

pub(super) fn order(early: (&Key, Span), late: (&Key, Span)) -> Diagnostic {
    Diagnostic::error(
        "bad-date",
        format!("{}早于{}", named(late.0), named(early.0)),
        format!("`{}` lies before `{}`", late.0.name, early.0.name),
    )
    .at(late.1)
    .also(early.1, format!("{}在这里：", named(early.0)), format!("`{}` is here:", early.0.name))
    .hint("核对这两个日期，改正写错的一个", "check both dates")
}

pub(super) fn separators(key: &Key, node: &Node, text: &str) -> Diagnostic {
    let bare = text.trim_matches(['［', '］', '【', '】']);
    let parts: Vec<&str> = bare.split(['，', '、', '；', ',']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let list = shorten(&parts.join(", "));
    Diagnostic::warning(
        "separators",
        format!("{}里用了中文标点，几个词成了一个词“{}”", named(key), shorten(text)),
        format!("`{}` takes `{}` for a single word", key.name, shorten(text)),
    )
    .at(node.span.clone())
    .hint(format!("用方括号和半角逗号：{}: [{list}]", key.name), format!("write `{}: [{list}]`", key.name))
}

/// “name”（标签）
pub(super) fn named(key: &Key) -> String {
    format!("“{}”（{}）", key.name, key.label)
}

fn kind_zh(kind: Kind) -> String {
    format!("{}（{kind}）", kind.label())
}

fn example(fault: Diagnostic, key: &Key) -> Diagnostic {
    let example = key.example.trim_start_matches('\n');
    let (zh, en) = if key.example.starts_with('\n') {
        let inline = example.split('\n').map(str::trim_end).collect::<Vec<_>>().join("⏎");
        (
            format!("例如（⏎ 表示换行）：{}:⏎{inline}", key.name),
            format!("for example (⏎ is a line break): {}:⏎{inline}", key.name),
        )
    } else {
        (format!("例如：{}: {example}", key.name), format!("for example `{}: {example}`", key.name))
    };
    fault.hint(zh, en)
}

fn wanted(shape: Shape) -> Text {
    let (zh, en) = match shape {
        Shape::Text => ("一段文字", "text"),
        Shape::Texts => ("一个列表或一段文字", "a list of texts"),
        Shape::Truth => ("“true”或“false”", "true or false"),
        Shape::Whole(..) => ("整数", "a whole number"),
        Shape::Amount => ("数字", "a number"),
        Shape::Day => ("日期", "a date"),
        Shape::Moment => ("日期或时间", "a date or time"),
        Shape::Address => ("网址", "a web address"),
        Shape::Slug => ("一个英文词", "a word"),
        Shape::OldUrls => ("一个列表或一个路径", "a list of paths"),
        Shape::Reference => ("一个文件的路径", "the path of a file"),
        Shape::References => ("文件路径的列表", "a list of paths"),
        Shape::Choice(_) => ("规定的几个词之一", "one of a few words"),
        Shape::Recurrence => ("重复规则", "a recurrence rule"),
        Shape::Period => ("一段时间，例如 6 months", "a length of time such as 6 months"),
        Shape::Rows(row) if row.text_is_first => ("一个列表，每项是文字或一组“键: 值”", "a list of texts or mappings"),
        Shape::Rows(_) => ("一个列表，每项是一组“键: 值”", "a list of mappings"),
        Shape::Cascade | Shape::Anything => ("一组“键: 值”", "a mapping"),
    };
    Text::new(zh, en)
}
