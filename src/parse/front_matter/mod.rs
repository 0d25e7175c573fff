//! Front matter: strict, so that a slip shows itself while the page is being written.
//!
//! The table in [`keys`] decides what is allowed; `shapes` holds one value against it; `fill` makes the content
//! model of what fits. A value that does not fit is reported and left out; all others are still read.

mod block;
#[cfg(test)]
mod cascade_tests;
mod faults;
mod fill;
pub mod keys;
mod meanings;
mod shapes;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::content::{Details, Kind, Meta, Moment, Place};
use crate::diagnostics::{Checked, Diagnostic, Span};
use crate::parse::cascade::Cascade;
use crate::parse::yaml::{self, Entry, Node, Value};
use keys::{Key, Shape};
use shapes::Fields;

/// What holds where the front matter is silent.
#[derive(Debug, Clone, PartialEq)]
pub struct Defaults {
    /// The kind that the place of the file suggests; see [`kind_below`].
    pub kind: Kind,
    /// From the folders above.
    pub cascade: Cascade,
    /// From the file's name.
    pub file_date: Option<Moment>,
    /// From the file's name.
    pub file_weight: Option<i64>,
}

/// The front matter of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// What the page is.
    pub kind: Kind,
    /// What all kinds have. The title is empty if none is given.
    pub meta: Meta,
    /// What its kind has.
    pub details: Details,
    /// Defaults for what lies below: those from above with the file's own on top. Empty unless it is an `_index.md`.
    pub cascade: Cascade,
    /// Where the body begins.
    pub body_start: usize,
    /// Whether there is a block between `---` lines.
    pub has_front_matter: bool,
    /// Whether it gives a title.
    pub title_given: bool,
}

/// The lines between the fences of `text`, if there are any, and where its body begins.
pub fn parts(file: &Arc<str>, text: &str) -> (Option<std::ops::Range<usize>>, usize) {
    let block = block::find(file, text).value;
    (block.yaml, block.body_start)
}

/// The kind of a file that does not say its own, in a folder of kind `folder`. The cascade may still override it.
pub fn kind_below(folder: Kind, is_index: bool) -> Kind {
    match (folder, is_index) {
        (Kind::Course | Kind::Part, true) => Kind::Part,
        (Kind::Course | Kind::Part, false) => Kind::Unit,
        (_, true) => Kind::Column,
        (_, false) => Kind::Article,
    }
}

/// Reads the front matter of `text`. `file` is named in the diagnostics; whether it is an `_index.md` matters.
///
/// `None` only if the page cannot be represented at all, which an error then explains.
pub fn read(file: &Arc<str>, text: &str, defaults: &Defaults) -> Checked<Option<Head>> {
    let mut sink = Vec::new();
    let block = block::find(file, text).drain_into(&mut sink);
    let span = block.yaml.clone().unwrap_or(0..0);
    let root = block.yaml.clone().and_then(|range| yaml::parse(file, text, range).drain_into(&mut sink));
    let mut entries = match root.map(|node| (node.value, node.span)) {
        Some((Value::Map(entries), _)) => entries,
        Some((Value::List(_), span)) => {
            sink.push(faults::not_a_mapping(span));
            Vec::new()
        }
        _ => Vec::new(),
    };
    entries.retain(|entry| {
        let comment = hidden_by_mark(text, entry);
        let is_shown = comment.is_none();
        sink.extend(comment.map(|(span, value)| faults::value_is_comment(&entry.key, span, value)));
        is_shown
    });
    let mut page = Page { is_index: Place::of(file).is_index(), kind: defaults.kind, fields: Fields::default(), sink };
    page.decide_kind(&entries, defaults);
    page.own(&entries);
    page.inherit(&defaults.cascade);
    let head_span = Span::new(file, span);
    if let Some(date) = defaults.file_date.filter(|_| !page.given("published_at", &entries)) {
        page.fields.insert("published_at", fill::dated(date, Span::file(file)));
    }
    page.check_order();
    let own_cascade = page.cascade(&entries);
    let title_given = page.fields.has("title");
    let mut meta = fill::meta(&mut page.fields, head_span.clone());
    meta.weight = meta.weight.or(defaults.file_weight);
    // An empty `cover_alt` says that it only decorates.
    let described = meta.cover_alt.is_some() || entries.iter().any(|e| e.key == "cover_alt");
    if let Some(cover) = meta.cover.as_ref().filter(|cover| !described && cover.span.file == *file) {
        page.sink.push(faults::cover_without_words(cover.span.clone()));
    }
    let details = fill::details(page.kind, &mut page.fields);
    let unsaid = details.is_none() && !page.given("start", &entries);
    if unsaid && !page.sink.iter().any(|d| d.code.starts_with("yaml-")) {
        page.sink.push(faults::missing_start(head_span));
    }
    let head = details.map(|details| Head {
        kind: page.kind,
        meta,
        details,
        cascade: page.below(&defaults.cascade, own_cascade),
        body_start: block.body_start,
        has_front_matter: block.yaml.is_some(),
        title_given,
    });
    Checked::with(head, page.sink)
}

