//! Large sites for the benches. Each uses its own part of this.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

/// Makes the site that an argument of a bench names: a number of pages, or a folder.
pub fn make(argument: &str, root: &Path) {
    match argument.parse::<usize>() {
        Ok(pages) => generate(root, pages),
        Err(_) => copy_content(Path::new(argument), root),
    }
}

/// Makes each site that `wanted` names, in a temporary folder, and measures it; without names, 1000 and 10000 pages.
pub fn each(wanted: Vec<String>, measure: impl Fn(&Path)) {
    let usual = || vec!["1000".to_owned(), "10000".to_owned()];
    for site in if wanted.is_empty() { usual() } else { wanted } {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("site");
        make(&site, &root);
        println!("\n== {site}");
        measure(&root);
    }
}

/// The pages below `folder`, without those of folders, sorted.
pub fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|e| e == "md") && !path.ends_with("_index.md"))
        .collect();
    files.sort();
    files
}

/// The memory that this process holds, in kilobytes; only Linux says.
pub fn memory() -> Option<u64> {
    status("VmRSS:")
}

/// The most memory that this process has held, in kilobytes; only Linux says.
pub fn peak_memory() -> Option<u64> {
    status("VmHWM:")
}

/// The memory that this process holds, in kilobytes; from here on [`peak_memory`] is the most held since.
pub fn forget_peak() -> Option<u64> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    memory()
}

fn status(what: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// A site whose content is a copy of the folder `from`.
pub fn copy_content(from: &Path, root: &Path) {
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

/// A site of `pages` pages of invented text, the same in every run.
pub fn generate(root: &Path, pages: usize) {
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
