//! What the keys of front matter are called in English, and what to say of them. A key that is not here is called by its
//! own name.

/// The label of the key `name`.
pub(super) fn label(name: &str) -> String {
    if let Some((_, label, _)) = KEYS.iter().find(|(key, ..)| *key == name) {
        return (*label).to_owned();
    }
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A word of advice about the key `name`; empty if its label says all.
pub(super) fn advice(name: &str) -> &'static str {
    KEYS.iter().find(|(key, ..)| *key == name).map_or("", |(_, _, advice)| advice)
}

#[rustfmt::skip]
static KEYS: [(&str, &str, &str); 72] = [
    ("title", "Title", "Needed; else the first heading of the text is taken"),
    ("kind", "Kind", "Else the column decides"),
    ("summary", "Summary", "Shown in lists and search results; else the beginning of the text"),
    ("topics", "Topics", "Titles of topics"),
    ("keywords", "Keywords", ""),
    ("source", "Source", "Who published it first"),
    ("source_url", "Address of the original", ""),
    ("published_at", "Published on", "A day, with a time if need be: 2026-03-05 09:30"),
    ("updated_at", "Updated on", ""),
    ("publish_at", "Publish at", "Not on the site before"),
    ("expire_at", "Take down at", "Not on the site from then on"),
    ("draft", "Draft", "Not finished, not published"),
    ("cover", "Cover picture", "A picture in the same folder"),
    ("cover_alt", "What the cover shows", "For those who cannot see it"),
    ("attachments", "Attachments", "Files to download"),
    ("related", "Related pages", ""),
    ("weight", "Order", "Lower numbers come first"),
    ("slug", "Name in the address", "Last part of the address; else the pinyin of the file's name"),
    ("aliases", "Former addresses", "They lead here"),
    ("template", "Template", "Rarely needed"),
    ("review_in", "Review every", "6 months, 90 days, 1 year, from the day of the last update"),
    ("owner", "Who looks after it", "Shown with the reminder when it is overdue"),
    ("review", "Signatures", "Written by `shuyuan sign` and by the desk; void when the page changes"),
    ("stage", "Stage", ""),
    ("hash", "What was read", ""),
    ("extra", "Own keys", "For templates of your own"),
    ("cascade", "Defaults for the pages below", ""),
    ("doc_no", "Document number", "Year in brackets like 〔2026〕"),
    ("doc_type", "Type of document", ""),
    ("issuers", "Issued by", ""),
    ("letterhead", "Letterhead", "The red words above the title"),
    ("copies_to", "Copies to", ""),
    ("printed", "Printed by and on", ""),
    ("index_no", "Index number", ""),
    ("signed_on", "Signed on", ""),
    ("adopted_on", "Adopted on", ""),
    ("effective_on", "In force from", ""),
    ("valid_until", "Valid until", "Out of force after this day; empty if without end"),
    ("repealed_on", "Repealed on", ""),
    ("history", "History", "One entry for each event"),
    ("version_of", "Versions of one text", "The same name for all versions"),
    ("basis", "Based on", ""),
    ("interprets", "Explains", "The policy that this page explains"),
    ("short_title", "Short titles", ""),
    ("status", "Status", "Follows from the dates; must not contradict them"),
    ("credit_hours", "Credit hours", ""),
    ("audience", "For whom", ""),
    ("prerequisites", "To be studied before", ""),
    ("pass_score", "Pass mark", "0 to 100"),
    ("test_marks_unit", "A passed test marks its unit", "Units whose self-tests are passed count as read"),
    ("duration_min", "Minutes", ""),
    ("courses", "Courses", "In the order of study"),
    ("items", "Entries", "In their order"),
    ("compendium", "Compendium", "All texts on one page, to be printed as a book"),
    ("timeline", "As a timeline", ""),
    ("legal_basis", "Legal basis", "May end with a place, as in other.md#art-3"),
    ("office_hours", "Office hours", ""),
    ("q", "Question", ""),
    ("a", "Answer", ""),
    ("form", "Form", ""),
    ("unit", "Unit in charge", ""),
    ("duties", "Duties", "One a line"),
    ("start", "Begins", "Needed; a day alone is all day"),
    ("end", "Ends", ""),
    ("recurrence", "Repeats", "FREQ=WEEKLY;COUNT=8 is weekly, eight times"),
    ("synonyms", "Synonyms", "Other words for it in texts"),
    ("page_size", "Entries a page", ""),
    ("sort", "Order of the list", ""),
    ("list", "Look of the list", ""),
    ("home", "Blocks of the home page", "Only for the topmost _index.md"),
    ("ref", "Page", ""),
    ("text", "Text", ""),
];

#[cfg(test)]
mod tests {
    use crate::content::Kind;
    use crate::parse::front_matter::keys;

    #[test]
    fn every_english_name_is_of_a_key() {
        let rows = |key: &'static keys::Key| match key.shape {
            keys::Shape::Rows(row) => row.keys.iter().map(|key| key.name).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        let known: Vec<&str> =
            Kind::ALL.into_iter().flat_map(keys::all).flat_map(|key| [vec![key.name], rows(key)].concat()).collect();
        for (name, ..) in super::KEYS {
            assert!(known.contains(&name), "{name}");
        }
        assert_eq!(super::label("short_title"), "Short titles");
        assert_eq!(super::label("never_met"), "Never met");
    }
}
