//! What a search answers, and its JSON.

use std::fmt::Write;

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub query: String,
    /// Pages with all words, or when there is none, with some of them.
    pub total: u32,
    pub complete: bool,
    pub exact: bool,
    pub more: bool,
    pub hits: Vec<Hit>,
    /// Name of each facet with its values that occur.
    pub facets: Vec<(&'static str, Vec<Count>)>,
    pub nearest: Vec<String>,
    /// Titles that are written a little differently than the query.
    pub meant: Vec<String>,
    /// The pages were found by how their titles are read: `glbf`.
    pub by_sound: bool,
    pub cost: Cost,
}

/// How many pages of the matches have a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub value: String,
    pub label: String,
    pub count: u32,
}

/// What had to be fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    pub rounds: u32,
    pub bytes: u64,
    pub requests: u32,
}

/// A section that matches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hit {
    /// Number of the page in this index.
    pub page: u32,
    /// Number of the section in this index.
    pub doc: u32,
    /// How many hits the page has.
    pub in_page: u32,
    pub url: String,
    pub anchor: String,
    pub title: String,
    pub subtitle: String,
    pub doc_no: String,
    pub section: String,
    pub path: String,
    pub kind: (String, String),
    pub column: (String, String),
    /// `YYYY-MM-DD` or empty.
    pub date: String,
    pub status: String,
    pub effective_on: String,
    pub score: f32,
    pub contiguous: bool,
    pub partial: bool,
    pub jump: bool,
    /// Day and address of the other versions of the text, newest first.
    pub versions: Vec<(String, String)>,
    pub excerpt: String,
    /// Ranges of characters.
    pub marks: Vec<(u32, u32)>,
    pub title_marks: Vec<(u32, u32)>,
}

/// A title for what has been typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TitleHit {
    pub title: String,
    pub url: String,
    pub kind: (String, String),
    /// As in [`Hit`]; they tell versions of a text apart that have the same title.
    pub date: String,
    pub status: String,
    /// `title`, `name`, `pinyin` or `initials`.
    pub by: &'static str,
    pub name: String,
    pub marks: Vec<(u32, u32)>,
}

impl Answer {
    pub fn to_json(&self) -> String {
        let mut json = Json::default();
        json.object(|json| {
            json.text("query", &self.query);
            json.raw("total", self.total);
            json.raw("complete", self.complete);
            json.raw("exact", self.exact);
            json.raw("more", self.more);
            json.array("hits", &self.hits, |json, hit| json.object(|json| hit.write(json)));
            json.key("facets");
            json.object(|json| {
                for (name, counts) in &self.facets {
                    json.array(name, counts, |json, count| {
                        json.object(|json| {
                            json.text("value", &count.value);
                            json.text("label", &count.label);
                            json.raw("count", count.count);
                        });
                    });
                }
            });
            json.array("nearest", &self.nearest, |json, word| json.value(word));
            json.array("meant", &self.meant, |json, title| json.value(title));
            json.raw("by_sound", self.by_sound);
            json.raw("rounds", self.cost.rounds);
            json.raw("bytes", self.cost.bytes);
            json.raw("requests", self.cost.requests);
        });
        json.out
    }
}

impl Hit {
    fn write(&self, json: &mut Json) {
        json.raw("page", self.page);
        json.raw("in_page", self.in_page);
        json.text("url", &self.url);
        json.text("anchor", &self.anchor);
        json.text("title", &self.title);
        json.text("subtitle", &self.subtitle);
        json.text("doc_no", &self.doc_no);
        json.text("section", &self.section);
        json.text("path", &self.path);
        json.text("kind", &self.kind.0);
        json.text("kind_label", &self.kind.1);
        json.text("column", &self.column.0);
        json.text("column_label", &self.column.1);
        json.text("date", &self.date);
        json.text("status", &self.status);
        json.text("effective_on", &self.effective_on);
        let thousandths = (self.score.max(0.0) * 1000.0) as u32;
        json.raw("score", format_args!("{}.{:03}", thousandths / 1000, thousandths % 1000));
        json.raw("contiguous", self.contiguous);
        json.raw("partial", self.partial);
        json.raw("jump", self.jump);
        json.array("versions", &self.versions, |json, (from, url)| {
            json.object(|json| {
                json.text("from", from);
                json.text("url", url);
            });
        });
        json.text("excerpt", &self.excerpt);
        json.marks("marks", &self.marks);
        json.marks("title_marks", &self.title_marks);
    }
}

/// Suggestions as JSON.
pub fn titles_to_json(titles: &[TitleHit]) -> String {
    let mut json = Json::default();
    json.list(titles, |json, title| {
        json.object(|json| {
            json.text("title", &title.title);
            json.text("url", &title.url);
            json.text("kind", &title.kind.0);
            json.text("kind_label", &title.kind.1);
            json.text("date", &title.date);
            json.text("status", &title.status);
            json.text("by", title.by);
            json.text("name", &title.name);
            json.marks("marks", &title.marks);
        });
    });
    json.out
}

/// Writes JSON; the engine in the browser has no room for a general library.
#[derive(Default)]
pub struct Json {
    pub out: String,
}

impl Json {
    pub fn object(&mut self, content: impl FnOnce(&mut Self)) {
        self.out.push('{');
        content(self);
        self.out.push('}');
    }

    pub fn key(&mut self, key: &str) {
        if !self.out.ends_with('{') {
            self.out.push(',');
        }
        self.value(key);
        self.out.push(':');
    }

    pub fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.value(value);
    }

    pub fn raw(&mut self, key: &str, value: impl std::fmt::Display) {
        self.key(key);
        // Writing into a string never fails.
        let _ = write!(self.out, "{value}");
    }

    pub fn array<T>(&mut self, key: &str, elements: &[T], each: impl FnMut(&mut Self, &T)) {
        self.key(key);
        self.list(elements, each);
    }

    pub fn list<T>(&mut self, elements: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.out.push('[');
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            each(self, element);
        }
        self.out.push(']');
    }

    fn marks(&mut self, key: &str, marks: &[(u32, u32)]) {
        self.array(key, marks, |json, (start, end)| {
            let _ = write!(json.out, "[{start},{end}]");
        });
    }

    pub fn value(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                control if control < ' ' => {
                    let _ = write!(self.out, "\\u{:04x}", control as u32);
                }
                other => self.out.push(other),
            }
        }
        self.out.push('"');
    }
}
