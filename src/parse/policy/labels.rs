//! What a line begins with: 第X章, 第X条, 一、, （一）, 1. and their relatives.

use std::ops::Range;

use super::lines::{begins_with_any, is_space};
use crate::content::numeral;

/// The form of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// 第X编, 第X部分
    Part,
    /// 第X分编
    Subpart,
    /// 第X章
    Chapter,
    /// 第X节
    Section,
    /// 第X条
    Article,
    /// 附则 without a number
    Supplement,
    /// 序言
    Preamble,
    /// 目录
    Contents,
    /// 附件, 附表, 附：
    Attachment,
    /// 一、
    Dun,
    /// （一） ㈠
    Paren,
    /// 1. ⒈
    Stop,
    /// （1） ⑴
    ParenDigit,
    /// ①
    Circle,
}

impl Mark {
    /// Whether it counts 项 or 目.
    pub(super) fn is_item(self) -> bool {
        self >= Mark::Dun
    }
}

/// A label at the start of a line. Ranges are relative to the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// Its form.
    pub(super) mark: Mark,
    /// 12, or 120 and 1 for 第一百二十条之一.
    pub(super) number: (u32, u32),
    /// The label itself.
    pub(super) label: Range<usize>,
    /// What follows it, without space.
    pub(super) rest: Range<usize>,
}

impl Label {
    /// `12`, `120-1`; empty without a number.
    pub(super) fn number_text(&self) -> String {
        match self.number {
            (0, _) => String::new(),
            (n, 0) => n.to_string(),
            (n, sub) => format!("{n}-{sub}"),
        }
    }
}

/// Looks like 第 and stands in its place where texts were keyed in by stroke.
pub(super) const TYPO: char = '笫';

/// The longest line that can be a heading, in characters.
const LONGEST_HEADING: usize = 60;

/// What `line` begins with; `heading` is its Markdown level or 0.
pub(super) fn recognise(line: &str, heading: u8) -> Option<Label> {
    // **第一条** and **第一章 总则** are labels all the same.
    let Some(inner) = line.strip_prefix("**") else {
        return plain(line, heading);
    };
    let mut label = plain(inner, heading)?;
    label.label = label.label.start + 2..label.label.end + 2;
    let mut rest = label.rest.start + 2..label.rest.end + 2;
    if let Some(after) = line[rest.clone()].strip_prefix("**") {
        rest.start = rest.end - after.trim_start_matches(is_space).len();
    } else if line[rest.clone()].ends_with("**") && line[rest.clone()].matches("**").count() == 1 {
        rest.end -= 2;
    }
    label.rest = rest;
    Some(label)
}

fn plain(line: &str, heading: u8) -> Option<Label> {
    match line.chars().next()? {
        '第' | TYPO => ordinal(line, heading),
        '附' => attachment(line).or_else(|| bare_word(line)),
        '目' | '序' | '前' | '引' => bare_word(line),
        _ => item(line),
    }
}

fn label(line: &str, mark: Mark, number: (u32, u32), end: usize) -> Label {
    let rest = &line[end..];
    let start = line.len() - rest.trim_start_matches(is_space).len();
    Label { mark, number, label: 0..end, rest: start..line.len() }
}

/// 第X编, 第X分编, 第X章, 第X节, 第X条, 第X条之Y.
fn ordinal(line: &str, heading: u8) -> Option<Label> {
    let after = line.strip_prefix(['第', TYPO])?.trim_start_matches(is_space);
    let (number, after) = numeral::parse_prefix(after)?;
    let after = after.trim_start_matches(is_space);
    if let Some(rest) = after.strip_prefix('条') {
        let (number, rest) = with_sub(number, rest);
        let end = line.len() - rest.len();
        return is_article(rest, heading).then(|| label(line, Mark::Article, number, end));
    }
    let (mark, rest) = [
        ("分编", Mark::Subpart),
        ("编", Mark::Part),
        ("部分", Mark::Part),
        ("章", Mark::Chapter),
        ("节", Mark::Section),
    ]
    .into_iter()
    .find_map(|(unit, mark)| Some((mark, after.strip_prefix(unit)?)))?;
    let end = line.len() - rest.len();
    is_heading(rest, heading).then(|| label(line, mark, (number, 0), end))
}

/// 之一 after 第X条; not 之规定 or 之一的.
pub(in crate::parse) fn with_sub(number: u32, rest: &str) -> ((u32, u32), &str) {
    rest.strip_prefix('之')
        .and_then(numeral::parse_prefix)
        .map_or(((number, 0), rest), |(sub, after)| ((number, sub), after))
}

