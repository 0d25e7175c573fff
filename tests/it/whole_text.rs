//! Nothing of what an editor wrote vanishes: every run of letters of a source stands on its page, markup apart.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use shuyuan::content::{Body, Details, Draft, Fill, Hole, Kind};
use shuyuan::parse::cascade::Cascade;
use shuyuan::parse::markdown::RawHtml;
use shuyuan::parse::{ParseOptions, parse};

/// A run of letters that the page does not have, and its line.
#[derive(Debug, PartialEq, Eq)]
struct Missing {
    line: usize,
    run: String,
}

/// What of `text` is not on the page that it becomes as a page of `kind`.
fn missing(path: &str, text: &str, kind: Kind) -> Vec<Missing> {
    let path: Arc<str> = path.into();
    let options = ParseOptions { kind, cascade: Cascade::default(), raw_html: RawHtml::Sanitize };
    let parsed = parse(&path, &path, text, &options);
    let Some(draft) = parsed.value.draft else { return Vec::new() };
    let page = letters(&shown(&draft));
    let body = body_start(text);
    let before = text[..body].lines().count();
    let mut found = Vec::new();
    let mut inside = None;
    for (i, line) in without_comments(&text[body..]).lines().enumerate() {
        let fence = ["```", "~~~"].into_iter().find(|f| line.trim_start_matches(['>', ' ']).starts_with(f));
        match (inside, fence) {
            (None, Some(fence)) => inside = Some(fence),
            (Some(open), Some(fence)) if open == fence => inside = None,
            // Questions and code are read by other rules.
            (Some(_), _) => {}
            (None, None) => {
                let runs = runs(line);
                let there = |run: &String| page.contains(run) || kind == Kind::Policy && is_history_on(&page, run);
                found.extend(
                    runs.into_iter().filter(|run| !there(run)).map(|run| Missing { line: before + i + 1, run }),
                );
            }
        }
    }
    found
}

/// Whether a page has what a line of history says between its dates. Words that only lead over to the next date are not
/// shown, and dates are shown in one form: ２０１２年０７月３日 as 2012年7月3日.
fn is_history_on(page: &str, run: &str) -> bool {
    let narrow: String = run.chars().map(|c| if ('０'..='９').contains(&c) { narrow(c) } else { c }).collect();
    let plain = narrow.replace("年0", "年").replace("月0", "月");
    let days = days(&plain);
    let mut from = 0;
    let mut pieces = Vec::new();
    for day in &days {
        pieces.push(&plain[from..day.start]);
        from = day.end;
    }
    pieces.push(&plain[from..]);
    let mut pieces = pieces.into_iter().map(|piece| {
        ["根据", "并经", "并于", "并由", "经", "自"].iter().fold(piece, |piece, word| piece.trim_end_matches(word))
    });
    days.iter().all(|day| page.contains(&plain[day.clone()]))
        && pieces.all(|piece| page.contains(piece.trim_start_matches('起')))
}

/// Where days stand in a text: 2012年7月3日.
fn days(text: &str) -> Vec<std::ops::Range<usize>> {
    let digits = |text: &str| text.chars().rev().take_while(char::is_ascii_digit).count();
    let mut found = Vec::new();
    for (end, _) in text.match_indices('日') {
        let Some((month_end, _)) = text[..end].rmatch_indices('月').next() else { continue };
        let Some((year_end, _)) = text[..month_end].rmatch_indices('年').next() else { continue };
        let (month, day) = (&text[year_end + '年'.len_utf8()..month_end], &text[month_end + '月'.len_utf8()..end]);
        let numbers = [month, day].iter().all(|n| (1..=2).contains(&n.len()) && digits(n) == n.len());
        if numbers && digits(&text[..year_end]) >= 4 {
            found.push(year_end - 4..end + '日'.len_utf8());
        }
    }
    found
}

fn narrow(c: char) -> char {
    char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c)
}

