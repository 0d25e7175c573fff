//! Line and column as libyaml counts them → byte offsets, and the end of a scalar from its start.

/// Walks through a text once; places must be asked for in ascending order.
pub(super) struct Cursor<'t> {
    text: &'t str,
    byte: usize,
    line: usize,
    column: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, byte: 0, line: 0, column: 0 }
    }

    /// Where the cursor stands.
    pub(super) fn byte(&self) -> usize {
        self.byte
    }

    /// Moves to `line` and `column` (both from 0); `None` if they lie behind.
    pub(super) fn advance(&mut self, line: usize, column: usize) -> Option<usize> {
        if (line, column) < (self.line, self.column) {
            return None;
        }
        while (self.line, self.column) < (line, column) {
            let Some(c) = self.text[self.byte..].chars().next() else {
                break;
            };
            let crlf = c == '\r' && self.text[self.byte + 1..].starts_with('\n');
            self.byte += c.len_utf8();
            if is_break(c) && !crlf {
                self.line += 1;
                self.column = 0;
            } else if !crlf {
                self.column += 1;
            }
        }
        Some(self.byte)
    }
}

/// What libyaml takes for a line break.
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// One past the last byte of the scalar that begins at `start` and means `value`.
pub(super) fn scalar_end(text: &str, start: usize, value: &str) -> usize {
    let rest = &text[start..];
    let length = match rest.as_bytes().first() {
        Some(b'"') => quoted_length(rest, '"'),
        Some(b'\'') => quoted_length(rest, '\''),
        Some(b'|' | b'>') => return block_end(text, start),
        _ if rest.starts_with(value) => value.len(),
        _ => line_of(rest).trim_end().len(),
    };
    start + length
}

/// The plain word at the start of `rest`: a number, a boolean or a null as written.
pub(super) fn plain_word(rest: &str) -> &str {
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-._~".contains(c))).unwrap_or(rest.len());
    &rest[..end]
}

/// Length of the quoted text at the start of `rest`, its quotation marks included.
pub(super) fn quoted_length(rest: &str, quote: char) -> usize {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((i, c)) = characters.next() {
        if quote == '"' && c == '\\' {
            characters.next();
        } else if c == quote {
            let doubled = characters.peek().is_some_and(|(_, next)| *next == quote);
            if quote == '"' || !doubled {
                return i + 1;
            }
            characters.next();
        }
    }
    rest.len()
}

fn block_end(text: &str, start: usize) -> usize {
    let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
    // The block is deeper than its key, or than its dash if it is an entry itself.
    let prefix = &text[line_start..start];
    let dashes = prefix.len() - prefix.trim_start_matches([' ', '-']).len();
    let indent = if dashes == prefix.len() { prefix.rfind('-').unwrap_or(0) } else { dashes };
    let mut end = start + line_of(&text[start..]).trim_end().len();
    let mut at = start + line_of(&text[start..]).len();
    while at < text.len() {
        at += 1;
        let line = line_of(&text[at..]);
        let blank = line.trim().is_empty();
        if !blank && indent_of(line) <= indent {
            break;
        }
        at += line.len();
        if !blank {
            end = at - (line.len() - line.trim_end().len());
        }
    }
    end
}

fn line_of(text: &str) -> &str {
    text.find('\n').map_or(text, |end| &text[..end])
}

fn indent_of(line: &str) -> usize {
    line.bytes().take_while(|b| *b == b' ').count()
}
