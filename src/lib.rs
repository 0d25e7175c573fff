//! Shuyuan (书院): a tree of Markdown articles, policy texts and course units becomes a static study portal that any
//! web host can serve, with a search index that is searched in the reader's browser.
//!
//! # The way of a site
//!
//! [`pipeline::build`] calls the stages in this order; `build` and `check` take it, and `serve` takes the same three steps
//! ([`pipeline::prepare`], [`pipeline::pages`], [`pipeline::index`]) so that pages are shown before the index is written.
//!
//! | stage | from → to | module |
//! |---|---|---|
//! | read | disk → [`inputs::Inputs`] | [`inputs`] |
//! | configure | `site-config.toml` → [`config::SiteConfig`] | [`config`] |
//! | parse | one file → [`content::Draft`] | [`parse`] |
//! | link | all drafts → [`link::Site`] | [`link`] |
//! | media | pictures → cleaned originals and smaller versions | [`images`] |
//! | render | site + theme → pages, feeds, lists | [`render`] |
//! | index | site → search index | [`search`] |
//! | check | a built site → what its editors should look at | [`check`] |
//! | hub | site → its pages for searching many portals at once, if wanted | [`hub`] |
//! | offline | the site's files → the worker for reading without a network | [`offline`] |
//! | publish | [`outputs::Outputs`] → output folder, in one step | [`outputs`] |
//! | deploy | output folder → the host that readers ask | [`deploy`] |
//!
//! # What holds everywhere
//!
//! - Values in, values out: there is no clock, randomness or disk inside parse, link, render and search. The day for
//!   which a site is built is an input.
//! - Each stage returns a type of its own; nothing is half-filled and completed later. What a file cannot know of the
//!   rest of the site stays a [`content::Reference`] or a [`content::Hole`] until it is linked.
//! - A stage returns [`diagnostics::Checked`]: a value and all that was found wrong. A bad page is reported and left
//!   out, the rest goes on; with an error among the findings nothing is published.
//! - Same inputs, same bytes, for any number of threads.
//! - A template sees values of [`render::view`] and nothing else.
//! - [`search`] imports nothing of the rest, because it is compiled to WebAssembly too.
//!
//! `clippy.toml` names what makes a build depend on more than its inputs (disk, clock, end of the process); the modules below
//! that may use it say why. `tests/it/tidy.rs` holds which module may use which.

/// A build makes and drops millions of small values; after that, some systems' allocators need tens of milliseconds for a
/// single large one, which the editing loop has no time for.
#[cfg(not(target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::disallowed_methods, reason = "keeps what a build made, and locks it")]
pub mod cache;
#[cfg(not(target_arch = "wasm32"))]
pub mod check;
#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::disallowed_methods, reason = "the clock of progress, and the end of the process")]
pub mod commands;
#[cfg(not(target_arch = "wasm32"))]
pub mod config;
#[cfg(not(target_arch = "wasm32"))]
pub mod consolidate;
#[cfg(not(target_arch = "wasm32"))]
pub mod content;
#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::disallowed_methods, reason = "reads the site and keeps what it published")]
pub mod deploy;
#[cfg(not(target_arch = "wasm32"))]
pub mod desk;
#[cfg(not(target_arch = "wasm32"))]
pub mod diagnostics;
#[cfg(not(target_arch = "wasm32"))]
pub mod export;
#[cfg(not(target_arch = "wasm32"))]
pub mod external;
#[cfg(not(target_arch = "wasm32"))]
pub mod hub;
#[cfg(not(target_arch = "wasm32"))]
pub mod images;
#[cfg(not(target_arch = "wasm32"))]
pub mod import;
#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::disallowed_methods, reason = "reads the content")]
pub mod inputs;
#[cfg(not(target_arch = "wasm32"))]
pub mod link;
#[cfg(not(target_arch = "wasm32"))]
pub mod moves;
#[cfg(not(target_arch = "wasm32"))]
pub mod offline;
#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::disallowed_methods, reason = "the only writer")]
pub mod outputs;
#[cfg(not(target_arch = "wasm32"))]
pub mod parse;
#[cfg(not(target_arch = "wasm32"))]
pub mod pipeline;
#[cfg(not(target_arch = "wasm32"))]
pub mod portable;
#[cfg(not(target_arch = "wasm32"))]
pub mod render;
#[cfg(not(target_arch = "wasm32"))]
pub mod review;
#[allow(unreachable_pub, reason = "compiled to two targets, of which each uses a part")]
pub mod search;
#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::disallowed_methods, reason = "watches files and measures its own speed")]
pub mod serve;
#[cfg(not(target_arch = "wasm32"))]
pub mod sheet;
#[cfg(not(target_arch = "wasm32"))]
pub mod stats;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
