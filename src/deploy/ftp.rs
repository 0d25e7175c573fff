//! FTP, and FTPS (explicit TLS), as web space is often filled.

use std::io::{Cursor, Read as _, Write as _};
use std::net::ToSocketAddrs as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use suppaftp::list::ListParser;
use suppaftp::rustls::version::{TLS12, TLS13};
use suppaftp::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use suppaftp::types::FileType;
use suppaftp::{FtpError, ImplFtpStream, RustlsConnector, RustlsFtpStream, Status};

use super::http::certificates;
use super::remote::{Host, Problem, Remote, RemoteError, Upload};
use super::secrets::Secrets;

/// How long a silent server is waited for.
const SILENCE: Duration = Duration::from_secs(60);

/// A folder of an FTP server.
#[derive(Clone)]
pub(super) struct Ftp {
    pub(super) host: String,
    pub(super) port: u16,
    /// With a slash at both ends, or empty for where the server puts us.
    pub(super) folder: String,
    pub(super) secure: bool,
    pub(super) secrets: Secrets,
    pub(super) authorities: Option<PathBuf>,
}

impl Host for Ftp {
    fn connect(&self) -> Result<Box<dyn Remote>, RemoteError> {
        let mut stream = if self.secure {
            // Servers such as vsftpd want every transfer to go on with the session of the commands. In TLS 1.3 a session
            // may be taken up once, and the next one comes with what the server sends, which an upload never reads.
            // A server that speaks only the newer one says no, in an alert or by breaking off.
            let older = self.encrypted(self.plain()?, &TLS12);
            older.or_else(|first| match (self.encrypted(self.plain()?, &TLS13), first.problem) {
                (Err(_), Problem::Certificate) => Err(first),
                (newer, _) => newer,
            })?
        } else {
            self.plain()?
        };
        // Behind address translation servers name addresses that nobody reaches.
        stream.set_passive_nat_workaround(true);
        let user = self.secrets.get("user").unwrap_or("anonymous");
        let password = self.secrets.get("password").unwrap_or("anonymous@");
        stream.login(user, password).map_err(|error| log_in(&error))?;
        stream.transfer_type(FileType::Binary).map_err(|error| failed(&error))?;
        // Names are UTF-8 with us; servers that know no OPTS take them as they come.
        let _ = stream.opts("UTF8", Some("ON"));
        Ok(Box::new(Connection { stream, folder: self.folder.clone(), made: String::new() }))
    }

    fn renames(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("{}://{}{}", if self.secure { "ftps" } else { "ftp" }, self.host, self.folder)
    }
}

impl Ftp {
    fn plain(&self) -> Result<RustlsFtpStream, RemoteError> {
        let mut address = (self.host.as_str(), self.port).to_socket_addrs().map_err(|e| connection(&e))?;
        let address = address.next().ok_or_else(|| RemoteError::new(Problem::Connection, "no address"))?;
        let stream =
            ImplFtpStream::connect_timeout(address, Duration::from_secs(20)).map_err(|error| failed(&error))?;
        quiet_limit(&stream);
        Ok(stream)
    }

    fn encrypted(
        &self,
        stream: RustlsFtpStream,
        version: &'static SupportedProtocolVersion,
    ) -> Result<RustlsFtpStream, RemoteError> {
        let connector = RustlsConnector::from(Arc::new(self.trust(version)?));
        let stream = stream.into_secure(connector, &self.host).map_err(|error| failed(&error))?;
        quiet_limit(&stream);
        Ok(stream)
    }

    fn trust(&self, version: &'static SupportedProtocolVersion) -> Result<ClientConfig, RemoteError> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(path) = &self.authorities {
            for certificate in certificates(path)? {
                let added = roots.add(certificate.der().to_vec().into());
                added.map_err(|error| RemoteError::new(Problem::Certificate, error.to_string()))?;
            }
        }
        let config = ClientConfig::builder_with_protocol_versions(&[version]);
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    }
}

fn quiet_limit(stream: &RustlsFtpStream) {
    let control = stream.get_ref();
    // Without the limit a server that falls silent is waited for by the system's own.
    let _ = control.set_read_timeout(Some(SILENCE));
    let _ = control.set_write_timeout(Some(SILENCE));
}

struct Connection {
    stream: RustlsFtpStream,
    folder: String,
    /// The folder that was made or found last.
    made: String,
}

impl Connection {
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.folder)
    }

    /// Makes the folders above `path`, which is given as the server knows it.
    fn folders(&mut self, path: &str) {
        let Some(end) = path.rfind('/') else { return };
        if self.made.starts_with(&path[..=end]) {
            return;
        }
        for (at, _) in path.match_indices('/').filter(|(at, _)| *at > 0) {
            if !self.made.starts_with(&path[..=at]) {
                // That it is there already cannot be told from other refusals; the file's own fate will tell.
                let _ = self.stream.mkdir(&path[..at]);
            }
        }
        self.made = path[..=end].to_owned();
    }

    fn send(&mut self, place: &str, bytes: &[u8]) -> Result<(), FtpError> {
        let mut transfer = self.stream.put_with_stream(place)?;
        transfer.write_all(bytes).map_err(FtpError::ConnectionError)?;
        transfer.finish().map(|_| ())
    }

    fn size(&mut self, place: &str) -> Result<Option<usize>, RemoteError> {
        match self.stream.size(place) {
            Ok(size) => Ok(Some(size)),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }
}

