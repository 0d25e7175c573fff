//! Publishing to hosts: a folder, and real servers on this machine's loopback. Which servers there are is asked of the
//! machine; with `CI=true` all must be there, elsewhere a missing one is named and passed over.

mod bucket;
mod cuts;
mod faults;
mod ftps;
mod hosts;
mod servers;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use shuyuan::cache::Hash;
use shuyuan::config::{self, DeployTarget};
use shuyuan::deploy::publish::{Done, Job, Options, Prepared, Watch, carry_out, prepare};
use shuyuan::deploy::{Fault, Host, Patience, Place, Problem, Secrets, Store, open};
use shuyuan::outputs::{Manifest, ManifestEntry};

use crate::support::{Site, tree};

/// Says nothing.
struct Quiet;

impl Watch for Quiet {
    fn begin(&self, _: usize, _: u64) {}
    fn sent(&self, _: u64) {}
    fn placing(&self) {}
}

/// A built site in a folder of its own.
struct Built {
    folder: tempfile::TempDir,
    manifest: Manifest,
}

fn built(files: &[(&str, &str)]) -> Built {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = Manifest::default();
    for (path, text) in files {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
        let entry = ManifestEntry { size: text.len() as u64, sha256: Hash::of(text.as_bytes()) };
        manifest.files.insert((*path).to_owned(), entry);
    }
    Built { folder, manifest }
}

/// Two versions of a site: pages changed, new, gone, and all asking for assets of their version.
fn versions() -> (Built, Built) {
    let first = built(&[
        ("index.html", "one <link href=assets/site.0123456789.css>"),
        ("a b/甲/index.html", "one <link href=../../assets/site.0123456789.css>"),
        ("gone/index.html", "one <link href=../assets/site.0123456789.css>"),
        ("same/index.html", "same"),
        ("assets/site.0123456789.css", "one"),
        ("search/hot-0123456789abcdef.bin", "one"),
        ("search/start.json", "0123456789abcdef"),
    ]);
    let second = built(&[
        ("index.html", "two <link href=assets/site.abcdef0123.css>"),
        ("a b/甲/index.html", "two <link href=../../assets/site.abcdef0123.css>"),
        ("new/[1]/index.html", "two <link href=../../assets/site.abcdef0123.css>"),
        ("same/index.html", "same"),
        ("assets/site.abcdef0123.css", "two"),
        ("search/hot-abcdef0123456789.bin", "two"),
        ("search/start.json", "abcdef0123456789"),
    ]);
    (first, second)
}

const OPTIONS: Options = Options {
    keep: 3,
    grace: 3600,
    connections: 2,
    take_over: false,
    verify: false,
    most_removed: 100,
    patience: Patience { attempts: 4, pause: Duration::from_millis(20) },
};

fn job<'a>(built: &'a Built, host: &'a dyn Host, store: &'a Store, options: Options) -> Job<'a> {
    let identity = "https://portal.example/";
    Job { site: built.folder.path(), manifest: &built.manifest, identity, host, store, options }
}

fn publish(built: &Built, host: &dyn Host, store: &Store, options: Options) -> Result<Done, Fault> {
    let job = job(built, host, store, options);
    carry_out(&job, prepare(&job)?, &Quiet)
}

fn store(folder: &tempfile::TempDir) -> Store {
    Store::open(folder.path()).unwrap().expect("nobody else has it")
}

/// A target as it is configured; `more` are lines of its table.
fn target(to: &str, more: &str) -> DeployTarget {
    let text = format!("title = \"t\"\n[deploy.main]\nto = \"{to}\"\n{more}\n");
    let loaded = config::load(&Arc::from("site-config.toml"), &text);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded.value.deploy.into_iter().next().unwrap()
}

fn host(to: &str, more: &str, secrets: &[(&str, &str)]) -> Box<dyn Host> {
    let target = target(to, more);
    let place = Place::parse(to, Path::new("/")).unwrap();
    open(&place, &target, &secrets.iter().copied().collect::<Secrets>()).unwrap().unwrap()
}

