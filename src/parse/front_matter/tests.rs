use std::sync::Arc;

use super::*;
use crate::content::{Details, Status, parse_date};
use crate::diagnostics::Lang;
use crate::diagnostics::draw::{Sources, human};

struct One<'t>(&'t str);

impl Sources for One<'_> {
    fn text(&self, _: &str) -> Option<std::borrow::Cow<'_, str>> {
        Some(self.0.into())
    }
}

pub(super) fn defaults(kind: Kind) -> Defaults {
    Defaults { kind, cascade: Cascade::default(), file_date: None, file_weight: None }
}

fn read_as(kind: Kind, text: &str) -> Checked<Option<Head>> {
    let name = if kind.is_folder() { "_index" } else { "a" };
    let file: Arc<str> = format!("content/{name}.md").into();
    read(&file, text, &defaults(kind))
}

fn clean(kind: Kind, text: &str) -> Head {
    let checked = read_as(kind, text);
    assert_eq!(checked.diagnostics, [], "{text}");
    checked.value.expect("a head")
}

/// The faults of `yaml` as the front matter of a page of `kind`, one per line: code, place, message, remedies.
fn listed(kind: Kind, yaml: &str, lang: Lang) -> String {
    let text = format!("---\n{yaml}\n---\n正文\n");
    let checked = read_as(kind, &text);
    let mut out = String::new();
    for d in &checked.diagnostics {
        let span = d.span.as_ref().expect("a place");
        let at = crate::diagnostics::draw::place(&text, span.start);
        out += &format!("{}:{} [{}] {}\n", at.line, at.column, d.code, d.message.get(lang));
        for hint in &d.hints {
            out += &format!("  {}\n", hint.get(lang));
        }
        // Drawing must survive every place.
        human(d, &One(&text), lang);
    }
    out
}

pub(super) fn faulty(kind: Kind, yaml: &str, zh: &str, en: &str) {
    assert_eq!(listed(kind, yaml, Lang::Zh), zh, "{yaml}");
    assert_eq!(listed(kind, yaml, Lang::En), en, "{yaml}");
}

#[test]
fn a_file_without_front_matter_has_none() {
    for text in ["", "# 标题\n\n正文\n", "---\n", "---\n\n正文\n\n---\n\n正文"] {
        let checked = read_as(Kind::Article, text);
        let head = checked.value.expect("a head");
        if text.starts_with("---\n\n") {
            // A rule at the top and one below it: what lies between must be front matter, and is not.
            assert_eq!(checked.diagnostics.len(), 1, "{text}");
        } else {
            assert_eq!(checked.diagnostics, [], "{text}");
            assert!(!head.has_front_matter && !head.title_given, "{text}");
            assert_eq!(head.body_start, 0);
        }
    }
}

#[test]
fn the_body_begins_after_the_second_fence() {
    for text in ["---\ntitle: 甲\n---\n正文", "---\r\ntitle: 甲\r\n---\r\n正文", "\n---  \ntitle: 甲\n...\n正文"]
    {
        let head = clean(Kind::Page, text);
        assert_eq!(&text[head.body_start..], "正文", "{text:?}");
        assert_eq!(head.meta.title.value, "甲");
        let span = &head.meta.title.span;
        assert_eq!(&text[span.start..span.end], "甲");
        assert!(head.title_given && head.has_front_matter);
    }
    assert_eq!(clean(Kind::Page, "---\n---\n正文").body_start, 8);
    assert_eq!(clean(Kind::Page, "---\n---").body_start, 7);
}

