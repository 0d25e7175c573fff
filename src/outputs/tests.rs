mod recovery;

use std::fs;
use std::path::Path;

use super::*;
use crate::diagnostics::Lang;
use crate::inputs::Roots;

fn outputs(files: &[(&str, &str)]) -> Outputs {
    let files = files.iter().map(|(path, text)| Output {
        path: Arc::from(*path),
        content: Content::bytes(text.as_bytes()),
        origin: None,
    });
    let collected = Outputs::collect(files, &mut CollectMemo::default());
    assert_eq!(collected.diagnostics, []);
    collected.value
}

/// A site's root with `public/` as the place to publish.
struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        Self { folder }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(below)
    }

    fn open(&self, out: &str) -> Result<Target, Box<Diagnostic>> {
        Target::open(&self.path(out), &Roots::of_site(self.path("")))
    }

    fn publish(&self, files: &[(&str, &str)]) -> Report {
        self.open("public").unwrap().publish(&outputs(files)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Everything below the root, sorted; files with their text.
    fn tree(&self, below: &str) -> Vec<String> {
        let root = self.path(below);
        let mut found: Vec<String> = walkdir::WalkDir::new(&root)
            .min_depth(1)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_name() != MANIFEST)
            .map(|entry| {
                let name = entry.path().strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                if entry.file_type().is_file() {
                    format!("{name}={}", fs::read_to_string(entry.path()).unwrap())
                } else {
                    name + "/"
                }
            })
            .collect();
        found.sort();
        found
    }

    fn check_fault<T: std::fmt::Debug>(&self, fault: Result<T, Box<Diagnostic>>, zh: &str, en: &str) {
        let fault = fault.unwrap_err();
        let clean = |lang| {
            let hint = fault.hints.iter().map(|hint| hint.get(lang)).collect::<Vec<_>>().join(" ");
            format!("{} | {hint}", fault.message.get(lang)).replace(&*self.path("").to_string_lossy(), "ROOT/")
        };
        assert_eq!((clean(Lang::Zh).as_str(), clean(Lang::En).as_str()), (zh, en));
    }
}

fn report(written: usize, unchanged: usize, removed: usize, foreign: usize, bytes: u64) -> Report {
    Report { written, unchanged, removed, foreign, bytes, findings: Vec::new() }
}

#[test]
fn publishes_what_has_changed_and_leaves_nothing_else() {
    let site = Site::new();
    assert_eq!(site.publish(&[("index.html", "home"), ("a/index.html", "a")]), report(2, 0, 0, 0, 5));
    assert_eq!(site.tree("public"), ["a/", "a/index.html=a", "index.html=home"]);
    let again = [("index.html", "home!"), ("b/c/index.html", "c")];
    assert_eq!(site.publish(&again), report(2, 0, 1, 0, 6));
    assert_eq!(site.tree("public"), ["b/", "b/c/", "b/c/index.html=c", "index.html=home!"]);
    assert_eq!(site.publish(&again), report(0, 2, 0, 0, 6));
    assert_eq!(fs::read_dir(site.path("")).unwrap().count(), 2, "only content and public");
}

#[test]
fn the_manifest_lists_every_file() {
    let site = Site::new();
    site.publish(&[("b.txt", "b"), ("a/index.html", "")]);
    assert_eq!(
        fs::read_to_string(site.path("public").join(MANIFEST)).unwrap(),
        "{\"generator\":\"shuyuan\",\"version\":1,\"files\":[\n\
         {\"path\":\"a/index.html\",\"size\":0,\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},\n\
         {\"path\":\"b.txt\",\"size\":1,\"sha256\":\"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d\"}\n]}\n"
    );
}

#[test]
fn a_damaged_or_altered_file_is_mended() {
    let site = Site::new();
    let files = [("index.html", "home"), ("a.html", "text")];
    site.publish(&files);
    site.write("public/index.html", "");
    site.write("public/a.html", "TEXT");
    assert_eq!(site.publish(&files), report(2, 0, 0, 0, 8));
    fs::remove_file(site.path("public/a.html")).unwrap();
    assert_eq!(site.publish(&files), report(1, 1, 0, 0, 8));
    assert_eq!(site.tree("public"), ["a.html=text", "index.html=home"]);
}

