//! XML → small trees, one child of the body at a time, so that a long document is never in memory as a whole.
//!
//! Names carry the usual prefix of their namespace, whatever the file itself calls it, and strict files have the same
//! names as transitional ones. Entities are never resolved beyond the five of XML and numbers.

use std::collections::HashMap;
use std::rc::Rc;

use quick_xml::NsReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

/// Elements inside each other; deeper ones are left out. Word itself allows some forty tables in tables.
pub(super) const DEEPEST: usize = 400;
/// Elements of one tree: a table of a million cells is no document.
const MOST_ELEMENTS: usize = 6_000_000;

/// An element.
#[derive(Debug, Default, Clone)]
pub(super) struct Element {
    /// `w:p`.
    pub(super) name: Option<Rc<str>>,
    attributes: Vec<(Rc<str>, Box<str>)>,
    /// In order.
    pub(super) children: Vec<Node>,
}

/// What is inside an element.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// An element.
    Element(Element),
    /// Text.
    Text(Box<str>),
}

impl Element {
    /// Its name, `w:p`.
    pub(super) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// The value of an attribute, `w:val`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| &**n == name).map(|(_, v)| &**v)
    }

    /// `w:val`.
    pub(super) fn val(&self) -> Option<&str> {
        self.get("w:val")
    }

    /// Child elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|e| e.name() == name)
    }

    /// The child at the end of a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The first descendant of this name.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        let mut open: Vec<&Element> = vec![self];
        while let Some(element) = open.pop() {
            if element.name() == name {
                return Some(element);
            }
            let start = open.len();
            open.extend(element.elements());
            open[start..].reverse();
        }
        None
    }

    /// `<w:b/>` is true, `<w:b w:val="0"/>` is false; nothing if the child is absent.
    pub(super) fn switch(&self, name: &str) -> Option<bool> {
        self.child(name).map(|e| !matches!(e.val(), Some("0" | "false" | "off" | "none")))
    }

    /// All text below it.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let mut open: Vec<&Node> = self.children.iter().rev().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => open.extend(element.children.iter().rev()),
            }
        }
        out
    }
}

/// Why XML cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum XmlFault {
    /// Not well-formed; the rest is lost.
    Broken,
    /// More elements than any document has.
    TooLarge,
}

/// Reads a part of a document piece by piece.
pub(super) struct Reader<'t> {
    reader: NsReader<&'t [u8]>,
    names: HashMap<(u8, Box<str>), Rc<str>>,
    elements: usize,
    /// Whether something was nested deeper than [`DEEPEST`].
    pub(super) too_deep: bool,
}

/// The namespaces that matter with their usual prefixes; several addresses for one are transitional and strict.
const NAMESPACES: [(&str, &[&str]); 15] = [
    (
        "w",
        &[
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ],
    ),
    (
        "r",
        &[
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ],
    ),
    ("a", &["http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"]),
    (
        "wp",
        &[
            "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
            "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        ],
    ),
    (
        "pic",
        &["http://schemas.openxmlformats.org/drawingml/2006/picture", "http://purl.oclc.org/ooxml/drawingml/picture"],
    ),
    ("wps", &["http://schemas.microsoft.com/office/word/2010/wordprocessingShape"]),
    ("mc", &["http://schemas.openxmlformats.org/markup-compatibility/2006"]),
    ("v", &["urn:schemas-microsoft-com:vml"]),
    ("o", &["urn:schemas-microsoft-com:office:office"]),
    (
        "m",
        &[
            "http://schemas.openxmlformats.org/officeDocument/2006/math",
            "http://purl.oclc.org/ooxml/officeDocument/math",
        ],
    ),
    ("c", &["http://schemas.openxmlformats.org/drawingml/2006/chart", "http://purl.oclc.org/ooxml/drawingml/chart"]),
    (
        "dgm",
        &["http://schemas.openxmlformats.org/drawingml/2006/diagram", "http://purl.oclc.org/ooxml/drawingml/diagram"],
    ),
    ("rel", &["http://schemas.openxmlformats.org/package/2006/relationships"]),
    ("dc", &["http://purl.org/dc/elements/1.1/"]),
    ("xml", &["http://www.w3.org/XML/1998/namespace"]),
];

impl<'t> Reader<'t> {
    /// Begins to read `text`.
    pub(super) fn new(text: &'t str) -> Self {
        let mut reader = NsReader::from_str(text.trim_start_matches(['\u{feff}', '\n', '\r', ' ', '\t']));
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.check_end_names = true;
        Self { reader, names: HashMap::new(), elements: 0, too_deep: false }
    }

    /// The root with all below it.
    pub(super) fn root(&mut self) -> Result<Element, XmlFault> {
        loop {
            match self.event()? {
                Some(Piece::Start(element)) => return self.rest_of(element),
                Some(Piece::Empty(element)) => return Ok(element),
                Some(_) => {}
                None => return Err(XmlFault::Broken),
            }
        }
    }

    /// Goes on behind the next start of `name`; false if there is none.
    pub(super) fn enter(&mut self, name: &str) -> Result<bool, XmlFault> {
        loop {
            match self.event()? {
                Some(Piece::Start(element)) if element.name() == name => return Ok(true),
                Some(Piece::Empty(element)) if element.name() == name => return Ok(false),
                Some(_) => {}
                None => return Ok(false),
            }
        }
    }

    /// The next child of the element that was entered.
    pub(super) fn next_child(&mut self) -> Result<Option<Element>, XmlFault> {
        loop {
            match self.event()? {
                Some(Piece::Start(element)) => return self.rest_of(element).map(Some),
                Some(Piece::Empty(element)) => return Ok(Some(element)),
                Some(Piece::Text(_)) => {}
                Some(Piece::End) | None => return Ok(None),
            }
        }
    }

    fn rest_of(&mut self, root: Element) -> Result<Element, XmlFault> {
        let mut open = vec![root];
        let mut buried = 0_usize;
        loop {
            let piece = self.event()?.ok_or(XmlFault::Broken)?;
            match piece {
                Piece::Start(_) if buried > 0 || open.len() >= DEEPEST => {
                    self.too_deep = true;
                    buried += 1;
                }
                Piece::Start(element) => open.push(element),
                Piece::End if buried > 0 => buried -= 1,
                _ if buried > 0 => {}
                Piece::Empty(element) => push(&mut open, Node::Element(element)),
                Piece::Text(text) => push_text(&mut open, text),
                Piece::End => {
                    let Some(done) = open.pop() else { return Err(XmlFault::Broken) };
                    if open.is_empty() {
                        return Ok(done);
                    }
                    push(&mut open, Node::Element(done));
                }
            }
        }
    }

    fn event(&mut self) -> Result<Option<Piece>, XmlFault> {
        loop {
            let event = self.reader.read_event().map_err(|_| XmlFault::Broken)?;
            let piece = match event {
                Event::Start(start) => Piece::Start(self.element(&start)?),
                Event::Empty(start) => Piece::Empty(self.element(&start)?),
                Event::End(_) => Piece::End,
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(c)) => Piece::Text(c.to_string()),
                    _ => match resolve_predefined_entity(&reference.xml10_content()) {
                        Some(text) => Piece::Text(text.to_owned()),
                        // An entity of the file's own: what it stands for may be another file, or gigabytes.
                        None => continue,
                    },
                },
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            };
            return Ok(Some(piece));
        }
    }

    fn element(&mut self, start: &BytesStart<'_>) -> Result<Element, XmlFault> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            return Err(XmlFault::TooLarge);
        }
        let resolver = self.reader.resolver();
        let (space, local) = resolver.resolve_element(start.name());
        let name = intern(&mut self.names, prefix(&space), local.as_ref());
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten() {
            let (space, local) = resolver.resolve_attribute(attribute.key);
            let known = prefix(&space);
            let local: &str = local.as_ref();
            let bound = matches!(space, ResolveResult::Bound(_));
            // Revision marks and the like are half of a file and say nothing.
            if (bound && known == 0) || local.starts_with("rsid") {
                continue;
            }
            let value =
                quick_xml::escape::unescape(&attribute.value).unwrap_or(std::borrow::Cow::Borrowed(&*attribute.value));
            attributes.push((intern(&mut self.names, known, local), Box::from(&*value)));
        }
        Ok(Element { name: Some(name), attributes, children: Vec::new() })
    }
}

