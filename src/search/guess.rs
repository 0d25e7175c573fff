//! What a query may have meant of which no page has all words: a title as it is read, or one that is written a little
//! differently.
//!
//! The table of titles is fetched for this, so queries that are answered as they stand cost nothing more.

use std::collections::BTreeMap;

use super::codec::Damaged;
use super::engine::{Engine, Search, Step};
use super::fold::compact;
use super::names::{By, Name, suggest};
use super::query::parse;
use super::rank::Candidate;

/// Pages shown for what is read like the query.
const MOST_BY_SOUND: usize = 60;

/// Titles named when nothing else is there to go on with.
const MOST_TITLES: usize = 5;

/// Longest query that is compared with titles by sound.
const LONGEST: usize = 30;

/// Longest word that is looked for among titles as a slip of one. Most queries of several words, and questions, have no page
/// with all of them; for those the table of titles would be fetched in vain.
const LONGEST_SLIP: usize = 16;

/// A slip: another character that is read alike costs one, any other change two.
const ALIKE: u32 = 1;
const OTHER: u32 = 2;

/// A wrong word may stand in a text or two, so that it finds something: few enough pages for the right one to be offered are
/// these, or one of so many.
const FEW: u32 = 3;
const FEW_OF: u32 = 20;

/// Spellings that offices write although dictionaries have another: 帐户>账户. Both words of a pair with `|` are right, each in its
/// place: the other is offered where no page has what was typed. Whoever asks for 截止 and finds it is not sent to 截至.
const CONFUSED: &str = "帐户>账户,帐号>账号,帐目>账目,帐簿>账簿,记帐>记账,法订>法定,登陆>登录,交待>交代,做为>作为,报消>报销,既使>即使,坐位>座位,\
    年令>年龄,份内>分内,身分>身份,成份>成分,布署>部署,复盖>覆盖,咨寻>咨询,签定>签订,规订>规定,\
    权力|权利,制订|制定,订金|定金,必需|必须,截止|截至,反应|反映,启示|启事,公正|公证,中止|终止,启用|起用,事物|事务,收益|受益,其它|其他,\
    做出|作出,渡过|度过,检察|检查,侦察|侦查,询问|讯问,扶养|抚养,行驶|行使,预定|预订,拟订|拟定,违反|违犯,申述|申诉,受权|授权,界线|界限,\
    考察|考查";

impl Engine {
    /// Adds what the query may have meant, if no page has all of its words.
    pub(super) fn guess(&mut self, search: &mut Search) -> Result<Step<()>, Damaged> {
        let pages = self.layout().pages();
        let Some(ranked) = &search.ranked else { return Err(Damaged) };
        let query = &search.query;
        let plain = query.excluded.is_empty() && query.words.iter().all(|word| !word.quoted);
        let typed = compact(&search.request.query);
        let length = typed.chars().count();
        let found = ranked.complete_pages;
        if plain && length <= LONGEST && found <= FEW.max(pages / FEW_OF) {
            let meant = match self.better(search, &typed, found)? {
                Step::Need(fetches) => return Ok(Step::Need(fetches)),
                Step::Done(meant) => meant,
            };
            if let Some(ranked) = &mut search.ranked {
                ranked.meant = meant;
            }
        }
        if found > 0 || !plain {
            return Ok(Step::Done(()));
        }
        if !(2..=LONGEST).contains(&length) {
            return Ok(Step::Done(()));
        }
        let by_sound = typed.chars().any(|c| c.is_ascii_lowercase());
        let slip = (query.words.len() == 1 || query.article.is_some()) && length <= LONGEST_SLIP;
        if !by_sound && !slip {
            return Ok(Step::Done(()));
        }
        let of_a_page = search.request.page.is_some();
        if of_a_page && !by_sound {
            return Ok(Step::Done(()));
        }
        if let Step::Need(fetches) = self.load_names()? {
            return Ok(Step::Need(fetches));
        }
        let table = self.names();
        if by_sound {
            let found = suggest(table, &typed, MOST_BY_SOUND, |page| self.is_former(page));
            let by_sound = found.iter().filter(|found| matches!(found.by, By::Pinyin | By::Initials));
            let candidates: Vec<Candidate> = (0u8..)
                .zip(by_sound)
                .map(|(rank, found)| {
                    let page = found.name as u32;
                    let doc = self.layout().page_starts.get(found.name).copied().unwrap_or_default();
                    let date = self.layout().dates.get(found.name).copied().unwrap_or_default();
                    Candidate { doc, page, date, score: 100.0 - f32::from(rank), jump: false, complete: true }
                })
                .collect();
            if !candidates.is_empty() {
                if !of_a_page {
                    search.ranked = Some(self.by_sound(candidates, search));
                }
                return Ok(Step::Done(()));
            }
            match self.read_so(&typed)? {
                Step::Need(fetches) => return Ok(Step::Need(fetches)),
                Step::Done(words) if !words.is_empty() => {
                    search.query = parse(&words[0], &self.layout().synonyms, search.request.today);
                    search.meant = words.into_iter().take(MOST_TITLES).collect();
                    search.ranked = None;
                    return Ok(Step::Done(()));
                }
                Step::Done(_) => {}
            }
        }
        let table = self.names();
        let spelt = if by_sound { spelt(table, &typed) } else { Vec::new() };
        let meant = if spelt.is_empty() { meant(table, &typed) } else { spelt };
        if let Some(ranked) = &mut search.ranked {
            ranked.meant.extend(meant);
        }
        Ok(Step::Done(()))
    }
}

