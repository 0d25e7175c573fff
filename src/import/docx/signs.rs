//! Fonts of symbols: what is typed as R in Wingdings 2 is ☑.

/// A character of a font of symbols.
pub(super) fn symbol(font: &str, code: u32) -> Option<String> {
    let code = if (0xf000..0xf100).contains(&code) { code - 0xf000 } else { code };
    let lower = font.to_lowercase();
    let text = if lower.contains("wingdings 2") {
        match code {
            0x52 | 0x54 => "☑",
            0x53 | 0x51 => "☒",
            0xa3 | 0x2a => "☐",
            0x50 => "✓",
            0x4f => "✗",
            0x6a..=0x73 => return Some(super::formats::circled(code - 0x69)),
            _ => return None,
        }
    } else if lower.contains("wingdings 3") {
        match code {
            0x22 | 0x66 => "→",
            0x21 | 0x65 => "←",
            0x23 | 0x68 => "↑",
            0x24 | 0x69 => "↓",
            0x70 => "▲",
            0x71 => "▼",
            0x74 | 0x7c => "◀",
            0x75 | 0x7d => "▶",
            _ => return None,
        }
    } else if lower.contains("wingdings") {
        match code {
            0x6f | 0x70 | 0x71 | 0x72 | 0xa8 => "☐",
            0x6e => "■",
            0xfe => "☑",
            0xfd | 0x78 => "☒",
            0xfc => "✓",
            0xfb => "✗",
            0x6c => "●",
            0xa1 => "○",
            0xe0 | 0xf0 | 0xe8 => "→",
            0x26 => "📖",
            0x28 => "☎",
            0x2a => "✉",
            0xab | 0xb6 => "★",
            // The bullets that Word offers.
            0xd8 => "➢",
            0x76 => "❖",
            0xa7 => "▪",
            0x74 | 0x75 | 0x77 => "◆",
            0x9f => "•",
            0x9e | 0xa0 => "·",
            0xa2 | 0xa6 => "○",
            0xa4 | 0xa5 => "◎",
            0xaa => "✦",
            0xb2 => "✧",
            0xdf | 0xe7 | 0xef => "←",
            0xe1 | 0xe9 | 0xf1 => "↑",
            0xe2 | 0xea | 0xf2 => "↓",
            0xf3 => "↔",
            0x45 => "☜",
            0x46 => "☞",
            0x47 => "☝",
            0x48 => "☟",
            0x4a => "☺",
            0x4c => "☹",
            0x22 => "✂",
            0x36 => "⌛",
            0x51 => "✈",
            0x52 => "☼",
            0x81..=0x8a => return Some(super::formats::circled(code - 0x80)),
            _ => return None,
        }
    } else if lower.contains("webdings") {
        match code {
            0x61 => "✓",
            0x72 => "✗",
            0x63 => "☐",
            0x67 => "■",
            0x6e => "●",
            _ => return None,
        }
    } else if lower.contains("symbol") {
        match code {
            0xb7 => "·",
            0xb4 => "×",
            0xb8 => "÷",
            0xa3 => "≤",
            0xb3 => "≥",
            0xb1 => "±",
            0xb0 => "°",
            0xd6 => "√",
            0xae => "→",
            0xac => "←",
            0xad => "↑",
            0xaf => "↓",
            0xb9 => "≠",
            0xbb => "≈",
            0xa5 => "∞",
            0xce => "∈",
            0xde => "⇒",
            0x6c => "λ",
            0x71 => "θ",
            0x73 => "σ",
            0x77 => "ω",
            0x65 => "ε",
            0x6a => "φ",
            0x72 => "ρ",
            0x61 => "α",
            0x62 => "β",
            0x67 => "γ",
            0x64 | 0x44 => "Δ",
            0x6d => "μ",
            0x70 => "π",
            0x53 => "Σ",
            0x57 => "Ω",
            _ => return char::from_u32(code).filter(char::is_ascii_graphic).map(String::from),
        }
    } else {
        return char::from_u32(code).filter(|c| !c.is_control()).map(String::from);
    };
    Some(text.to_owned())
}
