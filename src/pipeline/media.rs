//! Pictures and other files beside the pages.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Memo, Progress, Stage};
use crate::cache::Cache;
use crate::config::SiteConfig;
use crate::content::print_of;
use crate::diagnostics::Diagnostic;
use crate::images;
use crate::inputs::{InputFile, Inputs};
use crate::link::Site;
use crate::outputs::Content;
use crate::parse::markdown::RawHtml;
use crate::render::{ImageFacts, MediaFile};

/// The published files.
pub(super) struct Media {
    /// What pages must know of them, by path below the content folder.
    pub(super) files: BTreeMap<Arc<str>, MediaFile>,
    /// Where they go.
    pub(super) outputs: Vec<(String, Content)>,
}

/// What became of each file, with what it was made from.
pub(super) type MediaMemo = HashMap<Arc<str>, (u64, Arc<Made>)>;

/// Prepares every file that something public uses.
#[allow(clippy::too_many_arguments, reason = "the stages' usual arguments and the two places where results are kept")]
pub(super) fn prepare(
    inputs: &Inputs,
    content: &str,
    site: &Site,
    config: &SiteConfig,
    memo: &mut Memo,
    cache: &Cache,
    progress: &dyn Progress,
    found: &mut Vec<Diagnostic>,
) -> Media {
    progress.begin(Stage::Media, site.media.len());
    let jobs: Vec<(&Arc<str>, &String, Arc<str>)> =
        site.media.iter().map(|(path, url)| (path, url, Arc::from(format!("{content}/{path}")))).collect();
    let settings = images::Settings { widths: config.image_widths.clone(), ..images::Settings::default() };
    let known = std::mem::take(&mut memo.media);
    let any_html = config.raw_html == RawHtml::Allow;
    let made: Vec<Option<(u64, Arc<Made>)>> = jobs
        .par_iter()
        .map(|(path, url, file)| {
            let input = inputs.get(file)?;
            let print = print_of(&(input.hash, url, input.disk_path(), &settings.widths, any_html));
            let made = match known.get(*path) {
                Some((same, made)) if *same == print && made.diagnostics.is_empty() => Arc::clone(made),
                _ => Arc::new(one(path, url, file, input, &settings, any_html, cache)),
            };
            progress.step();
            Some((print, made))
        })
        .collect();
    let mut media = Media { files: BTreeMap::new(), outputs: Vec::new() };
    for (print, made) in made.into_iter().flatten() {
        found.extend(made.diagnostics.iter().cloned());
        media.files.insert(Arc::clone(&made.path), made.file.clone());
        media.outputs.extend(made.outputs.iter().cloned());
        memo.media.insert(Arc::clone(&made.path), (print, made));
    }
    media
}

/// One file, prepared.
pub(super) struct Made {
    path: Arc<str>,
    file: MediaFile,
    outputs: Vec<(String, Content)>,
    diagnostics: Vec<Diagnostic>,
}

fn one(
    path: &Arc<str>,
    url: &str,
    file: &Arc<str>,
    input: &InputFile,
    settings: &images::Settings,
    any_html: bool,
    cache: &Cache,
) -> Made {
    let mut made = Made {
        path: Arc::clone(path),
        file: MediaFile { url: url.to_owned(), len: input.len, image: None },
        outputs: Vec::new(),
        diagnostics: Vec::new(),
    };
    if !any_html && is_html(path) {
        made.diagnostics.push(html_file(file));
        return made;
    }
    if !images::is_image(path) {
        match Content::copy_of(input) {
            Ok(content) => made.outputs.push((url.to_owned(), content)),
            Err(error) => made.diagnostics.push(unreadable(file, &error.to_string())),
        }
        return made;
    }
    let bytes = match input.checked_bytes(file) {
        Ok(bytes) => bytes,
        Err(fault) => {
            made.diagnostics.push(*fault);
            return made;
        }
    };
    match images::process_cached(cache, path, &input.hash, &bytes, settings) {
        Ok(image) => {
            let (stem, _) = url.rsplit_once('.').unwrap_or((url, ""));
            let variants: Vec<(u32, String)> =
                image.variants.iter().map(|v| (v.width, format!("{stem}-{}w.webp", v.width))).collect();
            match image.clean {
                Some(clean) => {
                    made.file.len = clean.len() as u64;
                    made.outputs.push((url.to_owned(), Content::bytes(clean)));
                }
                None => made.outputs.push((url.to_owned(), Content::bytes(bytes))),
            }
            for (variant, (_, url)) in image.variants.into_iter().zip(&variants) {
                made.outputs.push((url.clone(), Content::bytes(variant.bytes)));
            }
            made.file.image = Some(ImageFacts { width: image.width, height: image.height, variants });
        }
        Err(fault) => made.diagnostics.push(images::faults::diagnostic(file, &fault)),
    }
    made
}

/// Whether browsers run what is in the file, as in a page of the site.
fn is_html(path: &str) -> bool {
    let end = path.rsplit_once('.').map_or("", |(_, end)| end);
    ["html", "htm", "xhtml", "xht", "shtml"].iter().any(|html| end.eq_ignore_ascii_case(html))
}

fn html_file(file: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "html-file",
        "网页文件会原样发布，里面的脚本会在读者的浏览器里运行",
        "an HTML file is published as it is, and scripts in it run in the reader's browser",
    )
    .at(crate::diagnostics::Span::file(file))
    .hint(
        "把内容写成 .md 页面，或者另存为 PDF；确实需要时，在 site-config.toml 的 [markdown] 里设 raw_html = \"allow\"。",
        "Write its content as a .md page, or save it as PDF; if you really need it, set raw_html = \"allow\" under [markdown] in site-config.toml.",
    )
}

fn unreadable(file: &Arc<str>, reason: &str) -> Diagnostic {
    Diagnostic::error("unreadable", format!("读不出文件：{reason}"), format!("the file cannot be read: {reason}"))
        .at(crate::diagnostics::Span::file(file))
        .hint(
            "检查文件是否还在、是否被别的程序占用。",
            "Check that the file still exists and no other program holds it.",
        )
}
