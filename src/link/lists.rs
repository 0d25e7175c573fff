//! Lists over the whole site: topics, keywords, years, A–Z.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use unicode_normalization::UnicodeNormalization;

use super::{Page, PageId, Pages, urls};
use crate::content::{Kind, pinyin, slug};

/// The lists over the whole site.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// By topic; a topic has a page of its own if an editor wrote one.
    pub topics: Taxonomy,
    /// By keyword.
    pub keywords: Taxonomy,
    /// By year of publication, newest first.
    pub years: Vec<(i32, Vec<PageId>)>,
    /// All pages by the pinyin of their titles.
    pub az: Vec<(char, Vec<PageId>)>,
    /// What feeds and the home page show: dated pages, newest first.
    pub dated: Vec<PageId>,
}

/// Terms in pinyin order.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    /// The terms.
    pub terms: Vec<Term>,
    /// [`key`] of a title, or slug of a page of its own, → the term that has it. Asked for single names only, so its order shows nowhere.
    names: HashMap<String, usize>,
}

/// A topic or keyword and the pages that have it.
#[derive(Debug, Clone)]
pub struct Term {
    /// As written first.
    pub title: String,
    /// Last component of its list's URL; follows from the title alone, so that no other term can move it.
    pub slug: String,
    /// The page that an editor wrote for it.
    pub page: Option<PageId>,
    /// Pages that have it, newest first.
    pub pages: Vec<PageId>,
}

impl Taxonomy {
    /// The term with this title, however its letters are written, or with this slug.
    pub fn find(&self, name: &str) -> Option<&Term> {
        self.names.get(&key(name)).map(|index| &self.terms[*index])
    }
}

/// Collects all lists.
pub(super) fn collect(site: &Pages) -> Lists {
    let mut dated: Vec<PageId> =
        site.iter().filter(|(_, p)| is_listed(p) && p.draft.meta.published_at.is_some()).map(|(id, _)| id).collect();
    newest_first(site, &mut dated);
    Lists { topics: topics(site), keywords: keywords(site), years: years(site, &dated), az: az(site), dated }
}

/// Whether a page stands in site-wide lists.
fn is_listed(page: &Page) -> bool {
    !matches!(page.draft.kind, Kind::Column | Kind::Part) && page.parent.is_some()
}

/// Sorts by date, newest first, undated last, ties by path (pages are in the order of their paths).
fn newest_first(site: &Pages, pages: &mut [PageId]) {
    pages.sort_by_cached_key(|id| (Reverse(site.page(*id).draft.meta.published_at.as_ref().map(|at| at.value)), *id));
}

fn topics(site: &Pages) -> Taxonomy {
    let mut builder = Builder::default();
    for (id, page) in site.iter().filter(|(_, p)| p.draft.kind == Kind::Topic) {
        let last = page.url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        builder.own(&page.draft.meta.title.value, last, id);
    }
    for (id, page) in site.iter() {
        for topic in &page.draft.meta.topics {
            builder.add(&topic.value, id);
        }
    }
    builder.finish(site)
}

fn keywords(site: &Pages) -> Taxonomy {
    let mut builder = Builder::default();
    for (id, page) in site.iter() {
        for keyword in &page.draft.meta.keywords {
            builder.add(keyword, id);
        }
    }
    builder.finish(site)
}

fn years(site: &Pages, dated: &[PageId]) -> Vec<(i32, Vec<PageId>)> {
    let mut years: BTreeMap<Reverse<i32>, Vec<PageId>> = BTreeMap::new();
    for id in dated {
        if let Some(at) = &site.page(*id).draft.meta.published_at {
            years.entry(Reverse(at.value.date().year())).or_default().push(*id);
        }
    }
    years.into_iter().map(|(Reverse(year), pages)| (year, pages)).collect()
}

fn az(site: &Pages) -> Vec<(char, Vec<PageId>)> {
    let mut keyed: Vec<(&str, PageId)> =
        site.iter().filter(|(_, p)| is_listed(p)).map(|(id, p)| (p.facts.az_key.as_str(), id)).collect();
    keyed.sort();
    let mut letters: BTreeMap<(bool, char), Vec<PageId>> = BTreeMap::new();
    for (_, id) in keyed {
        let letter = site.page(id).facts.letter;
        // What has no letter comes last.
        letters.entry((letter == '#', letter)).or_default().push(id);
    }
    letters.into_iter().map(|((_, letter), pages)| (letter, pages)).collect()
}

/// What makes two names one: letter case, fullwidth forms and blanks do not tell terms apart.
fn key(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last component of the URL of the term with this [`key`]. A name that loses nothing in a URL stands there as it is;
/// any other gets a sum of itself, since 事实, 实施 and `shishi`, or `C`, `C++` and `C#`, would be one without.
fn term_slug(key: &str) -> String {
    let made = slug(key);
    let sum = format!("{:08x}", urls::crc32(key.as_bytes()));
    let ends_like_a_sum =
        made.rsplit_once('-').is_some_and(|(_, end)| end.len() == 8 && end.bytes().all(|b| b.is_ascii_hexdigit()));
    match made.as_str() {
        "" => format!("x-{sum}"),
        _ if made == key && !ends_like_a_sum => made,
        _ => format!("{made}-{sum}"),
    }
}

#[derive(Default)]
struct Builder {
    /// [`key`] of a name, or slug of a page of its own → index in `terms`.
    names: BTreeMap<String, usize>,
    terms: Vec<Term>,
}

impl Builder {
    fn own(&mut self, title: &str, slug: &str, page: PageId) {
        let index = self.index(title);
        self.terms[index].page = Some(page);
        self.names.entry(slug.to_lowercase()).or_insert(index);
    }

    fn add(&mut self, name: &str, page: PageId) {
        let index = self.index(name);
        if self.terms[index].pages.last() != Some(&page) {
            self.terms[index].pages.push(page);
        }
    }

    fn index(&mut self, name: &str) -> usize {
        let key = key(name);
        if let Some(index) = self.names.get(&key) {
            return *index;
        }
        let index = self.terms.len();
        let slug = term_slug(&key);
        self.names.insert(key, index);
        self.terms.push(Term { title: name.trim().to_owned(), slug, page: None, pages: Vec::new() });
        index
    }

    fn finish(mut self, site: &Pages) -> Taxonomy {
        for term in &mut self.terms {
            newest_first(site, &mut term.pages);
        }
        let mut order: Vec<usize> = (0..self.terms.len()).collect();
        order.sort_by_cached_key(|index| pinyin::sort_key(&self.terms[*index].title));
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, index)| places[*index] = place);
        let names = self.names.into_iter().map(|(name, index)| (name, places[index])).collect();
        let mut terms: Vec<Option<Term>> = self.terms.into_iter().map(Some).collect();
        Taxonomy { terms: order.into_iter().filter_map(|index| terms[index].take()).collect(), names }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_alone_decides_its_address() {
        let check = |name, expected| assert_eq!(term_slug(&key(name)), expected, "{name}");
        check("rust", "rust");
        check("Rust", "rust");
        check("ＲＵＳＴ", "rust");
        check("shishi", "shishi");
        check("事实", "shishi-d422e4d7");
        check("c", "c");
        check("rust-12345678", "rust-12345678-7d2b088b");
        let all: Vec<String> =
            ["事实", "实施", "shishi", "C", "C++", "C#", "🎉", "ß", "ss"].map(|n| term_slug(&key(n))).to_vec();
        let apart: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(apart.len(), all.len(), "{all:?}");
    }
}
