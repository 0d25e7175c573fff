//! Publishing under hard conditions: killed processes, full disks, two at once.
//!
//! The processes that are killed are this very test program, started again to run only `helper`.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use shuyuan::cache::Hash;
use shuyuan::inputs::Roots;
use shuyuan::outputs::{CollectMemo, Content, MANIFEST, Manifest, Output, Outputs, Target};

const TASK: &str = "SHUYUAN_TEST_TASK";
const ROOT: &str = "SHUYUAN_TEST_ROOT";
const OUT: &str = "SHUYUAN_TEST_OUT";

/// Version `n` of a site: some files are the same in all versions, some differ, some come and go.
fn site(n: usize, size: usize) -> Outputs {
    let file = |path: String, text: String| Output::new(path, Content::bytes(text.into_bytes()));
    let mut files = vec![file("version.txt".into(), n.to_string())];
    for i in 0..60 {
        files.push(file(format!("same/{i}/index.html"), format!("page {i}").repeat(size)));
        files.push(file(format!("page/{}/index.html", i / 2 * 7 + n % 7), format!("{n} {}", "text ".repeat(size))));
        files.push(file(format!("edited/{i}.html"), format!("{n} {}", "text ".repeat(size))));
    }
    files.dedup_by(|a, b| a.path == b.path);
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.path.clone()));
    let collected = Outputs::collect(files, &mut CollectMemo::default());
    assert_eq!(collected.diagnostics, []);
    collected.value
}

/// The version that is in `out`, after making sure that it is whole and that nothing else is there but `own.txt`.
fn whole_version(out: &Path) -> usize {
    let manifest = Manifest::parse(&fs::read(out.join(MANIFEST)).expect("a published site has a manifest")).unwrap();
    let version: usize = fs::read_to_string(out.join("version.txt")).unwrap().parse().unwrap();
    let mut expected: BTreeSet<PathBuf> = [MANIFEST, "own.txt"].map(PathBuf::from).into();
    for (path, entry) in &manifest.files {
        let bytes = fs::read(out.join(path)).unwrap();
        assert_eq!((bytes.len() as u64, Hash::of(&bytes)), (entry.size, entry.sha256), "{path}");
        if path.starts_with("edited/") || path.starts_with("page/") {
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(text.split(' ').next().unwrap(), version.to_string(), "{path}");
        }
        expected.insert(path.into());
    }
    let found: BTreeSet<PathBuf> = walkdir::WalkDir::new(out)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| entry.path().strip_prefix(out).unwrap().to_owned())
        .collect();
    assert_eq!(found, expected);
    assert_eq!(fs::read_to_string(out.join("own.txt")).unwrap(), "somebody's own");
    version
}

fn root() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("content")).unwrap();
    root
}

fn open(root: &Path, out: &Path) -> Result<Target, Box<shuyuan::diagnostics::Diagnostic>> {
    Target::open(out, &Roots::of_site(root))
}

fn command(task: &str, root: &Path, out: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "publish::helper", "--nocapture"]);
    command.env(TASK, task).env(ROOT, root).env(OUT, out);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Starts a helper and waits until it says that it has begun.
fn start(task: &str, root: &Path, out: &Path) -> Child {
    let mut child = command(task, root, out).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("begun")), "the helper never began");
    child
}

