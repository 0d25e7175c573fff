//! The integration tests, in one binary: tantivy is linked once, not once for each file.

// A test that panics is a test that fails, and what it prints helps to see why.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    unreachable_pub
)]

mod addresses;
mod appearance;
mod bad_input;
mod browser;
mod build;
mod calendar;
mod check;
mod check_words;
mod commands;
mod consolidate;
mod days;
mod deploy;
mod downloads;
mod export;
mod external;
mod fuzz;
mod gateway;
mod hub;
mod import;
mod incremental;
mod ingest;
mod library;
mod link_memo;
mod media;
mod messages;
mod moves;
mod page_weight;
mod plain_theme;
mod portal_details;
mod provisions;
mod publish;
mod report;
mod reviews;
mod search;
mod search_command;
mod search_sites;
mod search_wasm;
mod seen_text;
mod sign;
mod sources;
mod study;
mod support;
mod theme;
mod tidy;
mod typed;
mod whole_text;
mod words;
