//! Where words begin and end in a run of Han characters, and how they are read.
//!
//! The words are those of a general dictionary with how often they occur (of the segmenter jieba, MIT), the readings that
//! differ from the usual ones those of pypinyin (MIT) and our own for places and for the words of offices. Addresses are made
//! of them, so **a word that is added or removed here moves addresses**: a test holds the sum of the table.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::ToPinyin;

/// One word a line, by their bytes: the word, a letter for how rare it is, and its readings if they are not the usual.
const TABLE: &str = include_str!("words.txt");

/// What a character costs that is no word by itself; a word of the table costs between 3 and 15.
const UNKNOWN: u32 = 18;

/// A word and its place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// How many characters it has.
    pub chars: usize,
    /// How each of them is read here, in ASCII: `ü` is `v`, as on keyboards.
    pub sounds: Vec<&'static str>,
}

#[derive(Clone, Copy)]
struct Entry {
    cost: u32,
    readings: Option<&'static str>,
}

static WORDS: LazyLock<HashMap<&'static str, Entry>> = LazyLock::new(|| {
    let entry = |line: &'static str| {
        let end = line.find(|c: char| c.is_ascii_lowercase())?;
        let cost = u32::from(line.as_bytes()[end] - b'a');
        Some((&line[..end], Entry { cost, readings: line.get(end + 2..) }))
    };
    TABLE.lines().filter_map(entry).collect()
});

/// The longest word of the table, in characters.
const LONGEST: usize = 4;

/// Whether `c` is a Han character that can be read.
pub fn is_han(c: char) -> bool {
    !c.is_ascii() && c.to_pinyin().is_some()
}

/// Cuts `run`, which holds nothing but Han characters, into words: the cut whose words are the most usual. What no
/// dictionary has, such as the name of a place, stays together up to the word for what it is (县, 镇, 街 and the like).
pub fn words(run: &[char]) -> Vec<Word> {
    joined(run, &cuts(run))
}

/// The lengths of the cheapest words that make up `run`.
fn cuts(run: &[char]) -> Vec<usize> {
    let text: String = run.iter().collect();
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    // For each place: what the rest costs at least, and the length of its first word.
    let mut best: Vec<(u32, usize)> = vec![(0, 0); run.len() + 1];
    for at in (0..run.len()).rev() {
        let known = |len: usize| Some((WORDS.get(&text[ends[at]..ends[at + len]])?.cost + best[at + len].0, len));
        let longest = LONGEST.min(run.len() - at);
        let single = known(1).unwrap_or((UNKNOWN + best[at + 1].0, 1));
        let number = ordinal(&run[at..]).map(|len| (best[at + len].0, len));
        best[at] = (2..=longest).filter_map(known).chain(number).fold(single, |a, b| if b.0 <= a.0 { b } else { a });
    }
    let mut lengths = Vec::new();
    let mut at = 0;
    while at < run.len() {
        lengths.push(best[at].1);
        at += best[at].1;
    }
    lengths
}

/// The length of a number with 第 at the start of `run`, its unit included.
fn ordinal(run: &[char]) -> Option<usize> {
    if run.first() != Some(&'第') {
        return None;
    }
    let digits = run[1..].iter().take_while(|c| "〇零一二三四五六七八九十百千".contains(**c)).count();
    let unit = usize::from(run.get(1 + digits).is_some_and(|c| "编章节条款项目次届批期讲课".contains(*c)));
    (digits > 0).then_some(1 + digits + unit)
}

/// The words of these lengths; single characters in a row are one, except those that are words for themselves.
fn joined(run: &[char], lengths: &[usize]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut at, mut open) = (0, false);
    for length in lengths {
        let word = &run[at..at + length];
        at += length;
        let alone = *length == 1 && "的和与及或之在于对为将等按向从由把被是不".contains(word[0]);
        let sounds = sounds_of(word);
        match words.last_mut() {
            Some(last) if open && *length == 1 && !alone => {
                last.chars += 1;
                last.sounds.extend(sounds);
            }
            _ => words.push(Word { chars: *length, sounds }),
        }
        let ends = "省市县区州盟旗镇乡村街路".contains(word[0]) && words.last().is_some_and(|last| last.chars > 1);
        let full = words.last().is_some_and(|last| last.chars >= LONGEST);
        open = *length == 1 && !alone && !ends && !full;
    }
    words
}

fn sounds_of(word: &[char]) -> Vec<&'static str> {
    let text: String = word.iter().collect();
    match WORDS.get(text.as_str()).and_then(|entry| entry.readings) {
        Some(readings) => readings.split(' ').collect(),
        None => word.iter().map(|c| c.to_pinyin().map_or("", |sound| ascii(sound.plain()))).collect(),
    }
}

fn ascii(sound: &'static str) -> &'static str {
    match sound {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        "ê" | "ế" | "ề" | "ê̄" | "ê̌" => "e",
        sound if sound.is_ascii() => sound,
        _ => "x",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts `text` where `expected` has blanks.
    fn check(expected: &str) {
        let run: Vec<char> = expected.chars().filter(|c| *c != ' ').collect();
        let mut rest = run.iter();
        let cut: Vec<String> = words(&run).iter().map(|word| rest.by_ref().take(word.chars).collect()).collect();
        assert_eq!(cut.join(" "), expected);
    }

    #[test]
    fn words_are_not_broken() {
        check("上海市 专利 保护 条例");
        check("北京市 生活 垃圾 管理 条例");
        check("广东省 安全 生产 条例");
        check("云麓市 青禾区 学习 中心 管理 办法");
        check("最高 人民 法院 关于 适用 民法典 的 解释");
        check("第二十三条 法律 责任");
        check("研究 生命 起源");
    }

    #[test]
    fn every_reading_has_as_many_sounds_as_its_word_has_characters() {
        for (word, entry) in WORDS.iter() {
            let sounds = entry.readings.map(|readings| readings.split(' ').collect::<Vec<_>>());
            assert!(
                sounds.is_none_or(|sounds| sounds.len() == word.chars().count()
                    && sounds.iter().all(|sound| !sound.is_empty() && sound.bytes().all(|b| b.is_ascii_lowercase()))),
                "{word}"
            );
            assert!(word.chars().count() <= LONGEST && (1..=25).contains(&entry.cost), "{word}");
        }
    }

    /// Addresses are made of this table. Whoever changes it moves them, and says so in the CHANGELOG.
    #[test]
    fn the_table_is_the_one_that_addresses_were_made_with() {
        let mut sum = flate2::Crc::new();
        sum.update(TABLE.replace("\r\n", "\n").as_bytes());
        assert_eq!((WORDS.len(), format!("{:08x}", sum.sum())), (66552, "2cf0d98c".to_owned()));
    }
}
