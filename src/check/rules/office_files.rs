//! What Word and WPS leave in a file: who wrote it, and what was changed and remarked on before it was finished.

use std::io::{Cursor, Read};
use std::sync::Arc;

use crate::check::{Context, Rule};
use crate::diagnostics::{Diagnostic, Severity, Span};

/// Names.
pub(in crate::check) const AUTHOR: Rule = Rule {
    id: "office-author",
    severity: Severity::Note,
    what: ("供下载的办公文件里有作者的名字", "an office file for download names its author"),
    mend: (
        "在 Word、WPS 里用“检查文档”删去个人信息，再保存",
        "remove personal information with “Inspect Document” and save",
    ),
    find: Some(|context| files(context).into_iter().filter_map(|(file, traces)| author(&file, &traces)).collect()),
    in_build: false,
};

/// Changes and comments.
pub(in crate::check) const CHANGES: Rule = Rule {
    id: "office-changes",
    severity: Severity::Warning,
    what: ("供下载的办公文件里有修订痕迹或者批注", "an office file for download holds tracked changes or comments"),
    mend: ("接受或者拒绝全部修订，删去批注，再保存", "accept or reject all changes, delete the comments and save"),
    find: Some(|context| files(context).into_iter().filter_map(|(file, traces)| changes(&file, &traces)).collect()),
    in_build: false,
};

/// What one file tells.
#[derive(Debug, Default, PartialEq, Eq)]
struct Traces {
    names: Vec<String>,
    changes: usize,
    comments: usize,
}

/// The longest part that is looked at: more than any document has, and less than what fills the memory.
const LONGEST: u64 = 64 << 20;

/// What there is to tell of the file `bytes`, called `name`, before it is published.
pub(crate) fn told(name: &str, bytes: &[u8]) -> Vec<Diagnostic> {
    let file: Arc<str> = name.into();
    let traces = if is_office(name) { traces(bytes) } else { None };
    traces.map_or_else(Vec::new, |traces| author(&file, &traces).into_iter().chain(changes(&file, &traces)).collect())
}

fn is_office(path: &str) -> bool {
    let path = path.to_lowercase();
    [".docx", ".xlsx", ".pptx", ".docm", ".xlsm"].iter().any(|end| path.ends_with(end))
}

fn files(context: &Context<'_>) -> Vec<(Arc<str>, Traces)> {
    use rayon::prelude::*;
    let paths: Vec<_> = context.built.site.media.keys().filter(|path| is_office(path)).collect();
    let files = paths.par_iter().filter_map(|path| {
        let file = context.file(path);
        // One that cannot be read any more was reported by the build.
        let bytes = context.inputs.get(&file)?.bytes().ok()?;
        Some((file, traces(&bytes)?))
    });
    files.collect()
}

fn traces(bytes: &[u8]) -> Option<Traces> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut traces = Traces::default();
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    for name in names {
        let main = matches!(name.as_str(), "docProps/core.xml" | "word/document.xml") || name.contains("comments");
        if !main || !name.ends_with(".xml") {
            continue;
        }
        let mut text = String::new();
        let Ok(part) = archive.by_name(&name) else { continue };
        if part.take(LONGEST).read_to_string(&mut text).is_err() {
            continue;
        }
        match name.as_str() {
            "docProps/core.xml" => {
                for tag in ["dc:creator", "cp:lastModifiedBy"] {
                    let value = content(&text, tag);
                    // Programs name themselves too.
                    traces.names.extend(value.filter(|name| !name.is_empty() && !traces.names.contains(name)));
                }
            }
            "word/document.xml" => {
                traces.changes =
                    ["<w:ins ", "<w:del ", "<w:moveFrom "].iter().map(|tag| text.matches(tag).count()).sum();
            }
            _ => traces.comments += text.matches("<w:comment ").count() + text.matches("<comment ").count(),
        }
    }
    Some(traces)
}

fn content(text: &str, tag: &str) -> Option<String> {
    let start = text.find(&format!("<{tag}>"))? + tag.len() + 2;
    let end = text[start..].find("</")? + start;
    Some(text[start..end].trim().to_owned())
}

fn author(file: &Arc<str>, traces: &Traces) -> Option<Diagnostic> {
    let names = traces.names.join("、");
    (!names.is_empty()).then(|| {
        AUTHOR
            .fault(format!("文件的属性里写着“{names}”，下载的人都看得到"), format!("the file's properties name `{names}` to all who download it"))
            .at(Span::file(file))
            .hint(
                "不想公开的，在 Word、WPS 的“文件—信息—检查文档”里删去个人信息，再保存。",
                "If that is not to be public, use File, Info, Inspect Document to remove personal information, and save.",
            )
    })
}

fn changes(file: &Arc<str>, traces: &Traces) -> Option<Diagnostic> {
    let Traces { changes, comments, .. } = traces;
    (changes + comments > 0).then(|| {
        CHANGES
            .fault(
                format!("文件里还有 {changes} 处修订、{comments} 条批注，下载的人都看得到"),
                format!("the file still holds {changes} tracked changes and {comments} comments, which all who download it see"),
            )
            .at(Span::file(file))
            .hint(
                "在“审阅”里接受或者拒绝全部修订，删去全部批注，再保存。",
                "Accept or reject all changes and delete all comments under Review, and save.",
            )
    })
}
