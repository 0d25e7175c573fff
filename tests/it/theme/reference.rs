//! `themes/README.md`: what templates may see, for who writes a theme. It is made from the program's own definitions and the
//! default theme's templates, so that it is never older than they are; `SHUYUAN_UPDATE=1` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where the values that templates see are defined.
const VIEWS: [&str; 7] = [
    "src/render/view/mod.rs",
    "src/render/view/appearance.rs",
    "src/render/view/calendar.rs",
    "src/render/view/files.rs",
    "src/render/view/policy.rs",
    "src/render/view/study.rs",
    "src/render/figures.rs",
];

/// Templates that are given something else than a page.
const OTHERS: [(&str, &str); 8] = [
    ("partials/self_test.html", "`test`: SelfTestView, `root`"),
    ("feed.xml", "`feed`: title, subtitle, id, url, self_url, updated, author, language, generator, entries"),
    ("sitemap.xml", "`urls`: loc, lastmod"),
    ("sitemap_index.xml", "`sitemaps`: addresses"),
    ("robots.txt", "`sitemap_url`"),
    ("redirect.html", "as a page; `list.groups` are the addresses with a query"),
    ("not_found.html", "as a page; `root` is the absolute path of the site"),
    ("offline.html", "as a page"),
];

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A struct that is handed to templates, with the names, types and meanings of its fields.
struct View {
    name: String,
    about: String,
    fields: Vec<(String, String, String)>,
}

fn views() -> Vec<View> {
    VIEWS.iter().flat_map(|path| views_of(&read(&project().join(path)))).collect()
}

fn views_of(source: &str) -> Vec<View> {
    let mut found: Vec<View> = Vec::new();
    let mut about = String::new();
    let mut open = false;
    for line in source.lines() {
        let line = line.trim();
        if let Some(words) = line.strip_prefix("/// ") {
            if !about.is_empty() {
                about.push(' ');
            }
            about.push_str(words);
        } else if line.starts_with("#[") {
            // Between a comment and what it is about.
        } else if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            open = true;
            found.push(View { name: name.to_owned(), about: std::mem::take(&mut about), fields: Vec::new() });
        } else if let (true, Some((name, kind))) =
            (open, line.strip_prefix("pub ").and_then(|field| field.trim_end_matches(',').split_once(": ")))
        {
            let last = found.last_mut().unwrap();
            last.fields.push((name.to_owned(), kind.replace('|', "\\|"), std::mem::take(&mut about)));
        } else {
            open &= line != "}";
            about.clear();
        }
    }
    found
}

/// The templates of the default theme by name.
fn templates() -> BTreeMap<String, String> {
    let root = project().join("themes/default/templates");
    let files =
        walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    files.map(|entry| (name(entry.path()), read(entry.path()))).collect()
}

/// What stands between `{% WORD` and the end of its tag, each once.
fn tags<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let opening = format!("{{% {word} ");
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&opening) {
        let rest = &text[at + opening.len()..];
        let tag = rest[..rest.find("%}").unwrap()].trim_end_matches('-').trim();
        if !found.contains(&tag) {
            found.push(tag);
        }
    }
    found
}

fn reference() -> String {
    let templates = templates();
    let mut out = String::from(HEAD);
    out.push_str("\n## Templates\n\n| template | extends | blocks of its own | includes |\n|---|---|---|---|\n");
    for (name, text) in &templates {
        let row =
            |word: &str| tags(text, word).iter().map(|tag| format!("`{}`", tag.trim_matches('"'))).collect::<Vec<_>>();
        writeln!(
            out,
            "| `{name}` | {} | {} | {} |",
            row("extends").join(" "),
            row("block").join(" "),
            row("include").join(" ")
        )
        .unwrap();
    }
    out.push_str("\nGiven something else than a page:\n\n");
    for (name, given) in OTHERS {
        assert!(templates.contains_key(name), "{name} is gone");
        writeln!(out, "- `{name}`: {given}").unwrap();
    }
    out.push_str(
        "- `shortcodes/NAME.html`: `root`, `args`, `body`, `image`, `file`, `captions`, `chapters`, `table`, `page`\n",
    );
    out.push_str("\n## Components (`components.html`)\n\n");
    for component in tags(&templates["components.html"], "component") {
        writeln!(out, "- `{component}`").unwrap();
    }
    out.push_str("\n## Values\n");
    for view in views() {
        writeln!(out, "\n### {}\n\n{}\n\n| field | type | meaning |\n|---|---|---|", view.name, view.about).unwrap();
        for (name, kind, about) in view.fields {
            writeln!(out, "| `{name}` | `{kind}` | {} |", about.replace('|', "\\|")).unwrap();
        }
    }
    out
}

