//! The report of an import as a page, for editors who would rather read it in the browser.

use super::report::{Outcome, Report};
use crate::diagnostics::{Diagnostic, Lang};

/// A whole page; `style` is the address of its style sheet.
pub fn html(reports: &[Report], faults: &[Diagnostic], closing: &str, style: &str, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let of = |zh_words: &'static str, en: &'static str| if zh { zh_words } else { en };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<link rel=\"stylesheet\" href=\"{style}\">\n<h1>{title}</h1>\n<p>{}</p>\n",
        if zh { "zh-CN" } else { "en" },
        escaped(closing),
        title = of("导入报告", "Report of the import"),
    );
    let looks: Vec<&Report> = reports.iter().filter(|r| !r.source.noted.is_empty() || !r.check.is_empty()).collect();
    if !faults.is_empty() {
        out.push_str(&format!("<section><h2>{}</h2>\n<ul>\n", of("没有导入的文件", "Files that were not imported")));
        for fault in faults {
            let hints: Vec<String> = fault.hints.iter().map(|h| escaped(h.get(lang))).collect();
            out.push_str(&format!(
                "<li class=\"look\">{}<br><small>{}</small>\n",
                escaped(fault.message.get(lang)),
                hints.join("<br>")
            ));
        }
        out.push_str("</ul></section>\n");
    }
    if !looks.is_empty() {
        let head = of("先看这些", "Look at these first");
        out.push_str(&format!("<section><h2>{head}</h2>\n"));
        looks.iter().for_each(|report| one(&mut out, report, lang));
        out.push_str("</section>\n");
    }
    let shortened: Vec<&Report> = reports.iter().filter(|r| !r.source.dropped.is_empty()).collect();
    if !shortened.is_empty() {
        let head = of("有意略去的文字", "Left out on purpose");
        out.push_str(&format!("<section><h2>{head}</h2>\n"));
        shortened.iter().for_each(|report| left_out(&mut out, report, lang));
        out.push_str("</section>\n");
    }
    let (file, page, outcome) = (of("原件", "Document"), of("页面", "Page"), of("结果", "Outcome"));
    out.push_str(&format!(
        "<section><h2>{}</h2>\n<table>\n<tr><th>{file}<th>{page}<th>{outcome}<th>{}\n",
        of("全部文件", "All files"),
        of("内容", "Content")
    ));
    for report in reports.iter().filter(|r| r.outcome != Outcome::Refused) {
        out.push_str(&format!(
            "<tr><td>{}<td>{}<br><small>{}</small><td>{}<td>{}\n",
            escaped(&report.source.name),
            escaped(&report.source.title),
            escaped(&report.page),
            report.outcome.words(false, lang),
            report.counts(lang)
        ));
    }
    out.push_str("</table></section>\n</html>\n");
    out
}

fn one(out: &mut String, report: &Report, lang: Lang) {
    out.push_str(&format!(
        "<h3>{}</h3>\n<p><small>{}</small>\n<ul>\n",
        escaped(&report.source.title),
        escaped(&report.page)
    ));
    for line in &report.check {
        out.push_str(&format!("<li class=\"look\">{}\n", escaped(line)));
    }
    for noted in &report.source.noted {
        out.push_str(&format!("<li>{}\n", escaped(&noted.line(lang))));
    }
    out.push_str("</ul>\n");
    if !report.difference.is_empty() {
        out.push_str(&format!("<pre>{}</pre>\n", escaped(&report.difference)));
    }
}

/// With all of its words, so that nothing has to be looked for in the document.
fn left_out(out: &mut String, report: &Report, lang: Lang) {
    out.push_str(&format!("<h3>{}</h3>\n<ul>\n", escaped(&report.source.title)));
    for noted in &report.source.dropped {
        let name = if lang == Lang::Zh { &noted.zh } else { &noted.en };
        let colon = if lang == Lang::Zh { "：" } else { ": " };
        out.push_str(&format!("<li>{}{colon}{}\n", escaped(name), escaped(&noted.place)));
    }
    out.push_str("</ul>\n");
}

fn escaped(text: &str) -> String {
    html_escape::encode_safe(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Noted, Source};

    #[test]
    fn what_to_look_at_comes_first_and_nothing_runs() {
        let noted =
            Noted { code: "x".to_owned(), zh: "看<script>".to_owned(), en: "look".to_owned(), place: String::new() };
        let source = Source {
            name: "甲.docx".to_owned(),
            title: "甲".to_owned(),
            noted: vec![noted],
            dropped: vec![Noted::dropped("目录", "table of contents", "第一章；第二章")],
            ..Source::default()
        };
        let report = Report {
            source,
            page: "content/甲.md".to_owned(),
            outcome: Outcome::New,
            check: Vec::new(),
            difference: String::new(),
            queries: 0,
        };
        let fault = Diagnostic::error("a", "“乙.docx”是空文件", "empty").hint("重新传送", "send it again");
        let page = html(&[report], &[fault], "新建 1，没有导入 1", "/a.css", Lang::Zh);
        assert!(!page.contains("<script"), "{page}");
        let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} in {page}"));
        assert!(at("“乙.docx”是空文件") < at("先看这些") && at("先看这些") < at("全部文件"));
        assert!(at("先看这些") < at("<li>目录：第一章；第二章") && at("有意略去的文字") < at("全部文件"));
        assert!(at("重新传送") > 0 && at("看&lt;script&gt;") > 0);
    }
}
