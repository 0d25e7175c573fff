//! The page that `shuyuan new` writes: filled in with examples, every key explained in a comment.

use crate::content::Kind;
use crate::parse::front_matter::keys::{self, Key, Shape};

/// Keys whose examples are worth showing on a new page. The others stand there as comments: they name files that do
/// not exist yet, or would say something of the page that is rarely true.
const SHOWN: [&str; 28] = [
    "doc_type",
    "issuers",
    "effective_on",
    "objectives",
    "audience",
    "credit_hours",
    "pass_score",
    "duration_min",
    "conditions",
    "materials",
    "steps",
    "time_limit",
    "place",
    "office_hours",
    "phone",
    "fee",
    "content",
    "scope",
    "method",
    "deadline",
    "unit",
    "duties",
    "contacts",
    "start",
    "end",
    "location",
    "definition",
    "list",
];

/// The text of a new page of `kind`. `today` is a date as it is written in files.
pub(crate) fn text(kind: Kind, title: &str, today: &str) -> String {
    let mut out = String::from("---\n");
    out.push_str("# 以 # 开头的行是说明，不起作用。行首带 # 的键要用时，去掉 # 即可。冒号用半角，后面留一个空格。\n\n");
    for key in keys::COMMON.iter().take_while(|key| key.name != "subtitle") {
        let value = match key.name {
            "title" => quoted(title),
            _ => kind.name().to_owned(),
        };
        out.push_str(&explained(key));
        out.push_str(&format!("{}: {value}\n", key.name));
    }
    let own = keys::own(kind);
    if !own.is_empty() {
        out.push_str(&format!("\n# —— {}特有的设置 ——\n\n", kind.label()));
    }
    for key in own {
        // A course adds up the hours of its units; its own would contradict those that `new unit` writes.
        let added_up = kind == Kind::Course && key.name == "credit_hours";
        out.push_str(&entry(key, SHOWN.contains(&key.name) && !added_up, key.example));
    }
    out.push_str("\n# —— 各种页面共有的设置，都可以不写 ——\n\n");
    for key in keys::COMMON.iter().skip_while(|key| key.name != "subtitle") {
        // Signatures are made by those who have read the page.
        if key.shape == Shape::Cascade && !kind.is_folder() || key.name == "review" {
            continue;
        }
        let (shown, example) = match key.name {
            "published_at" => (!kind.is_folder(), today),
            "updated_at" | "publish_at" => (false, today),
            _ => (false, key.example),
        };
        out.push_str(&entry(key, shown, example));
    }
    out.push_str("---\n\n");
    out.push_str(body(kind));
    out
}

fn explained(key: &Key) -> String {
    format!("# {}：{}\n", key.label, key.advice)
}

fn entry(key: &Key, shown: bool, example: &str) -> String {
    let gap = if example.starts_with('\n') { "" } else { " " };
    let lines = format!("{}:{gap}{example}\n", key.name);
    let lines = if shown { lines } else { lines.lines().map(|line| format!("#{line}\n")).collect() };
    format!("{}{lines}", explained(key))
}

