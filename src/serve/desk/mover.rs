//! Pages and columns get other places, as `shuyuan move` does it: first shown, then done.

use std::path::PathBuf;
use std::sync::PoisonError;
use std::sync::mpsc::channel;

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{PATIENCE, Refusal, Room};
use crate::cache::Cache;
use crate::check::fix::unified;
use crate::diagnostics::Diagnostic;
use crate::inputs::{Inputs, Roots, Stats};
use crate::moves::{self, Plan, Refused};
use crate::outputs::relocate;
use crate::pipeline::{BuildOptions, Silent};
use crate::serve::session::{Signal, Written};

/// A page cannot show more, and nobody reads more at a time.
const MOST_SHOWN: usize = 200;

/// What moving needs beside what the newest build knows: the files as they are on disk.
pub(in crate::serve) struct Mover {
    pub(in crate::serve) roots: Roots,
    pub(in crate::serve) options: BuildOptions,
    /// The folder of the cache.
    pub(in crate::serve) cache: PathBuf,
}

#[derive(Deserialize)]
pub(super) struct MoveWish {
    /// A page, or a folder of pages, below the content folder.
    path: String,
    to: String,
    /// Whether it is to be done, and not only shown.
    #[serde(default)]
    really: bool,
}

impl Room {
    pub(super) fn relocate(&self, wish: &MoveWish) -> Result<Json, Refusal> {
        let Mover { roots, options, cache } = &self.mover;
        let cache = Cache::open(cache);
        let inputs = Inputs::read(roots, &Stats::load(&cache)).value.with_templates(roots);
        let plan = moves::plan(&inputs, options, &cache, (&wish.path, &wish.to), &Silent)
            .map_err(|refused| self.refused_move(&refused))?;
        if wish.really {
            let relocation = plan.relocation(&inputs, roots, &options.content);
            let done = relocation
                .and_then(|relocation| self.folders.alone_with(|| relocate::relocate(&roots.content, &relocation)));
            done.map_err(|fault| self.refused_move(&Refused::from(fault)))?;
            for (old, new) in &plan.files {
                self.folders.keep_as(old, new);
            }
            self.follow(&plan);
        }
        Ok(self.shown(&plan, &wish.path))
    }

    /// The site is built again before anybody asks for a page in its new place.
    fn follow(&self, plan: &Plan) {
        let (done, ended) = channel();
        let content = &self.mover.options.content;
        let moved = plan.files.iter().flat_map(|(old, new)| [format!("{content}/{old}"), format!("{content}/{new}")]);
        let changed = plan.changes.iter().map(|change| change.new_file.to_string());
        let paths = moved.chain(changed).map(|file| self.mover.roots.disk(&file)).collect();
        let forgotten = plan.files.keys().map(|old| format!("{content}/{old}").into()).collect();
        let signal = Signal::Written(Written { paths, forgotten, done });
        let sent = self.signals.lock().unwrap_or_else(PoisonError::into_inner).send(signal);
        if sent.is_ok() {
            // Whoever waits longer sees it with the next build.
            let _ = ended.recv_timeout(PATIENCE);
        }
    }

    fn shown(&self, plan: &Plan, path: &str) -> Json {
        let diff = |change: &moves::Change| json!({ "file": change.new_file, "diff": unified(&change.new_file, &change.before, &change.after) });
        json!({
            "from": plan.from,
            "to": plan.to,
            "path": plan.files.get(path),
            "files": plan.files.iter().take(MOST_SHOWN).collect::<Vec<_>>(),
            "changes": plan.changes.iter().take(MOST_SHOWN).map(diff).collect::<Vec<_>>(),
            "aliases": plan.aliases.iter().take(MOST_SHOWN).collect::<Vec<_>>(),
            "counts": [plan.files.len(), plan.changes.len(), plan.aliases.len()],
            "noted": plan.noted.iter().map(|fault| self.words(fault)).collect::<Vec<_>>(),
            "gone": plan.gone,
            "signed": plan.signed.len(),
            "void": plan.void,
        })
    }

    fn refused_move(&self, refused: &Refused) -> Refusal {
        let one = |fault: &Diagnostic| {
            let place = fault.span.as_ref().map(|span| format!("{}\n", span.file)).unwrap_or_default();
            place + &self.words(fault)
        };
        let all: Vec<String> = refused.found.iter().take(20).map(one).collect();
        Refusal { status: 422, body: json!({ "message": all.join("\n\n") }) }
    }
}
