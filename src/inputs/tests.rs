use std::fs;

use super::*;
use crate::cache::Cache;
use crate::diagnostics::Severity;

struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    fn new(files: &[&str]) -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        for file in files {
            site.write(file, file);
        }
        site
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn roots(&self) -> Roots {
        Roots::of_site(self.path(""))
    }

    fn read(&self) -> Checked<Inputs> {
        Inputs::read(&self.roots(), &Stats::default())
    }
}

fn paths(inputs: &Inputs) -> Vec<&str> {
    inputs.iter().map(|(path, _)| &**path).collect()
}

/// The paths that are read, and the messages in English.
fn check(site: &Site, expected: &[&str], faults: &[&str]) {
    let read = site.read();
    assert_eq!(paths(&read.value), expected);
    let root = site.path("").to_string_lossy().into_owned();
    let found: Vec<String> = read.diagnostics.iter().map(|d| d.message.en.replace(&root, "ROOT/")).collect();
    assert_eq!(found, faults);
    for fault in &read.diagnostics {
        assert!(fault.span.is_some() && !fault.hints.is_empty(), "{fault:?}");
    }
}

#[test]
fn reads_what_belongs_to_the_site_by_path() {
    let site = Site::new(&[
        "site-config.toml",
        "content/_index.md",
        "content/b/图.png",
        "content/a.md",
        "themes/default/theme.toml",
        "public/index.html",
        "README.md",
        "content/.hidden/a.md",
        "content/~$a.docx",
        "content/a.md~",
        ".shuyuan-cache/x",
    ]);
    check(
        &site,
        &["content/_index.md", "content/a.md", "content/b/图.png", "site-config.toml", "themes/default/theme.toml"],
        &[],
    );
    let inputs = site.read().value;
    let page = inputs.get("content/a.md").unwrap();
    assert_eq!(page.text().as_deref(), Some("content/a.md"));
    assert_eq!((page.len, page.hash), (12, Hash::of(b"content/a.md")));
    let image = inputs.get("content/b/图.png").unwrap();
    assert_eq!(image.text(), None);
    assert_eq!(*image.bytes().unwrap(), *"content/b/图.png".as_bytes());
    assert_eq!(inputs.below("content").count(), 3);
    assert_eq!(inputs.below("content/a").count(), 0);
    assert_eq!(Sources::text(&inputs, "content/a.md").as_deref(), Some("content/a.md"));
}

#[test]
fn places_outside_the_root_are_known_by_their_usual_names() {
    let site = Site::new(&["content/not-this.md"]);
    let other = Site::new(&["laws/a.md", "plain/theme.toml", "my.toml"]);
    let roots = Roots {
        content: other.path("laws"),
        themes: vec![other.path("plain")],
        config: other.path("my.toml"),
        ..site.roots()
    };
    let read = Inputs::read(&roots, &Stats::default());
    assert_eq!(paths(&read.value), ["content/a.md", "site-config.toml", "themes/plain/theme.toml"]);
    let roots = Roots { content: site.path("docs"), ..site.roots() };
    assert_eq!(roots.content_path(), "docs");
}

