//! `[deploy.NAME]`: where the site is published.

use std::path::PathBuf;

use super::faults;
use super::raw::Table;
use crate::content::Spanned;
use crate::diagnostics::{Diagnostic, Span};

/// A place to publish to. What `to` means is decided where it is used.
#[derive(Debug, Clone, PartialEq)]
pub struct DeployTarget {
    /// Its name in the configuration.
    pub name: String,
    /// A folder, an archive, or an address.
    pub to: Spanned<String>,
    /// Who logs in.
    pub user: Option<String>,
    /// Address of the service that speaks S3.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Whether the bucket is part of the path, not of the host's name.
    pub path_style: bool,
    /// Whether text is stored compressed.
    pub gzip: bool,
    /// Where readers find the site, to check what they get.
    pub url: Option<String>,
    /// The file with the secrets, if it is not at the usual place.
    pub credentials: Option<PathBuf>,
    /// Certificates of an authority of one's own.
    pub ca_file: Option<PathBuf>,
    /// The key for SFTP.
    pub identity: Option<PathBuf>,
    /// Settings of the `sftp` program.
    pub ssh_options: Vec<String>,
    /// Publications to go back to.
    pub keep: usize,
    /// Hours for which open pages may ask for old files.
    pub grace_hours: u32,
    /// Connections at a time.
    pub connections: usize,
    /// Of a hundred files, how many one publication may remove.
    pub max_removed: usize,
}

/// What has no business in a file that is passed on with the site.
const SECRETS: [&str; 4] = ["password", "secret", "key", "token"];

/// Reads all targets.
pub(super) fn targets(deploy: &Table<'_>, found: &mut Vec<Diagnostic>) -> Vec<DeployTarget> {
    let mut targets = Vec::new();
    for (name, table, span) in deploy.tables_by_name(found) {
        for key in SECRETS {
            if let Some(secret) = table.text(key, found) {
                found.push(secret_in_config(secret.span, &name, key));
            }
        }
        targets.extend(target(name, &table, span, found));
        table.finish(found);
    }
    targets
}

fn target(name: String, table: &Table<'_>, span: Span, found: &mut Vec<Diagnostic>) -> Option<DeployTarget> {
    let plain = |text: Option<Spanned<String>>| text.map(|text| text.value);
    let to = table.text("to", found);
    let options = plain(table.text("ssh_options", found)).unwrap_or_default();
    let target = DeployTarget {
        to: to.clone().unwrap_or_else(|| Spanned { value: String::new(), span: span.clone() }),
        user: plain(table.text("user", found)),
        endpoint: plain(table.text("endpoint", found)),
        region: plain(table.text("region", found)),
        path_style: table.switch("path_style", false, found),
        gzip: table.switch("gzip", false, found),
        url: plain(table.text("url", found)),
        credentials: plain(table.text("credentials", found)).map(PathBuf::from),
        ca_file: plain(table.text("ca_file", found)).map(PathBuf::from),
        identity: plain(table.text("identity", found)).map(PathBuf::from),
        ssh_options: options.split_whitespace().map(str::to_owned).collect(),
        keep: table.number("keep", 1..=100, 5, found) as usize,
        grace_hours: table.number("grace_hours", 0..=8760, 24, found),
        connections: table.number("connections", 1..=64, 4, found) as usize,
        max_removed: table.number("max_removed", 0..=100, 25, found) as usize,
        name,
    };
    if to.is_none() {
        found.push(no_place(span, &target.name));
        return None;
    }
    Some(target)
}

fn no_place(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("config-deploy", format!("发布目标“{name}”没有写 to"), format!("the target `{name}` has no `to`"))
        .at(span)
        .hint(
            "写上发布到哪里，例如 to = \"D:/网站\" 或 to = \"sftp://用户@服务器/路径\"。",
            "say where it goes, as in `to = \"/srv/www\"` or `to = \"sftp://user@server/path\"`",
        )
}

fn secret_in_config(span: Span, name: &str, key: &str) -> Diagnostic {
    let variable = faults::variable_of(name, key);
    Diagnostic::error(
        "config-secret",
        format!("{key} 不能写在 site-config.toml 里，它会随站点一起传出去"),
        format!("`{key}` must not be written in site-config.toml, which is passed on with the site"),
    )
    // Where, but not the line itself: it would be shown.
    .at(Span::new(&span.file, span.start..span.start))
    .hint(
        format!("删掉这一行，改用环境变量 {variable} 或站点外的密码文件，并尽快更换它。"),
        format!("remove the line, use {variable} or a file outside the site, and change it soon"),
    )
}
