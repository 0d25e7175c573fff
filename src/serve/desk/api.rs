//! What the desk's page asks for.

use std::time::Instant;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use time::OffsetDateTime;

use super::known::Known;
use super::{Refusal, Room, tables};
use crate::cache::Hash;
use crate::check::due::coming;
use crate::content::{Kind, Place, format_date, page_stem};
use crate::desk::files::Refused;
use crate::desk::{clips, edit, faults, form, lines, list, place, quiz, sample};
use crate::diagnostics::{Diagnostic, Lang, Severity, Text};
use crate::import;
use crate::inputs::encoding::{self, Encoding};
use crate::pipeline::AsOf;

type Answer = Result<Json, Refusal>;

/// More days to come are not shown.
const MOST_DUE: usize = 100;

/// Answers the request `name` with the arguments `given`.
pub(super) fn answer(room: &Room, name: &str, given: Json) -> Answer {
    match name {
        "list" => room.list(),
        "faults" => room.faults(),
        "here" => room.here(&room.arguments(given)?),
        "open" => room.open(&room.arguments(given)?),
        "type" => room.type_into(&room.arguments(given)?),
        "draft" => room.draft(&room.arguments(given)?),
        "save" => room.save(&room.arguments(given)?),
        "keep" => room.keep(&room.arguments(given)?),
        "close" => room.close(&room.arguments(given)?),
        "forget" => room.forget(&room.arguments(given)?),
        "new" => room.create(&room.arguments(given)?),
        "questions" => room.questions(&room.arguments(given)?),
        "table" => room.table(&room.arguments(given)?),
        "table-save" => room.save_table(&room.arguments(given)?),
        "bank" => room.bank(&room.arguments(given)?),
        "bank-save" => room.save_bank(&room.arguments(given)?),
        "move" => room.relocate(&room.arguments(given)?),
        "delete" => room.delete(&room.arguments(given)?),
        "restore" => room.restore(&room.arguments(given)?),
        "changes" => room.changes(),
        "compare" => room.compare(&room.arguments(given)?),
        "sign" => room.sign(&room.arguments(given)?),
        "paste" => room.paste(&room.arguments(given)?),
        _ => Err(room.refuse(404, &Text::new("没有这个功能", "there is no such request"))),
    }
}

#[derive(Deserialize)]
pub(super) struct Page {
    path: String,
}

#[derive(Deserialize)]
pub(super) struct Here {
    desk: String,
    path: String,
}

/// A page as the desk has it: front matter with its fences, and body; line breaks as a browser's text field has them.
#[derive(Deserialize)]
pub(super) struct Typed {
    path: String,
    head: String,
    body: String,
    /// Hash of the file that was opened.
    #[serde(default)]
    hash: String,
    /// A field of the form that was changed.
    set: Option<Field>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    value: Json,
}

#[derive(Deserialize)]
pub(super) struct Wish {
    kind: String,
    path: String,
    title: String,
    /// A page to begin with.
    #[serde(default)]
    from: String,
    /// A template of the site to begin with.
    #[serde(default)]
    template: String,
}

#[derive(Deserialize)]
pub(super) struct Doomed {
    path: String,
    hash: String,
}

#[derive(Deserialize)]
pub(super) struct Discarded {
    bin: String,
}

#[derive(Deserialize)]
pub(super) struct Pasted {
    path: String,
    html: String,
}

/// The source of questions, and what a form made of them.
#[derive(Deserialize)]
pub(super) struct Questions {
    text: String,
    #[serde(default)]
    wanted: Option<Vec<quiz::Asked>>,
}

/// A file's text and what has to be known to write it again.
pub(super) struct Source {
    pub(super) text: String,
    pub(super) hash: Hash,
    pub(super) encoding: Encoding,
    pub(super) mark: bool,
    pub(super) unreadable: usize,
}

impl Room {
    fn arguments<T: DeserializeOwned>(&self, given: Json) -> Result<T, Refusal> {
        serde_json::from_value(given).map_err(|error| {
            self.refuse(400, &Text::new(format!("请求不完整：{error}"), format!("bad request: {error}")))
        })
    }

