//! A folder of laws as Markdown (title line, history, `<!-- INFO END -->`, articles) as pages of an index, and what queries about
//! them ask for. Each bench uses its own part of this.
#![allow(dead_code)]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use shuyuan::search::document::{PageDocument, SectionDocument};
use shuyuan::search::fold::compact;
use shuyuan::search::index::Documents;
use shuyuan::search::tokens::parse_number;

use crate::citations;

/// Law and number of an article.
pub type Article = (String, String);

/// The laws below a folder, with what cites each article and which are versions of one text.
pub fn read_corpus(folder: &Path) -> Vec<PageDocument> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    let mut pages: Vec<PageDocument> =
        files.iter().filter_map(|file| Some(law(&std::fs::read_to_string(file).ok()?, file))).collect();
    mark_versions(&mut pages);
    citations::add(&mut pages);
    pages
}

/// Texts of the same name and of different days are versions of one, as the program itself finds out.
fn mark_versions(pages: &mut [PageDocument]) {
    let mut days: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for page in pages.iter() {
        days.entry(law_name(&page.title)).or_default().push(page.date.clone());
    }
    for page in pages {
        let name = law_name(&page.title);
        let all = &days[&name];
        let different = all.iter().flatten().collect::<BTreeSet<_>>().len() == all.len();
        page.family = different.then_some(name);
        page.version_from.clone_from(&page.date);
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

/// Splits a law at its lines that begin with `第…条`.
fn law(text: &str, file: &Path) -> PageDocument {
    let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default().trim().to_owned();
    let body = text.split_once("<!-- INFO END -->").map_or(text, |(_, body)| body);
    let mut sections: Vec<SectionDocument> = Vec::new();
    let mut headings: Vec<String> = Vec::new();
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('#') {
            let depth = line.chars().take_while(|&c| c == '#').count();
            headings.truncate(depth.saturating_sub(2));
            headings.push(line.trim_start_matches('#').trim().to_owned());
            continue;
        }
        match article_line(line) {
            Some((number, heading, rest)) => sections.push(SectionDocument {
                anchor: format!("art-{number}"),
                heading,
                path: headings.join(" "),
                number: Some(number),
                text: rest,
                cited: Vec::new(),
            }),
            None => match sections.last_mut() {
                Some(section) => section.text = format!("{}\n{line}", section.text),
                None => sections.push(SectionDocument { text: line.to_owned(), ..SectionDocument::default() }),
            },
        }
    }
    let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let date = name.split(['(', '（']).find_map(|part| part.get(..10)).filter(|date| date.starts_with(['1', '2']));
    PageDocument {
        url: format!("laws/{}/", name.replace(['(', ')'], "-")),
        title,
        kind: "policy".to_owned(),
        kind_label: "政策文件".to_owned(),
        column: "laws".to_owned(),
        column_label: "法律法规".to_owned(),
        year: date.and_then(|date| date.get(..4)?.parse().ok()),
        date: date.map(str::to_owned),
        sections,
        ..PageDocument::default()
    }
}

fn article_line(line: &str) -> Option<(String, String, String)> {
    let chars: Vec<char> = line.chars().collect();
    if chars.first() != Some(&'第') {
        return None;
    }
    let end = chars.iter().take(14).position(|&c| c == '条')?;
    let main = parse_number(&chars[1..end])?;
    let mut after = end + 1;
    let mut number = main.to_string();
    if chars.get(after) == Some(&'之') {
        let digits = chars[after + 1..].iter().take(4).take_while(|&&c| parse_number(&[c]).is_some()).count();
        if let Some(second) = parse_number(&chars[after + 1..after + 1 + digits]) {
            number = format!("{main}-{second}");
            after += 1 + digits;
        }
    }
    let heading: String = chars[..after].iter().collect();
    Some((number, heading, chars[after..].iter().collect::<String>().trim().to_owned()))
}

/// Name of a law without the state's name and without what tells revisions apart.
pub fn law_name(title: &str) -> String {
    let name = compact(title.split(['(', '（']).next().unwrap_or_default());
    name.strip_prefix("中华人民共和国").map_or(name.clone(), str::to_owned)
}

/// `刑法第十二条` as law and number.
pub fn gold_article(gold: &str) -> Option<(String, String)> {
    let at = gold.rfind('第')?;
    let (number, ..) = article_line(&gold[at..])?;
    Some((law_name(&gold[..at]), number))
}

/// The corpus several times over. Copies exchange some characters for rare ones, so that vocabulary grows as it does with
/// more texts; they are made as they are asked for, so that measured memory is the index's.
pub struct Scaled {
    pub pages: Vec<PageDocument>,
    pub repeat: usize,
}

impl Scaled {
    /// All of them at once.
    pub fn all(&self) -> Vec<PageDocument> {
        (0..self.count()).map(|at| self.document(at).into_owned()).collect()
    }
}

impl Documents for Scaled {
    fn count(&self) -> usize {
        self.pages.len() * self.repeat
    }

    fn document(&self, at: usize) -> Cow<'_, PageDocument> {
        let (copy, page) = (at / self.pages.len(), &self.pages[at % self.pages.len()]);
        if copy == 0 {
            return Cow::Borrowed(page);
        }
        let mut page = page.clone();
        page.url = format!("{copy}/{}", page.url);
        page.title = changed(&page.title, copy as u32);
        for section in &mut page.sections {
            section.text = changed(&section.text, copy as u32);
        }
        Cow::Owned(page)
    }
}

fn changed(text: &str, copy: u32) -> String {
    let shift = |(at, character): (usize, char)| {
        let mixed = (at as u32).wrapping_mul(2_654_435_761) ^ copy.wrapping_mul(40_503);
        if ('\u{4e00}'..'\u{9f00}').contains(&character) && mixed.is_multiple_of(7) {
            char::from_u32(0x4e00 + (character as u32 - 0x4e00 + copy * 37 + at as u32 % 3) % 0x4000)
                .unwrap_or(character)
        } else {
            character
        }
    };
    text.chars().enumerate().map(shift).collect()
}