struct Page {
    is_index: bool,
    kind: Kind,
    fields: Fields,
    sink: Vec<Diagnostic>,
}

impl Page {
    /// The page's own word, else the cascade's, else what its place suggests.
    fn decide_kind(&mut self, entries: &[Entry], defaults: &Defaults) {
        let inherited = defaults.cascade.kind();
        if let Some(kind) = inherited.filter(|kind| !self.is_index && !kind.is_folder()) {
            self.kind = kind;
        }
        let Some(entry) = entries.iter().find(|e| e.key == "kind") else {
            return;
        };
        let named = entry.value.as_text().and_then(|t| Kind::from_name(t.trim()));
        let Some(kind) = named else {
            // Its fault is reported with those of the other keys.
            return;
        };
        let fits = kind == Kind::Path || kind.is_folder() == self.is_index;
        if !fits {
            let span = entry.value.span.clone();
            self.sink.push(faults::kind_not_here(kind, span, self.is_index));
        }
        self.kind = kind;
    }

    fn own(&mut self, entries: &[Entry]) {
        for entry in entries {
            let span = entry.key_span.clone();
            let Some(key) = keys::find(self.kind, &entry.key) else {
                self.sink.push(match elsewhere(&entry.key) {
                    Some(key) => faults::key_of_other_kind(key, span, self.kind),
                    None => faults::unknown_key(&entry.key, span, Some(self.kind), keys::all(self.kind)),
                });
                continue;
            };
            if key.shape == Shape::Cascade && !self.is_index {
                self.sink.push(faults::only_in_index(key, span));
                continue;
            }
            if key.name == "title" && is_blank(&entry.value) {
                self.sink.push(faults::empty_title(span));
                continue;
            }
            if let Some(field) = shapes::read(key, &entry.value, &mut self.sink) {
                self.fields.insert(key.name, field);
            }
        }
    }

    /// Takes from the cascade what the page does not say. Faults were reported where the default was given.
    fn inherit(&mut self, cascade: &Cascade) {
        for entry in cascade.entries() {
            let Some(key) = keys::find(self.kind, &entry.key) else {
                continue;
            };
            let inherited = shapes::read(key, &entry.value, &mut Vec::new());
            match (key.name, inherited) {
                ("kind", _) | (_, None) => {}
                ("extra", Some(shapes::Field::Node(far))) => {
                    let node = match self.fields.node("extra") {
                        Some(near) => super::cascade::joined(&far, &near),
                        None => far,
                    };
                    self.fields.insert(key.name, shapes::Field::Node(node));
                }
                (name, Some(field)) => {
                    if !self.fields.has(name) {
                        self.fields.insert(name, field);
                    }
                }
            }
        }
    }

    /// Whether the page or the cascade has a value for `name`, fitting or not.
    fn given(&self, name: &str, entries: &[Entry]) -> bool {
        self.fields.has(name) || entries.iter().any(|e| e.key == name && !e.value.is_null())
    }

