//! Drives the engine where files can simply be read: the command line, tests and measurements.

use std::fmt;
use std::ops::Range;

use super::answer::{Answer, Cost, Hit, TitleHit};
use super::codec::Damaged;
use super::engine::{Engine, Request, Search, Step};
use super::explain::Explanation;
use super::layout::index_id;
use super::store::{Fetch, Place};

/// Where the files of an index come from; names are relative to the index's folder.
pub trait Files {
    /// A whole file, or a range of it.
    fn read(&mut self, name: &str, range: Option<Range<u64>>) -> std::io::Result<Vec<u8>>;
}

/// Why a search was not answered.
#[derive(Debug)]
pub enum HostError {
    /// A file is missing or unreadable.
    Missing { file: String, reason: std::io::Error },
    /// A file is shorter than when it was written.
    CutOff { file: String },
    /// Start file and index do not belong together, or another version of the program wrote them.
    Version { file: String },
    /// A file's content is not what was written.
    Damaged { file: String },
}

impl HostError {
    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            HostError::Missing { file, reason } => {
                format!("the search file {file} cannot be read ({reason}); build the site again")
            }
            HostError::CutOff { file } => format!("the search file {file} is cut off; build or upload it again"),
            HostError::Version { file } => {
                format!("the search file {file} is of another build than the rest of the index; build the site again")
            }
            HostError::Damaged { file } => format!("the search file {file} is damaged; build the site again"),
        }
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HostError::Missing { file, reason } => write!(f, "检索文件 {file} 读不到（{reason}），请重新生成站点"),
            HostError::CutOff { file } => write!(f, "检索文件 {file} 不完整，请重新生成或重新上传"),
            HostError::Version { file } => {
                write!(f, "检索文件 {file} 与索引的其余部分不是同一次生成的，请重新生成站点")
            }
            HostError::Damaged { file } => write!(f, "检索文件 {file} 已损坏，请重新生成站点"),
        }
    }
}

impl std::error::Error for HostError {}

/// An opened index and its files.
pub struct Host<F> {
    files: F,
    engine: Engine,
    /// What opening took.
    pub opening: Cost,
}

impl<F: Files> Host<F> {
    pub fn open(mut files: F) -> Result<Self, HostError> {
        let missing = |file: &str| {
            let file = file.to_owned();
            move |reason| HostError::Missing { file, reason }
        };
        let start = files.read("start.json", None).map_err(missing("start.json"))?;
        let described: serde_json::Value =
            serde_json::from_slice(&start).map_err(|_| HostError::Damaged { file: "start.json".to_owned() })?;
        if described["format"] != 1 {
            return Err(HostError::Version { file: "start.json".to_owned() });
        }
        let name = described["hot"].as_str().unwrap_or_default().to_owned();
        let hot = files.read(&name, None).map_err(missing(&name))?;
        if described["bytes"].as_u64() != Some(hot.len() as u64) {
            return Err(HostError::CutOff { file: name });
        }
        let engine = Engine::open(&hot).map_err(|Damaged| HostError::Damaged { file: name.clone() })?;
        if described["id"].as_str() != Some(&index_id(&hot)) {
            return Err(HostError::Version { file: name });
        }
        let opening = Cost { rounds: 2, bytes: (start.len() + hot.len()) as u64, requests: 2 };
        Ok(Host { files, engine, opening })
    }

    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    pub fn search(&mut self, request: Request) -> Result<Answer, HostError> {
        self.answer(request).map(|(answer, _)| answer)
    }

    /// The same, and of every hit what its score is made of; none for what was not found by its words.
    pub fn explained(&mut self, request: Request) -> Result<(Answer, Vec<Option<Explanation>>), HostError> {
        let (answer, search) = self.answer(request)?;
        let of = |hit: &Hit| self.engine.explain(&search, hit);
        let parts = answer.hits.iter().map(of).collect::<Result<_, Damaged>>().map_err(|Damaged| damaged(&[]))?;
        Ok((answer, parts))
    }

    fn answer(&mut self, request: Request) -> Result<(Answer, Search), HostError> {
        let mut search = self.engine.search(request);
        let mut last = Vec::new();
        loop {
            match self.engine.step(&mut search).map_err(|Damaged| damaged(&last))? {
                Step::Done(answer) => return Ok((answer, search)),
                Step::Need(fetches) => last = self.fetch(fetches)?,
            }
        }
    }

    pub fn suggest(&mut self, typed: &str, limit: usize) -> Result<Vec<TitleHit>, HostError> {
        let mut last = Vec::new();
        loop {
            match self.engine.suggest(typed, limit).map_err(|Damaged| damaged(&last))? {
                Step::Done(titles) => return Ok(titles),
                Step::Need(fetches) => last = self.fetch(fetches)?,
            }
        }
    }

    /// One object of the store.
    pub(super) fn object(&mut self, place: Place) -> Result<Vec<u8>, HostError> {
        let fetches = self.engine.missing(place);
        self.fetch(fetches)?;
        self.engine.object(place).map(<[u8]>::to_vec).ok_or(HostError::Damaged { file: "hot-*.bin".to_owned() })
    }

    fn fetch(&mut self, fetches: Vec<Fetch>) -> Result<Vec<Fetch>, HostError> {
        for fetch in &fetches {
            let range = u64::from(fetch.start)..u64::from(fetch.end);
            let bytes = self
                .files
                .read(&fetch.file, Some(range))
                .map_err(|reason| HostError::Missing { file: fetch.file.clone(), reason })?;
            if bytes.len() != (fetch.end - fetch.start) as usize {
                return Err(HostError::CutOff { file: fetch.file.clone() });
            }
            self.engine.supply(fetch.part, fetch.start, &bytes);
        }
        Ok(fetches)
    }
}

/// The step after these fetches found damage in one of them.
fn damaged(fetches: &[Fetch]) -> HostError {
    let mut files: Vec<&str> = fetches.iter().map(|fetch| fetch.file.as_str()).collect();
    files.dedup();
    HostError::Damaged { file: files.join(", ") }
}

/// Files in memory, as `write_index` answers them.
impl Files for std::collections::BTreeMap<String, Vec<u8>> {
    fn read(&mut self, name: &str, range: Option<Range<u64>>) -> std::io::Result<Vec<u8>> {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let bytes = self.get(&format!("search/{name}")).ok_or_else(missing)?;
        let end = bytes.len() as u64;
        let range = range.unwrap_or(0..end);
        Ok(bytes[range.start.min(end) as usize..range.end.min(end) as usize].to_vec())
    }
}
