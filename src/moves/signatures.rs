//! Signatures after a move. A page whose links got other addresses says what it said: who has read it need not read it again,
//! so their signatures go along. Where a move changes more, such as what another column gives to its pages, they are void,
//! and that is told before anything moves.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::proof::Stand;
use super::rewrite::{Moved, Places, path_of};
use crate::content::Draft;
use crate::inputs::Inputs;
use crate::parse::policy;
use crate::review::{self, seen};

/// What becomes of the signatures of a page.
pub(super) struct Fate {
    /// The page before the move, below the content folder.
    pub(super) page: String,
    /// The print that was signed, and the one that the page has after the move; none if it says something else then.
    pub(super) prints: Option<(String, String)>,
}

/// The pages whose signatures do not hold after a move as they are.
pub(super) fn fates(
    (inputs, before): (&Inputs, &Stand),
    (tried, after): (&Inputs, &Stand),
    moved: &Moved<'_>,
    content: &str,
) -> Vec<Fate> {
    let Some(asked) = &before.ready.config.review else { return Vec::new() };
    let (files, new_files) = (review::files(inputs, content), review::files(tried, content));
    let (places, new_places) = (before.places(), after.places());
    let now: BTreeMap<&str, &Arc<Draft>> = after.ready.drafts().iter().map(|draft| (&*draft.path, draft)).collect();
    let mut found = Vec::new();
    for draft in before.ready.drafts().iter().filter(|draft| !draft.meta.review.is_empty()) {
        let Some(state) = review::state(draft, asked, &files) else { continue };
        let Some(new) = now.get(moved.now(&draft.path)) else { continue };
        let print = seen::print(new, &new_files);
        if print == state.print || state.stages.iter().all(|stage| stage.given.valid().is_none()) {
            continue;
        }
        let meant = seen::meaning(draft, &files, &|written| named(&places, draft, written, Some(moved)));
        let means = seen::meaning(new, &new_files, &|written| named(&new_places, new, written, None));
        let prints = (meant == means).then_some((state.print, print));
        found.push(Fate { page: draft.path.to_string(), prints });
    }
    found
}

/// The file that a reference names, after the move if that is still to come, with its place on the page.
fn named(places: &Places<'_>, draft: &Draft, written: &str, moved: Option<&Moved<'_>>) -> Option<String> {
    let file = places.goal(draft.folder(), written)?.file();
    let file = moved.map_or(file, |moved| moved.now(file));
    Some(format!("/{file}{}", &written[path_of(written).len()..]))
}

/// `text` signed for what it says now; none if the print stands nowhere in its front matter.
pub(super) fn signed_again(text: &str, (old, new): &(String, String)) -> Option<String> {
    let body = policy::body_start(text);
    text[..body].contains(old.as_str()).then(|| format!("{}{}", text[..body].replace(old, new), &text[body..]))
}
