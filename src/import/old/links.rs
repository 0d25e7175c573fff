//! Links and pictures of the old site, to files of the new one.

use super::address;
use super::generator::Program;
use super::{Read, Tree};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Elsewhere, or to nothing that can be known.
    Same,
    /// To the page of this source, with what stands behind `#`.
    Page(String, String),
    /// To a file of the tree.
    File(String),
    /// To something that is not there.
    Lost,
}

impl Tree {
    /// Where `link` on the page of `source` leads.
    pub(super) fn target(&self, source: &str, link: &str) -> Target {
        let link = link.trim();
        // A link to the site itself may be written in full.
        let own = Some(link).filter(|_| !self.site.is_empty()).and_then(|link| link.strip_prefix(self.site.as_str()));
        if let Some(path) = own.filter(|path| path.starts_with('/')) {
            let target = self.target(source, path);
            return if target == Target::Lost { Target::Same } else { target };
        }
        let scheme = link.split(['/', '?', '#']).next().is_some_and(|head| head.contains(':'));
        if let Some(name) = link.strip_prefix("post:") {
            return self.post(name);
        }
        if link.is_empty() || link.starts_with(['#', '<', '{']) || link.starts_with("//") || scheme {
            return Target::Same;
        }
        let decoded = percent_encoding::percent_decode_str(link).decode_utf8_lossy().into_owned();
        let (path, anchor) = decoded.split_once('#').map_or((decoded.as_str(), ""), |(p, a)| (p, a));
        let path = path.split('?').next().unwrap_or(path).trim_start_matches("@/");
        let absolute = path.starts_with('/') || link.starts_with("@/");
        let here = source.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut places = Vec::new();
        if absolute {
            places.push(format!("{}{}", self.generator.content, path.trim_start_matches('/')));
            places.extend(self.generator.roots.iter().map(|root| format!("{root}{}", path.trim_start_matches('/'))));
        } else {
            places.extend(joined(here, path));
            // The folder of a post's pictures has its name.
            let bare = source.rsplit_once('.').map_or(source, |(s, _)| s);
            places.extend(joined(bare, path));
            places.push(format!("{}{path}", self.generator.content));
            // With pretty addresses a page is a folder, and links are written from inside of it.
            if let Some(old) = self.addresses.iter().find(|(_, file)| *file == source).map(|(old, _)| old) {
                places.extend(joined(old, path).map(|p| format!("{}{p}", self.generator.content)));
                places.extend(
                    self.generator.roots.iter().filter_map(|root| Some(format!("{root}{}", joined(old, path)?))),
                );
            }
        }
        for place in &places {
            if let Some(file) = self.page_at(place) {
                return Target::Page(file, anchor.to_owned());
            }
        }
        for place in &places {
            let markdown = place.to_ascii_lowercase().ends_with(".md");
            if self.files.contains(place) && !markdown {
                return Target::File(place.clone());
            }
        }
        let address = if absolute { Some(path.to_owned()) } else { joined(here, path) };
        let by_address = address.and_then(|a| self.addresses.get(&address::key(&a)));
        match by_address {
            Some(file) => Target::Page(file.clone(), anchor.to_owned()),
            None => self.by_name(source, path).map_or(Target::Lost, |file| Target::Page(file, anchor.to_owned())),
        }
    }

    /// `ref` of Hugo finds a page by its name alone, wherever it lies.
    fn by_name(&self, source: &str, path: &str) -> Option<String> {
        if self.generator.program != Program::Hugo || path.contains('/') {
            return None;
        }
        let same = self.pages.keys().filter(|file| address::name_of(file) == path.trim_end_matches(".md"));
        // Each language has a page of the name; that of the same is nearest.
        let shared = |file: &str| file.split('/').zip(source.split('/')).take_while(|(a, b)| a == b).count();
        let mut same: Vec<(usize, &String)> = same.map(|file| (shared(file), file)).collect();
        same.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        let nearest = same.first()?;
        same.get(1).is_none_or(|next| next.0 < nearest.0).then(|| nearest.1.clone())
    }

    /// The source that `place` names: itself, with its extension, as an address, or as a folder.
    fn page_at(&self, place: &str) -> Option<String> {
        let bare = place.trim_end_matches('/');
        let stem = bare.strip_suffix(".html").unwrap_or(bare);
        let slash = if stem.is_empty() { "" } else { "/" };
        let found = [
            bare.to_owned(),
            format!("{stem}.md"),
            format!("{stem}{slash}index.md"),
            format!("{stem}{slash}_index.md"),
            format!("{stem}{slash}README.md"),
        ];
        found.into_iter().find(|file| self.pages.contains_key(file))
    }

