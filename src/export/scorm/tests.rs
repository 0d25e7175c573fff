use super::*;

fn course() -> Course {
    let page = |url: &str, title: &str, html: &str| CoursePage {
        url: url.into(),
        title: title.into(),
        html: html.into(),
        ..CoursePage::default()
    };
    let test = "<section class=\"self-test\" data-page=\"c/1/\" data-test=\"test-1\"><ol><li class=\"question\" data-id=\"一\">\
                <label><input type=\"radio\" name=\"a\"></label></li><li data-id=\"二\"></li></ol></section>";
    let links = "<p><a href=\"c/2/#x\">乙</a><a href=\"law/\">丙</a><a href=\"c/a%20b.pdf\">丁</a>\
                 <img src=\"c/m.png\" srcset=\"c/m-480.png 480w\" alt=\"图\"><script>alert(1)</script></p>";
    let mut first = page("c/1/", "甲</script>", &format!("{links}{test}"));
    (first.unit, first.minutes, first.depth) = (true, 5, 1);
    first.video = Some("c/film.mp4".into());
    let mut second = page("c/2/", "乙", "<p id=\"x\">文</p>");
    (second.unit, second.depth) = (true, 1);
    Course {
        title: "课程 <一>".into(),
        language: "zh-CN".into(),
        identifier: "https://portal.example/c/".into(),
        summary: Some("讲什么 & 怎么学".into()),
        base_url: Some("https://portal.example/".into()),
        pass_score: 60,
        test_marks_unit: true,
        pages: vec![page("c/", "课程", "<p>开头</p>"), first, second],
        assets: BTreeMap::from([("words.js".to_owned(), ("assets/words.1.js".to_owned(), Arc::from(&b"w"[..])))]),
    }
}

fn media(url: &str) -> Option<Arc<[u8]>> {
    ["c/m.png", "c/a b.pdf", "c/film.mp4"].contains(&url).then(|| Arc::from(&b"bytes"[..]))
}

fn entries(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut text = String::new();
        io::Read::read_to_string(&mut entry, &mut text).unwrap();
        all.insert(entry.name().unwrap().into_owned(), text);
    }
    all
}

#[test]
fn pages_need_nothing_from_elsewhere() {
    let bytes = package(&course(), &mut media).unwrap();
    assert_eq!(bytes, package(&course(), &mut media).unwrap(), "the same course has the same bytes");
    let files = entries(&bytes);
    let first = &files["page-001.html"];
    for part in [
        "<a href=\"page-002.html#x\">乙</a><a href=\"https://portal.example/law/\">丙</a><a href=\"files/c/a%20b.pdf\">丁</a>",
        "<img src=\"files/c/m.png\" alt=\"图\"/>",
        "<video controls preload=\"metadata\" aria-label=\"甲&lt;/script&gt;\" src=\"files/c/film.mp4\">",
        "<input type=\"radio\" name=\"a\"/>",
        "<script src=\"assets/words.1.js\"></script>\n<script src=\"course/page.js\"></script>",
        "data-unit=\"c/1/\"",
        "data-test-marks hidden",
    ] {
        assert!(first.contains(part), "{part} in {first}");
    }
    assert!(!first.contains("srcset") && !first.contains("alert"), "{first}");
    assert_eq!(files["files/c/m.png"], "bytes");
    let frame = &files["index.html"];
    let catalogue = frame.split_once("id=\"course\">").unwrap().1.split_once("</script>").unwrap().0;
    let catalogue: serde_json::Value = serde_json::from_str(catalogue).unwrap();
    assert_eq!(catalogue["pages"][1]["tests"][0]["id"], "c/1/#test-1");
    assert_eq!(catalogue["pages"][1]["tests"][0]["questions"], serde_json::json!(["一", "二"]));
    assert_eq!(catalogue["pages"].as_array().unwrap().len(), 3);
}

#[test]
fn the_manifest_lists_every_file() {
    let files = entries(&package(&course(), &mut media).unwrap());
    let manifest = roxmltree::Document::parse(&files["imsmanifest.xml"]).unwrap();
    let listed: Vec<String> = manifest
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.imsproject.org/xsd/imscp_rootv1p1p2", "file")))
        .map(|node| percent_encoding::percent_decode_str(node.attribute("href").unwrap()).decode_utf8().unwrap().into())
        .collect();
    let packed: Vec<&String> = files.keys().filter(|name| *name != "imsmanifest.xml").collect();
    assert_eq!(listed.iter().collect::<Vec<_>>(), packed);
    let resource = manifest.descendants().find(|node| node.attribute("href") == Some("index.html")).unwrap();
    assert_eq!(resource.attribute(("http://www.adlnet.org/xsd/adlcp_rootv1p2", "scormtype")), Some("sco"));
    assert!(files["imsmanifest.xml"].contains("<title>课程 &lt;一&gt;</title>"));
}

#[test]
fn keys_stay_while_a_page_keeps_its_address_in_the_course() {
    let mut moved = course();
    let before = keys(&moved);
    for page in &mut moved.pages {
        page.url = page.url.replacen("c/", "learn/c/", 1);
    }
    moved.pages.swap(1, 2);
    let after = keys(&moved);
    assert_eq!([&before[0], &before[2], &before[1]], [&after[0], &after[1], &after[2]]);
    let mut taken = BTreeSet::new();
    let many: BTreeSet<String> = (0..5000).map(|at| key(&format!("{at}"), &mut taken)).collect();
    assert_eq!(many.len(), 5000);
}
