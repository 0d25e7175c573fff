//! Nodes → HTML with permalinks, search sections and citations, in one pass over the text.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::PolicyOptions;
use super::assemble::Made;
use super::citations::{Place, Scanner};
use super::cite_names::{self, CitePlace};
use super::inline::{Flat, Html, escape, has_markup};
use super::markup;
use super::structure::PARAGRAPH;
use super::titles;
use crate::content::{Anchors, Citation, Fill, Heading, Node, NodeType, QuizQuestion, TextSection};
use crate::diagnostics::Diagnostic;

/// The result of the pass.
#[derive(Default)]
pub(super) struct Written {
    pub(super) html: Html,
    pub(super) headings: Vec<Heading>,
    pub(super) sections: Vec<TextSection>,
    pub(super) citations: Vec<Citation>,
    pub(super) questions: Vec<QuizQuestion>,
    /// Anchors inside blocks of Markdown.
    pub(super) anchors: Vec<Anchors>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Written {
    /// With room for what a text of this size becomes, since moving a long one to where there is more costs much.
    fn for_text(text: &str, nodes: &[Made]) -> Self {
        let mut written = Self::default();
        written.html.html.reserve(text.len() * 3);
        written.html.holes.reserve(nodes.len());
        written.citations.reserve(nodes.len() / 2);
        written
    }
}

/// Writes `nodes`, which are in the order of the text.
pub(super) fn write(file: &Arc<str>, text: &str, nodes: &[Made], title: &str, options: &PolicyOptions<'_>) -> Written {
    let places = cite_names::places(nodes);
    let mut writer = Writer {
        file,
        text,
        options,
        nodes,
        places: &places,
        scanner: Scanner::policy(title),
        chapters: chapters(nodes),
        open: Vec::new(),
        leads: false,
        articles: Vec::new(),
        out: Written::for_text(text, nodes),
    };
    for (i, made) in nodes.iter().enumerate() {
        writer.node(i, made);
    }
    writer.close(0);
    writer.out
}

/// Anchors of 编, 章 and 节 by the words that a table of contents shows.
fn chapters(nodes: &[Made]) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for Made { node, .. } in nodes {
        if matches!(
            node.kind,
            NodeType::Part
                | NodeType::Subpart
                | NodeType::Chapter
                | NodeType::Section
                | NodeType::Preamble
                | NodeType::Attachment
        ) {
            let key = titles::contents_key(&format!("{}{}", node.label, node.heading));
            found.entry(key).or_insert_with(|| node.anchor.clone());
        }
    }
    found
}

const CONTENTS_END: &str = "</div></nav>\n";

/// An element that is still open.
struct Open {
    rank: u8,
    close: &'static str,
    /// Label and heading, if it is a section.
    section: Option<String>,
}

struct Writer<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    options: &'a PolicyOptions<'a>,
    nodes: &'a [Made],
    places: &'a [CitePlace],
    scanner: Scanner,
    chapters: HashMap<String, String>,
    open: Vec<Open>,
    /// Whether the next node is the first paragraph of the article just opened.
    leads: bool,
    /// Numbers of the articles so far.
    articles: Vec<String>,
    out: Written,
}

