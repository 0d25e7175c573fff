//! `shuyuan host-config`, `shuyuan completions` and `shuyuan man`

use std::path::Path;

use clap::ArgMatches;

use super::deploy::fail;
use super::site::say;
use super::{CLEAN, args};
use crate::config;
use crate::deploy::hosts::{Described, configuration, read_redirects};
use crate::diagnostics::Lang;
use crate::inputs::{Roots, built};
use crate::outputs::plain;

/// Prints a configuration for a web server.
pub(super) fn config(matches: &ArgMatches, lang: Lang) -> u8 {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let roots = Roots::of_site(Path::new(text("root").unwrap_or(".")));
    let file = built::read(&roots.config, None).unwrap_or_default();
    let site = config::load(&roots.config_path().as_str().into(), &String::from_utf8_lossy(&file)).value;
    let mut redirects = Vec::new();
    if let Some(path) = text("redirects") {
        let read = built::read(Path::new(path), None).map_err(|error| error.to_string());
        let table = read.and_then(|bytes| {
            read_redirects(&String::from_utf8_lossy(&bytes)).map_err(|line| {
                say(
                    lang,
                    format!("第 {line} 行要写成“/旧地址 /新地址”"),
                    format!("line {line} must be `/old-address /new-address`"),
                )
            })
        });
        match table {
            Ok(table) => redirects = table,
            Err(why) => return fail(&say(lang, format!("错误: “{path}”：{why}"), format!("error: `{path}`: {why}"))),
        }
    }
    let base = site.base_path();
    let host = site.base_url.as_deref().and_then(|url| url.split_once("://")).map(|(_, rest)| rest.split('/').next());
    let name = host.flatten().and_then(|host| host.split(':').next()).unwrap_or("_");
    let described =
        Described { name, root: text("folder").unwrap_or("/srv/portal"), base: &base, redirects: &redirects };
    // The parser of the command line lets only known servers through.
    print!("{}", configuration(text("server").unwrap_or_default(), &described).unwrap_or_default());
    CLEAN
}

/// Prints the script by which a shell completes commands.
pub(super) fn completions(matches: &ArgMatches, lang: Lang) -> u8 {
    let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") else { return CLEAN };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut args::command(lang), "shuyuan", &mut script);
    print!("{}", String::from_utf8_lossy(&script));
    CLEAN
}

/// Prints the main manual page, or writes one for each command into a folder.
pub(super) fn man(matches: &ArgMatches, lang: Lang) -> u8 {
    let mut command = args::command(lang);
    command.build();
    let page = |command: clap::Command, name: &str| {
        let mut bytes = Vec::new();
        // Writing into memory does not fail.
        let _ = clap_mangen::Man::new(command).title(name.to_uppercase()).render(&mut bytes);
        bytes
    };
    let Some(dir) = matches.get_one::<String>("dir") else {
        print!("{}", String::from_utf8_lossy(&page(command, "shuyuan")));
        return CLEAN;
    };
    let mut pages = vec![("shuyuan.1".to_owned(), page(command.clone(), "shuyuan"))];
    for sub in command.get_subcommands() {
        let name = format!("shuyuan-{}", sub.get_name());
        pages.push((format!("{name}.1"), page(sub.clone().name(name.clone()), &name)));
    }
    match plain::write(Path::new(dir), pages.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))) {
        Ok(()) => CLEAN,
        Err(error) => fail(&say(lang, format!("错误: 不能写入：{error}"), format!("error: cannot write: {error}"))),
    }
}