#[test]
fn all_that_pages_share() {
    let head = clean(
        Kind::Article,
        "---\ntitle: 2026\nsubtitle: 副\nslug: xue-xi\naliases: old/a/\nsummary: |\n  一\n  二\ntopics: 学习月\n\
         keywords: [甲, 乙]\nsource: 科\nsource_url: https://example.org/a?b=c\nauthor: 张\neditor: 李\n\
         published_at: 2026-03-05\nupdated_at: 2026-03-06T08:30\npublish_at: \"2026-03-05 09:00\"\nexpire_at: 2027-01-01\n\
         draft: true\ncover: a.jpg\ncover_alt: 图\nattachments:\n  - b.docx\n  - {file: c.pdf, title: 丙}\n\
         related: /a.md#b\nweight: -3\ntemplate: wide\nextra: {k: [1, x]}\ninterprets: /p.md\n---\n",
    );
    let meta = &head.meta;
    assert_eq!(meta.title.value, "2026");
    assert_eq!(meta.slug.as_ref().map(|s| s.value.as_str()), Some("xue-xi"));
    assert_eq!(meta.aliases[0].value, "old/a/");
    assert_eq!(meta.summary.as_deref(), Some("一\n二"));
    assert_eq!(meta.topics[0].value, "学习月");
    assert_eq!(meta.keywords, ["甲", "乙"]);
    let moments = [&meta.published_at, &meta.updated_at, &meta.publish_at, &meta.expire_at];
    let moments = moments.map(|m| m.as_ref().expect("a moment").value.to_string());
    assert_eq!(moments, ["2026-03-05", "2026-03-06 08:30", "2026-03-05 09:00", "2027-01-01"]);
    assert!(meta.draft);
    let files: Vec<_> = meta.attachments.iter().map(|a| (a.file.value.as_str(), a.title.as_deref())).collect();
    assert_eq!(files, [("b.docx", None), ("c.pdf", Some("丙"))]);
    assert_eq!(meta.weight, Some(-3));
    assert_eq!(meta.extra["k"], serde_json::json!([1, "x"]));
    let Details::Article(article) = head.details else {
        panic!("an article");
    };
    assert_eq!(article.interprets[0].value, "/p.md");
}

#[test]
fn a_policy_reads_its_dates_and_relations() {
    let head = clean(
        Kind::Policy,
        "---\nshort_title: 办法\nissuers: [甲, 乙]\nsigned_on: 2026-03-01\neffective_on: 2026-4-1\nstatus: 有效\n\
         history:\n  - {date: 2026-02-20, event: 通过, by: 委员会}\n  - event: 公布\nsupersedes: [/a.md]\n---\n",
    );
    let Details::Policy(policy) = head.details else {
        panic!("a policy");
    };
    assert_eq!(policy.short_titles, ["办法"]);
    assert_eq!(policy.issuers, ["甲", "乙"]);
    assert_eq!(policy.effective_on.map(|d| d.value), parse_date("2026-04-01"));
    assert_eq!(policy.status.map(|s| s.value), Some(Status::InForce));
    assert_eq!(policy.history.len(), 2);
    assert_eq!(policy.history[0].by.as_deref(), Some("委员会"));
}

#[test]
fn every_example_of_the_table_is_good() {
    for kind in Kind::ALL {
        for key in keys::all(kind) {
            let skip = matches!(key.name, "kind" | "end" | "expire_at" | "cascade") && !kind.is_folder();
            if skip || (key.name == "kind") {
                continue;
            }
            let start = if kind == Kind::Event && key.name != "start" { "start: 2026-03-10 14:00\n" } else { "" };
            let described = if key.name == "cover" { "cover_alt: 会场全景\n" } else { "" };
            let gap = if key.example.starts_with('\n') { "" } else { " " };
            let yaml = format!("{start}{described}{}:{gap}{}", key.name, key.example);
            assert_eq!(listed(kind, &yaml, Lang::Zh), "", "{kind}: {yaml}");
        }
    }
}

#[test]
fn every_key_of_the_table_reaches_the_model() {
    // What the table allows and nobody takes out of the fields would be lost without a word.
    for kind in Kind::ALL {
        for key in keys::own(kind) {
            let start = if kind == Kind::Event { "start: 2026-03-10\n" } else { "" };
            let gap = if key.example.starts_with('\n') { "" } else { " " };
            if key.name == "start" {
                continue;
            }
            let with = format!("---\n{start}{}:{gap}{}\n---\n", key.name, key.example);
            let without = format!("---\n{start}---\n");
            let (with, without) = (clean(kind, &with), clean(kind, &without));
            assert_ne!(with.details, without.details, "{kind}: {}", key.name);
        }
    }
}

