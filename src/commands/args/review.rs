//! The commands of those who read before readers do.

use clap::{Arg, Command};

use super::hosts::{root, target};
use super::{Words, option, site_options, subcommand};

/// All of them.
pub(super) fn commands(w: &Words) -> Vec<Command> {
    vec![diff(w), sign(w)]
}

fn diff(w: &Words) -> Command {
    let about = w.of("和上次发布的相比，哪些页面有变化", "Which pages differ from what was published last");
    site_options(subcommand("diff", about, w), w)
        .arg(target(w))
        .arg(option("site", "DIR", w.of("生成好的门户（默认为 public）", "The built portal (default: public)")))
        .arg(option(
            "sheet",
            "FILE",
            w.of(
                "把有变化的页面写成可以打印的审核单（.html）：新旧对照，留有签字的地方",
                "Write the pages that differ as a sheet to print (.html): old beside new, with room for signatures",
            ),
        ))
}

fn sign(w: &Words) -> Command {
    let about = w.of(
        "签名：看过这些页面，同意发布（写进页面开头，不公开）",
        "Sign pages: they were read and may be published (kept in their front matter, never public)",
    );
    subcommand("sign", about, w)
        .arg(Arg::new("pages").value_name("PAGE").required(true).num_args(1..).help(w.of(
            "页面的文件，例如 publicity/春季读书会.md；写文件夹就是里面所有要签的页面",
            "Files of pages, such as publicity/spring.md; a folder stands for all of its pages that need the stage",
        )))
        .arg(
            option(
                "stage",
                "STAGE",
                w.of(
                    "审核阶段，例如 一审；site-config.toml 的 [review] 里有哪些",
                    "The stage, one of `[review]` in site-config.toml",
                ),
            )
            .required(true),
        )
        .arg(option("name", "NAME", w.of("签名人", "Who signs")).required(true))
        .arg(option("date", "DATE", w.of("签名日期（默认为今天）", "The day (default: today)")))
        .arg(root(w))
}
