//! What a line begins with that nearly is Markdown, or is that of another program.

use super::super::cjk::is_cjk;
use super::lines::{Kind, Line, is_prose_of_code};
use super::{Amended, Slip};

pub(super) fn amend(body: &str, lines: &[Line], taken: &[bool], found: &mut Amended) {
    for (i, line) in lines.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| &lines[i]);
        match line.kind {
            Kind::Other if line.text(body).starts_with(':') => code_goes_on(body, before, line, found),
            Kind::Rule => underline(body, line, before.filter(|_| !taken[i - 1]), found),
            Kind::Text | Kind::Item if !taken[i] => {
                let text = line.text(body);
                if line.indent >= 4 && !line.in_list {
                    indented(body, lines, i, found);
                } else if text.starts_with(['#', '＃']) {
                    heading(line, text, found);
                } else if !text.starts_with(is_cjk) {
                    foreign(line, text, found);
                    if is_dash_line(text) {
                        underline(body, line, before, found);
                    }
                } else if text.starts_with('＞') {
                    found
                        .slip(line.start..line.start + '＞'.len_utf8(), Slip::Fullwidth { written: "＞", meant: "> " });
                }
            }
            _ => {}
        }
    }
}

/// Code that began on the line before goes on; the parser would take the colon for the mark of a definition.
fn code_goes_on(body: &str, before: Option<&Line>, line: &Line, found: &mut Amended) {
    let Some(before) = before.filter(|l| l.kind == Kind::Text && l.quotes == 0 && line.quotes == 0) else { return };
    if before.text(body).matches('`').count() % 2 == 1 && line.text(body).contains('`') {
        found.replace(before.range.end..line.range.start, " ");
    }
}

/// `-` and `--` underline what stands above them just as `---` does.
fn is_dash_line(text: &str) -> bool {
    matches!(text, "-" | "--")
}

/// A rule below text, which Markdown takes for the mark of a heading. Nobody who did not learn it means that.
fn underline(body: &str, line: &Line, before: Option<&Line>, found: &mut Amended) {
    let Some(before) = before.filter(|l| l.kind == Kind::Text && l.quotes == line.quotes) else { return };
    if !line.text(body).starts_with('-') || before.text(body).is_empty() {
        return;
    }
    found.insert(line.range.start, format!("{}\n", ">".repeat(line.quotes)));
    found.slip(line.start..line.range.end, Slip::Underline);
}

/// `#标题` and `＃＃ 标题`. What stands between two `#` is the name of a subject on social media.
fn heading(line: &Line, text: &str, found: &mut Amended) {
    let marks: Vec<char> = text.chars().take_while(|c| matches!(c, '#' | '＃')).collect();
    let length: usize = marks.iter().map(|c| c.len_utf8()).sum();
    let rest = &text[length..];
    let Some(first) = rest.chars().next() else { return };
    let subject = marks.len() == 1 && rest.trim_end().contains(['#', '＃']);
    let likely = first.is_whitespace() || is_cjk(first) || marks.len() > 1 && first.is_alphanumeric();
    if marks.len() > 6 || subject || !likely {
        return;
    }
    if marks.contains(&'＃') {
        found.replace(line.start..line.start + length, "#".repeat(marks.len()));
    }
    let wide = rest.len() - rest.trim_start_matches('\u{3000}').len();
    if wide > 0 {
        found.replace(line.start + length..line.start + length + wide, " ");
    } else if !first.is_whitespace() {
        found.insert(line.start + length, " ");
    }
}

/// Lines that their writer indented, and that Markdown takes for code.
fn indented(body: &str, lines: &[Line], at: usize, found: &mut Amended) {
    let line = &lines[at];
    let first = at == 0 || !matches!(lines[at - 1].kind, Kind::Text | Kind::Item);
    if first && is_prose_of_code(line.text(body)) {
        found.replace(line.start - line.blanks(body)..line.start, "");
    }
}

/// What other generators and editors understand.
pub(super) fn foreign(line: &Line, text: &str, found: &mut Amended) {
    let Some(first) = text.bytes().next() else { return };
    let place = line.start..line.start + text.len();
    let lower = || text.to_ascii_lowercase();
    match first {
        b'[' | b'{' | b'$' | b'@' if is_contents(&lower()) => {
            found.replace(place.clone(), "");
            found.slip(place, Slip::Contents);
        }
        b'[' if text.starts_with("[!") && line.quotes > 0 => alert(line, text, found),
        b'[' if text.starts_with("[!") && text.ends_with(']') => found.slip(place, Slip::AlertOutside),
        b':' if text.starts_with(":::") => {
            let name = text.trim_start_matches(':').trim();
            if !name.is_empty() {
                found.slip(place, Slip::Container { name: word(name) });
            }
        }
        b'!' | b'?' if text.starts_with("!!! ") || text.starts_with("??? ") || text.starts_with("???+ ") => {
            let name = text.split_whitespace().nth(1).unwrap_or_default();
            found.slip(place, Slip::Container { name: word(name) });
        }
        b'=' if text.starts_with("=== \"") || text.starts_with("=== '") => found.slip(place, Slip::Tab),
        b'<' if text.starts_with("<<<") => found.slip(place, Slip::Include),
        b'\\' if text[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => found.slip(place, Slip::Tex),
        _ => {}
    }
}

/// The word that a name begins with.
fn word(name: &str) -> String {
    name.chars().take_while(|c| c.is_alphanumeric() || *c == '-').take(20).collect()
}

fn is_contents(lower: &str) -> bool {
    matches!(
        lower,
        "[toc]" | "[[toc]]" | "[[_toc_]]" | "{:toc}" | "{{toc}}" | "${toc}" | "@[toc]" | "[目录]" | "[toc]:"
    )
}

/// `> [!INFO]`, `> [!tip]- 标题` and what else there is beside the five that Markdown knows.
fn alert(line: &Line, text: &str, found: &mut Amended) {
    let Some((name, title)) = text[2..].split_once(']') else { return };
    let title = title.trim_start_matches(['+', '-']).trim();
    let known = known_alert(name);
    let as_it_is = ["note", "tip", "important", "warning", "caution"].iter().any(|n| n.eq_ignore_ascii_case(name));
    if as_it_is && text[2 + name.len() + 1..].trim().is_empty() {
        return;
    }
    let place = line.start..line.start + text.len();
    if known.is_none() {
        found.slip(place.clone(), Slip::Alert { name: name.chars().take(20).collect() });
    }
    let quotes = ">".repeat(line.quotes);
    let head = known.unwrap_or("NOTE");
    if title.is_empty() {
        found.replace(place, format!("[!{head}]"));
    } else {
        let start = line.start + text.len() - text[text.len() - title.len()..].len();
        found.replace(line.start..start, format!("[!{head}]\n{quotes} **"));
        found.insert(line.start + text.len(), format!("**\n{quotes}"));
    }
}

fn known_alert(name: &str) -> Option<&'static str> {
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "note" | "info" | "abstract" | "summary" | "tldr" | "quote" | "cite" | "example" | "todo" | "说明" | "注"
        | "备注" => "NOTE",
        "tip" | "hint" | "success" | "check" | "done" | "提示" | "小贴士" => "TIP",
        "important" | "question" | "help" | "faq" | "重要" | "问题" => "IMPORTANT",
        "warning" | "attention" | "注意" => "WARNING",
        "caution" | "danger" | "error" | "bug" | "failure" | "fail" | "missing" | "警告" | "危险" => "CAUTION",
        _ => return None,
    })
}
