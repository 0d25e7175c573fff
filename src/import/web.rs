//! Saved web pages and WeChat articles (.html with or without its folder of files, .mhtml).

mod body;
mod byline;
mod mhtml;
mod sheets;
mod tree;

use super::model::{Document, Remark};
use tree::Element;

pub(super) use mhtml::{is_cut, unpack};
pub(super) use sheets::{html_sheets, xml_sheets};

/// What a saved page is.
#[derive(Debug, Default)]
pub(super) struct Saved {
    pub(super) document: Document,
    pub(super) title: String,
    pub(super) author: String,
    /// Who published it.
    pub(super) source: String,
    pub(super) address: String,
    /// `2026-03-05`
    pub(super) date: Option<time::Date>,
}

/// What WeChat shows in the place of an article.
const GONE: [&str; 17] = [
    "该内容已被发布者删除",
    "此内容已被发布者删除",
    "此内容因违规无法查看",
    "该内容暂时无法查看",
    "此内容暂时无法查看",
    "内容已被投诉并经审核涉嫌侵权",
    "此账号已被屏蔽",
    "此帐号已被屏蔽",
    "该公众号已迁移",
    "链接已过期",
    "参数错误",
    "环境异常",
    "The content has been deleted by the author",
    "This content can't be viewed because it violates regulations",
    "Unable to view this content",
    "The content can't be viewed now",
    "violates related regulations",
];

/// Reads a page; the words that say why there is none, if it is no article.
pub(super) fn read(html: &str, beside: &dyn Fn(&str) -> Option<Vec<u8>>) -> Result<Saved, String> {
    let root = tree::parse(html);
    let content = root.by_id("js_content");
    if content.is_none() {
        let words = root.text();
        if let Some(gone) = GONE.iter().find(|gone| words.contains(**gone))
            && words.chars().count() < 1500
        {
            return Err((*gone).to_owned());
        }
    }
    let line = byline::of(&root);
    let meta = |name: &str| root.meta(name).map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
    let by_id = |id: &str| root.by_id(id).map(|e| one_line(&e.text())).filter(|t| !t.is_empty());
    let heading = || root.first("h1").map(|e| one_line(&e.text())).filter(|t| !t.is_empty());
    let of_page = || root.first("title").map(|e| one_line(&e.text())).map(|t| without_site(&t));
    let title = by_id("activity-name")
        .or_else(|| meta("og:title"))
        .or_else(|| meta("ArticleTitle"))
        .or_else(heading)
        .or_else(of_page)
        .unwrap_or_default();
    let mut saved = Saved {
        author: meta("author").or(line.author).unwrap_or_default(),
        source: by_id("js_name")
            .or_else(|| meta("ContentSource"))
            .or(line.source)
            .or_else(|| meta("og:site_name").filter(|n| n != "微信公众平台"))
            .unwrap_or_default(),
        address: meta("og:url").or_else(|| root.link("canonical")).or_else(|| saved_from(html)).unwrap_or_default(),
        date: date(&root, html).or(line.date),
        title,
        ..Saved::default()
    };
    saved.address = Some(saved.address).filter(|a| a.starts_with("http")).unwrap_or_default();
    if content.is_none() && ["picture_page_info_list", "text_page_info"].iter().any(|mark| html.contains(mark)) {
        saved.document = of_script(meta("og:description").or_else(|| meta("description")).unwrap_or_default());
        return Ok(saved);
    }
    let main = content.or_else(|| main_of(&root));
    let mut made = body::Body::new(beside);
    if let Some(main) = main {
        made.element(main, 0);
    }
    saved.document = made.finish(&saved.title);
    if saved.document.blocks.is_empty() {
        saved.document.remarks.push(Remark::new(
            "empty-page",
            "没有找到正文：网页可能要登录或者用脚本显示，请复制正文到 Word 后导入",
            "no text was found: the page may need a login or scripts; copy its text into Word and import that",
        ));
    }
    Ok(saved)
}

