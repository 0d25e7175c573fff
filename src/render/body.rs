//! Fills the holes of a body.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use serde::Serialize;

use super::context::RenderInputs;
use super::view::{AttachmentView, Card, Image};
use super::{arguments, escape, faults, self_test, text};
use crate::content::{Body, Fill, Hole, QuizQuestion, Shortcode};
use crate::diagnostics::Diagnostic;
use crate::link::{PageId, Target};
use crate::parse::data::Table;

/// The body of one page on its way to HTML.
pub(super) struct BodyWriter<'a> {
    /// What rendering reads.
    pub(super) inputs: &'a RenderInputs<'a>,
    /// The page whose references count. An embedded or booklet body keeps its own page's.
    pub(super) id: PageId,
    /// From the page that is written to the root.
    pub(super) root: &'a str,
    /// What went wrong in shortcode templates.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The context of a shortcode's template.
#[derive(Serialize)]
struct ShortcodeContext<'a> {
    root: &'a str,
    args: serde_json::Map<String, serde_json::Value>,
    body: Option<String>,
    image: Option<Image>,
    file: Option<AttachmentView>,
    captions: Option<String>,
    /// URL of a file of chapters.
    chapters: Option<String>,
    table: Option<Cow<'a, Table>>,
    page: Option<Card>,
}

impl<'a> BodyWriter<'a> {
    /// The HTML of `body`.
    pub(super) fn write(&mut self, body: &Body) -> String {
        self.fill(&body.html.get(), &body.holes, &body.questions)
    }

    fn fill(&mut self, html: &str, holes: &[Hole], questions: &[QuizQuestion]) -> String {
        let mut out = String::with_capacity(html.len() + holes.len() * 48);
        let mut at = 0;
        let mut open_citations: Vec<bool> = Vec::new();
        let mut cuts: Vec<Range<usize>> = Vec::new();
        for Hole { offset, fill } in holes {
            push_uncut(&mut out, html, at..*offset, &cuts);
            at = *offset;
            match fill {
                Fill::Href(reference) => match self.href(&reference.value) {
                    Some(url) => escape::attribute(&mut out, &url),
                    // What is not public is shown without its link.
                    None => cuts.extend(unlink(&mut out, html, *offset).into_iter().flatten()),
                },
                Fill::Image { src, alt, title } => self.image(&mut out, &src.value, alt, title.as_deref()),
                Fill::Shortcode(call) => out.push_str(&self.shortcode(call)),
                Fill::Quiz { from, to, weekly } => {
                    let questions = questions.get(*from..*to).unwrap_or_default();
                    let test = self_test::Test { questions, first: *from, weekly: weekly.as_ref(), prefix: "" };
                    out.push_str(&self_test::write(self, &test));
                }
                // Its bank does not exist, which is reported where references are resolved.
                Fill::QuizDraw(_) => {}
                Fill::CiteOpen(index) => {
                    let link = super::policy::cite_link(self.inputs, self.id, *index);
                    if let Some(link) = &link {
                        // The words before the name stay outside the link.
                        let from = at + link.skip;
                        if link.skip > 0 && html.is_char_boundary(from) {
                            push_uncut(&mut out, html, at..from, &cuts);
                            at = from;
                        }
                        self.open_citation(&mut out, link);
                    }
                    open_citations.push(link.is_some());
                }
                Fill::CiteClose(_) => {
                    if open_citations.pop() == Some(true) {
                        out.push_str("</a>");
                    }
                }
            }
        }
        push_uncut(&mut out, html, at..html.len(), &cuts);
        out
    }

    /// The HTML of a short text of its own.
    pub(super) fn rich(&mut self, text: &crate::content::RichText) -> String {
        if text.holes.is_empty() {
            return text.html.clone();
        }
        self.fill(&text.html, &text.holes, &[])
    }

    fn open_citation(&self, out: &mut String, link: &super::policy::CiteLink) {
        out.push_str("<a class=\"cite\" href=\"");
        escape::attribute(out, &format!("{}{}", self.root_to(&link.url), link.url));
        // The words of the link name the place; the theme's script shows it. Only what they do not tell is said here: an
        // amendment cites a hundred places. Neither can they tell that a link leads to another portal.
        if link.later.is_some() || crate::link::is_external(&link.url) {
            out.push_str("\" title=\"");
            escape::attribute(out, &link.title);
        }
        if let Some(day) = &link.later {
            // The theme shows it behind the link, since nobody sees a title on a phone.
            let _ = write!(out, "\" data-later=\"{day}版");
        }
        out.push_str("\">");
    }

    /// A link within the page needs no way to the root.
    fn root_to(&self, url: &str) -> &str {
        if url.starts_with('#') || crate::link::is_external(url) { "" } else { self.root }
    }

    /// The address of what `reference` leads to, if there is one.
    fn href(&self, reference: &str) -> Option<String> {
        if crate::link::is_external(reference) {
            return Some(reference.to_owned());
        }
        match self.inputs.site.target(self.id, reference)? {
            Target::Page { id, anchor: Some(anchor) } if *id == self.id => Some(format!("#{anchor}")),
            target => Some(format!("{}{}", self.root, self.inputs.site.target_url(target)?)),
        }
    }