/// What helpers do; as a test of its own it does nothing.
#[test]
fn helper() {
    let Ok(task) = std::env::var(TASK) else {
        return;
    };
    let (root, out) = (PathBuf::from(std::env::var(ROOT).unwrap()), PathBuf::from(std::env::var(OUT).unwrap()));
    match task.as_str() {
        "publish for ever" => {
            println!("begun");
            // Each process begins with another version.
            for n in std::process::id() as usize.. {
                open(&root, &out).unwrap().publish(&site(n, 40)).unwrap();
            }
        }
        "hold" => {
            let _target = open(&root, &out).unwrap();
            println!("begun");
            std::thread::sleep(Duration::from_secs(60));
        }
        "publish much" => {
            let outcome = open(&root, &out).and_then(|target| target.publish(&site(2, 100_000)));
            match outcome {
                Ok(_) => println!("\noutcome: published"),
                Err(fault) => println!("\noutcome: {}", fault.message.en),
            }
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_killed_process_leaves_a_whole_site_in_sight() {
    let root = root();
    let out = root.path().join("public");
    open(root.path(), &out).unwrap().publish(&site(0, 40)).unwrap();
    fs::write(out.join("own.txt"), "somebody's own").unwrap();
    let started = Instant::now();
    open(root.path(), &out).unwrap().publish(&site(1, 40)).unwrap();
    let longest = 4 * started.elapsed().as_micros() as u64;
    let mut seed = 2_026u64;
    let (mut versions, mut interrupted) = (BTreeSet::new(), 0);
    for _ in 0..30 {
        let mut child = start("publish for ever", root.path(), &out);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros((seed >> 33) % longest));
        child.kill().unwrap();
        child.wait().unwrap();
        versions.insert(whole_version(&out));
        let unfinished = fs::read_dir(root.path().join(".public.shuyuan"));
        interrupted += usize::from(unfinished.is_ok_and(|entries| entries.count() > 1));
    }
    assert!(versions.len() > 3 && interrupted > 3, "hardly anything was interrupted: {versions:?} {interrupted}");
    open(root.path(), &out).unwrap().publish(&site(1, 40)).unwrap();
    assert_eq!(whole_version(&out), 1);
    let left: Vec<_> = fs::read_dir(root.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "only content and public: {left:?}");
}

#[test]
fn a_reader_always_finds_a_site() {
    let root = root();
    let out = root.path().join("public");
    open(root.path(), &out).unwrap().publish(&site(0, 1)).unwrap();
    let mut child = start("publish for ever", root.path(), &out);
    for _ in 0..20_000 {
        let version = fs::read_to_string(out.join("version.txt")).expect("the site is never out of sight");
        assert!(!version.is_empty());
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_second_process_is_refused_until_the_first_is_dead() {
    let root = root();
    let out = root.path().join("public");
    let mut child = start("hold", root.path(), &out);
    let fault = open(root.path(), &out).unwrap_err();
    let real = root.path().canonicalize().unwrap().join("public");
    assert_eq!(
        fault.message.en,
        format!("another shuyuan (process {}) is publishing to `{}`", child.id(), real.display())
    );
    child.kill().unwrap();
    child.wait().unwrap();
    open(root.path(), &out).unwrap().publish(&site(1, 1)).unwrap();
}

#[test]
fn many_at_once_publish_one_whole_site() {
    let root = root();
    let out = root.path().join("public");
    open(root.path(), &out).unwrap().publish(&site(0, 1)).unwrap();
    fs::write(out.join("own.txt"), "somebody's own").unwrap();
    let published = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (root, out, published) = (root.path(), &out, &published);
            scope.spawn(move || {
                for n in 0..40 {
                    match open(root, out) {
                        Ok(target) => {
                            target.publish(&site(thread * 100 + n, 1)).unwrap();
                            published.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        }
                        Err(fault) => assert_eq!(fault.code, "out-busy", "{}", fault.message.en),
                    }
                }
            });
        }
    });
    assert!(published.into_inner() > 0);
    whole_version(&out);
}

/// Publishes more than fits, by a helper started with `command`, and expects the former site.
fn check_full(command: &mut Command, out: &Path) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let outcome = text.lines().find_map(|line| line.strip_prefix("outcome: ")).unwrap_or_else(|| panic!("{output:?}"));
    assert_eq!(whole_version(out), 1);
    let left: Vec<_> = fs::read_dir(out.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("shuyuan")), "{left:?}");
    outcome.to_owned()
}

#[test]
fn where_no_more_can_be_written_the_former_site_stays() {
    let root = root();
    let out = root.path().join("public");
    open(root.path(), &out).unwrap().publish(&site(1, 1)).unwrap();
    fs::write(out.join("own.txt"), "somebody's own").unwrap();
    // A limit on the size of files, which needs no special rights, fails in the same place as a full disk.
    let plain = command("publish much", root.path(), &out);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" \"$@\""])
        .arg(plain.get_program())
        .args(plain.get_args());
    limited.envs(plain.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let outcome = check_full(&mut limited, &out);
    assert!(
        outcome.starts_with("cannot write `")
            && outcome.ends_with(
                "the disk takes no file of this size (File too large (os error 27)); the former site is unchanged"
            ),
        "{outcome}"
    );
}

/// A file system of its own; gone when dropped.
struct Mount(PathBuf);

