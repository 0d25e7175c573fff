//! What can be wrong with YAML as such.

use std::sync::Arc;

use super::locate::Cursor;
use super::shorten;
use crate::diagnostics::{Diagnostic, Span};

pub(super) fn too_large(span: Span, size: usize) -> Diagnostic {
    let (size, limit) = (size >> 20, super::read::LARGEST >> 20);
    Diagnostic::error(
        "yaml-too-large",
        format!("YAML 部分有 {size} MB，超过上限 {limit} MB"),
        format!("the YAML is {size} MB long, more than the limit of {limit} MB"),
    )
    .hint(
        "检查是不是漏写了结束的“---”；数据表请改用 CSV 文件",
        "check whether the closing `---` is missing; use a CSV file for large tables",
    )
    .at(span)
}

pub(super) fn too_deep(span: Span, deepest: usize) -> Diagnostic {
    Diagnostic::error(
        "yaml-too-deep",
        format!("嵌套超过 {deepest} 层"),
        format!("nested more than {deepest} levels deep"),
    )
    .hint(
        "删去多余的括号或缩进；正常的内容用不到四层以上",
        "remove the surplus brackets or indentation; content never needs more than four levels",
    )
    .at(span)
}

pub(super) fn tab(span: Span) -> Diagnostic {
    Diagnostic::error("yaml-tab", "行首用了制表符（Tab 键）", "the line is indented with a tab")
        .hint("把行首的制表符改成空格，每一层缩进两个空格", "indent with spaces, two for each level")
        .at(span)
}

pub(super) fn wide_space(span: Span) -> Diagnostic {
    Diagnostic::error(
        "yaml-wide-space",
        "行首用了全角空格或不换行空格",
        "the line is indented with a fullwidth or no-break space",
    )
    .hint("切换到英文输入法，把行首改成半角空格", "replace it with ordinary spaces")
    .at(span)
}

pub(super) fn control_character(span: Span, c: char) -> Diagnostic {
    let code = u32::from(c);
    Diagnostic::error(
        "yaml-control-character",
        format!("有看不见的控制字符 U+{code:04X}"),
        format!("there is an invisible control character, U+{code:04X}"),
    )
    .hint("删除这个字符；它多半是从别处复制时带进来的", "delete it; it probably came with a copy from elsewhere")
    .at(span)
}

pub(super) fn wide_colon(span: Span, key: &str) -> Diagnostic {
    Diagnostic::error(
        "yaml-colon",
        format!("“{key}”后面是全角冒号“：”"),
        format!("`{key}` is followed by a fullwidth colon"),
    )
    .hint("把全角冒号“：”改成半角“:”，并在后面加一个空格", "use `:` and a space")
    .at(span)
}

pub(super) fn no_space_after_colon(span: Span, key: &str, value: &str) -> Diagnostic {
    let value = shorten(value);
    Diagnostic::error("yaml-space", format!("“{key}:”的冒号后面没有空格"), format!("there is no space after `{key}:`"))
        .hint(format!("在冒号后面加一个空格，例如“{key}: {value}”"), format!("write `{key}: {value}`"))
        .at(span)
}

pub(super) fn special(span: Span, word: &str) -> Diagnostic {
    let word = shorten(word);
    let mark = word.chars().next().unwrap_or('*');
    Diagnostic::error(
        "yaml-special",
        format!("“{word}”以“{mark}”开头，在 YAML 里有特殊含义，本程序不支持"),
        format!("`{word}` begins with `{mark}`, which is special in YAML and not supported"),
    )
    .hint(
        format!("如果是普通文字，请给整个值加上英文双引号，例如 \"{word}\""),
        format!("if it is plain text, put the whole value in quotes: \"{word}\""),
    )
    .at(span)
}

pub(super) fn key_is_a_collection(span: Span) -> Diagnostic {
    Diagnostic::error("yaml-key", "冒号前面的键是一个列表或一组键值", "the key before the colon is a list or a mapping")
        .hint(
            "键只能是一个词，例如“title”；以“[”或“{”开头的文字请加英文双引号",
            "a key must be a word such as `title`; put text that begins with `[` or `{` in quotes",
        )
        .at(span)
}

pub(super) fn duplicate_key(key: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("duplicate-key", format!("“{key}”写了两次"), format!("`{key}` is given twice"))
        .at(span)
        .also(first, "第一次写在这里：", "first given here:")
        .hint("删去其中一行", "remove one of them")
}

pub(super) fn not_a_mapping(span: Span) -> Diagnostic {
    Diagnostic::error("yaml-syntax", "这里应当是“键: 值”，一行一个", "expected `key: value`, one on each line")
        .hint(
            "例如“title: 关于开展学习月活动的通知”，冒号是半角，后面有一个空格",
            "for example `title: A notice`, with a space after the colon",
        )
        .at(span)
}

