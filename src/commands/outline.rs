//! `shuyuan outline`

use std::path::Path;
use std::sync::Arc;

use clap::ArgMatches;

use super::report::{self, Format};
use super::{CLEAN, FAULTS};
use crate::diagnostics::draw::{Sources, visible};
use crate::diagnostics::{Lang, has_errors, system_words};
use crate::inputs::{self, encoding};
use crate::parse::policy::{self, PolicyOptions};

/// The one text that is outlined.
struct One<'a>(&'a str, &'a str);

impl Sources for One<'_> {
    fn text(&self, file: &str) -> Option<std::borrow::Cow<'_, str>> {
        (file == self.0).then_some(self.1.into())
    }
}

/// Shows the structure of one policy text.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let format = Format::from_name(matches.get_one::<String>("format").map_or("human", String::as_str));
    let path = matches.get_one::<String>("file").map_or("", String::as_str);
    let file: Arc<str> = path.replace('\\', "/").into();
    let bytes = match inputs::one_file(Path::new(path)) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{}", unreadable(path, &error, lang));
            return FAULTS;
        }
    };
    let (text, mut found) = encoding::decode_file(&file, &bytes);
    let text = text.unwrap_or_default();
    let range = policy::body_start(&text)..text.len();
    let page = policy::policy(&file, &text, range, &PolicyOptions::default()).drain_into(&mut found);
    report::human(&found, &One(&file, &text), lang);
    if has_errors(&found) {
        return FAULTS;
    }
    let tree = page.body.policy.unwrap_or_default();
    match format {
        Format::Human => print!("{}", policy::outline_text(&tree.nodes.get())),
        Format::Json => match serde_json::to_string_pretty(&policy::outline(&text, &tree.nodes.get())) {
            Ok(json) => println!("{json}"),
            Err(error) => eprintln!("{error}"),
        },
    }
    CLEAN
}

pub(super) fn unreadable(path: &str, error: &std::io::Error, lang: Lang) -> String {
    use std::io::ErrorKind::{FileTooLarge, InvalidInput, NotFound};
    let missing = error.kind() == NotFound;
    let path = &visible(path);
    match lang {
        Lang::Zh if error.kind() == InvalidInput => format!("错误: “{path}”不是文件"),
        Lang::En if error.kind() == InvalidInput => format!("error: `{path}` is no file"),
        Lang::Zh if error.kind() == FileTooLarge => format!("错误: “{path}”超过 20 MB，不像是一个政策文件"),
        Lang::En if error.kind() == FileTooLarge => {
            format!("error: `{path}` is longer than 20 MB, which no policy text is")
        }
        Lang::Zh if missing => {
            format!("错误: 没有“{path}”这个文件\n  = 改法: 从当前文件夹写起，例如 content/supervision/policies/办法.md")
        }
        Lang::Zh => format!("错误: 读不了“{path}”：{}", system_words(error).zh),
        Lang::En if missing => format!(
            "error: there is no file `{path}`\n  = help: name it from the current folder, for example content/supervision/policies/rules.md"
        ),
        Lang::En => format!("error: cannot read `{path}`: {}", system_words(error).en),
    }
}
