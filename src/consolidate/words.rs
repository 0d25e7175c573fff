//! The words of an instruction, each with what it means.

use super::decision::{Clause, QUOTE};
use super::place::{self, Place};
use crate::content::{NodeType, numeral};

/// A word with a meaning, a place, a quotation, or words that are not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    At(Vec<Place>),
    Said(Vec<Vec<String>>),
    Title(String),
    Change,
    Add,
    Delete,
    As,
    After,
    Before,
    Single,
    Merge,
    Name,
    Whole,
    End,
    Sentence,
    /// 一条, 二款: of what, and how many.
    Level(NodeType, u32),
    Move,
    /// 全文, 各处: wherever the words stand.
    Everywhere,
    /// 对条文顺序作相应调整.
    Reorder,
    Other(String),
}

/// The words of instructions, the longer ones first; those without a meaning only join the others.
const WORDS: &[(&str, Option<Token>)] = &[
    ("相应地", None),
    ("相应", None),
    ("修改为", Some(Token::Change)),
    ("修改成", Some(Token::Change)),
    ("替换为", Some(Token::Change)),
    ("调整为", Some(Token::Change)),
    ("修正为", Some(Token::Change)),
    ("变更为", Some(Token::Change)),
    ("更改为", Some(Token::Change)),
    ("更正为", Some(Token::Change)),
    ("修订为", Some(Token::Change)),
    ("改写为", Some(Token::Change)),
    ("顺延为", Some(Token::Change)),
    ("递补为", Some(Token::Change)),
    ("拆分为", Some(Token::Change)),
    ("分列为", Some(Token::Change)),
    ("分为", Some(Token::Change)),
    ("改名为", Some(Token::Change)),
    ("更名为", Some(Token::Change)),
    ("替换成", Some(Token::Change)),
    ("变更成", Some(Token::Change)),
    ("改为", Some(Token::Change)),
    ("改成", Some(Token::Change)),
    ("改作", Some(Token::Change)),
    ("增加一句话", Some(Token::Sentence)),
    ("增加一句", Some(Token::Sentence)),
    ("增加规定", Some(Token::Add)),
    ("增加", Some(Token::Add)),
    ("新增", Some(Token::Add)),
    ("增写", Some(Token::Add)),
    ("增列", Some(Token::Add)),
    ("予以删除", Some(Token::Delete)),
    ("予以删去", Some(Token::Delete)),
    ("取消", Some(Token::Delete)),
    ("删去", Some(Token::Delete)),
    ("删除", Some(Token::Delete)),
    ("单独作为一条", Some(Token::Single)),
    ("单独列为一条", Some(Token::Single)),
    ("单列为一条", Some(Token::Single)),
    ("单列一条", Some(Token::Single)),
    ("单列", Some(Token::Single)),
    ("合并为一条", Some(Token::Merge)),
    ("合并", Some(Token::Merge)),
    ("作为", Some(Token::As)),
    ("列为", Some(Token::As)),
    ("移动到", Some(Token::Move)),
    ("移至", Some(Token::Move)),
    ("移到", Some(Token::Move)),
    ("调整到", Some(Token::Move)),
    ("调整至", Some(Token::Move)),
    ("以后", Some(Token::After)),
    ("之后", Some(Token::After)),
    ("后面", Some(Token::After)),
    ("后", Some(Token::After)),
    ("之前", Some(Token::Before)),
    ("前面", Some(Token::Before)),
    ("前", Some(Token::Before)),
    ("最后", Some(Token::End)),
    ("末尾", Some(Token::End)),
    ("章名", Some(Token::Name)),
    ("节名", Some(Token::Name)),
    ("编名", Some(Token::Name)),
    ("名称", Some(Token::Name)),
    ("标题", Some(Token::Name)),
    ("题目", Some(Token::Name)),
    ("全文", Some(Token::Everywhere)),
    ("通篇", Some(Token::Everywhere)),
    ("各处", Some(Token::Everywhere)),
    ("凡", Some(Token::Everywhere)),
    ("该条", Some(Token::Whole)),
    ("本条", Some(Token::Whole)),
    ("这一条", Some(Token::Whole)),
    ("该款", Some(Token::Whole)),
    ("这一款", Some(Token::Whole)),
    ("这一自然段", Some(Token::Whole)),
];

