//! The options of a question: A、甲　B、乙.

/// Options in `line` from A (or from where a line begins), and where they begin.
pub(super) fn options_in(line: &str, within: bool) -> Option<(usize, Vec<(char, &str)>)> {
    let mut marks: Vec<(usize, usize, char)> = Vec::new();
    let mut before = ' ';
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    for (i, (at, c)) in characters.iter().enumerate() {
        let plain = match c {
            'Ａ'..='Ｈ' => char::from_u32(*c as u32 - 'Ａ' as u32 + 'A' as u32).unwrap_or(*c),
            c => *c,
        };
        let next = characters.get(i + 1).map_or(' ', |(_, c)| *c);
        let expected = marks.last().map(|(_, _, last)| char::from(*last as u8 + 1));
        let fits = expected.map_or(
            plain == 'A'
                || (!within
                    && (at == &0 || i == 1 && matches!(before, '（' | '(' | '[' | '【'))
                    && ('A'..='H').contains(&plain)),
            |e| e == plain,
        );
        let bracketed = matches!(before, '（' | '(' | '[' | '【') && matches!(next, '）' | ')' | ']' | '】');
        let free = before.is_whitespace()
            || at == &0
            || matches!(before, '；' | ';' | '。' | '，' | '）' | ')' | '？' | '?' | '：' | '_')
            || (!marks.is_empty() && !before.is_ascii_alphanumeric());
        let closed = matches!(next, '、' | '.' | '．' | ':' | '：' | ')' | '）' | ',' | '，' | '\t' | '\u{3000}')
            || next == ' ' && (at == &0 || before.is_whitespace())
            // A《诗经》, A三年: without a mark, where the line begins.
            || at == &0 && !within && is_bare(line, next);
        if fits && (bracketed || free && closed) {
            let (start, end) = if bracketed {
                (at - before.len_utf8(), at + c.len_utf8() + next.len_utf8())
            } else {
                (*at, at + c.len_utf8() + if is_wide(next) { 0 } else { next.len_utf8() })
            };
            marks.push((start, end, plain));
        }
        before = *c;
    }
    let first = marks.first()?.0;
    if within && marks.len() < 2 {
        return None;
    }
    let mut found = Vec::new();
    for (i, (_, end, letter)) in marks.iter().enumerate() {
        let stop = marks.get(i + 1).map_or(line.len(), |(start, ..)| *start);
        found.push((
            *letter,
            line[(*end).min(stop)..stop].trim().trim_start_matches(['.', '、', '．', '：', ':']).trim(),
        ));
    }
    Some((first, found))
}

/// Whether a letter before `next` can be that of an option though no mark stands between them; A股上市 is a word.
fn is_bare(line: &str, next: char) -> bool {
    const WORDS: [char; 8] = ['股', '级', '类', '型', '座', '区', '楼', '馆'];
    is_wide(next) && !WORDS.contains(&next) && line.chars().count() <= 60
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '《' | '“')
}

/// A right option may be marked: *B. …, B. …（正确）.
pub(super) fn starred(option: &str) -> (&str, bool) {
    let trimmed = option.trim();
    ["（正确）", "(正确)", "（√）", "(√)", "√", "✓"]
        .iter()
        .find_map(|mark| trimmed.strip_suffix(mark))
        .map_or((trimmed, false), |rest| (rest.trim_end(), true))
}
