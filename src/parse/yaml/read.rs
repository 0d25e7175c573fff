//! Draws a tree with places out of `serde_yaml`, which has none to give for values, only for errors: every scalar is
//! therefore put aside and answered with an error, and the error says where the scalar began.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};

use super::locate::{self, Cursor};
use super::{Entry, Node, Scalar, Value, faults, mend};
use crate::diagnostics::{Checked, Diagnostic, Span};

/// The deepest nesting that is read; front matter of the content model needs four.
const DEEPEST: usize = 32;

/// The largest text that is read. Data tables of a portal are far smaller.
pub(super) const LARGEST: usize = 8 << 20;

pub(super) fn parse(file: &Arc<str>, text: &str, range: Range<usize>) -> Checked<Option<Node>> {
    let whole = Span::new(file, range.start..range.start);
    let source = &text[range.clone()];
    if source.len() > LARGEST {
        return Checked::with(None, vec![faults::too_large(whole, source.len())]);
    }
    let (mended, mut diagnostics) = mend::mend(file, source, range.start);
    if let Some(at) = mend::too_deep(&mended, DEEPEST) {
        let at = range.start + at;
        diagnostics.push(faults::too_deep(Span::new(file, at..at + 1), DEEPEST));
        return Checked::with(None, diagnostics);
    }
    let mut reader = Reader {
        file,
        source,
        text: &mended,
        base: range.start,
        cursor: Cursor::new(&mended),
        depth: 0,
        fault: None,
        found: Vec::new(),
    };
    let mended_something = !diagnostics.is_empty();
    let node = match serde_yaml::Deserializer::from_str(&mended).deserialize_any(Root(&mut reader)) {
        Ok(node) => Some(node),
        Err(error) => {
            // Mending shifts nothing but may leave crooked lines behind, which would be reported a second time.
            if let Some(fault) = reader.fault.take() {
                reader.found.push(fault);
            } else if !mended_something {
                let fault = faults::syntax(file, &mended, range.start, &error.to_string());
                reader.found.push(fault);
            }
            None
        }
    };
    for fault in &mut reader.found {
        if let Some(span) = &mut fault.span {
            span.start = range.start + after(source, span.start - range.start);
            span.end = range.start + after(source, span.end - range.start);
        }
    }
    diagnostics.append(&mut reader.found);
    diagnostics.sort_by_key(|d| d.span.as_ref().map_or(0, |s| s.start));
    Checked::with(node, diagnostics)
}

/// The next boundary of a character: where something was mended, a place may fall inside of what stood there.
fn after(source: &str, mut at: usize) -> usize {
    while !source.is_char_boundary(at) {
        at += 1;
    }
    at
}

struct Reader<'t> {
    file: &'t Arc<str>,
    /// As the editor wrote it.
    source: &'t str,
    /// Mended; of the same length.
    text: &'t str,
    base: usize,
    cursor: Cursor<'t>,
    depth: usize,
    /// What ended the reading.
    fault: Option<Diagnostic>,
    /// What did not.
    found: Vec<Diagnostic>,
}

