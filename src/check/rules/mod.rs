//! The rules, each in a file of its own.

pub(super) mod date_order;
pub(super) mod due;
pub(super) mod headings;
pub(super) mod missing_alt;
pub(super) mod orphan_media;
pub(super) mod orphan_page;
pub(super) mod output_links;
pub(super) mod search_tests;
