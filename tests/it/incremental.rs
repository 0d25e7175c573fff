//! After any edits, a build that keeps what it can gives the same bytes and the same messages as one from nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use shuyuan::cache::Cache;
use shuyuan::content::Moment;
use shuyuan::diagnostics::{Checked, Diagnostic};
use shuyuan::inputs::{Inputs, Roots, Stats};
use shuyuan::outputs::{Content, Outputs, Target};
use shuyuan::pipeline::{self, AsOf, BuildOptions, Memo, Silent, Work};

/// Numbers from a seed (xorshift64*), so that a failure can be had again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }
}

/// The example portal in a folder of its own, its inputs as they are followed from edit to edit, and what is kept.
struct Desk {
    site: crate::support::Site,
    roots: Roots,
    originals: BTreeMap<PathBuf, Vec<u8>>,
    inputs: Inputs,
    memo: Memo,
    cache: Cache,
    day: Moment,
    drafts: bool,
}

impl Desk {
    fn new() -> Self {
        let site = crate::support::Site::small();
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut originals = BTreeMap::new();
        for (path, bytes) in crate::support::tree(&project.join("content")) {
            site.write(&format!("content/{path}"), &bytes);
            originals.insert(site.root().join("content").join(&path), bytes);
        }
        let config = fs::read(project.join("site-config.toml")).unwrap();
        site.write("site-config.toml", &config);
        site.write(
            "content/scheduled.md",
            "---\ntitle: 定时\npublish_at: 2026-06-01\nexpire_at: 2026-09-01\n---\n\n正文。\n",
        );
        let roots = Roots::of_site(site.root());
        let cache = Cache::open(&site.root().join(".shuyuan-cache"));
        let inputs = Inputs::read(&roots, &Stats::load(&cache)).value;
        let day = Moment::parse("2026-05-01").unwrap();
        Self { site, roots, originals, inputs, memo: Memo::default(), cache, day, drafts: false }
    }

    fn pages(&self) -> Vec<PathBuf> {
        let content = self.site.root().join("content");
        let files = crate::support::tree(&content).into_keys().filter(|path| path.ends_with(".md"));
        files.map(|path| content.join(path)).collect()
    }

    fn options(&self) -> BuildOptions {
        BuildOptions {
            config: self.roots.config_path(),
            content: self.roots.content_path(),
            base_url: None,
            drafts: self.drafts,
            as_of: AsOf::Day(self.day),
        }
    }

