//! What rendering reads; shared by all its parts and never changed by them.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde::Serialize;
use time::Date;

use super::reads::{Log, Seen};
use super::theme::Theme;
use super::view::{AttachmentView, Card, Image, ImageVariant, Link};
use crate::config::SiteConfig;
use crate::content::{Details, Kind, Reference, format_date, print_of_written};
use crate::diagnostics::Diagnostic;
use crate::link::policy::Pairings;
use crate::link::{PageId, Site, Target};
use crate::parse::data::Table;

/// Everything that rendering reads.
pub struct RenderSite<'a> {
    /// The linked site.
    pub site: &'a Site,
    /// Templates, strings and static files.
    pub theme: &'a Theme,
    /// The resolved configuration.
    pub config: &'a SiteConfig,
    /// Files beside the pages that are published, by path below the content folder.
    pub media: &'a BTreeMap<Arc<str>, MediaFile>,
    /// Data tables by path below the content folder.
    pub tables: &'a BTreeMap<Arc<str>, Table>,
    /// The day for which the site is built.
    pub as_of: Date,
    /// Words that link to the glossary.
    pub terms: super::glossary::Glossary,
    /// What every page sees of the site.
    pub site_view: SharedView,
    /// The words of pages in the language of the site.
    pub words: super::Words,
    /// What was found of the versions of laws.
    pub pairings: Pairings,
    /// The bytes of published files, for formats that carry them.
    pub published: &'a dyn Published,
}

/// Files that are published beside the pages.
pub trait Published: Sync {
    /// The bytes of the file beside the pages at `url`, or why they cannot be read; none if there is no such file.
    fn media(&self, url: &str) -> Option<io::Result<Arc<[u8]>>>;
    /// Where the theme's static file `name` lies, and its bytes.
    fn asset(&self, name: &str) -> Option<(String, Arc<[u8]>)>;
}

/// [`super::view::SiteView`], shared by all pages.
pub struct SharedView {
    /// As templates see it.
    pub value: tera::Value,
    /// The print of it; maps of templates have no order of their own.
    print: u64,
}

impl SharedView {
    /// For all pages of a build.
    pub fn new(view: &super::view::SiteView) -> Self {
        Self { value: super::theme::shared(view), print: print_of_written(view) }
    }

    /// Two views with the same print are the same.
    pub(super) fn print(&self) -> u64 {
        self.print
    }
}

/// [`RenderSite`] as one page reads it.
#[derive(Clone, Copy)]
pub(super) struct RenderInputs<'a> {
    /// The site; notes what is read of other pages.
    pub(super) site: Seen<'a>,
    /// Templates, strings and static files.
    pub(super) theme: &'a Theme,
    /// The resolved configuration.
    pub(super) config: &'a SiteConfig,
    /// The day for which the site is built.
    pub(super) as_of: Date,
    /// Words that link to the glossary.
    pub(super) terms: &'a super::glossary::Glossary,
    /// [`super::view::SiteView`].
    pub(super) site_view: &'a tera::Value,
    /// The words of pages in the language of the site.
    pub(super) words: &'a super::Words,
    /// What was found of the versions of laws.
    pub(super) pairings: &'a Pairings,
    /// The bytes of published files. Whoever reads one has read its [`MediaFile`], which tells it from another.
    pub(super) published: &'a dyn Published,
}

impl RenderSite<'_> {
    /// For one page, whose readings are noted in `log`.
    pub(super) fn inputs<'b>(&'b self, log: Option<&'b Log>) -> RenderInputs<'b> {
        RenderInputs {
            site: Seen::new(self, log),
            theme: self.theme,
            config: self.config,
            as_of: self.as_of,
            terms: &self.terms,
            site_view: &self.site_view.value,
            words: &self.words,
            pairings: &self.pairings,
            published: self.published,
        }
    }
}

/// A published file beside the pages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct MediaFile {
    /// Relative to the root.
    pub url: String,
    /// Bytes.
    pub len: u64,
    /// The print of what it was made from.
    pub print: u64,
    /// For images that could be read.
    pub image: Option<ImageFacts>,
}

