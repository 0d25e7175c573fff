//! `site-config.toml`: read with positions (`raw`), then checked once into values that need no further checks
//! ([`SiteConfig`]).

mod appearance;
mod deploy;
mod downloads;
mod faults;
mod raw;
mod resolved;
mod review;

use std::sync::Arc;

pub use appearance::{Accent, Appearance};
pub use deploy::DeployTarget;
pub use downloads::Downloads;
pub use faults::bad_base_url_option;
pub use resolved::{HubSettings, MenuEntry, RuleSetting, SiteConfig, base_url};

pub use review::Review;

use crate::diagnostics::Checked;

/// Reads the configuration. What is wrong in it is reported and takes its default.
pub fn load(file: &Arc<str>, text: &str) -> Checked<SiteConfig> {
    let mut found = Vec::new();
    let table = raw::read(file, text, &mut found);
    let config = resolved::resolve(&table, &mut found);
    Checked::with(config, found)
}

#[cfg(test)]
mod tests;
