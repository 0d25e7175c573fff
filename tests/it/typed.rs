//! What is typed is shown at once as the site's own build would show it.

use std::path::Path;
use std::sync::Arc;

use shuyuan::cache::Cache;
use shuyuan::content::Moment;
use shuyuan::inputs::{InputFile, Inputs, Roots, Stats};
use shuyuan::outputs::{Content, Outputs};
use shuyuan::pipeline::{self, AsOf, BuildOptions, Memo, Ready, Silent};

/// The example portal, built.
struct Portal {
    /// Holds the folder.
    _site: crate::support::Site,
    options: BuildOptions,
    inputs: Inputs,
}

impl Portal {
    fn new() -> Self {
        let site = crate::support::Site::small();
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (path, bytes) in crate::support::tree(&project.join("content")) {
            site.write(&format!("content/{path}"), &bytes);
        }
        site.write("site-config.toml", std::fs::read(project.join("site-config.toml")).unwrap());
        let roots = Roots::of_site(site.root());
        let options = BuildOptions {
            config: roots.config_path(),
            content: roots.content_path(),
            base_url: None,
            drafts: true,
            as_of: AsOf::Day(Moment::parse("2026-05-01").unwrap()),
        };
        let inputs = Inputs::read(&roots, &Stats::load(&Cache::disabled())).value;
        Self { _site: site, options, inputs }
    }

    fn build(&self, inputs: &Inputs) -> (Ready, Outputs) {
        let (mut memo, mut found) = (Memo::default(), Vec::new());
        let cache = Cache::disabled();
        let ready = pipeline::prepare(inputs, &self.options, &mut memo, &cache, &Silent, &mut found);
        let pages = pipeline::pages(&ready, inputs, &mut memo, &Outputs::default(), &Silent, &mut found);
        (ready, pages)
    }

    /// Every page, with what it says.
    fn pages(&self) -> Vec<(Arc<str>, String)> {
        let all = self.inputs.below("content").filter(|(path, _)| path.ends_with(".md"));
        all.filter_map(|(path, file)| Some((Arc::clone(path), file.text()?.to_string()))).collect()
    }

    fn with(&self, files: &[(Arc<str>, String)]) -> Inputs {
        let mut inputs = self.inputs.clone();
        for (path, text) in files {
            inputs.insert(path, InputFile::in_memory(path, text.as_bytes()));
        }
        inputs
    }
}

fn below(file: &str) -> Arc<str> {
    file.trim_start_matches("content/").into()
}

fn words(content: Option<&Content>) -> String {
    let bytes = content.and_then(|content| content.load().ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The page without the sizes of its downloads: the book of a reading list has the other pages too, which are typed as well.
fn without_sizes(content: Option<&Content>) -> String {
    let page = words(content);
    let mut pieces = page.split("class=\"file-size\">");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |page, piece| page + piece.split_once('<').unwrap().1)
}

#[test]
fn what_is_typed_is_what_a_build_makes_of_it() {
    let portal = Portal::new();
    let (ready, _) = portal.build(&portal.inputs);
    let typed = |(path, text): &(Arc<str>, String)| (Arc::clone(path), format!("{text}\n\n又写了一段，没有链接。\n"));
    let files: Vec<(Arc<str>, String)> = portal.pages().iter().map(typed).collect();
    // A policy shows what changed from one version to the next, so only one of them is typed at a time.
    let (policies, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| path.contains("/policies/"));
    let policies: Vec<_> = policies.into_iter().filter(|(path, _)| !path.ends_with("_index.md")).collect();
    let rounds = std::iter::once(others).chain(policies.chunks(1).take(2).map(<[_]>::to_vec));
    for files in rounds {
        let (_, built) = portal.build(&portal.with(&files));
        let show = |(path, text): &(Arc<str>, String)| ready.typed(&portal.inputs, "content", &below(path), text);
        let shown: Vec<(Arc<str>, Content)> = files.iter().filter_map(show).collect();
        let leaves = files.iter().filter(|(path, _)| !path.ends_with("_index.md")).count();
        assert!(shown.len() * 10 >= leaves * 8, "{} of {leaves} pages", shown.len());
        for (path, content) in &shown {
            assert_eq!(without_sizes(Some(content)), without_sizes(built.get(path)), "{path}");
        }
    }
}

#[test]
fn a_citation_that_is_typed_leads_where_it_will() {
    let portal = Portal::new();
    let (ready, before) = portal.build(&portal.inputs);
    let pages = portal.pages();
    let (path, text) = pages.iter().find(|(path, _)| path.ends_with("about.md")).unwrap();
    // Before all others on the page, so that each of them is another one in their order.
    let end = text.rfind("\n---\n").unwrap() + "\n---\n".len();
    let text = format!("{}\n依照《青禾区学习中心管理办法》第三条。\n{}", &text[..end], &text[end..]);
    let (place, content) = ready.typed(&portal.inputs, "content", &below(path), &text).unwrap();
    let (_, built) = portal.build(&portal.with(&[(Arc::clone(path), text)]));
    assert_eq!(words(Some(&content)), words(built.get(&place)));
    assert_ne!(words(Some(&content)), words(before.get(&place)));
    let link = words(Some(&content));
    let link = link.split("依照").nth(1).unwrap();
    assert!(link[..200].contains("href="), "{}", &link[..200]);
}

#[test]
fn what_means_more_than_words_waits_for_a_build() {
    let portal = Portal::new();
    let (ready, _) = portal.build(&portal.inputs);
    let pages = portal.pages();
    let (path, text) = pages.iter().find(|(path, _)| path.ends_with("about.md")).unwrap();
    let typed = |path: &str, text: &str| ready.typed(&portal.inputs, "content", &below(path), text).is_some();
    assert!(typed(path, text));
    for other in [
        text.replacen("title: ", "title: 改", 1),
        text.replacen("---\n", "---\ndraft: true\n", 1),
        text.replacen("---\n", "---\ntopics: [\n", 1),
        format!("{text}\n\n[首页](/_index.md)\n"),
        format!("{text}\n\n{{{{< nothing-of-this-name >}}}}\n"),
    ] {
        assert!(!typed(path, &other), "{other}");
    }
    assert!(!typed("content/nowhere.md", text), "a page that no build has seen");
    assert!(!typed("content/_index.md", "---\ntitle: 首页\n---\n"), "a folder shows what lies in it");
}
