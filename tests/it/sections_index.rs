//! The exported sections in an engine of others: indexed with Tantivy by the definition that `export quickwit` prints
//! (Quickwit is Tantivy's), and asked in its query language.

use std::collections::BTreeSet;

use serde_json::Value;
use shuyuan::export::sections;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::{Index, TantivyDocument};

/// Every section of the example portal.
fn lines() -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let run = crate::support::run_in(
        folder.path(),
        &["export", "sections", "--root", env!("CARGO_MANIFEST_DIR"), "--as-of", "2026-11-23"],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

struct Engine {
    index: Index,
    parser: QueryParser,
}

impl Engine {
    fn new(lines: &[Value]) -> Self {
        let definition = sections::quickwit_index("sy-portal-1");
        assert!(
            definition.contains("name: tokens, type: text, tokenizer: whitespace, record: position, fieldnorms: true")
        );
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions)
            .set_fieldnorms(true);
        let split = TextOptions::default().set_indexing_options(indexing);
        let (id, tokens) =
            (schema.add_text_field("id", STRING | STORED), schema.add_text_field("tokens", split.clone()));
        let about = schema.add_text_field("about", split.clone());
        let ordinals = schema.add_text_field("ordinals", split);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 50_000_000).unwrap();
        for line in lines {
            let mut document = TantivyDocument::default();
            for (field, name) in [(id, "id"), (tokens, "tokens"), (about, "about"), (ordinals, "ordinals")] {
                document.add_text(field, line[name].as_str().unwrap());
            }
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let parser = QueryParser::for_index(&index, vec![tokens, about, ordinals]);
        Self { index, parser }
    }

    fn ask(&self, query: &str) -> BTreeSet<String> {
        let searcher = self.index.reader().unwrap().searcher();
        let query = self.parser.parse_query(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let most = searcher.search(&query, &Count).unwrap().max(1);
        let id = self.index.schema().get_field("id").unwrap();
        let hits = searcher.search(&query, &TopDocs::with_limit(most).order_by_score()).unwrap();
        let name = |address| {
            let document: TantivyDocument = searcher.doc(address).unwrap();
            document.get_first(id).and_then(|value| value.as_str().map(str::to_owned)).unwrap()
        };
        hits.into_iter().map(|(_, address)| name(address)).collect()
    }
}

/// A word as a phrase of its tokens, in the section or in what is said of its page. The last character alone ends a run of text,
/// which a word need not.
fn phrase(word: &str) -> String {
    let (tokens, _) = sections::tokens(&[word]);
    let mut tokens: Vec<&str> = tokens.split(' ').collect();
    if tokens.len() > 1 && tokens.last().is_some_and(|last| last.chars().count() == 1) {
        tokens.pop();
    }
    let tokens = tokens.join(" ");
    format!("(tokens:\"{tokens}\" OR about:\"{tokens}\")")
}

fn is_han(text: &str) -> bool {
    text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn words_find_the_sections_that_have_them_in_one_piece() {
    let lines = lines();
    let engine = Engine::new(&lines);
    let project = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let queries = std::fs::read_to_string(project.join("content/data/search-tests.yaml")).unwrap();
    let mut asked = 0;
    for query in queries.lines().filter_map(|line| line.split_once("query: ")?.1.split(',').next()) {
        let words: Vec<&str> = query.split_whitespace().collect();
        if !words.iter().all(|word| is_han(word) && word.chars().count() > 1) {
            continue;
        }
        let has = |line: &Value| {
            let text = ["title", "heading", "text"].map(|name| line[name].as_str().unwrap_or_default()).join("\n");
            words.iter().all(|word| text.contains(word))
        };
        let expected: BTreeSet<String> =
            lines.iter().filter(|line| has(line)).map(|line| line["id"].as_str().unwrap().to_owned()).collect();
        let string = words.iter().map(|word| phrase(word)).collect::<Vec<_>>().join(" AND ");
        let found = engine.ask(&string);
        let missed: Vec<_> = expected.difference(&found).collect();
        assert!(missed.is_empty(), "{query} as {string} misses {missed:?}");
        asked += usize::from(!expected.is_empty());
    }
    assert!(asked >= 15, "only {asked} queries of the search tests could be asked");
    // A phrase is a phrase: the same pairs in another order are none.
    let backwards = engine.ask("tokens:\"教室 借教\"");
    assert!(backwards.is_empty(), "{backwards:?}");
    assert!(!engine.ask("ordinals:第23条").is_empty());
}
