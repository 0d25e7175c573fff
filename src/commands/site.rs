//! What the commands that read a site have in common: where it lies, for which day, and how it is built.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::NoSources;
use crate::cache::{self, Cache, Spool};
use crate::content::Moment;
use crate::diagnostics::draw::visible;
use crate::diagnostics::{Checked, Lang, draw};
use crate::inputs::{Inputs, Roots, Stats};
use crate::outputs::relocate;
use crate::pipeline::{AsOf, BuildOptions, Progress, Stage};

/// A site on disk and how to build it.
pub(super) struct SiteJob {
    /// Where its files lie.
    pub(super) roots: Roots,
    /// Where it goes.
    pub(super) out: PathBuf,
    /// Whether it is to open from a disk.
    pub(super) portable: bool,
    /// Whether it is for readers: pages that nobody has signed keep it from being published.
    pub(super) release: bool,
    /// How to build it.
    pub(super) options: BuildOptions,
    /// Results of earlier builds.
    pub(super) cache: Cache,
}

/// Reads the options that all these commands share. An error is a sentence for the terminal.
pub(super) fn job(matches: &ArgMatches, lang: Lang) -> Result<SiteJob, String> {
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().map(String::as_str);
    let root = root(matches);
    if !root.is_dir() {
        return Err(say(
            lang,
            format!("错误: 站点文件夹“{}”不存在", root.display()),
            format!("error: there is no folder `{}`", root.display()),
        ));
    }
    let content = text("content").map_or_else(|| root.join("content"), PathBuf::from);
    if !content.is_dir() {
        return Err(say(
            lang,
            format!(
                "错误: 没有内容文件夹“{}”\n  = 改法: 在站点文件夹里运行，或者用 --root、--content 指明；新站点用“shuyuan init 文件夹”来建。",
                content.display()
            ),
            format!(
                "error: there is no content folder `{}`\n  = help: run this in the site's folder, or name it with --root or --content; `shuyuan init DIR` starts a new site.",
                content.display()
            ),
        ));
    }
    let flag = |name: &str| matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or_default();
    let (portable, release) = (flag("portable"), flag("release"));
    let usual = if portable { "portable" } else { "public" };
    let out = text("out").map_or_else(|| root.join(usual), PathBuf::from);
    let cache_folder = root.join(cache::FOLDER);
    let mut roots = Roots::of_site(&root);
    roots.content = content;
    roots.excluded = vec![out.clone(), cache_folder.clone()];
    let options = options(matches, roots.config_path(), roots.content_path(), lang)?;
    Ok(SiteJob { roots, out, portable, release, options, cache: Cache::open(&cache_folder) })
}

/// How to build the site whose configuration and content are known under these paths. An error is a sentence for the terminal.
pub(super) fn options(
    matches: &ArgMatches,
    config: String,
    content: String,
    lang: Lang,
) -> Result<BuildOptions, String> {
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().map(String::as_str);
    let as_of = match text("as-of") {
        Some(given) => Moment::parse(given).map(AsOf::Day).ok_or_else(|| {
            say(
                lang,
                format!("错误: --as-of 的“{given}”不是日期，请写成 2026-03-05 或 \"2026-03-05 09:30\" 的样子"),
                format!("error: --as-of `{given}` is no date; write it like 2026-03-05 or \"2026-03-05 09:30\""),
            )
        })?,
        None => AsOf::Clock(time::OffsetDateTime::now_utc()),
    };
    if let Some(given) = text("base-url").filter(|given| crate::config::base_url(given).is_none()) {
        return Err(draw::human(&crate::config::bad_base_url_option(given), &NoSources, lang));
    }
    if let Some(jobs) = matches.try_get_one::<u16>("jobs").ok().flatten() {
        // Fails only if the pool exists already; then that one is used.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(*jobs)).build_global();
    }
    let base_url = text("base-url").map(str::to_owned);
    let drafts = matches.try_get_one::<bool>("drafts").ok().flatten().copied().unwrap_or_default();
    Ok(BuildOptions { config, content, base_url, drafts, as_of })
}

/// The site's folder: the one that is named; else this one, or the nearest above it that is a site's, so that a command may
/// be given from inside `content`.
pub(super) fn root(matches: &ArgMatches) -> PathBuf {
    let given = matches.get_one::<String>("root").map_or(".", String::as_str);
    let is_site = |folder: &Path| folder.join("content").is_dir();
    if matches.value_source("root") == Some(ValueSource::CommandLine) || is_site(Path::new(given)) {
        return given.into();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let above = here.ancestors().skip(1).find(|folder| folder.join("site-config.toml").is_file() && is_site(folder));
    above.map_or_else(|| given.into(), Path::to_owned)
}

/// Reads the site's files.
pub(super) fn read(job: &SiteJob, progress: &dyn Progress) -> Checked<Inputs> {
    read_aside(job, None, progress)
}

/// The same with long texts in `spool`, for a build that may be larger than the memory.
pub(super) fn read_aside(job: &SiteJob, spool: Option<&Arc<Spool>>, progress: &dyn Progress) -> Checked<Inputs> {
    progress.begin(Stage::Read, 0);
    let taken_back = relocate::recover(&job.roots.content);
    let stats = Stats::load(&job.cache);
    let mut inputs = match spool {
        Some(spool) => Inputs::read_aside(&job.roots, &stats, spool),
        None => Inputs::read(&job.roots, &stats),
    };
    stats.store(&job.cache);
    if taken_back {
        inputs.diagnostics.push(relocate::taken_back());
    }
    inputs
}

/// The sentence in the chosen language.
pub(super) fn say(lang: Lang, zh: String, en: String) -> String {
    if lang == Lang::Zh { zh } else { en }
}

/// How a path is shown: without the prefix that Windows adds to absolute ones.
pub(super) fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    visible(text.strip_prefix(r"\\?\").unwrap_or(&text))
}
