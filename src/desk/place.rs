//! Where in the content folder a page may lie.

use crate::content::{Kind, Place, index_of, page_stem};
use crate::diagnostics::{Diagnostic, draw};
use crate::inputs::name_fault;

/// Where a page of `kind` goes if the editor says `path`, below the content folder.
pub(crate) fn place(kind: Kind, path: &str) -> Result<String, Box<Diagnostic>> {
    let given = path.trim().replace('\\', "/");
    let given = given.strip_prefix("./").unwrap_or(&given);
    let given = given.strip_prefix("content/").unwrap_or(given);
    let below = given.trim_end_matches('/');
    let is_folder = given.ends_with('/') || is_index(below) || page_stem(below).is_none();
    let full = if is_index(below) {
        below.to_owned()
    } else if kind.is_folder() && is_folder {
        index_of(below)
    } else if page_stem(below).is_some() {
        below.to_owned()
    } else {
        format!("{below}.md")
    };
    let bad = below.is_empty()
        || full.split('/').any(|part| part.is_empty() || part.starts_with('.') || name_fault(part).is_some())
        || full.contains(draw::turns);
    if bad {
        return Err(Box::new(bad_path(path)));
    }
    if kind.is_folder() && !is_index(&full) {
        return Err(Box::new(needs_folder(kind, &full)));
    }
    if is_index(&full) && !kind.is_folder() && kind != Kind::Path {
        return Err(Box::new(needs_file(kind, &full)));
    }
    Ok(full)
}

fn is_index(path: &str) -> bool {
    Place::of(path).is_index()
}

pub(crate) fn bad_path(path: &str) -> Diagnostic {
    Diagnostic::error(
        "bad-path",
        format!("“{path}”不能用作页面的路径"),
        format!("`{path}` cannot be the path of a page"),
    )
    .hint(
        "写它在 content 文件夹里的位置，例如“publicity/春季读书会.md”；不能有“..”“:”“?”“*”等，也不能是 con、nul 等 Windows 保留的名称",
        "write its place in the content folder, such as `publicity/spring.md`, without `..`, `:`, `?` or `*` and without names that Windows reserves",
    )
}

fn needs_folder(kind: Kind, path: &str) -> Diagnostic {
    let folder = page_stem(path).unwrap_or(path);
    Diagnostic::error(
        "bad-path",
        format!("{}（{kind}）代表整个文件夹，不能写成“{path}”", kind.label()),
        format!("a page of kind `{kind}` stands for a folder and cannot be `{path}`"),
    )
    .hint(format!("写成“{folder}/_index.md”"), format!("write `{folder}/_index.md`"))
}

fn needs_file(kind: Kind, path: &str) -> Diagnostic {
    Diagnostic::error(
        "bad-path",
        format!("“{path}”代表整个文件夹，不能是{}（{kind}）", kind.label()),
        format!("`{path}` stands for a folder and cannot be of kind `{kind}`"),
    )
    .hint("给页面另起一个文件名", "give the page a file name of its own")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, path: &str, expected: &str) {
        assert_eq!(place(kind, path).expect("a place"), expected, "{path}");
    }

    #[test]
    fn places_of_pages() {
        check(Kind::Article, "publicity/春季读书会.md", "publicity/春季读书会.md");
        check(Kind::Article, "content/a/b", "a/b.md");
        check(Kind::Article, ".\\a\\b.md", "a/b.md");
        check(Kind::Article, "a/b/index.md", "a/b/index.md");
        check(Kind::Course, "education/kc", "education/kc/_index.md");
        check(Kind::Course, "education/kc/", "education/kc/_index.md");
        check(Kind::Column, "kc/_index.md", "kc/_index.md");
        check(Kind::Path, "lj/_index.md", "lj/_index.md");
        check(Kind::Path, "lj", "lj.md");
    }

    #[test]
    fn impossible_places() {
        for path in [
            "",
            "/",
            "..",
            "../a.md",
            "a/../b",
            "/etc/x",
            "a//b",
            "C:\\a.md",
            "con.md",
            ".a",
            "a?.md",
            "a\u{202e}dm.exe.md",
        ] {
            let fault = place(Kind::Page, path).expect_err(path);
            assert_eq!(fault.message.zh, format!("“{path}”不能用作页面的路径"));
            assert_eq!(fault.message.en, format!("`{path}` cannot be the path of a page"));
        }
        let fault = place(Kind::Course, "a/kc.md").expect_err("a file");
        assert_eq!(fault.message.zh, "课程（course）代表整个文件夹，不能写成“a/kc.md”");
        assert_eq!(fault.hints[0].zh, "写成“a/kc/_index.md”");
        assert_eq!(fault.message.en, "a page of kind `course` stands for a folder and cannot be `a/kc.md`");
        let fault = place(Kind::Guide, "a/_index.md").expect_err("a folder");
        assert_eq!(fault.message.zh, "“a/_index.md”代表整个文件夹，不能是办事指南（guide）");
        assert_eq!(fault.message.en, "`a/_index.md` stands for a folder and cannot be of kind `guide`");
    }
}