    fn list(&self) -> Answer {
        let known = self.known()?;
        let mut rows = list::rows(&known.drafts, &known.site, &known.found, known.as_of, &self.content);
        for row in &mut rows {
            row.changed = self.folders.changed(&row.path);
        }
        let templates: Vec<String> = self.folders.templates().into_iter().map(|(name, _)| name).collect();
        let due = coming(&self.mover.options, &known.drafts, &known.site, known.as_of);
        let due = due.iter().take(MOST_DUE).map(|due| {
            let (words, file) = (due.words(), due.span.file.strip_prefix(&*self.content));
            json!({
                "at": due.at.to_string(),
                "what": if self.lang == Lang::Zh { words.zh } else { words.en },
                "path": file.map(|path| path.trim_start_matches('/')),
            })
        });
        Ok(json!({
            "pages": rows,
            "tables": tables::all(&known, &self.content).collect::<Vec<_>>(),
            "due": due.collect::<Vec<_>>(),
            "kinds": form::kinds(self.lang),
            "templates": templates,
            "counts": counts(&known),
            "number": known.number,
            "title": known.config.title,
            "today": format_date(known.as_of.date()),
            "stale_days": known.config.stale_days,
            "idle_days": known.config.idle_days,
        }))
    }

    fn faults(&self) -> Answer {
        let known = self.known()?;
        let one = |found: &Diagnostic| {
            let text = found.span.as_ref().and_then(|span| known.inputs.get(&span.file)?.text());
            faults::Fault::new(found, text.as_deref(), self.lang)
        };
        // A page cannot show more, and nobody mends more at a time.
        let shown: Vec<faults::Fault> = known.found.iter().take(2000).map(one).collect();
        Ok(json!({ "faults": shown, "counts": counts(&known), "content": self.content }))
    }

    fn here(&self, here: &Here) -> Answer {
        let others = self.seats.sit(&here.desk, &here.path, Instant::now());
        let known = self.known()?;
        Ok(json!({ "others": others, "number": known.number, "counts": counts(&known) }))
    }

    pub(super) fn source(&self, path: &str) -> Result<Source, Refusal> {
        let bytes = self.folders.read(path).map_err(|refused| self.refused(&refused))?;
        self.source_of(&bytes)
    }

    fn source_of(&self, bytes: &[u8]) -> Result<Source, Refusal> {
        let decoded = encoding::decode(bytes);
        if decoded.encoding == Encoding::Binary {
            return Err(self.refuse(415, &Text::new("这个文件不是文本", "this file is no text")));
        }
        Ok(Source {
            text: decoded.text,
            hash: Hash::of(bytes),
            encoding: decoded.encoding,
            mark: decoded.had_bom,
            unreadable: decoded.unreadable,
        })
    }

    fn open(&self, page: &Page) -> Answer {
        let source = self.source(&page.path)?;
        let known = self.build_with(&page.path, Some(&source.text))?;
        let mut answer = self.state(&known, &page.path, &source.text);
        let kept = self.folders.kept(&page.path).and_then(|kept| serde_json::from_slice::<Json>(&kept).ok());
        let note = match (source.unreadable, source.encoding) {
            (1.., _) => Text::new(
                "这个文件里有读不出来的字，不能在这里保存：请用记事本打开原文件，另存为 UTF-8",
                "this file has characters that cannot be read and cannot be saved here: save it as UTF-8 first",
            ),
            (_, Encoding::Utf8) => Text::new("", ""),
            _ => Text::new("这个文件不是 UTF-8 编码，保存时会改为 UTF-8", "this file is not UTF-8; saving makes it so"),
        };
        answer["hash"] = json!(source.hash.to_string());
        answer["kept"] = kept.unwrap_or_default();
        answer["note"] = json!(note.get(self.lang));
        Ok(answer)
    }

