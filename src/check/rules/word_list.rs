//! The site's own list of words: what is written wrong and how it is right, who holds which post, who is named before
//! whom. The list is the site's; the program brings none.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::check::fix::Edit;
use crate::check::prose::PageText;
use crate::check::{Context, Rule};
use crate::diagnostics::{Checked, Diagnostic, Severity, Span};
use crate::parse::{data, yaml};

/// A word of the list stands in a page.
pub(in crate::check) const WORDS: Rule = Rule {
    id: "word-list",
    severity: Severity::Warning,
    what: ("用了本站用词表里的错误写法", "a word is written as the site's own list says that it is wrong"),
    mend: ("换成表里正确的写法；shuyuan check --fix 可以代劳", "write it as the list says; `shuyuan check --fix` does"),
    find: Some(words),
    in_build: false,
};

/// A person with another post.
pub(in crate::check) const TITLE: Rule = Rule {
    id: "word-list-title",
    severity: Severity::Warning,
    what: ("姓名与职务的搭配与本站用词表不同", "a name stands with another title than in the site's list"),
    mend: ("核对职务；职务有变动的，改用词表", "check the title; if it has changed, change the list"),
    find: Some(titles),
    in_build: false,
};

/// Persons in another order.
pub(in crate::check) const ORDER: Rule = Rule {
    id: "word-list-order",
    severity: Severity::Warning,
    what: ("姓名的次序与本站用词表不同", "names stand in another order than in the site's list"),
    mend: ("核对次序", "check the order"),
    find: Some(order),
    in_build: false,
};

/// The list cannot be read.
pub(in crate::check) const FORM: Rule = Rule {
    id: "word-list-form",
    severity: Severity::Warning,
    what: ("用词表里有看不懂的内容", "the list of words holds what cannot be read"),
    mend: ("照编辑手册的样子写", "write it as the manual shows"),
    find: Some(|context| read(context).diagnostics),
    in_build: false,
};

/// The list.
#[derive(Debug, Default)]
pub(in crate::check) struct WordList {
    words: Vec<Word>,
    /// Name → titles that are right.
    titles: BTreeMap<String, Vec<String>>,
    orders: Vec<Vec<String>>,
}

#[derive(Debug, Default)]
struct Word {
    wrong: String,
    /// Several are for the editor to choose from.
    right: Vec<String>,
    note: String,
    /// Words that contain the wrong one and are right.
    except: Vec<String>,
}

/// The list that the configuration names, with what is wrong in it.
pub(in crate::check) fn read(context: &Context<'_>) -> Checked<WordList> {
    let mut list = WordList::default();
    let mut found = Vec::new();
    let Some(path) = &context.built.config.word_list else { return Checked::clean(list) };
    let Some(text) = context.inputs.get(&path.value).and_then(|input| input.text()) else {
        let fault = FORM.fault(format!("没有用词表“{}”", path.value), format!("there is no list `{}`", path.value));
        found.push(
            fault
                .at(path.span.clone())
                .hint(
                    "改正路径：从站点文件夹写起，文件要放在内容文件夹里，例如 content/data/words.yaml。",
                    "Correct the path: it starts at the site's folder, and the file lies in the content folder, as in content/data/words.yaml.",
                ),
        );
        return Checked::with(list, found);
    };
    let file: Arc<str> = Arc::from(path.value.as_str());
    let is_yaml = [".yaml", ".yml"].iter().any(|end| file.to_lowercase().ends_with(end));
    if is_yaml {
        if let Some(root) = yaml::parse(&file, &text, 0..text.len()).drain_into(&mut found) {
            from_yaml(&root, &mut list, &mut found);
        }
    } else if let Some(table) = data::table(&file, &text).drain_into(&mut found) {
        from_table(&file, &table, &mut list, &mut found);
    }
    list.words.sort_by(|a, b| b.wrong.len().cmp(&a.wrong.len()).then_with(|| a.wrong.cmp(&b.wrong)));
    Checked::with(list, found)
}

fn malformed(span: Span) -> Diagnostic {
    FORM.fault("用词表的这一处看不懂", "this part of the list cannot be read").at(span).hint(
        "写成 words:（下面每行“错的写法: 对的写法”）、titles:（每行“姓名: 职务”）、order:（每行“- [姓名, 姓名]”）。",
        "Write `words:` with lines `wrong: right`, `titles:` with lines `name: title`, `order:` with lines `- [name, name]`.",
    )
}

