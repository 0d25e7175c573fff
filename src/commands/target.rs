//! What the commands that speak with a target have in common: which one it is, and how it is reached.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::ArgMatches;

use super::NoSources;
use super::site::say;
use crate::config::{self, DeployTarget, SiteConfig};
use crate::content::Spanned;
use crate::deploy::{self, Fault, Host, Patience, Place, Secrets, Store};
use crate::diagnostics::{Diagnostic, Lang, Span, draw};
use crate::inputs::{Roots, built};
use crate::outputs::{self, Manifest};

/// A target that can be spoken with.
pub(super) struct Target {
    /// As configured.
    pub(super) target: DeployTarget,
    /// What its `to` means.
    pub(super) place: Place,
    /// None for a file to carry.
    pub(super) host: Option<Box<dyn Host>>,
    /// Which site this is.
    pub(super) identity: String,
    root: PathBuf,
}

/// The folder of what was published, below the site's.
pub(super) const KEPT: &str = ".shuyuan-published";

/// Finds the target that is meant. An error is what to print.
pub(super) fn find(matches: &ArgMatches, lang: Lang) -> Result<Target, String> {
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().map(String::as_str);
    let root = PathBuf::from(text("root").unwrap_or("."));
    let config = read_config(&root, lang)?;
    let target = choose(&config, text("target"), lang)?;
    located(&target, &config, root, lang)
}

/// The same; none if the site is published nowhere that it says and none is named.
pub(super) fn find_if_any(matches: &ArgMatches, root: &Path, lang: Lang) -> Result<Option<Target>, String> {
    let named = matches.try_get_one::<String>("target").ok().flatten().map(String::as_str);
    let config = read_config(root, lang)?;
    if named.is_none() && config.deploy.is_empty() {
        return Ok(None);
    }
    let target = choose(&config, named, lang)?;
    located(&target, &config, root.to_owned(), lang).map(Some)
}

/// Every target of the site at `root`, by name, each with what is wrong with it if anything is.
pub(super) fn all(root: &Path, lang: Lang) -> Result<Vec<(String, Result<Target, String>)>, String> {
    let config = read_config(root, lang)?;
    let each = |target: &DeployTarget| (target.name.clone(), located(target, &config, root.to_owned(), lang));
    Ok(config.deploy.iter().map(each).collect())
}

fn located(target: &DeployTarget, config: &SiteConfig, root: PathBuf, lang: Lang) -> Result<Target, String> {
    let shown = |fault: &Fault| draw::human(&fault.diagnostic(&target.name), &NoSources, lang);
    let place = Place::parse(&target.to.value, &root).map_err(|fault| shown(&Fault::Place(fault)))?;
    let file = target.credentials.as_ref().map(|path| root.join(path));
    let environment = |name: &str| std::env::var(name).ok();
    let secrets: Secrets = deploy::find_secrets(&target.name, file.as_deref(), &root, &environment)
        .map_err(|fault| shown(&Fault::Secrets(fault)))?;
    let mut located = target.clone();
    located.ca_file = target.ca_file.as_ref().map(|path| root.join(path));
    located.identity = target.identity.as_ref().map(|path| root.join(path));
    let host = deploy::open(&place, &located, &secrets).map_err(|fault| shown(&fault))?;
    let identity = config.base_url.clone().unwrap_or_else(|| config.title.clone());
    Ok(Target { target: located, place, host, identity, root })
}

impl Target {
    /// The host, if the target is one.
    pub(super) fn host(&self, lang: Lang) -> Result<&dyn Host, String> {
        self.host.as_deref().ok_or_else(|| {
            say(
                lang,
                format!("错误: “{}”是一个压缩文件，没有可以连接的服务器", self.target.name),
                format!("error: `{}` is an archive, there is no host to speak with", self.target.name),
            )
        })
    }

    /// What this machine keeps of it.
    pub(super) fn store(&self, lang: Lang) -> Result<Store, String> {
        let folder = self.root.join(KEPT).join(&self.target.name);
        match Store::open(&folder) {
            Ok(Some(store)) => Ok(store),
            Ok(None) => Err(self.shown(&Fault::Busy, lang)),
            Err(error) => Err(say(
                lang,
                format!("错误: 不能写入“{}”：{error}", folder.display()),
                format!("error: cannot write `{}`: {error}", folder.display()),
            )),
        }
    }

    /// A fault as it is printed.
    pub(super) fn shown(&self, fault: &Fault, lang: Lang) -> String {
        draw::human(&fault.diagnostic(&self.target.name), &NoSources, lang)
    }

