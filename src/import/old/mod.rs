//! Sites of other generators: Hugo, Hexo, Jekyll, VitePress, VuePress, MkDocs.
//!
//! [`Tree::of`] knows them by their configuration; each page is then translated by itself: front matter ([`front`]), body
//! ([`body`]), links ([`links`]). What has no counterpart is named with its place.

pub(super) mod address;
mod admonitions;
mod body;
mod front;
mod generator;
mod home;
mod lines;
mod links;
mod marks;
mod tags;

use std::collections::{BTreeMap, BTreeSet};

use super::front::Front;
use super::model::Remark;
use super::report::{Counts, Noted, Source};
use super::{Options, Page, again, page as writer, stem};
use crate::content::Kind;
pub(super) use front::{Matter, split, write as write_front};
use generator::Generator;

/// Files of a tree, by their path below its root with `/`.
pub(super) type Read<'r> = &'r dyn Fn(&str) -> Option<Vec<u8>>;

/// A site of another generator.
#[derive(Debug)]
pub struct Tree {
    generator: Generator,
    /// Path of a source → path of its page below the column.
    pages: BTreeMap<String, String>,
    /// Every file of the tree.
    files: BTreeSet<String>,
    /// Old address without slashes at its ends → path of the source.
    addresses: BTreeMap<String, String>,
    /// Addresses of an old map of the site that no page was found for.
    pub unknown: Vec<String>,
    /// Old addresses of a source, from that map.
    listed: BTreeMap<String, String>,
    /// The column that the pages go into.
    column: String,
    /// The address of the old site, with which its own pages may be linked.
    site: String,
}

impl Tree {
    /// Recognises the tree of `files`; `sitemap` is the text of an old sitemap.xml.
    pub fn of(files: &[String], read: Read<'_>, sitemap: Option<&str>, column: &str) -> Option<Self> {
        let generator = Generator::of(files, read)?;
        let mut pages = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for file in files.iter().filter(|file| generator.is_page(file)) {
            let mut place = generator.place(file);
            // Files that differ in what a page's address does not keep: the date, capitals.
            let mut n = 1;
            while !taken.insert(address::key_of_place(&place)) {
                n += 1;
                place = numbered(&generator.place(file), n);
            }
            pages.insert(file.clone(), place);
        }
        let mut tree = Self {
            generator,
            pages,
            files: files.iter().cloned().collect(),
            addresses: BTreeMap::new(),
            unknown: Vec::new(),
            listed: BTreeMap::new(),
            column: column.trim_matches('/').to_owned(),
            site: generator::site(files, read),
        };
        for file in tree.pages.keys().cloned().collect::<Vec<_>>() {
            let mut matter = read(&file).map(|bytes| split(&decoded(&bytes)).0).unwrap_or_default();
            if tree.generator.program == generator::Program::Jekyll {
                matter.part_words();
            }
            for old in tree.generator.addresses(&file, &matter) {
                tree.addresses.entry(address::key(&old)).or_insert_with(|| file.clone());
            }
        }
        if let Some(text) = sitemap {
            tree.take_sitemap(text);
        }
        tree.make_bundles(read);
        Some(tree)
    }

