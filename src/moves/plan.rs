//! All changes of a move together, tried on the site in memory before anybody makes them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;

use super::mentions::mentions;
use super::proof::{self, Stand};
use super::rewrite::{Moved, Places};
use super::settings::Known;
use super::written::{self, Edit};
use super::{Change, Plan, Refused, faults, settings, signatures, target};
use crate::cache::Cache;
use crate::content::{Draft, Fill, QuizQuestion, Reference, page_stem};
use crate::desk::edit;
use crate::diagnostics::{Diagnostic, Span};
use crate::inputs::{InputFile, Inputs, TEMPLATES};
use crate::link::{self, Site};
use crate::outputs;
use crate::parse::cascade::Cascade;
use crate::parse::yaml::{self, Node, Value};
use crate::parse::{self, ParseOptions, policy, quiz};
use crate::pipeline::{BuildOptions, Memo, Progress};

/// Files of a theme in which an address may be written out.
const THEME: [&str; 3] = [".html", ".js", ".toml"];

/// The end of the name of a file of questions.
const QUIZ: &str = ".quiz.yaml";

/// What moving `old` to `new` means; both may be written from the site's root or from the content folder.
///
/// # Errors
/// There is no such page or folder, something lies in its new place, the new name cannot be, a page cannot be read, a
/// reference cannot be rewritten, or the site would have an error afterwards that it does not have now.
pub fn plan(
    inputs: &Inputs,
    options: &BuildOptions,
    cache: &Cache,
    (old, new): (&str, &str),
    progress: &dyn Progress,
) -> Result<Plan, Refused> {
    let mut memo = Memo::recall(cache, options);
    let before = Stand::of(inputs, options, &mut memo, cache, progress);
    let content = options.content.as_str();
    let all: BTreeSet<&str> = inputs.below(content).map(|(file, _)| below(content, file)).collect();
    let wanted = target::read(&all, before.ready.drafts(), content, (old, new))?;
    all_read(content, &all, &before, inputs)?;
    let mut relocated = inputs.clone();
    for (old, new) in &wanted.files {
        relocated.rename(&format!("{content}/{old}"), &format!("{content}/{new}"));
    }
    let linked = Stand::linked(&relocated, options, &mut memo, cache, progress);
    let work = Work { inputs, content, before: &before, after: &linked.site, wanted: &wanted, files: all };
    let urls = work.urls();
    let moved = Moved { files: &wanted.files, urls: &urls };
    let mut texts = work.texts(&moved)?;
    let mut plan = Plan { from: wanted.from.clone(), to: wanted.to.clone(), ..Plan::default() };
    work.leave_aliases(&BTreeMap::new(), &mut texts, &mut plan.aliases)?;
    let mut tried = work.tried(&relocated, &texts);
    let mut after = Stand::of(&tried, options, &mut memo, cache, progress);
    // What the program makes of a page by itself, such as its comparisons, lies below its address and leads on to it.
    let (more, gone) = work.gone(&after);
    if !more.is_empty() {
        work.leave_aliases(&more, &mut texts, &mut plan.aliases)?;
        tried = work.tried(&relocated, &texts);
        after = Stand::of(&tried, options, &mut memo, cache, progress);
    }
    let found = proof::compare(&before, &after, &moved, content);
    if !found.errors.is_empty() {
        return Err(Refused { found: found.errors, after: Some(Box::new(tried)) });
    }
    (plan.signed, plan.void) = work.sign_again((&tried, &after), &moved, &mut texts);
    plan.changes = work.changes(texts)?;
    plan.noted = found.noted.into_iter().chain(work.written_out()).collect();
    (plan.gone, plan.after) = (gone, tried);
    plan.files = wanted.files;
    Ok(plan)
}

/// `file` below the content folder.
fn below<'a>(content: &str, file: &'a str) -> &'a str {
    file.strip_prefix(content).unwrap_or(file).trim_start_matches('/')
}