#[test]
fn unknown_keys_get_did_you_mean() {
    faulty(
        Kind::Article,
        "titel: 甲\n标题: 乙\ncolour: 丙\npublished-at: 2026-01-01",
        "2:1 [unknown-key] 不认识的键“titel”\n  您是不是想写“title”？\n\
         3:1 [unknown-key] 不认识的键“标题”\n  键要写英文：把“标题”改成“title”\n\
         4:1 [unknown-key] 不认识的键“colour”\n  删去这一行；如果是自己定义的键，请写在“extra:”下面并缩进两个空格\n\
         5:1 [unknown-key] 不认识的键“published-at”\n  您是不是想写“published_at”？\n",
        "2:1 [unknown-key] unknown key `titel`\n  did you mean `title`?\n\
         3:1 [unknown-key] unknown key `标题`\n  keys are in English: write `title`\n\
         4:1 [unknown-key] unknown key `colour`\n  remove it, or put it below `extra:` if it is one of your own\n\
         5:1 [unknown-key] unknown key `published-at`\n  did you mean `published_at`?\n",
    );
}

#[test]
fn a_key_of_another_kind_says_whose_it_is() {
    faulty(
        Kind::Article,
        "credit_hours: 2\ncascade: {}",
        "2:1 [key-of-other-kind] “credit_hours”（学时）不能用在文章（article）里\n  有这个键的是：课程（course）、课程单元（unit）。如果这一页属于其中一种，请加一行“kind: course”；否则删去这一行\n\
         3:1 [key-of-other-kind] “cascade”（下级默认值）只能写在文件夹的 _index.md 里\n  把它移到这个文件夹的 _index.md，或者删去\n",
        "2:1 [key-of-other-kind] `credit_hours` does not belong to a page of kind `article`\n  it belongs to `course`, `unit`: set `kind: course` if the page is one, or remove the line\n\
         3:1 [key-of-other-kind] `cascade` belongs into the `_index.md` of a folder\n  move it there or remove it\n",
    );
}

#[test]
fn wrong_types() {
    faulty(
        Kind::Guide,
        "title: [甲]\nweight: 甲\ndraft: \"true\"\ndraft2: 1\nkeywords: {a: b}\nextra: 1\nmaterials:\n  - {form: 原件}\n  - {name: 乙, copy: 1}\n  -\nsteps: [[1]]",
        "2:8 [wrong-type] “title”（标题）应当是一段文字，这里却是一个列表\n  例如：title: 关于开展学习月活动的通知\n\
         3:9 [wrong-type] “weight”（次序）应当是整数，这里却是文字“甲”\n  例如：weight: 10\n\
         4:8 [wrong-type] “draft”（草稿）应当是“true”或“false”，这里却是带引号的文字“true”\n  例如：draft: true\n\
         5:1 [unknown-key] 不认识的键“draft2”\n  您是不是想写“draft”？\n\
         6:11 [wrong-type] “keywords”（关键词）应当是一个列表或一段文字，这里却是一组“键: 值”\n  例如：keywords: [学习, 通知]\n\
         7:8 [wrong-type] “extra”（自定义）应当是一组“键: 值”，这里却是数字 1\n  例如（⏎ 表示换行）：extra:⏎  key: value\n\
         9:5 [missing-key] “materials”（申请材料）的这一项缺少“name”（名称）\n  加一行“name: 申请表”，与同一项的其他键对齐\n\
         10:15 [unknown-key] “materials”（申请材料）里没有“copy”这个键\n  可以写的键：“name”（名称）、“form”（形式）、“copies”（份数）、“note”（说明）、“template”（空表）\n\
         11:4 [wrong-type] “materials”（申请材料）里有空的一项\n  补上内容，或者删去这个“-”\n\
         12:9 [wrong-type] “steps”（办理流程）应当是一个列表，每项是文字或一组“键: 值”，这里却是一个列表\n  例如（⏎ 表示换行）：steps:⏎  - title: 提交材料⏎    text: 把材料交到服务窗口。\n",
        "2:8 [wrong-type] `title` must be text, not a list\n  for example `title: 关于开展学习月活动的通知`\n\
         3:9 [wrong-type] `weight` must be a whole number, not the text `甲`\n  for example `weight: 10`\n\
         4:8 [wrong-type] `draft` must be true or false, not the quoted text `true`\n  for example `draft: true`\n\
         5:1 [unknown-key] unknown key `draft2`\n  did you mean `draft`?\n\
         6:11 [wrong-type] `keywords` must be a list of texts, not a mapping\n  for example `keywords: [学习, 通知]`\n\
         7:8 [wrong-type] `extra` must be a mapping, not the number `1`\n  for example (⏎ is a line break): extra:⏎  key: value\n\
         9:5 [missing-key] this entry of `materials` lacks `name`\n  add `name: 申请表`\n\
         10:15 [unknown-key] `materials` has no key `copy`\n  its keys are `name`, `form`, `copies`, `note`, `template`\n\
         11:4 [wrong-type] `materials` has an empty entry\n  fill it in or remove the `-`\n\
         12:9 [wrong-type] `steps` must be a list of texts or mappings, not a list\n  for example (⏎ is a line break): steps:⏎  - title: 提交材料⏎    text: 把材料交到服务窗口。\n",
    );
}

