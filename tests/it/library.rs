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
