//! Brackets and quotation marks without their other half, and halfwidth punctuation among Chinese characters.

use std::ops::Range;

use crate::check::Rule;
use crate::check::fix::Edit;
use crate::check::prose::{NOTHING, PageText, is_han};
use crate::diagnostics::{Diagnostic, Severity};

/// A half is missing.
pub(in crate::check) const UNPAIRED: Rule = Rule {
    id: "unpaired",
    severity: Severity::Warning,
    what: ("引号、括号或者书名号不成对", "a bracket or quotation mark lacks its other half"),
    mend: ("补上或者删去一个", "add the other half, or remove this one"),
    find: Some(|context| context.pages().iter().flat_map(unpaired).collect()),
    in_build: false,
};

/// Halfwidth among Chinese.
pub(in crate::check) const MIXED: Rule = Rule {
    id: "mixed-punctuation",
    severity: Severity::Warning,
    what: ("中文里用了半角标点", "halfwidth punctuation stands among Chinese characters"),
    mend: ("换成全角；shuyuan check --fix 可以代劳", "use the fullwidth form; `shuyuan check --fix` does"),
    find: Some(|context| context.pages().iter().flat_map(mixed).collect()),
    in_build: false,
};

/// Opening and closing halves; brackets count together in both widths.
const PAIRS: [(&[char], &[char]); 9] = [
    (&['“'], &['”']),
    (&['（', '('], &['）', ')']),
    (&['《'], &['》']),
    (&['〈'], &['〉']),
    (&['【'], &['】']),
    (&['〔'], &['〕']),
    (&['「'], &['」']),
    (&['『'], &['』']),
    (&['‘'], &['’']),
];

/// The place of single quotation marks among the pairs, which are apostrophes too.
const SINGLE: usize = 8;

/// A bracket may be closed so many blocks later, as those around the history of a law are.
const REACH: usize = 12;

/// One half that is open.
struct Open {
    at: usize,
    block: usize,
    mark: char,
}

/// Halves whose other half is missing, and pairs that are to be written anew because of their width.
fn halves(page: &PageText<'_>) -> (Vec<Range<usize>>, Vec<(usize, usize)>) {
    let (mut single, mut uneven) = (Vec::new(), Vec::new());
    for (index, (openers, closers)) in PAIRS.iter().enumerate() {
        let is_quote = index == 0 || index == SINGLE;
        let mut open: Vec<Open> = Vec::new();
        for (block, range) in page.blocks.iter().enumerate() {
            let text = &page.words[range.clone()];
            for (i, mark) in text.char_indices() {
                let at = range.start + i;
                if index == SINGLE && is_apostrophe(text, i, open.is_empty()) {
                    continue;
                }
                if openers.contains(&mark) {
                    // Each paragraph of a long quotation begins with the mark, and the last one alone ends with it.
                    let continued =
                        is_quote && !open.is_empty() && text[..i].trim_matches([' ', '\u{3000}', NOTHING]).is_empty();
                    if !continued {
                        open.push(Open { at, block, mark });
                    }
                } else if closers.contains(&mark) {
                    // A title ends within its sentence; that of a decision may go over several lines of a history.
                    let whole = |from: usize| index == 1 || !page.words[from..at].contains('。');
                    let near = |half: &mut Open| {
                        half.block == block || is_quote || block - half.block <= REACH && whole(half.at)
                    };
                    match open.pop_if(near) {
                        Some(half) if half.mark.len_utf8() != mark.len_utf8() => uneven.push((half.at, at)),
                        Some(half)
                            if mark == ')' && half.block == block && is_chinese(text, half.at - range.start, i) =>
                        {
                            uneven.push((half.at, at));
                        }
                        Some(_) => {}
                        None if index == 1 && is_label(&text[..i]) => {}
                        None => single.push(at..at + mark.len_utf8()),
                    }
                }
            }
        }
        single.extend(open.into_iter().map(|half| half.at..half.at + half.mark.len_utf8()));
    }
    single.sort_by_key(|range| range.start);
    (single, uneven)
}

