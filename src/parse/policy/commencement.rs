//! What a text says of its own validity: 自…起施行, 有效期五年, 《…》同时废止.

use time::Date;

use super::assemble::Made;
use super::citations::{amended_title, announced, closing};
use super::effect::{When, clause_before, effective, is_own};
use super::lines::is_space;
use super::signature::date_prefix;
use crate::content::{NodeType, Repeal, Said, numeral};

/// Until when a text counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// 有效期至2030年12月31日
    Day(Date),
    /// 有效期五年, 试行六个月: so many months from the day it took effect.
    Months(i32),
}

/// What was found, each with its sentence.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Commencement {
    pub(crate) from: Option<(When, Said)>,
    pub(crate) until: Option<(Until, Said)>,
    pub(crate) repeals: Vec<Repeal>,
    /// Titles of the texts that a decision amends.
    pub(crate) amends: Vec<String>,
}

/// Reads `nodes` of a text called `title`.
pub(super) fn commencement(nodes: &[Made], title: &str) -> Commencement {
    let mut found = Commencement { amends: amended_title(title).into_iter().collect(), ..Commencement::default() };
    let decision = Decision::of(title);
    let mut article = "";
    // A list of what is repealed: 下列规章予以废止：（一）《甲办法》.
    let mut listing = false;
    for Made { node, .. } in nodes {
        match node.kind {
            NodeType::Article | NodeType::Heading => (article, listing) = (&node.label, false),
            NodeType::Document | NodeType::Attachment => (article, listing) = ("", false),
            NodeType::Paragraph | NodeType::Item => {}
            _ => continue,
        }
        // The words of a heading stand beside its number.
        let words = if node.text.is_empty() { &node.heading } else { &node.text };
        // What stands in quotation marks is another text.
        if words.starts_with(['“', '「']) {
            continue;
        }
        if let Some(amended) = announced(words).filter(|_| decision.amends && found.amends.len() < MANY) {
            found.amends.push(amended.to_owned());
        }
        let speaks = ["行", "实施", "生效", "废止", "有效期", "失效"].iter().any(|word| words.contains(word));
        if !speaks && !listing {
            continue;
        }
        let said = |sentence: &str| Said {
            sentence: sentence.trim_matches(is_space).to_owned(),
            place: article.trim_end_matches(['、', '.', '．']).to_owned(),
            anchor: node.anchor.clone(),
            span: node.span.clone(),
        };
        if listing && node.kind == NodeType::Item && words.starts_with('《') {
            let mut titles = Vec::new();
            chain(words, &mut titles);
            let repeal = |(title, doc_no)| Repeal { title, doc_no, said: said(words) };
            found.repeals.extend(titles.into_iter().map(repeal).take(MANY.saturating_sub(found.repeals.len())));
            continue;
        }
        for sentence in words.split_inclusive('。') {
            if let Some(when) = effective(sentence, title) {
                found.from = Some((when, said(sentence)));
            }
            if let Some(until) = valid(sentence) {
                found.until = Some((until, said(sentence)));
            }
            for (title, doc_no) in repealed(sentence, decision) {
                found.repeals.push(Repeal { title, doc_no, said: said(sentence) });
            }
        }
        listing |= decision.repeals && lists_repealed(words);
    }
    found
}

/// As many texts as a decision may name.
const MANY: usize = 1000;

/// What a text does to others, by its title.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Decision {
    amends: bool,
    repeals: bool,
}

impl Decision {
    pub(crate) fn of(title: &str) -> Self {
        let decides = ["决定", "通知", "公告"].iter().any(|end| title.trim_end_matches(['》', '〉']).ends_with(end));
        let says = |words: &[&str]| decides && words.iter().any(|word| title.contains(word));
        Self { amends: says(&["修改", "修正", "修订"]), repeals: says(&["废止", "失效", "清理"]) }
    }
}

/// 下列规章予以废止： and 决定废止以下文件：
fn lists_repealed(text: &str) -> bool {
    let text = text.trim_end_matches(is_space);
    let repeals = ["废止", "失效"].iter().any(|word| text.contains(word));
    repeals && !text.contains("修改") && (text.ends_with(['：', ':']) || !text.contains(['。', '，', '《']))
}

/// Until when the text counts, if `sentence` says so of the text itself: 许可证有效期五年 does not.
pub(crate) fn valid(sentence: &str) -> Option<Until> {
    const WORDS: [&str; 5] = ["有效期", "试行期", "执行期", "施行期", "试行"];
    WORDS.iter().find_map(|word| sentence.match_indices(word).find_map(|(at, _)| valid_from(sentence, at, word)))
}

