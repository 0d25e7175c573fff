//! What a reader sees on a page can be found.

use serde_json::Value;

use crate::support::{Site, run_in};

fn found(site: &Site, query: &str) -> Vec<String> {
    let run = run_in(site.root(), &["search", query, "--format", "json"]);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}{}", run.stdout, run.stderr));
    let hits = answer["hits"].as_array().unwrap_or_else(|| panic!("{answer}"));
    hits.iter().map(|hit| hit["url"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn captions_tables_boxes_and_facts_are_in_the_index() {
    let site = Site::small();
    site.write("content/data/t.csv", "格一,格二\n月白风清,落霞孤鹜\n")
        .write("content/docs/_index.md", "---\ntitle: 文档\n---\n")
        .write("content/docs/i.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"></svg>")
        .write("content/docs/f.pdf", "%PDF-1.4\n")
        .write(
            "content/docs/a.md",
            "---\ntitle: 短代码样页\nauthor: 高山流水\nsource: 阳春白雪\nattachments: [{file: f.pdf, title: 附件行云流水}]\n---\n\n\
             {{< table data=\"/data/t.csv\" caption=\"表题落英缤纷\" >}}\n\n\
             {{< figure src=\"i.svg\" alt=\"替文柳暗花明\" caption=\"图注曲径通幽\" >}}\n\n\
             {{< callout type=\"tip\" title=\"框题画龙点睛\" >}}\n框文破釜沉舟。\n{{< /callout >}}\n\n<ruby>书<rt>读音</rt></ruby>\n",
        )
        .write(
            "content/docs/p.md",
            "---\ntitle: 某办法\nkind: policy\nindex_no: QH-2026-007\nsubject: 春华秋实\nhistory:\n  - date: 2026-02-20\n    event: 通过\n    by: 青山县代表大会\n---\n\n第一条　甲。\n",
        );
    let built = site.build(&[]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    for query in [
        "月白风清",
        "落霞孤鹜",
        "表题落英缤纷",
        "替文柳暗花明",
        "图注曲径通幽",
        "框题画龙点睛",
        "框文破釜沉舟",
        "附件行云流水",
        "高山流水",
        "阳春白雪",
    ] {
        assert_eq!(found(&site, &format!("\"{query}\"")), ["docs/a/"], "{query}");
    }
    for query in ["QH-2026-007", "春华秋实", "青山县代表大会"] {
        assert_eq!(found(&site, &format!("\"{query}\"")), ["docs/p/"], "{query}");
    }
    assert_eq!(found(&site, "\"读音\""), [] as [&str; 0]);
}