impl Mount {
    fn of_size(place: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir(&place).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(&place);
        let mounted = mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        mounted.then_some(Self(place))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_small_disk_a_read_only_one_and_a_mount_point() {
    let root = root();
    let Some(disk) = Mount::of_size(root.path().join("disk"), "4m") else {
        println!("cannot mount a file system here; the limit on file sizes stands for the full disk");
        return;
    };
    let out = disk.0.join("public");
    open(root.path(), &out).unwrap().publish(&site(1, 1)).unwrap();
    fs::write(out.join("own.txt"), "somebody's own").unwrap();
    let outcome = check_full(&mut command("publish much", root.path(), &out), &out);
    assert!(
        outcome.ends_with("the disk is full (No space left on device (os error 28)); the former site is unchanged"),
        "{outcome}"
    );

    // Replacing the mount point itself is impossible; saying so must not cost the files in it.
    let fault = open(root.path(), &disk.0).and_then(|target| target.publish(&site(3, 1))).unwrap_err();
    assert_eq!(fault.code, "out-not-ours");

    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(&disk.0).status().unwrap();
    assert!(remounted.success());
    let fault = open(root.path(), &out).unwrap_err();
    assert!(
        fault
            .message
            .en
            .ends_with("the disk is read-only (Read-only file system (os error 30)); the former site is unchanged"),
        "{fault:?}"
    );
    assert!(
        fault.message.zh.ends_with("磁盘是只读的（Read-only file system (os error 30)）；原有站点保持不变"),
        "{fault:?}"
    );
    assert_eq!(whole_version(&out), 1);
}

#[test]
fn an_empty_mount_point_is_refused() {
    let root = root();
    let Some(disk) = Mount::of_size(root.path().join("public"), "1m") else {
        println!("cannot mount a file system here; that a mount point is refused was not tried");
        return;
    };
    let fault = open(root.path(), &disk.0).and_then(|target| target.publish(&site(3, 1))).unwrap_err();
    let real = disk.0.canonicalize().unwrap();
    assert_eq!(
        fault.message.zh,
        format!(
            "无法写入“{}”：它是挂载点，不能整体替换（Device or resource busy (os error 16)）；原有站点保持不变",
            real.display()
        )
    );
    assert_eq!(fault.hints[0].zh, "请用 --out 指定挂载点下面的一个文件夹");
    assert_eq!(fs::read_dir(&disk.0).unwrap().count(), 0);
    assert!(!root.path().join(".public.shuyuan").exists());
}

/// A disk of its own in a file, which can lose its power.
struct Disk {
    image: PathBuf,
    place: PathBuf,
}

impl Disk {
    fn new(folder: &Path) -> Option<Self> {
        let disk = Self { image: folder.join("disk.img"), place: folder.join("disk") };
        fs::create_dir(&disk.place).unwrap();
        fs::File::create(&disk.image).and_then(|file| file.set_len(256 << 20)).unwrap();
        let made = Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&disk.image).stderr(Stdio::null()).status();
        (made.is_ok_and(|status| status.success()) && disk.mount()).then_some(disk)
    }

    fn mount(&self) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-o", "loop"]).arg(&self.image).arg(&self.place).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success())
    }

    /// From now on nothing reaches the disk, not even its journal; false if the system has no such switch.
    fn cut(&self) -> bool {
        let switch = "open(F, '<', $ARGV[0]) or die; my $how = pack('L', 2); ioctl(F, 0x8004587D, $how) or die";
        let mut perl = Command::new("perl");
        perl.args(["-e", switch]).arg(&self.place).stderr(Stdio::null());
        perl.status().is_ok_and(|status| status.success())
    }

    fn unmount(&self) -> bool {
        Command::new("umount").arg(&self.place).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.unmount();
    }
}

/// Cuts the power `times` times at random moments of publishing; how often the site was whole and how often another one
/// than before was in sight.
fn cut_power(times: u32) -> Option<(u32, u32)> {
    let root = root();
    let disk = Disk::new(root.path())?;
    let site_root = disk.place.join("portal");
    fs::create_dir_all(site_root.join("content")).unwrap();
    let out = site_root.join("public");
    open(&site_root, &out).unwrap().publish(&site(0, 40)).unwrap();
    fs::write(out.join("own.txt"), "somebody's own").unwrap();
    fs::File::open(out.join("own.txt")).unwrap().sync_all().unwrap();
    fs::File::open(&out).unwrap().sync_all().unwrap();
    let started = Instant::now();
    open(&site_root, &out).unwrap().publish(&site(1, 40)).unwrap();
    let longest = 4 * started.elapsed().as_micros() as u64;
    let (mut whole, mut moved, mut seed) = (0, 0, 1_013_904_223u64);
    for _ in 0..times {
        let mut child = start("publish for ever", &site_root, &out);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros((seed >> 33) % longest));
        let cut = disk.cut();
        child.kill().unwrap();
        child.wait().unwrap();
        if !cut {
            return None;
        }
        assert!(disk.unmount() && disk.mount(), "the disk comes back with its power");
        let seen = std::panic::catch_unwind(|| whole_version(&out));
        whole += u32::from(seen.is_ok());
        moved += u32::from(seen.as_ref().is_ok_and(|seen| *seen != 1));
        // Whatever was left, the next publishing makes a whole site of it.
        open(&site_root, &out).unwrap().publish(&site(1, 40)).unwrap();
        assert_eq!(whole_version(&out), 1);
    }
    Some((whole, moved))
}

#[test]
fn a_power_failure_leaves_a_whole_site_in_sight() {
    match cut_power(20) {
        Some((whole, moved)) => {
            assert_eq!(whole, 20, "of 20 power failures");
            assert!(moved > 3, "hardly any came while publishing: {moved}");
        }
        None => println!("no disk can be mounted or cut off here; power failures were not tried"),
    }
}
