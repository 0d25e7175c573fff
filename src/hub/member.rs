//! A portal as a hub reads it. Nothing that it says is trusted: who publishes it may be anybody.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::publish::{FOLDER, FORMAT, HEAD, Portal, PortalFile};
use crate::cache::{Hash, Spool};
use crate::diagnostics::Text;
use crate::search::codec::{deflate, inflate};
use crate::search::document::PageDocument;
use crate::search::index::Documents;

/// The longest file with pages, in bytes of JSON.
const LONGEST: usize = 256 << 20;

/// The longest head.
const LONGEST_HEAD: usize = 16 << 20;

/// How a hub gets at the files of a portal: the bytes of one, at most so many, or why there are none.
pub trait Read {
    /// The file at `path` from the portal's root.
    ///
    /// # Errors
    /// What is wrong, in words.
    fn read(&self, path: &str, most: usize) -> Result<Vec<u8>, Text>;
}

/// What a hub calls a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where hits lead: with a slash at its end.
    pub address: String,
    /// What readers call it.
    pub title: String,
}

/// A portal with all its pages.
#[derive(Debug)]
pub struct Member {
    /// What it is called and where it is.
    pub place: Place,
    /// The language of its pages, such as `zh-CN`.
    pub language: String,
    /// Its pages as JSON, each compressed.
    pages: Vec<Held>,
}

/// The compressed bytes of a page: in memory, or where they were put aside and how many they are.
#[derive(Debug)]
enum Held {
    Here(Box<[u8]>),
    Aside(u64, usize),
}

impl Member {
    /// How many pages it has.
    pub fn count(&self) -> usize {
        self.pages.len()
    }
}

/// Reads a portal. `address` is where its readers find it; its own word counts if none is given.
///
/// # Errors
/// What is wrong, in words: nothing published for hubs, another format, a file that is damaged or gone.
pub fn load(source: &dyn Read, address: Option<&str>) -> Result<Member, Text> {
    let head = source.read(HEAD, LONGEST_HEAD)?;
    if head.trim_ascii_start().starts_with(b"<") {
        return Err(Text::new(
            format!("{HEAD} 的网址上是一个网页：可能要先登录，或者网址不是门户的首页"),
            format!(
                "there is a web page in the place of {HEAD}: it may ask for a log-in, or the address is not the portal's"
            ),
        ));
    }
    let portal: Portal = serde_json::from_slice(&head)
        .map_err(|error| Text::new(format!("{HEAD} 不完整：{error}"), format!("{HEAD} is damaged: {error}")))?;
    if portal.format != FORMAT {
        return Err(Text::new(
            format!("{HEAD} 是第 {} 版格式，这个程序读第 {FORMAT} 版；请用同一版本的 shuyuan", portal.format),
            format!(
                "{HEAD} has format {}, this program reads {FORMAT}; use the same version of shuyuan",
                portal.format
            ),
        ));
    }
    let own = portal.address.as_deref().and_then(crate::config::base_url);
    let address = address.map(str::to_owned).or(own).ok_or_else(|| {
        Text::new(
            "它没有设 base_url，不知道读者从哪里打开它；写成“来源=网址”，或者在它的 site-config.toml 里设 base_url",
            "it has no base_url, so where its readers find it is unknown; write SOURCE=ADDRESS, or set base_url there",
        )
    })?;
    let mut pages = Vec::new();
    for file in &portal.files {
        pages.extend(pages_of(source, file)?);
    }
    Ok(Member { place: Place { address, title: portal.title }, language: portal.language, pages })
}

