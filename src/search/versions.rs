//! Versions of one text: which of them counts on the reader's day, and which one a query asks for.
//!
//! A reader who looks for a text means the one in force. Its other versions are named beside it, and only come up
//! themselves when the query says their year (公司法 2018), or when the one in force does not hold what is looked for.

use super::layout::{Layout, Version};
use super::query::Query;
use super::tokens::is_han;

/// Which pages stand behind another version of themselves, for one query.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    /// Pages and the version that stands for them, ascending.
    behind: Vec<(u32, u32)>,
}

impl Fold {
    /// `today` is `YYYYMMDD`, or 0 when the reader's day is not known: then the last version counts.
    pub fn new(layout: &Layout, query: &Query, today: u32) -> Fold {
        let years: Vec<u32> = query.words.iter().filter_map(|word| year(&word.alternatives.first()?.chars)).collect();
        let mut behind = Vec::new();
        for family in layout.versions.chunk_by(|one, next| one.family == next.family) {
            let by = |day: &dyn Fn(&Version) -> u32| family.iter().rev().find(|v| years.contains(&(day(v) / 10_000)));
            // Of a text that was adopted in December and counts from July, people say either year.
            let asked = by(&|version| version.from)
                .or_else(|| by(&|version| layout.dates.get(version.page as usize).copied().unwrap_or(0)));
            let Some(stands) = asked.or_else(|| in_force(family, today)) else { continue };
            behind.extend(family.iter().filter(|v| v.page != stands.page).map(|v| (v.page, stands.page)));
        }
        behind.sort_unstable();
        Fold { behind }
    }

    /// The version that stands for a page, if it is not the page itself.
    pub fn before(&self, page: u32) -> Option<u32> {
        let place = self.behind.binary_search_by_key(&page, |(page, _)| *page).ok()?;
        Some(self.behind[place].1)
    }
}

/// The last version that has begun; before the first one has, the first.
fn in_force(family: &[Version], today: u32) -> Option<&Version> {
    let begun = |version: &&Version| today == 0 || version.from <= today;
    family.iter().rev().find(begun).or(family.first())
}

/// The other versions of a page, newest first.
pub fn others(layout: &Layout, page: u32) -> Vec<&Version> {
    let Some(own) = layout.versions.iter().find(|version| version.page == page) else { return Vec::new() };
    layout.versions.iter().rev().filter(|other| other.family == own.family && other.page != page).collect()
}

/// The year that a word is or ends with: 2018, 2018年, 公司法2018.
pub(super) fn year(chars: &[char]) -> Option<u32> {
    let rest = chars.strip_suffix(&['版']).unwrap_or(chars);
    let rest = rest.strip_suffix(&['年']).unwrap_or(rest);
    let before = rest.iter().rposition(|c| !c.is_ascii_digit()).map_or(0, |last| last + 1);
    let digits = &rest[before..];
    let number: u32 = digits.iter().collect::<String>().parse().ok()?;
    let plain = before.checked_sub(1).is_none_or(|last| is_han(rest[last]));
    (digits.len() == 4 && plain && (1900..2200).contains(&number)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::super::query::parse;
    use super::*;

    fn layout() -> Layout {
        let version = |page, from| Version { page, family: 0, from, url: format!("{page}/") };
        let versions = vec![version(4, 20180101), version(2, 20230701), version(7, 20270101)];
        let dates = vec![0, 0, 20221229, 0, 20171201, 0, 0, 20261201];
        Layout { versions, dates, ..Layout::default() }
    }

    fn check(query: &str, today: u32, expected: [Option<u32>; 3]) {
        let fold = Fold::new(&layout(), &parse(query, &[], 0), today);
        assert_eq!([4, 2, 7].map(|page| fold.before(page)), expected, "{query} on {today}");
    }

    #[test]
    fn the_version_in_force_stands_for_the_others() {
        check("公司法", 20260501, [Some(2), None, Some(2)]);
        check("公司法", 20270101, [Some(7), Some(7), None]);
        check("公司法", 20100101, [None, Some(4), Some(4)]);
        check("公司法", 0, [Some(7), Some(7), None]);
        check("公司法 2018", 20260501, [None, Some(4), Some(4)]);
        check("公司法 2018年", 20260501, [None, Some(4), Some(4)]);
        for query in ["公司法2018", "公司法2018年", "公司法2018年版"] {
            check(query, 20260501, [None, Some(4), Some(4)]);
        }
        check("公司法 2019", 20260501, [Some(2), None, Some(2)]);
        // Adopted in 2022, it counts from 2023.
        check("公司法2022", 20240501, [Some(2), None, Some(2)]);
        check("公司法2022", 20280501, [Some(2), None, Some(2)]);
        check("公司法20180", 20260501, [Some(2), None, Some(2)]);
    }

    #[test]
    fn other_versions_are_named_newest_first() {
        let layout = layout();
        let pages = |page| others(&layout, page).iter().map(|version| version.page).collect::<Vec<_>>();
        assert_eq!(pages(2), [7, 4]);
        assert!(pages(3).is_empty());
    }
}
