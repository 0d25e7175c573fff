//! `shuyuan import`

mod tree;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use rayon::prelude::*;

use tree::{Found, Listed};

use super::progress::Steps;
use super::report::Format;
use super::site::say;
use super::{CLEAN, FAULTS, NoSources};
use crate::content::Kind;
use crate::diagnostics::{Diagnostic, Lang, Severity, draw};
use crate::import::{self, Options, Outcome, Page, Report, Source, State};
use crate::inputs;
use crate::outputs::scaffold;

/// How to go about pages that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Update {
    /// Leave them.
    Never,
    /// Write over what nobody has edited.
    Untouched,
    /// Write over all.
    All,
}

/// Imports documents.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let format = Format::from_name(text("format").unwrap_or("human"));
    let root = Path::new(text("root").unwrap_or("."));
    let dry = matches.get_flag("dry-run");
    let update = match (matches.get_flag("replace"), matches.get_flag("update")) {
        (true, _) => Update::All,
        (false, true) => Update::Untouched,
        _ => Update::Never,
    };
    let sources: Vec<&str> = matches.get_many::<String>("source").into_iter().flatten().map(String::as_str).collect();
    let options = match options(root, text("to").unwrap_or_default(), text("kind")) {
        Ok(options) => options,
        Err(fault) => return refuse(&fault, lang),
    };
    let sitemap = match text("sitemap").map(|path| inputs::one_file(Path::new(path)).map_err(|error| (path, error))) {
        None => None,
        Some(Ok(bytes)) => Some(inputs::encoding::decode(&bytes).text),
        Some(Err((path, error))) => return refuse(&tree::unreadable(path, &error), lang),
    };
    let mut faults = Vec::new();
    let items = items(&sources, sitemap.as_deref(), &options, format == Format::Human, lang, &mut faults);
    let bar = Steps::new(items.len(), lang);
    let convert = |item: &Item| {
        let made = item.pages(&options);
        bar.step();
        made
    };
    let mut reports = Vec::new();
    // Page → the document that it was made from in this run.
    let mut made: HashMap<String, String> = HashMap::new();
    // Not all at once: the pictures of a thousand documents need not lie in memory together.
    for some in items.chunks(AT_ONCE) {
        let converted: Vec<Result<Vec<Page>, Box<Diagnostic>>> = some.par_iter().map(convert).collect();
        for (item, pages) in some.iter().zip(converted) {
            let written = pages.and_then(|pages| {
                let written = pages.into_iter().map(|page| {
                    match made.insert(page.path.to_lowercase(), page.source.name.clone()) {
                        Some(first) => Err(Box::new(same_page(&page, &first))),
                        None => write(root, page, update, dry, lang),
                    }
                });
                written.collect::<Result<Vec<_>, _>>()
            });
            match written {
                Ok(written) => reports.extend(written),
                Err(fault) => {
                    reports.push(refused(item.name(), &fault, lang));
                    faults.push(*fault);
                }
            }
        }
    }
    bar.clear();
    let closing = closing(&reports, faults.iter().filter(|f| f.severity == Severity::Error).count(), lang);
    if !dry {
        keep(root, &reports, &faults, &closing, lang);
    }
    if format == Format::Human {
        reports.retain(|r| r.outcome != Outcome::Refused);
    }
    show(&reports, &faults, format, dry, lang);
    if format == Format::Human {
        println!("{closing}");
        addresses(&reports, lang);
    }
    let bad = reports.iter().any(|r| !r.check.is_empty() && r.outcome != Outcome::Same);
    if !crate::diagnostics::has_errors(&faults) && !bad { CLEAN } else { FAULTS }
}

/// How many files are converted before they are written.
const AT_ONCE: usize = 64;

/// Something to import.
enum Item {
    File(File),
    /// A page of another generator's site.
    Page(Arc<Found>, String),
    /// Its folders without a page.
    Folders(Arc<Found>),
    /// A row of a list.
    Row(Box<Listed>),
}

impl Item {
    fn name(&self) -> &str {
        match self {
            Self::File(file) => &file.name,
            Self::Page(_, source) => source,
            Self::Folders(_) => "",
            Self::Row(listed) => &listed.row.file,
        }
    }

    fn pages(&self, options: &Options) -> Result<Vec<Page>, Box<Diagnostic>> {
        match self {
            Self::File(file) => one(file, options),
            Self::Page(found, source) => found.page(source, options),
            Self::Folders(found) => Ok(found.folders(options)),
            Self::Row(listed) => listed.pages(options),
        }
    }
}

