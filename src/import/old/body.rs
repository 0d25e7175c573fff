//! The text of a page of another generator in our Markdown.

use super::admonitions::{self, Form};
use super::front::Matter;
use super::generator::Program;
use super::links::{self, Target};
use super::tags::{self, Tag};
use super::{Read, Tree, unmapped};
use crate::import::model::Remark;
use crate::import::report::Noted;

/// A translated text.
#[derive(Debug, Default)]
pub(super) struct Translated {
    pub(super) text: String,
    /// From its first heading.
    pub(super) title: Option<String>,
    /// Files that it shows: name beside the page, path in the tree.
    pub(super) media: Vec<(String, String)>,
    pub(super) remarks: Vec<Remark>,
    pub(super) dropped: Vec<Noted>,
}

struct Work<'w> {
    tree: &'w Tree,
    source: &'w str,
    matter: &'w Matter,
    read: Read<'w>,
    out: Translated,
    text: &'w str,
}

/// Boxes in boxes; no text has more.
const DEEPEST: usize = 12;

/// Translates `text`, the body of `source`.
pub(super) fn translate(text: &str, matter: &Matter, tree: &Tree, source: &str, read: Read<'_>) -> Translated {
    let mut work = Work { tree, source, matter, read, out: Translated::default(), text };
    let lines: Vec<&str> = text.lines().collect();
    let lines = work.blocks(&lines, 0);
    let lines = work.headings(lines);
    let mut out = work.out;
    out.text = lines.join("\n").trim().to_owned();
    out.text.push('\n');
    while out.text.contains("\n\n\n\n") {
        out.text = out.text.replace("\n\n\n\n", "\n\n");
    }
    out
}