/// The pages of one file.
fn pages_of(source: &dyn Read, file: &PortalFile) -> Result<Vec<Held>, Text> {
    let damaged = || {
        Text::new(
            format!(
                "{} 和 {HEAD} 里写的不一致：可能正在发布，过一会儿再运行；仍然这样，就在那个门户重新生成并发布",
                file.path
            ),
            format!(
                "{} is not what {HEAD} says; it may be being published: run this again, else have it built anew",
                file.path
            ),
        )
    };
    let name = file.path.strip_prefix(FOLDER).filter(|name| !name.contains(['/', '\\', ':', '?', '#']));
    if name.is_none_or(|name| name.starts_with('.')) {
        return Err(damaged());
    }
    let bytes = source.read(&file.path, LONGEST)?;
    let hash = Hash::of(&bytes).to_string();
    if hash != file.sha256 {
        return Err(damaged());
    }
    let text = inflate(&bytes, LONGEST).map_err(|_| damaged())?;
    let mut pages = Vec::new();
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        // That each can be read is known from here on.
        serde_json::from_slice::<PageDocument>(line).map_err(|_| damaged())?;
        pages.push(Held::Here(deflate(line).into_boxed_slice()));
    }
    if pages.len() == file.pages { Ok(pages) } else { Err(damaged()) }
}

/// The pages of all portals of a hub, each made when the index asks for it.
#[derive(Debug, Default)]
pub struct Members {
    members: Vec<Member>,
    /// For each portal how many pages come before its own.
    starts: Vec<usize>,
    count: usize,
    titles: BTreeSet<String>,
    /// Where their pages wait until the index asks for them.
    spool: Option<Spool>,
}

impl Members {
    /// None yet; their pages will wait in `spool`: thousands of portals' worth of text does not fit into memory.
    pub fn aside(spool: Option<Spool>) -> Self {
        Self { spool, ..Self::default() }
    }

    /// Whether a page that was put aside could not be read again.
    pub fn has_lost(&self) -> bool {
        self.spool.as_ref().is_some_and(Spool::has_lost)
    }

    /// Adds a portal. One of the same title is told apart by its address.
    pub fn add(&mut self, mut member: Member) {
        if !self.titles.insert(member.place.title.clone()) {
            member.place.title = format!("{}（{}）", member.place.title, member.place.address);
            self.titles.insert(member.place.title.clone());
        }
        if let Some(spool) = &self.spool {
            for page in &mut member.pages {
                if let Held::Here(bytes) = page
                    && let Some(at) = spool.put(bytes)
                {
                    *page = Held::Aside(at, bytes.len());
                }
            }
        }
        self.starts.push(self.count);
        self.count += member.count();
        self.members.push(member);
    }

    /// The portals, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &Member> {
        self.members.iter()
    }

    fn page(&self, at: usize) -> Option<PageDocument> {
        let portal = self.starts.partition_point(|start| *start <= at).checked_sub(1)?;
        let member = self.members.get(portal)?;
        let line = match member.pages.get(at - self.starts[portal])? {
            Held::Here(bytes) => inflate(bytes, LONGEST),
            Held::Aside(at, length) => inflate(&self.spool.as_ref()?.load(*at, *length).ok()?, LONGEST),
        };
        serde_json::from_slice(&line.ok()?).ok().map(|page| seen_from_outside(page, &member.place))
    }
}

impl Documents for Members {
    fn count(&self) -> usize {
        self.count
    }

    fn document(&self, at: usize) -> Cow<'_, PageDocument> {
        // Each was read once before; that it could not be read again is known ([`Members::has_lost`]).
        Cow::Owned(self.page(at).unwrap_or_default())
    }
}

/// A page of a portal as a hub lists it: its address is whole, and what readers choose by is the portal, not its column.
fn seen_from_outside(page: PageDocument, place: &Place) -> PageDocument {
    PageDocument {
        url: format!("{}{}", place.address, page.url.trim_start_matches('/')),
        column: place.address.clone(),
        column_label: place.title.clone(),
        // Versions are told by a name that only the portal itself knows.
        family: page.family.map(|family| format!("{}{family}", place.address)),
        // Topics of the same name are one for whoever searches, whatever their addresses are.
        topics: page.topics.into_iter().map(|(_, label)| (label.clone(), label)).collect(),
        ..page
    }
}
