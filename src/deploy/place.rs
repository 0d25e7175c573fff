//! What `to` in the configuration means.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::faults::Fault;
use super::folder::Folder;
use super::ftp::Ftp;
use super::remote::Host;
use super::secrets::Secrets;
use super::sftp::Sftp;
use super::webdav::WebDav;
use super::{s3, s3::S3};
use crate::config::DeployTarget;
use crate::diagnostics::Diagnostic;

/// Where a site goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder or share.
    Folder(PathBuf),
    /// One file to carry.
    Zip(PathBuf),
    /// A bucket and a folder in it.
    S3 {
        /// Its name.
        bucket: String,
        /// Folder in it, may be empty.
        prefix: String,
    },
    /// A folder on a server.
    Server {
        /// How it is spoken to.
        protocol: Protocol,
        /// `user@`, if it is written there.
        user: Option<String>,
        /// Its name or address.
        host: String,
        /// If it is not the usual one.
        port: Option<u16>,
        /// With a slash at the end, or empty.
        folder: String,
    },
}

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `sftp://`
    Sftp,
    /// `ftp://`
    Ftp,
    /// `ftps://`: FTP over TLS
    Ftps,
    /// `dav://`: WebDAV over HTTP
    Dav,
    /// `davs://`: WebDAV over HTTPS
    Davs,
}

/// What is wrong with the description of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceFault {
    /// No way of publishing begins like this.
    Scheme(String),
    /// There is a password in it.
    Password,
    /// No host or bucket is named.
    NoHost,
    /// S3 needs to know the server.
    NoEndpoint,
    /// It is within the site's sources.
    InSources(PathBuf),
}

impl PlaceFault {
    pub(super) fn diagnostic(&self, target: &str) -> Diagnostic {
        let error = |zh: String, en: String| Diagnostic::error("deploy-target", zh, en);
        match self {
            Self::Scheme(scheme) => error(
                format!("[deploy.{target}] 的 to 不能以“{scheme}://”开头"),
                format!("`to` in [deploy.{target}] cannot begin with `{scheme}://`"),
            )
            .hint(
                "可以写文件夹路径、以 .zip 结尾的文件，或以 s3://、sftp://、ftp://、ftps://、dav://、davs:// 开头的地址。",
                "give a folder, a file ending in .zip, or an address that begins with s3, sftp, ftp, ftps, dav or davs",
            ),
            Self::Password => error(
                format!("[deploy.{target}] 的 to 里写了密码"),
                format!("there is a password in `to` of [deploy.{target}]"),
            )
            .hint(
                "密码写到环境变量或站点外的密码文件里，并尽快更换它。",
                "put it into the environment or a file outside the site, and change it soon",
            ),
            Self::NoHost => error(
                format!("[deploy.{target}] 的 to 没有写服务器或存储桶"),
                format!("`to` in [deploy.{target}] names no server or bucket"),
            )
            .hint("写成 sftp://用户@服务器/路径 或 s3://桶名/路径 的样子。", "write it like sftp://user@server/path or s3://bucket/path"),
            Self::NoEndpoint => {
                error(format!("[deploy.{target}] 缺少 endpoint"), format!("[deploy.{target}] lacks `endpoint`")).hint(
                    "写上对象存储的服务地址，例如 endpoint = \"https://oss-cn-hangzhou.aliyuncs.com\"。",
                    "give the service's address, as in `endpoint = \"https://s3.example.org\"`",
                )
            }
            Self::InSources(path) => error(
                format!("[deploy.{target}] 的目标“{}”在站点的源文件里", path.display()),
                format!("the target `{}` of [deploy.{target}] lies within the site's sources", path.display()),
            )
            .hint("换一个站点文件夹以外的位置。", "choose a place outside the site's folder"),
        }
    }
}

impl Place {
    /// Reads `to`; folders are relative to `root`.
    pub fn parse(to: &str, root: &Path) -> Result<Self, PlaceFault> {
        let Some((scheme, rest)) = to.split_once("://") else {
            let path = root.join(to);
            let is_zip = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"));
            return Ok(if is_zip { Self::Zip(path) } else { Self::Folder(path) });
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = percent_decode_str(path.trim_end_matches('/')).decode_utf8_lossy().into_owned();
        let protocol = match scheme {
            "s3" if authority.is_empty() => return Err(PlaceFault::NoHost),
            "s3" => return Ok(Self::S3 { bucket: authority.to_owned(), prefix: path }),
            "sftp" => Protocol::Sftp,
            "ftp" => Protocol::Ftp,
            "ftps" => Protocol::Ftps,
            "dav" | "webdav" => Protocol::Dav,
            "davs" | "webdavs" => Protocol::Davs,
            _ => return Err(PlaceFault::Scheme(scheme.to_owned())),
        };
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, _)) if user.contains(':') => return Err(PlaceFault::Password),
            Some((user, host)) => (Some(user.to_owned()), host),
            None => (None, authority),
        };
        let (host, port) = match host.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?))) {
            Some((host, port)) => (host, Some(port)),
            None => (host, None),
        };
        if host.is_empty() || host.starts_with('-') {
            return Err(PlaceFault::NoHost);
        }
        let folder = match (protocol, path.as_str()) {
            (_, "") => String::new(),
            // `~` is where the server puts the user, a path without it begins at the top.
            (_, "~") => String::new(),
            (_, path) => match path.strip_prefix("~/") {
                Some(path) => format!("{path}/"),
                None => format!("/{path}/"),
            },
        };
        Ok(Self::Server { protocol, user, host: host.to_owned(), port, folder })
    }
}