/// `text` as a YAML scalar, whatever it contains.
fn quoted(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| match c {
            '\u{2028}' | '\u{2029}' | '\u{feff}' => ' ',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    format!("\"{}\"", line.trim().replace('\\', "\\\\").replace('"', "\\\""))
}

/// The text of a new file of questions.
pub(crate) const QUESTIONS: &str = "# 自测题。放在单元旁边、名称与单元相同的，显示在那个单元的末尾；放在题库里的，用 quiz-draw 抽题。\n# 以 # 开头的行是说明，不起作用。\n\n- type: single\n  question: 这里写单选题。\n  options: [第一个选项, 第二个选项, 第三个选项]\n  answer: A\n  explanation: 这里写解析。\n\n- type: multiple\n  question: 这里写多选题。\n  options: [第一个选项, 第二个选项, 第三个选项]\n  answer: AC\n  explanation: 这里写解析。\n\n- type: true_false\n  question: 这里写判断题。\n  answer: true\n  explanation: 这里写解析。\n";

/// What a body of this kind looks like.
fn body(kind: Kind) -> &'static str {
    match kind {
        Kind::Policy => {
            "第一条　为了……，制定本办法。\n\n第二条　本办法适用于……。\n\n第三条　办理下列事项，应当……：\n\n（一）第一种情形；\n\n（二）第二种情形。\n\n第四条　本办法自2026年4月1日起施行。\n"
        }
        Kind::Unit => {
            "在这里写课文。\n\n## 小结\n\n下面是自测题，可以再加，也可以删去。\n\n```quiz\n- type: single\n  question: 这里写题目。\n  options: [第一个选项, 第二个选项, 第三个选项]\n  answer: A\n  explanation: 这里写解析。\n- type: true_false\n  question: 这里写判断题。\n  answer: true\n  explanation: 这里写解析。\n```\n"
        }
        Kind::Faq => "## 这里写第一个问题？\n\n这里写回答。\n\n## 这里写第二个问题？\n\n这里写回答。\n",
        Kind::Template => {
            "| 项目 | 内容 |\n|---|---|\n| 姓名 |  |\n| 部门 |  |\n| 日期 |  |\n\n填表说明：一式一份，本人签名。\n"
        }
        Kind::Column | Kind::Course | Kind::Part => "在这里写一两段介绍。下面的页面会自动列出。\n",
        Kind::Path | Kind::ReadingList | Kind::Topic => "在这里写一两段介绍，说明为什么选这些内容。\n",
        Kind::Term => "在这里写详细的解释，可以举例。\n",
        _ => "在这里写正文。空一行就是另起一段。\n\n## 小标题\n\n**重点**用两个星号。链接写源文件的路径。\n",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::parse::cascade::Cascade;
    use crate::parse::front_matter::{Defaults, read};

    fn check(kind: Kind, title: &str, text: &str) {
        let name = if kind.is_folder() { "_index" } else { "a" };
        let file: Arc<str> = format!("content/{name}.md").into();
        let defaults =
            Defaults { kind: Kind::Article, cascade: Cascade::default(), file_date: None, file_weight: None };
        let checked = read(&file, text, &defaults);
        assert_eq!(checked.diagnostics, [], "{text}");
        let head = checked.value.expect("a head");
        assert_eq!((head.kind, head.meta.title.value.as_str()), (kind, title));
    }

    #[test]
    fn a_new_page_of_every_kind_is_in_order() {
        for kind in Kind::ALL {
            check(kind, "标题", &text(kind, "标题", "2026-03-05"));
        }
    }

    #[test]
    fn every_commented_key_may_be_put_to_use() {
        for kind in Kind::ALL {
            let all: String = text(kind, "标题", "2026-03-05")
                .lines()
                .map(|line| match line.strip_prefix('#') {
                    Some(rest) if !rest.starts_with(" 以") && !rest.contains('：') && !rest.contains("——") => {
                        format!("{rest}\n")
                    }
                    _ => format!("{line}\n"),
                })
                .collect();
            for key in keys::all(kind) {
                let skipped = key.shape == Shape::Cascade && !kind.is_folder() || key.name == "review";
                assert_eq!(all.contains(&format!("\n{}:", key.name)), !skipped, "{kind}: {}", key.name);
            }
            check(kind, "标题", &all);
        }
    }

    #[test]
    fn titles_are_quoted() {
        for title in ["a: b #c", "\"甲\"", "C:\\x", "- 1", "{{ x }}", "2026"] {
            check(Kind::Page, title, &text(Kind::Page, title, "2026-03-05"));
        }
        check(Kind::Page, "甲 乙", &text(Kind::Page, "甲\n乙\u{7}", "2026-03-05"));
    }
}
