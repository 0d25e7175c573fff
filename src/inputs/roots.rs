//! Where the inputs lie, and under which names they are known.

use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

/// The places that a build reads, as the user gave them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots {
    /// The site's root.
    pub site: PathBuf,
    /// The configuration file.
    pub config: PathBuf,
    /// The folder of pages.
    pub content: PathBuf,
    /// The folders of themes, each with its own templates and files.
    pub themes: Vec<PathBuf>,
    /// Folders that are never read though they may lie below the others: the output and the cache.
    pub excluded: Vec<PathBuf>,
}

/// A place to read and the path under which it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mount {
    pub(super) disk: PathBuf,
    pub(super) path: String,
}

impl Roots {
    /// A site with everything in its usual place.
    pub fn of_site(site: impl Into<PathBuf>) -> Self {
        let site = site.into();
        Self {
            config: site.join("site-config.toml"),
            content: site.join("content"),
            themes: vec![site.join("themes")],
            excluded: vec![site.join("public"), site.join(crate::cache::FOLDER)],
            site,
        }
    }

    /// The path under which the configuration file is known.
    pub fn config_path(&self) -> String {
        self.path_of(&self.config, "site-config.toml")
    }

    /// The path under which the folder of pages is known; empty if it is the site's root itself.
    pub fn content_path(&self) -> String {
        self.path_of(&self.content, "content")
    }

    /// The paths under which the folders of themes are known, in the order given.
    pub fn theme_paths(&self) -> Vec<String> {
        self.themes.iter().map(|theme| self.theme_path(theme)).collect()
    }

    /// Where the file that is known as `path` lies.
    pub fn disk(&self, path: &str) -> PathBuf {
        let below = |folder: &str| path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
        if path == self.config_path() {
            return self.config.clone();
        }
        match below(&self.content_path()) {
            Some(rest) => rest.split('/').fold(self.content.clone(), |at, part| at.join(part)),
            None => path.split('/').fold(self.site.clone(), |at, part| at.join(part)),
        }
    }

    pub(super) fn mounts(&self) -> Vec<Mount> {
        let mut mounts = vec![
            Mount { disk: self.config.clone(), path: self.config_path() },
            Mount { disk: self.content.clone(), path: self.content_path() },
        ];
        mounts.extend(self.themes.iter().map(|theme| Mount { disk: theme.clone(), path: self.theme_path(theme) }));
        mounts
    }

    pub(super) fn templates(&self) -> Mount {
        Mount { disk: self.site.join(super::TEMPLATES), path: super::TEMPLATES.to_owned() }
    }

    /// Whether a folder is not to be entered.
    pub(super) fn excludes(&self, folder: &Path) -> bool {
        let whole = absolute(folder);
        self.excluded.iter().any(|excluded| absolute(excluded) == whole)
    }

    /// Whether the real path `target` of a link belongs to the site.
    pub(super) fn owns(&self, target: &Path) -> bool {
        [&self.site, &self.content]
            .into_iter()
            .chain(&self.themes)
            .filter_map(|root| root.canonicalize().ok())
            .any(|root| target.starts_with(root))
    }

    fn theme_path(&self, theme: &Path) -> String {
        let name = theme.file_name().map_or_else(|| "theme".into(), |name| name.to_string_lossy());
        self.path_of(theme, &format!("themes/{name}"))
    }

    fn path_of(&self, disk: &Path, usual: &str) -> String {
        absolute(disk).strip_prefix(absolute(&self.site)).ok().and_then(to_path).unwrap_or_else(|| usual.to_owned())
    }
}

/// `relative` with `/` and in Unicode NFC; none if it is not Unicode or leads upwards.
pub(super) fn to_path(relative: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = relative
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    Some(parts?.join("/").nfc().collect())
}

/// Absolute and without `.` and `..`, but not through links: a linked content folder keeps its name.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = clean.pop(),
            other => clean.push(other),
        }
    }
    clean
}
