//! A fuzz target for each parser: what a small corpus becomes by chance must neither stop the program nor take long.
//!
//! `SHUYUAN_FUZZ_SECONDS` says how long each target runs (default 1). A failure prints the number of the round that made
//! the input; `SHUYUAN_FUZZ_SEED=number cargo test --test it fuzz::NAME` repeats it as the first round.

mod imports;
mod pictures;
mod policy_trees;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use shuyuan::content::Kind;
use shuyuan::diagnostics::draw::{Sources, human};
use shuyuan::diagnostics::{Diagnostic, Lang};
use shuyuan::parse::ParseOptions;
use shuyuan::parse::cascade::Cascade;
use shuyuan::parse::markdown::RawHtml;

use crate::support::thread_time;

/// Xorshift: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        // Neighbouring seeds must not give neighbouring numbers, and zero gives nothing but zeros.
        let mut random = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        (0..8).for_each(|_| _ = random.next());
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from((self.next() >> 11) % n.max(1) as u64).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Marks that mean something to one parser or another.
const TOKENS: &[&str] = &[
    "---\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    "\0",
    "\u{feff}",
    "\u{2028}",
    "\u{3000}",
    "\u{fffd}",
    "\u{10ffff}",
    "：",
    ": ",
    "- ",
    "? ",
    "|",
    ">",
    ">-",
    "&a ",
    "*a",
    "!t ",
    "#",
    "##",
    "{#a}",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "\"",
    "'",
    "\\",
    "`",
    "```",
    "```quiz\n",
    "~~~",
    "*",
    "**",
    "_",
    "~~",
    "![",
    "](",
    "[^1]",
    "[^1]: ",
    "[x] ",
    "<",
    "<!--",
    "-->",
    "<div>",
    "</div>",
    "<script>",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "{{< ",
    " >}}",
    "{{< callout >}}\n",
    "{{< /callout >}}",
    "> [!NOTE]\n",
    "1. ",
    "999999999999. ",
    "|---|",
    ": 定义",
    "《",
    "》",
    "〔",
    "〕",
    "（",
    "）",
    "（一）",
    "１．",
    "第",
    "第一编",
    "第一章",
    "第一节",
    "第一条　",
    "第一百二十三条之一",
    "第九千九百九十九条",
    "第零条",
    "第99999999999999999999条",
    "第二款",
    "第三项",
    "本法",
    "该法",
    "前款",
    "同条",
    "以下简称",
    "〔2024〕12号",
    "二〇二五年六月一日",
    "2026-02-30",
    "9999-12-31",
    "-1",
    "1e999",
    "0x",
    "~",
    "null",
    "<<: ",
    "=",
    "[a]",
    "[[a]]",
    "\"\"\"",
    ",",
    "，",
    "javascript:",
    "../",
    "type: order\n",
    "answer: [A, B]\n",
    "____",
    "甲",
    "字",
    "😀",
    "e\u{301}",
    "a",
];

/// `input` after a few changes of all the kinds that files undergo.
fn mutated(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = random.one(corpus).clone();
    for _ in 0..=random.below(7) {
        let at = random.below(bytes.len() + 1);
        let to = (at + random.below(24)).min(bytes.len());
        match random.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = random.next().to_le_bytes()[0],
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..to)),
            4 => {
                let other = random.one(corpus);
                let from = random.below(other.len() + 1);
                let end = (from + random.below(200)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
            5 => {
                let many = 1usize << random.below(9);
                let piece = bytes[at..to].repeat(many);
                bytes.splice(at..at, piece);
            }
            6 => {
                let many = 1usize << random.below(11);
                let token = random.one(TOKENS).repeat(many);
                bytes.splice(at..at, token.into_bytes());
            }
            _ => {
                let token = random.one(TOKENS);
                bytes.splice(at..at, token.bytes());
            }
        }
        bytes.truncate(LONGEST);
    }
    bytes
}

/// Longer inputs show nothing that these do not, and take the time of many.
const LONGEST: usize = 16 << 10;

/// How much time of a processor one input may take without optimisation; what others do at the same time does not count.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs `target` on inputs made from `corpus` until the time is up.
fn run(corpus: &[&[u8]], target: impl Fn(&[u8], &mut Random)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let end = Instant::now() + Duration::from_secs(number("SHUYUAN_FUZZ_SECONDS").unwrap_or(1));
    let corpus: Vec<Vec<u8>> = corpus.iter().map(|bytes| bytes.to_vec()).collect();
    let mut seed = number("SHUYUAN_FUZZ_SEED").unwrap_or(1);
    loop {
        let mut random = Random::new(seed);
        let input = mutated(&mut random, &corpus);
        let started = thread_time();
        let outcome = catch_unwind(AssertUnwindSafe(|| target(&input, &mut random)));
        let took = thread_time().saturating_sub(started);
        let shown = || String::from_utf8_lossy(&input[..input.len().min(2_000)]).into_owned();
        assert!(outcome.is_ok(), "SHUYUAN_FUZZ_SEED={seed} stops the program: {:?}", shown());
        assert!(took < PATIENCE, "SHUYUAN_FUZZ_SEED={seed} takes {took:?} for {} bytes: {:?}", input.len(), shown());
        if Instant::now() >= end {
            return;
        }
        seed += 1;
    }
}

