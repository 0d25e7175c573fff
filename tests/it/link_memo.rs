//! A link that remembers the last one gives what a link that starts with nothing gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use shuyuan::content::{Draft, Kind, Moment};
use shuyuan::diagnostics::Checked;
use shuyuan::link::{LinkMemo, LinkOptions, Site, link};
use shuyuan::parse::cascade::Cascade;
use shuyuan::parse::markdown::RawHtml;
use shuyuan::parse::{ParseOptions, parse};

/// A file of the generated site; every field has few values, so that texts share names, versions and targets.
#[derive(Debug, Clone)]
struct File {
    number: usize,
    policy: bool,
    title: usize,
    slug: usize,
    year: usize,
    repealed: bool,
    supersedes: Option<usize>,
    interprets: Option<usize>,
    keyword: usize,
    /// Lines before the title and before the text, which move places and change nothing else.
    pad: usize,
    articles: usize,
    /// Article cited in the text with a title, and how.
    cites: Vec<(usize, usize, usize)>,
}

/// The first are shared, and belong together; the others each belong to one file.
const TITLES: [&str; 8] = [
    "学习办法",
    "学习办法（2024年修订）",
    "值班规定",
    "中华人民共和国书院法",
    "书目办法",
    "讲师规定",
    "场地条例",
    "档案细则",
];

impl File {
    fn path(number: usize) -> String {
        // Folders that nobody described lie on the way.
        format!("texts/part-{}/{number}.md", number % 3)
    }

    fn text(&self) -> String {
        let mut text = format!("---\n{}", "# 说明\n".repeat(self.pad / 2));
        text.push_str(&format!("title: {}\nslug: s{}-{}\n", TITLES[self.title], self.number, self.slug));
        text.push_str(&format!("published_at: 20{:02}-01-01\nkeywords: [词{}]\n", 10 + self.year, self.keyword));
        let reference = |n: &usize| format!("[/{}]", File::path(*n));
        if self.policy {
            text.push_str(&format!("effective_on: 20{:02}-01-01\n", 10 + self.year));
            if self.repealed {
                text.push_str("repealed_on: 2025-01-01\n");
            }
            if let Some(old) = &self.supersedes {
                text.push_str(&format!("supersedes: {}\n", reference(old)));
            }
        }
        if let Some(explained) = &self.interprets {
            text.push_str(&format!("interprets: {}\n", reference(explained)));
        }
        text.push_str(&format!("---\n{}", "\n".repeat(self.pad)));
        for n in 1..=self.articles {
            text.push_str(&format!("第{}条　值班员负责登记。\n\n", shuyuan::content::numeral::to_chinese(n as u32)));
        }
        for (title, article, form) in &self.cites {
            let place = format!("/{}#art-{}", File::path(*title), article + 1);
            let number = shuyuan::content::numeral::to_chinese(*article as u32 + 1);
            let title = TITLES[*title];
            text.push_str(&match form {
                0 => format!("依照《{title}》第{number}条办理。\n\n"),
                1 => format!("依照{title}第{number}条至第九条办理。\n\n"),
                2 => format!("见《{title}》。\n\n"),
                3 => format!("见[那里]({place})。\n\n"),
                _ => format!("依照本办法第{number}条第二款办理。\n\n"),
            });
        }
        text
    }

    fn draft(&self) -> Option<Arc<Draft>> {
        let path: Arc<str> = File::path(self.number).into();
        let kind = if self.policy { Kind::Policy } else { Kind::Article };
        let options = ParseOptions { kind, cascade: Cascade::default(), raw_html: RawHtml::default() };
        parse(&path, &format!("content/{path}").into(), &self.text(), &options).value.draft
    }
}

fn file(number: usize) -> impl Strategy<Value = File> {
    // A title of its own is what a citation finds without doubt.
    let title = prop_oneof![1 => 0..4usize, 2 => Just(4 + number % 4)];
    let front = (proptest::bool::weighted(0.75), title, 0..2usize, 0..4usize, any::<bool>());
    let relations = (proptest::option::of(0..8usize), proptest::option::of(0..8usize), 0..3usize);
    let cites = proptest::collection::vec((0..TITLES.len(), 0..4usize, 0..5usize), 0..4);
    (front, relations, 0..3usize, 0..5usize, cites).prop_map(
        move |((policy, title, slug, year, repealed), (supersedes, interprets, keyword), pad, articles, cites)| File {
            number,
            policy,
            title,
            slug,
            year,
            repealed,
            supersedes,
            interprets,
            keyword,
            pad,
            articles,
            cites,
        },
    )
}

