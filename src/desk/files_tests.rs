use super::*;

struct Site {
    root: tempfile::TempDir,
    folders: Folders,
}

fn site() -> Site {
    let root = tempfile::tempdir().expect("a folder");
    let content = root.path().join("content");
    fs::create_dir_all(content.join("a/bundle")).expect("made");
    fs::write(content.join("a/x.md"), "甲").expect("written");
    fs::write(content.join("a/bundle/index.md"), "束").expect("written");
    fs::write(content.join("a/bundle/t.png"), "图").expect("written");
    fs::write(root.path().join("secret.md"), "外").expect("written");
    let folders = Folders::new(root.path().to_owned(), content);
    Site { root, folders }
}

fn hash(text: &str) -> Hash {
    Hash::of(text.as_bytes())
}

#[test]
fn what_is_read_only_stays() {
    let Site { root, folders } = site();
    let place = root.path().join("content/a/x.md");
    let lock = |on: bool| {
        let mut rights = fs::metadata(&place).expect("there").permissions();
        rights.set_readonly(on);
        fs::set_permissions(&place, rights).expect("set");
    };
    lock(true);
    assert!(matches!(folders.save("a/x.md", &hash("甲"), b"x"), Err(Refused::ReadOnly)));
    assert_eq!(fs::read_to_string(&place).expect("there"), "甲");
    lock(false);
    assert!(folders.save("a/x.md", &hash("甲"), b"x").is_ok());
}

#[test]
fn nothing_outside_is_read_or_written() {
    let Site { root, folders } = site();
    let long = "长".repeat(400);
    for path in [
        "",
        "/",
        "..",
        "../secret.md",
        "a/../../secret.md",
        "/etc/passwd.md",
        "a//x.md",
        "./a/x.md",
        "a\\x.md",
        "C:\\x.md",
        "a/.hidden.md",
        ".git/x.md",
        "con.md",
        "a/x.md ",
        "a/x?.md",
        "a/x.html",
        "a/x.js",
        "a/x",
        "a/x.md/",
        "a/\0.md",
        "~$x.md",
        long.as_str(),
    ] {
        assert!(matches!(folders.read(path), Err(Refused::Name)), "{path}");
        assert!(matches!(folders.save(path, &hash("甲"), b"x"), Err(Refused::Name)), "{path}");
        assert!(matches!(folders.discard(path, &hash("甲"), "1"), Err(Refused::Name)), "{path}");
        assert!(matches!(folders.keep(path, b"x"), Err(Refused::Name)), "{path}");
    }
    for path in ["../x.png", "a/../x.png", "/x.png", ".shuyuan/x.png"] {
        assert!(matches!(folders.create(path, b"x"), Err(Refused::Name)), "{path}");
    }
    for name in ["", "..", "../..", "/", "1/../..", "a"] {
        assert!(matches!(folders.restore(name), Err(Refused::Name)), "{name}");
    }
    assert_eq!(fs::read_to_string(root.path().join("secret.md")).expect("there"), "外");
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_else() {
    use std::os::unix::fs::symlink;
    let Site { root, folders } = site();
    let content = root.path().join("content");
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(elsewhere.path().join("y.md"), "别处").expect("written");
    symlink(elsewhere.path(), content.join("out")).expect("linked");
    symlink(root.path().join("secret.md"), content.join("a/link.md")).expect("linked");
    symlink("x.md", content.join("a/inner.md")).expect("linked");
    for path in ["out/y.md", "a/link.md"] {
        assert!(matches!(folders.read(path), Err(Refused::Outside)), "{path}");
        assert!(matches!(folders.save(path, &hash("别处"), b"x"), Err(Refused::Outside)), "{path}");
    }
    assert!(matches!(folders.create("out/new.md", b"x"), Err(Refused::Outside)));
    assert!(matches!(folders.create("out/deep/new.md", b"x"), Err(Refused::Outside)));
    assert_eq!(fs::read_dir(elsewhere.path()).expect("readable").count(), 1);
    // A link inside the site stays one.
    folders.save("a/inner.md", &hash("甲"), "新".as_bytes()).expect("saved");
    assert_eq!(fs::read_to_string(content.join("a/x.md")).expect("there"), "新");
    assert!(content.join("a/inner.md").symlink_metadata().expect("there").file_type().is_symlink());
}

#[test]
fn what_changed_elsewhere_is_not_overwritten() {
    let Site { root, folders } = site();
    let place = root.path().join("content/a/x.md");
    fs::write(&place, "别人的").expect("written");
    match folders.save("a/x.md", &hash("甲"), "我的".as_bytes()) {
        Err(Refused::Changed(Some(now))) => assert_eq!(now, "别人的".as_bytes()),
        other => panic!("{other:?}"),
    }
    assert!(matches!(folders.discard("a/x.md", &hash("甲"), "1"), Err(Refused::Changed(Some(_)))));
    assert_eq!(fs::read_to_string(&place).expect("there"), "别人的");
    let saved = folders.save("a/x.md", &hash("别人的"), "我的".as_bytes()).expect("saved");
    assert_eq!((saved, fs::read_to_string(&place).expect("there")), (hash("我的"), "我的".to_owned()));
    fs::remove_file(&place).expect("removed");
    assert!(matches!(folders.save("a/x.md", &hash("我的"), b"x"), Err(Refused::Changed(None))));
    assert!(matches!(folders.create("a/bundle/t.png", b"x"), Err(Refused::Taken)));
    // Nothing is left over beside the files.
    assert_eq!(fs::read_dir(root.path().join("content/a")).expect("readable").count(), 1);
}

#[test]
fn the_bin_gives_back_what_it_took() {
    let Site { root, folders } = site();
    let content = root.path().join("content");
    let page = folders.discard("a/x.md", &hash("甲"), "20260305").expect("discarded");
    let bundle = folders.discard("a/bundle/index.md", &hash("束"), "20260305").expect("discarded");
    assert_eq!((page.as_str(), bundle.as_str()), ("20260305-1", "20260305-2"));
    assert!(!content.join("a/x.md").exists() && !content.join("a/bundle").exists());
    assert!(root.path().join(".shuyuan/bin/20260305-2/a/bundle/t.png").exists());
    assert_eq!(folders.restore(&bundle).expect("restored"), ["a/bundle/index.md"]);
    assert_eq!(fs::read_to_string(content.join("a/bundle/t.png")).expect("there"), "图");
    fs::write(content.join("a/x.md"), "新").expect("written");
    assert!(matches!(folders.restore(&page), Err(Refused::Taken)));
    assert!(matches!(folders.restore(&bundle), Err(Refused::Missing)));
}

#[test]
fn drafts_lie_beside() {
    let Site { root, folders } = site();
    assert_eq!(folders.kept("a/x.md"), None);
    folders.keep("a/x.md", b"one").expect("kept");
    folders.keep("a/x.md", b"two").expect("kept");
    assert_eq!(folders.kept("a/x.md").as_deref(), Some(&b"two"[..]));
    folders.forget("a/x.md");
    assert_eq!(folders.kept("a/x.md"), None);
    assert_eq!(fs::read_to_string(root.path().join("content/a/x.md")).expect("there"), "甲");
}
