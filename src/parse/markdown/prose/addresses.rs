//! Addresses of links and pictures: with blanks, in fullwidth brackets, with sizes, and links of a wiki.

use std::ops::Range;

use super::{Amended, Slip};

pub(super) fn amend(text: &str, at: usize, found: &mut Amended) {
    let mut from = 0;
    while let Some(close) = text[from..].find([']', '】', '］']).map(|i| from + i) {
        let bracket = text[close..].chars().next().unwrap_or(']');
        let after = close + bracket.len_utf8();
        from = after;
        if text[after..].starts_with(['(', '（']) {
            if let Some(link) = Link::read(text, close, bracket)
                && link.amend(text, at, found)
            {
                from = link.end;
            }
        } else if bracket == ']' && text[after..].starts_with(']') {
            wiki(text, close, at, found);
        }
    }
}

/// `[[页面]]` and `![[图.png]]`.
fn wiki(text: &str, close: usize, at: usize, found: &mut Amended) {
    let Some(open) = text[..close].rfind("[[") else { return };
    let inner = &text[open + 2..close];
    let end = close + 2;
    let plain = !inner.is_empty() && !inner.contains(['[', ']', '^']);
    if plain && !text[end..].starts_with(['(', '（', '[', ':']) && !text[..open].ends_with(['[', '\\']) {
        let name: String = inner.split('|').next().unwrap_or(inner).chars().take(40).collect();
        found.slip(at + open..at + end, Slip::Wiki { name });
    }
}

/// `[text](address "title")`, each bracket perhaps fullwidth.
struct Link {
    open: usize,
    close: Range<usize>,
    paren: Range<usize>,
    /// The address without blanks around it.
    address: Range<usize>,
    /// ` =300x200` behind it.
    size: Option<Range<usize>>,
    closer: Range<usize>,
    end: usize,
    image: bool,
}

impl Link {
    fn read(text: &str, close: usize, bracket: char) -> Option<Self> {
        let opening = match bracket {
            '】' => '【',
            '］' => '［',
            _ => '[',
        };
        let open = text[..close].rfind(opening)?;
        // \[甲]（#） is no link: its bracket was made a letter.
        if bracket == ']' && (open - text[..open].trim_end_matches('\\').len()) % 2 == 1 {
            return None;
        }
        let after = close + bracket.len_utf8();
        let paren = after..after + text[after..].chars().next()?.len_utf8();
        let closer = closing(text, paren.clone())?;
        let inner = paren.end..closer.start;
        let trimmed = |r: Range<usize>| {
            let t = &text[r.clone()];
            let start = r.start + t.len() - t.trim_start().len();
            start..start + t.trim().len()
        };
        let mut address = trimmed(inner);
        if let Some(title) = title(&text[address.clone()]) {
            address.end -= title;
            address = trimmed(address);
        }
        let size = size(&text[address.clone()]).map(|length| address.end - length..address.end);
        if let Some(size) = &size {
            address.end = size.start;
        }
        let image = text[..open].ends_with(['!', '！']);
        let end = closer.end;
        Some(Self { open, close: close..after, paren, address, size, closer, end, image })
    }

    /// Writes the link as Markdown knows it; whether there was anything to amend.
    fn amend(&self, text: &str, at: usize, found: &mut Amended) -> bool {
        let address = &text[self.address.clone()];
        let wide = |range: &Range<usize>| range.len() > 1;
        let brackets = wide(&self.close) || wide(&self.paren) || wide(&self.closer);
        let blanks = address.contains([' ', '\t']) && !address.starts_with('<');
        let exclamation = text[..self.open].ends_with('！') && is_picture(address);
        if !(brackets || blanks || self.size.is_some() || exclamation) || !is_address(address, self.image && !brackets)
        {
            return false;
        }
        let mut put = |range: &Range<usize>, with: &str| {
            if text[range.clone()] != *with {
                found.replace(at + range.start..at + range.end, with);
            }
        };
        if exclamation {
            put(&(self.open - '！'.len_utf8()..self.open), "!");
        }
        if wide(&self.close) {
            put(&(self.open..self.open + self.close.len()), "[");
            put(&self.close, "]");
        }
        put(&self.paren, "(");
        put(&self.closer, ")");
        if let Some(size) = &self.size {
            found.slip(at + size.start..at + size.end, Slip::Attributes { picture: true });
            found.replace(at + size.start..at + size.end, "");
        }
        if !address.starts_with('<') && (blanks || address.contains(['(', ')'])) {
            found.insert(at + self.address.start, "<");
            found.insert(at + self.address.end, ">");
        }
        true
    }
}

/// The bracket that closes the one at `paren`, in the form that fits or, without one, in the other.
fn closing(text: &str, paren: Range<usize>) -> Option<Range<usize>> {
    let wide = paren.len() > 1;
    let find = |open: char, close: char| {
        let mut depth = 0usize;
        for (i, c) in text[paren.end..].char_indices() {
            if c == open {
                depth += 1;
            } else if c == close {
                if depth == 0 {
                    let start = paren.end + i;
                    return Some(start..start + c.len_utf8());
                }
                depth -= 1;
            }
        }
        None
    };
    let (narrow, full) = (find('(', ')'), find('（', '）'));
    if wide { full.or(narrow) } else { narrow.or(full) }
}

/// Bytes of the title at the end of what stands in the brackets.
fn title(inner: &str) -> Option<usize> {
    let quote = inner.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let open = inner[..inner.len() - 1].rfind(quote)?;
    inner[..open].ends_with([' ', '\t']).then(|| inner.len() - open)
}

/// Bytes of ` =300x200` at the end of an address.
fn size(address: &str) -> Option<usize> {
    let at = address.rfind(" =")?;
    let size = &address[at + 2..];
    let sized =
        size.contains(['x', '*']) && size.chars().all(|c| c.is_ascii_digit() || matches!(c, 'x' | '*' | '%' | 'p'));
    sized.then(|| address.len() - address[..at].trim_end().len())
}

/// Whether what stands in the brackets is an address and no remark.
fn is_address(address: &str, sure: bool) -> bool {
    let bare = address.trim_matches(['<', '>']);
    let path = bare.split(['#', '?']).next().unwrap_or(bare);
    let named = path.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty()
            && (1..=8).contains(&ending.len())
            && ending.bytes().all(|b| b.is_ascii_alphanumeric())
            && ending.bytes().any(|b| b.is_ascii_alphabetic())
    });
    let scheme = ["http://", "https://", "mailto:", "tel:"].iter().any(|s| bare.starts_with(s));
    let below = path.contains('/') && !path.contains(['。', '，', '；']);
    !bare.is_empty() && !bare.contains(['<', '>']) && (sure || named || scheme || below || bare.starts_with('#'))
}

fn is_picture(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "avif", "heic"].iter().any(|e| lower.ends_with(e))
}
