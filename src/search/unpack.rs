//! The index as an ordinary Tantivy directory, for whoever wants to read it with other tools.
//!
//! Field `text` holds the terms with impacts as frequencies (`=name`, `#number` and `@document number` are whole names,
//! articles and document numbers); `url`, `title`, `anchor`, `heading`, `path`, `number` and `body` are stored.
//! Numbers that a page leaves free are documents without words.

use std::path::Path;

use sha2::{Digest, Sha256};
use tantivy::directory::{Directory, RamDirectory};
use tantivy::index::Segment as TantivySegment;
use tantivy::indexer::NoMergePolicy;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, TantivyDocument};

use super::dictionary::{display, entries};
use super::document::IndexFile;
use super::host::{Files, Host, HostError};
use super::layout::Segment;
use super::postings::decode;
use super::texts::{Run, read_block};

/// Why an index could not be unpacked.
#[derive(Debug)]
pub enum UnpackError {
    Host(HostError),
    Tantivy(tantivy::TantivyError),
    Damaged,
}

impl std::fmt::Display for UnpackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            UnpackError::Host(error) => error.fmt(f),
            UnpackError::Tantivy(error) => write!(f, "Tantivy: {error}"),
            UnpackError::Damaged => write!(f, "检索文件已损坏，请重新生成站点"),
        }
    }
}

impl From<tantivy::TantivyError> for UnpackError {
    fn from(error: tantivy::TantivyError) -> Self {
        UnpackError::Tantivy(error)
    }
}

impl From<std::io::Error> for UnpackError {
    fn from(error: std::io::Error) -> Self {
        UnpackError::Tantivy(error.into())
    }
}

impl From<super::codec::Damaged> for UnpackError {
    fn from(_: super::codec::Damaged) -> Self {
        UnpackError::Damaged
    }
}

/// Files of a Tantivy directory with the same segments, terms and texts.
pub fn unpack<F: Files>(host: &mut Host<F>) -> Result<Vec<IndexFile>, UnpackError> {
    let (schema, fields) = schema();
    let ram = RamDirectory::create();
    let index = Index::builder().schema(schema).open_or_create(ram.clone())?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 64 << 20)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let mut known: Vec<String> = Vec::new();
    let mut renamed: Vec<(String, String)> = Vec::new();
    for segment in host.engine().layout().segments.clone() {
        for run in host.all_texts(&segment).map_err(UnpackError::Host)? {
            add(&writer, &fields, &run)?;
        }
        writer.commit()?;
        let Some(written) = index.searchable_segments()?.into_iter().find(|s| !known.contains(&s.id().uuid_string()))
        else {
            continue;
        };
        known.push(written.id().uuid_string());
        let hash = write_terms(host, &segment, &written, &ram, fields.text)?;
        renamed.push((written.id().uuid_string(), hash));
    }
    writer.wait_merging_threads()?;
    files(&index, &ram, &renamed)
}

struct Fields {
    text: Field,
    stored: [Field; 7],
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqs);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let stored = ["url", "title", "anchor", "heading", "path", "number", "body"]
        .map(|name| schema.add_text_field(name, TextOptions::from(STORED)));
    (schema.build(), Fields { text, stored })
}

fn add(writer: &IndexWriter, fields: &Fields, run: &Run) -> Result<(), UnpackError> {
    for section in &run.sections {
        let mut document = TantivyDocument::default();
        let values = [
            &run.page.url,
            &run.page.title,
            &section.anchor,
            &section.heading,
            &section.path,
            &section.number,
            &section.text,
        ];
        for (field, value) in fields.stored.into_iter().zip(values) {
            document.add_text(field, value);
        }
        writer.add_document(document)?;
    }
    Ok(())
}

/// Puts the terms in the place of the empty dictionary that the writer left; answers a hash of them.
fn write_terms<F: Files>(
    host: &mut Host<F>,
    segment: &Segment,
    written: &TantivySegment,
    ram: &RamDirectory,
    field: Field,
) -> Result<String, UnpackError> {
    use tantivy::index::SegmentComponent::{Positions, Postings, Terms};
    for component in [Terms, Postings, Positions] {
        let path = written.relative_path(component);
        if ram.exists(&path).unwrap_or(false) {
            ram.delete(&path).map_err(|_| UnpackError::Damaged)?;
        }
    }
    let mut hash = Sha256::new();
    let mut terms: Vec<(String, u32, Vec<u8>)> = Vec::new();
    let mut at = segment.dictionary_at;
    for known in &segment.dictionary {
        let block = host.object((at, known.bytes)).map_err(UnpackError::Host)?;
        hash.update(&block);
        for entry in entries(&block)? {
            terms.push((display(&entry.key), entry.doc_freq, block[entry.list].to_vec()));
        }
        at += u64::from(known.bytes);
    }
    terms.sort_by(|a, b| a.0.cmp(&b.0));
    let mut serializer = InvertedIndexSerializer::open(written)?;
    let mut writer = serializer.new_field(field, 0, None)?;
    for (term, doc_freq, list) in &terms {
        writer.new_term(term.as_bytes(), *doc_freq, true)?;
        decode(list, *doc_freq, segment.docs, |doc, impact| writer.write_doc(doc, impact, &[]))?;
        writer.close_term()?;
    }
    writer.close()?;
    serializer.close()?;
    Ok(hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// Tantivy names segments at random; names from their content make the same index the same files.
fn files(index: &Index, ram: &RamDirectory, renamed: &[(String, String)]) -> Result<Vec<IndexFile>, UnpackError> {
    let rename = |text: String| {
        renamed.iter().fold(text, |text, (old, new)| {
            let hyphens = |id: &str| [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]].join("-");
            text.replace(old.as_str(), new).replace(&hyphens(old), &hyphens(new))
        })
    };
    let mut files = Vec::new();
    for path in index.load_metas()?.list_segment_files() {
        if ram.exists(&path).unwrap_or(false) {
            let bytes = ram.atomic_read(&path).map_err(|_| UnpackError::Damaged)?;
            files.push(IndexFile::new(rename(path.to_string_lossy().into_owned()), bytes));
        }
    }
    let meta = ram.atomic_read(Path::new("meta.json")).map_err(|_| UnpackError::Damaged)?;
    let meta = rename(String::from_utf8_lossy(&meta).into_owned());
    files.push(IndexFile::new("meta.json".to_owned(), meta.into_bytes()));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

impl<F: Files> Host<F> {
    fn all_texts(&mut self, segment: &Segment) -> Result<Vec<Run>, HostError> {
        let mut at = segment.texts_at;
        let mut runs = Vec::new();
        for &bytes in &segment.text_bytes {
            let block = self.object((at, bytes))?;
            runs.extend(read_block(&block).map_err(|_| HostError::Damaged { file: "part-*.bin".to_owned() })?);
            at += u64::from(bytes);
        }
        Ok(runs)
    }
}
