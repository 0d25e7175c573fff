//! The configuration as the rest of the program uses it: every value present and valid.

use std::collections::BTreeMap;

use super::appearance::{self, Appearance};
use super::deploy::{self, DeployTarget};
use super::downloads::{self, Downloads};
use super::faults;
use super::raw::Table;
use super::review::{self, Review};
use crate::content::Spanned;
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::parse::markdown::RawHtml;

/// The configuration of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteConfig {
    /// 站点名称
    pub title: String,
    /// A second line under the title.
    pub subtitle: Option<String>,
    /// For search engines.
    pub description: Option<String>,
    /// `zh-CN`; decides `<html lang>` and the theme's words.
    pub language: String,
    /// Absolute, with a trailing slash.
    pub base_url: Option<String>,
    /// Folder of the theme below `themes/`.
    pub theme: String,
    /// Shown in the footer; author of the feeds.
    pub author: Option<String>,
    /// For example that the unit is invented.
    pub unit_notice: Option<String>,
    /// 版权
    pub copyright: Option<String>,
    /// Offset of the site's clock from UTC, `+08:00`.
    pub utc_offset: String,
    /// Whether HTML, CSS and JavaScript lose their superfluous space.
    pub minify: bool,
    /// Whether every text file gets a `.gz` and a `.br` beside it.
    pub precompress: bool,
    /// Widths of smaller versions of pictures, ascending, in pixels.
    pub image_widths: Vec<u32>,
    /// Pictures that are wider are published in this width; 0 for as wide as they are.
    pub image_max_width: u32,
    /// Whether the pictures made narrower can be had as they were, without what cameras write, at `name-original`.
    pub image_originals: bool,
    /// Kinds of files, by extension, that may be published although browsers or other programs run what is in them.
    pub allow_files: Vec<String>,
    /// Whether there is a page with the site in figures.
    pub figures: bool,
    /// Whether readers may keep pages for reading without a network.
    pub offline: bool,
    /// What happens to HTML in Markdown.
    pub raw_html: RawHtml,
    /// Entries on a page of a list.
    pub page_size: usize,
    /// Entries in a feed.
    pub feed_limit: usize,
    /// 网站标识码
    pub site_id_code: Option<String>,
    /// The table of words that mean the same, from the site's root.
    pub synonyms: Option<Spanned<String>>,
    /// Queries and the pages that they must find, from the site's root.
    pub search_tests: Option<Spanned<String>>,
    /// What the site decides for single rules, by the rule's id.
    pub rules: Vec<RuleSetting>,
    /// The site's own list of words, from its root.
    pub word_list: Option<Spanned<String>>,
    /// Private addresses that readers reach, with a port or without.
    pub allow_hosts: Vec<String>,
    /// After so many days a standing page should have been looked at; 0 for never.
    pub stale_days: u32,
    /// After so many days a column should have something new; 0 for never.
    pub idle_days: u32,
    /// Menu entries beside the columns.
    pub menu: Vec<MenuEntry>,
    /// Other names of policy texts → their titles.
    pub policy_aliases: BTreeMap<String, String>,
    /// Who signs before a page is published; none if nobody has to.
    pub review: Option<Review>,
    /// Other portals whose policy texts are cited: what they are called here → where they lie.
    pub policy_sources: Vec<(Spanned<String>, Spanned<String>)>,
    /// Formats that pages offer beside themselves.
    pub downloads: Downloads,
    /// Where it is published.
    pub deploy: Vec<DeployTarget>,
    /// What it has to do with searching many portals at once.
    pub hub: HubSettings,
    /// What it changes of the theme.
    pub appearance: Appearance,
    /// What is the site's own.
    pub extra: serde_json::Value,
}

/// A menu entry.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuEntry {
    /// Its words.
    pub title: String,
    /// A source file from the content root (`/about.md`) or an address elsewhere.
    pub url: String,
    /// Where it is written.
    pub span: Span,
}

/// `[hub]`: one search over many portals.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HubSettings {
    /// Whether the site publishes its pages for hubs.
    pub publish: bool,
    /// The portals that are searched here: folders or addresses, each perhaps with `=` and the address for readers.
    pub portals: Vec<String>,
    /// The path on the portal's own host at which an engine answers the search page.
    pub gateway: Option<String>,
}

