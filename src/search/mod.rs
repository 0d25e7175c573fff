//! The search engine: one module for the program that writes an index and for the browser that reads it.
//!
//! In the order in which a page goes through it: [`document`] (what is given) → [`fold`] and [`tokens`] (one way of
//! comparing text, for index and query) → `prepare` (terms with impacts) → `terms` (numbered, kept for the next build) →
//! `blocks` (texts) and `lists` (Tantivy's serializer writes the posting lists, which [`dictionary`] blocks hold) →
//! `parts` (files that [`layout`] describes). `index` calls these.
//! And a query: [`query`] (words to terms) → [`engine`] (what must be fetched) with [`store`], [`choose`], [`postings`] and
//! [`rank`] (candidates in order) → [`present`] and [`excerpt`] (verified, cut out, marked) → [`answer`].
//!
//! A hit scores (own words + a quarter of its page's) × (.3 + .7 × share of the words found) × (1 + .3 × ln(1 + texts that name
//! it)) × .5 if superseded × .8 if local × 2 if all words are there; each further hit of a page counts .95 of the one before
//! (`rank`, `list`, `authority`, `versions`; `explain` takes a score apart). On 388 laws, against text alone: laws among ten
//! .879 → .927 on one half of the queries and .872 → .916 on the other, their mean reciprocal rank .800 → .832 and .796 → .820,
//! articles among ten .589 → .608 and .593 → .597; a short title with a phrase of an article: the article .958 and .934.
//! Whole questions, again on either half: articles .525 → .564 and .479 → .525, laws .902 → .915 and .884 → .913; without what
//! questions are full of left out (`asking`) articles .554 and .514, laws .921 and .906; without the table of everyday words
//! (`everyday`) as well articles .529 and .497, laws .904 and .888.
//! That table is general vocabulary, made with failing questions of the first half in sight and none of the other; the figures of
//! the other half are those that count. Weighing the words found by how rare they are, more terms of a long question, a table
//! three times as wide, more characters that join words, terms that it repeats, the words elsewhere on the page, and other
//! shares of `COVER` and of the page changed each of these by less than .01.
//!
//! Words of questions need not stand and part the words around them (`asking`), days are one however they are written and may be
//! meant by 本周 (`days`). A query of which no page has all words is tried by sound and for slips (`sound`, `guess`): of titles, and
//! of words that stand in texts, whose readings are an object of the index that only such queries fetch.
//!
//! What holds throughout: nothing here reads files, clocks or the network; hosts do (`host`, the worker in the browser).
//! Scores come from operations that give the same bits everywhere. No positions are indexed: neighbouring pairs find
//! candidates, and stored texts tell whether a longer word stands there in one piece. `unpack` turns an index into an
//! ordinary Tantivy directory. The module imports nothing else of this package.

pub mod answer;
mod asking;
#[cfg(not(target_arch = "wasm32"))]
pub mod authority;
#[cfg(not(target_arch = "wasm32"))]
mod blocks;
pub mod choose;
pub mod codec;
pub mod days;
pub mod dictionary;
pub mod document;
pub mod engine;
pub mod everyday;
pub mod excerpt;
#[cfg(not(target_arch = "wasm32"))]
pub mod explain;
pub mod fold;
pub mod guess;
#[cfg(not(target_arch = "wasm32"))]
pub mod host;
#[cfg(not(target_arch = "wasm32"))]
pub mod index;
#[cfg(not(target_arch = "wasm32"))]
pub mod kept;
pub mod layout;
mod list;
#[cfg(not(target_arch = "wasm32"))]
mod lists;
pub mod names;
#[cfg(not(target_arch = "wasm32"))]
mod parts;
pub mod postings;
#[cfg(not(target_arch = "wasm32"))]
pub mod prepare;
pub mod present;
pub mod query;
pub mod rank;
mod simplified;
pub mod sound;
pub mod store;
mod tables;
#[cfg(not(target_arch = "wasm32"))]
mod terms;
pub mod texts;
pub mod tokens;
#[cfg(not(target_arch = "wasm32"))]
pub mod unpack;
pub mod versions;
pub mod wire;
