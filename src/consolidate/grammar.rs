//! An instruction of a decision → what is to be done to the text.

use super::decision::Clause;
use super::place::{self, Place};
use super::words::{Token, tokens};
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
    /// 在第四条第二项后增加一项: what is new stands beside `place`.
    Beside { place: Place, after: bool, level: NodeType, with: Vec<Vec<String>> },
    /// 删去第八条, 删去第三章.
    Delete { places: Vec<Place> },
    /// 删去第三章章名: what stands below it stays.
    DropHeadings { places: Vec<Place> },
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
            Op::Rename { place, .. } | Op::Append { place, .. } | Op::Beside { place, .. } => annex(place),
            Op::Words { .. } | Op::AddWords { .. } | Op::Delete { .. } | Op::DropHeadings { .. } => false,
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

/// What `clause` says is to be done; none if that is not understood.
pub(super) fn read(clause: &Clause, context: &mut Context) -> Option<Vec<Op>> {
    let words = clause.words.trim();
    if says_nothing(clause) {
        let named = title_in(words).filter(|_| words.contains("修改") || words.contains("修正"));
        context.title = named.or(context.title.take());
        return Some(vec![Op::Nothing]);
    }
    let mut tokens = tokens(clause);
    if let [Token::Title(title), ..] = tokens.as_slice() {
        context.title = Some(title.clone());
    }
    if let Some(op) = titles(&tokens) {
        return Some(vec![op]);
    }
    tokens.retain(|token| !matches!(token, Token::Title(_)));
    let all = tokens.len();
    tokens.retain(|token| *token != Token::Reorder);
    let orders = (tokens.len() < all).then_some(Op::Reorder);
    if tokens.is_empty() {
        return Some(vec![orders.unwrap_or(Op::Nothing)]);
    }
    settle(&mut tokens, clause, context);
    let everywhere = tokens.contains(&Token::Everywhere);
    tokens.retain(|token| *token != Token::Everywhere);
    let placed = tokens.iter().any(|token| matches!(token, Token::At(_)));
    let mut ops = ops(&tokens, context, clause.first || everywhere && !placed)?;
    ops.extend(orders);
    Some(ops)
}

/// 将《甲》更名为《乙》, and titles that are words of a place although no quotation marks stand around them.
fn titles(tokens: &[Token]) -> Option<Op> {
    use Token::{At, Change, Name, Title};
    match tokens {
        [Title(_), Change, Title(new)] | [Title(_), Name, Change, Title(new)] | [Name, Change, Title(new)] => {
            Some(Op::Retitle { with: new.clone() })
        }
        [At(places), Title(old), Change, Title(new)] => {
            let pairs = vec![(format!("《{old}》"), format!("《{new}》"))];
            places.iter().all(|place| place.article.is_some()).then(|| Op::Words { places: places.clone(), pairs })
        }
        _ => None,
    }
}

