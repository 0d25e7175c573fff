//! `shuyuan hub build`

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ArgMatches;

use super::progress::Bar;
use super::site::{self, SiteJob, say, shown};
use super::{CLEAN, FAULTS, build, report, usage};
use crate::cache::{Cache, Spool};
use crate::check::{self, Ran};
use crate::config;
use crate::deploy::fetch::Fetcher;
use crate::diagnostics::{Lang, Text, system_words};
use crate::hub::{HEAD, Member, Members, Read, load};
use crate::inputs::{Inputs, Roots, built};
use crate::outputs::Target;
use crate::pipeline::{self, Memo};

/// Runs `hub build`.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let matches = match matches.subcommand() {
        Some(("build", matches)) => matches,
        Some(("serve", matches)) => return super::gateway::run(matches, lang),
        // `subcommand_required` leaves no other case.
        _ => return super::USAGE,
    };
    let started = Instant::now();
    let bar = Bar::new(true, lang);
    let given: Vec<String> = matches.get_many::<String>("source").into_iter().flatten().cloned().collect();
    let hub = if given.is_empty() { own_site(matches, &bar, lang) } else { bare(matches, given, lang) };
    let hub = match hub {
        Ok(hub) => hub,
        Err(sentence) => return usage::refuse(&sentence, "human", lang),
    };
    let waiting = hub.job.out.parent().filter(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let members = match read_all(
        Members::aside(Spool::new(waiting)),
        &hub.sources,
        matches.get_one::<String>("ca-file").map(Path::new),
        lang,
    ) {
        Ok(members) => members,
        Err(sentences) => {
            bar.clear();
            sentences.iter().for_each(|sentence| eprintln!("{sentence}"));
            eprintln!("{}", say(lang, "没有生成：上面的门户读不了。".into(), "Nothing was built: see above.".into()));
            return FAULTS;
        }
    };
    publish(hub, &members, !matches.get_flag("no-sync"), &bar, started, lang)
}

/// A hub before the portals are read.
struct Hub {
    job: SiteJob,
    /// None if the program makes the site itself.
    inputs: Option<Inputs>,
    sources: Vec<String>,
    /// What it is called, if it is no site of its own and the command says so.
    title: Option<String>,
}

/// The site at `--root`, with the portals of its configuration.
fn own_site(matches: &ArgMatches, bar: &Bar, lang: Lang) -> Result<Hub, String> {
    let job = site::job(matches, lang)?;
    let inputs = site::read(&job, bar).value;
    let text = inputs.get(&job.options.config).and_then(|file| file.text()).unwrap_or_default();
    let config = config::load(&job.options.config.as_str().into(), &text).value;
    if config.hub.portals.is_empty() {
        return Err(say(
            lang,
            "错误: 没有写要搜索哪些门户\n  = 改法: 在命令后面写它们的网址或文件夹，或者在 site-config.toml 里写 [hub] 和 portals = [\"https://…/\"]".into(),
            "error: no portals to search\n  = help: name their addresses or folders, or write portals = [\"https://…/\"] below [hub] in site-config.toml".into(),
        ));
    }
    // Folders are meant from the site, wherever the command is given.
    let root = site::root(matches);
    let sources = config.hub.portals.iter().map(|portal| from(&root, portal)).collect();
    Ok(Hub { job, inputs: Some(inputs), sources, title: None })
}

fn from(root: &Path, portal: &str) -> String {
    let is_address = portal.starts_with("http://") || portal.starts_with("https://");
    if is_address { portal.to_owned() } else { root.join(portal).to_string_lossy().into_owned() }
}

/// A site of nothing but the search and a list of the portals.
fn bare(matches: &ArgMatches, sources: Vec<String>, lang: Lang) -> Result<Hub, String> {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let roots = Roots::of_site(".");
    let options = site::options(matches, roots.config_path(), roots.content_path(), lang)?;
    let out = PathBuf::from(text("out").unwrap_or_else(|| "hub".to_owned()));
    let job = SiteJob { roots, out, portable: false, release: false, options, cache: Cache::disabled() };
    Ok(Hub { job, inputs: None, sources, title: text("title") })
}

