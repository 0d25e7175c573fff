//! A bucket of an object store, as small as the protocol allows: whole objects at keys, lists in pages. A service of this
//! kind that was asked too often at once gave answers of its own making; this one is only as slow as the machine.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// Objects in one page of a list: few, so that lists have several.
const PAGE: usize = 3;

/// Objects as files of a folder.
pub struct Bucket {
    pub port: u16,
    folder: tempfile::TempDir,
    open: Arc<(Mutex<usize>, Condvar)>,
}

impl Bucket {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let open = Arc::new((Mutex::new(0), Condvar::new()));
        let (root, counted) = (folder.path().to_owned(), Arc::clone(&open));
        // Ends with the process: it only waits.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                *counted.0.lock().unwrap() += 1;
                let (root, counted) = (root.clone(), Arc::clone(&counted));
                thread::spawn(move || {
                    let _ = answer(&client, &root);
                    *counted.0.lock().unwrap() -= 1;
                    counted.1.notify_all();
                });
            }
        });
        Self { port, folder, open }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until everything that was sent is done: who was cut off does not know of it, but it may still come.
    pub fn settle(&self) {
        // Connections are taken in their order: when this one is answered, those before it have been counted.
        let mut last = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        last.write_all(b"GET /web/?list-type=2 HTTP/1.1\r\n\r\n").unwrap();
        last.read_to_end(&mut Vec::new()).unwrap();
        let count = self.open.0.lock().unwrap();
        drop(self.open.1.wait_while(count, |count| *count > 0).unwrap());
    }
}

/// Answers one request; a body that is cut off changes nothing.
fn answer(client: &TcpStream, root: &Path) -> std::io::Result<()> {
    let mut reader = BufReader::new(client);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let key = decoded(path.trim_start_matches("/web").trim_start_matches('/'));
    let file = root.join(&key);
    let (status, body) = match method {
        "PUT" => {
            put(root, &file, &body)?;
            (200, Vec::new())
        }
        "DELETE" => {
            let _ = fs::remove_file(&file);
            (204, Vec::new())
        }
        "GET" if key.is_empty() => (200, list(root, query).into_bytes()),
        "GET" => match fs::read(&file) {
            Ok(bytes) => (200, bytes),
            Err(_) => (404, b"<Error><Code>NoSuchKey</Code></Error>".to_vec()),
        },
        _ => (400, b"<Error><Code>MethodNotAllowed</Code></Error>".to_vec()),
    };
    let mut client = client;
    write!(client, "HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
    client.write_all(&body)
}

/// An object is there whole or not at all.
fn put(root: &Path, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(file.parent().unwrap_or(root))?;
    let mut whole = tempfile::NamedTempFile::with_prefix_in("shuyuan-object", root)?;
    whole.write_all(bytes)?;
    whole.persist(file).map(drop).map_err(|error| error.error)
}

fn list(root: &Path, query: &str) -> String {
    let asked: BTreeMap<&str, String> =
        query.split('&').filter_map(|pair| pair.split_once('=')).map(|(key, value)| (key, decoded(value))).collect();
    let after = asked.get("continuation-token").cloned().unwrap_or_default();
    let files = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    let key = |path: PathBuf| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    let mut objects: Vec<(String, u64)> = files
        .map(|entry| (entry.metadata().map_or(0, |of| of.len()), entry.into_path()))
        .map(|(size, path)| (key(path), size))
        .filter(|(key, _)| !key.starts_with("shuyuan-object") && *key > after)
        .collect();
    objects.sort();
    let more = objects.len() > PAGE;
    objects.truncate(PAGE);
    let mut out = format!("<ListBucketResult><IsTruncated>{more}</IsTruncated>");
    if let Some((last, _)) = objects.last().filter(|_| more) {
        out += &format!("<NextContinuationToken>{last}</NextContinuationToken>");
    }
    for (key, size) in objects {
        out += &format!("<Contents><Key>{key}</Key><Size>{size}</Size></Contents>");
    }
    out + "</ListBucketResult>"
}

fn decoded(text: &str) -> String {
    let (mut out, mut bytes) = (Vec::new(), text.bytes());
    while let Some(byte) = bytes.next() {
        let digit = |byte: Option<u8>| byte.and_then(|byte| (byte as char).to_digit(16)).unwrap_or(0) as u8;
        out.push(if byte == b'%' { digit(bytes.next()) * 16 + digit(bytes.next()) } else { byte });
    }
    String::from_utf8_lossy(&out).into_owned()
}
