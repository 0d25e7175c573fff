//! Lists: columns, keywords, topics, years, A–Z, each in pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::{RenderInputs, root_of};
use super::jobs::{Job, Listing};
use super::pager;
use super::pages::{self, Ready, page_link};
use super::view::{Card, Group, Link, ListView, PageContext, PageView};
use crate::content::{Details, Kind, ListStyle, pinyin, print_of};
use crate::link::{PageId, Site, Term};

/// Where the list of all keywords lies; likewise the others.
pub(super) const KEYWORDS: &str = "keywords/";
/// All topics.
pub(super) const TOPICS: &str = "topics/";
/// All years.
pub(super) const YEARS: &str = "years/";
/// A–Z.
pub(super) const AZ: &str = "az/";

/// The link to the list of one keyword.
pub(super) fn keyword_link(site: &Site, keyword: &str) -> Option<Link> {
    let term = site.lists.keywords.find(keyword)?;
    Some(Link { title: term.title.clone(), url: format!("{KEYWORDS}{}/", term.slug), external: false })
}

/// The link to a topic: the page written for it, else its list.
pub(super) fn topic_link(site: &Site, topic: &str) -> Option<Link> {
    site.lists.topics.find(topic).map(|term| term_link(site, term, TOPICS))
}

fn term_link(site: &Site, term: &Term, base: &str) -> Link {
    let url = match term.page {
        Some(page) => site.page(page).url.clone(),
        None => format!("{base}{}/", term.slug),
    };
    Link { title: term.title.clone(), url, external: false }
}

/// A list that is shown in pages.
pub(super) struct Pages {
    /// Where its first page lies.
    url: String,
    /// `list` or `cards`
    style: &'static str,
    /// Entries of each page.
    chunks: Vec<Vec<PageId>>,
    total: usize,
}

impl Pages {
    pub(super) fn new(url: &str, entries: &[PageId], size: usize, style: &'static str) -> Self {
        let mut chunks: Vec<Vec<PageId>> = entries.chunks(size.max(1)).map(<[PageId]>::to_vec).collect();
        if chunks.is_empty() {
            chunks.push(Vec::new());
        }
        Self { url: url.to_owned(), style, chunks, total: entries.len() }
    }

    /// How many pages there are, at least one.
    fn len(&self) -> usize {
        self.chunks.len()
    }

    /// What page `number` depends on beside the facts of its entries.
    fn key(&self, listing: &Listing<'_>, number: usize) -> u64 {
        let chunk = listing.lasting(&self.chunks[number - 1]);
        print_of(&(&self.url, self.style, number, self.len(), self.total, chunk))
    }

    /// Page `number`, from 1.
    pub(super) fn view(&self, inputs: &RenderInputs<'_>, number: usize) -> ListView {
        let items = self.chunks[number - 1].iter().map(|id| inputs.card(*id)).collect();
        let (pages, total) = (self.len(), self.total);
        let list = ListView { items, style: self.style.to_owned(), number, pages, total, ..ListView::default() };
        pager::fill(list, &self.url)
    }
}

/// The list of what lies in a folder; none if it shows none.
pub(super) fn of_folder(listing: &Listing<'_>, id: PageId) -> Option<Pages> {
    let site = listing.site;
    let page = site.page(id);
    let (style, size) = match &page.draft.details {
        Details::Column(column) => (column.list.unwrap_or(ListStyle::List), column.page_size),
        _ => (ListStyle::List, None),
    };
    if style == ListStyle::None || page.parent.is_none() {
        return None;
    }
    let entries: Vec<PageId> =
        page.children.iter().copied().filter(|c| !site.page(*c).draft.kind.is_folder()).collect();
    let entries = if entries.is_empty() { gathered(site, id) } else { entries };
    let size = size.map_or(listing.inputs.config.page_size, |s| s as usize);
    Some(Pages::new(&page.url, &entries, size, if style == ListStyle::Cards { "cards" } else { "list" }))
}

/// A column of nothing but sub-columns shows what is newest in them.
fn gathered(site: &Site, id: PageId) -> Vec<PageId> {
    let mut below = site.descendants(id);
    // A course right in the column stands above the list.
    below.retain(|p| !matches!(site.page(*p).draft.kind, Kind::Unit | Kind::Part) && site.page(*p).parent != Some(id));
    below.sort_by_key(|p| std::cmp::Reverse(site.page(*p).draft.meta.published_at.as_ref().map(|at| at.value)));
    below
}

