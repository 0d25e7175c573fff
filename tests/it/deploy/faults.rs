//! What befalls those who publish: killed on the way, no room, no permission, a clock that is wrong, a key that has expired.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use shuyuan::deploy::{Fault, Problem};

use super::{OPTIONS, Options, expect, host, publish, servers, store, there, versions};
use crate::support::Site;

fn problem(fault: &Fault) -> Option<Problem> {
    match fault {
        Fault::Remote { error, .. } => Some(error.problem),
        _ => None,
    }
}

#[test]
fn killed_at_any_moment_the_next_run_completes() {
    let site = Site::small();
    site.write("site-config.toml", "title = \"门户\"\n[deploy.main]\nto = \"web\"\n");
    for page in 0..40 {
        site.write(&format!("content/p{page}.md"), format!("---\ntitle: 第{page}页\n---\n旧。\n"));
    }
    site.publish(&[]);
    assert_eq!(site.run(&["deploy", "--site", "public", "--yes"]).code, 0);
    for turn in 0..12 {
        for page in 0..40 {
            site.write(&format!("content/p{page}.md"), format!("---\ntitle: 第{page}页\n---\n{turn}。\n"));
        }
        let built = site.publish(&[]);
        let mut child = Command::new(env!("CARGO_BIN_EXE_shuyuan"))
            .args(["deploy", "--site", "public", "--yes"])
            .current_dir(site.root())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Where it is by then does not matter: every place must do.
        thread::sleep(Duration::from_millis(turn * 4));
        let _ = child.kill();
        child.wait().unwrap();
        let shown = there(&site.root().join("web"));
        for (path, text) in shown.iter().filter(|(path, _)| path.ends_with(".html")) {
            assert!(text.trim_end().ends_with("</html>") || !text.contains("<html"), "{path} is cut off");
        }
        let run = site.run(&["deploy", "--site", "public", "--yes"]);
        assert_eq!(run.code, 0, "{run:?}");
        let shown = there(&site.root().join("web"));
        for (path, bytes) in built.iter().filter(|(path, _)| !path.starts_with("shuyuan-")) {
            assert_eq!(shown.get(path).map(String::as_str), Some(&*String::from_utf8_lossy(bytes)), "{path}");
        }
    }
}

#[test]
fn a_server_that_takes_nothing_is_told_of_and_keeps_the_old_site() {
    let Some(server) = servers::ftp() else { return };
    let kept = tempfile::tempdir().unwrap();
    let store = store(&kept);
    let (first, second) = versions();
    publish(&first, &*host(&server.address, "", &[]), &store, OPTIONS).unwrap();
    drop(server);
    let Some(server) =
        servers::ftp_with("anon_upload_enable=NO\nanon_mkdir_write_enable=NO\nanon_other_write_enable=NO\n")
    else {
        return;
    };
    let fault = publish(&second, &*host(&server.address, "", &[]), &store, OPTIONS).unwrap_err();
    assert_eq!(problem(&fault), Some(Problem::Permission), "{fault:?}");
    assert!(there(&server.folder()).is_empty());
}

#[test]
fn a_full_disk_keeps_the_old_site_and_the_next_run_completes() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("small");
    fs::create_dir(&place).unwrap();
    let mount = |more: &str| {
        let options = format!("size=200k{more}");
        Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&place).status()
    };
    if !mount("").is_ok_and(|status| status.success()) {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "this test needs to mount a small disk");
        eprintln!("passed over: this machine lets nobody mount a small disk");
        return;
    }
    let checked = std::panic::catch_unwind(|| full_disk(&place, &|| mount(",remount,size=2m").is_ok()));
    let _ = Command::new("umount").arg(&place).status();
    if let Err(fault) = checked {
        std::panic::resume_unwind(fault);
    }
}

