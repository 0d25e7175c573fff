//! `shuyuan sign`

use std::sync::Arc;

use clap::ArgMatches;
use serde_json::Value as Json;
use time::Date;

use super::deploy::fail;
use super::fix;
use super::progress::Bar;
use super::report;
use super::site::{self, SiteJob, say};
use super::{CLEAN, FAULTS, NoSources, usage};
use crate::config::Review;
use crate::content::{Draft, parse_date};
use crate::desk::edit;
use crate::diagnostics::{Diagnostic, Lang, draw, has_errors};
use crate::inputs::Inputs;
use crate::pipeline::{self, Memo};
use crate::review::{self, Refused};

/// Writes signatures into pages; into none if one of them may not be given.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let job = match site::job(matches, lang) {
        Ok(job) => job,
        Err(sentence) => return usage::refuse(&sentence, "human", lang),
    };
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let given = text("date");
    let date = (!given.is_empty()).then(|| parse_date(given));
    if date == Some(None) {
        return usage::refuse(
            &say(
                lang,
                format!("错误: --date 的“{given}”不是日期，请写成 2026-03-05 的样子"),
                format!("error: --date `{given}` is no date; write it like 2026-03-05"),
            ),
            "human",
            lang,
        );
    }
    let pages: Vec<&str> = matches.get_many::<String>("pages").into_iter().flatten().map(String::as_str).collect();
    match sign(&job, &pages, text("stage"), text("name"), date.flatten(), lang) {
        Ok(code) => code,
        Err(text) => fail(&text),
    }
}

/// A page as it will be.
struct Signed {
    file: Arc<str>,
    before: Arc<str>,
    after: String,
}

fn sign(job: &SiteJob, pages: &[&str], stage: &str, name: &str, date: Option<Date>, lang: Lang) -> Result<u8, String> {
    let bar = Bar::new(true, lang);
    let read = site::read(job, &bar);
    let (inputs, mut found) = (read.value, read.diagnostics);
    let mut memo = Memo::recall(&job.cache, &job.options);
    let ready = pipeline::prepare(&inputs, &job.options, &mut memo, &job.cache, &bar, &mut found);
    bar.clear();
    let Some(review) = &ready.config.review else {
        return Err(say(
            lang,
            "错误: site-config.toml 里没有 [review]\n  = 改法: 写 [review] 和 stages = [\"一审\", \"二审\", \"三审\"]。".to_owned(),
            "error: site-config.toml has no `[review]`\n  = help: write `[review]` with `stages = [\"一审\", \"二审\", \"三审\"]`".to_owned(),
        ));
    };
    let day = date.unwrap_or_else(|| ready.as_of.date());
    let mut signed = Vec::new();
    let mut faults = Vec::new();
    for page in pages {
        match chosen(&inputs, job, ready.drafts(), review, page, stage) {
            Err(fault) => faults.push(fault),
            Ok(drafts) => {
                for draft in drafts {
                    match one(&inputs, job, draft, review, (stage, name, day)) {
                        Ok(page) => signed.push(page),
                        Err(fault) => faults.push(*fault),
                    }
                }
            }
        }
    }
    // A page that cannot be read says why.
    let is_meant = |fault: &Diagnostic| {
        let file = fault.span.as_ref().map(|span| &*span.file);
        file.is_some_and(|file| pages.iter().any(|page| file.ends_with(page)))
    };
    faults.extend(found.into_iter().filter(|fault| has_errors(std::slice::from_ref(fault)) && is_meant(fault)));
    if !faults.is_empty() {
        report::sort(&mut faults);
        report::human(&faults, &inputs, lang);
        eprintln!("{}", say(lang, "没有签名。".to_owned(), "Nothing was signed.".to_owned()));
        return Ok(FAULTS);
    }
    for page in &signed {
        fix::write(job, &inputs, &page.file, &page.before, &page.after)
            .map_err(|fault| draw::human(&fault, &NoSources, lang))?;
        println!(
            "{}",
            say(
                lang,
                format!("{name} 签了“{stage}”：{}", page.file),
                format!("{name} has signed `{stage}`: {}", page.file)
            )
        );
    }
    if signed.is_empty() {
        println!("{}", say(lang, "这里没有要签的页面。".to_owned(), "No page here needs it.".to_owned()));
    }
    Ok(CLEAN)
}