#[test]
fn impossible_dates() {
    faulty(
        Kind::Policy,
        "published_at: 2026-02-30\nsigned_on: 2026年3月5日\nadopted_on: 2026-03-05 10:00\neffective_on: 明天\nupdated_at: 2026/3/5",
        "2:15 [bad-date] “published_at”（发布日期）不是有效的日期：“2026-02-30”\n  写成“年-月-日”，例如 2026-03-05，或加上时间 2026-03-05 09:30；并检查这一天是否存在\n\
         3:12 [bad-date] “signed_on”（成文日期）不是有效的日期：“2026年3月5日”\n  日期写成“年-月-日”，这里应当是 2026-03-05\n\
         4:13 [bad-date] “adopted_on”（通过日期）只要日期，不要时间\n  写成 2026-03-05\n\
         5:15 [bad-date] “effective_on”（施行日期）不是有效的日期：“明天”\n  写成“年-月-日”，例如 2026-03-05；并检查这一天是否存在\n\
         6:13 [bad-date] “updated_at”（更新日期）不是有效的日期：“2026/3/5”\n  日期写成“年-月-日”，这里应当是 2026-03-05\n",
        "2:15 [bad-date] `published_at` is not a date: `2026-02-30`\n  write 2026-03-05 or 2026-03-05 09:30, and check that there is such a day\n\
         3:12 [bad-date] `signed_on` is not a date: `2026年3月5日`\n  write it as 2026-03-05\n\
         4:13 [bad-date] `adopted_on` is a day without a time\n  write 2026-03-05\n\
         5:15 [bad-date] `effective_on` is not a date: `明天`\n  write 2026-03-05, and check that there is such a day\n\
         6:13 [bad-date] `updated_at` is not a date: `2026/3/5`\n  write it as 2026-03-05\n",
    );
}

#[test]
fn a_value_that_is_a_comment_to_yaml() {
    faulty(
        Kind::Article,
        "title: #甲\nsummary: #学习# 与实践",
        "2:8 [yaml-special] “title”的值以“#”开头，会被当作说明丢掉\n  给值加上英文双引号：title: \"#甲\"；如果是说明，在“#”后面留一个空格\n\
         3:10 [yaml-special] “summary”的值以“#”开头，会被当作说明丢掉\n  给值加上英文双引号：summary: \"#学习# 与实践\"；如果是说明，在“#”后面留一个空格\n",
        "2:8 [yaml-special] the value of `title` begins with `#` and counts as a comment\n  put it in quotes: `title: \"#甲\"`; if it is a comment, put a space behind the `#`\n\
         3:10 [yaml-special] the value of `summary` begins with `#` and counts as a comment\n  put it in quotes: `summary: \"#学习# 与实践\"`; if it is a comment, put a space behind the `#`\n",
    );
    let text = "---\ntitle: 甲\nsummary: # 以后再写\ntopics: ##\nauthor: \"#乙\"\ncover: #\nseries:\n---\n";
    let checked = read_as(Kind::Article, text);
    let codes: Vec<&str> = checked.diagnostics.iter().map(|d| &*d.code).collect();
    assert!(!codes.contains(&"yaml-special"), "{codes:?}");
}

