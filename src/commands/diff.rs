//! `shuyuan diff`

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::deploy::fail;
use super::progress::Bar;
use super::report;
use super::site::{self, SiteJob, say, shown};
use super::target::{self, Target, manifest_of};
use super::verify::unreachable;
use super::{CLEAN, FAULTS, usage};
use crate::deploy::Host;
use crate::deploy::diff::{Difference, between, difference, last};
use crate::diagnostics::{Lang, Text, has_errors};
use crate::inputs::Inputs;
use crate::outputs::{self, MANIFEST, Manifest, scaffold};
use crate::pipeline::{self, Built, Memo};
use crate::sheet::{self, Former, Now, Paper};

/// Says what the site changes, or writes it down for those who sign.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let job = match site::job(matches, lang) {
        Ok(job) => job,
        Err(sentence) => return usage::refuse(&sentence, "human", lang),
    };
    let sheet = matches.get_one::<String>("sheet").map(PathBuf::from);
    let site = matches.get_one::<String>("site").map_or_else(|| job.out.clone(), PathBuf::from);
    let done = target::find_if_any(matches, &job.roots.site, lang).and_then(|target| match (sheet, &target) {
        (None, Some(Target { host: Some(host), .. })) => folder(target.as_ref(), &**host, &site, lang),
        (sheet, _) => build(&job, target.as_ref(), &site, sheet.as_deref(), lang),
    });
    done.unwrap_or_else(|text| fail(&text))
}

/// What the built site in the folder `site` changes at a host.
fn folder(target: Option<&Target>, host: &dyn Host, site: &Path, lang: Lang) -> Result<u8, String> {
    let Some(target) = target else { return Ok(CLEAN) };
    let store = target.store(lang)?;
    let manifest = manifest_of(site, &target.place).ok_or_else(|| {
        say(
            lang,
            format!("错误: “{}”里没有生成好的站点\n  = 改法: 先运行 shuyuan build。", site.display()),
            format!("error: there is no built site in `{}`\n  = help: run `shuyuan build` first", site.display()),
        )
    })?;
    tell(&difference(&at_host(host, lang)?, &store, site, &manifest), lang);
    Ok(CLEAN)
}

fn at_host(host: &dyn Host, lang: Lang) -> Result<Manifest, String> {
    let read = host.connect().and_then(|mut remote| remote.read(MANIFEST));
    let bytes = read.map_err(|error| unreachable(&host.name(), &error.words.zh, &error.words.en, lang))?;
    Ok(bytes.and_then(|bytes| Manifest::parse(&bytes)).unwrap_or_default())
}

/// What the site would change if it were built and published now.
fn build(job: &SiteJob, target: Option<&Target>, site: &Path, sheet: Option<&Path>, lang: Lang) -> Result<u8, String> {
    if let Some(path) = sheet.filter(|path| is_public(job, site, path)) {
        let path = shown(path);
        return Err(say(
            lang,
            format!("错误: 审核单里有签名人的姓名，不能放在会公开的文件夹里：{path}\n  = 改法: 放到站点文件夹外面。"),
            format!(
                "error: the sheet names who has signed and must not lie in a folder that is published: {path}\n  = help: put it outside of the site"
            ),
        ));
    }
    let former = match target.and_then(|target| Some((target, target.host.as_deref()?))) {
        Some((target, host)) => at_target(target, at_host(host, lang)?, lang)?,
        None => kept(target, site, lang)?,
    };
    let former = former.recalled(&job.cache);
    let bar = Bar::new(true, lang);
    let read = site::read(job, &bar);
    let (inputs, mut found) = (read.value, read.diagnostics);
    let mut memo = Memo::recall(&job.cache, &job.options);
    let built = pipeline::build(&inputs, &job.options, &mut memo, &job.cache, &bar).drain_into(&mut found);
    bar.clear();
    found.retain(|fault| has_errors(std::slice::from_ref(fault)));
    if !found.is_empty() {
        report::sort(&mut found);
        report::human(&found, &inputs, lang);
        return Ok(FAULTS);
    }
    match sheet {
        Some(path) => write(job, &former, &built, &inputs, path, lang),
        None => {
            let new = |path: &str| Some(built.outputs.get(path)?.load().ok()?.to_vec());
            let wanted = Manifest::of(&built.outputs);
            tell(&between(&former.manifest, &wanted, &|hash| (former.file)(hash), &new), lang);
            Ok(CLEAN)
        }
    }
}

/// Whether what lies at `path` would be published, or already is.
fn is_public(job: &SiteJob, site: &Path, path: &Path) -> bool {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folders = job.roots.themes.iter().chain([&job.roots.content, &job.out]).map(PathBuf::as_path);
    folders.chain([site]).any(|folder| whole(path).starts_with(whole(folder)))
}

