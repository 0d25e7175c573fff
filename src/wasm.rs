//! The search engine's face in the browser: bytes in, JSON out, no glue code.
//!
//! The host asks [`allocate`] for room, writes its input there and passes place and length. Every call leaves its JSON
//! where [`output_at`] and [`output_length`] say: `{"need": […]}`, `{"done": …}` or `{"error": "damaged"}`. This is the
//! only file with unsafe code: it turns the host's numbers into slices.

use std::cell::RefCell;

use crate::search::answer::{Json, titles_to_json};
use crate::search::codec::Damaged;
use crate::search::engine::{Engine, Request, Search, Step};
use crate::search::layout::{FACETS, index_id};
use crate::search::store::Fetch;

#[derive(Default)]
struct State {
    engine: Option<Engine>,
    search: Option<Search>,
    output: Vec<u8>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Room for input. Calls that take input free it again.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

#[unsafe(no_mangle)]
pub extern "C" fn output_at() -> *const u8 {
    STATE.with_borrow(|state| state.output.as_ptr())
}

#[unsafe(no_mangle)]
pub extern "C" fn output_length() -> usize {
    STATE.with_borrow(|state| state.output.len())
}

/// Opens an index by its start data; answers the index's id.
#[unsafe(no_mangle)]
pub extern "C" fn open(at: *mut u8, length: usize) {
    let input = take(at, length);
    STATE.with_borrow_mut(|state| {
        *state = State::default();
        let opened = Engine::open(&input);
        state.output = answer(opened.map(|engine| {
            state.engine = Some(engine);
            Step::Done(format!("\"{}\"", index_id(&input)))
        }));
    });
}

/// Begins a query. The input is lines `key=value`: query (first), limit, offset, page, today, sort, and facets' names.
#[unsafe(no_mangle)]
pub extern "C" fn begin(at: *mut u8, length: usize) {
    let input = take(at, length);
    let request = request(&String::from_utf8_lossy(&input));
    STATE.with_borrow_mut(|state| state.search = state.engine.as_mut().map(|engine| engine.search(request)));
}

/// Goes on with the query.
#[unsafe(no_mangle)]
pub extern "C" fn step() {
    STATE.with_borrow_mut(|state| {
        let (Some(engine), Some(search)) = (&mut state.engine, &mut state.search) else { return };
        let next = engine.step(search);
        state.output = answer(next.map(|step| match step {
            Step::Need(fetches) => Step::Need(fetches),
            Step::Done(answer) => Step::Done(answer.to_json()),
        }));
    });
}

/// Hands over bytes of a file of the index.
#[unsafe(no_mangle)]
pub extern "C" fn supply(part: u32, start: u32, at: *mut u8, length: usize) {
    let input = take(at, length);
    STATE.with_borrow_mut(|state| {
        if let Some(engine) = &mut state.engine {
            engine.supply(part, start, &input);
        }
    });
}

/// Titles for what has been typed.
#[unsafe(no_mangle)]
pub extern "C" fn suggest(at: *mut u8, length: usize, limit: usize) {
    let input = take(at, length);
    STATE.with_borrow_mut(|state| {
        let Some(engine) = &mut state.engine else { return };
        let next = engine.suggest(&String::from_utf8_lossy(&input), limit);
        state.output = answer(next.map(|step| match step {
            Step::Need(fetches) => Step::Need(fetches),
            Step::Done(titles) => Step::Done(titles_to_json(&titles)),
        }));
    });
}

/// Takes back what `allocate` gave out.
fn take(at: *mut u8, length: usize) -> Box<[u8]> {
    // SAFETY: the host passes a place that `allocate` answered for this very length, once.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(at, length)) }
}

fn answer(step: Result<Step<String>, Damaged>) -> Vec<u8> {
    let mut json = Json::default();
    json.object(|json| match step {
        Ok(Step::Done(done)) => json.raw("done", done),
        Ok(Step::Need(fetches)) => json.array("need", &fetches, |json, fetch| json.object(|json| write(fetch, json))),
        Err(Damaged) => json.text("error", "damaged"),
    });
    json.out.into_bytes()
}

fn write(fetch: &Fetch, json: &mut Json) {
    json.raw("part", fetch.part);
    json.text("file", &fetch.file);
    json.raw("start", fetch.start);
    json.raw("end", fetch.end);
    json.raw("file_bytes", fetch.file_bytes);
}

fn request(input: &str) -> Request {
    let mut request = Request::new("");
    for (line, text) in input.split('\n').enumerate() {
        let Some((key, value)) = text.split_once('=') else { continue };
        match key {
            "query" if line == 0 => request.query = value.to_owned(),
            "limit" => request.limit = value.parse().unwrap_or(10).clamp(1, 200),
            "offset" => request.offset = value.parse().unwrap_or(0).min(10_000),
            "page" => request.page = value.parse().ok(),
            "today" => request.today = value.parse().unwrap_or(0),
            "sort" => request.by_date = value == "date",
            _ => {
                if let Some(facet) = FACETS.iter().position(|&name| name == key) {
                    request.filters[facet].push(value.to_owned());
                }
            }
        }
    }
    request
}