/// Systems that do not tell when a file was changed in any way cannot see this in large files.
#[cfg(unix)]
#[test]
fn a_file_that_was_altered_and_set_back_in_time_is_mended() {
    let site = Site::new();
    site.write("content/film.mp4", "moving");
    let source = site.path("content/film.mp4");
    let original = Original { source, len: 6, hash: Hash::of(b"moving") };
    let film = Output::new("film.mp4", Content::CopyOf(Arc::new(original)));
    let page = Output::new("a.html", Content::bytes(*b"page"));
    let all = Outputs::collect([film, page], &mut CollectMemo::default()).value;
    let target = site.open("public").unwrap();
    assert_eq!(target.publish(&all).unwrap(), report(2, 0, 0, 0, 10));
    for (file, text) in [("public/film.mp4", "MOVING"), ("public/a.html", "PAGE")] {
        let before = super::folder_print(&site.path("public"));
        let time = fs::metadata(site.path(file)).unwrap().modified().unwrap();
        // Some clocks tick a hundred times a second only.
        while super::folder_print(&site.path("public")) == before {
            site.write(file, text);
            let altered = fs::File::options().write(true).open(site.path(file)).unwrap();
            altered.set_modified(time).unwrap();
        }
        assert_eq!(fs::metadata(site.path(file)).unwrap().modified().unwrap(), time);
        assert_eq!(target.publish(&all).unwrap(), report(1, 1, 0, 0, 10), "{file}");
    }
    assert_eq!(site.tree("public"), ["a.html=page", "film.mp4=moving"]);
}

#[test]
fn files_of_others_stay() {
    let site = Site::new();
    site.publish(&[("index.html", "1"), ("old/index.html", "old")]);
    site.write("public/.htaccess", "rules");
    site.write("public/old/notes.txt", "notes");
    site.write("public/upload/deep/a.txt", "a");
    fs::create_dir(site.path("public/empty")).unwrap();
    assert_eq!(site.publish(&[("index.html", "2")]), report(1, 0, 1, 3, 1));
    let expected = [
        ".htaccess=rules",
        "empty/",
        "index.html=2",
        "old/",
        "old/notes.txt=notes",
        "upload/",
        "upload/deep/",
        "upload/deep/a.txt=a",
    ];
    assert_eq!(site.tree("public"), expected);
}

#[test]
fn a_page_that_someone_replaced_is_theirs_when_it_goes() {
    let site = Site::new();
    site.publish(&[("index.html", "1"), ("a.html", "a")]);
    site.write("public/a.html", "somebody's own");
    site.publish(&[("index.html", "2")]);
    assert_eq!(site.tree("public"), ["a.html=somebody's own", "index.html=2"]);
    // From now on it is in the way like any other.
    let fault = site.open("public").unwrap().publish(&outputs(&[("index.html", "3"), ("a.html", "a")]));
    site.check_fault(
        fault,
        "输出文件夹“ROOT/public”中有不是 shuyuan 生成的文件占用了要发布的位置：a.html；未作任何改动 | 请把这些文件移走或改名，再重新构建",
        "the output folder `ROOT/public` holds files that shuyuan did not make where it would publish: a.html; nothing was changed | move or rename these files and build again",
    );
    assert_eq!(site.tree("public"), ["a.html=somebody's own", "index.html=2"]);
}

#[test]
fn others_files_and_folders_are_never_overwritten() {
    let site = Site::new();
    site.publish(&[("index.html", "1")]);
    site.write("public/a", "file");
    site.write("public/b/inside.txt", "inside");
    let fault = site.open("public").unwrap().publish(&outputs(&[("a/index.html", ""), ("b", "")]));
    assert_eq!(fault.unwrap_err().message.en.rsplit_once(": ").unwrap().1, "a, b; nothing was changed");
    assert_eq!(site.tree("public"), ["a=file", "b/", "b/inside.txt=inside", "index.html=1"]);
}