    /// A page with its form and what is said of it.
    fn state(&self, known: &Known, path: &str, text: &str) -> Json {
        let file = format!("{}/{path}", self.content);
        let draft = known.drafts.iter().find(|draft| *draft.path == *path);
        let kind = draft.map(|draft| draft.kind).or_else(|| kind_said(text)).unwrap_or(Kind::Article);
        let is_index = Place::of(path).is_index();
        let body_start = lines::body_start(text);
        let page = known.site.by_path.get(path).map(|id| known.site.page(*id));
        json!({
            "path": path,
            "kind": kind.name(),
            "head": lines::for_field(&text[..body_start]),
            "body": lines::for_field(&text[body_start..]),
            "fields": form::of(kind, text, is_index),
            "inherited": self.inherited(known, path),
            "faults": faults::of_page(&known.found, &file, text, self.lang),
            "counts": counts(known),
            "url": page.map(|page| page.url.clone()),
            "draft": draft.is_some_and(|draft| draft.meta.draft),
            "banks": draft.map(|draft| tables::banks(known, &self.content, draft)),
            "number": known.number,
        })
    }

    /// What the folders above a page say for it, the nearest first, as the form would show it.
    fn inherited(&self, known: &Known, path: &str) -> Json {
        let mut said = serde_json::Map::new();
        let own = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let above = std::iter::successors(Some(own), |folder| {
            (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
        });
        for folder in above {
            let slash = if folder.is_empty() { "" } else { "/" };
            let index = format!("{}/{folder}{slash}_index.md", self.content);
            let text =
                known.inputs.get(&index).filter(|_| !index.ends_with(&format!("/{path}"))).and_then(|f| f.text());
            let entries = text.and_then(|text| edit::entries(&text)).unwrap_or_default();
            let cascade = entries.iter().find(|entry| entry.key == "cascade").and_then(|entry| entry.value.as_map());
            for entry in cascade.unwrap_or_default() {
                let words = match entry.value.as_list() {
                    Some(list) => list.iter().filter_map(|node| node.as_text()).collect::<Vec<_>>().join("、"),
                    None => entry.value.as_text().unwrap_or_default().to_owned(),
                };
                if !said.contains_key(&entry.key) && !words.is_empty() {
                    said.insert(entry.key.clone(), words.into());
                }
            }
        }
        Json::Object(said)
    }

    /// What the desk has, with the line breaks of the file.
    fn typed(&self, typed: &Typed) -> Result<String, Refusal> {
        let source = self.source(&typed.path)?;
        Ok(lines::with_breaks_of(&source.text, &format!("{}{}", typed.head, typed.body)))
    }

    fn draft(&self, typed: &Typed) -> Answer {
        let mut text = self.typed(typed)?;
        if let Some(field) = &typed.set {
            let kind = self.known()?.drafts.iter().find(|draft| *draft.path == *typed.path).map(|draft| draft.kind);
            let kind = kind.or_else(|| kind_said(&text)).unwrap_or(Kind::Article);
            text = edit::set(&text, kind, &field.name, &field.value).map_err(|_| {
                let words = Text::new(
                    "文件开头的设置写法特殊，表单改不了这一项，请用“原文”改",
                    "the front matter is written in a way that the form cannot change; use “As text”",
                );
                self.refuse(422, &words)
            })?;
        }
        let known = self.build_with(&typed.path, Some(&text))?;
        let mut answer = self.state(&known, &typed.path, &text);
        // It is what was sent, and long.
        answer["body"].take();
        Ok(answer)
    }

    /// Shows a page with what was typed at once, if it is only that.
    fn type_into(&self, typed: &Typed) -> Answer {
        let text = self.typed(typed)?;
        Ok(json!({ "shown": self.type_page(&typed.path, &text)? }))
    }

    fn save(&self, typed: &Typed) -> Answer {
        let source = self.source(&typed.path)?;
        if source.unreadable > 0 {
            let words = Text::new("文件里有读不出来的字，保存会丢掉它们", "saving would lose what cannot be read");
            return Err(self.refuse(422, &words));
        }
        let text = lines::with_breaks_of(&source.text, &format!("{}{}", typed.head, typed.body));
        let mark = if source.mark && source.encoding == Encoding::Utf8 { "\u{feff}" } else { "" };
        let known = Hash::parse(&typed.hash).unwrap_or(Hash([0; 32]));
        match self.folders.save(&typed.path, &known, format!("{mark}{text}").as_bytes()) {
            Ok(hash) => {
                self.folders.forget(&typed.path);
                Ok(json!({ "hash": hash.to_string() }))
            }
            Err(Refused::Changed(now)) => Err(self.changed(now)?),
            Err(refused) => Err(self.refused(&refused)),
        }
    }

    /// The file is another by now: what it says goes along.
    fn changed(&self, now: Option<Vec<u8>>) -> Result<Refusal, Refusal> {
        let theirs = now.map(|bytes| self.source_of(&bytes)).transpose()?;
        let disk = theirs.map(|theirs| {
            let start = lines::body_start(&theirs.text);
            json!({
                "head": lines::for_field(&theirs.text[..start]),
                "body": lines::for_field(&theirs.text[start..]),
                "hash": theirs.hash.to_string(),
            })
        });
        let mut refusal = self.refused(&Refused::Changed(None));
        refusal.body["disk"] = disk.unwrap_or_default();
        Ok(refusal)
    }

    fn keep(&self, typed: &Typed) -> Answer {
        let kept = json!({
            "head": typed.head,
            "body": typed.body,
            "hash": typed.hash,
            "at": OffsetDateTime::now_utc().unix_timestamp(),
        });
        self.folders.keep(&typed.path, kept.to_string().as_bytes()).map_err(|refused| self.refused(&refused))?;
        Ok(json!({}))
    }

    /// The page is closed. Unless another desk has it open, the file on disk counts again; what was kept stays.
    fn close(&self, here: &Here) -> Answer {
        self.seats.sit(&here.desk, "", Instant::now());
        if !self.seats.open(Instant::now()).contains(&here.path) {
            self.build_with(&here.path, None)?;
        }
        Ok(json!({}))
    }

    /// What was typed is given up: the file on disk counts.
    fn forget(&self, page: &Page) -> Answer {
        self.folders.forget(&page.path);
        self.build_with(&page.path, None)?;
        Ok(json!({}))
    }

    fn create(&self, wish: &Wish) -> Answer {
        let kind = Kind::from_name(&wish.kind).unwrap_or(Kind::Article);
        let path = place::place(kind, &wish.path)
            .map_err(|fault| Refusal { status: 400, body: json!({ "message": self.words(&fault) }) })?;
        let day = format_date(self.today()?);
        let title = wish.title.trim();
        let text = if !wish.from.is_empty() {
            self.titled(&self.source(&wish.from)?.text, kind, title, &day)
        } else if !wish.template.is_empty() {
            let found = self.folders.templates().into_iter().find(|(name, _)| *name == wish.template);
            let (_, text) = found.ok_or_else(|| self.refused(&Refused::Missing))?;
            self.titled(&text.replace("{{date}}", &day).replace("{{title}}", title), kind, title, &day)
        } else {
            sample::text(kind, if title.is_empty() { kind.label() } else { title }, &day)
        };
        self.folders.create(&path, text.as_bytes()).map_err(|refused| self.refused(&refused))?;
        Ok(json!({ "path": path }))
    }

    /// A copy of a page is another page: with a title and a day of its own, and without the address of the first.
    fn titled(&self, text: &str, kind: Kind, title: &str, day: &str) -> String {
        let kind = kind_said(text).unwrap_or(kind);
        let mut made = text.to_owned();
        for (name, value) in [
            ("title", json!(title)),
            ("published_at", json!(day)),
            ("updated_at", Json::Null),
            ("slug", Json::Null),
            ("aliases", Json::Null),
        ] {
            let has = edit::entries(&made).unwrap_or_default().iter().any(|entry| entry.key == name);
            let wanted = if name == "title" { !title.is_empty() } else { has };
            // What no form can change is left for the editor to see.
            if let Some(text) = wanted.then(|| edit::set(&made, kind, name, &value).ok()).flatten() {
                made = text;
            }
        }
        made
    }

    fn delete(&self, doomed: &Doomed) -> Answer {
        let hash = Hash::parse(&doomed.hash).unwrap_or(Hash([0; 32]));
        let stamp = format_date(self.today()?).replace('-', "");
        let bin = match self.folders.discard(&doomed.path, &hash, &stamp) {
            Err(Refused::Changed(now)) => return Err(self.changed(now)?),
            bin => bin.map_err(|refused| self.refused(&refused))?,
        };
        self.folders.forget(&doomed.path);
        self.build_with(&doomed.path, None)?;
        Ok(json!({ "bin": bin }))
    }

    fn restore(&self, discarded: &Discarded) -> Answer {
        let pages = self.folders.restore(&discarded.bin).map_err(|refused| self.refused(&refused))?;
        Ok(json!({ "paths": pages }))
    }

    /// Questions as a form shows them, or their source with what a form made of them.
    fn questions(&self, questions: &Questions) -> Answer {
        let done = match &questions.wanted {
            None => quiz::read(&questions.text).map(|all| json!({ "questions": all })),
            Some(wanted) => quiz::write(&questions.text, wanted).map(|text| json!({ "text": text })),
        };
        done.map_err(|_| {
            let words = Text::new(
                "这些题目写得特殊，表单读不懂或者写不回去，请直接改文字",
                "these questions are written in a way that the form cannot read or write; change them as text",
            );
            self.refuse(422, &words)
        })
    }

    fn paste(&self, pasted: &Pasted) -> Answer {
        let clip = import::clip(&pasted.html);
        let mut markdown = clip.markdown;
        for (name, bytes) in clip.files {
            let made = self.add_file(&pasted.path, &name, &bytes)?;
            markdown = markdown.replace(&format!("]({name}"), &format!("]({made}"));
        }
        let noted: Vec<&String> =
            clip.noted.iter().map(|noted| if self.lang == Lang::Zh { &noted.zh } else { &noted.en }).collect();
        Ok(json!({ "markdown": markdown, "noted": noted }))
    }

    /// Puts a file beside the page `page` under a name that is free; how the page names it.
    pub(super) fn add_file(&self, page: &str, name: &str, bytes: &[u8]) -> Result<String, Refusal> {
        // Only where there is a page may something be put beside it.
        self.folders.read(page).map_err(|refused| self.refused(&refused))?;
        let folder = clips::folder(page);
        for n in 1..1000 {
            let name = clips::numbered(name, n);
            match self.folders.create(&format!("{folder}/{name}"), bytes) {
                Ok(()) => return Ok(clips::reference(page, &name)),
                Err(Refused::Taken) => {}
                Err(refused) => return Err(self.refused(&refused)),
            }
        }
        Err(self.refused(&Refused::Taken))
    }

    pub(super) fn words(&self, fault: &Diagnostic) -> String {
        let hints = fault.hints.iter().map(|hint| hint.get(self.lang));
        std::iter::once(fault.message.get(self.lang)).chain(hints).collect::<Vec<_>>().join("\n")
    }

    /// The site's own day.
    pub(super) fn today(&self) -> Result<time::Date, Refusal> {
        Ok(AsOf::Clock(OffsetDateTime::now_utc()).at(&self.known()?.config.utc_offset).date())
    }
}

fn counts(known: &Known) -> Json {
    let count = |severity| known.found.iter().filter(|found| found.severity == severity).count();
    json!({ "errors": count(Severity::Error), "warnings": count(Severity::Warning) })
}

fn kind_said(text: &str) -> Option<Kind> {
    let entries = edit::entries(text)?;
    Kind::from_name(entries.iter().find(|entry| entry.key == "kind")?.value.as_text()?.trim())
}

/// Whether a page may be imported into the folder `column`.
pub(super) fn is_column(column: &str) -> bool {
    column.is_empty() || page_stem(column).is_none() && place::place(Kind::Article, &format!("{column}/a.md")).is_ok()
}
