//! The report in SARIF 2.1.0, which code-scanning services and editors read.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::registry::{self, Rule};
use crate::diagnostics::draw::Sources;
use crate::diagnostics::{Diagnostic, Lang, Severity, Span, Text};

/// What stays as it is in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The report of one run.
pub fn report(diagnostics: &[Diagnostic], sources: &dyn Sources, lang: Lang) -> Value {
    let rules = rules(diagnostics, lang);
    let index: BTreeMap<&str, usize> =
        rules.iter().enumerate().filter_map(|(i, rule)| Some((rule["id"].as_str()?, i))).collect();
    let results: Vec<Value> = diagnostics.iter().map(|d| result(d, &index, sources, lang)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "shuyuan",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": if lang == Lang::Zh { "zh-CN" } else { "en-US" },
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": { "ROOT": { "description": { "text": text(lang, "站点文件夹", "the site's folder") } } },
            "results": results,
        }],
    })
}

/// Every rule, and the errors of the build that were found.
fn rules(diagnostics: &[Diagnostic], lang: Lang) -> Vec<Value> {
    let known: BTreeSet<&str> = registry::all().map(|rule| rule.id).collect();
    let others: BTreeSet<&str> =
        diagnostics.iter().map(|d| d.code.as_str()).filter(|code| !known.contains(code)).collect();
    let errors = others.into_iter().map(|code| {
        json!({
            "id": code,
            "shortDescription": { "text": text(lang, "必须改正的错误", "an error that must be mended") },
            "help": { "text": text(lang, "照信息里的改法改正；不能关闭。", "Mend it as the message says; it cannot be turned off.") },
            "defaultConfiguration": { "level": "error" },
        })
    });
    registry::all().map(|rule| described(rule, lang)).chain(errors).collect()
}

fn described(rule: &Rule, lang: Lang) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": text(lang, rule.what.0, rule.what.1) },
        "help": { "text": text(lang, rule.mend.0, rule.mend.1) },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn text<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Zh { zh } else { en }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn result(diagnostic: &Diagnostic, index: &BTreeMap<&str, usize>, sources: &dyn Sources, lang: Lang) -> Value {
    let hints: String = diagnostic.hints.iter().map(|hint| format!("\n{}", hint.get(lang))).collect();
    let mut result = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": index.get(diagnostic.code.as_str()),
        "level": level(diagnostic.severity),
        "message": { "text": format!("{}{hints}", diagnostic.message.get(lang)) },
    });
    if let Some(span) = &diagnostic.span {
        result["locations"] = json!([location(span, sources)]);
    }
    if !diagnostic.related.is_empty() {
        let related = |(i, (span, text)): (usize, &(Span, Text))| {
            let mut place = location(span, sources);
            place["id"] = json!(i);
            place["message"] = json!({ "text": text.get(lang) });
            place
        };
        result["relatedLocations"] = diagnostic.related.iter().enumerate().map(related).collect();
    }
    result
}

fn location(span: &Span, sources: &dyn Sources) -> Value {
    let uri = utf8_percent_encode(&span.file, PATH).to_string();
    let mut physical = json!({ "artifactLocation": { "uri": uri, "uriBaseId": "ROOT" } });
    if let Some(text) = sources.text(&span.file) {
        let (line, column) = place(&text, span.start);
        let (end_line, end_column) = place(&text, span.end.max(span.start));
        physical["region"] =
            json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column });
    }
    json!({ "physicalLocation": physical })
}

/// Line and column from 1, the column in UTF-16 code units.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.bytes().filter(|b| *b == b'\n').count() + 1, before[start..].encode_utf16().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_code_units() {
        assert_eq!(place("甲\n𠀀乙", "甲\n𠀀".len()), (2, 3));
        assert_eq!(place("甲", 1), (1, 1));
        assert_eq!(place("甲", 99), (1, 2));
    }

    #[test]
    fn paths_are_uris() {
        assert_eq!(utf8_percent_encode("content/甲 乙.md", PATH).to_string(), "content/%E7%94%B2%20%E4%B9%99.md");
    }
}