    /// One edit: what was done, in words, and the files that a watcher would name.
    fn edit(&mut self, dice: &mut Dice, step: usize) -> (String, Vec<PathBuf>) {
        let pages = self.pages();
        let page = pages[dice.below(pages.len())].clone();
        let name = page.strip_prefix(self.site.root()).unwrap().display().to_string();
        let text = String::from_utf8(fs::read(&page).unwrap()).unwrap();
        let root = self.site.root().to_owned();
        let write = |path: &Path, text: &str| {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        match dice.below(40) {
            0..=6 => {
                write(&page, &format!("{text}\n\n第{step}段补充，依照《青禾区学习中心管理办法》第三条。\n"));
                (format!("{name}: a paragraph"), vec![page])
            }
            7..=13 => {
                write(&page, &text.replacen("title: ", &format!("title: 改{step}"), 1));
                (format!("{name}: the title"), vec![page])
            }
            14..=17 => {
                let other = &pages[dice.below(pages.len())];
                let target = other.strip_prefix(root.join("content")).unwrap().to_str().unwrap().replace('\\', "/");
                write(&page, &format!("{text}\n\n参见[那一页](/{target})。\n"));
                (format!("{name}: a link to {target}"), vec![page])
            }
            18..=19 => {
                write(&page, &text.replacen("---\n", &format!("---\nkeywords: [词{}, 词{step}]\n", step % 3), 1));
                (format!("{name}: keywords"), vec![page])
            }
            20..=21 => {
                fs::remove_file(&page).unwrap();
                (format!("{name}: removed"), vec![page])
            }
            22..=23 => {
                let to = page.with_file_name(format!("copy-{step}.md"));
                write(&to, &text);
                (format!("{name}: copied"), vec![to])
            }
            24..=25 => {
                let to = page.with_file_name(format!("moved-{step}.md"));
                fs::rename(&page, &to).unwrap();
                (format!("{name}: renamed"), vec![page, to])
            }
            26 => {
                write(&page, &text.replacen("---\n", "---\ndraft: true\n", 1));
                (format!("{name}: a draft"), vec![page])
            }
            27..=28 => {
                write(&page, &text.replacen("---\n", &format!("---\nsummary: 概述{step}\n"), 1));
                (format!("{name}: a summary"), vec![page])
            }
            29..=33 => {
                let all: Vec<&PathBuf> = self.originals.keys().collect();
                let path = all[dice.below(all.len())].clone();
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &self.originals[&path]).unwrap();
                (format!("{}: as it was", path.display()), vec![path])
            }
            34 => {
                let path = root.join("themes/default/templates/partials/footer.html");
                if path.exists() {
                    fs::remove_file(&path).unwrap();
                } else {
                    write(&path, &format!("<footer>{step} {{{{ site.title }}}}</footer>"));
                }
                ("the footer of the theme".to_owned(), vec![path])
            }
            35 => {
                let path = root.join("site-config.toml");
                let text = fs::read_to_string(&path).unwrap();
                let size = 2 + dice.below(30);
                let text: Vec<String> =
                    text.lines()
                        .map(|line| {
                            if line.starts_with("page_size") { format!("page_size = {size}") } else { line.to_owned() }
                        })
                        .collect();
                write(&path, &(text.join("\n") + "\n"));
                ("the configuration".to_owned(), vec![path])
            }
            36 => {
                let days = ["2026-05-01", "2026-05-31", "2026-06-01", "2026-08-31", "2026-09-01", "2027-03-01"];
                self.day = Moment::parse(days[dice.below(days.len())]).unwrap();
                (format!("the day is {}", self.day), Vec::new())
            }
            37 => {
                self.drafts = !self.drafts;
                ("drafts".to_owned(), Vec::new())
            }
            _ => {
                let data: Vec<&PathBuf> = self
                    .originals
                    .keys()
                    .filter(|path| path.extension().is_some_and(|e| e == "yaml" || e == "csv" || e == "svg"))
                    .collect();
                let path = data[dice.below(data.len())].clone();
                let mut bytes = fs::read(&path).unwrap_or_else(|_| self.originals[&path].clone());
                bytes.extend(b"\n");
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, bytes).unwrap();
                (format!("{}: a line", path.display()), vec![path])
            }
        }
    }
}

/// What a build gives: the pages first and the index after them, as `serve` does.
fn build(inputs: &Inputs, options: &BuildOptions, memo: &mut Memo, cache: &Cache) -> Checked<Outputs> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let ready = pipeline::prepare(inputs, options, memo, cache, &Silent, &mut found);
    let pages = pipeline::pages(&ready, inputs, memo, &Outputs::default(), &Silent, &mut found);
    let index = pipeline::index(&ready, &mut memo.index, &Silent).drain_into(&mut found);
    Checked::with(pages.with(&index), found)
}

fn told(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut told: Vec<String> = diagnostics.iter().map(|d| format!("{d:?}")).collect();
    told.sort();
    told.dedup();
    told
}

