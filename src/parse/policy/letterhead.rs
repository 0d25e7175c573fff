//! What stands above and below a document: 发文字号 in all its places, who issued it and when.
//!
//! The functions over plain lines are for whoever has lines and no policy text yet, such as an importer.

use time::Date;

use super::doc_no::is_doc_no;
use super::effect::{self, Event};
use super::lines::is_space;
use super::{citations, signature, titles};
use crate::content::numeral;

/// The 发文字号 that `line` holds: alone, behind 发文字号：, before 签发人, or in brackets at the end of a title.
pub(super) fn number_in(line: &str) -> Option<&str> {
    let line = line.trim_matches(is_space);
    if is_doc_no(line) {
        return Some(line);
    }
    let named = ["发文字号", "文号", "发文号"].into_iter().find_map(|word| line.strip_prefix(word));
    if let Some(rest) = named {
        let rest = rest.trim_start_matches(|c| is_space(c) || matches!(c, '：' | ':'));
        let first = rest.split(is_space).next().unwrap_or(rest);
        return is_doc_no(first).then_some(first);
    }
    if let Some((number, _)) = line.split_once("签发人") {
        let number = number.trim_end_matches(is_space);
        return is_doc_no(number).then_some(number);
    }
    // …的通知（银发〔2022〕139号）: the brackets of the year may be the same as those around the number.
    let inner = line.strip_suffix(['）', ')'])?;
    let opens = inner.char_indices().rev().filter(|(_, c)| matches!(c, '（' | '('));
    let numbers = opens.map(|(i, c)| &inner[i + c.len_utf8()..]);
    numbers.take(2).find(|number| number.chars().count() <= 30 && is_doc_no(number))
}

/// 2026年第3号 → 3号
fn year_before(number: &str) -> Option<&str> {
    let (year, rest) = number.split_once('年')?;
    let is_year = year.chars().count() == 4 && year.chars().all(|c| numeral::digit(c).is_some());
    is_year.then(|| rest.strip_prefix('第')).flatten()
}

/// Whether `line` is the head of an order or announcement whose number is `next`: 某银行令 and 〔2020〕第5号, 某院令 and 第532号.
pub(super) fn numbers_order(line: &str, next: &str) -> bool {
    let (line, next) = (line.trim_matches(is_space), next.trim_matches(is_space));
    let head = line.chars().count() <= 40
        && (line.ends_with('令') || line.ends_with("公告"))
        && !line.contains(['，', '。', '《']);
    let bracketed =
        next.strip_prefix(['（', '(']).and_then(|n| n.strip_suffix(['）', ')'])).filter(|n| n.ends_with('号'));
    let next = bracketed.unwrap_or(next);
    let number = next.strip_prefix('第').or_else(|| year_before(next)).or_else(|| {
        let inner = next.strip_prefix(['〔', '[', '（', '(', '［'])?;
        let (year, rest) = inner.split_once(['〕', ']', '）', ')', '］'])?;
        let year = year.chars().count() == 4 && year.chars().all(|c| numeral::digit(c).is_some());
        year.then(|| rest.strip_prefix('第').unwrap_or(rest))
    });
    head && number
        .and_then(numeral::parse_prefix)
        .is_some_and(|(_, rest)| matches!(rest.trim_matches(is_space), "号" | "号令"))
}

/// The 发文字号 among the lines above the text of a document, as written; a number in two lines is joined.
pub fn doc_no_in(lines: &[&str]) -> Option<String> {
    for (i, line) in lines.iter().enumerate() {
        if let Some(number) = number_in(line) {
            let bare = number.strip_prefix(['（', '(']).and_then(|n| n.strip_suffix(['）', ')'])).unwrap_or(number);
            return Some(bare.to_owned());
        }
        if let Some(next) = lines.get(i + 1).filter(|next| numbers_order(line, next)) {
            let number = next.trim_matches(is_space);
            let plain = number
                .strip_prefix(['（', '('])
                .and_then(|n| n.strip_suffix(['）', ')']))
                .filter(|n| n.ends_with('号'));
            return Some(format!("{}{}", line.trim_matches(is_space), plain.unwrap_or(number)));
        }
    }
    None
}