/// What happens between two links.
#[derive(Debug, Clone)]
enum Edit {
    Nothing,
    Write(File),
    /// Only the words of a file change.
    Pad(usize),
    /// Only how many articles a file has.
    Articles(usize, usize),
    /// Only whether it was repealed.
    Repealed(usize, bool),
    /// Only the year of a file.
    Year(usize, usize),
    Remove(usize),
    /// The day of the build.
    Day(usize),
    SiteTitle(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        1 => Just(Edit::Nothing),
        6 => (0..8usize).prop_flat_map(file).prop_map(Edit::Write),
        3 => (0..8usize).prop_map(Edit::Pad),
        10 => (0..8usize, 0..5usize).prop_map(|(number, articles)| Edit::Articles(number, articles)),
        2 => (0..8usize, 0..4usize).prop_map(|(number, year)| Edit::Year(number, year)),
        2 => (0..8usize, any::<bool>()).prop_map(|(number, repealed)| Edit::Repealed(number, repealed)),
        1 => (0..8usize).prop_map(Edit::Remove),
        1 => (0..3usize).prop_map(Edit::Day),
        1 => (0..2usize).prop_map(Edit::SiteTitle),
    ]
}

fn options() -> LinkOptions {
    LinkOptions {
        as_of: Moment::parse("2026-01-01").expect("a day"),
        drafts: false,
        site_title: "书院".to_owned(),
        content: "content".to_owned(),
        policy_aliases: BTreeMap::from([("值班规程".to_owned(), "值班规定".to_owned())]),
        elsewhere: Arc::default(),
    }
}

type Drafts = BTreeMap<usize, (File, Arc<Draft>)>;

fn change(drafts: &mut Drafts, number: usize, edit: impl FnOnce(&mut File)) {
    if let Some((file, draft)) = drafts.get_mut(&number) {
        edit(file);
        *draft = file.draft().expect("a draft as before");
    }
}

/// Everything that a site says, in words.
fn facts(linked: &Checked<Arc<Site>>) -> Vec<String> {
    let site = &linked.value;
    let mut facts: Vec<String> = site.pages.iter().map(|page| format!("{page:?}")).collect();
    facts.push(format!("{:?} {:?} {:?}", site.by_path, site.media, site.redirects));
    facts.push(format!("{:?} {:?}", site.lists.topics.terms, site.lists.keywords.terms));
    facts.push(format!("{:?} {:?} {:?}", site.lists.years, site.lists.az, site.lists.dated));
    facts.push(format!("{:?}", site.policies));
    facts.push(format!("{:?} {:?}", site.interpreted_by, site.citation_graph));
    facts.extend(linked.diagnostics.iter().map(|d| format!("{d:?}")));
    facts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn a_link_with_memo_is_a_link_without(
        files in (0..8usize).prop_flat_map(|n| (0..n).map(file).collect::<Vec<_>>()),
        edits in proptest::collection::vec(edit(), 1..8),
    ) {
        let mut drafts = Drafts::new();
        for file in files {
            if let Some(draft) = file.draft() {
                drafts.insert(file.number, (file, draft));
            }
        }
        let (mut options, mut memo) = (options(), LinkMemo::default());
        for edit in std::iter::once(Edit::Nothing).chain(edits) {
            match edit {
                Edit::Nothing => {}
                Edit::Write(file) => {
                    if let Some(draft) = file.draft() {
                        drafts.insert(file.number, (file, draft));
                    }
                }
                Edit::Pad(number) => change(&mut drafts, number, |file| file.pad += 1),
                Edit::Articles(number, articles) => change(&mut drafts, number, |file| file.articles = articles),
                Edit::Repealed(number, repealed) => change(&mut drafts, number, |file| file.repealed = repealed),
                Edit::Year(number, year) => change(&mut drafts, number, |file| file.year = year),
                Edit::Remove(number) => {
                    drafts.remove(&number);
                }
                Edit::Day(n) => options.as_of = Moment::parse(["2011-06-01", "2024-06-01", "2026-01-01"][n]).expect("a day"),
                Edit::SiteTitle(n) => options.site_title = ["书院", "学习园地"][n].to_owned(),
            }
            let now: Vec<Arc<Draft>> = drafts.values().map(|(_, draft)| Arc::clone(draft)).collect();
            let kept = link(now.clone(), &BTreeSet::new(), &options, &mut memo);
            let fresh = link(now, &BTreeSet::new(), &options, &mut LinkMemo::default());
            prop_assert_eq!(facts(&kept), facts(&fresh));
        }
    }
}

/// The test above would say nothing of a site whose texts do not cite each other.
#[test]
fn the_generated_texts_cite_each_other() {
    let make = |number, title, cites| File {
        number,
        policy: true,
        title,
        slug: 0,
        year: number,
        repealed: false,
        supersedes: None,
        interprets: None,
        keyword: 0,
        pad: 0,
        articles: 3,
        cites,
    };
    let files = [make(0, 0, vec![]), make(1, 2, vec![(0, 1, 0), (0, 0, 1), (0, 0, 2)])];
    let drafts = files.iter().filter_map(File::draft).collect();
    let linked = link(drafts, &BTreeSet::new(), &options(), &mut LinkMemo::default());
    let graph = linked.value.citation_graph.as_ref().expect("a graph");
    assert_eq!(graph.matches("\"from\"").count(), 3, "{graph}");
    let codes: Vec<&str> = linked.diagnostics.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["cite-missing-article"], "第一条至第九条 of a text with three");
}
