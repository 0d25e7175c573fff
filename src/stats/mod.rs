//! What is read, from the log that a web server keeps anyway: no script in the pages, no cookie, and no address of a
//! person in what comes out. Pages, columns, what was searched for, and which addresses from elsewhere lead nowhere.

mod line;

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

pub use line::{Columns, Entry, parse};

/// What a log says. All lists begin with what is most frequent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// First and last day.
    pub days: Option<(String, String)>,
    /// Pages shown to people.
    pub views: usize,
    /// Pages asked for by programs that say so.
    pub bots: usize,
    /// Lines that are no entries.
    pub unreadable: usize,
    /// Pages, as addresses below the site.
    pub pages: Vec<(String, usize)>,
    /// First folders of their addresses.
    pub columns: Vec<(String, usize)>,
    /// What was searched for.
    pub searches: Vec<(String, usize)>,
    /// Addresses that lead nowhere, and from where, without the site itself.
    pub lost: Vec<(String, String, usize)>,
}

/// Adds up the lines of logs of a site at `base` (`/` or `/study/`) on `host`.
pub fn summarise<'a>(lines: impl IntoIterator<Item = &'a str>, base: &str, host: &str) -> Summary {
    let mut columns = Columns::default();
    let mut sum = Summary::default();
    let mut days = BTreeSet::new();
    let (mut pages, mut folders): (BTreeMap<String, usize>, BTreeMap<String, usize>) = Default::default();
    let mut searches: BTreeMap<String, usize> = BTreeMap::new();
    let mut lost: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in lines.into_iter().filter(|line| !line.trim().is_empty()) {
        let entry = match parse(line, &mut columns) {
            Some(Some(entry)) => entry,
            Some(None) => continue,
            None => {
                sum.unreadable += 1;
                continue;
            }
        };
        let (path, query) = entry.target.split_once(['?', ' ']).unwrap_or((entry.target, ""));
        let path = percent_decode_str(path).decode_utf8_lossy();
        let Some(below) = path.strip_prefix(base) else { continue };
        let is_page = below.is_empty() || below.ends_with('/') || below.ends_with(".html");
        if entry.method != "GET" || !is_page && entry.status != 404 {
            continue;
        }
        if is_bot(entry.agent) {
            sum.bots += usize::from(is_page);
            continue;
        }
        days.insert(entry.day.clone());
        match entry.status {
            404 | 410 => {
                let from = entry.referrer.split(['?', '#']).next().unwrap_or_default();
                let outside = from.split_once("://").is_some_and(|(_, rest)| rest.split('/').next() != Some(host));
                if outside {
                    *lost.entry((below.to_owned(), from.to_owned())).or_default() += 1;
                }
            }
            200 | 206 | 304 => {
                let page = below.strip_suffix("index.html").unwrap_or(below);
                sum.views += 1;
                *pages.entry(page.to_owned()).or_default() += 1;
                if let Some((folder, _)) = page.split_once('/') {
                    *folders.entry(folder.to_owned()).or_default() += 1;
                }
                if page == "search/"
                    && let Some(asked) = searched(query)
                {
                    *searches.entry(asked).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    sum.days = days.first().cloned().zip(days.last().cloned());
    (sum.pages, sum.columns, sum.searches) = (ranked(pages), ranked(folders), ranked(searches));
    sum.lost = ranked(lost).into_iter().map(|((path, from), count)| (path, from, count)).collect();
    sum
}

fn ranked<K: Ord>(counts: BTreeMap<K, usize>) -> Vec<(K, usize)> {
    let mut list: Vec<_> = counts.into_iter().collect();
    // Stable: what is equally frequent stays in the order of its names.
    list.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    list
}

/// The words of `q=…`.
fn searched(query: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix("q="))?.replace('+', " ");
    let words = percent_decode_str(&value).decode_utf8_lossy().split_whitespace().collect::<Vec<_>>().join(" ");
    // What looks like a person's number has no business in a table.
    let digits = words.chars().filter(char::is_ascii_digit).count();
    (!words.is_empty() && words.chars().count() <= 100 && digits < 11).then_some(words)
}

fn is_bot(agent: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    let words =
        ["bot", "spider", "crawl", "slurp", "curl", "wget", "python", "go-http", "java/", "monitor", "scan", "shuyuan"];
    agent.is_empty() || agent == "-" || words.iter().any(|word| agent.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: &str = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/109.0 Safari/537.36";

    fn line(target: &str, status: u16, referrer: &str, agent: &str) -> String {
        format!(
            "192.0.2.7 - zhang [05/Mar/2026:09:30:00 +0800] \"GET {target} HTTP/1.1\" {status} 12 \"{referrer}\" \"{agent}\""
        )
    }

    fn sum(lines: &[String]) -> Summary {
        summarise(lines.iter().map(String::as_str), "/", "h")
    }

    #[test]
    fn pages_columns_and_searches_are_counted_and_persons_are_not() {
        let found = sum(&[
            line("/education/a/", 200, "-", PERSON),
            line("/education/a/index.html", 304, "-", PERSON),
            line("/assets/site.css", 200, "-", PERSON),
            line("/search/?q=%E5%85%9A%E8%AF%BE+%20x&sort=date", 200, "-", PERSON),
            line("/search/?q=110101199001011234", 200, "-", PERSON),
            line("/", 200, "-", "Googlebot/2.1"),
            line("/gone/", 404, "https://other.example/list?user=7", PERSON),
            line("/gone/", 404, "https://h/own/", PERSON),
            "garbage \u{0} line".to_owned(),
        ]);
        assert_eq!(found.pages, [("education/a/".to_owned(), 2), ("search/".to_owned(), 2)]);
        assert_eq!(found.columns, [("education".to_owned(), 2), ("search".to_owned(), 2)]);
        assert_eq!(found.searches, [("党课 x".to_owned(), 1)]);
        assert_eq!(found.lost, [("gone/".to_owned(), "https://other.example/list".to_owned(), 1)]);
        assert_eq!((found.views, found.bots, found.unreadable), (4, 1, 1));
        assert_eq!(found.days, Some(("2026-03-05".to_owned(), "2026-03-05".to_owned())));
        let shown = format!("{found:?}");
        assert!(!shown.contains("192.0.2.7") && !shown.contains("zhang"));
    }

    #[test]
    fn a_log_of_iis_names_its_columns() {
        let text = "#Software: IIS\n#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) cs(Referer) sc-status\n\
                    2026-03-05 01:30:00 GET /study/search/ q=%E5%85%9A%E8%AF%BE 192.0.2.7 Mozilla/5.0+(Windows) - 200\n\
                    2026-03-06 01:30:00 GET /study/ - 192.0.2.7 Mozilla/5.0+(Windows) - 200\n";
        let found = summarise(text.lines(), "/study/", "h");
        assert_eq!(found.searches, [("党课".to_owned(), 1)]);
        assert_eq!((found.views, found.unreadable), (2, 0));
        assert_eq!(found.days, Some(("2026-03-05".to_owned(), "2026-03-06".to_owned())));
    }
}
