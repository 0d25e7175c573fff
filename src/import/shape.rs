//! What an office document is made of: letterhead, title, number, signature, annexes — and what of it belongs on a page.

mod contents;
mod frames;
mod head;
mod issuers;
mod levels;
mod proclaimed;
mod tail;
mod title;
mod wrapped;

use time::Date;

use super::markdown::Piece;
use super::model::{Block, Document, Inline, Paragraph, Remark, is_space};
use crate::content::Kind;
pub(super) use levels::pieces;
pub(super) use wrapped::{paragraphs, split_points};

/// A document ready to be written.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Shaped {
    pub(super) kind: Option<Kind>,
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) doc_no: Option<String>,
    pub(super) issuers: Vec<String>,
    pub(super) signed_on: Option<Date>,
    pub(super) effective_on: Option<Date>,
    pub(super) author: String,
    pub(super) pieces: Vec<Piece>,
    /// What was left out on purpose: its name in Chinese and English, and the words.
    pub(super) dropped: Vec<(&'static str, &'static str, String)>,
    pub(super) remarks: Vec<Remark>,
    /// 条
    pub(super) articles: usize,
}

/// The lines of the document while they are sorted out.
struct Lines {
    blocks: Vec<Block>,
    shaped: Shaped,
    /// Pictures and marks of notes in lines that were taken away: a seal above the title, a note at it.
    left: Vec<Inline>,
}

impl Lines {
    fn paragraph(&self, at: usize) -> Option<&Paragraph> {
        match self.blocks.get(at) {
            Some(Block::Paragraph(p)) => Some(p),
            _ => None,
        }
    }

    /// The words of the paragraph at `at` on one line; empty for a table.
    fn words(&self, at: usize) -> String {
        self.paragraph(at).map(words).unwrap_or_default()
    }

    fn drop_line(&mut self, at: usize, zh: &'static str, en: &'static str) {
        let words = self.words(at);
        if !words.is_empty() {
            self.shaped.dropped.push((zh, en, words));
        }
        self.take_line(at);
    }

    /// Takes the block at `at` away; what cannot be part of a title or a field is left for the text.
    fn take_line(&mut self, at: usize) {
        if let Block::Paragraph(taken) = self.blocks.remove(at) {
            let stays = |inline: &Inline| matches!(inline, Inline::Picture(_) | Inline::Note(_));
            self.left.extend(taken.inlines.into_iter().filter(stays));
        }
    }

    /// What was left stands before the text: pictures as they are, notes in full, since their marks are gone.
    fn put_back(&mut self, document: &mut Document) {
        let mut before = Vec::new();
        let mut pictures = Vec::new();
        for inline in std::mem::take(&mut self.left) {
            match inline {
                Inline::Note(i) => before.extend(document.notes.get_mut(i).map(std::mem::take).unwrap_or_default()),
                inline => pictures.push(inline),
            }
        }
        if !before.is_empty() {
            let words = before.iter().find_map(|b| if let Block::Paragraph(p) = b { Some(words(p)) } else { None });
            let remark = Remark::new(
                "note-of-title",
                "标题上的注放在了正文前面：请看放在那里是否合适",
                "a note at the title now stands before the text: see whether it fits there",
            );
            self.shaped.remarks.push(remark.at(&words.unwrap_or_default()));
        }
        if !pictures.is_empty() {
            before.insert(0, Block::Paragraph(Paragraph { inlines: pictures, ..Paragraph::default() }));
        }
        self.blocks.splice(0..0, before);
    }
}

/// The words of a paragraph on one line.
fn words(paragraph: &Paragraph) -> String {
    paragraph.text().replace('\n', "").trim_matches(is_space).to_owned()
}

/// `text` without any space.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !is_space(*c)).collect()
}

/// Sorts out `document`; `wanted` is the kind that the editor asked for, `stem` the file's name.
pub(super) fn shape(document: &mut Document, wanted: Option<Kind>, stem: &str) -> Shaped {
    let blocks = open_frames(std::mem::take(&mut document.blocks));
    let blocks = wrapped::unwrap(wrapped::split_points(blocks));
    let mut lines = Lines { blocks, shaped: Shaped::default(), left: Vec::new() };
    contents::drop(&mut lines);
    tail::drop_marks(&mut lines);
    head::take(&mut lines, &document.headers);
    lines.shaped.articles = levels::count_articles(&lines);
    let title = lines.shaped.title.clone();
    let kind = wanted.unwrap_or_else(|| kind_of(&lines.shaped, &title));
    lines.shaped.kind = Some(kind);
    head::tell_frame(&mut lines, &document.headers, &document.footers);
    tail::take(&mut lines);
    lines.put_back(document);
    if lines.shaped.title.is_empty() {
        lines.shaped.title = untitled(document, stem, &mut lines.shaped.remarks);
    }
    let texts: Vec<Block> = std::mem::take(&mut lines.blocks);
    lines.shaped.pieces = levels::pieces(texts, kind == Kind::Policy, lines.shaped.articles, &lines.shaped.title);
    tell_collection(&mut lines.shaped);
    lines.shaped
}

/// A collection of rules is better found and quoted as one page for each of them.
fn tell_collection(shaped: &mut Shaped) {
    let titles = shaped.pieces.iter().filter(|piece| piece.heading == 1).count();
    if shaped.kind == Some(Kind::Policy) && titles > 1 {
        shaped.remarks.push(Remark::new(
            "several-texts",
            format!("这份文件里有 {titles} 个文本，条号各自从第一条起：拆成每个文本一份文件再导入，读者才能分别查到、引用"),
            format!("this document holds {titles} texts that each begin with article 1: split it into one document for each and import those, so that each can be found and quoted"),
        ));
    }
}

