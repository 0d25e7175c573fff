//! `shuyuan export sections`, and what a search engine needs to take them.

use std::path::Path;

use clap::ArgMatches;

use super::{Told, split};
use crate::diagnostics::Diagnostic;
use crate::export::sections::{opensearch_index, quickwit_index};
use crate::pipeline::Ready;

/// Writes the lines, or prints them; for an engine also the definition of its index, and says what to run.
pub(super) fn write(
    ready: &Ready,
    matches: &ArgMatches,
    out: Option<&Path>,
    found: &mut Vec<Diagnostic>,
) -> Option<Told> {
    let Some(out) = out else {
        ready.each_section(&mut |line| println!("{line}"));
        return None;
    };
    let engine = matches.get_one::<String>("for").map(String::as_str);
    let (mut text, mut count) = (String::new(), 0);
    ready.each_section(&mut |line| {
        // OpenSearch takes lines in bulk only with what is to be done before each.
        if engine == Some("opensearch") {
            text.push_str("{\"index\":{}}\n");
        }
        text.push_str(line);
        text.push('\n');
        count += 1;
    });
    let (name, folder) = split(out)?;
    let mut files = vec![(name.to_owned(), text)];
    let (mut zh, mut en) =
        (format!("导出了 {count} 行：页面和各段。"), format!("Exported {count} lines: pages and their sections."));
    if let Some(engine) = engine {
        let index = index(matches, found)?;
        let definition = format!("{index}.{}", if engine == "quickwit" { "yaml" } else { "json" });
        zh += &format!("索引定义在 {definition}。在这个文件夹里依次运行：\n");
        en += &format!(" The index is defined in {definition}. Run these in that folder, one after the other:\n");
        let commands = commands(engine, index, &definition, name);
        zh += &format!("{commands}新的索引能用以后，删去上一次的：\n");
        en += &format!("{commands}Once the new index answers, remove the former one:\n");
        zh += &removal(engine, "上一次的名称");
        en += &removal(engine, "FORMER");
        files.push((definition, defined(engine, index)));
    }
    super::write(folder, files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())), found)?;
    Some((zh, en))
}

fn defined(engine: &str, index: &str) -> String {
    if engine == "quickwit" { quickwit_index(index) } else { opensearch_index() }
}

/// What the index is to be called. It names a file too.
fn index<'a>(matches: &'a ArgMatches, found: &mut Vec<Diagnostic>) -> Option<&'a str> {
    let name = matches.get_one::<String>("index").map_or("sy-portal-1", String::as_str);
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(fits) && name.len() > 3 {
        return Some(name);
    }
    let fault =
        Diagnostic::error("index-name", format!("索引不能叫“{name}”"), format!("an index cannot be called `{name}`"));
    found.push(fault.hint(
        "用小写字母开头，后面用小写字母、数字、- 和 _，例如 sy-north-1",
        "begin with a small letter and go on with small letters, digits, - and _, as in sy-north-1",
    ));
    None
}

/// Makes the index, cuts the lines into parts that engines take at a time, and sends them.
fn commands(engine: &str, index: &str, definition: &str, lines: &str) -> String {
    let (create, cut, send) = match engine {
        "quickwit" => (
            format!(
                "-X POST http://127.0.0.1:7280/api/v1/indexes -H \"Content-Type: application/yaml\" --data-binary @{definition}"
            ),
            "-C 9m",
            format!("-X POST \"http://127.0.0.1:7280/api/v1/{index}/ingest?commit=force\""),
        ),
        // What is to be done and the line it is done to must stay together: an even number of lines.
        _ => (
            format!(
                "-X PUT http://127.0.0.1:9200/{index} -H \"Content-Type: application/json\" --data-binary @{definition}"
            ),
            "-l 1000",
            format!("-X POST http://127.0.0.1:9200/{index}/_bulk -H \"Content-Type: application/x-ndjson\""),
        ),
    };
    // Named by the index: parts of an earlier and longer export, left in the folder, would be sent again.
    format!(
        "  curl {create}\n  split {cut} \"{lines}\" {index}-part-\n  for part in {index}-part-*; do curl {send} --data-binary @$part; done\n"
    )
}

fn removal(engine: &str, former: &str) -> String {
    let place = if engine == "quickwit" { "7280/api/v1/indexes" } else { "9200" };
    format!("  curl -X DELETE http://127.0.0.1:{place}/{former}")
}