/// The same for parsers that are given text.
fn run_text(corpus: &[&str], target: impl Fn(&str, &mut Random)) {
    let corpus: Vec<&[u8]> = corpus.iter().map(|text| text.as_bytes()).collect();
    run(&corpus, |bytes, random| target(&String::from_utf8_lossy(bytes), random));
}

struct One<'t>(&'t str);

impl Sources for One<'_> {
    fn text(&self, _: &str) -> Option<std::borrow::Cow<'_, str>> {
        Some(self.0.into())
    }
}

/// Every place lies in the text, at whole characters, and every message can be drawn in both languages.
fn sound(text: &str, found: &[Diagnostic]) {
    for fault in found {
        for span in fault.span.iter().chain(fault.related.iter().map(|(span, _)| span)) {
            assert!(span.start <= span.end && span.end <= text.len(), "{fault:?}");
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{fault:?}");
        }
        assert!(!fault.message.zh.is_empty() && !fault.message.en.is_empty());
    }
    // Drawing looks for the line, which costs more than the parser if there are thousands.
    for fault in found.iter().take(20) {
        assert!(!human(fault, &One(text), Lang::Zh).is_empty() && !human(fault, &One(text), Lang::En).is_empty());
    }
}

const FRONT_MATTER: &[&str] = &[
    "---\ntitle: 甲\npublished_at: 2026-03-05\nkeywords: [一, 二]\nextra: {a: 1}\n---\n正文\n",
    "---\nstart: 2026-03-10 14:00\nrecurrence: FREQ=WEEKLY;COUNT=8\nslug: a-b\naliases: [old/a/]\n---\n",
    "---\nkind: guide\nmaterials:\n  - name: 表\n    copies: 1\n  - 原件\nsteps:\n- {title: 一, text: |\n  x}\n---",
    "---\ncascade:\n  kind: policy\n  source: 科\n  attachments: [/a.pdf]\nsort: date\n---\n",
    "---\nkind: policy\nhistory: [{date: 2025-01-01, event: 通过, by: 会}]\nshort_title: [甲, 乙]\n---\n",
];

const MARKDOWN: &[&str] = &[
    "# 题\n\n**注意：**请看[甲](a.md#b)和![图](a.png \"题\")。\n换行  \n再换\\\n行\n\n- [x] 一\n  1. 二\n\n> [!TIP]\n> 话\n",
    "| 一 | 二 |\n|:--|--:|\n| `a` | ~~b~~ |\n\n词\n: 义\n\n脚注[^1]。\n\n[^1]: 在此。\n\n## 节 {#jie .b}\n",
    "{{< callout type=\"tip\" title='题' >}}\n*字*\n{{< /callout >}}\n\n{{< figure src=\"a.png\" width=3 wide=true >}}\n",
    "<p onclick=\"a\">甲<b>乙</b></p>\n<!-- 注 -->\n<https://a.example/>\n\n```rust\nfn a() {}\n```\n\n    块\n\n***\n",
    "```quiz\ntype: single\nquestion: 几？\noptions: [一, 二]\nanswer: B\n```\n\n```quiz-draw\nbank: /b.quiz.yaml\ncount: 2\n```\n",
];

const POLICIES: &[&str] = &[
    "# 学习守则\n\n（2025年6月1日清溪镇会议通过　2025年7月1日起施行）\n\n## 第一章　总则\n\n第一条　为了读书，制定本守则。\n\n第二条　下列事项：\n\n（一）到场；\n\n１．早；\n\n（二）离场。\n\n第二条之一　依照《中华人民共和国民法典》第一百二十条第二款第（三）项。\n",
    "清学〔2025〕3号\n\n第一编 总则\n第一章 甲\n第一节 乙\n第一条 本法第二条、第三条至第五条，前款规定，该法第十条。\n\n附件：表\n\n清溪镇学习中心\n二〇二五年六月一日\n",
    "# 关于修改《守则》的决定\n\n一、将第三条修改为：“第三条　写笔记。”\n\n二、删去第四条第一款中的“甲”。\n\n> **第一条**　文\n\n| 表 | 一 |\n|---|---|\n",
];