#[test]
fn times_that_cannot_be_read() {
    let hour = "小时从 00 到 23，分钟从 00 到 59，例如 2026-03-02 09:30";
    let general = "写成“年-月-日”，例如 2026-03-05，或加上时间 2026-03-05 09:30；并检查这一天是否存在";
    for (written, zh) in [
        ("2026-03-01T10:00:00+08:00", "写成“年-月-日 时:分”，这里应当是 2026-03-01 10:00"),
        ("2026/3/1 9:05", "写成“年-月-日 时:分”，这里应当是 2026-03-01 09:05"),
        ("2026年3月1日10时30分", "写成“年-月-日 时:分”，这里应当是 2026-03-01 10:30"),
        ("2026-03-01T10:00:00Z", general),
        ("2026-03-01T10:00:00-05:00", general),
        ("2026-03-01 下午三点", "写成“年-月-日 时:分”，这里应当是 2026-03-01 15:00"),
        ("2026-03-01 下午3点1刻", "写成“年-月-日 时:分”，这里应当是 2026-03-01 15:15"),
        ("2026年3月1日晚七时半", "写成“年-月-日 时:分”，这里应当是 2026-03-01 19:30"),
        ("2026-03-01 上午十点三刻", "写成“年-月-日 时:分”，这里应当是 2026-03-01 10:45"),
        ("2026-03-01 午后两点二十分", "写成“年-月-日 时:分”，这里应当是 2026-03-01 14:20"),
        ("2026-03-01 ３：０５ ＰＭ", "写成“年-月-日 时:分”，这里应当是 2026-03-01 15:05"),
        ("2026-03-02 半夜1点", hour),
        ("2026.3.1", "日期写成“年-月-日”，这里应当是 2026-03-01"),
        ("2026-03-02 25:00", hour),
        ("2026-03-02 24:00", hour),
        ("2026-03-02 09:60", hour),
    ] {
        let checked = read_as(Kind::Article, &format!("---\ntitle: 甲\nexpire_at: {written}\n---\n"));
        let hints: Vec<_> = checked.diagnostics.iter().flat_map(|d| &d.hints).map(|h| h.zh.as_str()).collect();
        assert_eq!(hints, [zh], "{written}");
    }
    faulty(
        Kind::Event,
        "start: 2026-03-02 25:00",
        "2:8 [bad-date] “start”（开始时间）的时间不存在：“2026-03-02 25:00”\n  小时从 00 到 23，分钟从 00 到 59，例如 2026-03-02 09:30\n",
        "2:8 [bad-date] `start` has no such time of day: `2026-03-02 25:00`\n  hours run from 00 to 23 and minutes from 00 to 59, as in 2026-03-02 09:30\n",
    );
}

#[test]
fn what_is_shown_as_a_picture_is_one() {
    faulty(
        Kind::Article,
        "cover: 报名表.XLSX\ncover_alt: 表",
        "2:8 [bad-value] “cover”（题图）“报名表.XLSX”不是图片\n  写一个图片文件（jpg、png、gif、webp、svg）；给读者下载的文件写在 attachments（附件）里\n",
        "2:8 [bad-value] `cover`: `报名表.XLSX` is no picture\n  name a picture (jpg, png, gif, webp, svg); files for download belong under `attachments`\n",
    );
    clean(Kind::Article, "---\ntitle: 甲\ncover: 图.JPG\ncover_alt: 图\n---\n");
}

#[test]
fn dates_in_the_wrong_order() {
    faulty(
        Kind::Event,
        "start: 2026-03-10 14:00\nend: 2026-03-10 13:00\npublish_at: 2026-03-05\nexpire_at: 2026-03-01",
        "5:12 [bad-date] “expire_at”（撤稿时间）早于“publish_at”（定时发布）\n  核对这两个日期，改正写错的一个\n\
         3:6 [bad-date] “end”（结束时间）早于“start”（开始时间）\n  核对这两个日期，改正写错的一个\n",
        "5:12 [bad-date] `expire_at` lies before `publish_at`\n  check both dates\n\
         3:6 [bad-date] `end` lies before `start`\n  check both dates\n",
    );
    clean(Kind::Event, "---\nstart: 2026-03-10 14:00\nend: 2026-03-10\n---\n");
}

