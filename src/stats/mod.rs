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
        let (path, query) = (text_of(&entry.path), &*entry.query);
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

/// What an address spells. Old browsers and typed links spell Chinese in the coding of Windows.
fn text_of(spelt: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(spelt).collect();
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => encoding_rs::GB18030.decode_without_bom_handling(error.as_bytes()).0.into_owned(),
    }
}

/// The words of `q=…`.
fn searched(query: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix("q="))?.replace('+', " ");
    let words = text_of(&value).split_whitespace().collect::<Vec<_>>().join(" ");
    // What looks like a person's number or address has no business in a table.
    let digits = words.chars().filter(|c| c.is_ascii_digit() || matches!(c, '０'..='９')).count();
    let is_address = words.contains(['@', '＠']);
    (!words.is_empty() && words.chars().count() <= 100 && digits < 11 && !is_address).then_some(words)
}

fn is_bot(agent: &str) -> bool {
    const WORDS: [&str; 27] = [
        "bot",
        "spider",
        "crawl",
        "slurp",
        "curl",
        "wget",
        "python",
        "go-http",
        "java/",
        "monitor",
        "scan",
        "shuyuan",
        "headless",
        "httpclient",
        "okhttp",
        "libwww",
        "axios",
        "node-fetch",
        "scrapy",
        "zgrab",
        "masscan",
        "nmap",
        "nessus",
        "censys",
        "uptime",
        "externalhit",
        "feed",
    ];
    // A maker of telephones is called so.
    let agent = agent.to_ascii_lowercase().replace("cubot", "");
    agent.is_empty() || agent == "-" || WORDS.iter().any(|word| agent.contains(word))
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

    #[test]
    fn logs_as_servers_are_set_up() {
        // Columns in another order, tabs, a log of another server behind it.
        let text = "#Fields: sc-status cs(User-Agent) cs-uri-query date cs-method cs-uri-stem\n\
                    200 Mozilla/5.0 q=%B5%B3%BF%CE&sort=date 2026-03-05 GET /search/\n\
                    404\tMozilla/5.0\t-\t2026-03-05\tGET\t/gone/\n\
                    h - a[b [05/Mar/2026:09:30:00 +0800] \"GET /search/?q=\\xE5\\x85\\x9A HTTP/1.1\" 200 1 \"-\" \"Mozilla \\\"5.0\\\" bot\"\n\
                    h - - [06/Mar/2026:09:30:00 +0800] \"GET /search/?q=\\xE5\\x85\\x9A HTTP/1.1\" 200 1\n\
                    h - - [06/Mar/2026:09:30:00 +0800] \"\\x16\\x03\" 400 1 \"-\" \"-\"\n";
        let found = summarise(text.lines(), "/", "h");
        assert_eq!(found.searches, [("党".to_owned(), 1), ("党课".to_owned(), 1)]);
        assert_eq!((found.views, found.bots, found.unreadable), (2, 1, 1));
        assert_eq!(found.days, Some(("2026-03-05".to_owned(), "2026-03-06".to_owned())));
    }

    #[test]
    fn programs_are_told_from_persons() {
        for agent in
            ["", "-", "Bytespider", "HeadlessChrome/120", "okhttp/4.9", "Apache-HttpClient/4.5", "Sogou web spider/4.0"]
        {
            assert!(is_bot(agent), "{agent}");
        }
        for agent in [PERSON, "unknown", "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) MicroMessenger/8.0"] {
            assert!(!is_bot(agent), "{agent}");
        }
    }

    #[test]
    fn what_names_a_person_is_in_no_table() {
        for query in [
            "q=110101199001011234",
            "q=%EF%BC%91%EF%BC%93%EF%BC%98%EF%BC%90%EF%BC%90%EF%BC%91%EF%BC%93%EF%BC%98%EF%BC%90%EF%BC%90%EF%BC%90",
            "q=a%40b.example",
        ] {
            assert_eq!(searched(query), None, "{query}");
        }
    }
}
