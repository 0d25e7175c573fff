//! Bytes → text, for files that were saved in one of the encodings met on Chinese office machines.

use std::borrow::Cow;
use std::sync::Arc;

use encoding_rs::{BIG5, GB18030, UTF_16BE, UTF_16LE};

use super::faults;
use crate::diagnostics::{Diagnostic, Span};

/// How a file was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, the one to use.
    Utf8,
    /// UTF-16, little endian; “Unicode” in older versions of Notepad.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// GB18030, of which GBK and GB2312 are parts; “ANSI” in Notepad on a Chinese system.
    Gb18030,
    /// Big5; “ANSI” in Notepad on a system in traditional Chinese.
    Big5,
    /// No text at all.
    Binary,
}

/// A file's text and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedText {
    /// The text without a byte order mark, line breaks as they were; empty if it is binary.
    pub text: String,
    /// How it was saved.
    pub encoding: Encoding,
    /// Whether it began with a byte order mark.
    pub had_bom: bool,
    /// Places that could not be read and are shown as U+FFFD.
    pub unreadable: usize,
}

/// Decodes `bytes`; in doubt UTF-8.
pub fn decode(bytes: &[u8]) -> DecodedText {
    let known = |text: Cow<'_, str>, encoding, had_bom| DecodedText {
        unreadable: if encoding == Encoding::Utf8 { 0 } else { count_unreadable(&text) },
        text: text.into_owned(),
        encoding,
        had_bom,
    };
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return DecodedText { had_bom: true, ..utf8(rest) };
    }
    // UTF-32 begins like UTF-16; nobody saves text as that, so it falls to the binary files below.
    if !bytes.starts_with(b"\xFF\xFE\0\0") {
        if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
            let (text, _) = UTF_16LE.decode_without_bom_handling(rest);
            return known(text, Encoding::Utf16Le, true);
        }
        if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
            let (text, _) = UTF_16BE.decode_without_bom_handling(rest);
            return known(text, Encoding::Utf16Be, true);
        }
    }
    if bytes.contains(&0) {
        return match utf16_without_mark(bytes) {
            Some((text, encoding)) => known(text, encoding, false),
            None => binary(),
        };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !is_unlikely(text) => return intact(text),
        Err(_) if mostly_utf8(bytes) => return utf8(bytes),
        _ => {}
    }
    if is_big5(bytes) {
        let (text, _) = BIG5.decode_without_bom_handling(bytes);
        return known(text, Encoding::Big5, false);
    }
    let (text, _) = GB18030.decode_without_bom_handling(bytes);
    if std::str::from_utf8(bytes).is_ok() && !(is_familiar(&text) && count_unreadable(&text) == 0) {
        return utf8(bytes);
    }
    let unreadable = count_unreadable(&text);
    let characters = text.chars().count();
    if is_prose(&text) && unreadable * 50 <= characters.max(50) {
        return known(text, Encoding::Gb18030, false);
    }
    binary()
}

/// Decodes a file and says what an editor should know about it.
pub fn decode_file(file: &Arc<str>, bytes: &[u8]) -> (Option<String>, Vec<Diagnostic>) {
    let decoded = decode(bytes);
    let mut found = Vec::new();
    match decoded.encoding {
        Encoding::Binary => {
            let fault = match signature(bytes) {
                Some((zh, en)) => faults::disguised(file, zh, en),
                None => faults::binary(file),
            };
            return (None, vec![fault]);
        }
        Encoding::Utf8 => {}
        Encoding::Utf16Le => found.push(faults::encoding(file, "UTF-16（小端）", "UTF-16 (little endian)")),
        Encoding::Utf16Be => found.push(faults::encoding(file, "UTF-16（大端）", "UTF-16 (big endian)")),
        Encoding::Big5 => found.push(faults::big5(file)),
        Encoding::Gb18030 => found.push(faults::encoding(file, "GB18030（GBK、ANSI）", "GB18030 (GBK, ANSI)")),
    }
    if decoded.unreadable > 0 {
        let at = decoded.text.find('\u{FFFD}').unwrap_or(0);
        let span = Span::new(file, at..at + '\u{FFFD}'.len_utf8());
        found.push(faults::garbled(span, decoded.unreadable));
    }
    (Some(with_line_feeds(decoded.text)), found)
}

/// Old systems end a line with a carriage return alone, which Markdown and YAML take for no end at all. Places stay.
fn with_line_feeds(text: String) -> String {
    let text = if text.contains('\n') { text } else { text.replace('\r', "\n") };
    without_control(text)
}

