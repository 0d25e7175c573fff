//! Lists: columns, keywords, topics, years, A–Z, each in pages.

use std::collections::BTreeMap;

use super::context::{RenderInputs, root_of};
use super::pages::{self, Ready, page_link};
use super::view::{Card, Group, Link, ListView, PageContext, PageView};
use crate::content::{Details, Kind, ListStyle, pinyin};
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

/// Page `number` of a folder's own list; none if the folder lists nothing.
pub(super) fn column_list(inputs: &RenderInputs<'_>, id: PageId, number: usize) -> Option<ListView> {
    let page = inputs.site.page(id);
    let (style, size) = match &page.draft.details {
        Details::Column(column) => (column.list.unwrap_or(ListStyle::List), column.page_size),
        _ => (ListStyle::List, None),
    };
    if style == ListStyle::None || page.parent.is_none() {
        return None;
    }
    let entries: Vec<PageId> =
        page.children.iter().copied().filter(|c| !inputs.site.page(*c).draft.kind.is_folder()).collect();
    let entries = if entries.is_empty() { gathered(inputs, id) } else { entries };
    let size = size.map_or(inputs.config.page_size, |s| s as usize).max(1);
    let style = if style == ListStyle::Cards { "cards" } else { "list" };
    Some(slice(inputs, &page.url, &entries, number, size, style))
}

/// A column of nothing but sub-columns shows what is newest in them.
fn gathered(inputs: &RenderInputs<'_>, id: PageId) -> Vec<PageId> {
    let mut below = inputs.site.descendants(id);
    below.retain(|p| !matches!(inputs.site.page(*p).draft.kind, Kind::Unit | Kind::Part));
    below.sort_by_key(|p| std::cmp::Reverse(inputs.site.page(*p).draft.meta.published_at.as_ref().map(|at| at.value)));
    below
}

/// Page `number` of `entries`, `size` on a page, for a list that lies at `url`.
pub(super) fn slice(
    inputs: &RenderInputs<'_>,
    url: &str,
    entries: &[PageId],
    number: usize,
    size: usize,
    style: &str,
) -> ListView {
    let pages = entries.len().div_ceil(size).max(1);
    let items = entries.iter().skip((number - 1) * size).take(size).map(|id| inputs.card(*id)).collect();
    pager(ListView { items, style: style.to_owned(), number, pages, total: entries.len(), ..ListView::default() }, url)
}

fn pager(mut list: ListView, url: &str) -> ListView {
    let link = |n: usize| Link { title: n.to_string(), url: page_url(url, n), external: false };
    if list.pages > 1 {
        list.pager = (1..=list.pages).map(link).collect();
    }
    list.previous = (list.number > 1).then(|| link(list.number - 1));
    list.next = (list.number < list.pages).then(|| link(list.number + 1));
    list
}

/// Where page `number` of the list at `url` lies.
fn page_url(url: &str, number: usize) -> String {
    if number == 1 { url.to_owned() } else { format!("{url}page-{number}/") }
}

/// The second and further pages of a folder's list.
pub(super) fn column_pages(inputs: &RenderInputs<'_>, id: PageId) -> Vec<Ready> {
    let Some(first) = column_list(inputs, id, 1) else { return Vec::new() };
    let page = inputs.site.page(id);
    (2..=first.pages)
        .filter_map(|number| {
            let url = page_url(&page.url, number);
            let title = format!("{}（第{number}页）", page.draft.meta.title.value);
            let mut view = made_page(inputs, &url, page.draft.kind.name(), &title);
            view.breadcrumb = super::pages::breadcrumb(inputs, id);
            view.breadcrumb.push(page_link(inputs, id));
            view.column = inputs.site.column(id).map(|c| pages::nav_item(inputs, c));
            view.feed_url = Some(format!("{}feed.xml", page.url));
            let list = column_list(inputs, id, number)?;
            Some(ready("column.html", url, view, Some(list)))
        })
        .collect()
}

