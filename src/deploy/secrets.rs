//! Names and passwords: from the environment, or from a file outside the site. They are shown nowhere.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// What a target needs to log in.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// The value called `name`: `user`, `password`, `key`, `secret` or `token`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl Secrets {
    /// Replaces a value.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }
}

/// Secrets must not get into messages or logs by accident.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Secrets {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

const NAMES: [&str; 5] = ["user", "password", "key", "secret", "token"];

/// What is wrong with the file of secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretsFault {
    /// It lies in the site's folder, from where it would be passed on with the site.
    InsideSite(PathBuf),
    /// It cannot be read.
    Unreadable(PathBuf, String),
    /// This line is no `name = "value"` or `[target]`.
    Line(PathBuf, usize),
}

/// The secrets of the target `name`. `file` is what the configuration names; else the usual place is looked at.
pub fn find(
    name: &str,
    file: Option<&Path>,
    site: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Secrets, SecretsFault> {
    let mut found = BTreeMap::new();
    let usual = usual_place(environment);
    if let Some(path) = file.map(Path::to_owned).or_else(|| usual.filter(|path| path.is_file())) {
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if site.canonicalize().is_ok_and(|site| real.starts_with(site)) {
            return Err(SecretsFault::InsideSite(path));
        }
        let bytes = super::store::read_site(Path::new(""), &path.to_string_lossy())
            .map_err(|error| SecretsFault::Unreadable(path.clone(), error.to_string()))?;
        found = read(&String::from_utf8_lossy(&bytes), name).map_err(|line| SecretsFault::Line(path, line))?;
    }
    let prefix: String = name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    for key in NAMES {
        let variable = format!("SHUYUAN_{prefix}_{}", key.to_ascii_uppercase());
        if let Some(value) = environment(&variable).filter(|value| !value.is_empty()) {
            found.insert(key.to_owned(), value);
        }
    }
    Ok(Secrets(found))
}

/// `%APPDATA%\shuyuan\secrets.toml`, `~/.config/shuyuan/secrets.toml`.
fn usual_place(environment: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let folder = match environment("APPDATA") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(environment("HOME")?).join(".config"),
    };
    Some(folder.join("shuyuan").join("secrets.toml"))
}

/// `[target]`, then `name = "value"`. Read line by line, because a parser's message would show the line, and with it the
/// secret.
fn read(text: &str, target: &str) -> Result<BTreeMap<String, String>, usize> {
    let mut found = BTreeMap::new();
    let mut ours = false;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            ours = name.trim().trim_matches('"') == target;
            continue;
        }
        let (key, value) = line.split_once('=').ok_or(index + 1)?;
        let value = value.trim();
        let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
        if !NAMES.contains(&key.trim()) {
            return Err(index + 1);
        }
        if ours {
            found.insert(key.trim().to_owned(), value.to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_goes_before_the_file_and_nothing_is_shown() {
        let text = "\u{feff}# x\r\n[other]\r\npassword = no\r\n[web]\r\nuser = \"me\"\r\npassword = \"a = \\b\"\r\n";
        let found = read(text, "web").unwrap();
        assert_eq!(found["user"], "me");
        assert_eq!(found["password"], "a = \\b");
        assert_eq!(read("[web]\nhunter2", "web"), Err(2));
        assert_eq!(read("[web]\npass = x", "web"), Err(2));
        let folder = tempfile::tempdir().unwrap();
        let environment = |name: &str| (name == "SHUYUAN_WEB_1_PASSWORD").then(|| "env".to_owned());
        let secrets = find("web-1", None, folder.path(), &environment).unwrap();
        assert_eq!(secrets.get("password"), Some("env"));
        assert_eq!(format!("{secrets:?}"), "[\"password\"]");
    }

    #[test]
    fn a_file_in_the_site_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.toml");
        std::fs::write(&file, "[a]\n").unwrap();
        assert_eq!(find("a", Some(&file), folder.path(), &|_| None), Err(SecretsFault::InsideSite(file)));
    }
}
