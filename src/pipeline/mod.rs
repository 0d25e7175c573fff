//! The way of a site from its files to its outputs, one stage after the other. `build`, `serve` and `check` all take it.

mod data;
mod media;
mod memo;
mod progress;
mod sources;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cache::Cache;
use crate::config::{self, SiteConfig};
use crate::content::{Draft, Moment};
use crate::diagnostics::{Checked, Diagnostic, has_errors};
use crate::inputs::Inputs;
use crate::link::{self, LinkOptions, Site};
use crate::outputs::{Content, Output, Outputs};
use crate::render::theme::{Theme, shared};
use crate::render::{self, RenderInputs, default_theme};
use crate::search::document::IndexSettings;
use crate::search::index;

pub use memo::Memo;
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
    pub site: Site,
    /// Every page that could be read, public or not, for checks.
    pub drafts: Vec<Arc<Draft>>,
}

/// Builds the site: all faults of all stages are in the result, and with an error among them nothing must be published.
pub fn build(
    inputs: &Inputs,
    options: &BuildOptions,
    memo: &mut Memo,
    cache: &Cache,
    progress: &dyn Progress,
) -> Checked<Built> {
    let mut found = Vec::new();
    let config = configure(inputs, options, &mut found);
    let theme = load_theme(theme_files(inputs, &config), &mut found);
    let as_of = options.as_of.at(&config.utc_offset);
    let sources = sources::parse_all(inputs, &options.content, &config, memo, progress, &mut found);
    let drafts = sources.drafts.clone();
    let site = link_all(inputs, &config, options, as_of, sources.drafts, progress, &mut found);
    let tables = data::tables(inputs, &options.content, &site, &mut found);
    let media = media::prepare(inputs, &options.content, &site, &config, cache, progress, &mut found);
    let mut files: Vec<Output> = Vec::new();
    let mut add = |path: String, content: Content| files.push(Output { path, content, origin: None });
    if let Some(theme) = theme {
        let assets = theme.assets(config.minify);
        let strings = theme.strings(&config.language);
        let view = render::site_view(&site, &config, strings, assets.urls, as_of.date());
        let render_inputs = RenderInputs {
            site: &site,
            theme: &theme,
            config: &config,
            media: &media.files,
            tables: &tables,
            as_of: as_of.date(),
            terms: render::glossary_terms(&site),
            site_view: shared(&view),
        };
        // Before the pages, so that what the index needs is gone when they are held in memory. An index of a site that
        // cannot be published would be work for nothing.
        if !has_errors(&found) {
            let synonyms = data::synonyms(inputs, &config, &mut found);
            for (path, content) in index_files(&render_inputs, synonyms, progress, &mut found) {
                add(path, content);
            }
        }
        progress.begin(Stage::Render, site.pages.len());
        for (path, bytes) in render::render(&render_inputs, &|| progress.step()).drain_into(&mut found) {
            add(path, Content::bytes(bytes));
        }
        if let Some(graph) = &site.citation_graph {
            add("citations.json".to_owned(), Content::bytes(graph.clone().into_bytes()));
        }
        for (path, bytes) in assets.files {
            add(path, Content::bytes(bytes));
        }
        for (path, content) in media.outputs {
            add(path, content);
        }
    }
    let mut outputs = Outputs::collect(files).drain_into(&mut found);
    if config.precompress && !has_errors(&found) {
        progress.begin(Stage::Write, 0);
        outputs = crate::outputs::precompress_all(&outputs, cache);
    }
    let pages = site.pages.len();
    Checked::with(Built { outputs, pages, config, site, drafts }, found)
}

fn configure(inputs: &Inputs, options: &BuildOptions, found: &mut Vec<Diagnostic>) -> SiteConfig {
    let file: Arc<str> = Arc::from(options.config.as_str());
    let text = inputs.get(&file).and_then(|f| f.text.clone()).unwrap_or_else(|| Arc::from(""));
    let mut config = config::load(&file, &text).drain_into(found);
    if let Some(given) = &options.base_url {
        match config::base_url(given) {
            Some(base) => config.base_url = Some(base),
            None => found.push(config::bad_base_url_option(given)),
        }
    }
    config
}

/// Files of the site's own theme, if it has one.
fn theme_files(inputs: &Inputs, config: &SiteConfig) -> Vec<(String, Arc<[u8]>)> {
    let folder = format!("themes/{}", config.theme);
    inputs.below(&folder).filter_map(|(path, file)| Some((path.to_string(), file.bytes().ok()?))).collect()
}

/// The theme. Templates that cannot be read are taken from the default theme or left empty, so that their faults do not
/// hide those of the pages; nothing is published then.
fn load_theme(files: Vec<(String, Arc<[u8]>)>, found: &mut Vec<Diagnostic>) -> Option<Theme> {
    let checked = Theme::load(&files);
    let broken: BTreeSet<Arc<str>> =
        checked.diagnostics.iter().filter_map(|d| Some(Arc::clone(&d.span.as_ref()?.file))).collect();
    if let Some(theme) = checked.drain_into(found) {
        return Some(theme);
    }
    let carried = default_theme::files();
    let in_default = |path: &str| {
        let name = path.splitn(3, '/').nth(2);
        carried.iter().any(|(path, _)| path.splitn(3, '/').nth(2) == name)
    };
    let mended: Vec<_> = files
        .into_iter()
        .filter(|(path, _)| !broken.contains(path.as_str()) || !in_default(path))
        .map(|(path, bytes)| if broken.contains(path.as_str()) { (path, Arc::from([])) } else { (path, bytes) })
        .collect();
    Theme::load(&mended).value
}

fn link_all(
    inputs: &Inputs,
    config: &SiteConfig,
    options: &BuildOptions,
    as_of: Moment,
    drafts: Vec<Arc<Draft>>,
    progress: &dyn Progress,
    found: &mut Vec<Diagnostic>,
) -> Site {
    progress.begin(Stage::Link, drafts.len());
    let files: BTreeSet<Arc<str>> = inputs
        .below(&options.content)
        .filter(|(path, _)| !path.ends_with(".md"))
        .map(|(path, _)| below(path, &options.content))
        .collect();
    let link_options = LinkOptions {
        as_of,
        drafts: options.drafts,
        site_title: config.title.clone(),
        content: options.content.clone(),
        policy_aliases: config.policy_aliases.clone(),
    };
    let site = link::link(drafts, &files, &link_options).drain_into(found);
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

fn index_files(
    render_inputs: &RenderInputs<'_>,
    synonyms: Vec<Vec<String>>,
    progress: &dyn Progress,
    found: &mut Vec<Diagnostic>,
) -> Vec<(String, Content)> {
    let documents = render::search_documents(render_inputs);
    progress.begin(Stage::Index, documents.len());
    match index::write_index(&documents, &IndexSettings { synonyms }) {
        Ok(files) => files.into_iter().map(|file| (file.path, Content::bytes(file.bytes))).collect(),
        Err(error) => {
            found.push(data::index_failed(&error.to_string()));
            Vec::new()
        }
    }
}
