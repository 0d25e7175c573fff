//! Times of day that no clock shows: 24:60, 14点75分.

use std::ops::Range;

/// What leaves no doubt that a time of day follows.
const BEFORE: [&str; 22] = [
    "上午",
    "下午",
    "早上",
    "早晨",
    "清晨",
    "中午",
    "傍晚",
    "晚上",
    "凌晨",
    "晚",
    "日",
    "号",
    "时间：",
    "时间:",
    "时间为",
    "时间是",
    "定于",
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
];

/// What leaves no doubt that a time of day stands before it. 结束 and 前 may follow the score of a match.
const AFTER: [&str; 15] = [
    "开会", "开始", "召开", "举行", "开幕", "开考", "开课", "集合", "报到", "签到", "入场", "准时", "截止", "起床",
    "出发",
];

/// The places of `text` with such times.
///
/// A minute of 60 or more with 时 and 分 is one wherever it stands. Two numbers with a colon may be a scale, a score or a
/// verse, so the words around them have to say that they are a time, and 25时 may be how long something takes.
pub(super) fn impossible_times(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|i| at + i) {
        let Some(clock) = clock(text, start) else {
            at = start + text[start..].bytes().take_while(u8::is_ascii_digit).count();
            continue;
        };
        at = clock.end;
        let (wrong_minute, wrong_hour) = (clock.minute > 59, clock.hour > 24 || clock.hour == 24 && clock.minute > 0);
        let wrong = match clock.colon {
            false => wrong_minute || wrong_hour && says_time(text, &clock),
            true => (wrong_minute || wrong_hour) && says_time(text, &clock),
        };
        if wrong && clock.alone {
            found.push(start..clock.end);
        }
    }
    found
}

/// Hour and minute as they are written.
struct Clock {
    start: usize,
    end: usize,
    hour: u32,
    minute: u32,
    /// With a colon rather than 时 and 分.
    colon: bool,
    /// No part of something longer.
    alone: bool,
}

fn clock(text: &str, start: usize) -> Option<Clock> {
    let number = |text: &str| {
        let length = text.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&length).then(|| Some((text[..length].parse::<u32>().ok()?, length))).flatten()
    };
    let (hour, length) = number(&text[start..])?;
    let rest = text[start + length..].trim_start_matches(' ');
    let colon = rest.starts_with([':', '：']);
    let rest = rest.strip_prefix([':', '：', '时', '点'])?;
    let rest = if colon { rest } else { rest.trim_start_matches(' ') };
    let (minute, length) = number(rest).filter(|(_, length)| !colon || *length == 2)?;
    let rest = &rest[length..];
    let rest = if colon { rest } else { rest.trim_start_matches(' ').strip_prefix('分')? };
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || ":：._/=%".contains(c));
    let (before, after) = (text[..start].chars().next_back(), rest.chars().next());
    // A full stop ends a sentence.
    let ends = rest.strip_prefix('.').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    let apart = !joins(before) || matches!(before, Some(':' | '：'));
    let alone = apart && (ends || !joins(after));
    // 1:30:75 is something else, 时间：24:60 is not.
    let counted = text[..start].strip_suffix([':', '：']).is_some_and(|b| b.ends_with(|c: char| c.is_ascii_digit()));
    Some(Clock { start, end: text.len() - rest.len(), hour, minute, colon, alone: alone && !counted })
}

/// Whether the words around say that this is a time of day.
fn says_time(text: &str, clock: &Clock) -> bool {
    let before = text[..clock.start].trim_end_matches([' ', '　']);
    let after = text[clock.end..].trim_start_matches(' ');
    let bare = before.trim_end_matches(['）', ')']);
    let weekday = bare.len() < before.len()
        && ["周", "星期", "礼拜"].iter().any(|word| {
            let name = bare.char_indices().next_back().map_or(bare, |(at, _)| &bare[..at]);
            name.ends_with(word)
        });
    let other = || {
        // 23:00—24:60
        let strokes = ['-', '—', '–', '－', '~', '～', '至', '到', ' '];
        let front = before.trim_end_matches(strokes);
        let front = front.len() < before.len() && ends_with_time(front);
        let back = after.trim_start_matches(strokes);
        let back = back.len() < after.len()
            && clock_at(back).is_some_and(|clock| clock.colon && clock.hour < 24 && clock.minute < 60);
        front || back
    };
    weekday
        || BEFORE.iter().any(|word| before.ends_with(word))
        || AFTER.iter().any(|word| after.starts_with(word))
        || clock.colon && other()
}

fn clock_at(text: &str) -> Option<Clock> {
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| clock(text, 0)).flatten()
}

/// Whether `text` ends with a time of day as 9:30.
fn ends_with_time(text: &str) -> bool {
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':' || c == '：').len();
    clock_at(&text[text.len() - digits..])
        .is_some_and(|clock| clock.end == digits && clock.colon && clock.hour < 24 && clock.minute < 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_no_clock_shows() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = impossible_times(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("时间：上午24:60。", &["24:60"]);
        check("会议于25:30开始，下午14点75分集合", &["25:30", "14点75分"]);
        check("时间：9：60—10:30，11月5日（星期四）25：00", &["9：60", "25：00"]);
        check("11月5日 24:30 发布，9:60开会，8 时 61 分", &["24:30", "9:60", "8 时 61 分"]);
        check("23:00-24:10", &["24:10"]);
        check("营业至24:00，次日00:00开始，9:30—11:00，14时30分", &[]);
        check("比分为24:60，比例1:75，经文3:16，以30:75结束，共25时30分，用时1:30:75", &[]);
        check("链接 a:99 与 10.1.1.1:80，比例尺 1:75 的图，甲:乙为3:60", &[]);
        check("培训共计30时45分", &[]);
    }
}
