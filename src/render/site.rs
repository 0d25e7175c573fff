//! What every page sees of the site.

use std::collections::BTreeMap;

use super::view::{AppearanceView, Link, NavItem, SiteView};
use crate::config::SiteConfig;
use crate::content::{Kind, format_date};
use crate::link::{PageId, Site};

/// The view of the site; `assets` maps names in the theme to fingerprinted URLs.
pub fn site_view(
    site: &Site,
    config: &SiteConfig,
    strings: BTreeMap<String, String>,
    assets: BTreeMap<String, String>,
    as_of: time::Date,
) -> SiteView {
    let appearance = appearance(site, config, &assets);
    let columns = site.home().map(|home| folders(site, home, 2)).unwrap_or_default();
    SiteView {
        title: config.title.clone(),
        subtitle: config.subtitle.clone(),
        description: config.description.clone(),
        language: config.language.clone(),
        base_url: config.base_url.clone(),
        author: config.author.clone(),
        unit_notice: config.unit_notice.clone(),
        copyright: config.copyright.clone(),
        columns,
        menu: menu(site, config),
        lists: lists(site, config, &strings),
        strings,
        assets,
        feed_url: "feed.xml".to_owned(),
        search_url: "search/".to_owned(),
        offline: config.offline,
        hub: !config.hub.portals.is_empty(),
        gateway: config.hub.gateway.clone(),
        site_id_code: config.site_id_code.clone(),
        generator: super::generator(),
        as_of: format_date(as_of),
        appearance,
        extra: config.extra.clone(),
    }
}

/// What stood in `extra` before there was a table for it counts where the table says nothing.
fn appearance(site: &Site, config: &SiteConfig, assets: &BTreeMap<String, String>) -> AppearanceView {
    let own = &config.appearance;
    let given =
        |own: &Option<String>, key: &str| own.clone().or_else(|| config.extra.get(key)?.as_str().map(str::to_owned));
    let outside = |title: String, url: String| Link { title, url, external: true };
    let accessibility = own.accessibility.as_ref().and_then(|path| {
        let page = site.page(*site.by_path.get(path.value.trim_start_matches('/'))?);
        Some(Link { title: page.draft.meta.title.value.clone(), url: page.url.clone(), external: false })
    });
    AppearanceView {
        logo: own.logo.as_ref().and_then(|logo| assets.get(&logo.value).cloned()),
        icp: given(&own.icp, "icp"),
        police: given(&own.police, "police").map(|number| {
            let code: String = number.chars().filter(char::is_ascii_digit).collect();
            outside(number, format!("https://beian.mps.gov.cn/#/query/webSearch?code={code}"))
        }),
        site_id: config.site_id_code.clone().map(|code| {
            let mut url = format!("https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={code}");
            if let Some(base) = &config.base_url {
                url.push_str("&url=");
                url.extend(percent_encoding::utf8_percent_encode(base, percent_encoding::NON_ALPHANUMERIC));
            }
            outside(code, url)
        }),
        contact: given(&own.contact, "contact"),
        accessibility,
    }
}

/// Folders below `id`, `depth` levels deep.
fn folders(site: &Site, id: PageId, depth: usize) -> Vec<NavItem> {
    if depth == 0 {
        return Vec::new();
    }
    site.page(id)
        .children
        .iter()
        .filter(|child| matches!(site.page(**child).draft.kind, Kind::Column | Kind::Course))
        .map(|child| {
            let page = site.page(*child);
            NavItem {
                title: page.draft.meta.title.value.clone(),
                url: page.url.clone(),
                slug: page.url.split('/').next().unwrap_or_default().to_owned(),
                summary: page.draft.meta.summary.clone(),
                children: folders(site, *child, depth - 1),
            }
        })
        .collect()
}

/// Menu entries name a source file from the content root, or an address elsewhere. One that names nothing public is
/// left out here; the pipeline reports it.
fn menu(site: &Site, config: &SiteConfig) -> Vec<Link> {
    config
        .menu
        .iter()
        .filter_map(|entry| {
            if crate::link::is_external(&entry.url) {
                return Some(Link { title: entry.title.clone(), url: entry.url.clone(), external: true });
            }
            let path = entry.url.trim_start_matches('/');
            let id = site.by_path.get(path)?;
            Some(Link { title: entry.title.clone(), url: site.page(*id).url.clone(), external: false })
        })
        .collect()
}

fn lists(site: &Site, config: &SiteConfig, strings: &BTreeMap<String, String>) -> Vec<Link> {
    let has = |kind: Kind| site.pages.iter().any(|p| p.draft.kind == kind);
    let all = [
        (!site.lists.topics.terms.is_empty(), "topics", "topics/"),
        (!site.lists.keywords.terms.is_empty(), "keywords", "keywords/"),
        (!site.lists.years.is_empty(), "browse_years", "years/"),
        (!site.lists.az.is_empty(), "browse_az", "az/"),
        (has(Kind::Policy), "library", "library/"),
        (has(Kind::Event), "calendar", "event-calendar/"),
        (has(Kind::Term), "glossary", "glossary/"),
        (super::study::is_there(site), "study_record", super::study::RECORD),
        (config.figures, "figures", "figures/"),
        (config.offline, "offline", "offline/"),
    ];
    all.into_iter()
        .filter(|(there, ..)| *there)
        .map(|(_, key, url)| Link {
            title: strings.get(key).map_or(key, String::as_str).to_owned(),
            url: url.to_owned(),
            external: false,
        })
        .collect()
}
