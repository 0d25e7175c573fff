//! The built site over HTTP on this machine.

mod http;

use std::io;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::Path;

/// The port that is tried first.
const FIRST_PORT: u16 = 8000;
/// How many ports after a taken one are tried.
const TRIES: u16 = 100;

/// Listens at `address` on the wanted port or, if it is taken, on the next free one.
pub fn listen(address: Ipv4Addr, wanted: Option<u16>) -> io::Result<TcpListener> {
    let first = wanted.unwrap_or(FIRST_PORT);
    let mut last = None;
    for port in (first..=first.saturating_add(TRIES)).take(usize::from(TRIES)) {
        match TcpListener::bind((IpAddr::V4(address), port)) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::other("no port left")))
}

/// Serves the folder until the process is told to stop.
pub fn run(listener: TcpListener, folder: &Path) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(http::serve(listener, folder))
}
