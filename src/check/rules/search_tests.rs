//! Queries that readers ask and the pages that must come up: the site's own yardstick for its search.

use std::ops::Range;
use std::sync::Arc;

use crate::check::{Context, Rule};
use crate::content::format_date;
use crate::diagnostics::{Diagnostic, Severity, Span, nearest_several};
use crate::link::{PageId, relative_path};
use crate::outputs::{Content, Outputs};
use crate::parse::yaml::{self, Entry, Node};
use crate::search::answer::Hit;
use crate::search::engine::Request;
use crate::search::explain::Explanation;
use crate::search::host::{Files, Host};

/// A page does not come up where it should.
pub(in crate::check) const FOUND: Rule = Rule {
    id: "search-test",
    severity: Severity::Error,
    what: ("搜索用例没有通过：应当找到的页面不在前几条", "a search does not bring up the page that it should"),
    mend: (
        "在页面里写上读者用的词，或者加同义词；用例过时的改用例",
        "use the readers' words on the page, or add a synonym; else correct the test",
    ),
    find: Some(found),
    in_build: false,
};

/// A test is not written as it should be.
pub(in crate::check) const FORM: Rule = Rule {
    id: "search-test-form",
    severity: Severity::Error,
    what: ("搜索用例写法不对，或者指的页面不存在", "a search test is malformed, or names no page"),
    mend: ("写成 {query: 词, expect: /路径.md, top: 3}", "write `{query: words, expect: /path.md, top: 3}`"),
    find: Some(malformed),
    in_build: false,
};

/// A test was left out.
pub(in crate::check) const HIDDEN: Rule = Rule {
    id: "search-test-hidden",
    severity: Severity::Note,
    what: (
        "搜索用例指的页面目前不公开，没有运行",
        "a search test names a page that is not public now and was left out",
    ),
    mend: ("页面公开后会自动运行；撤下的页面，删去用例", "it runs once the page is public; remove it with the page"),
    find: Some(hidden),
    in_build: false,
};

/// How many hits are looked at to say where a page came that is not among the first.
const DEEP: usize = 50;
/// The most that a test may allow.
const DEEPEST: i64 = 50;

/// One test.
struct Test {
    query: String,
    /// What should come up, as written.
    expect: String,
    wanted: Wanted,
    top: usize,
    span: Span,
}

enum Wanted {
    Page { url: String, title: String, anchor: Option<String> },
    Hidden,
}

fn malformed(context: &Context<'_>) -> Vec<Diagnostic> {
    read(context).1
}

fn hidden(context: &Context<'_>) -> Vec<Diagnostic> {
    let tests = read(context).0;
    tests
        .iter()
        .filter(|test| matches!(test.wanted, Wanted::Hidden))
        .map(|test| {
            HIDDEN
                .fault(
                    format!("“{}”目前不公开，用例“{}”没有运行", test.expect, test.query),
                    format!("`{}` is not public now; the test `{}` was left out", test.expect, test.query),
                )
                .at(test.span.clone())
                .hint(
                    "页面公开后会自动运行；已经撤下的，删去这一行。",
                    "It runs once the page is public; remove it if the page is gone.",
                )
        })
        .collect()
}

fn found(context: &Context<'_>) -> Vec<Diagnostic> {
    let tests = read(context).0;
    if tests.is_empty() {
        return Vec::new();
    }
    // A site with errors has no index, and says why.
    let Ok(mut host) = Host::open(Index(&context.built.outputs)) else { return Vec::new() };
    let day = format_date(context.built.as_of.date()).replace('-', "").parse().unwrap_or_default();
    tests.iter().filter_map(|test| run(&mut host, test, day)).collect()
}

/// `day` tells which version of a text is in force, as the reader's day does.
fn run(host: &mut Host<Index<'_>>, test: &Test, day: u32) -> Option<Diagnostic> {
    let Wanted::Page { url, title, anchor } = &test.wanted else { return None };
    let is_it = |hit: &Hit| hit.url == *url && anchor.as_ref().is_none_or(|anchor| hit.anchor == *anchor);
    let mut request = Request::new(&test.query);
    request.limit = test.top * HITS_OF_A_PAGE;
    request.today = day;
    let answer = match host.search(request.clone()) {
        Ok(answer) => answer,
        Err(error) => {
            let text = error.to_string();
            return Some(
                FOUND
                    .fault(format!("搜索没有成功：{text}"), format!("the search failed: {text}"))
                    .at(test.span.clone()),
            );
        }
    };
    let first: Vec<&[Hit]> = by_page(&answer.hits).take(test.top).collect();
    if first.iter().any(|page| page.iter().any(is_it)) {
        return None;
    }
    request.limit = DEEP * HITS_OF_A_PAGE;
    let (deep, parts) = host.explained(request).map(|(answer, parts)| (answer.hits, parts)).unwrap_or_default();
    let rank = by_page(&deep).take(DEEP).position(|page| page.iter().any(is_it));
    let why = deep.iter().position(is_it).map(|place| [parts.first(), parts.get(place)]);
    let place = anchor.as_ref().map_or(String::new(), |anchor| format!("#{anchor}"));
    let (now, now_en) = match rank {
        Some(rank) => (format!("现在排在第{}", rank + 1), format!("it comes as number {}", rank + 1)),
        None => (format!("前{DEEP}条里都没有"), format!("it is not among the first {DEEP} either")),
    };
    let Test { query, top, span, .. } = test;
    let fault = FOUND
        .fault(
            format!("搜索“{query}”，前{top}条里没有“{title}”{place}，{now}"),
            format!("searching `{query}` does not bring `{title}`{place} among the first {top}; {now_en}"),
        )
        .at(span.clone());
    Some(because(instead(fault, &first), why).hint(
        "在那一页的标题、summary 或者正文里写上读者用的词，或者在同义词表里加一组；用例已经过时的，改用例。",
        "Use the readers' words in that page's title, summary or text, or add a group of synonyms; correct the test if it is out of date.",
    ))
}

