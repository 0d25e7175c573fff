//! Pictures and other files beside the pages.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Memo, Progress, Stage, files};
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
    /// Where each of them stands in `outputs`.
    places: HashMap<String, usize>,
}

impl Media {
    /// What is published at `url`.
    pub(super) fn by_url(&self, url: &str) -> Option<&Content> {
        Some(&self.outputs[*self.places.get(url)?].1)
    }
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
    let settings = images::Settings {
        widths: config.image_widths.clone(),
        most_width: config.image_max_width,
        ..images::Settings::default()
    };
    let rules = Rules {
        images: settings,
        originals: config.image_originals,
        any_html: config.raw_html == RawHtml::Allow,
        allowed: config.allow_files.clone(),
    };
    let known = std::mem::take(&mut memo.media);
    let rules_print = print_of(&format!("{rules:?}"));
    let made: Vec<Option<(u64, Arc<Made>)>> = jobs
        .par_iter()
        .map(|(path, url, file)| {
            let input = inputs.get(file)?;
            let print = print_of(&(input.hash, url, input.disk_path(), rules_print));
            let made = match known.get(*path) {
                Some((same, made)) if *same == print && made.diagnostics.is_empty() => Arc::clone(made),
                _ => Arc::new(one(path, url, file, input, &rules, cache)),
            };
            progress.step();
            Some((print, made))
        })
        .collect();
    let mut media = Media { files: BTreeMap::new(), outputs: Vec::new(), places: HashMap::new() };
    for (print, made) in made.into_iter().flatten() {
        found.extend(made.diagnostics.iter().cloned());
        media.files.insert(Arc::clone(&made.path), made.file.clone());
        for (path, content) in &made.outputs {
            media.places.insert(path.clone(), media.outputs.len());
            media.outputs.push((path.clone(), content.clone()));
        }
        memo.media.insert(Arc::clone(&made.path), (print, made));
    }
    media
}

/// What may be published, and how.
#[derive(Debug)]
struct Rules {
    images: images::Settings,
    originals: bool,
    any_html: bool,
    /// Extensions that the site allows.
    allowed: Vec<String>,
}

/// One file, prepared.
pub(super) struct Made {
    path: Arc<str>,
    file: MediaFile,
    outputs: Vec<(String, Content)>,
    diagnostics: Vec<Diagnostic>,
}

fn one(path: &Arc<str>, url: &str, file: &Arc<str>, input: &InputFile, rules: &Rules, cache: &Cache) -> Made {
    let mut made = Made {
        path: Arc::clone(path),
        file: MediaFile { url: url.to_owned(), len: input.len, print: print_of(&input.hash), image: None },
        outputs: Vec::new(),
        diagnostics: Vec::new(),
    };
    if !images::is_image(path) {
        if let Some(fault) = files::fault(file, input, rules.any_html, &rules.allowed) {
            made.diagnostics.push(fault);
            return made;
        }
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
    match images::process_cached(cache, path, &input.hash, &bytes, &rules.images) {
        Ok(image) => {
            let (stem, _) = url.rsplit_once('.').unwrap_or((url, ""));
            let variants: Vec<(u32, String)> =
                image.variants.iter().map(|v| (v.width, format!("{stem}-{}w.webp", v.width))).collect();
            if rules.originals {
                made.outputs.extend(original(path, url, &bytes, rules));
            }
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

/// A picture that is published narrower than it is, as it was but for what cameras and phones write into it.
fn original(path: &str, url: &str, bytes: &Arc<[u8]>, rules: &Rules) -> Option<(String, Content)> {
    let whole = images::Settings { widths: Vec::new(), most_width: 0, ..rules.images.clone() };
    let image = images::process(path, bytes, &whole).ok()?;
    let capped = rules.images.most_width > 0 && image.width > rules.images.most_width;
    let (stem, extension) = url.rsplit_once('.')?;
    let content = image.clean.map_or_else(|| Content::bytes(Arc::clone(bytes)), Content::bytes);
    capped.then(|| (format!("{stem}-original.{extension}"), content))
}

fn unreadable(file: &Arc<str>, reason: &str) -> Diagnostic {
    Diagnostic::error("unreadable", format!("读不出文件：{reason}"), format!("the file cannot be read: {reason}"))
        .at(crate::diagnostics::Span::file(file))
        .hint(
            "检查文件是否还在、是否被别的程序占用。",
            "Check that the file still exists and no other program holds it.",
        )
}
