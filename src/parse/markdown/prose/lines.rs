//! Lines, and which of them are prose.

use std::ops::Range;

/// A line without its line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// All of it.
    pub range: Range<usize>,
    /// Where it begins behind the `>` of quotations and blanks.
    pub start: usize,
    pub kind: Kind,
    /// How many `>` stand before it.
    pub quotes: usize,
    /// Columns of blanks before it, behind the `>`.
    pub indent: usize,
    /// Whether it stands below a list item that no blank line and unindented text has ended.
    pub in_list: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// Inside a code fence, or the fence itself.
    Code,
    /// Of a block of HTML.
    Html,
    /// `#` to `######` and a blank.
    Heading,
    /// `---`, `===` and the like.
    Rule,
    /// Begins a list item.
    Item,
    /// A shortcode tag or a definition of a footnote or link.
    Other,
    Text,
}

impl Line {
    /// Without blanks at its ends and the `>` of quotations.
    pub(super) fn text<'t>(&self, body: &'t str) -> &'t str {
        body[self.start..self.range.end].trim_end()
    }

    /// Bytes of blanks before its text.
    pub(super) fn blanks(&self, body: &str) -> usize {
        body[self.range.start..self.start].bytes().rev().take_while(|b| matches!(b, b' ' | b'\t')).count()
    }

    /// Whether what stands in it is read as Markdown.
    pub(super) fn is_read(&self) -> bool {
        matches!(self.kind, Kind::Heading | Kind::Item | Kind::Text | Kind::Other)
    }
}

/// The lines of `body`.
pub(super) fn lines(body: &str) -> Vec<Line> {
    let mut walker = Walker::default();
    let mut out: Vec<Line> = Vec::with_capacity(body.len() / 40 + 1);
    let mut at = 0;
    while at < body.len() {
        let end = memchr::memchr(b'\n', &body.as_bytes()[at..]).map_or(body.len(), |i| at + i);
        let text = body[at..end].strip_suffix('\r').unwrap_or(&body[at..end]);
        let line = walker.line(text, at, out.last());
        out.push(line);
        at = end + 1;
    }
    out
}

#[derive(Default)]
struct Walker {
    /// The character and length of the fence that is open, and in how many quotations.
    fence: Option<(u8, usize, usize)>,
    /// How the block of HTML that is open ends.
    html: Option<HtmlEnd>,
    list: bool,
}

#[derive(Clone, Copy)]
enum HtmlEnd {
    Blank,
    With(&'static str),
}

impl Walker {
    fn line(&mut self, text: &str, at: usize, before: Option<&Line>) -> Line {
        let (quotes, inner) = unquoted(text);
        let (blanks, indent) = blanks(&text[inner..]);
        let start = at + inner + blanks;
        let rest = &text[inner + blanks..];
        let follows_text = before.is_some_and(|l| matches!(l.kind, Kind::Text | Kind::Item) && l.quotes == quotes);
        let kind = self.kind(rest.trim_end(), quotes, indent, follows_text);
        match kind {
            Kind::Item => self.list = true,
            // What is indented below a footnote belongs to it, as below a list item.
            Kind::Other if (rest.starts_with("[^") || rest.starts_with(':')) => self.list = true,
            Kind::Blank | Kind::Code => {}
            // Text that is not indented ends a list, unless it goes on with its last paragraph.
            _ if indent < 2 && !(kind == Kind::Text && follows_text) => self.list = false,
            _ => {}
        }
        let in_list = self.list && kind != Kind::Item;
        Line { range: at..at + text.len(), start, kind, quotes, indent, in_list }
    }

    fn kind(&mut self, rest: &str, quotes: usize, indent: usize, follows_text: bool) -> Kind {
        if let Some((mark, length, depth)) = self.fence {
            let marks = rest.bytes().take_while(|b| *b == mark).count();
            if marks >= length && marks == rest.len() || quotes < depth {
                self.fence = None;
                if quotes < depth {
                    return self.kind(rest, quotes, indent, false);
                }
            }
            return Kind::Code;
        }
        if let Some(end) = self.html {
            match end {
                HtmlEnd::Blank if rest.is_empty() => self.html = None,
                HtmlEnd::Blank => return Kind::Html,
                HtmlEnd::With(mark) => {
                    if contains_ignoring_case(rest, mark) {
                        self.html = None;
                    }
                    return Kind::Html;
                }
            }
        }
        let Some(first) = rest.bytes().next() else { return Kind::Blank };
        // Nearly all lines begin with Han.
        if !first.is_ascii() || indent >= 4 && !self.list {
            return Kind::Text;
        }
        match first {
            b'`' | b'~' => {
                let length = rest.bytes().take_while(|b| *b == first).count();
                if length >= 3 && !(first == b'`' && rest[length..].contains('`')) {
                    self.fence = Some((first, length, quotes));
                    return Kind::Code;
                }
                Kind::Text
            }
            b'<' => self.html(rest, follows_text),
            b'#' => heading(rest),
            b'-' | b'*' | b'_' | b'=' if is_rule(rest) => Kind::Rule,
            b'-' | b'*' | b'+' if rest[1..].starts_with([' ', '\t']) || rest.len() == 1 => Kind::Item,
            b'0'..=b'9' => item(rest),
            b'{' if rest.starts_with("{{<") || rest.starts_with("{{%") => Kind::Other,
            b'[' if rest.contains("]:") => Kind::Other,
            b':' if rest[1..].starts_with([' ', '\t']) => Kind::Other,
            _ => Kind::Text,
        }
    }

