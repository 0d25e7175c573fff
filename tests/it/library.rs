//! The policy library of the example portal as its readers find it, and what an editor is told about texts and citations.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use crate::support::{Site, run_in, tree};

/// The day on which the example is published.
const PUBLISHED: &str = "2026-11-23";

const POLICIES: &str = "supervision/policies";

/// The example portal, built once.
fn portal() -> &'static BTreeMap<String, Vec<u8>> {
    static PORTAL: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    PORTAL.get_or_init(|| {
        let out = tempfile::tempdir().unwrap();
        let folder = out.path().join("site");
        let arguments = ["build", "--as-of", PUBLISHED, "--out", folder.to_str().unwrap()];
        let run = run_in(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        tree(&folder)
    })
}

fn page(path: &str) -> &'static str {
    let bytes = portal().get(&format!("{path}/index.html")).unwrap_or_else(|| panic!("no page {path}"));
    std::str::from_utf8(bytes).unwrap()
}

/// What stands between the first `from` and the next `to`.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    rest.split_once(to).map_or(rest, |(inner, _)| inner)
}

/// The words of `html`, its elements parted by a bar.
fn words(html: &str) -> String {
    let runs = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text).trim());
    runs.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("|")
}

/// The titles of a list, in its order.
fn titles(path: &str) -> Vec<&'static str> {
    let page = page(path);
    page.split("class=\"entry-title\"").skip(1).map(|entry| between(entry, ">", "<")).collect()
}

#[test]
fn texts_are_listed_by_what_they_are() {
    let all = between(page("library"), "library-groups", "<section class=\"list-section");
    let groups: Vec<String> = all.split("<section>").skip(1).map(words).collect();
    assert_eq!(
        groups,
        [
            "发文机关|青禾区学习服务委员会办公室|1|云麓市青禾区融媒与学习中心|13",
            "文种|办法|4|规定|5|纪要|1|决定|1|通知|1",
            "主题分类|档案管理|1|新闻采编|3|信息公开|1|学习服务|7",
            "年份|2026年|4|2025年|3|2024年|2|2023年|1|2022年|2|2021年|1|2019年|1",
            "时效性|尚未生效|1|失效|1|已废止|1|已修改|3|有效|8",
            "拼音|#|1|G|5|K|1|Q|4|X|2|Y|1",
        ]
    );
    assert_eq!(titles("library/type/tongzhi"), ["关于印发《青禾区学习中心档案管理细则》的通知"]);
    assert_eq!(titles("library/subject/xinxi-gongkai"), ["开放数据目录管理规定"]);
    assert_eq!(titles("library/az/x"), ["学习场地使用管理办法", "学习场地使用规定"]);
    assert_eq!(titles("library/issuer/qinghequ-xuexi-fuwu-weiyuanhui-bangongshi"), ["学习场地使用管理办法"]);
    assert_eq!(titles("library/status/yi-feizhi"), ["学习场地使用规定"]);
    assert_eq!(
        titles("library/year/2025-nian"),
        ["关于修改《稿件审核与发布规定》的决定", "稿件审核与发布规定", "学习场地使用管理办法"]
    );
    // What changed last comes first.
    assert_eq!(
        titles("library")[..3],
        [
            "开放数据目录管理规定",
            "云麓市青禾区融媒与学习中心关于征集读书笔记的通知",
            "关于落实《青禾区学习中心管理办法》有关事项的会议纪要"
        ]
    );
}

#[test]
fn a_text_says_what_it_is() {
    let repealed = page(&format!("{POLICIES}/xuexi-changdi-shiyong-guiding"));
    assert_eq!(
        words(between(repealed, "<dl>", "</dl>")),
        "名称|学习场地使用规定|索引号|QH-0202-2019-002|发文字号|青融学〔2019〕2号|文种|规定|发文机关|云麓市青禾区融媒与学习中心|\
         主题分类|学习服务|成文日期|2019-12-16|施行日期|2020-01-01|废止日期|2025-04-01|时效性|已废止"
    );
    let banner = between(repealed, "class=\"banner banner-repealed\" role=\"note\">", "</p>");
    assert_eq!(words(banner), "已废止|本文件已于 2025-04-01 废止，仅供查阅。|学习场地使用管理办法");
    assert!(banner.contains("href=\"../../../supervision/policies/xuexi-changdi-shiyong-guanli-banfa/\""), "{banner}");
}

