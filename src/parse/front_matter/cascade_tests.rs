use std::sync::Arc;

use super::tests::{defaults, faulty};
use super::*;
use crate::content::{Details, SortBy};

#[test]
fn the_cascade_fills_what_the_page_leaves_open() {
    let index: Arc<str> = "content/a/_index.md".into();
    let text = "---\ntitle: 栏目\nsort: date\ncascade:\n  kind: guide\n  source: 科\n  fee: 无\n  topics: [甲]\n  extra: {a: 1, b: 2}\n---\n";
    let column = read(&index, text, &defaults(Kind::Column));
    assert_eq!(column.diagnostics, []);
    let column = column.value.expect("a head");
    let Details::Column(details) = &column.details else {
        panic!("a column");
    };
    assert_eq!(details.sort, Some(SortBy::Date));
    assert_eq!(details.cascade["source"], "科");
    assert_eq!(column.meta.source, None);
    let below = Defaults {
        cascade: column.cascade.clone(),
        file_date: Moment::parse("2026-01-02"),
        file_weight: Some(3),
        ..defaults(Kind::Article)
    };
    let file: Arc<str> = "content/a/b.md".into();
    let page = read(&file, "---\nsource: 我\ntopics:\nextra: {b: 3}\n---\n", &below);
    assert_eq!(page.diagnostics, []);
    let page = page.value.expect("a head");
    assert_eq!(page.kind, Kind::Guide);
    assert_eq!(page.meta.source.as_deref(), Some("我"));
    assert_eq!(page.meta.topics[0].value, "甲");
    assert_eq!(page.meta.extra, serde_json::from_str(r#"{"a":1,"b":3}"#).expect("json"));
    assert_eq!(page.meta.published_at.map(|m| m.value), Moment::parse("2026-01-02"));
    assert_eq!(page.meta.weight, Some(3));
    let Details::Guide(guide) = page.details else {
        panic!("a guide");
    };
    assert_eq!(guide.fee.as_deref(), Some("无"));
    // A default of another kind is passed over without a word.
    let page = read(&file, "---\nkind: page\n---\n", &below);
    assert_eq!(page.diagnostics, []);
    // A column below it stays a column, and hands the defaults on.
    let nested: Arc<str> = "content/a/c/_index.md".into();
    let below = Defaults { kind: Kind::Column, ..below };
    let nested = read(&nested, "---\ncascade: {source: 处}\n---\n", &below).value.expect("a head");
    assert_eq!(nested.kind, Kind::Column);
    assert_eq!(nested.cascade.get("source").and_then(Node::as_text), Some("处"));
    assert_eq!(nested.cascade.kind(), Some(Kind::Guide));
}

#[test]
fn a_bad_cascade_is_reported_once_where_it_stands() {
    faulty(
        Kind::Column,
        "cascade:\n  kind: course\n  titel: x\n  slug: x\n  cover: a.jpg\n  weight: x\n  attachments:\n    - b.pdf\n    - /c.pdf",
        "3:9 [bad-value] 课程（course）代表整个文件夹，只能写在 _index.md 里\n  新建一个文件夹，把这个文件改名为 _index.md 放进去\n\
         4:3 [unknown-key] 不认识的键“titel”\n  您是不是想写“title”？\n\
         5:3 [bad-cascade] “slug”（网址名）不能作为下级的默认值\n  从“cascade:”下面删去这一行，写到各个页面里\n\
         6:10 [bad-cascade] “cascade:”下面的路径“a.jpg”没有以“/”开头\n  它对下面每一页都有效，所以要从 content 文件夹写起，例如“/publicity/cover.jpg”\n\
         7:11 [wrong-type] “weight”（次序）应当是整数，这里却是文字“x”\n  例如：weight: 10\n\
         9:7 [bad-cascade] “cascade:”下面的路径“b.pdf”没有以“/”开头\n  它对下面每一页都有效，所以要从 content 文件夹写起，例如“/publicity/cover.jpg”\n",
        "3:9 [bad-value] kind `course` stands for a folder and belongs into its `_index.md`\n  make a folder and move this file into it as `_index.md`\n\
         4:3 [unknown-key] unknown key `titel`\n  did you mean `title`?\n\
         5:3 [bad-cascade] `slug` cannot be a default for other pages\n  remove it from `cascade:` and set it on each page\n\
         6:10 [bad-cascade] the path `a.jpg` below `cascade:` does not begin with `/`\n  it holds for every page below, so write it from the content folder, as in `/publicity/cover.jpg`\n\
         7:11 [wrong-type] `weight` must be a whole number, not the text `x`\n  for example `weight: 10`\n\
         9:7 [bad-cascade] the path `b.pdf` below `cascade:` does not begin with `/`\n  it holds for every page below, so write it from the content folder, as in `/publicity/cover.jpg`\n",
    );
}

#[test]
fn units_lie_below_a_course() {
    assert_eq!(kind_below(Kind::Course, false), Kind::Unit);
    assert_eq!(kind_below(Kind::Course, true), Kind::Part);
    assert_eq!(kind_below(Kind::Part, false), Kind::Unit);
    assert_eq!(kind_below(Kind::Column, true), Kind::Column);
    assert_eq!(kind_below(Kind::Column, false), Kind::Article);
    let file: Arc<str> = "content/e/k/_index.md".into();
    let above: Arc<str> = "content/e/_index.md".into();
    let column = read(&above, "---\ncascade: {kind: article, source: 科}\n---\n", &defaults(Kind::Column));
    let below = Defaults { cascade: column.value.expect("a head").cascade, ..defaults(Kind::Column) };
    let course = read(&file, "---\nkind: course\n---\n", &below).value.expect("a head");
    assert_eq!(course.cascade.kind(), None);
    assert_eq!(course.cascade.get("source").and_then(Node::as_text), Some("科"));
}