impl Remote for Connection {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, RemoteError> {
        let place = self.at(path);
        // Servers say the same of a file that is not there and one that cannot be read; its length is known of the latter.
        let read = self.stream.retr_as_stream(&place).and_then(|mut transfer| {
            let mut bytes = Vec::new();
            transfer.read_to_end(&mut bytes).map_err(FtpError::ConnectionError)?;
            transfer.finish()?;
            Ok(bytes)
        });
        match read {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_missing(&error) => match self.size(&place)? {
                Some(_) => Err(failed(&error)),
                None => Ok(None),
            },
            Err(error) => Err(failed(&error)),
        }
    }

    fn put(&mut self, path: &str, file: Upload<'_>) -> Result<(), RemoteError> {
        let place = self.at(path);
        let part = format!("{place}.shuyuan-part");
        self.folders(&place);
        self.send(&part, file.bytes).map_err(|error| failed(&error))?;
        // A server with a full disk may say that all went well.
        if self.size(&part)?.is_some_and(|size| size != file.bytes.len()) {
            return Err(RemoteError::new(Problem::Full, format!("{path}: the server kept only a part")));
        }
        self.replace(&part, &place)
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), RemoteError> {
        let (from, to) = (self.at(from), self.at(to));
        self.folders(&to);
        self.replace(&from, &to)
    }

    fn remove(&mut self, path: &str) -> Result<(), RemoteError> {
        let place = self.at(path);
        match self.stream.rm(&place) {
            Ok(()) => Ok(()),
            Err(error) if is_missing(&error) => match self.size(&place)? {
                Some(_) => Err(failed(&error)),
                None => Ok(()),
            },
            Err(error) => Err(failed(&error)),
        }
    }

    fn list(&mut self) -> Result<Vec<(String, u64)>, RemoteError> {
        let mut files = Vec::new();
        let mut waiting = vec![String::new()];
        while let Some(folder) = waiting.pop() {
            let place = self.at(&folder);
            let lines = match self.stream.list(Some(place.trim_end_matches('/')).filter(|at| !at.is_empty())) {
                Ok(lines) => lines,
                Err(error) if is_missing(&error) => continue,
                Err(error) => return Err(failed(&error)),
            };
            for line in lines {
                let parsed = ListParser::parse_posix(&line).or_else(|_| ListParser::parse_dos(&line));
                let Ok(entry) = parsed else { continue };
                let name = format!("{folder}{}", entry.name());
                if entry.is_directory() && !matches!(entry.name(), "." | "..") {
                    waiting.push(format!("{name}/"));
                } else if entry.is_file() {
                    files.push((name, entry.size() as u64));
                }
            }
        }
        Ok(files)
    }
}

impl Connection {
    fn replace(&mut self, from: &str, to: &str) -> Result<(), RemoteError> {
        match self.stream.rename(from, to) {
            Ok(()) => Ok(()),
            // Some servers rename onto nothing only.
            Err(FtpError::UnexpectedResponse(_)) if self.size(to)?.is_some() => {
                self.stream.rm(to).and_then(|()| self.stream.rename(from, to)).map_err(|error| failed(&error))
            }
            Err(error) => Err(failed(&error)),
        }
    }
}

fn is_missing(error: &FtpError) -> bool {
    matches!(error, FtpError::UnexpectedResponse(response) if response.status == Status::FileUnavailable)
}

fn connection(error: &std::io::Error) -> RemoteError {
    RemoteError { problem: Problem::Connection, ..RemoteError::system(error) }
}

fn log_in(error: &FtpError) -> RemoteError {
    match error {
        FtpError::UnexpectedResponse(response) if response.status == Status::NotLoggedIn => {
            RemoteError::new(Problem::LogIn, said(&response.body))
        }
        _ => failed(error),
    }
}

fn failed(error: &FtpError) -> RemoteError {
    match error {
        FtpError::ConnectionError(error) if error.to_string().contains("ertificate") => {
            RemoteError::new(Problem::Certificate, error.to_string())
        }
        FtpError::ConnectionError(error) => connection(error),
        FtpError::SecureError(words) => RemoteError::new(Problem::Certificate, words.clone()),
        FtpError::UnexpectedResponse(response) => {
            let problem = match response.status.code() {
                452 | 552 => Problem::Full,
                530 | 532 => Problem::LogIn,
                421 | 425 | 426 | 450 | 451 => Problem::Connection,
                550 | 553 => Problem::Permission,
                _ => Problem::Other,
            };
            RemoteError::new(problem, said(&response.body))
        }
        // What is half an answer comes from a connection that broke.
        FtpError::BadResponse | FtpError::DataConnectionAlreadyOpen => {
            RemoteError::new(Problem::Connection, error.to_string())
        }
        FtpError::InvalidAddress(_) => RemoteError::new(Problem::Other, error.to_string()),
    }
}

fn said(body: &[u8]) -> String {
    let mut text = String::new();
    let _ = Cursor::new(body).read_to_string(&mut text);
    text.trim().to_owned()
}
