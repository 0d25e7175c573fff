//! SFTP, through the `sftp` program of the system: Linux, macOS and Windows 10 and later have it, with the keys, the
//! known hosts and the settings that already work for the person who publishes.
//!
//! The program reads commands (`-b -`) and says what happens in words. After each command it is asked where it is, and its
//! answer ends what belongs to the command.

use std::io::{BufRead as _, BufReader, PipeReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use tempfile::TempDir;

use super::remote::{Host, Problem, Remote, RemoteError, Upload};
use super::work;

/// A folder of an SSH server.
#[derive(Debug, Clone)]
pub(super) struct Sftp {
    /// `user@host` or `host`.
    pub(super) host: String,
    pub(super) port: Option<u16>,
    /// With a slash at the end, or empty for the home folder.
    pub(super) folder: String,
    pub(super) identity: Option<PathBuf>,
    /// More of the program's own settings (`-o`).
    pub(super) options: Vec<String>,
}

impl Host for Sftp {
    fn connect(&self) -> Result<Box<dyn Remote>, RemoteError> {
        let (answers, says) = std::io::pipe().map_err(|error| RemoteError::system(&error))?;
        let mut command = Command::new("sftp");
        command.args(["-q", "-b", "-", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15"]);
        for option in &self.options {
            command.args(["-o", option]);
        }
        if let Some(port) = self.port {
            command.args(["-P", &port.to_string()]);
        }
        if let Some(identity) = &self.identity {
            command.arg("-i").arg(identity);
        }
        // The words of the program are read, so they must be English.
        command.arg("--").arg(&self.host).env("LC_ALL", "C").stdin(Stdio::piped());
        let copy = says.try_clone().map_err(|error| RemoteError::system(&error))?;
        command.stdout(says).stderr(copy);
        let mut child = command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => RemoteError::new(Problem::Other, "sftp: there is no such program"),
            _ => RemoteError::system(&error),
        })?;
        // Holds the writing ends of the pipe: only the child may, or its end is never seen.
        drop(command);
        let asks = child.stdin.take().ok_or_else(|| RemoteError::new(Problem::Other, "sftp: no input"))?;
        let scratch = work::scratch().map_err(|error| RemoteError::system(&error))?;
        let mut connection = Connection {
            child,
            asks: Some(asks),
            answers: BufReader::new(answers),
            folder: self.folder.clone(),
            made: String::new(),
            scratch,
        };
        connection.tell("pwd")?;
        Ok(Box::new(connection))
    }

    fn renames(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("sftp://{}/{}", self.host, self.folder)
    }
}

struct Connection {
    child: Child,
    asks: Option<ChildStdin>,
    answers: BufReader<PipeReader>,
    folder: String,
    made: String,
    scratch: TempDir,
}

impl Drop for Connection {
    fn drop(&mut self) {
        drop(self.asks.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Connection {
    /// Runs one command; the answer is what the program said to it, line by line.
    fn tell(&mut self, command: &str) -> Result<Vec<String>, RemoteError> {
        // `-`: go on after a refusal, `@`: do not repeat the command.
        let text = format!("-@{command}\n-@pwd\n");
        let written = match &mut self.asks {
            Some(asks) => asks.write_all(text.as_bytes()).and_then(|()| asks.flush()),
            None => Ok(()),
        };
        let mut said = Vec::new();
        let mut pending = usize::from(command == "pwd") + 1;
        loop {
            let mut line = Vec::new();
            let read = self.answers.read_until(b'\n', &mut line).map_err(|error| RemoteError::system(&error))?;
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if read == 0 {
                return Err(gone(&said, written.err()));
            }
            if line.starts_with("Remote working directory:") {
                pending -= 1;
                if pending == 0 {
                    return Ok(said);
                }
            } else if !line.is_empty() && !line.starts_with("sftp> ") {
                said.push(line);
            }
        }
    }

    /// Runs a command that says nothing if all is well.
    fn quiet(&mut self, command: &str) -> Result<(), RemoteError> {
        match fault(&self.tell(command)?) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn at(&self, path: &str) -> String {
        quoted(&format!("{}{path}", self.folder))
    }

    fn folders(&mut self, path: &str) -> Result<(), RemoteError> {
        let whole = format!("{}{path}", self.folder);
        let Some(end) = whole.rfind('/') else { return Ok(()) };
        if self.made.starts_with(&whole[..=end]) {
            return Ok(());
        }
        for (at, _) in whole.match_indices('/').filter(|(at, _)| *at > 0) {
            if !self.made.starts_with(&whole[..=at]) {
                // That it is there already is said as a failure; the file's own fate will tell.
                self.tell(&format!("mkdir {}", quoted(&whole[..at])))?;
            }
        }
        self.made = whole[..=end].to_owned();
        Ok(())
    }

    fn local(&self, name: &str) -> Result<(PathBuf, String), RemoteError> {
        let path = self.scratch.path().join(name);
        let text = path.to_str().ok_or_else(|| RemoteError::new(Problem::Other, "the temporary folder's name"))?;
        let text = quoted(&text.replace('\\', "/"));
        Ok((path, text))
    }
}

impl Remote for Connection {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, RemoteError> {
        let (place, local) = self.local("in")?;
        work::forget(&place);
        let said = self.tell(&format!("get {} {local}", self.at(path)))?;
        if said.iter().any(|line| line.contains("not found") || line.contains("No such file")) {
            return Ok(None);
        }
        match fault(&said) {
            Some(error) => Err(error),
            None => work::read(&place).map(Some).map_err(|error| RemoteError::system(&error)),
        }
    }

    fn put(&mut self, path: &str, file: Upload<'_>) -> Result<(), RemoteError> {
        let (place, local) = self.local("out")?;
        work::write(&place, file.bytes).map_err(|error| RemoteError::system(&error))?;
        self.folders(path)?;
        let part = format!("{path}.shuyuan-part");
        self.quiet(&format!("put {local} {}", self.at(&part)))?;
        self.rename(&part, path)
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), RemoteError> {
        self.folders(to)?;
        let said = self.tell(&format!("rename {} {}", self.at(from), self.at(to)))?;
        match fault(&said) {
            None => Ok(()),
            // Servers without OpenSSH's extension rename onto nothing only.
            Some(_) if said.iter().any(|line| line.contains("Failure")) => {
                self.tell(&format!("rm {}", self.at(to)))?;
                self.quiet(&format!("rename {} {}", self.at(from), self.at(to)))
            }
            Some(error) => Err(error),
        }
    }

    fn remove(&mut self, path: &str) -> Result<(), RemoteError> {
        let said = self.tell(&format!("rm {}", self.at(path)))?;
        let said: Vec<String> = said.into_iter().filter(|line| !line.starts_with("Removing ")).collect();
        if said.iter().any(|line| line.contains("not found") || line.contains("No such file")) {
            return Ok(());
        }
        fault(&said).map_or(Ok(()), Err)
    }

    fn list(&mut self) -> Result<Vec<(String, u64)>, RemoteError> {
        let mut files = Vec::new();
        let mut waiting = vec![String::new()];
        while let Some(folder) = waiting.pop() {
            let place = format!("{}{folder}", self.folder);
            let place = if place.is_empty() { "." } else { &place };
            let said = self.tell(&format!("ls -lan {}", quoted(place)))?;
            if said.iter().any(|line| line.contains("not found") || line.contains("No such file")) {
                continue;
            }
            for line in said {
                let Some((is_folder, size, name)) = entry(&line) else { continue };
                // Newer programs write the whole path.
                let name = name.rsplit('/').next().unwrap_or(name);
                match (is_folder, name) {
                    (_, "." | "..") => {}
                    (true, _) => waiting.push(format!("{folder}{name}/")),
                    (false, _) => files.push((format!("{folder}{name}"), size)),
                }
            }
        }
        Ok(files)
    }
}

/// A line of `ls -ln`: whether it is a folder, its length and its name.
fn entry(line: &str) -> Option<(bool, u64, &str)> {
    let is_folder = match line.as_bytes().first()? {
        b'd' => true,
        b'-' => false,
        _ => return None,
    };
    let mut rest = line;
    let mut size = 0;
    for field in 0..8 {
        let end = rest.find(' ')?;
        if field == 4 {
            size = rest[..end].parse().ok()?;
        }
        rest = rest[end..].trim_start();
    }
    Some((is_folder, size, rest))
}

/// Quoted for the program, which takes no pattern for one inside of quotes.
fn quoted(path: &str) -> String {
    let mut out = String::from("\"");
    for c in path.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out + "\""
}

/// What the program said, if it is a complaint.
fn fault(said: &[String]) -> Option<RemoteError> {
    let quiet = |line: &&String| {
        !["Uploading ", "Fetching ", "Removing ", "Changing "].iter().any(|start| line.starts_with(start))
    };
    let line = said.iter().find(quiet)?;
    let problem = if line.contains("ermission denied") {
        Problem::Permission
    } else if line.contains("No space") || line.contains("uota") || line.contains("write remote") {
        Problem::Full
    } else if line.contains("onnection") || line.contains("onnect to") {
        Problem::Connection
    } else {
        Problem::Other
    };
    Some(RemoteError::new(problem, line.clone()))
}

/// The program has ended.
fn gone(said: &[String], error: Option<std::io::Error>) -> RemoteError {
    let text = said.join(" · ");
    let problem = if text.contains("ermission denied (") || text.contains("Too many authentication") {
        Problem::LogIn
    } else if text.contains("ost key verification failed") || text.contains("IDENTIFICATION HAS CHANGED") {
        Problem::Certificate
    } else {
        Problem::Connection
    };
    let text = if text.is_empty() { error.map_or("sftp ended".to_owned(), |error| error.to_string()) } else { text };
    RemoteError::new(problem, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_names_of_the_program() {
        let line = "-rw-r--r--    1 0        0            1234 Nov 28 01:06 /srv/a b 甲.html";
        assert_eq!(entry(line), Some((false, 1234, "/srv/a b 甲.html")));
        assert_eq!(entry("drwxr-xr-x    ? 0        0            4096 Nov 28  2025 sub"), Some((true, 4096, "sub")));
        assert_eq!(entry("remote readdir"), None);
        assert_eq!(quoted("a [1]*\"?.html"), "\"a [1]*\\\"?.html\"");
    }

    #[test]
    fn what_helps_is_told_by_the_words() {
        let of = |line: &str| fault(&[line.to_owned()]).map(|error| error.problem);
        assert_eq!(of("remote open \"/x\": Permission denied"), Some(Problem::Permission));
        assert_eq!(of("Uploading /tmp/x to /y"), None);
        assert_eq!(gone(&["u@h: Permission denied (publickey).".to_owned()], None).problem, Problem::LogIn);
        assert_eq!(gone(&["Host key verification failed.".to_owned()], None).problem, Problem::Certificate);
    }
}