    fn html(&mut self, rest: &str, follows_text: bool) -> Kind {
        let (end, here) = if rest.starts_with("<!--") {
            (HtmlEnd::With("-->"), rest.contains("-->"))
        } else {
            let name = rest[1..].trim_start_matches('/');
            let name = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or("");
            let lower = name.to_ascii_lowercase();
            match lower.as_str() {
                "pre" => (HtmlEnd::With("</pre>"), contains_ignoring_case(rest, "</pre>")),
                "script" => (HtmlEnd::With("</script>"), contains_ignoring_case(rest, "</script>")),
                "style" => (HtmlEnd::With("</style>"), contains_ignoring_case(rest, "</style>")),
                "textarea" => (HtmlEnd::With("</textarea>"), contains_ignoring_case(rest, "</textarea>")),
                name if BLOCKS.contains(&name) => (HtmlEnd::Blank, false),
                _ if !follows_text && lone_tag(rest) => (HtmlEnd::Blank, false),
                _ => return Kind::Text,
            }
        };
        self.html = (!here).then_some(end);
        Kind::Html
    }
}

/// Whether an indented line is code rather than a paragraph that its writer indented: prose begins with Han, and code
/// has signs that prose has not.
pub(in crate::parse::markdown) fn is_prose_of_code(line: &str) -> bool {
    let line = line.trim();
    let han = line.chars().filter(|c| super::super::cjk::is_cjk(*c)).count();
    let first_is_wide = line.chars().next().is_some_and(super::super::cjk::is_cjk);
    let numbered = crate::parse::policy::begins_item(line);
    (first_is_wide || numbered) && han * 2 >= line.chars().count() && !line.ends_with([';', '{', '}'])
}

/// How many `>` a line begins with, and the place behind them.
fn unquoted(text: &str) -> (usize, usize) {
    let (mut quotes, mut at) = (0, 0);
    let bytes = text.as_bytes();
    loop {
        let blanks = bytes[at..].iter().take(4).take_while(|b| **b == b' ').count();
        if blanks > 3 || bytes.get(at + blanks) != Some(&b'>') {
            return (quotes, at);
        }
        at += blanks + 1;
        quotes += 1;
        if bytes.get(at) == Some(&b' ') {
            at += 1;
        }
    }
}

/// Bytes and columns of the blanks that a text begins with.
fn blanks(text: &str) -> (usize, usize) {
    let (mut bytes, mut columns) = (0, 0);
    for byte in text.bytes() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            _ => break,
        }
        bytes += 1;
    }
    (bytes, columns)
}

fn heading(rest: &str) -> Kind {
    let marks = rest.bytes().take_while(|b| *b == b'#').count();
    let after = rest[marks..].chars().next();
    if marks <= 6 && after.is_none_or(|c| c == ' ' || c == '\t') { Kind::Heading } else { Kind::Text }
}

/// Three or more of one mark and nothing else; one is enough of `=`.
fn is_rule(rest: &str) -> bool {
    let Some(mark) = rest.bytes().next() else { return false };
    let count = rest.bytes().filter(|b| *b == mark).count();
    let least = if mark == b'=' { 1 } else { 3 };
    count >= least && rest.bytes().all(|b| b == mark || b == b' ' || b == b'\t')
}

fn item(rest: &str) -> Kind {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = &rest[digits..];
    if date(rest).is_some() {
        return Kind::Text;
    }
    let stop = after.starts_with(['.', ')']) && (after.len() == 1 || after[1..].starts_with([' ', '\t']));
    if stop && digits <= 9 { Kind::Item } else { Kind::Text }
}

/// Where the first stop of `2026. 11. 3` stands, which is a day and no item of a list.
pub(super) fn date(text: &str) -> Option<usize> {
    let number = |text: &str, least: usize, most: usize| -> Option<usize> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        (least..=most).contains(&digits).then_some(digits)
    };
    let year = number(text, 4, 4)?;
    let month = text[year..].strip_prefix('.')?.trim_start_matches(' ');
    let day = month[number(month, 1, 2)?..].trim_start_matches(' ').strip_prefix('.')?.trim_start_matches(' ');
    let digits = number(day, 1, 2)?;
    (!day[digits..].starts_with('.')).then_some(year)
}

/// Whether a line holds nothing but one tag.
fn lone_tag(rest: &str) -> bool {
    rest.ends_with('>')
        && rest.matches('<').count() == 1
        && rest[1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic())
        && !rest.contains("://")
}

fn contains_ignoring_case(text: &str, mark: &str) -> bool {
    text.as_bytes().windows(mark.len()).any(|w| w.eq_ignore_ascii_case(mark.as_bytes()))
}

/// Elements that begin a block of HTML even inside a paragraph.
const BLOCKS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];
