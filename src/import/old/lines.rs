//! What a line of another Markdown is, and the headings among lines.

/// The file that a line shows: `--8<-- "a.md"` of MkDocs, `<!-- @include: a.md -->` of VuePress.
pub(super) fn included(line: &str) -> Option<&str> {
    let words = line.trim();
    let snippet = words.strip_prefix("--8<--").map(|rest| rest.trim().trim_matches(['"', '\'']));
    let comment = words.strip_prefix("<!--").and_then(|w| w.strip_suffix("-->"));
    let include = comment.and_then(|w| w.trim().strip_prefix('@')).unwrap_or(words);
    let include = include.strip_prefix("include:").or_else(|| include.strip_prefix("@include:")).map(str::trim);
    snippet.or(include).filter(|path| !path.is_empty())
}

/// Lines of frames around pictures and columns: in HTML no Markdown would be read. None for any other line; what is left
/// of one, if anything.
pub(super) fn without_frame(words: &str) -> Option<Option<&str>> {
    let tag = |name: &str| {
        let rest = words.strip_prefix('<')?.strip_prefix(name)?;
        (rest.starts_with([' ', '>']) && rest.ends_with('>') && !rest.contains('<')).then_some(())
    };
    let closes = ["</figure>", "</div>", "</center>"].contains(&words);
    if closes || ["figure", "div", "center"].iter().any(|name| tag(name).is_some()) {
        return Some(None);
    }
    let caption = words.strip_prefix("<figcaption").and_then(|w| w.strip_suffix("</figcaption>"));
    caption.and_then(|w| w.split_once('>')).map(|(_, text)| Some(text.trim()))
}

/// `> [!TIP] 自定`: a title of its own stands in the box.
pub(super) fn alert_with_title(words: &str) -> Option<(&str, &str)> {
    let (kind, title) = words.strip_prefix("> [!")?.split_once(']')?;
    let title = title.trim_start_matches(['+', '-']).trim();
    (!title.is_empty() && kind.chars().all(|c| c.is_ascii_alphabetic())).then_some((kind, title))
}

/// The line behind a block of code that begins at `at`.
pub(super) fn fenced(lines: &[&str], at: usize) -> Option<usize> {
    let start = lines[at].trim_start();
    let mark = start.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = start.chars().take_while(|c| *c == mark).count();
    if count < 3 || mark == '`' && start[count..].contains('`') {
        return None;
    }
    let ends = |line: &str| {
        let line = line.trim();
        line.chars().all(|c| c == mark) && line.chars().count() >= count
    };
    Some((at + 1..lines.len()).find(|i| ends(lines[*i])).map_or(lines.len(), |i| i + 1))
}

/// Applies `change` to what is not in backticks.
pub(super) fn outside_code(line: &str, change: &mut dyn FnMut(&str) -> String) -> String {
    let mut out = String::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(found) = line[at..].find('`') {
        let start = at + found;
        let count = line[start..].len() - line[start..].trim_start_matches('`').len();
        let mark = "`".repeat(count);
        let after = start + count;
        match line[after..].find(&mark) {
            Some(end) => {
                let end = after + end + count;
                out.push_str(&change(&line[plain_from..start]));
                out.push_str(&line[start..end]);
                plain_from = end;
                at = end;
            }
            None => at = after,
        }
    }
    out.push_str(&change(&line[plain_from..]));
    out
}

/// Headings underlined with `===` or `---` as headings with signs.
pub(super) fn with_signs(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut code = false;
    for line in lines {
        let words = line.trim();
        code ^= words.starts_with("```") || words.starts_with("~~~");
        let level = match words {
            w if code || w.len() < 3 => 0,
            w if w.chars().all(|c| c == '=') => 1,
            w if w.chars().all(|c| c == '-') => 2,
            _ => 0,
        };
        let text = out.last().map(String::as_str).unwrap_or_default();
        let heads = level > 0
            && !text.trim().is_empty()
            && !text.starts_with(['#', '>', '|', '-', '*', ' ', '`', '<'])
            && out.len().checked_sub(2).is_none_or(|i| out[i].trim().is_empty());
        if heads {
            let last = out.len() - 1;
            out[last] = format!("{} {}", "#".repeat(level), out[last]);
        } else {
            out.push(line);
        }
    }
    out
}

/// Lines with headings, and their levels.
pub(super) fn heads(lines: &[String]) -> Vec<(usize, usize)> {
    let mut code = false;
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        code ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let level = line.len() - line.trim_start_matches('#').len();
        if !code && (1..=6).contains(&level) && line[level..].starts_with([' ', '\t']) {
            found.push((at, level));
        }
    }
    found
}

/// The words of a heading.
pub(super) fn plain(line: &str) -> String {
    let text = line.trim_matches(['#', ' ']);
    let text = text.split("{#").next().unwrap_or(text);
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let (words, tail) = after.split_once(']').unwrap_or((after, ""));
        out.push_str(words);
        rest = if tail.starts_with('(') { tail.split_once(')').map_or("", |(_, t)| t) } else { tail };
    }
    out.push_str(rest);
    out.replace(['*', '`'], "").trim().to_owned()
}

pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '`')).collect()
}
