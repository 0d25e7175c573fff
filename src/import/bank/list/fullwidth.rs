//! Numbers typed with the input method on: １．读者证有效期为（　Ｂ　）; and options with small letters.

/// `line` with the number of a question at its beginning in ASCII digits, and with `a)` as `A)`.
pub(super) fn number(line: &str) -> String {
    let trimmed = line.trim_start();
    if trimmed.starts_with(|c: char| c.is_ascii_lowercase()) && trimmed[1..].starts_with([')', '）', '、', '．', '.'])
    {
        return trimmed[..1].to_ascii_uppercase() + &trimmed[1..];
    }
    let before = line.find(|c: char| !c.is_whitespace() && !matches!(c, '第' | '（' | '(' | '\u{feff}'));
    let start = before.unwrap_or(line.len());
    let end = line[start..].find(|c| !is_digit(c)).map_or(line.len(), |at| start + at);
    format!("{}{}{}", &line[..start], digits(&line[start..end]), &line[end..])
}

/// All digits of `text` in ASCII.
pub(super) fn digits(text: &str) -> String {
    let narrow = |c: char| if is_digit(c) { char::from_u32(u32::from(c) - 0xff10 + 0x30).unwrap_or(c) } else { c };
    text.chars().map(narrow).collect()
}

fn is_digit(c: char) -> bool {
    ('０'..='９').contains(&c)
}