/// A scalar that was put aside until its place is known.
enum Aside {
    Null,
    /// A number or boolean, to be taken from the text as written.
    Word,
    Text(String),
    /// Something with a tag of its own.
    Tagged,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        let (start, end) = (after(self.source, range.start), after(self.source, range.end));
        Span::new(self.file, self.base + start..self.base + end)
    }

    /// Says so if what stands behind the plain `value` that ends at byte `end` was hardly meant as a comment.
    fn comment(&mut self, value: &str, end: usize) {
        let line = self.text[end..].lines().next().unwrap_or_default().trim_end();
        let rest = line.trim_start();
        let meant = rest.len() == line.len() || value.is_ascii();
        if !meant && rest.strip_prefix('#').is_some_and(|rest| !rest.is_empty() && !rest.starts_with([' ', '#', '\t']))
        {
            let start = end + line.len() - rest.len();
            self.found.push(faults::cut_by_comment(self.span(start..end + line.len()), value, rest));
        }
    }

    fn scalar(&mut self, aside: Aside, error: &str) -> Result<Node, ()> {
        let (line, column) = faults::mark(error).unwrap_or((0, 0));
        let before = self.cursor.byte();
        let first = before == 0;
        let Some(start) = self.cursor.advance(line, column) else {
            return self.stop_at_alias(before);
        };
        let repeated = start == before && !first;
        let rest = &self.text[start..];
        let marked = rest.starts_with(['&', '!']) && !matches!(aside, Aside::Null);
        if marked || matches!(aside, Aside::Tagged) {
            let end = start + rest.find(char::is_whitespace).unwrap_or(rest.len());
            self.fault = Some(faults::special(self.span(start..end), &self.text[start..end]));
            return Err(());
        }
        let (value, end) = match aside {
            Aside::Null | Aside::Tagged => (Value::Null, start + locate::plain_word(rest).len()),
            _ if repeated => return self.stop_at_alias(before),
            Aside::Word => {
                let text = locate::plain_word(rest).to_owned();
                let end = start + text.len();
                (Value::Scalar(Scalar { text, quoted: false }), end)
            }
            Aside::Text(text) => {
                let end = locate::scalar_end(self.text, start, &text);
                let quoted = rest.starts_with(['"', '\'', '|', '>']);
                if !quoted {
                    self.comment(&text, end);
                }
                (Value::Scalar(Scalar { text, quoted }), end)
            }
        };
        let span = self.span(start..end);
        Ok(Node { value, span })
    }

    /// An alias shows itself by a place that has been passed already.
    fn stop_at_alias(&mut self, from: usize) -> Result<Node, ()> {
        let at = self.text[from..].find('*').map_or(from, |i| from + i);
        let rest = &self.text[at..];
        let end = at + rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.fault = Some(faults::special(self.span(at..end), &self.text[at..end]));
        Err(())
    }

    fn enter(&mut self) -> Result<(), ()> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        let at = self.cursor.byte();
        self.fault = Some(faults::too_deep(self.span(at..at), DEEPEST));
        Err(())
    }

    /// The place of a collection: its brackets, or from its first entry to the end of its last.
    fn around(&self, children: Option<(&Span, &Span)>) -> Span {
        if let Some((first, last)) = children {
            let before = self.text[..first.start - self.base].trim_end();
            if !before.ends_with(['[', '{']) {
                return Span::new(self.file, first.start..last.end);
            }
            let rest = &self.text[last.end - self.base..];
            let close = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            let closed = usize::from(close.starts_with([']', '}']));
            let end = last.end - self.base + (rest.len() - close.len()) * closed + closed;
            return self.span(before.len() - 1..end);
        }
        let from = self.cursor.byte();
        let open = self.text[from..].find(['[', '{']).map_or(from, |i| from + i);
        let close = self.text[open..].find([']', '}']).map_or(open, |i| open + i + 1);
        self.span(open..close)
    }

    fn list<'de, A: SeqAccess<'de>>(&mut self, mut access: A) -> Result<Node, A::Error> {
        self.enter().map_err(|()| A::Error::custom("depth"))?;
        let mut list: Vec<Node> = Vec::new();
        while let Some(node) = access.next_element_seed(Seed(self))? {
            list.push(node);
        }
        self.depth -= 1;
        let ends = list.first().zip(list.last());
        let span = self.around(ends.map(|(a, b)| (&a.span, &b.span)));
        Ok(Node { value: Value::List(list), span })
    }

    fn map<'de, A: MapAccess<'de>>(&mut self, mut access: A) -> Result<Node, A::Error> {
        self.enter().map_err(|()| A::Error::custom("depth"))?;
        let mut map: Vec<Entry> = Vec::new();
        let mut seen = std::collections::BTreeMap::new();
        while let Some(key) = access.next_key_seed(Seed(self))? {
            let value = access.next_value_seed(Seed(self))?;
            let name = match &key.value {
                Value::Null => String::new(),
                Value::Scalar(scalar) => scalar.text.clone(),
                _ => {
                    self.found.push(faults::key_is_a_collection(key.span));
                    continue;
                }
            };
            if let Some(first) = seen.get(&name) {
                self.found.push(faults::duplicate_key(&name, key.span, Span::clone(first)));
                continue;
            }
            seen.insert(name.clone(), key.span.clone());
            map.push(Entry { key: name, key_span: key.span, value });
        }
        self.depth -= 1;
        let ends = map.first().zip(map.last());
        let span = self.around(ends.map(|(a, b)| (&a.key_span, &b.value.span)));
        Ok(Node { value: Value::Map(map), span })
    }
}

struct Seed<'r, 't>(&'r mut Reader<'t>);

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let mut aside = None;
        let visitor = Put { reader: &mut *self.0, aside: &mut aside };
        deserializer.deserialize_any(visitor).or_else(|error| {
            let Some(aside) = aside else {
                return Err(error);
            };
            self.0.scalar(aside, &error.to_string()).map_err(|()| D::Error::custom("scalar"))
        })
    }
}

struct Put<'r, 't> {
    reader: &'r mut Reader<'t>,
    aside: &'r mut Option<Aside>,
}

impl Put<'_, '_> {
    fn put<E: serde::de::Error>(self, aside: Aside) -> Result<Node, E> {
        *self.aside = Some(aside);
        Err(E::custom(""))
    }
}

impl<'de> Visitor<'de> for Put<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Node, E> {
        self.put(Aside::Word)
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Node, E> {
        self.put(Aside::Word)
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Node, E> {
        self.put(Aside::Word)
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> Result<Node, E> {
        self.put(Aside::Word)
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> Result<Node, E> {
        self.put(Aside::Word)
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Node, E> {
        self.put(Aside::Word)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Node, E> {
        self.put(Aside::Text(text.to_owned()))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.put(Aside::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        self.put(Aside::Null)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
        self.put(Aside::Tagged)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        self.reader.list(access)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        self.reader.map(access)
    }
}

/// The whole document: it may be a list, a mapping or nothing.
struct Root<'r, 't>(&'r mut Reader<'t>);

impl<'de> Visitor<'de> for Root<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`key: value`")
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Node, E> {
        let text = self.0.text;
        let start = text.len() - text.trim_start().len();
        let line = text[start..].lines().next().unwrap_or("").trim_end();
        let span = self.0.span(start..start + line.len());
        self.0.fault = Some(faults::not_a_mapping(span));
        Err(E::custom("text"))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.visit_none()
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        Ok(Node { value: Value::Null, span: self.0.span(0..0) })
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Node, E> {
        self.visit_str("")
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Node, E> {
        self.visit_str("")
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Node, E> {
        self.visit_str("")
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Node, E> {
        self.visit_str("")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
        self.visit_str("")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        self.0.list(access)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        self.0.map(access)
    }
}