/// What the site decides for one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSetting {
    /// The rule; whether there is such a rule is not decided here.
    pub id: Spanned<String>,
    /// How bad a finding of it is; none if it is not to be shown.
    pub severity: Option<Severity>,
}

impl SiteConfig {
    /// The path at which the site lies on its host, with slashes at both ends: `/` or `/study/`.
    pub fn base_path(&self) -> String {
        let Some(base) = &self.base_url else {
            return "/".to_owned();
        };
        let host = base.find("://").map_or(0, |i| i + 3);
        base[host..].find('/').map_or_else(|| "/".to_owned(), |i| base[host + i..].to_owned())
    }
}

/// `value` as a base URL with a trailing slash; none if it is no absolute HTTP address.
pub fn base_url(value: &str) -> Option<String> {
    let value = value.trim();
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let bad = |c: char| c.is_whitespace() || c.is_control() || "?#\"'<>\\".contains(c);
    if host.is_empty() || rest.contains(bad) || rest.split('/').any(|part| part == "..") {
        return None;
    }
    Some(if value.ends_with('/') { value.to_owned() } else { format!("{value}/") })
}

/// Checks the file's values.
pub(super) fn resolve(top: &Table<'_>, found: &mut Vec<Diagnostic>) -> SiteConfig {
    let plain = |text: Option<Spanned<String>>| text.map(|t| t.value);
    let output = top.table("output", found);
    let offline = top.table("offline", found);
    let markdown = top.table("markdown", found);
    let lists = top.table("lists", found);
    let feeds = top.table("feeds", found);
    let government = top.table("government", found);
    let search = top.table("search", found);
    let policy = top.table("policy", found);
    let check = top.table("check", found);
    let hub = top.table("hub", found);
    let config = SiteConfig {
        title: title(top, found),
        subtitle: plain(top.text("subtitle", found)),
        description: plain(top.text("description", found)),
        language: plain(top.text("language", found)).unwrap_or_else(|| "zh-CN".to_owned()),
        base_url: address(top, found),
        theme: theme(top, found),
        author: plain(top.text("author", found)),
        unit_notice: plain(top.text("unit_notice", found)),
        copyright: plain(top.text("copyright", found)),
        utc_offset: offset(top, found),
        minify: output.switch("minify", true, found),
        precompress: output.switch("precompress", false, found),
        image_widths: widths(&output, found),
        image_max_width: output.number("image_max_width", 0..=20_000, 2400, found),
        image_originals: output.switch("image_originals", false, found),
        allow_files: output.words("allow_files", found),
        figures: lists.switch("figures", false, found),
        offline: offline.switch("enabled", false, found),
        raw_html: raw_html(&markdown, found),
        page_size: lists.number("page_size", 1..=1000, 20, found) as usize,
        feed_limit: feeds.number("limit", 1..=1000, 30, found) as usize,
        site_id_code: plain(government.text("site_id_code", found)),
        synonyms: search.text("synonyms", found),
        search_tests: search.text("tests", found),
        rules: rules(&check, found),
        word_list: check.text("words", found),
        allow_hosts: check.words("allow_hosts", found),
        stale_days: check.number("stale_days", 0..=10_000, 0, found),
        idle_days: check.number("idle_days", 0..=10_000, 0, found),
        menu: menu(top, found),
        policy_aliases: policy
            .table("aliases", found)
            .texts(found)
            .into_iter()
            .map(|(name, title)| (name.value, title.value))
            .collect(),
        review: review::read(&top.table("review", found), found),
        policy_sources: policy.table("sources", found).texts(found),
        downloads: downloads::read(&top.table("downloads", found), found),
        deploy: deploy::targets(&top.table("deploy", found), found),
        hub: HubSettings {
            gateway: gateway(&hub, found),
            publish: hub.switch("publish", false, found),
            portals: hub.names("portals", found).unwrap_or_default().into_iter().map(|portal| portal.value).collect(),
        },
        appearance: appearance::read(&top.table("appearance", found), found),
        extra: top.table("extra", found).json(),
    };
    for table in [top, &output, &offline, &markdown, &lists, &feeds, &government, &search, &policy, &check, &hub] {
        table.finish(found);
    }
    config
}

