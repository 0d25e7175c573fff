//! What rendering will find wrong in a page that is not public yet.

use super::faults;
use super::theme::Theme;
use crate::content::{Body, Fill};
use crate::diagnostics::Diagnostic;

/// The shortcodes in `body` that `theme` does not have.
pub fn unknown_shortcodes(body: &Body, theme: &Theme, found: &mut Vec<Diagnostic>) {
    for hole in &body.holes {
        if let Fill::Shortcode(call) = &hole.fill {
            if !theme.has_template(&format!("shortcodes/{}.html", call.name)) {
                found.push(faults::unknown_shortcode(call, theme.template_names()));
            }
            if let Some(inner) = &call.body {
                unknown_shortcodes(inner, theme, found);
            }
        }
    }
}