    fn check_order(&mut self) {
        const PAIRS: [(&str, &str); 6] = [
            ("published_at", "updated_at"),
            ("publish_at", "expire_at"),
            ("published_at", "expire_at"),
            ("effective_on", "valid_until"),
            ("effective_on", "repealed_on"),
            ("start", "end"),
        ];
        for (early, late) in PAIRS {
            let (Some(early_key), Some(late_key)) = (keys::find(self.kind, early), keys::find(self.kind, late)) else {
                continue;
            };
            let (Some((from, from_span)), Some((to, to_span))) = (self.fields.when(early), self.fields.when(late))
            else {
                continue;
            };
            // A bare day stands for all of it, so the day itself is early enough.
            let whole_day = to.date() == from.date() && to == Moment::day(to.date());
            if to < from && !whole_day {
                self.sink.push(faults::order((early_key, from_span), (late_key, to_span)));
            }
        }
    }

    /// The defaults that the file itself gives, checked.
    fn cascade(&mut self, entries: &[Entry]) -> Cascade {
        let declared = entries
            .iter()
            .find(|e| e.key == "cascade" && self.is_index)
            .and_then(|e| e.value.as_map())
            .unwrap_or_default();
        let mut kept = Vec::new();
        for entry in declared {
            if self.cascade_entry(entry) {
                kept.push(entry.clone());
            }
        }
        Cascade::new(kept)
    }

    fn cascade_entry(&mut self, entry: &Entry) -> bool {
        let candidates = candidates(&entry.key);
        let span = entry.key_span.clone();
        let Some(first) = candidates.first() else {
            let all = keys::COMMON.iter().chain(Kind::ALL.into_iter().flat_map(keys::own));
            self.sink.push(faults::unknown_key(&entry.key, span, None, all));
            return false;
        };
        if keys::NOT_IN_CASCADE.contains(&first.name) {
            self.sink.push(faults::not_in_cascade(first, span));
            return false;
        }
        // Kinds may give one name different shapes; a default is good if it fits one of them.
        let mut least: Option<Vec<Diagnostic>> = None;
        for key in &candidates {
            let mut sink = Vec::new();
            shapes::read(key, &entry.value, &mut sink);
            for node in shapes::relative_paths(key.shape, &entry.value) {
                let text = node.as_text().unwrap_or_default();
                sink.push(faults::relative_in_cascade(text, node.span.clone()));
            }
            if least.as_ref().is_none_or(|least| sink.len() < least.len()) {
                least = Some(sink);
            }
        }
        let mut faults = least.unwrap_or_default();
        let kind = entry.value.as_text().and_then(Kind::from_name);
        if let Some(kind) = kind.filter(|kind| entry.key == "kind" && kind.is_folder()) {
            let span = entry.value.span.clone();
            faults.push(faults::kind_not_here(kind, span, false));
        }
        let good = !crate::diagnostics::has_errors(&faults);
        self.sink.extend(faults);
        good && !entry.value.is_null()
    }

    /// What lies below a course are its units, whatever the columns above make of their pages.
    fn below(&self, inherited: &Cascade, own: Cascade) -> Cascade {
        match (self.is_index, self.kind) {
            (false, _) => Cascade::default(),
            (true, Kind::Course) => inherited.without("kind").under(&own),
            (true, _) => inherited.under(&own),
        }
    }
}

/// The value of `entry` if it begins with `#`, as in `summary: #学习#`, and so is none to YAML. A comment has a space
/// behind its mark.
fn hidden_by_mark<'t>(text: &'t str, entry: &Entry) -> Option<(Span, &'t str)> {
    if !entry.value.is_null() {
        return None;
    }
    let from = entry.key_span.end;
    let rest = text.get(from..)?.lines().next()?;
    let value = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim();
    let marked = value.strip_prefix('#')?;
    if marked.is_empty() || marked.starts_with([' ', '\t', '#', '\u{3000}']) {
        return None;
    }
    let start = from + rest.find('#')?;
    Some((Span::new(&entry.key_span.file, start..start + value.len()), value))
}

/// The key `name` of some other kind.
fn elsewhere(name: &str) -> Option<&'static Key> {
    let owner = *keys::owners(name).first()?;
    keys::find(owner, name)
}

/// Every key of this name.
fn candidates(name: &str) -> Vec<&'static Key> {
    keys::COMMON.iter().chain(Kind::ALL.into_iter().flat_map(keys::own)).filter(|key| key.name == name).collect()
}

fn is_blank(node: &Node) -> bool {
    node.is_null() || node.as_text().is_some_and(|text| text.trim().is_empty())
}
