//! Folders and what lies in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{LinkOptions, Page, PageId, Site};
use crate::content::{Body, Column, Details, Draft, Kind, Meta, Prints, Spanned};
use crate::diagnostics::Span;

/// Makes a page of every draft, and of every folder that has no `_index.md`, and hangs them into their folders.
pub(super) fn build(mut drafts: Vec<Arc<Draft>>, options: &LinkOptions) -> Site {
    add_missing_folders(&mut drafts, options);
    drafts.sort_by(|a, b| a.path.cmp(&b.path));
    let mut site = Site::default();
    for draft in drafts {
        let id = PageId(site.pages.len());
        site.by_path.insert(Arc::clone(&draft.path), id);
        site.pages.push(Page {
            draft,
            url: String::new(),
            parent: None,
            children: Vec::new(),
            previous: None,
            next: None,
            targets: BTreeMap::new(),
            related: Vec::new(),
        });
    }
    for i in 0..site.pages.len() {
        let parent = parent_path(&site.pages[i].draft).and_then(|path| site.by_path.get(path.as_str()).copied());
        site.pages[i].parent = parent;
        if let Some(parent) = parent {
            site.pages[parent.0].children.push(PageId(i));
        }
    }
    site
}

/// Path of the `_index.md` that contains `draft`; none for the home page.
fn parent_path(draft: &Draft) -> Option<String> {
    let folder = draft.folder();
    let folder = if draft.is_index() || is_bundle(draft) {
        if folder.is_empty() {
            return None;
        }
        up(folder)
    } else {
        folder
    };
    Some(index_of(folder))
}

/// Whether `draft` is the `index.md` of a folder of its own.
pub(super) fn is_bundle(draft: &Draft) -> bool {
    draft.path.rsplit_once('/').is_some_and(|(_, name)| name == "index.md")
}

fn up(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(up, _)| up)
}

fn index_of(folder: &str) -> String {
    if folder.is_empty() { "_index.md".to_owned() } else { format!("{folder}/_index.md") }
}

fn add_missing_folders(drafts: &mut Vec<Arc<Draft>>, options: &LinkOptions) {
    let known: BTreeSet<Arc<str>> = drafts.iter().map(|d| Arc::clone(&d.path)).collect();
    let mut wanted: BTreeSet<String> = BTreeSet::from(["_index.md".to_owned()]);
    for draft in drafts.iter() {
        let mut at = parent_path(draft);
        while let Some(path) = at {
            let folder = path.trim_end_matches("_index.md").trim_end_matches('/').to_owned();
            wanted.insert(path);
            at = (!folder.is_empty()).then(|| index_of(up(&folder)));
        }
    }
    for path in wanted {
        if !known.contains(path.as_str()) {
            drafts.push(Arc::new(folder_without_index(&path, options)));
        }
    }
}

/// A folder that nobody described is titled by its name.
fn folder_without_index(path: &str, options: &LinkOptions) -> Draft {
    let folder = path.trim_end_matches("_index.md").trim_end_matches('/');
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
            extra: BTreeMap::new(),
            span,
        },
        details: Details::Column(Column::default()),
        body: Body::default(),
        prints: Prints::default(),
    }
    .printed(0)
}
