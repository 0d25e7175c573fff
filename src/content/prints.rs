//! Short names for values, by which a later build sees whether what was made from them can be kept.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

/// What a draft was made from. Two drafts of one file with equal prints are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prints {
    /// Of everything.
    pub whole: u64,
    /// Of what other pages may show of it: kind, front matter, and its first sentences.
    pub facts: u64,
}

/// The print of `value`. The same for every run of one program, but not for every program.
pub fn print_of(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The print of a value that has no hash of its own but can be written down.
pub fn print_of_written(value: &impl Serialize) -> u64 {
    // Fails only for maps whose keys are no strings, which no value of ours has.
    print_of(&serde_json::to_vec(value).unwrap_or_default())
}
