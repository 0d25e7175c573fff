//! `shuyuan sources update`: fetches the lists of other portals' policy texts into the site.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::site::{say, shown};
use super::{CLEAN, FAULTS, report};
use crate::config;
use crate::content::Spanned;
use crate::deploy::fetch::Fetcher;
use crate::diagnostics::{Diagnostic, Lang, Severity, Text, has_errors, system_words};
use crate::inputs::{Roots, built};
use crate::link::policy::read_listing;
use crate::outputs::plain;
use crate::pipeline::elsewhere;

/// The largest list that is taken: fifty times that of all laws of a country.
const LARGEST: usize = 64 << 20;

/// Fetches each list that `[policy.sources]` names; what cannot be fetched keeps the list that is there.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    // `subcommand_required` leaves no other case.
    let Some(("update", matches)) = matches.subcommand() else { return super::USAGE };
    let root = super::site::root(matches);
    let roots = Roots::of_site(&root);
    let file = roots.config_path();
    let text = match built::read(&roots.config, None) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => {
            report::human(&[unread(&file, &system_words(&error))], &super::NoSources, lang);
            return FAULTS;
        }
    };
    let config = config::load(&file.as_str().into(), &text);
    let mut found: Vec<Diagnostic> = config.diagnostics;
    found.retain(|fault| fault.severity == Severity::Error);
    let sources = config.value.policy_sources;
    if sources.is_empty() && found.is_empty() {
        let zh = "site-config.toml 的 [policy.sources] 里没有写别的门户。".to_owned();
        let en = "[policy.sources] of site-config.toml names no other portal.".to_owned();
        eprintln!("{}", say(lang, zh, en));
        return CLEAN;
    }
    let authorities = matches.get_one::<String>("ca-file").map(Path::new);
    for ((name, from), place) in sources.iter().zip(elsewhere::places(&sources)) {
        let place = roots.content.join(place);
        match update(&root, name, from, &place, authorities) {
            Ok(count) => {
                let (zh, en) = (format!("“{}”：{count} 份文件", name.value), format!("{}: {count} texts", name.value));
                eprintln!("{}", say(lang, zh, en));
            }
            Err(fault) => found.push(*fault),
        }
    }
    report::human(&found, &One(&file, &text), lang);
    if has_errors(&found) { FAULTS } else { CLEAN }
}

/// Fetches one list; how many texts it has.
fn update(
    root: &Path,
    name: &Spanned<String>,
    from: &Spanned<String>,
    place: &Path,
    authorities: Option<&Path>,
) -> Result<usize, Box<Diagnostic>> {
    let failed = |why: Text| Box::new(unfetched(&name.value, &from.value, &why).at(from.span.clone()));
    let bytes = fetch(root, &from.value, authorities).map_err(failed)?;
    let base = elsewhere::address(&from.value);
    let listing = read_listing(&bytes, base.as_deref())
        .map_err(|why| Box::new(Diagnostic { severity: Severity::Error, ..elsewhere::unusable(name, why) }))?;
    let (folder, file) = (place.parent().unwrap_or(root), place.file_name().and_then(|name| name.to_str()));
    plain::write(folder, [(file.unwrap_or_default(), bytes.as_slice())])
        .map_err(|error| Box::new(super::export::unwritten(&error)))?;
    Ok(listing.policies.len())
}

/// The list itself, from the web or from a folder that a portal was built into.
fn fetch(root: &Path, from: &str, authorities: Option<&Path>) -> Result<Vec<u8>, Text> {
    if let Some(base) = elsewhere::address(from) {
        let url = format!("{base}{}", elsewhere::FILE);
        let fetcher = Fetcher::new(authorities).map_err(|error| error.words)?;
        let found = fetcher.get(&url, LARGEST).map_err(|error| error.words)?;
        return found.ok_or_else(|| Text::new(format!("没有 {url}"), format!("there is no {url}")));
    }
    let path: PathBuf = root.join(from);
    let path = if path.is_dir() { path.join(elsewhere::FILE) } else { path };
    let bytes = built::read(&path, Some(0..LARGEST as u64 + 1)).map_err(|error| {
        let words = system_words(&error);
        Text::new(format!("{}：{}", shown(&path), words.zh), format!("{}: {}", shown(&path), words.en))
    })?;
    match bytes.len() > LARGEST {
        true => Err(Text::new("文件大于 64 MB", "the file is larger than 64 MB")),
        false => Ok(bytes),
    }
}

fn unfetched(name: &str, from: &str, why: &Text) -> Diagnostic {
    Diagnostic::error(
        "source-unfetched",
        format!("“{name}”的文件清单取不来（{from}）：{}", why.zh),
        format!("cannot fetch the list of `{name}` from {from}: {}", why.en),
    )
    .hint(
        "核对网址或路径，确认那个门户已经用这个版本发布；原来取来的清单还在",
        "check the address or path, and that the portal was published with this version; a list fetched before is still there",
    )
}

fn unread(file: &str, why: &Text) -> Diagnostic {
    Diagnostic::error(
        "source-unfetched",
        format!("读不了 {file}：{}", why.zh),
        format!("cannot read {file}: {}", why.en),
    )
    .hint("在站点的文件夹里运行，或者用 --root 指明它", "run this in the site's folder, or name it with --root")
}

/// The configuration alone.
struct One<'a>(&'a str, &'a str);

impl crate::diagnostics::draw::Sources for One<'_> {
    fn text(&self, file: &str) -> Option<Cow<'_, str>> {
        (file == self.0).then_some(Cow::Borrowed(self.1))
    }
}
