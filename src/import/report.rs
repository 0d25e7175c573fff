//! What an import says of itself: for people, for machines, the same facts.

use serde::Serialize;

use super::model::Remark;
use crate::content::Kind;
use crate::diagnostics::Lang;

/// What was counted in one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Paragraphs.
    pub paragraphs: usize,
    /// 条
    pub articles: usize,
    /// Tables.
    pub tables: usize,
    /// Pictures.
    pub pictures: usize,
    /// Footnotes and endnotes.
    pub notes: usize,
    /// Questions of a question bank.
    pub questions: usize,
}

/// Something to look at, or something left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Noted {
    /// Stable name in kebab-case.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The words where it stands.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
}

impl From<Remark> for Noted {
    fn from(remark: Remark) -> Self {
        Self { code: remark.code.to_owned(), zh: remark.zh, en: remark.en, place: remark.place }
    }
}

/// The code of what was left out on purpose; its place is all of its words.
const LEFT_OUT: &str = "left-out";

/// So many characters of it are shown to people; machines and the page of the report have all.
const SHOWN: usize = 40;

impl Noted {
    pub(super) fn dropped(zh: &str, en: &str, words: &str) -> Self {
        Self { code: LEFT_OUT.to_owned(), zh: zh.to_owned(), en: en.to_owned(), place: words.trim().to_owned() }
    }

    pub(super) fn line(&self, lang: Lang) -> String {
        let words = if lang == Lang::Zh { &self.zh } else { &self.en };
        let mut place: String = self.place.clone();
        if self.code == LEFT_OUT && place.chars().nth(SHOWN).is_some() {
            place = place.chars().take(SHOWN).chain(['…']).collect();
        }
        match (place.is_empty(), lang) {
            (true, _) => words.clone(),
            (false, Lang::Zh) => format!("“{place}”：{words}"),
            (false, Lang::En) => format!("“{place}”: {words}"),
        }
    }
}

/// What came in from one file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Source {
    /// The file.
    pub name: String,
    /// The title of its page.
    pub title: String,
    /// The kind of its page.
    pub kind: String,
    /// What was counted.
    pub counts: Counts,
    /// What was left out on purpose.
    pub dropped: Vec<Noted>,
    /// What an editor should look at.
    pub noted: Vec<Noted>,
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Written.
    New,
    /// There already, and the same.
    Same,
    /// There already with other words; left alone.
    Differs,
    /// There already, edited by hand since; left alone.
    Edited,
    /// Written over what was there.
    Replaced,
    /// Could not be read or written.
    Refused,
}

impl Outcome {
    pub(super) fn words(self, dry: bool, lang: Lang) -> &'static str {
        let (zh, en) = match (self, dry) {
            (Self::New, false) => ("新建", "new"),
            (Self::New, true) => ("将新建", "would be new"),
            (Self::Same, _) => ("没有变化", "unchanged"),
            (Self::Differs, _) => ("原件有改动，没有覆盖", "the document has changed; not overwritten"),
            (Self::Edited, _) => ("页面已经手工改过，没有覆盖", "the page was edited by hand; not overwritten"),
            (Self::Replaced, false) => ("已更新", "updated"),
            (Self::Replaced, true) => ("将更新", "would be updated"),
            (Self::Refused, _) => ("没有导入", "not imported"),
        };
        if lang == Lang::Zh { zh } else { en }
    }
}

/// One file of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What came in.
    #[serde(flatten)]
    pub source: Source,
    /// The page, below the site's folder.
    pub page: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What a build would say of it: errors and warnings.
    pub check: Vec<String>,
    /// Old addresses with a query.
    #[serde(skip_serializing_if = "is_zero")]
    pub queries: usize,
    /// Lines that differ from what is there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub difference: String,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl Report {
    /// As people read it.
    pub fn human(&self, dry: bool, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let mut out = format!("{} → {}", self.source.name, self.page);
        out.push_str(&if zh {
            format!("（{}）\n", self.outcome.words(dry, lang))
        } else {
            format!(" ({})\n", self.outcome.words(dry, lang))
        });
        let (counts, kind) = (self.counts(lang), kind_words(&self.source.kind, lang));
        out.push_str(&if zh {
            format!("  《{}》 {kind}：{counts}\n", self.source.title)
        } else {
            format!("  “{}”, {kind}: {counts}\n", self.source.title)
        });
        if !self.source.dropped.is_empty() {
            let parts: Vec<String> = self.source.dropped.iter().map(|d| d.line(lang)).collect();
            out.push_str(&format!("  {}{}\n", if zh { "略去：" } else { "left out: " }, limited(&parts, 6, lang)));
        }
        for noted in self.source.noted.iter().take(12) {
            out.push_str(&format!("  ! {}\n", noted.line(lang)));
        }
        let more = self.source.noted.len().saturating_sub(12);
        if more > 0 {
            out.push_str(&if zh {
                format!("  ! 还有 {more} 处，见 --format json\n")
            } else {
                format!("  ! {more} more, see --format json\n")
            });
        }
        for line in self.check.iter().take(8) {
            out.push_str(&format!("  ✗ {line}\n"));
        }
        for line in self.difference.lines().take(60) {
            out.push_str(&format!("  {line}\n"));
        }
        out
    }

    pub(super) fn counts(&self, lang: Lang) -> String {
        let c = self.source.counts;
        let parts = [
            (c.articles, "条", "articles"),
            (c.paragraphs, "段", "paragraphs"),
            (c.tables, "个表格", "tables"),
            (c.pictures, "张图片", "pictures"),
            (c.notes, "个注", "notes"),
            (c.questions, "道题", "questions"),
        ];
        let shown = parts.iter().filter(|(n, ..)| *n > 0);
        match lang {
            Lang::Zh => shown.map(|(n, zh, _)| format!("{n} {zh}")).collect::<Vec<_>>().join("、"),
            Lang::En => shown.map(|(n, _, en)| format!("{n} {en}")).collect::<Vec<_>>().join(", "),
        }
    }
}

/// The kind of a page as people call it; machines get its key.
fn kind_words(key: &str, lang: Lang) -> String {
    match (Kind::from_name(key), lang) {
        (Some(kind), Lang::Zh) => kind.label().to_owned(),
        (None, Lang::Zh) if key == "quiz" => "题库".to_owned(),
        (None, Lang::En) if key == "quiz" => "question bank".to_owned(),
        (..) => key.replace('_', " "),
    }
}

fn limited(parts: &[String], most: usize, lang: Lang) -> String {
    let (comma, more) = if lang == Lang::Zh { ("；", "……") } else { ("; ", " …") };
    let shown = parts[..parts.len().min(most)].join(comma);
    if parts.len() > most { format!("{shown}{comma}{more}") } else { shown }
}