impl Engine {
    /// What was typed with another word for one that it may have been confused with, where that is in the texts.
    fn better(&mut self, search: &Search, typed: &str, found: u32) -> Result<Step<Vec<String>>, Damaged> {
        let mut better = Vec::new();
        for other in confused(typed, found == 0) {
            let query = parse(&other, &self.layout().synonyms, search.request.today);
            let mut trial = Search::new(search.request.clone(), query);
            if let Step::Need(fetches) = self.find(&mut trial)? {
                return Ok(Step::Need(fetches));
            }
            if trial.ranked.is_some_and(|ranked| ranked.complete_pages > 0) {
                better.push(other);
            }
        }
        Ok(Step::Done(better))
    }
}

/// What was typed with a word in it that it may have been confused with; where nothing was found, also with one that is as right.
fn confused(typed: &str, nothing: bool) -> Vec<String> {
    let mut others = Vec::new();
    for pair in CONFUSED.split(',').map(str::trim_ascii) {
        let ways = match (pair.split_once('>'), pair.split_once('|')) {
            (Some(way), _) => vec![way],
            (_, Some((one, other))) if nothing => vec![(one, other), (other, one)],
            _ => Vec::new(),
        };
        let other = ways.into_iter().find(|(from, _)| typed.contains(from)).map(|(from, to)| typed.replace(from, to));
        others.extend(other.filter(|_| others.len() < 2));
    }
    others
}

/// Parts of titles and names that are written a little differently than what was typed, the nearest first.
pub fn meant(table: &[Name], typed: &str) -> Vec<String> {
    let needle: Vec<char> = typed.chars().collect();
    let most = match needle.len() {
        0..=2 => return Vec::new(),
        3 => ALIKE,
        4..=5 => OTHER,
        _ => 2 * OTHER,
    };
    let readings = Readings::new(table);
    let mut found: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for text in table.iter().flat_map(|name| std::iter::once(&name.title).chain(&name.others)) {
        let chars: Vec<char> = compact(text).chars().collect();
        let Some((distance, range)) = nearest(&chars, &needle, most, &readings) else { continue };
        let part: String = chars[range].iter().collect();
        if part != typed {
            let entry = found.entry(part).or_insert((distance, 0));
            *entry = (entry.0.min(distance), entry.1 + 1);
        }
    }
    let mut parts: Vec<(u32, std::cmp::Reverse<u32>, String)> =
        found.into_iter().map(|(part, (distance, times))| (distance, std::cmp::Reverse(times), part)).collect();
    parts.sort();
    parts.into_iter().map(|(_, _, part)| part).take(MOST_TITLES).collect()
}

