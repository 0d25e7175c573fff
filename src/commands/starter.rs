//! The site that `shuyuan init` begins with: the five columns, with one page each of the kinds that are met most.

/// Path and content of each file.
pub(super) const FILES: &[(&str, &str)] = &[
    ("content/_index.md", include_str!("starter/content/_index.md")),
    ("content/about.md", include_str!("starter/content/about.md")),
    ("content/education/_index.md", include_str!("starter/content/education/_index.md")),
    ("content/education/rumen/01-yemian.md", include_str!("starter/content/education/rumen/01-yemian.md")),
    ("content/education/rumen/02-lianjie.md", include_str!("starter/content/education/rumen/02-lianjie.md")),
    ("content/education/rumen/_index.md", include_str!("starter/content/education/rumen/_index.md")),
    ("content/organization/_index.md", include_str!("starter/content/organization/_index.md")),
    ("content/organization/bangongshi.md", include_str!("starter/content/organization/bangongshi.md")),
    ("content/organization/xuexihui.md", include_str!("starter/content/organization/xuexihui.md")),
    ("content/publicity/2026-03-02-xuexiyue.md", include_str!("starter/content/publicity/2026-03-02-xuexiyue.md")),
    ("content/publicity/2026-03-05-tongzhi.md", include_str!("starter/content/publicity/2026-03-05-tongzhi.md")),
    ("content/publicity/_index.md", include_str!("starter/content/publicity/_index.md")),
    ("content/service/_index.md", include_str!("starter/content/service/_index.md")),
    ("content/service/changjian-wenti.md", include_str!("starter/content/service/changjian-wenti.md")),
    ("content/service/jieyong-huiyishi.md", include_str!("starter/content/service/jieyong-huiyishi.md")),
    ("content/service/xueshi.md", include_str!("starter/content/service/xueshi.md")),
    ("content/supervision/_index.md", include_str!("starter/content/supervision/_index.md")),
    ("content/supervision/jingfei.md", include_str!("starter/content/supervision/jingfei.md")),
    ("content/supervision/policies/_index.md", include_str!("starter/content/supervision/policies/_index.md")),
    (
        "content/supervision/policies/huiyishi-guanli-banfa.md",
        include_str!("starter/content/supervision/policies/huiyishi-guanli-banfa.md"),
    ),
    (".gitignore", include_str!("starter/gitignore")),
    ("site-config.toml", include_str!("starter/site-config.toml")),
];

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::FILES;
    use crate::content::Kind;
    use crate::parse::cascade::Cascade;
    use crate::parse::file_name;
    use crate::parse::front_matter::{self, Defaults, Head, kind_below};

    /// The head of `path`, with what the folders above it say.
    fn head(path: &str) -> Head {
        let text = FILES.iter().find(|(p, _)| *p == path).expect("a file").1;
        let is_index = path.ends_with("_index.md");
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let above = if is_index { folder.rsplit_once('/').map_or("", |(above, _)| above) } else { folder };
        let above = format!("{above}/_index.md");
        let (kind, cascade) = if FILES.iter().any(|(p, _)| *p == above) && above != path {
            let above = head(&above);
            (above.kind, above.cascade)
        } else {
            (Kind::Column, Cascade::default())
        };
        let name = file_name::read(path);
        let defaults =
            Defaults { kind: kind_below(kind, is_index), cascade, file_date: name.date, file_weight: name.weight };
        let file: Arc<str> = path.into();
        let checked = front_matter::read(&file, text, &defaults);
        assert_eq!(checked.diagnostics, [], "{path}");
        checked.value.expect("a head")
    }

    #[test]
    fn the_front_matter_of_every_page_is_in_order() {
        let pages: Vec<&str> = FILES.iter().map(|(path, _)| *path).filter(|path| path.ends_with(".md")).collect();
        assert!(pages.len() > 15);
        for page in pages {
            let head = head(page);
            assert!(head.title_given, "{page}");
        }
        assert_eq!(head("content/education/rumen/01-yemian.md").kind, Kind::Unit);
        let policy = "content/supervision/policies/huiyishi-guanli-banfa.md";
        assert_eq!(head(policy).kind, Kind::Policy);
    }

    #[test]
    fn the_configuration_is_in_order() {
        let text = FILES.iter().find(|(p, _)| *p == "site-config.toml").expect("a file").1;
        let checked = crate::config::load(&"site-config.toml".into(), text);
        assert_eq!(checked.diagnostics, []);
    }
}
