//! The integration tests, in one binary: tantivy is linked once, not once for each file.

mod addresses;
mod bad_input;
mod browser;
mod build;
mod check;
mod days;
mod deploy;
mod export;
mod fuzz;
mod incremental;
mod library;
mod link_memo;
mod media;
mod messages;
mod provisions;
mod publish;
mod search;
mod search_command;
mod search_sites;
mod search_wasm;
mod seen_text;
mod support;
mod theme;
mod tidy;
mod whole_text;
mod words;
