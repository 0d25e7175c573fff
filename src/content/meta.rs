use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, PrimitiveDateTime, Time};

use super::Period;
use crate::diagnostics::Span;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A reference to another source file as the editor wrote it: relative to the file, or from the content root when it
/// begins with `/`, with an optional `#anchor`.
pub type Reference = Spanned<String>;

/// A day, or a minute of a day, in the site's own time. Ordered; a bare day is its first minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment(pub PrimitiveDateTime);

impl Moment {
    /// Midnight at the start of `date`.
    pub fn day(date: Date) -> Self {
        Self(PrimitiveDateTime::new(date, Time::MIDNIGHT))
    }

    /// The day.
    pub fn date(self) -> Date {
        self.0.date()
    }

    /// Reads `YYYY-MM-DD`, optionally followed by `T` or a space and `HH:MM` or `HH:MM:SS`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (day, clock) = match text.split_once(['T', ' ']) {
            Some((day, clock)) => (day, Some(clock.trim())),
            None => (text, None),
        };
        let date = parse_date(day)?;
        let time = match clock {
            None => Time::MIDNIGHT,
            Some(clock) => parse_time(clock)?,
        };
        Some(Self(PrimitiveDateTime::new(date, time)))
    }
}

impl fmt::Display for Moment {
    /// `YYYY-MM-DD`, with ` HH:MM` unless it is midnight.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", format_date(self.date()))?;
        if self.0.time() != Time::MIDNIGHT {
            write!(f, " {:02}:{:02}", self.0.hour(), self.0.minute())?;
        }
        Ok(())
    }
}

impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Moment::parse(&text).ok_or_else(|| serde::de::Error::custom("not a date"))
    }
}

/// Reads `YYYY-MM-DD`; one-digit months and days are accepted.
pub fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |s: &str, longest: usize| {
        (!s.is_empty() && s.len() <= longest && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u16>().ok())?
    };
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let month = time::Month::try_from(u8::try_from(digits(month, 2)?).ok()?).ok()?;
    Date::from_calendar_date(i32::from(digits(year, 4)?), month, u8::try_from(digits(day, 2)?).ok()?).ok()
}

fn parse_time(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|p| if p.len() <= 2 { p.parse::<u8>().ok() } else { None });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    Time::from_hms(hour, minute, second).ok()
}

/// `YYYY-MM-DD`.
pub fn format_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// Front matter that all kinds share; see the table of keys in the manual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// 标题; from the first heading when the front matter has none.
    pub title: Spanned<String>,
    /// 副标题
    pub subtitle: Option<String>,
    /// The last component of the URL.
    pub slug: Option<Spanned<String>>,
    /// Old URLs that redirect here, relative to the site's root.
    pub aliases: Vec<Spanned<String>>,
    /// 内容概述, plain text.
    pub summary: Option<String>,
    /// 专题, by title or slug.
    pub topics: Vec<Spanned<String>>,
    /// 关键词
    pub keywords: Vec<String>,
    /// 来源
    pub source: Option<String>,
    /// 原文链接
    pub source_url: Option<String>,
    /// 作者
    pub author: Option<String>,
    /// 责任编辑
    pub editor: Option<String>,
    /// 发布日期
    pub published_at: Option<Spanned<Moment>>,
    /// 更新日期
    pub updated_at: Option<Spanned<Moment>>,
    /// 定时发布: absent from the site before this moment.
    pub publish_at: Option<Spanned<Moment>>,
    /// 撤稿时间: absent from the site from this moment on.
    pub expire_at: Option<Spanned<Moment>>,
    /// 草稿
    pub draft: bool,
    /// 题图
    pub cover: Option<Reference>,
    /// What the cover shows, for those who cannot see it.
    pub cover_alt: Option<String>,
    /// 附件
    pub attachments: Vec<Attachment>,
    /// 相关内容
    pub related: Vec<Reference>,
    /// 次序: lower comes first, none comes last.
    pub weight: Option<i64>,
    /// Name of a template of the theme to use instead of the kind's.
    pub template: Option<Spanned<String>>,
    /// 复核周期: after so long somebody should look at the page again.
    pub review_in: Option<Spanned<Period>>,
    /// 负责部门
    pub owner: Option<String>,
    /// 审核: who signed what of this page. Never shown to readers.
    pub review: Vec<Signature>,
    /// Keys of the editor's own.
    pub extra: BTreeMap<String, serde_json::Value>,
    /// Where the front matter stands; the start of the file when it has none.
    pub span: Span,
}

impl Meta {
    /// The last day on which somebody vouched for the page.
    pub fn vouched(&self) -> Option<Date> {
        let day = |at: &Option<Spanned<Moment>>| at.as_ref().map(|at| at.value.date());
        day(&self.updated_at).max(day(&self.published_at))
    }

    /// The day from which on somebody should have looked at the page again.
    pub fn review_due(&self) -> Option<Date> {
        Some(self.review_in.as_ref()?.value.after(self.vouched()?))
    }
}

/// A file offered for download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file.
    pub file: Reference,
    /// Its name on the page; the file's name when absent.
    pub title: Option<String>,
}

/// A signature: somebody has read the page at one stage of its way to the readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// 审核阶段
    pub stage: Spanned<String>,
    /// Who signed.
    pub name: String,
    /// When.
    pub date: Option<Spanned<Date>>,
    /// The print of what was read.
    pub hash: Option<String>,
}
