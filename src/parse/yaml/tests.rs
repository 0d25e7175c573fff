use std::sync::Arc;

use super::*;
use crate::diagnostics::Lang;
use crate::diagnostics::draw::{Sources, human};

struct One<'t>(&'t str);

impl Sources for One<'_> {
    fn text(&self, _: &str) -> Option<std::borrow::Cow<'_, str>> {
        Some(self.0.into())
    }
}

fn read(text: &str) -> Checked<Option<Node>> {
    let file: Arc<str> = "content/a.md".into();
    parse(&file, text, 0..text.len())
}

/// Every scalar and key as `text@what stands at its span`.
fn outline(text: &str, node: &Node) -> String {
    match &node.value {
        Value::Null => "~".to_owned(),
        Value::Scalar(s) => format!("{}@{}", s.text, &text[node.span.start..node.span.end]),
        Value::List(list) => {
            let inner: Vec<String> = list.iter().map(|n| outline(text, n)).collect();
            format!("[{}]", inner.join(", "))
        }
        Value::Map(map) => {
            let inner: Vec<String> = map
                .iter()
                .map(|e| {
                    let key = &text[e.key_span.start..e.key_span.end];
                    format!("{}@{}: {}", e.key, key, outline(text, &e.value))
                })
                .collect();
            format!("{{{}}}", inner.join(", "))
        }
    }
}

fn check(text: &str, expected: &str) {
    let checked = read(text);
    assert_eq!(checked.diagnostics, [], "{text}");
    assert_eq!(outline(text, &checked.value.expect("a tree")), expected);
}

fn faulty(text: &str, zh: &str, en: &str) {
    let checked = read(text);
    let draw = |lang| -> String { checked.diagnostics.iter().map(|d| human(d, &One(text), lang)).collect() };
    assert_eq!(draw(Lang::Zh), zh, "{text}");
    assert_eq!(draw(Lang::En), en, "{text}");
}

#[test]
fn every_key_and_value_has_its_place() {
    check(
        "title: 甲\nn: 1\nlist:\n  - 乙\n  - \"丙\\n\"\n",
        "{title@title: 甲@甲, n@n: 1@1, list@list: [乙@乙, 丙\n@\"丙\\n\"]}",
    );
    check(
        "a: {b: 'it''s', \"c\": [1.50, true, ~, ], d}\ne: []\n",
        "{a@a: {b@b: it's@'it''s', c@\"c\": [1.50@1.50, true@true, ~], d@d: ~}, e@e: []}",
    );
    check(
        "# 说明\na: |\n  一\n\n  二\nb:\n- x: >-\n    三\n  y: 四 # 注\n",
        "{a@a: 一\n\n二\n@|\n  一\n\n  二, b@b: [{x@x: 三@>-\n    三, y@y: 四@四}]}",
    );
    check("a: 1\r\nb: 二\r\n", "{a@a: 1@1, b@b: 二@二}");
    check("a:\nb:\n  c:\n", "{a@a: ~, b@b: {c@c: ~}}");
    check("- 1\n-\n- [二]\n", "[1@1, ~, [二@二]]");
    check("a: 一\n  二\nb: 三\n", "{a@a: 一 二@一, b@b: 三@三}");
    check("0512: 0x1F\n12:30: x\n", "{0512@0512: 0x1F@0x1F, 12:30@12:30: x@x}");
    check("a: 一\u{2028}b: c\n", "{a@a: 一@一, b@b: c@c}");
}

#[test]
fn nothing_is_null() {
    for text in ["", "\n\n", "# only a comment\n", "~"] {
        let checked = read(text);
        assert_eq!(checked.diagnostics, [], "{text:?}");
        assert!(checked.value.expect("a tree").is_null(), "{text:?}");
    }
}

#[test]
fn places_count_from_the_start_of_the_file() {
    let text = "---\ntitle: 甲\n---\n";
    let file: Arc<str> = "content/a.md".into();
    let node = parse(&file, text, 4..4 + "title: 甲\n".len()).value.expect("a tree");
    let value = node.get("title").expect("the key");
    assert_eq!(&text[value.span.start..value.span.end], "甲");
}