/// What stands behind `word` at byte `at`: 有效期至2030年12月31日, 试行期为两年, 试行六个月.
fn valid_from(sentence: &str, at: usize, word: &str) -> Option<Until> {
    let clause = clause_before(sentence, at);
    let clause = ["暂定", "先行", "其", "并"].iter().find_map(|word| clause.strip_suffix(word)).unwrap_or(clause);
    let started = ["起施行", "起实施", "起执行", "起生效", "起试行"].iter().any(|verb| sentence[..at].contains(verb));
    let tried = word == "试行" && clause.ends_with('起') && clause.starts_with(['本', '自', '从']);
    let own = clause.is_empty() && started || tried || clause.starts_with('本') && is_own(clause, "");
    if !own {
        return None;
    }
    let rest = sentence[at + word.len()..].trim_start_matches(['限', '间']);
    let to = rest.strip_prefix('至').or_else(|| rest.strip_prefix("截至")).or_else(|| rest.strip_prefix("截止到"));
    if let Some(rest) = to {
        return date_prefix(rest.trim_start_matches(is_space)).map(|(date, _)| Until::Day(date));
    }
    let rest = rest.trim_start_matches(|c: char| is_space(c) || matches!(c, '为' | '：' | ':' | '是' | '暂' | '定'));
    let (number, rest) = numeral::parse_prefix(rest)?;
    let number = i32::try_from(number).ok().filter(|number| (1..=50).contains(number))?;
    let rest = rest.trim_start_matches(is_space);
    if rest.starts_with('年') {
        return Some(Until::Months(number * 12));
    }
    (rest.starts_with("个月") || rest.starts_with("個月")).then_some(Until::Months(number))
}

/// The texts that `sentence` of a text that is such a `decision` repeals as a whole, with the 发文字号 behind their name.
pub(crate) fn repealed(sentence: &str, decision: Decision) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    for verb in [
        "同时废止",
        "同时失效",
        "予以废止",
        "即行废止",
        "一并废止",
        "相应废止",
        "起废止",
        "起失效",
        "起停止执行",
        "同时停止执行",
        "废止",
    ] {
        let Some(at) = sentence.find(verb) else {
            continue;
        };
        // 废止《…》 names them after the verb, in a decision that does nothing else.
        if verb == "废止" {
            let clause = clause_before(sentence, at);
            if clause.is_empty() && decision.repeals || ["决定", "现", "予以"].iter().any(|word| clause.ends_with(word))
            {
                chain(&sentence[at + verb.len()..], &mut found);
            }
            break;
        }
        let before = &sentence[..at];
        let start =
            before.rfind(['；', '。', ';']).map_or(0, |i| i + before[i..].chars().next().map_or(0, char::len_utf8));
        backwards(&before[start..], &mut found);
        break;
    }
    found
}

/// 《甲》、《乙》（某发〔2020〕3号）和《丙》 at the end of `before`; 《甲》第三条 and 《甲》中的规定 are parts.
fn backwards(before: &str, found: &mut Vec<(String, Option<String>)>) {
    let mut titles = Vec::new();
    let mut at = 0;
    while let Some(open) = before[at..].find('《').map(|i| at + i) {
        let Some(end) = closing(before, open) else { break };
        titles.push(open..end);
        at = end;
    }
    let mut reached = before.len();
    let mut kept = Vec::new();
    for range in titles.into_iter().rev() {
        let between = &before[range.end..reached];
        let (number, rest) = remark(between);
        // 根据《乙法》，《甲办法》同时废止: the comma ends another phrase.
        let phrase = reached < before.len() && rest.trim_start_matches(is_space).starts_with(['，', ',']);
        if phrase || !is_joint(rest) {
            break;
        }
        let title = &before[range.start + '《'.len_utf8()..range.end - '》'.len_utf8()];
        kept.push((title.to_owned(), number));
        reached = range.start;
    }
    found.extend(kept.into_iter().rev());
}

/// 《甲》、《乙》 at the start of `after`.
fn chain(after: &str, found: &mut Vec<(String, Option<String>)>) {
    let mut rest = after.trim_start_matches(['：', ':']);
    while rest.starts_with('《') {
        let Some(end) = closing(rest, 0) else { return };
        let title = rest['《'.len_utf8()..end - '》'.len_utf8()].to_owned();
        let (number, after) = remark(&rest[end..]);
        if after.starts_with(['第', '中', '的']) {
            return;
        }
        found.push((title, number));
        rest = after.trim_start_matches(['、', '，', '和', '及', '与']);
    }
}

