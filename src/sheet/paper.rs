//! 审核单: what differs, on paper, with room for signatures. One HTML file that needs nothing else.

use std::fmt::Write as _;

use super::{Change, Changes, Former, Now, Row, Side, Stage, What, rows};
use crate::content::{Moment, format_date};
use crate::diagnostics::{Lang, Text};

/// What stands at the head of the sheet.
pub struct Paper<'a> {
    /// The publication that the build is compared with.
    pub former: &'a Former,
    /// The build.
    pub now: Now<'a>,
    /// The moment for which it was built.
    pub as_of: Moment,
    /// The language of the sheet.
    pub lang: Lang,
}

/// Unchanged blocks that are shown beside a change.
const AROUND: usize = 1;

const STYLE: &str = "@page{size:A4;margin:15mm 14mm}*{box-sizing:border-box}body{margin:0 auto;max-width:190mm;padding:6mm;\
font:10.5pt/1.6 \"Songti SC\",\"Noto Serif CJK SC\",SimSun,serif;color:#000;background:#fff}\
h1{font-size:18pt;text-align:center;margin:0 0 2mm}h2{font-size:13pt;margin:8mm 0 1mm;break-after:avoid}p{margin:0 0 1mm}\
.meta{color:#444;font-size:9pt;overflow-wrap:anywhere}table{width:100%;border-collapse:collapse;table-layout:fixed;margin:2mm 0}\
th,td{border:.5pt solid #777;padding:1mm 2mm;vertical-align:top;text-align:left;overflow-wrap:anywhere}thead{display:table-header-group}\
tr{break-inside:avoid}td.long{break-inside:auto}.sign td{height:9mm}.sign th,.sign td{text-align:center;vertical-align:middle}\
.h{font-weight:bold}.li:not(:empty)::before{content:\"· \"}.skip{color:#555;text-align:center;font-size:9pt}\
del{text-decoration:line-through;background:#f3d9d9}ins{text-decoration:underline;background:#d5ead5}\
.tag{border:.5pt solid #000;padding:0 1.5mm;font-size:9pt;margin-right:2mm;font-weight:normal}.page{break-inside:auto}\
details{margin:6mm 0}summary{font-weight:bold;font-size:13pt}\
@media print{body{padding:0;max-width:none}.page{break-before:auto}}";