#[test]
fn meaning_depends_on_who_asks() {
    let text = "a: true\nb: 'true'\nc: 12\nd: 1.5\ne: 0512\nf: inf\ng: 1e3\n";
    let node = read(text).value.expect("a tree");
    let get = |k: &str| node.get(k).expect("the key");
    assert_eq!(get("a").as_bool(), Some(true));
    assert_eq!(get("b").as_bool(), None);
    assert_eq!((get("c").as_i64(), get("c").as_f64()), (Some(12), Some(12.0)));
    assert_eq!((get("d").as_i64(), get("d").as_f64()), (None, Some(1.5)));
    assert_eq!(get("e").as_text(), Some("0512"));
    assert_eq!(get("f").as_f64(), None);
    assert_eq!(node.to_json().to_string(), r#"{"a":true,"b":"true","c":12,"d":1.5,"e":"0512","f":"inf","g":1000.0}"#);
}

#[test]
fn slips_of_the_keyboard_are_all_reported_at_once() {
    faulty(
        "title：甲\nsummary:乙\nlist:\n\t- 丙\nbad\u{7}: x\n",
        "错误[yaml-colon]: “title”后面是全角冒号“：”\n  --> content/a.md:1:6\n   |\n 1 | title：甲\n   |      ^^\n  = 改法: 把全角冒号“：”改成半角“:”，并在后面加一个空格\n\
         错误[yaml-space]: “summary:”的冒号后面没有空格\n  --> content/a.md:2:8\n   |\n 2 | summary:乙\n   |        ^\n  = 改法: 在冒号后面加一个空格，例如“summary: 乙”\n\
         错误[yaml-tab]: 行首用了制表符（Tab 键）\n  --> content/a.md:4:1\n   |\n 4 |  - 丙\n   | ^\n  = 改法: 把行首的制表符改成空格，每一层缩进两个空格\n\
         错误[yaml-control-character]: 有看不见的控制字符 U+0007\n  --> content/a.md:5:4\n   |\n 5 | bad : x\n   |    ^\n  = 改法: 删除这个字符；它多半是从别处复制时带进来的\n",
        "error[yaml-colon]: `title` is followed by a fullwidth colon\n  --> content/a.md:1:6\n   |\n 1 | title：甲\n   |      ^^\n  = help: use `:` and a space\n\
         error[yaml-space]: there is no space after `summary:`\n  --> content/a.md:2:8\n   |\n 2 | summary:乙\n   |        ^\n  = help: write `summary: 乙`\n\
         error[yaml-tab]: the line is indented with a tab\n  --> content/a.md:4:1\n   |\n 4 |  - 丙\n   | ^\n  = help: indent with spaces, two for each level\n\
         error[yaml-control-character]: there is an invisible control character, U+0007\n  --> content/a.md:5:4\n   |\n 5 | bad : x\n   |    ^\n  = help: delete it; it probably came with a copy from elsewhere\n",
    );
    let node = read("title：甲\nsummary: 乙\n").value.expect("a tree");
    assert_eq!(node.get("title").and_then(Node::as_text), Some("甲"));
}

#[test]
fn prose_with_colons_is_left_alone() {
    for text in [
        "summary: 一\n  二：三\n",
        "summary: |\n  abc：三\n  def:四\n",
        "options:\n  - A：甲\n  - 甲方：乙方\n  - http://example.org/\n",
        "a: \"一\n  b：二\"\nc: 三\n",
        "a: [一,\n  b：二]\nc: 三\n",
        "time: 12:30\n",
    ] {
        assert_eq!(read(text).diagnostics, [], "{text}");
    }
}

#[test]
fn broken_syntax_says_what_to_do() {
    let syntax = |text: &str, place: &str, zh: &str, remedy: &str| {
        let checked = read(text);
        let drawn: String = checked.diagnostics.iter().map(|d| human(d, &One(text), Lang::Zh)).collect();
        let lines: Vec<&str> = drawn.lines().collect();
        assert_eq!(lines.first().copied(), Some(zh), "{text}");
        assert_eq!(lines.get(1).copied(), Some(format!("  --> content/a.md:{place}").as_str()), "{text}");
        assert_eq!(lines.last().copied(), Some(format!("  = 改法: {remedy}").as_str()), "{text}");
        assert_eq!(checked.diagnostics.len(), 1, "{text}");
    };
    syntax(
        "title: 通知: 放假\n",
        "1:10",
        "错误[yaml-syntax]: 这一行的值里又出现了“: ”，或者缩进比上一行深",
        "值里有半角冒号时，给整个值加上英文双引号，例如 title: \"通知: 关于放假\"；否则与上一行左边对齐",
    );
    syntax(
        "title: \"甲\nsource: 乙\n",
        "1:8",
        "错误[yaml-syntax]: 引号没有配对",
        "在值的末尾补上同样的英文引号；双引号里面再用引号时，里面的改用中文引号“”",
    );
    syntax(
        "keywords: [甲, 乙\nsource: 丙\n",
        "1:11",
        "错误[yaml-syntax]: 方括号没有配对，或者各项之间不是半角逗号",
        "写成 [甲, 乙]：方括号成对，各项之间用半角逗号",
    );
    syntax(
        "a: {b: c\n",
        "1:4",
        "错误[yaml-syntax]: 花括号没有配对，或者各项之间不是半角逗号",
        "写成 {name: 甲, phone: 乙}：花括号成对，各项之间用半角逗号",
    );
    syntax(
        "title: 甲\n没有冒号\nsource: 乙\n",
        "2:1",
        "错误[yaml-syntax]: 这一行没有冒号",
        "写成“键: 值”；如果是上一行的继续，请缩进两个空格",
    );
    syntax("title: @甲\n", "1:8", "错误[yaml-syntax]: 值不能以这个符号开头", "给整个值加上英文双引号");
    syntax(
        "cover: \"a\\图.png\"\n",
        "1:10",
        "错误[yaml-syntax]: 双引号里的反斜杠“\\”有特殊含义",
        "把双引号改成英文单引号；路径里的“\\”改成“/”",
    );
    syntax(
        "list:\n- 甲\n乙\n",
        "3:1",
        "错误[yaml-syntax]: 这一行没有冒号",
        "写成“键: 值”；如果是上一行的继续，请缩进两个空格",
    );
    syntax(
        "只是一段话\n",
        "1:1",
        "错误[yaml-syntax]: 这里应当是“键: 值”，一行一个",
        "例如“title: 关于开展学习月活动的通知”，冒号是半角，后面有一个空格",
    );
}

#[test]
fn anchors_aliases_and_tags_are_refused() {
    for (text, word) in [
        ("a: &x 1\nb: *x\n", "&x"),
        ("a: &x [1]\nb: *x\n", "*x"),
        ("title: *重要*\n", ""),
        ("title: !tag 甲\n", "!tag"),
        ("title: !!str 甲\n", "!!str"),
    ] {
        let checked = read(text);
        assert_eq!(checked.value, None, "{text}");
        assert_eq!(checked.diagnostics.len(), 1, "{text}");
        let message = &checked.diagnostics[0].message.zh;
        let expected = if word.is_empty() {
            "值以“*”或“&”开头，在 YAML 里有特殊含义".to_owned()
        } else {
            let mark = word.chars().next().expect("a word");
            format!("“{word}”以“{mark}”开头，在 YAML 里有特殊含义，本程序不支持")
        };
        assert_eq!(*message, expected, "{text}");
    }
}

#[test]
fn a_key_given_twice_shows_both_places() {
    faulty(
        "title: 甲\ntitle: 乙\n",
        "错误[duplicate-key]: “title”写了两次\n  --> content/a.md:2:1\n   |\n 2 | title: 乙\n   | ^^^^^\n  第一次写在这里：\n  --> content/a.md:1:1\n   |\n 1 | title: 甲\n   | ^^^^^\n  = 改法: 删去其中一行\n",
        "error[duplicate-key]: `title` is given twice\n  --> content/a.md:2:1\n   |\n 2 | title: 乙\n   | ^^^^^\n  first given here:\n  --> content/a.md:1:1\n   |\n 1 | title: 甲\n   | ^^^^^\n  = help: remove one of them\n",
    );
}

#[test]
fn nesting_has_its_limit() {
    let (open, close) = ("[".repeat(30), "]".repeat(30));
    check(&format!("a: {open}x{close}\n"), &format!("{{a@a: {open}x@x{close}}}"));
    for text in [
        format!("a: {}\n", "[".repeat(40)),
        format!("{}x\n", "- ".repeat(40)),
        (0..40).map(|i| format!("{}a:\n", "  ".repeat(i))).collect(),
    ] {
        let checked = read(&text);
        assert_eq!(checked.value, None);
        let messages: Vec<_> =
            checked.diagnostics.iter().map(|d| (d.message.zh.as_str(), d.hints[0].zh.as_str())).collect();
        assert_eq!(messages, [("嵌套超过 32 层", "删去多余的括号或缩进；正常的内容用不到四层以上")], "{text}");
    }
    let prose = format!("a: |\n  {}\nb: 甲{}\n", "x [".repeat(100), "[".repeat(100));
    assert_eq!(read(&prose).diagnostics, []);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "bounds the work, not the time: a linear reader is far below")]
