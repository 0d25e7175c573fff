//! The gateway of the search page, against a server that answers as Quickwit's documentation says it does
//! (<https://quickwit.io/docs/main-branch/reference/rest-api>), by tantivy itself: the index is made by the very definition
//! that is exported, and queries are read by tantivy's grammar, which is Quickwit's.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use shuyuan::export::sections::{self, Portal, quickwit_index};
use shuyuan::hub::gateway::{self, Asked, Engine, Kind, Question, Unanswered};
use shuyuan::search::document::{IndexSettings, PageDocument};
use shuyuan::search::engine::Request;
use shuyuan::search::host::Host;
use shuyuan::search::index::{IndexCache, write_index};
use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::query_grammar::{UserInputAst, UserInputLeaf, parse_query};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::{DocAddress, Index, Order, TantivyDocument, Term};

use crate::search_sites::{Numbers, generated_site, page, section};
use crate::support::Site;

/// An engine that knows what Quickwit's documentation says.
struct Quickwit {
    index: Index,
    /// The line that a document was made from, as far as the definition says it is stored.
    line: Field,
}

impl Quickwit {
    fn new(lines: &[Value]) -> Self {
        let definition: Value = serde_yaml::from_str(&quickwit_index("sy-test-1")).unwrap();
        let mappings = definition["doc_mapping"]["field_mappings"].as_array().unwrap();
        let mut schema = Schema::builder();
        let mut hidden = Vec::new();
        for mapping in mappings {
            let name = mapping["name"].as_str().unwrap();
            let indexing = match mapping["tokenizer"].as_str() {
                None => None,
                Some("whitespace") => Some(
                    TextFieldIndexing::default()
                        .set_tokenizer("whitespace")
                        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
                        .set_fieldnorms(mapping["fieldnorms"] == true),
                ),
                Some(raw) => {
                    assert_eq!(raw, "raw");
                    Some(TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::Basic))
                }
            };
            if mapping["stored"] == false {
                hidden.push(name.to_owned());
            }
            match mapping["type"].as_str() {
                Some("u64") => drop(schema.add_u64_field(name, FAST | STORED)),
                Some("text" | "array<text>") => {
                    let mut options = TextOptions::default();
                    if let Some(indexing) = indexing {
                        options = options.set_indexing_options(indexing);
                    }
                    if mapping["fast"] == true {
                        options = options.set_fast("raw");
                    }
                    schema.add_text_field(name, options);
                }
                other => panic!("{other:?} is no type of this test"),
            }
        }
        let line = schema.add_text_field("_line", STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 20_000_000).unwrap();
        for given in lines {
            let mut document = TantivyDocument::default();
            let mut stored = given.clone();
            for (name, value) in given.as_object().unwrap() {
                let field = index.schema().get_field(name).unwrap_or_else(|_| panic!("{name} is not defined"));
                match value {
                    Value::Number(number) => document.add_u64(field, number.as_u64().unwrap()),
                    Value::Array(values) => values.iter().for_each(|v| document.add_text(field, v.as_str().unwrap())),
                    text => document.add_text(field, text.as_str().unwrap()),
                }
                if hidden.contains(name) {
                    stored.as_object_mut().unwrap().remove(name);
                }
            }
            document.add_text(line, stored.to_string());
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        Quickwit { index, line }
    }