    fn image(&self, out: &mut String, src: &str, alt: &str, title: Option<&str>) {
        let Some(image) = self.inputs.image(self.id, src, alt) else {
            escape::text(out, alt);
            return;
        };
        let external = crate::link::is_external(&image.url);
        let root = if external { "" } else { self.root };
        out.push_str("<img src=\"");
        escape::attribute(out, &format!("{root}{}", image.url));
        out.push_str("\" alt=\"");
        escape::attribute(out, alt);
        out.push('"');
        if let Some(title) = title {
            out.push_str(" title=\"");
            escape::attribute(out, title);
            out.push('"');
        }
        if let (Some(width), Some(height)) = (image.width, image.height) {
            let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
        }
        if !image.variants.is_empty() {
            let set: Vec<String> = image.variants.iter().map(|v| format!("{root}{} {}w", v.url, v.width)).collect();
            out.push_str(" srcset=\"");
            escape::attribute(out, &set.join(", "));
            out.push_str("\" sizes=\"(max-width: 48rem) 100vw, 44rem\"");
        }
        out.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    /// The words that a shortcode shows, without those between its tags.
    pub(super) fn words(&mut self, call: &Shortcode) -> String {
        let alone = Shortcode { body: call.body.as_ref().map(|_| Body::default()), ..call.clone() };
        text::words(&self.shortcode(&alone))
    }

    fn shortcode(&mut self, call: &Shortcode) -> String {
        let template = format!("shortcodes/{}.html", call.name);
        if !self.inputs.theme.has_template(&template) {
            self.diagnostics.push(faults::unknown_shortcode(call, self.inputs.theme.template_names()));
            return String::new();
        }
        if let Some(declared) = self.inputs.theme.arguments(&call.name) {
            self.diagnostics.extend(arguments::check(self.inputs.site, self.id, call, declared));
        }
        let body = call.body.as_ref().map(|body| self.write(body));
        let argument = |name: &str| call.args.iter().find(|(n, ..)| n == name).and_then(|(_, v, _)| v.as_str());
        let mut image = argument("poster")
            .or_else(|| argument("src").filter(|src| !arguments::plays(src)))
            .and_then(|src| self.inputs.image(self.id, src, argument("alt").unwrap_or_default()));
        if let (Some(image), Some(width)) = (&mut image, width(call)) {
            image.narrow(width);
        }
        let file = argument("file")
            .or_else(|| argument("src"))
            .and_then(|file| self.inputs.attachment(self.id, file, argument("title")));
        let table = argument("data").and_then(|data| self.table(data));
        let table = table.and_then(|table| self.chosen(table, call));
        let page = argument("page")
            .and_then(|page| self.inputs.site.target_page(self.id, page))
            .map(|id| self.inputs.card(id));
        let context = ShortcodeContext {
            root: self.root,
            captions: argument("captions").and_then(|c| self.inputs.attachment(self.id, c, None)).map(|file| file.url),
            chapters: argument("chapters").and_then(|c| self.inputs.attachment(self.id, c, None)).map(|file| file.url),
            args: call.args.iter().map(|(name, value, _)| (name.clone(), value.clone())).collect(),
            body,
            image,
            file,
            table,
            page,
        };
        match self.inputs.part(&template, &context) {
            Ok(html) => html,
            Err(fault) => {
                self.diagnostics.push(faults::in_shortcode(fault, call));
                String::new()
            }
        }
    }

    /// The columns of `table` that the call wants, in its order. With a wrong name nothing is shown: what an editor meant
    /// to hide must not appear because of a slip.
    fn chosen<'t>(&mut self, table: &'t Table, call: &Shortcode) -> Option<Cow<'t, Table>> {
        let Some((_, value, span)) = call.args.iter().find(|(name, ..)| name == "columns") else {
            return Some(Cow::Borrowed(table));
        };
        let names = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut places = Vec::new();
        for name in names.split([',', '，', '、']).map(str::trim) {
            match table.columns.iter().position(|column| column == name) {
                Some(place) => places.push(place),
                None => {
                    self.diagnostics.push(faults::unknown_column(span.clone(), name, &table.columns));
                    return None;
                }
            }
        }
        let pick = |cells: &Vec<String>| places.iter().map(|place| cells[*place].clone()).collect();
        Some(Cow::Owned(Table { columns: pick(&table.columns), rows: table.rows.iter().map(pick).collect() }))
    }

    fn table(&self, data: &str) -> Option<&'a Table> {
        match self.inputs.site.target(self.id, data)? {
            Target::Media(path) => self.inputs.site.table(path),
            _ => None,
        }
    }
}

/// The width in pixels that a call asks for.
fn width(call: &Shortcode) -> Option<u32> {
    let (_, value, _) = call.args.iter().find(|(name, ..)| name == "width")?;
    let pixels = value.as_u64().or_else(|| value.as_str()?.trim().trim_end_matches("px").parse().ok())?;
    u32::try_from(pixels).ok().filter(|pixels| *pixels > 0)
}

/// Adds `range` of `html` without what lies in `cuts`, which are in order.
fn push_uncut(out: &mut String, html: &str, range: Range<usize>, cuts: &[Range<usize>]) {
    let mut at = range.start;
    for cut in cuts.iter().filter(|cut| cut.end > range.start && cut.start < range.end) {
        out.push_str(&html[at..cut.start.max(at)]);
        at = cut.end.min(range.end);
    }
    out.push_str(&html[at..range.end]);
}

/// Takes away the link whose address would stand at `offset`: its beginning from `out`, the rest by the ranges of `html`
/// to leave out.
fn unlink(out: &mut String, html: &str, offset: usize) -> Option<[Range<usize>; 2]> {
    let start = out.rfind('<').filter(|start| out[*start..].starts_with("<a "))?;
    let mut quoted = true;
    let tag_end = html[offset..].bytes().position(|b| {
        quoted ^= b == b'"';
        b == b'>' && !quoted
    })?;
    let tag_end = offset + tag_end + 1;
    let close = tag_end + html[tag_end..].find("</a>")?;
    out.truncate(start);
    Some([offset..tag_end, close..close + "</a>".len()])
}
