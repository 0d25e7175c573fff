//! Search.
pub mod answer;
pub mod choose;
pub mod codec;
pub mod dictionary;
pub mod document;
pub mod engine;
pub mod excerpt;
pub mod fold;
#[cfg(not(target_arch = "wasm32"))]
pub mod host;
#[cfg(not(target_arch = "wasm32"))]
pub mod index;
pub mod layout;
pub mod names;
pub mod postings;
#[cfg(not(target_arch = "wasm32"))]
pub mod prepare;
pub mod present;
pub mod query;
pub mod rank;
mod simplified;
pub mod store;
pub mod texts;
pub mod tokens;
#[cfg(not(target_arch = "wasm32"))]
pub mod unpack;
pub mod wire;