/// Whether `rest` after 第X条 is an article's text, and not the middle of a sentence about that article.
fn is_article(rest: &str, heading: u8) -> bool {
    if heading > 0 || rest.is_empty() || rest.starts_with(is_space) || rest.starts_with("**") {
        return !rest.trim_start_matches(is_space).starts_with(['、', '，', '。', '；']);
    }
    const SENTENCE: [&str; 38] = [
        "、",
        "，",
        "。",
        "；",
        "：“",
        "”",
        "》",
        "〉",
        "）",
        "至",
        "到",
        "和第",
        "或第",
        "或者第",
        "及第",
        "以及",
        "及其",
        "与第",
        "的",
        "之",
        "规定",
        "所规定",
        "所列",
        "所称",
        "所指",
        "中的",
        "中“",
        "修改",
        "后增加",
        "增加",
        "删",
        "前增加",
        "以外",
        "第",
        "作为",
        "改为",
        "或者",
        "下",
    ];
    const NOUNS: [&str; 3] = ["道路", "战线", "线"];
    !rest.starts_with(')') && !begins_with_any(rest, SENTENCE.iter().chain(&NOUNS))
}

/// Whether `rest` after 第X章 is the name of a chapter.
fn is_heading(rest: &str, heading: u8) -> bool {
    let name = rest.trim_matches(is_space);
    if heading > 0 {
        return true;
    }
    if name.chars().count() > LONGEST_HEADING || name.ends_with(['。', '；', '，', '：', ';', ',']) {
        return false;
    }
    let spaced = rest.is_empty() || rest.starts_with(is_space);
    const SENTENCE: [&str; 15] =
        ["、", "，", "第", "的", "和第", "至", "到", "规定", "所", "中", "以", "及", "与第", "或", "》"];
    !name.contains(['。', '；']) && (spaced || !begins_with_any(rest, &SENTENCE))
}

fn bare_word(line: &str) -> Option<Label> {
    if line.chars().count() > 12 {
        return None;
    }
    let word: String = line.chars().filter(|c| !is_space(*c) && !matches!(c, '：' | ':' | '*')).collect();
    let mark = match word.as_str() {
        "目录" | "目次" => Mark::Contents,
        "序言" | "前言" | "引言" => Mark::Preamble,
        "附则" => Mark::Supplement,
        _ => return None,
    };
    Some(Label { mark, number: (0, 0), label: 0..line.len(), rest: line.len()..line.len() })
}

/// 附件, 附件1, 附表一 …, 附：…; not 附件一的规定.
fn attachment(line: &str) -> Option<Label> {
    let after = ["附件", "附表", "附录", "附图"]
        .into_iter()
        .find_map(|word| line.strip_prefix(word))
        .or_else(|| line.strip_prefix('附').filter(|r| r.starts_with(['：', ':'])))?;
    let spaced = after.trim_start_matches(is_space);
    let (number, rest) = numeral::parse_prefix(spaced).unwrap_or((0, after));
    let named = rest.trim_start_matches(is_space).trim_start_matches(['：', ':']);
    let closed = rest.is_empty() || rest.starts_with(is_space) || rest.starts_with(['：', ':', '（', '(']);
    let long = rest.chars().count() > LONGEST_HEADING;
    if !closed || long || rest.ends_with(['。', '；', '，']) {
        return None;
    }
    let end = line.len() - named.len();
    let mut found = label(line, Mark::Attachment, (number, 0), end);
    found.label.end = line[..end].trim_end_matches(is_space).trim_end_matches(['：', ':']).len();
    Some(found)
}