/// All that a page shows of a draft.
fn shown(draft: &Draft) -> String {
    let mut out = format!("{}\n", draft.meta.title.value);
    body(&mut out, &draft.body);
    // Facts from the header of a policy are shown above its text, dates in their short form.
    out.push_str(&format!("{:?}", draft.details));
    if let Details::Policy(policy) = &draft.details {
        for event in &policy.history {
            let date = event.date.map(|d| format!("{}年{}月{}日", d.year(), d.month() as u8, d.day()));
            let (by, what) = (event.by.clone().unwrap_or_default(), &event.event);
            out.push_str(&format!("\n{}\n{by}{what}\n{what}{by}", date.unwrap_or_default()));
            // 公布施行 is two events of one body on one day.
            let same = policy.history.iter().filter(|other| other.date == event.date && other.by == event.by);
            let all: String = same.map(|other| other.event.as_str()).collect();
            out.push_str(&format!("\n{by}{all}"));
        }
    }
    out
}

fn body(out: &mut String, body: &Body) {
    out.push_str(&words(&body.html.get()));
    holes(out, &body.holes);
    for question in &body.questions {
        out.push_str(&question.plain);
    }
}

fn holes(out: &mut String, holes: &[Hole]) {
    for hole in holes {
        match &hole.fill {
            Fill::Image { alt, title, .. } => out.push_str(&format!("\n{alt}\n{}", title.as_deref().unwrap_or(""))),
            Fill::Shortcode(call) => {
                for (_, value, _) in &call.args {
                    out.push_str(&format!("\n{value}"));
                }
                if let Some(inner) = &call.body {
                    body(out, inner);
                }
            }
            _ => {}
        }
    }
}

/// The words of `html`, also those of attributes that are read out, its references resolved.
fn words(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        for attribute in ["alt=\"", "title=\""] {
            if let Some((_, value)) = tag.split_once(attribute) {
                out.push_str(value.split('"').next().unwrap_or(""));
                out.push('\n');
            }
        }
        // Numbers of footnotes and signs to click on are not of the text.
        if tag.contains("footnote") || tag.contains("permalink") {
            continue;
        }
        out.push_str(text);
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn body_start(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("---\n") else { return 0 };
    rest.find("\n---\n").map_or(0, |at| "---\n".len() + at + "\n---\n".len())
}

/// The text with blanks for its comments, which keeps the lines.
fn without_comments(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        let (comment, after) = after.split_once("-->").unwrap_or((after, ""));
        out.extend(comment.matches('\n'));
        rest = after;
    }
    out + rest
}

/// The runs of letters of a line, without what is markup.
fn runs(line: &str) -> Vec<String> {
    let mut text = String::new();
    // The numbers and boxes of lists are drawn by the browser.
    let bare = line.trim_start_matches([' ', '>']);
    let bare = bare.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(['.', ')']).unwrap_or(bare);
    let bare = ["- [x] ", "- [ ] "].iter().find_map(|b| bare.strip_prefix(b)).unwrap_or(bare);
    let mut rest = bare;
    while let Some(c) = rest.chars().next() {
        let cut = match c {
            '<' if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => rest.find('>'),
            // The address of a link; what it shows stands before it.
            ']' | '】' if rest[c.len_utf8()..].starts_with(['(', '（']) => rest.find([')', '）']),
            ']' if rest[1..].starts_with('[') => rest[1..].find(']').map(|i| i + 1),
            '[' if rest.starts_with("[^") || rest.starts_with("[!") => rest.find(']'),
            '&' => rest.find(';').filter(|i| *i < 10),
            '{' if rest.starts_with("{{") => rest.rfind("}}").map(|i| i + 1),
            '{' => rest.find('}'),
            _ => None,
        };
        let end = cut.map_or(c.len_utf8(), |i| i + rest[i..].chars().next().map_or(1, char::len_utf8));
        text.push(if cut.is_some() { '\n' } else { c });
        rest = &rest[end..];
    }
    if text.trim_start().starts_with('[') && text.contains("]:") {
        return Vec::new();
    }
    text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn pages_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|e| e.to_str()) {
                _ if path.is_dir() => waiting.push(path),
                Some("md") => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

/// What is missing of all pages below `folder`, by file.
fn missing_below(folder: &Path, kind: Kind) -> BTreeMap<String, Vec<Missing>> {
    let mut all = BTreeMap::new();
    for path in pages_below(folder) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let kind = match text.lines().find_map(|l| l.strip_prefix("kind: ")).and_then(Kind::from_name) {
            Some(kind) => kind,
            None => kind,
        };
        let name = path.to_string_lossy().replace('\\', "/");
        let found = missing(&name, &text.replace("\r\n", "\n"), kind);
        if !found.is_empty() {
            all.insert(name, found);
        }
    }
    all
}

