//! Static files of a theme under names that carry a fingerprint, so that hosts may cache them for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{minify, words};

/// What a theme's static files become.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    /// Output path (`assets/css/site.0123456789.css`) and bytes, in order of path.
    pub files: Vec<(String, Vec<u8>)>,
    /// Output path of each file by its name in the theme (`css/site.css`).
    pub urls: BTreeMap<String, String>,
}

/// Names every file by its content; style sheets come last because they name the others, and after them the list of all that
/// scripts may fetch. `page_words` are the keys of the words that pages need at once.
pub(super) fn build(
    statics: &BTreeMap<String, Arc<[u8]>>,
    strings: &BTreeMap<String, String>,
    page_words: &[String],
    minified: bool,
) -> Assets {
    let mut made = Assets::default();
    made.add(WORDS, words::script(&named(statics, strings)).into_bytes());
    let (styles, others): (Vec<_>, Vec<_>) = statics.iter().partition(|(name, _)| name.ends_with(".css"));
    for (name, bytes) in others {
        made.add(name, bytes.to_vec());
        if name.ends_with(".wasm")
            && let Some(packed) = packed(bytes)
        {
            made.add(&format!("{name}{PACKED}"), packed);
        }
    }
    for (name, bytes) in styles_in_order(&styles) {
        let bytes = match std::str::from_utf8(bytes) {
            Ok(text) => {
                let text = rewrite_urls(text, name, &made.urls);
                let text = if minified { minify::css(&text) } else { text };
                text.into_bytes()
            }
            Err(_) => bytes.to_vec(),
        };
        made.add(name, bytes);
    }
    let parts = made.parts(strings, page_words);
    made.add(PARTS, parts.into_bytes());
    made.files.sort();
    made
}

/// Joins the style sheets of each folder whose name ends in `.css` into the one sheet of that name, in order of their names:
/// those who write a theme find their way, and pages link one file. A sheet of that very name stands for the whole.
pub(super) fn join_sheets(statics: BTreeMap<String, Arc<[u8]>>) -> BTreeMap<String, Arc<[u8]>> {
    let sheet_of = |name: &str| name.find(".css/").map(|at| name[..at + ".css".len()].to_owned());
    let mut joined: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut kept = BTreeMap::new();
    for (name, bytes) in statics {
        match sheet_of(&name) {
            Some(sheet) => joined.entry(sheet).or_default().extend_from_slice(&bytes),
            None => {
                kept.insert(name, bytes);
            }
        }
    }
    for (sheet, bytes) in joined {
        kept.entry(sheet).or_insert_with(|| bytes.into());
    }
    kept
}

/// What the name of a packed file ends with: every host knows the type, and none unpacks it by the way.
const PACKED: &str = ".bin";

/// Half the bytes, for the many intranet hosts that compress nothing; `search.js` asks for this where scripts arrive as long as
/// they are.
fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// The words that some script names whole (`study_mark`) or by how they begin (`"banner_" + state`): of all words of pages, half
/// the bytes on every page of a course.
fn named(statics: &BTreeMap<String, Arc<[u8]>>, strings: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let scripts = statics.iter().filter(|(name, _)| name.ends_with(".js"));
    let scripts: Vec<_> = scripts.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    let names: BTreeSet<&str> =
        scripts.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')).collect();
    let starts: Vec<&str> =
        names.iter().copied().filter(|name| name.ends_with('_') && name.starts_with(|c: char| c != '_')).collect();
    strings
        .iter()
        .filter(|(key, _)| names.contains(key.as_str()) || starts.iter().any(|start| key.starts_with(start)))
        .map(|(key, words)| (key.clone(), words.clone()))
        .collect()
}

/// The words of pages that scripts name, for those that a reader asks for.
const WORDS: &str = "words.js";

/// What every page's scripts need at once: a few words, and where everything else lies.
const PARTS: &str = "parts.js";

impl Assets {
    fn parts(&self, strings: &BTreeMap<String, String>, page_words: &[String]) -> String {
        let at_once = |key: &String| {
            page_words.iter().any(|wanted| match wanted.strip_suffix('*') {
                Some(start) => key.starts_with(start),
                None => key == wanted,
            })
        };
        let few = strings.iter().filter(|(key, _)| at_once(key)).map(|(k, w)| (k.clone(), w.clone())).collect();
        let runs = |name: &str| [".js", ".css", ".wasm", ".wasm.bin"].iter().any(|ending| name.ends_with(ending));
        let parts: BTreeMap<&String, &String> = self.urls.iter().filter(|(name, _)| runs(name)).collect();
        // Fails only for maps whose keys are no strings.
        let parts = serde_json::to_string(&parts).unwrap_or_else(|_| "{}".to_owned());
        format!("{}window.shuyuanParts={parts};\n", words::script(&few))
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let path = format!("assets/{}", fingerprinted(name, &bytes));
        self.urls.insert(name.to_owned(), path.clone());
        self.files.push((path, bytes));
    }
}