fn item(line: &str) -> Option<Label> {
    let first = line.chars().next()?;
    if let Some((form, number)) = numeral::enclosed(first) {
        let mark = match form {
            numeral::Enclosure::HanParenthesis => Mark::Paren,
            numeral::Enclosure::Parenthesis => Mark::ParenDigit,
            numeral::Enclosure::Circle => Mark::Circle,
            numeral::Enclosure::Stop => Mark::Stop,
        };
        return Some(label(line, mark, (number, 0), first.len_utf8()));
    }
    if let Some(inner) = line.strip_prefix(['（', '(']) {
        let inner = inner.trim_start_matches(is_space);
        let digits = inner.starts_with(|c| numeral::digit(c).is_some());
        let (number, after) = numeral::parse_prefix(inner)?;
        let after = after.trim_start_matches(is_space).strip_prefix(['）', ')'])?;
        let mark = if digits { Mark::ParenDigit } else { Mark::Paren };
        return (number > 0 && number < 1000).then(|| label(line, mark, (number, 0), line.len() - after.len()));
    }
    let digits = numeral::digit(first).is_some();
    let (number, after) = numeral::parse_prefix(line)?;
    let stop = after.chars().next()?;
    let rest = &after[stop.len_utf8()..];
    let mark = match stop {
        '、' if !digits => Mark::Dun,
        '.' | '．' if !digits => Mark::Dun,
        '、' | '．' | '.' => Mark::Stop,
        '）' | ')' => Mark::ParenDigit,
        _ => return None,
    };
    // 1.5倍, 三、四级 and 一、二、三等奖 are sentences.
    let next = rest.chars().next();
    let digit_follows = next.is_some_and(|c| numeral::digit(c).is_some());
    // 九、1997年7月1日以后… and 一、二〇二六年… begin a point with a year.
    let year = |number: u32| number >= 1000;
    let enumeration = mark == Mark::Dun
        && numeral::parse_prefix(rest).is_some_and(|(number, r)| {
            !year(number) && r.starts_with(['、', '级', '等', '类', '年', '月', '日', '季', '线', '项', '款', '次'])
        });
    (number > 0 && number < 1000 && !(digits && digit_follows) && !enumeration)
        .then(|| label(line, mark, (number, 0), line.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(Mark, &str, &str, &str)>) {
        let found = recognise(line, 0);
        let seen = found.as_ref().map(|l| (l.mark, l.number_text(), &line[l.label.clone()], &line[l.rest.clone()]));
        let expected = expected.map(|(m, n, l, r)| (m, n.to_owned(), l, r));
        assert_eq!(seen, expected, "{line}");
    }

    #[test]
    fn articles_with_any_space_and_any_digits() {
        use Mark::Article;
        check("第十二条 甲", Some((Article, "12", "第十二条", "甲")));
        check("第十二条甲", Some((Article, "12", "第十二条", "甲")));
        check("第十二条\u{3000}\u{2002}甲", Some((Article, "12", "第十二条", "甲")));
        check("第12条 甲", Some((Article, "12", "第12条", "甲")));
        check("第 １２ 条\u{a0}甲", Some((Article, "12", "第 １２ 条", "甲")));
        check("第一百二十条之一 甲", Some((Article, "120-1", "第一百二十条之一", "甲")));
        check("笫十条 甲", Some((Article, "10", "笫十条", "甲")));
        check("第十条", Some((Article, "10", "第十条", "")));
        check("**第十条**　甲", Some((Article, "10", "第十条", "甲")));
        check("第三十条 第五条规定的人员", Some((Article, "30", "第三十条", "第五条规定的人员")));
    }

    #[test]
    fn sentences_about_articles_are_no_articles() {
        for line in [
            "第三条第二款规定的情形，由值班员登记。",
            "第三条规定的人员",
            "第三条、第四条所列",
            "第三条至第五条",
            "第三条的规定，适用本办法。",
            "第三条和第五条",
            "第三条之规定",
            "“第三条 甲",
            "第三条道路",
            "第二章第三节的规定不适用。",
            "第二章规定的程序",
            "第一款规定",
            "第条",
            "第",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn levels_above_articles() {
        check("第一编 总则", Some((Mark::Part, "1", "第一编", "总则")));
        check("第一分编  通则", Some((Mark::Subpart, "1", "第一分编", "通则")));
        check("第二章　总　则", Some((Mark::Chapter, "2", "第二章", "总　则")));
        check("**第二章 总则**", Some((Mark::Chapter, "2", "第二章", "总则")));
        check("第三节\t第三人", Some((Mark::Section, "3", "第三节", "第三人")));
        check("附　则", Some((Mark::Supplement, "", "附　则", "")));
        check("目 录", Some((Mark::Contents, "", "目 录", "")));
        check("序  言", Some((Mark::Preamble, "", "序  言", "")));
    }

    #[test]
    fn attachments() {
        check("附件", Some((Mark::Attachment, "", "附件", "")));
        check("附件1", Some((Mark::Attachment, "1", "附件1", "")));
        check("附件：1. 登记表", Some((Mark::Attachment, "", "附件", "1. 登记表")));
        check("附件二：登记表", Some((Mark::Attachment, "2", "附件二", "登记表")));
        check("附：", Some((Mark::Attachment, "", "附", "")));
        check("附件一的规定", None);
        check("附件所列事项由办公室登记。", None);
        check("附近的人", None);
    }

    #[test]
    fn items() {
        check("一、总体要求", Some((Mark::Dun, "1", "一、", "总体要求")));
        check("九、1997年7月1日以后申请的", Some((Mark::Dun, "9", "九、", "1997年7月1日以后申请的")));
        check("一、二〇二六年换届时", Some((Mark::Dun, "1", "一、", "二〇二六年换届时")));
        check("三、四年级学生", None);
        check("（十二）甲", Some((Mark::Paren, "12", "（十二）", "甲")));
        check("(三) 甲", Some((Mark::Paren, "3", "(三)", "甲")));
        check("㈢甲", Some((Mark::Paren, "3", "㈢", "甲")));
        check("1．甲", Some((Mark::Stop, "1", "1．", "甲")));
        check("2. 甲", Some((Mark::Stop, "2", "2.", "甲")));
        check("⑵甲", Some((Mark::ParenDigit, "2", "⑵", "甲")));
        check("（2）甲", Some((Mark::ParenDigit, "2", "（2）", "甲")));
        check("①甲", Some((Mark::Circle, "1", "①", "甲")));
        for line in ["1.5倍的部分", "三、四级人员", "一、二、三等奖", "（注：甲）", "2026年", "（2026年3月）", "三", ""]
        {
            check(line, None);
        }
    }
}