#[test]
fn three_versions_and_their_explanation_know_each_other() {
    let current = page(&format!("{POLICIES}/guanli-banfa"));
    assert_eq!(
        words(between(current, "<ol class=\"versions\">", "</ol>")),
        "2021-04-01|青禾区学习中心管理办法（试行）|已修改|2023-06-01|青禾区学习中心管理办法|已修改|\
         2026-03-01|青禾区学习中心管理办法|本页版本|现行版本|有效"
    );
    let links = between(current, "<h2>相关解读</h2>", "</section>");
    assert!(links.contains("href=\"../../../publicity/guanli-banfa-xiuding-jiedu/\""), "{links}");
    let explanation = page("publicity/guanli-banfa-xiuding-jiedu");
    assert!(explanation.contains("href=\"../../supervision/policies/guanli-banfa/\""));
    for pair in ["guanli-banfa/compare-guanli-banfa-2023", "guanli-banfa-2023/compare-guanli-banfa-2021"] {
        assert!(page(&format!("{POLICIES}/{pair}")).contains("class=\"compare-row change-moved\""), "{pair}");
    }
}

#[test]
fn a_notice_carries_a_document_with_anchors_of_its_own() {
    let notice = page(&format!("{POLICIES}/yinfa-dangan-guanli-xize-de-tongzhi"));
    let order: Vec<usize> = [
        "class=\"addressee\" id=\"p1\"",
        "<div class=\"signature\" id=\"signature\">",
        "<section class=\"document\" id=\"doc\">",
        "id=\"ch-1\"",
        "<div class=\"article\" id=\"art-1\">",
        "id=\"art-4-p2-i2-s1\"",
    ]
    .iter()
    .map(|place| notice.find(place).unwrap_or_else(|| panic!("no {place}")))
    .collect();
    assert!(order.is_sorted(), "{order:?}");
}

/// A text that nothing is wrong with, and one that cites.
fn site(citing: &str) -> Site {
    let site = Site::small();
    site.write("content/p/_index.md", "---\ntitle: 文件\ncascade:\n  kind: policy\n---\n");
    site.write("content/p/old.md", "---\ntitle: 借阅规定\neffective_on: 2020-01-01\nrepealed_on: 2025-01-01\nsuperseded_by: new.md\n---\n\n第一条 甲。\n");
    site.write(
        "content/p/new.md",
        "---\ntitle: 借阅办法\neffective_on: 2025-01-01\nsupersedes: old.md\n---\n\n第一条 乙。\n",
    );
    site.write(
        "content/p/citing.md",
        format!("---\ntitle: 阅览室守则\neffective_on: 2026-01-01\n---\n\n第一条 {citing}\n"),
    );
    site
}

