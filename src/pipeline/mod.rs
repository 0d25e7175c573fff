//! The way of a site from its files to its outputs, one stage after the other. `build`, `serve` and `check` all take it.

mod aside;
mod data;
pub mod elsewhere;
mod exported;
mod files;
mod kept;
mod media;
mod memo;
mod progress;
pub mod record;
mod scheduled;
mod sources;
mod theme;
mod typed;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cache::{Cache, Hash};
use crate::config::{self, SiteConfig};
use crate::content::{Aside, Draft, Moment, Store, page_stem};
use crate::diagnostics::{Checked, Diagnostic, has_errors};
use crate::hub;
use crate::inputs::Inputs;
use crate::link::policy::Pairings;
use crate::link::{self, LinkOptions, Site};
use crate::offline;
use crate::outputs::{CollectMemo, Content, Output, Outputs};
use crate::parse::data::Table;
use crate::render::{self, FileBytes, RenderMemo, RenderSite, SharedView};
use crate::search::document::{IndexFile, IndexSettings, PageDocument};
pub use crate::search::index::IndexCache;
use crate::search::{self, index::Documents};

use media::Media;
use theme::LoadedTheme;

pub use exported::covers;
pub use kept::{Leaving, StoredKeys};
pub use memo::{Memo, Work};
pub use progress::{Progress, Silent, Stage};

/// What the command line adds to the site's own configuration.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The path under which the configuration file is known.
    pub config: String,
    /// The path under which the content folder is known, without a trailing slash.
    pub content: String,
    /// Replaces the configured address.
    pub base_url: Option<String>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The moment for which the site is built.
    pub as_of: AsOf,
}

/// The moment for which a site is built.
#[derive(Debug, Clone, Copy)]
pub enum AsOf {
    /// A day that was named, in the site's own time.
    Day(Moment),
    /// The clock, in UTC; becomes the site's own time by its configured offset.
    Clock(time::OffsetDateTime),
}

impl AsOf {
    /// In the time of a site whose clock is `offset` (`+08:00`) from UTC.
    pub fn at(self, offset: &str) -> Moment {
        match self {
            AsOf::Day(moment) => moment,
            AsOf::Clock(utc) => {
                let part = |range: std::ops::Range<usize>| offset.get(range).and_then(|d| d.parse::<i8>().ok());
                let sign = if offset.starts_with('-') { -1 } else { 1 };
                let (hours, minutes) = (part(1..3).unwrap_or(8), part(4..6).unwrap_or(0));
                let offset = time::UtcOffset::from_hms(sign * hours, sign * minutes, 0);
                let local = utc.to_offset(offset.unwrap_or(time::UtcOffset::UTC));
                Moment(time::PrimitiveDateTime::new(local.date(), local.time()))
            }
        }
    }
}

/// A built site.
pub struct Built {
    /// Every output. Not to be published if anything found is an error.
    pub outputs: Outputs,
    /// How many pages have a file of their own.
    pub pages: usize,
    /// The configuration as it was used.
    pub config: SiteConfig,
    /// The linked site, for checks.
    pub site: Arc<Site>,
    /// Every page that could be read, public or not, for checks.
    pub drafts: Vec<Arc<Draft>>,
    /// The moment for which it was built.
    pub as_of: Moment,
}

/// Builds the site: all faults of all stages are in the result, and with an error among them nothing must be published.
///
/// The one way of building: whoever wants the pages before the index takes the same three steps in another order.
pub fn build(
    inputs: &Inputs,
    options: &BuildOptions,
    memo: &mut Memo,
    cache: &Cache,
    progress: &dyn Progress,
) -> Checked<Built> {
    build_hub(inputs, options, &hub::Members::default(), memo, cache, progress)
}

/// [`build`], with the pages of other portals in the search index.
pub fn build_hub(
    inputs: &Inputs,
    options: &BuildOptions,
    members: &hub::Members,
    memo: &mut Memo,
    cache: &Cache,
    progress: &dyn Progress,
) -> Checked<Built> {
    let mut found = Vec::new();
    let ready = prepare(inputs, options, memo, cache, progress, &mut found);
    // Before the pages, so that what the index needs is gone when they are held in memory. An index of a site that
    // cannot be published would be work for nothing.
    let index = match has_errors(&found) {
        true => Outputs::default(),
        false => {
            let aside = memo.spool.clone().map(|spool| spool as Arc<dyn Store>);
            let own = index_hub(&ready, members, &mut memo.index, aside.as_ref(), progress).drain_into(&mut found);
            own.with(&ready.for_hubs().drain_into(&mut found))
        }
    };
    let mut outputs = pages(&ready, inputs, memo, &index, progress, &mut found);
    let worker = offline::worker(&outputs, ready.config.offline);
    outputs = outputs.with(&Outputs::collect([worker], &mut CollectMemo::default()).drain_into(&mut found));
    if ready.config.precompress && !has_errors(&found) {
        progress.begin(Stage::Write, 0);
        outputs = crate::outputs::precompress_all(&outputs, cache);
    }
    found.extend((memo.lost() || members.has_lost()).then(data::lost_aside));
    let pages = ready.site.pages.len();
    let Ready { config, site, drafts, as_of, .. } = ready;
    Checked::with(Built { outputs, pages, config, site, drafts, as_of }, found)
}