fn bytes(content: Option<&Content>) -> String {
    let bytes = content.and_then(|content| content.load().ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a build follows the last one in the same process.
#[derive(Clone, Copy, PartialEq)]
enum Process {
    Same,
    Next,
}

impl Desk {
    /// Publishes the site and ends the process; sometimes something happens to what it left.
    fn next_process(&mut self, built: &Checked<Outputs>, dice: &mut Dice) {
        let out = self.site.out();
        if !built.has_errors() {
            let target = Target::open(&out, &self.roots).unwrap();
            target.publish(&built.value).unwrap();
            let options = self.options();
            let leaving = self.memo.leaving(&options.content);
            leaving.store(&self.cache, &options, &mut self.memo.index, &built.value, &out);
        }
        let (folder, rate) = match dice.below(3) {
            0 => (out.clone(), 20),
            1 => (self.site.root().join(".shuyuan-cache"), 3),
            _ => (out.clone(), usize::MAX),
        };
        for path in crate::support::tree(&folder).into_keys().filter(|path| !path.ends_with("manifest.json")) {
            if dice.below(rate) == 0 {
                let mut bytes = fs::read(folder.join(&path)).unwrap();
                match dice.below(3) {
                    0 => bytes.truncate(bytes.len() / 2),
                    1 => bytes.clear(),
                    _ => {
                        let at = dice.below(bytes.len().max(1));
                        bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1);
                    }
                }
                fs::write(folder.join(&path), bytes).unwrap();
            }
        }
        self.memo = Memo::recall(&self.cache, &self.options());
        // As `build` does; the clean build beside it holds everything in memory.
        let spool = Arc::new(self.cache.spool().unwrap());
        self.inputs = Inputs::read_aside(&self.roots, &Stats::load(&Cache::disabled()), &spool).value;
        self.memo.put_aside_in(Some(spool));
    }
}

fn check(seed: u64, steps: usize, process: Process) {
    let mut dice = Dice(seed);
    let mut desk = Desk::new();
    let stats = Stats::load(&Cache::disabled());
    let mut kept = build(&desk.inputs, &desk.options(), &mut desk.memo, &desk.cache);
    let mut done: Vec<String> = Vec::new();
    for step in 0..steps {
        if process == Process::Next {
            desk.next_process(&kept, &mut dice);
        }
        let (what, changed) = desk.edit(&mut dice, step);
        done.push(what);
        desk.inputs = desk.inputs.update(&desk.roots, &changed, &stats).value;
        kept = build(&desk.inputs, &desk.options(), &mut desk.memo, &desk.cache);
        let read = Inputs::read(&desk.roots, &stats).value;
        let clean = build(&read, &desk.options(), &mut Memo::default(), &desk.cache);
        let changes = kept.value.changes_since(&clean.value);
        if let Some(path) = changes.written.iter().chain(&changes.removed).next() {
            panic!(
                "seed {seed:#x}, step {step}: {path} is another after {:?}\nkept:  {}\nclean: {}",
                &done[done.len().saturating_sub(5)..],
                bytes(kept.value.get(path)),
                bytes(clean.value.get(path)),
            );
        }
        assert_eq!(told(&kept.diagnostics), told(&clean.diagnostics), "seed {seed:#x}, step {step}, {:?}", done.last());
    }
}

#[test]
fn edits_give_what_a_clean_build_gives() {
    check(0x5EED, 60, Process::Same);
}

#[test]
fn other_edits_give_what_a_clean_build_gives() {
    let steps = std::env::var("SHUYUAN_EDITS").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    check(0xBEEF_CAFE, steps, Process::Same);
}

#[test]
fn edits_between_processes_give_what_a_clean_build_gives() {
    check(0xC0DE, 40, Process::Next);
}

#[test]
fn a_changed_page_is_all_that_the_next_process_makes() {
    let mut desk = Desk::new();
    let built = build(&desk.inputs, &desk.options(), &mut desk.memo, &desk.cache);
    let all = desk.memo.work();
    assert!(!built.has_errors() && all.parsed > 80 && all.rendered > all.parsed, "{all:?}");
    Target::open(&desk.site.out(), &desk.roots).unwrap().publish(&built.value).unwrap();
    let options = desk.options();
    let leaving = desk.memo.leaving(&options.content);
    leaving.store(&desk.cache, &options, &mut desk.memo.index, &built.value, &desk.site.out());
    let again = |desk: &Desk| {
        let mut memo = Memo::recall(&desk.cache, &desk.options());
        let inputs = Inputs::read(&desk.roots, &Stats::load(&desk.cache)).value;
        build(&inputs, &desk.options(), &mut memo, &desk.cache);
        memo.work()
    };
    assert_eq!(again(&desk), Work { parsed: 0, rendered: 0 });
    let page = desk.site.root().join("content/about.md");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text + "\n\n补充一段。\n").unwrap();
    let one = again(&desk);
    assert!(one.parsed == 1 && (1..5).contains(&one.rendered), "{one:?}");
    fs::remove_file(desk.site.out().join("about/index.html")).unwrap();
    fs::remove_dir_all(desk.site.root().join(".shuyuan-cache")).unwrap();
    assert_eq!(again(&desk), all, "without a cache");
}

