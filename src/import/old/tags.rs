//! Tags of templates in texts: shortcodes of Hugo, tags of Hexo and Jekyll, interpolations of Vue.

use super::generator::Program;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) name: String,
    /// Values in their order; `key=value` without its key too.
    pub(super) values: Vec<String>,
    pub(super) named: Vec<(String, String)>,
    pub(super) whole: String,
    /// `{{ … }}`
    pub(super) output: bool,
}

impl Tag {
    pub(super) fn get(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|k| self.named.iter().find(|(n, _)| n == k)).map(|(_, v)| v.as_str())
    }

    pub(super) fn value(&self, at: usize) -> &str {
        self.values.get(at).map_or("", String::as_str)
    }

    /// The end of a pair: `/notice`, `endnote`.
    pub(super) fn closes(&self, name: &str) -> bool {
        self.name.strip_prefix('/').is_some_and(|n| n.trim() == name)
            || self.name.strip_prefix("end").is_some_and(|n| n == name)
    }
}

const MARKS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")];

/// The first tag of a program in `text`, and where it begins and ends.
pub(super) fn next(text: &str, program: Program) -> Option<(usize, usize, Tag)> {
    let known = |open: &str| match program {
        Program::Hugo => open != "{%" && open != "{{",
        Program::Hexo | Program::Jekyll => open == "{%" || open == "{{",
        Program::VitePress | Program::VuePress | Program::MkDocs | Program::Folder => open == "{{",
    };
    let mut from = 0;
    loop {
        let at = text[from..].find('{')? + from;
        let found = MARKS.iter().filter(|(open, _)| known(open)).find(|(open, _)| text[at..].starts_with(open));
        let Some((open, close)) = found else {
            from = at + 1;
            continue;
        };
        let inner = &text[at + open.len()..];
        let Some(end) = inner.find(close) else {
            from = at + open.len();
            continue;
        };
        let whole = &text[at..at + open.len() + end + close.len()];
        return Some((at, at + whole.len(), read(&inner[..end], whole, *open == "{{")));
    }
}

fn read(inner: &str, whole: &str, output: bool) -> Tag {
    let inner = inner.trim().trim_matches(['-', '/']).trim();
    let closing = whole.trim_start_matches(['{', '<', '%', ' ', '-']).starts_with('/');
    let mut words = words(inner).into_iter();
    let name = words.next().unwrap_or_default();
    let name = if closing { format!("/{name}") } else { name };
    let (mut values, mut named) = (Vec::new(), Vec::new());
    for word in words {
        match word.split_once('=') {
            Some((key, value)) if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') => {
                let value = value.trim_matches(['"', '\'', '`']).to_owned();
                values.push(value.clone());
                named.push((key.to_owned(), value));
            }
            _ => values.push(word.trim_matches(['"', '\'', '`']).to_owned()),
        }
    }
    Tag { name, values, named, whole: whole.to_owned(), output }
}