/// Everything but the search index, and `index`, whose files have their places among the others; what `memo` has of an
/// earlier build is kept where it would be the same.
pub fn pages(
    ready: &Ready,
    inputs: &Inputs,
    memo: &mut Memo,
    index: &Outputs,
    progress: &dyn Progress,
    found: &mut Vec<Diagnostic>,
) -> Outputs {
    let mut files = ready.render(&mut memo.render, progress, found);
    files.extend(index.iter().map(|(path, content)| Output::new(path, content.clone())));
    let mut collected = Outputs::collect(files, &mut memo.outputs);
    say_once(&mut collected.diagnostics, found, inputs);
    collected.drain_into(found)
}

/// The search index of a site without errors; `cache` has what an earlier run prepared.
pub fn index(ready: &Ready, cache: &mut IndexCache, progress: &dyn Progress) -> Checked<Outputs> {
    index_hub(ready, &hub::Members::default(), cache, None, progress)
}

/// [`index`], with the pages of other portals behind the site's own; its files go into `aside`, if that is there.
fn index_hub(
    ready: &Ready,
    members: &hub::Members,
    cache: &mut IndexCache,
    aside: Option<&Arc<dyn Store>>,
    progress: &dyn Progress,
) -> Checked<Outputs> {
    let Some(site) = ready.render_site() else { return Checked::clean(Outputs::default()) };
    let documents = Joined(render::SearchDocuments::new(site), members);
    progress.begin(Stage::Index, documents.count());
    let mut files = Vec::new();
    let mut take = |IndexFile { path, bytes, hash }: IndexFile| {
        let content = match aside.and_then(|store| Aside::put(store, &bytes)) {
            Some(aside) => Content::aside(aside, Hash(hash)),
            None => Content::hashed(bytes, Hash(hash)),
        };
        files.push(Output::new(path, content));
    };
    match search::index::write_index_to(&documents, &ready.search, cache, &mut take) {
        Ok(()) => Outputs::collect(files, &mut CollectMemo::default()),
        Err(error) => Checked::with(Outputs::default(), vec![data::index_failed(&error.to_string())]),
    }
}

/// The pages of a site and those of other portals.
struct Joined<'a>(render::SearchDocuments<'a>, &'a hub::Members);

impl Documents for Joined<'_> {
    fn count(&self) -> usize {
        self.0.count() + self.1.count()
    }

    fn document(&self, at: usize) -> Cow<'_, PageDocument> {
        match at.checked_sub(self.0.count()) {
            None => self.0.document(at),
            Some(at) => self.1.document(at),
        }
    }
}

/// Leaves out of what is wrong with outputs what was said of the page already, or is said of a page below a folder.
fn say_once(faults: &mut Vec<Diagnostic>, found: &[Diagnostic], inputs: &Inputs) {
    if faults.is_empty() {
        return;
    }
    let reserved: BTreeSet<&Arc<str>> = places(found, "reserved-url").collect();
    let is_input = |fault: &Diagnostic| fault.span.as_ref().is_some_and(|span| inputs.get(&span.file).is_some());
    let has_page = faults.iter().any(|fault| fault.code == "output-path" && is_input(fault));
    faults.retain(|fault| match fault.code.as_str() {
        "output-collision" => !fault.span.as_ref().is_some_and(|span| reserved.contains(&span.file)),
        // Folders that nobody described have a long path too, and no file to be renamed.
        "output-path" => !has_page || is_input(fault),
        _ => true,
    });
}

/// The files of which `found` says `code`.
fn places<'a>(found: &'a [Diagnostic], code: &'a str) -> impl Iterator<Item = &'a Arc<str>> {
    found.iter().filter(move |fault| fault.code == code).filter_map(|fault| Some(&fault.span.as_ref()?.file))
}