impl Writer<'_> {
    fn node(&mut self, at: usize, made: &Made) {
        let node = &made.node;
        // An item goes on with the list that is open at its rank.
        let is_item = matches!(node.kind, NodeType::Item | NodeType::Subitem);
        self.close(made.rank + u8::from(is_item));
        match node.kind {
            NodeType::Article => self.article(at, node),
            NodeType::Heading if node.heading.is_empty() => self.article(at, node),
            NodeType::Paragraph => self.paragraph(at, made),
            NodeType::Item | NodeType::Subitem => self.item(at, made),
            NodeType::Contents => self.contents(node),
            NodeType::Signature => self.signature(made),
            NodeType::Block => self.block(at, made),
            _ => self.section(made),
        }
    }

    fn close(&mut self, rank: u8) {
        while self.open.last().is_some_and(|open| open.rank >= rank) {
            if let Some(open) = self.open.pop() {
                self.out.html.raw(open.close);
            }
        }
    }

    fn push(&mut self, rank: u8, close: &'static str, section: Option<String>) {
        self.open.push(Open { rank, close, section });
    }

    fn level(&self) -> u8 {
        let depth = self.open.iter().filter(|open| open.section.is_some()).count();
        u8::try_from(depth + 2).unwrap_or(6).min(6)
    }

    fn section(&mut self, made: &Made) {
        let node = &made.node;
        if matches!(node.kind, NodeType::Document | NodeType::Attachment) {
            self.articles.clear();
            if titles::is_text_title(&node.heading) {
                self.scanner.enter(&node.heading);
            }
        }
        let name = join(&node.label, &node.heading);
        let level = self.level();
        let html = &mut self.out.html;
        html.raw(&format!("<section class=\"{}\" id=\"{}\">", class(node.kind), node.anchor));
        if !name.is_empty() {
            html.raw(&format!("<h{level}>"));
            html.text(&node.label);
            if !node.label.is_empty() && !node.heading.is_empty() {
                html.raw("\u{3000}");
            }
            html.text(&node.heading);
            html.raw(&format!("</h{level}>\n"));
            self.out.headings.push(Heading {
                level,
                text: name.clone(),
                anchor: node.anchor.clone(),
                span: node.span.clone(),
            });
        }
        self.push(made.rank, "</section>\n", Some(name.clone()));
        if matches!(node.kind, NodeType::Preamble | NodeType::Attachment | NodeType::Heading | NodeType::Document) {
            self.text_section(node, name, None);
        }
    }

    /// An article, or 一、 with its text on the same line.
    ///
    /// A code has a thousand places that can be cited, so what each carries decides how large its page is. The first
    /// paragraph stands right in the article, with its anchor at the label: an element less for each. How a place is
    /// cited is seen from where it stands, and left to the theme's script.
    fn article(&mut self, at: usize, node: &Node) {
        let first = self.nodes.get(at + 1).map(|next| &next.node).filter(|next| next.kind == NodeType::Paragraph);
        let is_article = node.kind == NodeType::Article;
        self.start("div", "article", &node.anchor);
        self.start("a", "label", first.map_or("", |first| &first.anchor));
        let html = &mut self.out.html;
        html.html.truncate(html.html.len() - 1);
        html.raw(&format!(" href=\"#{}\">{}</a>\u{3000}", node.anchor, escape(&node.label)));
        if !node.heading.is_empty() {
            html.raw(&format!("<strong class=\"title\">{}</strong>\u{3000}", escape(&node.heading)));
        }
        self.leads = first.is_some();
        self.text_section(node, join(&node.label, &node.heading), is_article.then(|| node.number.clone()));
        if is_article {
            self.articles.push(node.number.clone());
        }
        self.push(7, "</div>\n", None);
    }

    fn text_section(&mut self, node: &Node, heading: String, number: Option<String>) {
        let names: Vec<&str> = self
            .open
            .iter()
            .filter_map(|open| open.section.as_deref())
            .filter(|name| !name.is_empty() && *name != heading)
            .collect();
        self.out.sections.push(TextSection {
            anchor: node.anchor.clone(),
            heading,
            path: names.join(" "),
            number,
            text: String::new(),
        });
    }

    fn paragraph(&mut self, at: usize, made: &Made) {
        let node = &made.node;
        if std::mem::take(&mut self.leads) {
            self.inline(at, made);
            return self.keep_text(&node.text);
        }
        let outside = self.places[at].article(self.nodes).is_empty();
        let class = if outside && is_addressee(node) { "addressee" } else { imprint(&node.text) };
        self.start("p", class, &node.anchor);
        self.inline(at, made);
        self.out.html.raw("</p>\n");
        self.keep_text(&node.text);
    }

    fn item(&mut self, at: usize, made: &Made) {
        let node = &made.node;
        if self.open.last().is_some_and(|open| open.rank == made.rank) {
            self.out.html.raw("</li>\n");
        } else {
            self.out.html.raw("<ul class=\"items\" role=\"list\">\n");
            self.push(made.rank, "</li></ul>\n", None);
        }
        self.start("li", "", &node.anchor);
        let text = made.text.clone().map_or("", |range| &self.text[range]);
        let html = &mut self.out.html;
        if node.kind == NodeType::Item && is_three_wide(&node.label, text) {
            html.text(&node.label);
        } else {
            html.raw("<span class=\"label\">");
            html.text(&node.label);
            html.raw("</span>");
        }
        self.inline(at, made);
        self.keep_text(&node.label);
        self.add_text(&node.text);
    }

    /// Opens an element; without a class or an anchor if that is empty.
    fn start(&mut self, tag: &str, class: &str, anchor: &str) {
        let html = &mut self.out.html.html;
        html.push('<');
        html.push_str(tag);
        for (name, value) in [(" class=\"", class), (" id=\"", anchor)] {
            if !value.is_empty() {
                html.push_str(name);
                html.push_str(value);
                html.push('"');
            }
        }
        html.push('>');
    }

    fn contents(&mut self, node: &Node) {
        let level = self.level();
        self.out.html.raw(&format!(
            "<nav class=\"contents\" id=\"{}\" aria-label=\"目录\"><h{level}>目录</h{level}>\n<div>\n",
            node.anchor
        ));
        self.push(PARAGRAPH, CONTENTS_END, None);
    }

    fn signature(&mut self, made: &Made) {
        self.out.html.raw(&format!("<div class=\"signature\" id=\"{}\">", made.node.anchor));
        let lines = made.text.clone().map_or("", |r| &self.text[r]);
        for line in lines.lines().map(|l| l.trim_matches(super::lines::is_space)).filter(|l| !l.is_empty()) {
            self.out.html.raw("<p>");
            self.out.html.text(line);
            self.out.html.raw("</p>");
        }
        self.out.html.raw("</div>\n");
    }

    fn block(&mut self, at: usize, made: &Made) {
        let node = &made.node;
        if self.open.last().is_some_and(|open| open.close == CONTENTS_END) {
            let anchor = self.chapters.get(&titles::contents_key(&node.text));
            let text = escape(&node.text);
            let line = match anchor {
                Some(anchor) => format!("<a href=\"#{anchor}\">{text}</a>\n"),
                None => format!("<span>{text}</span>\n"),
            };
            return self.out.html.raw(&line);
        }
        if !node.heading.is_empty() {
            let level = self.level();
            self.out.html.raw(&format!("<h{level} class=\"subhead\">"));
            self.out.html.text(&node.heading);
            self.out.html.raw(&format!("</h{level}>\n"));
            return self.keep_text(&node.heading);
        }
        let Some(range) = made.text.clone() else {
            return;
        };
        if made.raw {
            return self.raw_block(range);
        }
        let class = if node.text.starts_with(['“', '「', '‘']) { "quoted" } else { "continued" };
        self.out.html.raw(&format!("<p class=\"{class}\">"));
        self.inline(at, made);
        self.out.html.raw("</p>\n");
        self.keep_text(&node.text);
    }

    /// The text of a node with holes around its citations.
    fn inline(&mut self, at: usize, made: &Made) {
        let Some(range) = made.text.clone() else {
            return;
        };
        let cite = self.places[at];
        let place = Place {
            anchor: &made.node.anchor,
            article: cite.article(self.nodes),
            paragraphs: cite.paragraphs,
            paragraph: cite.paragraph(),
            item: cite.item(),
            has_items: cite.has_items,
            any_items: cite.any_items,
            before: &self.articles[..self.articles.len().saturating_sub(1)],
        };
        let slice = &self.text[range.clone()];
        let first = self.out.citations.len();
        if has_markup(slice) {
            let found =
                markup::paragraph(self.file, self.text, range, &mut self.scanner, &place, &self.options.markdown);
            let found = found.drain_into(&mut self.out.diagnostics);
            self.out.html.append(&found.html, markup::renumber(found.holes, first, 0));
            return self.out.citations.extend(found.citations);
        }
        if !slice.contains('\n') {
            let found = self.scanner.scan(self.file, range.start, slice, &place);
            return self.cited(slice, found);
        }
        // A citation may go on in the next line.
        let flat = Flat::of(slice);
        let mut found = self.scanner.scan(self.file, 0, &flat.text, &place);
        for (mark, citation) in &mut found {
            let last = flat.source(mark.end.saturating_sub(1)) + 1;
            let end = (last..=slice.len()).find(|i| slice.is_char_boundary(*i)).unwrap_or(slice.len());
            (citation.span.start, citation.span.end) = (range.start + flat.source(mark.start), range.start + end);
        }
        self.cited(&flat.text, found);
    }

    /// Writes `text` with holes around the citations that were `found` in it.
    fn cited(&mut self, text: &str, found: Vec<(Range<usize>, Citation)>) {
        let first = self.out.citations.len();
        let html = &mut self.out.html;
        let mut done = 0;
        for (i, (mark, citation)) in found.into_iter().enumerate() {
            html.text(&text[done..mark.start]);
            html.hole(Fill::CiteOpen(first + i));
            html.text(&text[mark.clone()]);
            html.hole(Fill::CiteClose(first + i));
            done = mark.end;
            self.out.citations.push(citation);
        }
        html.text(&text[done..]);
    }

    fn raw_block(&mut self, range: Range<usize>) {
        let page = markup::block(self.file, self.text, range, &self.options.markdown);
        let page = page.drain_into(&mut self.out.diagnostics);
        let holes = markup::renumber(page.body.holes, self.out.citations.len(), self.out.questions.len());
        self.out.html.raw("<div class=\"block\">");
        self.out.html.append(&page.body.html.get(), holes);
        self.out.html.raw("</div>\n");
        for section in page.body.sections.get().iter() {
            self.keep_text(&section.heading);
            self.keep_text(&section.text);
        }
        self.out.citations.extend(page.citations);
        self.out.questions.extend(page.body.questions);
        self.out.anchors.push(page.body.anchors);
    }

    fn keep_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.out.sections.is_empty() {
            self.out.sections.push(TextSection::default());
        }
        if let Some(section) = self.out.sections.last_mut() {
            if !section.text.is_empty() {
                section.text.push('\n');
            }
            section.text.push_str(text);
        }
    }

    fn add_text(&mut self, text: &str) {
        if let Some(section) = self.out.sections.last_mut() {
            section.text.push_str(text);
        }
    }
}

