//! A page of the site → what its template sees.

use super::body::BodyWriter;
use super::context::{RenderInputs, root_of};
use super::view::{DetailsView, Link, ListView, NavItem, PageContext, PageView, ReviewView, TocEntry};
use super::{details, meta};
use crate::content::{Body, Heading, Kind, format_date};
use crate::diagnostics::Diagnostic;
use crate::link::{Page, PageId};

/// A page ready for its template.
pub(super) struct Ready {
    /// Name of the template.
    pub(super) template: String,
    /// Where a wrong template name was written.
    pub(super) template_span: Option<crate::diagnostics::Span>,
    /// Where it goes.
    pub(super) url: String,
    /// What the template sees.
    pub(super) context: PageContext,
}

/// The page `id`; a folder with the list of what lies in it, or the first page of that list.
pub(super) fn page(
    inputs: &RenderInputs<'_>,
    id: PageId,
    list: Option<ListView>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Ready {
    let page = inputs.site.page(id);
    let root = root_of(&page.url);
    let mut view = base_view(inputs, id);
    view.content = content(inputs, id, &root, inputs.site.body(id), diagnostics);
    view.details = details::details(inputs, id);
    view.toc = toc(&inputs.site.body(id).headings);
    meta::fill(inputs, id, &mut view);
    let given = page.draft.meta.template.as_ref();
    Ready {
        template: given.map_or_else(|| default_template(page), |t| template_file(&t.value)),
        template_span: given.map(|t| t.span.clone()),
        url: page.url.clone(),
        context: PageContext { root, page: view, list },
    }
}

/// The body of `id` as HTML for a page whose way to the root is `root`.
pub(super) fn content(
    inputs: &RenderInputs<'_>,
    id: PageId,
    root: &str,
    body: &Body,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let mut writer = BodyWriter { inputs, id, root, diagnostics: Vec::new() };
    let html = in_language(inputs, writer.write(body));
    diagnostics.append(&mut writer.diagnostics);
    // A regulation is shown as it was issued.
    if inputs.terms.is_empty() || body.policy.is_some() {
        return html;
    }
    super::glossary::link_terms(&html, inputs.terms, root, &inputs.site.page(id).url)
}

/// The words that parsing writes into bodies for the ears, and how the table of words calls them.
const HEARD: [(&str, &str); 6] = [
    ("本节链接：", "section_link"),
    ("表格", "table_region"),
    ("返回正文脚注", "footnote_back"),
    ("脚注", "footnote"),
    ("已完成", "task_done"),
    ("未完成", "task_open"),
];

/// Parsing knows no language: what it writes for Chinese sites is put into the words of others.
fn in_language(inputs: &RenderInputs<'_>, mut html: String) -> String {
    for (written, name) in HEARD {
        let words = inputs.words.get(name);
        let label = format!(" aria-label=\"{written}");
        if words != written && html.contains(&label) {
            html = html.replace(&label, &format!(" aria-label=\"{words}"));
        }
    }
    html
}

fn template_file(name: &str) -> String {
    if name.ends_with(".html") { name.to_owned() } else { format!("{name}.html") }
}

fn default_template(page: &Page) -> String {
    if page.parent.is_none() {
        return "home.html".to_owned();
    }
    let name = match page.draft.kind {
        Kind::Article | Kind::Notice | Kind::Page => "article",
        kind => kind.name(),
    };
    format!("{name}.html")
}

fn base_view(inputs: &RenderInputs<'_>, id: PageId) -> PageView {
    let page = inputs.site.page(id);
    let draft = &page.draft;
    let meta = &draft.meta;
    let is_home = page.parent.is_none();
    let (previous, next) = inputs.site.neighbours(id);
    let length = inputs.site.body(id).length;
    let summary = meta.summary.clone().or_else(|| (!draft.body.lead.is_empty()).then(|| draft.body.lead.clone()));
    PageView {
        url: page.url.clone(),
        qr: inputs.config.base_url.as_ref().and_then(|base| super::qr::code(&format!("{base}{}", page.url))),
        citation: (!is_home && !draft.kind.is_folder()).then(|| citation(inputs, id)),
        canonical: inputs.config.base_url.as_ref().map(|base| format!("{base}{}", page.url)),
        kind: if is_home { "home".to_owned() } else { draft.kind.name().to_owned() },
        kind_label: inputs.kind_label(draft.kind),
        source_path: Some(draft.path.to_string()),
        title: meta.title.value.clone(),
        subtitle: meta.subtitle.clone(),
        summary,
        summary_given: meta.summary.is_some(),
        published_at: meta.published_at.as_ref().map(|at| at.value.to_string()),
        updated_at: meta.updated_at.as_ref().map(|at| at.value.to_string()),
        review: meta.review_due().map(|day| ReviewView { due: format_date(day), owner: meta.owner.clone() }),
        source: meta.source.clone(),
        source_url: meta.source_url.clone(),
        author: meta.author.clone(),
        editor: meta.editor.clone(),
        keywords: meta.keywords.iter().filter_map(|k| inputs.site.keyword(k)).collect(),
        topics: meta.topics.iter().filter_map(|t| inputs.site.topic(&t.value)).collect(),
        cover: meta
            .cover
            .as_ref()
            .and_then(|c| inputs.image(id, &c.value, meta.cover_alt.as_deref().unwrap_or_default())),
        attachments: meta
            .attachments
            .iter()
            .filter_map(|a| inputs.attachment(id, &a.file.value, a.title.as_deref()))
            .collect(),
        related: inputs.site.related(id).iter().map(|other| inputs.card(*other)).collect(),
        breadcrumb: breadcrumb(inputs, id),
        column: inputs.site.column(id).map(|column| nav_item(inputs, column)),
        previous: previous.map(|other| page_link(inputs, other)),
        next: next.map(|other| page_link(inputs, other)),
        length,
        reading_minutes: length.div_ceil(400).max(1),
        draft: meta.draft,
        extra: serde_json::Value::Object(meta.extra.clone().into_iter().collect()),
        details: DetailsView::default(),
        ..PageView::default()
    }
}

/// How to cite a page: author, title, where and when it was published. The address is the reader's, who has the portal
/// from wherever it lies.
fn citation(inputs: &RenderInputs<'_>, id: PageId) -> String {
    let page = inputs.site.page(id);
    let meta = &page.draft.meta;
    let chinese = inputs.config.language.starts_with("zh");
    let title = if chinese { crate::content::quoted(&meta.title.value) } else { format!("“{}”", meta.title.value) };
    let day = meta.updated_at.as_ref().or(meta.published_at.as_ref()).map(|at| format_date(at.value.date()));
    let from = meta.source.clone().unwrap_or_else(|| inputs.config.title.clone());
    let parts = [meta.author.clone(), Some(title), Some(from), day];
    parts.into_iter().flatten().collect::<Vec<_>>().join(if chinese { "，" } else { ", " })
}

/// A link to `id`.
pub(super) fn page_link(inputs: &RenderInputs<'_>, id: PageId) -> Link {
    let name = inputs.site.name(id);
    Link { title: name.title.to_owned(), url: name.url.to_owned(), external: false }
}

/// From the home page down to the folder of `id`.
pub(super) fn breadcrumb(inputs: &RenderInputs<'_>, id: PageId) -> Vec<Link> {
    inputs
        .site
        .ancestors(id)
        .into_iter()
        .map(|ancestor| {
            let mut link = page_link(inputs, ancestor);
            if link.url.is_empty() {
                inputs.words.get("home").clone_into(&mut link.title);
            }
            link
        })
        .collect()
}

/// A folder as an entry of the navigation, without its children.
pub(super) fn nav_item(inputs: &RenderInputs<'_>, id: PageId) -> NavItem {
    let name = inputs.site.name(id);
    NavItem {
        title: name.title.to_owned(),
        url: name.url.to_owned(),
        slug: name.url.split('/').next().unwrap_or_default().to_owned(),
        summary: name.summary.cloned(),
        children: Vec::new(),
    }
}

/// Headings of levels 2 to 4 as a tree.
pub(super) fn toc(headings: &[Heading]) -> Vec<TocEntry> {
    let mut rest = headings.iter().filter(|h| (2..=4).contains(&h.level)).peekable();
    level(&mut rest, 0)
}

/// Entries deeper than `above`, up to the first that is not.
fn level<'a, I: Iterator<Item = &'a Heading>>(rest: &mut std::iter::Peekable<I>, above: u8) -> Vec<TocEntry> {
    let mut entries = Vec::new();
    while let Some(heading) = rest.next_if(|h| h.level > above) {
        let children = level(rest, heading.level);
        entries.push(TocEntry { title: heading.text.clone(), anchor: heading.anchor.clone(), children });
    }
    entries
}

/// `YYYY-MM-DD` of the publication.
pub(super) fn published_day(page: &Page) -> Option<String> {
    page.draft.meta.published_at.as_ref().map(|at| format_date(at.value.date()))
}