/// The folder `id` with the first page of its list, and the further pages of it.
pub(super) fn folder_jobs<'a>(listing: &Listing<'_>, id: PageId, out: &mut Vec<Job<'a>>) {
    let path = &listing.site.page(id).draft.path;
    let Some(pages) = of_folder(listing, id).map(Arc::new) else {
        out.push(Job::new(Arc::clone(path), 0, move |inputs| super::page_files(inputs, id, None)));
        return;
    };
    let first = Arc::clone(&pages);
    out.push(Job::new(Arc::clone(path), pages.key(listing, 1), move |inputs| {
        super::page_files(inputs, id, Some(first.view(inputs, 1)))
    }));
    for number in 2..=pages.len() {
        let url = pager::page_url(&pages.url, number);
        let key = pages.key(listing, number);
        let pages = Arc::clone(&pages);
        out.push(Job::made(&url.clone(), key, move |inputs| further_page(inputs, id, &pages, number, &url)));
    }
}

fn further_page(inputs: &RenderInputs<'_>, id: PageId, pages: &Pages, number: usize, url: &str) -> Ready {
    let page = inputs.site.page(id);
    let title = further_title(inputs, &page.draft.meta.title.value, number);
    let mut view = made_page(inputs, url, page.draft.kind.name(), &title);
    view.breadcrumb = pages::breadcrumb(inputs, id);
    view.breadcrumb.push(page_link(inputs, id));
    view.column = inputs.site.column(id).map(|c| pages::nav_item(inputs, c));
    view.feed_url = Some(format!("{}feed.xml", page.url));
    ready("column.html", url.to_owned(), view, Some(pages.view(inputs, number)))
}

/// A page that no file stands for.
pub(super) fn made_page(inputs: &RenderInputs<'_>, url: &str, kind: &str, title: &str) -> PageView {
    let home = inputs.site.home().map(|_| Link { title: inputs.words.get("home").to_owned(), ..Link::default() });
    PageView {
        url: url.to_owned(),
        canonical: inputs.config.base_url.as_ref().map(|base| format!("{base}{url}")),
        kind: kind.to_owned(),
        title: title.to_owned(),
        breadcrumb: home.into_iter().collect(),
        government_meta: vec![("SiteName".to_owned(), inputs.config.title.clone())],
        ..PageView::default()
    }
}

/// A made page ready for its template.
pub(super) fn ready(template: &str, url: String, page: PageView, list: Option<ListView>) -> Ready {
    let root = root_of(&url);
    Ready { template: template.to_owned(), template_span: None, url, context: PageContext { root, page, list } }
}

/// All site-wide list pages.
pub(super) fn site_jobs<'a>(listing: &Listing<'a>, out: &mut Vec<Job<'a>>) {
    let lists = &listing.site.lists;
    taxonomy(listing, &lists.topics.terms, TOPICS, "topics", "topics", out);
    taxonomy(listing, &lists.keywords.terms, KEYWORDS, "keywords", "keywords", out);
    years(listing, out);
    az(listing, out);
}

/// A page that shows groups, each with its count.
fn overview<'a>(url: &'static str, kind: &'static str, label: &'static str, list: ListView, out: &mut Vec<Job<'a>>) {
    let groups: Vec<_> = list.groups.iter().map(|g| (&g.title, &g.url, g.count, &g.summary)).collect();
    let key = print_of(&(groups, list.total));
    out.push(Job::made(url, key, move |inputs| {
        ready(
            "list_page.html",
            url.to_owned(),
            made_page(inputs, url, kind, inputs.words.get(label)),
            Some(list.clone()),
        )
    }));
}

fn taxonomy<'a>(
    listing: &Listing<'a>,
    terms: &'a [Term],
    base: &'static str,
    kind: &'static str,
    label: &'static str,
    out: &mut Vec<Job<'a>>,
) {
    let words = listing.inputs.words;
    if terms.is_empty() {
        return;
    }
    let site = listing.site;
    let groups = terms
        .iter()
        .map(|term| Group {
            title: term.title.clone(),
            url: term_link(site, term, base).url,
            count: term.pages.len(),
            summary: term.page.and_then(|p| site.page(p).draft.meta.summary.clone()),
            heading: None,
            name: None,
        })
        .collect();
    let list = ListView { groups, number: 1, pages: 1, total: terms.len(), ..ListView::default() };
    overview(base, kind, label, list, out);
    let up = Link { title: words.get(label).to_owned(), url: base.to_owned(), external: false };
    for term in terms.iter().filter(|t| t.page.is_none()) {
        let url = format!("{base}{}/", term.slug);
        let title = words.filled("label_and_value", &[("label", words.get(label)), ("value", &term.title)]);
        paged(listing, &url, kind.trim_end_matches('s'), &title, &up, &term.pages, out);
    }
}

