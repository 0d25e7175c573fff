//! What stands inside a line that nearly is Markdown, or is that of another program.

use std::ops::Range;

use super::lines::{self, Kind, Line};
use super::{Amended, Slip, addresses};

/// Amends one line; `row` if it belongs to a table.
pub(super) fn amend(body: &str, line: &Line, row: bool, found: &mut Amended) {
    let text = line.text(body);
    let code = line.indent >= 4 && !line.in_list && !row && !super::is_prose_of_code(text);
    if code || line.kind == Kind::Other && text.starts_with("{{") {
        return;
    }
    let date = if line.kind == Kind::Text { lines::date(text) } else { None };
    if let Some(stop) = date {
        found.insert(line.start + stop, "\\");
    }
    // `:smile:` is no definition; that has a blank behind its colon.
    if line.kind == Kind::Text && text.starts_with(':') && !text.starts_with("::") {
        found.insert(line.start, "\\");
    }
    // Most lines have nothing of the kind.
    let ascii = memchr::memchr3(b'<', b'$', b'{', text.as_bytes()).is_some()
        || memchr::memchr3(b'[', b'=', b'\\', text.as_bytes()).is_some()
        || memchr::memchr(b'*', text.as_bytes()).is_some();
    if !ascii && !text.contains(['＊', '｛', '】', '［']) {
        return;
    }
    for part in outside_code(text) {
        let at = line.start + part.start;
        let part = &text[part];
        office_tags(part, at, found);
        conditions(part, at, found);
        if line.kind != Kind::Other {
            let paths = paths(part, at, found);
            products(part, at, &paths, found);
        }
        pairs(part, at, found);
        templates(part, at, found);
        if line.kind != Kind::Heading {
            attributes(part, at, found);
        }
        mathematics(part, at, found);
        addresses::amend(part, at, found);
    }
}

/// The parts of a line that no pair of backticks holds.
fn outside_code(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut out, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(open) = memchr::memchr(b'`', &bytes[at..]).map(|i| at + i) {
        let length = bytes[open..].iter().take_while(|b| **b == b'`').count();
        let mut search = open + length;
        let close = loop {
            let Some(next) = memchr::memchr(b'`', &bytes[search..]).map(|i| search + i) else { break None };
            let run = bytes[next..].iter().take_while(|b| **b == b'`').count();
            if run == length {
                break Some(next + run);
            }
            search = next + run;
        };
        let Some(close) = close else {
            at = open + length;
            continue;
        };
        out.push(start..open);
        (start, at) = (close, close);
    }
    out.push(start..text.len());
    out
}

/// `<o:p>` and its kind, which Word leaves in what is copied out of it.
fn office_tags(text: &str, at: usize, found: &mut Amended) {
    let mut from = 0;
    while let Some(open) = memchr::memchr(b'<', &text.as_bytes()[from..]).map(|i| from + i) {
        from = open + 1;
        let Some(name) = office_name(&text[open + 1..]) else { continue };
        let Some(length) = text[open..].find('>') else { continue };
        let place = at + open..at + open + length + 1;
        if !text[open + 1..].starts_with('/') {
            found.slip(place.clone(), Slip::OfficeTag { name: name.to_owned() });
        }
        found.replace(place, "");
        from = open + length + 1;
    }
}

/// `<![if !supportLists]>` and `<![endif]>`, with which Word surrounds the numbers of its lists.
fn conditions(text: &str, at: usize, found: &mut Amended) {
    for open in ["<![if ", "<![endif"] {
        for (start, _) in text.match_indices(open) {
            let Some(length) = text[start..].find("]>").map(|i| i + 2) else { continue };
            let place = at + start..at + start + length;
            if open != "<![endif" {
                found.slip(place.clone(), Slip::OfficeTag { name: "![if]".to_owned() });
            }
            found.replace(place, "");
        }
    }
}

/// `D:\资料\_稿件\*.docx` and `\\server\share`: what stands in a path of Windows is no mark, and its backslashes stay.
fn paths(text: &str, at: usize, found: &mut Amended) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(slash) = memchr::memchr(b'\\', &bytes[from..]).map(|i| from + i) {
        from = slash + 1;
        let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphabetic);
        let apart = |i: usize| i == 0 || !bytes[i - 1].is_ascii_alphanumeric() && bytes[i - 1] != b'\\';
        let drive = slash >= 2 && bytes[slash - 1] == b':' && letter(slash - 2) && apart(slash - 2);
        let shared = apart(slash) && bytes.get(slash + 1) == Some(&b'\\') && letter(slash + 2) && letter(slash + 3);
        if !drive && !shared {
            continue;
        }
        let ends = |c: char| c.is_whitespace() || "，。；：、“”‘’（）()《》〈〉【】<>|\"'`！？".contains(c);
        let rest = &text[slash..];
        let end = slash + rest.find(ends).unwrap_or(rest.len());
        from = end.max(from);
        let inner = &text[slash + if shared { 2 } else { 0 }..end];
        // Written twice already, or no path but mathematics.
        if inner.contains("\\\\") || shared && !inner.contains('\\') {
            continue;
        }
        for (i, c) in text[slash..end].char_indices() {
            if matches!(c, '\\' | '*' | '_') {
                found.insert(at + slash + i, "\\");
            }
        }
        all.push(slash..end);
    }
    all
}