#[test]
fn nothing_of_the_example_portal_vanishes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(missing_below(&root.join("content"), Kind::Article), BTreeMap::new());
}

/// Prints what is missing of the texts below `WHOLE_TEXT`, as policies and as articles.
#[test]
fn nothing_of_a_folder_of_texts_vanishes() {
    let Some(folder) = std::env::var_os("WHOLE_TEXT") else { return };
    let mut total = 0;
    for kind in [Kind::Policy, Kind::Article] {
        let all = missing_below(Path::new(&folder), kind);
        let runs: usize = all.values().map(Vec::len).sum();
        for (file, found) in all.iter().take(30) {
            println!("{kind} {file}: {:?}", &found[..found.len().min(4)]);
        }
        println!("{kind}: {runs} runs of {} files", all.len());
        total += runs;
    }
    assert_eq!(total, 0);
}

#[test]
fn what_vanishes_is_noticed() {
    let run = |run: &str, line| Missing { line, run: run.to_owned() };
    assert_eq!(missing("a.md", "<style>\n丢失\n</style>\n\n甲", Kind::Article), [run("丢失", 2)]);
    assert_eq!(missing("a.md", "---\ntitle: 甲\n---\n乙\n", Kind::Article), []);
}

/// Pieces of which notices, drafts and pastes are made.
const PIECES: [&str; 40] = [
    "各乡镇：\n",
    "　　现将事项通知如下。\n",
    "一、总体要求\n",
    "（一）时间\n",
    "1、甲项\n",
    "2. 乙项\n",
    "①丙\n",
    "青山县宣传部\n",
    "2026年7月1日\n",
    "\n",
    "#标题\n",
    "##  二级\n",
    "＃＃ 三级\n",
    "文字\n---\n",
    "__重点__",
    "**粗体**",
    "    缩进的话。\n",
    "\t制表\t两格\n",
    "| 甲 | 乙 |\n",
    "|---|---|\n",
    "| 丙 | 丁 | 戊 |\n",
    "｜己｜庚｜\n",
    "[名单](附件1 名单.xlsx)",
    "！[图](图 一.png)",
    "【通知】（通知.md）",
    "<p>辛<o:p></o:p></p>\n",
    "<b>壬",
    "</b>",
    "<x 癸\n",
    "> [!INFO] 提示\n",
    "> 引文\n",
    "- 列表\n",
    "::: tip 框\n",
    ":::\n",
    "姓名\t部门\n",
    "李四\t宣传科\n",
    "联系人：李四\n",
    "结束。\n",
    "`代码",
    "<div>\n块\n</div>\n",
];

proptest::proptest! {
    #[test]
    fn nothing_of_a_pasted_text_vanishes(picked in proptest::collection::vec(0..PIECES.len(), 1..24)) {
        let text: String = picked.iter().map(|i| PIECES[*i]).collect();
        let found = missing("a.md", &text, Kind::Notice);
        proptest::prop_assert!(found.is_empty(), "{found:?}\n{text}");
    }
}