/// A fault of `serde_yaml`, in words that an editor can act on.
pub(super) fn syntax(file: &Arc<str>, text: &str, base: usize, error: &str) -> Diagnostic {
    let known = KNOWN.iter().find(|known| error.contains(known.pattern));
    let from = match known {
        Some(known) if known.from_context => error.find(", while ").map_or(error, |i| &error[i..]),
        _ => error.split(", while ").next().unwrap_or(error),
    };
    // libyaml leaves out the place of the context when it is that of the problem, and a place at the very start.
    let (line, column) = mark(from).or_else(|| mark(error)).unwrap_or((0, 0));
    let at = Cursor::new(text).advance(line, column).unwrap_or(0);
    // A fault found at the end of the text belongs to its last line.
    let at = if at >= text.trim_end().len() {
        let end = text.trim_end().len();
        text[..end].rfind('\n').map_or(0, |i| i + 1)
    } else {
        at
    };
    let length = text[at..].lines().next().map_or(0, |l| l.trim_end().len());
    let span = Span::new(file, base + at..base + at + length);
    if let Some(slip) = slip(text, at, error) {
        return slip.at(span);
    }
    match known {
        Some(known) => {
            Diagnostic::error("yaml-syntax", known.zh, known.en).hint(known.remedy_zh, known.remedy_en).at(span)
        }
        None => {
            Diagnostic::error("yaml-syntax", format!("YAML 格式不对（{error}）"), format!("this is not YAML: {error}"))
                .hint(
                    "检查这一行和上一行：键后面是半角冒号加一个空格，同一层左边对齐，特殊文字加英文双引号",
                    "check this line and the one before: `key: value`, equal indentation, quotes around special text",
                )
                .at(span)
        }
    }
}

/// What libyaml has no words for: `-学习` in a list, `title: [通知]关于读书`, a first line that is indented.
fn slip(text: &str, at: usize, error: &str) -> Option<Diagnostic> {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = text[start..].lines().next().unwrap_or_default().trim();
    let entry = line.strip_prefix('-').filter(|rest| !rest.starts_with(['-', ' ']) && !rest.is_empty());
    if let Some(rest) = entry {
        let rest = shorten(rest);
        return Some(
            Diagnostic::error("yaml-space", "列表的“-”后面没有空格", "there is no space after the `-` of an entry")
                .hint(format!("在“-”后面加一个空格，例如“- {rest}”"), format!("write `- {rest}`")),
        );
    }
    let value = line.split_once(": ").map_or("", |(_, value)| value.trim_start());
    let bracket = value.chars().next().filter(|c| matches!(c, '[' | '{'));
    if let Some(bracket) = bracket.filter(|_| error.contains("did not find expected key")) {
        let value = shorten(value);
        return Some(
            Diagnostic::error(
                "yaml-syntax",
                format!("值以“{bracket}”开头，括号后面还有文字"),
                format!("the value begins with `{bracket}`, and text follows the bracket"),
            )
            .hint(
                format!("给整个值加上英文双引号：\"{value}\""),
                format!("put the whole value in quotes: \"{value}\""),
            ),
        );
    }
    let indented = text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.starts_with(' '));
    (indented && error.contains("more than one document")).then(|| {
        Diagnostic::error("yaml-syntax", "第一行的行首多了空格", "the first line is indented")
            .hint("删去行首的空格，各个键左边对齐", "remove the blanks before it, and align the keys")
    })
}

/// `#` behind a blank, and what follows it, is a comment: 读书会 #第二期 would be 读书会.
pub(super) fn cut_by_comment(span: Span, value: &str, rest: &str) -> Diagnostic {
    let (value, rest) = (shorten(value), shorten(rest));
    Diagnostic::error(
        "yaml-special",
        format!("“{rest}”前面有空格，在 YAML 里是说明，不会显示"),
        format!("`{rest}` stands behind a blank: in YAML it is a comment and not shown"),
    )
    .hint(
        format!("要显示的，给整个值加上英文双引号：\"{value} {rest}\"；确实是说明的，在“#”后面加一个空格"),
        format!("put the whole value in quotes: \"{value} {rest}\"; if it is a comment, write a space after the `#`"),
    )
    .at(span)
}

/// The place `at line L column C` in `error`, the first if there are several, from 0.
pub(super) fn mark(error: &str) -> Option<(usize, usize)> {
    let (_, rest) = error.split_once(" at line ")?;
    let (line, rest) = rest.split_once(" column ")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let line: usize = line.parse().ok()?;
    let column: usize = rest[..digits].parse().ok()?;
    Some((line.saturating_sub(1), column.saturating_sub(1)))
}

