//! The site as one file to carry: on a stick, through a gate between networks, by mail.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::store::read_site;
use crate::outputs::{MANIFEST, Manifest, compressible};

/// Writes the files of `manifest` from `site` into the archive at `to`, below a folder called `name`. The same site gives
/// the same bytes, and a former archive is there until the new one is whole.
pub fn write(site: &Path, manifest: &Manifest, to: &Path, name: &str) -> io::Result<u64> {
    let part = to.with_extension("zip.part");
    if let Some(above) = to.parent() {
        std::fs::create_dir_all(above)?;
    }
    let written = write_to(File::create(&part)?, site, manifest, name);
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    let bytes = written?;
    std::fs::rename(&part, to)?;
    Ok(bytes)
}

fn write_to(file: File, site: &Path, manifest: &Manifest, name: &str) -> io::Result<u64> {
    let mut zip = ZipWriter::new(io::BufWriter::new(file));
    for path in manifest.files.keys() {
        let method = if compressible(path) { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        // No clock: the earliest moment that the format knows.
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        zip.start_file(format!("{name}/{path}"), options)?;
        zip.write_all(&read_site(site, path)?)?;
    }
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    zip.start_file(format!("{name}/{MANIFEST}"), options)?;
    zip.write_all(manifest.to_json().as_bytes())?;
    let mut file = zip.finish()?;
    file.flush()?;
    Ok(file.get_ref().metadata()?.len())
}
