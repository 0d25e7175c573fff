//! From one page of a list to the others.

use super::view::{Link, ListView, PagerStep};

/// `list` with the links from its page to others of the list at `url`.
pub(super) fn fill(mut list: ListView, url: &str) -> ListView {
    let link = |n: usize| Link { title: n.to_string(), url: page_url(url, n), external: false };
    if list.pages > 1 {
        list.pager = steps(list.number, list.pages)
            .into_iter()
            .map(|(number, leads)| PagerStep { number, url: leads.then(|| page_url(url, number)) })
            .collect();
    }
    list.previous = (list.number > 1).then(|| link(list.number - 1));
    list.next = (list.number < list.pages).then(|| link(list.number + 1));
    list
}

/// The pages that the pager of page `number` leads to, and, not led to, the first of several that it leaves out. A list of
/// thousands of pages must not name them all on each.
fn steps(number: usize, pages: usize) -> Vec<(usize, bool)> {
    /// How many pages before and after this one.
    const AROUND: usize = 2;
    let mut shown = vec![1];
    shown.extend(number.saturating_sub(AROUND).max(1)..=(number + AROUND).min(pages));
    shown.push(pages);
    shown.dedup();
    let mut steps: Vec<(usize, bool)> = Vec::new();
    for page in shown {
        match steps.last() {
            // A gap takes no less room than the one page that it would stand for.
            Some((last, _)) if page == last + 2 => steps.push((last + 1, true)),
            Some((last, _)) if page > last + 2 => steps.push((last + 1, false)),
            _ => {}
        }
        steps.push((page, true));
    }
    steps
}

/// Where page `number` of the list at `url` lies.
pub(super) fn page_url(url: &str, number: usize) -> String {
    if number == 1 { url.to_owned() } else { format!("{url}page-{number}/") }
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn the_first_the_last_and_the_near_pages_are_named() {
        let named = |number, pages| {
            let word = |(page, leads): &(usize, bool)| if *leads { page.to_string() } else { "…".to_owned() };
            steps(number, pages).iter().map(word).collect::<Vec<_>>().join(" ")
        };
        for (number, pages, expected) in [
            (1, 2, "1 2"),
            (2, 2, "1 2"),
            (1, 5, "1 2 3 4 5"),
            (1, 6, "1 2 3 … 6"),
            (5, 9, "1 2 3 4 5 6 7 8 9"),
            (6, 11, "1 … 4 5 6 7 8 … 11"),
            (5000, 5000, "1 … 4998 4999 5000"),
            (2500, 5000, "1 … 2498 2499 2500 2501 2502 … 5000"),
        ] {
            assert_eq!(named(number, pages), expected, "{number} of {pages}");
        }
    }
}
