//! Rules about wording on paragraphs as offices write them: for each what has to be found, and what must not.

use std::collections::BTreeSet;

use crate::support::Site;
use serde_json::Value;

/// Checks pages that hold one paragraph of `wrong` or `right` each, published on 2026-11-02, and compares which have a
/// finding of `rule`.
fn told(rule: &str, wrong: &[&str], right: &[&str]) {
    let site = Site::small();
    site.write("site-config.toml", "title = \"学习门户\"\nbase_url = \"https://portal.example/\"\n");
    site.write("content/a/_index.md", "---\ntitle: 通知\n---\n");
    let all = wrong.iter().map(|text| (true, text)).chain(right.iter().map(|text| (false, text)));
    for (number, (_, text)) in all.clone().enumerate() {
        let page = format!("---\ntitle: 第{number}份\nkind: notice\npublished_at: 2026-11-02\n---\n{text}\n");
        site.write(&format!("content/a/n{number}.md"), &page);
    }
    let run = site.run(&["check", "--as-of", "2026-11-28", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let found: BTreeSet<&str> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["code"] == rule)
        .filter_map(|found| found["file"].as_str())
        .collect();
    let missed: Vec<&&str> = all
        .clone()
        .enumerate()
        .filter(|(number, (is_wrong, _))| *is_wrong != found.contains(format!("content/a/n{number}.md").as_str()))
        .map(|(_, (_, text))| text)
        .collect();
    assert!(missed.is_empty(), "{rule}: {missed:#?}");
}

#[test]
fn weekdays_and_days() {
    told(
        "weekday",
        &[
            "培训定于2026年11月10日（星期三）上午9时举行。",
            "请于11月12日（周五）前报送名单。",
            "时间：2026-11-16（礼拜二）下午2点。",
            "兹定于二〇二六年十一月十八日（星期四）召开座谈会。",
            "11月20日（本周四）下午2:30开会。",
            "2026.11.21（周日）全天放假。",
            "定于11月23日至25日（星期二至星期四）举办培训班。",
            "11月26日、27日（周五、周六）停电。",
            "会议定于2026年11月30日(Tuesday)举行。",
        ],
        &[
            "每周五下午集中学习，11月10日起执行。",
            "11月23日至25日（星期一至星期三）举办培训班。",
            "11月9日至12月11日（周一至周五）9:00—17:00开放。",
            "2026年11月14日至15日（周六、日）闭馆。",
            "2026年12月28日（星期一）至1月3日（星期日）放假。",
            "星期五（11月13日）讨论，第3周周二（2026年11月17日）上课。",
        ],
    );
    told(
        "impossible-date",
        &[
            "9月31日截止报名。",
            "2月30日前完成。",
            "2025年2月29日成立。",
            "二〇二六年六月三十一日印发。",
            "2026/2/29 之前。",
            "报名时间：11月1日至31日。",
            "时间：上午24:60。",
            "会议于25:30开始。",
            "下午14点75分集合。",
        ],
        &[
            "2024年2月29日成立。2月29日是闰年才有的。",
            "比分为24:60，比例尺1:75，经文 3:16，共25时30分。",
            "国家标准 GB/T 2026-13-1，版本 2026.13.1，农历二月三十日。",
            "营业至24:00，次日 00:00 开始；5月1日起30日后失效。",
        ],
    );
}

#[test]
fn marks_and_widths() {
    told(
        "unpaired",
        &[
            "要坚持“三会一课制度，认真落实。",
            "各单位要学习《关于加强学习的意见，并报送总结。\n\n该文件》已经印发。",
            "（一 加强领导。",
            "他说：“要认真学习‘四个自信”，并落实。",
            "学习《关于学习〈某条例的通知》的意见。",
            "落实”三会一课“制度。",
            "印发《学习规定（试行》）的通知。",
        ],
        &[
            "（一）加强领导；一）甲，1）乙，（见 2.丙）。",
            "“第一段引文没有结束，\n\n“第二段接着引‘甲’，\n\n“第三段才结束。”",
            "《关于印发〈学习条例（试行）〉的通知》（校发〔2026〕3号）",
            "`“半个` 与代码 `（`，It’s the editors’ :) a) b) 5'10\"。",
        ],
    );
    told(
        "mixed-punctuation",
        &[
            "各单位:请按时报送,不得延误.",
            "请参加学习(每人一份)，并签到。",
            "请参加学习（每人一份）,并签到。",
            "你能参加吗?请回复!",
            "各单位，各部门:",
            "**时间:** 周五",
        ],
        &[
            "访问 http://a.example.cn/b?c=d,e 查看；邮箱 a.b@c.cn，时间 9:30-11:00，3,475.50 元。",
            "使用 Rust, Go 和 C++；文件 名单(甲).xlsx；H2O(水)、f(x)、函数(x)。",
            "代码 `中文,中文(甲)` 不算；GB/T 1.1-2020《标准化工作导则》。",
        ],
    );
}

#[test]
fn numbers_gaps_and_addresses() {
    told(
        "identity-number",
        &[
            "身份证：110105 19491231 002X",
            "旧身份证号110105491231002。",
            "| 姓名 | 号码 |\n|---|---|\n| 甲 | 11010519491231002x |",
        ],
        &["编号110105194912310021。", "序号110105491231002。", "统一社会信用代码 91110105MA01234567。"],
    );
    told(
        "mobile-number",
        &["电话 138 1234 5678", "手机（+86）138-1234-5678", "[打电话](tel:13812345678)"],
        &["总数 13812345678 元。", "订单 13812345678901234。", "https://portal.example/a/13812345678.html"],
    );
    told(
        "sample-text",
        &["联系电话：XXXXXXXX", "附件：【请填写】", "单击此处输入文字。", "邮箱 xxx@xxx.com", "此处省略500字"],
        &[
            "等待补贴发放，亟待补齐短板，待定事项另行通知。",
            "甲方签字：________ 日期：____年__月__日",
            "【待遇保障】XXL号，XX 世纪。",
        ],
    );
    told(
        "private-link",
        &[
            "[办公系统](http://oa/index.jsp)",
            "[文件](http://server.local/)",
            "请登录 http://192.168.1.8/oa 填报。",
            "[甲](http://[fd12:3456::1]/)",
        ],
        &[
            "[甲](http://172.15.1.1/) [乙](https://www.gov.cn/)",
            "`http://192.168.1.8/` 与版本 10.1.2.3",
            "https://www.gov.cn/zhengce",
        ],
    );
}

#[test]
fn names_of_files_that_nobody_gave() {
    let site = Site::small();
    site.write("content/a/_index.md", "---\ntitle: 通知\n---\n");
    let copies = [
        "通知 - 副本",
        "通知 - 副本(2)",
        "通知(1)",
        "复件 通知",
        "新建 文本文档",
        "丙的冲突副本",
        "Copy of d",
        "册 - 副本/index",
    ];
    let own = ["通知", "营业执照副本", "通知(2026)", "第二讲(1)", "册/index"];
    for name in copies.iter().chain(&own) {
        site.write(
            &format!("content/a/{name}.md"),
            format!("---\ntitle: {name}\npublished_at: 2026-01-01\n---\n文。\n"),
        );
    }
    let run = site.run(&["check", "--as-of", "2026-11-28", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let all = report["diagnostics"].as_array().unwrap().iter().filter(|found| found["code"] == "file-copy");
    let found: BTreeSet<String> = all.filter_map(|found| Some(found["file"].as_str()?.to_owned())).collect();
    let expected: BTreeSet<String> = copies.iter().map(|name| format!("content/a/{name}.md")).collect();
    assert_eq!(found, expected);
}
