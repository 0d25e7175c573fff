//! The table of titles for search-as-you-type: matched by title, other names, pinyin and initials.

use super::codec::{BLOCK_SUM, Damaged, Reader, inflate, unseal};
use super::fold::{compact, fold_with_origins};
use super::sound;
use super::wire::Wire;

const LARGEST: usize = 64 << 20;

/// Who looks for a law leaves out whose it is.
const STATE: &str = "中华人民共和国";

/// A page as far as suggestions need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub title: String,
    pub url: String,
    /// Position in the facet of kinds, plus one.
    pub kind: u32,
    pub others: Vec<String>,
    pub pinyin: String,
    pub initials: String,
}

/// By what a suggestion was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    Title,
    Name(usize),
    Pinyin,
    Initials,
}

/// A title for what has been typed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Position in the table, which has the pages in the order of the layout.
    pub name: usize,
    pub by: By,
    /// Matched characters of the title.
    pub marks: Vec<(u32, u32)>,
}

pub fn read(object: &[u8]) -> Result<Vec<Name>, Damaged> {
    let raw = inflate(unseal(object, BLOCK_SUM)?, LARGEST)?;
    let mut names = Vec::new();
    walk(&mut Reader::new(&raw), &mut names)?;
    Ok(names)
}

#[cfg(not(target_arch = "wasm32"))]
pub fn write(mut names: Vec<Name>) -> Vec<u8> {
    let mut raw = super::wire::Writing::default();
    // Writing into memory never fails.
    let _ = walk(&mut raw, &mut names);
    let mut object = super::codec::deflate(&raw.0);
    super::codec::seal(&mut object, 0, BLOCK_SUM);
    object
}

fn walk<W: Wire>(wire: &mut W, names: &mut Vec<Name>) -> Result<(), Damaged> {
    wire.list(names, |wire, name| {
        wire.text(&mut name.title)?;
        wire.text(&mut name.url)?;
        wire.small(&mut name.kind)?;
        wire.texts(&mut name.others)?;
        wire.text(&mut name.pinyin)?;
        wire.text(&mut name.initials)
    })
}

/// A word and its syllables.
pub type Sounded = (String, String);

pub fn read_sounds(object: &[u8]) -> Result<Vec<Sounded>, Damaged> {
    let raw = inflate(unseal(object, BLOCK_SUM)?, LARGEST)?;
    let mut words = Vec::new();
    walk_sounds(&mut Reader::new(&raw), &mut words)?;
    Ok(words)
}

#[cfg(not(target_arch = "wasm32"))]
pub fn write_sounds(mut words: Vec<Sounded>) -> Vec<u8> {
    let mut raw = super::wire::Writing::default();
    // Writing into memory never fails.
    let _ = walk_sounds(&mut raw, &mut words);
    let mut object = super::codec::deflate(&raw.0);
    super::codec::seal(&mut object, 0, BLOCK_SUM);
    object
}

fn walk_sounds<W: Wire>(wire: &mut W, words: &mut Vec<Sounded>) -> Result<(), Damaged> {
    wire.list(words, |wire, (word, syllables)| {
        wire.text(word)?;
        wire.text(syllables)
    })
}

/// Words that are read as was typed, the shortest first: `lihun`, `离hun`. Initials alone would be read as too many.
pub fn read_so(words: &[Sounded], typed: &str) -> Vec<String> {
    let typed: Vec<char> = typed.chars().collect();
    let mut found: Vec<String> = Vec::new();
    for (word, syllables) in words {
        let chars: Vec<char> = word.chars().collect();
        let syllables: Vec<&str> = syllables.split(' ').collect();
        let whole = syllables.len() == chars.len()
            && sound::read(&chars, &syllables, &typed) == Some(chars.len())
            && syllables.iter().zip(&chars).map(|(s, c)| if typed.contains(c) { 1 } else { s.len() }).sum::<usize>()
                <= typed.len();
        if whole && !found.contains(word) {
            found.push(word.clone());
        }
    }
    found
}

/// Titles for what has been typed, best first; of equally good ones those that `former` says of come last.
pub fn suggest(names: &[Name], typed: &str, limit: usize, former: impl Fn(usize) -> bool) -> Vec<Suggestion> {
    let needle: Vec<char> = compact(typed).chars().take(60).collect();
    if needle.is_empty() {
        return Vec::new();
    }
    let latin = needle.iter().any(char::is_ascii_lowercase).then_some(());
    let mut found: Vec<((u32, bool, usize), Suggestion)> = names
        .iter()
        .enumerate()
        .filter_map(|(index, name)| {
            let (rank, by, marks) = match_name(name, &needle, latin)?;
            Some(((rank, former(index), name.title.chars().count()), Suggestion { name: index, by, marks }))
        })
        .collect();
    found.sort_by_key(|(key, suggestion)| (*key, suggestion.name));
    found.into_iter().map(|(_, suggestion)| suggestion).take(limit).collect()
}