/// Anything but a path of the portal's own host would be another origin, which its content policy forbids.
fn gateway(hub: &Table<'_>, found: &mut Vec<Diagnostic>) -> Option<String> {
    let given = hub.text("gateway", found)?;
    let path = given.value.trim();
    let bad = |c: char| c.is_whitespace() || c.is_control() || "?#\"'<>\\:".contains(c);
    let is_path = path.starts_with('/') && !path.starts_with("//") && path.len() > 1;
    if !is_path || path.contains(bad) || path.split('/').any(|part| part == "..") {
        found.push(faults::bad_gateway(&given));
        return None;
    }
    Some(path.to_owned())
}

fn title(top: &Table<'_>, found: &mut Vec<Diagnostic>) -> String {
    match top.text("title", found) {
        Some(title) => title.value,
        None => {
            found.push(faults::missing_title(top.start()));
            "未命名站点".to_owned()
        }
    }
}

fn address(top: &Table<'_>, found: &mut Vec<Diagnostic>) -> Option<String> {
    let given = top.text("base_url", found)?;
    let base = base_url(&given.value);
    if base.is_none() {
        found.push(faults::bad_base_url(&given));
    }
    base
}

fn theme(top: &Table<'_>, found: &mut Vec<Diagnostic>) -> String {
    let Some(given) = top.text("theme", found) else {
        return "default".to_owned();
    };
    if given.value.contains(['/', '\\', ':']) || given.value.starts_with('.') {
        found.push(faults::bad_theme(&given));
        return "default".to_owned();
    }
    given.value
}

fn offset(top: &Table<'_>, found: &mut Vec<Diagnostic>) -> String {
    const CHINA: &str = "+08:00";
    let Some(given) = top.text("utc_offset", found) else {
        return CHINA.to_owned();
    };
    let bytes = given.value.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        given.value.get(range).filter(|d| d.bytes().all(|b| b.is_ascii_digit())).and_then(|d| d.parse::<u8>().ok())
    };
    let well_formed = bytes.len() == 6 && matches!(bytes[0], b'+' | b'-') && bytes[3] == b':';
    if well_formed && digits(1..3).is_some_and(|h| h <= 14) && digits(4..6).is_some_and(|m| m < 60) {
        return given.value;
    }
    found.push(faults::bad_offset(&given));
    CHINA.to_owned()
}

fn widths(output: &Table<'_>, found: &mut Vec<Diagnostic>) -> Vec<u32> {
    let mut widths = output.numbers("image_widths", &[480, 960, 1440], found);
    widths.sort_unstable();
    widths.dedup();
    widths
}

fn raw_html(markdown: &Table<'_>, found: &mut Vec<Diagnostic>) -> RawHtml {
    let Some(given) = markdown.text("raw_html", found) else {
        return RawHtml::Sanitize;
    };
    match given.value.as_str() {
        "sanitize" => RawHtml::Sanitize,
        "allow" => RawHtml::Allow,
        "escape" => RawHtml::Escape,
        _ => {
            found.push(faults::not_one_of(&given, "markdown.raw_html", &["sanitize", "allow", "escape"]));
            RawHtml::Sanitize
        }
    }
}

fn rules(check: &Table<'_>, found: &mut Vec<Diagnostic>) -> Vec<RuleSetting> {
    let mut settings = Vec::new();
    for (id, level) in check.table("rules", found).texts(found) {
        let severity = match level.value.trim() {
            "off" => None,
            "note" => Some(Severity::Note),
            "warn" | "warning" => Some(Severity::Warning),
            "error" => Some(Severity::Error),
            _ => {
                let key = format!("check.rules.{}", id.value);
                found.push(faults::not_one_of(&level, &key, &["off", "note", "warn", "error"]));
                continue;
            }
        };
        settings.push(RuleSetting { id, severity });
    }
    settings
}

fn menu(top: &Table<'_>, found: &mut Vec<Diagnostic>) -> Vec<MenuEntry> {
    let mut entries = Vec::new();
    for (table, span) in top.tables("menu", found) {
        match (table.text("title", found), table.text("url", found)) {
            (Some(title), Some(url)) => {
                entries.push(MenuEntry { title: title.value, span: url.span.clone(), url: url.value });
            }
            _ => found.push(faults::incomplete_menu(span)),
        }
        table.finish(found);
    }
    entries
}
