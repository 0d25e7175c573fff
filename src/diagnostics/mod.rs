//! What is wrong, where, and how to mend it.
//!
//! A stage never prints and never formats a place: it returns a [`Diagnostic`] with a byte range, and [`draw`] turns
//! that into `path:line:column` with the source line underlined, or into JSON, where it is shown.

pub mod draw;
mod suggest;
mod system;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

pub use suggest::{nearest, nearest_several};
pub use system::system_words;

/// The language in which messages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Lang {
    /// 简体中文, the default.
    #[default]
    Zh,
    /// English.
    En,
}

/// A sentence in both languages, so that no message can exist in one only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Pairs the two forms of one sentence.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The form in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// How bad it is: an error keeps the site from being published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Publishes nothing, exit code 1.
    Error,
    /// The site is published, but somebody should look.
    Warning,
    /// Good to know.
    Note,
}

/// A byte range in a file. `file` is relative to the site's root and uses `/`, for example `content/a/b.md`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    #[serde(deserialize_with = "shared_name")]
    pub file: Arc<str>,
    /// First byte, counted from the start of the decoded file.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Reads a file's name; places that are read one after the other are mostly in one file, and share its name.
fn shared_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
    thread_local!(static LAST: RefCell<Arc<str>> = RefCell::new(Arc::from("")));
    let name = Cow::<str>::deserialize(deserializer)?;
    LAST.with_borrow_mut(|last| {
        if **last != *name {
            *last = Arc::from(&*name);
        }
        Ok(Arc::clone(last))
    })
}

impl Span {
    /// A span over `range` of `file`.
    pub fn new(file: &Arc<str>, range: Range<usize>) -> Self {
        Self { file: Arc::clone(file), start: range.start, end: range.end }
    }

    /// The start of `file`, for faults that concern it as a whole.
    pub fn file(file: &Arc<str>) -> Self {
        Self::new(file, 0..0)
    }
}

/// One fault: what, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable name in kebab-case, for example `unknown-key`; configuration and silencing comments use it.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// Where; absent only for faults that have no place in any file.
    pub span: Option<Span>,
    /// Further places that belong to the fault, such as the other file of a collision.
    pub related: Vec<(Span, Text)>,
    /// What to do, each a full sentence.
    pub hints: Vec<Text>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, Text::new(zh, en))
    }

    /// A warning.
    pub fn warning(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, Text::new(zh, en))
    }

    /// A note.
    pub fn note(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, Text::new(zh, en))
    }

    fn new(severity: Severity, code: &str, message: Text) -> Self {
        Self { code: code.to_owned(), severity, message, span: None, related: Vec::new(), hints: Vec::new() }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hints.push(Text::new(zh, en));
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn also(mut self, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.related.push((span, Text::new(zh, en)));
        self
    }

    /// Adds “did you mean …?” for the nearest of `candidates`, if one is near enough.
    #[must_use]
    pub fn did_you_mean<'a>(self, wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(wrong, candidates) {
            Some(near) => self.hint(format!("您是不是想写“{near}”？"), format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// A value together with all that was found wrong on the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked<T> {
    /// The value, as good as it could be made.
    pub value: T,
    /// What was found, in the order of discovery.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value with nothing wrong.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// A value with what was found.
    pub fn with(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Self { value, diagnostics }
    }

    /// Moves the diagnostics to `sink` and hands out the value.
    pub fn drain_into(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }

    /// Whether anything found is an error.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }
}

/// Whether any of `diagnostics` is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}
