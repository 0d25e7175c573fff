//! Inputs → drafts: which kind each file has by its folder, and what the folders above declare for it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::{Memo, Progress, Stage, below};
use crate::cache::Hash;
use crate::config::SiteConfig;
use crate::content::{Draft, Fill, Hole, Kind, Place, QuizQuestion, Reference, Weekly, page_stem, print_of};
use crate::diagnostics::{Checked, Diagnostic, Span, has_errors};
use crate::inputs::{InputFile, Inputs};
use crate::link::{self, quiz_draw};
use crate::parse::cascade::Cascade;
use crate::parse::{self, ParseOptions, Parsed};

/// The end of the name of a file of self-test questions.
const QUIZ: &str = ".quiz.yaml";

/// What the content folder says.
pub(super) struct Sources {
    /// Every page that could be read, with its questions from files and banks.
    pub(super) drafts: Vec<Arc<Draft>>,
    /// What folders declare for the files in them.
    pub(super) folders: Folders,
}

/// One Markdown file on its way to a draft.
struct Job<'a> {
    path: Arc<str>,
    file: &'a Arc<str>,
    input: &'a InputFile,
    options: ParseOptions,
}

/// Parses everything below the content folder.
pub(super) fn parse_all(
    inputs: &Inputs,
    content: &str,
    config: &SiteConfig,
    memo: &mut Memo,
    progress: &dyn Progress,
    found: &mut Vec<Diagnostic>,
) -> Sources {
    let files: Vec<(Arc<str>, &Arc<str>, &InputFile)> = inputs
        .below(content)
        .filter(|(path, _)| page_stem(path).is_some())
        .map(|(path, input)| (below(path, content), path, &**input))
        .collect();
    found.extend(files.iter().filter_map(|(path, file, _)| index_by_another_name(path, file)));
    let count = files.len();
    progress.begin(Stage::Parse, count);
    memo.parsed = 0;
    let (indexes, leaves): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, ..)| Place::of(path).is_index());
    let mut folders = Folders::new();
    let mut drafts = Vec::new();
    // A folder's file decides for those below it, so the levels go one after the other.
    let mut by_depth: BTreeMap<usize, Vec<Job<'_>>> = BTreeMap::new();
    for (path, file, input) in indexes {
        let options = ParseOptions { kind: Kind::Column, cascade: Cascade::default(), raw_html: config.raw_html };
        by_depth.entry(path.matches('/').count()).or_default().push(Job { path, file, input, options });
    }
    for (_, mut jobs) in by_depth {
        for job in &mut jobs {
            let above = Folder::of(&folders, up(folder(&job.path)), Place::of(&job.path) == Place::Home);
            job.options.kind = if above.in_course { Kind::Part } else { Kind::Column };
            // What the pages below are says nothing of the folders among them.
            job.options.cascade = above.cascade.without("kind");
        }
        for (job, parsed) in run(jobs, memo, progress) {
            let above = Folder::of(&folders, up(folder(&job.path)), Place::of(&job.path) == Place::Home);
            found.extend(parsed.diagnostics);
            let kind = parsed.value.draft.as_ref().map_or(Kind::Column, |d| d.kind);
            folders.insert(
                folder(&job.path).to_owned(),
                Folder {
                    in_course: matches!(kind, Kind::Course | Kind::Part),
                    cascade: with_kind(&above.cascade, parsed.value.cascade),
                },
            );
            drafts.extend(parsed.value.draft);
        }
    }
    let jobs = leaves.into_iter().map(|(path, file, input)| {
        let options = options_in(&folders, &path, config);
        Job { path, file, input, options }
    });
    for (_, parsed) in run(jobs.collect(), memo, progress) {
        found.extend(parsed.diagnostics);
        drafts.extend(parsed.value.draft);
    }
    memo.kept_drafts.forget();
    memo.retain(count, |path| inputs.get(&format!("{content}/{path}")).is_some());
    let banks = banks(inputs, content, found);
    add_quiz_files(&mut drafts, &banks);
    add_draws(&mut drafts, &banks, found);
    found.extend(drafts.iter().filter_map(|draft| parse::quiz::unasked(draft)));
    Sources { drafts, folders }
}

/// How a page that is no folder's is parsed.
fn options_in(folders: &Folders, path: &str, config: &SiteConfig) -> ParseOptions {
    let own = if path.ends_with("/index.md") { up(folder(path)) } else { folder(path) };
    let folder = Folder::of(folders, own, false);
    let kind = match (folder.in_course, own) {
        (true, _) => Kind::Unit,
        // A page beside the home page is nothing but a page.
        (false, "") => Kind::Page,
        (false, _) => Kind::Article,
    };
    ParseOptions { kind, cascade: folder.cascade, raw_html: config.raw_html }
}