/// Whether one of the first lines is a number as official documents have it: a saved page of a government's.
pub(super) fn is_numbered(blocks: &[Block]) -> bool {
    let first = blocks.iter().take(6);
    first.into_iter().any(|b| matches!(b, Block::Paragraph(p) if head::is_whole_number(&words(p))))
}

/// Whether a paragraph begins an article: 第三条.
pub(super) fn is_article(paragraph: &Paragraph) -> bool {
    levels::label(&bare(&words(paragraph))) == Some(levels::Label::Article)
}

/// A page of text in a table of one cell is a frame, and what is in it is the document.
fn open_frames(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Table(table) if table.rows.iter().map(Vec::len).sum::<usize>() == 1 => {
                let inner = table.rows.into_iter().flatten().flat_map(|c| c.blocks);
                out.extend(open_frames(inner.filter(|b| !matches!(b, Block::Paragraph(p) if p.is_empty())).collect()));
            }
            Block::Table(table) if frames::holds_text(&table) => out.extend(open_frames(frames::opened(table))),
            Block::Table(table) if is_head(&table) => {
                let blocks = table.rows.into_iter().flatten().flat_map(|c| c.blocks);
                out.extend(blocks.filter(|b| !matches!(b, Block::Paragraph(p) if p.is_empty())));
            }
            block => out.push(block),
        }
    }
    out
}

/// Date on the left, 发文字号 on the right: a table that only sets the head of a document.
fn is_head(table: &super::model::Table) -> bool {
    let cells = table.rows.iter().flatten();
    let mut texts = cells.flat_map(|c| &c.blocks).map(|b| match b {
        Block::Paragraph(p) => bare(&words(p)),
        Block::Table(_) => "-".to_owned(),
    });
    let heads = |text: String| text.is_empty() || head::is_date(&text) || head::is_whole_number(&text);
    table.rows.iter().map(Vec::len).sum::<usize>() <= 6 && texts.all(heads)
}

fn untitled(document: &Document, stem: &str, remarks: &mut Vec<Remark>) -> String {
    let of_file = document.properties.title.trim();
    let usual = of_file.is_empty()
        || ["word", "文档", "document", "template", "模板", "公文"]
            .iter()
            .any(|w| of_file.to_lowercase().starts_with(w));
    let file = stem.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | ' '));
    let file = if file.chars().count() >= 2 { file } else { stem };
    let title = if usual { file.to_owned() } else { of_file.to_owned() };
    remarks.push(Remark::new(
        "title-guessed",
        format!("没有认出标题，暂用“{title}”：请在页面开头的 title 一行改正"),
        format!("no title was recognised; `{title}` is used: correct the line `title` of the page"),
    ));
    title
}

/// What names of texts end with that are kept as policies. With the two lists below: what titles end with.
const POLICY_ENDS: [&str; 22] = [
    "法",
    "条例",
    "规定",
    "办法",
    "细则",
    "规则",
    "章程",
    "准则",
    "决定",
    "决议",
    "意见",
    "解释",
    "规范",
    "规程",
    "制度",
    "守则",
    "批复",
    "纲要",
    "修正案",
    "命令",
    "条令",
    "复函",
];
/// Words that end as the names of laws do.
const NO_LAWS: [&str; 22] = [
    "方法", "做法", "看法", "想法", "说法", "写法", "读法", "用法", "玩法", "书法", "算法", "语法", "普法", "学法",
    "司法", "执法", "守法", "手法", "技法", "笔法", "章法", "疗法",
];
/// With a number of its own, such a text is an official document and is quoted by it.
const OFFICIAL_ENDS: [&str; 10] = ["通知", "通报", "公告", "通告", "函", "方案", "纪要", "报告", "请示", "规划"];
const NOTICE_ENDS: [&str; 7] = ["通知", "公告", "通告", "启事", "公示", "通报", "预告"];

/// What a text is.
fn kind_of(shaped: &Shaped, title: &str) -> Kind {
    let title = bare(title);
    let title = title.trim_end_matches(['）', ')']);
    let title = title
        .rsplit_once(['（', '('])
        .map_or(title, |(name, inner)| if inner.chars().count() < 9 { name } else { title });
    let ends = |with: &[&str]| with.iter().any(|end| title.ends_with(end));
    // 论阅读的方法 is no law.
    let is_law = ends(&POLICY_ENDS) && !ends(&NO_LAWS);
    // 关于印发《…办法》的通知 is kept for what it issues.
    let carries = ["印发", "发布", "公布", "颁布"].iter().any(|v| title.contains(v))
        && title.rsplit_once('》').is_some_and(|(named, rest)| {
            let named = named.trim_end_matches(['）', ')']);
            let named = named.rsplit_once(['（', '(']).map_or(named, |(name, _)| name);
            rest == "的通知" && POLICY_ENDS.iter().any(|end| named.ends_with(end))
        });
    if carries || shaped.articles >= 3 || is_law || shaped.doc_no.is_some() && ends(&OFFICIAL_ENDS) {
        Kind::Policy
    } else if ends(&NOTICE_ENDS) {
        Kind::Notice
    } else {
        Kind::Article
    }
}
