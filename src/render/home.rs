//! The home page: blocks that an editor composed in `home:` of `_index.md`, else blocks that suit any site.

use super::context::RenderInputs;
use super::view::{Card, HomeBlock, HomeColumn, HomeItem, HomeView, Link};
use super::{pages, policy};
use crate::content::{self, Details, Kind, When, format_date};
use crate::link::PageId;

/// Entries in a block that does not say how many.
const ENTRIES: usize = 6;

/// Entries of the block of lead stories.
const STORIES: usize = 4;

/// The blocks of a site whose editor composed none. One without content is left out.
const USUAL: [&str; 10] =
    ["lead", "notices", "latest", "agenda", "study", "topics", "policies", "courses", "columns", "text"];

/// The home page `id`.
pub(super) fn view(inputs: &RenderInputs<'_>, id: PageId) -> HomeView {
    let composed = match &inputs.site.page(id).draft.details {
        Details::Column(column) => column.home.as_slice(),
        _ => &[],
    };
    let usual: Vec<content::HomeBlock>;
    let composed = if composed.is_empty() {
        usual =
            USUAL.iter().map(|name| content::HomeBlock { block: (*name).to_owned(), ..Default::default() }).collect();
        usual.as_slice()
    } else {
        composed
    };
    let mut blocks: Vec<HomeBlock> = Vec::new();
    // What stands among the lead stories is not told once more below them.
    let mut told: Vec<String> = Vec::new();
    for block in composed {
        let made = make(inputs, id, block, &told);
        if made.is_filled() {
            if block.block == "lead" {
                told.extend(made.items.iter().map(|item| item.card.url.clone()));
            }
            blocks.push(made);
        }
    }
    HomeView { blocks }
}

impl HomeBlock {
    /// Whether there is anything to show; a search box, the reader's own and the page's text are asked for by name.
    fn is_filled(&self) -> bool {
        !self.items.is_empty() || !self.columns.is_empty() || matches!(self.kind.as_str(), "search" | "study" | "text")
    }
}

fn make(inputs: &RenderInputs<'_>, id: PageId, block: &content::HomeBlock, told: &[String]) -> HomeBlock {
    let count = block.count.map_or(if block.block == "lead" { STORIES } else { ENTRIES }, |n| n as usize);
    let column = block.column.as_ref().and_then(|r| inputs.site.target_page(id, &r.value));
    let mut made = HomeBlock {
        kind: block.block.clone(),
        title: block.title.clone().unwrap_or_else(|| inputs.words.get(&format!("home_{}", block.block)).to_owned()),
        more: column.map(|column| pages::page_link(inputs, column)),
        ..HomeBlock::default()
    };
    if block.block == "columns" {
        made.columns = columns(inputs, id, block);
        return made;
    }
    let chosen: Vec<HomeItem> = block.items.iter().filter_map(|item| chosen(inputs, id, item)).collect();
    if !chosen.is_empty() {
        made.items = chosen;
        made.items.truncate(block.count.map_or(usize::MAX, |n| n as usize));
        return made;
    }
    let ids = match (block.block.as_str(), column) {
        ("topics", _) => topics(inputs),
        ("agenda", _) => return HomeBlock { items: agenda(inputs, count), more: None, ..made },
        ("policies", _) => {
            made.more = made.more.or_else(|| library(inputs));
            policies(inputs)
        }
        ("courses", _) => inputs.of_kind(Kind::Course),
        ("entries" | "search" | "study" | "text", _) => Vec::new(),
        ("notices", None) => dated(inputs, None, |kind| kind == Kind::Notice),
        ("lead", column) => stories(inputs, column),
        (_, column) => dated(inputs, column, |kind| column.is_some() || matches!(kind, Kind::Article | Kind::Notice)),
    };
    let cards = ids.into_iter().map(|id| inputs.card(id)).filter(|card| !told.contains(&card.url));
    made.items = cards.take(count).map(HomeItem::from).collect();
    made
}

impl From<Card> for HomeItem {
    fn from(card: Card) -> Self {
        Self { card, ..Self::default() }
    }
}

