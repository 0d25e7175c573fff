//! Addresses of the old site: patterns of permalinks, and its sitemap.

use super::front::Matter;

/// A pattern such as `/:year/:month/:title/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pattern(String);

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The address of the source `bare` (without extension).
    pub(super) fn of(&self, bare: &str, matter: &Matter) -> String {
        let (folder, name) = bare.rsplit_once('/').map_or(("", bare), |(f, n)| (f, n));
        let (of_name, short) = split_date(name);
        let date = matter.date().or(of_name);
        let part = |n: usize| {
            date.as_deref().and_then(|d| d.split(['-', 'T', ' ']).nth(n)).map(str::to_owned).unwrap_or_default()
        };
        let slug = matter.text("slug").unwrap_or_else(|| short.to_owned());
        let categories = matter.list("categories");
        let categories = if categories.is_empty() { matter.list("category") } else { categories };
        let folders = folder.replace("_posts/", "").replace("_posts", "");
        let sections = folders.trim_matches('/').to_owned();
        let title = matter.text("title").unwrap_or_default();
        let values = [
            (":output_ext", ".html".to_owned()),
            (":short_year", part(0).chars().skip(2).collect()),
            (":i_month", part(1).trim_start_matches('0').to_owned()),
            (":i_day", part(2).trim_start_matches('0').to_owned()),
            (":year", part(0)),
            (":month", part(1)),
            (":day", part(2)),
            (":post_title", slug.clone()),
            (":contentbasename", short.to_owned()),
            (":slugorfilename", slug.clone()),
            (":slugorcontentbasename", slug.clone()),
            (":filename", short.to_owned()),
            (":slug", slug.clone()),
            (":name", short.to_owned()),
            (":categories", categories.join("/")),
            (":category", categories.join("/")),
            (":sections", sections.clone()),
            (":section", sections.split('/').next().unwrap_or_default().to_owned()),
            (":basename", short.to_owned()),
            (":path", bare.to_owned()),
            // Hugo makes it from the title, the others from the name of the file.
            (":title", if bare.contains("_posts/") { slug.clone() } else { dashed(&title) }),
        ];
        let mut out = self.0.clone();
        for (key, value) in values {
            out = out.replace(key, &value);
        }
        while out.contains("//") {
            out = out.replace("//", "/");
        }
        out
    }
}

/// The named styles of Jekyll.
pub(super) fn jekyll(style: &str) -> &str {
    match style {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        own => own,
    }
}

fn dashed(title: &str) -> String {
    title.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

/// `2024-03-05-name` → its date and the rest.
pub(super) fn split_date(name: &str) -> (Option<String>, &str) {
    let is_date = name.len() > 11
        && name.is_char_boundary(10)
        && name.as_bytes()[10] == b'-'
        && crate::content::parse_date(&name[..10]).is_some();
    if is_date { (Some(name[..10].to_owned()), &name[11..]) } else { (None, name) }
}

/// The name of a source without date and extension; of an index, its folder's.
pub(super) fn name_of(file: &str) -> &str {
    let bare = file.rsplit_once('.').map_or(file, |(s, _)| s);
    let bare = ["/index", "/_index", "/README"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
    split_date(bare.rsplit('/').next().unwrap_or(bare)).1
}

/// What two spellings of an address have in common: no host, no slashes at the ends, no `index.html`.
pub(super) fn key(address: &str) -> String {
    let path = clean(address);
    let path = path.trim_matches('/');
    let path = path.strip_suffix("index.html").unwrap_or(path).trim_end_matches('/');
    let path = path.strip_suffix(".html").unwrap_or(path);
    path.to_lowercase()
}

/// An address below the root of the site, decoded.
pub(in crate::import) fn clean(address: &str) -> String {
    let address = address.trim();
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => address,
    };
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    let slash = if decoded.starts_with('/') { "" } else { "/" };
    format!("{slash}{decoded}")
}

/// What decides whether two pages have one address.
pub(super) fn key_of_place(place: &str) -> String {
    let name = crate::parse::file_name::read(place).for_url();
    let folder = match place.rsplit_once('/') {
        Some((folder, "_index.md" | "index.md")) => folder.rsplit_once('/').map_or("", |(f, _)| f),
        Some((folder, _)) => folder,
        None => "",
    };
    let name = if matches!(place, "_index.md" | "index.md") { String::new() } else { crate::content::slug(&name) };
    format!("{}/{name}", folder.to_lowercase())
}

/// The addresses of a sitemap.xml, or of a list of one a line.
pub(super) fn of_sitemap(text: &str) -> Vec<String> {
    if !text.contains("<loc") {
        return text
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .map(str::to_owned)
            .collect();
    }
    let parts = text.split("<loc>").skip(1).filter_map(|rest| Some(rest.split_once("</loc>")?.0.trim()));
    parts.map(|p| html_escape::decode_html_entities(p).into_owned()).collect()
}

/// The first text in quotes.
pub(super) fn first_quoted(text: &str) -> Option<String> {
    let start = text.find(['"', '\'', '`'])?;
    let quote = text[start..].chars().next()?;
    let rest = &text[start + 1..];
    Some(rest[..rest.find(quote)?].to_owned())
}
