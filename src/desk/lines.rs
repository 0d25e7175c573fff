//! Line breaks: a browser's text field knows one kind, files have several.

use similar::{ChangeTag, TextDiff};

use crate::parse::front_matter;

/// `text`, whose lines end with `\n`, with the line breaks of `former`: lines that are still there keep their own, new ones
/// get the kind that most have.
pub(crate) fn with_breaks_of(former: &str, text: &str) -> String {
    if !former.contains('\r') {
        return text.to_owned();
    }
    let windows = former.matches("\r\n").count();
    let others = former.matches('\n').count() - windows + former.replace("\r\n", "").matches('\r').count();
    let usual = if windows >= others { "\r\n" } else { "\n" };
    if others == 0 {
        return text.replace('\n', usual);
    }
    let (old, new) = (split(former), split(text));
    let bare = |lines: &[(String, String)]| lines.iter().map(|(line, _)| line.clone()).collect::<Vec<_>>();
    let (old_lines, new_lines) = (bare(&old), bare(&new));
    let (old_refs, new_refs): (Vec<&str>, Vec<&str>) =
        (old_lines.iter().map(String::as_str).collect(), new_lines.iter().map(String::as_str).collect());
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for change in TextDiff::from_slices(&old_refs, &new_refs).iter_all_changes() {
        let Some(at) = change.new_index() else { continue };
        let (line, end) = &new[at];
        out.push_str(line);
        out.push_str(match change.tag() {
            ChangeTag::Equal if !end.is_empty() => {
                change.old_index().map(|i| old[i].1.as_str()).filter(|end| !end.is_empty()).unwrap_or(usual)
            }
            _ if end.is_empty() => "",
            _ => usual,
        });
    }
    out
}

/// Where the text that is typed begins: behind the front matter and the empty lines below it.
pub(crate) fn body_start(text: &str) -> usize {
    let (_, start) = front_matter::parts(&"desk.md".into(), text);
    text.len() - text[start..].trim_start_matches(['\r', '\n']).len()
}

/// `text` as a browser's text field has it.
pub(crate) fn for_field(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The lines of `text` with what ends each.
fn split(text: &str) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let width = if rest[end..].starts_with("\r\n") { 2 } else { usize::from(end < rest.len()) };
        lines.push((rest[..end].to_owned(), rest[end..end + width].to_owned()));
        rest = &rest[end + width..];
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_touched_keeps_its_breaks() {
        for former in ["a\nb\n", "a\r\nb\r\n", "a\r\nb\nc\rd", "\r\n\r\n", "", "a", "a\rb", "x\r\n\n\r\ny\n"] {
            assert_eq!(with_breaks_of(former, &for_field(former)), former, "{former:?}");
        }
        assert_eq!(with_breaks_of("a\r\nb\r\n", "a\nc\nb\n"), "a\r\nc\r\nb\r\n");
        assert_eq!(with_breaks_of("a\r\nb\nc\r\n", "a\nb\nx\nc\n"), "a\r\nb\nx\r\nc\r\n");
    }

    proptest::proptest! {
        #[test]
        fn any_file_comes_back_as_it_was(text in "([a-c甲]{0,3}(\r\n|\n|\r)?){0,12}") {
            proptest::prop_assert_eq!(with_breaks_of(&text, &for_field(&text)), text);
        }
    }
}
