//! All drafts → the [`Site`]: what is public, where it lies, what refers to what.
//!
//! Runs on every build, also an incremental one, so it must stay cheap: it looks at facts and never at bodies' text, and
//! a [`LinkMemo`] keeps for the next link what follows from files that are still the same.

mod ahead;
mod copies;
pub mod courses;
mod facts;
mod faults;
mod former;
mod lists;
mod near;
mod order;
mod orgs;
pub mod policy;
pub mod quiz_draw;
mod references;
mod related;
mod scheduled;
mod tree;
mod urls;
mod visibility;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use facts::PageFacts;
pub use lists::{Lists, Taxonomy, Term};
pub use references::{Target, is_external, named_paths, references_of, relative_path};

use crate::content::{Draft, Moment, index_of};
use crate::diagnostics::{Checked, Diagnostic};
use former::Former;
use policy::{PolicyLinks, PolicyMemo};
use visibility::Split;

/// Index of a page in [`Pages::pages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId(pub usize);

/// What linking depends on beside the drafts.
#[derive(Debug, Clone)]
pub struct LinkOptions {
    /// What is scheduled for later than this, or expired by then, is absent.
    pub as_of: Moment,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Title of the site; the home page has it when it says nothing else.
    pub site_title: String,
    /// The path under which the content folder is known, for places.
    pub content: String,
    /// Other names of policy texts → their titles.
    pub policy_aliases: BTreeMap<String, String>,
    /// Policy texts of other portals.
    pub elsewhere: Arc<policy::Elsewhere>,
}

/// Every public page with all that follows from single pages and their references, and nothing that asks the whole site.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// Every public page, in the order of the paths of their files.
    pub pages: Vec<Page>,
    /// Path below the content folder → page.
    pub by_path: BTreeMap<Arc<str>, PageId>,
    /// Files beside the pages that something public uses: path below the content folder → URL.
    pub media: BTreeMap<Arc<str>, String>,
    /// Old URL → where it leads.
    pub redirects: BTreeMap<String, Redirect>,
}

/// The public pages and how they hang together. It has the fields and methods of its [`Pages`].
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The pages.
    pub linked: Pages,
    /// Topics, keywords, years, A–Z.
    pub lists: Lists,
    /// Of every page those that the editor or shared topics and keywords relate to it, best first.
    pub related: Vec<Vec<PageId>>,
    /// Versions, status and citations of policy texts; documents are numbered as the pages are.
    pub policies: PolicyLinks,
    /// Policy → pages that explain it, by `interprets` of theirs.
    pub interpreted_by: BTreeMap<PageId, Vec<PageId>>,
    /// Pages that are not public yet; what is wrong in them is reported before their day.
    pub scheduled: Vec<Arc<Draft>>,
    /// Who cites whom, as JSON; none if the site has no policy texts.
    pub citation_graph: Option<Arc<str>>,
    /// What policy texts are called, for texts that are typed after the link.
    pub(crate) names: Arc<policy::Names>,
}

/// What one link leaves for the next in the same process. Never changes a result: everything is kept together with all
/// that it was made from.
#[derive(Default)]
pub struct LinkMemo {
    former: Option<Former>,
    tree: tree::TreeMemo,
    policies: PolicyMemo,
    once: bool,
}

impl LinkMemo {
    /// Keeps nothing from now on: no other link follows in this process, and a large site has no room for two.
    pub fn forget(&mut self) {
        *self = Self { once: true, ..Self::default() };
        self.policies.forget();
    }
}

/// Where an old URL leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redirect {
    /// The page that replaced it; none if only addresses with a query lay here.
    pub to: Option<PageId>,
    /// Query (`id=12`) → the page that replaced the URL with it.
    pub queries: BTreeMap<String, PageId>,
}

/// A public page.
#[derive(Debug, Clone)]
pub struct Page {
    /// What its file says.
    pub draft: Arc<Draft>,
    /// What follows from its file alone.
    pub facts: Arc<PageFacts>,
    /// Relative to the site's root with a trailing slash; empty for the home page.
    pub url: String,
    /// The folder's page that contains it; none for the home page.
    pub parent: Option<PageId>,
    /// For a folder: what lies directly in it, in order.
    pub children: Vec<PageId>,
    /// The page before it in its folder, or in its course.
    pub previous: Option<PageId>,
    /// The page after it.
    pub next: Option<PageId>,
    /// Every reference on the page as written → what it means.
    pub targets: BTreeMap<String, Target>,
}

/// Whoever has a site asks it for its pages by their names a hundred times; what else it holds is asked by few.
impl std::ops::Deref for Site {
    type Target = Pages;

    fn deref(&self) -> &Pages {
        &self.linked
    }
}

impl Pages {
    /// The page with this identity.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// Every page with its identity.
    pub fn iter(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().map(|(i, page)| (PageId(i), page))
    }

    /// The home page.
    pub fn home(&self) -> Option<PageId> {
        self.by_path.get(&*index_of("")).copied()
    }

    /// From the home page down to the folder of `id`, without `id` itself.
    pub fn ancestors(&self, id: PageId) -> Vec<PageId> {
        let mut chain = Vec::new();
        let mut at = self.page(id).parent;
        while let Some(parent) = at {
            chain.push(parent);
            at = self.page(parent).parent;
        }
        chain.reverse();
        chain
    }

    /// The top-level column that `id` lies in, or is.
    pub fn column(&self, id: PageId) -> Option<PageId> {
        let mut chain = self.ancestors(id);
        chain.push(id);
        let column = *chain.get(1)?;
        self.page(column).draft.kind.is_folder().then_some(column)
    }