/// What lies at the target, without what is not of the site.
fn there(folder: &Path) -> BTreeMap<String, String> {
    let files = tree(folder).into_iter();
    let files = files.filter(|(path, _)| !path.starts_with("shuyuan-") && !path.ends_with(".shuyuan-part"));
    files.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

fn expect(folder: &Path, site: &Built, also: &[(&str, &str)]) {
    let mut wanted = there(site.folder.path());
    wanted.extend(also.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    assert_eq!(there(folder), wanted);
}

const WAITING: [(&str, &str); 2] = [("assets/site.0123456789.css", "one"), ("search/hot-0123456789abcdef.bin", "one")];

/// First publication, change, nothing to do, back again.
fn cycle(host: &dyn Host, folder: &Path) {
    let (first, second) = versions();
    let kept = tempfile::tempdir().unwrap();
    let store = store(&kept);
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("theirs.txt"), "theirs").unwrap();
    let theirs = ("theirs.txt", "theirs");
    assert_eq!(publish(&first, host, &store, OPTIONS).unwrap().sent.0, 7);
    expect(folder, &first, &[theirs]);
    let done = publish(&second, host, &store, OPTIONS).unwrap();
    assert_eq!((done.sent.0, done.removed), (6, 1));
    expect(folder, &second, &[theirs, WAITING[0], WAITING[1]]);
    assert!(publish(&second, host, &store, OPTIONS).unwrap().publication.is_none());
    // When nobody can ask for them any more, old assets go.
    let late = Options { grace: 0, ..OPTIONS };
    assert_eq!(publish(&second, host, &store, late).unwrap().removed, 2);
    expect(folder, &second, &[theirs]);
    // What somebody altered at the target is found and mended.
    fs::write(folder.join("same/index.html"), "altered").unwrap();
    let verify = Options { verify: true, ..OPTIONS };
    assert_eq!(publish(&second, host, &store, verify).unwrap().sent.0, 1);
    expect(folder, &second, &[theirs]);
    let former = shuyuan::deploy::rollback::lay_out(&store, Some(1)).unwrap();
    let back = Built { folder: tempfile::tempdir().unwrap(), manifest: former.kept.manifest.clone() };
    for (path, bytes) in tree(&former.folder) {
        let place = back.folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
    }
    publish(&back, host, &store, late).unwrap();
    publish(&back, host, &store, late).unwrap();
    expect(folder, &first, &[theirs]);
    let found = shuyuan::deploy::verify::target(host, 2, OPTIONS.patience).unwrap();
    assert!(found.is_whole(), "{found:?}");
    assert_eq!(found.extra, ["theirs.txt"]);
}

#[test]
fn a_folder_is_filled_changed_and_set_back() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("web");
    cycle(&*host(out.to_str().unwrap(), "", &[]), &out);
}

#[test]
fn an_ftp_server_is_filled_changed_and_set_back() {
    let Some(server) = servers::ftp() else { return };
    cycle(&*host(&server.address, "", &[]), &server.folder());
}

#[test]
fn an_ftp_server_that_encrypts_and_wants_its_session_again_is_filled_changed_and_set_back() {
    let Some(server) = servers::ftps() else { return };
    cycle(&*host(&server.address, &server.settings, &[]), &server.folder());
    // Nobody who is not trusted gets anything.
    let stranger = host(&server.address, "", &[]);
    let error = stranger.connect().err().expect("its certificate is made for the test");
    assert_eq!(error.problem, Problem::Certificate, "{error:?}");
}

#[test]
fn an_ssh_server_is_filled_changed_and_set_back() {
    let Some(server) = servers::ssh() else { return };
    cycle(&*host(&server.address, &server.settings, &[]), &server.folder());
}

#[test]
fn a_webdav_server_is_filled_changed_and_set_back() {
    let Some(server) = servers::dav() else { return };
    cycle(&*host(&server.address, "", &[]), &server.folder());
}

#[test]
fn a_bucket_is_filled_and_changed_and_its_objects_have_types() {
    let Some(server) = servers::s3() else { return };
    let secrets = [("key", "k"), ("secret", "s")];
    let host = host("s3://portal/sub", &server.settings, &secrets);
    let (first, second) = versions();
    let kept = tempfile::tempdir().unwrap();
    let store = store(&kept);
    publish(&first, &*host, &store, OPTIONS).unwrap();
    publish(&second, &*host, &store, OPTIONS).unwrap();
    let mut remote = host.connect().unwrap();
    for (path, text) in there(second.folder.path()) {
        assert_eq!(remote.read(&path).unwrap().map(|bytes| String::from_utf8(bytes).unwrap()), Some(text), "{path}");
    }
    assert_eq!(remote.read("gone/index.html").unwrap(), None);
    let found = shuyuan::deploy::verify::target(&*host, 2, OPTIONS.patience).unwrap();
    assert!(found.is_whole() && found.extra.is_empty(), "{found:?}");
    let missing = self::host("s3://no-such-bucket", &server.settings, &secrets);
    let fault = publish(&first, &*missing, &store, OPTIONS).unwrap_err();
    assert!(matches!(&fault, Fault::Remote { error, .. } if error.problem == Problem::NoPlace), "{fault:?}");
}

