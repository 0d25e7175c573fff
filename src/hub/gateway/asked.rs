//! What the script of a search page sends: lines `key=value`, as it gives them to the engine in the browser.

use crate::search::layout::FACETS;

/// Hits that a page may show.
pub(super) const MOST_HITS: usize = 200;

/// The longest question, in bytes; the page's own limit is 200 characters.
pub(super) const LONGEST: usize = 4000;

/// What a page wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Hits.
    Search(Asked),
    /// Titles for what has been typed, at most so many.
    Suggest(String, usize),
}

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The query as it was typed.
    pub query: String,
    /// Hits wanted.
    pub limit: usize,
    /// Hits to leave out before them.
    pub offset: usize,
    /// Only hits of this page.
    pub page: Option<String>,
    /// The reader's day as `YYYYMMDD`, or 0.
    pub today: u32,
    /// Newest first.
    pub by_date: bool,
    /// Values that are wanted of each facet; empty for all.
    pub filters: [Vec<String>; FACETS.len()],
}

impl Question {
    /// Understands what was sent; none if it is no question.
    pub fn read(body: &str) -> Option<Question> {
        let lines = || body.split('\n').filter_map(|line| line.split_once('='));
        let mut asked = Asked { limit: 10, ..Asked::default() };
        let (first, text) = lines().next()?;
        if text.len() > LONGEST {
            return None;
        }
        for (key, value) in lines().skip(1) {
            match key {
                "limit" => asked.limit = value.parse().unwrap_or(10).clamp(1, MOST_HITS),
                "offset" => asked.offset = value.parse().unwrap_or(0).min(MOST_HITS),
                "page" => asked.page = Some(value.to_owned()),
                "today" => asked.today = value.parse().unwrap_or(0),
                "sort" => asked.by_date = value == "date",
                _ => {
                    if let Some(facet) = FACETS.iter().position(|&name| name == key) {
                        asked.filters[facet].push(value.to_owned());
                    }
                }
            }
        }
        text.clone_into(&mut asked.query);
        match first {
            "query" => Some(Question::Search(asked)),
            "prefix" => Some(Question::Suggest(asked.query, asked.limit.min(20))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_a_question() {
        let asked =
            Question::read("query=借书 = 还书\nlimit=999\noffset=x\nkind=policy\nkind=article\nsort=date\nodd\n");
        let Some(Question::Search(asked)) = asked else { panic!("no question") };
        assert_eq!((asked.query.as_str(), asked.limit, asked.offset), ("借书 = 还书", MOST_HITS, 0));
        assert_eq!(asked.filters[0], ["policy", "article"]);
        assert!(asked.by_date);
        assert_eq!(Question::read("prefix=借\nlimit=8"), Some(Question::Suggest("借".to_owned(), 8)));
        for odd in ["", "limit=3", "query", &format!("query={}", "长".repeat(2000))] {
            assert_eq!(Question::read(odd), None, "{odd}");
        }
    }
}
