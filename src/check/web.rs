//! The HTML outputs, each read once: what they link to, what places they have, and what is missing in them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher as _};

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::address;
use super::html::{self, Tag};
use crate::config::SiteConfig;
use crate::outputs::{Content, Outputs};

/// All HTML outputs and what leads where among them.
#[derive(Debug, Default)]
pub(super) struct Web {
    /// By path.
    pub(super) pages: Vec<WebPage>,
    /// Index of a page by its path.
    pub(super) by_path: BTreeMap<String, usize>,
    /// Links that lead nowhere, in the order of the pages.
    pub(super) faults: Vec<LinkFault>,
    /// Outputs that something links to.
    pub(super) linked: HashSet<String>,
}

/// One HTML output.
#[derive(Debug, Default)]
pub(super) struct WebPage {
    /// Its path.
    pub(super) path: String,
    /// The pages that it links to, by index.
    pub(super) to: Vec<usize>,
    /// The addresses of other sites that it links to or loads.
    pub(super) out: BTreeSet<String>,
    /// Sources of its images without an `alt` attribute.
    pub(super) without_alt: Vec<String>,
    /// Its headings as level and words; words only of those that are out of order.
    pub(super) headings: Vec<HeadingFault>,
}

/// A heading that is out of order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeadingFault {
    /// Level of the heading before it; 0 if it is a second title.
    pub(super) before: u8,
    /// Its own level.
    pub(super) level: u8,
    /// Its words.
    pub(super) text: String,
}

/// A link that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LinkFault {
    /// Path of the output that it stands in.
    pub(super) page: String,
    /// As written, with entities resolved.
    pub(super) value: String,
    /// The output that it leads to.
    pub(super) target: String,
    /// The place that is missing there; none if the output itself is missing.
    pub(super) anchor: Option<String>,
}

impl Web {
    /// Reads the outputs in parallel.
    pub(super) fn read(outputs: &Outputs, config: &SiteConfig) -> Self {
        let paths: HashMap<&str, u32> = (0..).zip(outputs.iter()).map(|(i, (path, _))| (path, i)).collect();
        let names: Vec<&str> = outputs.iter().map(|(path, _)| path).collect();
        let base_path = config.base_path();
        let site = Paths { paths: &paths, base_url: config.base_url.as_deref(), base_path: &base_path };
        let looked_at: Vec<(u32, &str, &Content)> = (0..)
            .zip(outputs.iter())
            .filter(|(_, (path, _))| is_html(path) || path.ends_with(".css"))
            .map(|(i, (path, content))| (i, path, content))
            .collect();
        // A page that was put aside is in memory only while it is looked at.
        let (files, scans): (Vec<(u32, &str)>, Vec<Scan>) = looked_at
            .into_par_iter()
            .filter_map(|(i, path, content)| Some(((i, path), Scan::read(path, &content.made()?, &site))))
            .unzip();
        let by_output: HashMap<u32, usize> = files.iter().enumerate().map(|(i, (output, _))| (*output, i)).collect();
        let mut web = Self::default();
        let mut index = vec![None; files.len()];
        for (i, (_, path)) in files.iter().enumerate().filter(|(_, (_, path))| is_html(path)) {
            index[i] = Some(web.by_path.len());
            web.by_path.insert((*path).to_owned(), web.by_path.len());
        }
        let anchor_faults: Vec<Vec<LinkFault>> = files
            .par_iter()
            .zip(&scans)
            .map(|((_, path), scan)| {
                let lost = scan.places.iter().filter(|place| match by_output.get(&place.target) {
                    Some(target) if index[*target].is_some() => scans[*target].ids.binary_search(&place.id).is_err(),
                    // Places in other files are for their own programs to know.
                    _ => false,
                });
                lost.map(|place| place.fault(path, names[place.target as usize])).collect()
            })
            .collect();
        for (i, (scan, lost)) in scans.into_iter().zip(anchor_faults).enumerate() {
            web.faults.extend(scan.faults);
            web.faults.extend(lost);
            web.linked.extend(
                scan.to.iter().filter(|o| !is_html(names[**o as usize])).map(|o| names[*o as usize].to_owned()),
            );
            if index[i].is_some() {
                web.pages.push(WebPage {
                    path: files[i].1.to_owned(),
                    to: scan.to.iter().filter_map(|output| index[*by_output.get(output)?]).collect(),
                    out: scan.out,
                    without_alt: scan.without_alt,
                    headings: scan.headings,
                });
            }
        }
        web
    }
}