/// The pages that the command line means: one file, or those below a folder that still need the stage.
fn chosen<'a>(
    inputs: &Inputs,
    job: &SiteJob,
    drafts: &'a [Arc<Draft>],
    review: &Review,
    given: &str,
    stage: &str,
) -> Result<Vec<&'a Draft>, Diagnostic> {
    let path = given.trim().replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path).trim_matches('/');
    let content = format!("{}/", job.options.content);
    let path = path.strip_prefix(content.as_str()).unwrap_or(path);
    let path = if path == job.options.content { "" } else { path };
    if let Some(draft) = drafts.iter().find(|draft| *draft.path == *path) {
        return Ok(vec![draft]);
    }
    let inside = |draft: &&Arc<Draft>| {
        path.is_empty() || draft.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    };
    let below: Vec<&Draft> = drafts.iter().filter(inside).map(|draft| &**draft).collect();
    if below.is_empty() {
        let fault = Diagnostic::error(
            "no-such-page",
            format!("没有“{given}”这个页面，也没有这个文件夹"),
            format!("there is neither a page nor a folder `{given}`"),
        );
        return Err(fault.did_you_mean(path, drafts.iter().map(|draft| &*draft.path)).hint(
            "写页面在 content 文件夹里的路径，例如 publicity/春季读书会.md",
            "write the page's path below content, such as publicity/spring.md",
        ));
    }
    let files = review::files(inputs, &job.options.content);
    let needs = |draft: &&Draft| {
        let state = review::state(draft, review, &files);
        let of_stage = state.iter().flat_map(|state| &state.stages).find(|one| one.name == stage);
        of_stage.is_some_and(|stage| stage.given.valid().is_none())
    };
    // A stage that does not exist is told once, by a page.
    if !review.stages.iter().any(|known| known == stage) {
        return Ok(below.into_iter().take(1).collect());
    }
    Ok(below.into_iter().filter(needs).collect())
}

fn one(
    inputs: &Inputs,
    job: &SiteJob,
    draft: &Draft,
    review: &Review,
    what: (&str, &str, Date),
) -> Result<Signed, Box<Diagnostic>> {
    let file: Arc<str> = format!("{}/{}", job.options.content, draft.path).into();
    let refused = |refused: &Refused| {
        let words = refused.words();
        Box::new(Diagnostic::error("not-signed", words.zh, words.en).at(draft.meta.title.span.clone()))
    };
    let files = review::files(inputs, &job.options.content);
    let rows: Json = review::signed(draft, review, &files, what).map_err(|fault| refused(&fault))?;
    let input = inputs.get(&file).and_then(|input| Some((input.text()?, input.bytes().ok()?)));
    let utf8 = input.filter(|(text, bytes)| {
        text.trim_start_matches('\u{feff}').as_bytes() == bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
    });
    let (before, after) = match utf8 {
        Some((text, _)) => {
            let after = edit::set(&text, draft.kind, "review", &rows).ok();
            (text, after)
        }
        None => (Arc::from(""), None),
    };
    let after = after.ok_or_else(|| {
        let fault = Diagnostic::error(
            "not-signed",
            "签名写不进这个文件：开头的设置写法特殊，或者不是 UTF-8",
            "the signature cannot be written into this file: its front matter is written in an unusual way, or it is not in UTF-8",
        );
        Box::new(fault.at(draft.meta.title.span.clone()).hint(
            "把文件另存为 UTF-8；review 写成一行一项的列表，或者删去它再签。",
            "Save the file as UTF-8; write `review` as a list with an entry a line, or delete it and sign again.",
        ))
    })?;
    Ok(Signed { file, before, after })
}