enum Piece {
    Start(Element),
    Empty(Element),
    Text(String),
    End,
}

fn push(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

/// Text between elements that only hold elements is the indentation of the file.
fn push_text(open: &mut [Element], text: String) {
    let Some(last) = open.last_mut() else { return };
    match last.children.last_mut() {
        Some(Node::Text(before)) => *before = format!("{before}{text}").into(),
        _ => last.children.push(Node::Text(text.into())),
    }
}

/// 0 is no namespace, or one that does not matter.
fn prefix(space: &ResolveResult<'_>) -> u8 {
    let ResolveResult::Bound(namespace) = space else { return 0 };
    let address: &str = namespace.as_ref();
    let found = NAMESPACES.iter().position(|(_, addresses)| addresses.contains(&address));
    found.map_or(0, |i| u8::try_from(i + 1).unwrap_or(0))
}

fn intern(names: &mut HashMap<(u8, Box<str>), Rc<str>>, prefix: u8, local: &str) -> Rc<str> {
    // A file with a million different names is hostile; they need not be kept.
    let whole = || match prefix {
        0 => Rc::from(local),
        n => Rc::from(format!("{}:{local}", NAMESPACES[usize::from(n) - 1].0)),
    };
    if names.len() > 4096 {
        return whole();
    }
    let key = (prefix, Box::from(local));
    Rc::clone(names.entry(key).or_insert_with(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_for_every_dialect() {
        for space in NAMESPACES[0].1 {
            let text =
                format!("<?xml version=\"1.0\"?><x:p xmlns:x=\"{space}\" x:val='1' plain='2'>a&lt;&#x4e2d;&x;</x:p>");
            let root = Reader::new(&text).root().expect("read");
            assert_eq!((root.name(), root.val(), root.get("plain")), ("w:p", Some("1"), Some("2")));
            assert_eq!(root.text(), "a<中");
        }
    }

    #[test]
    fn broken_and_deep_files_end() {
        assert_eq!(Reader::new("<a><b></a>").root().unwrap_err(), XmlFault::Broken);
        assert_eq!(Reader::new("").root().unwrap_err(), XmlFault::Broken);
        let deep = |n| "<a>".repeat(n) + "x" + &"</a>".repeat(n);
        let text = deep(5_000);
        let mut reader = Reader::new(&text);
        assert!(reader.root().is_ok() && reader.too_deep);
        // The parser itself gives up on this one.
        assert_eq!(Reader::new(&deep(100_000)).root().unwrap_err(), XmlFault::Broken);
        let bomb = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\"><!ENTITY c \"&b;&b;\">]><a>&b;&c;1</a>";
        assert_eq!(Reader::new(bomb).root().expect("read").text(), "1");
    }
}
