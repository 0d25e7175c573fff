//! What people type becomes words, and words become dictionary terms.
//!
//! `"…"` asks for contiguous text only, `-…` leaves out, everything else that is not a letter, digit or Han character
//! separates words. `民法典1062` and `民法典 第一千零六十二条` also name an article, `示党发〔2024〕12号` a document.

use std::ops::Range;

use super::asking::{asking, joins_words};
use super::days;
use super::dictionary::{DOC_NO, NAME, NUMBER, key_of, named};
use super::everyday::everyday;
use super::fold::{compact, fold};
use super::tokens::{Token, is_han, parse_number, tokenize, with_digits};

/// Characters of a query that are looked at; nothing a person types is longer.
const LONGEST_QUERY: usize = 400;
const MOST_WORDS: usize = 16;

/// Terms fit the bits of a mask.
pub const MOST_TERMS: usize = 64;
const MOST_TERMS_OF_A_WORD: usize = 32;

/// Words of the texts that are looked for beside what was typed.
const MOST_RELATED: usize = 8;

/// A query, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub words: Vec<Word>,
    pub excluded: Vec<Word>,
    pub terms: Vec<Term>,
    /// Whole names that the query may be; positions in `terms` from the first that is looked up on.
    pub names: Vec<usize>,
    /// Names and number when the query names an article.
    pub article_names: Vec<usize>,
    pub article: Option<usize>,
    pub doc_no: Option<usize>,
    /// It is a whole question rather than keywords.
    pub question: bool,
    /// It ends with a year, and may ask for that version of a text.
    pub of_year: bool,
    /// What the texts call what the query says in everyday words.
    pub related: Vec<Related>,
}

/// Terms by which texts may say what some of the query's terms say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// Positions in [`Query::terms`] of what was typed.
    pub typed: Vec<usize>,
    /// And of what stands for it.
    pub terms: Vec<usize>,
}

/// A key of the dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub key: Vec<u8>,
    /// Stands for all keys that begin with it: a single Han character.
    pub prefix: bool,
    /// Has a character that only joins words: 的, 了, 是. It tells little however rare it is.
    pub faint: bool,
}

/// One word of the query with what means the same.
#[derive(Clone, Debug, Default)]
pub struct Word {
    pub quoted: bool,
    /// The word itself first.
    pub alternatives: Vec<Alternative>,
}

#[derive(Clone, Debug, Default)]
pub struct Alternative {
    /// Folded.
    pub chars: Vec<char>,
    /// With `第…条` in digits, where that differs.
    pub digits: Option<Vec<char>>,
    /// Positions in [`Query::terms`], and the characters that each covers.
    pub terms: Vec<(usize, Range<usize>)>,
    /// Whether its terms may all stand in a text without the word itself.
    pub uncertain: bool,
}

impl Query {
    /// Whether there is anything to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The terms of all words, with what each covers.
    pub fn words_and_excluded(&self) -> impl Iterator<Item = &(usize, Range<usize>)> {
        let words = self.words.iter().chain(&self.excluded);
        words.flat_map(|word| &word.alternatives).flat_map(|other| &other.terms)
    }

    /// Whether it is one word or has quoted ones: then pieces of it are no match as good as the whole.
    pub fn is_whole(&self) -> bool {
        self.words.len() == 1 || self.words.iter().any(|word| word.quoted)
    }
}

/// Understands a query; never fails, an empty one finds nothing. `today` is the reader's day as `YYYYMMDD`, or 0.
pub fn parse(text: &str, synonyms: &[Vec<String>], today: u32) -> Query {
    let short: String = text.chars().take(LONGEST_QUERY * 4).collect();
    let mut chars = fold(&short);
    chars.truncate(LONGEST_QUERY);
    let mut query = Query::default();
    let raws = split(&chars);
    query.question =
        chars.contains(&'?') || raws.iter().any(|raw| !raw.quoted && !asking(&raw.chars, false).is_empty());
    for raw in raws {
        let list = if raw.excluded { query.excluded.len() } else { query.words.len() };
        if list >= MOST_WORDS {
            continue;
        }
        let days = if raw.quoted || raw.excluded { None } else { days::meant(&raw.chars, today) };
        if let Some((length, days)) = days {
            // 本周 before other words is a word of its own: 本周活动.
            let (of_days, rest) = raw.chars.split_at(length);
            query.words.extend(days_word(of_days, &days, &mut query.terms));
            let rest = RawWord { chars: rest.strip_prefix(&['的']).unwrap_or(rest).to_vec(), ..raw };
            query.words.extend(word(&rest, synonyms, &mut query.terms));
            continue;
        }
        if raw.excluded {
            query.excluded.extend(word(&raw, synonyms, &mut query.terms));
            continue;
        }
        let raw = numbered(raw);
        for piece in asked(raw, query.question) {
            query.words.extend(word(&piece, synonyms, &mut query.terms));
        }
    }
    if !query.is_empty() {
        lookups(&chars, synonyms, &mut query);
        relate(synonyms, &mut query);
    }
    query
}

