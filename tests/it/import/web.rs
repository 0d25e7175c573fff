//! Saved web pages: what they are, and what of them is not there.

use super::{body, codes, key, page};

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

fn news(inner: &str) -> String {
    format!(
        "<html><head><title>召开会议-新闻网</title></head><body><ul class=\"menu\"><li>要闻</li></ul><h1>召开会议</h1>{inner}<div>版权所有 新闻网</div></body></html>"
    )
}

/// What stands around an article stays away, and the line below the title is read.
#[test]
fn pages_of_news() {
    let html = news(
        "<div class=\"info\"><span>来源：示例日报</span>　<span>作者：某某</span>　发布时间：2026-02-11 08:30</div><div class=\"TRS_Editor\"><p>　　2月10日，示例学习中心召开会议。</p><p>　　会议指出，要多读书、读好书，把书读好。</p></div>",
    );
    let page = page("a.html", html.as_bytes());
    assert_eq!(body(&page), "2月10日，示例学习中心召开会议。\n\n会议指出，要多读书、读好书，把书读好。");
    for (name, value) in [("source", "示例日报"), ("author", "某某"), ("published_at", "2026-02-11")] {
        assert_eq!(key(&page, name), value);
    }
}

/// A page of a government's is read as its document is.
#[test]
fn official_documents_on_pages() {
    let html = news(
        "<div class=\"TRS_Editor\"><p style=\"text-align:center\">示学〔2026〕9号</p><p>各学习小组：</p><p>　　现就开展读书活动提出以下意见，请遵照执行。</p><p><b>一、总体要求</b></p><p>　　坚持自愿。</p><p>示例学习中心</p><p>2026年1月20日</p></div>",
    )
    .replace("召开会议", "示例学习中心关于开展读书活动的意见");
    let page = page("a.html", html.as_bytes());
    for (name, value) in [
        ("kind", "policy"),
        ("title", "示例学习中心关于开展读书活动的意见"),
        ("doc_no", "示学〔2026〕9号"),
        ("issuers", "[\"示例学习中心\"]"),
        ("signed_on", "2026-01-20"),
    ] {
        assert_eq!(key(&page, name), value, "{}", page.text);
    }
    assert!(body(&page).starts_with("各学习小组："), "{}", page.text);
}