fn from_yaml(root: &yaml::Node, list: &mut WordList, found: &mut Vec<Diagnostic>) {
    let Some(entries) = root.as_map() else { return found.push(malformed(root.span.clone())) };
    for entry in entries {
        match entry.key.as_str() {
            "words" | "用词" => words_of(&entry.value, list, found),
            "titles" | "职务" => {
                for person in entry.value.as_map().unwrap_or_default() {
                    list.titles.entry(person.key.clone()).or_default().extend(texts(&person.value));
                }
            }
            "order" | "次序" => {
                for names in entry.value.as_list().unwrap_or_default() {
                    match texts(names) {
                        names if names.len() > 1 => list.orders.push(names),
                        _ => found.push(malformed(names.span.clone())),
                    }
                }
            }
            _ => found.push(malformed(entry.key_span.clone())),
        }
    }
}

fn words_of(node: &yaml::Node, list: &mut WordList, found: &mut Vec<Diagnostic>) {
    for entry in node.as_map().unwrap_or_default() {
        let word = Word { wrong: entry.key.clone(), right: texts(&entry.value), ..Word::default() };
        add(word, entry.key_span.clone(), list, found);
    }
    for row in node.as_list().unwrap_or_default() {
        let of = |key: &str| row.get(key).map(texts).unwrap_or_default();
        let word =
            Word { wrong: of("wrong").concat(), right: of("right"), note: of("note").concat(), except: of("except") };
        add(word, row.span.clone(), list, found);
    }
}

/// A word without its opposite, or one that its own right form contains, would be found for ever.
fn add(mut word: Word, span: Span, list: &mut WordList, found: &mut Vec<Diagnostic>) {
    if word.wrong.trim().is_empty() || word.right.contains(&word.wrong) {
        return found.push(malformed(span));
    }
    word.except.extend(word.right.iter().filter(|right| right.contains(&word.wrong)).cloned().collect::<Vec<_>>());
    list.words.push(word);
}

fn texts(node: &yaml::Node) -> Vec<String> {
    match node.as_list() {
        Some(items) => items.iter().filter_map(|item| item.as_text().map(str::to_owned)).collect(),
        None => node.as_text().filter(|text| !text.is_empty()).map(str::to_owned).into_iter().collect(),
    }
}

fn from_table(file: &Arc<str>, table: &data::Table, list: &mut WordList, found: &mut Vec<Diagnostic>) {
    let column = |names: &[&str]| table.columns.iter().position(|column| names.contains(&column.trim()));
    let (Some(wrong), Some(right)) = (column(&["wrong", "错", "错误写法"]), column(&["right", "对", "正确写法"]))
    else {
        let fault = FORM.fault("用词表没有“错”“对”两列", "the list has no columns `wrong` and `right`");
        return found.push(
            fault.at(Span::file(file)).hint("第一行写“错,对,说明”。", "Write `wrong,right,note` as its first line."),
        );
    };
    let note = column(&["note", "说明"]);
    for row in &table.rows {
        let cell = |index: usize| row.get(index).map(|cell| cell.trim().to_owned()).unwrap_or_default();
        let word = Word {
            wrong: cell(wrong),
            right: Some(cell(right)).filter(|right| !right.is_empty()).into_iter().collect(),
            note: note.map(cell).unwrap_or_default(),
            except: Vec::new(),
        };
        add(word, Span::file(file), list, found);
    }
}

