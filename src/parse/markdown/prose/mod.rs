//! What people write who never learnt Markdown: text pasted from Word, WPS, Excel or a chat, and what other programs
//! understand. Where the reader's eye leaves no doubt the text is amended before it is parsed; what nobody means as text
//! and this program does not know is named.
//!
//! [`lines`] tells the lines of prose from code and HTML, [`breaks`] decides which line breaks end a paragraph,
//! [`tables`] sees to rows, [`blocks`] to what a line begins with, [`spans`] to what stands inside a line.

mod addresses;
mod blocks;
mod breaks;
mod lines;
mod slips;
mod spans;
mod tables;

use std::ops::Range;

pub(super) use lines::is_prose_of_code;
pub(super) use slips::Slip;

/// A piece of the original and what stands for it.
pub(super) struct Edit {
    pub range: Range<usize>,
    pub with: String,
}

/// What becomes of a text, and what is to be said about it. Places count from the start of the text.
#[derive(Default)]
pub(super) struct Amended {
    pub edits: Vec<Edit>,
    pub slips: Vec<(Range<usize>, Slip)>,
}

impl Amended {
    fn insert(&mut self, at: usize, with: impl Into<String>) {
        self.replace(at..at, with);
    }

    fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.edits.push(Edit { range, with: with.into() });
    }

    fn slip(&mut self, range: Range<usize>, slip: Slip) {
        // One page of another generator must not bring a message for each of its lines.
        if self.slips.len() < 200 {
            self.slips.push((range, slip));
        }
    }
}

/// Reads a run of inline Markdown, such as a paragraph of a policy, as its writer meant it.
pub(super) fn amend_inline(run: &str) -> Amended {
    let mut found = Amended::default();
    for line in lines::lines(run) {
        blocks::foreign(&line, line.text(run), &mut found);
        spans::amend(run, &line, false, &mut found);
    }
    found
}

/// Reads `body` as its writer meant it.
pub(super) fn amend(body: &str) -> Amended {
    let lines = lines::lines(body);
    let mut found = Amended::default();
    let taken = tables::amend(body, &lines, &mut found);
    blocks::amend(body, &lines, &taken, &mut found);
    breaks::amend(body, &lines, &taken, &mut found);
    for (i, line) in lines.iter().enumerate() {
        if line.is_read() {
            spans::amend(body, line, taken[i], &mut found);
        }
    }
    found
}
