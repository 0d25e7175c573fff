//! What shortcodes take: declared in `theme.toml`, checked at every call.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::reads::Seen;
use crate::content::Shortcode;
use crate::diagnostics::{Diagnostic, Span};
use crate::link::{PageId, Target, is_external};

/// The declared arguments of one shortcode, by name; `body` is what stands between its tags.
pub(super) type Declared = BTreeMap<String, Argument>;

/// The name under which a body is declared.
const BODY: &str = "body";

/// One argument: `text`, `image`, `tip|warning` (one of these words), with `!` at the end if a call must have it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Argument {
    kind: Kind,
    required: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Page,
    /// A file whose name ends in one of these; any if there are none.
    File(Files),
    Words(Vec<String>),
}

/// A sort of files, in words and by the ends of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Files {
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    ends: &'static [&'static str],
}

const FILES: [Files; 6] = [
    Files {
        name: "image",
        zh: "图片",
        en: "an image",
        ends: &["png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp", "ico", "tif", "tiff", "heic", "heif"],
    },
    Files { name: "video", zh: "视频", en: "a video", ends: &["mp4", "m4v", "webm", "ogv", "mov", "mkv", "avi"] },
    Files {
        name: "audio",
        zh: "音频",
        en: "a sound",
        ends: &["mp3", "m4a", "aac", "ogg", "oga", "opus", "wav", "flac", "weba"],
    },
    Files { name: "captions", zh: "字幕", en: "captions", ends: &["vtt"] },
    Files { name: "table", zh: "数据", en: "a data file", ends: &["csv", "tsv", "yaml", "yml"] },
    Files { name: "file", zh: "文件", en: "a file", ends: &[] },
];

impl TryFrom<String> for Argument {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let (name, required) = match written.strip_suffix('!') {
            Some(name) => (name, true),
            None => (written.as_str(), false),
        };
        let kind = match name {
            "text" => Kind::Text,
            "number" => Kind::Number,
            "page" => Kind::Page,
            words if words.contains('|') => Kind::Words(words.split('|').map(str::to_owned).collect()),
            name => match FILES.into_iter().find(|files| files.name == name) {
                Some(files) => Kind::File(files),
                None => {
                    return Err(format!(
                        "`{written}`: text, number, page, image, video, audio, captions, table, file, a|b"
                    ));
                }
            },
        };
        Ok(Self { kind, required })
    }
}

/// What is wrong with the arguments of `call`, which stands on the page `from`.
pub(super) fn check(site: Seen<'_>, from: PageId, call: &Shortcode, declared: &Declared) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, value, span) in &call.args {
        match declared.get(name).filter(|_| name != BODY) {
            None => found.push(unknown(call, name, span, declared)),
            Some(argument) => found.extend(argument.fault(site, from, name, value, span)),
        }
    }
    if call.body.is_some() && !declared.contains_key(BODY) {
        found.push(body_unused(call));
    }
    let given = |name: &str| call.args.iter().any(|(given, ..)| given == name);
    // Who mistyped a name is told that only.
    if found.is_empty() {
        let lacking = declared.iter().filter(|(name, a)| a.required && *name != BODY && !given(name));
        found.extend(lacking.map(|(name, _)| missing(call, name)));
    }
    found
}

impl Argument {
    fn fault(
        &self,
        site: Seen<'_>,
        from: PageId,
        name: &str,
        value: &serde_json::Value,
        span: &Span,
    ) -> Option<Diagnostic> {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match &self.kind {
            Kind::Text => None,
            Kind::Number => {
                let digits = text.trim().trim_end_matches("px");
                let fits = digits.parse::<u32>().is_ok_and(|number| number > 0);
                (!fits).then(|| wrong(span, name, &text, "大于零的整数", "a whole number above zero"))
            }
            Kind::Words(words) => (!words.contains(&text)).then(|| {
                wrong(span, name, &text, &words.join("、"), &words.join(", "))
                    .did_you_mean(&text, words.iter().map(String::as_str))
            }),
            Kind::Page => match site.target(from, &text) {
                Some(Target::Page { .. } | Target::Hidden | Target::Missing) => None,
                _ => Some(wrong(span, name, &text, "本站的页面", "a page of the site")),
            },
            Kind::File(files) => files.fault(site, from, name, &text, span),
        }
    }
}