/// `6条` is how people type 第6条; as a number and a character it would be looked for in hundreds of texts.
fn numbered(mut raw: RawWord) -> RawWord {
    let article =
        matches!(&raw.chars[..], [digits @ .., '条'] if !digits.is_empty() && digits.iter().all(char::is_ascii_digit));
    if article && !raw.quoted {
        raw.chars.insert(0, '第');
    }
    raw
}

/// What is left of a word without what only makes a question of it: 教室|怎么|借. A question of nothing else stands as it is.
fn asked(raw: RawWord, question: bool) -> Vec<RawWord> {
    let around = if raw.quoted { Vec::new() } else { asking(&raw.chars, question) };
    let ends = around.iter().map(|range| range.start).chain([raw.chars.len()]);
    let starts = [0].into_iter().chain(around.iter().map(|range| range.end));
    let pieces = starts.zip(ends).map(|(start, end)| trim(&raw.chars[start..end]));
    // A single character tells little and its lists are long.
    let pieces: Vec<RawWord> = pieces
        .filter(|piece| piece.len() > 1)
        .map(|piece| RawWord { chars: piece.to_vec(), quoted: raw.quoted, excluded: false })
        .collect();
    if pieces.is_empty() { vec![raw] } else { pieces }
}

/// Adds what texts call what the words say in everyday speech, and what the site's table has for parts of them.
fn relate(synonyms: &[Vec<String>], query: &mut Query) {
    let words = std::mem::take(&mut query.words);
    for own in words.iter().filter(|word| !word.quoted).map(|word| &word.alternatives[0]) {
        for (range, others) in everyday(&own.chars, synonyms) {
            let typed: Vec<usize> = own
                .terms
                .iter()
                .filter(|(_, covered)| range.start <= covered.start && covered.end <= range.end)
                .map(|(term, _)| *term)
                .collect();
            for other in others {
                if query.related.len() >= MOST_RELATED {
                    break;
                }
                let Some(other) = alternative(&fold(other), &mut query.terms) else { continue };
                let terms = other.terms.into_iter().map(|(term, _)| term).collect();
                query.related.push(Related { typed: typed.clone(), terms });
            }
        }
    }
    query.words = words;
}

struct RawWord {
    chars: Vec<char>,
    quoted: bool,
    excluded: bool,
}

fn split(chars: &[char]) -> Vec<RawWord> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let excluded = chars[at] == '-' && (at == 0 || chars[at - 1] == ' ');
        at += usize::from(excluded);
        let Some(&first) = chars.get(at) else { break };
        let quoted = is_quote(first) && (excluded || stands_free(chars, at));
        let start = at + usize::from(quoted);
        let ends = |at: usize| if quoted { is_quote(chars[at]) } else { !is_letter(chars[at]) && !joins(chars, at) };
        let end = (start..chars.len()).find(|&at| ends(at)).unwrap_or(chars.len());
        let content = trim(&chars[start..end]);
        if content.iter().any(|&c| is_letter(c)) {
            words.push(RawWord { chars: content.to_vec(), quoted, excluded });
        }
        at = end.max(at) + usize::from(quoted || end == at);
    }
    words
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '「' | '」' | '『' | '』')
}

