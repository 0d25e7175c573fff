//! What the policy parser says to editors.

use crate::diagnostics::{Diagnostic, Span};

/// Numbers are missing: after `before` comes `after`.
pub(super) fn gap(before: &str, after: &str, missing: &str, span: Span, last: Span) -> Diagnostic {
    Diagnostic::warning(
        "policy-number-gap",
        format!("“{before}”之后是“{after}”，缺少{missing}"),
        format!("“{after}” follows “{before}”; {missing} is missing"),
    )
    .at(span)
    .also(last, format!("“{before}”在这里"), format!("“{before}” is here"))
    .hint(
        "请对照正式文本，补上缺少的内容或改正编号；正式文本本来如此的，可以不改",
        "compare with the official text and add what is missing or correct the number; leave it if the official text has the gap",
    )
}

/// A number comes twice.
pub(super) fn repeat(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::warning("policy-number-repeat", format!("“{name}”出现了两次"), format!("“{name}” comes twice"))
        .at(span)
        .also(first, format!("前一个“{name}”在这里"), format!("the first “{name}” is here"))
        .hint(
            "请对照正式文本改正编号；链接到它的引用只会指向前一个",
            "correct the number after the official text; links reach only the first of the two",
        )
}

/// A number is lower than the one before it.
pub(super) fn order(before: &str, after: &str, span: Span, last: Span) -> Diagnostic {
    Diagnostic::warning(
        "policy-number-order",
        format!("“{before}”之后是“{after}”，编号倒退"),
        format!("“{after}” follows “{before}”: the numbers go backwards"),
    )
    .at(span)
    .also(last, format!("“{before}”在这里"), format!("“{before}” is here"))
    .hint("请对照正式文本调整次序或改正编号", "correct the order or the number after the official text")
}

/// The first number is not 1.
pub(super) fn start(name: &str, span: Span) -> Diagnostic {
    Diagnostic::note("policy-number-start", format!("编号从“{name}”开始"), format!("the numbers begin with “{name}”"))
        .at(span)
        .hint(
            "节选的文本和修正案可以不改；否则请补上前面的内容",
            "leave it in an excerpt or an amendment, else add what comes before",
        )
}

/// 笫 stands for 第.
pub(super) fn label_typo(label: &str, span: Span) -> Diagnostic {
    let right = label.replacen(super::labels::TYPO, "第", 1);
    Diagnostic::warning(
        "policy-label-typo",
        format!("“{label}”的“笫”是错字，已按“{right}”处理"),
        format!("“{label}” has 笫 for 第 and was read as “{right}”"),
    )
    .at(span)
    .hint(format!("请改成“{right}”"), format!("write “{right}”"))
}

/// A 发文字号 was brought into its normal form.
pub(super) fn doc_no_normalised(written: &str, normal: &str, span: &Span) -> Diagnostic {
    Diagnostic::warning(
        "doc-no-normalised",
        format!("发文字号“{written}”不合规范，已按“{normal}”处理"),
        format!("document number `{written}` is not in normal form and was read as `{normal}`"),
    )
    .at(span.clone())
    .hint(
        format!("请写成“{normal}”：年份用六角括号〔〕，序号不加“第”，不编虚位"),
        format!("write `{normal}`: the year in 〔〕, no 第, no leading zero"),
    )
}

/// The year of a 发文字号 has not four digits.
pub(super) fn doc_no_year(year: &str, span: &Span) -> Diagnostic {
    Diagnostic::warning(
        "doc-no-year",
        format!("发文字号中的年份“{year}”不是四位数"),
        format!("the year `{year}` of the document number has not four digits"),
    )
    .at(span.clone())
    .hint("请写全四位年份，例如〔2026〕", "write all four digits, for example 〔2026〕")
}

/// Not a 发文字号 at all.
pub(super) fn doc_no_form(written: &str, span: &Span) -> Diagnostic {
    Diagnostic::warning(
        "doc-no-form",
        format!("“{written}”看不出是发文字号"),
        format!("`{written}` does not look like a document number"),
    )
    .at(span.clone())
    .hint(
        "发文字号由机关代字、年份和序号组成，例如“书院发〔2026〕3号”",
        "it consists of the body's code, the year and a number, for example 书院发〔2026〕3号",
    )
}
