//! The text of a page of another generator in our Markdown.

mod blocks;
mod components;

use super::admonitions::{self, Form};
use super::front::Matter;
use super::generator::Program;
use super::lines::{alert_with_title, bare, fenced, heads, included, outside_code, plain, with_signs, without_frame};
use super::links::{self, Target};
use super::marks;
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
        // The name of a file in the head of a block: `js [a.js]`, `py title="a.py"`.
        let titled = first.split_once("title=\"").and_then(|(_, r)| r.split_once('"')).map(|(t, _)| t);
        if let Some(label) = label.filter(|_| vue).or(titled).filter(|l| !l.is_empty()) {
            out.extend([format!("**{label}**"), String::new()]);
        }
        // Marks of lines in braces and the like mean nothing here.
        let mark = first.len() - first.trim_start().trim_start_matches(['`', '~']).len();
        let language = first[mark..].trim().split([' ', '{', '[', ':']).next().unwrap_or_default();
        out.push(format!("{}{language}", &first[..mark]));
        for line in &lines[1..] {
            match included(line) {
                Some(path) => out.extend(self.included_file(path)),
                None => out.push((*line).to_owned()),
            }
        }
    }

    /// The lines of a file that is shown in this place.
    fn included_file(&mut self, path: &str) -> Vec<String> {
        let path = path.split(['{', '#']).next().unwrap_or(path).trim();
        let content = self.tree.content();
        let here = self.source.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folders = [here, content.trim_end_matches('/'), ""];
        let found = folders.into_iter().filter_map(|folder| links::joined(folder, path));
        let found = found.filter_map(|path| (self.read)(&path)).find(|bytes| bytes.len() < 1 << 20);
        match found {
            Some(bytes) => super::split(&super::decoded(&bytes)).1.lines().map(str::to_owned).collect(),
            None => {
                self.remark(path, "要插入的文件找不到", "the file to be shown is not there");
                Vec::new()
            }
        }
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
        if words.starts_with("///") && matches!(self.tree.program(), Program::MkDocs | Program::Folder) {
            return self.slashes(lines, at, depth, out);
        }
        let marks = ["!!!", "???+", "???", "==="];
        let named = |rest: &str| rest.starts_with(' ') || rest.starts_with(char::is_alphabetic);
        let indented =
            marks.into_iter().find_map(|m| words.strip_prefix(m).filter(|r| named(r)).map(|r| (m, r.trim())));
        let indented = indented.filter(|(mark, rest)| *mark != "===" || rest.starts_with(['"', '\'', '!', '+']));
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
        let (name, _) = name.split_once('#').unwrap_or((name, ""));
        let name = name.trim_matches(['{', '}', '.']);
        // `tabs #fruit` remembers what was chosen.
        let title = title.trim_start().strip_prefix('#').map_or(title, |t| t.split_once(' ').map_or("", |(_, t)| t));
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
        let inside = |line: &str| {
            let rest = line.get(base..)?;
            rest.strip_prefix("    ").or_else(|| rest.strip_prefix('\t')).map(str::len)
        };
        let belongs = |line: &str| line.trim().is_empty() || inside(line).is_some();
        let mut end = (at + 1..lines.len()).find(|i| !belongs(lines[*i])).unwrap_or(lines.len());
        while end > at + 1 && lines[end - 1].trim().is_empty() {
            end -= 1;
        }
        let inner: Vec<&str> =
            lines[at + 1..end].iter().map(|l| inside(l).map_or("", |rest| &l[l.len() - rest..])).collect();
        let inner = self.blocks(&inner, depth + 1);
        let mut boxed = Vec::new();
        self.indented_box(lines[at], mark, head, inner, &mut boxed);
        // A box in an entry of a list stays in it.
        let margin = &lines[at][..base];
        out.extend(boxed.into_iter().map(|line| if line.is_empty() { line } else { format!("{margin}{line}") }));
        end
    }

    fn indented_box(&mut self, line: &str, mark: &str, head: &str, inner: Vec<String>, out: &mut Vec<String>) {
        if mark == "===" {
            self.note_tabs(head);
            admonitions::write(&Form::Unfolded, head.trim_start_matches(['!', '+', ' ']), inner, out);
            return;
        }
        let (name, title) = match head.split_once('"') {
            Some((name, title)) => (name.split_whitespace().next().unwrap_or("note"), title.trim_end_matches('"')),
            None => (head.split_whitespace().next().unwrap_or("note"), ""),
        };
        match mark {
            "!!!" => self.boxed(name, title, inner, line, out),
            _ => {
                let title = if title.is_empty() { name } else { title };
                admonitions::write(&Form::Details, title, inner, out);
            }
        }
    }

    /// `{{< notice tip >}}` … `{{< /notice >}}`, `{% note info %}` … `{% endnote %}`, each on a line of its own.
    fn paired(&mut self, lines: &[&str], at: usize, depth: usize, out: &mut Vec<String>) -> Option<usize> {
        let words = lines[at].trim();
        let (start, stop, tag) = tags::next(words, self.tree.program())?;
        if start == 0 && stop < words.len() && self.in_one_line(&words[stop..], &tag, out) {
            return Some(at + 1);
        }
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
                .filter(|v| *v != name && !admonitions::is_look(v) && tag.named.iter().all(|(_, n)| n != *v))
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        });
        self.boxed(name, &title, inner, lines[at], out);
        Some(end + 1)
    }

    /// `{% note info %}words{% endnote %}`
    fn in_one_line(&mut self, rest: &str, tag: &Tag, out: &mut Vec<String>) -> bool {
        let program = self.tree.program();
        let Some((start, stop, close)) = tags::next(rest, program) else { return false };
        let name = tag.values.iter().map(String::as_str).find(|v| admonitions::form(v).is_some()).unwrap_or(&tag.name);
        if stop < rest.len() || !close.closes(&tag.name) || admonitions::form(name).is_none() {
            return false;
        }
        let inner = self.line(&rest[..start]).into_iter().collect();
        self.boxed(name, "", inner, &tag.whole, out);
        true
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
        // `目录：[[toc]]` in the middle of a line; `[[toc]]` in code stays what it is.
        let cut = without_contents(line);
        let line = cut.as_deref().unwrap_or(line);
        let words = line.trim();
        if words.is_empty() && cut.is_some() {
            return None;
        }
        let lower = words.to_ascii_lowercase();
        if matches!(lower.as_str(), "[[toc]]" | "[toc]" | "{:toc}" | "* toc" | "- toc" | "{:.no_toc}")
            || words.starts_with("{:") && words.ends_with('}')
        {
            return None;
        }
        if let Some(path) = included(words) {
            let shown = self.included_file(path);
            return Some(shown.join("\n"));
        }
        if let Some(line) = self.line_of_tab(words) {
            return Some(line);
        }
        // `*[HTML]: …` explains a word wherever it stands.
        if words.starts_with("*[") && words.contains("]:") {
            self.remark(
                words,
                "缩写的解释没有对应的写法，去掉了：需要的写进词语（term）页",
                "abbreviations have no counterpart and were taken out: write a page of kind `term` where one is needed",
            );
            return None;
        }
        if let Some(line) = without_frame(words) {
            return line.map(|line| outside_code(line, &mut |part| self.part(part)));
        }
        if let Some((kind, title)) = alert_with_title(words) {
            return Some(format!("> [!{kind}]\n> **{title}**\n>"));
        }
        if let Some(path) = words.strip_prefix("<<< ") {
            return Some(self.snippet(path));
        }
        // Words of a shortcode may hold code: {{< alert text="用 `x`" >}}.
        if self.tree.program() == Program::Hugo
            && let Some((0, stop, _)) = tags::next(words, Program::Hugo)
            && stop == words.len()
        {
            return Some(self.part(words));
        }
        // Pictures of themes stand deep in frames; four blanks would make them code.
        let mut line = if words.starts_with("{% include") { words.to_owned() } else { line.to_owned() };
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

    /// `@tab 甲` of VuePress, `<!-- tab 甲@icon -->` of Hexo: the name of what follows.
    fn line_of_tab(&mut self, words: &str) -> Option<String> {
        let comment = words.strip_prefix("<!--").and_then(|w| w.strip_suffix("-->")).map(str::trim);
        let hexo = self.tree.program() == Program::Hexo;
        if hexo && comment == Some("endtab") {
            return Some(String::new());
        }
        let vue = (self.tree.program() == Program::VuePress).then(|| words.strip_prefix("@tab")).flatten();
        let name = vue.map(|w| w.strip_prefix(":active").unwrap_or(w)).filter(|w| w.is_empty() || w.starts_with(' '));
        let name = name
            .or_else(|| comment.filter(|_| hexo)?.strip_prefix("tab").filter(|w| w.is_empty() || w.starts_with(' ')))?;
        let name = name.split(['@', '#']).next().unwrap_or(name).trim();
        Some(if name.is_empty() { String::new() } else { format!("\n**{name}**\n") })
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
                // The address of a post, alone in the text.
                Some(text) if text.starts_with("post:") && !out.ends_with(['(', '<', '"', '\'']) => {
                    out.push_str(&format!("[{}]({text})", &text["post:".len()..]));
                }
                Some(text) => out.push_str(&text),
                None => out.push_str(&self.unknown_tag(&tag)),
            }
            rest = &rest[end..];
        }
        out.push_str(rest);
        if matches!(program, Program::VitePress | Program::VuePress) {
            out = self.without_components(&out);
        }
        let out = marks::translate(&out, program, &mut self.out.remarks);
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
        // {{< alert text="…" >}}: its words are for readers.
        if let Some(words) = tag.get(&["text", "content"]).filter(|words| words.contains(' ') || !words.is_ascii()) {
            return words.to_owned();
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

/// `line` without `[[toc]]` and `[TOC]` beside other words; none if there is none of them outside of code.
fn without_contents(line: &str) -> Option<String> {
    let at = line.to_ascii_lowercase().find("[[toc]]").map(|at| (at, "[[toc]]".len())).or_else(|| {
        let at = line.find("[TOC]")?;
        // [TOC](a.md) and [TOC]: are links.
        (!line[at + "[TOC]".len()..].starts_with(['(', ':', '['])).then_some((at, "[TOC]".len()))
    });
    let (at, length) = at.filter(|(at, _)| line[..*at].matches('`').count().is_multiple_of(2))?;
    Some(format!("{}{}", line[..at].trim_end(), &line[at + length..]))
}

/// The name under which a file lies beside the page.
pub(super) fn beside(media: &mut Vec<(String, String)>, file: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::without_contents;

    #[test]
    fn a_place_for_contents_beside_other_words() {
        assert_eq!(without_contents("目录：[[toc]] 见下").as_deref(), Some("目录： 见下"));
        assert_eq!(without_contents("[TOC]").as_deref(), Some(""));
        for line in ["写 `[[toc]]` 即可", "见[TOC](a.md)", "目录"] {
            assert_eq!(without_contents(line), None, "{line}");
        }
    }
}
