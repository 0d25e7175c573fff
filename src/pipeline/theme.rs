//! The theme of the site, loaded once for as long as its files stay the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Memo;
use crate::config::{Accent, SiteConfig};
use crate::content::{Spanned, print_of};
use crate::diagnostics::{Diagnostic, Span};
use crate::inputs::Inputs;
use crate::outputs::{Content, Output};
use crate::render::assets::Assets;
use crate::render::default_theme;
use crate::render::theme::Theme;

/// The theme that the program carries.
const DEFAULT: &str = "default";

/// A theme and its static files.
pub(super) struct LoadedTheme {
    pub(super) theme: Theme,
    pub(super) assets: Assets,
    /// The static files where they go.
    pub(super) files: Vec<Output>,
    print: u64,
}

/// The theme that `config`, read from `file`, names; none if it is too broken to render anything.
pub(super) fn load(
    inputs: &Inputs,
    file: &str,
    config: &SiteConfig,
    memo: &mut Memo,
    found: &mut Vec<Diagnostic>,
) -> Option<Arc<LoadedTheme>> {
    let folder = format!("themes/{}", config.theme);
    let hashes: Vec<_> = inputs.below(&folder).map(|(path, file)| (path, file.hash)).collect();
    let style = config.appearance.accent.map(Accent::css).unwrap_or_default();
    let logo = config.appearance.logo.as_ref().map(|logo| &logo.value);
    let print = print_of(&(&folder, hashes, &config.language, config.minify, &style, logo));
    if let Some(theme) = memo.theme.as_ref().filter(|theme| theme.print == print) {
        return Some(Arc::clone(theme));
    }
    let faults = found.len();
    if config.theme != DEFAULT && inputs.below(&folder).next().is_none() {
        found.push(no_such_theme(inputs, file, &config.theme));
    }
    let theme = load_mended(theme_files(inputs, &folder), found)?;
    let mut assets = theme.assets(&config.language, config.minify, &style);
    if let Some(logo) = config.appearance.logo.as_ref().filter(|logo| !assets.urls.contains_key(&logo.value)) {
        found.push(no_such_logo(logo, &folder, assets.urls.keys()));
    }
    let files = std::mem::take(&mut assets.files)
        .into_iter()
        .map(|(path, bytes)| Output::new(path, Content::bytes(bytes)))
        .collect();
    let loaded = Arc::new(LoadedTheme { theme, assets, files, print });
    // One with faults is loaded anew, so that they are said again.
    memo.theme = (found.len() == faults).then(|| Arc::clone(&loaded));
    Some(loaded)
}

/// The logo is none of the theme's static files.
fn no_such_logo<'a>(logo: &Spanned<String>, folder: &str, known: impl Iterator<Item = &'a String>) -> Diagnostic {
    Diagnostic::error(
        "config-logo",
        format!("主题里没有标志图片“{}”", logo.value),
        format!("the theme has no picture `{}`", logo.value),
    )
    .at(logo.span.clone())
    .hint(
        format!("把图片放到 {folder}/static/{}，或者改成已有的文件名。", logo.value),
        format!("Put the picture into {folder}/static/{}, or name a file that is there.", logo.value),
    )
    .did_you_mean(&logo.value, known.map(String::as_str))
}

fn theme_files(inputs: &Inputs, folder: &str) -> Vec<(String, Arc<[u8]>)> {
    inputs.below(folder).filter_map(|(path, file)| Some((path.to_string(), file.bytes().ok()?))).collect()
}

/// The theme. Templates that cannot be read are taken from the default theme or left empty, so that their faults do not
/// hide those of the pages; nothing is published then.
fn load_mended(files: Vec<(String, Arc<[u8]>)>, found: &mut Vec<Diagnostic>) -> Option<Theme> {
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

/// The configuration names a theme that has no folder.
fn no_such_theme(inputs: &Inputs, file: &str, name: &str) -> Diagnostic {
    let folders = inputs.below("themes").filter_map(|(path, _)| path.strip_prefix("themes/")?.split_once('/'));
    let mut known: BTreeSet<&str> = folders.map(|(folder, _)| folder).collect();
    known.insert(DEFAULT);
    let known: Vec<&str> = known.into_iter().collect();
    let fault = Diagnostic::error(
        "theme-missing",
        format!("themes 里没有主题文件夹“{name}”"),
        format!("there is no theme `{name}` in the folder themes"),
    )
    .did_you_mean(name, known.iter().copied())
    .hint(
        format!("可以写的有：{}；用默认主题就删掉 theme 这一行。", known.join("、")),
        format!("These exist: {}; for the default theme, delete the `theme` line.", known.join(", ")),
    );
    match setting(inputs, file) {
        Some(span) => fault.at(span),
        None => fault,
    }
}

/// Where the configuration names the theme.
fn setting(inputs: &Inputs, file: &str) -> Option<Span> {
    let text = inputs.get(file)?.text()?;
    let file: Arc<str> = Arc::from(file);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().strip_prefix("theme").is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return Some(Span::new(&file, at..at + line.trim_end().len()));
        }
        at += line.len();
    }
    None
}
