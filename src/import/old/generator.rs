//! Which program a tree was written for, and where that keeps what.

use super::Read;
use super::address::{self, Pattern};
use super::front::Matter;

/// The programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Program {
    Hugo,
    Hexo,
    Jekyll,
    VitePress,
    VuePress,
    MkDocs,
    /// Markdown in folders without a configuration, as repositories have it; read like MkDocs.
    Folder,
}

/// A program with what its configuration says.
#[derive(Debug, Clone)]
pub(super) struct Generator {
    pub(super) program: Program,
    /// The folder of the pages, empty or with a slash at its end.
    pub(super) content: String,
    /// Folders whose files lie at the root of the old site.
    pub(super) roots: Vec<String>,
    /// How addresses of posts are made.
    posts: Pattern,
    /// Whether addresses end in `.html`.
    html: bool,
}

impl Generator {
    pub(super) fn of(files: &[String], read: Read<'_>) -> Option<Self> {
        let has = |path: &str| files.iter().any(|f| f == path);
        let below = |folder: &str| files.iter().any(|f| f.starts_with(folder));
        let text = |path: &str| read(path).map(|b| super::decoded(&b)).unwrap_or_default();
        let config_in = |folder: &str| files.iter().find(|f| f.contains(&format!("{folder}/config."))).cloned();
        if let Some(config) = config_in(".vitepress") {
            let folder = config.split(".vitepress/").next().unwrap_or_default().to_owned();
            let html = !text(&config).replace(' ', "").contains("cleanUrls:true");
            let source = after(&text(&config), "srcDir").map(|s| s.trim_matches(['.', '/']).to_owned());
            let content = match source.filter(|s| !s.is_empty()) {
                Some(source) => format!("{folder}{source}/"),
                None => folder,
            };
            let roots = vec![format!("{content}public/")];
            return Some(Self { program: Program::VitePress, content, roots, posts: Pattern::default(), html });
        }
        if let Some(config) = config_in(".vuepress") {
            let content = config.split(".vuepress/").next().unwrap_or_default().to_owned();
            let roots = vec![format!("{content}.vuepress/public/")];
            return Some(Self { program: Program::VuePress, content, roots, posts: Pattern::default(), html: true });
        }
        if let Some(config) = ["mkdocs.yml", "mkdocs.yaml"].into_iter().find(|p| has(p)) {
            let config = text(config);
            let docs = setting(&config, "docs_dir").unwrap_or_else(|| "docs".to_owned());
            let content = format!("{}/", docs.trim_matches('/'));
            let html = setting(&config, "use_directory_urls").is_some_and(|v| v == "false");
            let roots = vec![content.clone()];
            return Some(Self { program: Program::MkDocs, content, roots, posts: Pattern::default(), html });
        }
        let config = files.iter().find(|f| matches!(f.as_str(), "_config.yml" | "_config.yaml"));
        if let Some(config) = config.map(|c| text(c)) {
            let link = setting(&config, "permalink");
            if below("source/") && !below("_layouts/") {
                let source = setting(&config, "source_dir").unwrap_or_else(|| "source".to_owned());
                let posts = link.unwrap_or_else(|| ":year/:month/:day/:title/".to_owned());
                let content = format!("{}/", source.trim_matches('/'));
                let roots = vec![content.clone()];
                let posts = Pattern::new(&posts);
                return Some(Self { program: Program::Hexo, content, roots, posts, html: true });
            }
            let posts = Pattern::new(address::jekyll(link.as_deref().unwrap_or("date")));
            let roots = vec![String::new()];
            return Some(Self { program: Program::Jekyll, content: String::new(), roots, posts, html: true });
        }
        const HUGO: [&str; 8] = [
            "hugo.toml",
            "hugo.yaml",
            "hugo.yml",
            "hugo.json",
            "config.toml",
            "config.yaml",
            "config/_default/hugo.toml",
            "config/_default/config.toml",
        ];
        let Some(config) = HUGO.into_iter().find(|p| has(p)).filter(|_| below("content/")) else {
            return folder(files);
        };
        let posts = text(config).split_once("[permalinks").and_then(|(_, rest)| address::first_quoted(rest));
        let posts = posts.map(|p| Pattern::new(&p)).unwrap_or_default();
        let roots = vec!["static/".to_owned(), "assets/".to_owned()];
        Some(Self { program: Program::Hugo, content: "content/".to_owned(), roots, posts, html: false })
    }

