//! The theme of the site, loaded once for as long as its files stay the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Memo;
use crate::config::SiteConfig;
use crate::content::print_of;
use crate::diagnostics::Diagnostic;
use crate::inputs::Inputs;
use crate::outputs::{Content, Output};
use crate::render::assets::Assets;
use crate::render::default_theme;
use crate::render::theme::Theme;

/// A theme and its static files.
pub(super) struct LoadedTheme {
    pub(super) theme: Theme,
    pub(super) assets: Assets,
    /// The static files where they go.
    pub(super) files: Vec<Output>,
    print: u64,
}

/// The theme of the site; none if it is too broken to render anything.
pub(super) fn load(
    inputs: &Inputs,
    config: &SiteConfig,
    memo: &mut Memo,
    found: &mut Vec<Diagnostic>,
) -> Option<Arc<LoadedTheme>> {
    let folder = format!("themes/{}", config.theme);
    let hashes: Vec<_> = inputs.below(&folder).map(|(path, file)| (path, file.hash)).collect();
    let print = print_of(&(&folder, hashes, config.minify));
    if let Some(theme) = memo.theme.as_ref().filter(|theme| theme.print == print) {
        return Some(Arc::clone(theme));
    }
    let faults = found.len();
    let theme = load_mended(theme_files(inputs, &folder), found)?;
    let mut assets = theme.assets(config.minify);
    let files = std::mem::take(&mut assets.files)
        .into_iter()
        .map(|(path, bytes)| Output::new(path, Content::bytes(bytes)))
        .collect();
    let loaded = Arc::new(LoadedTheme { theme, assets, files, print });
    // One with faults is loaded anew, so that they are said again.
    memo.theme = (found.len() == faults).then(|| Arc::clone(&loaded));
    Some(loaded)
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
