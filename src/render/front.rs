//! What the front matter of a guide, of questions and answers, or of a public item says, as HTML for books, which have no
//! templates.

use super::context::RenderInputs;
use super::details;
use super::escape::{attribute, escaped};
use super::view::{GuideView, Link, QuestionView};
use crate::content::Kind;
use crate::link::PageId;

/// Empty for pages whose front matter says nothing that their readers look for.
pub(super) fn front(inputs: &RenderInputs<'_>, id: PageId) -> String {
    if !matches!(inputs.site.page(id).draft.kind, Kind::Guide | Kind::Faq | Kind::Disclosure) {
        return String::new();
    }
    let view = details::details(inputs, id);
    let mut out = facts(&view.facts);
    if let Some(guide) = &view.guide {
        out.push_str(&self::guide(inputs, guide));
    }
    for QuestionView { question, answer } in view.faq.iter().flatten() {
        let lines: String = answer.lines().map(|line| format!("<p>{}</p>", escaped(line))).collect();
        out.push_str(&format!("<h2>{}</h2>{lines}\n", escaped(question)));
    }
    out
}

fn facts(facts: &[(String, String)]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let row = |(name, value): &(String, String)| format!("<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    format!("<dl>{}</dl>\n", facts.iter().map(row).collect::<String>())
}

fn guide(inputs: &RenderInputs<'_>, guide: &GuideView) -> String {
    let mut out = facts(&guide.facts);
    let steps = guide.steps.iter().map(|step| {
        let text = step.text.as_deref().map(|text| format!("<p>{}</p>", escaped(text))).unwrap_or_default();
        format!("<li><strong>{}</strong>{text}</li>", escaped(&step.title))
    });
    list(inputs, "steps", steps, &mut out);
    list(inputs, "conditions", guide.conditions.iter().map(|c| format!("<li>{}</li>", escaped(c))), &mut out);
    let materials = guide.materials.iter().map(|material| {
        let copies = material.copies.map(|copies| format!("{} {copies}", inputs.words.get("material_copies")));
        let more: Vec<String> = [material.form.clone(), copies, material.note.clone()].into_iter().flatten().collect();
        let more = if more.is_empty() { String::new() } else { format!("（{}）", escaped(&more.join("；"))) };
        let template = material.template.as_ref().map(|form| format!(" {}", link(form))).unwrap_or_default();
        format!("<li>{}{more}{template}</li>", escaped(&material.name))
    });
    list(inputs, "materials", materials, &mut out);
    list(inputs, "legal_basis", guide.legal_basis.iter().map(|basis| format!("<li>{}</li>", link(basis))), &mut out);
    out
}

fn list(inputs: &RenderInputs<'_>, heading: &str, items: impl Iterator<Item = String>, out: &mut String) {
    let items: String = items.collect();
    if !items.is_empty() {
        out.push_str(&format!("<h2>{}</h2><ol>{items}</ol>\n", escaped(inputs.words.get(heading))));
    }
}

fn link(link: &Link) -> String {
    if link.url.is_empty() {
        return escaped(&link.title);
    }
    let mut url = String::new();
    attribute(&mut url, &link.url);
    format!("<a href=\"{url}\">{}</a>", escaped(&link.title))
}
