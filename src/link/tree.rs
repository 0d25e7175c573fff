//! The first step: folders and what lies in them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::facts::{FactsMemo, PageFacts};
use super::{LinkOptions, PageId, faults};
use crate::content::{Body, Column, Details, Draft, Kind, Meta, Place, Prints, Spanned, folder_of, index_of};
use crate::diagnostics::{Diagnostic, Span};

/// Every public page in its folder, in the order of the paths of their files.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Path below the content folder → page.
    pub(super) by_path: BTreeMap<Arc<str>, PageId>,
}

/// A page and where it hangs.
pub(super) struct Node {
    pub(super) draft: Arc<Draft>,
    pub(super) facts: Arc<PageFacts>,
    /// The folder's page that contains it; none for the home page.
    pub(super) parent: Option<PageId>,
    /// For a folder: what lies directly in it.
    pub(super) children: Vec<PageId>,
}

impl Tree {
    pub(super) fn node(&self, id: PageId) -> &Node {
        &self.nodes[id.0]
    }

    pub(super) fn draft(&self, id: PageId) -> &Draft {
        &self.node(id).draft
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (PageId, &Node)> {
        self.nodes.iter().enumerate().map(|(i, node)| (PageId(i), node))
    }
}

/// All pages below `folder`, depth first in order, without folders' own pages; `at` tells the kind and children of one.
pub(super) fn descendants<'a>(folder: PageId, at: impl Fn(PageId) -> (Kind, &'a [PageId])) -> Vec<PageId> {
    let mut found = Vec::new();
    let mut stack: Vec<PageId> = at(folder).1.iter().rev().copied().collect();
    while let Some(id) = stack.pop() {
        let (kind, children) = at(id);
        if !kind.is_folder() || kind == Kind::Course {
            found.push(id);
        }
        stack.extend(children.iter().rev());
    }
    found
}

/// Makes a page of every draft, and of every folder that has no `_index.md`, and hangs them into their folders.
pub(super) fn build(mut drafts: Vec<Arc<Draft>>, options: &LinkOptions, memo: &mut TreeMemo) -> Tree {
    memo.folders.add_missing(&mut drafts, options);
    drafts.sort_by(|a, b| a.path.cmp(&b.path));
    let facts = memo.facts.of(&drafts);
    let parents = parents(&drafts);
    let by_path = drafts.iter().enumerate().map(|(i, draft)| (Arc::clone(&draft.path), PageId(i))).collect();
    let mut children = vec![Vec::new(); drafts.len()];
    for (i, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            children[parent.0].push(PageId(i));
        }
    }
    let nodes = drafts
        .into_iter()
        .zip(facts)
        .zip(parents)
        .zip(children)
        .map(|(((draft, facts), parent), children)| Node { draft, facts, parent, children })
        .collect();
    Tree { nodes, by_path }
}

/// What one link leaves for the next: what follows from single files.
#[derive(Default)]
pub(super) struct TreeMemo {
    facts: FactsMemo,
    folders: FolderMemo,
}

impl TreeMemo {
    /// What is known of the file of `draft` holds for this draft of it too.
    pub(super) fn holds_for(&mut self, draft: &Arc<Draft>) {
        self.facts.holds_for(draft);
    }
}

/// The folder's page that contains each of `drafts`.
fn parents(drafts: &[Arc<Draft>]) -> Vec<Option<PageId>> {
    let all = |which: fn(&Draft) -> bool| {
        let drafts = drafts.iter().enumerate().filter(move |(_, draft)| which(draft));
        drafts.map(|(i, draft)| (draft.folder(), PageId(i)))
    };
    let folders: HashMap<&str, PageId> = all(is_bundle).chain(all(Draft::is_index)).collect();
    drafts.iter().map(|draft| folders.get(parent_folder(draft)?).copied()).collect()
}

