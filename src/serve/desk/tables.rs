//! Data tables, for a grid.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::known::Known;
use super::{Refusal, Room};
use crate::cache::Hash;
use crate::desk::files::Refused;
use crate::desk::grid;
use crate::diagnostics::Text;
use crate::inputs::encoding::Encoding;

#[derive(Deserialize)]
pub(super) struct TableWish {
    path: String,
    /// Hash of the file that was opened, and what its rows are to be.
    #[serde(default)]
    hash: String,
    #[serde(default)]
    rows: Vec<grid::Row>,
}

/// The tables of a site that a grid can show, below the content folder.
pub(super) fn all<'a>(known: &'a Known, content: &'a str) -> impl Iterator<Item = &'a str> {
    let files = known.inputs.below(content).map(move |(file, _)| file[content.len()..].trim_start_matches('/'));
    files.filter(|path| grid::separator(path).is_some())
}

impl Room {
    pub(super) fn table(&self, wish: &TableWish) -> Result<Json, Refusal> {
        let separator = grid::separator(&wish.path).ok_or_else(|| self.refused(&Refused::Name))?;
        let source = self.source(&wish.path)?;
        let rows = grid::read(&source.text, separator).map_err(|_| self.odd_table())?;
        let note = match (source.unreadable, source.encoding) {
            (1.., _) => Text::new(
                "这个文件里有读不出来的字，不能在这里保存：请用表格软件另存为 UTF-8 的 CSV",
                "this file has characters that cannot be read and cannot be saved here: save it as CSV in UTF-8 first",
            ),
            (_, Encoding::Utf8) => Text::new("", ""),
            _ => Text::new("这个文件不是 UTF-8 编码，保存时会改为 UTF-8", "this file is not UTF-8; saving makes it so"),
        };
        Ok(json!({ "rows": rows, "hash": source.hash.to_string(), "note": note.get(self.lang) }))
    }

    pub(super) fn save_table(&self, wish: &TableWish) -> Result<Json, Refusal> {
        let separator = grid::separator(&wish.path).ok_or_else(|| self.refused(&Refused::Name))?;
        let source = self.source(&wish.path)?;
        if source.hash.to_string() != wish.hash {
            return Err(self.table_changed());
        }
        if source.unreadable > 0 {
            let words = Text::new("文件里有读不出来的字，保存会丢掉它们", "saving would lose what cannot be read");
            return Err(self.refuse(422, &words));
        }
        let text = grid::write(&source.text, separator, &wish.rows).map_err(|_| self.odd_table())?;
        // By its mark, spreadsheets see that a table is in UTF-8.
        let mark = if source.mark || source.encoding != Encoding::Utf8 { "\u{feff}" } else { "" };
        let known = Hash::parse(&wish.hash).unwrap_or(Hash([0; 32]));
        match self.folders.save(&wish.path, &known, format!("{mark}{text}").as_bytes()) {
            Ok(hash) => Ok(json!({ "hash": hash.to_string() })),
            Err(Refused::Changed(_)) => Err(self.table_changed()),
            Err(refused) => Err(self.refused(&refused)),
        }
    }

    fn table_changed(&self) -> Refusal {
        let words = Text::new(
            "这个数据表在别处改过了，没有保存。把这里的内容复制出来，再重新打开它",
            "this table was changed elsewhere and was not saved. Copy what you have here, and open it again",
        );
        self.refuse(409, &words)
    }

    fn odd_table(&self) -> Refusal {
        let words = Text::new(
            "这个数据表写得特殊，表格里不能显示或者写不回去",
            "this table is written in a way that the grid cannot show or write",
        );
        self.refuse(422, &words)
    }
}
