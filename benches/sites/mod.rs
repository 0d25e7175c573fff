//! Large sites for the benches. Each uses its own part of this.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

/// Makes the site that an argument of a bench names: a number of pages, a folder, or `NUMBER@FOLDER` for so many pages that are
/// the policy texts of a folder and altered copies of them.
pub fn make(argument: &str, root: &Path) {
    if let Ok(pages) = argument.parse::<usize>() {
        return generate(root, pages);
    }
    match argument.split_once('@').and_then(|(pages, folder)| Some((pages.parse::<usize>().ok()?, folder))) {
        Some((pages, folder)) => copy_altered(Path::new(folder), root, pages),
        None => copy_content(Path::new(argument), root),
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

/// What the grammar of policy texts is made of, which copies leave alone.
const KEPT: &str = "第条章节编款项目点部分卷附则总一二三四五六七八九十百千零〇两年月日法规定办例决修正公布通过施行起自废止同时本与及和的\
                    中华人民共国主席令号院关于若干解释";

/// A site of `pages` pages: the texts below `from`, again and again. Each time other characters are exchanged for rare ones, in
/// names and in citations of these names alike, so that words, names and links grow as they do with more texts.
pub fn copy_altered(from: &Path, root: &Path, pages: usize) {
    write(&root.join("site-config.toml"), "title = \"测量\"\nbase_url = \"https://bench.example/\"\n");
    let policies = "---\ntitle: 文本\ncascade:\n  kind: policy\n---\n";
    write(&root.join("content/texts/_index.md"), policies);
    let files = self::pages(from);
    assert!(!files.is_empty(), "no texts below {}", from.display());
    for (number, file) in files.iter().cycle().take(pages).enumerate() {
        let copy = (number / files.len()) as u32;
        let text = fs::read_to_string(file).expect("a text in UTF-8");
        let below = file.strip_prefix(from).expect("below the folder walked");
        write(&root.join(format!("content/texts/c{copy:03}")).join(below), &altered(&text, copy));
    }
}

fn altered(text: &str, copy: u32) -> String {
    if copy == 0 {
        return text.to_owned();
    }
    let moved = |c: char| char::from_u32(0x4e00 + (c as u32 - 0x4e00 + copy * 37) % 0x4000).unwrap_or(c);
    let is_changed = |c: char| {
        let mixed = (c as u32).wrapping_mul(2_654_435_761) ^ copy.wrapping_mul(40_503);
        ('\u{4e00}'..'\u{9f00}').contains(&c) && mixed.is_multiple_of(7) && !KEPT.contains(c)
    };
    let copied: String = text.chars().map(|c| if is_changed(c) { moved(c) } else { c }).collect();
    // No two texts have one name.
    let title = text.lines().next().unwrap_or_default();
    let last = title.chars().rev().nth(1).filter(|_| title.chars().count() > 4 && copied.starts_with(title));
    match last {
        Some(last) => copied.replacen(last, &moved(last).to_string(), 1),
        None => copied,
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