#[test]
fn a_citation_of_a_repealed_text_names_its_successor() {
    let run = site("依照《借阅规定》第一条和《借阅证》办理。").build(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (report, _) = run.stderr.split_once("完成：").unwrap();
    assert_eq!(
        report,
        "警告[cite-not-in-force]: 引用的《借阅规定》已废止
  --> content/p/citing.md:6:7
   |
 6 | 第一条 依照《借阅规定》第一条和《借阅证》办理。
   |            ^^^^^^^^^^^^^^^^^^
  后来的文本在这里
  --> content/p/new.md:2:8
   |
 2 | title: 借阅办法
   |        ^^^^^^^^
  = 改法: 现行的是《借阅办法》（2025-01-01），请核对是否应当引用它：p/new.md

"
    );
}

#[test]
fn a_status_that_the_dates_contradict_is_told() {
    let site = site("甲。");
    site.write(
        "content/p/citing.md",
        "---\ntitle: 阅览室守则\neffective_on: 2030-01-01\nstatus: in_force\n---\n\n第一条 甲。\n",
    );
    let run = site.build(&[]);
    assert_eq!(run.code, 0);
    assert_eq!(
        run.stderr.split("完成").next().unwrap(),
        "警告[policy-status]: 时效性写的是“有效”，但到2026-05-01应当是“尚未生效”（施行日期 2030-01-01）
  --> content/p/citing.md:4:9
   |
 4 | status: in_force
   |         ^^^^^^^^
  = 改法: 请删去 status（会按日期自动得出），或改正有关日期

"
    );
}

/// Status as the page says it: the word, and what stands in the banner.
fn state(portal: &BTreeMap<String, Vec<u8>>, name: &str) -> (String, String) {
    let html = std::str::from_utf8(&portal[&format!("z/{name}/index.html")]).unwrap();
    let attributes = between(html, "<article", ">");
    let of = |key: &str| {
        attributes.split_once(&format!("{key}=\"")).map_or("", |(_, rest)| &rest[..rest.find('"').unwrap()])
    };
    let days = ["data-effective-on", "data-valid-until", "data-repealed-on", "data-amended-on"].map(of);
    (format!("{} {}", of("data-status"), days.join(" ")), html.to_owned())
}

/// A decision that amends two texts and repeals others: by its headings, in a list, by their numbers, and on trial for a time.
#[test]
fn what_decisions_and_last_articles_say_of_others_counts() {
    let site = Site::small();
    let text = |name: &str, body: &str| {
        site.write(&format!("content/z/{name}.md"), body);
    };
    site.write("content/z/_index.md", "---\ntitle: 制度\ncascade:\n  kind: policy\n---\n");
    text(
        "road",
        "# 花圃管理办法\n\n2015年3月1日书院单位令第12号公布\n\n第一条 甲。\n\n第二条 本办法自2015年5月1日起施行。\n",
    );
    text("later", "# 苗圃管理办法\n\n2015年3月1日公布\n\n2024年5月20日修正\n\n第一条 甲。\n\n第二条 乙。\n");
    text(
        "trial",
        "# 借伞办法（试行）\n\n（2020年6月1日书院单位会议通过）\n\n第一条 甲。\n\n第二条 本办法自2020年7月1日起试行，试行期两年。\n",
    );
    text("bench", "# 长椅规定\n\n2012年3月1日公布\n\n第一条 甲。\n\n第二条 本规定自公布之日起施行。\n");
    text("nodate", "---\ntitle: 鱼塘管理规定\n---\n\n第一条 甲。\n\n第二条 乙。\n");
    text("lamp", "---\ntitle: 路灯规定\ndoc_no: 书办发〔2019〕8号\n---\n\n一、甲。\n\n二、乙。\n");
    text(
        "decision",
        "# 书院单位关于修改和废止部分规章的决定\n\n（2024年5月20日书院单位令第45号公布　自2024年7月1日起施行）\n\n\
         根据《书院章程》，决定对下列规章作出修改：\n\n一、对《花圃管理办法》作出修改\n\n（一）删去第一条。\n\n\
         二、对《苗圃管理办法》作出修改\n\n（一）删去第二条。\n\n三、决定废止下列规章：\n\n（一）《长椅规定》（2012年3月1日公布）\n\n\
         （二）《没有的规定》\n\n四、对《鱼塘管理规定》作出修改\n\n（一）删去第二条。\n",
    );
    text(
        "opinion",
        "---\ntitle: 路灯意见\npublished_at: 2025-05-06\n---\n\n一、甲。\n\n本意见自2025年6月1日起施行，有效期18个月。\
         《路灯规定》（书办发〔2019〕8号）自本意见施行之日起废止。\n",
    );
    for (name, day) in [("rule-2021", "2021年12月24日"), ("rule-2023", "2023年9月1日")] {
        let body = "第一条 甲。\n\n第二条 本规则自公布之日起施行，《议事规则（试行）》同时废止。\n";
        text(name, &format!("# 议事规则\n\n{day}修正\n\n{body}"));
    }
    let portal = site.publish(&["--as-of", "2026-03-01"]);
    let of = |name: &str| state(&portal, name).0;
    assert_eq!(of("road"), "amended 2015-05-01   2024-07-01");
    assert!(state(&portal, "road").1.contains("banner-unconsolidated"));
    // Nothing in a text without any day says that it contains the amendment.
    assert_eq!(of("nodate"), "amended    2024-07-01");
    // Its history says that it contains the amendment.
    assert_eq!(of("later"), "in_force    ");
    assert_eq!(of("bench"), "repealed 2012-03-01  2024-07-01 ");
    assert_eq!(of("trial"), "expired 2020-07-01 2022-06-30  ");
    assert_eq!(of("lamp"), "repealed   2025-06-01 ");
    // Each version goes on saying what its first one repealed.
    assert!(of("rule-2021").starts_with("amended "), "{}", of("rule-2021"));
    assert!(of("rule-2023").starts_with("in_force "), "{}", of("rule-2023"));
    assert_eq!(of("opinion"), "in_force 2025-06-01 2026-11-30  ");
    for (name, number) in [("road", "书院单位令第12号"), ("decision", "书院单位令第45号")] {
        assert!(state(&portal, name).1.contains(number), "{name}");
        assert_eq!(words(between(&state(&portal, name).1, "发文字号</dt>", "</dd>")), number);
    }
}
