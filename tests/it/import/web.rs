//! Saved web pages: what they are, and what of them is not there.

use super::{body, codes, page};

fn wechat(inner: &str) -> String {
    format!(
        "<html><head><meta property=\"og:title\" content=\"读书角开放了\"><meta property=\"og:description\" content=\"图片说明第一行\\x0a第二行\"></head><body><h1 id=\"activity-name\">读书角开放了</h1><span id=\"js_name\">青禾读书</span>{inner}</body></html>"
    )
}

/// Lines of a paragraph that are points are paragraphs, and no heading holds several of them.
#[test]
fn points_behind_line_breaks() {
    let text = "<div id=\"js_content\"><p>一、开放时间<br>每天八点到二十点。<br>二、借书办法<br>登记以后借走。</p><p>诗一行<br>诗二行</p></div>";
    let page = page("a.html", wechat(text).as_bytes());
    assert_eq!(
        body(&page),
        "## 一、开放时间\n\n每天八点到二十点。\n\n## 二、借书办法\n\n登记以后借走。\n\n诗一行\\\n诗二行"
    );
}

#[test]
fn messages_that_a_script_shows() {
    let page = page("a.html", wechat("<script>var picture_page_info_list = [];</script>").as_bytes());
    assert_eq!(body(&page), "图片说明第一行\n\n第二行");
    assert_eq!(codes(&page), ["script-page"]);
}

#[test]
fn words_in_drawings_and_hidden_ones_are_told() {
    let text = "<div id=\"js_content\"><svg><text>点开看答案</text></svg><p style=\"display: none\">藏起来的话</p><p>正文。</p></div>";
    let page = page("a.html", wechat(text).as_bytes());
    assert_eq!(body(&page), "正文。");
    let places: Vec<&str> = page.source.noted.iter().map(|n| n.place.as_str()).collect();
    assert_eq!(places, ["点开看答案", "藏起来的话"]);
}

#[test]
fn a_message_without_its_end_is_told() {
    let html = wechat("<div id=\"js_content\"><p>正文。</p></div>");
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"xx\"\r\n\r\n--xx\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    let whole = page("a.mhtml", format!("{head}{html}\r\n--xx--\r\n").as_bytes());
    assert!(!codes(&whole).contains(&"cut-off"));
    let cut = page("a.mhtml", format!("{head}{html}\r\n").as_bytes());
    assert!(codes(&cut).contains(&"cut-off"));
    assert_eq!(body(&cut), "正文。");
}
