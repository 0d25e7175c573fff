//! What has changed since the last publication, and signatures under it.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::known::Known;
use super::{Refusal, Room};
use crate::cache::Cache;
use crate::desk::edit;
use crate::diagnostics::Text;
use crate::inputs::encoding::Encoding;
use crate::review;
use crate::sheet::{self, Former, Now};

/// Which page is to be shown beside what it was.
#[derive(Deserialize)]
pub(super) struct Wanted {
    address: String,
}

/// Somebody signs.
#[derive(Deserialize)]
pub(super) struct Signing {
    path: String,
    stage: String,
    name: String,
    /// The print of what they have read.
    print: String,
}

impl Room {
    /// The pages that differ, each with how it stands.
    pub(super) fn changes(&self) -> Result<Json, Refusal> {
        let known = self.known()?;
        let former = self.former()?;
        let state = self.preview.shown.now();
        let now = self.compared(&known, &state.pages);
        let changes = sheet::changes(&former, now);
        Ok(json!({
            "pages": changes.pages,
            "others": changes.others,
            "lists": changes.lists.len(),
            "files": changes.files,
            "removed": changes.files_removed,
            "former": former.name.get(self.lang),
            "asked": known.config.review.is_some(),
        }))
    }

    /// One of them side by side.
    pub(super) fn compare(&self, wanted: &Wanted) -> Result<Json, Refusal> {
        let known = self.known()?;
        let former = self.former()?;
        let state = self.preview.shown.now();
        let now = self.compared(&known, &state.pages);
        let found = sheet::changes(&former, now).pages.into_iter().find(|change| change.address == wanted.address);
        let Some(change) = found else { return Err(self.refuse(404, &unchanged())) };
        let (rows, whole) = sheet::rows(&former, now, &change);
        Ok(json!({ "rows": rows, "known": whole, "change": change }))
    }

    /// Writes a signature into the file of a page.
    pub(super) fn sign(&self, signing: &Signing) -> Result<Json, Refusal> {
        let source = self.source(&signing.path)?;
        let known = self.known()?;
        let file = format!("{}/{}", self.content, signing.path);
        let built = known.inputs.get(&file).and_then(|input| input.text());
        if built.as_deref().map(|text| text.trim_start_matches('\u{feff}'))
            != Some(source.text.trim_start_matches('\u{feff}'))
        {
            return Err(self.refuse(
                409,
                &Text::new(
                    "这一页有还没有保存的修改，保存以后再签",
                    "this page has changes that are not saved; save them first",
                ),
            ));
        }
        let draft = known.drafts.iter().find(|draft| *draft.path == *signing.path);
        let (Some(asked), Some(draft)) = (&known.config.review, draft) else {
            return Err(self.refuse(404, &unchanged()));
        };
        let files = review::files(&known.inputs, &self.content);
        let print = review::state(draft, asked, &files).map(|state| state.print).unwrap_or_default();
        if print != signing.print {
            return Err(self.refuse(
                409,
                &Text::new(
                    "你看过以后，这一页又改了。请重新看一遍再签",
                    "the page was changed after you read it; read it again before you sign",
                ),
            ));
        }
        let today = self.today()?;
        let rows = review::signed(draft, asked, &files, (&signing.stage, &signing.name, today))
            .map_err(|refused| self.refuse(422, &refused.words()))?;
        let text = edit::set(&source.text, draft.kind, "review", &rows).map_err(|_| {
            self.refuse(
                422,
                &Text::new(
                    "文件开头的设置写法特殊，签名写不进去，请用“原文”改",
                    "the front matter is written in a way that takes no signature; use “As text”",
                ),
            )
        })?;
        if source.unreadable > 0 {
            let words = Text::new("文件里有读不出来的字，保存会丢掉它们", "saving would lose what cannot be read");
            return Err(self.refuse(422, &words));
        }
        let mark = if source.mark && source.encoding == Encoding::Utf8 { "\u{feff}" } else { "" };
        let saved = self.folders.save(&signing.path, &source.hash, format!("{mark}{text}").as_bytes());
        saved.map_err(|refused| self.refused(&refused))?;
        // The answer comes when the build knows of it, so that whoever signed sees it at once. When the page is tidied up,
        // as one that nobody has open, the watcher has told of the file.
        self.build_with(&signing.path, Some(&text))?;
        Ok(json!({}))
    }

    fn former(&self) -> Result<Former, Refusal> {
        let former = (self.preview.former)().map_err(|text| self.refuse(503, &Text::new(text.clone(), text)))?;
        Ok(former.recalled(&Cache::open(&self.mover.cache)))
    }

    fn compared<'a>(&'a self, known: &'a Known, outputs: &'a crate::outputs::Outputs) -> Now<'a> {
        Now { outputs, site: &known.site, config: &known.config, inputs: &known.inputs, content: &self.content }
    }
}

fn unchanged() -> Text {
    Text::new("这一页和上次发布的一样", "this page is as it was published")
}