    /// `POST /api/v1/INDEX/search`
    fn search(&self, request: &Value) -> Value {
        for key in request.as_object().unwrap().keys() {
            assert!(["query", "max_hits", "start_offset", "sort_by", "aggs"].contains(&key.as_str()), "{key}");
        }
        let text = request["query"].as_str().unwrap();
        let query = self.lower(parse_query(text).unwrap_or_else(|_| panic!("no query: {text}")));
        let searcher = self.index.reader().unwrap().searcher();
        let most = request["max_hits"].as_u64().unwrap_or(20) as usize;
        let found: Vec<DocAddress> = match request["sort_by"].as_str() {
            _ if most == 0 => Vec::new(),
            Some("day,_score") => {
                let newest = TopDocs::with_limit(most).order_by_fast_field::<u64>("day", Order::Desc);
                searcher.search(&query, &newest).unwrap().into_iter().map(|(_, at)| at).collect()
            }
            Some("_score") => {
                let best = TopDocs::with_limit(most).order_by_score();
                searcher.search(&query, &best).unwrap().into_iter().map(|(_, at)| at).collect()
            }
            other => panic!("{other:?} is no order of this test"),
        };
        let hit = |at: DocAddress| {
            let document: TantivyDocument = searcher.doc(at).unwrap();
            let line = document.get_first(self.line).and_then(|value| value.as_str()).unwrap().to_owned();
            serde_json::from_str::<Value>(&line).unwrap()
        };
        let hits: Vec<Value> = found.into_iter().map(hit).collect();
        let mut answer =
            json!({ "hits": hits, "num_hits": searcher.search(&query, &Count).unwrap(), "elapsed_time_micros": 1 });
        if let Some(aggs) = request.get("aggs") {
            let aggs: Aggregations = serde_json::from_value(aggs.clone()).unwrap();
            let collector = AggregationCollector::from_aggs(aggs, Default::default());
            answer["aggregations"] = serde_json::to_value(searcher.search(&query, &collector).unwrap()).unwrap();
        }
        answer
    }

    /// What Quickwit makes of a query: without an operator, all of it is wanted.
    fn lower(&self, ast: UserInputAst) -> Box<dyn Query> {
        match ast {
            UserInputAst::Clause(clauses) => {
                let clauses = clauses.into_iter().map(|(occur, ast)| {
                    let occur = occur.unwrap_or(tantivy::query_grammar::Occur::Must);
                    (occur, self.lower(ast))
                });
                Box::new(BooleanQuery::new(clauses.collect::<Vec<(Occur, _)>>()))
            }
            UserInputAst::Boost(ast, boost) => Box::new(BoostQuery::new(self.lower(*ast), boost.into_inner() as f32)),
            UserInputAst::Leaf(leaf) => match *leaf {
                UserInputLeaf::Literal(literal) => {
                    let name = literal.field_name.expect("each word names its field");
                    let begins = literal.delimiter == tantivy::query_grammar::Delimiter::None;
                    self.leaf(&name, &literal.phrase, begins)
                }
                UserInputLeaf::All => Box::new(AllQuery),
                other => panic!("{other:?} is not written by the gateway"),
            },
        }
    }

    fn leaf(&self, name: &str, phrase: &str, bare: bool) -> Box<dyn Query> {
        let schema = self.index.schema();
        let field = schema.get_field(name).unwrap_or_else(|_| panic!("{name} is not defined"));
        let term = |text: &str| Term::from_field_text(field, text);
        if bare {
            let begin = phrase.strip_suffix('*').expect("only beginnings stand without quotation marks");
            let end = format!("{begin}\u{10ffff}");
            let range = (std::ops::Bound::Included(term(begin)), std::ops::Bound::Included(term(&end)));
            return Box::new(RangeQuery::new(range.0, range.1));
        }
        let is_raw = quickwit_index("x").contains(&format!("name: {name}, type: text, tokenizer: raw"))
            || quickwit_index("x").contains(&format!("name: {name}, type: array<text>"));
        let words: Vec<&str> = if is_raw { vec![phrase] } else { phrase.split_whitespace().collect() };
        match words.as_slice() {
            [one] => Box::new(TermQuery::new(term(one), IndexRecordOption::WithFreqs)),
            more => Box::new(PhraseQuery::new(more.iter().map(|word| term(word)).collect())),
        }
    }
}

impl Engine for Quickwit {
    fn kind(&self) -> Kind {
        Kind::Quickwit
    }

    fn ask(&self, request: &Value) -> Result<Value, Unanswered> {
        Ok(self.search(request))
    }
}

const NORTH: &str = "https://north.example/";