/// Every page has to be known, for any may refer to what moves.
fn all_read(content: &str, all: &BTreeSet<&str>, before: &Stand, inputs: &Inputs) -> Result<(), Refused> {
    let broken = before.unread_settings();
    let known: BTreeSet<&str> = before.ready.drafts().iter().map(|draft| &*draft.path).collect();
    let unread = all.iter().filter(|file| page_stem(file).is_some() && !known.contains(*file));
    let unread = unread.map(|file| Arc::from(format!("{content}/{file}"))).filter(|file| inputs.get(file).is_some());
    let all: BTreeSet<Arc<str>> = unread.chain(broken).collect();
    let found: Vec<Diagnostic> = all.iter().map(faults::unread).collect();
    if found.is_empty() { Ok(()) } else { Err(Refused { found, after: None }) }
}

/// File before the move, from the site's root → its text afterwards. A new file has the path that it gets.
type Texts = BTreeMap<Arc<str>, String>;

struct Work<'a> {
    inputs: &'a Inputs,
    content: &'a str,
    before: &'a Stand,
    /// The site with everything in its new place and no reference rewritten, for the addresses.
    after: &'a Site,
    wanted: &'a target::Wanted,
    files: BTreeSet<&'a str>,
}

impl Work<'_> {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        self.inputs.get(file)?.text()
    }

    /// Where a page lies afterwards; folders that nobody described move with what is in them.
    fn now(&self, path: &str) -> Option<String> {
        if let Some(new) = self.wanted.files.get(path) {
            return Some(new.clone());
        }
        let rest = path.strip_prefix(&self.wanted.from)?.strip_prefix('/')?;
        (!self.wanted.files.contains_key(&self.wanted.from)).then(|| format!("{}/{rest}", self.wanted.to))
    }

    /// The addresses of all pages afterwards, by their new paths.
    fn urls(&self) -> BTreeMap<String, String> {
        self.after.pages.iter().map(|page| (page.draft.path.to_string(), page.url.clone())).collect()
    }

    /// The files in which a reference changes.
    fn texts(&self, moved: &Moved<'_>) -> Result<Texts, Refused> {
        let places = Places::new(self.files.clone(), &self.before.ready.site);
        let mut edits = Edits { work: self, places, moved, all: BTreeMap::new(), faults: Vec::new() };
        for draft in self.before.ready.drafts() {
            for (value, span) in link::references_of(draft).into_iter().filter(|(_, span)| !span.file.ends_with(QUIZ)) {
                edits.reference(value, span);
            }
            // The draws of a page have become questions by now; the page alone still says from which bank.
            if let Some(alone) = self.alone(draft) {
                link::references_of(&alone).into_iter().for_each(|(value, span)| edits.reference(value, span));
            }
        }
        for (file, input) in self.inputs.below(self.content) {
            let Some(text) = input.text() else { continue };
            if file.ends_with(QUIZ) {
                for question in quiz::questions(file, &text, 0..text.len(), 1).value {
                    question_references(&question).for_each(|one| edits.reference(&one.value, &one.span));
                }
            } else if file.ends_with(".yaml") || file.ends_with(".yml") {
                let root = yaml::parse(file, &text, 0..text.len()).value;
                root.iter().for_each(|node| edits.data(file, &text, node));
            } else if file.ends_with(".csv") || file.ends_with(".tsv") {
                edits.mentioned(file, &text);
            }
        }
        for (file, input) in self.inputs.iter().filter(|(file, _)| !file.contains('/') && file.ends_with(".toml")) {
            let Some(text) = input.text() else { continue };
            let known = Known { content: self.content, wanted: self.wanted, places: &edits.places, moved };
            settings::edits(&text, &known).into_iter().for_each(|edit| edits.add(file, edit));
        }
        for (file, input) in self.inputs.below(TEMPLATES).filter(|_| !self.content.is_empty()) {
            if let Some(text) = input.text() {
                edits.mentioned(file, &text);
            }
        }
        if !edits.faults.is_empty() {
            return Err(Refused { found: edits.faults, after: None });
        }
        let applied = |(file, edits): (Arc<str>, InOrder)| {
            let text = self.text(&file)?;
            Some((Arc::clone(&file), apply(&text, &edits)))
        };
        Ok(edits.all.into_iter().filter_map(applied).collect())
    }

    /// A page that draws questions, without what it draws.
    fn alone(&self, draft: &Draft) -> Option<Arc<Draft>> {
        let file = &draft.meta.span.file;
        let text = self.text(file).filter(|text| text.contains("quiz-draw"))?;
        let raw_html = self.before.ready.config.raw_html;
        let options = ParseOptions { kind: draft.kind, cascade: Cascade::default(), raw_html };
        parse::parse(&draft.path, file, &text, &options).value.draft
    }

    /// An alias for each page that has another address, and for what `more` names below it; those that the page has by now
    /// itself go.
    fn leave_aliases(
        &self,
        more: &BTreeMap<String, Vec<String>>,
        texts: &mut Texts,
        told: &mut Vec<(String, String)>,
    ) -> Result<(), Refused> {
        let taken: BTreeSet<&str> = self.after.pages.iter().map(|page| page.url.as_str()).collect();
        for page in &self.before.ready.site.pages {
            let path = &*page.draft.path;
            let Some(new) = self.now(path) else { continue };
            let Some(after) = self.after.by_path.get(new.as_str()).map(|id| self.after.page(*id)) else { continue };
            let mut wanted: Vec<String> = Vec::new();
            if page.url != after.url && !taken.contains(page.url.as_str()) {
                wanted.push(page.url.clone());
            }
            wanted.extend(more.get(path).into_iter().flatten().cloned());
            let same = |one: &str, other: &str| one.trim_matches('/') == other.trim_matches('/');
            let former: Vec<&str> = page.draft.meta.aliases.iter().map(|alias| alias.value.as_str()).collect();
            let made = self.made_below(&page.url);
            let own = |alias: &str| {
                let below = alias.trim_start_matches('/').strip_prefix(after.url.as_str());
                same(alias, &after.url) || below.is_some_and(|rest| made.iter().any(|made| same(made, rest)))
            };
            let mut list: Vec<&str> = former.iter().copied().filter(|alias| !own(alias)).collect();
            wanted.retain(|url| !list.iter().any(|alias| same(alias, url)));
            if wanted.is_empty() && list.len() == former.len() {
                continue;
            }
            list.extend(wanted.iter().map(String::as_str));
            let (file, text) = self.with_aliases(page, after, texts, &list)?;
            texts.insert(file, text);
            told.extend(
                wanted
                    .into_iter()
                    .filter(|url| !told.iter().any(|(old, _)| old == url))
                    .map(|url| (url, new.clone()))
                    .collect::<Vec<_>>(),
            );
        }
        Ok(())
    }

    /// What the program has made of a page below its address, from there.
    fn made_below(&self, url: &str) -> Vec<&str> {
        let below = |path| str::strip_suffix(str::strip_prefix(path, url)?, "index.html");
        outputs::addresses(&self.before.outputs).filter_map(below).filter(|rest| !rest.is_empty()).collect()
    }

    /// The file of a page with `list` for its aliases; a folder that nobody described gets a file.
    fn with_aliases(
        &self,
        page: &link::Page,
        after: &link::Page,
        texts: &Texts,
        list: &[&str],
    ) -> Result<(Arc<str>, String), Refused> {
        let file: Arc<str> = Arc::from(format!("{}/{}", self.content, page.draft.path));
        let (file, text) = match texts.get(&file).cloned().or_else(|| Some(self.text(&file)?.as_ref().to_owned())) {
            Some(text) => (file, text),
            None => {
                let new: Arc<str> = Arc::from(format!("{}/{}", self.content, after.draft.path));
                let title = json!(after.draft.meta.title.value);
                let empty = edit::set("---\n---\n", page.draft.kind, "title", &title);
                let text = texts.get(&new).cloned().or(empty.ok());
                (Arc::clone(&new), text.ok_or_else(|| faults::alias_by_hand(&new, &page.url))?)
            }
        };
        let text = edit::set(&text, page.draft.kind, "aliases", &json!(list))
            .map_err(|_| faults::alias_by_hand(&file, &page.url))?;
        Ok((file, text))
    }

    /// Pages that say what they said stay signed; the new paths of those, and of those whose signatures are void.
    fn sign_again(
        &self,
        (tried, after): (&Inputs, &Stand),
        moved: &Moved<'_>,
        texts: &mut Texts,
    ) -> (Vec<String>, Vec<String>) {
        let (mut signed, mut void) = (Vec::new(), Vec::new());
        for fate in signatures::fates((self.inputs, self.before), (tried, after), moved, self.content) {
            let file: Arc<str> = Arc::from(format!("{}/{}", self.content, fate.page));
            let read = self.text(&file).filter(|_| self.is_utf8(&file));
            let text = texts.get(&file).map(String::as_str).or(read.as_deref());
            let new = moved.now(&fate.page).to_owned();
            match text.zip(fate.prints).and_then(|(text, prints)| signatures::signed_again(text, &prints)) {
                Some(text) => {
                    texts.insert(file, text);
                    signed.push(new);
                }
                None => void.push(new),
            }
        }
        (signed, void)
    }

    /// Whether the bytes of a file are its text.
    fn is_utf8(&self, file: &str) -> bool {
        let bytes = self.inputs.get(file).and_then(|input| input.bytes().ok());
        bytes.is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
    }

    /// Where a theme names the address of what moves: nobody but its author can say what that is to become.
    fn written_out(&self) -> Vec<Diagnostic> {
        let site = &self.before.ready.site;
        let index = format!("{}/_index.md", self.wanted.from);
        let page = [self.wanted.from.as_str(), index.as_str()].into_iter().find_map(|path| site.by_path.get(path));
        let Some(page) = page.map(|id| site.page(*id)).filter(|page| !page.url.is_empty()) else { return Vec::new() };
        let url = page.url.as_str();
        let after = self.now(&page.draft.path);
        let moved = after.and_then(|path| self.after.by_path.get(path.as_str())).map(|id| self.after.page(*id));
        if moved.is_some_and(|page| page.url == url) {
            return Vec::new();
        }
        let themes = self.inputs.below("themes").filter(|(file, _)| THEME.iter().any(|end| file.ends_with(end)));
        let found = themes.filter_map(|(file, input)| {
            let text = input.text()?;
            let starts = |at: &usize| text[..*at].ends_with(['"', '\'', '/', '}', ' ', '(']);
            let at = text.match_indices(url).map(|(at, _)| at).find(starts)?;
            Some(faults::written_out(&Span::new(file, at..at + url.len()), url))
        });
        found.collect()
    }

    /// The site as it will be.
    fn tried(&self, relocated: &Inputs, texts: &Texts) -> Inputs {
        let mut tried = relocated.clone();
        for (file, text) in texts {
            let path = self.new_file(file);
            tried.insert(&path, InputFile::in_memory(&path, text.clone().into_bytes()));
        }
        tried
    }

    fn new_file(&self, file: &Arc<str>) -> Arc<str> {
        let new = file.strip_prefix(self.content).and_then(|rest| self.wanted.files.get(rest.trim_start_matches('/')));
        new.map_or_else(|| Arc::clone(file), |new| Arc::from(format!("{}/{new}", self.content)))
    }

    /// The addresses that lead nowhere afterwards: of pages by the page that they lie below, and of documents.
    fn gone(&self, after: &Stand) -> (BTreeMap<String, Vec<String>>, Vec<String>) {
        let (mut pages, mut documents): (BTreeMap<String, Vec<String>>, Vec<String>) = Default::default();
        let moved: Vec<&link::Page> =
            self.before.ready.site.pages.iter().filter(|page| self.now(&page.draft.path).is_some()).collect();
        for path in outputs::addresses(&self.before.outputs).filter(|path| after.outputs.get(path).is_none()) {
            let Some(url) = path.strip_suffix("index.html") else {
                documents.push(path.to_owned());
                continue;
            };
            let above = moved.iter().filter(|page| url.starts_with(&page.url)).max_by_key(|page| page.url.len());
            if let Some(page) = above {
                pages.entry(page.draft.path.to_string()).or_default().push(url.to_owned());
            }
        }
        (pages, documents)
    }

    /// The files that change; an error if one is not in UTF-8, for then its bytes are not its text.
    fn changes(&self, texts: Texts) -> Result<Vec<Change>, Refused> {
        let mut all = Vec::new();
        for (file, after) in texts {
            let new_file = self.new_file(&file);
            let Some(input) = self.inputs.get(&file) else {
                all.push(Change {
                    new_file: Arc::clone(&file),
                    file,
                    before: "".into(),
                    after,
                    mark: false,
                    is_new: true,
                });
                continue;
            };
            let bytes = input.checked_bytes(&file)?;
            let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
            let before = input.text().filter(|text| text.as_bytes() == bare);
            let before = before.ok_or_else(|| faults::encoding(&file))?;
            all.push(Change { mark: bare.len() < bytes.len(), new_file, file, before, after, is_new: false });
        }
        Ok(all)
    }
}