    pub(super) fn name(&self) -> &'static str {
        match self.program {
            Program::Hugo => "Hugo",
            Program::Hexo => "Hexo",
            Program::Jekyll => "Jekyll",
            Program::VitePress => "VitePress",
            Program::VuePress => "VuePress",
            Program::MkDocs => "MkDocs",
            Program::Folder => "Markdown",
        }
    }

    /// Whether a file is the source of a page.
    pub(super) fn is_page(&self, file: &str) -> bool {
        let Some(below) = file.strip_prefix(&self.content) else { return false };
        let lower = below.to_ascii_lowercase();
        let markdown = [".md", ".markdown", ".mdown"].iter().any(|e| lower.ends_with(e));
        let mut folders = below.rsplit_once('/').map_or("", |(f, _)| f).split('/');
        let hidden = |f: &str| match f {
            "_posts" => false,
            "node_modules" | "vendor" | "public" | "archetypes" | "themes" | "scaffolds" => true,
            // Collections: _pages, _docs. The rest of such folders is the theme's.
            "_layouts" | "_includes" | "_sass" | "_data" | "_drafts" | "_site" | "_plugins" => true,
            f if self.program == Program::Jekyll => f.starts_with('.'),
            f => f.starts_with(['_', '.']),
        };
        // Notes of the tree for its own authors, at its root.
        let of_tree = self.content.is_empty()
            && ["readme.md", "license.md", "contributing.md", "changelog.md"].contains(&lower.as_str())
            && !matches!(self.program, Program::VuePress | Program::Folder);
        markdown && !folders.any(hidden) && !of_tree
    }

    /// The path of the page below the column.
    pub(super) fn place(&self, file: &str) -> String {
        let below = file.strip_prefix(&self.content).unwrap_or(file);
        let below = below.replace("_posts/", "");
        let below = if self.program == Program::Jekyll { below.trim_start_matches('_').to_owned() } else { below };
        let below = below
            .strip_prefix("pages/")
            .filter(|_| self.program == Program::Jekyll)
            .map_or(below.clone(), str::to_owned);
        let (folder, name) = below.rsplit_once('/').map_or(("", below.as_str()), |(f, n)| (f, n));
        let slash = if folder.is_empty() { "" } else { "/" };
        let lower = name.to_ascii_lowercase();
        let stem = name.rsplit_once('.').map_or(name, |(s, _)| s);
        let is_folder = match self.program {
            Program::Hugo => stem == "_index",
            Program::VuePress | Program::Folder => lower == "readme.md" || stem == "index",
            _ => stem == "index",
        };
        let clean = |part: &str| super::stem(&format!("{part}.x"));
        let folder: Vec<String> = folder.split('/').filter(|f| !f.is_empty()).map(clean).collect();
        let folder = folder.join("/");
        match (is_folder, self.program, stem) {
            (true, ..) => format!("{folder}{slash}_index.md"),
            (_, Program::Hugo, "index") => format!("{folder}{slash}index.md"),
            _ => format!("{folder}{slash}{}.md", clean(stem)),
        }
    }

    /// Where a page lay on the old site; the first is the one that was shown.
    pub(super) fn addresses(&self, file: &str, matter: &Matter) -> Vec<String> {
        let mut found = Vec::new();
        // What was never a site had no addresses.
        if self.program == Program::Folder {
            return found;
        }
        let below = file.strip_prefix(&self.content).unwrap_or(file);
        let bare = below.rsplit_once('.').map_or(below, |(s, _)| s);
        let post = bare.contains("_posts/");
        let dated = post || self.program == Program::Hugo;
        if let Some(own) = matter.text("url").or_else(|| matter.text("permalink")) {
            found.push(if own.contains(':') && !own.contains("://") {
                Pattern::new(&own).of(bare, matter)
            } else {
                own
            });
        } else if dated && !self.posts.is_empty() && !bare.ends_with("index") {
            found.push(self.posts.of(bare, matter));
        }
        let (folder, name) = bare.rsplit_once('/').map_or(("", bare), |(f, n)| (f, n));
        let slash = if folder.is_empty() { "" } else { "/" };
        let index = name == "index" || name == "_index" || self.program == Program::VuePress && name == "README";
        let folder = folder.replace("_posts/", "").replace("_posts", "");
        let name = matter.text("slug").filter(|_| self.program == Program::Hugo).unwrap_or_else(|| name.to_owned());
        found.push(match (index, self.html) {
            (true, _) => format!("{folder}{slash}"),
            (false, true) => format!("{folder}{slash}{name}.html"),
            (false, false) if self.program == Program::VitePress => format!("{folder}{slash}{name}"),
            (false, false) => format!("{folder}{slash}{}/", name.to_lowercase()),
        });
        found
    }
}