/// The built-in site: its home page has the search and lists the portals. It speaks the language of most of their pages.
fn inputs(title: Option<String>, members: &Members, base_url: Option<&str>) -> Inputs {
    let all: usize = members.iter().map(Member::count).sum();
    let english: usize = members.iter().filter(|member| member.language.starts_with("en")).map(Member::count).sum();
    let lang = if english * 2 > all { Lang::En } else { Lang::Zh };
    let title = title.unwrap_or_else(|| say(lang, "联合检索".into(), "Search of all portals".into()));
    // A string of JSON is one of TOML and of YAML, too.
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let portals: Vec<&str> = members.iter().map(|member| member.place.address.as_str()).collect();
    let (count, language) = (portals.len(), if lang == Lang::En { "en" } else { "zh-CN" });
    let config =
        format!("title = {}\nlanguage = \"{language}\"\n[hub]\nportals = {}\n", quoted(&title), quoted_list(&portals));
    let lead = say(
        lang,
        format!("这里一起搜索下列 {count} 个门户的 {all} 个页面，搜到的结果打开各门户自己的网页。"),
        format!(
            "The pages of these portals ({count}) are searched together: {all} in all. Results open on the portals' own sites."
        ),
    );
    let mut home = format!("---\ntitle: {}\nhome: [search, text]\n---\n\n{lead}\n\n", quoted(&title));
    home += &say(lang, "| 门户 | 页面 |\n| --- | ---: |\n".into(), "| Portal | Pages |\n| --- | ---: |\n".into());
    for member in members.iter() {
        let name = plain(&member.place.title.replace(char::is_control, " "));
        // A path of the hub's own host is no page of this site: only its whole address can be a link.
        let linked = config::base_url(&below_host(&member.place.address, base_url));
        let linked = linked.map_or(name.clone(), |url| format!("[{name}](<{url}>)"));
        home += &format!("| {linked} | {} |\n", member.count());
    }
    Inputs::from_memory([("site-config.toml", config.into_bytes()), ("content/_index.md", home.into_bytes())])
}

