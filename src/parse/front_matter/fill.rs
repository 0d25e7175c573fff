//! Values by key → the types of the content model.

use super::shapes::{Field, Fields};
use crate::content::{
    Article, Attachment, Column, Contact, Course, Details, Disclosure, Event, Faq, Guide, HistoryEvent, HomeBlock,
    HomeItem, ItemList, Kind, LearningPath, ListItem, ListStyle, Material, Meta, Moment, Org, Period, Policy, Question,
    Signature, SortBy, Spanned, Status, Step, Template, Term, Unit, When,
};
use crate::diagnostics::Span;
use crate::parse::yaml::{Node, Value};

/// Front matter of all kinds; `title` is empty if it has none.
pub(super) fn meta(fields: &mut Fields, span: Span) -> Meta {
    let title =
        fields.spanned("title").unwrap_or_else(|| Spanned { value: String::new(), span: Span::file(&span.file) });
    Meta {
        title,
        subtitle: fields.text("subtitle"),
        slug: fields.spanned("slug"),
        aliases: fields.spanned_texts("aliases"),
        summary: fields.text("summary"),
        topics: fields.spanned_texts("topics"),
        keywords: fields.texts("keywords"),
        source: fields.text("source"),
        source_url: fields.text("source_url"),
        author: fields.text("author"),
        editor: fields.text("editor"),
        published_at: fields.moment("published_at"),
        updated_at: fields.moment("updated_at"),
        publish_at: fields.moment("publish_at"),
        expire_at: fields.moment("expire_at"),
        draft: fields.truth("draft").unwrap_or(false),
        cover: fields.spanned("cover"),
        cover_alt: fields.text("cover_alt"),
        attachments: rows(fields, "attachments", |row| {
            Some(Attachment { file: row.spanned("file")?, title: row.text("title") })
        }),
        related: fields.spanned_texts("related"),
        weight: fields.whole("weight"),
        template: fields.spanned("template"),
        review_in: fields
            .spanned("review_in")
            .and_then(|text| Some(Spanned { value: Period::parse(&text.value)?, span: text.span })),
        owner: fields.text("owner"),
        review: rows(fields, "review", |row| {
            Some(Signature {
                stage: row.spanned("stage")?,
                name: row.text("name")?,
                date: row.day("date"),
                hash: row.text("hash"),
            })
        }),
        extra: match fields.node("extra") {
            Some(Node { value: Value::Map(map), .. }) => map.into_iter().map(|e| (e.key, e.value.to_json())).collect(),
            _ => std::collections::BTreeMap::new(),
        },
        span,
    }
}

/// Front matter of `kind`; `None` only for an event that does not say when it begins.
pub(super) fn details(kind: Kind, fields: &mut Fields) -> Option<Details> {
    Some(match kind {
        Kind::Notice | Kind::Page | Kind::Part => Details::None,
        Kind::Article => Details::Article(Article { interprets: fields.spanned_texts("interprets") }),
        Kind::Policy => Details::Policy(policy(fields)),
        Kind::Course => Details::Course(course(fields)),
        Kind::Unit => Details::Unit(unit(fields)),
        Kind::Path => Details::Path(LearningPath { courses: fields.spanned_texts("courses") }),
        Kind::ReadingList => Details::ReadingList(items(fields)),
        Kind::Topic => Details::Topic(items(fields)),
        Kind::Guide => Details::Guide(guide(fields)),
        Kind::Faq => Details::Faq(faq(fields)),
        Kind::Disclosure => Details::Disclosure(disclosure(fields)),
        Kind::Org => Details::Org(org(fields)),
        Kind::Event => Details::Event(Event {
            start: fields.time("start")?,
            end: fields.time("end"),
            recurrence: fields.spanned("recurrence"),
            location: fields.text("location"),
        }),
        Kind::Term => Details::Term(Term { synonyms: fields.texts("synonyms"), definition: fields.text("definition") }),
        Kind::Template => Details::Template(Template { form: fields.spanned("form") }),
        Kind::Column => Details::Column(column(fields)),
    })
}

fn rows<T>(fields: &mut Fields, name: &str, make: impl Fn(&mut Fields) -> Option<T>) -> Vec<T> {
    let mut rows = fields.rows(name);
    rows.iter_mut().filter_map(make).collect()
}

fn policy(fields: &mut Fields) -> Policy {
    Policy {
        doc_no: fields.spanned("doc_no"),
        doc_type: fields.text("doc_type"),
        issuers: fields.texts("issuers"),
        letterhead: fields.text("letterhead"),
        copies_to: fields.text("copies_to"),
        printed: fields.text("printed"),
        index_no: fields.text("index_no"),
        subject: fields.text("subject"),
        signed_on: fields.day("signed_on"),
        adopted_on: fields.day("adopted_on"),
        effective_on: fields.day("effective_on"),
        valid_until: fields.day("valid_until"),
        repealed_on: fields.day("repealed_on"),
        history: rows(fields, "history", |row| {
            Some(HistoryEvent {
                date: row.day("date").map(|day| day.value),
                event: row.text("event")?,
                by: row.text("by"),
            })
        }),
        version_of: fields.spanned("version_of"),
        supersedes: fields.spanned_texts("supersedes"),
        superseded_by: fields.spanned_texts("superseded_by"),
        amends: fields.spanned_texts("amends"),
        basis: fields.spanned_texts("basis"),
        interprets: fields.spanned_texts("interprets"),
        short_titles: fields.texts("short_title"),
        status: fields
            .spanned("status")
            .and_then(|name| Some(Spanned { value: Status::from_name(&name.value)?, span: name.span })),
        // These are read from the text.
        effective_said: None,
        valid_said: None,
        repeals: Vec::new(),
        amends_said: Vec::new(),
    }
}