impl Files {
    fn fault(self, site: Seen<'_>, from: PageId, name: &str, text: &str, span: &Span) -> Option<Diagnostic> {
        let fits = if is_external(text) {
            self.name != "table"
        } else {
            match site.target(from, text) {
                Some(Target::Hidden | Target::Missing) => return None,
                Some(Target::Media(path)) => self.ends.is_empty() || self.ends.contains(&end(path).as_str()),
                _ => false,
            }
        };
        if fits {
            return None;
        }
        let (zh_ends, en_ends) = match self.ends {
            [] => (String::new(), String::new()),
            ends => (format!("（{}）", ends.join("、")), format!(" ({})", ends.join(", "))),
        };
        let zh = format!("{}文件{zh_ends}", self.zh.trim_end_matches("文件"));
        let fault = wrong(span, name, text, &zh, &format!("{}{en_ends}", self.en));
        let book = matches!(end(text).as_str(), "xls" | "xlsx" | "et" | "ods");
        Some(match self.name == "table" && book {
            true => fault.hint(
                "在表格软件里选“另存为”，格式选“CSV UTF-8”，再写 .csv 的文件名。",
                "Save the sheet as “CSV UTF-8” and write the name of the .csv file.",
            ),
            false => fault,
        })
    }
}

/// What follows the last dot of a name, in small letters.
fn end(path: &str) -> String {
    path.rsplit_once('.').map_or_else(String::new, |(_, end)| end.to_ascii_lowercase())
}

/// Whether a file is a sound or video, as far as its name tells.
pub(super) fn plays(reference: &str) -> bool {
    FILES.iter().any(|files| matches!(files.name, "video" | "audio") && files.ends.contains(&end(reference).as_str()))
}

fn unknown(call: &Shortcode, name: &str, span: &Span, declared: &Declared) -> Diagnostic {
    let known: Vec<&str> = declared.keys().map(String::as_str).filter(|known| *known != BODY).collect();
    Diagnostic::error(
        "shortcode-argument",
        format!("短代码“{}”没有参数“{name}”", call.name),
        format!("the shortcode `{}` has no argument `{name}`", call.name),
    )
    .at(span.clone())
    .did_you_mean(name, known.iter().copied())
    .hint(format!("它的参数有：{}。", known.join("、")), format!("It takes: {}.", known.join(", ")))
}

fn missing(call: &Shortcode, name: &str) -> Diagnostic {
    Diagnostic::error(
        "shortcode-argument",
        format!("短代码“{}”缺少参数“{name}”", call.name),
        format!("the shortcode `{}` lacks its argument `{name}`", call.name),
    )
    .at(call.span.clone())
    .hint(format!("加上 {name}=\"…\"。"), format!("Add {name}=\"…\"."))
}

fn wrong(span: &Span, name: &str, text: &str, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error(
        "shortcode-argument",
        format!("参数“{name}”不能是“{text}”"),
        format!("the argument `{name}` cannot be `{text}`"),
    )
    .at(span.clone())
    .hint(format!("这里可以写：{zh}。"), format!("It may be: {en}."))
}

fn body_unused(call: &Shortcode) -> Diagnostic {
    Diagnostic::error(
        "shortcode-argument",
        format!("短代码“{0}”不带内容，它和 {{{{< /{0} >}}}} 之间的文字不会显示", call.name),
        format!("the shortcode `{0}` takes no body; what stands before {{{{< /{0} >}}}} would be lost", call.name),
    )
    .at(call.span.clone())
    .hint(
        format!("把文字移到外面，去掉 {{{{< /{} >}}}}；说明写在参数里。", call.name),
        format!("Move the text out and remove {{{{< /{} >}}}}; captions are arguments.", call.name),
    )
}