fn full_disk(place: &Path, enlarge: &dyn Fn() -> bool) {
    let web = place.join("web");
    let kept = tempfile::tempdir().unwrap();
    let store = store(&kept);
    let host = host(web.to_str().unwrap(), "", &[]);
    let (first, _) = versions();
    publish(&first, &*host, &store, OPTIONS).unwrap();
    let large = "x".repeat(300_000);
    let second = super::built(&[("index.html", "two"), ("large.pdf", &large), ("search/start.json", "0")]);
    let options = Options { most_removed: 100, ..OPTIONS };
    let fault = publish(&second, &*host, &store, options).unwrap_err();
    assert_eq!(problem(&fault), Some(Problem::Full), "{fault:?}");
    expect(&web, &first, &[]);
    assert!(enlarge());
    publish(&second, &*host, &store, options).unwrap();
    expect(&web, &second, &super::WAITING);
}

/// Answers requests by `answer` (request line and headers → status and body), with a clock an hour ahead.
fn fake(answer: fn(&str) -> (u16, &'static str)) -> (u16, std::sync::Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = std::sync::Arc::new(Mutex::new(Vec::new()));
    let noted = std::sync::Arc::clone(&asked);
    // Ends with the process: it only waits.
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(&stream);
            let mut head = String::new();
            while reader.read_line(&mut head).is_ok_and(|read| read > 2) {}
            let length = head.to_ascii_lowercase();
            let length =
                length.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            let _ = reader.read_exact(&mut body);
            noted.lock().unwrap().push(head.lines().next().unwrap_or_default().to_owned());
            let (status, text) = answer(&head);
            let ahead = time::OffsetDateTime::now_utc() + time::Duration::hours(1);
            let format = time::macros::format_description!(
                "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
            );
            let date = ahead.format(&format).unwrap();
            let _ = write!(
                &stream,
                "HTTP/1.1 {status} x\r\nDate: {date}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
                text.len()
            );
        }
    });
    (port, asked)
}

#[test]
fn a_clock_that_is_wrong_is_set_by_the_hosts() {
    // Takes what is signed within a quarter of an hour of its own clock, as such hosts do.
    let (port, asked) = fake(|head| {
        let at = head.split("X-Amz-Date=").nth(1).map_or("", |rest| &rest[..16]);
        let format = time::macros::format_description!("[year][month][day]T[hour][minute][second]Z");
        let at = time::PrimitiveDateTime::parse(at, &format).unwrap().assume_utc();
        let ours = time::OffsetDateTime::now_utc() + time::Duration::hours(1);
        match ((ours - at).whole_minutes().abs() < 15, head.starts_with("GET")) {
            (false, _) => (403, "<Error><Code>RequestTimeTooSkewed</Code></Error>"),
            (true, true) => (404, "<Error><Code>NoSuchKey</Code></Error>"),
            (true, false) => (200, ""),
        }
    });
    let host = host(
        "s3://b",
        &format!("endpoint = \"http://127.0.0.1:{port}\"\npath_style = true"),
        &[("key", "k"), ("secret", "s")],
    );
    let mut remote = host.connect().unwrap();
    assert_eq!(remote.read("a").unwrap(), None);
    assert_eq!(remote.read("b").unwrap(), None);
    // The second request knows the hour.
    assert_eq!(asked.lock().unwrap().len(), 3);
}

#[test]
fn a_key_that_has_expired_is_called_so() {
    let (port, _) =
        fake(|_| (400, "<Error><Code>ExpiredToken</Code><Message>The token has expired.</Message></Error>"));
    let settings = format!("endpoint = \"http://127.0.0.1:{port}\"\npath_style = true");
    let host = host("s3://b", &settings, &[("key", "k"), ("secret", "hunter2"), ("token", "hunter3")]);
    let kept = tempfile::tempdir().unwrap();
    let fault = publish(&versions().0, &*host, &store(&kept), OPTIONS).unwrap_err();
    assert_eq!(problem(&fault), Some(Problem::LogIn), "{fault:?}");
    let shown = format!("{:?}", fault.diagnostic("main"));
    assert!(shown.contains("SHUYUAN_MAIN_USER") && !shown.contains("hunter"), "{shown}");
}
