//! SVG: its size, and nothing in it that runs or fetches. It is refused rather than mended: what is cut out of a drawing by
//! rule is noticed by nobody until it is printed.

use std::ops::Range;

use roxmltree::{Attribute, Document, Node, NodeType, ParsingOptions};

use super::ImageFault;

const SVG: &str = "http://www.w3.org/2000/svg";
/// A drawing with more elements than this keeps a browser busy for seconds.
const MOST_NODES: u32 = 500_000;
/// The parser goes one call deeper for each level.
const DEEPEST: usize = 400;
/// What browsers show if a drawing says nothing of its size.
const DEFAULT: (u32, u32) = (300, 150);

/// Width and height in pixels, if the drawing is safe.
pub(super) fn check(bytes: &[u8]) -> Result<(u32, u32), ImageFault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| ImageFault::BadSvg {
        reason: "not UTF-8".to_owned(),
        range: error.valid_up_to()..error.valid_up_to(),
    })?;
    // Declarations can give any element any attribute and make text out of nothing; no drawing needs them.
    for declaration in ["<!ENTITY", "<!ATTLIST", "<!ELEMENT"] {
        if let Some(at) = text.find(declaration) {
            return Err(unsafe_at(declaration, at..at + declaration.len()));
        }
    }
    if let Some(at) = too_deep(text) {
        return Err(ImageFault::BadSvg {
            reason: format!("nested more than {DEEPEST} levels deep"),
            range: at..at + 1,
        });
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = offset(text, error.pos());
        ImageFault::BadSvg { reason: error.to_string(), range: at..at }
    })?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        return Err(ImageFault::BadSvg { reason: format!("<{}>", root.tag_name().name()), range: name_range(&root) });
    }
    document.descendants().try_for_each(|node| check_node(&node))?;
    Ok(size(&root))
}

/// Where elements become nested too deeply, in a text that may be anything.
fn too_deep(text: &str) -> Option<usize> {
    let after = |from: usize, end: &str| text[from..].find(end).map_or(text.len(), |i| from + i + end.len());
    let (mut at, mut depth) = (0, 0usize);
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        let rest = &text[start + 1..];
        if rest.starts_with("!--") {
            at = after(start + 4, "-->");
        } else if rest.starts_with("![CDATA[") {
            at = after(start + 9, "]]>");
        } else if rest.starts_with('?') {
            at = after(start, "?>");
        } else if rest.starts_with(['/', '!']) {
            depth = depth.saturating_sub(usize::from(rest.starts_with('/')));
            at = after(start, ">");
        } else {
            at = tag_end(text, start);
            depth += usize::from(!text[..at].ends_with("/>"));
        }
        if depth > DEEPEST {
            return Some(start);
        }
    }
    None
}