const QUIZZES: &[&str] = &[
    "- id: q1\n  type: multiple\n  question: 哪些？\n  options: [甲, 乙, 丙]\n  answer: [A, C]\n  explanation: 依据第一条。\n  cites: [/a.md#art-1]\n",
    "type: fill\nquestion: ____和____\nanswer: [[一, 1], [二]]\n",
    "- type: match\n  question: 配\n  options: [{left: 甲, right: 一}, {left: 乙, right: 二}]\n- type: true_false\n  question: 对？\n  answer: 对\n- type: order\n  question: 排\n  options: [一, 二]\n  shuffle: true\n",
];

const TABLES: &[&str] = &[
    "姓名,电话\n\"甲,乙\",\"a \"\"b\"\"\"\n丙,1\n",
    "a\tb\n1\t2\n",
    "- {姓名: 甲, 电话: 0512}\n- 姓名: 乙\n",
    "columns: [a, b]\nrows:\n  - [1, ~]\n",
];

const CONFIG: &[&str] = &[
    "title = \"甲\"\nbase_url = \"https://a.example/b/\"\n[output]\nminify = true\nimage_widths = [480, 960]\n[markdown]\nraw_html = \"escape\"\n",
    "[lists]\npage_size = 20\n[[menu]]\ntitle = \"a\"\nurl = \"/b.md\"\n[policy.aliases]\n\"甲\" = '乙'\n",
    "title = '''甲\n乙'''\n[extra]\na = {b = 1, c = [1.5, 2026-01-01]}\n",
];

#[test]
fn yaml() {
    run_text(&[FRONT_MATTER, QUIZZES, TABLES].concat(), |text, _| {
        let checked = shuyuan::parse::yaml::parse(&"content/a.yaml".into(), text, 0..text.len());
        sound(text, &checked.diagnostics);
        if let Some(node) = checked.value {
            node.to_json();
        }
    });
}

/// Front matter, Markdown and policy texts by the way that every page takes.
fn pages(corpus: &[&str], kinds: &[Kind]) {
    run_text(corpus, |text, random| {
        let kind = *random.one(kinds);
        let raw_html = *random.one(&[RawHtml::Sanitize, RawHtml::Escape, RawHtml::Allow]);
        let path: Arc<str> = if kind.is_folder() { "a/_index.md" } else { "a/b.md" }.into();
        let file: Arc<str> = format!("content/{path}").into();
        let options = ParseOptions { kind, cascade: Cascade::default(), raw_html };
        let checked = shuyuan::parse::parse(&path, &file, text, &options);
        sound(text, &checked.diagnostics);
        if let Some(draft) = checked.value.draft {
            let body = &draft.body;
            assert!(body.holes.iter().all(|hole| body.html.get().is_char_boundary(hole.offset)));
            assert!(raw_html == RawHtml::Allow || !body.html.get().contains("<script"));
        }
    });
}

#[test]
fn front_matter() {
    pages(FRONT_MATTER, &Kind::ALL);
}

#[test]
fn markdown() {
    pages(MARKDOWN, &[Kind::Article, Kind::Page]);
}

#[test]
fn policy_texts_and_citations() {
    pages(POLICIES, &[Kind::Policy]);
}

#[test]
fn citations_in_pages() {
    use shuyuan::parse::policy::citations::{Place, Scanner};
    run_text(POLICIES, |text, _| {
        for (range, _) in Scanner::page().scan(&"content/a.md".into(), 0, text, &Place::default()) {
            assert!(text.get(range.clone()).is_some_and(|cited| !cited.is_empty()), "{range:?}");
        }
    });
}

#[test]
fn quizzes() {
    run_text(QUIZZES, |text, _| {
        let checked = shuyuan::parse::quiz::questions(&"content/a.quiz.yaml".into(), text, 0..text.len(), 1);
        sound(text, &checked.diagnostics);
    });
}

#[test]
fn tables() {
    run_text(TABLES, |text, _| {
        for name in ["a.csv", "a.tsv", "a.yaml"] {
            let checked = shuyuan::parse::data::table(&name.into(), text);
            sound(text, &checked.diagnostics);
            let table = checked.value.unwrap_or_default();
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        }
    });
}

#[test]
fn configuration() {
    run_text(CONFIG, |text, _| {
        let checked = shuyuan::config::load(&"site-config.toml".into(), text);
        sound(text, &checked.diagnostics);
    });
}

