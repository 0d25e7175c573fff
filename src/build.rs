//! Lists the files of the default theme, so that the program carries them and a new file needs no entry by hand.

#![allow(clippy::disallowed_methods, reason = "runs before the program is built")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=themes/default");
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let mut names = Vec::new();
    collect(&root.join("themes/default"), "themes/default", &mut names)?;
    names.sort();
    let mut code = String::from("&[\n");
    for name in names {
        // Joined by the compiler, so that the generated code is the same on every machine.
        let _ =
            writeln!(code, "    ({name:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {name:?}))),");
    }
    code.push_str("]\n");
    fs::write(PathBuf::from(variable("OUT_DIR")?).join("default_theme.rs"), code)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}

fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}/{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &name, names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}
