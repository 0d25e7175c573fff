//! 条文沿革: what became of each article of a text from version to version, on a page of its own, so that the text itself
//! grows by no more than a link.

use std::collections::HashMap;

use super::context::RenderInputs;
use super::pages::{Ready, page_link};
use super::view::{Link, ProvisionStep, ProvisionView, ProvisionsView};
use super::{compare, lists};
use crate::content::PolicyText;
use crate::link::PageId;
use crate::link::policy::{Change, Comparison, RowText, compare as compare_texts};

/// Where the page lies: below the newest version.
pub(super) fn url(inputs: &RenderInputs<'_>, members: &[usize]) -> Option<String> {
    let newest = PageId(*members.last()?);
    (members.len() > 1).then(|| format!("{}provisions/", inputs.site.name(newest).url))
}

/// An article through all versions.
struct Life<'a> {
    steps: Vec<Step<'a>>,
    gone: bool,
}

/// What one version made of an article.
struct Step<'a> {
    /// Which of the versions.
    member: usize,
    /// None for the text that the first version had.
    change: Option<Change>,
    text: &'a RowText,
}

/// The page of a family of versions, oldest first.
pub(super) fn page(inputs: &RenderInputs<'_>, members: &[usize]) -> Option<Ready> {
    let texts: Vec<&PolicyText> =
        members.iter().map(|doc| inputs.site.body(PageId(*doc)).policy.as_deref()).collect::<Option<_>>()?;
    let both: Vec<(usize, &PolicyText)> = members.iter().copied().zip(texts).collect();
    let comparisons: Vec<Comparison> =
        both.windows(2).map(|pair| compare_texts(pair[0], pair[1], inputs.pairings)).collect();
    let newest = PageId(*members.last()?);
    let url = url(inputs, members)?;
    let title = inputs.words.with("provisions_title", inputs.site.name(newest).title);
    let mut view = lists::made_page(inputs, &url, "provisions", &title);
    view.breadcrumb = super::pages::breadcrumb(inputs, newest);
    view.breadcrumb.push(page_link(inputs, newest));
    view.column = inputs.site.column(newest).map(|column| super::pages::nav_item(inputs, column));
    view.details.provisions = Some(provisions(inputs, members, &lives(&comparisons)));
    Some(lists::ready("provisions.html", url, view, None))
}

fn provisions(inputs: &RenderInputs<'_>, members: &[usize], lives: &[Life<'_>]) -> ProvisionsView {
    let mut view = ProvisionsView::default();
    let text_url = members.last().map(|doc| inputs.site.name(PageId(*doc)).url).unwrap_or_default();
    for life in lives {
        let Some(last) = life.steps.last() else { continue };
        let url = format!("{text_url}#{}", last.text.anchor);
        if life.steps.len() < 2 && last.change.is_none() {
            view.unchanged.push(Link { title: last.text.label.clone(), url, external: false });
            continue;
        }
        view.changed.push(ProvisionView {
            label: last.text.label.clone(),
            anchor: if life.gone { String::new() } else { last.text.anchor.clone() },
            gone: life.gone,
            changes: life.steps.iter().filter(|step| step.change.is_some()).count(),
            steps: life.steps.iter().rev().map(|step| self::step(inputs, members, step)).collect(),
        });
    }
    view
}

fn step(inputs: &RenderInputs<'_>, members: &[usize], step: &Step<'_>) -> ProvisionStep {
    let version = PageId(members[step.member]);
    let mut link = page_link(inputs, version);
    let html = match step.change {
        // What was taken out stands in the step before.
        Some(Change::Removed) => String::new(),
        Some(change) => {
            link.url = format!("{}#{}", link.url, step.text.anchor);
            compare::marked(Some(step.text), if change == Change::Changed { "ins" } else { "" })
        }
        None => {
            link.url = format!("{}#{}", link.url, step.text.anchor);
            compare::marked(Some(step.text), "")
        }
    };
    let change = step.change.map_or("first", Change::name);
    ProvisionStep {
        version: link,
        date: super::policy::version_date(inputs, version),
        change: change.to_owned(),
        change_label: inputs.words.get(&format!("change_{change}")).to_owned(),
        label: step.text.label.clone(),
        html,
    }
}

