//! A theme: templates, static files, and the words of its pages in each language.
//!
//! A theme's files lie in `themes/NAME/`: `theme.toml`, `templates/**`, `static/**`. What a site's theme does not have is taken
//! from the default theme, file by file, so that a site overrides one template by having that one only.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tera::Value;

use super::arguments::Declared;
use super::assets::{self, Assets};
use super::templates::{Source, Templates};
use super::{default_theme, faults};
use crate::content::print_of;
use crate::diagnostics::{Checked, Diagnostic};

/// Path from the site's root (`themes/NAME/templates/base.html`) and bytes.
pub type ThemeFile = (String, Arc<[u8]>);

/// The language whose words are used where another has none.
const FALLBACK_LANGUAGE: &str = "zh-CN";

/// A theme, ready to render.
pub struct Theme {
    manifest: Manifest,
    templates: Templates,
    statics: BTreeMap<String, Arc<[u8]>>,
    /// Of the files that it was made from.
    print: u64,
}

/// `theme.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    strings: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    options: BTreeMap<String, toml::Value>,
    #[serde(default)]
    shortcodes: BTreeMap<String, Declared>,
    /// Keys of the words that scripts need on every page at once; `status_*` for all that begin so.
    #[serde(default)]
    page_words: Vec<String>,
}

impl Theme {
    /// Lays `files` over the default theme; a later file replaces an earlier one of the same name below `themes/NAME/`.
    pub fn load(files: &[ThemeFile]) -> Checked<Option<Self>> {
        let mut found = Vec::new();
        let mut manifest = Manifest::default();
        let mut sources = BTreeMap::new();
        let mut statics = BTreeMap::new();
        let carried = default_theme::files();
        let print = print_of(files);
        for (path, bytes) in carried.iter().chain(files) {
            let Some(name) = name_in_theme(path) else {
                continue;
            };
            if let Some(name) = name.strip_prefix("static/") {
                // The record of what the search engine was built from is for its makers, not for readers.
                if !name.ends_with(".sources") {
                    statics.insert(name.to_owned(), Arc::clone(bytes));
                }
            } else if let Some(name) = name.strip_prefix("templates/") {
                if let Some(source) = decode(path, bytes, &mut found) {
                    sources.insert(name.to_owned(), source);
                }
            } else if name == "theme.toml"
                && let Some(source) = decode(path, bytes, &mut found)
            {
                manifest.overlay(&source, &mut found);
            }
        }
        let statics = assets::join_sheets(statics);
        let templates = Templates::new(sources).drain_into(&mut found);
        let theme = templates.map(|templates| Self { manifest, templates, statics, print });
        let usable = !crate::diagnostics::has_errors(&found);
        Checked::with(theme.filter(|_| usable), found)
    }

    /// Two themes with the same print render alike.
    pub fn print(&self) -> u64 {
        self.print
    }

    /// Name of the theme.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// Version of the theme.
    pub fn version(&self) -> &str {
        &self.manifest.version
    }

    /// The words of the theme's pages in `language` (`zh-CN`, `en`); what a language lacks is Chinese.
    pub fn strings(&self, language: &str) -> BTreeMap<String, String> {
        let all = &self.manifest.strings;
        let short = language.split('-').next().unwrap_or(language);
        [FALLBACK_LANGUAGE, short, language]
            .iter()
            .filter_map(|key| all.get(*key))
            .flatten()
            .map(|(key, text)| (key.clone(), text.clone()))
            .collect()
    }

    /// An option of `theme.toml`.
    pub fn option(&self, key: &str) -> Option<&toml::Value> {
        self.manifest.options.get(key)
    }

    /// What the shortcode `name` takes, if that is declared.
    pub(super) fn arguments(&self, name: &str) -> Option<&Declared> {
        self.manifest.shortcodes.get(name)
    }

    /// Whether there is a template `name` (`article.html`).
    pub fn has_template(&self, name: &str) -> bool {
        self.templates.contains(name)
    }

    /// The names of all templates, in order.
    pub fn template_names(&self) -> impl Iterator<Item = &str> {
        self.templates.names()
    }

    /// Renders a template: the fields of `context`, and `site`, made once with [`shared`].
    // A fault ends the build, so that its size costs nothing.
    #[allow(clippy::result_large_err)]
    pub fn render(&self, template: &str, context: &impl Serialize, site: &Value) -> Result<String, Diagnostic> {
        self.templates.render(template, context, site)
    }

    /// As [`Theme::render`], for a whole page: the UTF-8 is not looked through once more, and there is `room` for so many
    /// bytes, since moving a long page to where there is more costs much.
    pub(super) fn page(
        &self,
        template: &str,
        context: &impl Serialize,
        site: &Value,
        room: usize,
    ) -> Result<Vec<u8>, Diagnostic> {
        let mut page = Vec::with_capacity(room);
        self.templates.render_to(template, context, site, &mut page)?;
        Ok(page)
    }

    /// The static files under fingerprinted names, and the words of pages in `language` for the scripts.
    /// `style` is what the site adds to the style sheet of all pages.
    pub fn assets(&self, language: &str, minify: bool, style: &str) -> Assets {
        const SHEET: &str = "css/site.css";
        let strings = self.strings(language);
        let at_once = &self.manifest.page_words;
        match self.statics.get(SHEET) {
            Some(sheet) if !style.is_empty() => {
                let mut statics = self.statics.clone();
                statics.insert(SHEET.to_owned(), [sheet, style.as_bytes()].concat().into());
                assets::build(&statics, &strings, at_once, minify)
            }
            _ => assets::build(&self.statics, &strings, at_once, minify),
        }
    }
}

/// A value that many renderings share without copies.
pub fn shared(value: &impl Serialize) -> Value {
    // Fails only for maps whose keys are no strings, which no view has.
    Value::try_from_serializable(value).unwrap_or_else(|_| Value::none())
}

impl Manifest {
    fn overlay(&mut self, source: &Source, found: &mut Vec<Diagnostic>) {
        match toml::from_str::<Self>(&source.text) {
            Ok(upper) => {
                self.name = upper.name;
                self.version = upper.version;
                for (language, words) in upper.strings {
                    self.strings.entry(language).or_default().extend(words);
                }
                self.options.extend(upper.options);
                self.shortcodes.extend(upper.shortcodes);
                self.page_words.extend(upper.page_words);
            }
            Err(error) => {
                let range = error.span().unwrap_or(0..0);
                found.push(faults::bad_manifest(&source.file, range, error.message()));
            }
        }
    }
}

/// `templates/base.html` of `themes/NAME/templates/base.html`.
fn name_in_theme(path: &str) -> Option<&str> {
    let (_, name) = path.strip_prefix("themes/")?.split_once('/')?;
    Some(name)
}

fn decode(path: &str, bytes: &[u8], found: &mut Vec<Diagnostic>) -> Option<Source> {
    let file: Arc<str> = Arc::from(path);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Source { file, text: Arc::from(text.strip_prefix('\u{feff}').unwrap_or(text)) }),
        Err(error) => {
            found.push(faults::not_utf8(&file, error.valid_up_to()));
            None
        }
    }
}

#[cfg(test)]
#[path = "theme_tests.rs"]
mod tests;