/// One past the `>` of the tag that begins at `start`; one within quotes does not count.
fn tag_end(text: &str, start: usize) -> usize {
    let mut quote = None;
    for (i, byte) in text.bytes().enumerate().skip(start + 1) {
        match (quote, byte) {
            (None, b'>') => return i + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn check_node(node: &Node<'_, '_>) -> Result<(), ImageFault> {
    match node.node_type() {
        NodeType::PI => {
            let target = node.pi().map_or("", |pi| pi.target);
            Err(unsafe_at(&format!("<?{target}"), node.range().start..node.range().start + 2 + target.len()))
        }
        NodeType::Element => {
            check_element(node)?;
            node.attributes().try_for_each(|attribute| check_attribute(node, &attribute))
        }
        NodeType::Text if node.parent().is_some_and(|parent| parent.tag_name().name() == "style") => {
            check_css(node.text().unwrap_or_default(), node.range())
        }
        _ => Ok(()),
    }
}

fn check_element(node: &Node<'_, '_>) -> Result<(), ImageFault> {
    let name = node.tag_name();
    let forbidden = match name.namespace() {
        Some(SVG) | None => matches!(
            &*name.name().to_ascii_lowercase(),
            "script"
                | "foreignobject"
                | "iframe"
                | "embed"
                | "object"
                | "audio"
                | "video"
                | "handler"
                | "listener"
                | "link"
        ),
        // HTML, MathML and stylesheets run as such inside a drawing; drawing programs' own elements do nothing.
        Some(namespace) => {
            let w3c = namespace.to_ascii_lowercase();
            w3c.contains("w3.org/1999/xhtml")
                || w3c.contains("/math/")
                || w3c.contains("/xsl/")
                || w3c.contains("xml-events")
        }
    };
    if forbidden {
        return Err(unsafe_at(&format!("<{}>", name.name()), name_range(node)));
    }
    Ok(())
}

fn check_attribute(node: &Node<'_, '_>, attribute: &Attribute<'_, '_>) -> Result<(), ImageFault> {
    let name = attribute.name().to_ascii_lowercase();
    let value = attribute.value().trim();
    let refuse = |what: String| Err(unsafe_at(&what, attribute.range()));
    if name.starts_with("on") && attribute.namespace().is_none() {
        return refuse(attribute.name().to_owned());
    }
    let bad = match &*name {
        "href" | "src" => !is_safe_reference(node.tag_name().name(), value),
        "base" => attribute.namespace().is_some(),
        "attributename" => {
            let animated = value.to_ascii_lowercase();
            animated.ends_with("href") || animated.starts_with("on")
        }
        _ => false,
    };
    if bad {
        return refuse(format!("{}=\"{}\"", attribute.name(), value.chars().take(60).collect::<String>()));
    }
    let styles = name == "style" || value.to_ascii_lowercase().contains("url");
    if styles { check_css(attribute.value(), attribute.range()) } else { Ok(()) }
}

fn is_safe_reference(element: &str, value: &str) -> bool {
    // Browsers skip control characters and spaces inside a scheme.
    let value: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let value = value.to_ascii_lowercase();
    if value.is_empty() || value.starts_with('#') {
        return true;
    }
    if element == "a" {
        let scheme = value.split(['/', '?', '#']).next().and_then(|head| head.split_once(':'));
        return scheme.is_none_or(|(scheme, _)| ["http", "https", "mailto", "tel"].contains(&scheme));
    }
    ["png", "jpeg", "jpg", "gif", "webp"].iter().any(|kind| value.starts_with(&format!("data:image/{kind};")))
}

/// Refuses styles that fetch something; an escape could hide that they do.
fn check_css(css: &str, range: Range<usize>) -> Result<(), ImageFault> {
    let lower = css.to_ascii_lowercase();
    for word in ["@import", "expression(", "javascript:", "-moz-binding", "\\", "image-set("] {
        if lower.contains(word) {
            return Err(unsafe_at(word, range));
        }
    }
    for (at, _) in lower.match_indices("url(") {
        let target = lower[at + 4..].trim_start().trim_start_matches(['"', '\'']);
        if !target.starts_with('#') && !target.starts_with("data:image/") && !target.starts_with("data:font/") {
            let shown: String = target.chars().take_while(|c| *c != ')').take(60).collect();
            return Err(unsafe_at(&format!("url({shown})"), range));
        }
    }
    Ok(())
}

fn size(root: &Node<'_, '_>) -> (u32, u32) {
    let view: Vec<f64> = root
        .attribute("viewBox")
        .map(|view| view.split([' ', ',', '\t', '\n']).filter_map(|n| n.parse().ok()).collect())
        .unwrap_or_default();
    let ratio = match view[..] {
        [_, _, w, h] if w > 0.0 && h > 0.0 => Some((w, h)),
        _ => None,
    };
    let (width, height) = (length(root.attribute("width")), length(root.attribute("height")));
    let (width, height) = match (width, height, ratio) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(view)) => view,
        (Some(width), None, None) => (width, f64::from(DEFAULT.1)),
        (None, Some(height), None) => (f64::from(DEFAULT.0), height),
        (None, None, None) => return DEFAULT,
    };
    // Converting saturates, so that no size is too large or too small.
    ((width.round() as u32).max(1), (height.round() as u32).max(1))
}

/// A length in pixels; none for percentages and nonsense.
fn length(value: Option<&str>) -> Option<f64> {
    let value = value?.trim();
    let split = value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
    let (number, unit) = value.split_at(split);
    let pixels = match unit.trim() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "em" | "rem" => 16.0,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|n| n * pixels).filter(|n| *n > 0.0)
}

fn unsafe_at(what: &str, range: Range<usize>) -> ImageFault {
    ImageFault::UnsafeSvg { what: what.to_owned(), range }
}

/// The name in an element's opening tag.
fn name_range(node: &Node<'_, '_>) -> Range<usize> {
    let start = node.range().start + 1;
    start..start + node.tag_name().name().len()
}

fn offset(text: &str, at: roxmltree::TextPos) -> usize {
    let (row, col) = (at.row.max(1) as usize, at.col.max(1) as usize);
    let line_start: usize = text.split_inclusive('\n').take(row - 1).map(str::len).sum();
    let line = text[line_start..].split('\n').next().unwrap_or_default();
    line_start + line.char_indices().nth(col - 1).map_or(line.len(), |(i, _)| i)
}
