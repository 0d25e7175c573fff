//! What somebody types, shown before the site is built with it.
//!
//! A key needs one page: its file is parsed and rendered against the last link. The build that follows in a pause says
//! what it means for all other pages, and what is wrong.

use std::sync::Arc;

use super::{Ready, sources};
use crate::diagnostics::has_errors;
use crate::inputs::Inputs;
use crate::outputs::Content;
use crate::render::{self, FileBytes};

impl Ready {
    /// Where the page of the file at `path` below the folder `content` lies, and what it would be if the file held `text`.
    ///
    /// None where the site has to be built for that: the text has other links or another front matter, draws questions from
    /// other files, or has a fault. The page of a folder is made of what lies in it.
    pub fn typed(&self, inputs: &Inputs, content: &str, path: &Arc<str>, text: &str) -> Option<(Arc<str>, Content)> {
        let draft = sources::typed(inputs, content, &self.config, &self.folders, (path, text))?;
        let (site, id) = self.site.with_typed(&draft, &self.elsewhere, self.as_of.date())?;
        let whole = self.render_site_as(&site)?;
        let made = render::page(&whole, id);
        if has_errors(&made.diagnostics) {
            return None;
        }
        match made.value {
            Some((path, FileBytes::Here(bytes))) => Some((path, Content::bytes(bytes))),
            _ => None,
        }
    }
}