impl Work<'_> {
    fn blocks(&mut self, lines: &[&str], depth: usize) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            if let Some(end) = fenced(lines, at) {
                self.fence(&lines[at..end], &mut out);
                at = end;
                continue;
            }
            at = match self.container(lines, at, depth, &mut out) {
                Some(next) => next,
                None => {
                    if let Some(line) = self.line(line) {
                        out.push(line);
                    }
                    at + 1
                }
            };
        }
        out
    }

    /// A block of code; its label in brackets becomes words.
    fn fence(&mut self, lines: &[&str], out: &mut Vec<String>) {
        let first = lines[0];
        let label = first.split_once('[').and_then(|(_, r)| r.split_once(']')).map(|(l, _)| l);
        let vue = matches!(self.tree.program(), Program::VitePress | Program::VuePress);
        let head = match label.filter(|_| vue) {
            Some(label) => {
                out.extend([format!("**{label}**"), String::new()]);
                first.split('[').next().unwrap_or(first).trim_end().to_owned()
            }
            None => first.to_owned(),
        };
        // Marks of lines in braces mean nothing here.
        out.push(head.split('{').next().unwrap_or(&head).trim_end().to_owned());
        out.extend(lines[1..].iter().map(|l| (*l).to_owned()));
    }

    /// A box that begins at `at`; where it ends.
    fn container(&mut self, lines: &[&str], at: usize, depth: usize, out: &mut Vec<String>) -> Option<usize> {
        let line = lines[at];
        let words = line.trim();
        if depth >= DEEPEST {
            return None;
        }
        for name in ["script", "style"] {
            if words.starts_with(&format!("<{name}")) {
                let end = (at..lines.len()).find(|i| lines[*i].contains(&format!("</{name}>")))?;
                self.dropped("网页脚本、样式", "a script or style", words);
                return Some(end + 1);
            }
        }
        if words.starts_with(":::") {
            return self.colons(lines, at, depth, out);
        }
        let indented =
            ["!!! ", "???+ ", "??? ", "=== "].into_iter().find_map(|m| words.strip_prefix(m).map(|r| (m, r)));
        if let Some((mark, rest)) = indented {
            return Some(self.indented(lines, at, depth, mark, rest, out));
        }
        self.paired(lines, at, depth, out)
    }

    fn colons(&mut self, lines: &[&str], at: usize, depth: usize, out: &mut Vec<String>) -> Option<usize> {
        let words = lines[at].trim();
        let count = words.len() - words.trim_start_matches(':').len();
        let head = words[count..].trim();
        if head.is_empty() {
            // An end without its beginning.
            return Some(at + 1);
        }
        let mut open = 1;
        let end = (at + 1..lines.len()).find(|i| {
            let line = lines[*i].trim();
            if line.starts_with(&":".repeat(count)) && !line[count..].starts_with(':') {
                if line.len() == count { open -= 1 } else { open += 1 }
            }
            open == 0
        });
        let end = end.unwrap_or(lines.len());
        let inner = self.blocks(&lines[at + 1..end], depth + 1);
        let (name, title) = head.split_once(char::is_whitespace).unwrap_or((head, ""));
        let name = name.trim_matches(['{', '}', '.']);
        let title = title.trim().split('{').next().unwrap_or_default();
        self.boxed(name, title, inner, lines[at], out);
        Some((end + 1).min(lines.len()))
    }

    fn indented(
        &mut self,
        lines: &[&str],
        at: usize,
        depth: usize,
        mark: &str,
        head: &str,
        out: &mut Vec<String>,
    ) -> usize {
        let base = lines[at].len() - lines[at].trim_start().len();
        let belongs = |line: &str| line.trim().is_empty() || line.len() - line.trim_start().len() >= base + 4;
        let mut end = (at + 1..lines.len()).find(|i| !belongs(lines[*i])).unwrap_or(lines.len());
        while end > at + 1 && lines[end - 1].trim().is_empty() {
            end -= 1;
        }
        let inner: Vec<&str> = lines[at + 1..end].iter().map(|l| l.get(base + 4..).unwrap_or("")).collect();
        let inner = self.blocks(&inner, depth + 1);
        if mark == "=== " {
            self.note_tabs(head);
            admonitions::write(&Form::Unfolded, head, inner, out);
            return end;
        }
        let (name, title) = match head.split_once('"') {
            Some((name, title)) => (name.split_whitespace().next().unwrap_or("note"), title.trim_end_matches('"')),
            None => (head.split_whitespace().next().unwrap_or("note"), ""),
        };
        match mark {
            "!!! " => self.boxed(name, title, inner, lines[at], out),
            _ => {
                let title = if title.is_empty() { name } else { title };
                admonitions::write(&Form::Details, title, inner, out);
            }
        }
        end
    }

    /// `{{< notice tip >}}` … `{{< /notice >}}`, `{% note info %}` … `{% endnote %}`, each on a line of its own.
    fn paired(&mut self, lines: &[&str], at: usize, depth: usize, out: &mut Vec<String>) -> Option<usize> {
        let words = lines[at].trim();
        let (start, stop, tag) = tags::next(words, self.tree.program())?;
        if tag.output || start > 0 || stop < words.len() || tag.name.starts_with('/') {
            return None;
        }
        let mut open = 1;
        let end = (at + 1..lines.len()).find(|i| {
            if let Some((0, _, other)) = tags::next(lines[*i].trim(), self.tree.program()) {
                open += i32::from(other.name == tag.name) - i32::from(other.closes(&tag.name));
            }
            open == 0
        })?;
        let code = matches!(tag.name.as_str(), "highlight" | "codeblock" | "code");
        if code {
            let language =
                tag.get(&["lang"]).or_else(|| Some(tag.value(0))).and_then(|v| v.strip_prefix("lang:").or(Some(v)));
            let language = language.unwrap_or_default().to_owned();
            let inner = lines[at + 1..end].iter().map(|l| (*l).to_owned()).collect();
            admonitions::write(&Form::Code(language), "", inner, out);
            return Some(end + 1);
        }
        let inner = self.blocks(&lines[at + 1..end], depth + 1);
        if matches!(tag.name.as_str(), "raw" | "comment") {
            if tag.name == "raw" {
                out.extend(inner);
            }
            return Some(end + 1);
        }
        // `note info`: the second word says more than the first.
        let name = tag.values.iter().map(String::as_str).find(|v| admonitions::form(v).is_some()).unwrap_or(&tag.name);
        let title = tag.get(&["title", "summary", "name"]).map(str::to_owned).unwrap_or_else(|| {
            tag.values
                .iter()
                .filter(|v| *v != name && tag.named.iter().all(|(_, n)| n != *v))
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        });
        self.boxed(name, &title, inner, lines[at], out);
        Some(end + 1)
    }

    fn boxed(&mut self, name: &str, title: &str, inner: Vec<String>, line: &str, out: &mut Vec<String>) {
        match admonitions::form(name) {
            Some(form) => {
                if form == Form::Unfolded {
                    self.note_tabs(title);
                }
                admonitions::write(&form, title, inner, out);
            }
            None => {
                self.remark(line, "没有这样的框，只留下了里面的内容", "there is no such box; what was in it is kept");
                admonitions::write(&Form::Unfolded, title, inner, out);
            }
        }
    }

    fn note_tabs(&mut self, head: &str) {
        if !self.out.remarks.iter().any(|r| r.code == "tabs") {
            self.out.remarks.push(
                Remark::new(
                    "tabs",
                    "选项卡的内容改成了一项接一项：看看读起来是否通顺",
                    "tabs stand one after the other now: see whether they read well",
                )
                .at(head),
            );
        }
    }

    /// A line outside of boxes and code; none if nothing is left of it.
    fn line(&mut self, line: &str) -> Option<String> {
        let words = line.trim();
        let lower = words.to_ascii_lowercase();
        if matches!(lower.as_str(), "[[toc]]" | "[toc]" | "{:toc}" | "* toc" | "- toc" | "{:.no_toc}")
            || lower.replace(' ', "") == "<!--more-->"
            || words.starts_with("{:") && words.ends_with('}')
        {
            return None;
        }
        if let Some(path) = words.strip_prefix("<<< ") {
            return Some(self.snippet(path));
        }
        let mut line = line.to_owned();
        // { .class } at the end of a heading or a picture
        if let Some(at) = line.rfind('{')
            && line.trim_end().ends_with('}')
            && line[at + 1..].trim_start_matches([':', ' ']).starts_with(['.', 'w'])
            && !line[..at].ends_with('{')
            && !line[at..].contains("{%")
        {
            line.truncate(line[..at].trim_end().len());
        }
        Some(outside_code(&line, &mut |part| self.part(part)))
    }

    /// A piece of a line without code.
    fn part(&mut self, part: &str) -> String {
        let mut out = String::new();
        let mut rest = part;
        let program = self.tree.program();
        while let Some((start, end, tag)) = tags::next(rest, program) {
            out.push_str(&rest[..start]);
            let matter = self.matter;
            match tags::inline(&tag, &|key| matter.text(&key.to_lowercase())) {
                Some(text) => out.push_str(&text),
                None => out.push_str(&self.unknown_tag(&tag)),
            }
            rest = &rest[end..];
        }
        out.push_str(rest);
        if matches!(program, Program::VitePress | Program::VuePress) {
            out = self.without_components(&out);
        }
        let out = marked(&out);
        let (tree, source, read) = (self.tree, self.source, self.read);
        let mut lost = Vec::new();
        let mut media = std::mem::take(&mut self.out.media);
        let text = self.text;
        let column = tree.column.clone();
        let out = links::each(&out, &mut |link, picture| match tree.target(source, link) {
            // On the same page; anchors are made otherwise here.
            Target::Same if link.starts_with('#') && link.len() > 1 => {
                let anchor = percent_encoding::percent_decode_str(&link[1..]).decode_utf8_lossy().into_owned();
                links::anchor_of(text, &anchor).map(|anchor| format!("#{anchor}"))
            }
            Target::Same => None,
            Target::Page(file, anchor) => {
                let (path, whole) = tree.reference(&file, &anchor, &column, read);
                if !whole {
                    lost.push((link.to_owned(), false));
                }
                Some(path)
            }
            Target::File(file) => Some(beside(&mut media, &file)),
            Target::Lost => {
                lost.push((link.to_owned(), true));
                let _ = picture;
                None
            }
        });
        self.out.media = media;
        for (link, whole) in lost {
            let (zh, en) = if whole {
                (
                    "链接的页面或者文件在旧站里找不到：改正或者去掉链接",
                    "the page or file is not in the old site: correct or remove the link",
                )
            } else {
                ("链接的小标题找不到，改成了链接到整页", "there is no such heading; the link leads to the page")
            };
            self.out.remarks.push(Remark::new("link-lost", format!("{link}：{zh}"), format!("{link}: {en}")).at(&out));
        }
        out
    }

    fn unknown_tag(&mut self, tag: &Tag) -> String {
        let shown: String = tag.whole.chars().take(60).collect();
        if tag.output {
            // What it would have shown is known to the old program only; the words stay.
            self.remark(
                &shown,
                "页面生成时才有的内容，原样留下了：改成要显示的文字",
                "is filled in by the old program and stays as it is: write what it should show",
            );
            return format!("\\{}", tag.whole);
        }
        if !tag.name.starts_with('/') && !tag.name.starts_with("end") {
            self.remark(
                &shown,
                "没有对应的写法，去掉了：需要时补上图片、附件或者链接",
                "has no counterpart and was taken out: add a picture, a file or a link if it is needed",
            );
        }
        String::new()
    }

    /// `<Badge text="新" />` of Vue; what stands between two tags stays.
    fn without_components(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            let name = rest[at + 1..].trim_start_matches('/');
            let end = rest[at..].find('>').filter(|_| name.starts_with(|c: char| c.is_ascii_uppercase()));
            out.push_str(&rest[..at]);
            match end {
                Some(end) => {
                    let whole = &rest[at..at + end + 1];
                    if !whole.starts_with("</") {
                        self.remark(
                            whole,
                            "网页组件没有对应的写法，去掉了",
                            "the component has no counterpart and was taken out",
                        );
                    }
                    rest = &rest[at + end + 1..];
                }
                None => {
                    out.push('<');
                    rest = &rest[at + 1..];
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// `<<< @/code/a.js{2}` shows a file of the tree.
    fn snippet(&mut self, path: &str) -> String {
        let clean = path.split(['{', '#', ' ']).next().unwrap_or(path);
        let language = clean.rsplit('.').next().unwrap_or_default();
        if let Target::File(file) = self.tree.target(self.source, clean)
            && let Some(bytes) = (self.read)(&file).filter(|b| b.len() < 1 << 20)
        {
            return format!("```{language}\n{}\n```", super::decoded(&bytes).trim_end());
        }
        self.remark(path, "要插入的文件找不到", "the file to be shown is not there");
        String::new()
    }

    fn remark(&mut self, place: &str, zh: &str, en: &str) {
        let what: String = place.trim().chars().take(60).collect();
        self.out.remarks.push(unmapped(&what, "", zh, en));
    }

    fn dropped(&mut self, zh: &str, en: &str, words: &str) {
        self.out.dropped.push(Noted::dropped(zh, en, words));
    }

    /// The first heading of the highest level is the title; if there are others, all are lowered.
    fn headings(&mut self, lines: Vec<String>) -> Vec<String> {
        let lines = with_signs(lines);
        let heads = heads(&lines);
        let title = self.matter.text("title");
        let first = heads.iter().find(|(_, level)| *level == 1).map(|(at, _)| *at);
        let mut drop = None;
        if let Some(at) = first {
            let words = plain(&lines[at]);
            let is_first = lines[..at].iter().all(|l| l.trim().is_empty() || l.starts_with('['));
            if is_first && title.as_deref().is_none_or(|t| bare(t) == bare(&words)) {
                self.out.title = Some(words).filter(|w| !w.is_empty());
                drop = Some(at);
            }
        }
        let lower = heads.iter().any(|(at, level)| *level == 1 && Some(*at) != drop);
        let levels: std::collections::BTreeMap<usize, usize> = heads.into_iter().collect();
        let kept = lines.into_iter().enumerate().filter(|(at, _)| Some(*at) != drop);
        kept.map(|(at, line)| match levels.get(&at) {
            Some(level) if lower && *level < 6 => format!("#{line}"),
            _ => line,
        })
        .collect()
    }
}

/// The line behind a block of code that begins at `at`.
fn fenced(lines: &[&str], at: usize) -> Option<usize> {
    let start = lines[at].trim_start();
    let mark = start.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = start.chars().take_while(|c| *c == mark).count();
    if count < 3 || mark == '`' && start[count..].contains('`') {
        return None;
    }
    let ends = |line: &str| {
        let line = line.trim();
        line.chars().all(|c| c == mark) && line.chars().count() >= count
    };
    Some((at + 1..lines.len()).find(|i| ends(lines[*i])).map_or(lines.len(), |i| i + 1))
}

/// Applies `change` to what is not in backticks.
fn outside_code(line: &str, change: &mut dyn FnMut(&str) -> String) -> String {
    let mut out = String::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(found) = line[at..].find('`') {
        let start = at + found;
        let count = line[start..].len() - line[start..].trim_start_matches('`').len();
        let mark = "`".repeat(count);
        let after = start + count;
        match line[after..].find(&mark) {
            Some(end) => {
                let end = after + end + count;
                out.push_str(&change(&line[plain_from..start]));
                out.push_str(&line[start..end]);
                plain_from = end;
                at = end;
            }
            None => at = after,
        }
    }
    out.push_str(&change(&line[plain_from..]));
    out
}

/// `==甲==` → `<mark>甲</mark>`
fn marked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("==") {
        let Some((inner, tail)) = after.split_once("==").filter(|(i, _)| {
            !i.is_empty()
                && !i.starts_with([' ', '='])
                && !i.ends_with([' ', '='])
                && !before.ends_with(['=', '!', '<', '>'])
        }) else {
            out.push_str(before);
            out.push_str("==");
            rest = after;
            continue;
        };
        out.push_str(&format!("{before}<mark>{inner}</mark>"));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The name under which a file lies beside the page.
fn beside(media: &mut Vec<(String, String)>, file: &str) -> String {
    if let Some((name, _)) = media.iter().find(|(_, from)| from == file) {
        return name.clone();
    }
    let name = file.rsplit('/').next().unwrap_or(file);
    let (stem, end) = name.rsplit_once('.').map_or((name, ""), |(s, e)| (s, e));
    let stem = super::stem(&format!("{stem}.x"));
    let dot = if end.is_empty() { "" } else { "." };
    let mut made = format!("{stem}{dot}{end}");
    let mut n = 1;
    while media.iter().any(|(other, _)| other.eq_ignore_ascii_case(&made)) {
        n += 1;
        made = format!("{stem}-{n}{dot}{end}");
    }
    media.push((made.clone(), file.to_owned()));
    made
}

/// Headings underlined with `===` or `---` as headings with signs.
fn with_signs(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut code = false;
    for line in lines {
        let words = line.trim();
        code ^= words.starts_with("```") || words.starts_with("~~~");
        let level = match words {
            w if code || w.len() < 3 => 0,
            w if w.chars().all(|c| c == '=') => 1,
            w if w.chars().all(|c| c == '-') => 2,
            _ => 0,
        };
        let text = out.last().map(String::as_str).unwrap_or_default();
        let heads = level > 0
            && !text.trim().is_empty()
            && !text.starts_with(['#', '>', '|', '-', '*', ' ', '`', '<'])
            && out.len().checked_sub(2).is_none_or(|i| out[i].trim().is_empty());
        if heads {
            let last = out.len() - 1;
            out[last] = format!("{} {}", "#".repeat(level), out[last]);
        } else {
            out.push(line);
        }
    }
    out
}

/// Lines with headings, and their levels.
fn heads(lines: &[String]) -> Vec<(usize, usize)> {
    let mut code = false;
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        code ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let level = line.len() - line.trim_start_matches('#').len();
        if !code && (1..=6).contains(&level) && line[level..].starts_with([' ', '\t']) {
            found.push((at, level));
        }
    }
    found
}

/// The words of a heading.
fn plain(line: &str) -> String {
    let text = line.trim_matches(['#', ' ']);
    let text = text.split("{#").next().unwrap_or(text);
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let (words, tail) = after.split_once(']').unwrap_or((after, ""));
        out.push_str(words);
        rest = if tail.starts_with('(') { tail.split_once(')').map_or("", |(_, t)| t) } else { tail };
    }
    out.push_str(rest);
    out.replace(['*', '`'], "").trim().to_owned()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '`')).collect()
}
