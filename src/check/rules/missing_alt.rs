//! Pictures without words for those who cannot see them.

use std::collections::BTreeMap;

use crate::check::place::{Places, more};
use crate::check::{Context, Rule};
use crate::content::{Body, Fill, Shortcode};
use crate::diagnostics::{Diagnostic, Severity};

/// An image without alternative text.
pub(in crate::check) const RULE: Rule = Rule {
    id: "missing-alt",
    severity: Severity::Warning,
    what: ("图片没有替代文字", "an image has no alternative text"),
    mend: ("写一句话说明图片的内容", "say in a sentence what it shows"),
    find: Some(find),
    in_build: true,
};

fn find(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in &context.built.site.pages {
        shortcodes(&page.draft.body, &mut found);
    }
    found.extend(in_outputs(context));
    found
}

/// Calls that show an image and say nothing of it; those of Markdown were found when it was read.
fn shortcodes(body: &Body, found: &mut Vec<Diagnostic>) {
    for hole in &body.holes {
        let Fill::Shortcode(call) = &hole.fill else { continue };
        if shows_image(call) && !call.args.iter().any(|(name, ..)| name == "alt") {
            found.push(
                RULE.fault(
                    format!("短代码“{}”的图片没有替代文字", call.name),
                    format!("the image of the shortcode `{}` has no alternative text", call.name),
                )
                .at(call.span.clone())
                .hint(
                    "加上 alt=\"图片内容\"；纯装饰的图片写 alt=\"\"。",
                    "Add alt=\"what it shows\", or alt=\"\" if it is mere decoration.",
                ),
            );
        }
        if let Some(inner) = &call.body {
            shortcodes(inner, found);
        }
    }
}

fn shows_image(call: &Shortcode) -> bool {
    call.args.iter().any(|(name, value, _)| {
        let path = value.as_str().unwrap_or_default().to_ascii_lowercase();
        name == "src"
            && [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".bmp"].iter().any(|end| path.ends_with(end))
    })
}

fn in_outputs(context: &Context<'_>) -> Vec<Diagnostic> {
    let places = Places::new(context);
    let mut groups: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for page in places.pages_without(RULE.id) {
        for source in &page.without_alt {
            // The way to the root differs from page to page, the image does not.
            groups.entry(source.trim_start_matches("../")).or_default().push((&page.path, source));
        }
    }
    let mut found = Vec::new();
    for (image, outputs) in groups {
        found.extend(places.blame(&outputs, |page, count| {
            let (zh, en) = more(count);
            RULE.fault(
                format!("生成的网页 {page} 里的图片“{image}”没有替代文字{zh}"),
                format!("the image `{image}` in the finished page {page} has no alternative text{en}"),
            )
            .hint(
                "给 <img> 加上 alt=\"图片内容\"；纯装饰的图片写 alt=\"\"。",
                "Give the <img> an alt=\"what it shows\", or alt=\"\" if it is mere decoration.",
            )
        }));
    }
    found
}
