//! The committed search engine for the browser: built from the present sources, and answering as the native one does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use shuyuan::search::answer::titles_to_json;
use shuyuan::search::document::IndexSettings;
use shuyuan::search::engine::Request;
use shuyuan::search::host::Host;
use shuyuan::search::index::{IndexCache, write_index};

use crate::search_sites::generated_site;

/// Sources that only write indexes or read them natively are not part of the engine.
const NATIVE: [&str; 12] = [
    "authority.rs",
    "blocks.rs",
    "document.rs",
    "explain.rs",
    "host.rs",
    "index.rs",
    "kept.rs",
    "lists.rs",
    "parts.rs",
    "prepare.rs",
    "terms.rs",
    "unpack.rs",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> PathBuf {
    root().join("themes/default/static/search")
}

fn record() -> String {
    let mut sources: Vec<PathBuf> = std::fs::read_dir(root().join("src/search"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !NATIVE.contains(&path.file_name().unwrap().to_str().unwrap()))
        .collect();
    sources.push(root().join("src/wasm.rs"));
    sources.sort();
    let mut lines: Vec<String> = sources
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            format!("{}  {name}", hex(text.as_bytes()))
        })
        .collect();
    lines.push(format!("{}  engine.wasm", hex(&std::fs::read(folder().join("engine.wasm")).unwrap())));
    lines.join("\n") + "\n"
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_record_names_the_present_sources() {
    let file = folder().join("engine.sources");
    if std::env::var_os("ENGINE_RECORD").is_some() {
        std::fs::write(&file, record()).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    let present = record();
    let changed: Vec<&str> = present.lines().filter(|line| !committed.lines().any(|known| known == *line)).collect();
    assert!(
        committed == present,
        "engine.wasm is stale, run `.ci/wasm --update`; changed since it was built: {changed:#?}"
    );
}

/// Queries of every sort, as lines for the engine.
fn queries() -> Vec<String> {
    [
        "一七",
        "“一七丁”",
        "丑专七 且",
        "万 -七",
        "第23条",
        "依据第二十三条",
        "B2区",
        "没有这样的话",
        "",
        "\"",
        "7",
        "丁",
        "一丁七万丑",
    ]
    .map(|query| format!("query={query}"))
    .into_iter()
    .chain(
        ["query=七万\nlimit=25\noffset=5\npage=0", "query=七万\nsort=date\nkind=article\nyear=2024"].map(str::to_owned),
    )
    .collect()
}

fn native_request(lines: &str) -> Request {
    let mut request = Request::new("");
    for (key, value) in lines.split('\n').filter_map(|line| line.split_once('=')) {
        match key {
            "query" => request.query = value.to_owned(),
            "limit" => request.limit = value.parse().unwrap(),
            "offset" => request.offset = value.parse().unwrap(),
            "page" => request.page = value.parse().ok(),
            "sort" => request.by_date = value == "date",
            "kind" => request.filters[0].push(value.to_owned()),
            _ => request.filters[3].push(value.to_owned()),
        }
    }
    request
}

/// Needs Node; where there is none, the native tests and CI have to do.
#[test]
fn answers_are_those_of_the_native_engine() {
    if Command::new("node").arg("--version").output().is_err() {
        eprintln!("node is not installed: the engine for the browser was not run");
        return;
    }
    let files =
        write_index(&generated_site(250, 15, 150), &IndexSettings::default(), &mut IndexCache::default()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("search")).unwrap();
    for file in &files {
        std::fs::write(directory.path().join(&file.path), &file.bytes).unwrap();
    }
    std::fs::write(directory.path().join("queries.json"), serde_json::to_vec(&queries()).unwrap()).unwrap();
    let engine = std::env::var_os("SEARCH_ENGINE").map_or(folder().join("engine.wasm"), PathBuf::from);
    let output = drive(&engine, directory.path());

    let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|file| (file.path, file.bytes.to_vec())).collect();
    let mut host = Host::open(files).unwrap();
    let answers = output["answers"].as_array().unwrap();
    for (query, answer) in queries().iter().zip(&answers[1..]) {
        let native = host.search(native_request(query)).unwrap().to_json();
        let native: serde_json::Value = serde_json::from_str(&native).unwrap();
        assert_eq!(answer["done"], native, "{query}");
    }
    let titles: serde_json::Value = serde_json::from_str(&titles_to_json(&host.suggest("一", 5).unwrap())).unwrap();
    assert_eq!(answers[answers.len() - 2]["done"], titles);
    assert_eq!(answers[answers.len() - 1]["error"], "damaged");
    assert!(output["memory"].as_u64().unwrap() < 32 << 20, "{}", output["memory"]);
}

fn drive(engine: &Path, directory: &Path) -> serde_json::Value {
    let output = Command::new("node")
        .arg(root().join("tests/search_wasm/drive.js"))
        .args([engine, &directory.join("search"), &directory.join("queries.json")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