#[test]
fn encodings() {
    let text = MARKDOWN[0];
    let (gb, ..) = encoding_rs::GB18030.encode(text);
    let little: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    run(&[text.as_bytes(), &gb, &little, &big, b"PK\x03\x04", b"\xef\xbb\xbfa"], |bytes, _| {
        let (text, found) = shuyuan::inputs::encoding::decode_file(&"content/a.md".into(), bytes);
        sound(text.as_deref().unwrap_or(""), &found);
    });
}

#[test]
fn names_of_files() {
    let corpus = [
        "zuzhi/2026-03-05-春季读书会.md",
        "01-甲乙.md",
        "a/index.md",
        "Ｆｕｌｌ width.md",
        "con.md",
        "2026-02-30-a.md",
        "重庆/长大.md",
    ];
    run_text(&corpus, |name, _| {
        let read = shuyuan::parse::file_name::read(name);
        for text in [name, &read.stem] {
            let slug = shuyuan::content::slug(text);
            let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(slug.bytes().all(fits) && slug.len() <= 255, "{slug}");
            assert!(slug.is_empty() || shuyuan::inputs::name_fault(&slug).is_none(), "{slug}");
        }
        shuyuan::inputs::name_fault(name);
        shuyuan::inputs::fold(name);
    });
}

#[test]
fn images() {
    let png = include_bytes!("../fixtures/portal/content/zuzhi/photos/window.png");
    let picture = image::load_from_memory(png).unwrap();
    let encoded = |format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    let (jpeg, gif) = (encoded(image::ImageFormat::Jpeg), encoded(image::ImageFormat::Gif));
    let webp = encoded(image::ImageFormat::WebP);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" width=\"9mm\"><script>a</script><path d=\"M0 0\"/></svg>";
    let settings = shuyuan::images::Settings { widths: vec![16], quality: 80, most_width: 24, most_pixels: 1 << 20 };
    run(&[png, &jpeg, &gif, &webp, svg], |bytes, random| {
        let name = random.one(&["a.png", "a.jpg", "a.gif", "a.webp", "a.svg", "a.bmp"]);
        match shuyuan::images::process(name, bytes, &settings) {
            Ok(image) => assert!(
                u64::from(image.width) * u64::from(image.height) <= settings.most_pixels || name.ends_with("svg")
            ),
            Err(fault) => {
                shuyuan::images::faults::diagnostic(&Arc::from(*name), &fault);
            }
        }
    });
}

#[test]
fn queries() {
    use shuyuan::search::document::{IndexSettings, PageDocument, SectionDocument};
    use shuyuan::search::engine::Request;
    let section = SectionDocument {
        anchor: "art-1".into(),
        number: Some("1".into()),
        text: "借阅人应当在七日内归还。".into(),
        ..Default::default()
    };
    let page = PageDocument {
        url: "a/".into(),
        title: "学习守则".into(),
        kind: "policy".into(),
        sections: vec![section],
        ..Default::default()
    };
    let synonyms = vec![vec!["守则".to_owned(), "规则".to_owned()]];
    let files = shuyuan::search::index::write_index(
        &[page],
        &IndexSettings { synonyms: synonyms.clone(), ..IndexSettings::default() },
        &mut Default::default(),
    )
    .unwrap();
    let files: std::collections::BTreeMap<String, Vec<u8>> =
        files.into_iter().map(|f| (f.path, f.bytes.to_vec())).collect();
    let corpus = [
        "学习守则 第一条",
        "\"七日内\" -归还",
        "守则1",
        "示党发〔2024〕12号",
        "xuexi shouze",
        "借 阅",
        "民法典 第一千零六十二条第二款",
    ];
    let host = std::cell::RefCell::new(shuyuan::search::host::Host::open(files).unwrap());
    run_text(&corpus, |text, _| {
        shuyuan::search::query::parse(text, &synonyms, 20_261_014);
        let mut host = host.borrow_mut();
        host.search(Request::new(text)).unwrap();
        host.suggest(text, 8).unwrap();
    });
}

/// Files of an index that arrive damaged are refused, and stop nothing.
#[test]
fn indexes() {
    use shuyuan::search::document::{IndexSettings, PageDocument};
    let page =
        PageDocument { url: "a/".into(), title: "学习守则".into(), kind: "article".into(), ..Default::default() };
    let files =
        shuyuan::search::index::write_index(&[page], &IndexSettings::default(), &mut Default::default()).unwrap();
    let bytes: Vec<&[u8]> = files.iter().map(|file| &file.bytes[..]).collect();
    run(&bytes, |bytes, _| {
        if let Ok(mut engine) = shuyuan::search::engine::Engine::open(bytes) {
            let mut search = engine.search(shuyuan::search::engine::Request::new("学习"));
            let _ = engine.step(&mut search);
        }
    });
}
