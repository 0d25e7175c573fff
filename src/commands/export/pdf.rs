//! `shuyuan export pdf`: an installed browser prints.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ArgMatches;

use super::{Told, no_page, split, unwritten, write};
use crate::commands::doctor;
use crate::diagnostics::{Diagnostic, has_errors};
use crate::export::pdf::{Bookmark, places, printout, with_bookmarks};
use crate::link::PageId;
use crate::outputs::print::Press;
use crate::pipeline::Ready;

/// How long a browser may take for one printing; a thousand pages take a tenth of it.
const LIMIT: Duration = Duration::from_secs(600);

/// Prints `pages` into the file `out`.
pub(super) fn print(
    ready: &Ready,
    pages: &[PageId],
    matches: &ArgMatches,
    out: Option<&Path>,
    found: &mut Vec<Diagnostic>,
) -> Option<Told> {
    if pages.is_empty() {
        found.push(no_page());
        return None;
    }
    let named = matches.get_one::<String>("browser").map(PathBuf::from);
    let Some(browser) = named.or_else(doctor::browser) else {
        found.push(no_browser());
        return None;
    };
    let book = ready.book(pages, found)?;
    if has_errors(found) {
        return None;
    }
    let (name, folder) = split(out?)?;
    let printed = |numbers: &BTreeMap<String, usize>| -> std::io::Result<(Vec<u8>, Vec<Bookmark>)> {
        let page = printout(&book, matches.get_flag("booklet"), numbers);
        let press = Press::new(folder)?;
        for (name, bytes) in &page.pictures {
            press.add(name, bytes)?;
        }
        Ok((press.print(&browser, &page.html, LIMIT)?, page.contents))
    };
    let done = printed(&BTreeMap::new()).and_then(|(pdf, contents)| match contents.is_empty() {
        true => Ok(pdf),
        false => printed(&places(&pdf)).map(|(pdf, contents)| with_bookmarks(pdf, &contents)),
    });
    let pdf: Vec<u8> = done.map_err(|error| found.push(unprinted(&browser, &error))).ok()?;
    write(folder, [(name, pdf.as_slice())].into_iter(), found)?;
    let size = pdf.len().div_ceil(1024);
    Some((format!("PDF 有 {size} KB。"), format!("The PDF file has {size} KB.")))
}

fn no_browser() -> Diagnostic {
    Diagnostic::error(
        "no-browser",
        "这台电脑上没有找到 Chromium、Chrome 或者 Edge，做不了 PDF",
        "there is no Chromium, Chrome or Edge on this computer to make a PDF with",
    )
    .hint(
        "装上其中一个（Windows 10 起自带 Edge），或者用 --browser 写明它的程序在哪里；也可以在浏览器里打开页面，打印时选“另存为 PDF”",
        "install one of them, or name its program with --browser; or open the page in a browser and print it to PDF",
    )
}

fn unprinted(browser: &Path, error: &std::io::Error) -> Diagnostic {
    let program = browser.display();
    match error.kind() {
        ErrorKind::NotFound => Diagnostic::error(
            "no-browser",
            format!("没有浏览器“{program}”"),
            format!("there is no browser `{program}`"),
        )
        .hint("改正 --browser 写的路径；不写就自己找", "correct the path of --browser, or leave it out"),
        ErrorKind::TimedOut => Diagnostic::error(
            "print-failed",
            format!("浏览器“{program}”10 分钟还没有打印完，已经结束它"),
            format!("the browser `{program}` took more than 10 minutes and was ended"),
        )
        .hint("少选几个页面，分成几个文件", "choose fewer pages, in several files"),
        ErrorKind::PermissionDenied | ErrorKind::StorageFull | ErrorKind::ReadOnlyFilesystem => unwritten(error),
        _ => Diagnostic::error(
            "print-failed",
            format!("浏览器“{program}”没有打印出文件：{error}"),
            format!("the browser `{program}` printed no file: {error}"),
        )
        .hint(
            "用 --browser 换一个浏览器；或者在浏览器里打开页面，打印时选“另存为 PDF”",
            "try another with --browser, or open the page in a browser and print it to PDF",
        ),
    }
}