#[test]
fn a_foreign_file_with_our_bytes_becomes_ours() {
    let site = Site::new();
    site.publish(&[("index.html", "1")]);
    site.write("public/robots.txt", "same");
    assert_eq!(site.publish(&[("index.html", "1"), ("robots.txt", "same")]), report(0, 2, 0, 0, 5));
    assert_eq!(site.publish(&[("index.html", "1")]), report(0, 1, 1, 0, 1));
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let site = Site::new();
    site.write("public/thesis.docx", "years of work");
    site.check_fault(
        site.open("public"),
        "输出文件夹“ROOT/public”不是空的，也不是 shuyuan 生成的（其中有“thesis.docx”，没有 shuyuan-manifest.json），未作任何改动 | 请用 --out 指定一个新的或空的文件夹；如果其中的文件已不需要，请先自行移走",
        "the output folder `ROOT/public` is not empty and was not made by shuyuan (it holds `thesis.docx` and no shuyuan-manifest.json); nothing was changed | give a new or empty folder with --out; if its files are not needed, move them away yourself first",
    );
    for other in ["{\"generator\":\"else\"}", "{\"generator\":\"shuyuan\",\"version\":2,\"files\":[]}", "[]"] {
        site.write("public/shuyuan-manifest.json", other);
        site.check_fault(
            site.open("public"),
            "输出文件夹“ROOT/public”中的 shuyuan-manifest.json 是别的程序或另一版本的 shuyuan 写的，无法分辨哪些文件可以替换，未作任何改动 | 请确认其中没有别的文件后删除该文件夹，再重新构建",
            "the shuyuan-manifest.json in the output folder `ROOT/public` was written by another program or another version of shuyuan, so that it cannot be told which files may be replaced; nothing was changed | make sure that the folder holds nothing else, remove it and build again",
        );
    }
    assert_eq!(site.tree("public"), ["thesis.docx=years of work"]);
}

#[test]
fn an_empty_folder_is_as_good_as_none() {
    let site = Site::new();
    fs::create_dir(site.path("public")).unwrap();
    site.publish(&[("index.html", "1")]);
    assert_eq!(site.tree("public"), ["index.html=1"]);
}

#[test]
fn the_output_keeps_off_the_sources() {
    let site = Site::new();
    site.check_fault(
        site.open("content/public"),
        "输出位置“ROOT/content/public”在站点的源文件夹“ROOT/content”之内 | 请用 --out 指定源文件夹之外的位置，例如 public",
        "the output `ROOT/content/public` lies inside the site's sources `ROOT/content` | give a folder outside the sources with --out, such as `public`",
    );
    for out in ["", ".", "content/.."] {
        site.check_fault(
            site.open(out),
            &format!(
                "输出位置“{0}”包含站点的源文件“ROOT/” | 请用 --out 指定另一个文件夹，例如 public",
                site.path("").to_string_lossy().trim_end_matches('/')
            ),
            &format!(
                "the output `{0}` holds the site's sources `ROOT/` | give another folder with --out, such as `public`",
                site.path("").to_string_lossy().trim_end_matches('/')
            ),
        );
    }
    assert_eq!(site.open("content").unwrap_err().code, "out-holds-sources");
    assert_eq!(Target::open(Path::new("/"), &Roots::of_site(site.path(""))).unwrap_err().code, "out-holds-sources");
    assert_eq!(fs::read_dir(site.path("")).unwrap().count(), 1);
}

