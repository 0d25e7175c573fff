//! Arguments → command → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    shuyuan::commands::run(std::env::args_os().skip(1).collect())
}
