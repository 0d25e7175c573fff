//! Links to other sites: which there are, and what is said of those that no longer lead anywhere. Nobody is asked here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::{Reach, host, reach};
use super::place::{Places, more};
use super::{Context, Rule};
use crate::diagnostics::{Diagnostic, Severity};

/// What became of asking for an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// There is something.
    Fine,
    /// It has another address for good.
    Moved(String),
    /// The host says that there is nothing: the status.
    Gone(u16),
    /// The host refuses, which may be meant for programs only, or is out of order: the status.
    Refused(u16),
    /// It leads on and on.
    Circle,
    /// It leads to a private address, where nobody was asked.
    Private,
    /// There is no such host.
    NoHost,
    /// No answer in time, or none that makes sense: why.
    Silent(String),
    /// Nobody listens there, or the connection was cut.
    Unconnected,
    /// What browsers warn of before they show the page.
    Unsafe(Certificate),
    /// It speaks no encryption that is still in use.
    OldEncryption,
    /// What listens there does not speak HTTPS.
    NoEncryption,
}

/// Why the certificate of a host is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// Nobody known has issued it.
    Unknown,
    /// It is no longer valid: the last day, if it says so.
    Expired(Option<String>),
    /// It is not valid yet: the first day.
    Early(Option<String>),
    /// It is for other names.
    OtherName(Vec<String>),
    /// It was taken back.
    Revoked,
    /// Something else: what.
    Other(String),
}

/// Why a host is silent that took too long.
pub(crate) const TIMEOUT: &str = "timeout";

/// Names of a certificate that are told.
const MOST_NAMES: usize = 3;

/// Nothing is there.
pub(super) const GONE: Rule = Rule {
    id: "external-link",
    severity: Severity::Warning,
    what: ("别的网站上的网页没有了（check --external）", "a page of another site is gone (`check --external`)"),
    mend: ("换成现在的网址，或者删去链接", "write its present address, or remove the link"),
    find: None,
    in_build: false,
};

/// It is elsewhere now.
pub(super) const MOVED: Rule = Rule {
    id: "external-moved",
    severity: Severity::Note,
    what: ("别的网站上的网页换了网址（check --external）", "a page of another site has moved (`check --external`)"),
    mend: ("换成新的网址", "write the new address"),
    find: None,
    in_build: false,
};

/// Nobody knows.
pub(super) const UNSURE: Rule = Rule {
    id: "external-unsure",
    severity: Severity::Note,
    what: (
        "别的网站没有回答，或者拒绝程序访问（check --external）",
        "another site gave no answer, or refuses programs (`check --external`)",
    ),
    mend: ("用浏览器打开看一看", "open it in a browser"),
    find: None,
    in_build: false,
};

/// Readers get a warning before they get the page.
pub(super) const CERTIFICATE: Rule = Rule {
    id: "external-certificate",
    severity: Severity::Warning,
    what: (
        "别的网站的安全证书有问题，读者的浏览器会先显示警告（check --external）",
        "browsers warn of the certificate of another site (`check --external`)",
    ),
    mend: ("告诉那个网站，或者换一个来源", "tell that site, or link to another source"),
    find: None,
    in_build: false,
};

/// Nobody could be asked.
pub(super) const OFFLINE: Rule = Rule {
    id: "external-offline",
    severity: Severity::Warning,
    what: (
        "连不上网络，没有检查外部链接（check --external）",
        "no network, so links to other sites were not checked (`check --external`)",
    ),
    mend: ("连上网络再运行一次", "run it again with a network"),
    find: None,
    in_build: false,
};

