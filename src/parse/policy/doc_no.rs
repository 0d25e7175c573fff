//! 发文字号: 机关代字〔年份〕序号号.

use super::faults;
use super::lines::is_space;
use crate::content::numeral;
use crate::diagnostics::{Checked, Span};

/// Whether `line` consists of a 发文字号 and nothing else.
pub(super) fn is_doc_no(line: &str) -> bool {
    let line = strip(line);
    line.chars().count() <= 30 && (bracketed(line).is_some() || ordered(line))
}

/// The normal form of the 发文字号 `written`, with a warning for whatever had to be changed.
pub fn doc_no(written: &str, span: &Span) -> Checked<String> {
    let line = written.trim_matches(is_space);
    if ordered(line) {
        return Checked::clean(line.to_owned());
    }
    let Some(parts) = bracketed(line) else {
        return Checked::with(line.to_owned(), vec![faults::doc_no_form(line, span)]);
    };
    // Orders and announcements count within their year and keep 第: 某银行令〔2020〕第5号.
    let ordinal = if parts.code.ends_with('令') || parts.code.ends_with("公告") { "第" } else { "" };
    let normal = format!("{}〔{}〕{ordinal}{}号", parts.code, parts.year, parts.number);
    let mut found = Vec::new();
    if parts.year.len() != 4 {
        found.push(faults::doc_no_year(parts.year.as_str(), span));
    } else if normal != line {
        found.push(faults::doc_no_normalised(line, &normal, span));
    }
    Checked::with(normal, found)
}

struct Parts {
    code: String,
    year: String,
    number: u32,
}

fn strip(line: &str) -> &str {
    let line = line.trim_matches(is_space);
    line.strip_prefix(['（', '(']).and_then(|inner| inner.strip_suffix(['）', ')'])).unwrap_or(line)
}

/// 某发〔2026〕3号 with any brackets.
fn bracketed(line: &str) -> Option<Parts> {
    let open = line.find(['〔', '[', '【', '（', '(', '［', '﹝'])?;
    let code: String = line[..open].chars().filter(|c| !is_space(*c)).collect();
    let mut inner = line[open..].chars();
    inner.next();
    let close = inner.as_str().find(['〕', ']', '】', '）', ')', '］', '﹞'])?;
    let year = digits(&inner.as_str()[..close])?;
    let mut rest = inner.as_str()[close..].chars();
    rest.next();
    let rest = rest.as_str().trim_matches(is_space);
    let rest = rest.strip_prefix('第').unwrap_or(rest).trim_start_matches(is_space);
    let (number, rest) = numeral::parse_prefix(rest)?;
    let named = !code.is_empty()
        && code.chars().count() <= 20
        && code.chars().all(|c| c.is_alphanumeric() && !c.is_ascii_digit() || c == '－' || c == '-');
    (named && rest.trim_matches(is_space) == "号").then_some(Parts { code, year, number })
}

/// 年份 in ASCII digits.
fn digits(text: &str) -> Option<String> {
    let text = text.trim_matches(is_space).trim_end_matches('年');
    let plain: Option<String> = text.chars().map(|c| numeral::digit(c).and_then(|d| char::from_digit(d, 10))).collect();
    plain.filter(|p| (2..=4).contains(&p.len()))
}

/// 书院单位令第3号, 第3号令.
pub(crate) fn ordered(line: &str) -> bool {
    let Some((body, rest)) = line.split_once('第') else {
        return false;
    };
    // 某局公告2026年第3号 counts within its year, and 〔81〕法民字第2号 is how documents were numbered before 1989.
    let dated = body.strip_suffix('年').map(|b| (b.trim_end_matches(|c| numeral::digit(c).is_some()), b));
    let body = match dated {
        Some((name, whole)) if whole[name.len()..].chars().count() == 4 => name,
        _ => old_code(body).unwrap_or(body),
    };
    let former = body.ends_with('字');
    let Some((_, tail)) = numeral::parse_prefix(rest.trim_start_matches(is_space)) else {
        return false;
    };
    let tail = tail.trim_start_matches(is_space);
    let plain = body.chars().all(|c| c.is_alphanumeric() || is_space(c));
    plain && (tail == "号令" || tail == "号" && (former || body.ends_with('令') || body.ends_with("公告")))
}

/// 法民字 in 〔81〕法民字.
fn old_code(body: &str) -> Option<&str> {
    let rest = body.strip_prefix(['〔', '[', '（', '(', '［'])?;
    let (year, code) = rest.split_once(['〕', ']', '）', ')', '］'])?;
    let is_year = (2..=4).contains(&year.chars().count()) && year.chars().all(|c| numeral::digit(c).is_some());
    (is_year && code.ends_with('字')).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, normal: &str, codes: &[&str]) {
        let file: std::sync::Arc<str> = "a.md".into();
        let found = doc_no(written, &Span::file(&file));
        assert_eq!(found.value, normal, "{written}");
        let seen: Vec<&str> = found.diagnostics.iter().map(|d| d.code.as_str()).collect();
        assert_eq!(seen, codes, "{written}");
    }

    #[test]
    fn the_form_of_the_norm_passes() {
        check("书院发〔2026〕3号", "书院发〔2026〕3号", &[]);
        check("书院单位令第3号", "书院单位令第3号", &[]);
        check("第12号令", "第12号令", &[]);
        check("书院单位公告2026年第3号", "书院单位公告2026年第3号", &[]);
        check("〔81〕书民字第2号", "〔81〕书民字第2号", &[]);
    }

    #[test]
    fn variants_are_normalised_with_a_warning() {
        for written in [
            "书院发[2026]3号",
            "书院发【2026】3号",
            "书院发（2026）第3号",
            "书院发(2026)03号",
            "书院发 〔2026〕 3 号",
            "书院发〔２０２６〕３号",
            "书院发〔2026年〕3号",
        ] {
            check(written, "书院发〔2026〕3号", &["doc-no-normalised"]);
        }
        check("书院发〔26〕3号", "书院发〔26〕3号", &["doc-no-year"]);
        check("三号文件", "三号文件", &["doc-no-form"]);
        check("", "", &["doc-no-form"]);
    }

    #[test]
    fn the_whole_warning() {
        let file: std::sync::Arc<str> = "a.md".into();
        let found = doc_no("书院发[2026]03号", &Span::file(&file));
        assert_eq!(found.diagnostics[0].message.zh, "发文字号“书院发[2026]03号”不合规范，已按“书院发〔2026〕3号”处理");
    }

    #[test]
    fn lines_that_are_a_number() {
        assert!(is_doc_no("书院发〔2026〕3号"));
        assert!(is_doc_no("（书院发[2026]3号）"));
        assert!(!is_doc_no("根据书院发〔2026〕3号文件，"));
        assert!(!is_doc_no("第三条 甲"));
    }
}
