//! What a site, or one page of it, becomes for other programs: pure functions from the linked site to text.

mod akn;
mod frbr;
pub mod sections;
mod xml;

pub use akn::{akoma_ntoso, eid};