#[test]
fn a_file_in_place_of_a_folder_is_refused() {
    let site = Site::new();
    site.write("public", "a file");
    site.check_fault(
        site.open("public"),
        "输出位置“ROOT/public”是一个文件 | 请用 --out 指定一个文件夹",
        "the output `ROOT/public` is a file | give a folder with --out",
    );
    let fault = site.open("public/below").unwrap_err();
    assert_eq!(fault.code, "publish-failed");
    assert_eq!(fs::read_to_string(site.path("public")).unwrap(), "a file");
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_folder_is_refused() {
    let site = Site::new();
    fs::create_dir(site.path("real")).unwrap();
    std::os::unix::fs::symlink(site.path("real"), site.path("public")).unwrap();
    site.check_fault(
        site.open("public"),
        "输出位置“ROOT/public”是一个链接，指向“ROOT/real” | 新站点要整体替换旧文件夹；请直接指定真实的文件夹：--out ROOT/real",
        "the output `ROOT/public` is a link to `ROOT/real` | the new site replaces the folder as a whole; give the real folder: --out ROOT/real",
    );
    // A link above it is no obstacle.
    std::os::unix::fs::symlink(site.path("real"), site.path("link")).unwrap();
    assert_eq!(site.open("link/out").unwrap().folder(), site.path("real/out"));
    // Nor are links of others in the folder, wherever they lead.
    let target = site.open("out").unwrap();
    target.publish(&outputs(&[("index.html", "1")])).unwrap();
    std::os::unix::fs::symlink("../content", site.path("out/link")).unwrap();
    std::os::unix::fs::symlink("nowhere", site.path("out/broken")).unwrap();
    target.publish(&outputs(&[("index.html", "2")])).unwrap();
    assert_eq!(fs::read_link(site.path("out/link")).unwrap(), Path::new("../content"));
    assert_eq!(fs::read_link(site.path("out/broken")).unwrap(), Path::new("nowhere"));
}

#[test]
fn two_at_once_are_one_too_many() {
    let site = Site::new();
    let first = site.open("public").unwrap();
    let id = std::process::id();
    site.check_fault(
        site.open("public"),
        &format!("另一个 shuyuan（进程号 {id}）正在向“ROOT/public”发布 | 请等它结束，或用 --out 指定另一个文件夹"),
        &format!("another shuyuan (process {id}) is publishing to `ROOT/public` | wait until it has ended, or give another folder with --out"),
    );
    assert!(site.open("elsewhere").is_ok());
    drop(first);
    assert!(site.open("public").is_ok());
}

#[test]
fn a_media_file_is_copied_with_its_time_and_only_once() {
    let site = Site::new();
    site.write("content/film.mp4", "moving");
    let source = site.path("content/film.mp4");
    let original = |text: &str| {
        let original = Original { source: source.clone(), len: text.len() as u64, hash: Hash::of(text.as_bytes()) };
        let content = Content::CopyOf(Arc::new(original));
        Outputs::collect([Output::new("film.mp4", content)], &mut CollectMemo::default()).value
    };
    let target = site.open("public").unwrap();
    assert_eq!(target.publish(&original("moving")).unwrap(), report(1, 0, 0, 0, 6));
    assert_eq!(target.publish(&original("moving")).unwrap(), report(0, 1, 0, 0, 6));
    let times =
        ["content/film.mp4", "public/film.mp4"].map(|path| fs::metadata(site.path(path)).unwrap().modified().unwrap());
    assert_eq!(times[0], times[1]);
    site.check_fault(
        target.publish(&original("movinG")),
        "“ROOT/content/film.mp4”在构建过程中被改动，站点未发布 | 请重新构建",
        "`ROOT/content/film.mp4` was changed while the site was being built; nothing was published | build again",
    );
    assert_eq!(site.tree("public"), ["film.mp4=moving"]);
    fs::remove_file(&source).unwrap();
    assert_eq!(target.publish(&original("movinG")).unwrap_err().code, "publish-failed");
    drop(target);
    assert_eq!(fs::read_dir(site.path("")).unwrap().count(), 2, "nothing unfinished stays");
}

fn check_collect(paths: &[&str], expected: &[(&str, &str)]) {
    let files = paths.iter().enumerate().map(|(i, path)| Output {
        path: Arc::from(*path),
        content: Content::bytes(*b"x"),
        origin: Some(format!("content/{i}.md").into()),
    });
    let found: Vec<(String, String)> = Outputs::collect(files, &mut CollectMemo::default())
        .diagnostics
        .into_iter()
        .map(|fault| {
            let mut places = vec![fault.span.unwrap().file.to_string()];
            places.extend(fault.related.iter().map(|(span, _)| span.file.to_string()));
            (places.join(" "), fault.message.en)
        })
        .collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (&**a, &**b)).collect();
    assert_eq!(found, expected);
}

