//! What only one kind has.

use super::context::RenderInputs;
use super::view::{
    AttachmentView, Card, ColumnView, DetailsView, EventView, GuideView, ItemsView, MaterialView, OrgView,
    QuestionView, StepView, TermView,
};
use super::{Words, calendar, home, policy, study};
use crate::content::{Details, Disclosure, Event, Guide, ItemList, Kind, Org, Term, format_date, pinyin};
use crate::link::PageId;

/// The view of what is particular to the kind of `id`.
pub(super) fn details(inputs: &RenderInputs<'_>, id: PageId) -> DetailsView {
    let page = inputs.site.page(id);
    let mut view = DetailsView::default();
    if page.parent.is_none() {
        view.home = Some(home::view(inputs, id));
    }
    match &page.draft.details {
        Details::None => {}
        Details::Article(_) => view.interprets = interprets(inputs, id),
        Details::Policy(_) => view.policy = Some(policy::view(inputs, id)),
        Details::Course(_) => view.course = Some(study::course(inputs, id)),
        Details::Unit(_) => view.unit = study::unit(inputs, id),
        Details::Path(path) => {
            let items = inputs.cards(id, &path.courses);
            view.items = Some(ItemsView { items, ..ItemsView::default() });
        }
        Details::ReadingList(list) | Details::Topic(list) => view.items = Some(items(inputs, id, list)),
        Details::Guide(guide) => view.guide = Some(self::guide(inputs, id, guide)),
        Details::Faq(_) => {
            view.faq = Some(faq(inputs, id));
            view.interprets = interprets(inputs, id);
        }
        Details::Disclosure(disclosure) => view.facts = facts(inputs.words, disclosure),
        Details::Org(org) => view.org = Some(self::org(inputs, id, org)),
        Details::Event(event) => view.event = Some(self::event(inputs, id, event)),
        Details::Term(term) => view.term = Some(self::term(inputs, id, term)),
        Details::Template(template) => view.form = form(inputs, id, template.form.as_ref()),
        Details::Column(_) => view.column = Some(column(inputs, id)),
    }
    view.compendium_url = super::compendium::url(inputs, id);
    if page.draft.kind == Kind::Part {
        view.unit = study::part(inputs, id);
        view.column = Some(column(inputs, id));
    }
    view
}

/// The texts that a page explains, each once, however many of their articles it names.
fn interprets(inputs: &RenderInputs<'_>, id: PageId) -> Vec<Card> {
    let mut cards = inputs.cards(id, inputs.site.page(id).draft.details.interprets());
    let mut known = std::collections::HashSet::new();
    cards.retain(|card| known.insert(card.url.clone()));
    cards
}

fn form(inputs: &RenderInputs<'_>, id: PageId, form: Option<&crate::content::Reference>) -> Option<AttachmentView> {
    form.and_then(|form| inputs.attachment(id, &form.value, None))
}

fn column(inputs: &RenderInputs<'_>, id: PageId) -> ColumnView {
    let children = inputs
        .site
        .children(id)
        .iter()
        .filter(|child| inputs.site.page(**child).draft.kind.is_folder())
        .map(|child| inputs.card(*child))
        .collect();
    ColumnView { children, orgs: super::org::of_folder(inputs, id), ics_url: super::months::folder_ics(inputs, id) }
}

fn items(inputs: &RenderInputs<'_>, id: PageId, list: &ItemList) -> ItemsView {
    let mut shown: Vec<PageId> = vec![id];
    let mut items = Vec::new();
    for item in &list.items {
        let link = inputs.link(id, &item.target);
        let mut card = match inputs.site.target_page(id, &item.target.value) {
            Some(page) => {
                shown.push(page);
                inputs.card(page)
            }
            None => Card { title: link.title.clone(), ..Card::default() },
        };
        card.title = item.label.clone().unwrap_or(link.title);
        card.url = link.url;
        card.note.clone_from(&item.note);
        if let Some(date) = item.date {
            card.date = Some(format_date(date));
        }
        items.push(card);
    }
    // A time line has no place for what has no date; it stands below.
    let (mut items, undated) = match list.timeline {
        true => items.into_iter().partition(|card: &Card| card.date.is_some()),
        false => (items, Vec::new()),
    };
    if list.timeline {
        items.sort_by(|a, b| a.date.cmp(&b.date));
    }
    let term = inputs.site.all().lists.topics.terms.iter().find(|t| t.page == Some(id));
    let others = term.map(|t| t.pages.iter().filter(|p| !shown.contains(p)).map(|p| inputs.card(*p)).collect());
    ItemsView { items, undated, timeline: list.timeline, others: others.unwrap_or_default() }
}