/// What is known about an image.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ImageFacts {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Smaller versions: width and URL, ascending.
    pub variants: Vec<(u32, String)>,
}

impl RenderInputs<'_> {
    /// 文章, 政策文件 … in the language of the site.
    pub(super) fn kind_label(&self, kind: Kind) -> String {
        self.words.get(&format!("kind_{}", kind.name())).to_owned()
    }

    /// Renders a template that is not a page's own.
    pub(super) fn part(&self, template: &str, context: &impl Serialize) -> Result<String, Diagnostic> {
        self.theme.render(template, context, self.site_view)
    }

    /// The image that `reference` on `from` means.
    pub(super) fn image(&self, from: PageId, reference: &str, alt: &str) -> Option<Image> {
        if crate::link::is_external(reference) {
            return Some(Image { url: reference.to_owned(), alt: alt.to_owned(), ..Image::default() });
        }
        let Some(Target::Media(path)) = self.site.target(from, reference) else { return None };
        let file = self.site.media(path)?;
        let facts = file.image.as_ref();
        Some(Image {
            url: file.url.clone(),
            width: facts.map(|f| f.width),
            height: facts.map(|f| f.height),
            alt: alt.to_owned(),
            variants: facts.map(|facts| candidates(facts, &file.url)).unwrap_or_default(),
        })
    }

    /// The file to download that `reference` on `from` means.
    pub(super) fn attachment(&self, from: PageId, reference: &str, title: Option<&str>) -> Option<AttachmentView> {
        let (url, len) = if crate::link::is_external(reference) {
            (reference.to_owned(), None)
        } else {
            let Some(Target::Media(path)) = self.site.target(from, reference) else { return None };
            let file = self.site.media(path)?;
            (file.url.clone(), Some(file.len))
        };
        let name = reference.rsplit(['/', '\\']).next().unwrap_or(reference);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        Some(AttachmentView {
            title: title.unwrap_or(stem).to_owned(),
            url,
            format: extension.to_ascii_uppercase(),
            size: len.map(human_size).unwrap_or_default(),
        })
    }

    /// A link to what `reference` on `from` means, titled by the page or file it leads to. What is hidden or missing
    /// keeps its words and loses the link.
    pub(super) fn link(&self, from: PageId, reference: &Reference) -> Link {
        let written = &reference.value;
        if crate::link::is_external(written) {
            return Link { title: written.clone(), url: written.clone(), external: true };
        }
        match self.site.target(from, written) {
            Some(target @ Target::Page { id, anchor }) => {
                let mut title = self.site.name(*id).title.to_owned();
                if let Some(anchor) = anchor
                    && let Some(place) = super::anchors::Places::of(self.site.body(*id)).label(anchor)
                {
                    title = format!("{title} {place}");
                }
                Link { title, url: self.site.target_url(target).unwrap_or_default(), external: false }
            }
            Some(target @ Target::Media(path)) => Link {
                title: path.rsplit('/').next().unwrap_or(path).to_owned(),
                url: self.site.target_url(target).unwrap_or_default(),
                external: false,
            },
            _ => Link { title: written.clone(), url: String::new(), external: false },
        }
    }

    /// The page `id` as an entry of a list.
    pub(super) fn card(&self, id: PageId) -> Card {
        let page = self.site.page(id);
        let meta = &page.draft.meta;
        let column = self.site.column(id).filter(|column| *column != id);
        let mut card = Card {
            title: listed_title(page),
            url: page.url.clone(),
            kind: page.draft.kind.name().to_owned(),
            kind_label: self.kind_label(page.draft.kind),
            date: meta.published_at.as_ref().map(|at| format_date(at.value.date())),
            summary: meta
                .summary
                .clone()
                .or_else(|| (!page.draft.body.lead.is_empty()).then(|| page.draft.body.lead.clone())),
            cover: meta
                .cover
                .as_ref()
                .and_then(|c| self.image(id, &c.value, meta.cover_alt.as_deref().unwrap_or_default())),
            column: column.map(|c| self.site.name(c).title.to_owned()),
            ..Card::default()
        };
        match &page.draft.details {
            Details::Policy(policy) => {
                card.facts.extend(policy.doc_no.as_ref().map(|no| no.value.clone()));
                card.status = Some(super::policy::status_view(self, id));
            }
            Details::Course(course) => {
                card.facts.extend(course.credit_hours.as_ref().map(|h| self.words.with("hours", &h.value.to_string())));
                card.units = super::study::units(self, id).iter().map(|u| self.site.page(*u).url.clone()).collect();
            }
            // What a term means says more about it than how its page begins.
            Details::Term(term) => card.summary = term.definition.clone().or(card.summary),
            Details::Unit(unit) => {
                card.facts.extend(unit.duration_min.map(|m| self.words.with("minutes_exact", &m.to_string())))
            }
            Details::Event(event) => {
                // The next time; the last one of an event that is over.
                card.date = Some(format_date(event.shown(self.as_of).start.date()));
                let rule =
                    event.recurrence.as_ref().and_then(|rule| super::calendar::in_words(&rule.value, self.words));
                card.facts.extend(rule);
                card.facts.extend(event.location.clone());
            }
            _ => {}
        }
        card
    }

    /// Cards of the pages that references on `from` mean.
    pub(super) fn cards(&self, from: PageId, references: &[Reference]) -> Vec<Card> {
        references.iter().filter_map(|r| self.site.target_page(from, &r.value).map(|id| self.card(id))).collect()
    }

    /// Minutes that reading `id` takes.
    pub(super) fn minutes(&self, id: PageId) -> u32 {
        match &self.site.page(id).draft.details {
            Details::Unit(unit) if unit.duration_min.is_some() => unit.duration_min.unwrap_or(1),
            _ => u32::try_from(self.site.body(id).length.div_ceil(400).max(1)).unwrap_or(u32::MAX),
        }
    }

    /// Pages of one kind in the order of their paths.
    pub(super) fn of_kind(&self, kind: Kind) -> Vec<PageId> {
        self.site.all().iter().filter(|(_, p)| p.draft.kind == kind).map(|(id, _)| id).collect()
    }
}

