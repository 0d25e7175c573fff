//! All that can be wrong at once, as an editor reads it: one run shows every fault with place, cause and remedy.
//!
//! After a change of wording, `INSTA_UPDATE=always cargo test --test messages` writes the snapshots anew; read them.

mod support;

use support::Site;

fn check(lang: &str) {
    let site = Site::fixture("faults");
    let run = site.build(&["--lang", lang]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(!site.out().exists());
    insta::assert_snapshot!(format!("faults_{lang}"), run.stderr);
    // The cache of the first run hides nothing from the second, and the number of threads changes no order.
    for jobs in ["1", "4"] {
        assert_eq!(site.build(&["--lang", lang, "--jobs", jobs]).stderr, run.stderr);
    }
}

#[test]
fn all_faults_in_chinese() {
    check("zh");
}

#[test]
fn all_faults_in_english() {
    check("en");
}

/// The language is that of the option, else of the locale, else Chinese.
#[test]
fn the_language_of_messages() {
    let site = Site::small();
    site.write("content/a.md", "---\ntitel: 甲\n---\n");
    let first = |arguments: &[&str]| site.build(arguments).stderr.lines().next().unwrap().to_owned();
    assert_eq!(first(&[]), "错误[unknown-key]: 不认识的键“titel”");
    assert_eq!(first(&["--lang", "en"]), "error[unknown-key]: unknown key `titel`");
    assert_eq!(first(&["--lang", "zh"]), "错误[unknown-key]: 不认识的键“titel”");
}

/// `shuyuan build | head`: what cannot be said is no reason to fail.
#[test]
fn who_reads_may_go_away() {
    let site = Site::small();
    let closed = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        writer
    };
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&["build"], 0),
        (&["build", "--format", "json"], 0),
        (&["check"], 0),
        (&["search", "学习"], 0),
        (&["build", "--no-such"], 2),
    ] {
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_shuyuan"))
            .args(arguments)
            .current_dir(site.root())
            .stdout(closed())
            .stderr(closed())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(code), "{arguments:?}");
    }
}