/// Words parted by spaces outside of quotes.
fn words(text: &str) -> Vec<String> {
    let (mut out, mut word, mut quote) = (Vec::new(), String::new(), None);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (quote, c) {
            // A quotation mark of the text: \"甲\".
            (Some(_), '\\') if characters.peek().copied() == quote => word.extend(characters.next()),
            (Some(q), c) if c == q => {
                quote = None;
                word.push(c);
            }
            (None, '"' | '\'' | '`') => {
                quote = Some(c);
                word.push(c);
            }
            (None, c) if c.is_whitespace() => {
                if !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
            }
            (_, c) => word.push(c),
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// What a tag inside of a line becomes; none if there is nothing like it here.
pub(super) fn inline(tag: &Tag, of_page: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    if tag.output {
        return output(tag, of_page);
    }
    let rest = |from: usize| tag.values.get(from..).unwrap_or_default().join(" ");
    let figure = |source: &str, words: &str| format!("![{}]({})", words.replace(['[', ']'], ""), bracketed(source));
    Some(match tag.name.as_str() {
        // {% link 名称, https://…, 说明 %}, as themes of Hexo have it.
        "link" | "linkcard" if rest(0).contains(',') => {
            let whole = rest(0);
            let mut parts = whole.split(',').map(str::trim);
            let (words, address) = (parts.next()?, parts.find(|part| part.contains(['/', '.']))?);
            format!("[{words}]({})", bracketed(address))
        }
        "relref" | "ref" | "link" | "asset_path" => tag.get(&["path"]).unwrap_or(tag.value(0)).to_owned(),
        "post_url" | "post_path" => format!("post:{}", tag.value(0)),
        "post_link" => {
            let words = rest(1);
            let words = if words.is_empty() { tag.value(0).to_owned() } else { words };
            format!("[{words}](post:{})", tag.value(0))
        }
        "asset_link" => format!("[{}]({})", rest(1), bracketed(tag.value(0))),
        "figure" | "img" | "image" if tag.get(&["src", "link"]).is_some() => {
            let words = tag.get(&["alt", "caption", "title"]).unwrap_or_default();
            figure(tag.get(&["src", "link"]).unwrap_or_default(), words)
        }
        // {% include figure.html path="a.png" caption="…" %}, also `image_path` and `image`.
        "include" if tag.value(0).contains("figure") || tag.value(0).contains("image") => {
            let source = tag.get(&["path", "image_path", "image", "src", "url", "file"])?;
            let words = tag.get(&["alt", "caption", "title"]).unwrap_or_default();
            // Paths of themes begin at the root of the site.
            let slash = if source.starts_with('/') || source.contains(':') { "" } else { "/" };
            figure(&format!("{slash}{source}"), words)
        }
        "btn" | "button" => {
            let parts: Vec<String> =
                rest(0).split(',').map(|p| p.trim().trim_matches(['"', '\'']).to_owned()).collect();
            let words = parts.get(1).filter(|w| !w.is_empty())?;
            format!("[{words}]({})", bracketed(&parts[0]))
        }
        "label" => tag
            .values
            .iter()
            .find(|v| {
                ![
                    "default", "primary", "success", "info", "warning", "danger", "blue", "pink", "red", "purple",
                    "orange", "green",
                ]
                .contains(&v.as_str())
            })?
            .trim_start_matches('@')
            .to_owned(),
        "youtube" => format!("[视频](https://www.youtube.com/watch?v={})", tag.get(&["id"]).unwrap_or(tag.value(0))),
        "bilibili" => {
            format!("[视频](https://www.bilibili.com/video/{})", tag.get(&["id", "bvid"]).unwrap_or(tag.value(0)))
        }
        "asset_img" | "img" | "image" => {
            // Classes and sizes may stand beside the name of the file.
            let at = tag.values.iter().position(|v| v.contains('.')).unwrap_or(0);
            let words = tag.values.iter().skip(at + 1).filter(|v| v.parse::<u32>().is_err());
            figure(tag.value(at), &words.cloned().collect::<Vec<_>>().join(" "))
        }
        "raw" | "endraw" | "comment" | "endcomment" => String::new(),
        _ => return None,
    })
}

fn output(tag: &Tag, of_page: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let inner = tag.whole.trim_matches(['{', '}']).trim();
    let (what, filters) = inner.split_once('|').map_or((inner, ""), |(w, f)| (w.trim(), f));
    if what.starts_with(['"', '\'']) && filters.contains("_url") {
        return Some(what.trim_matches(['"', '\'']).to_owned());
    }
    match what {
        "site.baseurl" | "site.url" | "config.root" => Some(String::new()),
        _ => {
            let key = ["$frontmatter.", "page.", "frontmatter."].iter().find_map(|p| what.strip_prefix(p))?;
            of_page(key)
        }
    }
}

fn bracketed(path: &str) -> String {
    if path.contains([' ', '(', ')']) { format!("<{path}>") } else { path.to_owned() }
}
