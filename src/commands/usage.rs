//! What is wrong with the command line, in the reader's language.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use serde_json::json;

use super::{CLEAN, NoSources, USAGE, report};
use crate::check::sarif;
use crate::diagnostics::{Diagnostic, Lang, draw};

/// The value of `--format` on a command line that could not be read.
pub(super) fn format_of(arguments: &[OsString]) -> String {
    let mut words = arguments.iter().map(|a| a.to_string_lossy());
    let given = words.by_ref().find_map(|word| match word.strip_prefix("--format") {
        Some("") => Some(String::new()),
        rest => rest?.strip_prefix('=').map(str::to_owned),
    });
    match given {
        Some(given) if given.is_empty() => words.next().unwrap_or_default().into_owned(),
        given => given.unwrap_or_default(),
    }
}

/// Tells what is wrong with the command line in the form that it asks for; returns the exit code.
///
/// `text` is for people: a sentence behind `错误:` or `error:`, then remedies on lines of their own.
pub(super) fn refuse(text: &str, format: &str, lang: Lang) -> u8 {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let sentence = first.split_once(": ").map_or(first, |(_, sentence)| sentence);
    let mut fault = Diagnostic::error("usage", sentence, sentence);
    for line in lines {
        let line = line.trim_start_matches("= 改法: ").trim_start_matches("= help: ").trim_start_matches("= ");
        fault = fault.hint(line, line);
    }
    let report = match format {
        "json" => json!({
            "diagnostics": [draw::json(&fault, &NoSources, lang)],
            "counts": report::count(std::slice::from_ref(&fault)),
            "pages": 0,
            "published": false,
            "files": 0,
        }),
        "sarif" => sarif::report(&[fault], &NoSources, lang),
        _ => {
            eprintln!("{}", text.trim_end());
            return USAGE;
        }
    };
    println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
    USAGE
}

/// Prints help, the version or what is wrong; returns the exit code.
pub(super) fn explain(error: &Error, format: &str, lang: Lang) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print!("{}", error.render());
            return CLEAN;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => eprint!("{}", error.render()),
        _ if lang == Lang::En => return refuse(&error.render().to_string(), format, lang),
        _ => return refuse(&chinese(error), format, lang),
    }
    USAGE
}

fn chinese(error: &Error) -> String {
    let context = |kind| {
        error.get(kind).map(|value| match value {
            ContextValue::Strings(all) => all.join("、"),
            value => value.to_string(),
        })
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let mut text = match error.kind() {
        ErrorKind::UnknownArgument => format!("错误: 没有“{argument}”这个选项或参数"),
        ErrorKind::InvalidSubcommand => {
            format!("错误: 没有“{}”这个命令", context(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("错误: “{argument}”后面缺少内容"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("错误: “{argument}”不能是“{value}”")
        }
        ErrorKind::MissingRequiredArgument => format!("错误: 缺少 {argument}"),
        ErrorKind::MissingSubcommand => "错误: 缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => format!("错误: “{argument}”写了不止一次，或者和别的选项冲突"),
        _ => format!("错误: 命令写得不对（{}）", error.kind()),
    };
    if let Some((low, high)) = super::args::range_of(&argument).filter(|_| error.kind() == ErrorKind::ValueValidation) {
        text.push_str(&format!("\n  = 可以写: {low} 到 {high} 的整数"));
    }
    let valid = context(ContextKind::ValidValue).or_else(|| context(ContextKind::ValidSubcommand));
    if let Some(valid) = valid.filter(|valid| !valid.is_empty()) {
        text.push_str(&format!("\n  = 可以写: {valid}"));
    }
    if let Some(near) = context(ContextKind::SuggestedArg)
        .or_else(|| context(ContextKind::SuggestedValue))
        .or_else(|| context(ContextKind::SuggestedSubcommand))
    {
        text.push_str(&format!("\n  = 改法: 您是不是想写“{near}”？"));
    }
    text.push_str("\n  = 改法: 用“shuyuan --help”看全部命令，用“shuyuan 命令 --help”看一个命令的选项。");
    text
}
