use super::pinyin::{is_han, words};

/// The longest slug, in characters.
const LONGEST: usize = 80;

/// A stable ASCII name for `text`, for URLs and anchors: lower case, words joined by `-`, Han characters in pinyin
/// (`党员教育` → `dangyuan-jiaoyu`).
///
/// Empty if nothing of `text` can be written so; the caller knows what to call it then.
pub fn slug(text: &str) -> String {
    let mut out = Slug::default();
    let chars: Vec<char> = text.chars().take(4 * LONGEST).collect();
    let mut at = 0;
    while at < chars.len() && out.text.len() <= LONGEST {
        let run = chars[at..].iter().take_while(|c| is_han(**c)).count();
        if run > 0 {
            for word in words(&chars[at..at + run]) {
                out.word(word.sounds);
            }
            at += run;
        } else {
            character(chars[at], &mut out);
            at += 1;
        }
    }
    safe(cut(out.text, text))
}

/// The slug under construction: letters and digits run on until a word ends.
#[derive(Default)]
struct Slug {
    text: String,
    /// Whether the next letter begins a new word.
    broken: bool,
}

impl Slug {
    fn word<S: AsRef<str>>(&mut self, syllables: impl IntoIterator<Item = S>) {
        self.broken = true;
        for syllable in syllables {
            self.letters(syllable.as_ref());
        }
        self.broken = true;
    }

    fn letters(&mut self, letters: &str) {
        if letters.is_empty() {
            return;
        }
        if self.broken && !self.text.is_empty() {
            self.text.push('-');
        }
        self.broken = false;
        self.text.push_str(letters);
    }
}

fn character(c: char, out: &mut Slug) {
    match c {
        'a'..='z' | '0'..='9' => out.letters(c.encode_utf8(&mut [0; 4])),
        'A'..='Z' => out.letters(c.to_ascii_lowercase().encode_utf8(&mut [0; 4])),
        // An apostrophe joins: `editor's` is one word.
        '\'' | '’' => {}
        _ if c.is_ascii() => out.broken = true,
        _ => foreign(c, out),
    }
}

/// Letters with marks lose them and fullwidth forms become ASCII; other scripts and emoji only separate words.
fn foreign(c: char, out: &mut Slug) {
    use unicode_normalization::UnicodeNormalization;
    let mut any = false;
    for part in std::iter::once(c).nfkd() {
        if part.is_ascii_alphanumeric() {
            out.letters(part.to_ascii_lowercase().encode_utf8(&mut [0; 4]));
            any = true;
        } else if is_han(part) {
            // Compatibility forms of Han characters, such as `㈠`.
            words(&[part]).into_iter().for_each(|word| out.word(word.sounds));
            any = true;
        }
    }
    let joins = unicode_normalization::char::is_combining_mark(c);
    if !any && !joins {
        match c {
            'ß' => out.letters("ss"),
            'æ' | 'Æ' => out.letters("ae"),
            'ø' | 'Ø' => out.letters("o"),
            'ł' | 'Ł' => out.letters("l"),
            'đ' | 'Đ' => out.letters("d"),
            _ => out.broken = true,
        }
    }
}

/// Cuts what is too long at the last whole word that fits. Names that differ only in what is cut off, such as the date of
/// a version, stay apart by the checksum of the whole.
fn cut(mut made: String, whole: &str) -> String {
    const SUM: usize = 9;
    if made.len() > LONGEST {
        let most = LONGEST - SUM;
        let end = match made[..=most].rfind('-') {
            Some(end) if end > 0 => end,
            _ => most,
        };
        made.truncate(end);
        let mut sum = flate2::Crc::new();
        sum.update(whole.as_bytes());
        made.push_str(&format!("-{:08x}", sum.sum()));
    }
    made
}

/// Windows cannot hold files of these names, whatever their extension.
fn safe(text: String) -> String {
    let device =
        |prefix: &str| text.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    let reserved = matches!(text.as_str(), "con" | "prn" | "aux" | "nul") || device("com") || device("lpt");
    if reserved { format!("{text}-1") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(slug(text), expected, "{text:?}");
    }

    #[test]
    fn han_becomes_pinyin() {
        check("党员教育", "dangyuan-jiaoyu");
        check("第一章　总则", "diyizhang-zongze");
        check("《管理办法》（试行）", "guanli-banfa-shixing");
        check("关于加强党员教育的通知", "guanyu-jiaqiang-dangyuan-jiaoyu-de-tongzhi");
        check("女绿", "nvlv");
        check("Rust语言2026年", "rust-yuyan-2026-nian");
    }

    #[test]
    fn neighbours_decide_the_reading() {
        check("各银行行长", "ge-yinhang-hangzhang");
        check("重庆调查", "chongqing-diaocha");
        check("重要会议", "zhongyao-huiyi");
        check("会计制度", "kuaiji-zhidu");
        check("长效机制", "changxiao-jizhi");
        check("上海市专利保护条例", "shanghaishi-zhuanli-baohu-tiaoli");
        check("单县乐清六安蚌埠", "shanxian-yueqing-luan-bengbu");
    }

    #[test]
    fn other_scripts_and_emoji_are_dropped() {
        check("Café Müller", "cafe-muller");
        check("ＡＢＣ１２", "abc12");
        check("🎉学习🎉", "xuexi");
        check("Привет", "");
        check("", "");
        check("---", "");
        check("editor's note", "editors-note");
    }

    #[test]
    fn names_that_windows_reserves_are_made_safe() {
        check("con", "con-1");
        check("NUL", "nul-1");
        check("com1", "com1-1");
        check("com10", "com10");
        check("console", "console");
    }

    #[test]
    fn long_texts_are_cut_at_a_word() {
        let long = slug(&"学习教育".repeat(10_000));
        assert_eq!(long, "xuexi-jiaoyu-xuexi-jiaoyu-xuexi-jiaoyu-xuexi-jiaoyu-xuexi-jiaoyu-xuexi-5808e76c");
        assert_eq!(slug(&"x".repeat(1_000_000)).len(), 80);
    }
}
