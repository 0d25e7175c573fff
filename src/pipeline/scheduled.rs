//! What is wrong in what pages use that wait for their day; linking reports what they refer to.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::data::data_arguments;
use super::theme::LoadedTheme;
use crate::diagnostics::Diagnostic;
use crate::inputs::Inputs;
use crate::link::{Site, relative_path};
use crate::parse::data;
use crate::render;

/// Reports shortcodes of scheduled pages that do not exist, and tables of theirs that cannot be read.
pub(super) fn check(
    inputs: &Inputs,
    content: &str,
    site: &Site,
    theme: Option<&LoadedTheme>,
    found: &mut Vec<Diagnostic>,
) {
    let mut tables: BTreeSet<String> = BTreeSet::new();
    for draft in &site.scheduled {
        if let Some(loaded) = theme {
            render::unknown_shortcodes(&draft.body, &loaded.theme, found);
        }
        let mut names = Vec::new();
        data_arguments(&draft.body, &mut names);
        tables.extend(names.into_iter().filter_map(|name| relative_path(draft.folder(), name)));
    }
    for path in tables {
        let file: Arc<str> = Arc::from(format!("{content}/{path}"));
        let Some(text) = inputs.get(&file).and_then(|input| input.text()) else { continue };
        for fault in data::table(&file, &text).diagnostics {
            // A public page may show the same table.
            if !found.contains(&fault) {
                found.push(fault);
            }
        }
    }
}