    fn post(&self, name: &str) -> Target {
        let name = name.trim().trim_matches(['"', '\'']);
        let bare = address::split_date(name.rsplit('/').next().unwrap_or(name)).1;
        let found = self.pages.keys().find(|file| address::name_of(file) == bare.trim_end_matches(".md"));
        found.map_or(Target::Lost, |file| Target::Page(file.clone(), String::new()))
    }

    /// The reference to the page of `file`, with its anchor as this program makes it; none if it has no such heading.
    pub(super) fn reference(&self, file: &str, anchor: &str, column: &str, read: Read<'_>) -> (String, bool) {
        let slash = if column.is_empty() { "" } else { "/" };
        let path = format!("/{column}{slash}{}", self.pages.get(file).map_or("", String::as_str));
        if anchor.is_empty() {
            return (path, true);
        }
        let text = read(file).map(|bytes| super::decoded(&bytes)).unwrap_or_default();
        match anchor_of(&text, anchor) {
            Some(anchor) => (format!("{path}#{anchor}"), true),
            None => (path, false),
        }
    }

    pub(super) fn program(&self) -> Program {
        self.generator.program
    }
}

/// The anchor that a heading of `text` has here, by the one that it had there.
pub(super) fn anchor_of(text: &str, anchor: &str) -> Option<String> {
    let wanted = crate::content::slug(anchor);
    let heads = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_matches(['#', ' ']));
    for head in heads {
        if let Some((_, own)) = head.split_once("{#") {
            if own.trim_end_matches('}').trim() == anchor {
                return Some(anchor.to_owned());
            }
            continue;
        }
        if !wanted.is_empty() && crate::content::slug(head) == wanted {
            return Some(wanted);
        }
    }
    None
}

/// `../b/c.md` from the folder `a`; none if it leads out of the tree.
pub(super) fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Calls `change` for each place in a line of Markdown that holds a link, with whether it is a picture.
pub(super) fn each(line: &str, change: &mut dyn FnMut(&str, bool) -> Option<String>) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    // A definition: [name]: address
    if let Some((head, tail)) = line.split_once("]: ")
        && head.trim_start().starts_with('[')
        && !head.contains("[^")
    {
        let (address, after) = tail.trim_start().split_once(' ').map_or((tail.trim(), ""), |(a, b)| (a, b));
        let new = change(address, false).unwrap_or_else(|| address.to_owned());
        let gap = if after.is_empty() { "" } else { " " };
        return format!("{head}]: {new}{gap}{after}");
    }
    while let Some((at, open)) = next_place(rest) {
        let start = at + open.len();
        out.push_str(&rest[..start]);
        let (address, taken) = match open {
            "](" => destination(&rest[start..]),
            _ => {
                let end = rest[start..].find('"').unwrap_or(rest.len() - start);
                (rest[start..start + end].to_owned(), end)
            }
        };
        let picture = match open {
            "](" => opens_picture(&rest[..at]),
            _ => open.starts_with("src"),
        };
        match change(&address, picture) {
            Some(new) if open == "](" && new.contains([' ', '(', ')']) => out.push_str(&format!("<{new}>")),
            Some(new) => out.push_str(&new),
            None => out.push_str(&rest[start..start + taken]),
        }
        rest = &rest[start + taken..];
    }
    out.push_str(rest);
    out
}

fn next_place(text: &str) -> Option<(usize, &'static str)> {
    ["](", "src=\"", "href=\""].into_iter().filter_map(|open| Some((text.find(open)?, open))).min()
}

/// Whether the bracket that closes at the end of `before` began with `![`.
fn opens_picture(before: &str) -> bool {
    let mut depth = 1_usize;
    for (at, c) in before.char_indices().rev() {
        match c {
            ']' => depth += 1,
            '[' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return before[..at].ends_with('!');
        }
    }
    false
}

/// The address in the brackets of a link, and how long it is as written.
fn destination(text: &str) -> (String, usize) {
    if let Some(rest) = text.strip_prefix('<')
        && let Some(end) = rest.find('>')
    {
        return (rest[..end].to_owned(), end + 2);
    }
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return (text[..at].to_owned(), at),
            ')' => depth -= 1,
            // A title follows.
            ' ' if text[at..].trim_start().starts_with(['"', '\'', '=']) => return (text[..at].to_owned(), at),
            _ => {}
        }
    }
    (text.to_owned(), text.len())
}
