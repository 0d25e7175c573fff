//! Many portals, one search: what a portal publishes for hubs, and what a hub makes of it.
//!
//! A portal with `[hub] publish = true` has its pages at `hub/`, as its own index is written from them: `hub/portal.json`
//! ([`Portal`]) says who it is and which files there are, and each of these holds some pages, as lines of JSON
//! ([`crate::search::document::PageDocument`]) compressed with DEFLATE (RFC 1951). A hub reads the pages of all and writes one
//! index, so that words are as rare in it as they are in all portals together, and a text counts by what cites it anywhere:
//! ranking is that of one portal that has all the pages. Pages stay where they are; hits lead there.
//!
//! Files are cut where the address of a page says so, so that an edit changes one of them, and named by their content, so that
//! hosts may let browsers and hubs keep them for ever.

pub mod gateway;
mod member;
mod publish;

pub use member::{Member, Members, Place, Read, load};
pub use publish::{About, FOLDER, HEAD, Portal, PortalFile, files};