/// Makes the host ready to be connected to; none for a file to carry.
pub fn open(place: &Place, target: &DeployTarget, secrets: &Secrets) -> Result<Option<Box<dyn Host>>, Fault> {
    let authorities = target.ca_file.as_deref();
    let failed = |error: super::remote::RemoteError| Fault::remote("准备连接", "preparing the connection", "", error);
    Ok(Some(match place {
        Place::Zip(_) => return Ok(None),
        Place::Folder(path) => Box::new(Folder(path.clone())),
        Place::S3 { bucket, prefix } => {
            let endpoint = target.endpoint.as_deref().ok_or(Fault::Place(PlaceFault::NoEndpoint))?;
            let region = target.region.as_deref().unwrap_or("us-east-1");
            let settings =
                s3::Settings { endpoint, region, bucket, prefix, path_style: target.path_style, gzip: target.gzip };
            Box::new(s3::Shared(Arc::new(S3::new(&settings, secrets, authorities).map_err(failed)?)))
        }
        Place::Server { protocol, user, host, port, folder } => match protocol {
            Protocol::Sftp => {
                let user = user.as_deref().or(target.user.as_deref()).or(secrets.get("user"));
                let host = user.map_or_else(|| host.clone(), |user| format!("{user}@{host}"));
                let identity = target.identity.clone();
                Box::new(Sftp {
                    host,
                    port: *port,
                    folder: folder.clone(),
                    identity,
                    options: target.ssh_options.clone(),
                })
            }
            Protocol::Ftp | Protocol::Ftps => Box::new(Ftp {
                host: host.clone(),
                port: port.unwrap_or(21),
                folder: folder.clone(),
                secure: *protocol == Protocol::Ftps,
                secrets: with_user(secrets, user.as_deref().or(target.user.as_deref())),
                authorities: target.ca_file.clone(),
            }),
            Protocol::Dav | Protocol::Davs => {
                let scheme = if *protocol == Protocol::Davs { "https" } else { "http" };
                let port = port.map_or_else(String::new, |port| format!(":{port}"));
                let base = format!("{scheme}://{host}{port}/{}", folder.trim_start_matches('/'));
                let secrets = with_user(secrets, user.as_deref().or(target.user.as_deref()));
                Box::new(WebDav::new(&base, &secrets, authorities).map_err(failed)?)
            }
        },
    }))
}

fn with_user(secrets: &Secrets, user: Option<&str>) -> Secrets {
    let mut secrets = secrets.clone();
    if let Some(user) = user {
        secrets.set("user", user);
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(protocol: Protocol, user: Option<&str>, host: &str, port: Option<u16>, folder: &str) -> Place {
        Place::Server {
            protocol,
            user: user.map(str::to_owned),
            host: host.to_owned(),
            port,
            folder: folder.to_owned(),
        }
    }

    #[test]
    fn every_way_has_its_address() {
        let parse = |to| Place::parse(to, Path::new("/site")).unwrap();
        assert_eq!(parse("../web"), Place::Folder("/site/../web".into()));
        assert_eq!(parse("门户.ZIP"), Place::Zip("/site/门户.ZIP".into()));
        assert_eq!(parse("s3://b/a/b/"), Place::S3 { bucket: "b".into(), prefix: "a/b".into() });
        assert_eq!(parse("s3://b"), Place::S3 { bucket: "b".into(), prefix: String::new() });
        assert_eq!(parse("sftp://u@h:2222/srv/w"), server(Protocol::Sftp, Some("u"), "h", Some(2222), "/srv/w/"));
        assert_eq!(parse("sftp://h/~/w"), server(Protocol::Sftp, None, "h", None, "w/"));
        assert_eq!(parse("ftp://h"), server(Protocol::Ftp, None, "h", None, ""));
        assert_eq!(parse("davs://h/a%20b"), server(Protocol::Davs, None, "h", None, "/a b/"));
    }

    #[test]
    fn slips_and_passwords_are_refused() {
        let fault = |to| Place::parse(to, Path::new("/")).unwrap_err();
        assert_eq!(fault("ftp://u:secret@h/"), PlaceFault::Password);
        assert_eq!(fault("gopher://h/"), PlaceFault::Scheme("gopher".into()));
        assert_eq!(fault("s3:///x"), PlaceFault::NoHost);
        assert_eq!(fault("sftp://-oProxyCommand=x/y"), PlaceFault::NoHost);
        assert!(!format!("{:?}", fault("ftp://u:secret@h/").diagnostic("a")).contains("secret"));
    }
}