/// What was typed with the characters for what was only spelt: 分公si is 分公司, even if no title has the whole of it. Every
/// character stands in a title beside the one before it, or before the one behind it where it is the first; of several, the one
/// that does so most often is taken.
fn spelt(table: &[Name], typed: &str) -> Vec<String> {
    let readings = Readings::new(table);
    let typed: Vec<char> = typed.chars().collect();
    let titles: Vec<Vec<char>> = table.iter().map(|name| compact(&name.title).chars().collect()).collect();
    let often =
        |one: char, other: char| titles.iter().flat_map(|t| t.windows(2)).filter(|p| *p == [one, other]).count();
    let mut text: Vec<char> = Vec::new();
    let mut at = 0;
    while let Some(&next) = typed.get(at) {
        if !next.is_ascii_lowercase() {
            text.push(next);
            at += 1;
            continue;
        }
        let mut best = None;
        for (&character, reading) in &readings.0 {
            if character.is_ascii() || !reading.chars().eq(typed[at..].iter().copied().take(reading.len())) {
                continue;
            }
            let times = match (text.last(), typed.get(at + reading.len())) {
                (Some(&before), _) => often(before, character),
                (None, Some(&behind)) if !behind.is_ascii() => often(character, behind),
                _ => 0,
            };
            // A longer syllable before a shorter one that begins it: xian, xi.
            if times > 0 && best.is_none_or(|(longest, most, _)| (reading.len(), times) > (longest, most)) {
                best = Some((reading.len(), times, character));
            }
        }
        let Some((length, _, character)) = best else { return Vec::new() };
        text.push(character);
        at += length;
    }
    vec![text.into_iter().collect()]
}

/// How characters are read, as far as titles have them.
struct Readings<'a>(BTreeMap<char, &'a str>);

impl<'a> Readings<'a> {
    fn new(table: &'a [Name]) -> Self {
        let mut all = BTreeMap::new();
        for name in table {
            let chars: Vec<char> = compact(&name.title).chars().collect();
            let syllables: Vec<&str> = name.pinyin.split(' ').collect();
            if chars.len() == syllables.len() {
                all.extend(chars.into_iter().zip(syllables));
            }
        }
        Readings(all)
    }

    fn cost(&self, one: char, other: char) -> u32 {
        match (self.0.get(&one), self.0.get(&other)) {
            _ if one == other => 0,
            (Some(a), Some(b)) if a == b => ALIKE,
            _ => OTHER,
        }
    }
}

/// The part of a text that differs least from what was typed, if it differs by no more than `most`.
fn nearest(
    text: &[char],
    needle: &[char],
    most: u32,
    readings: &Readings<'_>,
) -> Option<(u32, std::ops::Range<usize>)> {
    // Of each end in the text: the cost so far, and where the part began.
    let mut row: Vec<(u32, usize)> = (0..=text.len()).map(|at| (0, at)).collect();
    for &wanted in needle {
        let mut next = vec![(row[0].0 + OTHER, row[0].1)];
        for (at, &is) in text.iter().enumerate() {
            let changed = (row[at].0 + readings.cost(wanted, is), row[at].1);
            let left_out = (row[at + 1].0 + OTHER, row[at + 1].1);
            let added = (next[at].0 + OTHER, next[at].1);
            next.push(changed.min(left_out).min(added));
        }
        row = next;
    }
    let best = (0..row.len()).min_by_key(|&end| (row[end].0, std::cmp::Reverse(end - row[end].1), end))?;
    let (cost, start) = row[best];
    (cost <= most && best > start).then_some((cost, start..best))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Vec<Name> {
        [
            ("党课管理办法", "dang ke guan li ban fa"),
            ("里程碑", "li cheng bei"),
            ("学习中心借阅规定", "xue xi zhong xin jie yue gui ding"),
        ]
        .map(|(title, pinyin)| Name { title: title.to_owned(), pinyin: pinyin.to_owned(), ..Name::default() })
        .to_vec()
    }

    fn check(typed: &str, expected: &[&str]) {
        assert_eq!(meant(&table(), typed), expected, "{typed}");
    }

    #[test]
    fn what_is_spelt_in_the_middle_of_a_word_is_written_out() {
        for (typed, expected) in
            [("大管li", &["大管理"][..]), ("guan理员", &["管理员"]), ("xuexi中心", &[]), ("大管xx", &[]), ("abc", &[])]
        {
            assert_eq!(spelt(&table(), typed), expected, "{typed}");
        }
    }

    #[test]
    fn words_that_are_taken_for_others_are_known() {
        assert_eq!(confused("公民权力", true), ["公民权利"]);
        assert!(confused("公民权力", false).is_empty(), "both are words");
        assert_eq!(confused("帐户管理", false), ["账户管理"]);
        assert!(confused("账户管理", true).is_empty());
        assert!(confused("学习办法", true).is_empty());
    }

    #[test]
    fn slips_lead_to_titles() {
        // Another character that is read alike, a character missing, one too many, a wrong one.
        check("管里办法", &["管理办法"]);
        check("学习中心阅规定", &["学习中心借阅规定"]);
        check("管理的办法", &["管理办法"]);
        check("党课管理方法", &["党课管理办法"]);
        check("水泥", &[]);
        check("完全不相干的话", &[]);
        check("里呈碑", &[]);
    }
}
