//! `shuyuan hub serve`

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::Value;

use super::site::{say, shown};
use super::{CLEAN, FAULTS, USAGE, search};
use crate::config;
use crate::deploy::fetch::Asker;
use crate::diagnostics::{Lang, Text, system_words};
use crate::hub::gateway::{Engine, Kind, Unanswered};
use crate::serve::{self, gateway};

/// The port that is tried first.
const PORT: u16 = 8090;

/// Answers a search page's questions by an engine that runs as a server.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let kind = if text("kind").as_deref() == Some("opensearch") { Kind::OpenSearch } else { Kind::Quickwit };
    let Some(base) = text("engine").as_deref().and_then(config::base_url) else {
        return refuse(
            lang,
            "--engine 不是完整的网址\n  = 改法: 写成 http://127.0.0.1:7280/ 的样子",
            "--engine is no complete address\n  = help: write it like http://127.0.0.1:7280/",
        );
    };
    let index = text("index").unwrap_or_else(|| "sy-*".to_owned());
    if !is_index(&index) {
        return refuse(
            lang,
            "--index 只能有字母、数字、“-”“_”“.”“,”和“*”\n  = 改法: 例如 sy-* 或 sy-north-3,sy-south-1",
            "--index may have letters, digits, `-`, `_`, `.`, `,` and `*` only\n  = help: for example sy-* or sy-north-3,sy-south-1",
        );
    }
    let asker = match Asker::new(format!("{base}{}", kind.path(&index)), text("ca-file").as_deref().map(Path::new)) {
        Ok(asker) => asker,
        Err(error) => return refuse(lang, &error.words.zh, &error.words.en),
    };
    let site = text("site").map(PathBuf::from);
    let synonyms = match &site {
        None => Vec::new(),
        Some(site) if !site.join("index.html").is_file() => {
            let folder = shown(site);
            return refuse(
                lang,
                &format!("{folder} 里没有生成好的门户\n  = 改法: 先运行 shuyuan hub build 或 shuyuan build"),
                &format!(
                    "there is no built portal in {folder}\n  = help: run `shuyuan hub build` or `shuyuan build` first"
                ),
            );
        }
        // A portal may leave its search to the engine alone.
        Some(site) => search::open(site).map(|host| host.engine().layout().synonyms.clone()).unwrap_or_default(),
    };
    let lan = matches.get_flag("lan");
    let address = if lan { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
    let port = matches.get_one::<u16>("port").copied().unwrap_or(PORT);
    let listener = match serve::listen(address, Some(port)) {
        Ok(listener) => listener,
        Err(error) => {
            let why = system_words(&error);
            return refuse(lang, &format!("打不开端口：{}", why.zh), &format!("no port could be opened: {}", why.en));
        }
    };
    let port = listener.local_addr().map_or(port, |address| address.port());
    println!(
        "{}",
        say(
            lang,
            format!(
                "检索网关在 http://127.0.0.1:{port}/ ，提问转给 {base} 的 {index} 。不记录谁搜了什么。按 Ctrl-C 停止。"
            ),
            format!(
                "The search gateway is at http://127.0.0.1:{port}/ ; it asks {index} at {base} . No query is written down. Ctrl-C stops."
            ),
        )
    );
    let hosts = matches.get_many::<String>("host").into_iter().flatten().cloned().collect();
    let engine = Box::new(Server { kind, asker });
    let tell = Box::new(move |fault: Option<&Text>| told(fault, lang));
    match gateway::run(listener, gateway::Gateway { engine, synonyms, site, lan, hosts, tell }) {
        Ok(()) => CLEAN,
        Err(error) => {
            let why = system_words(&error);
            eprintln!(
                "{}",
                say(lang, format!("错误: 网关中断：{}", why.zh), format!("error: the gateway has stopped: {}", why.en))
            );
            FAULTS
        }
    }
}

fn told(fault: Option<&Text>, lang: Lang) {
    let line = match fault {
        Some(words) => say(
            lang,
            format!("检索引擎没有应答：{}。读者改用本站的静态索引。", words.zh),
            format!("The engine gives no answer: {}. Readers have the static index meanwhile.", words.en),
        ),
        None => say(lang, "检索引擎又有应答了。".to_owned(), "The engine answers again.".to_owned()),
    };
    eprintln!("{line}");
}

/// What may stand in an engine's path.
fn is_index(index: &str) -> bool {
    !index.is_empty()
        && !index.starts_with(['.', '-', '_'])
        && index.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.,*".contains(&byte))
}

fn refuse(lang: Lang, zh: &str, en: &str) -> u8 {
    eprintln!("{}", say(lang, format!("错误: {zh}"), format!("error: {en}")));
    USAGE
}

/// An engine on the network.
struct Server {
    kind: Kind,
    asker: Asker,
}

impl Engine for Server {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn ask(&self, request: &Value) -> Result<Value, Unanswered> {
        let answer = self.asker.ask(request.to_string().as_bytes());
        let bytes = answer.map_err(|(late, error)| Unanswered { late, words: error.words })?;
        serde_json::from_slice(&bytes).map_err(|error| Unanswered {
            late: false,
            words: Text::new(format!("回答不是 JSON（{error}）"), format!("the answer is no JSON ({error})")),
        })
    }
}
