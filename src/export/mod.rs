//! What a site, or one page of it, becomes for other programs: pure functions from the linked site to text and bytes.

mod akn;
mod akn_json;
pub mod epub;
mod frbr;
pub mod gift;
pub mod pdf;
pub mod scorm;
pub mod sections;
pub mod wechat;
mod xhtml;
mod xml;

pub use akn::{NAMESPACE, akoma_ntoso, eid};
pub use akn_json::policy_json;

use crate::diagnostics::{Diagnostic, system_words};

/// A picture that a book shows cannot be read any more.
pub(crate) fn unreadable_picture(path: &str, error: &std::io::Error) -> Diagnostic {
    let words = system_words(error);
    Diagnostic::error(
        "unreadable",
        format!("图片“{path}”读不了：{}", words.zh),
        format!("cannot read the picture `{path}`: {}", words.en),
    )
    .hint("确认文件还在，再运行一次", "make sure that the file is there, then run this again")
}
