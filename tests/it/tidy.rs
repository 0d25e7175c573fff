//! The rules of the house that neither the compiler nor clippy knows: which module may use which, who writes commands
//! without touching the disk, and how long a file may be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// For each module of `src/`, the modules it may use. What is not listed here may use nothing.
const EDGES: &[(&str, &[&str])] = &[
    ("diagnostics", &[]),
    ("content", &["diagnostics"]),
    ("search", &[]),
    ("wasm", &["search"]),
    ("cache", &[]),
    ("images", &["cache", "diagnostics"]),
    ("config", &["content", "diagnostics", "parse"]),
    ("inputs", &["cache", "diagnostics"]),
    ("parse", &["config", "content", "diagnostics"]),
    ("link", &["config", "content", "diagnostics", "parse"]),
    ("consolidate", &["content", "diagnostics", "link", "parse"]),
    ("export", &["content", "diagnostics", "link", "search"]),
    ("render", &["config", "content", "diagnostics", "export", "link", "parse", "search"]),
    ("outputs", &["cache", "content", "diagnostics", "inputs"]),
    ("offline", &["cache", "outputs"]),
    ("hub", &["cache", "config", "diagnostics", "export", "search"]),
    ("import", &["content", "diagnostics", "images", "inputs", "parse"]),
    (
        "pipeline",
        &[
            "cache",
            "config",
            "content",
            "diagnostics",
            "export",
            "hub",
            "images",
            "inputs",
            "link",
            "offline",
            "outputs",
            "parse",
            "render",
            "search",
        ],
    ),
    ("review", &["cache", "config", "content", "diagnostics", "inputs", "link"]),
    (
        "check",
        &[
            "config",
            "consolidate",
            "content",
            "diagnostics",
            "inputs",
            "link",
            "outputs",
            "parse",
            "pipeline",
            "review",
            "search",
        ],
    ),
    ("moves", &["cache", "content", "desk", "diagnostics", "inputs", "link", "outputs", "parse", "pipeline", "review"]),
    ("sheet", &["cache", "check", "config", "content", "deploy", "diagnostics", "inputs", "link", "outputs", "review"]),
    ("external", &["cache", "check", "content"]),
    ("portable", &["check", "outputs"]),
    ("stats", &[]),
    ("deploy", &["cache", "config", "diagnostics", "outputs", "search"]),
    ("desk", &["cache", "content", "diagnostics", "images", "inputs", "link", "parse"]),
    (
        "serve",
        &[
            "cache",
            "check",
            "config",
            "content",
            "desk",
            "diagnostics",
            "hub",
            "import",
            "inputs",
            "link",
            "moves",
            "outputs",
            "parse",
            "pipeline",
            "review",
            "sheet",
        ],
    ),
    (
        "commands",
        &[
            "cache",
            "check",
            "config",
            "consolidate",
            "content",
            "deploy",
            "desk",
            "diagnostics",
            "export",
            "external",
            "hub",
            "import",
            "inputs",
            "link",
            "moves",
            "outputs",
            "parse",
            "pipeline",
            "portable",
            "render",
            "review",
            "search",
            "serve",
            "sheet",
            "stats",
        ],
    ),
];

/// Who may touch the disk.
const DISK: &[&str] = &["inputs", "outputs", "cache", "serve", "deploy"];

/// No source file is longer.
const LONGEST_FILE: usize = 600;

struct Source {
    /// First component below `src/`, without `.rs`.
    module: String,
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(&folder).expect("src is readable").map(|e| e.expect("an entry").path()).collect();
        entries.sort();
        for entry in entries {
            if entry.is_dir() {
                waiting.push(entry);
            } else if entry.extension().is_some_and(|e| e == "rs") {
                let below = entry.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
                let module = below.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&entry).expect("a source is UTF-8");
                found.push(Source { module, path: format!("src/{below}"), text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 20, "the sources were not found");
    found
}

/// The lines that are compiled into the product: without comments, and without the tests at the end of a file.
fn product_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "mod tests {")
        .map(|(i, line)| (i + 1, line.split("//").next().unwrap_or_default()))
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("/tests/")
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let allowed: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| !is_test_file(&s.path)) {
        if ["lib", "main", "build"].contains(&source.module.as_str()) {
            continue;
        }
        let Some(edges) = allowed.get(source.module.as_str()) else {
            faults.push(format!("{}: the module is not in the table of edges", source.path));
            continue;
        };
        for (line, text) in product_lines(&source.text) {
            for used in text.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if used != source.module && allowed.contains_key(used.as_str()) && !edges.contains(&used.as_str()) {
                    faults.push(format!("{}:{line}: `{}` must not use `{used}`", source.path, source.module));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn only_what_reads_writes_and_publishes_touches_the_disk() {
    // One part of the desk keeps the pages; no other writes or reads a file.
    let counts = |source: &Source| !DISK.contains(&source.module.as_str()) && source.path != "src/desk/files.rs";
    check(counts, &["std::fs", "fs::read", "fs::write", "File::open"]);
}

/// What a page shows of others decides when it is made anew, so it is read where that is noted.
#[test]
fn pages_read_each_other_through_one_door() {
    let door = ["src/render/reads.rs", "src/render/search_documents.rs"];
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| s.module == "render" && !door.contains(&s.path.as_str())) {
        for (line, text) in product_lines(&source.text) {
            let text = text.replace("draft.body.lead", "");
            for word in ["draft.body", ".targets"].iter().filter(|word| text.contains(**word)) {
                faults.push(format!("{}:{line}: `{word}`", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn check(counts: impl Fn(&Source) -> bool, forbidden: &[&str]) {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| counts(s) && s.module != "build" && !is_test_file(&s.path)) {
        for (line, text) in product_lines(&source.text) {
            for word in forbidden.iter().filter(|word| text.contains(**word)) {
                faults.push(format!("{}:{line}: `{word}`", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_source_file_is_too_long() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|s| !s.path.contains("/tables/"))
        .map(|s| (s.text.lines().count(), &s.path))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert!(faults.is_empty(), "longer than {LONGEST_FILE} lines:\n{}", faults.join("\n"));
}

#[test]
fn nothing_is_left_half_done() {
    let faults: Vec<String> = sources()
        .iter()
        .flat_map(|source| {
            product_lines(&source.text)
                .filter(|(_, text)| ["todo!(", "unimplemented!(", "#[ignore"].iter().any(|word| text.contains(word)))
                .map(|(line, _)| format!("{}:{line}", source.path))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
