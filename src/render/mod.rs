//! Site + theme → output files.

pub mod view;
