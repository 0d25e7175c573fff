//! What looks like a title, and what a text says it issues.

use std::ops::Range;

use super::lines::{ends_with_any, is_space};

/// Kinds of texts that titles end with and that texts call themselves and others by: 本办法, 《…办法》, 学习办法第三条.
pub(super) const KINDS: [&str; 17] = [
    "法", "条例", "规定", "办法", "细则", "规则", "章程", "准则", "决定", "决议", "意见", "通知", "解释", "规范",
    "规程", "制度", "守则",
];

/// What other titles of policy texts end with.
const OTHER_ENDS: [&str; 19] = [
    "典",
    "命令",
    "公报",
    "公告",
    "通告",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
    "方案",
    "指引",
    "标准",
    "规划",
    "纲要",
    "要点",
    "（试行）",
];

/// Whether `title` ends as titles of policy texts do.
pub(super) fn is_text_title(title: &str) -> bool {
    ends_with_any(title, KINDS.iter().chain(&OTHER_ENDS))
}

/// Whether `text` can be a title: short and no sentence.
pub(super) fn is_title(text: &str) -> bool {
    let length = text.chars().count();
    (2..=50).contains(&length)
        && !text.contains(['。', '；', '：', ':', '！', '？'])
        && !text.ends_with(['，', '、', ','])
}

/// `text` without space, 《》 and a closing remark such as （试行）.
pub(super) fn bare(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_space(*c) && !matches!(c, '《' | '》' | '*')).collect();
    text
}

/// `title` without the space that only spreads it over its line: 通　　知, 最 高 人 民 法 院. Between two bodies stays one.
pub(crate) fn unspread(title: &str) -> String {
    let title = title.trim_matches(is_space);
    let parts: Vec<&str> = title.split(is_space).filter(|part| !part.is_empty()).collect();
    let single = |part: &str| part.chars().count() == 1 && part.chars().all(is_wide);
    let singles = parts.iter().filter(|part| single(part)).count();
    // A single blank between two characters may be meant; more of them, or a wide one, only fill the line.
    let filled = title.contains("  ") || title.contains(['\u{3000}', '\t']) || singles > 2;
    let mut out = String::with_capacity(title.len());
    for (i, part) in parts.iter().enumerate() {
        let apart = i > 0 && !(filled && single(part) && single(parts[i - 1]));
        if apart {
            out.push(' ');
        }
        out.push_str(part);
    }
    // A title that has no more than its usual space stays as it is written.
    let usual = singles == 0 && !title.contains("  ") && !title.contains("\u{3000}\u{3000}") && !title.contains('\t');
    if usual { title.to_owned() } else { out }
}

fn is_wide(c: char) -> bool {
    !c.is_ascii() && c.is_alphanumeric()
}

/// Collects the titles that a sentence such as 现将《…》印发给你们 issues.
pub(super) fn issued(text: &str, titles: &mut Vec<String>) {
    const VERBS: [&str; 5] = ["印发", "公布", "发布", "转发", "下发"];
    if titles.len() > 50 || !text.contains('《') || !VERBS.iter().any(|verb| text.contains(verb)) {
        return;
    }
    for part in text.split('《').skip(1) {
        if let Some((title, _)) = part.split_once('》')
            && title.chars().count() <= 60
        {
            titles.push(bare(title));
        }
    }
}

/// What makes two lines of a table of contents the same: the words without space, dots and page number.
pub(super) fn contents_key(text: &str) -> String {
    text.trim_end_matches(|c: char| is_space(c) || c.is_ascii_digit() || matches!(c, '.' | '…' | '·' | '—' | '-'))
        .chars()
        .filter(|c| !is_space(*c) && *c != '*')
        .collect()
}

/// Takes the heading of an article from the start of `rest`: 【目的】, or （目的） where an end or a space follows, or
/// the whole line of a Markdown heading that is no sentence.
pub(super) fn article_heading(text: &str, rest: &mut Range<usize>, heading: u8) -> Option<Range<usize>> {
    let line = &text[rest.clone()];
    for (open, close, always) in [('【', '】', true), ('（', '）', false)] {
        let Some(inner) = line.strip_prefix(open) else {
            continue;
        };
        let Some((name, after)) = inner.split_once(close) else {
            continue;
        };
        if name.is_empty() || name.chars().count() > 24 {
            continue;
        }
        let set_off = after.is_empty() || after.starts_with(is_space);
        if !always && !set_off {
            continue;
        }
        let start = rest.start + open.len_utf8();
        let found = start..start + name.len();
        rest.start = rest.end - after.trim_start_matches(is_space).len();
        return Some(found);
    }
    if heading > 0 && is_title(line) {
        let found = rest.clone();
        rest.start = rest.end;
        return Some(found);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_articles() {
        for (line, heading, expected, rest) in [
            ("【目的】为了学习", 0, Some("目的"), "为了学习"),
            ("（目的） 为了学习", 0, Some("目的"), "为了学习"),
            ("（目的）", 0, Some("目的"), ""),
            ("（一）为了学习", 0, None, "（一）为了学习"),
            ("目的", 2, Some("目的"), ""),
            ("为了学习。", 5, None, "为了学习。"),
            ("目的", 0, None, "目的"),
        ] {
            let mut range = 0..line.len();
            let found = article_heading(line, &mut range, heading);
            assert_eq!(found.map(|r| &line[r]), expected, "{line}");
            assert_eq!(&line[range], rest, "{line}");
        }
    }

    #[test]
    fn space_that_spreads_a_title() {
        for (written, expected) in [
            ("通　　知", "通知"),
            ("公    告", "公告"),
            ("最 高 人 民 检 察 院", "最高人民检察院"),
            ("示例学习中心    示例文化馆关于读书的通知", "示例学习中心 示例文化馆关于读书的通知"),
            ("示例学习中心　示例文化馆关于读书的通知", "示例学习中心　示例文化馆关于读书的通知"),
            ("第三次会议 纪要", "第三次会议 纪要"),
            ("山 水", "山 水"),
            ("Hello   world 2026", "Hello world 2026"),
            ("", ""),
        ] {
            assert_eq!(unspread(written), expected, "{written}");
        }
    }

    #[test]
    fn titles_and_what_is_issued() {
        assert!(is_title("书院单位学习管理办法"));
        assert!(!is_title("本办法自公布之日起施行。"));
        let mut titles = Vec::new();
        issued("现将《学习管理办法》印发给你们，《甲》", &mut titles);
        assert_eq!(titles, ["学习管理办法", "甲"]);
        assert_eq!(contents_key("第一章　总　则 ……… 3"), "第一章总则");
    }
}
