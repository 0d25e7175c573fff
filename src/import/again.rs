//! Importing a document again: what was written by an import is known by a print in the page, so that what was edited
//! by hand since is never lost.

use sha2::{Digest, Sha256};

use super::front::{Front, quoted};

const FROM: &str = "  imported_from: ";
const PRINT: &str = "  imported_print: ";
/// In a file of questions, which has no front matter.
const PRINT_COMMENT: &str = "# imported_print: ";

/// What stands where a page is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Exactly what would be written.
    Same,
    /// What an earlier import wrote, and nobody has touched.
    Untouched,
    /// Something that was written or edited by hand.
    Edited,
}

/// Notes in the front matter where a page came from.
pub(super) fn origin(front: &mut Front, name: &str) {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    front.plain("extra", &format!("\n{FROM}{}\n{PRINT}0", quoted(file)).replacen(": \n", ":\n", 1));
}

/// Puts the print into a page that was written with [`origin`].
pub(super) fn with_print(text: &str) -> String {
    let text = text.replacen("extra: \n", "extra:\n", 1);
    let print = print(&text);
    let mark = if text.starts_with('#') { PRINT_COMMENT } else { PRINT };
    text.replacen(&format!("{mark}0\n"), &format!("{mark}\"{print}\"\n"), 1)
}

/// Puts title, date and old addresses into the front matter of an imported page. A file of questions has none.
pub(super) fn amend(text: &mut String, title: &str, date: Option<time::Date>, aliases: &[String]) {
    let Some((head, rest)) = text.strip_prefix("---\n").and_then(|t| t.split_once("\n---\n")) else { return };
    let mut front = Front::default();
    front.date("published_at", date);
    front.texts("aliases", aliases);
    let more = front.page("");
    let more = more.trim_matches(['-', '\n']);
    let mut lines = Vec::new();
    for line in head.lines() {
        if line.starts_with("extra:") && !more.is_empty() {
            lines.push(more.to_owned());
        }
        if line.starts_with(PRINT) {
            lines.push(format!("{PRINT}0"));
        } else if line.starts_with("title: ") && !title.is_empty() {
            lines.push(format!("title: {}", quoted(title)));
        } else if !(line.starts_with("published_at: ") && date.is_some()) {
            lines.push(line.to_owned());
        }
    }
    *text = with_print(&format!("---\n{}\n---\n{rest}", lines.join("\n")));
}

/// The print of a page, without the line of the print itself.
fn print(text: &str) -> String {
    let digest = Sha256::digest(without_print(text).as_bytes());
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// The page as people compare it.
pub fn without_print(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    // Only in the front matter.
    let end = lines.iter().skip(1).position(|l| *l == "---").map_or(0, |i| i + 1).max(lines.len().min(2));
    if let Some(at) = lines[..end].iter().position(|line| line.starts_with(PRINT) || line.starts_with(PRINT_COMMENT)) {
        lines.remove(at);
    }
    lines.join("\n")
}

/// How `old`, the page that is there, stands to `new`.
pub fn state(old: &str, new: &str) -> State {
    if without_print(old) == without_print(new) {
        return State::Same;
    }
    let noted = old
        .lines()
        .find_map(|line| line.strip_prefix(PRINT).or_else(|| line.strip_prefix(PRINT_COMMENT)))
        .map(|p| p.trim_matches('"'));
    if noted == Some(print(old).as_str()) { State::Untouched } else { State::Edited }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        let mut front = Front::default();
        front.text("title", "甲");
        origin(&mut front, "a/甲.docx");
        with_print(&front.page(body))
    }

    #[test]
    fn hands_are_seen() {
        let first = page("一\n");
        assert!(first.contains("extra:\n  imported_from: \"甲.docx\"\n  imported_print: \""), "{first}");
        assert_eq!(state(&first, &page("一\n")), State::Same);
        assert_eq!(state(&first, &page("二\n")), State::Untouched);
        assert_eq!(state(&first.replace('一', "三"), &page("二\n")), State::Edited);
        assert_eq!(state("---\ntitle: 乙\n---\n", &first), State::Edited);
        // Editors on Windows save other line breaks; that is no edit.
        assert_eq!(state(&first.replace('\n', "\r\n"), &first), State::Same);
    }
}