#[test]
fn unsafe_paths_and_collisions_name_their_sources() {
    check_collect(&["index.html", "a/index.html", "a/b/index.html", "b.png"], &[]);
    check_collect(&["../x"], &[("content/0.md", "cannot publish to `../x`: it contains `.` or `..`")]);
    check_collect(&["a/nul.html"], &[("content/0.md", "cannot publish to `a/nul.html`: it is the name of a device")]);
    check_collect(
        &["a/index.html", "a/index.html"],
        &[("content/1.md content/0.md", "two files would be published to `a/index.html`")],
    );
    check_collect(
        &["图/A.png", "图/a.png"],
        &[(
            "content/1.md content/0.md",
            "`图/a.png` and `图/A.png` are the same file where letter case does not count",
        )],
    );
    check_collect(
        &["a", "a/index.html"],
        &[("content/0.md content/1.md", "`a` would be both a file and the folder of `a/index.html`")],
    );
    check_collect(
        &["a/b/index.html", "A"],
        &[("content/1.md", "`A` would be both a file and the folder of `a/b/index.html`")],
    );
    check_collect(
        &["a/x.html", "A/y.html"],
        &[("content/1.md", "the folder `A` of `A/y.html` and the folder `a` of `a/x.html` differ only in letter case")],
    );
    check_collect(
        &["shuyuan-manifest.json"],
        &[("content/0.md", "cannot publish to `shuyuan-manifest.json`: this name is kept for the build manifest")],
    );
}

#[test]
fn a_hundred_thousand_paths_are_no_burden() {
    let files = (0..100_000).map(|i| Output {
        path: format!("column-{}/part/page-{i}/index.html", i % 50).into(),
        content: Content::bytes(*b"x"),
        origin: None,
    });
    let started = std::time::Instant::now();
    assert_eq!(Outputs::collect(files, &mut CollectMemo::default()).diagnostics, []);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn changes_are_found_by_content() {
    let former = outputs(&[("a", "1"), ("b", "2"), ("c", "3")]);
    let mut next = former.clone();
    next.files.insert("b".into(), Content::bytes(*b"two"));
    next.files.insert("c".into(), Content::bytes(*b"3"));
    next.files.insert("d".into(), Content::bytes(*b"4"));
    next.files.remove("a");
    let expected = Changes { written: vec!["b".into(), "d".into()], removed: vec!["a".into()] };
    assert_eq!(next.changes_since(&former), expected);
}

#[test]
fn compressed_forms_are_the_same_every_time_and_give_the_text_back() {
    use std::io::Read;
    let page = "党支部书记定期听取意见。".repeat(100);
    let site = outputs(&[("index.html", &page), ("tiny.html", "x"), ("photo.jpg", &page)]);
    let folder = tempfile::tempdir().unwrap();
    let cache = crate::cache::Cache::open(folder.path());
    let first = precompress_all(&site, &cache);
    let paths: Vec<&str> = first.iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["index.html", "index.html.br", "index.html.gz", "photo.jpg", "tiny.html"]);
    assert_eq!(precompress_all(&site, &cache), first);
    assert_eq!(precompress_all(&site, &crate::cache::Cache::disabled()), first);
    let (gz, br) = (first.get("index.html.gz").unwrap(), first.get("index.html.br").unwrap());
    let mut text = String::new();
    flate2::read::GzDecoder::new(&gz.in_memory().unwrap()[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, page);
    text.clear();
    brotli::Decompressor::new(&br.in_memory().unwrap()[..], 4096).read_to_string(&mut text).unwrap();
    assert_eq!(text, page);
    assert_eq!(gz.in_memory().unwrap()[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
}
