//! The texts of the library in one script, by which its page filters, sorts and searches them. It is a script, not a file
//! of data, because pages opened from a disk may read nothing else. Nobody loads it before asking for it.

use serde::Serialize;

use super::context::RenderInputs;
use super::jobs::{Job, Listing};
use super::library::Facet;
use super::policy;
use crate::content::{Details, pinyin};
use crate::link::PageId;

/// Where it lies.
pub(super) const TEXTS: &str = "library/texts.js";

/// The facets that readers filter by, in the order in which a text names its values.
const FILTERS: [Facet; 5] = [Facet::Issuer, Facet::Type, Facet::Subject, Facet::Year, Facet::Status];

/// What the page's script is handed.
#[derive(Default, Serialize)]
struct Library {
    /// Every value of a facet once, by facet.
    values: [Vec<String>; 5],
    /// In the order of their names by sound.
    texts: Vec<Text>,
}

/// A text; short names, because there are thousands of it.
#[derive(Serialize)]
struct Text {
    /// Title.
    t: String,
    /// Address from the root.
    u: String,
    /// 发文字号
    #[serde(skip_serializing_if = "String::is_empty")]
    n: String,
    /// The day of this version.
    #[serde(skip_serializing_if = "String::is_empty")]
    d: String,
    /// The initials of the title's sounds: `xxzxglbf` finds 学习中心管理办法.
    i: String,
    /// The places of its values among `values`, by facet.
    v: [Vec<usize>; 5],
    /// 时效性 as `StatusView`: name, and the days on which it changes.
    s: [String; 5],
}

/// The script's job; `texts` are all texts of the library.
pub(super) fn job<'a>(listing: &Listing<'_>, texts: &[PageId], out: &mut Vec<Job<'a>>) {
    let key = crate::content::print_of(&listing.lasting(texts));
    let mut texts = texts.to_vec();
    texts.sort_by_cached_key(|id| pinyin::sort_key(&listing.site.page(*id).draft.meta.title.value));
    out.push(Job::file(TEXTS, key, move |inputs| vec![(TEXTS.to_owned(), Ok(script(inputs, &texts)))]));
}

fn script(inputs: &RenderInputs<'_>, texts: &[PageId]) -> String {
    let mut library = Library::default();
    for id in texts {
        let text = text(inputs, *id, &mut library.values);
        library.texts.extend(text);
    }
    // Strings and numbers always have a form in JSON.
    let table = serde_json::to_string(&library).unwrap_or_else(|_| "{}".to_owned());
    // A line separator ends a string in the JavaScript of old browsers.
    let table = table.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("window.shuyuanTexts({table});\n")
}

fn text(inputs: &RenderInputs<'_>, id: PageId, values: &mut [Vec<String>; 5]) -> Option<Text> {
    let page = inputs.site.page(id);
    let Details::Policy(details) = &page.draft.details else { return None };
    let status = policy::status_view(inputs, id);
    let mut placed: [Vec<usize>; 5] = Default::default();
    for (facet, (placed, values)) in FILTERS.iter().zip(placed.iter_mut().zip(values)) {
        for value in facet.values(inputs, id) {
            let place = values.iter().position(|known| *known == value).unwrap_or_else(|| {
                values.push(value);
                values.len() - 1
            });
            placed.push(place);
        }
    }
    let title = super::context::listed_title(page);
    Some(Text {
        i: pinyin::initials(&title),
        t: title,
        u: page.url.clone(),
        n: details.doc_no.as_ref().map(|no| no.value.clone()).unwrap_or_default(),
        d: policy::version_date(inputs, id).unwrap_or_default(),
        v: placed,
        s: [Some(status.name), status.effective_on, status.valid_until, status.repealed_on, status.amended_on]
            .map(Option::unwrap_or_default),
    })
}