fn guide(inputs: &RenderInputs<'_>, id: PageId, guide: &Guide) -> GuideView {
    let words = inputs.words;
    let facts = [
        (words.get("guide_time_limit"), &guide.time_limit),
        (words.get("guide_place"), &guide.place),
        (words.get("guide_office_hours"), &guide.office_hours),
        (words.get("guide_phone"), &guide.phone),
        (words.get("guide_fee"), &guide.fee),
    ];
    GuideView {
        legal_basis: guide.legal_basis.iter().map(|r| inputs.link(id, r)).collect(),
        conditions: guide.conditions.clone(),
        materials: guide
            .materials
            .iter()
            .map(|m| MaterialView {
                name: m.name.clone(),
                form: m.form.clone(),
                copies: m.copies,
                note: m.note.clone(),
                template: m.template.as_ref().map(|t| inputs.link(id, t)),
            })
            .collect(),
        steps: guide.steps.iter().map(|s| StepView { title: s.title.clone(), text: s.text.clone() }).collect(),
        facts: present(facts),
    }
}

fn present<const N: usize>(facts: [(&str, &Option<String>); N]) -> Vec<(String, String)> {
    facts.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value.clone()?))).collect()
}

/// Questions of the front matter. Those of the body stay in the body, where they are headings.
fn faq(inputs: &RenderInputs<'_>, id: PageId) -> Vec<QuestionView> {
    let Details::Faq(faq) = &inputs.site.page(id).draft.details else { return Vec::new() };
    faq.items.iter().map(|q| QuestionView { question: q.question.clone(), answer: q.answer.clone() }).collect()
}

fn facts(words: &Words, disclosure: &Disclosure) -> Vec<(String, String)> {
    present([
        (words.get("disclosure_content"), &disclosure.content),
        (words.get("disclosure_scope"), &disclosure.scope),
        (words.get("disclosure_method"), &disclosure.method),
        (words.get("disclosure_deadline"), &disclosure.deadline),
        (words.get("disclosure_unit"), &disclosure.unit),
    ])
}

fn org(inputs: &RenderInputs<'_>, id: PageId, org: &Org) -> OrgView {
    let parents = super::org::parents(inputs);
    OrgView {
        parent: org.parent.as_ref().map(|p| inputs.link(id, p)),
        children: super::org::below(inputs, id, &parents, &mut vec![id]),
        duties: org.duties.clone(),
        contacts: org
            .contacts
            .iter()
            .map(|c| {
                let labels = ["contact_name", "contact_phone", "contact_address", "contact_hours"]
                    .map(|key| inputs.words.get(key));
                let [name, phone, address, hours] = labels;
                present([(name, &c.name), (phone, &c.phone), (address, &c.address), (hours, &c.hours)])
            })
            .collect(),
    }
}

fn event(inputs: &RenderInputs<'_>, id: PageId, event: &Event) -> EventView {
    let shown = event.shown(inputs.as_of);
    EventView {
        start: shown.start.to_string(),
        end: shown.end.map(|end| end.to_string()),
        first: (shown.start != event.start.value).then(|| event.start.value.to_string()),
        over: event.next(inputs.as_of).is_none(),
        recurrence: event
            .recurrence
            .as_ref()
            .map(|rule| calendar::in_words(&rule.value, inputs.words).unwrap_or_else(|| rule.value.clone())),
        location: event.location.clone(),
        ics_url: format!("{}event.ics", inputs.site.page(id).url),
    }
}

/// A term as the glossary shows it.
pub(super) fn term(inputs: &RenderInputs<'_>, id: PageId, term: &Term) -> TermView {
    let page = inputs.site.page(id);
    let title = &page.draft.meta.title.value;
    TermView {
        title: title.clone(),
        url: page.url.clone(),
        synonyms: term.synonyms.clone(),
        definition: term.definition.clone().unwrap_or_else(|| page.draft.body.lead.clone()),
        letter: pinyin::letter(title).to_string(),
    }
}

/// All terms in pinyin order.
pub(super) fn terms(inputs: &RenderInputs<'_>) -> Vec<TermView> {
    let mut terms: Vec<TermView> = inputs
        .site
        .all()
        .iter()
        .filter_map(|(id, page)| match &page.draft.details {
            Details::Term(term) => Some(self::term(inputs, id, term)),
            _ => None,
        })
        .collect();
    terms.sort_by_cached_key(|t| pinyin::sort_key(&t.title));
    terms
}

/// Every word that leads to a term, synonyms included.
pub fn glossary_terms(site: &crate::link::Site) -> super::glossary::Glossary {
    let mut words = Vec::new();
    for page in &site.pages {
        let Details::Term(term) = &page.draft.details else { continue };
        let title = &page.draft.meta.title.value;
        for word in std::iter::once(title).chain(&term.synonyms) {
            words.push(super::glossary::GlossaryTerm {
                word: word.clone(),
                title: title.clone(),
                url: page.url.clone(),
                definition: term.definition.clone().unwrap_or_else(|| page.draft.body.lead.clone()),
            });
        }
    }
    super::glossary::Glossary::new(words)
}