fn course(fields: &mut Fields) -> Course {
    Course {
        credit_hours: fields.amount("credit_hours"),
        objectives: fields.texts("objectives"),
        audience: fields.text("audience"),
        prerequisites: fields.spanned_texts("prerequisites"),
        lecturer: fields.text("lecturer"),
        pass_score: fields.number("pass_score"),
        test_marks_unit: fields.truth("test_marks_unit").unwrap_or(false),
    }
}

fn unit(fields: &mut Fields) -> Unit {
    Unit {
        duration_min: fields.number("duration_min"),
        credit_hours: fields.amount("credit_hours"),
        video: fields.spanned("video"),
        audio: fields.spanned("audio"),
        captions: fields.spanned("captions"),
        transcript: fields.spanned("transcript"),
        pass_score: fields.number("pass_score"),
    }
}

fn items(fields: &mut Fields) -> ItemList {
    ItemList {
        items: rows(fields, "items", |row| {
            Some(ListItem {
                target: row.spanned("ref")?,
                label: row.text("label"),
                date: row.day("date").map(|day| day.value),
                note: row.text("note"),
            })
        }),
        timeline: fields.truth("timeline").unwrap_or(false),
        compendium: fields.truth("compendium").unwrap_or(false),
    }
}

fn guide(fields: &mut Fields) -> Guide {
    Guide {
        legal_basis: fields.spanned_texts("legal_basis"),
        conditions: fields.texts("conditions"),
        materials: rows(fields, "materials", |row| {
            Some(Material {
                name: row.text("name")?,
                form: row.text("form"),
                copies: row.number("copies"),
                note: row.text("note"),
                template: row.spanned("template"),
            })
        }),
        steps: rows(fields, "steps", |row| Some(Step { title: row.text("title")?, text: row.text("text") })),
        time_limit: fields.text("time_limit"),
        place: fields.text("place"),
        office_hours: fields.text("office_hours"),
        phone: fields.text("phone"),
        fee: fields.text("fee"),
    }
}

fn faq(fields: &mut Fields) -> Faq {
    Faq {
        items: rows(fields, "items", |row| Some(Question { question: row.text("q")?, answer: row.text("a")? })),
        interprets: fields.spanned_texts("interprets"),
    }
}

fn disclosure(fields: &mut Fields) -> Disclosure {
    Disclosure {
        content: fields.text("content"),
        scope: fields.text("scope"),
        method: fields.text("method"),
        deadline: fields.text("deadline"),
        unit: fields.text("unit"),
    }
}

fn org(fields: &mut Fields) -> Org {
    Org {
        parent: fields.spanned("parent"),
        duties: fields.texts("duties"),
        contacts: rows(fields, "contacts", |row| {
            Some(Contact {
                name: row.text("name"),
                phone: row.text("phone"),
                address: row.text("address"),
                hours: row.text("hours"),
            })
        }),
    }
}

fn column(fields: &mut Fields) -> Column {
    Column {
        cascade: match fields.node("cascade") {
            Some(Node { value: Value::Map(map), .. }) => map.into_iter().map(|e| (e.key, e.value.to_json())).collect(),
            _ => std::collections::BTreeMap::new(),
        },
        page_size: fields.number("page_size"),
        compendium: fields.truth("compendium").unwrap_or(false),
        sort: fields.text("sort").and_then(|name| match name.as_str() {
            "weight" => Some(SortBy::Weight),
            "date" => Some(SortBy::Date),
            "title" => Some(SortBy::Title),
            _ => None,
        }),
        list: fields.text("list").and_then(|name| match name.as_str() {
            "none" => Some(ListStyle::None),
            "cards" => Some(ListStyle::Cards),
            "list" => Some(ListStyle::List),
            _ => None,
        }),
        home: rows(fields, "home", |row| {
            Some(HomeBlock {
                block: row.text("block")?,
                title: row.text("title"),
                column: row.spanned("column"),
                count: row.number("count"),
                items: rows(row, "items", home_item),
            })
        }),
    }
}

fn home_item(row: &mut Fields) -> Option<HomeItem> {
    Some(HomeItem {
        target: row.spanned("ref")?,
        label: row.text("label"),
        note: row.text("note"),
        cover: row.spanned("cover"),
        cover_alt: row.text("cover_alt"),
        icon: row.text("icon"),
        from: row.day("from").map(|day| day.value),
        until: row.day("until").map(|day| day.value),
    })
}

/// A default that the file's name gives.
pub(super) fn dated(moment: Moment, span: Span) -> Field {
    Field::Moment(Spanned { value: When::Day(moment.date()), span })
}
