//! Lists over the whole site: topics, keywords, years, A–Z.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::{Page, PageId, Site, urls};
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
    /// Title or slug → the first term that has it. Asked for single names only, so its order shows nowhere.
    names: HashMap<String, usize>,
}

/// A topic or keyword and the pages that have it.
#[derive(Debug, Clone)]
pub struct Term {
    /// As written first.
    pub title: String,
    /// Last component of its list's URL, unique in the taxonomy.
    pub slug: String,
    /// The page that an editor wrote for it.
    pub page: Option<PageId>,
    /// Pages that have it, newest first.
    pub pages: Vec<PageId>,
}

impl Taxonomy {
    /// The term with this title or slug.
    pub fn find(&self, name: &str) -> Option<&Term> {
        self.names.get(name.trim()).map(|index| &self.terms[*index])
    }
}

/// Collects all lists.
pub(super) fn collect(site: &Site) -> Lists {
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
fn newest_first(site: &Site, pages: &mut [PageId]) {
    pages.sort_by_cached_key(|id| (Reverse(site.page(*id).draft.meta.published_at.as_ref().map(|at| at.value)), *id));
}

fn topics(site: &Site) -> Taxonomy {
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

fn keywords(site: &Site) -> Taxonomy {
    let mut builder = Builder::default();
    for (id, page) in site.iter() {
        for keyword in &page.draft.meta.keywords {
            builder.add(keyword, id);
        }
    }
    builder.finish(site)
}

fn years(site: &Site, dated: &[PageId]) -> Vec<(i32, Vec<PageId>)> {
    let mut years: BTreeMap<Reverse<i32>, Vec<PageId>> = BTreeMap::new();
    for id in dated {
        if let Some(at) = &site.page(*id).draft.meta.published_at {
            years.entry(Reverse(at.value.date().year())).or_default().push(*id);
        }
    }
    years.into_iter().map(|(Reverse(year), pages)| (year, pages)).collect()
}

fn az(site: &Site) -> Vec<(char, Vec<PageId>)> {
    let mut keyed: Vec<(&str, PageId)> =
        site.iter().filter(|(_, p)| is_listed(p)).map(|(id, p)| (p.facts.sort_key.as_str(), id)).collect();
    keyed.sort();
    let mut letters: BTreeMap<(bool, char), Vec<PageId>> = BTreeMap::new();
    for (_, id) in keyed {
        let letter = site.page(id).facts.letter;
        // What has no letter comes last.
        letters.entry((letter == '#', letter)).or_default().push(id);
    }
    letters.into_iter().map(|((_, letter), pages)| (letter, pages)).collect()
}

/// `slug` with what belongs to `name` alone.
fn hashed(slug: &str, name: &str) -> String {
    format!("{slug}-{:08x}", urls::crc32(name.to_lowercase().as_bytes()))
}

#[derive(Default)]
struct Builder {
    /// Name in lower case, or slug of a page of its own → index in `terms`.
    names: BTreeMap<String, usize>,
    slugs: BTreeMap<String, usize>,
    terms: Vec<Term>,
}

impl Builder {
    fn own(&mut self, title: &str, slug: &str, page: PageId) {
        let index = self.index(title);
        self.terms[index].page = Some(page);
        self.names.insert(slug.to_lowercase(), index);
    }

    fn add(&mut self, name: &str, page: PageId) {
        let index = self.index(name);
        if self.terms[index].pages.last() != Some(&page) {
            self.terms[index].pages.push(page);
        }
    }

    fn index(&mut self, name: &str) -> usize {
        let name = name.trim();
        if let Some(index) = self.names.get(&name.to_lowercase()) {
            return *index;
        }
        let index = self.terms.len();
        let made = slug(name);
        let mut unique = match made.is_empty() {
            true => hashed("x", name),
            // Without its signs `C++` would be `C`, and its URL would hang on which of the two is there.
            false if name.contains(['+', '#', '*', '&', '@']) => hashed(&made, name),
            false => made.clone(),
        };
        // What sounds alike, such as 事实 and 实施, is told apart by itself and not by how many there are.
        if self.slugs.contains_key(&unique) {
            unique = hashed(&made, name);
        }
        self.slugs.insert(unique.clone(), index);
        self.names.insert(name.to_lowercase(), index);
        self.terms.push(Term { title: name.to_owned(), slug: unique, page: None, pages: Vec::new() });
        index
    }

    fn finish(mut self, site: &Site) -> Taxonomy {
        for term in &mut self.terms {
            newest_first(site, &mut term.pages);
        }
        self.terms.sort_by_cached_key(|t| pinyin::sort_key(&t.title));
        let mut names = HashMap::new();
        for (index, term) in self.terms.iter().enumerate() {
            for name in [&term.title, &term.slug] {
                names.entry(name.clone()).or_insert(index);
            }
        }
        Taxonomy { terms: self.terms, names }
    }
}