type Style<'a> = (&'a String, &'a Arc<[u8]>);

/// Imported style sheets before those that import them; a circle keeps the order of names.
fn styles_in_order<'a>(styles: &[Style<'a>]) -> Vec<Style<'a>> {
    let mut waiting: Vec<Style<'a>> = styles.to_vec();
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let names: Vec<&String> = waiting.iter().map(|(name, _)| *name).collect();
        let free = |style: &Style<'a>| {
            let text = String::from_utf8_lossy(style.1);
            !urls(&text)
                .any(|range| resolve(style.0, &text[range]).is_some_and(|t| t != *style.0 && names.contains(&&t)))
        };
        let next = waiting.iter().position(free).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}

/// `css/site.css` → `css/site.0123456789.css`
fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().take(5).map(|b| format!("{b:02x}")).collect();
    let file_start = name.rfind('/').map_or(0, |i| i + 1);
    match name[file_start..].rfind('.') {
        Some(dot) => {
            let dot = file_start + dot;
            format!("{}.{hex}{}", &name[..dot], &name[dot..])
        }
        None => format!("{name}.{hex}"),
    }
}

/// Replaces every `url(…)` that names a file of the theme; both names lie in the same folder, so that only the last part changes.
fn rewrite_urls(text: &str, style: &str, known: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in urls(text) {
        let Some(path) = resolve(style, &text[range.clone()]).and_then(|name| known.get(&name)) else {
            continue;
        };
        let written = &text[range.clone()];
        let (address, rest) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
        let folder = address.rfind('/').map_or("", |i| &address[..=i]);
        let file = path.rsplit('/').next().unwrap_or(path);
        out.push_str(&text[done..range.start]);
        out.push_str(folder);
        out.push_str(file);
        out.push_str(rest);
        done = range.end;
    }
    out.push_str(&text[done..]);
    out
}

/// The byte ranges of addresses in `url(…)`, without quotes.
fn urls(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    text.match_indices("url(").filter_map(|(at, opening)| {
        let start = at + opening.len();
        let end = start + text[start..].find(')')?;
        let inner = &text[start..end];
        let trimmed = inner.trim().trim_matches(['"', '\'']);
        let first = start + inner.find(trimmed)?;
        Some(first..first + trimmed.len())
    })
}

