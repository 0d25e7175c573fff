use crate::diagnostics::Lang;

/// A part of the way of a site, as shown to the person who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Disk → inputs.
    Read,
    /// Files → drafts.
    Parse,
    /// Drafts → site.
    Link,
    /// Pictures and other files beside the pages.
    Media,
    /// Site → pages.
    Render,
    /// Site → search index.
    Index,
    /// Compression and publication.
    Write,
    /// Links → the sites they lead to.
    Ask,
}

impl Stage {
    /// Its name on the screen.
    pub fn label(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Stage::Read => ("读取", "Reading"),
            Stage::Parse => ("解析", "Parsing"),
            Stage::Link => ("链接", "Linking"),
            Stage::Media => ("图片", "Images"),
            Stage::Render => ("排版", "Rendering"),
            Stage::Ask => ("外部链接", "Links"),
            Stage::Index => ("索引", "Indexing"),
            Stage::Write => ("写出", "Writing"),
        };
        if lang == Lang::Zh { zh } else { en }
    }
}

/// Who wants to know how far a build has come. Called from several threads.
pub trait Progress: Sync {
    /// A stage of `steps` steps begins.
    fn begin(&self, stage: Stage, steps: usize);
    /// One step is done.
    fn step(&self);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _stage: Stage, _steps: usize) {}
    fn step(&self) {}
}