/// Whether what is quoted from a place on is a word of its own. In running text, such as 参加“黑社会”犯罪吗, quotation marks ask
/// for nothing.
fn stands_free(chars: &[char], at: usize) -> bool {
    let end = (at + 1..chars.len()).find(|&at| is_quote(chars[at])).unwrap_or(chars.len());
    let letter = |place: Option<usize>| place.and_then(|place| chars.get(place)).is_some_and(|&c| is_letter(c));
    !letter(at.checked_sub(1)) && !letter(Some(end + 1))
}

/// Whether a sign stands inside a word: GB/T 9704-2012, 010-12345678, a@b, R&D, 3.5.
fn joins(chars: &[char], at: usize) -> bool {
    let is_plain =
        |place: Option<usize>| place.and_then(|place| chars.get(place)).is_some_and(char::is_ascii_alphanumeric);
    matches!(chars[at], '-' | '/' | '.' | '@' | '&' | '_' | '+' | '\'' | ':' | '#')
        && is_plain(at.checked_sub(1))
        && is_plain(Some(at + 1))
}

fn is_letter(character: char) -> bool {
    character.is_alphanumeric() || is_han(character)
}

fn trim(chars: &[char]) -> &[char] {
    let start = chars.iter().position(|&c| c != ' ').unwrap_or(chars.len());
    let end = chars.iter().rposition(|&c| c != ' ').map_or(start, |last| last + 1);
    &chars[start..end]
}

fn word(raw: &RawWord, synonyms: &[Vec<String>], terms: &mut Vec<Term>) -> Option<Word> {
    let mut word = Word { quoted: raw.quoted, alternatives: Vec::new() };
    word.alternatives.push(alternative(&raw.chars, terms)?);
    if !raw.quoted {
        let others = same_meaning(&raw.chars.iter().collect::<String>(), synonyms);
        word.alternatives.extend(others.iter().filter_map(|other| alternative(&fold(other), terms)));
    }
    Some(word)
}

/// A word for days, and the days themselves.
fn days_word(chars: &[char], days: &[String], terms: &mut Vec<Term>) -> Option<Word> {
    let mut alternatives = vec![alternative(chars, terms)?];
    alternatives.extend(days.iter().filter_map(|day| alternative(&fold(day), terms)));
    Some(Word { quoted: false, alternatives })
}

/// The other words of every group that a word belongs to.
fn same_meaning(word: &str, synonyms: &[Vec<String>]) -> Vec<String> {
    let whole = compact(word);
    let mut others: Vec<String> = Vec::new();
    for group in synonyms.iter().filter(|group| group.iter().any(|member| compact(member) == whole)) {
        for member in group {
            let other = compact(member);
            if other != whole && !other.is_empty() && !others.contains(member) && others.len() < 6 {
                others.push(member.clone());
            }
        }
    }
    others
}

fn alternative(chars: &[char], terms: &mut Vec<Term>) -> Option<Alternative> {
    let mut found: Vec<(Vec<u8>, bool, Range<usize>)> = Vec::new();
    let mut ordinals: Vec<Range<usize>> = Vec::new();
    tokenize(chars, |token, range| {
        if let Token::Ordinal(_) = token {
            ordinals.push(range.clone());
        }
        found.push((key_of(&token), matches!(token, Token::Last(_)), range));
    });
    let inside = |range: &Range<usize>| {
        ordinals.iter().any(|ordinal| ordinal.start <= range.start && range.end <= ordinal.end && ordinal != range)
    };
    found.retain(|(_, _, range)| !inside(range));
    // A character that ends a run says little beside the pairs of the word, and costs much to look up.
    if found.iter().any(|(_, last, _)| !last) {
        found.retain(|(_, last, _)| !last);
    }
    let all = found.len();
    let step = all.div_ceil(MOST_TERMS_OF_A_WORD).max(1);
    let mut kept = Vec::new();
    for (key, prefix, range) in found.into_iter().step_by(step) {
        let known = terms.iter().position(|term| term.key == key && term.prefix == prefix);
        if known.is_none() && terms.len() >= MOST_TERMS - 8 {
            break;
        }
        let position = known.unwrap_or(terms.len());
        if known.is_none() {
            terms.push(Term { key, prefix, faint: chars[range.clone()].iter().any(|&c| joins_words(c)) });
        }
        kept.push((position, range));
    }
    let whole = kept.len() == 1 && kept[0].1 == (0..chars.len());
    let digits = Some(with_digits(chars)).filter(|digits| digits != chars);
    (!kept.is_empty()).then(|| Alternative { chars: chars.to_vec(), digits, uncertain: !whole, terms: kept })
}