/// A site with a warning, a page that waits and one that expires.
fn waiting_site() -> crate::support::Site {
    let site = crate::support::Site::small();
    site.write("content/now.md", "---\ntitle: 现在\n---\n\n# 二级以上\n\n正文。\n");
    site.write("content/later.md", "---\ntitle: 以后\npublish_at: 2026-06-01\n---\n\n正文。\n");
    site.write("content/until.md", "---\ntitle: 以前\nexpire_at: 2026-07-01\n---\n\n正文。\n");
    site.write("content/a.txt", "无人使用");
    site
}

fn has(tree: &BTreeMap<String, Vec<u8>>, page: &str) -> bool {
    tree.contains_key(&format!("{page}/index.html"))
}

#[test]
fn an_unchanged_site_says_the_same_again() {
    let site = crate::support::Site::small();
    site.write("content/a.md", "---\ntitle: 办法\nkind: policy\n---\n\n第一条　甲。\n\n第三条　乙。\n");
    let first = site.build(&[]);
    assert!(first.stderr.contains("警告"), "{}", first.stderr);
    let tree = crate::support::tree(&site.out());
    let second = site.build(&[]);
    let warnings = |run: &crate::support::Run| run.stderr.split("完成：").next().unwrap().to_owned();
    assert_eq!(warnings(&first), warnings(&second));
    assert!(second.stderr.contains("（0 个有变化）"), "{}", second.stderr);
    assert_eq!(crate::support::tree(&site.out()), tree);
    let json = |run: &crate::support::Run| run.stdout.clone();
    assert_eq!(json(&site.build(&["--format", "json"])), json(&site.build(&["--format", "json"])));
}

#[test]
fn what_somebody_changed_in_the_output_is_made_good() {
    let site = waiting_site();
    let tree = site.publish(&[]);
    site.publish(&[]);
    let page = site.out().join("now/index.html");
    let mut bytes = fs::read(&page).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&page, bytes).unwrap();
    assert_eq!(site.publish(&[]), tree);
    fs::remove_file(&page).unwrap();
    assert_eq!(site.publish(&[]), tree);
}

#[test]
fn the_clock_alone_changes_a_site() {
    let site = waiting_site();
    let on = |day: &str| site.publish(&["--as-of", day]);
    for (day, later, until) in [
        ("2026-05-01", false, true),
        ("2026-05-01", false, true),
        ("2026-06-01", true, true),
        ("2026-06-01T12:00", true, true),
        ("2026-05-31", false, true),
        ("2026-07-01", true, false),
        ("2026-06-30", true, true),
    ] {
        let tree = on(day);
        assert_eq!((has(&tree, "later"), has(&tree, "until")), (later, until), "{day}");
    }
}

#[test]
fn a_cache_that_was_not_closed_or_is_damaged_changes_nothing() {
    let site = waiting_site();
    let tree = site.publish(&[]);
    let cache = site.root().join(".shuyuan-cache");
    for (path, bytes) in crate::support::tree(&cache) {
        // Half of each file: as after a crash.
        fs::write(cache.join(path), &bytes[..bytes.len() / 2]).unwrap();
    }
    assert_eq!(site.publish(&[]), tree);
    fs::remove_dir_all(&cache).unwrap();
    assert_eq!(site.publish(&[]), tree);
    crate::support::build_and_kill(&site, std::time::Duration::from_millis(5));
    assert_eq!(site.publish(&[]), tree);
}
