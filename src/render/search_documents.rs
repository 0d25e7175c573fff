//! The site as the search index is written from it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::body::BodyWriter;
use super::context::{RenderInputs, RenderSite};
use super::text;
use crate::content::{Body, Details, Event, Fill, Hole, Kind, Long, QuizQuestion, TextSection, pinyin};
use crate::link::policy::Backlink;
use crate::link::{Page, PageId, Site, Target};
use crate::search::document::{PageDocument, SectionDocument};
use crate::search::index::Documents;

/// Every page that can be found, in the order of the pages; each is made when the index asks for it.
pub struct SearchDocuments<'a> {
    whole: RenderSite<'a>,
    found: Vec<PageId>,
    /// How many other pages link to each page.
    linked: Vec<u32>,
    /// Of a text that cites others and is not in memory: the words of each place that cites. Read from the text itself, they
    /// would cost the whole of it at every text that it cites.
    citing: Citing,
}

impl<'a> SearchDocuments<'a> {
    /// Of a whole site.
    pub fn new(whole: RenderSite<'a>) -> Self {
        let found = whole.site.iter().filter(|(_, page)| page.parent.is_some()).map(|(id, _)| id).collect();
        let mut linked = vec![0; whole.site.pages.len()];
        for (id, page) in whole.site.iter() {
            let mut to: Vec<PageId> = page
                .targets
                .values()
                .filter_map(|target| if let Target::Page { id, .. } = target { Some(*id) } else { None })
                .filter(|other| *other != id)
                .collect();
            to.sort_unstable_by_key(|other| other.0);
            to.dedup();
            to.iter().for_each(|other| linked[other.0] += 1);
        }
        let citing = citing_texts(whole.site);
        Self { whole, found, linked, citing }
    }
}

impl Documents for SearchDocuments<'_> {
    fn count(&self) -> usize {
        self.found.len()
    }

    fn document(&self, at: usize) -> Cow<'_, PageDocument> {
        let (site, id) = (self.whole.site, self.found[at]);
        let document = document(&self.whole.inputs(None), site, &self.citing, id, site.page(id));
        Cow::Owned(PageDocument { linked: self.linked[id.0], ..document })
    }
}

fn document(inputs: &RenderInputs<'_>, site: &Site, citing: &Citing, id: PageId, page: &Page) -> PageDocument {
    let meta = &page.draft.meta;
    let column = site.column(id).map(|column| site.page(column));
    let mut document = PageDocument {
        url: page.url.clone(),
        title: meta.title.value.clone(),
        subtitle: meta.subtitle.clone(),
        kind: page.draft.kind.name().to_owned(),
        kind_label: inputs.kind_label(page.draft.kind),
        column: column.map(|c| c.url.trim_end_matches('/').to_owned()).unwrap_or_default(),
        column_label: column.map(|c| c.draft.meta.title.value.clone()).unwrap_or_default(),
        topics: meta
            .topics
            .iter()
            .filter_map(|t| site.lists.topics.find(&t.value))
            .map(|term| (term.slug.clone(), term.title.clone()))
            .collect(),
        date: super::pages::published_day(page),
        year: meta.published_at.as_ref().map(|at| at.value.date().year()),
        summary: meta.summary.clone(),
        keywords: meta.keywords.clone(),
        title_pinyin: syllables(&meta.title.value),
        title_initials: pinyin::initials(&meta.title.value),
        sections: sections(inputs, id, page),
        ..PageDocument::default()
    };
    match &page.draft.details {
        Details::Policy(policy) => {
            document.short_titles.clone_from(&policy.short_titles);
            document.doc_no = policy.doc_no.as_ref().map(|no| no.value.clone());
            document.issuers.clone_from(&policy.issuers);
            document.status = Some(super::policy::status_view(inputs, id).name);
            add_versions(site, id, &mut document);
            add_citing(site, citing, id, &mut document);
            document.effective_on = policy.effective_on.as_ref().map(|d| crate::content::format_date(d.value));
        }
        Details::Term(term) => document.short_titles.clone_from(&term.synonyms),
        Details::Event(event) => {
            // 本周活动 finds what takes place on one of its days.
            document.keywords.extend([document.kind_label.clone(), "活动".to_owned()]);
            document.keywords.extend(days_of(event));
        }
        _ => {}
    }
    add_facts(page, &mut document);
    let facts = facts(inputs, id, page);
    if !facts.is_empty() {
        let text = facts.join("\n");
        // One section is the top of the page, and no other has an empty anchor.
        match document.sections.first_mut() {
            Some(first) if first.anchor.is_empty() => first.text = format!("{}\n{text}", first.text),
            _ => document.sections.insert(0, SectionDocument { text, ..SectionDocument::default() }),
        }
    }
    document
}