struct Known {
    /// Part of libyaml's message.
    pattern: &'static str,
    /// Whether the place where the construct began is more telling than the one where it failed.
    from_context: bool,
    zh: &'static str,
    en: &'static str,
    remedy_zh: &'static str,
    remedy_en: &'static str,
}

const KNOWN: [Known; 12] = [
    Known {
        pattern: "mapping values are not allowed",
        from_context: false,
        zh: "这一行的值里又出现了“: ”，或者缩进比上一行深",
        en: "there is another `: ` in the value, or the line is indented too far",
        remedy_zh: "值里有半角冒号时，给整个值加上英文双引号，例如 title: \"通知: 关于放假\"；否则与上一行左边对齐",
        remedy_en: "put a value that contains `: ` in quotes, or align the line with the one before",
    },
    Known {
        pattern: "while scanning a quoted scalar",
        from_context: true,
        zh: "引号没有配对",
        en: "the quotation mark is not closed",
        remedy_zh: "在值的末尾补上同样的英文引号；双引号里面再用引号时，里面的改用中文引号“”",
        remedy_en: "close it with the same quotation mark at the end of the value",
    },
    Known {
        pattern: "did not find expected ',' or ']'",
        from_context: true,
        zh: "方括号没有配对，或者各项之间不是半角逗号",
        en: "the square bracket is not closed, or a comma is missing",
        remedy_zh: "写成 [甲, 乙]：方括号成对，各项之间用半角逗号",
        remedy_en: "write `[a, b]`",
    },
    Known {
        pattern: "did not find expected ',' or '}'",
        from_context: true,
        zh: "花括号没有配对，或者各项之间不是半角逗号",
        en: "the curly bracket is not closed, or a comma is missing",
        remedy_zh: "写成 {name: 甲, phone: 乙}：花括号成对，各项之间用半角逗号",
        remedy_en: "write `{name: a, phone: b}`",
    },
    Known {
        pattern: "could not find expected ':'",
        from_context: true,
        zh: "这一行没有冒号",
        en: "there is no colon on this line",
        remedy_zh: "写成“键: 值”；如果是上一行的继续，请缩进两个空格",
        remedy_en: "write `key: value`, or indent the line if it continues the one before",
    },
    Known {
        pattern: "did not find expected key",
        from_context: false,
        zh: "这一行与上面的各行没有对齐，或者引号后面还有文字",
        en: "the line is not aligned with those above, or text follows a closing quotation mark",
        remedy_zh: "同一层的键左边要对齐；整个值都要放在引号里面",
        remedy_en: "align keys of one level, and put the whole value inside the quotation marks",
    },
    Known {
        pattern: "did not find expected '-' indicator",
        from_context: false,
        zh: "列表到这里断了：这一行没有“- ”，也没有对齐",
        en: "the list breaks off here: the line has no `- ` or is not aligned",
        remedy_zh: "列表的每一项都以“- ”开头，左边对齐",
        remedy_en: "begin every entry with `- ` and align them",
    },
    Known {
        pattern: "block sequence entries are not allowed",
        from_context: false,
        zh: "“- ”不能写在这里",
        en: "`- ` cannot stand here",
        remedy_zh: "列表另起一行写，每一项以“- ”开头；如果是普通文字，请加英文双引号",
        remedy_en: "begin the list on a new line, or put plain text in quotes",
    },
    Known {
        pattern: "cannot start any token",
        from_context: false,
        zh: "值不能以这个符号开头",
        en: "a value cannot begin with this character",
        remedy_zh: "给整个值加上英文双引号",
        remedy_en: "put the whole value in quotes",
    },
    Known {
        pattern: "unknown escape character",
        from_context: false,
        zh: "双引号里的反斜杠“\\”有特殊含义",
        en: "a backslash is special inside double quotes",
        remedy_zh: "把双引号改成英文单引号；路径里的“\\”改成“/”",
        remedy_en: "use single quotes, and `/` in paths",
    },
    Known {
        pattern: "anchor",
        from_context: false,
        zh: "值以“*”或“&”开头，在 YAML 里有特殊含义",
        en: "the value begins with `*` or `&`, which is special in YAML",
        remedy_zh: "给整个值加上英文双引号",
        remedy_en: "put the whole value in quotes",
    },
    Known {
        pattern: "expected alphabetic or numeric",
        from_context: false,
        zh: "值以“*”或“&”开头，在 YAML 里有特殊含义",
        en: "the value begins with `*` or `&`, which is special in YAML",
        remedy_zh: "给整个值加上英文双引号",
        remedy_en: "put the whole value in quotes",
    },
];
