//! Connections cut at random bytes: afterwards every page at the host is an old or a new one, whole, with its assets, and
//! the next run completes.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering};
use std::thread;

use shuyuan::deploy::Host;

use super::bucket::Bucket;
use super::{Built, OPTIONS, Options, Patience, expect, host, publish, servers, store, there, versions};

/// Passes bytes on to a server until it has passed as many as it may, then breaks every connection.
struct Proxy {
    port: u16,
    left: Arc<AtomicI64>,
    passed: Arc<AtomicI64>,
}

impl Proxy {
    fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (left, passed) = (Arc::new(AtomicI64::new(i64::MAX)), Arc::new(AtomicI64::new(0)));
        let (shared, counted, server) = (Arc::clone(&left), Arc::clone(&passed), AtomicU16::new(server));
        // Ends with the process: it only waits.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.load(Ordering::SeqCst) <= 0 {
                    continue;
                }
                let Ok(server) = TcpStream::connect(("127.0.0.1", server.load(Ordering::SeqCst))) else { continue };
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let (left, passed) = (Arc::clone(&shared), Arc::clone(&counted));
                    thread::spawn(move || pass(from, to, &left, &passed));
                }
            }
        });
        Self { port, left, passed }
    }

    fn allow(&self, bytes: i64) {
        self.left.store(bytes, Ordering::SeqCst);
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, left: &AtomicI64, passed: &AtomicI64) {
    let mut buffer = [0; 4096];
    while let Ok(read) = from.read(&mut buffer) {
        let read = i64::try_from(read).unwrap();
        let before = left.fetch_sub(read, Ordering::SeqCst);
        let may = before.clamp(0, read);
        passed.fetch_add(may, Ordering::SeqCst);
        if may > 0 && to.write_all(&buffer[..usize::try_from(may).unwrap()]).is_err() {
            break;
        }
        if read == 0 || may < read {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// Every page is one of the old or the new site, whole, and its style sheet is there.
fn whole(folder: &Path, first: &Built, second: &Built) {
    let (old, new, now) = (there(first.folder.path()), there(second.folder.path()), there(folder));
    for (path, text) in now.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(old.get(path) == Some(text) || new.get(path) == Some(text), "{path}: {text:?}");
        if let Some((_, rest)) = text.split_once("assets/") {
            let asset = format!("assets/{}", rest.trim_end_matches('>'));
            assert!(now.contains_key(&asset), "{path} asks for {asset}");
        }
    }
    for path in old.keys().filter(|path| new.contains_key(*path)) {
        assert!(now.contains_key(path), "{path} is gone");
    }
    let index = format!("search/hot-{}.bin", now["search/start.json"]);
    assert!(now.contains_key(&index), "the search asks for {index}");
}

/// Cuts `times` publications, each at another byte.
fn cut(address: &dyn Fn(u16) -> String, settings: &str, server: u16, folder: &Path, times: i64) {
    cut_host(&|port| host(&address(port), settings, &[]), server, folder, &|| (), times);
}

/// [`cut`] with a host of any kind; `settle` waits until the server has done what reached it.
fn cut_host(host: &dyn Fn(u16) -> Box<dyn Host>, server: u16, folder: &Path, settle: &dyn Fn(), times: i64) {
    let proxy = Proxy::to(server);
    let host = host(proxy.port);
    let (first, second) = versions();
    let kept = tempfile::tempdir().unwrap();
    let store = store(&kept);
    let now = Options { grace: 0, ..OPTIONS };
    publish(&first, &*host, &store, now).unwrap();
    let before = proxy.passed.load(Ordering::SeqCst);
    publish(&second, &*host, &store, now).unwrap();
    let length = proxy.passed.load(Ordering::SeqCst) - before;
    let mut random = 88_172_645_463_325_252_u64;
    let mut failed = 0;
    for turn in 0..times {
        let (from, to) = if turn % 2 == 0 { (&second, &first) } else { (&first, &second) };
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        proxy.allow(i64::try_from(random % u64::try_from(length).unwrap()).unwrap());
        let impatient = Options { patience: Patience { attempts: 1, ..OPTIONS.patience }, ..OPTIONS };
        failed += i64::from(publish(to, &*host, &store, impatient).is_err());
        settle();
        whole(folder, from, to);
        proxy.allow(i64::MAX);
        publish(to, &*host, &store, now).unwrap();
        whole(folder, from, to);
        publish(to, &*host, &store, now).unwrap();
        expect(folder, to, &[]);
    }
    assert!(failed > times / 2, "only {failed} of {times} publications were cut");
}

#[test]
fn webdav_survives_a_hundred_cuts() {
    let Some(server) = servers::dav() else { return };
    cut(&|port| format!("dav://127.0.0.1:{port}/web"), "", server.port, &server.folder(), 100);
}

#[test]
fn ftp_survives_eighty_cuts() {
    let Some(server) = servers::ftp() else { return };
    let path = server.folder().display().to_string();
    cut(&|port| format!("ftp://127.0.0.1:{port}{path}"), "", server.port, &server.folder(), 80);
}

#[test]
fn sftp_survives_twenty_cuts() {
    let Some(server) = servers::ssh() else { return };
    let rest = server.address.split_once("127.0.0.1:").unwrap().1.split_once('/').unwrap().1.to_owned();
    let user = server.address.trim_start_matches("sftp://").split('@').next().unwrap().to_owned();
    let address = |port| format!("sftp://{user}@127.0.0.1:{port}/{rest}");
    cut(&address, &server.settings, server.port, &server.folder(), 20);
}

#[test]
fn a_bucket_survives_a_hundred_cuts() {
    let bucket = Bucket::new();
    let open = |port: u16| {
        let settings = format!("endpoint = \"http://127.0.0.1:{port}\"\nregion = \"r\"\npath_style = true");
        host("s3://web", &settings, &[("key", "k"), ("secret", "s")])
    };
    cut_host(&open, bucket.port, bucket.folder(), &|| bucket.settle(), 100);
}