#[test]
fn impossible_values() {
    faulty(
        Kind::Course,
        "slug: 学习\naliases: ../a\nsource_url: javascript:alert(1)\ncover: C:\\a.jpg\nattachments: a\\b.docx\npass_score: 120\ncredit_hours: -1\nrelated: javascript:x",
        "2:7 [bad-value] “slug”（网址名）不能是“学习”\n  只能用小写字母、数字和连字符，例如 xuexi-yue；不能有“/”“..”，也不能是 con、nul、aux 等 Windows 保留的名称\n\
         3:10 [bad-value] “aliases”（旧网址）不能是“../a”\n  写本站的旧路径，例如 old/xuexi/、old/xuexi.html 或 show.asp?id=12；不带域名，不能有“..”“\\”和空格\n\
         4:13 [bad-value] “source_url”（原文链接）不是网址：“javascript:alert(1)”\n  写完整的网址，以 https:// 或 http:// 开头，中间没有空格\n\
         5:8 [bad-value] “cover”（题图）不能指向“C:\\a.jpg”\n  写 content 文件夹里某个文件的路径：相对于本文件，或者以“/”开头从 content 写起\n\
         6:14 [bad-value] “file”（文件）的路径里有反斜杠“\\”\n  把“\\”改成“/”：a/b.docx\n\
         7:13 [bad-value] “pass_score”（合格线）应当在 0 到 100 之间，这里是 120\n  改成这个范围内的数\n\
         8:15 [bad-value] “credit_hours”（学时）不能是负数，这里是 -1\n  改成 0 或更大的数\n\
         9:10 [bad-value] “related”（相关内容）不能指向“javascript:x”\n  写 content 文件夹里某个文件的路径：相对于本文件，或者以“/”开头从 content 写起\n",
        "2:7 [bad-value] `slug` cannot be `学习`\n  use lower-case letters, digits and hyphens, no `/` or `..`, and no name that Windows reserves, such as con, nul or aux\n\
         3:10 [bad-value] `aliases` cannot hold `../a`\n  write a former path on this site, such as `old/page/` or `show.asp?id=12`, without a host, `..`, `\\` or spaces\n\
         4:13 [bad-value] `source_url` is not a web address: `javascript:alert(1)`\n  write the whole address, beginning with https:// or http://\n\
         5:8 [bad-value] `cover` cannot point to `C:\\a.jpg`\n  write the path of a file in the content folder, relative to this one or from the content folder with a leading `/`\n\
         6:14 [bad-value] the path in `file` has a backslash\n  use `/`: a/b.docx\n\
         7:13 [bad-value] `pass_score` must lie between 0 and 100, not 120\n  use a number in this range\n\
         8:15 [bad-value] `credit_hours` cannot be negative, here it is -1\n  use zero or more\n\
         9:10 [bad-value] `related` cannot point to `javascript:x`\n  write the path of a file in the content folder, relative to this one or from the content folder with a leading `/`\n",
    );
    faulty(
        Kind::Column,
        "slug: Xue_Xi\nlist: card\nsort: 日期",
        "2:7 [bad-value] “slug”（网址名）不能是“Xue_Xi”\n  只能用小写字母、数字和连字符，例如 xue-xi\n\
         3:7 [bad-value] “list”（列表样式）不能是“card”\n  您是不是想写“cards”？\n  可以写：none（不显示）、cards（卡片）、list（列表）\n\
         4:7 [bad-value] “sort”（排序）不能是“日期”\n  可以写：weight（按次序）、date（按日期）、title（按标题）\n",
        "2:7 [bad-value] `slug` cannot be `Xue_Xi`\n  use lower-case letters, digits and hyphens: `xue-xi`\n\
         3:7 [bad-value] `list` cannot be `card`\n  did you mean `cards`?\n  it is one of none, cards, list\n\
         4:7 [bad-value] `sort` cannot be `日期`\n  it is one of weight, date, title\n",
    );
}

#[test]
fn recurrence_rules() {
    let check = |rule: &str, good: bool| {
        let yaml = format!("start: 2026-03-10\nrecurrence: {rule}");
        assert_eq!(listed(Kind::Event, &yaml, Lang::Zh).is_empty(), good, "{rule}");
    };
    check("FREQ=WEEKLY;COUNT=8", true);
    check("FREQ=MONTHLY;BYDAY=2MO,-1FR;UNTIL=20261231T235959Z", true);
    check("FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=-1", true);
    check("FREQ=HOURLY", false);
    check("COUNT=8", false);
    check("FREQ=WEEKLY;COUNT=8;UNTIL=20261231", false);
    check("FREQ=WEEKLY;COUNT=0", false);
    check("FREQ=WEEKLY;UNTIL=20261331", false);
    check("每周", false);
    faulty(
        Kind::Event,
        "start: 2026-03-10\nrecurrence: 每周一",
        "3:13 [bad-value] “recurrence”（重复）看不懂：“每周一”\n  写成 recurrence: FREQ=WEEKLY;BYDAY=MO\n",
        "3:13 [bad-value] `recurrence` is not a recurrence rule: `每周一`\n  write `recurrence: FREQ=WEEKLY;BYDAY=MO`\n",
    );
}