/// An entry that the editor chose, if this is a day on which it is shown. Its first and last day go into the page too: the
/// reader may come days after the build.
fn chosen(inputs: &RenderInputs<'_>, id: PageId, item: &content::HomeItem) -> Option<HomeItem> {
    let over = item.until.is_some_and(|day| day < inputs.as_of);
    let early = item.from.is_some_and(|day| day > inputs.as_of);
    if over || early {
        return None;
    }
    let target = inputs.site.target_page(id, &item.target.value);
    let link = inputs.link(id, &item.target);
    if link.url.is_empty() && target.is_none() {
        return None;
    }
    let mut card = target.map_or_else(Card::default, |page| inputs.card(page));
    card.title = item.label.clone().unwrap_or(link.title);
    card.url = link.url;
    if let Some(note) = &item.note {
        card.summary = Some(note.clone());
    }
    if let Some(cover) = &item.cover {
        card.cover = inputs.image(id, &cover.value, item.cover_alt.as_deref().unwrap_or_default());
    }
    Some(HomeItem {
        card,
        external: link.external,
        icon: item.icon.clone(),
        from: item.from.map(format_date),
        until: item.until.map(format_date),
    })
}

/// Dated pages, newest first: those of `kind`, below `column` if one is given.
fn dated(inputs: &RenderInputs<'_>, column: Option<PageId>, fits: impl Fn(Kind) -> bool) -> Vec<PageId> {
    let site = inputs.site.all();
    let below = column.map(|column| site.descendants(column));
    let inside = |id: &PageId| below.as_ref().is_none_or(|below| below.contains(id));
    site.lists.dated.iter().copied().filter(|id| fits(site.page(*id).draft.kind) && inside(id)).collect()
}

/// The newest articles with a picture; without any picture, the newest articles.
fn stories(inputs: &RenderInputs<'_>, column: Option<PageId>) -> Vec<PageId> {
    let site = inputs.site.all();
    let all = dated(inputs, column, |kind| kind == Kind::Article);
    let with_picture: Vec<PageId> =
        all.iter().copied().filter(|id| site.page(*id).draft.meta.cover.is_some()).collect();
    if with_picture.is_empty() { all } else { with_picture }
}

fn topics(inputs: &RenderInputs<'_>) -> Vec<PageId> {
    inputs.site.all().lists.topics.terms.iter().filter_map(|term| term.page).collect()
}

/// The texts that changed last or are about to: by the day on which they take effect, latest first.
fn policies(inputs: &RenderInputs<'_>) -> Vec<PageId> {
    let mut texts = inputs.of_kind(Kind::Policy);
    texts.sort_by_cached_key(|id| (std::cmp::Reverse(policy::version_date(inputs, *id)), *id));
    texts
}

fn library(inputs: &RenderInputs<'_>) -> Option<Link> {
    let title = inputs.words.get("library").to_owned();
    Some(Link { title, url: "library/".to_owned(), external: false })
}

/// The columns that the block names, in its order; all columns at the top if it names none. Each with its first entries.
fn columns(inputs: &RenderInputs<'_>, id: PageId, block: &content::HomeBlock) -> Vec<HomeColumn> {
    let site = inputs.site.all();
    let named = block.items.iter().filter_map(|item| {
        let column = inputs.site.target_page(id, &item.target.value)?;
        Some((column, item.label.clone()))
    });
    let mut chosen: Vec<(PageId, Option<String>)> = named.collect();
    if chosen.is_empty() {
        let children = site.home().map(|home| site.page(home).children.clone()).unwrap_or_default();
        chosen = children.into_iter().map(|column| (column, None)).collect();
    }
    let count = block.count.map_or(ENTRIES, |n| n as usize);
    let folders = chosen.into_iter().filter(|(id, _)| site.page(*id).draft.kind.is_folder());
    let view = |(id, label): (PageId, Option<String>)| {
        let mut column = pages::nav_item(inputs, id);
        column.title = label.unwrap_or(column.title);
        HomeColumn { column, items: newest_below(inputs, id, count) }
    };
    folders.map(view).collect()
}

/// The first entries below a column: newest first, undated ones in the column's own order after them.
fn newest_below(inputs: &RenderInputs<'_>, column: PageId, count: usize) -> Vec<Card> {
    let site = inputs.site.all();
    let mut below = site.descendants(column);
    below.retain(|id| !matches!(site.page(*id).draft.kind, Kind::Unit | Kind::Part));
    below.sort_by_key(|id| std::cmp::Reverse(site.page(*id).draft.meta.published_at.as_ref().map(|at| at.value)));
    below.into_iter().take(count).map(|id| inputs.card(id)).collect()
}

/// Events that have not ended, soonest first; recurring ones by their next time.
fn agenda(inputs: &RenderInputs<'_>, count: usize) -> Vec<HomeItem> {
    let mut events: Vec<(When, PageId)> = Vec::new();
    for (id, page) in inputs.site.all().iter() {
        if let Details::Event(event) = &page.draft.details {
            events.extend(event.next(inputs.as_of).map(|next| (next.start, id)));
        }
    }
    events.sort();
    events.into_iter().take(count).map(|(_, id)| HomeItem::from(inputs.card(id))).collect()
}