    /// All pages below a folder, depth first in order, without folders' own pages.
    pub fn descendants(&self, id: PageId) -> Vec<PageId> {
        tree::descendants(id, |id| {
            let page = self.page(id);
            (page.draft.kind, &page.children)
        })
    }

    /// The URL that a reference leads to, relative to the root; none if it leads nowhere.
    pub fn target_url(&self, target: &Target) -> Option<String> {
        match target {
            Target::Page { id, anchor } => {
                let url = &self.page(*id).url;
                Some(match anchor {
                    Some(anchor) => format!("{url}#{}", urls::encode_fragment(anchor)),
                    None => url.clone(),
                })
            }
            Target::Media(path) => self.media.get(path).cloned(),
            Target::Hidden | Target::Missing => None,
        }
    }

    /// The page that a reference on `from` means, if it means one.
    pub fn target_page(&self, from: PageId, reference: &str) -> Option<PageId> {
        match self.page(from).targets.get(reference)? {
            Target::Page { id, .. } => Some(*id),
            _ => None,
        }
    }
}

/// Links `drafts` (in any order) and the other `files` below the content folder into a site: from the tree of folders
/// ([`tree::Tree`]) over pages that have an address ([`urls::Placed`]) and an order ([`order::Arranged`]) to pages whose
/// references lead somewhere ([`Pages`]), and from these to what asks the whole site.
pub fn link(
    drafts: Vec<Arc<Draft>>,
    files: &BTreeSet<Arc<str>>,
    options: &LinkOptions,
    memo: &mut LinkMemo,
) -> Checked<Arc<Site>> {
    let later = ahead::Later::of(&drafts, options);
    let split = visibility::split(drafts, options);
    let again = memo.former.take().and_then(|former| former.again(&split, files, options, &mut memo.tree));
    let (hung, found) = again.unwrap_or_else(|| hang_together(&split, files, options, &mut memo.tree));
    let mut diagnostics = found.clone();
    scheduled::check(&hung.pages, &split, files, &mut diagnostics);
    let docs = policy::documents(&hung.pages);
    let policies = memo.policies.link(&docs, &options.policy_aliases, &options.elsewhere, options.as_of.date());
    let policies = policies.drain_into(&mut diagnostics);
    diagnostics.extend(courses::check(&courses::gather(&hung.pages, |_| 0)));
    ahead::dates_to_come(&hung.pages, options, &mut diagnostics);
    copies::check(&hung.pages, &mut diagnostics);
    later.check(files, options, &mut diagnostics);
    let Hung { pages, lists, related, interpreted_by } = hung;
    let scheduled = split.scheduled.clone();
    let citation_graph = memo.policies.graph();
    let names = memo.policies.names();
    let site =
        Arc::new(Site { linked: pages, lists, related, policies, interpreted_by, scheduled, citation_graph, names });
    if memo.once {
        memo.tree = tree::TreeMemo::default();
    } else {
        memo.former = Some(Former::new(&split, files, options, &site, found));
    }
    Checked::with(site, diagnostics)
}

impl Site {
    /// The site with `draft` in the place of what a page's file says, and the page: what is typed is shown before the site
    /// is linked again. None if it means more to the other pages than a text of other words.
    pub fn with_typed(
        &self,
        draft: &Arc<Draft>,
        elsewhere: &policy::Elsewhere,
        as_of: time::Date,
    ) -> Option<(Site, PageId)> {
        let id = *self.by_path.get(&draft.path)?;
        if !former::links_alike(&self.page(id).draft, draft) {
            return None;
        }
        let mut site = self.clone();
        site.linked.pages[id.0].draft = Arc::clone(draft);
        let cites = policy::cited_anew(&site, id, elsewhere, as_of);
        *site.policies.citations.get_mut(id.0)? = cites;
        Some((site, id))
    }
}

/// Everything but what follows from policy texts.
struct Hung {
    pages: Pages,
    lists: Lists,
    related: Vec<Vec<PageId>>,
    interpreted_by: BTreeMap<PageId, Vec<PageId>>,
}

fn hang_together(
    split: &Split,
    files: &BTreeSet<Arc<str>>,
    options: &LinkOptions,
    memo: &mut tree::TreeMemo,
) -> (Hung, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let tree = tree::build(split.public.clone(), options, memo);
    tree::report_pages_in_bundles(&tree, &mut diagnostics);
    let placed = urls::place(tree, &mut diagnostics);
    let arranged = order::arrange(placed, options.as_of.date());
    let pages = references::resolve(arranged, files, &split.hidden, &options.content, &mut diagnostics);
    orgs::check(&pages, &mut diagnostics);
    let lists = lists::collect(&pages);
    let related = related::relate(&pages, &lists);
    let interpreted_by = interpretations(&pages);
    (Hung { pages, lists, related, interpreted_by }, diagnostics)
}

/// Policy → the pages that say they interpret it.
fn interpretations(site: &Pages) -> BTreeMap<PageId, Vec<PageId>> {
    let mut all: BTreeMap<PageId, Vec<PageId>> = BTreeMap::new();
    for (id, page) in site.iter() {
        for target in page.draft.details.interprets().iter().filter_map(|r| site.target_page(id, &r.value)) {
            let pages = all.entry(target).or_default();
            if pages.last() != Some(&id) {
                pages.push(id);
            }
        }
    }
    all
}
