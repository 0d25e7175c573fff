//! `shuyuan check --fix`: what has one right answer is changed in the files, or shown as a diff.

use std::sync::Arc;

use super::site::{SiteJob, say};
use crate::check::Context;
use crate::check::fix::{Edit, apply, edits, unified};
use crate::diagnostics::{Diagnostic, Lang};
use crate::inputs::Inputs;
use crate::outputs::scaffold;

/// The rules whose findings it mends.
pub(super) const RULES: [&str; 2] = ["mixed-punctuation", "word-list"];

/// What `--fix` did, or would do.
#[derive(Default)]
pub(super) struct Fixed {
    /// Changes, and files that have them.
    pub(super) changes: usize,
    pub(super) files: Vec<Arc<str>>,
    /// All changes.
    pub(super) edits: Vec<Edit>,
    /// A unified diff of all files.
    pub(super) diff: String,
    /// Files that are not in UTF-8 and stay as they are.
    pub(super) skipped: Vec<Arc<str>>,
    /// Why writing failed.
    pub(super) fault: Option<Box<Diagnostic>>,
}

/// Makes the changes of the site; with `dry_run` only the diff.
pub(super) fn fix(job: &SiteJob, context: &Context<'_>, dry_run: bool) -> Fixed {
    let edits = edits(context);
    let mut fixed = Fixed::default();
    for edits in edits.chunk_by(|one, next| one.file == next.file) {
        let file = &edits[0].file;
        match changed(context.inputs, file, edits) {
            Some((before, after)) => {
                fixed.diff.push_str(&unified(file, &before, &after));
                if !dry_run && let Err(fault) = write(job, context.inputs, file, &before, &after) {
                    fixed.fault = Some(fault);
                    return fixed;
                }
                fixed.changes += edits.len();
                fixed.edits.extend(edits.iter().cloned());
                fixed.files.push(Arc::clone(file));
            }
            None => fixed.skipped.push(Arc::clone(file)),
        }
    }
    fixed
}

/// A file before and after; none if its bytes are not its text, because they are in another encoding.
fn changed(inputs: &Inputs, file: &str, edits: &[Edit]) -> Option<(Arc<str>, String)> {
    let input = inputs.get(file)?;
    let text = input.text()?;
    let bytes = input.bytes().ok()?;
    let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    (text.trim_start_matches('\u{feff}').as_bytes() == bare).then(|| {
        let after = apply(&text, edits);
        (text, after)
    })
}

/// Writes the file where it lies, unless somebody changed it meanwhile.
pub(super) fn write(
    job: &SiteJob,
    inputs: &Inputs,
    file: &Arc<str>,
    before: &str,
    after: &str,
) -> Result<(), Box<Diagnostic>> {
    let Some(input) = inputs.get(file) else { return Ok(()) };
    // `bytes` is an error if the file is no longer what was read.
    let bytes = input.checked_bytes(file)?;
    let mut out = Vec::with_capacity(after.len() + 3);
    if bytes.starts_with(b"\xef\xbb\xbf") && !before.starts_with('\u{feff}') {
        out.extend_from_slice(b"\xef\xbb\xbf");
    }
    out.extend_from_slice(after.as_bytes());
    let path = job.roots.disk(file);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    scaffold::replace(path.parent().unwrap_or(&job.roots.site), &[(&name, &out)])
}

/// The lines that say what was done.
pub(super) fn tell(fixed: &Fixed, dry_run: bool, lang: Lang) {
    let (changes, files) = (fixed.changes, fixed.files.len());
    if dry_run {
        print!("{}", fixed.diff);
    }
    for file in &fixed.skipped {
        eprintln!(
            "{}",
            say(
                lang,
                format!("{file} 不是 UTF-8，没有改；请先另存为 UTF-8。"),
                format!("{file} is not in UTF-8 and was left alone; save it as UTF-8 first.")
            )
        );
    }
    let words = match (changes, dry_run) {
        (0, _) => say(lang, "没有可以自动改的。".into(), "There is nothing to fix by itself.".into()),
        (_, true) => say(
            lang,
            format!("可以自动改 {changes} 处，在 {files} 个文件里；没有写文件。去掉 --dry-run 就改。"),
            format!(
                "{changes} changes in {files} files could be made; nothing was written. Leave out --dry-run to make them."
            ),
        ),
        _ => say(
            lang,
            format!("自动改了 {changes} 处，在 {files} 个文件里。"),
            format!("Made {changes} changes in {files} files."),
        ),
    };
    eprintln!("{words}");
}
