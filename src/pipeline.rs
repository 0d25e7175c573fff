//! The way of a site from its files to its outputs, one stage after the other. `build`, `serve` and `check` all take it.

mod media;
mod memo;
mod progress;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::config::{self, SiteConfig};
use crate::content::{Draft, Kind, Moment};
use crate::diagnostics::{Checked, Diagnostic, has_errors};
use crate::inputs::Inputs;
use crate::link::{self, LinkOptions, Site};
use crate::outputs::Outputs;
use crate::parse::{self, ParseOptions, Parsed, cascade::Cascade};
use crate::render::theme::{Theme, shared};
use crate::render::{self, RenderInputs};

pub use memo::Memo;
pub use progress::{Progress, Silent, Stage};

/// What the command line adds to the site's own configuration.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// Replaces the configured address.
    pub base_url: Option<String>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The moment for which the site is built.
    pub as_of: Moment,
}

/// A built site.
pub struct Built {
    /// Every output; empty if there was an error that kept the site from being rendered.
    pub outputs: Outputs,
    /// How many pages have a file of their own.
    pub pages: usize,
}

/// Where the configuration lies, from the site's root.
pub const CONFIG: &str = "site-config.toml";
/// The content folder as places name it.
pub const CONTENT: &str = "content/";

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
    let theme = Theme::load(&theme_files(inputs, &config)).drain_into(&mut found);
    let (drafts, tables, banks) = parse_all(inputs, &config, memo, progress, &mut found);
    let site = link_all(inputs, &config, options, drafts, progress, &mut found);
    let pages = site.pages.len();
    let Some(theme) = theme else {
        return Checked::with(Built { outputs: Outputs::default(), pages }, found);
    };
    let media = media::prepare(inputs, &site, &config, cache, progress, &mut found);
    let assets = theme.assets(config.minify);
    let view = render::site_view(&site, &config, theme.strings(&config.language), assets.urls.clone(), options.as_of.date());
    let render_inputs = RenderInputs {
        site: &site,
        theme: &theme,
        config: &config,
        media: &media.files,
        tables: &tables,
        banks: &banks,
        as_of: options.as_of.date(),
        site_view: shared(&view),
    };
    progress.begin(Stage::Render, pages);
    let rendered = render::render(&render_inputs).drain_into(&mut found);
    let mut outputs = Outputs::default();
    for (path, bytes) in rendered {
        outputs.add(path, bytes);
    }
    for (path, bytes) in assets.files {
        outputs.add(path, bytes);
    }
    media.add_to(&mut outputs);
    if !has_errors(&found) {
        add_index(&render_inputs, inputs, memo, progress, &mut outputs, &mut found);
    }
    Checked::with(Built { outputs, pages }, found)
}

fn configure(inputs: &Inputs, options: &BuildOptions, found: &mut Vec<Diagnostic>) -> SiteConfig {
    let file: Arc<str> = Arc::from(CONFIG);
    let text = inputs.files.get(CONFIG).and_then(|f| f.text.clone()).unwrap_or_else(|| Arc::from(""));
    let mut config = config::load(&file, &text).drain_into(found);
    if let Some(base) = &options.base_url {
        match config::base_url(base) {
            Some(base) => config.base_url = Some(base),
            None => found.push(config::bad_base_url_option(base)),
        }
    }
    config
}

/// Files of the site's own theme, if it has one.
fn theme_files(inputs: &Inputs, config: &SiteConfig) -> Vec<(String, Arc<[u8]>)> {
    let folder = format!("themes/{}/", config.theme);
    inputs
        .files
        .range::<str, _>((std::ops::Bound::Included(folder.as_str()), std::ops::Bound::Unbounded))
        .take_while(|(path, _)| path.starts_with(&folder))
        .filter_map(|(path, file)| Some((path.to_string(), file.bytes.clone()?)))
        .collect()
}
