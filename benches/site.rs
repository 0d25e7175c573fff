//! Builds large sites and says what each stage costs.
//!
//! `cargo bench --bench site -- [--write DIR] [PAGES | CONTENT-FOLDER]...`
//!
//! A number makes a site of so many pages of invented text (half articles, half policy texts); a folder is built as the
//! content of a site of its own. With `--write` the generated content stays in DIR, for comparison with other programs.
//! Every site is built in a process of its own, so that its peak memory is its own. Without arguments: 1000 and 10000.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Instant;

use shuyuan::cache::Cache;
use shuyuan::inputs::{Inputs, Roots, Stats};
use shuyuan::outputs::Target;
use shuyuan::pipeline::{self, AsOf, BuildOptions, Memo, Progress, Stage};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [only, root, out] = arguments.as_slice()
        && only == "--measure"
    {
        measure(Path::new(root), Path::new(out));
        return;
    }
    let mut keep: Option<PathBuf> = None;
    let mut wanted: Vec<String> = Vec::new();
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        if argument == "--write" {
            keep = rest.next().map(PathBuf::from);
        } else {
            wanted.push(argument);
        }
    }
    if wanted.is_empty() {
        wanted = vec!["1000".to_owned(), "10000".to_owned()];
    }
    for site in wanted {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = keep.clone().unwrap_or_else(|| folder.path().join("site"));
        match site.parse::<usize>() {
            Ok(pages) => generate(&root, pages),
            Err(_) => copy_content(Path::new(&site), &root),
        }
        println!("\n== {site}");
        let this = std::env::current_exe().expect("the bench's own path");
        let out = folder.path().join("public");
        let status = Command::new(this).arg("--measure").arg(&root).arg(&out).status().expect("the bench runs itself");
        assert!(status.success(), "the build of {site} failed");
    }
}

/// Notes when each stage began.
#[derive(Default)]
struct Watch(Mutex<Vec<(Stage, Instant)>>);

impl Progress for Watch {
    fn begin(&self, stage: Stage, _steps: usize) {
        self.0.lock().expect("no thread panics holding it").push((stage, Instant::now()));
    }

    fn step(&self) {}
}

fn measure(root: &Path, out: &Path) {
    let watch = Watch::default();
    let started = Instant::now();
    let mut roots = Roots::of_site(root);
    roots.excluded = vec![out.to_owned()];
    watch.begin(Stage::Read, 0);
    let inputs = Inputs::read(&roots, &Stats::load(&Cache::disabled())).value;
    let day = shuyuan::content::Moment::parse("2026-01-01").expect("a day");
    let options = BuildOptions {
        config: roots.config_path(),
        content: roots.content_path(),
        base_url: None,
        drafts: false,
        as_of: AsOf::Day(day),
    };
    let built = pipeline::build(&inputs, &options, &mut Memo::default(), &Cache::disabled(), &watch);
    if built.has_errors() {
        let first = built.diagnostics.iter().find(|d| d.severity == shuyuan::diagnostics::Severity::Error);
        println!("errors: {first:?}");
        std::process::exit(1);
    }
    watch.begin(Stage::Write, 0);
    let target = Target::open(out, &roots).expect("the output folder is new");
    let report = target.publish(&built.value.outputs).expect("the disk takes the site");
    let total = started.elapsed();
    let pages = built.value.pages;
    println!(
        "{pages} pages, {} files, {:.1} MB in {:.2} s: {:.0} pages/s",
        report.written,
        report.bytes as f64 / 1e6,
        total.as_secs_f64(),
        pages as f64 / total.as_secs_f64()
    );
    if let Some(peak) = peak_memory() {
        println!("peak memory {:.0} MB, {:.1} KB a page", peak as f64 / 1e3, peak as f64 / pages as f64);
    }
    let stages = watch.0.into_inner().expect("no thread panics holding it");
    let ends = stages.iter().skip(1).map(|(_, at)| *at).chain([started + total]);
    for ((stage, at), end) in stages.iter().zip(ends) {
        let share = end.duration_since(*at).as_secs_f64();
        println!("  {:<10} {share:>7.2} s {:>3.0} %", format!("{stage:?}"), 100.0 * share / total.as_secs_f64());
    }
}

/// The most memory that this process has held, in kilobytes; only Linux says.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

fn copy_content(from: &Path, root: &Path) {
    fs::create_dir_all(root.join("content")).expect("a temporary folder");
    write(&root.join("site-config.toml"), "title = \"测量\"\n");
    let policies = "---\ntitle: 文本\ncascade:\n  kind: policy\n---\n";
    write(&root.join("content/texts/_index.md"), policies);
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file()) {
        let below = entry.path().strip_prefix(from).expect("below the folder walked");
        let to = root.join("content/texts").join(below);
        fs::create_dir_all(to.parent().expect("it has a folder")).expect("a temporary folder");
        fs::copy(entry.path(), to).expect("the file can be copied");
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("a temporary folder");
    fs::write(path, text).expect("a temporary file");
}

/// Numbers from a seed (xorshift64*), so that every run makes the same site.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn sentence(&mut self) -> String {
        const WHO: [&str; 8] = ["学习中心", "街道学习点", "值班员", "讲师", "学员", "联络员", "编辑", "主管部门"];
        const WHAT: [&str; 8] = ["登记", "公布", "核对", "保存", "报送", "检查", "更正", "办理"];
        const WHICH: [&str; 8] = ["场地", "课程", "台账", "材料", "意见", "设备", "档案", "名单"];
        const HOW: [&str; 6] = ["应当按月", "可以随时", "应当在五日内", "不得擅自", "应当书面", "应当如实"];
        format!("{}{}{}{}。", self.pick(&WHO), self.pick(&HOW), self.pick(&WHAT), self.pick(&WHICH))
    }

    fn paragraph(&mut self) -> String {
        (0..3 + self.below(5)).map(|_| self.sentence()).collect()
    }
}

fn generate(root: &Path, pages: usize) {
    let mut dice = Dice(0x5EED_0000_0000_0001);
    write(&root.join("site-config.toml"), "title = \"测量\"\nbase_url = \"https://bench.example/\"\n");
    for column in 0..5 {
        let kind = if column < 2 { "policy" } else { "article" };
        let text = format!("---\ntitle: 栏目{column}\ncascade:\n  kind: {kind}\n---\n");
        write(&root.join(format!("content/column-{column}/_index.md")), &text);
    }
    for number in 0..pages {
        let column = number % 5;
        let path = root.join(format!("content/column-{column}/part-{}/{number:06}x.md", number / 500));
        let day = format!("20{:02}-{:02}-{:02}", 10 + dice.below(16), 1 + dice.below(12), 1 + dice.below(28));
        let keywords = format!("[词{}, 词{}]", dice.below(pages / 20 + 5), dice.below(pages / 20 + 5));
        let mut text = format!("---\ntitle: 第{number}号文\npublished_at: {day}\nkeywords: {keywords}\n---\n\n");
        if column < 2 {
            for article in 1..=20 {
                let label = shuyuan::content::numeral::article_name(&article.to_string());
                text.push_str(&format!("{label}　{}\n\n", dice.paragraph()));
            }
        } else {
            for section in 1..=4 {
                text.push_str(&format!("## 第{section}节\n\n{}\n\n{}\n\n", dice.paragraph(), dice.paragraph()));
            }
        }
        write(&path, &text);
    }
}
