//! A search page's questions, answered by an engine that runs as a server: Quickwit, or OpenSearch.
//!
//! [`asked`] understands what the page's script sends, [`phrasing`] says the query in the language of the engine,
//! [`protocol`] puts it into a request and takes the answer apart, and [`answering`] makes of it what the page shows. What
//! the engine is given are the lines of [`crate::export::sections`], found by our own tokens; whether a phrase really stands
//! in a text is looked up in the text, as in the browser. Nothing here knows the network: [`Engine`] is asked by others.
//!
//! An engine has no idea of pages: its documents are sections. Where a query is about a whole page (several phrases,
//! excluded words), the lines that stand for pages are asked first, and then the sections of those that are shown.

mod answering;
mod asked;
mod phrasing;
mod protocol;

use serde_json::Value;

pub use answering::{answer, suggest};
pub use asked::{Asked, Question};
pub use protocol::Kind;

use crate::diagnostics::Text;

/// Why an engine gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// Whether it had no time left, rather than refusing or being away.
    pub late: bool,
    /// In words.
    pub words: Text,
}

/// An engine that runs as a server.
pub trait Engine: Send + Sync {
    /// Which it is.
    fn kind(&self) -> Kind;

    /// The answer to a request, which is sent to the path of the kind as JSON.
    ///
    /// # Errors
    /// Why there is none.
    fn ask(&self, request: &Value) -> Result<Value, Unanswered>;
}
