//! An instruction of a decision → what is to be done to the text.

use super::decision::{Clause, QUOTE};
use super::place::{self, Place};
use crate::content::NodeType;

/// What is to be done. Numbers are those of the text as it was, unless they say where something goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Op {
    /// 修改为, in whole.
    Replace { places: Vec<Place>, with: Vec<Vec<String>> },
    /// 将“甲”修改为“乙”; with no place, wherever the words stand.
    Words { places: Vec<Place>, pairs: Vec<(String, String)> },
    /// 在“甲”后增加“乙”.
    AddWords { places: Vec<Place>, beside: String, after: bool, add: String },
    /// 在第四条末尾增加“…”, 第二款后增加一句.
    Append { place: Place, add: String },
    /// 删去第八条.
    Delete { places: Vec<Place> },
    /// 第八条改为第九条.
    Renumber { from: Vec<Place>, to: Vec<Place> },
    /// 增加一条，作为第九条.
    Insert { at: Option<Place>, to: Vec<Place>, level: NodeType, with: Vec<Vec<String>> },
    /// 将第八条第三款单列一条，作为第九条; 将第十条、第二十五条合并，作为第十条.
    Gather { from: Vec<Place>, to: Place, with: Vec<Vec<String>> },
    /// The name of a 章 or 节.
    Rename { place: Place, with: String },
    /// The title of the text.
    Retitle { with: String },
    /// 对条文顺序作相应调整.
    Reorder,
    /// When the decision takes effect, and other words that change nothing.
    Nothing,
}

impl Op {
    /// Of an annex words can be changed, and it can go as a whole: what its lines are is not known.
    pub(super) fn is_more_than_words_of_an_annex(&self) -> bool {
        let annex = |place: &Place| place.annex.is_some();
        match self {
            Op::Replace { places, .. } => places.iter().any(annex),
            Op::Renumber { from, to } => from.iter().chain(to).any(annex),
            Op::Insert { at, to, .. } => at.iter().chain(to).any(annex),
            Op::Gather { from, to, .. } => from.iter().chain([to]).any(annex),
            Op::Rename { place, .. } | Op::Append { place, .. } => annex(place),
            Op::Words { .. } | Op::AddWords { .. } | Op::Delete { .. } => false,
            Op::Retitle { .. } | Op::Reorder | Op::Nothing => false,
        }
    }
}

/// What an instruction takes over from those before it.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    /// The place that was named last.
    pub(super) above: Place,
    /// The text that is amended, where a decision amends several.
    pub(super) title: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
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
    Level(NodeType),
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
    ("改为", Some(Token::Change)),
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
    ("该条", Some(Token::Whole)),
    ("本条", Some(Token::Whole)),
    ("这一条", Some(Token::Whole)),
    ("该款", Some(Token::Whole)),
    ("这一款", Some(Token::Whole)),
    ("这一自然段", Some(Token::Whole)),
];

