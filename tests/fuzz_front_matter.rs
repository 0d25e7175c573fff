//! Fuzz targets for what editors type first: front matter, YAML, tables, the configuration, and files in any encoding.
//!
//! `SHUYUAN_FUZZ_SECONDS` says how long each target runs (default 1). A failure prints the input.

use std::sync::Arc;
use std::time::{Duration, Instant};

use shuyuan::content::Kind;
use shuyuan::diagnostics::draw::{Sources, human};
use shuyuan::diagnostics::{Diagnostic, Lang};
use shuyuan::inputs::encoding::decode_file;
use shuyuan::parse::cascade::Cascade;
use shuyuan::parse::front_matter::{self, Defaults};
use shuyuan::parse::{data, file_name, yaml};

const SEEDS: &[&str] = &[
    "---\ntitle: 甲\npublished_at: 2026-03-05\nkeywords: [一, 二]\nextra: {a: 1}\n---\n正文\n",
    "---\nstart: 2026-03-10 14:00\nrecurrence: FREQ=WEEKLY;COUNT=8\nslug: a-b\naliases: [old/a/]\n---\n",
    "---\ncascade:\n  kind: guide\n  source: 科\n  attachments: [/a.pdf]\nsort: date\n---\n",
    "---\nmaterials:\n  - name: 表\n    copies: 1\n  - 原件\nsteps:\n- {title: 一, text: |\n  x}\n---",
    "title: \"甲\\n\"\nb: 'it''s'\nc: |\n  块\n  文\nd: >-\n  折\n? e\n: f\n",
    "- {姓名: 甲, 电话: 0512}\n- 姓名: 乙\n",
    "columns: [a, b]\nrows:\n  - [1, ~]\n",
    "姓名,电话\n\"甲,乙\",\"a \"\"b\"\"\"\n丙,1\n",
    "title = \"甲\"\n[output]\nimage_widths = [480]\n[[menu]]\ntitle = \"a\"\nurl = \"/b.md\"\n",
];

const PIECES: &[&str] = &[
    "---\n",
    "：",
    ": ",
    "\t",
    "\u{3000}",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "|",
    ">",
    "&a ",
    "*a",
    "!t ",
    "#",
    "\r\n",
    "\n",
    "\n  ",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "?",
    ",",
    "，",
    "~",
    "2026-02-30",
    "1e999",
    "<<: ",
    "%",
    "@",
    "=",
    "\\",
    "甲",
];

/// Xorshift: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (n.max(1) as u64)).expect("fits")
    }
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn mutated(random: &mut Random) -> String {
    let mut text = SEEDS[random.below(SEEDS.len())].to_owned();
    for _ in 0..=random.below(6) {
        let from = boundary(&text, random.below(text.len() + 1));
        let to = boundary(&text, (from + random.below(8)).min(text.len()));
        match random.below(5) {
            0 => text.replace_range(from..to.max(from), ""),
            1 => text.truncate(from),
            2 => {
                let other = SEEDS[random.below(SEEDS.len())];
                text.insert_str(from, &other[boundary(other, random.below(other.len()))..]);
            }
            _ => text.insert_str(from, PIECES[random.below(PIECES.len())]),
        }
    }
    text
}

struct One<'t>(&'t str);

impl Sources for One<'_> {
    fn text(&self, _: &str) -> Option<&str> {
        Some(self.0)
    }
}

/// Every place lies in the text, at whole characters, and every fault says what to do.
fn sound(text: &str, found: &[Diagnostic]) {
    for d in found {
        let places = d.span.iter().chain(d.related.iter().map(|(span, _)| span));
        for span in places {
            assert!(span.start <= span.end && span.end <= text.len(), "{d:?}");
            assert!(
                text.is_char_boundary(span.start) && text.is_char_boundary(span.end),
                "{d:?}"
            );
        }
        for lang in [Lang::Zh, Lang::En] {
            human(d, &One(text), lang);
        }
    }
}

fn run(target: impl Fn(&str, &mut Random) + std::panic::RefUnwindSafe) {
    let seconds = std::env::var("SHUYUAN_FUZZ_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(1);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    while Instant::now() < end {
        let text = mutated(&mut random);
        let seed = random.0;
        let outcome = std::panic::catch_unwind(|| target(&text, &mut Random(seed | 1)));
        assert!(outcome.is_ok(), "input: {text:?}");
    }
}

#[test]
fn front_matter_of_every_kind() {
    run(|text, random| {
        let kind = Kind::ALL[random.below(18)];
        let name = if kind.is_folder() { "_index" } else { "a" };
        let file: Arc<str> = format!("content/{name}.md").into();
        let defaults = Defaults {
            kind,
            cascade: Cascade::default(),
            file_date: None,
            file_weight: None,
        };
        let checked = front_matter::read(&file, text, &defaults);
        sound(text, &checked.diagnostics);
        if let Some(head) = checked.value {
            assert!(text.is_char_boundary(head.body_start));
        }
    });
}

#[test]
fn yaml_and_tables() {
    run(|text, _| {
        let file: Arc<str> = "content/data/a.yaml".into();
        sound(text, &yaml::parse(&file, text, 0..text.len()).diagnostics);
        for name in ["a.csv", "a.tsv", "a.yaml"] {
            let checked = data::table(&name.into(), text);
            sound(text, &checked.diagnostics);
            let table = checked.value.unwrap_or_default();
            assert!(
                table
                    .rows
                    .iter()
                    .all(|row| row.len() == table.columns.len())
            );
        }
        file_name::read(text);
    });
}

#[test]
fn the_configuration() {
    run(|text, _| {
        let checked = shuyuan::config::load(&"site-config.toml".into(), text);
        sound(text, &checked.diagnostics);
    });
}

#[test]
fn files_in_any_encoding() {
    run(|text, random| {
        let file: Arc<str> = "content/a.md".into();
        let mut bytes = match random.below(3) {
            0 => encoding_rs::GB18030.encode(text).0.into_owned(),
            1 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => text.as_bytes().to_vec(),
        };
        bytes.truncate(random.below(bytes.len() + 1));
        if !bytes.is_empty() {
            let at = random.below(bytes.len());
            bytes[at] = u8::try_from(random.below(256)).expect("a byte");
        }
        let (decoded, found) = decode_file(&file, &bytes);
        sound(decoded.as_deref().unwrap_or(""), &found);
    });
}