/// A page that no file stands for.
pub(super) fn made_page(inputs: &RenderInputs<'_>, url: &str, kind: &str, title: &str) -> PageView {
    let home = inputs.site.home().map(|home| Link { title: "首页".to_owned(), ..page_link(inputs, home) });
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
pub(super) fn site_lists(inputs: &RenderInputs<'_>) -> Vec<Ready> {
    let lists = &inputs.site.lists;
    let mut out = Vec::new();
    out.extend(taxonomy(inputs, &lists.topics.terms, TOPICS, "topics", "专题"));
    out.extend(taxonomy(inputs, &lists.keywords.terms, KEYWORDS, "keywords", "关键词"));
    out.extend(years(inputs));
    out.extend(az(inputs));
    out
}

fn taxonomy(inputs: &RenderInputs<'_>, terms: &[Term], base: &str, kind: &str, label: &str) -> Vec<Ready> {
    if terms.is_empty() {
        return Vec::new();
    }
    let groups = terms
        .iter()
        .map(|term| Group {
            title: term.title.clone(),
            url: term_link(inputs.site, term, base).url,
            count: term.pages.len(),
            summary: term.page.and_then(|p| inputs.site.page(p).draft.meta.summary.clone()),
            heading: None,
        })
        .collect();
    let overview = ListView { groups, number: 1, pages: 1, total: terms.len(), ..ListView::default() };
    let view = made_page(inputs, base, kind, label);
    let mut out = vec![ready("list_page.html", base.to_owned(), view, Some(overview))];
    for term in terms.iter().filter(|t| t.page.is_none()) {
        let url = format!("{base}{}/", term.slug);
        let title = format!("{label}：{}", term.title);
        let up = Link { title: label.to_owned(), url: base.to_owned(), external: false };
        out.extend(paged(inputs, &url, kind.trim_end_matches('s'), &title, &up, &term.pages));
    }
    out
}

pub(super) fn paged(
    inputs: &RenderInputs<'_>,
    url: &str,
    kind: &str,
    title: &str,
    up: &Link,
    entries: &[PageId],
) -> Vec<Ready> {
    let size = inputs.config.page_size.max(1);
    (1..=entries.len().div_ceil(size).max(1))
        .map(|number| {
            let at = page_url(url, number);
            let title = if number == 1 { title.to_owned() } else { format!("{title}（第{number}页）") };
            let mut view = made_page(inputs, &at, kind, &title);
            view.breadcrumb.push(up.clone());
            let list = slice(inputs, url, entries, number, size, "list");
            ready("list_page.html", at, view, Some(list))
        })
        .collect()
}

fn years(inputs: &RenderInputs<'_>) -> Vec<Ready> {
    let years = &inputs.site.lists.years;
    if years.is_empty() {
        return Vec::new();
    }
    let group = |(year, pages): &(i32, Vec<PageId>)| Group {
        title: format!("{year}年"),
        url: format!("{YEARS}{year}/"),
        count: pages.len(),
        summary: None,
        heading: None,
    };
    let groups = years.iter().map(group).collect();
    let overview = ListView { groups, number: 1, pages: 1, total: years.len(), ..ListView::default() };
    let view = made_page(inputs, YEARS, "years", "按年份浏览");
    let mut out = vec![ready("list_page.html", YEARS.to_owned(), view, Some(overview))];
    let up = Link { title: "按年份浏览".to_owned(), url: YEARS.to_owned(), external: false };
    for (year, pages) in years {
        out.extend(paged(inputs, &format!("{YEARS}{year}/"), "year", &format!("{year}年"), &up, pages));
    }
    out
}

/// A–Z: one page for a small site; a page for each letter where a single one would be too long for a phone.
fn az(inputs: &RenderInputs<'_>) -> Vec<Ready> {
    const LONGEST: usize = 400;
    let letters = &inputs.site.lists.az;
    let total: usize = letters.iter().map(|(_, pages)| pages.len()).sum();
    if total == 0 {
        return Vec::new();
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
        })
        .collect();
    let view = made_page(inputs, AZ, "az", "按拼音浏览");
    let items = if split { Vec::new() } else { lettered(inputs, letters) };
    let overview = ListView { items, style: "list".into(), groups, number: 1, pages: 1, total, ..ListView::default() };
    let mut out = vec![ready("list_page.html", AZ.to_owned(), view, Some(overview))];
    if split {
        let up = Link { title: "按拼音浏览".to_owned(), url: AZ.to_owned(), external: false };
        for (letter, pages) in letters {
            out.extend(paged(inputs, &letter_url(*letter), "az", &format!("拼音 {letter}"), &up, pages));
        }
    }
    out
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
    let mut groups: BTreeMap<(String, String), Vec<PageId>> = BTreeMap::new();
    for id in entries {
        for name in name(*id) {
            groups.entry((pinyin::sort_key(&name), name)).or_default().push(*id);
        }
    }
    groups.into_iter().map(|((_, name), pages)| (name, pages)).collect()
}
