//! What machines read in the head of a page: the meta names of Chinese government sites, Open Graph, JSON-LD.

use serde_json::{Map, Value, json};

use super::context::RenderInputs;
use super::view::{Image, PageView};
use crate::content::Kind;
use crate::link::PageId;

/// Fills in the machine-readable head of `view`.
pub(super) fn fill(inputs: &RenderInputs<'_>, id: PageId, view: &mut PageView) {
    view.government_meta = government(inputs, id, view);
    view.open_graph = open_graph(inputs, view, picture(inputs, view));
    view.json_ld = Some(script_safe(&json_ld(inputs, id, view)));
    view.feed_url = inputs.site.column(id).map(|column| format!("{}feed.xml", inputs.site.name(column).url));
}

/// The names of 国办发〔2017〕47号 (网页 meta 标签规范): site, column and article.
fn government(inputs: &RenderInputs<'_>, id: PageId, view: &PageView) -> Vec<(String, String)> {
    let mut names: Vec<(&str, String)> = vec![("SiteName", inputs.config.title.clone())];
    if let Some(code) = &inputs.config.site_id_code {
        names.push(("SiteIDCode", code.clone()));
    }
    if let Some(column) = &view.column {
        names.push(("ColumnName", column.title.clone()));
        // The specification has its own Chinese words for it.
        if inputs.config.language.starts_with("zh") {
            names.push(("ColumnType", column_type(inputs, id)));
        }
        if let Some(summary) = &column.summary {
            names.push(("ColumnDescription", summary.clone()));
        }
    }
    let is_article = !inputs.site.page(id).draft.kind.is_folder();
    if is_article {
        names.push(("ArticleTitle", view.title.clone()));
        if let Some(at) = &inputs.site.page(id).draft.meta.published_at {
            let at = at.value;
            let clock = format!("{:02}:{:02}", at.0.hour(), at.0.minute());
            names.push(("PubDate", format!("{} {clock}", crate::content::format_date(at.date()))));
        }
        if let Some(source) = &view.source {
            names.push(("ContentSource", source.clone()));
        }
    }
    let keywords: Vec<&str> = view.keywords.iter().map(|k| k.title.as_str()).collect();
    if !keywords.is_empty() {
        names.push(("Keywords", keywords.join(",")));
    }
    if let Some(summary) = &view.summary {
        names.push(("Description", summary.clone()));
    }
    names.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What a column holds, in the words of the specification.
fn column_type(inputs: &RenderInputs<'_>, id: PageId) -> String {
    let kind = inputs.site.page(id).draft.kind;
    match kind {
        Kind::Policy => "政策文件",
        Kind::Guide | Kind::Faq => "办事服务",
        Kind::Disclosure => "信息公开",
        Kind::Course | Kind::Unit | Kind::Part | Kind::Path | Kind::ReadingList => "学习教育",
        _ => "工作动态",
    }
    .to_owned()
}

/// What stands beside the title where the page is shared: its own picture, else that of the home page.
fn picture(inputs: &RenderInputs<'_>, view: &PageView) -> Option<Image> {
    view.cover.clone().or_else(|| {
        let home = inputs.site.home()?;
        let meta = &inputs.site.page(home).draft.meta;
        inputs.image(home, &meta.cover.as_ref()?.value, meta.cover_alt.as_deref().unwrap_or_default())
    })
}

fn open_graph(inputs: &RenderInputs<'_>, view: &PageView, picture: Option<Image>) -> Vec<(String, String)> {
    let is_page = view.kind == "home";
    let mut names: Vec<(&str, String)> = vec![
        ("og:type", if is_page { "website" } else { "article" }.to_owned()),
        ("og:title", view.title.clone()),
        ("og:site_name", inputs.config.title.clone()),
        ("og:locale", inputs.config.language.replace('-', "_")),
    ];
    if let Some(summary) = &view.summary {
        names.push(("og:description", summary.clone()));
    }
    if let Some(canonical) = &view.canonical {
        names.push(("og:url", canonical.clone()));
    }
    if let (Some(cover), Some(base)) = (&picture, &inputs.config.base_url) {
        let absolute =
            if crate::link::is_external(&cover.url) { cover.url.clone() } else { format!("{base}{}", cover.url) };
        names.push(("og:image", absolute));
    }
    if let Some(at) = &view.published_at {
        names.push(("article:published_time", at.replace(' ', "T")));
    }
    names.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn json_ld(inputs: &RenderInputs<'_>, id: PageId, view: &PageView) -> Value {
    let kind = inputs.site.page(id).draft.kind;
    let schema = match (view.kind.as_str(), kind) {
        ("home", _) => "WebSite",
        (_, Kind::Policy) => "Legislation",
        (_, Kind::Course) => "Course",
        (_, Kind::Unit) => "LearningResource",
        (_, Kind::Event) => "Event",
        (_, Kind::Term) => "DefinedTerm",
        (_, Kind::Faq) => "FAQPage",
        (_, Kind::Org) => "Organization",
        (_, Kind::Column | Kind::Part | Kind::Topic | Kind::Path | Kind::ReadingList) => "CollectionPage",
        (_, Kind::Notice | Kind::Article) => "Article",
        _ => "WebPage",
    };
    let mut object = Map::new();
    object.insert("@context".into(), json!("https://schema.org"));
    object.insert("@type".into(), json!(schema));
    let titled = matches!(schema, "Article");
    object.insert(if titled { "headline" } else { "name" }.into(), json!(view.title));
    let mut set = |key: &str, value: Option<&String>| {
        if let Some(value) = value {
            object.insert(key.to_owned(), json!(value));
        }
    };
    // What the page says of itself stands in its head already; here it would make a short page a twentieth larger.
    set("url", view.canonical.as_ref());
    let published = view.published_at.as_ref().map(|at| at.replace(' ', "T"));
    let updated = view.updated_at.as_ref().map(|at| at.replace(' ', "T"));
    if kind != Kind::Event && kind != Kind::Org {
        set("datePublished", published.as_ref());
        set("dateModified", updated.as_ref());
        set("inLanguage", Some(&inputs.config.language));
    }
    if let Some(event) = &view.details.event {
        set("startDate", Some(&event.start.replace(' ', "T")));
        set("endDate", event.end.as_ref().map(|end| end.replace(' ', "T")).as_ref());
        set("location", event.location.as_ref());
    }
    if let Some(author) = &view.author {
        object.insert("author".into(), json!({"@type": "Person", "name": author}));
    }
    if let Some(questions) = &view.details.faq {
        let entities: Vec<Value> = questions
            .iter()
            .map(|q| {
                json!({"@type": "Question", "name": q.question,
                       "acceptedAnswer": {"@type": "Answer", "text": q.answer}})
            })
            .collect();
        object.insert("mainEntity".into(), Value::Array(entities));
    }
    Value::Object(object)
}

/// JSON that cannot end the `<script>` it stands in.
fn script_safe(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