/// Looks for whole names, articles and document numbers in the query as a whole.
fn lookups(chars: &[char], synonyms: &[Vec<String>], query: &mut Query) {
    let whole = compact(&chars.iter().collect::<String>());
    let length = whole.chars().count();
    if !(2..=60).contains(&length) || !query.excluded.is_empty() {
        return;
    }
    // Of a query of many words, the whole is hardly ever a name, and looking it up costs a request.
    if query.words.len() <= 2 {
        query.names = name_terms(&whole, synonyms, &mut query.terms);
        query.of_year = super::versions::year(&whole.chars().collect::<Vec<char>>()).is_some();
    }
    if whole.ends_with('号') && whole.chars().any(|c| c.is_ascii_digit()) {
        query.doc_no = Some(push(&mut query.terms, named(DOC_NO, &whole)));
    }
    if let Some((name, number)) = article(&whole) {
        query.article_names = name_terms(&name, synonyms, &mut query.terms);
        query.article = Some(push(&mut query.terms, named(NUMBER, &number)));
    }
}

fn name_terms(name: &str, synonyms: &[Vec<String>], terms: &mut Vec<Term>) -> Vec<usize> {
    let name = of_year(name);
    let mut names = vec![name.to_owned()];
    names.extend(same_meaning(name, synonyms));
    names.truncate(3);
    names.iter().map(|name| push(terms, named(NAME, &compact(name)))).collect()
}

/// The name of a version, 公司法2018, of 公司法2018年 and 公司法2018版.
fn of_year(name: &str) -> &str {
    let short = name.strip_suffix('版').unwrap_or(name);
    let short = short.strip_suffix('年').unwrap_or(short);
    if short.bytes().rev().take_while(u8::is_ascii_digit).count() == 4 { short } else { name }
}

fn push(terms: &mut Vec<Term>, key: Vec<u8>) -> usize {
    terms.push(Term { key, prefix: false, faint: false });
    terms.len() - 1
}

/// Takes `民法典1062`, `民法典第1062条`, `民法典一千零六十二条` and `刑法120条之一` apart.
fn article(whole: &str) -> Option<(String, String)> {
    let chars: Vec<char> = whole.chars().collect();
    (2..chars.len()).find_map(|split| {
        let number = article_number(&chars[split..])?;
        Some((chars[..split].iter().collect(), number))
    })
}