/// The title of a page in a list: parts of one code are told apart.
pub(super) fn listed_title(page: &crate::link::Page) -> String {
    let title = &page.draft.meta.title.value;
    match part_of(page) {
        Some(part) => format!("{title}（{part}）"),
        None => title.clone(),
    }
}

/// The part of a code that a page is.
pub(super) fn part_of(page: &crate::link::Page) -> Option<&str> {
    page.draft.part()
}

/// From a page at `url` to the root: `./`, `../`, `../../` …
pub(super) fn root_of(url: &str) -> String {
    match url.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

/// What a browser may choose from: the smaller versions, and the picture itself where none of them has its full width.
fn candidates(facts: &ImageFacts, url: &str) -> Vec<ImageVariant> {
    let variant = |width: u32, url: &str| ImageVariant { url: url.to_owned(), width };
    let mut all: Vec<ImageVariant> = facts.variants.iter().map(|(width, url)| variant(*width, url)).collect();
    if !all.is_empty() && all.iter().all(|one| one.width != facts.width) {
        all.push(variant(facts.width, url));
    }
    all
}

pub(super) fn human_size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => {
            let tenths = bytes.saturating_mul(10) / 1_048_576;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_root() {
        assert_eq!(root_of(""), "./");
        assert_eq!(root_of("a/"), "../");
        assert_eq!(root_of("a/b/"), "../../");
        assert_eq!(root_of("old.html"), "./");
    }

    #[test]
    fn sizes() {
        assert_eq!(human_size(12), "12 B");
        assert_eq!(human_size(1025), "2 KB");
        assert_eq!(human_size(1_572_864), "1.5 MB");
    }
}
