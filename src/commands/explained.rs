//! How `shuyuan search --explain` writes what a score is made of.

use std::fmt::Write as _;

use crate::diagnostics::Lang;
use crate::search::answer::Json;
use crate::search::explain::{Explanation, WordShare};

/// Words that are listed for each hit, those that count most first.
const MOST_WORDS: usize = 12;

/// Two lines below a hit: the factors, and what each piece of the words gave.
pub(super) fn lines(parts: Option<&Explanation>, lang: Lang) -> [String; 2] {
    let zh = lang == Lang::Zh;
    let Some(parts) = parts else {
        let why = if zh {
            "按标题的读音找到，没有词语的分数"
        } else {
            "found by how its title is read, not by its words"
        };
        return [why.to_owned(), String::new()];
    };
    [factors(parts, zh), words(&parts.words, zh)]
}

/// The factors that change a score, in one sentence.
pub(super) fn factors(parts: &Explanation, zh: bool) -> String {
    let mut line = String::new();
    if parts.jump {
        line.push_str(if zh {
            "查询点名的就是它，排在最前；"
        } else {
            "named by the query, so it comes first; "
        });
    }
    // Writing into a string never fails.
    let _ = if zh {
        write!(line, "得分 {:.2} = (本处 {:.2} + 本页 {:.2})", parts.score(), parts.own, parts.page)
    } else {
        write!(line, "score {:.2} = (own {:.2} + page {:.2})", parts.score(), parts.own, parts.page)
    };
    let named = [
        (parts.cover, "找到的词", "words found"),
        (parts.authority, "被引用", "named by others"),
        (parts.in_force, "不是现行", "not in force"),
        (parts.local, "地方", "local"),
        (parts.newer, "新近", "newer"),
        (parts.title, "标题里都有", "all in the title"),
        (parts.complete, "词语齐全", "all words"),
    ];
    for (factor, of_zh, of_en) in named.into_iter().filter(|(factor, ..)| (factor - 1.0).abs() > 0.0005) {
        let _ = write!(line, " × {} {factor:.2}", if zh { of_zh } else { of_en });
    }
    line
}

fn words(words: &[WordShare], zh: bool) -> String {
    let mut words: Vec<&WordShare> = words.iter().collect();
    words.sort_by(|a, b| (b.own + b.page).total_cmp(&(a.own + a.page)));
    let one = |word: &&WordShare| match (word.sections, zh) {
        (0, true) => format!("“{}”没有查到，或者太常见没有去查", word.text),
        (0, false) => format!("`{}` not found, or too frequent to look up", word.text),
        (all, true) => format!("“{}”{:.2}＋{:.2}（{all} 处）", word.text, word.own, word.page),
        (all, false) => format!("`{}` {:.2}+{:.2} ({all} places)", word.text, word.own, word.page),
    };
    let shown: Vec<String> = words.iter().take(MOST_WORDS).map(one).collect();
    match zh {
        true => format!("各词在本处＋在本页开头：{}", shown.join("，")),
        false => format!("each word, here + in what is said of the page: {}", shown.join(", ")),
    }
}

/// The answer with `explain`, in the order of its hits.
pub(super) fn json(answer: &str, parts: &[Option<Explanation>]) -> String {
    let mut json = Json::default();
    json.out.push_str(answer.strip_suffix('}').unwrap_or(answer));
    json.array("explain", parts, |json, parts| {
        json.object(|json| {
            let Some(parts) = parts else { return };
            let score = parts.score();
            let factors = [
                ("score", score),
                ("own", parts.own),
                ("page", parts.page),
                ("cover", parts.cover),
                ("authority", parts.authority),
                ("in_force", parts.in_force),
                ("local", parts.local),
                ("newer", parts.newer),
                ("title", parts.title),
                ("complete", parts.complete),
            ];
            factors.iter().for_each(|(name, value)| json.raw(name, format_args!("{value:.3}")));
            json.raw("jump", parts.jump);
            json.array("words", &parts.words, |json, word| {
                json.object(|json| {
                    json.text("text", &word.text);
                    json.raw("sections", word.sections);
                    json.raw("own", format_args!("{:.3}", word.own));
                    json.raw("page", format_args!("{:.3}", word.page));
                });
            });
        });
    });
    json.out.push('}');
    json.out
}