/// 5*8小时 and 3*4*2.5米: between figures the mark is that of a product.
fn products(text: &str, at: usize, paths: &[Range<usize>], found: &mut Amended) {
    let bytes = text.as_bytes();
    for star in memchr::memchr_iter(b'*', bytes) {
        let (Some(before), Some(after)) = (star.checked_sub(1).map(|i| bytes[i]), bytes.get(star + 1)) else {
            continue;
        };
        let figures = before.is_ascii_digit() && after.is_ascii_alphanumeric()
            || after.is_ascii_digit() && before.is_ascii_alphanumeric();
        // In an address or a tag the mark stands for itself.
        let word = text[..star].trim_end_matches(|c: char| !c.is_whitespace()).len();
        let address = text[word..star].contains("://") || text[..star].rfind('<') > text[..star].rfind('>');
        if figures && !address && !paths.iter().any(|path| path.contains(&star)) {
            found.insert(at + star, "\\");
        }
    }
}

/// `o:p` of `o:p>` or `/o:p>`.
fn office_name(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let (prefix, after) = rest.split_once(':').filter(|(p, _)| p.len() <= 4)?;
    let known = matches!(prefix, "o" | "v" | "w" | "m" | "x" | "u" | "wp" | "wps" | "a" | "pic" | "mso" | "r")
        || matches!(
            prefix.as_bytes(),
            [b's', b't', b'1'..=b'9'] | [b'w' | b'u', b'1'..=b'9'] | [b'w', b'1', b'0'..=b'9']
        );
    let name = after.split(|c: char| !c.is_ascii_alphanumeric()).next().filter(|n| !n.is_empty())?;
    known.then(|| &rest[..prefix.len() + 1 + name.len()])
}

/// `＊＊x＊＊` and `==x==`.
fn pairs(text: &str, at: usize, found: &mut Amended) {
    for (mark, slip) in [("＊＊", Slip::Fullwidth { written: "＊＊", meant: "**" }), ("==", Slip::Highlight)] {
        let Some(open) = text.find(mark) else { continue };
        let rest = &text[open + mark.len()..];
        let Some(close) = rest.find(mark) else { continue };
        let inner = &rest[..close];
        let tight = !inner.is_empty() && inner.trim() == inner && !inner.starts_with('=') && !inner.contains("://");
        if tight && !text[..open].ends_with(['=', '!', '<', '>']) && !rest[close + mark.len()..].starts_with('=') {
            found.slip(at + open..at + open + mark.len() * 2 + close, slip);
        }
    }
}

/// `{{ x }}`, `{% x %}` and shortcodes whose marks an input method or a browser changed.
fn templates(text: &str, at: usize, found: &mut Amended) {
    for open in ["｛｛", "{{&lt;", "{{＜", "{{《", "｛{", "{｛", "{{%&gt;"] {
        if let Some(start) = text.find(open) {
            let end = ["｝｝", "}}", "}｝", "｝}"]
                .iter()
                .filter_map(|m| Some(start + text[start..].find(m)? + m.len()))
                .min();
            return found.slip(at + start..at + end.unwrap_or(text.len()), Slip::ShortcodeMarks);
        }
    }
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        let mut from = 0;
        while let Some(start) = text[from..].find(open).map(|i| from + i) {
            let inner = &text[start + 2..];
            from = start + 2;
            if inner.starts_with(['<', '%']) && open == "{{" || text[..start].ends_with(['{', '\\']) {
                continue;
            }
            let Some(end) = inner.find(close).map(|i| start + 2 + i + 2) else { continue };
            found.slip(at + start..at + end, Slip::Template);
            from = end;
        }
    }
}

/// `{width=300}`, `{.class}`, `{: .class}` behind a picture, a link or at the end of a line.
fn attributes(text: &str, at: usize, found: &mut Amended) {
    let mut from = 0;
    while let Some(open) = memchr::memchr(b'{', &text.as_bytes()[from..]).map(|i| from + i) {
        from = open + 1;
        let Some(close) = text[open..].find('}').map(|i| open + i) else { return };
        let inner = text[open + 1..close].trim_start_matches(':').trim();
        let behind = text[..open].trim_end();
        let alone = behind.is_empty() && text[close + 1..].trim().is_empty();
        let ends = text[close + 1..].trim().is_empty() || behind.ends_with([')', ']', '*']);
        let words = || inner.split_whitespace();
        let is_list = words().next().is_some() && words().all(is_attribute);
        if is_list && !behind.ends_with('{') && (alone || ends) {
            found.replace(at + open..at + close + 1, "");
            found.slip(at + open..at + close + 1, Slip::Attributes { picture: behind.ends_with(')') });
            from = close + 1;
        }
    }
}

/// `.name`, `#name` or `name=value`.
fn is_attribute(word: &str) -> bool {
    let name = |n: &str| !n.is_empty() && n.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'));
    match word.split_once('=') {
        Some((key, value)) => name(key) && !value.is_empty(),
        None => word.strip_prefix(['.', '#']).is_some_and(name),
    }
}

/// `$x^2$`, `$$` and `\(x\)`. Amounts of money have no sign of mathematics in them.
fn mathematics(text: &str, at: usize, found: &mut Amended) {
    let place = |range: Range<usize>| at + range.start..at + range.end;
    for (open, close) in [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$")] {
        let Some(start) = text.find(open) else { continue };
        let inner = &text[start + open.len()..];
        let Some(end) = inner.find(close) else {
            if open == "$$" {
                return found.slip(place(start..text.len()), Slip::Mathematics);
            }
            continue;
        };
        let inner = &inner[..end];
        let signs = inner.contains(['\\', '^', '_', '=', '+', '<', '>'])
            || inner.len() == 1 && !inner.starts_with(|c: char| c.is_ascii_digit());
        let tight = !inner.is_empty() && inner.trim() == inner;
        let letters = inner.chars().any(|c| c.is_ascii_alphabetic());
        let likely = if open == "$" { tight && signs && letters } else { open == "$$" || signs && letters };
        if likely {
            return found.slip(place(start..start + open.len() * 2 + end), Slip::Mathematics);
        }
    }
}
