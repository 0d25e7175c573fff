//! 来源：某某日报　作者：某某　发布时间：2026-02-11 08:30, as most Chinese pages have it below the title.

use super::tree::Element;

/// What the line says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Byline {
    pub(super) source: Option<String>,
    pub(super) author: Option<String>,
    pub(super) date: Option<time::Date>,
}

/// The first line of `root` with a source or a day of publication.
pub(super) fn of(root: &Element) -> Byline {
    let is_line = |e: &Element| {
        let words = e.text();
        words.chars().count() < 200
            && (words.contains("来源：")
                || words.contains("来源:")
                || words.contains("发布时间")
                || words.contains("发布日期"))
    };
    let Some(mut element) = root.find(&is_line) else { return Byline::default() };
    // The line as a whole: each part may have an element of its own.
    while let Some(inner) = element.elements().find(|e| is_line(e)).filter(|_| element.elements().count() == 1) {
        element = inner;
    }
    read(&element.text())
}

fn read(text: &str) -> Byline {
    let after = |names: &[&str]| {
        let (name, at) = names.iter().filter_map(|name| Some((name, text.find(name)?))).min_by_key(|(_, at)| *at)?;
        Some(text[at + name.len()..].trim_start_matches(|c: char| matches!(c, '：' | ':') || c.is_whitespace()))
    };
    let word = |names: &[&str]| {
        let rest = after(names)?;
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '|' | '｜' | '【' | '[')).unwrap_or(rest.len());
        let word = rest[..end].trim_matches(['（', '）', '(', ')']);
        // 来源：作者：…, where nothing was filled in.
        Some(word.to_owned()).filter(|word| (2..=30).contains(&word.chars().count()) && !word.contains(['：', ':']))
    };
    Byline {
        source: word(&["来源：", "来源:"]),
        author: word(&["作者：", "作者:"]),
        date: after(&["发布时间", "发布日期"]).and_then(|rest| super::day(&rest.chars().take(20).collect::<String>())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_below_titles() {
        let of = |text: &str| {
            let line = read(text);
            (line.source.unwrap_or_default(), line.author.unwrap_or_default(), line.date.map(|d| d.to_string()))
        };
        let day = Some("2026-02-11".to_owned());
        let text = |text: &str| text.to_owned();
        assert_eq!(
            of("来源：青山日报　作者：某某　发布时间：2026-02-11 08:30　浏览次数：123"),
            (text("青山日报"), text("某某"), day.clone())
        );
        assert_eq!(of("发布日期:2026年2月11日 来源: 办公室 【字体：大 中 小】"), (text("办公室"), text(""), day));
        assert_eq!(of("来源： 作者：　发布时间：未知"), (text(""), text(""), None));
    }
}
