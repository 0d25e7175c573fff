//! The rules, each in a file of its own.

pub(super) mod consolidated;
pub(super) mod date_order;
pub(super) mod due;
pub(super) mod duplicates;
pub(super) mod headings;
pub(super) mod missing_alt;
pub(super) mod office_files;
pub(super) mod orphan_media;
pub(super) mod orphan_page;
pub(super) mod output_links;
pub(super) mod own_address;
pub(super) mod page_dates;
pub(super) mod personal_numbers;
pub(super) mod policy_text;
pub(super) mod private_link;
pub(super) mod punctuation;
pub(super) mod sample_text;
pub(super) mod search_tests;
pub(super) mod signatures;
pub(super) mod word_list;
pub(super) mod written_dates;
mod written_times;
