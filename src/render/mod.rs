//! Site + theme → output files.

pub mod assets;
pub mod default_theme;
mod faults;
pub mod minify;
pub mod templates;
pub mod theme;
pub mod view;