/// Hits as the search page shows them: those of one page that follow each other are one entry.
fn by_page(hits: &[Hit]) -> impl Iterator<Item = &[Hit]> {
    hits.chunk_by(|one, next| one.url == next.url)
}

/// Says what came up instead.
fn instead(fault: Diagnostic, pages: &[&[Hit]]) -> Diagnostic {
    if pages.is_empty() {
        return fault.hint("这次搜索什么也没有找到。", "The search found nothing at all.");
    }
    let list = |open: &str, close: &str, between: &str| {
        let one = |(i, hit): (usize, &Hit)| {
            let anchor = if hit.anchor.is_empty() { String::new() } else { format!("#{}", hit.anchor) };
            format!("{}. {open}{}{close} /{}{anchor}", i + 1, hit.title, hit.url)
        };
        pages.iter().filter_map(|page| page.first()).take(5).enumerate().map(one).collect::<Vec<_>>().join(between)
    };
    fault.hint(
        format!("排在前面的是：{}。", list("“", "”", "；")),
        format!("What comes instead: {}.", list("`", "`", "; ")),
    )
}

/// Says what makes the difference between the first hit and the one that should be it.
fn because(fault: Diagnostic, parts: Option<[Option<&Option<Explanation>>; 2]>) -> Diagnostic {
    let Some([Some(Some(first)), Some(Some(wanted))]) = parts else { return fault };
    let factors = [
        (first.own + first.page, wanted.own + wanted.page, "词语", "words"),
        (first.cover, wanted.cover, "找到的词", "share of words found"),
        (first.authority, wanted.authority, "被引用", "named by others"),
        (first.in_force, wanted.in_force, "时效", "in force"),
        (first.local, wanted.local, "地方", "local"),
        (first.title, wanted.title, "标题里都有", "all in the title"),
        (first.complete, wanted.complete, "词语齐全", "all words"),
    ];
    let better = |(first, wanted, ..): &&(f32, f32, &str, &str)| *first > *wanted * 1.02;
    let mut reasons: Vec<_> = factors.iter().filter(better).collect();
    reasons.sort_by(|one, other| (other.0 / other.1).total_cmp(&(one.0 / one.1)));
    let list = |english: bool, between: &str| {
        let one = |(first, wanted, zh, en): &&(f32, f32, &str, &str)| {
            format!("{} {first:.2}:{wanted:.2}", if english { en } else { zh })
        };
        reasons.iter().map(one).collect::<Vec<_>>().join(between)
    };
    if first.jump && !wanted.jump {
        return fault.hint(
            "第一条的名称、文号或者条号正是搜的词，点名的总在最前。",
            "The query is the very name or number of the first hit, and what is named comes first.",
        );
    }
    if reasons.is_empty() {
        return fault;
    }
    fault.hint(
        format!("得分比较（第一条:应当找到的）：{}。", list(false, "，")),
        format!("Scores compared (first hit : the one wanted): {}.", list(true, ", ")),
    )
}

/// The site's tests, and what is wrong with them as they are written.
fn read(context: &Context<'_>) -> (Vec<Test>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let Some(path) = &context.built.config.search_tests else { return (Vec::new(), found) };
    let Some(text) = context.inputs.get(&path.value).and_then(|input| input.text()) else {
        let fault = FORM.fault(
            format!("找不到搜索用例“{}”", path.value),
            format!("the search tests `{}` do not exist", path.value),
        );
        found.push(fault.at(path.span.clone()).hint(
            "检查路径（从站点文件夹算起），或者删掉 tests 这一行。",
            "Check the path (from the site's folder), or delete the `tests` line.",
        ));
        return (Vec::new(), found);
    };
    let file: Arc<str> = Arc::from(path.value.as_str());
    let Some(root) = yaml::parse(&file, &text, 0..text.len()).drain_into(&mut found) else {
        return (Vec::new(), found);
    };
    if root.is_null() {
        return (Vec::new(), found);
    }
    let Some(list) = root.as_list() else {
        found.push(form("搜索用例应当是一个列表", "the search tests must be a list", root.span.clone()));
        return (Vec::new(), found);
    };
    let tests = list.iter().filter_map(|node| test(context, node, &mut found)).collect();
    (tests, found)
}