/// The folder whose `_index.md` contains `draft`; none for the home page.
pub(super) fn parent_folder(draft: &Draft) -> Option<&str> {
    let folder = draft.folder();
    match draft.place().has_folder() {
        true if folder.is_empty() => None,
        true => Some(up(folder)),
        false => Some(folder),
    }
}

/// Reports pages in the folder of a bundle, which is one page: it is no place for others.
pub(super) fn report_pages_in_bundles(tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    for bundle in tree.nodes.iter().filter(|node| is_bundle(&node.draft)) {
        let mut below: Vec<PageId> = bundle.children.clone();
        while let Some(id) = below.pop() {
            let page = tree.node(id);
            below.extend(&page.children);
            // A folder that nobody described has no file to name.
            if page.draft.prints.whole != UNWRITTEN {
                diagnostics.push(faults::page_in_bundle(&page.draft, &bundle.draft));
            }
        }
    }
}

/// Print of a page that was made of no file.
const UNWRITTEN: u64 = 0;

/// Whether `draft` is the `index.md` of a folder of its own.
pub(super) fn is_bundle(draft: &Draft) -> bool {
    draft.place() == Place::Bundle
}

pub(super) fn up(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(up, _)| up)
}

/// The folders that nobody described, and the title and content folder that they were made with.
#[derive(Default)]
struct FolderMemo {
    made_with: (String, String),
    made: HashMap<String, Arc<Draft>>,
}

impl FolderMemo {
    fn add_missing(&mut self, drafts: &mut Vec<Arc<Draft>>, options: &LinkOptions) {
        if (&self.made_with.0, &self.made_with.1) != (&options.site_title, &options.content) {
            self.made_with = (options.site_title.clone(), options.content.clone());
            self.made.clear();
        }
        for folder in missing_folders(drafts) {
            let made = self
                .made
                .entry(folder)
                .or_insert_with_key(|folder| Arc::new(folder_without_index(&index_of(folder), options)));
            drafts.push(Arc::clone(made));
        }
    }
}

/// Folders of `drafts`, and those above them, that have no `_index.md`.
fn missing_folders(drafts: &[Arc<Draft>]) -> Vec<String> {
    let described: HashSet<&str> = drafts.iter().filter(|d| d.place().has_folder()).map(|d| d.folder()).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut missing = Vec::new();
    let home = std::iter::once("");
    for folder in drafts.iter().filter_map(|draft| parent_folder(draft)).chain(home) {
        let mut at = folder;
        // Once a folder was seen, so were all above it.
        while seen.insert(at) {
            if !described.contains(at) {
                missing.push(at.to_owned());
            }
            at = up(at);
        }
    }
    missing
}

/// A folder that nobody described is titled by its name.
fn folder_without_index(path: &str, options: &LinkOptions) -> Draft {
    let folder = folder_of(path);
    let name = folder.rsplit_once('/').map_or(folder, |(_, name)| name);
    let title = if folder.is_empty() { options.site_title.clone() } else { name.to_owned() };
    let span = Span::file(&Arc::from(format!("{}/{path}", options.content)));
    Draft {
        path: Arc::from(path),
        kind: Kind::Column,
        meta: Meta {
            title: Spanned { value: title, span: span.clone() },
            subtitle: None,
            slug: None,
            aliases: Vec::new(),
            summary: None,
            topics: Vec::new(),
            keywords: Vec::new(),
            source: None,
            source_url: None,
            author: None,
            editor: None,
            published_at: None,
            updated_at: None,
            publish_at: None,
            expire_at: None,
            draft: false,
            cover: None,
            cover_alt: None,
            attachments: Vec::new(),
            related: Vec::new(),
            weight: None,
            template: None,
            review_in: None,
            owner: None,
            review: Vec::new(),
            extra: BTreeMap::new(),
            span,
        },
        details: Details::Column(Column::default()),
        body: Body::default(),
        prints: Prints::default(),
    }
    .printed(UNWRITTEN)
}
