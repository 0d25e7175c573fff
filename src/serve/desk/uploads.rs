//! Pictures, attachments and documents that are dropped on the desk.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{Refusal, Room, api};
use crate::check;
use crate::desk::clips;
use crate::desk::files::Refused;
use crate::diagnostics::{Severity, Text};
use crate::import::{self, Options, Outcome, Report};

/// Where a file goes.
#[derive(Deserialize)]
pub(super) struct To {
    /// What it was called.
    name: String,
    /// The page that a picture is for.
    #[serde(default)]
    path: String,
    /// The folder into which a document goes.
    #[serde(default)]
    column: String,
}

/// Takes the file `bytes`.
pub(super) fn take(room: &Room, what: &str, to: &To, bytes: Vec<u8>) -> Result<Json, Refusal> {
    match what {
        "picture" => picture(room, to, bytes),
        "attachment" => attachment(room, to, &bytes),
        "document" => document(room, to, &bytes),
        _ => Err(room.refuse(404, &Text::new("没有这个功能", "there is no such request"))),
    }
}

fn picture(room: &Room, to: &To, bytes: Vec<u8>) -> Result<Json, Refusal> {
    let known = room.known()?;
    let (name, bytes) = clips::picture(&to.name, bytes, known.config.image_max_width)
        .map_err(|fault| Refusal { status: 422, body: json!({ "message": room.words(&fault) }) })?;
    Ok(json!({ "file": room.add_file(&to.path, &name, &bytes)? }))
}

/// A file that readers download, with what they would learn from it beside its text.
fn attachment(room: &Room, to: &To, bytes: &[u8]) -> Result<Json, Refusal> {
    let name = clips::attachment(&to.name).ok_or_else(|| {
        let words = Text::new(
            "附件可以是 Word、WPS、Excel、PowerPoint、PDF、OFD、ODF、CSV、TXT 或者 ZIP 文件",
            "attachments may be files of Word, WPS, Excel, PowerPoint, PDF, OFD, ODF, CSV, TXT or ZIP",
        );
        room.refuse(422, &words)
    })?;
    let file = room.add_file(&to.path, &name, bytes)?;
    let noted: Vec<String> = check::told_of_file(&name, bytes).iter().map(|found| room.words(found)).collect();
    Ok(json!({ "file": file, "noted": noted }))
}

fn document(room: &Room, to: &To, bytes: &[u8]) -> Result<Json, Refusal> {
    if !api::is_column(&to.column) {
        return Err(room.refused(&Refused::Name));
    }
    let options = Options { kind: None, column: to.column.clone() };
    let pages = import::convert(&to.name, bytes, &options, &|_| None)
        .map_err(|fault| Refusal { status: 422, body: json!({ "message": room.words(&fault) }) })?;
    let mut reports = Vec::new();
    for page in pages {
        let below = |path: &str| path.strip_prefix("content/").unwrap_or(path).to_owned();
        let path = below(&page.path);
        if room.folders.is_taken(&path) {
            let words = Text::new(
                format!("“{path}”已经有了，没有导入：先改名或者删除旧的一页"),
                format!("`{path}` exists and nothing was imported: rename or delete the old page first"),
            );
            return Err(room.refuse(409, &words));
        }
        // The page last, so that it is never there without its pictures.
        let files = page.files.iter().map(|(path, bytes)| (below(path), bytes.as_slice()));
        for (path, bytes) in files.chain([(path.clone(), page.text.as_bytes())]) {
            match room.folders.create(&path, bytes) {
                Ok(()) | Err(Refused::Taken) => {}
                Err(refused) => return Err(room.refused(&refused)),
            }
        }
        let check = page.found.iter().filter(|found| found.severity == Severity::Error);
        let check = check.map(|found| found.message.get(room.lang).to_owned()).collect();
        let report = Report {
            source: page.source,
            page: page.path,
            outcome: Outcome::New,
            check,
            difference: String::new(),
            queries: 0,
        };
        reports.push(json!({ "path": path, "report": report.human(false, room.lang) }));
    }
    Ok(json!({ "pages": reports }))
}