/// Word writes a line break made by hand as U+000B and a page break as U+000C; other control characters mean nothing, and
/// XML, of which feeds are made, allows none of them. Places stay, since each is one byte.
fn without_control(text: String) -> String {
    let is_control = |b: u8| matches!(b, 1..=8 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F);
    if !text.bytes().any(is_control) {
        return text;
    }
    let plain = |c: char| match c {
        '\u{B}' | '\u{C}' => '\n',
        c if c.is_ascii() && is_control(c as u8) => ' ',
        c => c,
    };
    text.chars().map(plain).collect()
}

fn intact(text: &str) -> DecodedText {
    DecodedText { text: text.to_owned(), encoding: Encoding::Utf8, had_bom: false, unreadable: 0 }
}

fn utf8(bytes: &[u8]) -> DecodedText {
    let text = String::from_utf8_lossy(bytes);
    let unreadable = match text {
        // A replacement character that the file itself contains is the editor's own.
        Cow::Borrowed(_) => 0,
        Cow::Owned(_) => count_unreadable(&text),
    };
    DecodedText { text: text.into_owned(), encoding: Encoding::Utf8, had_bom: false, unreadable }
}

fn binary() -> DecodedText {
    DecodedText { text: String::new(), encoding: Encoding::Binary, had_bom: false, unreadable: 0 }
}

fn count_unreadable(text: &str) -> usize {
    text.matches('\u{FFFD}').count()
}

/// Whether damaged UTF-8 is more likely than another encoding: its characters of several bytes are hardly ever whole
/// by chance.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken * 4 && is_prose(&String::from_utf8_lossy(bytes))
}

/// Two or three words in GB18030 can happen to be valid UTF-8 (`学习` is `ѧϰ`), but then in letters of no living use.
fn is_unlikely(text: &str) -> bool {
    let mut strange = false;
    for c in text.chars().filter(|c| !c.is_ascii()) {
        let in_use = matches!(c, '\u{80}'..='\u{17f}' | '\u{386}'..='\u{3ce}' | 'Ё' | 'А'..='я' | 'ё');
        if c.len_utf8() > 2 {
            return false;
        }
        strange |= !in_use;
    }
    strange
}

/// UTF-16 that lacks its mark shows itself by line breaks and ASCII whose other byte is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<(Cow<'_, str>, Encoding)> {
    if bytes.len() < 4 {
        return None;
    }
    [(UTF_16LE, Encoding::Utf16Le), (UTF_16BE, Encoding::Utf16Be)].into_iter().find_map(|(codec, encoding)| {
        let (text, _) = codec.decode_without_bom_handling(bytes);
        let readable = is_prose(&text) && is_familiar(&text) && count_unreadable(&text) <= 1;
        readable.then_some((text, encoding))
    })
}

/// Whether `bytes` are traditional Chinese in Big5. They could be read as GB18030 too, but then nearly all characters are
/// rare ones; and simplified Chinese in GB18030 is mostly no Big5, or rare in it.
fn is_big5(bytes: &[u8]) -> bool {
    // The frequent characters of both are those of their first level; signs and letters come before them.
    let big5 = |lead: u8, trail: u8| {
        let trail = matches!(trail, 0x40..=0x7e | 0xa1..=0xfe);
        if trail && matches!(lead, 0xa1..=0xf9) { Some(matches!(lead, 0xa1 | 0xa4..=0xc6)) } else { None }
    };
    let gb = |lead: u8, trail: u8| {
        let trail = matches!(trail, 0x40..=0x7e | 0x80..=0xfe).then_some(trail)?;
        Some(trail >= 0xa1 && matches!(lead, 0xa1 | 0xa3 | 0xb0..=0xd7))
    };
    let (Some((whole, frequent)), Some((whole_gb, frequent_gb))) = (pairs(bytes, big5), pairs(bytes, gb)) else {
        return false;
    };
    whole >= 4 && frequent * 100 >= whole * 95 && frequent_gb * 10 < whole_gb * 7
}

/// How many characters of two bytes there are, and how many of them `judge` calls frequent; None where one is none.
fn pairs(bytes: &[u8], judge: impl Fn(u8, u8) -> Option<bool>) -> Option<(usize, usize)> {
    let (mut whole, mut frequent) = (0, 0);
    let mut rest = bytes.iter();
    while let Some(lead) = rest.next() {
        if lead.is_ascii() {
            continue;
        }
        // A file may be cut off within its last character.
        let Some(trail) = rest.next() else { break };
        whole += 1;
        frequent += usize::from(judge(*lead, *trail)?);
    }
    Some((whole, frequent))
}