/// The draft of the file at `path` below the folder `content`, if it held `text`, while all other files stay as they are;
/// none where that cannot be said from the file alone, or where something is wrong with it.
pub(super) fn typed(
    inputs: &Inputs,
    content: &str,
    config: &SiteConfig,
    folders: &Folders,
    (path, text): (&Arc<str>, &str),
) -> Option<Arc<Draft>> {
    let stem = page_stem(path).filter(|_| !Place::of(path).is_index())?;
    let file: Arc<str> = format!("{content}/{path}").into();
    // Files of questions end the units beside which they lie.
    let beside = match path.strip_suffix("/index.md") {
        Some(bundle) => inputs.below(&format!("{content}/{bundle}")).any(|(path, _)| path.ends_with(QUIZ)),
        None => inputs.get(&format!("{content}/{stem}{QUIZ}")).is_some(),
    };
    if beside {
        return None;
    }
    let parsed = parse::parse(path, &file, text, &options_in(folders, path, config));
    let draft = parsed.value.draft.filter(|_| !has_errors(&parsed.diagnostics))?;
    let draws = draft.body.holes.iter().any(|hole| matches!(hole.fill, Fill::QuizDraw(_)));
    (!draws).then_some(draft)
}

/// What a folder declares, with the kind from above unless it names one itself.
fn with_kind(above: &Cascade, own: Cascade) -> Cascade {
    if own.kind().is_some() { own } else { above.under(&own) }
}

/// What described folders declare, by their paths.
pub(super) type Folders = BTreeMap<String, Folder>;

/// What a folder declares for the files in it.
#[derive(Clone, Default)]
pub(super) struct Folder {
    in_course: bool,
    cascade: Cascade,
}

impl Folder {
    /// The nearest described folder at or above `path`.
    fn of(folders: &Folders, path: &str, is_root: bool) -> Folder {
        if is_root {
            return Folder::default();
        }
        let mut at = path;
        loop {
            if let Some(folder) = folders.get(at) {
                return folder.clone();
            }
            if at.is_empty() {
                return Folder::default();
            }
            at = up(at);
        }
    }
}

/// Parses what the memo does not have, in parallel, and returns all in the order of `jobs`.
fn run<'a>(jobs: Vec<Job<'a>>, memo: &mut Memo, progress: &dyn Progress) -> Vec<(Job<'a>, Checked<Parsed>)> {
    let (known, made) = (&*memo, AtomicUsize::new(0));
    let results: Vec<(Job<'a>, Checked<Parsed>, bool)> = jobs
        .into_par_iter()
        .map(|job| {
            let parsed = known.draft(&job.path, &job.input.hash, &job.options).cloned();
            let is_new = parsed.is_none();
            let kept = || known.kept_draft(job.file, &job.input.hash, &job.options);
            let parsed = parsed.or_else(kept).unwrap_or_else(|| {
                made.fetch_add(1, Ordering::Relaxed);
                one(&job)
            });
            let parsed = known.put_aside(parsed);
            progress.step();
            (job, parsed, is_new)
        })
        .collect();
    memo.parsed += made.into_inner();
    let mut out = Vec::with_capacity(results.len());
    for (job, parsed, is_new) in results {
        if is_new {
            let hash: Hash = job.input.hash;
            memo.keep(Arc::clone(&job.path), hash, job.options.clone(), parsed.clone());
        }
        out.push((job, parsed));
    }
    out
}

/// A file that could not be decoded was reported when it was read.
fn one(job: &Job<'_>) -> Checked<Parsed> {
    match job.input.text() {
        Some(text) => parse::parse(&job.path, job.file, &text, &job.options),
        None => Checked::clean(Parsed { draft: None, cascade: Cascade::default() }),
    }
}

/// `_index.MD` and `index.markdown` would be pages called “index”, which nobody means.
fn index_by_another_name(path: &str, file: &Arc<str>) -> Option<Diagnostic> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = page_stem(name)?.to_ascii_lowercase();
    if name.ends_with(".md") || !["index", "_index"].contains(&stem.as_str()) {
        return None;
    }
    let fault = Diagnostic::error(
        "index-name",
        format!("“{name}”的名称不是 {stem}.md，不会当作这个文件夹的页面"),
        format!("`{name}` is not called {stem}.md, so it is not taken for the page of its folder"),
    )
    .hint(format!("把文件改名为 {stem}.md"), format!("rename the file to {stem}.md"));
    Some(fault.at(Span::file(file)))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn up(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(up, _)| up)
}

/// A file of questions.
struct Bank {
    questions: Vec<QuizQuestion>,
    /// Of the file's path and bytes.
    print: u64,
}