#[test]
fn two_publishers_notice_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("web");
    let host = host(out.to_str().unwrap(), "", &[]);
    let (first, second) = versions();
    let (here, there_) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (ours, theirs) = (store(&here), store(&there_));
    // The same machine: the folder of what is kept is locked.
    assert!(Store::open(here.path()).unwrap().is_none());
    // Both look, then both begin: the second to look again stops.
    let (a, b) = (job(&first, &*host, &ours, OPTIONS), job(&second, &*host, &theirs, OPTIONS));
    let (seen_by_a, seen_by_b): (Prepared, Prepared) = (prepare(&a).unwrap(), prepare(&b).unwrap());
    carry_out(&a, seen_by_a, &Quiet).unwrap();
    assert!(matches!(carry_out(&b, seen_by_b, &Quiet), Err(Fault::Overtaken)));
    expect(&out, &first, &[]);
    // What the second left is seen from the first machine, which may take over.
    assert!(matches!(publish(&first, &*host, &ours, OPTIONS), Err(Fault::Unfinished(_))));
    // The second machine itself simply goes on.
    publish(&second, &*host, &theirs, OPTIONS).unwrap();
    expect(&out, &second, &WAITING);
    // A way back exists on the machine that did not publish last.
    publish(&first, &*host, &ours, OPTIONS).unwrap();
    let kept: Vec<u64> = ours.kept().iter().map(|kept| kept.publication.number).collect();
    assert_eq!(kept, [1, 2, 3]);
}

/// Two connections that fetch equal files must not write the same kept file at once.
#[test]
fn equal_files_of_another_machine_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let host = host(folder.path().join("web").to_str().unwrap(), "", &[]);
    let paths: Vec<String> = (0..200).map(|number| format!("{number}/index.html")).collect();
    let all = |text: &'static str| built(&paths.iter().map(|path| (path.as_str(), text)).collect::<Vec<_>>());
    let (first, second) = (all("one"), all("two"));
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (theirs, ours) = (store(&here), store(&there));
    let options = Options { connections: 8, ..OPTIONS };
    publish(&first, &*host, &theirs, options).unwrap();
    publish(&second, &*host, &ours, options).unwrap();
    let kept: Vec<u64> = ours.kept().iter().map(|kept| kept.publication.number).collect();
    assert_eq!(kept, [1, 2]);
    assert!(ours.file(&Hash::of(b"one")).is_some());
}

#[test]
fn another_site_and_files_of_others_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let host = host(folder.path().to_str().unwrap(), "", &[]);
    let (first, second) = versions();
    let kept = tempfile::tempdir().unwrap();
    let store = store(&kept);
    fs::write(folder.path().join("index.html"), "theirs").unwrap();
    match publish(&first, &*host, &store, OPTIONS) {
        Err(Fault::InTheWay(paths)) => assert_eq!(paths, ["index.html"]),
        other => panic!("{other:?}"),
    }
    assert_eq!(tree(folder.path()).len(), 1);
    let take_over = Options { take_over: true, ..OPTIONS };
    publish(&first, &*host, &store, take_over).unwrap();
    let mut other = job(&second, &*host, &store, OPTIONS);
    other.identity = "https://other.example/";
    assert!(matches!(prepare(&other), Err(Fault::OtherSite(site)) if site == "https://portal.example/"));
    fs::create_dir_all(folder.path().join("new/[1]")).unwrap();
    fs::write(folder.path().join("new/[1]/index.html"), "theirs").unwrap();
    assert!(matches!(publish(&second, &*host, &store, OPTIONS), Err(Fault::InTheWay(_))));
    expect(folder.path(), &first, &[("new/[1]/index.html", "theirs")]);
}