/// The most days of an event that are searched for.
const MOST_DAYS: usize = 400;

/// The days on which an event takes place, each once.
fn days_of(event: &Event) -> Vec<String> {
    let rule = event.rule();
    let days = event.first().all(rule.as_ref()).flat_map(|time| {
        std::iter::successors(Some(time.start.date()), |day| day.next_day())
            .take_while(move |day| *day <= time.last_day())
    });
    let mut days: Vec<time::Date> = days.take(MOST_DAYS).collect();
    days.dedup();
    days.iter().map(|day| format!("{}年{}月{}日", day.year(), u8::from(day.month()), day.day())).collect()
}

/// The pinyin of a title, each character's apart, as search by sound compares it.
fn syllables(title: &str) -> String {
    let mut out = String::with_capacity(title.len() * 2);
    for (character, sound) in pinyin::sounds(title) {
        match sound {
            Some(sound) => out.push_str(sound),
            None if character.is_alphanumeric() => out.extend(character.to_lowercase()),
            None => continue,
        }
        out.push(' ');
    }
    out.pop();
    out
}

/// The words of everyday speech and of the site's synonyms with how they are read, for those who type that.
pub fn sounds(synonyms: &[Vec<String>]) -> Vec<(String, String)> {
    let own = synonyms.iter().flatten().map(String::as_str);
    let han = |word: &&str| word.chars().count() > 1 && pinyin::sounds(word).iter().all(|(_, sound)| sound.is_some());
    let words = own.chain(crate::search::everyday::words()).filter(han);
    words.map(|word| (word.to_owned(), syllables(word))).collect()
}

/// Which text the page is a version of, and since when it counts.
fn add_versions(site: &Site, id: PageId, document: &mut PageDocument) {
    let Some(family) = site.policies.family_of.get(&id.0) else { return };
    let first = site.policies.families[*family].members.first();
    document.family = first.map(|first| site.page(PageId(*first)).url.clone());
    let policy = if let Details::Policy(policy) = &site.page(id).draft.details { policy } else { return };
    document.version_from = policy.counts_from().map(crate::content::format_date).or_else(|| document.date.clone());
}

/// Citing paragraphs that an article takes along, and how much of each; the ranking needs no more.
const MOST_CITING: usize = 20;
const MOST_OF_A_CITING: usize = 400;

/// Where an article is cited: what stands there says in other words what the article is about.
fn add_citing(site: &Site, citing: &Citing, id: PageId, document: &mut PageDocument) {
    let Some(places) = site.policies.cited_by.get(&id.0) else { return };
    let at: HashMap<String, usize> =
        document.sections.iter().enumerate().rev().map(|(at, section)| (section.anchor.clone(), at)).collect();
    let places = places.iter().filter(|place| !place.anchor.is_empty());
    let places: Vec<(usize, &[Arc<Backlink>])> = places
        .filter_map(|place| Some((*at.get(&place.anchor)?, &place.links[..place.links.len().min(MOST_CITING)])))
        .collect();
    let words = citing_words(site, citing, places.iter().flat_map(|(_, links)| links.iter()));
    for (section, links) in places {
        let cited = &mut document.sections[section].cited;
        for text in links.iter().filter_map(|link| words.get(&(link.doc, link.within.as_str()))) {
            if !cited.contains(text) {
                cited.push(text.clone());
            }
        }
    }
}

type Citing = HashMap<usize, Long<Vec<(String, String)>>>;