/// Whether the mark at `at` is part of a word, as in it’s, or of no Chinese at all.
fn is_apostrophe(text: &str, at: usize, none_open: bool) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().nth(1);
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(c));
    match text[at..].starts_with('‘') {
        true => letter(after) || before.is_none() && after.is_none(),
        false if none_open => letter(before) || letter(after),
        false => letter(before) && letter(after),
    }
}

/// Whether the halfwidth brackets at `open` and `close` stand in Chinese and around it: 学习(每人一份)，but not f(x), 名单(甲).xlsx.
fn is_chinese(text: &str, open: usize, close: usize) -> bool {
    let before = text[..open].chars().next_back();
    let mut after = text[close + 1..].chars();
    let file = match after.next() {
        Some('.') => after.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        Some(c) => c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '(' | '[' | NOTHING),
        None => false,
    };
    let inner = &text[open + 1..close];
    let own = |c: Option<char>| c.is_some_and(|c| is_han(c) || "“”《》".contains(c));
    before.is_some_and(|c| is_han(c) || "”》".contains(c))
        && own(inner.chars().next())
        && own(inner.chars().next_back())
        && !inner.contains(NOTHING)
        && !file
}

/// Marks that close before what was opened within them: 《关于规定（试行》的通知）. What they close, and what stands open then.
fn crossed(page: &PageText<'_>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for range in &page.blocks {
        let text = &page.words[range.clone()];
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut maybe: Vec<(usize, usize)> = Vec::new();
        for (i, mark) in text.char_indices() {
            if let Some(kind) = PAIRS[..SINGLE].iter().position(|(openers, _)| openers.contains(&mark)) {
                open.push((kind, range.start + i));
            } else if let Some(kind) = PAIRS[..SINGLE].iter().position(|(_, closers)| closers.contains(&mark)) {
                let Some(own) = open.iter().rposition(|(other, _)| *other == kind) else { continue };
                if kind == 1 && own + 1 < open.len() && is_label(&text[..i]) {
                    continue;
                }
                // Only what finds its other half later was crossed; the rest is told as alone.
                found.extend(maybe.iter().filter(|(_, at)| *at == open[own].1));
                maybe.retain(|(_, at)| *at != open[own].1);
                if let Some((_, within)) = open.get(own + 1) {
                    maybe.push((range.start + i, *within));
                }
                open.remove(own);
            }
        }
    }
    found
}

/// Whether `before` ends with what may number an entry: 1） 一） a) ①.
fn is_label(before: &str) -> bool {
    let label: String = before
        .chars()
        .rev()
        .take_while(|c| !c.is_whitespace() && !"，。；：、,;:".contains(*c) && *c != NOTHING)
        .take(5)
        .collect();
    (1..=4).contains(&label.chars().count())
        && label.chars().all(|c| c.is_ascii_alphanumeric() || "一二三四五六七八九十①②③④⑤".contains(c))
}

fn unpaired(page: &PageText<'_>) -> Vec<Diagnostic> {
    // Faces such as :-) and formulas are no brackets of the text; neither halves have Chinese beside them.
    let in_chinese = |range: &Range<usize>| {
        let is_half = page.text[range.clone()].is_ascii();
        let near = |c: Option<char>| c.is_some_and(is_han);
        !is_half || near(page.words[..range.start].chars().next_back()) || near(page.words[range.end..].chars().next())
    };
    let single = halves(page).0;
    let mut found: Vec<Diagnostic> = single.into_iter().filter(in_chinese).map(|range| lonely(page, range)).collect();
    let mark = |at: usize| page.text[at..].chars().next().unwrap_or_default();
    found.extend(crossed(page).into_iter().map(|(close, open)| {
        let (close_mark, open_mark) = (mark(close), mark(open));
        UNPAIRED
            .fault(
                format!("“{close_mark}”在“{open_mark}”还没有结束的时候就结束了"),
                format!("`{close_mark}` closes before `{open_mark}` within it is closed"),
            )
            .at(page.span(close..close + close_mark.len_utf8()))
            .hint("先开始的后结束：调换这两个标点。", "What was opened first closes last: exchange the two marks.")
    }));
    found
}