const HEAD: &str = "# Themes

A theme is a folder here: `theme.toml` (words and declared shortcodes), `templates/` ([Tera 2](https://keats.github.io/tera/)) and
`static/`. What a theme does not have is taken from the default theme, file by file: to change one template, a site has that one
only. `site-config.toml` names the theme (`theme = \"NAME\"`).

Every page template is given `root` (from this page to the site's root), `page` (PageView), `list` (ListView or nothing), and what
all pages share: `site` (SiteView) and `t` (the words of `[strings]` in the site's language). Addresses are relative to the root:
write `{{ root }}{{ link.url }}`, unless the link is `external`. Static files are found by name: `{{ root }}{{ site.assets['css/site.css'] }}`.
Everything is escaped but what is piped through `safe`; `page.content` and fields that end in `_html` are safe.

A `base.html` of a theme's own has every block that the default one has, if only empty: templates of the default theme that the
theme does not replace, also those of later versions, fill them.

What a page shows at first is loaded by it, the rest when a reader asks. `css/site.css` is on every page: the sheets of the folder
`static/css/site.css/` in the order of their names, joined by the build (any folder whose name ends in `.css` is one sheet). A theme
replaces one of them (`static/css/site.css/3-lists.css`), adds one (`static/css/site.css/9-own.css`), or has a `static/css/site.css`
of its own in place of all. Beside it `base.html` links by kind: `css/home.css`, `css/policy.css`, `css/compare.css`, `css/kinds.css`.
`parts.js`, which the build writes, has the words of `page_words` in `theme.toml` (`window.shuyuanWords`) and the address of every
script and sheet (`window.shuyuanParts`); `js/load.js` fetches by it what is asked for (`window.shuyuanLoad([\"words.js\", \"js/own.js\"])`):
the other words, the search, the display settings, notes, the text of a cited article. `words.js` has those words that some script
of the theme names, whole (`words.study_mark`) or by how they begin (`\"status_\" + state`).

The search needs `search/search.js` with `data-worker` and `data-engine` (see `search.html` and `js/load.js`); `search/ui.js`,
`search/page.js` and `search/dialog.js` are its looks, and may be left out or replaced.

This page is made from the program; do not edit it (`SHUYUAN_UPDATE=1 cargo test --test it theme::reference`).
";

#[test]
fn what_templates_see_is_documented() {
    let path = project().join("themes/README.md");
    let made = reference();
    if std::env::var_os("SHUYUAN_UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        kept == made,
        "themes/README.md is not what the program and the default theme say: run with SHUYUAN_UPDATE=1"
    );
}

/// `text` without loops whose entries are called `page`.
fn without_own_pages(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{% for page in ") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("{% endfor").map_or("", |end| &rest[start + end..]);
    }
    out + rest
}

/// Every name that a template asks of `page` and `site` is one that it is given.
#[test]
fn templates_ask_for_what_there_is() {
    let views = views();
    let fields = |view: &str| -> Vec<&str> {
        let view = views.iter().find(|known| known.name == view).unwrap();
        view.fields.iter().map(|(name, ..)| name.as_str()).collect()
    };
    let mut wrong = Vec::new();
    for (name, text) in templates() {
        // In a shortcode `page` is the entry of a list.
        let page = if name.starts_with("shortcodes/") { "Card" } else { "PageView" };
        let text = without_own_pages(&text);
        for (asked, view) in [
            ("page.details.", "DetailsView"),
            ("page.", page),
            ("site.", "SiteView"),
            ("site.appearance.", "AppearanceView"),
        ] {
            let known = fields(view);
            for (at, _) in text.match_indices(asked) {
                let before = text[..at].chars().next_back().unwrap_or(' ');
                if before.is_alphanumeric() || matches!(before, '_' | '.' | '-' | '/') {
                    continue;
                }
                let rest = &text[at + asked.len()..];
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let is_file = rest.starts_with("css") || rest.starts_with("js");
                // Prose has a full stop behind its words.
                if end > 0 && !is_file && !known.contains(&&rest[..end]) {
                    wrong.push(format!("{name}: {asked}{}", &rest[..end]));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