fn lines_of(pages: &[PageDocument], title: &str, address: &str) -> Vec<Value> {
    let portal = Portal { title, address: Some(address) };
    pages
        .iter()
        .flat_map(|page| sections::lines(portal, page).map(|line| serde_json::to_value(line).unwrap()))
        .collect()
}

fn ours(pages: &[PageDocument]) -> Host<std::collections::BTreeMap<String, Vec<u8>>> {
    let files = write_index(pages, &IndexSettings::default(), &mut IndexCache::default()).unwrap();
    Host::open(files.into_iter().map(|file| (file.path, file.bytes.to_vec())).collect()).unwrap()
}

fn asked(query: &str) -> Asked {
    let Some(Question::Search(asked)) = Question::read(&format!("query={query}\nlimit=200")) else { panic!("{query}") };
    asked
}

fn answer(engine: &dyn Engine, asked: &Asked) -> Value {
    serde_json::from_str(&gateway::answer(engine, asked, &[]).unwrap()).unwrap()
}

/// Page and place of each hit that has all words.
fn places(answer: &Value) -> BTreeSet<(String, String)> {
    let hits = answer["hits"].as_array().unwrap().iter().filter(|hit| hit["partial"] == false);
    let text = |value: &Value| value.as_str().unwrap().trim_start_matches(NORTH).to_owned();
    hits.map(|hit| (text(&hit["url"]), text(&hit["anchor"]))).collect()
}

fn pages_of(places: &BTreeSet<(String, String)>) -> BTreeSet<&str> {
    places.iter().map(|(page, _)| page.as_str()).collect()
}

#[test]
fn the_hits_are_those_of_our_engine() {
    let mut pages = generated_site(70, 5, 90);
    let mut numbers = Numbers(11);
    for page in &mut pages {
        page.kind = if numbers.below(3) == 0 { "policy" } else { "article" }.to_owned();
    }
    let engine = Quickwit::new(&lines_of(&pages, "北区", NORTH));
    let mut host = ours(&pages);
    let mut found = 0;
    for round in 0..160 {
        let at = numbers.below(70) as usize;
        let text: Vec<char> = pages[at].sections[numbers.below(5) as usize].text.chars().collect();
        let piece = |start: u64, length: usize| -> String {
            let han = |c: &char| ('\u{4e00}'..'\u{9fff}').contains(c);
            text[start as usize..].iter().copied().skip_while(|c| !han(c)).take_while(han).take(length).collect()
        };
        let (one, two) = (piece(numbers.below(30), 3), piece(30 + numbers.below(30), 2));
        if one.is_empty() || two.is_empty() {
            continue;
        }
        let query = match round % 5 {
            0 => format!("“{one}”"),
            1 => one.clone(),
            2 => format!("{one} {two}"),
            3 => format!("“{one}” “{two}”"),
            _ => format!("{one} -{two}"),
        };
        let mut question = asked(&query);
        let mut request = Request::new(&query);
        request.limit = 200;
        if round % 2 == 0 {
            question.filters[0].push("policy".to_owned());
            request.filters[0].push("policy".to_owned());
        }
        let own: Value = serde_json::from_str(&host.search(request).unwrap().to_json()).unwrap();
        let (own, theirs) = (places(&own), places(&answer(&engine, &question)));
        if own.len() >= 200 {
            continue;
        }
        assert_eq!(pages_of(&theirs), pages_of(&own), "{query}");
        if round % 5 == 0 {
            assert_eq!(theirs, own, "{query}");
        }
        found += own.len();
    }
    assert!(found > 200, "the queries find something: {found}");
}