/// Hardly any control characters.
fn is_prose(text: &str) -> bool {
    let (mut all, mut control) = (0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        control += usize::from(c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}'));
    }
    control * 100 <= all
}

/// Nearly all characters are such as Chinese documents use.
fn is_familiar(text: &str) -> bool {
    let (mut all, mut familiar) = (0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        familiar += usize::from(matches!(c,
            '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{ff}' | '\u{2000}'..='\u{206f}'
            | '\u{2160}'..='\u{2179}' | '\u{2460}'..='\u{24ff}'
            | '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'));
    }
    familiar * 10 >= all * 9
}

/// What a file is that was only renamed to a text file.
fn signature(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const KNOWN: [(&[u8], &str, &str); 6] = [
        (b"PK\x03\x04", " Word、WPS 或压缩文件（docx、xlsx、zip）", "a Word, WPS or zip file"),
        (b"\xD0\xCF\x11\xE0", "旧版 Word、WPS 文件（doc、xls、wps）", "an old Word or WPS file"),
        (b"%PDF", " PDF 文件", "a PDF file"),
        (b"\x89PNG", "图片（png）", "a picture (png)"),
        (b"\xFF\xD8\xFF", "图片（jpg）", "a picture (jpg)"),
        (b"GIF8", "图片（gif）", "a picture (gif)"),
    ];
    KNOWN.iter().find(|(magic, ..)| bytes.starts_with(magic)).map(|(_, zh, en)| (*zh, *en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Lang;

    const PAGE: &str = "---\ntitle: 关于开展学习月活动的通知\n---\r\n正文：请各部门“认真”学习，做好记录。\n";

    fn check(bytes: &[u8], text: &str, encoding: Encoding, had_bom: bool) {
        let expected = DecodedText { text: text.to_owned(), encoding, had_bom, unreadable: 0 };
        assert_eq!(decode(bytes), expected);
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        check(PAGE.as_bytes(), PAGE, Encoding::Utf8, false);
        check(format!("\u{feff}{PAGE}").as_bytes(), PAGE, Encoding::Utf8, true);
        check(&GB18030.encode(PAGE).0, PAGE, Encoding::Gb18030, false);
        check(&utf16(PAGE, false), PAGE, Encoding::Utf16Le, false);
        check(&utf16(PAGE, true), PAGE, Encoding::Utf16Be, false);
        check(&utf16(&format!("\u{feff}{PAGE}"), false), PAGE, Encoding::Utf16Le, true);
        check(&utf16(&format!("\u{feff}{PAGE}"), true), PAGE, Encoding::Utf16Be, true);
        check(b"", "", Encoding::Utf8, false);
        check("甲".as_bytes(), "甲", Encoding::Utf8, false);
        for word in ["通知", "学习", "姓名,电话\n"] {
            check(&GB18030.encode(word).0, word, Encoding::Gb18030, false);
        }
        for word in ["Привет", "café", "Ελλάδα", "甲ѧ"] {
            check(word.as_bytes(), word, Encoding::Utf8, false);
        }
        check("a\u{FFFD}b".as_bytes(), "a\u{FFFD}b", Encoding::Utf8, false);
    }

    fn faults_of(bytes: &[u8], lang: Lang) -> Vec<String> {
        let file: Arc<str> = "content/a.md".into();
        let mut lines = Vec::new();
        for d in decode_file(&file, bytes).1 {
            lines.push(format!("[{}] {}", d.code, d.message.get(lang)));
            lines.extend(d.hints.iter().map(|h| h.get(lang).to_owned()));
        }
        lines
    }

    const NOTEPAD: &str = "用记事本打开，选“文件 → 另存为”，在“编码”处选“UTF-8”后保存；WPS 文字里选“文件 → 另存为”，类型选“纯文本”，编码选“UTF-8”";

    #[test]
    fn warnings_name_the_encoding_and_the_way_out() {
        assert_eq!(faults_of(PAGE.as_bytes(), Lang::Zh), [""; 0]);
        assert_eq!(faults_of(format!("\u{feff}{PAGE}").as_bytes(), Lang::Zh), [""; 0]);
        assert_eq!(
            faults_of(&GB18030.encode(PAGE).0, Lang::Zh),
            ["[encoding] 这个文件是 GB18030（GBK、ANSI）编码，已转换成 UTF-8 读取", NOTEPAD]
        );
        assert_eq!(
            faults_of(&utf16(PAGE, false), Lang::Zh),
            ["[encoding] 这个文件是 UTF-16（小端）编码，已转换成 UTF-8 读取", NOTEPAD]
        );
        assert_eq!(
            faults_of(&utf16(PAGE, true), Lang::En),
            [
                "[encoding] this file is UTF-16 (big endian); it was converted to UTF-8",
                "save it as UTF-8: in Notepad choose Save As and the encoding UTF-8"
            ]
        );
    }

    #[test]
    fn traditional_characters_in_big5() {
        let page = "---\ntitle: 關於舉辦讀書活動的通知\n---\n各學習小組：現將有關事項通知如下，請認真執行。\n";
        let big5 = BIG5.encode(page).0;
        check(&big5, page, Encoding::Big5, false);
        for text in ["讀書活動", "通知：明天休息"] {
            check(&BIG5.encode(text).0, text, Encoding::Big5, false);
        }
        // The same words in GB18030, and simplified ones, stay what they are.
        check(&GB18030.encode(page).0, page, Encoding::Gb18030, false);
        check(
            &GB18030.encode("关于印发《学习室管理办法》的通知").0,
            "关于印发《学习室管理办法》的通知",
            Encoding::Gb18030,
            false,
        );
        assert_eq!(
            faults_of(&big5, Lang::Zh),
            [
                "[encoding] 这个文件是 Big5（繁体中文）编码，已转换成 UTF-8 读取",
                "记事本打开会是乱码：用 Word 或 WPS 打开，编码选“繁体中文（Big5）”，核对文字后另存为“纯文本”，编码选“UTF-8”"
            ]
        );
        assert_eq!(
            faults_of(&big5, Lang::En),
            [
                "[encoding] this file is Big5 (traditional Chinese); it was converted to UTF-8",
                "Notepad would show it garbled: open it in Word or WPS as “Traditional Chinese (Big5)”, compare the text and save it as plain text in UTF-8"
            ]
        );
    }

    #[test]
    fn cut_off_and_damaged_files_say_where() {
        let cut = &PAGE.as_bytes()[..PAGE.len() - 2];
        assert_eq!(
            faults_of(cut, Lang::Zh),
            [
                "[garbled] 有 1 处字符无法识别，显示为“�”",
                "从原稿重新复制这一段，或者删去这些字符；如果文件没有传完，请重新传送"
            ]
        );
        let mut cut = GB18030.encode(PAGE.trim_end()).0.into_owned();
        cut.truncate(cut.len() - 1);
        assert_eq!(faults_of(&cut, Lang::Zh).len(), 4);
        let mut damaged = PAGE.as_bytes().to_vec();
        damaged[20] = 0xff;
        assert_eq!(decode(&damaged).encoding, Encoding::Utf8);
        assert_eq!(
            faults_of(&damaged, Lang::En)[1],
            "copy this passage again from its source, or delete the characters; if the file arrived incomplete, send it again"
        );
    }

    #[test]
    fn what_is_no_text() {
        for bytes in [b"\0\x01\x02\x03".as_slice(), b"\xff\xfe\0\0a\0\0\0", &[0_u8; 1000], b"\x01\x02\x03\x80\xff"] {
            assert_eq!(
                faults_of(bytes, Lang::Zh),
                ["[binary] 这不是文本文件", "用记事本或 Markdown 编辑器重新保存成文本；如果是附件，请换回原来的扩展名"],
                "{bytes:?}"
            );
        }
        assert_eq!(
            faults_of(b"PK\x03\x04\x14\0\x06\0\x08\0", Lang::Zh),
            [
                "[binary] 这不是文本文件，而是 Word、WPS 或压缩文件（docx、xlsx、zip）",
                "改扩展名不能转换格式：请在原来的软件里打开，把文字复制到记事本，再保存成 UTF-8 文本"
            ]
        );
        assert_eq!(
            faults_of(b"%PDF-1.7\n\0\0", Lang::En),
            [
                "[binary] this is not text but a PDF file",
                "changing the extension converts nothing: open it in its own program and copy the text into a text file"
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let file: Arc<str> = "a".into();
            let _ = decode_file(&file, &bytes);
        }

        #[test]
        fn text_comes_back(text in "[\u{4e00}-\u{9fa5}a-z：，。\n]{8,80}") {
            proptest::prop_assert_eq!(decode(text.as_bytes()).text, text.clone());
            let gb = GB18030.encode(&text).0.into_owned();
            proptest::prop_assert_eq!(decode(&gb).text, text.clone());
        }
    }
}