fn is_html(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm")
}

/// What a link may lead to.
struct Paths<'a> {
    paths: &'a HashMap<&'a str, u32>,
    base_url: Option<&'a str>,
    base_path: &'a str,
}

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
enum Leads<'a> {
    /// Away from the site, or nowhere in particular.
    Out,
    /// To an output or to none, with a place there.
    To { path: String, anchor: Option<&'a str> },
}

impl Paths<'_> {
    /// `folder` is that of the page, with a trailing slash unless it is the root.
    fn leads<'v>(&self, page: &str, folder: &str, value: &'v str) -> Leads<'v> {
        let value = value.trim_matches([' ', '\t', '\n', '\r', '\u{c}']);
        let own = self
            .base_url
            .and_then(|base| value.strip_prefix(base).or((value == &base[..base.len() - 1]).then_some("")));
        let (start, rest) = match own {
            Some(rest) => ("", rest),
            None if has_scheme(value) || value.starts_with("//") => return Leads::Out,
            None => match value.strip_prefix('/') {
                Some(_) => match value.strip_prefix(self.base_path) {
                    Some(rest) => ("", rest),
                    None => return Leads::Out,
                },
                None => (folder, value),
            },
        };
        let (path, anchor) = match rest.split_once('#') {
            // What only points at words is for the browser to find.
            Some((path, anchor)) => {
                (path, Some(anchor).filter(|a| !a.is_empty() && *a != "top" && !a.starts_with(":~:")))
            }
            None => (rest, None),
        };
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() && own.is_none() && !value.starts_with('/') {
            return Leads::To { path: page.to_owned(), anchor };
        }
        Leads::To { path: joined(start, path), anchor }
    }
}

/// The output that `path` names, seen from `folder`.
fn joined(folder: &str, path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let mut out = String::with_capacity(folder.len() + decoded.len() + 10);
    out.push_str(folder);
    let mut parts = decoded.split('/').peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        match part {
            "." | "" => {}
            ".." => {
                // One that climbs above the root stays there, as in a browser.
                let up = out.trim_end_matches('/').rfind('/').map_or(0, |i| i + 1);
                out.truncate(up);
            }
            part => {
                out.push_str(part);
                if !last {
                    out.push('/');
                }
            }
        }
    }
    if out.is_empty() || out.ends_with('/') {
        out.push_str("index.html");
    }
    out
}

fn has_scheme(value: &str) -> bool {
    let end = value.bytes().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')));
    end.is_some_and(|end| end > 0 && value.as_bytes()[end] == b':' && value.as_bytes()[0].is_ascii_alphabetic())
}

/// A place that a link names.
struct Place {
    target: u32,
    id: u64,
    value: String,
    anchor: String,
}

impl Place {
    fn fault(&self, page: &str, target: &str) -> LinkFault {
        let anchor = Some(self.anchor.clone());
        LinkFault { page: page.to_owned(), value: self.value.clone(), target: target.to_owned(), anchor }
    }
}

/// What one file says.
#[derive(Default)]
struct Scan {
    /// Hashes of all ids, sorted: comparing hashes needs no memory for the words.
    ids: Vec<u64>,
    to: BTreeSet<u32>,
    out: BTreeSet<String>,
    places: Vec<Place>,
    faults: Vec<LinkFault>,
    without_alt: Vec<String>,
    headings: Vec<HeadingFault>,
}

impl Scan {
    fn read(path: &str, bytes: &[u8], site: &Paths<'_>) -> Self {
        let folder = path.rfind('/').map_or("", |i| &path[..=i]);
        let mut reader = Reader {
            path,
            folder: folder.to_owned(),
            site,
            seen: HashSet::new(),
            scan: Self::default(),
            level: 0,
            titles: 0,
        };
        if path.ends_with(".css") {
            reader.style(&String::from_utf8_lossy(bytes));
        } else {
            html::tags(bytes, |tag| reader.tag(bytes, tag));
        }
        let mut scan = reader.scan;
        scan.ids.sort_unstable();
        // Links within the page are the many; they need no second look.
        let own = site.paths.get(path).copied();
        scan.places.retain(|p| Some(p.target) != own || scan.ids.binary_search(&p.id).is_err());
        scan
    }
}