/// Whether the clause only says when, by whom or what for.
fn says_nothing(clause: &Clause) -> bool {
    let words = clause.words.as_str();
    if !clause.quotes.is_empty() {
        return false;
    }
    let ends = words.trim_end_matches(['：', ':']);
    let starts = ["本决定", "本修正案", "本规定自", "本办法自"].iter().any(|word| words.starts_with(word));
    let acts = [
        "增加", "增写", "新增", "删", "改为", "改成", "更名", "改名", "为《", "作为", "合并", "移至", "移到", "顺延",
        "递补",
    ]
    .iter()
    .any(|word| words.contains(word))
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

/// Names of the text before a place are dropped, and every place gets what it takes over from the one before.
fn settle(tokens: &mut Vec<Token>, clause: &Clause, context: &mut Context) {
    const TEXTS: [&str; 11] = ["法", "条例", "办法", "规定", "细则", "规则", "章程", "制度", "准则", "方案", "本"];
    let before_place = |tokens: &[Token], at: usize| matches!(tokens.get(at + 1), Some(Token::At(_)));
    let heading = |words: &str| ["总则", "附则", "正文"].iter().any(|name| words.ends_with(name));
    let names: Vec<usize> = (0..tokens.len())
        .filter(|at| {
            matches!(&tokens[*at], Token::Other(words) if TEXTS.iter().any(|t| words.ends_with(t))
            || before_place(tokens, *at) && (*at > 0 || heading(words)))
        })
        .collect();
    names.into_iter().rev().for_each(|at| _ = tokens.remove(at));
    // 第六十二条“行使下列职权”中增加一项: the quotation only helps to find the place.
    if let [Token::At(_), Token::Said(_), Token::Add, Token::Level(..), ..] = tokens.as_slice() {
        tokens.remove(1);
    }
    if let [Token::At(outer), Token::Said(_), Token::At(inner), ..] = tokens.as_slice() {
        let inner = inner.iter().map(|place| outer.last().map_or_else(|| place.clone(), |outer| place.within(outer)));
        tokens[0] = Token::At(inner.collect());
        tokens.drain(1..3);
    }
    // 该条第二款 is a place as it is.
    while let Some(at) = tokens.windows(2).position(|t| matches!(t, [Token::Whole, Token::At(_)])) {
        tokens.remove(at);
    }
    // 最后增加一款 says no more than 增加一款.
    while let Some(at) = tokens.windows(3).position(|t| matches!(t, [Token::End, Token::Add, Token::Level(..)])) {
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
    use Token::{Add, As, At, Change, Delete, Level, Name, Said};
    // Words without a place are those of the whole text at the start of a paragraph, else of the place named before.
    let everywhere = first || context.above == Place::default();
    let somewhere = if everywhere { Vec::new() } else { vec![context.above.clone()] };
    if let Some(op) = changed(tokens, context, &somewhere).or_else(|| added(tokens, context)) {
        return Some(vec![op]);
    }
    match tokens {
        [At(p), Change | As, At(d), Change, Said(q)] => Some(vec![replace(p, q), renumber(p, d)?]),
        [At(p), Change | As, At(d), Said(a), Change, Said(b)] => Some(vec![words(p, a, b)?, renumber(p, d)?]),
        [At(p), Change | As, At(d), At(part), Change, Said(q)] => {
            Some(vec![replace(&inside(p, part), q), renumber(p, d)?])
        }
        [At(p), Change | As, At(d), Delete, At(part)] => {
            Some(vec![Op::Delete { places: inside(p, part) }, renumber(p, d)?])
        }
        [At(p), Change | As, At(d), Delete, Said(q)] => Some(vec![erase(p, q), renumber(p, d)?]),
        [At(p), Change, At(d), Add, Level(l, _), As, At(to), Said(q)] => {
            Some(vec![insert(Some(p), *l, to, q), renumber(p, d)?])
        }
        // 第二项删除，第三项改为第二项，修改为…
        [At(p), Delete, rest @ ..] | [Delete, At(p), rest @ ..] if matches!(rest, [At(_) | Delete, ..]) => {
            let mut out = vec![Op::Delete { places: p.clone() }];
            out.extend(ops(rest, context, false)?);
            Some(out)
        }
        // 第七条改为第八条，将第一款中的…: the number first, then what changes below it.
        [At(p), Change | As, At(d), rest @ ..] if p.len() == 1 && !rest.is_empty() => {
            let named = matches!(rest, [Name, ..]).then(|| At(p.clone()));
            let rest: Vec<Token> = named.into_iter().chain(rest.iter().cloned()).collect();
            let mut out = ops(&rest, &Context { above: p.last()?.clone(), ..context.clone() }, false)?;
            out.push(renumber(p, d)?);
            Some(out)
        }
        _ => in_a_row(tokens),
    }
}

/// What changes, moves or removes something that stands there.
fn changed(tokens: &[Token], context: &Context, somewhere: &[Place]) -> Option<Op> {
    use Token::{Add, After, As, At, Before, Change, Delete, Level, Merge, Move, Name, Other, Said, Single};
    Some(match tokens {
        [At(p), Change, Said(q)] | [Change, At(p), Said(q)] => replace(p, q),
        [Change, Said(q)] => replace(std::slice::from_ref(&context.above), q),
        [Said(a), Change, Said(b)] => words(somewhere, a, b)?,
        [At(p), Said(a), Change, Said(b)] => words(p, a, b)?,
        [At(p), Said(a), Change, At(d), Said(b)] if p == d => words(p, a, b)?,
        [Other(text), Said(a), Change, Said(b)] if is_whole_text(text) => words(&[], a, b)?,
        [Delete, At(p), Name] | [At(p), Name, Delete] if p.iter().all(|place| place.heading.is_some()) => {
            Op::DropHeadings { places: p.clone() }
        }
        [At(p), Delete, At(d)]
            if p.len() == 1 && d.iter().all(|place| place.article == p[0].article && place != &p[0]) =>
        {
            Op::Delete { places: d.clone() }
        }
        [Delete, At(p)] | [At(p), Delete] => Op::Delete { places: p.clone() },
        [Delete, At(p), Said(q)] | [At(p), Said(q), Delete] | [At(p), Delete, Said(q)] => erase(p, q),
        [Delete, Said(q)] | [Said(q), Delete] => erase(somewhere, q),
        [At(p), Said(a), side @ (After | Before), Add, Said(b)] => beside(p, a, side, b)?,
        [Said(a), side @ (After | Before), Add, Said(b)] => beside(somewhere, a, side, b)?,
        [At(p), Change, At(d)] | [At(p), As, At(d)] => renumber(p, d)?,
        [At(p), Change, Level(l, _), Said(q)] => divide(p, *l, q)?,
        [At(p), Change, Level(l, _), As, At(_), Said(q)] => divide(p, *l, q)?,
        [At(p), Move, As, At(d)] | [At(p), Move, At(_), After | Before, As, At(d)]
            if p.iter().chain(d).all(Place::is_article) =>
        {
            renumber(p, d)?
        }
        [At(p), Single | Merge, As, At(d), rest @ ..] | [At(p), Merge, At(d), rest @ ..] => gather(p, d, rest)?,
        [At(p), Name, Change, Said(q)] | [At(p), Name, Said(_), Change, Said(q)] => {
            Op::Rename { place: p.last()?.clone(), with: q.first()?.join("") }
        }
        [Name, Change, Said(q)] => Op::Retitle { with: q.first()?.join("") },
        _ => return None,
    })
}

/// What brings something new.
fn added(tokens: &[Token], context: &Context) -> Option<Op> {
    use Token::{Add, After, As, At, Before, Change, End, Level, Name, Said, Sentence};
    Some(match tokens {
        [At(p), After, Add, Said(q), As, At(d)] | [At(p), Add, Said(q), As, At(d)] => insert(Some(p), level(d)?, d, q),
        [At(p), Add, Level(..), As, At(_), At(_), Change, Said(q)] => replace(&whole_articles(p), q),
        // 在第六条之前增加一条，作为第六条: below the same heading.
        [At(p), Before, Add, Level(l @ NodeType::Article, 1), As, At(_), Said(q)] => {
            beside_place(p, &Token::Before, *l, q)?
        }
        [At(p), After | Before, Add, Level(l, _), As, At(d), Said(q)] => insert(Some(p), *l, d, q),
        [At(p), Add, Level(l, _), As, At(d), Said(q)] => insert(Some(p), *l, d, q),
        [At(p), Add, Level(l, _), Said(q)] => insert(Some(p), *l, &[], q),
        [At(p), side @ (After | Before), Add, Level(l, 1), Said(q)] => beside_place(p, side, *l, q)?,
        [At(p), After, Add, At(d), Said(q)] | [At(p), Add, At(d), Said(q)] => insert(Some(p), level(d)?, d, q),
        [Add, At(d), Said(q)] => insert(Some(d), level(d)?, d, q),
        [Add, Level(l, _), As, At(d), Said(q)] => insert(Some(std::slice::from_ref(&context.above)), *l, d, q),
        [Add, Level(l, _), As, At(d), Name, Said(q)] => insert(None, *l, d, q),
        [At(p), End, Add, Said(q)]
        | [At(p), Sentence, Said(q)]
        | [At(p), End, Sentence, Said(q)]
        | [At(p), After, Sentence, Said(q)] => append(p, q)?,
        [At(p), Add, Said(q)] if p.last().is_some_and(|p| p.paragraph.is_some()) => append(p, q)?,
        [At(p), Add, Said(q)] => insert(Some(p), NodeType::Paragraph, &[], q),
        _ => return None,
    })
}

/// The narrowest level that all of these name.
fn level(places: &[Place]) -> Option<NodeType> {
    let of = |place: &Place| match place {
        Place { heading: Some(_), .. } | Place { annex: Some(_), .. } | Place { subitem: Some(_), .. } => None,
        Place { item: Some(_), .. } => Some(NodeType::Item),
        Place { paragraph: Some(_), .. } => Some(NodeType::Paragraph),
        place => place.article.as_ref().map(|_| NodeType::Article),
    };
    let first = of(places.first()?)?;
    places.iter().all(|place| of(place) == Some(first)).then_some(first)
}

/// 第四条第二款后增加一款; a 款 behind a 条 is the last one in it.
fn beside_place(places: &[Place], side: &Token, level: NodeType, with: &[Vec<String>]) -> Option<Op> {
    let [place] = places else { return None };
    let after = *side == Token::After;
    match (self::level(places)?, level) {
        (own, new) if own == new => Some(Op::Beside { place: place.clone(), after, level, with: with.to_vec() }),
        (NodeType::Article, NodeType::Paragraph) | (NodeType::Paragraph, NodeType::Item) if after => {
            Some(insert(Some(places), level, &[], with))
        }
        _ => None,
    }
}

/// 第五条修改为两款: what was one place becomes several of a level that it has below it, or of its own.
fn divide(places: &[Place], into: NodeType, with: &[Vec<String>]) -> Option<Op> {
    let fits = matches!(
        (level(places)?, into),
        (NodeType::Article | NodeType::Paragraph, NodeType::Paragraph) | (NodeType::Item, NodeType::Item)
    );
    (places.len() == 1 && fits).then(|| replace(places, with))
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
        [Token::Change, Token::Said(quotes)] | [Token::Said(quotes)] => quotes.clone(),
        _ => return None,
    };
    Some(Op::Gather { from: from.to_vec(), to: to.clone(), with })
}