/// A list in pages, under a title and below the page `up`.
pub(super) fn paged<'a>(
    listing: &Listing<'_>,
    url: &str,
    kind: &'static str,
    title: &str,
    up: &Link,
    entries: &[PageId],
    out: &mut Vec<Job<'a>>,
) {
    let pages = Arc::new(Pages::new(url, entries, listing.inputs.config.page_size, "list"));
    for number in 1..=pages.len() {
        let at = pager::page_url(url, number);
        let title = if number == 1 { title.to_owned() } else { further_title(&listing.inputs, title, number) };
        let key = print_of(&(pages.key(listing, number), kind, &title, &up.title, &up.url));
        let (pages, up) = (Arc::clone(&pages), up.clone());
        out.push(Job::made(&at.clone(), key, move |inputs| {
            let mut view = made_page(inputs, &at, kind, &title);
            view.breadcrumb.push(up.clone());
            ready("list_page.html", at.clone(), view, Some(pages.view(inputs, number)))
        }));
    }
}

/// The title of a further page of a list.
fn further_title(inputs: &RenderInputs<'_>, title: &str, number: usize) -> String {
    inputs.words.filled("further_title", &[("title", title), ("number", &number.to_string())])
}

fn years<'a>(listing: &Listing<'a>, out: &mut Vec<Job<'a>>) {
    let years = &listing.site.lists.years;
    if years.is_empty() {
        return;
    }
    let group = |(year, pages): &(i32, Vec<PageId>)| Group {
        title: listing.inputs.words.with("year_title", &year.to_string()),
        url: format!("{YEARS}{year}/"),
        count: pages.len(),
        summary: None,
        heading: None,
        name: None,
    };
    let groups = years.iter().map(group).collect();
    let list = ListView { groups, number: 1, pages: 1, total: years.len(), ..ListView::default() };
    overview(YEARS, "years", "browse_years", list, out);
    let up =
        Link { title: listing.inputs.words.get("browse_years").to_owned(), url: YEARS.to_owned(), external: false };
    for (year, pages) in years {
        paged(
            listing,
            &format!("{YEARS}{year}/"),
            "year",
            &listing.inputs.words.with("year_title", &year.to_string()),
            &up,
            pages,
            out,
        );
    }
}

/// A–Z: one page for a small site; a page for each letter where a single one would be too long for a phone.
fn az<'a>(listing: &Listing<'a>, out: &mut Vec<Job<'a>>) {
    const LONGEST: usize = 200;
    let letters = &listing.site.lists.az;
    let total: usize = letters.iter().map(|(_, pages)| pages.len()).sum();
    if total == 0 {
        return;
    }
    let split = total > LONGEST;
    let letter_url = |letter: char| match letter {
        '#' => format!("{AZ}other/"),
        letter => format!("{AZ}{}/", letter.to_ascii_lowercase()),
    };
    let groups: Vec<Group> = letters
        .iter()
        .map(|(letter, pages)| Group {
            title: letter.to_string(),
            url: if split { letter_url(*letter) } else { format!("#{}", anchor_of(*letter)) },
            count: pages.len(),
            summary: None,
            heading: None,
            name: None,
        })
        .collect();
    let list = ListView { style: "list".into(), groups, number: 1, pages: 1, total, ..ListView::default() };
    if split {
        overview(AZ, "az", "browse_az", list, out);
        let up = Link { title: listing.inputs.words.get("browse_az").to_owned(), url: AZ.to_owned(), external: false };
        for (letter, pages) in letters {
            paged(
                listing,
                &letter_url(*letter),
                "az",
                &listing.inputs.words.with("letter_title", &letter.to_string()),
                &up,
                pages,
                out,
            );
        }
        return;
    }
    let entries: Vec<_> = letters.iter().map(|(letter, pages)| (letter, listing.lasting(pages))).collect();
    out.push(Job::made(AZ, print_of(&entries), move |inputs| {
        let list = ListView { items: lettered(inputs, letters), ..list.clone() };
        ready("list_page.html", AZ.to_owned(), made_page(inputs, AZ, "az", inputs.words.get("browse_az")), Some(list))
    }));
}

fn lettered(inputs: &RenderInputs<'_>, letters: &[(char, Vec<PageId>)]) -> Vec<Card> {
    let mut cards = Vec::new();
    for (letter, pages) in letters {
        for (i, id) in pages.iter().enumerate() {
            let mut card = inputs.card(*id);
            card.group = (i == 0).then(|| letter.to_string());
            cards.push(card);
        }
    }
    cards
}

fn anchor_of(letter: char) -> String {
    if letter == '#' { "letter-other".to_owned() } else { format!("letter-{}", letter.to_ascii_lowercase()) }
}

/// Groups entries by a name each has, in pinyin order of the names.
pub(super) fn grouped(entries: &[PageId], name: impl Fn(PageId) -> Vec<String>) -> Vec<(String, Vec<PageId>)> {
    let mut groups: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for id in entries {
        for name in name(*id) {
            groups.entry(name).or_default().push(*id);
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_cached_key(|(name, _)| pinyin::sort_key(name));
    groups
}
