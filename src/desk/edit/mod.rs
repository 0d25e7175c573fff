//! One value of the front matter is changed where it stands: comments, order, quotes and keys that no form knows stay as
//! they are, byte for byte.
//!
//! What was written is read back before it is handed out; if anything but the one value reads differently, nothing is
//! changed and the caller is told that this front matter has to be edited as text.

mod places;
mod steps;
mod written;

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value as Json;

use super::scalar::{self, Quote};
use super::value::{clean, of_node, row_of};
use crate::content::Kind;
use crate::parse::front_matter::keys::{Key, Row, Shape};
use crate::parse::front_matter::{self, keys};
use crate::parse::yaml::{self, Entry, Node, Value};
use steps::{Step, steps};

/// The front matter is written in a way in which no form can change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unable;

/// The entries of the front matter of `text`; none if it cannot be read.
pub(crate) fn entries(text: &str) -> Option<Vec<Entry>> {
    let file: Arc<str> = "desk.md".into();
    let (region, _) = front_matter::parts(&file, text);
    let Some(region) = region else { return Some(Vec::new()) };
    match yaml::parse(&file, text, region).value?.value {
        Value::Map(entries) => Some(entries),
        Value::Null => Some(Vec::new()),
        _ => None,
    }
}

/// Where the keys stand that say again what was said before in the same mapping; [`entries`] has the first of them only.
fn said_again(text: &str) -> Vec<Range<usize>> {
    let file: Arc<str> = "desk.md".into();
    let Some(region) = front_matter::parts(&file, text).0 else { return Vec::new() };
    let found = yaml::parse(&file, text, region).diagnostics;
    let again = found.into_iter().filter(|found| found.code == "duplicate-key");
    again.filter_map(|found| found.span.map(|span| span.start..span.end)).collect()
}

/// `text` with `value`, which a form sent, for the key `name` of `kind`.
pub(crate) fn set(text: &str, kind: Kind, name: &str, value: &Json) -> Result<String, Unable> {
    let key = keys::find(kind, name).ok_or(Unable)?;
    let file: Arc<str> = "desk.md".into();
    let (region, body_start) = front_matter::parts(&file, text);
    let value = clean(key, value);
    let former = entries(text).ok_or(Unable)?;
    let again = said_again(text);
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut writer = Writer { text, eol, edits: Vec::new(), again: again.iter().map(|key| key.start).collect() };
    let Some(region) = region else {
        if value.is_null() {
            return Ok(text.to_owned());
        }
        let eol = writer.eol;
        let made = format!("---{eol}{}---{eol}{text}", writer.entry(key, &value, 0));
        return verified(made, text, &former, key, &value);
    };
    let column = former.first().map_or(0, |entry| writer.column(entry.key_span.start));
    let place = Place { bound: region.end, column, top: Some(region.start) };
    let order: Vec<&Key> = keys::all(kind).collect();
    writer.set(&former, &order, key, &value, &place)?;
    // Whoever fills in a field says which of its values counts.
    let own = |at: &&Range<usize>| text[(*at).clone()] == *name && writer.column(at.start) == column;
    let settled: Vec<usize> = again.iter().filter(own).map(|at| at.start).collect();
    settled.iter().for_each(|start| writer.remove_again(*start, region.end));
    let made = writer.finish();
    if said_again(&made).len() + settled.len() != again.len() {
        return Err(Unable);
    }
    verified(made, &text[body_start..], &former, key, &value)
}

/// `made` if only `key` reads differently in it.
fn verified(made: String, body: &str, former: &[Entry], key: &Key, value: &Json) -> Result<String, Unable> {
    let now = entries(&made).ok_or(Unable)?;
    let others = |entries: &[Entry]| -> Vec<(String, Json)> {
        entries.iter().filter(|e| e.key != key.name).map(|e| (e.key.clone(), e.value.to_json())).collect()
    };
    let read = match now.iter().find(|entry| entry.key == key.name) {
        Some(entry) => of_node(key, &entry.value).ok_or(Unable)?,
        None => Json::Null,
    };
    let (_, body_start) = front_matter::parts(&"desk.md".into(), &made);
    let same = others(former) == others(&now) && read == *value && made[body_start..] == *body;
    if same { Ok(made) } else { Err(Unable) }
}

/// Lists whose lengths multiply to more are compared for too long.
const LONGEST: usize = 1_000_000;

