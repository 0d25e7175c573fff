//! The default theme, carried inside the program.

use std::sync::Arc;

use super::theme::ThemeFile;

/// Path from the root of a site, and bytes; in order of path. Written by `build.rs`.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/default_theme.rs"));

/// Every file of the default theme.
pub fn files() -> Vec<ThemeFile> {
    FILES.iter().map(|(path, bytes)| ((*path).to_owned(), Arc::from(*bytes))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::disallowed_methods, reason = "compares with the folder")]
    fn every_file_of_the_folder_is_carried() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
        let mut on_disk: Vec<String> = walkdir::WalkDir::new(format!("{root}themes/default"))
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().to_str().unwrap()[root.len()..].replace('\\', "/"))
            .filter(|path| !path.contains("/."))
            .collect();
        on_disk.sort();
        let carried: Vec<String> = files().into_iter().map(|(path, _)| path).collect();
        assert_eq!(carried, on_disk);
        for (path, bytes) in files() {
            assert_eq!(*bytes, *std::fs::read(format!("{root}{path}")).unwrap());
        }
    }
}