/// Where the wrong words stand; the longest counts where several begin.
fn places<'l>(page: &PageText<'_>, list: &'l WordList) -> Vec<(Range<usize>, &'l Word)> {
    let mut found: Vec<(Range<usize>, &Word)> = Vec::new();
    for word in &list.words {
        for (at, _) in page.words.match_indices(&word.wrong) {
            let range = at..at + word.wrong.len();
            let excepted = word.except.iter().any(|except| {
                except.match_indices(&word.wrong).any(|(offset, _)| {
                    at.checked_sub(offset)
                        .and_then(|start| page.words.get(start..))
                        .is_some_and(|rest| rest.starts_with(except.as_str()))
                })
            });
            let known = found.iter().any(|(other, _)| other.start < range.end && range.start < other.end);
            // An English word is whole: “cat” is no part of “category”.
            let cut = |inner: Option<char>, outer: Option<char>| {
                inner.zip(outer).is_some_and(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
            };
            let part = cut(word.wrong.chars().next(), page.words[..at].chars().next_back())
                || cut(word.wrong.chars().next_back(), page.words[range.end..].chars().next());
            if !excepted && !known && !part {
                found.push((range, word));
            }
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// Wrong words with a single right one, of the body: a title of the front matter may be what others call the page.
pub(in crate::check) fn edits(page: &PageText<'_>, list: &WordList) -> Vec<Edit> {
    let places =
        places(page, list).into_iter().filter(|(range, word)| range.start >= page.body && word.right.len() == 1);
    places.map(|(range, word)| Edit::new(&page.file, range, word.right[0].clone())).collect()
}

fn words(context: &Context<'_>) -> Vec<Diagnostic> {
    let list = read(context).value;
    let mut found = Vec::new();
    for page in context.pages() {
        for (range, word) in places(page, &list) {
            let rights = word.right.join("”或者“");
            let fault = match word.right.is_empty() {
                true => WORDS.fault(
                    format!("用词表说不写“{}”", word.wrong),
                    format!("the list says not to write `{}`", word.wrong),
                ),
                false => WORDS.fault(
                    format!("“{}”应当写成“{rights}”", word.wrong),
                    format!("`{}` should be `{}`", word.wrong, word.right.join("` or `")),
                ),
            };
            let fault = fault.at(page.span(range));
            found.push(match word.note.is_empty() {
                true => fault.hint("照本站的用词表改。", "Write it as the site's list says."),
                false => fault.hint(word.note.clone(), word.note.clone()),
            });
        }
    }
    found
}

fn titles(context: &Context<'_>) -> Vec<Diagnostic> {
    let list = read(context).value;
    let mut all: Vec<&str> = list.titles.values().flatten().map(String::as_str).collect();
    all.sort_by_key(|title| std::cmp::Reverse(title.len()));
    all.dedup();
    let mut found = Vec::new();
    for page in context.pages() {
        for (name, right) in &list.titles {
            for (at, _) in page.words.match_indices(name.as_str()) {
                let (before, after) = (&page.words[..at], &page.words[at + name.len()..]);
                let follows = all.iter().find(|title| after.starts_with(**title));
                let Some(title) = follows.or_else(|| all.iter().find(|title| before.ends_with(**title))) else {
                    continue;
                };
                // 副主任 ends with 主任 and is another post that the list may not know.
                let deputy = follows.is_none() && before[..before.len() - title.len()].ends_with(['副', '总']);
                if deputy || !right.iter().any(|known| known == title) {
                    let rights = right.join("、");
                    found.push(
                        TITLE
                            .fault(
                                format!("用词表里“{name}”的职务是“{rights}”，这里写的是“{}{title}”", if deputy { "副" } else { "" }),
                                format!("the list has {name} as {rights}, not {title}"),
                            )
                            .at(page.span(at..at + name.len()))
                            .hint("核对职务；职务有变动的，改用词表；写的是当时职务的，用注释放行。", "Check the title; if it has changed change the list, and allow by a comment a title of that time."),
                    );
                }
            }
        }
    }
    found
}

fn order(context: &Context<'_>) -> Vec<Diagnostic> {
    let list = read(context).value;
    let mut found = Vec::new();
    for page in context.pages() {
        for names in &list.orders {
            for block in &page.blocks {
                found.extend(out_of_order(page, block, names));
            }
        }
    }
    found
}

/// The first two names of an enumeration that stand the other way round.
fn out_of_order(page: &PageText<'_>, block: &Range<usize>, names: &[String]) -> Option<Diagnostic> {
    const NEAR: usize = 12;
    let text = &page.words[block.clone()];
    let mut seen: Vec<(usize, usize)> = Vec::new();
    for (rank, name) in names.iter().enumerate() {
        seen.extend(text.match_indices(name.as_str()).map(|(at, _)| (at, rank)));
    }
    seen.sort_unstable();
    let pair = seen.windows(2).find(|pair| {
        let between = text.get(pair[0].0 + names[pair[0].1].len()..pair[1].0).unwrap_or_default();
        let listed = between.starts_with(['、', '和', '与', '及', '，']) || between.contains('、');
        pair[0].1 > pair[1].1 && listed && between.chars().count() <= NEAR && !between.contains(['。', '；'])
    })?;
    let (second, first) = (&names[pair[0].1], &names[pair[1].1]);
    let start = block.start + pair[0].0;
    Some(
        ORDER
            .fault(format!("用词表里“{first}”排在“{second}”前面"), format!("the list has {first} before {second}"))
            .at(page.span(start..block.start + pair[1].0 + first.len()))
            .hint(
                "核对次序；这里另有次序的，用注释放行。",
                "Check the order; allow by a comment where another one is meant.",
            ),
    )
}