struct Reader<'a> {
    path: &'a str,
    folder: String,
    site: &'a Paths<'a>,
    /// Hashes of the links that were followed.
    seen: HashSet<u64>,
    scan: Scan,
    level: u8,
    titles: usize,
}

impl Reader<'_> {
    fn tag(&mut self, bytes: &[u8], tag: Tag<'_>) {
        if tag.closing {
            return;
        }
        if let [b'h' | b'H', digit @ b'1'..=b'6'] = tag.name {
            self.heading(bytes, tag.start, digit - b'0');
        }
        let is_image = tag.is("img");
        let mut alt = false;
        let mut source = None;
        for (name, written) in tag.attributes() {
            match name {
                b"id" => self.scan.ids.push(hash(&html::value(written))),
                b"name" if tag.is("a") => self.scan.ids.push(hash(&html::value(written))),
                b"href" if tag.is("base") => self.base(&html::value(written)),
                b"href" | b"xlink:href" | b"poster" => self.link(written),
                b"src" => {
                    source = Some(written);
                    self.link(written);
                }
                b"data" if tag.is("object") => self.link(written),
                b"action" if tag.is("form") => self.link(written),
                b"srcset" | b"imagesrcset" => self.candidates(&html::value(written)),
                b"content" if tag.is("meta") => self.refresh(&html::value(written)),
                b"style" => self.style(&html::value(written)),
                b"alt" => alt = true,
                _ => {}
            }
        }
        if is_image && !alt {
            let source = html::value(source.unwrap_or_default()).into_owned();
            self.scan.without_alt.push(source);
        }
    }

    fn heading(&mut self, bytes: &[u8], start: usize, level: u8) {
        // Few pages have more faults than an editor can use.
        const MOST: usize = 20;
        let before = self.level.max(1);
        self.level = level;
        self.titles += usize::from(level == 1);
        let second = level == 1 && self.titles > 1;
        if (second || level > before + 1) && self.scan.headings.len() < MOST {
            let text = html::heading_text(bytes, start);
            self.scan.headings.push(HeadingFault { before: if second { 0 } else { before }, level, text });
        }
    }

    fn base(&mut self, value: &str) {
        if let Leads::To { path, .. } = self.site.leads(self.path, &self.folder, value) {
            self.folder = path.rfind('/').map_or(String::new(), |i| path[..=i].to_owned());
        }
    }

    fn link(&mut self, written: &[u8]) {
        // Pages repeat their links; most were followed before.
        if self.seen.insert(hash(written)) {
            self.follow(&html::value(written));
        }
    }

    fn follow(&mut self, value: &str) {
        let Leads::To { path, anchor } = self.site.leads(self.path, &self.folder, value) else {
            if address::host(value).is_some() {
                self.scan.out.insert(value.trim().to_owned());
            }
            return;
        };
        let Some(target) = self.site.paths.get(path.as_str()).copied() else {
            let (page, value) = (self.path.to_owned(), value.to_owned());
            self.scan.faults.push(LinkFault { page, value, target: path, anchor: None });
            return;
        };
        self.scan.to.insert(target);
        if let Some(anchor) = anchor {
            let anchor = percent_decode_str(anchor).decode_utf8_lossy().into_owned();
            let id = hash(anchor.as_str());
            self.scan.places.push(Place { target, id, value: value.to_owned(), anchor });
        }
    }

    /// `a.webp 480w, b.webp 960w`
    fn candidates(&mut self, value: &str) {
        let mut rest = value;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
            if rest.is_empty() {
                return;
            }
            let (url, more) = rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len()));
            self.link(url.trim_end_matches(',').as_bytes());
            rest = if url.ends_with(',') { more } else { more.split_once(',').map_or("", |(_, rest)| rest) };
        }
    }

    /// `0; url=../a/`
    fn refresh(&mut self, content: &str) {
        let Some((seconds, url)) = content.split_once([';', ',']) else { return };
        let url = url.trim_start();
        let is_url = url.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("url="));
        if is_url && seconds.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            self.link(url[4..].trim().trim_matches(['"', '\'']).as_bytes());
        }
    }

    /// `url(…)` in style sheets.
    fn style(&mut self, css: &str) {
        for (at, _) in css.match_indices("url(") {
            let rest = &css[at + 4..];
            let Some(end) = rest.bytes().take(4096).position(|b| b == b')') else { continue };
            let url = rest[..end].trim().trim_matches(['"', '\'']);
            if !url.starts_with('#') && !url.is_empty() {
                self.link(url.as_bytes());
            }
        }
    }
}

