//! Requests and answers of engines.
//!
//! Quickwit: `POST /api/v1/INDEX/search`, <https://quickwit.io/docs/main-branch/reference/rest-api#search-in-an-index>.
//! OpenSearch: `POST /INDEX/_search` with a `query_string` query,
//! <https://docs.opensearch.org/latest/query-dsl/full-text/query-string/>. Aggregations are written alike for both.

use serde_json::{Map, Value, json};

use crate::export::sections::SectionLine;

/// An engine whose requests are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Quickwit 0.8 or later.
    Quickwit,
    /// OpenSearch 2 or later.
    OpenSearch,
}

impl Kind {
    /// Where requests are sent, below the address of the server. `index` may name several by `*`.
    pub fn path(self, index: &str) -> String {
        match self {
            Kind::Quickwit => format!("api/v1/{index}/search"),
            Kind::OpenSearch => format!("{index}/_search"),
        }
    }
}

/// A request before it is put into an engine's words.
pub(super) struct Wanted {
    pub(super) query: String,
    pub(super) most: usize,
    pub(super) by_date: bool,
    /// Fields whose values are to be counted, each with one that says what readers call a value.
    pub(super) counts: Vec<(&'static str, Option<&'static str>)>,
    /// Whether to count pages, too.
    pub(super) pages: bool,
}

/// Values that are counted of a field.
const MOST_VALUES: usize = 50;

pub(super) fn request(kind: Kind, wanted: &Wanted) -> Value {
    let mut counts = Map::new();
    let pages = || json!({ "cardinality": { "field": "page" } });
    for (field, label) in &wanted.counts {
        let mut inner = Map::new();
        inner.insert("pages".to_owned(), pages());
        if let Some(label) = label {
            inner.insert("label".to_owned(), json!({ "terms": { "field": label, "size": 1 } }));
        }
        let values = json!({ "terms": { "field": field, "size": MOST_VALUES }, "aggs": inner });
        counts.insert((*field).to_owned(), values);
    }
    if wanted.pages {
        counts.insert("pages".to_owned(), pages());
    }
    match kind {
        Kind::Quickwit => {
            let sort = if wanted.by_date { "day,_score" } else { "_score" };
            let mut request = json!({ "query": wanted.query, "max_hits": wanted.most, "sort_by": sort });
            if !counts.is_empty() {
                request["aggs"] = Value::Object(counts);
            }
            request
        }
        Kind::OpenSearch => {
            let sort = if wanted.by_date { json!([{ "day": "desc" }, "_score"]) } else { json!(["_score"]) };
            let query = json!({ "query_string": { "query": wanted.query, "default_field": "tokens" } });
            json!({ "query": query, "size": wanted.most, "sort": sort, "aggs": counts, "track_total_hits": true })
        }
    }
}

/// What an engine answered.
#[derive(Default)]
pub(super) struct Found {
    pub(super) lines: Vec<SectionLine<'static>>,
    pub(super) total: u64,
    counts: Value,
}

/// None if it is no answer of such an engine.
pub(super) fn read(kind: Kind, answer: &Value) -> Option<Found> {
    let (hits, total) = match kind {
        Kind::Quickwit => (answer.get("hits")?.as_array()?, answer.get("num_hits")?.as_u64()?),
        Kind::OpenSearch => {
            let hits = answer.get("hits")?;
            (hits.get("hits")?.as_array()?, hits.get("total")?.get("value")?.as_u64()?)
        }
    };
    let line = |hit: &Value| {
        let source = if kind == Kind::OpenSearch { hit.get("_source")? } else { hit };
        serde_json::from_value(source.clone()).ok()
    };
    let lines = hits.iter().map(line).collect::<Option<_>>()?;
    Some(Found { lines, total, counts: answer.get("aggregations").cloned().unwrap_or_default() })
}

impl Found {
    /// Pages of all that was found.
    pub(super) fn pages(&self) -> u32 {
        self.counts.get("pages").map_or(0, rounded)
    }

    /// The values of a field: each with what readers call it and the pages that have it.
    pub(super) fn values(&self, field: &str) -> Vec<(String, String, u32)> {
        let buckets = self.counts.get(field).and_then(|counts| counts.get("buckets")?.as_array());
        let value = |bucket: &Value| {
            let value = bucket.get("key")?.as_str()?.to_owned();
            let label = bucket.pointer("/label/buckets/0/key").and_then(Value::as_str).unwrap_or(&value).to_owned();
            Some((value, label, bucket.get("pages").map_or(0, rounded)))
        };
        buckets.into_iter().flatten().filter_map(value).filter(|(value, ..)| !value.is_empty()).collect()
    }
}

/// How many different values there are; large numbers are estimates.
fn rounded(count: &Value) -> u32 {
    count.get("value").and_then(Value::as_f64).unwrap_or(0.0).round().clamp(0.0, f64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(by_date: bool) -> Wanted {
        let counts = vec![("kind", Some("kind_label"))];
        Wanted { query: "tokens:\"借书\"".to_owned(), most: 10, by_date, counts, pages: true }
    }

    #[test]
    fn opensearch_is_asked_in_its_own_words() {
        let request = request(Kind::OpenSearch, &wanted(true));
        assert_eq!(request["query"]["query_string"]["query"], "tokens:\"借书\"");
        assert_eq!((&request["size"], &request["sort"]), (&json!(10), &json!([{ "day": "desc" }, "_score"])));
        assert_eq!(request["aggs"]["kind"]["aggs"]["label"]["terms"]["field"], "kind_label");
        assert_eq!(Kind::OpenSearch.path("sy-*"), "sy-*/_search");
        let answer = json!({
            "hits": { "total": { "value": 2 }, "hits": [{ "_source": { "level": "section", "page": "https://p/a/" } }] },
            "aggregations": {
                "pages": { "value": 2 },
                "kind": { "buckets": [{
                    "key": "policy", "doc_count": 3, "pages": { "value": 1 },
                    "label": { "buckets": [{ "key": "政策文件", "doc_count": 3 }] }
                }] }
            }
        });
        let found = read(Kind::OpenSearch, &answer).unwrap();
        assert_eq!((found.total, found.pages(), found.lines[0].page.as_str()), (2, 2, "https://p/a/"));
        assert_eq!(found.values("kind"), [("policy".to_owned(), "政策文件".to_owned(), 1)]);
        assert_eq!(found.values("status"), []);
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for odd in [
            json!({}),
            json!([]),
            json!({ "hits": 3 }),
            json!({ "hits": [], "num_hits": -1 }),
            json!({ "hits": [7], "num_hits": 1 }),
        ] {
            assert!(read(Kind::Quickwit, &odd).is_none() && read(Kind::OpenSearch, &odd).is_none(), "{odd}");
        }
    }
}