#[test]
fn kinds_and_their_places() {
    faulty(
        Kind::Article,
        "kind: column",
        "2:7 [bad-value] 栏目（column）代表整个文件夹，只能写在 _index.md 里\n  新建一个文件夹，把这个文件改名为 _index.md 放进去\n",
        "2:7 [bad-value] kind `column` stands for a folder and belongs into its `_index.md`\n  make a folder and move this file into it as `_index.md`\n",
    );
    faulty(
        Kind::Column,
        "kind: guide",
        "2:7 [bad-value] _index.md 不能是办事指南（guide）\n  可以是 column、course、part 或 path；如果想让下面各页都是办事指南，请写在“cascade:”下面\n",
        "2:7 [bad-value] an `_index.md` cannot be of kind `guide`\n  use column, course, part or path; to make all pages below `guide`, put it below `cascade:`\n",
    );
    assert_eq!(
        listed(Kind::Article, "kind: guid", Lang::Zh).lines().take(2).collect::<Vec<_>>(),
        ["2:7 [bad-value] “kind”（内容类型）不能是“guid”", "  您是不是想写“guide”？"]
    );
    assert_eq!(clean(Kind::Article, "---\nkind: 办事指南\nfee: 无\n---\n").kind, Kind::Guide);
    assert_eq!(clean(Kind::Column, "---\nkind: course\n---\n").kind, Kind::Course);
}

#[test]
fn an_event_must_begin() {
    faulty(
        Kind::Event,
        "title: 甲",
        "2:1 [missing-key] 日程缺少“start”（开始时间）\n  加一行“start: 2026-03-10 14:00”\n",
        "2:1 [missing-key] an event needs `start`\n  add `start: 2026-03-10 14:00`\n",
    );
    assert!(read_as(Kind::Event, "---\nstart: x\n---\n").value.is_none());
    assert_eq!(read_as(Kind::Event, "---\nstart: x\n---\n").diagnostics.len(), 1);
}

#[test]
fn an_empty_title_is_a_fault_and_other_empty_values_are_not() {
    faulty(
        Kind::Page,
        "title:\nauthor:\nsummary: \"\"",
        "2:1 [missing-key] 标题是空的\n  在“title:”后面写上标题；想用正文的第一个标题时，删去这一行\n",
        "2:1 [missing-key] the title is empty\n  write the title, or remove the line to use the first heading\n",
    );
}

#[test]
fn chinese_commas_make_one_word_of_several() {
    faulty(
        Kind::Page,
        "keywords: 甲，乙、丙",
        "2:11 [separators] “keywords”（关键词）里用了中文标点，几个词成了一个词“甲，乙、丙”\n  用方括号和半角逗号：keywords: [甲, 乙, 丙]\n",
        "2:11 [separators] `keywords` takes `甲，乙、丙` for a single word\n  write `keywords: [甲, 乙, 丙]`\n",
    );
}

#[test]
fn fences() {
    let only = |text: &str| -> (String, String, Vec<String>) {
        let checked = read_as(Kind::Article, text);
        assert_eq!(checked.diagnostics.len(), 1, "{text}");
        let d = &checked.diagnostics[0];
        let head = checked.value.expect("a head");
        let body = text[head.body_start..].to_owned();
        (body, d.message.zh.clone(), d.hints.iter().map(|h| h.zh.clone()).collect())
    };
    assert_eq!(
        only("---\ntitle: 甲\n\n正文\n"),
        (
            "\n正文\n".to_owned(),
            "开头的“---”没有配对：找不到结束的“---”".to_owned(),
            vec!["在最后一个“键: 值”的下一行加上“---”，单独成行，前面不留空格".to_owned()]
        )
    );
    for (fence, text) in [
        ("———", "———\ntitle: 甲\n———\n"),
        ("－－－", "－－－\ntitle：甲\n－－－\n"),
        ("----", "----\ntitle: 甲\n----\n"),
        ("+++", "+++\ntitle = \"甲\"\n+++\n"),
    ] {
        assert_eq!(
            only(text),
            (
                text.to_owned(),
                format!("“{fence}”不是有效的分隔行"),
                vec!["页面信息的上面和下面各要一行“---”，是三个半角减号；内容用 YAML 格式".to_owned()]
            )
        );
    }
}