/// `text` without a meaning in Markdown.
fn plain(text: &str) -> String {
    text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

/// `/north/` with the host of the hub's own address before it, if that is known.
fn below_host(address: &str, base_url: Option<&str>) -> String {
    let own = base_url.and_then(config::base_url);
    let host = own.as_deref().and_then(|url| {
        let (scheme, rest) = url.split_once("://")?;
        Some(&url[..scheme.len() + 3 + rest.find('/')?])
    });
    match host {
        Some(host) if address.starts_with('/') => format!("{host}{address}"),
        _ => address.to_owned(),
    }
}

fn quoted_list(texts: &[&str]) -> String {
    serde_json::to_string(texts).unwrap_or_else(|_| "[]".to_owned())
}

/// Reads every portal; all that cannot be read are told.
fn read_all(
    mut members: Members,
    sources: &[String],
    authorities: Option<&Path>,
    lang: Lang,
) -> Result<Members, Vec<String>> {
    let mut faults = Vec::new();
    for source in sources {
        match read(source, authorities) {
            Ok(member) => {
                let (title, count) = (&member.place.title, member.count());
                eprintln!("{}", say(lang, format!("“{title}”：{count} 个页面"), format!("`{title}`: {count} pages")));
                members.add(member);
            }
            Err(fault) => faults.push(say(
                lang,
                format!("错误: “{source}”读不了：{}", fault.zh),
                format!("error: cannot read `{source}`: {}", fault.en),
            )),
        }
    }
    if faults.is_empty() { Ok(members) } else { Err(faults) }
}

/// `SOURCE` or `SOURCE=ADDRESS`.
fn read(source: &str, authorities: Option<&Path>) -> Result<Member, Text> {
    let (place, address) = match source.rsplit_once('=') {
        // A `=` may be part of an address or of a folder's name.
        Some((place, address)) if !place.is_empty() && is_place(address) => (place, Some(address)),
        _ => (source, None),
    };
    let address = address.map(|address| format!("{}/", address.trim_end_matches('/')));
    if place.starts_with("http://") || place.starts_with("https://") {
        let Some(base) = config::base_url(place) else {
            return Err(Text::new("网址写得不对", "this is no address"));
        };
        let fetcher = Fetcher::new(authorities).map_err(|error| error.words)?;
        return load(&Web { fetcher, base: base.clone() }, Some(&address.unwrap_or(base)));
    }
    load(&Folder(place.into()), address.as_deref())
}

/// Whether hits may lead to `address`: elsewhere, or to a path of the hub's own host.
fn is_place(address: &str) -> bool {
    config::base_url(address).is_some()
        || address.starts_with('/') && config::base_url(&format!("http://host{address}")).is_some()
}

/// A portal on the web.
struct Web {
    fetcher: Fetcher,
    base: String,
}

impl Read for Web {
    fn read(&self, path: &str, most: usize) -> Result<Vec<u8>, Text> {
        let url = format!("{}{path}", self.base);
        let found = self.fetcher.get(&url, most).map_err(|error| error.words)?;
        found.ok_or_else(|| missing(path, &url))
    }
}

/// A portal in a folder.
struct Folder(PathBuf);

impl Read for Folder {
    fn read(&self, path: &str, most: usize) -> Result<Vec<u8>, Text> {
        let file = self.0.join(path);
        match built::read(&file, Some(0..most as u64)) {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(missing(path, &shown(&file))),
            Err(error) => {
                let words = system_words(&error);
                Err(Text::new(format!("{}：{}", shown(&file), words.zh), format!("{}: {}", shown(&file), words.en)))
            }
        }
    }
}

fn missing(path: &str, place: &str) -> Text {
    if path == HEAD {
        Text::new(
            format!("没有 {place}。那个门户要在 site-config.toml 里写 [hub] 和 publish = true，重新生成并发布"),
            format!(
                "there is no {place}. That portal needs `publish = true` below [hub] in its site-config.toml, and a new build"
            ),
        )
    } else {
        Text::new(
            format!("没有 {place}：可能正在发布，过一会儿再运行"),
            format!("there is no {place}: it may be being published, run this again"),
        )
    }
}

fn publish(hub: Hub, members: &Members, sync: bool, bar: &Bar, started: Instant, lang: Lang) -> u8 {
    let Hub { job, inputs: own, title, .. } = hub;
    let target = Target::open(&job.out, &job.roots).map(|target| if sync { target } else { target.without_sync() });
    let inputs = own.unwrap_or_else(|| inputs(title, members, job.options.base_url.as_deref()));
    let mut found = Vec::new();
    let mut memo = Memo::once();
    let built = pipeline::build_hub(&inputs, &job.options, members, &mut memo, &job.cache, bar).drain_into(&mut found);
    let mut found = check::settle(&inputs, &job.options.content, &built.config, &built.site, found, Ran::Build);
    let published = build::publish(&target, &built.outputs, &mut found, bar);
    bar.clear();
    report::human(&found, &inputs, lang);
    let Some(report) = published else {
        eprintln!("{}", say(lang, "没有发布。".into(), "Nothing was published.".into()));
        return FAULTS;
    };
    let (seconds, out) = (started.elapsed().as_secs_f64(), shown(&job.out));
    let portals = members.iter().count();
    let pages: usize = members.iter().map(Member::count).sum();
    let files = report.written + report.unchanged;
    eprintln!(
        "{}",
        say(
            lang,
            format!(
                "完成：{portals} 个门户的 {pages} 个页面可以一起搜索，{files} 个文件，用时 {seconds:.2} 秒。站点在 {out}"
            ),
            format!(
                "Done: {pages} pages of {portals} portals are searched together; {files} files in {seconds:.2} s. The site lies in {out}"
            ),
        )
    );
    CLEAN
}
