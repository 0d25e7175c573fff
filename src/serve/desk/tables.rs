//! Data tables, for a grid, and files of questions, for their form.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::api::Source;
use super::known::Known;
use super::{Refusal, Room};
use crate::content::{Draft, page_stem};
use crate::desk::files::Refused;
use crate::desk::{grid, lines};
use crate::diagnostics::Text;
use crate::inputs::encoding::Encoding;
use crate::link::{named_paths, relative_path};

#[derive(Deserialize)]
pub(super) struct TableWish {
    path: String,
    /// Hash of the file that was opened, and what its rows are to be.
    #[serde(default)]
    hash: String,
    #[serde(default)]
    rows: Vec<grid::Row>,
}

/// A file of questions, and what it is to say.
#[derive(Deserialize)]
pub(super) struct BankWish {
    path: String,
    #[serde(default)]
    hash: String,
    #[serde(default)]
    text: String,
}

/// The end of the name of a file of questions.
const BANK: &str = ".quiz.yaml";

/// The tables of a site that a grid can show, and its files of questions, below the content folder.
pub(super) fn all<'a>(known: &'a Known, content: &'a str) -> impl Iterator<Item = &'a str> {
    let files = known
        .inputs
        .below(content)
        .filter(|(file, input)| file.ends_with(BANK) || grid::is_shown(file, &input.text().unwrap_or_default()));
    files.map(move |(file, _)| file[content.len()..].trim_start_matches('/'))
}

/// The files of questions that a page uses: the one beside it, and those that it draws from.
pub(super) fn banks(known: &Known, content: &str, draft: &Draft) -> Vec<String> {
    let stem = page_stem(&draft.path).unwrap_or(&draft.path);
    let beside = std::iter::once(format!("{stem}{BANK}"));
    let drawn = named_paths(draft).filter(|path| path.ends_with(BANK));
    let mut all: Vec<String> = beside.chain(drawn).collect();
    // A drawn question has become one of the page by now; its source still says from which file.
    let text = known.inputs.get(&format!("{content}/{}", draft.path)).and_then(|input| input.text());
    let named = text.iter().flat_map(|text| text.lines()).filter_map(|line| line.trim().strip_prefix("bank:"));
    let whole = |written: &str| relative_path(draft.folder(), written.trim().trim_matches(['"', '\'']));
    all.extend(named.filter_map(whole));
    all.retain(|path| known.inputs.get(&format!("{content}/{path}")).is_some());
    all.sort();
    all.dedup();
    all
}

impl Room {
    pub(super) fn table(&self, wish: &TableWish) -> Result<Json, Refusal> {
        self.is_table(&wish.path)?;
        let source = self.source(&wish.path)?;
        let rows = grid::read(&wish.path, &source.text).map_err(|_| self.odd_table())?;
        let note = match (source.unreadable, source.encoding) {
            (1.., _) => Text::new(
                "这个文件里有读不出来的字，不能在这里保存：请用表格软件或记事本另存为 UTF-8",
                "this file has characters that cannot be read and cannot be saved here: save it in UTF-8 first",
            ),
            (_, Encoding::Utf8) => Text::new("", ""),
            _ => Text::new("这个文件不是 UTF-8 编码，保存时会改为 UTF-8", "this file is not UTF-8; saving makes it so"),
        };
        Ok(json!({ "rows": rows, "hash": source.hash.to_string(), "note": note.get(self.lang) }))
    }

    pub(super) fn save_table(&self, wish: &TableWish) -> Result<Json, Refusal> {
        self.is_table(&wish.path)?;
        let source = self.source(&wish.path)?;
        if source.hash.to_string() != wish.hash {
            return Err(self.table_changed());
        }
        let text = grid::write(&wish.path, &source.text, &wish.rows).map_err(|_| self.odd_table())?;
        self.put_table(&wish.path, &source, &text)
    }

    /// The text of a file of questions, for the form.
    pub(super) fn bank(&self, wish: &BankWish) -> Result<Json, Refusal> {
        self.is_bank(&wish.path)?;
        let source = self.source(&wish.path)?;
        Ok(json!({ "text": source.text.replace("\r\n", "\n"), "hash": source.hash.to_string() }))
    }

    pub(super) fn save_bank(&self, wish: &BankWish) -> Result<Json, Refusal> {
        self.is_bank(&wish.path)?;
        let source = self.source(&wish.path)?;
        if source.hash.to_string() != wish.hash {
            return Err(self.table_changed());
        }
        let text = lines::with_breaks_of(&source.text, &wish.text);
        self.put_table(&wish.path, &source, &text)
    }

    fn put_table(&self, path: &str, source: &Source, text: &str) -> Result<Json, Refusal> {
        if source.unreadable > 0 {
            let words = Text::new("文件里有读不出来的字，保存会丢掉它们", "saving would lose what cannot be read");
            return Err(self.refuse(422, &words));
        }
        // By its mark, spreadsheets see that a table is in UTF-8; other files have one if they had it.
        let sheet = !path.ends_with(".yaml") && !path.ends_with(".yml");
        let utf8 = source.encoding == Encoding::Utf8;
        let mark = if source.mark && utf8 || sheet && !utf8 { "\u{feff}" } else { "" };
        match self.folders.save(path, &source.hash, format!("{mark}{text}").as_bytes()) {
            Ok(hash) => Ok(json!({ "hash": hash.to_string() })),
            Err(Refused::Changed(_)) => Err(self.table_changed()),
            Err(refused) => Err(self.refused(&refused)),
        }
    }

    fn is_table(&self, path: &str) -> Result<(), Refusal> {
        if grid::is_table(path) { Ok(()) } else { Err(self.refused(&Refused::Name)) }
    }

    fn is_bank(&self, path: &str) -> Result<(), Refusal> {
        if path.ends_with(BANK) { Ok(()) } else { Err(self.refused(&Refused::Name)) }
    }

    fn table_changed(&self) -> Refusal {
        let words = Text::new(
            "这个文件在别处改过了，没有保存。把这里的内容复制出来，再重新打开它",
            "this file was changed elsewhere and was not saved. Copy what you have here, and open it again",
        );
        self.refuse(409, &words)
    }

    fn odd_table(&self) -> Refusal {
        let words = Text::new(
            "这个数据表写得特殊，表格里不能显示或者写不回去。每一列都要有名称，而且不重复；至少要有一行",
            "this table is written in a way that the grid cannot show or write; each column needs a name of its own, and there is at least one row",
        );
        self.refuse(422, &words)
    }
}
