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
}

/// Why a host is silent that took too long.
pub(crate) const TIMEOUT: &str = "timeout";

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
    };
    let fault = rule.fault(format!("“{address}”{zh}{more_zh}"), format!("`{address}` {en}{more_en}"));
    match verdict {
        Verdict::Moved(to) => fault.hint(format!("换成 {to}。"), format!("Write {to}.")),
        Verdict::Gone(_) | Verdict::NoHost => fault.hint(
            "到那个网站上找现在的网址；找不到的，删去链接，保留文字和来源。",
            "Look for its present address on that site; if there is none, remove the link and keep the words.",
        ),
        _ => fault.hint(
            "用浏览器打开看一看：打得开的不用改。",
            "Open it in a browser; if it opens, nothing needs to be changed.",
        ),
    }
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