/// The changes of a file: first and last byte of what goes, and what comes.
type InOrder = BTreeMap<(usize, usize), String>;

/// Collects what changes in each file.
struct Edits<'a, 'w> {
    work: &'a Work<'w>,
    places: Places<'a>,
    moved: &'a Moved<'a>,
    all: BTreeMap<Arc<str>, InOrder>,
    faults: Vec<Diagnostic>,
}

impl Edits<'_, '_> {
    /// A reference in a page or in a file of questions.
    fn reference(&mut self, value: &str, span: &Span) {
        let path = below(self.work.content, &span.file);
        let Some(new) = self.moved.rewritten(&self.places, path, value) else { return };
        let edit = self.work.text(&span.file).and_then(|text| {
            let body = if span.file.ends_with(QUIZ) { 0 } else { policy::body_start(&text) };
            written::edit(&text, body, span.start..span.end, value, &new)
        });
        match edit {
            Some(edit) => self.add(&span.file, edit),
            None => self.faults.push(faults::by_hand(span, value, &new)),
        }
    }

    /// Paths from the content folder in a file of data, such as the pages that searches should bring up; in texts of it too.
    fn data(&mut self, file: &Arc<str>, text: &str, node: &Node) {
        match &node.value {
            Value::Scalar(scalar) if scalar.text.starts_with('/') => {
                let new = self.moved.rewritten(&self.places, "", &scalar.text);
                let range = node.span.start..node.span.end;
                if let Some(edit) = new.and_then(|new| written::scalar(text, range, &scalar.text, &new)) {
                    self.add(file, edit);
                }
            }
            Value::Scalar(scalar) if scalar.text.contains('/') => {
                let (start, end) = (node.span.start, node.span.end.min(text.len()));
                let Some(slice) = text.get(start..end) else { return };
                for range in mentions(slice) {
                    let new = self.moved.rewritten(&self.places, "", &slice[range.clone()]);
                    let edit =
                        new.and_then(|new| written::mentioned(text, start + range.start..start + range.end, &new));
                    edit.into_iter().for_each(|edit| self.add(file, edit));
                }
            }
            Value::List(nodes) => nodes.iter().for_each(|node| self.data(file, text, node)),
            Value::Map(entries) => entries.iter().for_each(|entry| self.data(file, text, &entry.value)),
            Value::Null | Value::Scalar(_) => {}
        }
    }

