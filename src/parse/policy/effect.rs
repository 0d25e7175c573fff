//! From when a text counts: 自2027年1月1日起施行, 自公布之日起施行, 自公布之日起三十日后施行.

use time::{Date, Duration, Month};

use super::lines::is_space;
use super::signature::date_prefix;
use super::titles::KINDS;
use crate::content::numeral;

/// From when a text counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// 自2027年1月1日起
    Day(Date),
    /// 自公布之日起
    On(Event),
    /// 自公布之日起三十日后, 公布满三个月
    After(Event, Wait),
}

/// What happened on the day from which a text counts, or from which a time until then is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// 公布, 发布
    Published,
    /// 印发, 下发
    Issued,
    /// 通过
    Adopted,
}

/// The time between an event and the day from which a text counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait {
    count: u16,
    months: bool,
    /// 三十日后, unlike 第三十日 and 满三十日: the time is over first.
    over: bool,
}

impl Wait {
    /// The day that follows upon `from`. The day on which a time begins is not counted (民法典第二百零一条), and a month ends
    /// on the same number of the next, or on its last day (第二百零二条).
    fn end(self, from: Date) -> Option<Date> {
        let last = if self.months {
            let months = from.year() * 12 + i32::from(u8::from(from.month())) - 1 + i32::from(self.count);
            let month = Month::try_from(u8::try_from(months.rem_euclid(12) + 1).ok()?).ok()?;
            let day = |day: u8| Date::from_calendar_date(months.div_euclid(12), month, day).ok();
            (1..=from.day()).rev().find_map(day)?
        } else {
            from.checked_add(Duration::days(i64::from(self.count)))?
        };
        if self.over { last.next_day() } else { Some(last) }
    }
}

impl When {
    /// The day, if `day_of` knows that of the event.
    pub(crate) fn day(self, day_of: impl Fn(Event) -> Option<Date>) -> Option<Date> {
        match self {
            When::Day(day) => Some(day),
            When::On(event) => day_of(event),
            When::After(event, wait) => wait.end(day_of(event)?),
        }
    }
}

const VERBS: [&str; 7] = ["施行", "实施", "执行", "生效", "试行", "正式", "开始"];

const EVENTS: [(&str, Event); 9] = [
    ("公布", Event::Published),
    ("发布", Event::Published),
    ("颁布", Event::Published),
    ("公告", Event::Published),
    ("印发", Event::Issued),
    ("下发", Event::Issued),
    ("签发", Event::Issued),
    ("发文", Event::Issued),
    ("通过", Event::Adopted),
];

/// From when the text called `title` counts, if `sentence` says so of the text as a whole.
pub(crate) fn effective(sentence: &str, title: &str) -> Option<When> {
    let at_once = sentence.match_indices('起').find_map(|(at, _)| {
        let after = sentence[at + '起'.len_utf8()..].trim_start_matches('起');
        if !takes_effect(after) {
            return None;
        }
        let clause = clause_before(sentence, at);
        let from = clause.rfind(['自', '从', '于'])?;
        let when = when(clause[from..].chars().as_str().get('自'.len_utf8()..)?)?;
        is_own(&clause[..from], title).then_some(when)
    });
    at_once.or_else(|| later(sentence, title))
}

fn takes_effect(after: &str) -> bool {
    VERBS.iter().any(|verb| after.starts_with(verb))
}

/// 自公布之日起三十日后施行, 于公布后第三十日起施行, 公布满三个月施行.
fn later(sentence: &str, title: &str) -> Option<When> {
    let at = |(word, event): &(&str, Event)| {
        sentence.match_indices(word).find_map(|(at, _)| {
            let wait = wait(&sentence[at + word.len()..])?;
            let clause = clause_before(sentence, at);
            let from = clause.rfind(['自', '从', '于', '在']);
            // 自本办法公布之日起: the text is named behind the word too.
            let (before, named) = match from {
                Some(from) => (&clause[..from], clause[from..].chars().as_str().get('自'.len_utf8()..)?),
                None => (clause, ""),
            };
            (is_own(before, title) && is_own(named, title)).then_some(When::After(*event, wait))
        })
    };
    EVENTS.iter().find_map(at)
}

/// What stands behind 公布, if it says how much later a text counts.
fn wait(text: &str) -> Option<Wait> {
    let strip = |text: &'_ str, words: &[&str]| -> usize {
        words.iter().find(|word| text.starts_with(**word)).map_or(0, |word| word.len())
    };
    let text = &text[strip(text, &["之日", "以后", "之后", "后"])..];
    let text = text.trim_start_matches(is_space);
    let text = &text[strip(text, &["起算", "起", "的"])..];
    let text = &text[strip(text, &["届满", "满", "第"])..];
    let (count, text) = numeral::parse_prefix(text.trim_start_matches(is_space))?;
    let count = u16::try_from(count).ok().filter(|count| (1..=1000).contains(count))?;
    let text = text.trim_start_matches(is_space);
    let (count, months, text) = if let Some(rest) = text.strip_prefix("个月").or_else(|| text.strip_prefix("個月"))
    {
        (count, true, rest)
    } else if let Some(rest) = text.strip_prefix('年') {
        (count.checked_mul(12)?, true, rest)
    } else {
        (count, false, text.strip_prefix(['日', '天'])?)
    };
    let over = strip(text, &["之后", "以后", "后"]);
    let text = if over > 0 {
        &text[over..]
    } else {
        &text[strip(text, &["届满之日", "期满之日", "之日", "届满", "期满"])..]
    };
    let text = &text[strip(text, &["起"])..];
    takes_effect(text).then_some(Wait { count, months, over: over > 0 })
}

