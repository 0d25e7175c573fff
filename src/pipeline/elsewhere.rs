//! The lists of other portals' policy texts, as `shuyuan sources update` has laid them into the site.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Memo;
use crate::config::SiteConfig;
use crate::content::{Spanned, print_of, slug};
use crate::diagnostics::Diagnostic;
use crate::inputs::Inputs;
use crate::link::policy::{Elsewhere, Unusable, read_listing};

/// Where a portal publishes its list.
pub const FILE: &str = "policies.json";

/// Where the list of each portal lies below the content folder: by its name, with a number where names sound the same.
pub fn places(portals: &[(Spanned<String>, Spanned<String>)]) -> Vec<String> {
    let mut taken = BTreeMap::new();
    let place = |(name, _): &(Spanned<String>, Spanned<String>)| {
        let slug = slug(&name.value);
        let count = taken.entry(slug.clone()).and_modify(|count| *count += 1).or_insert(1);
        let number = if *count > 1 { format!("-{count}") } else { String::new() };
        format!("data/sources/{slug}{number}.json")
    };
    portals.iter().map(place).collect()
}

/// The address of a portal, if `from` is one: that of its list without the list.
pub fn address(from: &str) -> Option<String> {
    crate::config::base_url(from.trim_end_matches(FILE))
}

/// What the lists say.
pub(super) fn read(
    inputs: &Inputs,
    config: &SiteConfig,
    content: &str,
    memo: &mut Memo,
    found: &mut Vec<Diagnostic>,
) -> Arc<Elsewhere> {
    if config.policy_sources.is_empty() {
        return Arc::default();
    }
    let files: Vec<_> = (config.policy_sources.iter().zip(places(&config.policy_sources)))
        .map(|((name, from), place)| (name, from, inputs.get(&format!("{content}/{place}"))))
        .collect();
    let hashes: Vec<_> =
        files.iter().map(|(name, from, file)| (&name.value, &from.value, file.map(|f| f.hash))).collect();
    let print = print_of(&hashes);
    if let Some((_, elsewhere)) = memo.elsewhere.as_ref().filter(|(known, _)| *known == print) {
        return Arc::clone(elsewhere);
    }
    let faults = found.len();
    let mut portals = Vec::new();
    for (name, from, file) in files {
        let Some(file) = file else {
            found.push(missing(name));
            continue;
        };
        let listing = file.bytes().map_err(|_| Unusable::Form);
        match listing.and_then(|bytes| read_listing(&bytes, address(&from.value).as_deref())) {
            Ok(listing) => portals.push((name.value.clone(), listing)),
            Err(why) => found.push(unusable(name, why)),
        }
    }
    let elsewhere = Arc::new(Elsewhere::new(portals));
    // Faults are said again by each build.
    memo.elsewhere = (found.len() == faults).then(|| (print, Arc::clone(&elsewhere)));
    elsewhere
}

fn missing(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::warning(
        "source-missing",
        format!("还没有取来“{}”的文件清单，引用它的文件不会成为链接", name.value),
        format!("the list of `{}` was not fetched yet; citations of its texts are no links", name.value),
    )
    .at(name.span.clone())
    .hint("运行 shuyuan sources update", "run `shuyuan sources update`")
}

/// What is to be said of a list that is of no use.
pub fn unusable(name: &Spanned<String>, why: Unusable) -> Diagnostic {
    let (zh, en) = match why {
        Unusable::Form => ("不是书院门户的 policies.json", "is no policies.json of a portal"),
        Unusable::Newer => ("是更新的版本写的，这个版本读不了", "was written by a newer version"),
        Unusable::NoAddress => ("没有写门户的网址", "names no address of its portal"),
    };
    Diagnostic::warning(
        "source-unusable",
        format!("“{}”的文件清单{zh}", name.value),
        format!("the list of `{}` {en}", name.value),
    )
    .at(name.span.clone())
    .hint(
        "核对网址，再运行 shuyuan sources update；那个门户的 site-config.toml 里要有 base_url",
        "check the address and run `shuyuan sources update`; that portal needs a `base_url`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Span;

    #[test]
    fn names_that_sound_the_same_have_places_of_their_own() {
        let name = |text: &str| Spanned { value: text.to_owned(), span: Span::file(&"site-config.toml".into()) };
        let places = places(&["市局", "事局", "b"].map(|text| (name(text), name("x"))));
        assert_eq!(places.len(), 3);
        assert!(places[1] == places[0].replace(".json", "-2.json") && places[2] == "data/sources/b.json", "{places:?}");
        assert_eq!(address("https://a.example/policies.json").as_deref(), Some("https://a.example/"));
        assert_eq!(address("../county/public"), None);
    }
}