/// What stands behind the sources: sites of other generators, lists of pages, and files.
fn items(
    sources: &[&str],
    sitemap: Option<&str>,
    options: &Options,
    told: bool,
    lang: Lang,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Item> {
    let mut items = Vec::new();
    for source in sources {
        let path = Path::new(source);
        if let Some(found) = Some(path).filter(|p| p.is_dir()).and_then(|p| tree::recognise(p, sitemap, options)) {
            if told {
                let (zh, en) = found.told();
                println!("{}", say(lang, zh, en));
            }
            faults.extend(found.unknown());
            items.extend(found.sources().into_iter().map(|source| Item::Page(Arc::clone(&found), source)));
            items.push(Item::Folders(found));
            continue;
        }
        let list = Some(path).filter(|p| p.is_file() && source.to_lowercase().ends_with(".csv")).and_then(tree::list);
        match list {
            Some(rows) => items.extend(rows.into_iter().map(|row| Item::Row(Box::new(row)))),
            None => {
                let (found, missing) = files(&[source]);
                items.extend(found.into_iter().map(Item::File));
                faults.extend(missing);
            }
        }
    }
    items
}

fn refused(name: &str, fault: &Diagnostic, lang: Lang) -> Report {
    Report {
        source: Source { name: name.to_owned(), ..Source::default() },
        page: String::new(),
        outcome: Outcome::Refused,
        check: vec![fault.message.get(lang).to_owned()],
        difference: String::new(),
        queries: 0,
    }
}

/// Two documents of one run would be one page.
fn same_page(page: &Page, first: &str) -> Diagnostic {
    let (name, path) = (&page.source.name, &page.path);
    Diagnostic::error(
        "import-same-page",
        format!("“{name}”和“{first}”会成为同一个页面（{path}），只导入了前一个"),
        format!("`{name}` and `{first}` would be one page ({path}); only the first was imported"),
    )
    .hint(
        "是同一份文件的两种格式的，不用管；不是的，改一个文件名再导入",
        "if they are one text in two formats, leave it; else rename one of them and import it again",
    )
}

/// Leaves the report where `serve` shows it. It is kept beside the cache: a folder that cannot be written loses no more
/// than that.
fn keep(root: &Path, reports: &[Report], faults: &[Diagnostic], closing: &str, lang: Lang) {
    let page = import::report_page::html(reports, faults, closing, crate::serve::IMPORT_STYLE, lang);
    let _ = scaffold::replace(root, &[(crate::serve::IMPORT_REPORT, page.as_bytes())]);
}

/// What to do about old addresses with a query, which lie in no folder.
fn addresses(reports: &[Report], lang: Lang) {
    let asked = reports.iter().filter(|r| r.outcome != Outcome::Refused && r.queries > 0).count();
    if asked == 0 {
        return;
    }
    println!(
        "{}",
        say(
            lang,
            format!(
                "有 {asked} 个页面的旧网址带参数（如 show.asp?id=12）：静态的主机上由网页脚本跳转；用 nginx、IIS 等的，先生成跳转表再生成设置：\n  shuyuan export redirects --out redirects.txt\n  shuyuan host-config nginx --redirects redirects.txt"
            ),
            format!(
                "{asked} pages had addresses with a query (such as show.asp?id=12): on a static host a script leads on; for nginx, IIS and others make a table and the configuration with it:\n  shuyuan export redirects --out redirects.txt\n  shuyuan host-config nginx --redirects redirects.txt"
            ),
        )
    );
}

/// A file to import, with the folders below the given one that it stands in.
struct File {
    path: PathBuf,
    name: String,
    below: String,
}

fn one(file: &File, options: &Options) -> Result<Vec<Page>, Box<Diagnostic>> {
    let bytes = inputs::one_file(&file.path).map_err(|error| tree::unreadable(&file.name, &error))?;
    let column =
        [options.column.as_str(), file.below.as_str()].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>();
    let options = Options { column: column.join("/"), ..options.clone() };
    if import::is_foreign(&file.name, &bytes) {
        return super::office::convert(&file.path, &file.name, &options);
    }
    let folder = file.path.parent().unwrap_or(Path::new("."));
    import::convert(&file.name, &bytes, &options, &|place| beside(folder, place))
}

/// A file that a saved page refers to; only such as lie beside it or in its folder of files.
fn beside(folder: &Path, place: &str) -> Option<Vec<u8>> {
    let place = place.split(['?', '#']).next()?;
    let place = percent_encoding::percent_decode_str(place).decode_utf8_lossy().replace('\\', "/");
    let place = place.trim_start_matches("./");
    let inside = !place.is_empty() && !place.starts_with('/') && !place.contains(':');
    if !inside || place.split('/').any(|part| part == "..") {
        return None;
    }
    inputs::one_file(&place.split('/').fold(folder.to_owned(), |p, part| p.join(part))).ok()
}

fn options(root: &Path, to: &str, kind: Option<&str>) -> Result<Options, Box<Diagnostic>> {
    if !scaffold::is_site(root) {
        return Err(Box::new(super::new::no_site(root)));
    }
    let column = to.trim().replace('\\', "/");
    let column = column.trim_start_matches("./").trim_matches('/');
    let column = column.strip_prefix("content").map_or(column, |rest| {
        if rest.is_empty() || rest.starts_with('/') { rest.trim_start_matches('/') } else { column }
    });
    let bad = column.split('/').any(|p| p.starts_with('.') || inputs::name_fault(p).is_some()) && !column.is_empty();
    if bad || column.contains("//") {
        return Err(Box::new(crate::desk::place::bad_path(to)));
    }
    Ok(Options { kind: kind.and_then(Kind::from_name), column: column.to_owned() })
}

/// The files behind `sources`; folders give those that can be imported.
fn files(sources: &[&str]) -> (Vec<File>, Vec<Diagnostic>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    for source in sources {
        let path = Path::new(source);
        if path.is_dir() {
            let walk = walkdir::WalkDir::new(path).sort_by_file_name().max_depth(32);
            for entry in walk.into_iter().flatten().filter(|e| e.file_type().is_file()) {
                let name = entry.file_name().to_string_lossy().into_owned();
                let below = entry.path().parent().and_then(|p| p.strip_prefix(path).ok());
                let below = below.map(|p| p.to_string_lossy().replace('\\', "/")).unwrap_or_default();
                if import::is_known(&name) && !name.starts_with('.') {
                    found.push(File {
                        path: entry.path().to_owned(),
                        name: entry.path().to_string_lossy().replace('\\', "/"),
                        below,
                    });
                } else if !name.starts_with(['.', '~']) && !of_saved_page(&below) {
                    let end = name.rsplit_once('.').map_or_else(|| name.clone(), |(_, end)| format!(".{end}"));
                    *others.entry(end.to_lowercase()).or_default() += 1;
                }
            }
        } else if path.is_file() {
            found.push(File { path: path.to_owned(), name: source.replace('\\', "/"), below: String::new() });
        } else {
            faults.push(
                Diagnostic::error(
                    "no-source",
                    format!("没有“{source}”这个文件或者文件夹"),
                    format!("there is no file or folder `{source}`"),
                )
                .hint(
                    "从当前文件夹写起；名称里有空格的，加上引号",
                    "name it from the current folder; put a name with spaces in quotes",
                ),
            );
        }
    }
    faults.extend(left_out(&others));
    (found, faults)
}

/// Whether a folder holds what a browser saved beside a page; what of it is shown comes in with the page.
fn of_saved_page(below: &str) -> bool {
    below.split('/').any(|folder| ["_files", ".files", "_文件"].iter().any(|end| folder.ends_with(end)))
}

/// Says what lies in the folders and is of no kind that can be imported.
fn left_out(others: &BTreeMap<String, usize>) -> Option<Diagnostic> {
    let count: usize = others.values().sum();
    let mut ends: Vec<(&String, &usize)> = others.iter().collect();
    ends.sort_by_key(|(end, count)| (std::cmp::Reverse(**count), end.as_str()));
    let shown: Vec<String> = ends.iter().take(8).map(|(end, count)| format!("{end} × {count}")).collect();
    (count > 0).then(|| {
        Diagnostic::warning(
            "files-left-out",
            format!("文件夹里有 {count} 个文件不是能导入的种类，没有导入：{}", shown.join("、")),
            format!("{count} files in the folders are of no kind that can be imported: {}", shown.join(", ")),
        )
        .hint(
            "图片、附件放在用到它们的页面旁边；别的格式先另存为 .docx 或 .xlsx",
            "put pictures and attachments beside the pages that use them; save other formats as .docx or .xlsx first",
        )
    })
}

/// Writes a page, unless there is one that must be kept.
fn write(root: &Path, page: Page, update: Update, dry: bool, lang: Lang) -> Result<Report, Box<Diagnostic>> {
    let place = page.path.split('/').fold(root.to_owned(), |p, part| p.join(part));
    let old = if scaffold::is_taken(&place) {
        let bytes = inputs::one_file(&place).unwrap_or_default();
        Some(inputs::encoding::decode(&bytes).text)
    } else {
        None
    };
    let state = old.as_deref().map(|old| import::state(old, &page.text));
    let outcome = match (state, update) {
        (None, _) => Outcome::New,
        (Some(State::Same), _) => Outcome::Same,
        (Some(State::Untouched), Update::Never) => Outcome::Differs,
        (Some(State::Edited), Update::Never | Update::Untouched) => Outcome::Edited,
        (Some(_), _) => Outcome::Replaced,
    };
    let difference = match (&old, outcome) {
        (Some(old), Outcome::Differs | Outcome::Edited | Outcome::Replaced) => difference(old, &page.text),
        _ => String::new(),
    };
    if !dry && matches!(outcome, Outcome::New | Outcome::Replaced) {
        let mut files: Vec<(&str, &[u8])> = vec![(&page.path, page.text.as_bytes())];
        files.extend(page.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        if outcome == Outcome::New {
            // A bundle's pictures may be there from before.
            files.retain(|(path, _)| *path == page.path || !scaffold::is_taken(&root.join(path)));
            scaffold::create_bytes(root, &files)?;
        } else {
            scaffold::replace(root, &files)?;
        }
    }
    let check = page.found.iter().filter(|d| d.severity == Severity::Error).map(|d| d.message.get(lang).to_owned());
    let queries = page
        .text
        .lines()
        .take_while(|l| !l.starts_with("extra:"))
        .filter(|l| l.starts_with("aliases: ") && l.contains('?'))
        .count();
    Ok(Report { source: page.source, page: page.path, outcome, check: check.collect(), difference, queries })
}

fn difference(old: &str, new: &str) -> String {
    let (old, new) = (import::without_print(old), import::without_print(new));
    let diff = similar::TextDiff::from_lines(&old, &new);
    let mut out = String::new();
    for change in diff.iter_all_changes() {
        let sign = match change.tag() {
            similar::ChangeTag::Delete => '-',
            similar::ChangeTag::Insert => '+',
            similar::ChangeTag::Equal => continue,
        };
        let line = change.value().trim_end();
        if !line.is_empty() {
            out.push_str(&format!("{sign} {line}\n"));
        }
    }
    out
}

fn refuse(fault: &Diagnostic, lang: Lang) -> u8 {
    eprintln!("{}", draw::human(fault, &NoSources, lang));
    FAULTS
}

fn show(reports: &[Report], faults: &[Diagnostic], format: Format, dry: bool, lang: Lang) {
    match format {
        Format::Json => {
            match serde_json::to_string_pretty(&serde_json::json!({ "files": reports, "faults": faults })) {
                Ok(json) => println!("{json}"),
                Err(error) => eprintln!("{error}"),
            }
        }
        Format::Human => {
            for report in reports {
                print!("{}", report.human(dry, lang));
            }
            for fault in faults {
                eprintln!("{}", draw::human(fault, &NoSources, lang));
            }
        }
    }
}

/// The last line: how much came in, and what to do next.
fn closing(reports: &[Report], refused: usize, lang: Lang) -> String {
    let count = |outcome: Outcome| reports.iter().filter(|r| r.outcome == outcome).count();
    let parts = [
        (count(Outcome::New), "新建", "new"),
        (count(Outcome::Replaced), "更新", "updated"),
        (count(Outcome::Same), "没有变化", "unchanged"),
        (count(Outcome::Differs) + count(Outcome::Edited), "有差别而没有覆盖", "different and not overwritten"),
        (refused, "没有导入", "not imported"),
    ];
    let shown = parts.iter().filter(|(n, ..)| *n > 0);
    let kept = count(Outcome::Differs) + count(Outcome::Edited) > 0;
    match lang {
        Lang::Zh => {
            let shown: Vec<String> = shown.map(|(n, zh, _)| format!("{zh} {n}")).collect();
            let hint = if kept {
                "。要用原件更新没有改过的页面，加 --update；连手工改过的也要覆盖，加 --replace"
            } else {
                ""
            };
            format!("{}{hint}", if shown.is_empty() { "没有可以导入的文件".to_owned() } else { shown.join("，") })
        }
        Lang::En => {
            let shown: Vec<String> = shown.map(|(n, _, en)| format!("{n} {en}")).collect();
            let hint = if kept { ". --update renews pages that nobody edited, --replace all of them" } else { "" };
            format!("{}{hint}", if shown.is_empty() { "nothing to import".to_owned() } else { shown.join(", ") })
        }
    }
}