fn library() -> Quickwit {
    let mut lending = page(
        "a/lending/",
        "借阅办法",
        vec![
            section("art-1", "第一条", Some("1"), "凭证件借书，两周归还。"),
            section("art-2", "第二条", Some("2"), "依照第一条办理续借，逾期的停借。"),
        ],
    );
    lending.kind = "policy".to_owned();
    lending.short_titles.push("借书规定".to_owned());
    lending.doc_no = Some("示文〔2026〕3号".to_owned());
    let notice = page("a/notice/", "闭馆通知", vec![section("", "", None, "周一闭馆，不能借书。报名另行通知。")]);
    let mut other =
        page("b/rules/", "还书规则", vec![section("s", "怎样还书", None, "借书以后按时归还。iPhone 也能续借。")]);
    other.date = Some("2026-02-01".to_owned());
    other.year = Some(2026);
    let mut lines = lines_of(&[lending, notice], "北区", NORTH);
    lines.extend(lines_of(&[other], "南区", "https://south.example/"));
    Quickwit::new(&lines)
}

#[test]
fn filters_counts_names_and_pieces() {
    let engine = library();
    let urls = |answer: &Value| -> Vec<String> {
        answer["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| format!("{}#{}", hit["url"].as_str().unwrap(), hit["anchor"].as_str().unwrap()))
            .collect()
    };
    let all = answer(&engine, &asked("借书"));
    assert_eq!((&all["total"], &all["exact"], &all["gateway"]), (&json!(3), &json!(true), &json!(true)), "{all}");
    let column = all["facets"]["column"].as_array().unwrap();
    let of = |url: &str| column.iter().find(|count| count["value"] == url).cloned();
    assert_eq!(
        of("https://south.example/"),
        Some(json!({ "value": "https://south.example/", "label": "南区", "count": 1 }))
    );
    let hit = &all["hits"].as_array().unwrap().iter().find(|hit| hit["anchor"] == "art-1").cloned().unwrap();
    assert_eq!((&hit["excerpt"], &hit["marks"]), (&json!("凭证件借书，两周归还。"), &json!([[3, 5]])));
    // A filter narrows the hits, and the counts of the others.
    let mut south = asked("借书");
    south.filters[1].push("https://south.example/".to_owned());
    let south = answer(&engine, &south);
    assert_eq!(urls(&south), ["https://south.example/b/rules/#s"]);
    assert_eq!(south["facets"]["column"].as_array().unwrap().len(), 2);
    assert_eq!(south["facets"]["kind"].as_array().unwrap().len(), 1);
    // A text or an article that is named comes first.
    for (query, first) in
        [("借阅办法第二条", "a/lending/#art-2"), ("借书规定", "a/lending/#"), ("示文〔2026〕3号", "a/lending/#")]
    {
        let answer = answer(&engine, &asked(query));
        assert_eq!(
            (urls(&answer)[0].as_str(), &answer["hits"][0]["jump"]),
            (format!("{NORTH}{first}").as_str(), &json!(true)),
            "{query}"
        );
    }
    assert_eq!(urls(&answer(&engine, &asked("依照第1条办理"))), [format!("{NORTH}a/lending/#art-2")]);
    assert_eq!(urls(&answer(&engine, &asked("IPHONE"))), ["https://south.example/b/rules/#s"]);
    assert_eq!(answer(&engine, &asked("借书 -报名"))["total"], 2);
    let some = answer(&engine, &asked("闭馆 逾期"));
    assert_eq!((&some["complete"], some["hits"].as_array().unwrap().len()), (&json!(false), 2), "{some}");
    assert_eq!(answer(&engine, &asked("“书凭证”"))["hits"], json!([]));
    // All hits of one page, and the newest first.
    let mut one = asked("借");
    one.page = Some(format!("{NORTH}a/lending/"));
    assert!(urls(&answer(&engine, &one)).iter().all(|url| url.starts_with(&format!("{NORTH}a/lending/"))));
    let mut newest = asked("借书");
    newest.by_date = true;
    assert_eq!(urls(&answer(&engine, &newest))[0], "https://south.example/b/rules/#s");
    let titles = gateway::suggest(&engine, "借", 8).unwrap();
    assert!(titles.contains("借阅办法") && !titles.contains("闭馆"), "{titles}");
    for odd in ["", "\"", "AND", "tokens:x", "a\" OR level:\"page", "*", "~", "借^9 (书", "\\"] {
        let _ = answer(&engine, &asked(odd));
    }
}

/// The stub behind HTTP; what it is to do instead of answering, and what it was asked.
struct Stub {
    address: String,
    fault: Arc<Mutex<Option<&'static str>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

fn stub(engine: Quickwit) -> Stub {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (fault, asked) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(Vec::new())));
    let (faults, heard) = (Arc::clone(&fault), Arc::clone(&asked));
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(&stream);
            let mut length = 0;
            let mut lines = Vec::new();
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                    break;
                }
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                lines.push(line);
            }
            let mut body = vec![0; length];
            if reader.read_exact(&mut body).is_err() || lines.is_empty() {
                continue;
            }
            heard.lock().unwrap().push(lines[0].trim().to_owned());
            let (status, body) = match *faults.lock().unwrap() {
                None => ("200 OK", engine.search(&serde_json::from_slice(&body).unwrap()).to_string()),
                Some("500") => ("500 Internal Server Error", r#"{"message":"index sy-secret is away"}"#.to_owned()),
                Some(other) => ("200 OK", other.to_owned()),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            // Whoever asked may have gone.
            let _ = (&stream).write_all(&[head.as_bytes(), body.as_bytes()].concat());
        }
    });
    Stub { address, fault, asked }
}