/// The places that cite, by their texts.
fn by_text<'a>(links: impl Iterator<Item = &'a Arc<Backlink>>) -> BTreeMap<usize, BTreeSet<&'a str>> {
    let mut wanted: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    links.for_each(|link| {
        wanted.entry(link.doc).or_default().insert(&link.within);
    });
    wanted
}

/// The words of the places that articles take along, of every text that is not in memory.
fn citing_texts(site: &Site) -> Citing {
    let places = site.policies.cited_by.values().flat_map(|places| places.iter());
    let places = places.filter(|place| !place.anchor.is_empty());
    let wanted = by_text(places.flat_map(|place| place.links.iter().take(MOST_CITING)));
    let aside = wanted.into_par_iter().filter(|(doc, _)| site.page(PageId(*doc)).draft.body.sections.is_aside());
    aside
        .map(|(doc, withins)| {
            let sections = &site.page(PageId(doc)).draft.body.sections;
            let read = sections.get();
            let words: Vec<(String, String)> =
                words_of(&read, withins).map(|(within, words)| (within.to_owned(), words)).collect();
            (doc, sections.beside(words))
        })
        .collect()
}

/// The words of places in a text.
fn words_of<'a>(sections: &[TextSection], withins: BTreeSet<&'a str>) -> impl Iterator<Item = (&'a str, String)> {
    let at: HashMap<&str, &TextSection> = sections.iter().map(|section| (section.anchor.as_str(), section)).collect();
    withins.into_iter().filter_map(move |within| {
        let citing = above(within).find_map(|anchor| at.get(anchor))?;
        let text = TextSection::filled(&citing.text, |_| String::new());
        Some((within, text.chars().take(MOST_OF_A_CITING).collect()))
    })
}

/// The words of each citing place.
fn citing_words<'a>(
    site: &Site,
    citing: &Citing,
    links: impl Iterator<Item = &'a Arc<Backlink>>,
) -> HashMap<(usize, &'a str), String> {
    let mut words = HashMap::new();
    for (doc, withins) in by_text(links) {
        match citing.get(&doc) {
            Some(known) => {
                let known = known.get();
                words.extend(withins.into_iter().filter_map(|within| {
                    let at = known.binary_search_by(|(known, _)| known.as_str().cmp(within)).ok()?;
                    Some(((doc, within), known[at].1.clone()))
                }));
            }
            None => {
                let sections = site.page(PageId(doc)).draft.body.sections.get();
                words.extend(words_of(&sections, withins).map(|(within, text)| ((doc, within), text)));
            }
        }
    }
    words
}

/// The anchor and those of what it may lie in: `art-3-p2-i1`, `art-3-p2`, `art-3`, `art`.
fn above(anchor: &str) -> impl Iterator<Item = &str> {
    let shorter = anchor.rmatch_indices('-').map(|(end, _)| &anchor[..end]);
    std::iter::once(anchor).chain(shorter)
}

/// The sections of the body with the words of its shortcodes and self-tests.
fn sections(inputs: &RenderInputs<'_>, id: PageId, page: &Page) -> Vec<SectionDocument> {
    let mut words =
        Words { writer: BodyWriter { inputs, id, root: "", diagnostics: Vec::new() }, found: BTreeMap::new() };
    let body = &page.draft.body;
    if body.holes.iter().any(|h| matches!(h.fill, Fill::Shortcode(_) | Fill::Quiz { .. } | Fill::QuizDraw(_))) {
        words.of(body, inputs.site.body(id));
    }
    body.sections.get().iter().map(|s| section(s, &words.found)).collect()
}

/// What stands in the slots of a body, by their places.
struct Words<'a> {
    writer: BodyWriter<'a>,
    found: BTreeMap<usize, String>,
}

