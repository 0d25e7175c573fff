//! Signing off: who has read a page at which stage, and whether it is still what was read.
//!
//! | part | what it does |
//! |---|---|
//! | [`seen`] | the print of what readers see of a page |
//! | [`state`](mod@state) | which stages a page needs and how each of them stands |
//! | [`sign`](mod@sign) | one more signature, if it may be given |
//! | `faults` | what is said of pages that nobody has signed |
//!
//! A signature lies in the front matter of its page and nowhere else: whoever has the file has all that is known, and a
//! copy in a mail is as good as the original. It proves nothing to those who may write the file; it is what keeps a page
//! from going out unread by mistake.

mod faults;
pub mod seen;
pub mod sign;
pub mod state;

#[cfg(test)]
mod tests;

pub use faults::{Kind as FaultKind, faults, release};
pub use sign::{Refused, signed};
pub use state::{Given, Stage, State, state};

use crate::cache::Hash;
use crate::inputs::Inputs;

/// The hash of the file at a path below the content folder.
pub type Files<'a> = dyn Fn(&str) -> Option<Hash> + Sync + 'a;

/// The hashes of what was read from the folder `content`.
pub fn files<'a>(inputs: &'a Inputs, content: &'a str) -> impl Fn(&str) -> Option<Hash> + Sync + 'a {
    move |path| inputs.get(&format!("{content}/{path}")).map(|file| file.hash)
}