/// `shuyuan hub serve`, ended with the test.
struct Running {
    child: Child,
    port: u16,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn started(arguments: &[&str]) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_shuyuan"))
        .args(["hub", "serve", "--port", "0", "--lang", "zh"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
    let port = said.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok());
    let port = port.unwrap_or_else(|| panic!("no address in {said:?}"));
    Running { child, port }
}

/// The head and the body of an answer.
fn request(port: u16, text: &str) -> (String, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    // What is too long may be refused before it is sent to its end.
    let _ = stream.write_all(text.as_bytes());
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said).into_owned();
    let (head, body) = said.split_once("\r\n\r\n").unwrap_or((&said, ""));
    (head.to_owned(), body.to_owned())
}

fn post(port: u16, headers: &str, body: &str) -> (String, String) {
    let length = body.len();
    request(
        port,
        &format!(
            "POST /_search HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        ),
    )
}

const OURS: &str = "Shuyuan-Search: 1\r\n";

#[test]
fn a_reader_is_answered_through_the_gateway_or_told_why_not() {
    let site = Site::small();
    site.write("site-config.toml", "title = \"门户\"\n[hub]\ngateway = \"/_search\"\n")
        .write("content/_index.md", "---\ntitle: 首页\n---\n");
    let pages = site.publish(&[]);
    assert!(String::from_utf8_lossy(&pages["search/index.html"]).contains(r#"data-gateway="/_search""#));
    let engine = stub(library());
    let out = site.out().to_string_lossy().into_owned();
    let running = started(&["--engine", &engine.address, "--site", &out]);
    let (head, body) = post(running.port, OURS, "query=借书\nlimit=10\n");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(
        head.contains("cache-control: no-store") && head.contains("content-security-policy: default-src 'self'"),
        "{head}"
    );
    assert!(body.contains("凭证件借书") && body.contains("\"gateway\":true"), "{body}");
    assert_eq!(engine.asked.lock().unwrap()[0], "POST /api/v1/sy-*/search HTTP/1.1");
    // The portal lies beside it.
    let home = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", running.port);
    let (head, body) = request(running.port, &home);
    assert!(head.contains("200") && head.contains("content-security-policy") && body.contains("门户"), "{head}");
    // What other pages' scripts can send is no question.
    for (headers, body, status) in [
        ("", "query=借书", "403"),
        ("Shuyuan-Search: 1\r\nSec-Fetch-Site: cross-site\r\n", "query=借书", "403"),
        (OURS, "what=is this", "400"),
        (OURS, &"长".repeat(9000), "413"),
    ] {
        let (head, _) = post(running.port, headers, body);
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{status}: {head}");
    }
    let evil = "POST /_search HTTP/1.1\r\nHost: evil.example\r\nShuyuan-Search: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    assert!(request(running.port, evil).0.starts_with("HTTP/1.1 403"));
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(60_000));
    assert!(!request(running.port, &long).0.contains(" 200 "), "a head of 60 KB is answered");
    let options = format!("OPTIONS /_search HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", running.port);
    assert!(request(running.port, &options).0.starts_with("HTTP/1.1 405"));
    // An engine that is away, or is none.
    for fault in ["500", "<html>", "{}", "[]", "{\"hits\":3}"] {
        *engine.fault.lock().unwrap() = Some(fault);
        let (head, body) = post(running.port, OURS, "query=借书");
        assert!(head.starts_with("HTTP/1.1 502"), "{fault}: {head}");
        assert!(body.contains("检索引擎没有应答") && !body.contains("secret"), "{fault}: {body}");
    }
    *engine.fault.lock().unwrap() = None;
    assert!(post(running.port, OURS, "query=借书").0.starts_with("HTTP/1.1 200"));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let running = started(&["--engine", &gone, "--kind", "opensearch"]);
    assert!(post(running.port, OURS, "prefix=借\nlimit=5").0.starts_with("HTTP/1.1 502"));
}

#[test]
fn what_cannot_be_served_is_told() {
    let site = Site::small();
    let told = |arguments: &[&str]| {
        let run = site.run(&[&["hub", "serve", "--lang", "zh"], arguments].concat());
        (run.code, run.stderr)
    };
    let engine = "http://127.0.0.1:7280/";
    for (arguments, words) in [
        (&["--engine", "localhost:7280"][..], "--engine 不是完整的网址"),
        (&["--engine", engine, "--index", "../x"], "--index 只能有"),
        (&["--engine", engine, "--site", "nowhere"], "没有生成好的门户"),
    ] {
        let (code, stderr) = told(arguments);
        assert!(code == 2 && stderr.contains(words), "{arguments:?}: {stderr}");
    }
    for bad in ["https://elsewhere.example/_search", "//elsewhere/x", "_search", "/a/../b", "/a?b", "/"] {
        site.write("site-config.toml", format!("title = \"x\"\n[hub]\ngateway = \"{bad}\"\n"));
        let run = site.build(&[]);
        assert!(run.code == 1 && run.stderr.contains("不是本站的路径"), "{bad}: {}", run.stderr);
    }
}

#[test]
fn what_a_portal_exports_is_what_the_definition_takes() {
    let site = Site::small();
    site.write("site-config.toml", "title = \"北区\"\nbase_url = \"https://north.example/\"\n")
        .write("content/_index.md", "---\ntitle: 首页\n---\n")
        .write("content/a/_index.md", "---\ntitle: 栏目\n---\n")
        .write(
            "content/a/x.md",
            "---\ntitle: 借书办法\nkeywords: [图书]\n---\n\n## 怎样借\n\n凭证件借书，“两周”归还。\n",
        );
    let run = site.run(&["export", "sections", "--out", &site.root().join("all.ndjson").to_string_lossy()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = std::fs::read_to_string(site.root().join("all.ndjson")).unwrap();
    // Quickwit takes no more than 10 MB at a time, and no line may be cut.
    assert!(text.lines().all(|line| line.len() < 10_000_000));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let levels: Vec<&str> = lines.iter().filter_map(|line| line["level"].as_str()).collect();
    assert_eq!(levels.len(), lines.len());
    assert!(levels.contains(&"page") && levels.contains(&"section"));
    let engine = Quickwit::new(&lines);
    let found = answer(&engine, &asked("“凭证件借书” 两周"));
    let hit = &found["hits"][0];
    assert_eq!((&hit["url"], &hit["section"]), (&json!("https://north.example/a/x/"), &json!("怎样借")), "{found}");
    assert_eq!(answer(&engine, &asked("图书"))["total"], 1);
}