impl Words<'_> {
    /// `linked` is the same body with the questions that were drawn.
    fn of(&mut self, body: &Body, linked: &Body) {
        for (at, Hole { fill, .. }) in body.holes.iter().enumerate() {
            match fill {
                Fill::Shortcode(call) => {
                    self.found.insert(call.span.start, self.writer.words(call));
                    if let Some(inner) = &call.body {
                        self.of(inner, inner);
                    }
                }
                Fill::Quiz { from, to, .. } => {
                    let questions = body.questions.get(*from..*to).unwrap_or_default();
                    if let Some(first) = questions.first() {
                        self.found.insert(first.span.start, asked(questions));
                    }
                }
                Fill::QuizDraw(draw) => {
                    if let Some(Fill::Quiz { from, to, .. }) = linked.holes.get(at).map(|hole| &hole.fill) {
                        let questions = linked.questions.get(*from..*to).unwrap_or_default();
                        self.found.insert(draw.span.start, asked(questions));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Questions and what there is to choose from; answers and explanations are folded away.
fn asked(questions: &[QuizQuestion]) -> String {
    let lines = questions.iter().flat_map(|question| {
        let choices = question.options.iter().chain(&question.right).map(|option| text::words(&option.html));
        std::iter::once(question.plain.clone()).chain(choices)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What the head and the foot of a page say of it.
fn facts(inputs: &RenderInputs<'_>, id: PageId, page: &Page) -> Vec<String> {
    let meta = &page.draft.meta;
    let mut lines: Vec<String> = [&meta.author, &meta.source, &meta.editor].into_iter().flatten().cloned().collect();
    lines.extend(
        meta.attachments
            .iter()
            .filter_map(|a| inputs.attachment(id, &a.file.value, a.title.as_deref()).map(|file| file.title)),
    );
    if let Details::Policy(policy) = &page.draft.details {
        lines.extend(super::policy::facts(inputs.words, policy));
    }
    lines
}

/// What stands on the page but not in its body must be found too.
fn add_facts(page: &Page, document: &mut PageDocument) {
    let mut lines: Vec<String> = Vec::new();
    match &page.draft.details {
        Details::Guide(guide) => {
            lines.extend(guide.conditions.iter().cloned());
            lines.extend(guide.materials.iter().map(|m| joined(&[Some(&m.name), m.form.as_ref(), m.note.as_ref()])));
            lines.extend(guide.steps.iter().map(|s| joined(&[Some(&s.title), s.text.as_ref()])));
            lines.extend(
                [&guide.time_limit, &guide.place, &guide.office_hours, &guide.phone, &guide.fee]
                    .into_iter()
                    .flatten()
                    .cloned(),
            );
        }
        Details::Faq(faq) => lines.extend(faq.items.iter().map(|q| format!("{}\n{}", q.question, q.answer))),
        Details::Disclosure(d) => {
            lines.extend([&d.content, &d.scope, &d.method, &d.deadline, &d.unit].into_iter().flatten().cloned());
        }
        Details::Org(org) => {
            lines.extend(org.duties.iter().cloned());
            lines.extend(org.contacts.iter().map(|c| joined(&[c.name.as_ref(), c.phone.as_ref(), c.address.as_ref()])));
        }
        Details::Course(course) => {
            lines.extend(course.objectives.iter().cloned());
            lines.extend(course.audience.iter().chain(&course.lecturer).cloned());
        }
        Details::Event(event) => lines.extend(event.location.clone()),
        Details::Term(term) => lines.extend(term.definition.clone()),
        _ => {}
    }
    if page.draft.kind != Kind::Policy {
        lines.extend(page.draft.meta.summary.clone());
    }
    if lines.is_empty() {
        return;
    }
    let text = lines.join("\n");
    match document.sections.first_mut() {
        Some(first) if first.anchor.is_empty() => first.text = format!("{text}\n{}", first.text),
        _ => document.sections.insert(0, SectionDocument { text, ..SectionDocument::default() }),
    }
}

fn joined(parts: &[Option<&String>]) -> String {
    parts.iter().flatten().map(|s| s.as_str()).collect::<Vec<_>>().join(" ")
}

fn section(section: &TextSection, words: &BTreeMap<usize, String>) -> SectionDocument {
    SectionDocument {
        anchor: section.anchor.clone(),
        heading: section.heading.clone(),
        path: section.path.clone(),
        number: section.number.clone(),
        text: TextSection::filled(&section.text, |place| words.get(&place).cloned().unwrap_or_default()),
        cited: Vec::new(),
    }
}
