//! What is said of text that nobody means as text.

use crate::diagnostics::{Diagnostic, Span};

/// Something that was read otherwise than it is written, or that nothing here reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::parse::markdown) enum Slip {
    /// `---` right below a line of text.
    Underline,
    /// A row with more cells than the header.
    Cells { header: usize, row: usize },
    /// `[TOC]`
    Contents,
    /// `> [!WORD]` with a word that nothing knows.
    Alert { name: String },
    /// `[!NOTE]` outside a quotation.
    AlertOutside,
    /// `::: tip`, `!!! note`
    Container { name: String },
    /// `=== "Tab"`
    Tab,
    /// `<<< @/file`
    Include,
    /// `\newpage`
    Tex,
    /// `<o:p>`
    OfficeTag { name: String },
    /// A mark that an input method made wide.
    Fullwidth { written: &'static str, meant: &'static str },
    /// `==x==`
    Highlight,
    /// `｛｛< x >｝｝`
    ShortcodeMarks,
    /// `{{ x }}`, `{% x %}`
    Template,
    /// `{width=300}`
    Attributes { picture: bool },
    /// `$x$`
    Mathematics,
    /// `[[x]]`
    Wiki { name: String },
}

impl Slip {
    pub(in crate::parse::markdown) fn fault(&self, span: Span) -> Diagnostic {
        let stray = |zh: &str, en: &str| Diagnostic::warning("stray-markup", zh, en).at(span.clone());
        match self {
            Self::Underline => stray(
                "“---”上面没有空行，这里读作分隔线",
                "`---` stands right below text; it is read as a rule",
            )
            .hint(
                "要分隔线，就在它上面空一行；要标题，就在上一行前面写“## ”，删去这些短横。",
                "For a rule, leave a blank line above it; for a heading, write `## ` before the line above and remove the dashes.",
            ),
            Self::Cells { header, row } => Diagnostic::warning(
                "table-ragged",
                format!("这一行有{row}格，表头只有{header}格"),
                format!("this row has {row} cells, the header only {header}"),
            )
            .at(span)
            .hint(
                "补上表头的格子，或者把多出的内容并入前一格；格子里的“|”写成“\\|”。",
                "Add cells to the header, or move the surplus into the cell before; write `\\|` for a bar inside a cell.",
            ),
            Self::Contents => stray(
                "目录由程序自动生成，这一行已去掉",
                "the table of contents is made by itself; this line was left out",
            )
            .hint("删去这一行。", "Remove this line."),
            Self::Alert { name } => stray(
                &format!("没有名叫“{name}”的提示框，这里当作“说明”"),
                &format!("there is no alert called `{name}`; it is shown as a note"),
            )
            .hint(
                "可以写 [!NOTE]（说明）、[!TIP]（提示）、[!IMPORTANT]（重要）、[!WARNING]（注意）、[!CAUTION]（警告）。",
                "Write [!NOTE], [!TIP], [!IMPORTANT], [!WARNING] or [!CAUTION].",
            ),
            Self::AlertOutside => stray(
                "提示框的标记要写在引用里，现在原样印在页面上",
                "the mark of an alert stands outside a quotation and is printed as it is",
            )
            .hint("在这一行和框里的每一行前面加“> ”。", "Write `> ` before this line and each line of the alert."),
            Self::Container { name } => container(span, name),
            Self::Tab => stray(
                "选项卡是别的程序的写法，现在原样印在页面上",
                "tabs are the syntax of another program and are printed as they are",
            )
            .hint("改成小标题：“### 名称”。", "Write a heading instead: `### Name`."),
            Self::Include => stray(
                "“<<<”引入文件是别的程序的写法，现在原样印在页面上",
                "`<<<` includes files in another program and is printed as it is",
            )
            .hint("把文件里的内容写在这里，或者链接到它。", "Write the content here, or link to the file."),
            Self::Tex => stray(
                "这是 LaTeX 的命令，现在原样印在页面上",
                "this is a command of LaTeX and is printed as it is",
            )
            .hint("删去它；换页不需要标记。", "Remove it; pages are broken by themselves."),
            Self::OfficeTag { name } => Diagnostic::warning(
                "html-removed",
                format!("Word 留下的标签“<{name}>”已去掉，文字保留"),
                format!("removed the tag <{name}> that Word left behind; its text stays"),
            )
            .at(span)
            .hint(
                "删去这些标签；从 Word 复制时选“只保留文本”。",
                "Remove these tags; paste from Word as plain text.",
            ),
            Self::Fullwidth { written, meant } => stray(
                &format!("“{written}”是全角符号，现在原样印在页面上"),
                &format!("`{written}` is fullwidth and is printed as it is"),
            )
            .hint(format!("改成半角的“{meant}”。"), format!("Write `{meant}`.")),
            Self::Highlight => stray(
                "“==文字==”是别的程序的写法，现在原样印在页面上",
                "`==text==` is the syntax of another program and is printed as it is",
            )
            .hint("写成 <mark>文字</mark>，或者用“**文字**”加粗。", "Write <mark>text</mark>, or `**text**` for bold."),
            Self::ShortcodeMarks => stray(
                "短代码的括号不对，现在原样印在页面上",
                "the brackets of the shortcode are wrong; it is printed as it is",
            )
            .hint(
                "用半角符号：{{< 名称 键=\"值\" >}}。",
                "Write {{< name key=\"value\" >}} with the ASCII signs.",
            ),
            Self::Template => stray(
                "这是别的程序的模板写法，现在原样印在页面上",
                "this is template syntax of another program and is printed as it is",
            )
            .hint(
                "直接写出内容；给读者看的代码放在一对反引号（`）里。",
                "Write out the content; put code that readers shall see between backticks.",
            ),
            Self::Attributes { picture: true } => stray(
                "图片和链接后面的大小、样式这里不用，已去掉",
                "sizes and styles behind pictures and links are not used here; it was left out",
            )
            .hint(
                "图片的宽度用短代码写：{{< figure src=\"图.png\" alt=\"图片内容\" width=300 >}}。",
                "Set the width of a picture with {{< figure src=\"a.png\" alt=\"what it shows\" width=300 >}}.",
            ),
            Self::Attributes { picture: false } => stray(
                "花括号里的样式这里不用，已去掉",
                "styles in braces are not used here; it was left out",
            )
            .hint("删去花括号；只有标题后面可以写 {#锚点}。", "Remove the braces; only a heading may have {#anchor}."),
            Self::Mathematics => stray(
                "公式不会排版，现在原样印在页面上",
                "mathematics is not typeset and is printed as it is",
            )
            .hint(
                "用文字和上下标写（x<sup>2</sup>），或者把公式存成图片。",
                "Write it in words and with x<sup>2</sup>, or save it as a picture.",
            ),
            Self::Wiki { name } => stray(
                "“[[…]]”是别的程序的链接写法，现在原样印在页面上",
                "`[[…]]` links in another program and is printed as it is",
            )
            .hint(format!("写成 [{name}]({name}.md)，括号里是文件名。"), format!("Write [{name}]({name}.md) with the file's name.")),
        }
    }
}

fn container(span: Span, name: &str) -> Diagnostic {
    let kind = match name {
        "tip" | "hint" | "success" => "tip",
        "important" => "important",
        "warning" | "attention" => "warning",
        "danger" | "caution" | "error" | "failure" | "bug" => "caution",
        _ => "note",
    };
    Diagnostic::warning(
        "stray-markup",
        format!("“{name}”框是别的程序的写法，现在原样印在页面上"),
        format!("the `{name}` box is the syntax of another program and is printed as it is"),
    )
    .at(span)
    .hint(
        format!("写成 {{{{< callout type=\"{kind}\" >}}}} … {{{{< /callout >}}}}，各占一行。"),
        format!("Write {{{{< callout type=\"{kind}\" >}}}} … {{{{< /callout >}}}}, each on a line of its own."),
    )
}