fn hostile_input_ends_soon_and_does_not_panic() {
    let started = std::time::Instant::now();
    let bomb: String = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &(1..12)
            .map(|i| {
                let (this, that) = (char::from(b'a' + i), char::from(b'a' + i - 1));
                format!("{this}: &{this} [*{that}, *{that}, *{that}, *{that}, *{that}]\n")
            })
            .collect::<String>();
    let inputs = [
        bomb,
        "[".repeat(200_000),
        "{".repeat(200_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        "a: ".repeat(100_000),
        "[a, ".repeat(100_000),
        "\"a\": [".repeat(100_000),
        "{a: {? b: [".repeat(100_000),
        "\"".repeat(100_001),
        "'".repeat(100_001),
        "&a ".repeat(10_000),
        "!".repeat(10_000),
        "*".repeat(10_000),
        "a:\n".repeat(20_000),
        (0..20_000).map(|i| format!("k{i}: [1, 二, \"三\"]\n")).collect(),
        format!("[{}]", "一, ".repeat(50_000)),
        "\u{feff}a: b".to_owned(),
        "a: \0b\n".to_owned(),
        "%YAML 9.9\n---\na: b\n".to_owned(),
        "a: b\n---\nc: d\n".to_owned(),
        "a: b\n...\nc: d\n".to_owned(),
        "\u{2028}\u{85}：\n".to_owned(),
    ];
    for input in inputs {
        let _ = read(&input);
    }
    assert!(started.elapsed().as_secs() < 60);
}

proptest::proptest! {
    #[test]
    fn any_text_is_survived(text in "[-a:：\\[\\]{}\"'|>#&*!%@ \t\r\n0甲\u{3000}\u{2028},?~.]{0,60}") {
        let checked = read(&text);
        for d in &checked.diagnostics {
            let _ = human(d, &One(&text), Lang::Zh);
        }
    }
}

#[test]
fn slips_that_the_parser_has_no_words_for() {
    for (text, code, place, message, remedy) in [
        (
            "keywords:\n- 读书\n-学习\nslug: a\n",
            "yaml-space",
            "-学习",
            "列表的“-”后面没有空格",
            "在“-”后面加一个空格，例如“- 学习”",
        ),
        (
            "title: [通知]关于读书\nslug: a\n",
            "yaml-syntax",
            "关于读书",
            "值以“[”开头，括号后面还有文字",
            "给整个值加上英文双引号：\"[通知]关于读书\"",
        ),
        (
            " title: 甲\nslug: a\n",
            "yaml-syntax",
            " title: 甲",
            "第一行的行首多了空格",
            "删去行首的空格，各个键左边对齐",
        ),
        (
            "title: 读书会 #第二期\nslug: a\n",
            "yaml-special",
            "#第二期",
            "“#第二期”前面有空格，在 YAML 里是说明，不会显示",
            "要显示的，给整个值加上英文双引号：\"读书会 #第二期\"；确实是说明的，在“#”后面加一个空格",
        ),
    ] {
        let found = read(text).diagnostics;
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let span = found[0].span.clone().expect("a place");
        assert_eq!((found[0].code.as_str(), &text[span.start..span.end]), (code, place), "{text}");
        assert_eq!((found[0].message.zh.as_str(), found[0].hints[0].zh.as_str()), (message, remedy), "{text}");
    }
    for fine in ["title: 读书会 # 第二期\n", "weight: 3 #排第三\n", "title: C#语言\n", "title: \"读书会 #第二期\"\n"]
    {
        assert_eq!(read(fine).diagnostics, [], "{fine}");
    }
}
