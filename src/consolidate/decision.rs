//! A 修改决定 in clauses: each one instruction, with what it quotes taken out.

use std::ops::Range;

use crate::content::numeral;
use crate::parse::policy;

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    /// Its words; each quotation is one character from [`QUOTE`] on.
    pub(super) words: String,
    /// What it quotes, in paragraphs.
    pub(super) quotes: Vec<Vec<String>>,
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// Whether it begins a paragraph of the decision.
    pub(super) first: bool,
}

/// The character that stands for the first quotation of a clause; the others follow.
pub(super) const QUOTE: u32 = 0xE000;

/// After a quotation these words go on with the same instruction.
const GOES_ON: [&str; 28] = [
    "作为",
    "修改为",
    "改为",
    "修改成",
    "替换为",
    "调整为",
    "修正为",
    "变更为",
    "更改为",
    "更正为",
    "修订为",
    "改写为",
    "改成",
    "替换成",
    "变更成",
    "后",
    "前",
    "之后",
    "之前",
    "以后",
    "中",
    "、",
    "和",
    "及",
    "与",
    "删去",
    "删除",
    "的",
];
/// These begin with 后 and speak of what follows.
const LATER: [&str; 6] = ["后款", "后项", "后条", "后续", "后各", "后面各"];
/// Words that may stand between a quotation and what is done to it.
const NAMES: [&str; 17] = [
    "一词",
    "两词",
    "二词",
    "一句",
    "字样",
    "的表述",
    "的",
    "二字",
    "两字",
    "等",
    "统一",
    "一律",
    "全部",
    "分别",
    "依次",
    "均",
    "相应",
];

/// The clauses of the decision in `source`.
pub(super) fn clauses(source: &str) -> Vec<Clause> {
    let body = policy::body_start(source);
    let start = source.find("<!-- INFO END -->").map_or(body, |at| at + "<!-- INFO END -->".len());
    let mut reader = Reader { source, at: start, out: Vec::new(), open: Clause::empty(start), first: true };
    reader.read();
    reader.out
}

impl Clause {
    fn empty(at: usize) -> Self {
        Self { words: String::new(), quotes: Vec::new(), span: at..at, first: false }
    }
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    out: Vec<Clause>,
    open: Clause,
    first: bool,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(c) = self.source[self.at..].chars().next() {
            let here = self.at;
            self.at += c.len_utf8();
            match c {
                '\n' => self.line_end(),
                '“' | '"' | '「' | '‘' => self.quote(here, c),
                '。' | '；' | ';' => self.close(here),
                _ => {
                    if self.open.words.is_empty() {
                        if c.is_whitespace() {
                            continue;
                        }
                        self.open.span = here..here;
                    }
                    self.open.words.push(c);
                    self.open.span.end = self.at;
                }
            }
        }
        self.close(self.at);
    }

    fn line_end(&mut self) {
        // The quotation may begin in the next paragraph.
        let colon = self.open.words.trim_end().ends_with(['：', ':']);
        if colon && self.source[self.at..].trim_start().starts_with(['“', '"', '「', '‘']) {
            return;
        }
        self.close(self.at);
        self.first = true;
    }

    fn close(&mut self, at: usize) {
        let mut clause = std::mem::replace(&mut self.open, Clause::empty(at));
        let heading = clause.words.starts_with(['#', '<', '-']);
        if clause.words.trim().is_empty() || heading {
            return;
        }
        clause.first = std::mem::take(&mut self.first);
        if clause.first {
            clause.words = unlabelled(&clause.words).to_owned();
        }
        self.out.push(clause);
    }

    /// Takes the quotation that opens at `here`; the mark itself has been read.
    fn quote(&mut self, here: usize, mark: char) {
        if self.open.words.is_empty() {
            self.open.span = here..here;
        }
        let (paragraphs, end) = quoted(self.source, self.at, mark);
        self.at = end;
        self.open.span.end = end;
        let mark = QUOTE + self.open.quotes.len().min(200) as u32;
        self.open.words.extend(char::from_u32(mark));
        self.open.quotes.push(paragraphs);
        let rest = self.source[self.at..].trim_start_matches([' ', '\u{3000}', '，', ',']);
        let mut named = rest;
        while let Some(after) = NAMES.iter().find_map(|name| named.strip_prefix(name)) {
            named = after;
        }
        // 将“甲”修改为“乙”，“丙”修改为“丁”: the comma ends the first of two instructions.
        let comma = self.source[self.at..].trim_start_matches([' ', '\u{3000}']).starts_with(['，', ',']);
        let done = comma
            && ["改为", "更改为", "更正为", "修订为", "替换为", "调整为", "增加", "增写", "改成", "替换成"]
                .iter()
                .any(|verb| self.open.words.contains(verb));
        let goes_on = rest.starts_with(['“', '"', '「', '‘', '。', '；', '\n', '《', '（'])
            || GOES_ON.iter().any(|word| named.starts_with(word) && !LATER.iter().any(|word| named.starts_with(word)));
        let goes_on = goes_on && !done;
        if !goes_on {
            self.close(self.at);
        }
    }
}