/// The clause that ends at byte `at`.
pub(super) fn clause_before(sentence: &str, at: usize) -> &str {
    let before = &sentence[..at];
    let start = before
        .rfind(['，', '；', '。', ',', ';', '：', '\n'])
        .map_or(0, |i| i + before[i..].chars().next().map_or(0, char::len_utf8));
    before[start..].trim_matches(is_space)
}

fn when(words: &str) -> Option<When> {
    let words = words.trim_matches(is_space);
    if let Some((date, length)) = date_prefix(words) {
        return words[length..].trim_matches(is_space).is_empty().then_some(When::Day(date));
    }
    let words = words.strip_suffix("之日").unwrap_or(words);
    let (named, event) = EVENTS.iter().find_map(|(word, event)| Some((words.strip_suffix(word)?, *event)))?;
    // 自本办法公布之日起, but not 自处分决定公布之日起.
    is_own(named, "").then_some(When::On(event))
}

/// Whether `subject` is the whole text: 本办法, 本实施细则, 《学习办法》 or nothing. 本办法第三条 is a part of it, and 新标准
/// something else.
pub(super) fn is_own(subject: &str, title: &str) -> bool {
    let subject = subject.trim_matches(is_space).trim_end_matches(['，', ',']);
    if subject.is_empty() {
        return true;
    }
    if let Some(own) = subject.strip_prefix('《').and_then(|s| s.strip_suffix('》')) {
        return !own.is_empty() && title.contains(own);
    }
    const LONGEST: usize = 12;
    let this = subject.strip_prefix('本').or_else(|| subject.strip_prefix("这个"));
    this.is_some_and(|rest| rest.chars().count() <= LONGEST && names_itself(rest))
}

/// Whether 本 and `rest` are the text: 本实施细则, but not 本条例施行前的读书证 or 本办法规定的许可证.
fn names_itself(rest: &str) -> bool {
    const MORE: [&str; 22] = [
        "法典",
        "法",
        "方案",
        "规约",
        "公约",
        "指引",
        "标准",
        "要点",
        "通告",
        "公告",
        "批复",
        "解释",
        "规划",
        "纲要",
        "制度",
        "目录",
        "清单",
        "措施",
        "预案",
        "计划",
        "修正案",
        "令",
    ];
    let ends = KINDS.iter().chain(&MORE).any(|kind| rest.ends_with(kind));
    ends && !rest.contains(['第', '的', '前', '后', '内', '、', '中'])
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn from_when_a_text_counts() {
        for (sentence, expected) in [
            ("本条例自2027年1月1日起施行。", Some(When::Day(date!(2027 - 01 - 01)))),
            ("本法自 2027 年 1 月 1 日起施行。", Some(When::Day(date!(2027 - 01 - 01)))),
            ("本解释自二〇二七年一月一日起施行。", Some(When::Day(date!(2027 - 01 - 01)))),
            ("除前条外，本办法自公布之日起施行。", Some(When::On(Event::Published))),
            ("本通知自印发之日起执行，有效期五年。", Some(When::On(Event::Issued))),
            ("自本办法发布之日起正式实施。", Some(When::On(Event::Published))),
            ("《学习办法》自2027年1月1日起施行。", Some(When::Day(date!(2027 - 01 - 01)))),
            ("本办法第三条自2027年1月1日起施行。", None),
            ("新的标准自2027年1月1日起施行。", None),
            ("自处分决定之日起执行。", None),
            ("处罚自决定公布之日起执行。", None),
            ("《其他办法》自2027年1月1日起施行。", None),
        ] {
            assert_eq!(effective(sentence, "学习办法"), expected, "{sentence}");
        }
    }

    #[test]
    fn some_time_after_it_became_known() {
        let day = |event: Event| match event {
            Event::Published => Some(date!(2026 - 01 - 31)),
            Event::Issued => Some(date!(2026 - 02 - 10)),
            Event::Adopted => None,
        };
        for (sentence, expected) in [
            ("本办法自发布之日起30日后施行。", Some(date!(2026 - 03 - 03))),
            ("本办法自公布之日起三十日后施行。", Some(date!(2026 - 03 - 03))),
            ("本办法自公布之日起满30日施行。", Some(date!(2026 - 03 - 02))),
            ("本规定自公布之日起第30日起施行。", Some(date!(2026 - 03 - 02))),
            ("本规定自公布后第三十日起施行。", Some(date!(2026 - 03 - 02))),
            ("本规定于发布后第 30 天起生效。", Some(date!(2026 - 03 - 02))),
            ("本条例公布满三个月之日起施行。", Some(date!(2026 - 04 - 30))),
            ("本条例自公布之日起一个月后施行。", Some(date!(2026 - 03 - 01))),
            ("现予公布，自公布之日起６０日后施行。", Some(date!(2026 - 04 - 02))),
            ("自本办法印发之日起三十日后执行。", Some(date!(2026 - 03 - 13))),
            ("本办法自印发之日起满一年后实施。", Some(date!(2027 - 02 - 11))),
            ("本法自通过之日起三十日后施行。", None),
            ("学员名单自公布之日起三十日后生效。", None),
            ("自公布之日起三十日内办结。", None),
            ("自公布之日起三十个工作日后施行。", None),
            ("本办法第三条自公布之日起三十日后施行。", None),
        ] {
            assert_eq!(effective(sentence, "学习办法").and_then(|when| when.day(day)), expected, "{sentence}");
        }
    }
}