    /// References from the content folder in a template or table.
    fn mentioned(&mut self, file: &Arc<str>, text: &str) {
        for range in mentions(text) {
            let Some(new) = self.moved.rewritten(&self.places, "", &text[range.clone()]) else { continue };
            let edit = written::mentioned(text, range.clone(), &new);
            match edit {
                Some(edit) => self.add(file, edit),
                None => self.faults.push(faults::by_hand(&Span::new(file, range.clone()), &text[range], &new)),
            }
        }
    }

    fn add(&mut self, file: &Arc<str>, edit: Edit) {
        self.all.entry(Arc::clone(file)).or_default().insert((edit.range.start, edit.range.end), edit.text);
    }
}

/// The references of a question, as they stand in its file.
fn question_references(question: &QuizQuestion) -> impl Iterator<Item = &Reference> {
    let texts = question.options.iter().chain(&question.right).chain(&question.explanation);
    let holes = std::iter::once(&question.question).chain(texts).flat_map(|text| &text.holes);
    let linked = holes.filter_map(|hole| match &hole.fill {
        Fill::Href(reference) | Fill::Image { src: reference, .. } => Some(reference),
        _ => None,
    });
    question.cites.iter().chain(linked).filter(|reference| !link::is_external(&reference.value))
}

/// `text` after `edits`; what two pages tell of one place is one change.
fn apply(text: &str, edits: &InOrder) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for ((start, end), new) in edits.iter().filter(|((start, end), _)| start <= end && *end <= text.len()) {
        if *start >= at {
            out.push_str(&text[at..*start]);
            out.push_str(new);
            at = *end;
        }
    }
    out.push_str(&text[at..]);
    out
}