/// The address that the site had by its configuration, without a slash at its end; empty if it says none.
pub(super) fn site(files: &[String], read: Read<'_>) -> String {
    const FILES: [(&str, &str); 9] = [
        ("_config.yml", "url"),
        ("_config.yaml", "url"),
        ("mkdocs.yml", "site_url"),
        ("mkdocs.yaml", "site_url"),
        ("hugo.toml", "baseURL"),
        ("hugo.yaml", "baseURL"),
        ("config.toml", "baseURL"),
        ("config.yaml", "baseURL"),
        ("config/_default/hugo.toml", "baseURL"),
    ];
    let found = FILES.iter().filter(|(path, _)| files.iter().any(|file| file == path)).find_map(|(path, key)| {
        let text = super::decoded(&read(path)?);
        let line = text.lines().find_map(|line| line.strip_prefix(key).map(|rest| rest.trim_start().to_owned()))?;
        let value = line.strip_prefix([':', '='])?.split(" #").next()?.trim().trim_matches(['"', '\'']);
        let host = value.split_once("://").map_or("", |(_, rest)| rest.trim_matches('/'));
        // What the program writes into a new configuration is nobody's site.
        (!host.is_empty() && !["example.com", "yoursite.com", "example.org"].contains(&host)).then(|| value.to_owned())
    });
    found.unwrap_or_default().trim_end_matches('/').to_owned()
}

/// A folder of Markdown that no program was set up for. One with documents of an office in it is no such thing: there the
/// documents are wanted.
fn folder(files: &[String]) -> Option<Generator> {
    const OFFICE: [&str; 9] = [".docx", ".doc", ".wps", ".rtf", ".odt", ".xlsx", ".xls", ".pdf", ".mhtml"];
    let ends = |file: &str, ends: &[&str]| ends.iter().any(|end| file.to_ascii_lowercase().ends_with(end));
    let pages: Vec<&String> = files.iter().filter(|file| ends(file, &[".md", ".markdown"])).collect();
    if pages.is_empty() || files.iter().any(|file| ends(file, &OFFICE)) {
        return None;
    }
    // docs/src/markdown/: the folders that all pages share are none of the site's. Notes beside them do not count.
    let note = |file: &str| !file.contains('/') && file.rsplit_once('.').is_some_and(|(s, _)| s == s.to_uppercase());
    let mut content: Option<String> = None;
    for file in pages.iter().filter(|file| !note(file)) {
        let folder = file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        content = Some(match content {
            None => folder,
            Some(so_far) => {
                let shared = so_far.split_inclusive('/').zip(folder.split_inclusive('/'));
                shared.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
            }
        });
    }
    let content = content.unwrap_or_default();
    let roots = vec![content.clone()];
    Some(Generator { program: Program::Folder, content, roots, posts: Pattern::default(), html: false })
}

/// The value of a key at the top level of YAML that need not be read as a whole: such files hold tags of other programs.
fn setting(yaml: &str, key: &str) -> Option<String> {
    let line = yaml.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    let value = line.split(" #").next().unwrap_or(line).trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}

/// The quoted value behind a key of JavaScript.
fn after(script: &str, key: &str) -> Option<String> {
    let (_, rest) = script.split_once(key)?;
    let rest = rest.trim_start().strip_prefix(':')?;
    address::first_quoted(rest.split('\n').next()?)
}