/// The whole sheet.
pub fn paper(paper: &Paper<'_>, changes: &Changes) -> String {
    let t = |zh: &str, en: &str| Text::new(zh, en).get(paper.lang).to_owned();
    let title = t("审核单", "Sheet for signing off");
    let lang = if paper.lang == Lang::Zh { "zh-CN" } else { "en" };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title} {site}</title><style>{STYLE}</style></head><body>\n\
         <h1>{site} {title}</h1>\n",
        site = escaped(&paper.now.config.title)
    );
    let counts: Vec<String> = [What::New, What::Changed, What::Moved, What::Removed]
        .into_iter()
        .map(|what| (what, changes.pages.iter().filter(|change| change.what == what).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{} {count}", label(what, paper.lang)))
        .collect();
    let day = format_date(paper.as_of.date());
    let former = escaped(paper.former.name.get(paper.lang));
    let counts =
        if counts.is_empty() { t("没有变化的页面", "no page differs") } else { counts.join(&t("，", ", ")) };
    let line = t(
        &format!("{day} 生成，与{former}相比：{counts}。"),
        &format!("Built for {day}, compared with {former}: {counts}."),
    );
    put(&mut out, &format!("<p class=\"meta\">{line}</p>\n"));
    if changes.pages.len() > 1 {
        contents(&mut out, paper, changes);
    }
    for (at, change) in changes.pages.iter().enumerate() {
        page(&mut out, paper, at + 1, change);
    }
    rest(&mut out, paper, changes);
    out.push_str("</body></html>\n");
    out
}

fn put(out: &mut String, html: &str) {
    // Writing into a text cannot fail.
    let _ = write!(out, "{html}");
}

fn contents(out: &mut String, paper: &Paper<'_>, changes: &Changes) {
    let t = |zh: &str, en: &str| Text::new(zh, en).get(paper.lang).to_owned();
    put(
        out,
        &format!(
            "<table><thead><tr><th style=\"width:10mm\">#</th><th style=\"width:20mm\">{}</th><th>{}</th><th style=\"width:45mm\">{}</th></tr></thead><tbody>\n",
            t("变化", "Change"),
            t("标题", "Title"),
            t("审核", "Signed")
        ),
    );
    for (at, change) in changes.pages.iter().enumerate() {
        let signed = change.stages.iter().filter(|stage| stage.given == "valid").count();
        let state = match change.stages.len() {
            0 => "—".to_owned(),
            all => t(&format!("{all} 个阶段签了 {signed} 个"), &format!("{signed} of {all} stages")),
        };
        let (number, what, title) = (at + 1, label(change.what, paper.lang), escaped(&change.title));
        put(
            out,
            &format!(
                "<tr><td>{number}</td><td>{what}</td><td><a href=\"#p{number}\">{title}</a></td><td>{state}</td></tr>\n"
            ),
        );
    }
    out.push_str("</tbody></table>\n");
}

fn page(out: &mut String, paper: &Paper<'_>, number: usize, change: &Change) {
    let t = |zh: &str, en: &str| Text::new(zh, en).get(paper.lang).to_owned();
    let (what, title) = (label(change.what, paper.lang), escaped(&change.title));
    put(
        out,
        &format!(
            "<section class=\"page\"><h2 id=\"p{number}\"><span class=\"tag\">{what}</span>{number}. {title}</h2>\n"
        ),
    );
    let from = change.from.as_ref().map(|from| format!("{} → ", escaped(from))).unwrap_or_default();
    let file = change.path.as_ref().map(|path| t(&format!("　文件：{path}"), &format!(" · file: {path}")));
    let address = escaped(&change.address);
    put(
        out,
        &format!(
            "<p class=\"meta\">{}{from}{address}{}</p>\n",
            t("网址：", "address: "),
            escaped(&file.unwrap_or_default())
        ),
    );
    let (lines, known) = rows(paper.former, paper.now, change);
    if !known {
        let words = t(
            "上次发布的这一页不在这台电脑上，下面是它现在的全文。",
            "The former text of this page is not on this computer; this is all it says now.",
        );
        put(out, &format!("<p class=\"meta\">{words}</p>\n"));
    }
    let one_side = change.what == What::New || change.what == What::Removed || !known;
    if one_side {
        put(out, "<table><tbody>\n");
        for row in &lines {
            let side = if row.new.is_empty() { &row.old } else { &row.new };
            put(out, &format!("<tr><td class=\"{}\">{}</td></tr>\n", class(row, side), plain(side)));
        }
        put(out, "</tbody></table>\n");
    } else {
        let head = format!("<th>{}</th><th>{}</th>", t("上次发布", "Published"), t("现在", "Now"));
        put(out, &format!("<table><thead><tr>{head}</tr></thead><tbody>\n"));
        beside(out, &lines, paper.lang);
        put(out, "</tbody></table>\n");
    }
    if !change.files.is_empty() {
        let label = t("新增或换过的图片和附件：", "Pictures and documents that are new or differ: ");
        put(out, &format!("<p>{label}{}</p>\n", escaped(&change.files.join(&t("、", ", ")))));
    }
    signatures(out, change, paper);
    out.push_str("</section>\n");
}

/// The rows that differ, with a little of what stands around them.
fn beside(out: &mut String, lines: &[Row], lang: Lang) {
    let near =
        |at: usize| lines[at.saturating_sub(AROUND)..lines.len().min(at + AROUND + 1)].iter().any(|row| !row.same);
    let mut at = 0;
    while at < lines.len() {
        let row = &lines[at];
        if near(at) || row.form == "h1" {
            let cell = |side: &Side, element: &str| {
                format!("<td class=\"{}\">{}</td>", class(row, side), marked(side, element))
            };
            put(out, &format!("<tr>{}{}</tr>\n", cell(&row.old, "del"), cell(&row.new, "ins")));
            at += 1;
            continue;
        }
        let count = lines[at..].iter().enumerate().take_while(|(i, row)| !near(at + i) && row.form != "h1").count();
        let words = Text::new(format!("……（{count} 段没有变化）"), format!("… ({count} paragraphs unchanged)"));
        put(out, &format!("<tr><td colspan=\"2\" class=\"skip\">{}</td></tr>\n", words.get(lang)));
        at += count;
    }
    if lines.iter().all(|row| row.same) {
        let words = Text::new(
            "文字没有变化，变的是图片、附件、链接指向的地方或者不显示的设置",
            "the words are the same; pictures, documents, where a link leads or settings have changed",
        );
        put(out, &format!("<tr><td colspan=\"2\" class=\"skip\">{}</td></tr>\n", words.get(lang)));
    }
}

/// Room for a signature of each stage; what was signed already stands there.
fn signatures(out: &mut String, change: &Change, paper: &Paper<'_>) {
    let t = |zh: &str, en: &str| Text::new(zh, en).get(paper.lang).to_owned();
    let usual: Vec<Stage>;
    let asked = paper.now.config.review.is_some();
    // Where nobody said who signs, or a page is taken away, there is room all the same.
    let stages = if change.stages.is_empty() && (!asked || change.what == What::Removed) {
        let names = paper.now.config.review.as_ref().map(|review| review.stages.clone());
        let names = names.unwrap_or_else(|| ["一审", "二审", "三审"].map(str::to_owned).into());
        usual =
            names.into_iter().map(|name| Stage { name, given: "no", by: String::new(), date: String::new() }).collect();
        &usual
    } else {
        &change.stages
    };
    if stages.is_empty() {
        return;
    }
    let head = [t("阶段", "Stage"), t("姓名", "Name"), t("日期", "Date"), t("签字", "Signature")];
    put(out, &format!("<table class=\"sign\"><thead><tr><th>{}</th></tr></thead><tbody>\n", head.join("</th><th>")));
    for stage in stages {
        let (by, date) = match stage.given {
            "valid" => (escaped(&stage.by), escaped(&stage.date)),
            "void" => {
                let words = t("（内容已改，原签名失效）", "(changed since; void)");
                (format!("<span class=\"meta\">{} {words}</span>", escaped(&stage.by)), String::new())
            }
            _ => Default::default(),
        };
        put(out, &format!("<tr><td>{}</td><td>{by}</td><td>{date}</td><td></td></tr>\n", escaped(&stage.name)));
    }
    put(out, "</tbody></table>\n");
}

/// What has no text of its own to be read.
fn rest(out: &mut String, paper: &Paper<'_>, changes: &Changes) {
    let t = |zh: &str, en: &str| Text::new(zh, en).get(paper.lang).to_owned();
    let mut list = |title: String, entries: Vec<String>| {
        if !entries.is_empty() {
            put(out, &format!("<h2>{title}</h2>\n<ul>\n"));
            entries.iter().for_each(|entry| put(out, &format!("<li>{}</li>\n", escaped(entry))));
            put(out, "</ul>\n");
        }
    };
    list(t("新增或修改的图片和附件", "Pictures and documents that are new or differ"), changes.files.clone());
    list(t("撤下的图片和附件", "Pictures and documents that are gone"), changes.files_removed.clone());
    others(out, paper, changes);
}

/// Pages that nobody has to sign: a short list, folded.
fn others(out: &mut String, paper: &Paper<'_>, changes: &Changes) {
    let t = |zh: &str, en: &str| Text::new(zh, en).get(paper.lang).to_owned();
    let mut folded = |summary: String, entries: &[(String, String)]| {
        if entries.is_empty() {
            return;
        }
        put(out, &format!("<details><summary>{summary}</summary>\n<p class=\"meta\">"));
        let all: Vec<String> =
            entries.iter().map(|(address, title)| format!("{} {}", escaped(title), escaped(address))).collect();
        put(out, &format!("{}</p></details>\n", all.join(&t("；", "; "))));
    };
    let count = changes.others.len();
    let summary = t(
        &format!("只因其他页面而变（{count} 页，本页内容没有变，不用签）"),
        &format!("Changed by other pages only ({count}; their own content is the same, nobody has to sign)"),
    );
    folded(summary, &changes.others);
    folded(t("随之变化的列表页", "Lists that follow"), &changes.lists);
}

/// How a page differs, in a word.
fn label(what: What, lang: Lang) -> String {
    let text = match what {
        What::New => Text::new("新增", "new"),
        What::Changed => Text::new("修改", "changed"),
        What::Moved => Text::new("换地址", "moved"),
        What::Removed => Text::new("撤下", "removed"),
    };
    text.get(lang).to_owned()
}

fn class(row: &Row, side: &Side) -> String {
    let length: usize = side.iter().map(|(_, text)| text.len()).sum();
    let form = if row.form.starts_with('h') { "h" } else { row.form };
    if length > 1500 { format!("{form} long") } else { form.to_owned() }
}

fn plain(side: &Side) -> String {
    side.iter().map(|(_, text)| escaped(text)).collect()
}

fn marked(side: &Side, element: &str) -> String {
    let piece = |(changed, text): &(bool, String)| match changed {
        true => format!("<{element}>{}</{element}>", escaped(text)),
        false => escaped(text),
    };
    side.iter().map(piece).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
