//! Commands asked for from other places and with other things than they are made for.

use crate::support::{Site, run_in};

/// A command that is given from inside `content` is about the site above it.
#[test]
fn commands_from_a_folder_below_find_the_site() {
    let site = Site::small();
    site.write("content/a/_index.md", "---\ntitle: 栏目\n---\n");
    site.write("content/a/deep/x.md", "---\ntitle: 深处\npublished_at: 2026-01-01\n---\n甲。\n");
    let below = site.root().join("content/a/deep");
    let built = run_in(&below, &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    assert!(site.root().join("public/a/deep/x/index.html").is_file());
    let checked = run_in(&below, &["check"]);
    assert_eq!(checked.code, 0, "{}", checked.stderr);
    assert!(!below.join("public").exists());
}

/// What has no end, or is no file, has no outline; the command says so and ends.
#[test]
fn what_is_no_file_has_no_outline() {
    let site = Site::small();
    let folder = run_in(site.root(), &["outline", "content"]);
    assert_eq!(folder.code, 1, "{}", folder.stderr);
    assert!(folder.stderr.contains("“content”不是文件"), "{}", folder.stderr);
    if cfg!(unix) {
        let endless = run_in(site.root(), &["outline", "/dev/zero"]);
        assert_eq!(endless.code, 1, "{}", endless.stderr);
        assert!(endless.stderr.contains("“/dev/zero”不是文件"), "{}", endless.stderr);
    }
}

/// Who reads English is told in English what is wrong with an index.
#[test]
fn an_engine_speaks_the_language_of_who_asks() {
    let site = Site::small();
    site.write("content/a.md", "---\ntitle: 甲乙\npublished_at: 2026-01-01\n---\n丙丁。\n");
    assert_eq!(site.build(&[]).code, 0);
    std::fs::write(site.out().join("search/start.json"), "{").unwrap();
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let english = site.run(&["--lang", "en", "search", "ab"]);
    assert_eq!(english.code, 1, "{}", english.stderr);
    assert!(!han(&english.stderr) && english.stderr.contains("search"), "{}", english.stderr);
    let chinese = site.run(&["--lang", "zh", "search", "ab"]);
    assert!(han(&chinese.stderr), "{}", chinese.stderr);
}