/// The paragraphs of the quotation whose text begins at `at`, and where it ends. Each of its paragraphs begins with a
/// mark again, and only the last one closes it; within it other quotations may stand.
fn quoted(source: &str, mut at: usize, mark: char) -> (Vec<String>, usize) {
    let (mut depth, mut straight) = (1usize, false);
    let mut paragraphs = vec![String::new()];
    while let Some(c) = source[at..].chars().next() {
        if c == '\n' {
            let next = at + source[at..].len() - source[at..].trim_start().len();
            if next >= source.len() || begins_instruction(&source[next..]) {
                break;
            }
            at = next;
            if depth == 1 && source[at..].starts_with(['“', '"', '「', '‘']) {
                at += source[at..].chars().next().map_or(0, char::len_utf8);
            }
            paragraphs.push(String::new());
            continue;
        }
        at += c.len_utf8();
        match c {
            '“' | '「' if mark != '‘' => depth += 1,
            '”' | '」' if mark != '‘' => depth -= 1,
            '‘' if mark == '‘' => depth += 1,
            '’' if mark == '‘' => depth -= 1,
            '"' if straight => straight = false,
            '"' if source[at..].trim_start_matches([' ', '。', '；']).starts_with('\n') || source[at..].is_empty() => {
                depth -= 1;
            }
            '"' => straight = true,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if let Some(last) = paragraphs.last_mut() {
            last.push(c);
        }
    }
    let paragraphs = paragraphs.iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    (paragraphs, at)
}

/// Whether a line can only be the next instruction, so that a quotation that nobody closed ends before it.
fn begins_instruction(line: &str) -> bool {
    let end = line.find('\n').unwrap_or(line.len());
    let line = &line[..end];
    if line.starts_with("本决定自") || line.starts_with("本修正案自") || line.starts_with("此外，对条文")
    {
        return true;
    }
    let Some((_, rest)) = numeral::parse_prefix(line) else { return false };
    let Some(rest) = rest.strip_prefix('、') else { return false };
    ["将", "删", "在", "增加", "第", "对", "原", "《", "本决定", "本修正案"].iter().any(|word| rest.starts_with(word))
}

/// The words without 一、, （一）, 1. or the 第X条 of a 修正案 before them.
fn unlabelled(words: &str) -> &str {
    let words = words.trim_start();
    // ①, ㈠, ⑴, ⒈
    let sign = words.strip_prefix(|c| matches!(c, '①'..='⒛' | '㈠'..='㈩'));
    if let Some(rest) = sign {
        return rest.trim_start_matches(['、', '.', '．']).trim_start();
    }
    let inner = words.strip_prefix(['（', '(']).unwrap_or(words);
    if let Some((_, rest)) = numeral::parse_prefix(inner)
        && let Some(rest) = rest.strip_prefix(['、', '）', ')', '.', '．'])
    {
        return rest.trim_start();
    }
    let article = words.strip_prefix('第').and_then(numeral::parse_prefix);
    match article.and_then(|(_, rest)| rest.strip_prefix('条')) {
        Some(rest) if rest.starts_with(char::is_whitespace) => rest.trim_start(),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[(&str, &[&[&str]])]) {
        let found = clauses(source);
        let found: Vec<(String, Vec<Vec<&str>>)> = found
            .iter()
            .map(|clause| {
                let words =
                    clause.words.chars().map(|c| if c as u32 >= QUOTE && (c as u32) < QUOTE + 256 { '＿' } else { c });
                (words.collect(), clause.quotes.iter().map(|q| q.iter().map(String::as_str).collect()).collect())
            })
            .collect();
        let expected: Vec<(String, Vec<Vec<&str>>)> =
            expected.iter().map(|(w, q)| ((*w).to_owned(), q.iter().map(|q| q.to_vec()).collect())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_quotation_of_several_paragraphs_is_one() {
        check(
            "一、将第三条修改为：“甲（以下称“单位”）：\n\n“（一）乙；\n\n“（二）丙。”\n\n二、删去第八条。",
            &[("将第三条修改为：＿", &[&["甲（以下称“单位”）：", "（一）乙；", "（二）丙。"]]), ("删去第八条", &[])],
        );
    }

    #[test]
    fn what_follows_a_quotation_is_the_next_instruction() {
        check(
            "一、第五条第三项修改为：“（三）甲；”增加一项，作为第四项：“（四）乙。”\n二、将第二条中的“甲”修改为“乙”，“丙”修改为“丁”；在“戊”后增加“己”。",
            &[
                ("第五条第三项修改为：＿", &[&["（三）甲；"]]),
                ("增加一项，作为第四项：＿", &[&["（四）乙。"]]),
                ("将第二条中的＿修改为＿", &[&["甲"], &["乙"]]),
                ("，＿修改为＿", &[&["丙"], &["丁"]]),
                ("在＿后增加＿", &[&["戊"], &["己"]]),
            ],
        );
    }

    #[test]
    fn a_quotation_that_nobody_closed_ends_before_the_next_instruction() {
        check("一、第二条修改为：“甲。\n二、删去第八条。", &[("第二条修改为：＿", &[&["甲。"]]), ("删去第八条", &[])]);
        check("第二条修改为：“", &[("第二条修改为：＿", &[&[]])]);
        check("", &[]);
    }
}