fn article_number(chars: &[char]) -> Option<String> {
    let (marked, rest) = match chars {
        ['第', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (main, after) = match rest.iter().position(|&c| c == '条') {
        Some(end) => (&rest[..end], Some(&rest[end + 1..])),
        None => (rest, None),
    };
    let plain = main.iter().all(char::is_ascii_digit);
    if !marked && after.is_none() && !plain {
        return None;
    }
    let number = parse_number(main)?;
    match after {
        None | Some([]) => Some(number.to_string()),
        Some(['之', rest @ ..]) => parse_number(rest).map(|second| format!("{number}-{second}")),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &[&str]) {
        let query = parse(input, &[vec!["党章".to_owned(), "中国共产党章程".to_owned()]], 20_261_014);
        let show = |word: &Word, sign: &str| {
            let texts: Vec<String> = word.alternatives.iter().map(|other| other.chars.iter().collect()).collect();
            format!("{sign}{}{}", texts.join("|"), if word.quoted { "!" } else { "" })
        };
        let mut shown: Vec<String> = query.words.iter().map(|word| show(word, "")).collect();
        shown.extend(query.excluded.iter().map(|word| show(word, "-")));
        assert_eq!(shown, expected, "{input}");
    }

    #[test]
    fn words_phrases_and_exclusions() {
        check("党课 管理；记录", &["党课", "管理", "记录"]);
        check("“三会一课” -通知 -\"工作 简报\"", &["三会一课!", "-通知", "-工作 简报!"]);
        check("党章", &["党章|中国共产党章程"]);
        check("\"党章\"", &["党章!"]);
        check("a-b \"", &["a-b"]);
        check("GB/T 9704-2012 R&D", &["gb/t", "9704-2012", "r&d"]);
        check("甲/乙 a/ b", &["甲", "乙", "a", "b"]);
        check("，。！ - -- \"\"", &[]);
        check("", &[]);
        check("明天 活动", &["明天|2026年10月15日", "活动"]);
        check("本周末活动", &["本周末|2026年10月17日|2026年10月18日", "活动"]);
        check("\"明天\"", &["明天!"]);
        check("6条", &["第6条"]);
        check("刑法 6条", &["刑法", "第6条"]);
        check("\"6条\"", &["6条!"]);
    }

    #[test]
    fn words_of_questions_need_not_stand() {
        check("怎么报名夜校", &["报名夜校"]);
        check("借教室要钱吗", &["借教室要钱"]);
        check("夜校怎么报名", &["夜校", "报名"]);
        check("怎么办", &["怎么办"]);
        check("\"怎么报名\"", &["怎么报名!"]);
        assert!(parse("夜校怎么报名", &[], 0).question);
        assert!(!parse("夜校 报名", &[], 0).question);
    }

    #[test]
    fn quotation_marks_in_running_text_ask_for_nothing() {
        check("参加“黑社会”犯罪", &["参加", "黑社会", "犯罪"]);
        check("参加 “黑社会” 犯罪", &["参加", "黑社会!", "犯罪"]);
        check("参加，“黑社会”", &["参加", "黑社会!"]);
        check("\"三会一课", &["三会一课!"]);
        check("-\"工作 简报\"办法 通知", &["办法", "通知", "-工作 简报!"]);
    }

    #[test]
    fn everyday_words_bring_those_of_the_texts() {
        let query = parse("公司辞退员工", &[vec!["公司".to_owned(), "企业".to_owned()]], 0);
        let said = |terms: &[usize]| -> Vec<String> {
            terms.iter().map(|&term| super::super::dictionary::display(&query.terms[term].key)).collect()
        };
        let related: Vec<_> = query.related.iter().map(|r| (said(&r.typed), said(&r.terms))).collect();
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            related,
            [
                (texts(&["公司"]), texts(&["企业"])),
                (texts(&["辞退"]), texts(&["解除", "除劳", "劳动", "动合", "合同"])),
                (texts(&["员工"]), texts(&["劳动", "动者"])),
            ]
        );
        assert!(parse("\"公司辞退员工\"", &[], 0).related.is_empty());
        // The site's own table says what the word itself may be called; it needs no more.
        assert!(parse("公司", &[vec!["公司".to_owned(), "企业".to_owned()]], 0).related.is_empty());
    }

    #[test]
    fn articles_and_document_numbers() {
        for (text, name, number) in [
            ("民法典1062", "民法典", "1062"),
            ("民法典 第一千零六十二条", "民法典", "1062"),
            ("《刑法》第120条之一", "刑法", "120-1"),
            ("刑法三十条", "刑法", "30"),
        ] {
            let whole = compact(text);
            assert_eq!(article(&whole), Some((name.to_owned(), number.to_owned())), "{text}");
        }
        assert_eq!(article("党支部三"), None);
        for name in ["公司法2018", "公司法2018年", "公司法2018版", "公司法2018年版"] {
            assert_eq!(of_year(name), "公司法2018");
        }
        for name in ["十四五规划2021年度", "三年", "出版", "20180年"] {
            assert_eq!(of_year(name), name);
        }
        assert!(parse("示党发〔2024〕12号", &[], 0).doc_no.is_some());
    }

    #[test]
    fn hostile_queries_stay_bounded() {
        let long: String = (0..10_000u32).filter_map(|n| char::from_u32(0x4e00 + n)).collect();
        for text in [long.as_str(), &"\"".repeat(10_000), &"- ".repeat(5000), "\u{0}\u{7}\u{1b}[31m", "^(.*)+$[]{}\\"] {
            let query = parse(text, &[], 20_261_014);
            assert!(query.terms.len() <= MOST_TERMS);
        }
        let words: String = (0..500u32).map(|n| format!("词{} ", char::from_u32(0x5000 + n).unwrap())).collect();
        assert!(parse(&words, &[], 0).terms.len() <= MOST_TERMS);
    }
}