#[test]
fn nothing_there_is_nothing_wrong() {
    check(&Site::new(&[]), &[], &[]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_site_only() {
    use std::os::unix::fs::symlink;
    let site = Site::new(&["content/a/one.md", "shared/logo.svg"]);
    let secret = Site::new(&["secret.md"]);
    symlink("../shared", site.path("content/b")).unwrap();
    symlink("..", site.path("content/a/up")).unwrap();
    symlink("nowhere.md", site.path("content/broken.md")).unwrap();
    symlink(secret.path(""), site.path("content/outside")).unwrap();
    symlink(secret.path("secret.md"), site.path("content/secret.md")).unwrap();
    let outside = secret.path("").canonicalize().unwrap();
    let outside = outside.display();
    check(
        &site,
        &["content/a/one.md", "content/b/logo.svg"],
        &[
            "the link `content/a/up` leads to a folder that contains it",
            "the link `content/broken.md` leads to nothing",
            &format!("the link `content/outside` leads out of the site to `{outside}`; it was not followed"),
            &format!(
                "the link `content/secret.md` leads out of the site to `{outside}/secret.md`; it was not followed"
            ),
        ],
    );
}

#[cfg(unix)]
#[test]
fn links_to_links_do_not_multiply() {
    // Each folder holds two links to the next one: thirty levels would be a thousand million paths.
    let site = Site::new(&["content/_index.md"]);
    for level in 0..30 {
        let folder = site.path(&format!("content/level-{level:02}"));
        fs::create_dir_all(&folder).unwrap();
        for name in ["x", "y"] {
            std::os::unix::fs::symlink(format!("../level-{:02}", level + 1), folder.join(name)).unwrap();
        }
    }
    fs::create_dir(site.path("content/level-30")).unwrap();
    let read = site.read();
    assert_eq!(paths(&read.value), ["content/_index.md"]);
    assert_eq!(
        read.diagnostics[0].message.en,
        "the way to `content/level-00/x/x/x/x/x` leads through more than 4 links; it was not followed"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_other_systems_cannot_hold() {
    use std::os::unix::ffi::OsStrExt;
    let site =
        Site::new(&["content/con.md", "content/a:b.md", "content/end./a.md", "content/Same.md", "content/same.md"]);
    fs::write(site.path("content").join(std::ffi::OsStr::from_bytes(b"\xb5\xb3.md")), b"x").unwrap();
    check(
        &site,
        &["content/Same.md", "content/a:b.md", "content/con.md", "content/end./a.md", "content/same.md"],
        &[
            "`content/a:b.md` cannot exist on Windows: it contains `:`",
            "`content/con.md` cannot exist on Windows: it is the name of a device",
            "`content/end.` cannot exist on Windows: it ends in a dot or a space",
            "the name of `content/\u{fffd}\u{fffd}.md` is not valid Unicode; it was not read",
            "`content/same.md` and `content/Same.md` differ only in letter case and overwrite each other on Windows and macOS",
        ],
    );
    let zh: Vec<String> = site.read().diagnostics.into_iter().map(|d| d.message.zh).collect();
    assert_eq!(zh[1], "Windows 上不能使用“content/con.md”这个名称：这是系统保留的设备名");
    assert_eq!(zh[3], "文件名“content/\u{fffd}\u{fffd}.md”不是有效的 Unicode 文字，未读取");
    assert_eq!(zh[4], "“content/same.md”与“content/Same.md”只有大小写不同，在 Windows 和 macOS 上会互相覆盖");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_said_to_be_none() {
    let site = Site::new(&["content/a.md"]);
    // A socket stands for everything that would block whoever reads it.
    let _socket = std::os::unix::net::UnixListener::bind(site.path("content/s.md")).unwrap();
    check(&site, &["content/a.md"], &["`content/s.md` is a device, a pipe or a socket, not a file"]);
}

#[test]
fn folders_have_a_floor() {
    let deep = format!("content/{}a.md", "d/".repeat(80));
    let site = Site::new(&["content/b.md", &deep]);
    let read = site.read();
    assert_eq!(paths(&read.value), ["content/b.md"]);
    assert_eq!(read.diagnostics.len(), 1);
    assert_eq!(read.diagnostics[0].code, "folder-depth");
}

#[test]
fn huge_files_are_refused_as_text_and_streamed_as_media() {
    let site = Site::new(&["content/a.md", "content/film.mp4", "content/big.json"]);
    for file in ["content/a.md", "content/film.mp4", "content/big.json"] {
        File::options().write(true).open(site.path(file)).unwrap().set_len(100 * 1024 * 1024).unwrap();
    }
    check(
        &site,
        &["content/big.json", "content/film.mp4"],
        &["`content/a.md` has 100 MB, more than the 20 MB that a text file may have; it was not read"],
    );
    let read = site.read();
    assert_eq!(read.diagnostics[0].message.zh, "“content/a.md”有 100 MB，超过文本文件 20 MB 的上限，未读取");
    let film = read.value.get("content/film.mp4").unwrap();
    assert_eq!((film.len, !film.is_text()), (100 * 1024 * 1024, true));
    assert_eq!(read.value.get("content/big.json").unwrap().text(), None);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let files: Vec<String> = (0..300).map(|i| format!("content/p{}/page-{i}.md", i % 7)).collect();
    let site = Site::new(&files.iter().map(String::as_str).collect::<Vec<_>>());
    let read = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        format!("{:?}", pool.install(|| site.read()))
    };
    assert_eq!(read(1), read(4));
}

#[test]
fn a_file_that_changes_after_it_was_hashed_is_noticed() {
    let site = Site::new(&["content/a.png"]);
    let inputs = site.read().value;
    let (path, file) = inputs.iter().next().unwrap();
    for text in ["content/A.png", "content/a.png and more", ""] {
        site.write("content/a.png", text);
        assert_eq!(
            file.checked_bytes(path).unwrap_err().message.en,
            "cannot read `content/a.png`: changed while the site was being built"
        );
    }
    fs::remove_file(site.path("content/a.png")).unwrap();
    assert_eq!(file.checked_bytes(path).unwrap_err().severity, Severity::Error);
}

#[test]
fn hashes_of_media_are_remembered_only_while_times_can_be_trusted() {
    let site = Site::new(&["content/film.mp4"]);
    let place = site.path("content/film.mp4");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let age = || File::options().write(true).open(&place).unwrap().set_modified(old).unwrap();
    age();
    let round = |cache: Cache| {
        let stats = Stats::load(&cache);
        let hash = Inputs::read(&site.roots(), &stats).value.get("content/film.mp4").unwrap().hash;
        stats.store(&cache);
        let known = cache.pack("stat").len();
        (hash, known)
    };
    let folder = tempfile::tempdir().unwrap();
    let real = Hash::of(b"content/film.mp4");
    assert_eq!(round(Cache::open(folder.path())), (real, 1));
    // A false hash under the right key shows whether the cache is asked.
    let meta = fs::metadata(&place).unwrap();
    let plant = |cache: &Cache| {
        let planted = Stats::default();
        planted.put(&place, &meta, &Hash([7; 32]));
        planted.store(cache);
    };
    plant(&Cache::open(folder.path()));
    assert_eq!(round(Cache::open(folder.path())), (Hash([7; 32]), 1));
    let killed = Cache::open(folder.path());
    assert_eq!(round(Cache::open(folder.path())).0, real, "another process is at work");
    drop(killed);
    // A file that was written just now is hashed again next time.
    site.write("content/film.mp4", "content/film.mp5");
    assert_eq!(round(Cache::open(folder.path())), (Hash::of(b"content/film.mp5"), 0));
}

/// An update after `edit` gives what reading everything anew gives.
fn check_update(edit: impl Fn(&Site) -> Vec<&'static str>) {
    let site =
        Site::new(&["content/_index.md", "content/a.md", "content/b/c.md", "content/b/图.png", "themes/t/theme.toml"]);
    let before = site.read().value;
    let changed: Vec<PathBuf> = edit(&site).into_iter().map(|path| site.path(path)).collect();
    let updated = before.update(&site.roots(), &changed, &Stats::default());
    assert_eq!(format!("{updated:?}"), format!("{:?}", site.read()));
}

#[test]
fn an_update_gives_what_a_new_read_gives() {
    check_update(|_| vec![]);
    check_update(|_| vec!["content/a.md", "content/b", "nowhere/x.md"]);
    check_update(|site| {
        site.write("content/a.md", "changed");
        vec!["content/a.md"]
    });
    check_update(|site| {
        site.write("content/new/deep/x.md", "new");
        vec!["content/new"]
    });
    check_update(|site| {
        fs::rename(site.path("content/b"), site.path("content/bb")).unwrap();
        vec!["content/bb", "content/b"]
    });
    check_update(|site| {
        fs::remove_file(site.path("content/a.md")).unwrap();
        site.write("content/a.md/index.md", "a folder now");
        vec!["content/a.md"]
    });
    check_update(|site| {
        site.write("content/b/con.md", "a bad name");
        vec!["content/b/con.md", "content/b", "content/b/con.md", "content/a.md"]
    });
    check_update(|site| {
        site.write("content/B/c.md", "collides");
        vec!["content/B/c.md"]
    });
    check_update(|site| {
        site.write("content/.git/x.md", "hidden");
        site.write("public/x.md", "output");
        site.write("content/a.md~", "leftover");
        vec!["content/.git/x.md", "public/x.md", "content/a.md~"]
    });
    check_update(|site| {
        fs::remove_dir_all(site.path("content")).unwrap();
        vec!["content"]
    });
    check_update(|site| {
        site.write("site-config.toml", "title = '站'");
        vec!["site-config.toml", "."]
    });
}

#[cfg(unix)]
#[test]
fn an_update_reaches_files_through_links() {
    check_update(|site| {
        site.write("shared/logo.svg", "1");
        std::os::unix::fs::symlink("../shared", site.path("content/linked")).unwrap();
        vec!["content/linked"]
    });
    let site = Site::new(&["shared/logo.svg", "content/a.md"]);
    std::os::unix::fs::symlink("../shared", site.path("content/linked")).unwrap();
    let before = site.read().value;
    site.write("shared/logo.svg", "changed");
    site.write("shared/new.svg", "new");
    let changed = [site.path("shared/logo.svg"), site.path("shared/new.svg")];
    let updated = before.update(&site.roots(), &changed, &Stats::default());
    assert_eq!(updated.value.get("content/linked/logo.svg").unwrap().text().as_deref(), Some("changed"));
    assert_eq!(format!("{:?}", updated.value.files), format!("{:?}", site.read().value.files));
}

#[test]
fn control_characters_of_word_are_line_breaks_or_blanks() {
    let (text, found) = encoding::decode_file(&"content/a.md".into(), "甲\u{b}乙\u{c}丙\u{7}丁\n".as_bytes());
    assert_eq!((text.as_deref(), found.len()), (Some("甲\n乙\n丙 丁\n"), 0));
}
