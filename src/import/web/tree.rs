//! HTML → a tree, from the tokens of html5ever; browsers write well-formed pages when they save one.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states};

/// Elements inside each other; what is deeper is hung on the last.
const DEEPEST: usize = 200;
/// No page has more.
const MOST: usize = 400_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// What is inside an element.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|n| if let Node::Element(e) = n { Some(e) } else { None })
    }

    pub(super) fn find(&self, fits: &dyn Fn(&Element) -> bool) -> Option<&Element> {
        let mut open = vec![self];
        while let Some(next) = open.pop() {
            if fits(next) {
                return Some(next);
            }
            let start = open.len();
            open.extend(next.elements());
            open[start..].reverse();
        }
        None
    }

    /// All elements below that fit, in the order of the text.
    pub(super) fn all(&self, fits: &dyn Fn(&Element) -> bool) -> Vec<&Element> {
        let mut found = Vec::new();
        let mut open: Vec<&Element> = self.elements().collect();
        open.reverse();
        while let Some(next) = open.pop() {
            if fits(next) {
                found.push(next);
            }
            let start = open.len();
            open.extend(next.elements());
            open[start..].reverse();
        }
        found
    }

    /// Whether an element below fits.
    pub(super) fn elements_below(&self, fits: &dyn Fn(&Element) -> bool) -> bool {
        self.elements().any(|e| e.find(fits).is_some())
    }

    /// Whether so much was read that the end was left out.
    pub(super) fn is_full(&self) -> bool {
        self.all(&|_| true).len() >= MOST
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&Element> {
        self.find(&|e| e.get("id") == Some(id))
    }

    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.find(&|e| e.name == name)
    }

    /// The content of `<meta name=…>` or `<meta property=…>`.
    pub(super) fn meta(&self, name: &str) -> Option<&str> {
        let is = |e: &Element| e.name == "meta" && (e.get("name") == Some(name) || e.get("property") == Some(name));
        self.find(&is)?.get("content")
    }

    pub(super) fn link(&self, relation: &str) -> Option<String> {
        self.find(&|e| e.name == "link" && e.get("rel") == Some(relation))?.get("href").map(str::to_owned)
    }

    /// The words, without scripts and styles.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let mut open: Vec<&Node> = self.children.iter().rev().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(e) if matches!(e.name.as_str(), "script" | "style" | "noscript") => {}
                Node::Element(e) => open.extend(e.children.iter().rev()),
            }
        }
        out
    }

    /// The words with their line breaks and spaces; lines of code are often elements beside each other.
    pub(super) fn typed(&self) -> String {
        let mut out = String::new();
        let mut open: Vec<&Node> = self.children.iter().rev().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(e) => {
                    let line = matches!(e.name.as_str(), "br" | "p" | "div" | "li" | "code" | "tr");
                    if line && !out.is_empty() && (e.name == "br" || !out.ends_with('\n')) {
                        out.push('\n');
                    }
                    open.extend(e.children.iter().rev());
                }
            }
        }
        out.replace("\r\n", "\n").replace('\u{a0}', " ")
    }

    /// Characters in paragraphs that are children.
    pub(super) fn paragraph_text(&self) -> usize {
        let own = self.elements().filter(|e| matches!(e.name.as_str(), "p" | "section" | "div" | "h2" | "h3"));
        own.map(|e| e.text().trim().chars().count()).sum()
    }

    /// The element whose own paragraphs hold most text.
    pub(super) fn densest(&self) -> Option<&Element> {
        let mut best = (0, None);
        let mut open = vec![self];
        while let Some(next) = open.pop() {
            let paragraphs = next.elements().filter(|e| e.name == "p");
            let own: usize = paragraphs.map(|e| e.text().trim().chars().count()).sum();
            if own > best.0 {
                best = (own, Some(next));
            }
            open.extend(next.elements());
        }
        best.1.filter(|_| best.0 > 60)
    }
}

#[derive(Default)]
struct Sink {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    open: Vec<Element>,
    count: usize,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                if tag.kind == TagKind::EndTag {
                    state.close(&name);
                    return TokenSinkResult::Continue;
                }
                state.count += 1;
                if state.count > MOST {
                    return TokenSinkResult::Continue;
                }
                let attributes = tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                let raw = match name.as_str() {
                    "script" => Some(states::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(states::Rawtext),
                    "title" | "textarea" => Some(states::Rcdata),
                    _ => None,
                };
                let element = Element { name: name.clone(), attributes, children: Vec::new() };
                if VOID.contains(&name.as_str()) || tag.self_closing || state.open.len() >= DEEPEST {
                    state.push(Node::Element(element));
                    return TokenSinkResult::Continue;
                }
                // A paragraph ends where the next one begins.
                if matches!(name.as_str(), "p" | "li" | "tr" | "td" | "th")
                    && state.open.last().is_some_and(|e| e.name == name)
                {
                    state.close(&name);
                }
                state.open.push(element);
                return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
            Token::CharacterTokens(text) => state.push(Node::Text(text.to_string())),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn push(&mut self, node: Node) {
        if let Some(last) = self.open.last_mut() {
            last.children.push(node);
        }
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|e| e.name == name).filter(|at| *at > 0) else { return };
        while self.open.len() > at {
            let Some(done) = self.open.pop() else { return };
            self.push(Node::Element(done));
        }
    }
}

/// Reads a page; whatever is wrong with it, something comes out.
pub(super) fn parse(html: &str) -> Element {
    let sink = Sink::default();
    sink.state.borrow_mut().open.push(Element { name: "#root".to_owned(), ..Element::default() });
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut state = tokenizer.sink.state.borrow_mut();
    while state.open.len() > 1 {
        let Some(done) = state.open.pop() else { break };
        state.push(Node::Element(done));
    }
    state.open.pop().unwrap_or_default()
}
