//! Answers as they are written: A、C, √, 对, and lists of answers at the end.

/// What an answer says, before it is known what it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Letters(Vec<usize>),
    Truth(bool),
    Text(String),
}

/// Reads one answer.
pub(super) fn read(text: &str) -> Option<Key> {
    let text = text.trim().trim_matches(['。', '；', ';', '【', '】', '[', ']']).trim();
    if text.is_empty() {
        return None;
    }
    if let Some(truth) = truth(text) {
        return Some(Key::Truth(truth));
    }
    Some(letters(text).map_or_else(|| Key::Text(text.to_owned()), Key::Letters))
}

/// √ and × in all their forms.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "对" | "正确" | "√" | "✓" | "✔" | "是" | "true" | "t" | "y" | "yes" | "v" => Some(true),
        "错" | "错误" | "×" | "✗" | "✘" | "x" | "╳" | "否" | "不正确" | "false" | "n" | "no" | "✕" | "ｘ" => {
            Some(false)
        }
        _ => None,
    }
}

/// The places of options in `A、C`, `ACD`, `（Ｂ）`.
pub(super) fn letters(text: &str) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for c in text.chars() {
        let c = match c {
            'Ａ'..='Ｚ' => char::from_u32(c as u32 - 'Ａ' as u32 + 'A' as u32)?,
            'ａ'..='ｚ' => char::from_u32(c as u32 - 'ａ' as u32 + 'A' as u32)?,
            c => c.to_ascii_uppercase(),
        };
        match c {
            'A'..='J' => {
                let index = c as usize - 'A' as usize;
                if found.contains(&index) {
                    return None;
                }
                found.push(index);
            }
            ' ' | '、' | ',' | '，' | '.' | ';' | '；' | '/' | '\u{3000}' | '和' | '（' | '）' | '(' | ')' | '项' =>
                {}
            _ => return None,
        }
    }
    found.sort_unstable();
    (!found.is_empty()).then_some(found)
}

/// `1.A 2.B`, `1-5 ABCDA`, `6、√`: numbers and their answers.
pub(super) fn several(line: &str) -> Vec<(u32, Key)> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[at..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(first) = rest[..digits].parse::<u32>() else { break };
        rest = &rest[digits..];
        if let Some(range) = rest.trim_start().strip_prefix(['-', '—', '～', '~', '–']) {
            let range = range.trim_start();
            let digits = range.bytes().take_while(u8::is_ascii_digit).count();
            let Ok(last) = range[..digits].parse::<u32>() else { continue };
            let after =
                range[digits..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':' | '.' | '、'));
            let count = (last.saturating_sub(first) + 1) as usize;
            let marks: Vec<char> = after.chars().filter(|c| !c.is_whitespace()).take(count).collect();
            let keys: Vec<Key> =
                marks.iter().filter_map(|c| read(&c.to_string())).filter(|k| !matches!(k, Key::Text(_))).collect();
            if keys.len() == count && count <= 100 {
                found.extend((first..).zip(keys));
            }
            let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
            rest = &after[end..];
            continue;
        }
        let after = rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '：' | ':' | '.' | '．' | '、' | ')' | '）')
        });
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        if let Some(key) = read(&after[..end]) {
            found.push((first, key));
        }
        rest = &after[end..];
    }
    found
}
