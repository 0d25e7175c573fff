//! The commands that `shuyuan export sections` prints, run as they are printed, against a server that records what it gets.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::support::{DAY, Site};

/// What was asked, its `Content-Type`, and what came with it.
type Request = (String, String, Vec<u8>);

/// A server that agrees to everything; requests come out of the receiver in their order.
fn recorder() -> (u16, Receiver<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (record, recorded) = channel();
    // Ends with the process: it only waits.
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut reader = BufReader::new(client.try_clone().unwrap());
            let (mut first, mut kind, mut length, mut waits) = (String::new(), String::new(), 0, false);
            reader.read_line(&mut first).unwrap();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.trim_end();
                let Some((name, value)) = line.split_once(": ") else { break };
                match name.to_ascii_lowercase().as_str() {
                    "content-length" => length = value.parse().unwrap(),
                    "content-type" => value.clone_into(&mut kind),
                    "expect" => waits = true,
                    _ => {}
                }
            }
            if waits {
                client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let asked = first.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
            record.send((asked, kind, body)).unwrap();
            client.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}").unwrap();
        }
    });
    (port, recorded)
}

/// Exports for `engine` into `folder` and runs what is printed; the requests that came.
fn ingested(site: &Site, engine: &str, index: &str, usual: u16) -> Vec<Request> {
    let folder = site.root().join("out");
    let out = folder.join("all.ndjson");
    let run = site.run(&[
        "export",
        "sections",
        "--for",
        engine,
        "--index",
        index,
        "--out",
        &out.to_string_lossy(),
        "--as-of",
        DAY,
        "--lang",
        "zh",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (port, recorded) = recorder();
    let commands: Vec<&str> = run.stderr.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    assert_eq!(commands.len(), 4, "{}", run.stderr);
    for command in commands {
        let command =
            command.replace(&format!(":{usual}/"), &format!(":{port}/")).replace("curl ", "curl --noproxy '*' -sS ");
        let done = Command::new("sh").arg("-c").arg(&command).current_dir(&folder).output().unwrap();
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    }
    recorded.try_iter().collect()
}

fn has_curl() -> bool {
    let found = Command::new("curl").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "curl is missing");
    found
}

#[test]
fn an_engine_gets_the_definition_then_every_line_once() {
    if !has_curl() {
        return;
    }
    let site = Site::small();
    let long: String =
        (0..1200).map(|n| format!("## 第{n}节\n\n{}\n\n", "社区学习点登记场地和课程。".repeat(40))).collect();
    site.write("content/a/_index.md", "---\ntitle: 栏目\n---\n");
    for page in ["one", "two"] {
        site.write(&format!("content/a/{page}.md"), format!("---\ntitle: {page}\n---\n\n{long}"));
    }
    let read = |name: &str| fs::read(site.root().join("out").join(name)).unwrap();
    let parts_of = |index: &str| {
        let asked = ingested(&site, "quickwit", index, 7280);
        let (made, gone) = (asked.first().unwrap(), asked.last().unwrap());
        assert_eq!((made.0.as_str(), made.1.as_str()), ("POST /api/v1/indexes", "application/yaml"));
        assert_eq!(made.2, read(&format!("{index}.yaml")));
        assert!(gone.0.starts_with("DELETE /api/v1/indexes/"), "{}", gone.0);
        let parts = &asked[1..asked.len() - 1];
        assert!(parts.iter().all(|part| part.0 == format!("POST /api/v1/{index}/ingest?commit=force")));
        assert!(parts.iter().all(|part| part.2.len() <= 10 << 20 && part.2.ends_with(b"\n")));
        assert!(parts.iter().flat_map(|part| &part.2).eq(&read("all.ndjson")), "{} parts", parts.len());
        parts.len()
    };
    let first = parts_of("sy-north-1");
    assert!(first > 1, "one part only: {} bytes", read("all.ndjson").len());
    // The next export is shorter: what the one before left in the folder is not sent again.
    fs::remove_file(site.root().join("content/a/two.md")).unwrap();
    assert!(parts_of("sy-north-2") < first);
    let asked = ingested(&site, "opensearch", "sy-north-3", 9200);
    assert_eq!((asked[0].0.as_str(), asked[0].1.as_str()), ("PUT /sy-north-3", "application/json"));
    let parts = &asked[1..asked.len() - 1];
    assert!(
        parts
            .iter()
            .all(|part| (part.0.as_str(), part.1.as_str()) == ("POST /sy-north-3/_bulk", "application/x-ndjson"))
    );
    assert!(parts.iter().all(|part| part.2.starts_with(b"{\"index\":{}}\n")));
    assert!(parts.iter().flat_map(|part| &part.2).eq(&read("all.ndjson")));
}
