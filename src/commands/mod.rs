//! One file per subcommand. The only place that prints or decides an exit code.

/// As the macros of the standard library, which panic when who reads has gone (`shuyuan build | head`).
macro_rules! to {
    ($stream:ident, $write:ident, $($arguments:tt)*) => {{
        use std::io::Write as _;
        let _ = $write!(std::io::$stream(), $($arguments)*);
    }};
}
macro_rules! println {
    ($($arguments:tt)*) => { to!(stdout, writeln, $($arguments)*) };
}
macro_rules! print {
    ($($arguments:tt)*) => { to!(stdout, write, $($arguments)*) };
}
macro_rules! eprintln {
    ($($arguments:tt)*) => { to!(stderr, writeln, $($arguments)*) };
}
macro_rules! eprint {
    ($($arguments:tt)*) => { to!(stderr, write, $($arguments)*) };
}

mod ahead;
pub mod args;
mod build;
mod check;
mod consolidate;
mod deploy;
mod diff;
mod doctor;
mod explained;
mod export;
mod figures;
mod fix;
mod gateway;
mod hosts;
mod hub;
mod import;
mod init;
mod new;
mod office;
mod outline;
mod progress;
mod relocate;
mod report;
mod search;
mod serve;
mod sign;
mod site;
mod sources;
mod starter;
mod stats;
mod target;
mod usage;
mod verify;

use std::process::ExitCode;

use crate::diagnostics::draw::Sources;

/// Clean, or nothing worse than warnings.
pub const CLEAN: u8 = 0;
/// At least one error; nothing was published.
pub const FAULTS: u8 = 1;
/// The command line makes no sense.
pub const USAGE: u8 = 2;

/// Runs the command line `arguments` (without the program's name) and returns the exit code.
pub fn run(arguments: Vec<std::ffi::OsString>) -> ExitCode {
    let lang = args::language(&arguments);
    let format = usage::format_of(&arguments);
    let matches = match args::command(lang).no_binary_name(true).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return ExitCode::from(usage::explain(&error, &format, lang)),
    };
    let code = match matches.subcommand() {
        Some(("init", m)) => init::run(m, lang),
        Some(("new", m)) => new::run(m, lang),
        Some(("build", m)) => build::run(m, lang),
        Some(("check", m)) => check::run(m, lang),
        Some(("consolidate", m)) => consolidate::run(m, lang),
        Some(("export", m)) => export::run(m, lang),
        Some(("import", m)) => import::run(m, lang),
        Some(("move", m)) => relocate::run(m, lang),
        Some(("outline", m)) => outline::run(m, lang),
        Some(("serve", m)) => serve::run(m, lang),
        Some(("search", m)) => search::run(m, lang),
        Some(("sources", m)) => sources::run(m, lang),
        Some(("deploy", m)) => deploy::run(m, lang),
        Some(("rollback", m)) => deploy::rollback(m, lang),
        Some(("verify", m)) => verify::run(m, lang),
        Some(("diff", m)) => diff::run(m, lang),
        Some(("sign", m)) => sign::run(m, lang),
        Some(("stats", m)) => stats::run(m, lang),
        Some(("report", m)) => figures::run(m, lang),
        Some(("doctor", m)) => doctor::run(m, lang),
        Some(("man", m)) => hosts::man(m, lang),
        Some(("hub", m)) => hub::run(m, lang),
        Some(("host-config", m)) => hosts::config(m, lang),
        Some(("completions", m)) => hosts::completions(m, lang),
        // `subcommand_required` leaves no other case.
        _ => USAGE,
    };
    ExitCode::from(code)
}

/// For faults of the command line, which stand in no file.
struct NoSources;

impl Sources for NoSources {
    fn text(&self, _: &str) -> Option<std::borrow::Cow<'_, str>> {
        None
    }
}