/// Articles in the order of the newest version; those that were taken out earlier come last.
fn lives(comparisons: &[Comparison]) -> Vec<Life<'_>> {
    let mut lives: Vec<Life<'_>> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    let mut order = Vec::new();
    for (older, comparison) in comparisons.iter().enumerate() {
        let mut next = HashMap::new();
        order.clear();
        for row in &comparison.rows {
            let known = row.old.as_ref().map(|old| {
                at.get(key(old)).copied().unwrap_or_else(|| {
                    lives.push(Life { steps: vec![Step { member: older, change: None, text: old }], gone: false });
                    lives.len() - 1
                })
            });
            let life = known.unwrap_or_else(|| {
                lives.push(Life { steps: Vec::new(), gone: false });
                lives.len() - 1
            });
            order.push(life);
            if let Some(text) = row.new.as_ref().or(row.old.as_ref())
                && row.change != Change::Same
            {
                lives[life].steps.push(Step { member: older + 1, change: Some(row.change), text });
            }
            match &row.new {
                Some(new) => drop(next.insert(key(new), life)),
                None => lives[life].gone = true,
            }
        }
        at = next;
    }
    let mut places = vec![usize::MAX; lives.len()];
    order.iter().enumerate().for_each(|(place, life)| places[*life] = place);
    let mut placed: Vec<(usize, Life<'_>)> = places.into_iter().zip(lives).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, life)| life).collect()
}

/// What names an article within one version.
fn key(text: &RowText) -> &str {
    if text.anchor.is_empty() { &text.label } else { &text.anchor }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::policy::Pairings;
    use crate::parse::policy::{PolicyOptions, policy};

    fn text(body: &str) -> PolicyText {
        let page = policy(&"a.md".into(), body, 0..body.len(), &PolicyOptions::default()).value;
        page.body.policy.map(|text| (*text).clone()).unwrap_or_default()
    }

    #[test]
    fn an_article_is_followed_through_numbers_and_words() {
        let versions = [
            "第一条 教室每日九时开放，八时三十分备好桌椅。\n\n第二条 借用教室应当提前三日登记，写明人数和用途。\n\n第三条 本办法由办公室解释，自公布之日起施行。\n",
            "第一条 教室每日九时开放，八时三十分备好桌椅。\n\n第二条 读者可以自带电脑，不得私接电源和网线。\n\n第三条 借用教室应当提前三日登记，写明人数和用途。\n\n第四条 本办法由办公室解释，自公布之日起施行。\n",
            "第一条 教室每日九时开放，八时三十分备好桌椅。\n\n第二条 借用教室应当提前五日登记，写明人数和用途。\n\n第三条 本办法由办公室解释，自公布之日起施行。\n",
        ]
        .map(text);
        let known = Pairings::default();
        let comparisons: Vec<Comparison> =
            (0..2).map(|i| compare_texts((i, &versions[i]), (i + 1, &versions[i + 1]), &known)).collect();
        let told: Vec<String> = lives(&comparisons)
            .iter()
            .map(|life| {
                let steps = life.steps.iter().map(|step| {
                    format!("{}{}{}", step.member, step.change.map_or("first", Change::name), step.text.label)
                });
                format!("{}{}", steps.collect::<Vec<_>>().join(" "), if life.gone { " †" } else { "" })
            })
            .collect();
        assert_eq!(
            told,
            [
                "0first第一条",
                "1added第二条 2removed第二条 †",
                "0first第二条 1moved第三条 2changed第二条",
                "0first第三条 1moved第四条 2moved第三条",
            ]
        );
    }
}