fn lonely(page: &PageText<'_>, range: Range<usize>) -> Diagnostic {
    let mark = page.text[range.clone()].chars().next().unwrap_or_default();
    let pair = PAIRS.iter().find(|(open, close)| open.contains(&mark) || close.contains(&mark));
    let opens = pair.is_some_and(|(open, _)| open.contains(&mark));
    let other = pair.map_or(mark, |(open, close)| if opens { close[0] } else { open[0] });
    let (zh, en) = if opens {
        (format!("“{mark}”后面没有“{other}”与它成对"), format!("`{mark}` has no `{other}` after it"))
    } else {
        (format!("“{mark}”前面没有“{other}”与它成对"), format!("`{mark}` has no `{other}` before it"))
    };
    UNPAIRED
        .fault(zh, en)
        .at(page.span(range))
        .hint("补上另一半；多余的删去。", "Add the other half, or remove this one.")
}

const WIDE: [(char, char); 6] = [(',', '，'), (';', '；'), (':', '：'), ('?', '？'), ('!', '！'), ('.', '。')];

/// Halfwidth marks that should be fullwidth, with what they should be.
pub(in crate::check) fn mixed_edits(page: &PageText<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for block in &page.blocks {
        let text = &page.words[block.clone()];
        for (i, mark) in text.char_indices() {
            let Some((_, wide)) = WIDE.iter().find(|(narrow, _)| *narrow == mark) else { continue };
            let before = text[..i].chars().next_back();
            // A blank belongs to the halfwidth mark: 你好, 世界.
            let blanks = text[i + 1..].len() - text[i + 1..].trim_start_matches(' ').len();
            let after = text[i + 1 + blanks..].chars().next();
            // 各单位: at the end, or before what is set in bold, leaves no doubt either; **时间:** 周五 is as common.
            let ends = matches!(after, None | Some('\n')) || mark == ':' && after == Some(NOTHING);
            // [甲, 乙] is how a list is written for a program.
            if blanks > 0 && text[..i].matches(['[', '{']).count() > text[..i].matches([']', '}']).count() {
                continue;
            }
            // A full stop between two characters is one of a foreign name (“张.王”), or of a number that was left out.
            let enough = match (mark, after) {
                ('.', after) => after.is_none(),
                _ if ends => true,
                (_, Some(after)) => is_han(after) || "“《（".contains(after),
                _ => false,
            };
            // 学习(每人一份),并 has been looked at with its brackets.
            let closed = before == Some(')') && text[..i - 1].ends_with(is_han);
            if (closed || before.is_some_and(|c| is_han(c) || "”》）".contains(c))) && enough {
                let blanks = if after.is_some_and(|c| c != NOTHING && c != '\n') { blanks } else { 0 };
                edits.push(Edit::new(&page.file, block.start + i..block.start + i + 1 + blanks, wide.to_string()));
            }
        }
    }
    for (open, close) in halves(page).1 {
        for (at, wide) in [(open, "（"), (close, "）")] {
            if page.text.as_bytes()[at].is_ascii() {
                edits.push(Edit::new(&page.file, at..at + 1, wide.to_owned()));
            }
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

fn mixed(page: &PageText<'_>) -> Vec<Diagnostic> {
    let fault = |edit: &Edit| {
        let (narrow, wide) = (&page.text[edit.range.clone()], &edit.text);
        MIXED
            .fault(
                format!("中文里的“{narrow}”应当是全角的“{wide}”"),
                format!("`{narrow}` among Chinese should be the fullwidth `{wide}`"),
            )
            .at(page.span(edit.range.clone()))
            .hint(
                "换成全角标点。“shuyuan check --fix --dry-run”列出全部改动，“shuyuan check --fix”改好。",
                "Use the fullwidth form. `shuyuan check --fix --dry-run` lists all changes, `shuyuan check --fix` makes them.",
            )
    };
    mixed_edits(page).iter().map(fault).collect()
}
