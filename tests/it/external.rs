//! `check --external`: other sites are asked for what the site links to, politely, and only then. The other site is a server
//! of this test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crate::support::{DAY, Site};
use serde_json::Value;

/// What the server was asked, and how many asked at once.
#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    now: AtomicUsize,
    most: AtomicUsize,
    over: AtomicBool,
}

struct Server {
    port: u16,
    log: Arc<Log>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Arc::new(Log::default());
        let kept = Arc::clone(&log);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if kept.over.load(Ordering::SeqCst) {
                    return;
                }
                let log = Arc::clone(&kept);
                std::thread::spawn(move || answer(stream.unwrap(), &log));
            }
        });
        Self { port, log, thread: Some(thread) }
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = self.log.lines.lock().unwrap().clone();
        lines.sort();
        lines
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.log.over.store(true, Ordering::SeqCst);
        // Wakes the one who waits for the next.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn answer(mut stream: TcpStream, log: &Log) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let Some(Ok(first)) = lines.next() else { return };
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let now = log.now.fetch_add(1, Ordering::SeqCst) + 1;
    log.most.fetch_max(now, Ordering::SeqCst);
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    log.lines.lock().unwrap().push(format!("{method} {path}"));
    let status = match (method, path) {
        (_, "/gone") => "404 Not Found",
        (_, "/moved") => "301 Moved\r\nlocation: /new",
        (_, "/once") => "302 Found\r\nlocation: /ok",
        (_, "/circle") => "302 Found\r\nlocation: /circle",
        ("HEAD", "/nohead") => "405 No",
        (_, "/broken") => "503 No",
        _ => "200 OK",
    };
    log.now.fetch_sub(1, Ordering::SeqCst);
    let _ = stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").as_bytes());
}

fn check(site: &Site, private: bool) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuyuan"));
    command.args(["check", "--external", "--as-of", DAY, "--format", "json"]).current_dir(site.root());
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.env("SHUYUAN_LINK_PAUSE_MILLISECONDS", "0").env("SHUYUAN_LINK_PATIENCE_MILLISECONDS", "60000");
    if private {
        command.env("SHUYUAN_LINK_PRIVATE", "1");
    }
    let output = command.output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let one =
        |d: &Value| format!("{} {}:{}", d["code"].as_str().unwrap(), d["file"].as_str().unwrap_or("-"), d["line"]);
    let found = report["diagnostics"].as_array().unwrap().iter();
    found.map(one).filter(|line| line.starts_with("external")).collect()
}

fn site(port: u16, paths: &[&str]) -> Site {
    let site = Site::small();
    let links: String = paths.iter().map(|path| format!("[甲](http://127.0.0.1:{port}{path})\n\n")).collect();
    site.write("content/a.md", format!("---\ntitle: 甲\nkind: page\n---\n\n{links}"));
    site.write(
        "content/b.md",
        format!("---\ntitle: 乙\nkind: page\nsource_url: http://127.0.0.1:{port}/gone\n---\n\n正文\n"),
    );
    site
}

#[test]
fn what_is_gone_or_has_moved_is_told_where_it_stands() {
    let server = Server::start();
    let paths = ["/ok#a", "/ok#b", "/gone", "/moved", "/once", "/circle", "/nohead", "/broken"];
    let site = site(server.port, &paths);
    let found = check(&site, true);
    assert_eq!(
        found,
        [
            "external-link content/a.md:10",
            "external-moved content/a.md:12",
            "external-unsure content/a.md:16",
            "external-unsure content/a.md:20",
            "external-link content/b.md:4",
        ]
    );
    let lines = server.lines();
    let asked = |line: &str| lines.iter().filter(|asked| *asked == line).count();
    assert_eq!((asked("HEAD /gone"), asked("GET /gone"), asked("GET /nohead")), (1, 1, 1), "{lines:?}");
    assert_eq!((asked("HEAD /ok"), asked("GET /ok")), (2, 0), "once for two anchors, once after a redirect: {lines:?}");
    assert_eq!(asked("HEAD /circle"), 6, "{lines:?}");
    assert_eq!(server.log.most.load(Ordering::SeqCst), 1, "one at a time");
    // The second run says the same and asks nobody.
    assert_eq!(check(&site, true), found);
    assert_eq!(server.lines(), lines);
}

#[test]
fn nobody_is_asked_unless_somebody_says_so() {
    let server = Server::start();
    let site = site(server.port, &["/gone"]);
    assert_eq!(check(&site, false), Vec::<String>::new(), "private addresses are never asked");
    assert_eq!(site.run(&["check", "--as-of", DAY]).code, 0);
    assert_eq!(site.build(&[]).code, 0);
    assert_eq!(server.lines(), Vec::<String>::new());
}

#[test]
fn without_a_network_it_is_said_once() {
    // A port that nobody listens at.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let site = site(port, &["/a", "/b", "/c"]);
    assert_eq!(check(&site, true), ["external-offline -:null"]);
}