/// The stages before rendering: configure, parse, link, media. For a clean build and for one that follows an edit alike.
pub fn prepare(
    inputs: &Inputs,
    options: &BuildOptions,
    memo: &mut Memo,
    cache: &Cache,
    progress: &dyn Progress,
    found: &mut Vec<Diagnostic>,
) -> Ready {
    let config = configure(inputs, options, found);
    let theme = theme::load(inputs, &options.config, &config, memo, found);
    let as_of = options.as_of.at(&config.utc_offset);
    let sources = sources::parse_all(inputs, &options.content, &config, memo, progress, found);
    let (drafts, folders) = (sources.drafts.clone(), sources.folders);
    progress.begin(Stage::Link, sources.drafts.len());
    let elsewhere = elsewhere::read(inputs, &config, &options.content, memo, found);
    let mut site = link_all(inputs, &config, options, as_of, sources.drafts, &elsewhere, &mut memo.links, found);
    let graph = graph(&mut site, memo);
    let tables = data::tables(inputs, &options.content, &site, found);
    scheduled::check(inputs, &options.content, &site, theme.as_deref(), found);
    let media = media::prepare(inputs, &options.content, &site, &config, memo, cache, progress, found);
    // Wrong synonyms are a fault of the site, though only the index needs them.
    let synonyms = data::synonyms(inputs, &config, found);
    let search = IndexSettings { sounds: crate::render::sounds(&synonyms), synonyms };
    Ready { config, theme, site, graph, drafts, folders, elsewhere, tables, media, search, as_of }
}

/// Who cites whom, as a file; put aside if the site is held by nobody else.
fn graph(site: &mut Arc<Site>, memo: &Memo) -> Option<Content> {
    let spool = memo.spool.clone().map(|spool| spool as Arc<dyn Store>);
    if let Some(store) = &spool
        && let Some(site) = Arc::get_mut(site)
        && let Some(graph) = site.citation_graph.take()
    {
        let bytes: Arc<[u8]> = graph.into();
        return Some(match Aside::put(store, &bytes) {
            Some(aside) => Content::aside(aside, Hash::of(&bytes)),
            None => Content::bytes(bytes),
        });
    }
    site.citation_graph.clone().map(|graph| Content::bytes(Arc::<[u8]>::from(graph)))
}

/// A site ready to be rendered and indexed.
pub struct Ready {
    /// The configuration as it was used.
    pub config: SiteConfig,
    /// The linked site.
    pub site: Arc<Site>,
    /// Who cites whom.
    graph: Option<Content>,
    drafts: Vec<Arc<Draft>>,
    folders: sources::Folders,
    elsewhere: Arc<link::policy::Elsewhere>,
    theme: Option<Arc<LoadedTheme>>,
    tables: BTreeMap<Arc<str>, Table>,
    media: Media,
    search: IndexSettings,
    /// The moment for which it was built.
    pub as_of: Moment,
}

impl Ready {
    /// Every page that could be read, public or not.
    pub fn drafts(&self) -> &[Arc<Draft>] {
        &self.drafts
    }