/// Hits asked for so that there are enough pages among them.
const HITS_OF_A_PAGE: usize = 4;

const KEYS: [&str; 3] = ["query", "expect", "top"];

fn test(context: &Context<'_>, node: &Node, found: &mut Vec<Diagnostic>) -> Option<Test> {
    let Some(entries) = node.as_map() else {
        found.push(form("每条用例要写 query 和 expect", "each test needs `query` and `expect`", node.span.clone()));
        return None;
    };
    for Entry { key, key_span, .. } in entries.iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
        let fault = form(&format!("用例里没有“{key}”这个键"), &format!("a test has no key `{key}`"), key_span.clone());
        found.push(fault.did_you_mean(key, KEYS));
    }
    let text =
        |key: &str| node.get(key).and_then(|node| Some((node.as_text()?, node))).filter(|(t, _)| !t.trim().is_empty());
    let (Some((query, at)), Some((expect, place))) = (text("query"), text("expect")) else {
        found.push(form("这条用例缺少 query 或者 expect", "the test lacks `query` or `expect`", node.span.clone()));
        return None;
    };
    let top = match node.get("top") {
        None => 10,
        Some(top) => match top.as_i64() {
            Some(top @ 1..=DEEPEST) => top as usize,
            _ => {
                let zh = format!("top 要写 1 到 {DEEPEST} 之间的整数");
                found.push(form(&zh, &format!("`top` must be a whole number from 1 to {DEEPEST}"), top.span.clone()));
                return None;
            }
        },
    };
    let wanted = wanted(context, expect, &place.span, found)?;
    Some(Test { query: query.to_owned(), expect: expect.to_owned(), wanted, top, span: at.span.clone() })
}

fn form(zh: &str, en: &str, span: Span) -> Diagnostic {
    FORM.fault(zh, en).at(span).hint(
        "写成 - {query: 退课, expect: /service/guides/退课.md, top: 3} 的样子。",
        "Write it like - {query: words, expect: /service/guides/page.md, top: 3}.",
    )
}

/// The page that a test names.
fn wanted(context: &Context<'_>, expect: &str, span: &Span, found: &mut Vec<Diagnostic>) -> Option<Wanted> {
    let (path, anchor) = match expect.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (expect, None),
    };
    let site = &context.built.site;
    let path = relative_path("", path).unwrap_or_default();
    let Some(page) = site.by_path.get(path.as_str()).map(|id: &PageId| site.page(*id)) else {
        if context.built.drafts.iter().any(|draft| *draft.path == *path) {
            return Some(Wanted::Hidden);
        }
        let fault = form(
            &format!("用例指的页面“{expect}”不存在"),
            &format!("the page `{expect}` does not exist"),
            span.clone(),
        );
        found.push(nearest(fault, &path, site.by_path.keys().map(|path| &**path), "/"));
        return None;
    };
    if let Some(anchor) = &anchor
        && !page.draft.body.anchors.contains(anchor)
    {
        let title = &page.draft.meta.title.value;
        let fault = form(
            &format!("用例指的“{title}”里没有锚点“#{anchor}”"),
            &format!("`{title}` has no anchor `#{anchor}`"),
            span.clone(),
        );
        found.push(nearest(fault, anchor, page.draft.body.anchors.iter(), "#"));
        return None;
    }
    Some(Wanted::Page { url: page.url.clone(), title: page.draft.meta.title.value.clone(), anchor })
}

fn nearest<'a>(mut fault: Diagnostic, wrong: &str, known: impl Iterator<Item = &'a str>, sign: &str) -> Diagnostic {
    let near = nearest_several(wrong, known.take(5_000), 3);
    if near.is_empty() {
        return fault;
    }
    fault.hints.clear();
    let joined = |between: &str| near.iter().map(|near| format!("{sign}{near}")).collect::<Vec<_>>().join(between);
    fault.hint(format!("最接近的是：{}。", joined("、")), format!("Nearest: {}.", joined(", ")))
}

/// The files of the index among the outputs.
struct Index<'a>(&'a Outputs);

impl Files for Index<'_> {
    fn read(&mut self, name: &str, range: Option<Range<u64>>) -> std::io::Result<Vec<u8>> {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let bytes = self.0.get(&format!("search/{name}")).and_then(Content::made).ok_or_else(missing)?;
        let end = bytes.len() as u64;
        let range = range.unwrap_or(0..end);
        Ok(bytes[range.start.min(end) as usize..range.end.min(end) as usize].to_vec())
    }
}