/// The addresses of other sites that the finished pages link to, without their anchors. Hosts that only some reach are
/// left to their own rules, unless `private` are wanted too.
pub fn links(context: &Context<'_>, private: bool) -> Vec<String> {
    let own = context.built.config.base_url.as_deref().and_then(host);
    let mut found: Vec<String> = Vec::new();
    for address in context.web.pages.iter().flat_map(|page| &page.out) {
        let Some((name, _)) = host(address) else { continue };
        let is_own = own.as_ref().is_some_and(|(own, _)| *own == name);
        if !is_own && (private || reach(&name) == Reach::Public) {
            found.push(asked(address));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What is asked for: without the anchor, which no host gets to see, and with a scheme.
fn asked(address: &str) -> String {
    let bare = address.split('#').next().unwrap_or(address);
    if bare.starts_with("//") { format!("https:{bare}") } else { bare.to_owned() }
}

/// What is said of the links for which there is a verdict.
pub fn faults(context: &Context<'_>, verdicts: &BTreeMap<String, Verdict>) -> Vec<Diagnostic> {
    let mut outputs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for page in &context.web.pages {
        for address in &page.out {
            if verdicts.get(&asked(address)).is_some_and(|verdict| *verdict != Verdict::Fine) {
                outputs.entry(address).or_default().push(&page.path);
            }
        }
    }
    let places = Places::new(context);
    let mut found = Vec::new();
    for (address, pages) in outputs {
        let Some(verdict) = verdicts.get(&asked(address)) else { continue };
        let all: Vec<(&str, &str)> = pages.iter().map(|page| (*page, address)).collect();
        found.extend(places.blame(&all, |_, count| fault(address, verdict, count)));
    }
    found
}

fn fault(address: &str, verdict: &Verdict, count: usize) -> Diagnostic {
    let (more_zh, more_en) = more(count);
    let (rule, zh, en) = match verdict {
        Verdict::Fine => (&UNSURE, String::new(), String::new()),
        Verdict::Moved(to) => (&MOVED, format!("换到了 {to}"), format!("has moved to {to}")),
        Verdict::Gone(status) => (&GONE, format!("没有了（{status}）"), format!("is gone ({status})")),
        Verdict::NoHost => {
            (&GONE, "的网站不存在：查不到这个域名".to_owned(), "has no host: the name is not known".to_owned())
        }
        Verdict::Refused(status) => {
            (&UNSURE, format!("拒绝访问或者出了故障（{status}）"), format!("refuses, or is out of order ({status})"))
        }
        Verdict::Circle => (&UNSURE, "一直跳转，打不开".to_owned(), "leads on and on".to_owned()),
        Verdict::Private => {
            (&UNSURE, "转到了内网地址，没有再查".to_owned(), "leads on to a private address".to_owned())
        }
        Verdict::Silent(why) if why == TIMEOUT => {
            (&UNSURE, "没有回答（超时）".to_owned(), "gives no answer in time".to_owned())
        }
        Verdict::Silent(why) => (&UNSURE, format!("没有回答（{why}）"), format!("gives no answer ({why})")),
        Verdict::Unconnected => (
            &UNSURE,
            "连不上：对方没有开这个端口，或者断开了连接".to_owned(),
            "cannot be connected to: nobody listens there, or the connection was cut".to_owned(),
        ),
        Verdict::OldEncryption => (
            &CERTIFICATE,
            "只会过时的加密方式，新的浏览器打不开".to_owned(),
            "speaks only encryption that is out of use, which new browsers refuse".to_owned(),
        ),
        Verdict::NoEncryption => (
            &GONE,
            "写的是 https，而那里没有加密".to_owned(),
            "says https, and what listens there does not speak it".to_owned(),
        ),
        Verdict::Unsafe(certificate) => {
            let (zh, en) = unsafe_words(certificate);
            (&CERTIFICATE, zh, en)
        }
    };
    let fault = rule.fault(format!("“{address}”{zh}{more_zh}"), format!("`{address}` {en}{more_en}"));
    match verdict {
        Verdict::Moved(to) => fault.hint(format!("换成 {to}。"), format!("Write {to}.")),
        Verdict::Gone(_) | Verdict::NoHost => fault.hint(
            "到那个网站上找现在的网址；找不到的，删去链接，保留文字和来源。",
            "Look for its present address on that site; if there is none, remove the link and keep the words.",
        ),
        Verdict::NoEncryption => fault.hint(
            "改成 http:// 开头的网址试一试，或者找它现在的网址。",
            "Try the address with `http://`, or look for its present one.",
        ),
        Verdict::OldEncryption => fault.hint(
            "读者多半打不开：换一个来源，或者告诉那个网站。",
            "Most readers cannot open it: link to another source, or tell that site.",
        ),
        Verdict::Unsafe(certificate) => {
            let (zh, en) = unsafe_remedy(certificate);
            fault.hint(zh, en)
        }
        _ => fault.hint(
            "用浏览器打开看一看：打得开的不用改。",
            "Open it in a browser; if it opens, nothing needs to be changed.",
        ),
    }
}

/// That the certificates of an organisation's own could not be read.
pub fn no_authorities(path: &str) -> Diagnostic {
    CERTIFICATE
        .fault(
            format!("环境变量 SSL_CERT_FILE 指的文件读不出证书，按公认的机构检查了：{path}"),
            format!("the file that SSL_CERT_FILE names holds no certificate; the usual authorities were used: {path}"),
        )
        .hint(
            "写一个 PEM 格式的文件（里面有 BEGIN CERTIFICATE），或者去掉这个环境变量。",
            "Name a PEM file (it has BEGIN CERTIFICATE in it), or unset the variable.",
        )
}

/// That nobody could be asked.
pub fn offline(count: usize) -> Diagnostic {
    OFFLINE
        .fault(
            format!("连不上网络，{count} 个外部链接没有检查"),
            format!("there is no network; {count} links to other sites were not checked"),
        )
        .hint(
            "连上网络以后再运行一次 shuyuan check --external。",
            "Run `shuyuan check --external` again with a network.",
        )
}

/// What is wrong with a certificate.
fn unsafe_words(certificate: &Certificate) -> (String, String) {
    match certificate {
        Certificate::Unknown => (
            "的安全证书不是公认的机构签发的（自己做的，或者单位内部的）".to_owned(),
            "has a certificate that no known authority has issued (it is self-made, or of an organisation's own)"
                .to_owned(),
        ),
        Certificate::Expired(day) => (
            format!("的安全证书过期了{}", day.as_ref().map(|day| format!("，{day} 到期")).unwrap_or_default()),
            format!(
                "has a certificate that expired{}",
                day.as_ref().map(|day| format!(" on {day}")).unwrap_or_default()
            ),
        ),
        Certificate::Early(day) => (
            format!("的安全证书还没有生效{}", day.as_ref().map(|day| format!("，{day} 才开始")).unwrap_or_default()),
            format!(
                "has a certificate that is not valid yet{}",
                day.as_ref().map(|day| format!(" but from {day}")).unwrap_or_default()
            ),
        ),
        Certificate::OtherName(names) if names.is_empty() => {
            ("的安全证书是给别的域名的".to_owned(), "has a certificate for another name".to_owned())
        }
        Certificate::OtherName(names) => {
            let shown: Vec<&str> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
            let (zh, en) = if names.len() > MOST_NAMES { ("等", " and others") } else { ("", "") };
            (
                format!("的安全证书是给别的域名的：{}{zh}", shown.join("、")),
                format!("has a certificate for other names: {}{en}", shown.join(", ")),
            )
        }
        Certificate::Revoked => ("的安全证书已经吊销".to_owned(), "has a certificate that was revoked".to_owned()),
        Certificate::Other(why) => {
            (format!("的安全证书有问题（{why}）"), format!("has a certificate that is not accepted ({why})"))
        }
    }
}

fn unsafe_remedy(certificate: &Certificate) -> (&'static str, &'static str) {
    match certificate {
        Certificate::Unknown => (
            "用浏览器打开看一看：浏览器也警告的，换一个来源或者告诉那个网站。是本单位的网站、或者单位的网关在检查加密流量的，把根证书（PEM 文件）的路径写在环境变量 SSL_CERT_FILE 里再查。",
            "Open it in a browser: if that warns too, link to another source or tell that site. For your organisation's own sites, or behind a gateway that inspects traffic, name the root certificates (a PEM file) in the environment variable SSL_CERT_FILE and check again.",
        ),
        Certificate::Early(_) => {
            ("先看看这台电脑的日期对不对。", "See first whether the date of this computer is right.")
        }
        Certificate::OtherName(_) => (
            "看看网址是不是多了或者少了 www；换成证书上的域名试一试。",
            "See whether the address has a `www` too many or too few, and try a name that the certificate has.",
        ),
        _ => (
            "读者打开时浏览器会先警告：告诉那个网站，或者换一个来源。",
            "Browsers warn readers first: tell that site, or link to another source.",
        ),
    }
}