/// 主送机关: the line before the text that says whom a document speaks to.
fn is_addressee(node: &Node) -> bool {
    const LONGEST: usize = 80;
    let first = matches!(&*node.anchor, "p1" | "preamble-p1");
    let Some(whom) = node.text.strip_suffix(['：', ':']) else {
        return false;
    };
    first && !whom.contains('。') && !whom.ends_with("如下") && whom.chars().count() <= LONGEST
}

/// 版记: who gets copies, and who printed the document when.
fn imprint(text: &str) -> &'static str {
    const LONGEST: usize = 60;
    let copies = ["抄送", "抄报", "分送"]
        .iter()
        .any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with(['：', ':'])));
    if copies {
        return "copies";
    }
    let printed = text.strip_suffix("印发").filter(|rest| rest.chars().count() <= LONGEST);
    if printed.is_some_and(|rest| super::signature::date_at_end(rest).is_some()) { "printed" } else { "" }
}

/// Whether the number of an item takes the three characters that its text hangs from, so that it needs no box of its
/// own: （一）, but not （十一） or 1. Two brackets that meet, as in （一）《办法》, move closer in many browsers.
fn is_three_wide(label: &str, text: &str) -> bool {
    let wide = |c: char| "（）一二三四五六七八九十".contains(c);
    label.chars().count() == 3
        && label.chars().all(wide)
        && !text.starts_with(['（', '《', '〈', '“', '‘', '「', '『', '【', '〔'])
}

fn join(label: &str, heading: &str) -> String {
    match (label.is_empty(), heading.is_empty()) {
        (false, false) => format!("{label} {heading}"),
        _ => format!("{label}{heading}"),
    }
}

fn class(kind: NodeType) -> &'static str {
    match kind {
        NodeType::Part => "part",
        NodeType::Subpart => "subpart",
        NodeType::Chapter => "chapter",
        NodeType::Section => "section",
        NodeType::Heading => "sec",
        NodeType::Preamble => "preamble",
        NodeType::Attachment => "attachment",
        _ => "document",
    }
}