/// A message of WeChat that is pictures or a few lines: a script shows it, and only its summary is in the page.
fn of_script(summary: String) -> Document {
    let lines = summary.replace("\\x0a", "\n").replace("\\n", "\n");
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    let blocks = lines.map(|line| super::model::Block::Paragraph(super::model::Paragraph::plain(line))).collect();
    let remark = Remark::new(
        "script-page",
        "这是公众号的图片或文字消息，由脚本显示：只导入了摘要，图片没有导入，请另存图片后插入",
        "this message of WeChat is shown by a script: only its summary was imported; save its pictures and insert them",
    );
    Document { blocks, remarks: vec![remark], ..Document::default() }
}

/// Reads what was copied from a program or a page: all of it is text, there is no title and nothing around it.
pub(super) fn fragment(html: &str) -> Document {
    let root = tree::parse(html);
    let nothing = |_: &str| None;
    let mut made = body::Body::new(&nothing);
    made.element(root.first("body").unwrap_or(&root), 0);
    // A title that no text has.
    made.finish("\0")
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// 标题 - 某某网 → 标题
fn without_site(title: &str) -> String {
    let cut = [" - ", "_", " | ", "－", " – "].iter().filter_map(|by| title.find(by)).min();
    match cut {
        Some(at) if title[..at].chars().count() >= 4 => title[..at].trim().to_owned(),
        _ => title.to_owned(),
    }
}

/// Browsers note where a page was saved from.
fn saved_from(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("saved from url=(")?;
    let (_, rest) = rest.split_once(')')?;
    rest.split(|c: char| c.is_whitespace() || c == '-').next().map(str::to_owned)
}

fn date(root: &Element, html: &str) -> Option<time::Date> {
    let of_meta = ["article:published_time", "pubdate", "publishdate", "PubDate"].iter().find_map(|n| root.meta(n));
    let shown = root.by_id("publish_time").map(Element::text);
    let texts = shown.into_iter().chain(of_meta.map(str::to_owned));
    for text in texts {
        if let Some(date) = day(&text) {
            return Some(date);
        }
    }
    // The time of an article of WeChat stands in its script, in seconds.
    for mark in ["var ct = \"", "var ct=\"", "create_time: '", "ori_create_time = '"] {
        if let Some((_, rest)) = html.split_once(mark) {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if let Some(moment) = digits.parse::<i64>().ok().filter(|s| *s > 1_000_000_000) {
                // The day in China.
                return time::OffsetDateTime::from_unix_timestamp(moment + 8 * 3600).ok().map(|t| t.date());
            }
        }
    }
    None
}

/// 2026-03-05, 2026年3月5日
fn day(text: &str) -> Option<time::Date> {
    let numbers: Vec<i32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|p| !p.is_empty())
        .take(3)
        .filter_map(|p| p.parse().ok())
        .collect();
    let [year, month, day] = numbers.as_slice() else { return None };
    let month = time::Month::try_from(u8::try_from(*month).ok()?).ok()?;
    time::Date::from_calendar_date(*year, month, u8::try_from(*day).ok()?).ok().filter(|d| d.year() > 1990)
}

/// Classes of the element that holds an article.
const CLASSES: [&str; 18] = [
    "TRS_Editor",
    "trs_editor_view",
    "TRS_UEDITOR",
    "v_news_content",
    "wp_articlecontent",
    "pages_content",
    "article-content",
    "article_content",
    "articleContent",
    "arti_content",
    "article-body",
    "entry-content",
    "post-content",
    "news_content",
    "news-content",
    "newsContent",
    "con_text",
    "detail-content",
];

/// The element that holds the text of a page.
fn main_of(root: &Element) -> Option<&Element> {
    const IDS: [&str; 10] = [
        "UCAP-CONTENT",
        "zoom",
        "Zoom",
        "content",
        "article",
        "artibody",
        "js_article",
        "vsb_content",
        "main",
        "main-content",
    ];
    let of_id = IDS.iter().filter_map(|id| root.by_id(id)).find(|e| e.paragraph_text() > 100);
    // What the systems behind most Chinese sites call it.
    let named = |e: &Element| {
        let class = e.get("class").unwrap_or_default();
        class.split_whitespace().any(|class| CLASSES.contains(&class)) && e.paragraph_text() > 30
    };
    let of_class = || root.find(&named);
    let of_name = || ["article", "main"].iter().filter_map(|n| root.first(n)).find(|e| e.paragraph_text() > 100);
    of_id.or_else(of_class).or_else(of_name).or_else(|| root.densest()).or_else(|| root.first("body"))
}