/// The same on every machine and in every run.
fn hash<T: std::hash::Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::outputs::{CollectMemo, Content, Output};

    fn read(files: &[(&str, &str)]) -> Web {
        let outputs = files.iter().map(|(path, text)| Output {
            path: Arc::from(*path),
            content: Content::bytes(text.as_bytes().to_vec()),
            origin: None,
        });
        let config = "title = \"甲\"\nbase_url = \"https://portal.example/study/\"\n";
        let config = crate::config::load(&std::sync::Arc::from("site-config.toml"), config).value;
        Web::read(&Outputs::collect(outputs, &mut CollectMemo::default()).value, &config)
    }

    /// The links of `a/b/index.html` that lead nowhere.
    fn check(html: &str, expected: &[&str]) {
        let web = read(&[
            ("a/b/index.html", html),
            ("a/index.html", "<p id=\"art-1\"><a name=名></a>"),
            ("index.html", ""),
            ("assets/x.css", "a{background:url(y.png)}"),
            ("assets/y.png", ""),
            ("assets/图.svg", ""),
        ]);
        let found: Vec<String> = web
            .faults
            .iter()
            .map(|f| {
                format!("{} -> {}{}", f.value, f.target, f.anchor.as_ref().map(|a| format!("#{a}")).unwrap_or_default())
            })
            .collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn links_that_lead_somewhere() {
        check("<a href=../><a href=\"../#art-1\"><a href=../index.html?q=1#%E5%90%8D><a href=''><a href='#top'>", &[]);
        check("<img src=../../assets/y.png alt><a href=/study/a/#art-1><a href=https://portal.example/study/a/>", &[]);
        check("<a href=https://portal.example/study><a href=//x.example/y><a href=mailto:a@b><a href=/elsewhere>", &[]);
        check("<img alt srcset='../../assets/y.png 1x, ../../assets/%E5%9B%BE.svg 2x'><a href='#x'><p id=x>", &[]);
        check("<a href='../../assets/图.svg#any'><a href='#:~:text=x'><a href=../../../../a/>", &[]);
    }

    #[test]
    fn links_that_lead_nowhere() {
        check("<a href=../c/><a href=../c/><a href='#x'>", &["../c/ -> a/c/index.html", "#x -> a/b/index.html#x"]);
        check("<a href=..?x#art-2><a href='../a'>", &["../a -> a/a", "..?x#art-2 -> a/index.html#art-2"]);
        check("<video poster=p.jpg><source src=v.mp4>", &["p.jpg -> a/b/p.jpg", "v.mp4 -> a/b/v.mp4"]);
        check("<img alt srcset='a.webp 480w,b.webp'>", &["a.webp -> a/b/a.webp", "b.webp -> a/b/b.webp"]);
        check("<meta http-equiv=refresh content='0; URL=../z/'>", &["../z/ -> a/z/index.html"]);
        check("<p style=\"background:url('q.png')\"><img src alt>", &["q.png -> a/b/q.png"]);
        check("<base href=/study/><a href=b/><a href=a/>", &["b/ -> b/index.html"]);
        check("<a href=https://portal.example/study/n/>", &["https://portal.example/study/n/ -> n/index.html"]);
    }

    #[test]
    fn headings_and_images() {
        let web = read(&[("index.html", "<h1>甲</h1><h3>乙</h3><h1>丙</h1><h2>丁</h2><img src=a.png><a href=a.png>")]);
        let page = &web.pages[0];
        assert_eq!(page.without_alt, ["a.png"]);
        let found: Vec<(u8, u8, &str)> = page.headings.iter().map(|h| (h.before, h.level, h.text.as_str())).collect();
        assert_eq!(found, [(1, 3, "乙"), (0, 1, "丙")]);
    }
}
