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

/// A server that speaks TLS with a certificate of its own.
struct Secure {
    port: u16,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Secure {
    fn start(certificate: &rcgen::Certificate, key: &rcgen::KeyPair) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let config = Arc::new(config);
        Self::serve(move |stream| {
            let mut tls = rustls::StreamOwned::new(rustls::ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
            let mut lines = BufReader::new(&mut tls).lines();
            // Who does not believe the certificate sends nothing.
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            drop(lines);
            let _ = tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            tls.conn.send_close_notify();
            let _ = tls.flush();
        })
    }

    fn serve(answer: impl Fn(TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&over);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                answer(stream.unwrap());
            }
        });
        Self { port, over, thread: Some(thread) }
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

#[test]
fn what_is_wrong_with_a_certificate_is_said_in_plain_words() {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
    let authority = |name: &str| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        (Issuer::new(params, key), pem)
    };
    let (own, pem) = authority("own");
    let (stranger, _) = authority("stranger");
    let serve = |name: &str, from: i32, until: i32, issuer: &Issuer<'_, KeyPair>| {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 2, 3);
        let key = KeyPair::generate().unwrap();
        Secure::start(&params.signed_by(&key, issuer).unwrap(), &key)
    };
    let good = serve("127.0.0.1", 2000, 2200, &own);
    let unknown = serve("127.0.0.1", 2000, 2200, &stranger);
    let expired = serve("127.0.0.1", 2000, 2001, &own);
    let early = serve("127.0.0.1", 2190, 2200, &own);
    let other = serve("www.other.example", 2000, 2200, &own);
    // What `openssl req -x509` makes: an authority that is its own server.
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let self_made = Secure::start(&params.self_signed(&key).unwrap(), &key);
    let plain = Secure::serve(|mut stream| {
        // Before it is read, so that nobody waits for the other.
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
    });
    let all = [&good, &unknown, &expired, &early, &other, &self_made, &plain];
    let links: Vec<String> = all.iter().map(|server| format!("[甲](https://127.0.0.1:{}/)", server.port)).collect();
    let site = Site::small();
    site.write("content/a.md", format!("---\ntitle: 甲\nkind: page\n---\n\n{}\n", links.join("\n\n")));
    site.write("authority.pem", pem);
    let said = |authorities: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuyuan"));
        command.args(["check", "--external", "--as-of", DAY, "--format", "json", "--lang", "zh"]);
        command.current_dir(site.root()).env("SSL_CERT_FILE", authorities);
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command.env("SHUYUAN_LINK_PAUSE_MILLISECONDS", "0").env("SHUYUAN_LINK_PATIENCE_MILLISECONDS", "60000");
        let output = command.env("SHUYUAN_LINK_PRIVATE", "1").output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found: Vec<Value> = report["diagnostics"].as_array().unwrap().clone();
        move |server: &Secure| {
            let here = |d: &&Value| d["message"].as_str().unwrap().contains(&format!(":{}/", server.port));
            found.iter().find(here).map(|d| {
                let message = d["message"].as_str().unwrap().split('”').nth(1).unwrap_or_default().to_owned();
                (d["code"].as_str().unwrap().to_owned(), message)
            })
        }
    };
    let of = said("authority.pem");
    let expect = |server: &Secure, code: &str, words: &str| {
        assert_eq!(of(server), Some((code.to_owned(), words.to_owned())));
    };
    assert_eq!(of(&good), None, "the authority is known");
    let unknown_words = "的安全证书不是公认的机构签发的（自己做的，或者单位内部的）";
    expect(&unknown, "external-certificate", unknown_words);
    expect(&self_made, "external-certificate", unknown_words);
    expect(&expired, "external-certificate", "的安全证书过期了，2001-02-03 到期");
    expect(&early, "external-certificate", "的安全证书还没有生效，2190-01-01 才开始");
    expect(&other, "external-certificate", "的安全证书是给别的域名的：www.other.example");
    expect(&plain, "external-link", "写的是 https，而那里没有加密");
    // With the usual authorities nobody knows the one of this test; a file that is none is told.
    std::fs::remove_dir_all(site.root().join(".shuyuan-cache")).unwrap();
    let of = said("missing.pem");
    assert_eq!(of(&good).map(|(code, _)| code).as_deref(), Some("external-certificate"));
}
