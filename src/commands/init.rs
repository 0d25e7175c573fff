//! `shuyuan init`: a small site that builds.

use std::path::Path;

use clap::ArgMatches;

use super::{CLEAN, FAULTS, starter};
use crate::diagnostics::{Lang, draw};
use crate::outputs::scaffold;

/// Runs the command and returns the exit code.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let dir = matches.get_one::<String>("dir").map_or(".", String::as_str);
    let root = Path::new(dir);
    // A folder under version control has its own list of what to ignore.
    let files: Vec<(&str, &str)> = starter::FILES
        .iter()
        .filter(|(path, _)| *path != ".gitignore" || !scaffold::is_taken(&root.join(path)))
        .copied()
        .collect();
    match scaffold::create(root, &files) {
        Ok(written) => {
            let count = written.len();
            match lang {
                Lang::Zh => println!(
                    "新站点已经建好：{dir}（{count} 个文件）\n接下来：\n  cd {dir}\n  shuyuan serve        边改边看，保存后网页自动更新\n  shuyuan build        生成网站，放在 public 文件夹里\n  shuyuan new article publicity/新文章.md --title \"标题\""
                ),
                Lang::En => println!(
                    "A new site: {dir} ({count} files)\nNext:\n  cd {dir}\n  shuyuan serve        show the site while you edit it\n  shuyuan build        write the site to the folder public\n  shuyuan new article publicity/first.md --title \"Title\""
                ),
            }
            CLEAN
        }
        Err(fault) => {
            eprint!("{}", draw::human(&fault, &super::NoSources, lang));
            FAULTS
        }
    }
}