fn banks(inputs: &Inputs, content: &str, found: &mut Vec<Diagnostic>) -> BTreeMap<Arc<str>, Bank> {
    let mut banks = BTreeMap::new();
    for (file, input) in inputs.below(content).filter(|(path, _)| path.ends_with(QUIZ)) {
        if let Some(text) = input.text() {
            let path = below(file, content);
            let mut questions = parse::quiz::questions(file, &text, 0..text.len(), 1).drain_into(found);
            for question in &mut questions {
                from_root(question, folder(&path));
            }
            let print = print_of(&(&path, input.hash));
            banks.insert(path, Bank { questions, print });
        }
    }
    banks
}

/// A question file beside a unit, `NAME.quiz.yaml` for `NAME.md` or any in the folder of a bundle, ends the unit.
fn add_quiz_files(drafts: &mut [Arc<Draft>], banks: &BTreeMap<Arc<str>, Bank>) {
    for draft in drafts {
        let beside: Vec<&Bank> = match draft.path.strip_suffix("/index.md") {
            Some(bundle) => banks.iter().filter(|(path, _)| folder(path) == bundle).map(|(_, q)| q).collect(),
            None => {
                let stem = page_stem(&draft.path).unwrap_or(&draft.path);
                banks.get(format!("{stem}{QUIZ}").as_str()).into_iter().collect()
            }
        };
        for bank in beside {
            let mut with = Draft::clone(draft);
            with.prints.whole = print_of(&(with.prints.whole, bank.print));
            let from = with.body.questions.len();
            with.body.questions.extend(bank.questions.iter().cloned());
            let to = with.body.questions.len();
            let offset = with.body.html.get().len();
            with.body.holes.push(Hole { offset, fill: Fill::Quiz { from, to, weekly: None } });
            *draft = Arc::new(with);
        }
    }
}

/// A question file is shown on pages in other folders, so its references are made to count from the content root.
fn from_root(question: &mut QuizQuestion, folder: &str) {
    let absolute = |reference: &mut Reference| {
        let (path, anchor) = match reference.value.split_once('#') {
            Some((path, anchor)) => (path, format!("#{anchor}")),
            None => (reference.value.as_str(), String::new()),
        };
        // One that climbs out of the content folder stays as it is and is reported when it is resolved.
        if let (false, Some(path)) = (path.is_empty(), link::relative_path(folder, path)) {
            reference.value = format!("/{path}{anchor}");
        }
    };
    question.cites.iter_mut().for_each(absolute);
    let texts = question.options.iter_mut().chain(&mut question.right).chain(&mut question.explanation);
    for hole in std::iter::once(&mut question.question).chain(texts).flat_map(|text| &mut text.holes) {
        if let Fill::Href(reference) | Fill::Image { src: reference, .. } = &mut hole.fill
            && !link::is_external(&reference.value)
        {
            absolute(reference);
        }
    }
}

/// Draws from question banks become questions of the page. A draw whose bank does not exist stays, and is reported as a
/// reference to nothing.
fn add_draws(drafts: &mut [Arc<Draft>], banks: &BTreeMap<Arc<str>, Bank>, found: &mut Vec<Diagnostic>) {
    if banks.is_empty() {
        return;
    }
    let draws = |draft: &&mut Arc<Draft>| draft.body.holes.iter().any(|hole| matches!(hole.fill, Fill::QuizDraw(_)));
    // Policy texts have very many holes.
    let drawing: Vec<&mut Arc<Draft>> = drafts.par_iter_mut().filter(draws).collect();
    for draft in drawing {
        let mut with = Draft::clone(draft);
        let mut questions = std::mem::take(&mut with.body.questions);
        let mut number = 0;
        for hole in &mut with.body.holes {
            let Fill::QuizDraw(draw) = &hole.fill else { continue };
            // Counted among draws: a link written above must not give the questions other names.
            number += 1;
            let Some(path) = link::relative_path(draft.folder(), &draw.bank.value) else { continue };
            let Some(Bank { questions: bank, print }) = banks.get(path.as_str()) else { continue };
            with.prints.whole = print_of(&(with.prints.whole, print));
            found.extend(quiz_draw::check(bank, draw));
            let from = questions.len();
            let weekly = draw.weekly.then(|| Weekly { count: draw.count, seed: draw.seed.clone() });
            let drawn = if draw.weekly { quiz_draw::pool(bank, draw) } else { quiz_draw::draw(bank, draw) };
            questions.extend(drawn.into_iter().map(|i| QuizQuestion {
                // Two draws on one page may draw the same question.
                id: format!("draw{number}-{}", bank[i].id),
                banked: Some(format!("/{path}#{}", bank[i].id)),
                ..bank[i].clone()
            }));
            hole.fill = Fill::Quiz { from, to: questions.len(), weekly };
        }
        with.body.questions = questions;
        *draft = Arc::new(with);
    }
}
