//! Printing: a page becomes a PDF file by an installed browser, without a window and without the network.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What no browser needs for a page on the disk, and what keeps it from the network.
const ARGUMENTS: [&str; 13] = [
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--password-store=basic",
    "--use-mock-keychain",
];

/// A folder in which a page and its pictures wait for being printed; it is gone when this is dropped.
pub struct Press {
    folder: TempDir,
}

impl Press {
    /// Makes the folder inside `place`: browsers of some systems may read only what is not of the whole system or hidden.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn new(place: &Path) -> io::Result<Self> {
        fs::create_dir_all(place)?;
        Ok(Self { folder: tempfile::Builder::new().prefix("shuyuan-print-").tempdir_in(place)? })
    }

    /// Lays `bytes` beside the page.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn add(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.folder.path().join(name), bytes)
    }

    /// The page `html` as a PDF file, printed by `browser` in at most `limit`.
    ///
    /// # Errors
    /// The browser cannot be started, takes too long (`TimedOut`), or leaves no file (with what it said).
    pub fn print(&self, browser: &Path, html: &str, limit: Duration) -> io::Result<Vec<u8>> {
        self.add("page.html", html.as_bytes())?;
        match self.run(browser, limit, false) {
            // Chromium will not run for root with its sandbox. The page is our own and can reach nothing.
            Err(error) if error.to_string().contains("no-sandbox") => self.run(browser, limit, true),
            done => done,
        }
    }

    fn run(&self, browser: &Path, limit: Duration, bare: bool) -> io::Result<Vec<u8>> {
        let folder = fs::canonicalize(self.folder.path())?;
        let (page, pdf, said) = (folder.join("page.html"), folder.join("page.pdf"), folder.join("said.txt"));
        if pdf.exists() {
            fs::remove_file(&pdf)?;
        }
        let mut command = Command::new(browser);
        command.args(ARGUMENTS).args(bare.then_some("--no-sandbox"));
        command.arg(argument("--user-data-dir=", &folder.join("profile")));
        command.arg(argument("--print-to-pdf=", &pdf)).arg(address(&page));
        let errors = fs::File::create(&said)?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
        let child = Running(command.spawn()?);
        child.wait(limit)?;
        match fs::read(&pdf) {
            Ok(bytes) if bytes.starts_with(b"%PDF-") => Ok(bytes),
            _ => {
                let said = fs::read(&said).unwrap_or_default();
                let said = String::from_utf8_lossy(&said);
                let last = said.lines().rfind(|line| line.contains("ERROR") || line.contains("sandbox"));
                Err(io::Error::other(last.unwrap_or("no file").to_owned()))
            }
        }
    }
}

fn argument(name: &str, path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from(name);
    argument.push(path);
    argument
}

/// The address of a file. Windows gives whole paths a prefix that browsers do not know.
fn address(path: &Path) -> String {
    const PLAIN: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~')
        .remove(b':');
    let text = path.to_string_lossy().replace('\\', "/");
    let text = text.trim_start_matches("//?/");
    let slash = if text.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", percent_encoding::utf8_percent_encode(text, PLAIN))
}

/// A browser, which never outlives this value.
struct Running(Child);

impl Running {
    fn wait(mut self, limit: Duration) -> io::Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            if self.0.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(io::Error::from(ErrorKind::TimedOut))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_browser_is_told() {
        let place = tempfile::tempdir().unwrap();
        let press = Press::new(place.path()).unwrap();
        let gone = press.print(Path::new("/no/such/browser"), "<p>", Duration::from_secs(60)).unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::NotFound);
        drop(press);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_browser_that_hangs_is_ended() {
        let child = Command::new("sleep").arg("1000").spawn().unwrap();
        let error = Running(child).wait(Duration::from_millis(50)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }

    #[test]
    fn paths_become_addresses() {
        assert_eq!(address(Path::new("/tmp/学 习/a.html")), "file:///tmp/%E5%AD%A6%20%E4%B9%A0/a.html");
        assert_eq!(address(Path::new(r"\\?\C:\b\a.html")), "file:///C:/b/a.html");
    }
}