/// Words between the others that change nothing of what is meant.
const FILL: &[&str] = &[
    "作如下修改",
    "作以下修改",
    "修改如下",
    "内容如下",
    "内容为",
    "规定为",
    "的内容",
    "规定",
    "一并",
    "统一",
    "一律",
    "分别",
    "依次",
    "同时",
    "此外",
    "另外",
    "其中",
    "以下",
    "有关条款",
    "条文",
    "全部",
    "所有",
    "均",
    "各自",
    "一词",
    "一句",
    "两词",
    "二词",
    "字样",
    "的序号",
    "的表述",
    "二字",
    "两字",
    "职权",
    "将",
    "把",
    "对",
    "在",
    "并",
    "原",
    "中",
    "的",
    "由",
    "即",
    "为",
    "和",
    "及",
    "与",
    "、",
    "，",
    ",",
    "：",
    ":",
    "（",
    "）",
];

const LEVELS: [(char, NodeType); 6] = [
    ('编', NodeType::Part),
    ('章', NodeType::Chapter),
    ('节', NodeType::Section),
    ('条', NodeType::Article),
    ('款', NodeType::Paragraph),
    ('项', NodeType::Item),
];

/// The words of `clause`, in order.
pub(super) fn tokens(clause: &Clause) -> Vec<Token> {
    let words: String = clause.words.chars().filter(|c| !c.is_whitespace()).collect();
    let words = without_remarks(&words);
    let mut out: Vec<Token> = Vec::new();
    for part in words.split_inclusive(['，', ',', '；']) {
        match orders(part) {
            Some(true) => out.push(Token::Reorder),
            Some(false) => {}
            None => read_into(&mut out, part, clause),
        }
    }
    out
}

/// Without （对应原第五条） and its kind.
fn without_remarks(words: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(words.len()), words);
    while let Some(at) = rest.find('（') {
        let inner = &rest[at + '（'.len_utf8()..];
        let is_remark = ["对应", "原第", "即", "见"].iter().any(|word| inner.starts_with(word));
        match inner.find('）').filter(|_| is_remark) {
            Some(end) => {
                out.push_str(&rest[..at]);
                rest = &inner[end + '）'.len_utf8()..];
            }
            None => {
                out.push_str(&rest[..at + '（'.len_utf8()]);
                rest = inner;
            }
        }
    }
    out + rest
}

/// Whether `part` of an instruction only says that numbers follow: of 条 and 章, which get them when all is in its place, or of
/// 款 and 项, which have them by their places.
fn orders(part: &str) -> Option<bool> {
    let has = |words: &[&str]| words.iter().any(|word| part.contains(word));
    let counted = has(&["顺序", "序号", "编号", "次序", "条次", "款次", "项次"]);
    let follows = has(&["顺延", "递补", "前移", "后移", "上移", "下移"])
        || counted && has(&["调整", "更改", "变动", "变更", "修改", "编排", "重排"]);
    let places = part.match_indices('第').any(|(at, _)| place::places(&part[at..]).is_some());
    let acts = has(&["增加", "增写", "删", "作为", "改为", "列", "合并"])
        || part.contains(|c| c as u32 >= QUOTE && (c as u32) < QUOTE + 256);
    if !follows || places || acts {
        return None;
    }
    Some(has(&["条", "章", "节", "编号"]) || !has(&["款", "项", "目"]))
}

fn read_into(out: &mut Vec<Token>, part: &str, clause: &Clause) {
    let mut rest = part;
    while let Some(c) = rest.chars().next() {
        if let Some(quote) = (c as u32).checked_sub(QUOTE).and_then(|n| clause.quotes.get(n as usize)) {
            match out.last_mut() {
                Some(Token::Said(list)) => list.push(quote.clone()),
                _ => out.push(Token::Said(vec![quote.clone()])),
            }
            rest = &rest[c.len_utf8()..];
        } else if let Some((title, after)) = rest.strip_prefix('《').and_then(|r| r.split_once('》')) {
            out.push(Token::Title(title.to_owned()));
            rest = after;
        } else if let Some((places, after)) = place::places(rest) {
            out.push(Token::At(places));
            rest = after;
        } else if let Some((level, count, after)) = counted(rest) {
            out.push(Token::Level(level, count));
            rest = after;
        } else if let Some((word, token)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            out.extend(token.clone());
            rest = &rest[word.len()..];
        } else if let Some(word) = FILL.iter().find(|word| rest.starts_with(**word)) {
            rest = &rest[word.len()..];
        } else {
            match out.last_mut() {
                Some(Token::Other(text)) => text.push(c),
                _ => out.push(Token::Other(c.to_string())),
            }
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// 一条, 二款, 两项: how many of what are added.
fn counted(text: &str) -> Option<(NodeType, u32, &str)> {
    let (count, rest) = numeral::parse_prefix(text)?;
    let c = rest.chars().next()?;
    let (_, level) = LEVELS.iter().find(|(name, _)| *name == c)?;
    Some((*level, count, &rest[c.len_utf8()..]))
}
