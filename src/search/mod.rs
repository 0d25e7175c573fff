//! Search.
pub mod codec;
pub mod document;
pub mod fold;
pub mod postings;
mod simplified;
pub mod tokens;