/// Words between the others that change nothing of what is meant.
const FILL: &[&str] = &[
    "内容如下",
    "内容为",
    "规定为",
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
    "全文",
    "一词",
    "一句",
    "字样",
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

/// What `clause` says is to be done; none if that is not understood.
pub(super) fn read(clause: &Clause, context: &mut Context) -> Option<Vec<Op>> {
    let words = clause.words.trim();
    if says_nothing(clause) {
        let named = title_in(words).filter(|_| words.contains("修改") || words.contains("修正"));
        context.title = named.or(context.title.take());
        return Some(vec![Op::Nothing]);
    }
    if (words.contains("顺序") || words.contains("序号")) && words.contains("调整") {
        return Some(vec![Op::Reorder]);
    }
    let mut tokens = tokens(clause);
    if let [Token::Title(title), ..] = tokens.as_slice() {
        context.title = Some(title.clone());
        tokens.remove(0);
    }
    tokens.retain(|token| !matches!(token, Token::Title(_)));
    settle(&mut tokens, clause, context);
    ops(&tokens, context, clause.first)
}

/// Whether the clause only says when, by whom or what for.
fn says_nothing(clause: &Clause) -> bool {
    let words = clause.words.as_str();
    if !clause.quotes.is_empty() {
        return false;
    }
    let ends = words.trim_end_matches(['：', ':']);
    let starts = ["本决定", "本修正案", "本规定自", "本办法自"].iter().any(|word| words.starts_with(word));
    let acts = ["增加", "删", "改为", "修改为", "作为"].iter().any(|word| words.contains(word))
        || words.match_indices('第').any(|(at, _)| place::places(&words[at..]).is_some());
    starts && (words.contains("施行") || words.contains("生效") || words.contains("执行"))
        || words.contains("重新公布")
        || words.contains("重新印发")
        || words.contains("重新发布")
        || ["如下修改", "修改如下", "如下修订", "补充修改", "作出修改", "予以修改", "如下决定", "部分条款进行修改"]
            .iter()
            .any(|word| ends.ends_with(word))
        || !acts && !words.contains("顺序") && !words.contains("序号") && !words.contains("调整")
}

fn title_in(words: &str) -> Option<String> {
    let (_, rest) = words.split_once('《')?;
    Some(rest.rsplit_once('》')?.0.to_owned())
}

fn tokens(clause: &Clause) -> Vec<Token> {
    let words: String = clause.words.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = words.as_str();
    let mut out: Vec<Token> = Vec::new();
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
        } else if let Some((level, after)) = counted(rest) {
            out.push(Token::Level(level));
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
    out
}

/// 一条, 二款, 两项: how many of what are added.
fn counted(text: &str) -> Option<(NodeType, &str)> {
    let (_, rest) = crate::content::numeral::parse_prefix(text)?;
    let c = rest.chars().next()?;
    let (_, level) = LEVELS.iter().find(|(name, _)| *name == c)?;
    Some((*level, &rest[c.len_utf8()..]))
}

/// Names of the text before a place are dropped, and every place gets what it takes over from the one before.
fn settle(tokens: &mut Vec<Token>, clause: &Clause, context: &mut Context) {
    const TEXTS: [&str; 11] = ["法", "条例", "办法", "规定", "细则", "规则", "章程", "制度", "准则", "方案", "本"];
    let before_place = |tokens: &[Token], at: usize| matches!(tokens.get(at + 1), Some(Token::At(_)));
    let names: Vec<usize> = (0..tokens.len())
        .filter(|at| {
            matches!(&tokens[*at], Token::Other(words) if TEXTS.iter().any(|t| words.ends_with(t))
            || before_place(tokens, *at) && *at > 0)
        })
        .collect();
    names.into_iter().rev().for_each(|at| _ = tokens.remove(at));
    // 第六十二条“行使下列职权”中增加一项: the quotation only helps to find the place.
    if let [Token::At(_), Token::Said(_), Token::Add, Token::Level(_), ..] = tokens.as_slice() {
        tokens.remove(1);
    }
    if let [Token::At(outer), Token::Said(_), Token::At(inner), ..] = tokens.as_slice() {
        let inner = inner.iter().map(|place| outer.last().map_or_else(|| place.clone(), |outer| place.within(outer)));
        tokens[0] = Token::At(inner.collect());
        tokens.drain(1..3);
    }
    // 最后增加一款 says no more than 增加一款.
    while let Some(at) = tokens.windows(3).position(|t| matches!(t, [Token::End, Token::Add, Token::Level(_)])) {
        tokens.remove(at);
    }
    let mut target = false;
    for token in tokens.iter_mut() {
        match token {
            Token::At(places) => {
                for place in places.iter_mut() {
                    *place = place.within(&context.above);
                }
                if let (false, Some(last)) = (target, places.last()) {
                    context.above = last.clone();
                }
                target = true;
            }
            Token::Change | Token::As => target = true,
            Token::Delete => target = false,
            _ => {}
        }
    }
    let whole = Token::At(vec![whole(&context.above, &clause.words)]);
    tokens.iter_mut().filter(|token| **token == Token::Whole).for_each(|token| *token = whole.clone());
}

/// What 该条 and 该款 mean after `above`.
fn whole(above: &Place, words: &str) -> Place {
    let paragraph = above.paragraph.filter(|_| words.contains("款") && !words.contains("条") || above.preamble);
    Place { paragraph, item: None, subitem: None, ..above.clone() }
}

fn ops(tokens: &[Token], context: &Context, first: bool) -> Option<Vec<Op>> {
    use Token::{Add, After, As, At, Before, Change, Delete, End, Level, Merge, Name, Other, Said, Sentence, Single};
    let here = || vec![context.above.clone()];
    // Words without a place are those of the whole text at the start of a paragraph, else of the place named before.
    let somewhere = || if first || context.above == Place::default() { Vec::new() } else { here() };
    let op = match tokens {
        [At(p), Change, Said(q)] | [Change, At(p), Said(q)] => replace(p, q),
        [Change, Said(q)] => replace(&here(), q),
        [Said(a), Change, Said(b)] => words(&somewhere(), a, b)?,
        [At(p), Said(a), Change, Said(b)] => words(p, a, b)?,
        [Other(text), Said(a), Change, Said(b)] if is_whole_text(text) => words(&[], a, b)?,
        [Delete, At(p)] | [At(p), Delete] => Op::Delete { places: p.clone() },
        [Delete, At(p), Said(q)] | [At(p), Said(q), Delete] | [At(p), Delete, Said(q)] => erase(p, q),
        [Delete, Said(q)] | [Said(q), Delete] => erase(&somewhere(), q),
        [At(p), Said(a), side @ (After | Before), Add, Said(b)] => beside(p, a, side, b)?,
        [Said(a), side @ (After | Before), Add, Said(b)] => beside(&somewhere(), a, side, b)?,
        [At(p), Change, At(d)] | [At(p), As, At(d)] => renumber(p, d)?,
        [At(p), Change | As, At(d), Change, Said(q)] => return Some(vec![replace(p, q), renumber(p, d)?]),
        [At(p), Change | As, At(d), Said(a), Change, Said(b)] => return Some(vec![words(p, a, b)?, renumber(p, d)?]),
        [At(p), Change | As, At(d), At(part), Change, Said(q)] => {
            return Some(vec![replace(&inside(p, part), q), renumber(p, d)?]);
        }
        [At(p), Change | As, At(d), Delete, At(part)] => {
            return Some(vec![Op::Delete { places: inside(p, part) }, renumber(p, d)?]);
        }
        [At(p), Change | As, At(d), Delete, Said(q)] => return Some(vec![erase(p, q), renumber(p, d)?]),
        [At(p), Add, Level(_), As, At(_), At(_), Change, Said(q)] => replace(&whole_articles(p), q),
        [At(p), After, Add, Level(l), As, At(d), Said(q)] => insert(Some(p), *l, d, q),
        [At(p), Add, Level(l), As, At(d), Said(q)] => insert(Some(p), *l, d, q),
        [At(p), Add, Level(l), Said(q)] => insert(Some(p), *l, &[], q),
        [Add, Level(l), As, At(d), Said(q)] => insert(Some(&here()), *l, d, q),
        [Add, Level(l), As, At(d), Name, Said(q)] => insert(None, *l, d, q),
        [At(p), Change, At(d), Add, Level(l), As, At(to), Said(q)] => {
            return Some(vec![insert(Some(p), *l, to, q), renumber(p, d)?]);
        }
        [At(p), End, Add, Said(q)]
        | [At(p), Sentence, Said(q)]
        | [At(p), End, Sentence, Said(q)]
        | [At(p), After, Sentence, Said(q)] => append(p, q)?,
        [At(p), Add, Said(q)] if p.last().is_some_and(|p| p.paragraph.is_some()) => append(p, q)?,
        [At(p), Add, Said(q)] => insert(Some(p), NodeType::Paragraph, &[], q),
        [At(p), Single, As, At(d), rest @ ..] | [At(p), Merge, As, At(d), rest @ ..] => gather(p, d, rest)?,
        [At(p), Name, Change, Said(q)] => Op::Rename { place: p.last()?.clone(), with: q.first()?.join("") },
        [Name, Change, Said(q)] => Op::Retitle { with: q.first()?.join("") },
        _ => return in_a_row(tokens),
    };
    Some(vec![op])
}

/// 删去第八条，第九条改为第八条，第十条改为第九条: several that quote nothing, in one sentence.
fn in_a_row(tokens: &[Token]) -> Option<Vec<Op>> {
    use Token::{As, At, Change, Delete};
    let (mut out, mut rest) = (Vec::new(), tokens);
    while !rest.is_empty() {
        let (op, after) = match rest {
            [Delete, At(p), after @ ..] | [At(p), Delete, after @ ..] => (Op::Delete { places: p.clone() }, after),
            [At(p), Change | As, At(d), after @ ..] => (renumber(p, d)?, after),
            _ => return None,
        };
        out.push(op);
        rest = after;
    }
    (!out.is_empty()).then_some(out)
}

/// Whether these words name the text as a whole; of other words it is not known where they lead.
fn is_whole_text(words: &str) -> bool {
    ["文", "各条", "各条款", "条款", "所有", "全部", "各处"].iter().any(|end| words.ends_with(end))
}

fn append(places: &[Place], quotes: &[Vec<String>]) -> Option<Op> {
    let ([place], [quote]) = (places, quotes) else { return None };
    let [words] = quote.as_slice() else { return None };
    Some(Op::Append { place: place.clone(), add: words.clone() })
}

fn replace(places: &[Place], quotes: &[Vec<String>]) -> Op {
    match (places, quotes) {
        ([place], [quote]) if place.heading.is_some() => Op::Rename { place: place.clone(), with: quote.join("") },
        _ => Op::Replace { places: places.to_vec(), with: quotes.to_vec() },
    }
}

fn words(places: &[Place], old: &[Vec<String>], new: &[Vec<String>]) -> Option<Op> {
    if let [place] = places
        && place.heading.is_some()
    {
        return Some(Op::Rename { place: place.clone(), with: new.first()?.join("") });
    }
    let joined = |quotes: &[Vec<String>]| quotes.iter().map(|q| q.join("\n\n")).collect::<Vec<_>>();
    let (old, new) = (joined(old), joined(new));
    let pairs = match new.as_slice() {
        [one] => old.into_iter().map(|old| (old, one.clone())).collect(),
        _ if old.len() == new.len() => old.into_iter().zip(new).collect(),
        // “甲”“乙”“丙”修改为“丁”“戊”: paragraphs in a row become others, as the amendments of 1999 have it.
        _ if !places.is_empty() => {
            let mut new = Some(new.join("\n\n"));
            old.into_iter().map(|old| (old, new.take().unwrap_or_default())).collect()
        }
        _ => return None,
    };
    Some(Op::Words { places: places.to_vec(), pairs })
}

fn erase(places: &[Place], quotes: &[Vec<String>]) -> Op {
    let pairs = quotes.iter().map(|quote| (quote.join("\n\n"), String::new())).collect();
    Op::Words { places: places.to_vec(), pairs }
}

fn beside(places: &[Place], at: &[Vec<String>], side: &Token, add: &[Vec<String>]) -> Option<Op> {
    let ([at], [add]) = (at, add) else { return None };
    let after = *side == Token::After;
    Some(Op::AddWords { places: places.to_vec(), beside: at.join("\n\n"), after, add: add.join("\n\n") })
}

fn renumber(from: &[Place], to: &[Place]) -> Option<Op> {
    // 将第八条第三款改为第九条 takes a 款 out of its 条.
    if let ([from], [to]) = (from, to)
        && from.paragraph.is_some()
        && to.is_article()
    {
        return Some(Op::Gather { from: vec![from.clone()], to: to.clone(), with: Vec::new() });
    }
    (from.len() == to.len()).then(|| Op::Renumber { from: from.to_vec(), to: to.to_vec() })
}

fn insert(at: Option<&[Place]>, level: NodeType, to: &[Place], with: &[Vec<String>]) -> Op {
    Op::Insert { at: at.and_then(<[Place]>::last).cloned(), to: to.to_vec(), level, with: with.to_vec() }
}

/// `parts` of the 条 that `outer` names.
fn inside(outer: &[Place], parts: &[Place]) -> Vec<Place> {
    let article = outer.first().and_then(|place| place.article.clone());
    parts.iter().map(|part| Place { article: article.clone(), ..part.clone() }).collect()
}

fn whole_articles(places: &[Place]) -> Vec<Place> {
    places.iter().map(|place| Place { article: place.article.clone(), ..Place::default() }).collect()
}

fn gather(from: &[Place], to: &[Place], rest: &[Token]) -> Option<Op> {
    let [to] = to else { return None };
    let with = match rest {
        [] => Vec::new(),
        [Token::Change, Token::Said(quotes)] => quotes.clone(),
        _ => return None,
    };
    Some(Op::Gather { from: from.to_vec(), to: to.clone(), with })
}