    /// None if the theme is too broken to render anything.
    fn render_site(&self) -> Option<RenderSite<'_>> {
        self.render_site_as(&self.site)
    }

    /// The same with another state of the site.
    fn render_site_as<'a>(&'a self, site: &'a Site) -> Option<RenderSite<'a>> {
        let theme = self.theme.as_ref()?;
        let strings = theme.theme.strings(&self.config.language);
        let urls = theme.assets.urls.clone();
        let words = render::Words::new(strings.clone());
        let view = render::site_view(site, &self.config, strings, urls, self.as_of.date());
        Some(RenderSite {
            site,
            theme: &theme.theme,
            config: &self.config,
            media: &self.media.files,
            tables: &self.tables,
            as_of: self.as_of.date(),
            terms: render::glossary_terms(site),
            site_view: SharedView::new(&view),
            words,
            pairings: Pairings::default(),
            published: self,
        })
    }

    /// The site's pages for hubs, if they are to be published.
    fn for_hubs(&self) -> Checked<Outputs> {
        let site = if self.config.hub.publish { self.render_site() } else { None };
        let Some(site) = site else { return Checked::clean(Outputs::default()) };
        let about = hub::About {
            title: &self.config.title,
            address: self.config.base_url.as_deref(),
            language: &self.config.language,
        };
        let files = hub::files(&render::SearchDocuments::new(site), about);
        let outputs = files.into_iter().map(|(path, bytes)| Output::new(path, Content::bytes(bytes)));
        Outputs::collect(outputs, &mut CollectMemo::default())
    }

    /// What the site holds, in figures; none if the theme is too broken to render anything.
    pub fn figures(&self) -> Option<render::Figures> {
        self.render_site().map(|site| render::figures(&site))
    }

    /// Every file but those of the search index.
    fn render(&self, memo: &mut RenderMemo, progress: &dyn Progress, found: &mut Vec<Diagnostic>) -> Vec<Output> {
        let (Some(site), Some(theme)) = (self.render_site(), &self.theme) else { return Vec::new() };
        progress.begin(Stage::Render, self.site.pages.len());
        let pages = render::render(&site, memo, &|| progress.step()).drain_into(found);
        let mut files: Vec<Output> = pages
            .into_iter()
            .map(|file| {
                let content = match (file.bytes, file.hash) {
                    (FileBytes::Here(bytes), Some(hash)) => Content::hashed(bytes, Hash(hash)),
                    (FileBytes::Here(bytes), None) => Content::bytes(bytes),
                    (FileBytes::Aside(aside, hash), _) => Content::aside(aside, Hash(hash)),
                };
                Output { path: file.path, content, origin: file.origin }
            })
            .collect();
        if let Some(graph) = &self.graph {
            files.push(Output::new("citations.json".to_owned(), graph.clone()));
        }
        let docs = link::policy::documents(&self.site);
        let (title, base) = (&self.config.title, self.config.base_url.as_deref());
        if let Some(listing) = link::policy::policies_json(&docs, &self.site.policies, title, base) {
            files.push(Output::new(elsewhere::FILE.to_owned(), Content::bytes(listing.into_bytes())));
        }
        files.extend(theme.files.iter().cloned());
        files.extend(self.media.outputs.iter().map(|(path, content)| Output::new(path.clone(), content.clone())));
        files
    }
}

/// Whether the output at `path` is one of those that [`index`] makes.
pub fn is_of_index(path: &str) -> bool {
    path.starts_with(search::index::FOLDER) && !path.contains(".html")
}

fn configure(inputs: &Inputs, options: &BuildOptions, found: &mut Vec<Diagnostic>) -> SiteConfig {
    let file: Arc<str> = Arc::from(options.config.as_str());
    let text = inputs.get(&file).and_then(|f| f.text()).unwrap_or_else(|| Arc::from(""));
    let mut config = config::load(&file, &text).drain_into(found);
    if let Some(given) = &options.base_url {
        match config::base_url(given) {
            Some(base) => config.base_url = Some(base),
            None => found.push(config::bad_base_url_option(given)),
        }
    }
    config
}

#[allow(clippy::too_many_arguments, reason = "the stages' usual arguments")]
fn link_all(
    inputs: &Inputs,
    config: &SiteConfig,
    options: &BuildOptions,
    as_of: Moment,
    drafts: Vec<Arc<Draft>>,
    texts: &Arc<link::policy::Elsewhere>,
    memo: &mut link::LinkMemo,
    found: &mut Vec<Diagnostic>,
) -> Arc<Site> {
    let lists = elsewhere::places(&config.policy_sources);
    let files: BTreeSet<Arc<str>> = inputs
        .below(&options.content)
        // A page that is no text was reported; what links to it need not be told that there is none.
        .filter(|(path, file)| page_stem(path).is_none() || !file.is_text())
        .map(|(path, _)| below(path, &options.content))
        // What was fetched of other portals is no file for readers.
        .filter(|path| !lists.iter().any(|list| **list == **path))
        .collect();
    let link_options = LinkOptions {
        as_of,
        drafts: options.drafts,
        site_title: config.title.clone(),
        content: options.content.clone(),
        policy_aliases: config.policy_aliases.clone(),
        elsewhere: Arc::clone(texts),
    };
    let site = link::link(drafts, &files, &link_options, memo).drain_into(found);
    let statement = config.appearance.accessibility.iter().map(|path| config::MenuEntry {
        title: "accessibility".to_owned(),
        url: path.value.clone(),
        span: path.span.clone(),
    });
    for entry in statement.filter(|entry| !site.by_path.contains_key(entry.url.trim_start_matches('/'))) {
        found.push(data::menu_leads_nowhere(&entry));
    }
    for entry in config.menu.iter().filter(|entry| !link::is_external(&entry.url)) {
        if !site.by_path.contains_key(entry.url.trim_start_matches('/')) {
            found.push(data::menu_leads_nowhere(entry));
        }
    }
    site
}

/// `path` below the content folder.
fn below(path: &str, content: &str) -> Arc<str> {
    Arc::from(path.strip_prefix(content).unwrap_or(path).trim_start_matches('/'))
}
