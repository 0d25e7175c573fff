//! One file per subcommand. The only place that prints or decides an exit code.

pub mod args;
mod build;
mod outline;
mod progress;
mod report;
mod serve;
mod usage;

use std::process::ExitCode;

use crate::diagnostics::Lang;

/// Clean, or nothing worse than warnings.
pub const CLEAN: u8 = 0;
/// At least one error; nothing was published.
pub const FAULTS: u8 = 1;
/// The command line makes no sense.
pub const USAGE: u8 = 2;

/// Runs the command line `arguments` (without the program's name) and returns the exit code.
pub fn run(arguments: Vec<std::ffi::OsString>) -> ExitCode {
    let lang = args::language(&arguments);
    let matches = match args::command(lang).no_binary_name(true).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return ExitCode::from(usage::explain(&error, lang)),
    };
    let code = match matches.subcommand() {
        Some(("build", m)) => build::run(m, lang),
        Some(("outline", m)) => outline::run(m, lang),
        Some(("serve", m)) => serve::run(m, lang),
        // `subcommand_required` leaves no other case.
        _ => USAGE,
    };
    ExitCode::from(code)
}
