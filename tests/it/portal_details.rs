//! Small things that readers stumbled over, each with the page on which they did.

use crate::support::Site;

fn page(site: &Site, path: &str) -> String {
    String::from_utf8(site.publish(&[])[path].clone()).unwrap()
}

/// What lies between `from` and the next `to`.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).map_or("", |(_, rest)| rest.split(to).next().unwrap_or_default())
}

#[test]
fn what_has_no_day_stands_apart_from_the_time_line() {
    let site = Site::small();
    site.write("content/news/_index.md", "---\ntitle: 动态\n---\n");
    site.write("content/news/undated.md", "---\ntitle: 常设的说明\n---\n正文。\n");
    for day in ["2026-03-05", "2026-01-02"] {
        let text = format!("---\ntitle: {day}的事\npublished_at: {day}\n---\n正文。\n");
        site.write(&format!("content/news/{day}.md"), text);
    }
    site.write(
        "content/news/topic.md",
        "---\ntitle: 专题\nkind: topic\ntimeline: true\nitems: [undated.md, 2026-03-05.md, 2026-01-02.md]\n---\n",
    );
    let page = page(&site, "news/topic/index.html");
    let line = between(&page, "<ol class=\"timeline\">", "</ol>");
    let days: Vec<&str> = line.split("datetime=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(days.len(), 2, "{page}");
    assert!(!days.contains(&"") && !line.contains("常设的说明"), "{line}");
    let behind = page.split_once(line).map_or("", |(_, rest)| rest.split("</article>").next().unwrap_or_default());
    assert!(behind.contains("常设的说明"), "{page}");
}

#[test]
fn a_course_stands_once_in_its_column() {
    for list in ["", "list: cards\n"] {
        let site = Site::small();
        site.write("content/learn/_index.md", format!("---\ntitle: 学习\n{list}---\n"));
        site.write("content/learn/course/_index.md", "---\ntitle: 怎样读文件\nkind: course\n---\n");
        site.write("content/learn/course/1.md", "---\ntitle: 单元\n---\n正文。\n");
        let page = page(&site, "learn/index.html");
        let main = between(&page, "<main", "</main>");
        assert_eq!(main.matches("怎样读文件").count(), 1, "{main}");
    }
}

/// Chromium 78 knows no SVG there.
#[test]
fn the_portal_has_an_icon_for_every_browser() {
    let files = Site::small().publish(&[]);
    let home = std::str::from_utf8(&files["index.html"]).unwrap();
    let icons: Vec<&str> =
        home.split("<link rel=\"icon\" ").skip(1).map(|rest| between(rest, "href=\"", "\"")).collect();
    let types: Vec<&str> =
        home.split("<link rel=\"icon\" ").skip(1).map(|rest| between(rest, "type=\"", "\"")).collect();
    assert_eq!(types, ["image/png", "image/svg+xml"]);
    for icon in icons {
        assert!(files.contains_key(icon.trim_start_matches("./")), "{icon}");
    }
}