    /// The name of the generator.
    pub fn name(&self) -> &'static str {
        self.generator.name()
    }

    /// How many drafts the tree has, which were never on the site.
    pub fn drafts(&self) -> usize {
        self.files.iter().filter(|file| file.contains("_drafts/") && file.to_ascii_lowercase().ends_with(".md")).count()
    }

    /// The sources of its pages.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().map(String::as_str)
    }

    /// A page with pictures is a folder, so that they lie beside it; links must know that beforehand.
    fn make_bundles(&mut self, read: Read<'_>) {
        let flat = |place: &&String| !place.ends_with("index.md");
        let flat: Vec<String> =
            self.pages.iter().filter(|(_, place)| flat(place)).map(|(file, _)| file.clone()).collect();
        for file in flat {
            let Some(bytes) = read(&file) else { continue };
            let text = decoded(&bytes);
            let (matter, rest) = split(&text);
            let covered = home::cover(&matter).is_some_and(|cover| !cover.starts_with("http"));
            if !covered && body::translate(rest, &matter, self, &file, read).media.is_empty() {
                continue;
            }
            if let Some(place) = self.pages.get_mut(&file) {
                *place = format!("{}/index.md", place.trim_end_matches(".md"));
            }
        }
    }

    fn take_sitemap(&mut self, text: &str) {
        for old in address::of_sitemap(text) {
            let key = address::key(&old);
            let known = self.addresses.get(&key).cloned().or_else(|| self.by_last_part(&key));
            match known {
                Some(file) => {
                    self.addresses.insert(key, file.clone());
                    self.listed.insert(file, old);
                }
                None => self.unknown.push(old),
            }
        }
    }

    /// The one source whose name is the last part of an address.
    fn by_last_part(&self, key: &str) -> Option<String> {
        let last = key.rsplit('/').next().filter(|last| !last.is_empty())?;
        let mut same = self.pages.keys().filter(|file| address::name_of(file) == last);
        same.next().filter(|_| same.next().is_none()).cloned()
    }

    /// Translates the page of `source`.
    pub fn page(&self, source: &str, bytes: &[u8], read: Read<'_>, options: &Options) -> Page {
        let text = decoded(bytes);
        let (mut matter, rest) = split(&text);
        if self.generator.program == generator::Program::Jekyll {
            matter.part_words();
        }
        let name = source.rsplit('/').next().unwrap_or(source);
        if let (None, (Some(date), _)) = (matter.date(), address::split_date(name)) {
            matter.set("date", &date);
        }
        let words = home::text(&matter);
        let mut translated = body::translate(&format!("{words}{rest}"), &matter, self, source, read);
        let place = &self.pages[source];
        let folder = place.ends_with("_index.md");
        self.cover(source, &mut matter, &mut translated);
        let title =
            matter.text("title").or_else(|| translated.title.clone()).or_else(|| home::title(&matter)).unwrap_or_else(
                || {
                    let name = if folder || place.ends_with("/index.md") {
                        source.rsplit('/').nth(1).unwrap_or(source)
                    } else {
                        address::name_of(source)
                    };
                    stem(&format!("{name}.x"))
                },
            );
        if matter.text("title").is_none() {
            matter.set("title", &title);
        }
        let column = options.column.trim_matches('/');
        let base = if column.is_empty() { "content".to_owned() } else { format!("content/{column}") };
        let media = std::mem::take(&mut translated.media);
        let path = format!("{base}/{place}");
        let beside = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let files = media.into_iter().filter_map(|(name, from)| Some((format!("{beside}/{name}"), read(&from)?)));
        let files: Vec<(String, Vec<u8>)> = files.collect();
        let mut front = Front::default();
        let old = self.old_addresses(source, &matter);
        let kind = options.kind.unwrap_or(if matter.date().is_some() { Kind::Article } else { Kind::Page });
        let mut remarks = front::write(&mut front, &matter, &title, (!folder).then_some(kind), &old);
        remarks.append(&mut translated.remarks);
        again::origin(&mut front, source);
        let counts = Counts {
            paragraphs: translated.text.split("\n\n").filter(|p| !p.trim().is_empty()).count(),
            pictures: files.len(),
            ..Counts::default()
        };
        let source = Source {
            name: source.to_owned(),
            title,
            kind: if folder { "_index".to_owned() } else { kind.name().to_owned() },
            counts,
            dropped: translated.dropped,
            noted: remarks.into_iter().map(Noted::from).collect(),
        };
        writer::finish(path, &front, &translated.text, files, source)
    }

    /// Lays the picture of a post beside its page.
    fn cover(&self, source: &str, matter: &mut Matter, translated: &mut body::Translated) {
        let Some(cover) = home::cover(matter) else { return };
        if cover.starts_with("http") {
            matter.set("shuyuan-cover", &cover);
            return;
        }
        let rooted = format!("/{}", cover.trim_start_matches('/'));
        let found = [cover.as_str(), rooted.as_str()].into_iter().find_map(|path| match self.target(source, path) {
            links::Target::File(file) => Some(file),
            _ => None,
        });
        match found {
            Some(file) => {
                let name = body::beside(&mut translated.media, &file);
                matter.set("shuyuan-cover", &name);
            }
            None => translated.remarks.push(
                Remark::new(
                    "picture-missing",
                    "题图在旧站的文件里找不到：找到后放到页面旁边，写进 cover",
                    "the cover is not among the files of the old site: find it, lay it beside the page and name it in `cover`",
                )
                .at(&cover),
            ),
        }
    }

    /// The folder of the pages, empty or with a slash at its end.
    fn content(&self) -> &str {
        &self.generator.content
    }

    /// Folders of pages that have no page of their own, as pages with nothing but a title.
    pub fn folders(&self, options: &Options) -> Vec<Page> {
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for place in self.pages.values() {
            let own = place.strip_suffix("/_index.md").or_else(|| place.strip_suffix("/index.md")).unwrap_or(place);
            let mut rest = own;
            while let Some((folder, _)) = rest.rsplit_once('/') {
                folders.insert(folder);
                rest = folder;
            }
        }
        let column = options.column.trim_matches('/');
        let base = if column.is_empty() { "content".to_owned() } else { format!("content/{column}") };
        let has = |folder: &str| {
            self.pages.values().any(|p| *p == format!("{folder}/_index.md") || *p == format!("{folder}/index.md"))
        };
        let bare = folders.into_iter().filter(|folder| !has(folder));
        bare.map(|folder| {
            let title = folder.rsplit('/').next().unwrap_or(folder).to_owned();
            let mut front = Front::default();
            front.text("title", &title);
            again::origin(&mut front, folder);
            let source = Source { name: format!("{folder}/"), title, kind: "_index".to_owned(), ..Source::default() };
            writer::finish(format!("{base}/{folder}/_index.md"), &front, "", Vec::new(), source)
        })
        .collect()
    }

    fn old_addresses(&self, source: &str, matter: &Matter) -> Vec<String> {
        let mut old: Vec<String> = matter.aliases();
        match self.listed.get(source) {
            Some(listed) => old.push(listed.clone()),
            None => old.extend(self.generator.addresses(source, matter).into_iter().take(1)),
        }
        let clean = old.iter().map(|a| address::clean(a)).filter(|a| !a.trim_matches('/').is_empty());
        let mut seen = BTreeSet::new();
        clean.filter(|a| seen.insert(a.clone())).collect()
    }
}

/// The text of a file, in whatever encoding.
fn decoded(bytes: &[u8]) -> String {
    let text = crate::inputs::encoding::decode(bytes).text;
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// `a/b.md` → `a/b-2.md`
fn numbered(place: &str, n: usize) -> String {
    for end in ["/_index.md", "/index.md", ".md"] {
        if let Some(stem) = place.strip_suffix(end) {
            return format!("{stem}-{n}{end}");
        }
    }
    format!("{place}-{n}")
}

/// Something of the other generator that has no counterpart here.
pub(super) fn unmapped(what: &str, place: &str, zh: &str, en: &str) -> Remark {
    Remark::new("unmapped", format!("{what}：{zh}"), format!("{what}: {en}")).at(place)
}
