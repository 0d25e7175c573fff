//! What is wrong with the command line, in the reader's language.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::{CLEAN, USAGE};
use crate::diagnostics::Lang;

/// Prints help, the version or what is wrong; returns the exit code.
pub(super) fn explain(error: &Error, lang: Lang) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print!("{}", error.render());
            return CLEAN;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => eprint!("{}", error.render()),
        _ if lang == Lang::En => eprint!("{}", error.render()),
        _ => eprintln!("{}", chinese(error)),
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
    if let Some(valid) = context(ContextKind::ValidValue).or_else(|| context(ContextKind::ValidSubcommand)) {
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