    /// How to publish there.
    pub(super) fn options(&self, matches: &ArgMatches) -> deploy::publish::Options {
        let flag = |name: &str| matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or_default();
        deploy::publish::Options {
            keep: self.target.keep,
            grace: u64::from(self.target.grace_hours) * 3600,
            connections: self.target.connections,
            take_over: flag("take-over"),
            verify: flag("verify"),
            most_removed: self.target.max_removed,
            patience: patience(),
        }
    }
}

/// How hard to try. Tests of broken connections do not wait as long as people would.
pub(super) fn patience() -> Patience {
    let pause = std::env::var("SHUYUAN_RETRY_MILLISECONDS").ok().and_then(|text| text.parse().ok());
    let usual = Patience::default();
    Patience { pause: pause.map_or(usual.pause, Duration::from_millis), ..usual }
}

/// The files of a built site that are to be at the target.
pub(super) fn manifest_of(site: &Path, place: &Place) -> Option<Manifest> {
    let mut manifest = Manifest::of(&outputs::published(site)?);
    if matches!(place, Place::S3 { .. }) {
        // There nobody chooses between a file and its compressed forms.
        manifest.files.retain(|path, _| deploy::headers::content_encoding(path).is_none());
    }
    Some(manifest)
}

fn read_config(root: &Path, lang: Lang) -> Result<SiteConfig, String> {
    let roots = Roots::of_site(root);
    let bytes = built::read(&roots.config, None).unwrap_or_default();
    let text: Arc<str> = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').into();
    let file: Arc<str> = Arc::from(roots.config_path().as_str());
    let mut found = Vec::new();
    let config = config::load(&file, &text).drain_into(&mut found);
    match found.iter().find(|fault| fault.code.starts_with("config-") && fault.code != "config-title") {
        Some(fault) => Err(draw::human(fault, &OneFile(text), lang)),
        None => Ok(config),
    }
}

struct OneFile(Arc<str>);

impl draw::Sources for OneFile {
    fn text(&self, _: &str) -> Option<std::borrow::Cow<'_, str>> {
        Some(std::borrow::Cow::Borrowed(&self.0))
    }
}

fn choose(config: &SiteConfig, wanted: Option<&str>, lang: Lang) -> Result<DeployTarget, String> {
    let names = || config.deploy.iter().map(|target| target.name.as_str()).collect::<Vec<_>>();
    let shown = |fault: Diagnostic| draw::human(&fault, &NoSources, lang);
    match (wanted, config.deploy.as_slice()) {
        (Some(name), targets) => match targets.iter().find(|target| target.name == name) {
            Some(target) => Ok(target.clone()),
            None if name == "zip" => Ok(archive()),
            None => {
                let fault = Diagnostic::error(
                    "deploy-target",
                    format!("没有叫“{name}”的发布目标"),
                    format!("there is no target `{name}`"),
                );
                let fault = fault.did_you_mean(name, names());
                Err(shown(fault.hint(
                    format!("在 site-config.toml 里写 [deploy.{name}] 和 to = \"…\"。"),
                    format!("write `[deploy.{name}]` and `to = \"…\"` in site-config.toml"),
                )))
            }
        },
        (None, [only]) => Ok(only.clone()),
        (None, []) => Err(shown(
            Diagnostic::error("deploy-target", "还没有设置发布到哪里", "it is not configured where to publish").hint(
                "在 site-config.toml 里写 [deploy.main] 和 to = \"D:/网站\"（或 sftp://、s3:// 等地址）；只要一个压缩文件，运行 shuyuan deploy zip。",
                "write `[deploy.main]` and `to = \"…\"` in site-config.toml; for an archive alone run `shuyuan deploy zip`",
            ),
        )),
        (None, _) => Err(shown(
            Diagnostic::error("deploy-target", "有几个发布目标，要写明是哪一个", "there are several targets: name one")
                .hint(
                    format!("可以写：{}", names().join("、")),
                    format!("there are {}", names().join(", ")),
                ),
        )),
    }
}

/// What `shuyuan deploy zip` means without any configuration.
fn archive() -> DeployTarget {
    let span = Span::file(&Arc::from("site-config.toml"));
    DeployTarget {
        name: "zip".to_owned(),
        to: Spanned { value: "portal.zip".to_owned(), span },
        user: None,
        endpoint: None,
        region: None,
        path_style: false,
        gzip: false,
        url: None,
        credentials: None,
        ca_file: None,
        identity: None,
        ssh_options: Vec::new(),
        keep: 1,
        grace_hours: 24,
        connections: 1,
        max_removed: 100,
    }
}