/// A 发文字号 or other remark in brackets at the start of `text`, and what follows.
fn remark(text: &str) -> (Option<String>, &str) {
    let Some(inner) = text.strip_prefix(['（', '(']) else { return (None, text) };
    // 〔2020〕 written with the same brackets stands within.
    let mut depth = 1;
    for (i, c) in inner.char_indices() {
        depth += match c {
            '（' | '(' => 1,
            '）' | ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            let number = &inner[..i];
            let is_number = super::doc_no::is_doc_no(number);
            return (is_number.then(|| number.to_owned()), &inner[i + c.len_utf8()..]);
        }
    }
    (None, text)
}

/// Whether `text` only joins two names, or a name and its verb.
fn is_joint(text: &str) -> bool {
    let text = text.trim_matches(|c: char| is_space(c) || matches!(c, '、' | '，' | ','));
    const WORDS: [&str; 15] =
        ["", "和", "及", "与", "以及", "原", "同时", "自本办法施行之日", "均", "已", "即", "也", "亦", "随之", "相应"];
    WORDS.contains(&text)
        || text.starts_with('自') && (text.ends_with("之日") || text.ends_with('日'))
        // 《甲》、2019年某月某日公布的《乙》
        || (text.ends_with("的") || text.ends_with('原')) && ["公布", "发布", "印发", "批准", "下发", "颁布", "颁发", "制定"].iter().any(|w| text.contains(w)) && !text.contains(['条', '章'])
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn until_when_a_text_counts() {
        for (sentence, expected) in [
            ("本办法自2024年1月1日起施行，有效期五年。", Some(Until::Months(60))),
            ("本通知自印发之日起施行，有效期至2028年12月31日。", Some(Until::Day(date!(2028 - 12 - 31)))),
            ("本办法有效期为5年。", Some(Until::Months(60))),
            ("本办法自2020年7月1日起试行，试行期两年。", Some(Until::Months(24))),
            ("本规程自印发之日起试行，试行期限为一年。", Some(Until::Months(12))),
            ("本办法自2020年7月1日起试行六个月。", Some(Until::Months(6))),
            ("本规定自发布之日起施行，暂定试行三年。", Some(Until::Months(36))),
            ("本细则自印发之日起执行，有效期18个月。", Some(Until::Months(18))),
            ("本办法自印发之日起试行。", None),
            ("学员试行期两年。", None),
            ("本办法规定的许可证有效期五年。", None),
            ("本条例自2025年1月1日起施行，本条例施行前的读书证有效期至2025年12月31日。", None),
            ("本实施细则有效期五年。", Some(Until::Months(60))),
            ("本条例有效期5年。", Some(Until::Months(60))),
            ("本意见有效期至2028年12月31日。", Some(Until::Day(date!(2028 - 12 - 31)))),
            ("许可证有效期五年。", None),
            ("有效期五年的许可证", None),
        ] {
            assert_eq!(valid(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn what_a_text_repeals() {
        let titles =
            |sentence: &str| repealed(sentence, Decision::default()).into_iter().map(|(t, _)| t).collect::<Vec<_>>();
        for (sentence, expected) in [
            ("本条例自2024年5月1日起施行。《旧条例》同时废止。", &["旧条例"][..]),
            ("《甲办法》、《乙办法》和2009年3月1日某局公布的《丙办法》同时废止。", &["甲办法", "乙办法", "丙办法"]),
            ("《甲办法》（某发〔2020〕3号）自本办法施行之日起废止。", &["甲办法"]),
            ("《甲办法》第三条同时废止。", &[]),
            ("《甲办法》中与本办法不一致的规定同时废止。", &[]),
            ("根据《乙法》，《甲办法》同时废止。", &["甲办法"]),
            ("《关于执行〈乙法〉的解释》同时废止。", &["关于执行〈乙法〉的解释"]),
            ("决定废止《甲办法》、《乙办法》。", &["甲办法", "乙办法"]),
            ("与本办法不一致的，同时废止。", &[]),
        ] {
            assert_eq!(titles(sentence), expected, "{sentence}");
        }
        assert_eq!(
            repealed("《甲办法》（某发〔2020〕3号）同时废止。", Decision::default()),
            [("甲办法".to_owned(), Some("某发〔2020〕3号".to_owned()))]
        );
        let decision = Decision::of("关于修改和废止部分规章的决定");
        assert!(decision.amends && decision.repeals);
        assert_eq!(repealed("废止《甲办法（试行）》", decision), [("甲办法（试行）".to_owned(), None)]);
        assert_eq!(repealed("废止《甲办法》第三条", decision), []);
        assert_eq!(repealed("废止《甲办法》", Decision::of("学习办法")), []);
        let lists = ["下列文件予以废止：", "一、决定废止以下规章:", "予以废止的规章"].map(lists_repealed);
        assert_eq!(lists, [true; 3]);
        assert!(!lists_repealed("对下列规章予以修改、废止：") && !lists_repealed("废止后，另行通知。"));
    }
}
