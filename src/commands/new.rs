//! `shuyuan new`: a page with its front matter filled in.

use std::path::Path;

use clap::ArgMatches;

use super::{CLEAN, FAULTS};
use crate::config;
use crate::content::{Kind, format_date, page_stem};
use crate::desk::place::{bad_path, place};
use crate::desk::sample;
use crate::diagnostics::{Diagnostic, Lang, draw};
use crate::inputs::{self, encoding};
use crate::outputs::scaffold;
use crate::parse::file_name;
use crate::pipeline::AsOf;

/// What is no page and is made all the same: the questions beside a unit, or a question bank.
pub(super) const QUIZ: (&str, &str) = ("quiz", "自测题");

/// How the name of a file of questions ends.
const QUIZ_END: &str = ".quiz.yaml";

/// Runs the command and returns the exit code.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let named = text("kind").unwrap_or_default();
    let kind = Kind::from_name(named).unwrap_or(Kind::Article);
    let root = &super::site::root(matches);
    let path = text("path").unwrap_or_default();
    let made = match named == QUIZ.0 || named == QUIZ.1 {
        true => create_quiz(root, path),
        false => create(root, kind, path, text("title"), &day_of(root, time::OffsetDateTime::now_utc())),
    };
    match made {
        Ok(path) => {
            match lang {
                Lang::Zh => println!("已经建好 {path}。请用编辑器打开，把示例内容换成自己的。"),
                Lang::En => {
                    println!("Wrote {path}. Open it in an editor and replace the examples.")
                }
            }
            CLEAN
        }
        Err(fault) => {
            eprint!("{}", draw::human(&fault, &super::NoSources, lang));
            FAULTS
        }
    }
}

/// Writes the page and returns its path below the site's root.
fn create(root: &Path, kind: Kind, path: &str, title: Option<&str>, today: &str) -> Result<String, Box<Diagnostic>> {
    if !scaffold::is_site(root) {
        return Err(Box::new(no_site(root)));
    }
    let path = format!("content/{}", place(kind, path)?);
    let file_name::FileName { stem, date, .. } = file_name::read(&path);
    let day = date.map_or_else(|| today.to_owned(), |at| format_date(at.date()));
    let title = title.map(str::trim).filter(|title| !title.is_empty()).unwrap_or(&stem);
    scaffold::create(root, &[(&path, &sample::text(kind, title, &day))])?;
    Ok(path)
}

/// Writes questions and returns their path below the site's root. `path` may be that of the unit.
fn create_quiz(root: &Path, path: &str) -> Result<String, Box<Diagnostic>> {
    if !scaffold::is_site(root) {
        return Err(Box::new(no_site(root)));
    }
    let given = path.trim();
    let stem = given.strip_suffix(QUIZ_END).or_else(|| page_stem(given)).unwrap_or(given);
    let unit = place(Kind::Unit, &format!("{stem}.md")).map_err(|_| bad_path(path))?;
    let path = format!("content/{}{QUIZ_END}", page_stem(&unit).unwrap_or(&unit));
    scaffold::create(root, &[(&path, sample::QUESTIONS)])?;
    Ok(path)
}

/// The day at the site's own offset from UTC, as a build has it, whatever the machine's own clock is set to.
fn day_of(root: &Path, now: time::OffsetDateTime) -> String {
    // A site without settings, or with broken ones, has the usual offset; its faults are told by the next build.
    let bytes = inputs::one_file(&root.join("site-config.toml")).unwrap_or_default();
    let config = config::load(&"site-config.toml".into(), &encoding::decode(&bytes).text).value;
    format_date(AsOf::Clock(now).at(&config.utc_offset).date())
}

pub(super) fn no_site(root: &Path) -> Diagnostic {
    let root = root.display();
    Diagnostic::error(
        "no-site",
        format!("“{root}”不是站点文件夹：里面没有 site-config.toml，也没有 content"),
        format!("`{root}` is not the folder of a site: it has neither site-config.toml nor content"),
    )
    .hint(
        "先进入站点文件夹，或者用 --root 指明；还没有站点时，先运行“shuyuan init 文件夹”",
        "go to the site's folder or name it with --root; to start a site, run `shuyuan init DIR`",
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn questions_lie_beside_their_unit() {
        let root = tempfile::tempdir().expect("a folder");
        assert_eq!(create_quiz(root.path(), "kc/01").expect_err("no site").code, "no-site");
        fs::create_dir(root.path().join("content")).expect("made");
        for (given, path) in [
            ("kc/01-甲.md", "content/kc/01-甲.quiz.yaml"),
            ("kc/02", "content/kc/02.quiz.yaml"),
            ("content/bank/题.quiz.yaml", "content/bank/题.quiz.yaml"),
        ] {
            assert_eq!(create_quiz(root.path(), given).expect("written"), path);
            let text = fs::read_to_string(root.path().join(path)).expect("text");
            let file: std::sync::Arc<str> = path.into();
            let questions = crate::parse::quiz::questions(&file, &text, 0..text.len(), 1);
            assert_eq!((questions.value.len(), questions.diagnostics), (3, Vec::new()));
        }
        assert_eq!(create_quiz(root.path(), "kc/02.md").expect_err("taken").code, "file-exists");
        assert_eq!(
            create_quiz(root.path(), "../a").expect_err("outside").message.en,
            "`../a` cannot be the path of a page"
        );
    }

    #[test]
    fn the_day_is_that_of_the_site() {
        let root = tempfile::tempdir().expect("a folder");
        let now = time::macros::datetime!(2026-03-05 18:30 UTC);
        assert_eq!(day_of(root.path(), now), "2026-03-06");
        for (offset, day) in [("+00:00", "2026-03-05"), ("-05:00", "2026-03-05"), ("+06:00", "2026-03-06")] {
            let config = format!("title = \"甲\"\nutc_offset = \"{offset}\"\n");
            fs::write(root.path().join("site-config.toml"), config).expect("written");
            assert_eq!(day_of(root.path(), now), day, "{offset}");
        }
    }

    #[test]
    fn a_page_is_written_once() {
        let root = tempfile::tempdir().expect("a folder");
        let fault = create(root.path(), Kind::Page, "a", None, "2026-03-05").expect_err("no site");
        let shown = root.path().display();
        assert_eq!(fault.message.zh, format!("“{shown}”不是站点文件夹：里面没有 site-config.toml，也没有 content"));
        fs::create_dir(root.path().join("content")).expect("made");
        let path = create(root.path(), Kind::Page, "x/01-关于.md", None, "2026-03-05").expect("written");
        assert_eq!(path, "content/x/01-关于.md");
        let text = fs::read_to_string(root.path().join(path)).expect("text");
        assert!(text.contains("\ntitle: \"关于\"\nkind: page\n") || text.contains("title: \"关于\"\n"));
        let fault = create(root.path(), Kind::Page, "x/01-关于.md", Some("乙"), "2026-03-05").expect_err("taken");
        assert_eq!(fault.code, "file-exists");
    }
}
