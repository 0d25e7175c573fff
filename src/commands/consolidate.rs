//! `shuyuan consolidate`

use std::path::Path;

use clap::ArgMatches;

use super::outline::unreadable;
use super::report::{self, Format};
use super::site::say;
use super::{CLEAN, FAULTS};
use crate::consolidate::{self, Consolidated, Outcome, Source};
use crate::diagnostics::draw::Sources;
use crate::diagnostics::{Diagnostic, Lang, has_errors};
use crate::inputs::{self, encoding};
use crate::outputs;

/// The texts that were named on the command line.
#[derive(Default)]
struct Texts(Vec<(String, String)>);

impl Sources for Texts {
    fn text(&self, file: &str) -> Option<std::borrow::Cow<'_, str>> {
        self.0.iter().find(|(path, _)| path == file).map(|(_, text)| text.into())
    }
}

impl Texts {
    fn source(&self, at: usize) -> Source<'_> {
        self.0.get(at).map_or(Source { path: "", text: "" }, |(path, text)| Source { path, text })
    }
}

/// Applies a decision on amendments to a policy text.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let format = Format::from_name(matches.get_one::<String>("format").map_or("human", String::as_str));
    let named = |name: &str| matches.get_one::<String>(name).cloned();
    let (mut texts, mut found) = (Texts::default(), Vec::new());
    for path in [named("old"), named("decision"), named("against")].into_iter().flatten() {
        match inputs::one_file(Path::new(&path)) {
            Ok(bytes) => {
                let file = path.replace('\\', "/");
                let (text, faults) = encoding::decode_file(&file.as_str().into(), &bytes);
                found.extend(faults);
                texts.0.push((file, text.unwrap_or_default()));
            }
            Err(error) => {
                eprintln!("{}", unreadable(&path, &error, lang));
                return FAULTS;
            }
        }
    }
    if has_errors(&found) {
        report::human(&found, &texts, lang);
        return FAULTS;
    }
    let made = consolidate::consolidate(texts.source(0), texts.source(1));
    let compared = named("against").map(|_| consolidate::compare(&made.text, texts.source(2)));
    found.extend(faults(&made));
    let differences = compared.iter().flat_map(consolidate::differences);
    found.extend(differences.map(|found| Diagnostic::error("differs-from-published", found.zh, found.en)));
    if let Err(code) = write(&made.text, named("out").as_deref(), format, &texts, lang) {
        return code;
    }
    match format {
        Format::Human => report::human(&found, &texts, lang),
        Format::Json => println!("{}", json(&made, &found, &texts)),
    }
    eprintln!("{}", summary(&made, lang));
    if let Some(comparison) = compared {
        let same = comparison.counts.get(&crate::link::policy::Change::Same).copied().unwrap_or(0);
        let all = comparison.rows.len();
        eprintln!(
            "{}",
            say(
                lang,
                format!("与公布的文本核对：{all} 条中 {same} 条完全相同。"),
                format!("Of {all} articles {same} are as published."),
            )
        );
    }
    if found.is_empty() { CLEAN } else { FAULTS }
}

fn faults(made: &Consolidated) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = made
        .instructions
        .iter()
        .filter_map(|instruction| match &instruction.outcome {
            Outcome::Not(why) => Some(consolidate::diagnostic(why, Some(instruction.span.clone()))),
            _ => None,
        })
        .collect();
    found.extend(made.faults.iter().map(|why| consolidate::diagnostic(why, None)));
    found
}

/// Writes the text to `out`, or prints it where no other output stands on the standard output.
fn write(text: &str, out: Option<&str>, format: Format, texts: &Texts, lang: Lang) -> Result<(), u8> {
    let Some(out) = out.map(Path::new) else {
        if matches!(format, Format::Human) {
            print!("{text}");
        }
        return Ok(());
    };
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = out.file_name().and_then(|name| name.to_str()).unwrap_or("consolidated.md");
    outputs::plain::write(folder, [(name, text.as_bytes())]).map_err(|error| {
        report::human(&[super::export::unwritten(&error)], texts, lang);
        FAULTS
    })
}

fn json(made: &Consolidated, found: &[Diagnostic], texts: &Texts) -> String {
    let instructions: Vec<serde_json::Value> = made
        .instructions
        .iter()
        .map(|instruction| {
            let text = texts.text(&instruction.span.file).unwrap_or_default();
            let words = text.get(instruction.span.start..instruction.span.end).unwrap_or_default();
            let outcome = match instruction.outcome {
                Outcome::Done => "done",
                Outcome::Nothing => "nothing",
                Outcome::Other => "other",
                Outcome::Not(_) => "not",
            };
            let line = text.get(..instruction.span.start).map_or(0, |before| before.matches('\n').count()) + 1;
            serde_json::json!({ "line": line, "words": words, "outcome": outcome })
        })
        .collect();
    let value = serde_json::json!({ "text": made.text, "instructions": instructions, "findings": found });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

fn summary(made: &Consolidated, lang: Lang) -> String {
    let (done, not) = made.counts();
    let other = made.instructions.iter().filter(|i| i.outcome == Outcome::Other).count();
    let more = |zh: bool| match (other, zh) {
        (0, _) => String::new(),
        (n, true) => format!("另有 {n} 处修改的是别的文件。"),
        (n, false) => format!(" {n} more amend other texts."),
    };
    say(
        lang,
        format!("决定里的修改执行了 {done} 处，{not} 处没有执行。{}", more(true)),
        format!("{done} amendments carried out, {not} not.{}", more(false)),
    )
}
