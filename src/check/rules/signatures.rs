//! Signatures of a site whose configuration asks for them.

use rayon::prelude::*;

use crate::check::{Context, Rule};
use crate::content::Draft;
use crate::diagnostics::{Diagnostic, Severity};
use crate::review::{self, FaultKind};

/// Nobody has signed.
pub(in crate::check) const UNSIGNED: Rule = Rule {
    id: "unsigned",
    severity: Severity::Warning,
    what: ("站点要求审核，这一页还有阶段没有签", "the site asks for signatures, and a stage of the page has none"),
    mend: ("看过以后签名", "read it and sign"),
    find: Some(|context| of(context, FaultKind::Unsigned)),
    in_build: false,
};

/// The page changed since.
pub(in crate::check) const VOID: Rule = Rule {
    id: "signature-void",
    severity: Severity::Warning,
    what: ("签名以后内容改过", "the page changed after it was signed"),
    mend: ("再看一遍，重新签", "read it again and sign again"),
    find: Some(|context| of(context, FaultKind::Void)),
    in_build: false,
};

/// One person at two stages.
pub(in crate::check) const SAME_PERSON: Rule = Rule {
    id: "signature-same-person",
    severity: Severity::Warning,
    what: ("一个人签了两个阶段", "one person has signed two stages"),
    mend: ("其中一个阶段由别人签", "have somebody else sign one of them"),
    find: Some(|context| of(context, FaultKind::SamePerson)),
    in_build: false,
};

/// A later stage first.
pub(in crate::check) const ORDER: Rule = Rule {
    id: "signature-order",
    severity: Severity::Warning,
    what: ("后面的阶段签在前面的阶段以前", "a later stage was signed before an earlier one"),
    mend: ("按次序重新签", "sign again, in order"),
    find: Some(|context| of(context, FaultKind::Order)),
    in_build: false,
};

/// No such stage, or no such column.
pub(in crate::check) const STAGE: Rule = Rule {
    id: "signature-stage",
    severity: Severity::Warning,
    what: ("签名的阶段，或者 [review] 里的栏目不存在", "a signature names no stage, or `[review]` names no column"),
    mend: ("改成存在的", "write one that there is"),
    find: Some(stages),
    in_build: false,
};

/// Public pages, and those that will be.
fn drafts<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'a Draft> {
    let site = &context.built.site;
    site.pages.iter().map(|page| &*page.draft).chain(site.scheduled.iter().map(|draft| &**draft))
}

/// All that is wrong with signatures.
pub(in crate::check) fn all(context: &Context<'_>) -> Vec<(FaultKind, Diagnostic)> {
    let Some(review) = &context.built.config.review else { return Vec::new() };
    let files = review::files(context.inputs, &context.options.content);
    let drafts: Vec<&Draft> = drafts(context).collect();
    drafts.par_iter().flat_map_iter(|draft| review::faults(draft, review, &files)).collect()
}

fn of(context: &Context<'_>, wanted: FaultKind) -> Vec<Diagnostic> {
    let found = context.signatures().iter().filter(|(kind, _)| *kind == wanted);
    found.map(|(_, fault)| fault.clone()).collect()
}

fn stages(context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(review) = &context.built.config.review else { return Vec::new() };
    let mut found = of(context, FaultKind::Stage);
    for (folder, _) in review.columns.iter().filter(|(folder, _)| !folder.value.is_empty()) {
        let path = &folder.value;
        let inside = |draft: &Draft| {
            draft.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/') || rest == ".md")
        };
        if !context.built.drafts.iter().any(|draft| inside(draft)) {
            let folders = context.built.drafts.iter().filter(|draft| draft.is_index()).map(|draft| draft.folder());
            let fault = STAGE
                .fault(
                    format!("[review.columns] 里的“{path}”不是栏目"),
                    format!("`{path}` in `[review.columns]` is no column"),
                )
                .at(folder.span.clone());
            found.push(fault.did_you_mean(path, folders).hint(
                "写栏目在 content 里的文件夹，例如 \"publicity/notices\"。",
                "Write the column's folder below content, such as \"publicity/notices\".",
            ));
        }
    }
    found
}
