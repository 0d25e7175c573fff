//! What a host can do, and what can go wrong with it.

use std::fmt;
use std::io;

use crate::diagnostics::{Text, system_words};

/// A file on its way to a host.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The path by which readers will know it, which decides its type and how long it is kept by browsers.
    pub known_as: &'a str,
}

/// One connection to a host. Paths are relative to where the site lies there, with `/`.
pub trait Remote: Send {
    /// The file's bytes; none if there is no such file.
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, RemoteError>;
    /// Writes a file and the folders above it.
    fn put(&mut self, path: &str, file: Upload<'_>) -> Result<(), RemoteError>;
    /// Moves a file over what is there, making the folders above it. Never called where [`Host::renames`] says no.
    fn rename(&mut self, from: &str, to: &str) -> Result<(), RemoteError>;
    /// Removes a file; that it is not there is no fault.
    fn remove(&mut self, path: &str) -> Result<(), RemoteError>;
    /// Whether there is a file.
    fn exists(&mut self, path: &str) -> Result<bool, RemoteError> {
        Ok(self.read(path)?.is_some())
    }
    /// Every file at and below the site's place with its length.
    fn list(&mut self) -> Result<Vec<(String, u64)>, RemoteError>;
}

/// Where connections come from.
pub trait Host: Send + Sync {
    /// A connection of its own.
    fn connect(&self) -> Result<Box<dyn Remote>, RemoteError>;
    /// Whether a file can take the place of another in one step that readers do not notice.
    fn renames(&self) -> bool;
    /// What people call it, without secrets.
    fn name(&self) -> String;
}

/// What kind of trouble it is, which decides what helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The connection failed or broke, or the host is overloaded: trying again may help.
    Connection,
    /// Name, password, key or token are not accepted.
    LogIn,
    /// The host does not allow it to this user.
    Permission,
    /// No room.
    Full,
    /// This machine's clock and the host's differ too much.
    Clock,
    /// The host's certificate is not trusted.
    Certificate,
    /// Bucket, share or folder do not exist.
    NoPlace,
    /// Something is wrong on this machine.
    Local,
    /// Anything else.
    Other,
}

/// Why a host did not do what it was asked.
#[derive(Debug, Clone)]
pub struct RemoteError {
    /// What kind it is.
    pub problem: Problem,
    /// The words of host or system.
    pub words: Text,
}

impl RemoteError {
    /// In the host's own words.
    pub(super) fn new(problem: Problem, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { problem, words: Text::new(words.clone(), words) }
    }

    /// What the system says of a file or a connection.
    pub(super) fn system(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        let problem = match error.kind() {
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Problem::Permission,
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Problem::Full,
            Kind::ConnectionRefused
            | Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::NotConnected
            | Kind::BrokenPipe
            | Kind::TimedOut
            | Kind::WouldBlock
            | Kind::UnexpectedEof
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::Interrupted => Problem::Connection,
            Kind::InvalidData if error.to_string().contains("ertificate") => Problem::Certificate,
            Kind::NotFound => Problem::NoPlace,
            _ => Problem::Other,
        };
        Self { problem, words: system_words(error) }
    }

    /// A file of this machine's that cannot be read.
    pub(super) fn local(error: &io::Error) -> Self {
        Self { problem: Problem::Local, words: system_words(error) }
    }

    /// A file of the site that is not what was built.
    pub(super) fn changed() -> Self {
        let words = Text::new("文件与构建时不同", "the file is not what was built");
        Self { problem: Problem::Local, words }
    }

    /// Whether trying again may help.
    pub fn may_pass(&self) -> bool {
        self.problem == Problem::Connection
    }
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words.en)
    }
}

impl std::error::Error for RemoteError {}