/// Where a mapping lies.
#[derive(Clone, Copy)]
struct Place {
    /// Nothing of it lies behind this.
    bound: usize,
    /// The column of its keys.
    column: usize,
    /// Where its lines begin, for the mapping of a whole front matter.
    top: Option<usize>,
}

/// Collects changes of a text.
struct Writer<'t> {
    text: &'t str,
    eol: &'static str,
    edits: Vec<(Range<usize>, String)>,
    /// Where keys begin that are no entries, because there is one of their name.
    again: Vec<usize>,
}

impl Writer<'_> {
    fn finish(mut self) -> String {
        // Changes at one place stay in the order in which they were made.
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.text.len() + 64);
        let mut at = 0;
        for (range, new) in &self.edits {
            out.push_str(&self.text[at..range.start.max(at)]);
            out.push_str(new);
            at = range.end.max(at);
        }
        out.push_str(&self.text[at..]);
        out
    }

    fn set(&mut self, map: &[Entry], order: &[&Key], key: &Key, value: &Json, place: &Place) -> Result<(), Unable> {
        let found = map.iter().position(|entry| entry.key == key.name);
        let Some(at) = found else {
            if !value.is_null() {
                self.insert(map, order, key, value, place);
            }
            return Ok(());
        };
        let entry = &map[at];
        let bound = self.bound(map, at, place);
        if bound < entry.key_span.end {
            return Err(Unable);
        }
        let old = of_node(key, &entry.value);
        if old.as_ref() == Some(value) {
            return Ok(());
        }
        let end = self.extent(entry, bound);
        match value {
            Json::Null => self.remove(entry, end, place),
            Json::Array(items) => self.change_list(key, entry, bound, items, place)?,
            _ => self.change_text(key, entry, end, value.as_str().unwrap_or_default(), place),
        }
        Ok(())
    }

    /// Nothing of the entry at `at` lies behind this.
    fn bound(&self, map: &[Entry], at: usize, place: &Place) -> usize {
        let next = map.get(at + 1).map_or(place.bound, |next| self.line_start(next.key_span.start));
        let own = &map[at].key_span;
        // Those of a list within this entry stand further right.
        let beside = |start: &&usize| **start > own.end && self.column(**start) == self.column(own.start);
        let again = self.again.iter().filter(beside).map(|start| self.line_start(*start));
        again.min().map_or(next, |again| again.min(next))
    }

    /// Removes the lines of the key at `start`, which was said before; comments in front of the next key stay.
    fn remove_again(&mut self, start: usize, end: usize) {
        let (from, column) = (self.line_start(start), self.column(start));
        let mut at = self.next_line(start).min(end);
        let mut kept = at;
        while at < end {
            let next = self.next_line(at).min(end);
            let line = &self.text[at..next];
            let bare = line.trim();
            // Lists may stand as far left as their key.
            let inner = line.len() - line.trim_start().len() > column || bare.starts_with("- ") || bare == "-";
            match bare {
                "" => {}
                bare if bare.starts_with('#') => {}
                _ if inner => kept = next,
                _ => break,
            }
            at = next;
        }
        self.edits.push((from..kept, String::new()));
    }

    fn insert(&mut self, map: &[Entry], order: &[&Key], key: &Key, value: &Json, place: &Place) {
        let rank = |name: &str| order.iter().position(|key| key.name == name);
        let own = rank(key.name);
        let bound_of = |at: usize| self.bound(map, at, place);
        let before = (0..map.len()).rev().find(|i| rank(&map[*i].key).is_some_and(|rank| Some(rank) < own));
        let behind = |at: usize| self.next_line(self.extent(&map[at], bound_of(at)));
        let spot = match (place.top, before) {
            (Some(top), _) if self.example(top..place.bound, key.name).is_some() => {
                self.example(top..place.bound, key.name).unwrap_or(top)
            }
            (_, Some(at)) => behind(at),
            (Some(top), None) => top,
            (None, None) => map.len().checked_sub(1).map_or(place.bound, behind),
        };
        let mut lines = self.entry(key, value, place.column);
        if spot > 0 && !self.text[..spot].ends_with('\n') {
            lines = format!("{}{}", self.eol, lines.trim_end_matches(['\r', '\n']));
        }
        self.edits.push((spot..spot, lines));
    }

    /// Behind the line `#key: …` that `shuyuan new` writes, and what belongs to it.
    fn example(&self, region: Range<usize>, name: &str) -> Option<usize> {
        let mut at = region.start;
        let mut found = None;
        while at < region.end {
            let next = self.next_line(at).min(region.end);
            let line = self.text[at..next].trim_end();
            let says = line.strip_prefix('#').and_then(|rest| rest.trim_start().strip_prefix(name));
            match found {
                None if says.is_some_and(|rest| rest.starts_with(':')) => found = Some(next),
                Some(_) if line.starts_with("#  ") || line.starts_with("#- ") => found = Some(next),
                Some(_) => break,
                None => {}
            }
            at = next;
        }
        found
    }

    fn remove(&mut self, entry: &Entry, end: usize, place: &Place) {
        let start = self.line_start(entry.key_span.start);
        let leading = &self.text[start..entry.key_span.start];
        if place.top.is_none() && leading.contains('-') {
            // Behind the dash of a list; the entry has to begin with something.
            let from = self.colon_end(entry);
            self.edits.push((from..end.max(from), String::new()));
            return;
        }
        let kept = self.comments(entry, end, place.column);
        self.edits.push((start..self.next_line(end), kept));
    }

    fn change_text(&mut self, key: &Key, entry: &Entry, end: usize, new: &str, place: &Place) {
        let node = &entry.value;
        let written = &self.text[node.span.start..end.max(node.span.start)];
        let on_a_line = matches!(node.value, Value::Scalar(_)) && !written.contains('\n') && !is_block(written);
        let from = self.colon_end(entry);
        let rest = self.text[end.max(from)..self.line_end(end.max(from))].trim();
        let block = scalar::block(new, place.column + 2, self.eol).filter(|_| rest.is_empty());
        let quote = if on_a_line { Quote::of(written) } else { Quote::Plain };
        let text = block.unwrap_or_else(|| scalar::line(new, key.shape, quote));
        if on_a_line {
            self.edits.push((node.span.start..end, text));
        } else if node.is_null() {
            self.edits.push((from..from.max(end), format!(" {text}")));
        } else {
            let kept = if is_block(written) { String::new() } else { self.comments(entry, end, place.column) };
            self.edits.push((from..end, format!(" {text}")));
            let behind = self.next_line(end);
            if !kept.is_empty() {
                self.edits.push((behind..behind, kept));
            }
        }
    }

    fn change_list(
        &mut self,
        key: &Key,
        entry: &Entry,
        bound: usize,
        items: &[Json],
        place: &Place,
    ) -> Result<(), Unable> {
        let (from, end) = (self.colon_end(entry), self.extent(entry, bound));
        // A list of lines may begin with a mapping in braces.
        let flow = self.text[entry.value.span.start..].starts_with('[');
        match &entry.value.value {
            Value::List(nodes) if !flow && !nodes.is_empty() => self.align(key, nodes, bound, items),
            Value::List(nodes) => {
                let text = self.flow_list(key, nodes, items);
                self.edits.push((entry.value.span.start..end, text));
                Ok(())
            }
            Value::Map(_) if items.len() == 1 => {
                let Shape::Rows(row) = key.shape else { return Err(Unable) };
                self.change_row(row, &entry.value, bound, &items[0])
            }
            Value::Scalar(_) if items.len() == 1 && items[0].is_string() => {
                self.change_text(key, entry, end, items[0].as_str().unwrap_or_default(), place);
                Ok(())
            }
            Value::Null => {
                let behind = self.line_end(from);
                let lines = self.list(key, items, place.column);
                let at = if lines.starts_with(['\r', '\n']) { behind } else { from };
                self.edits.push((at..at, lines));
                Ok(())
            }
            _ => {
                let kept = self.comments(entry, end, place.column);
                let lines = self.list(key, items, place.column);
                self.edits.push((from..self.line_end(end), lines));
                let behind = self.next_line(end);
                if !kept.is_empty() {
                    self.edits.push((behind..behind, kept));
                }
                Ok(())
            }
        }
    }

    /// A list of lines: entries that are still there keep theirs.
    fn align(&mut self, key: &Key, nodes: &[Node], bound: usize, items: &[Json]) -> Result<(), Unable> {
        let chunks = self.chunks(nodes, bound).ok_or(Unable)?;
        let old: Vec<Json> = nodes.iter().map(|node| item(key, node)).collect::<Option<_>>().ok_or(Unable)?;
        if old.len() * items.len() > LONGEST {
            return Err(Unable);
        }
        let column = self.dash(&nodes[0]).map(|at| self.column(at)).ok_or(Unable)?;
        let mut spot = chunks[0].start;
        for step in steps(&old, items) {
            match step {
                Step::Keep(i) => spot = chunks[i].end,
                Step::Change(i, j) => {
                    let bound = chunks[i].end;
                    match (&nodes[i].value, key.shape) {
                        (Value::Map(_), Shape::Rows(row)) => self.change_row(row, &nodes[i], bound, &items[j])?,
                        _ => self.change_item(key, &nodes[i], bound, &items[j], column)?,
                    }
                    spot = bound;
                }
                Step::Remove(i) => {
                    self.edits.push((chunks[i].clone(), String::new()));
                    spot = chunks[i].end;
                }
                Step::Add(j) => {
                    let moved = old.iter().position(|old| *old == items[j]);
                    let lines = match moved {
                        Some(i) => self.text[chunks[i].clone()].to_owned(),
                        None => self.entry_of_list(key, &items[j], column),
                    };
                    self.edits.push((spot..spot, lines));
                }
            }
        }
        Ok(())
    }

    /// The lines of each entry, without the comments before it.
    fn chunks(&self, nodes: &[Node], bound: usize) -> Option<Vec<Range<usize>>> {
        let starts: Option<Vec<usize>> = nodes.iter().map(|node| Some(self.line_start(self.dash(node)?))).collect();
        let starts = starts?;
        let chunks = (0..nodes.len()).map(|i| {
            let bound = starts.get(i + 1).copied().unwrap_or(bound);
            starts[i]..self.next_line(self.node_end(&nodes[i], bound)).min(bound)
        });
        let chunks: Vec<Range<usize>> = chunks.collect();
        chunks.windows(2).all(|pair| pair[0].start < pair[1].start && pair[0].end <= pair[1].start).then_some(chunks)
    }

    /// The dash before an entry of a list.
    fn dash(&self, node: &Node) -> Option<usize> {
        let before = self.text[..node.span.start].trim_end_matches([' ', '\t', '\r', '\n']);
        before.ends_with('-').then(|| before.len() - 1)
    }

    fn change_item(&mut self, key: &Key, node: &Node, bound: usize, new: &Json, column: usize) -> Result<(), Unable> {
        let end = self.node_end(node, bound);
        let written = &self.text[node.span.start..end];
        let shape = match key.shape {
            Shape::Rows(row) => row.keys.first().map_or(Shape::Text, |key| key.shape),
            shape => shape,
        };
        let only = match (new, key.shape) {
            (Json::String(text), _) => Some(text.as_str()),
            (Json::Object(fields), Shape::Rows(row)) if fields.len() == 1 => {
                row.keys.first().and_then(|first| fields.get(first.name)?.as_str())
            }
            _ => None,
        };
        match only {
            Some(text) if !written.contains('\n') && !is_block(written) => {
                self.edits.push((node.span.start..end, scalar::line(text, shape, Quote::of(written))));
            }
            _ => {
                let lines = self.entry_of_list(key, new, column);
                let dash = self.dash(node).ok_or(Unable)?;
                let lines = lines.trim_start().trim_end_matches(['\r', '\n']).to_owned();
                self.edits.push((dash..end, lines));
            }
        }
        Ok(())
    }

    /// A mapping in a list: its own keys in place.
    fn change_row(&mut self, row: &'static Row, node: &Node, bound: usize, new: &Json) -> Result<(), Unable> {
        let Some(map) = node.as_map() else { return Err(Unable) };
        if self.text[node.span.start..].starts_with('{') {
            let text = self.flow_row(row, Some(node), new);
            self.edits.push((node.span.start..node.span.end, text));
            return Ok(());
        }
        let Some(first) = map.first() else { return Err(Unable) };
        let place = Place { bound, column: self.column(first.key_span.start), top: None };
        let order: Vec<&Key> = row.keys.iter().collect();
        for key in row.keys {
            self.set(map, &order, key, new.get(key.name).unwrap_or(&Json::Null), &place)?;
        }
        Ok(())
    }
}

fn is_block(written: &str) -> bool {
    written.starts_with(['|', '>'])
}

fn item(key: &Key, node: &Node) -> Option<Json> {
    match key.shape {
        Shape::Rows(row) => row_of(row, node),
        _ => node.as_text().map(|text| Json::String(text.trim().to_owned())),
    }
}
