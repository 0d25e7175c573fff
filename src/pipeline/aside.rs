//! What a build puts aside: the text of each file, of each page the parts that are as long as it, what the index has prepared of
//! it, each rendered file and each file of the index. So a site may be larger than the memory. `serve` keeps everything, to be
//! quick after an edit.

use std::io;
use std::sync::Arc;

use super::Memo;
use crate::cache::Spool;
use crate::content::Store;
use crate::diagnostics::{Checked, Diagnostic};
use crate::parse::Parsed;
use crate::search::kept::Shelf;

impl Store for Spool {
    fn put(&self, bytes: &[u8]) -> Option<u64> {
        Spool::put(self, bytes)
    }

    fn load(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        Spool::load(self, at, len)
    }
}

impl Shelf for Spool {
    fn put(&self, bytes: &[u8]) -> Option<u64> {
        Spool::put(self, bytes)
    }

    fn load(&self, at: u64, len: usize) -> Option<Vec<u8>> {
        Spool::load(self, at, len).ok()
    }
}

impl Memo {
    /// From now on long values are put into `spool`; without one they stay in memory.
    pub fn put_aside_in(&mut self, spool: Option<Arc<Spool>>) {
        self.spool = spool;
        if let Some(spool) = &self.spool {
            self.render.put_aside(Arc::clone(spool) as Arc<dyn Store>);
            self.index.put_aside_in(Arc::clone(spool) as Arc<dyn Shelf>);
            self.links.forget();
        }
    }

    /// Whether something that was put aside could not be read again.
    pub(super) fn lost(&self) -> bool {
        self.spool.as_ref().is_some_and(|spool| spool.has_lost())
    }

    /// That what was put aside could not be read again, for who reads on after the build.
    pub fn fault(&self) -> Option<Diagnostic> {
        self.lost().then(super::data::lost_aside)
    }

    /// The same with its long parts put aside; one that others hold stays as it is.
    pub(super) fn put_aside(&self, mut parsed: Checked<Parsed>) -> Checked<Parsed> {
        if let Some(spool) = &self.spool
            && let Some(draft) = parsed.value.draft.as_mut().and_then(Arc::get_mut)
        {
            draft.body.put_aside(&(Arc::clone(spool) as Arc<dyn Store>));
        }
        parsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Cache;
    use crate::content::Moment;
    use crate::diagnostics::has_errors;
    use crate::inputs::Inputs;
    use crate::outputs::Content;
    use crate::pipeline::{AsOf, BuildOptions, Silent, build};

    fn built(memo: &mut Memo, cache: &Cache) -> Checked<crate::pipeline::Built> {
        let law =
            "---\ntitle: 学习办法\nkind: policy\n---\n\n第一条　依照本办法第二条办理登记。\n\n第二条　按月公布名单。\n";
        let files = [("site-config.toml", "title = \"书院\"\n"), ("content/a.md", law)];
        let inputs = Inputs::from_memory(files.map(|(path, text)| (path, text.as_bytes())));
        let options = BuildOptions {
            config: "site-config.toml".to_owned(),
            content: "content".to_owned(),
            base_url: None,
            drafts: false,
            as_of: AsOf::Day(Moment::parse("2026-01-01").unwrap()),
        };
        build(&inputs, &options, memo, cache, &Silent)
    }

    #[test]
    fn pages_put_aside_are_the_same_pages() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path());
        let mut memo = Memo::default();
        memo.put_aside_in(cache.spool().map(Arc::new));
        let (aside, here) = (built(&mut memo, &cache), built(&mut Memo::default(), &cache));
        assert!(!has_errors(&aside.diagnostics), "{:?}", aside.diagnostics);
        assert!(matches!(aside.value.outputs.get("a/index.html"), Some(Content::Aside(..))));
        assert!(matches!(here.value.outputs.get("a/index.html"), Some(Content::Bytes(_))));
        assert_eq!(aside.value.outputs, here.value.outputs);
        let page = |outputs: &crate::outputs::Outputs| outputs.get("a/index.html").unwrap().load().unwrap();
        assert_eq!(page(&aside.value.outputs), page(&here.value.outputs));
    }

    #[test]
    fn what_is_lost_on_the_disk_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path());
        let mut memo = Memo::default();
        memo.put_aside_in(cache.spool().map(Arc::new));
        let _ = memo.spool.as_ref().unwrap().load(1 << 30, 8);
        let codes: Vec<String> = built(&mut memo, &cache).diagnostics.into_iter().map(|d| d.code.to_string()).collect();
        assert!(codes.iter().any(|code| code == "put-aside-lost"), "{codes:?}");
    }
}