/// Whether `name` ends as names of bodies do.
fn is_organisation(name: &str) -> bool {
    const ENDS: [&str; 36] = [
        "局",
        "部",
        "委",
        "委员会",
        "办公室",
        "办公厅",
        "政府",
        "国务院",
        "法院",
        "检察院",
        "研究院",
        "学院",
        "署",
        "厅",
        "会",
        "中心",
        "银行",
        "处",
        "科",
        "组",
        "团",
        "公司",
        "集团",
        "学校",
        "大学",
        "党委",
        "支部",
        "室",
        "司",
        "队",
        "所",
        "站",
        "社",
        "馆",
        "院",
        "工会",
    ];
    let length = name.chars().count();
    (2..=30).contains(&length)
        && ENDS.iter().any(|end| name.ends_with(end))
        && !name.contains(['，', '。', '：', '；', '、', '《', '“', '（'])
}

/// The bodies that sign: the lines of a 落款 without its date.
pub(super) fn bodies(signature: &str) -> Vec<String> {
    let lines = signature.lines().map(|line| line.trim_matches(is_space));
    let lines = lines.map(|line| signature::body_and_date(line).map_or(line, |(body, _)| body.trim_matches(is_space)));
    let mut found: Vec<String> = Vec::new();
    for line in lines.filter(|line| signature::whole_date(line).is_none() && !line.is_empty()) {
        // 甲局　　乙局 sign in one line.
        let parts: Vec<&str> = line.split(is_space).filter(|part| !part.is_empty()).collect();
        let apart = parts.len() > 1 && parts.iter().all(|part| is_organisation(part));
        let whole: String = parts.concat();
        let names = if apart { parts.into_iter().map(str::to_owned).collect() } else { vec![whole] };
        for name in names {
            if !is_organisation(&name) {
                return Vec::new();
            }
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// The bodies that issue a document: those that sign it, else what its title names before 关于. For plain lines from the
/// title on.
pub fn issuers_in(title: &str, lines: &[&str]) -> Vec<String> {
    let end = lines.iter().rposition(|line| signature::date_at_end(line).is_some());
    if let Some(end) = end {
        let from =
            (0..end).rev().take_while(|i| is_organisation(&lines[*i].replace(is_space, ""))).last().unwrap_or(end);
        let signed = bodies(&lines[from..=end].join("\n"));
        if !signed.is_empty() {
            return signed;
        }
    }
    let Some((before, _)) = title.split_once("关于") else { return Vec::new() };
    let names: Vec<String> = before.split(is_space).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.iter().all(|name| is_organisation(name)) { names } else { Vec::new() }
}

/// 成文日期 among plain lines: the last line that is a date, or a body and a date.
pub fn signed_on_in(lines: &[&str]) -> Option<Date> {
    lines.iter().rev().find_map(|line| signature::date_at_end(line))
}

/// 施行日期 that the plain lines of a text called `title` state as a day, or take from the day on which it was issued.
pub fn effective_on_in(title: &str, lines: &[&str]) -> Option<Date> {
    // 第十条 is no part of the sentence behind it.
    fn words(line: &str) -> &str {
        let start = super::labels::recognise(line, 0).map_or(0, |label| label.rest.start);
        &line[start..]
    }
    let mut sentences = lines.iter().rev().flat_map(|line| words(line).split_inclusive('。'));
    let when = sentences.find_map(|sentence| effect::effective(sentence, title))?;
    when.day(|event| match event {
        Event::Issued | Event::Published => signed_on_in(lines),
        Event::Adopted => None,
    })
}

/// What kind of page plain lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guess {
    /// Articles, or a title of a rule with a number or a history.
    Policy,
    /// A title that ends as those of notices do, or a signature with a date below an addressee.
    Notice,
    /// Anything else.
    Article,
}

/// Guesses what the text called `title` with these lines is. 条 at the start of three lines make it a policy text, and so
/// does a title such as …办法; …的通知 with a 发文字号 is a policy text too, without one it is a notice.
pub fn guess(title: &str, lines: &[&str]) -> Guess {
    let is_article = |line: &&&str| {
        super::labels::recognise(line.trim_matches(is_space), 0)
            .is_some_and(|label| label.mark == super::labels::Mark::Article)
    };
    let articles = lines.iter().filter(is_article).take(3).count();
    let rule = titles::is_text_title(title);
    let short = ["通知", "公告", "通告", "启事", "函"].iter().any(|end| title.ends_with(end));
    if articles == 3 || rule && !short || rule && doc_no_in(&lines[..lines.len().min(12)]).is_some() {
        Guess::Policy
    } else if short || signed_on_in(lines).is_some() && lines.iter().any(|line| line.ends_with('：')) {
        Guess::Notice
    } else {
        Guess::Article
    }
}

/// Whether `text` is only a remark in brackets: （此件公开发布）, （试行）, （本文有删减）.
pub(super) fn is_remark(text: &str) -> bool {
    let closed = text.strip_prefix(['（', '(']).and_then(|inner| inner.strip_suffix(['）', ')']));
    closed.is_some_and(|inner| !inner.contains(['（', '(', '《'])) && citations::closing(text, 0).is_none()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn numbers_stand_in_many_places() {
        for (lines, expected) in [
            (&["书院发〔2026〕3号"][..], Some("书院发〔2026〕3号")),
            (&["书院单位关于学习的通知（书院发〔2026〕3号）"], Some("书院发〔2026〕3号")),
            (&["书院单位关于学习的通知", "书院单位关于学习的通知", "书院发〔2026〕3号"], Some("书院发〔2026〕3号")),
            (&["发文字号：书院发〔2026〕3号"], Some("书院发〔2026〕3号")),
            (&["书院发〔2026〕3号　　签发人：某某"], Some("书院发〔2026〕3号")),
            (&["书院银行令", "〔2020〕第5号"], Some("书院银行令〔2020〕第5号")),
            (&["书院令", "第532号"], Some("书院令第532号")),
            (&["关于学习的通知（试行）"], None),
        ] {
            assert_eq!(doc_no_in(lines).as_deref(), expected, "{lines:?}");
        }
    }

    #[test]
    fn who_issued_it_and_when() {
        let lines = ["各科室：", "请学习。", "书院单位办公室", "书院单位宣传科", "2026年3月5日"];
        assert_eq!(issuers_in("关于学习的通知", &lines), ["书院单位办公室", "书院单位宣传科"]);
        assert_eq!(signed_on_in(&lines), Some(date!(2026 - 03 - 05)));
        assert_eq!(issuers_in("书院单位办公室关于学习的通知", &["请学习。"]), ["书院单位办公室"]);
        assert_eq!(issuers_in("甲局 乙局关于学习的通知", &[]), ["甲局", "乙局"]);
        assert_eq!(issuers_in("通知", &["书院单位办公室　2026年3月5日"]), ["书院单位办公室"]);
        assert_eq!(effective_on_in("办法", &["第一条 本办法自2027年1月1日起施行。"]), Some(date!(2027 - 01 - 01)));
        assert_eq!(
            effective_on_in("通知", &["本通知自印发之日起执行。", "某局", "2026年3月5日"]),
            Some(date!(2026 - 03 - 05))
        );
    }

    #[test]
    fn kinds_of_documents() {
        let articles = ["第一条 甲。", "第二条 乙。", "第三条 丙。"];
        assert_eq!(guess("说明", &articles), Guess::Policy);
        assert_eq!(guess("书院单位学习办法", &["甲"]), Guess::Policy);
        assert_eq!(guess("关于学习的通知", &["书院发〔2026〕3号", "各科室："]), Guess::Policy);
        assert_eq!(guess("关于放假的通知", &["各科室：", "某科", "2026年3月5日"]), Guess::Notice);
        assert_eq!(guess("一次走访", &["今天。"]), Guess::Article);
    }
}