#[test]
fn a_site_that_lost_its_content_does_not_empty_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let host = host(folder.path().to_str().unwrap(), "", &[]);
    let kept = tempfile::tempdir().unwrap();
    let store = store(&kept);
    let names: Vec<String> = (0..60).map(|n| format!("p{n}/index.html")).collect();
    let whole = built(&names.iter().map(|name| (name.as_str(), "page")).collect::<Vec<_>>());
    publish(&whole, &*host, &store, OPTIONS).unwrap();
    let little = built(&[("p0/index.html", "page")]);
    let options = Options { most_removed: 25, ..OPTIONS };
    assert!(matches!(publish(&little, &*host, &store, options), Err(Fault::TooManyRemoved { removed: 59, of: 60 })));
    expect(folder.path(), &whole, &[]);
}

#[test]
fn a_file_changed_since_the_build_is_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let host = host(folder.path().to_str().unwrap(), "", &[]);
    let kept = tempfile::tempdir().unwrap();
    let (first, _) = versions();
    fs::write(first.folder.path().join("same/index.html"), "altered by hand").unwrap();
    let fault = publish(&first, &*host, &store(&kept), OPTIONS).unwrap_err();
    assert!(matches!(&fault, Fault::Remote { error, .. } if error.problem == Problem::Local), "{fault:?}");
    assert!(there(folder.path()).is_empty());
}

#[test]
fn the_command_publishes_tells_the_difference_and_goes_back() {
    let site = Site::small();
    let target = site.root().join("web");
    site.write(
        "site-config.toml",
        "title = \"门户\"\nbase_url = \"https://portal.example/\"\n[deploy.main]\nto = \"web\"\n",
    );
    site.write("content/about.md", "---\ntitle: 关于\n---\n旧的文字。\n");
    let run = |arguments: &[&str]| {
        let run = site.run(arguments);
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout
    };
    assert_eq!(site.run(&["deploy", "--as-of", "2026-05-01"]).code, 1, "nobody can be asked");
    assert!(!target.exists());
    assert!(run(&["deploy", "--as-of", "2026-05-01", "--yes"]).contains("发布完成，这是第 1 次"));
    let published = fs::read_to_string(target.join("about/index.html")).unwrap();
    site.write("content/about.md", "---\ntitle: 关于\n---\n新的文字。\n");
    site.write("content/more.md", "---\ntitle: 更多\n---\n");
    site.publish(&[]);
    let words = run(&["diff"]);
    assert!(words.contains("关于  about/") && words.contains("新增 1 页") && words.contains("更多  more/"), "{words}");
    assert!(run(&["deploy", "--as-of", "2026-05-01", "--dry-run"]).contains("上传"));
    assert_eq!(fs::read_to_string(target.join("about/index.html")).unwrap(), published);
    run(&["deploy", "--as-of", "2026-05-01", "--yes"]);
    assert!(fs::read_to_string(target.join("about/index.html")).unwrap().contains("新的文字"));
    assert!(run(&["verify"]).contains("0 个有问题"));
    run(&["rollback", "--yes"]);
    assert_eq!(fs::read_to_string(target.join("about/index.html")).unwrap(), published);
    assert!(!target.join("more/index.html").exists());
    fs::write(target.join("about/index.html"), "altered").unwrap();
    let found = site.run(&["verify"]);
    assert!(found.code == 1 && found.stdout.contains("与发布的不同：about/index.html"), "{found:?}");
    run(&["deploy", "zip", "--as-of", "2026-05-01", "--yes"]);
    assert!(site.root().join("portal.zip").metadata().unwrap().len() > 1000);
    site.write("content/broken.md", "---\ntitle: 坏\nbroken\n---\n");
    assert_eq!(site.run(&["deploy", "--as-of", "2026-05-01", "--yes"]).code, 1);
    assert_eq!(site.run(&["deploy", "nowhere", "--yes"]).code, 1);
}

#[test]
fn a_password_in_the_configuration_is_refused_and_not_shown() {
    let site = Site::small();
    site.write("site-config.toml", "title = \"门户\"\n[deploy.main]\nto = \"ftp://h/\"\npassword = \"hunter2\"\n");
    let run = site.run(&["deploy", "--yes"]);
    assert_eq!(run.code, 1);
    let all = run.stdout + &run.stderr;
    assert!(all.contains("SHUYUAN_MAIN_PASSWORD"), "{all}");
}