/// The name in the theme of `address` as `style` writes it; `None` for what lies elsewhere.
fn resolve(style: &str, address: &str) -> Option<String> {
    let address = address.split(['?', '#']).next()?;
    if address.is_empty() || address.starts_with('/') || address.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = style.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, Arc<[u8]>> {
        list.iter().map(|(name, text)| ((*name).to_owned(), Arc::from(text.as_bytes()))).collect()
    }

    #[test]
    fn names_carry_the_content() {
        let made = build(&files(&[("js/a.min.js", "1"), ("LICENCE", "x")]), &BTreeMap::new(), &[], false);
        assert_eq!(made.urls["js/a.min.js"], "assets/js/a.min.6b86b273ff.js");
        assert_eq!(made.urls["LICENCE"], "assets/LICENCE.2d711642b7");
    }

    #[test]
    fn the_engine_is_there_packed_too() {
        let made = build(&files(&[("search/engine.wasm", &"\0asm engine ".repeat(99))]), &BTreeMap::new(), &[], false);
        let path = &made.urls["search/engine.wasm.bin"];
        assert!(path.starts_with("assets/search/engine.wasm.") && path.ends_with(".bin"), "{path}");
        let (_, bytes) = made.files.iter().find(|(found, _)| found == path).unwrap();
        let mut unpacked = String::new();
        flate2::read::ZlibDecoder::new(&bytes[..]).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, "\0asm engine ".repeat(99));
        let (_, parts) = made.files.iter().find(|(found, _)| found.starts_with("assets/parts.")).unwrap();
        assert!(String::from_utf8_lossy(parts).contains(path.as_str()));
    }

    /// Scripts that whoever takes away line ends, comments or spaces without parsing has broken.
    #[test]
    fn scripts_are_published_as_they_are() {
        let scripts = [
            "let x = 1\nlet y = 2\n;[x, y].forEach(n => n)\n",
            "const quotes = /['\"`]/g, slashes = /\\/\\*/\nconst half = x / 2 // y\n",
            "const text = `  // no comment  ${ `/* nor this */` }\n  `\n",
            "class Box {\n  static #n = 0\n  get\n  size() { return Box.#n }\n}\n",
            "a\n++\nb\n",
        ];
        for script in scripts {
            let made = build(&files(&[("js/own.js", script)]), &BTreeMap::new(), &[], true);
            assert_eq!(
                made.files.iter().find(|(path, _)| path.contains("/js/")).unwrap().1,
                script.as_bytes(),
                "{script}"
            );
        }
    }

    #[test]
    fn style_sheets_follow_their_files() {
        let check = |css: &str, expected: &str| {
            let made = build(&files(&[("css/a.css", css), ("img/p.svg", "<svg/>")]), &BTreeMap::new(), &[], false);
            let (_, bytes) = made.files.iter().find(|(path, _)| path.ends_with(".css")).unwrap();
            let svg = made.urls["img/p.svg"].rsplit('/').next().unwrap();
            assert_eq!(String::from_utf8_lossy(bytes), expected.replace("SVG", svg));
        };
        check("a{b:url(../img/p.svg)}", "a{b:url(../img/SVG)}");
        check("a{b:url( \"../img/p.svg#x\" )}", "a{b:url( \"../img/SVG#x\" )}");
        check("a{b:url(data:image/png;base64,AA==)}", "a{b:url(data:image/png;base64,AA==)}");
        check("a{b:url(https://example.org/x)}", "a{b:url(https://example.org/x)}");
        check("a{b:url(../../p.svg)}", "a{b:url(../../p.svg)}");
        check("a{b:url(", "a{b:url(");
        check("a{b:url(missing.svg)}", "a{b:url(missing.svg)}");
    }

    #[test]
    fn imported_style_sheets_are_named_first() {
        let made =
            build(&files(&[("css/a.css", "@import url(z.css);"), ("css/z.css", "p{}")]), &BTreeMap::new(), &[], false);
        let z = made.urls["css/z.css"].rsplit('/').next().unwrap();
        let (_, bytes) = made.files.iter().find(|(path, _)| path.starts_with("assets/css/a.")).unwrap();
        assert_eq!(String::from_utf8_lossy(bytes), format!("@import url({z});"));
    }

    #[test]
    fn a_circle_of_imports_ends() {
        let made = build(
            &files(&[("a.css", "@import url(b.css);"), ("b.css", "@import url(a.css);")]),
            &BTreeMap::new(),
            &[],
            false,
        );
        assert_eq!(made.files.len(), 4, "both, the words of pages, and the list of parts");
    }

    #[test]
    fn pages_are_given_few_words_and_the_place_of_everything() {
        let words = ["close", "status_repealed", "study_read"].map(|key| (key.to_owned(), format!("<{key}>")));
        let made = build(
            &files(&[("js/a.js", "1"), ("img/p.svg", "<svg/>")]),
            &words.into(),
            &["close".to_owned(), "status_*".to_owned()],
            false,
        );
        let (_, parts) = made.files.iter().find(|(path, _)| path.starts_with("assets/parts.")).unwrap();
        let expected = format!(
            "window.shuyuanWords={{\"close\":\"<close>\",\"status_repealed\":\"<status_repealed>\"}};\n\
             window.shuyuanParts={{\"js/a.js\":\"{}\",\"words.js\":\"{}\"}};\n",
            made.urls["js/a.js"], made.urls["words.js"]
        );
        assert_eq!(String::from_utf8_lossy(parts), expected);
    }

    #[test]
    fn scripts_are_given_the_words_they_name() {
        let words = ["banner_over", "close", "home", "study_read"].map(|key| (key.to_owned(), format!("<{key}>")));
        let statics =
            files(&[("js/a.js", "word(\"banner_\" + state); words.close; homeless"), ("css/a.css", ".study_read {}")]);
        let made = build(&statics, &words.into(), &[], false);
        let (_, table) = made.files.iter().find(|(path, _)| path.starts_with("assets/words.")).unwrap();
        let expected = "window.shuyuanWords={\"banner_over\":\"<banner_over>\",\"close\":\"<close>\"};\n";
        assert_eq!(String::from_utf8_lossy(table), expected);
    }

    #[test]
    fn the_sheets_of_a_folder_are_one() {
        let of = |list: &[(&str, &str)]| {
            join_sheets(files(list))
                .iter()
                .map(|(n, b)| format!("{n}={}", String::from_utf8_lossy(b)))
                .collect::<Vec<_>>()
        };
        let parts = [("css/site.css/2-b.css", "b{}"), ("css/site.css/1-a.css", "a{}"), ("css/print.css", "p{}")];
        assert_eq!(of(&parts), ["css/print.css=p{}", "css/site.css=a{}b{}"]);
        let whole = [parts[0], parts[1], ("css/site.css", "own{}")];
        assert_eq!(of(&whole), ["css/site.css=own{}"], "a sheet written for the whole takes its place");
    }
}