#[test]
fn a_block_without_its_first_fence_is_read() {
    let text = "title: 甲\nsummary: 乙\n---\n正文\n";
    let checked = read_as(Kind::Article, text);
    let messages: Vec<_> =
        checked.diagnostics.iter().map(|d| (d.message.en.as_str(), d.hints[0].en.as_str())).collect();
    let expected = "the line `---` above the front matter is missing";
    assert_eq!(messages, [(expected, "put a line `---`, three hyphens, above this one")]);
    let head = checked.value.expect("a head");
    assert_eq!((head.meta.title.value.as_str(), &text[head.body_start..]), ("甲", "正文\n"));
}

proptest::proptest! {
    #[test]
    fn any_front_matter_is_survived(
        kind in 0..18_usize,
        lines in proptest::collection::vec("(title|start|items|steps|cascade|kind|published_at|extra|  - q|  a)(:|: |：)(x|\\[\\]|2026-01-0[0-9]|\\{a: b\\}|\"|\\||)", 0..8),
    ) {
        let text = format!("---\n{}\n---\n", lines.join("\n"));
        let _ = read_as(Kind::ALL[kind], &text);
    }
}

#[test]
fn settings_without_any_fence_are_no_text() {
    let codes = |text: &str| -> Vec<String> {
        let file: std::sync::Arc<str> = "content/a.md".into();
        let found = super::block::find(&file, text);
        let codes = found.diagnostics.iter().map(|d| d.code.clone()).collect();
        let body = &text[found.value.body_start..];
        assert!(!body.contains("夜校") || found.value.yaml.is_none(), "{body}");
        codes
    };
    assert_eq!(codes("title: 夜校\nsummary: 概述\n\n正文\n"), ["front-matter-fence"]);
    assert_eq!(codes("标题：夜校\n日期：2026-01-01\n\n正文\n"), ["front-matter-fence"]);
    assert_eq!(codes("title: 夜校\n"), ["front-matter-fence"]);
    assert_eq!(codes("  ---\n  title: 夜校\n  ---\n\n正文\n"), [] as [&str; 0]);
    assert_eq!(codes("来源：夜校\n\n正文\n"), [] as [&str; 0]);
    assert_eq!(codes("地点：夜校\n时间：周四\n\n正文\n"), [] as [&str; 0]);
}

#[test]
fn keys_of_other_programs_are_told_what_they_are_called_here() {
    let hint = |kind: Kind, key: &str| {
        let file: std::sync::Arc<str> = "content/a.md".into();
        let keys = super::keys::all(kind);
        let fault = super::faults::unknown_key(key, Span::file(&file), Some(kind), keys);
        fault.hints[0].zh.clone()
    };
    assert_eq!(hint(Kind::Article, "摘要"), "键要写英文：把“摘要”改成“summary”");
    assert_eq!(hint(Kind::Article, "date"), "把“date”改成“published_at”");
    assert_eq!(hint(Kind::Policy, "文号"), "键要写英文：把“文号”改成“doc_no”");
    assert_eq!(
        hint(Kind::Article, "发文字号"),
        "它在这里叫“doc_no”，只有政策文件（policy）才有：这一页属于其中一种，就加一行“kind: policy”，并把“发文字号”改成“doc_no”；否则把内容写进正文"
    );
    assert_eq!(
        hint(Kind::Article, "categories"),
        "栏目由文件所在的文件夹决定：把文件放进那个栏目的文件夹，再删去这一行"
    );
    for key in
        ["tags", "description", "author_name", "lastmod", "permalink", "标签", "日期", "封面", "编辑", "成文日期"]
    {
        if key != "author_name" {
            assert!(!hint(Kind::Article, key).starts_with("删去"), "{key}");
        }
    }
}
