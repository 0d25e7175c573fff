//! Sites that the search tests make up.

use shuyuan::search::document::{PageDocument, SectionDocument};

pub fn section(anchor: &str, heading: &str, number: Option<&str>, text: &str) -> SectionDocument {
    SectionDocument {
        anchor: anchor.to_owned(),
        heading: heading.to_owned(),
        path: String::new(),
        number: number.map(str::to_owned),
        text: text.to_owned(),
        cited: Vec::new(),
    }
}

pub fn page(url: &str, title: &str, sections: Vec<SectionDocument>) -> PageDocument {
    PageDocument {
        url: url.to_owned(),
        title: title.to_owned(),
        kind: "article".to_owned(),
        kind_label: "文章".to_owned(),
        column: "jiaoyu".to_owned(),
        column_label: "教育培训".to_owned(),
        date: Some("2024-03-01".to_owned()),
        year: Some(2024),
        sections,
        ..PageDocument::default()
    }
}

/// A small generator of numbers, so that every run sees the same texts.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// Han text in which some characters are much more frequent than others, with punctuation and some words.
    pub fn text(&mut self, length: u64) -> String {
        let mut text = String::new();
        for _ in 0..length {
            match self.below(40) {
                0 => text.push('，'),
                1 => text.push('。'),
                2 if self.below(8) == 0 => text.push_str("第二十三条"),
                3 if self.below(8) == 0 => text.push_str(" B2区 "),
                _ => {
                    let rank = self.below(30) * self.below(30);
                    text.extend(char::from_u32(0x4e00 + rank as u32));
                }
            }
        }
        text
    }
}

pub fn generated_site(pages: u64, sections: u64, length: u64) -> Vec<PageDocument> {
    let mut numbers = Numbers(7);
    (0..pages)
        .map(|number| {
            let sections = (0..sections)
                .map(|n| section(&format!("s{n}"), &numbers.text(6), None, &numbers.text(length)))
                .collect();
            page(&format!("p{number}/"), &numbers.text(9), sections)
        })
        .collect()
}