fn write(
    job: &SiteJob,
    former: &Former,
    built: &Built,
    inputs: &Inputs,
    path: &Path,
    lang: Lang,
) -> Result<u8, String> {
    let now = Now {
        outputs: &built.outputs,
        site: &built.site,
        config: &built.config,
        inputs,
        content: &job.options.content,
    };
    let changes = sheet::changes(former, now);
    let html = sheet::paper(&Paper { former, now, as_of: built.as_of, lang }, &changes);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    scaffold::replace(folder, &[(&name, html.as_bytes())])
        .map_err(|fault| crate::diagnostics::draw::human(&fault, &super::NoSources, lang))?;
    let (count, path) = (changes.pages.len(), shown(path));
    let others = match changes.others.len() {
        0 => Text::new("", ""),
        n => Text::new(
            format!("另有 {n} 页只因其他页面而变，不用签。"),
            format!(" {n} more changed by other pages only and need no signature."),
        ),
    };
    println!(
        "{}",
        say(
            lang,
            format!("审核单写到 {path}，有变化的页面 {count} 页，与{}相比。{}", former.name.get(lang), others.zh),
            format!("Wrote {path}: {count} pages differ from {}.{}", former.name.get(lang), others.en),
        )
    );
    Ok(CLEAN)
}

/// What is at a target, with what this computer has kept of it.
fn at_target(target: &Target, manifest: Manifest, lang: Lang) -> Result<Former, String> {
    let store = target.store(lang)?;
    let name = &target.target.name;
    let name = Text::new(format!("“{name}”上发布的"), format!("what is published at `{name}`"));
    Ok(Former { manifest, file: Box::new(move |hash| store.file(hash)), name, prints: None })
}

/// The last publication that this computer knows of: the last that was sent to a target, else what lies in `site`. No host is
/// asked.
pub(super) fn kept(target: Option<&Target>, site: &Path, lang: Lang) -> Result<Former, String> {
    if let Some(target) = target {
        let store = target.store(lang)?;
        if let Some(kept) = last(&store) {
            let (number, to) = (kept.publication.number, &target.target.name);
            let name = Text::new(format!("“{to}”第 {number} 次发布"), format!("publication {number} to `{to}`"));
            let file = Box::new(move |hash: &crate::cache::Hash| store.file(hash));
            return Ok(Former { manifest: kept.manifest, file, name, prints: None });
        }
    }
    let manifest = outputs::published(site).map(|outputs| Manifest::of(&outputs));
    let name = match &manifest {
        Some(_) => Text::new(format!("{} 里的门户", shown(site)), format!("the portal in {}", shown(site))),
        None => Text::new("空的门户（还没有发布过）", "an empty portal (nothing was published yet)"),
    };
    let manifest = manifest.unwrap_or_default();
    let paths: std::collections::BTreeMap<_, _> =
        manifest.files.iter().map(|(path, entry)| (entry.sha256.0, path.clone())).collect();
    let folder = site.to_owned();
    let file =
        move |hash: &crate::cache::Hash| Some(outputs::published_file(&folder, paths.get(&hash.0)?, hash)?.to_vec());
    Ok(Former { manifest, file: Box::new(file), name, prints: None })
}

fn tell(found: &Difference, lang: Lang) {
    if found.is_empty() {
        println!("{}", say(lang, "和上次发布的一样。".to_owned(), "The same as was published last.".to_owned()));
        return;
    }
    let pages = |zh: &str, en: &str, pages: &[(String, String)]| {
        if !pages.is_empty() {
            println!("{}", say(lang, format!("{zh} {} 页：", pages.len()), format!("{en} ({}):", pages.len())));
        }
        for (address, title) in pages {
            println!("  {title}  {address}");
        }
    };
    pages("新增", "New pages", &found.new);
    pages("修改", "Changed pages", &found.changed);
    pages("撤下", "Removed pages", &found.removed);
    if !found.moved.is_empty() {
        let count = found.moved.len();
        println!("{}", say(lang, format!("换了地址 {count} 页："), format!("Moved pages ({count}):")));
    }
    for (from, to, title) in &found.moved {
        println!("  {title}  {from} → {to}");
    }
    let files = |zh: &str, en: &str, files: &[String]| {
        if !files.is_empty() {
            println!(
                "{}",
                say(
                    lang,
                    format!("{zh} {} 个：{}", files.len(), files.join("、")),
                    format!("{en} ({}): {}", files.len(), files.join(", "))
                )
            );
        }
    };
    files("新增或修改的图片和附件", "Pictures and documents that are new or differ", &found.files);
    files("撤下的图片和附件", "Pictures and documents that are gone", &found.files_removed);
    if found.around > 0 {
        println!(
            "{}",
            say(
                lang,
                format!("另有 {} 页正文没有变，只是菜单、列表等有变化。", found.around),
                format!("{} more pages differ only in what surrounds their text.", found.around),
            )
        );
    }
}
