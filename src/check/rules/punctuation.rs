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
const PAIRS: [(&[char], &[char]); 8] = [
    (&['“'], &['”']),
    (&['（', '('], &['）', ')']),
    (&['《'], &['》']),
    (&['〈'], &['〉']),
    (&['【'], &['】']),
    (&['〔'], &['〕']),
    (&['「'], &['」']),
    (&['『'], &['』']),
];

/// A bracket may be closed so many blocks later, as those around the history of a law are.
const REACH: usize = 12;

/// One half that is open.
struct Open {
    at: usize,
    block: usize,
    mark: char,
}

/// Halves whose other half is missing, and pairs of two widths.
fn halves(page: &PageText<'_>) -> (Vec<Range<usize>>, Vec<(usize, usize)>) {
    let (mut single, mut uneven) = (Vec::new(), Vec::new());
    for (index, (openers, closers)) in PAIRS.iter().enumerate() {
        let is_quote = index == 0;
        let mut open: Vec<Open> = Vec::new();
        for (block, range) in page.blocks.iter().enumerate() {
            let text = &page.words[range.clone()];
            for (i, mark) in text.char_indices() {
                let at = range.start + i;
                if openers.contains(&mark) {
                    // Each paragraph of a long quotation begins with the mark, and the last one alone ends with it.
                    let continued =
                        is_quote && !open.is_empty() && text[..i].trim_matches([' ', '\u{3000}', NOTHING]).is_empty();
                    if !continued {
                        open.push(Open { at, block, mark });
                    }
                } else if closers.contains(&mark) {
                    match open.pop_if(|half| is_quote || block - half.block <= REACH) {
                        Some(half) if half.mark.len_utf8() != mark.len_utf8() => uneven.push((half.at, at)),
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
    single.into_iter().filter(in_chinese).map(|range| lonely(page, range)).collect()
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
            // [甲, 乙] is how a list is written for a program.
            if blanks > 0 && text[..i].matches(['[', '{']).count() > text[..i].matches([']', '}']).count() {
                continue;
            }
            // A full stop between two characters is one of a foreign name (“张.王”), or of a number that was left out.
            let enough = match (mark, after) {
                ('.', after) => after.is_none(),
                (_, Some(after)) => is_han(after) || "“《（".contains(after),
                (',' | ';', None) => true,
                _ => false,
            };
            if before.is_some_and(|c| is_han(c) || "”》）".contains(c)) && enough {
                let blanks = if after.is_some() { blanks } else { 0 };
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
