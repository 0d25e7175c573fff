//! Marks inside of lines that other Markdowns know: keys, icons, insertions, small letters, sizes of pictures.

use super::generator::Program;
use crate::import::model::Remark;

/// Translates the marks of a piece of a line that holds no code.
pub(super) fn translate(text: &str, program: Program, remarks: &mut Vec<Remark>) -> String {
    let mut out = marked(&without_more(text));
    out = without_fonts(&out);
    out = without_sizes(&out);
    out = without_local_pictures(&out, remarks);
    if matches!(program, Program::MkDocs | Program::Folder) {
        out = between(&out, "{++", "++}", &|inner| inner.to_owned());
        out = between(&out, "{--", "--}", &|_| String::new());
        out = between(&out, "{>>", "<<}", &|_| String::new());
        out = between(&out, "{~~", "~~}", &|inner| inner.split_once("~>").map_or(inner, |(_, new)| new).to_owned());
        out = between(&out, "++", "++", &keys);
        out = without_icons(&out);
    }
    if matches!(program, Program::MkDocs | Program::Folder | Program::VuePress) {
        out = small(&out, '~', "sub");
        out = small(&out, '^', "sup");
    }
    out
}

/// `<!-- more -->` parts a post from its beginning, which lists show.
fn without_more(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some((at, end)) = out.find("<!--").and_then(|at| Some((at, at + out[at..].find("-->")? + 3))) {
        if out[at..end].trim_matches(['<', '!', '-', '>', ' ']) != "more" {
            return out;
        }
        out.replace_range(at..end, "");
    }
    out
}

/// `==甲==` → `<mark>甲</mark>`
fn marked(text: &str) -> String {
    between(text, "==", "==", &|inner| {
        let marks = inner.starts_with([' ', '=']) || inner.ends_with([' ', '=', '!', '<', '>']);
        if marks { format!("=={inner}==") } else { format!("<mark>{inner}</mark>") }
    })
}

/// Replaces what stands between two marks, if it is no more than a sentence.
fn between(text: &str, open: &str, close: &str, change: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        // a != b == c: part of an operator.
        let part = before.ends_with(['=', '!', '<', '>', '+']);
        match after.split_once(close).filter(|(inner, _)| !part && !inner.is_empty() && inner.len() < 400) {
            Some((inner, tail)) => {
                out.push_str(&change(inner));
                rest = tail;
            }
            None => {
                out.push_str(open);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// `++ctrl+alt+del++`
fn keys(inner: &str) -> String {
    let key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '"' | ' ');
    if !inner.chars().all(key) {
        return format!("++{inner}++");
    }
    let keys = inner.split('+').map(|key| format!("<kbd>{}</kbd>", key.trim_matches(['"', ' '])));
    keys.collect::<Vec<_>>().join("+")
}

/// `:material-account:` is drawn by the old theme.
fn without_icons(text: &str) -> String {
    const SETS: [&str; 5] = ["material-", "fontawesome-", "octicons-", "simple-", "twemoji-"];
    between(text, ":", ":", &|inner| {
        let icon = SETS.iter().any(|set| inner.starts_with(set)) && !inner.contains(' ');
        if icon { String::new() } else { format!(":{inner}:") }
    })
}

/// H~2~O, 19^th^: letters and digits without space.
fn small(text: &str, mark: char, tag: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(mark) {
        out.push_str(before);
        let single = !before.ends_with(mark) && !after.starts_with(mark);
        let inner = after.split_once(mark).filter(|(inner, tail)| {
            (1..=8).contains(&inner.chars().count())
                && inner.chars().all(char::is_alphanumeric)
                && !tail.starts_with(mark)
                && before.ends_with(char::is_alphanumeric)
        });
        match inner.filter(|_| single) {
            Some((inner, tail)) => {
                out.push_str(&format!("<{tag}>{inner}</{tag}>"));
                rest = tail;
            }
            None => {
                out.push(mark);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// `<font color=…>` of editors such as 语雀 sets off nothing that is meant.
fn without_fonts(text: &str) -> String {
    let mut out = text.to_owned();
    for open in ["<font", "</font"] {
        while let Some(at) = out.find(open)
            && let Some(end) = out[at..].find('>')
        {
            out.replace_range(at..at + end + 1, "");
        }
    }
    out
}

/// `![图](a.png =300x200)`
fn without_sizes(text: &str) -> String {
    let mut out = text.to_owned();
    let mut from = 0;
    while let Some(at) = out[from..].find(" =").map(|i| i + from) {
        let rest = &out[at + 2..];
        let size = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, 'x' | '%')).len();
        if size > 0 && rest[size..].starts_with(')') && out[..at].contains("](") {
            out.replace_range(at..at + 2 + size, "");
        }
        from = at + 1;
    }
    out
}

/// `![](C:\Users\…)`, `![](file:///…)`: on the computer of the author, and nowhere else.
fn without_local_pictures(text: &str, remarks: &mut Vec<Remark>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("![") {
        let target = after.split_once("](").and_then(|(words, tail)| Some((words, tail.split_once(')')?)));
        let local = |path: &str| {
            let path = path.trim_start_matches('<');
            let bytes = path.as_bytes();
            path.starts_with("file:")
                || bytes.len() > 3
                    && bytes[0].is_ascii_alphabetic()
                    && bytes[1] == b':'
                    && matches!(bytes[2], b'\\' | b'/')
        };
        out.push_str(before);
        match target.filter(|(_, (path, _))| local(path)) {
            Some((words, (path, tail))) => {
                let name: String = path.trim_matches(['<', '>']).chars().take(80).collect();
                remarks.push(
                    Remark::new(
                        "picture-missing",
                        "图片只在作者自己的电脑上，旧站里没有：找到后放到页面旁边",
                        "the picture is on its author's computer only and not in the old site: find it and lay it beside the page",
                    )
                    .at(&name),
                );
                out.push_str(words);
                rest = tail;
            }
            None => {
                out.push_str("![");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(program: Program, text: &str, expected: &str) {
        assert_eq!(translate(text, program, &mut Vec::new()), expected);
    }

    #[test]
    fn marks_of_other_markdowns() {
        for (text, expected) in [
            ("按 ++ctrl+alt+del++ 键", "按 <kbd>ctrl</kbd>+<kbd>alt</kbd>+<kbd>del</kbd> 键"),
            ("c++ 与 ++ 都留下", "c++ 与 ++ 都留下"),
            ("{++新增++}{--删去--}{~~旧~>新~~}{>>批<<}", "新增新"),
            (":material-account-circle: 图标，时间 10:30 到 11:00", " 图标，时间 10:30 到 11:00"),
            ("==标记== a == b", "<mark>标记</mark> a == b"),
            ("H~2~O ~~删~~", "H<sub>2</sub>O ~~删~~"),
        ] {
            check(Program::MkDocs, text, expected);
        }
        check(Program::VuePress, "19^th^ 与 ![图](a.png =300x200)", "19<sup>th</sup> 与 ![图](a.png)");
        check(Program::Hexo, "<font style=\"color:red\">正文</font>。<!-- more -->后", "正文。后");
        check(Program::Hexo, "++ctrl++ H~2~O", "++ctrl++ H~2~O");
    }

    #[test]
    fn pictures_on_somebodys_computer() {
        let mut remarks = Vec::new();
        let text = translate("前![图](C:\\Users\\甲\\a.png)后![b](b.png)", Program::Hexo, &mut remarks);
        assert_eq!((text.as_str(), remarks.len()), ("前图后![b](b.png)", 1));
        assert_eq!(translate("![a](file:///a.png)", Program::Hexo, &mut remarks), "a");
    }
}