fn match_name(name: &Name, needle: &[char], latin: Option<()>) -> Option<(u32, By, Vec<(u32, u32)>)> {
    if let Some((start, marks)) = find_compact(&name.title, needle) {
        return Some((if start == 0 { 0 } else { 3 }, By::Title, marks));
    }
    for (other, text) in name.others.iter().enumerate() {
        if let Some((start, _)) = find_compact(text, needle) {
            return Some((if start == 0 { 1 } else { 4 }, By::Name(other), Vec::new()));
        }
    }
    latin?;
    let chars: Vec<char> = compact(&name.title).chars().collect();
    let syllables: Vec<&str> = name.pinyin.split(' ').collect();
    if syllables.len() != chars.len() {
        return None;
    }
    let state = if name.title.starts_with(STATE) { STATE.chars().count() } else { 0 };
    (0..chars.len()).filter(|&start| needle.len() > 1 || start == 0).find_map(|start| {
        let read = sound::read(&chars[start..], &syllables[start..], needle)?;
        let by = if read == needle.len() { By::Initials } else { By::Pinyin };
        // A title that ends where what was typed ends is the one that was meant.
        let rank = if start == state && start + read == chars.len() {
            1
        } else if start == 0 || start == state {
            2
        } else {
            5
        };
        Some((rank + u32::from(by == By::Initials && start > state), by, Vec::new()))
    })
}

/// Finds a compact text in a title, passing over its punctuation; answers the place and the marked characters.
fn find_compact(title: &str, needle: &[char]) -> Option<(usize, Vec<(u32, u32)>)> {
    let folded = fold_with_origins(title);
    let (chars, origins): (Vec<char>, Vec<u32>) =
        folded.chars.iter().zip(&folded.origins).filter(|(c, _)| c.is_alphanumeric()).unzip();
    let start = chars.windows(needle.len()).position(|window| window == needle)?;
    let mark = (origins[start], origins[start + needle.len() - 1] + 1);
    Some((start, vec![mark]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Vec<Name> {
        [
            ("党课管理办法", "dang ke guan li ban fa", "dkglbf", "党课办法"),
            ("如何讲党课", "ru he jiang dang ke", "rhjdk", ""),
        ]
        .map(|(title, pinyin, initials, other)| Name {
            title: title.to_owned(),
            url: format!("{initials}/"),
            kind: 1,
            others: vec![other.to_owned()],
            pinyin: pinyin.to_owned(),
            initials: initials.to_owned(),
        })
        .to_vec()
    }

    fn check(typed: &str, expected: &[(usize, By)]) {
        let found = suggest(&table(), typed, 8, |_| false);
        assert_eq!(found.iter().map(|s| (s.name, s.by)).collect::<Vec<_>>(), expected, "{typed}");
    }

    #[test]
    fn titles_names_pinyin_and_initials() {
        check("党课", &[(0, By::Title), (1, By::Title)]);
        check("黨課办", &[(0, By::Name(0))]);
        check("dangke", &[(0, By::Pinyin), (1, By::Pinyin)]);
        check("DK", &[(0, By::Initials), (1, By::Initials)]);
        check("rhj", &[(1, By::Initials)]);
        check("glbf", &[(0, By::Initials)]);
        check("guanlibf", &[(0, By::Pinyin)]);
        check("管理banf", &[(0, By::Pinyin)]);
        check("jiangdk", &[(1, By::Pinyin)]);
        check("xyz", &[]);
        check("《", &[]);
        assert_eq!(suggest(&table(), "讲党", 1, |_| false)[0].marks, [(2, 4)]);
    }

    #[test]
    fn what_is_no_longer_in_force_comes_later() {
        let found = suggest(&table(), "dk", 8, |name| name == 0);
        // Only among equally good ones: the other title merely contains what was typed.
        assert_eq!(found.iter().map(|s| s.name).collect::<Vec<_>>(), [0, 1]);
        let mut names = table();
        names[1].title = "党课怎样讲才好听".to_owned();
        assert_eq!(suggest(&names, "党课", 8, |name| name == 0)[0].name, 1);
        assert_eq!(suggest(&names, "党课", 8, |_| false)[0].name, 0);
    }

    #[test]
    fn words_are_read_in_whole_syllables() {
        let words = [("离婚", "li hun"), ("离婚登记", "li hun deng ji"), ("理事", "li shi"), ("历史", "li shi")];
        let words = words.map(|(word, syllables)| (word.to_owned(), syllables.to_owned()));
        for (typed, expected) in [
            ("lihun", &["离婚"][..]),
            ("离hun", &["离婚"]),
            ("lihundengji", &["离婚登记"]),
            ("lishi", &["理事", "历史"]),
            ("lh", &[]),
            ("lihu", &[]),
            ("hunli", &[]),
        ] {
            assert_eq!(read_so(&words, typed), expected, "{typed}");
        }
        assert_eq!(read_sounds(&write_sounds(words.to_vec())), Ok(words.to_vec()));
        assert_eq!(read_sounds(b"abcdefgh"), Err(Damaged));
    }

    #[test]
    fn table_comes_back() {
        assert_eq!(read(&write(table())), Ok(table()));
        assert_eq!(read(b"abcdefgh"), Err(Damaged));
    }
}
