//! The commands that publish.

use clap::{Arg, Command};

use super::{Words, flag, format, option, out, release, site_options, subcommand};

/// All of them.
pub(super) fn commands(w: &Words) -> Vec<Command> {
    vec![deploy(w), rollback(w), verify(w), host_config(w), stats(w), report(w), doctor(w), completions(w), man(w)]
}

pub(super) fn target(w: &Words) -> Arg {
    Arg::new("target").value_name("TARGET").help(w.of(
        "发布目标：site-config.toml 里 [deploy.名称] 的名称；只有一个时可以不写；zip 是一个压缩文件",
        "The NAME of [deploy.NAME] in site-config.toml; may be left out if there is one; zip is an archive",
    ))
}

pub(super) fn root(w: &Words) -> Arg {
    option("root", "DIR", w.of("站点文件夹（默认为当前文件夹）", "The site's folder (default: this one)"))
        .default_value(".")
        .hide_default_value(true)
}

fn sending(command: Command, w: &Words) -> Command {
    command
        .arg(flag("dry-run", w.of("只说会做什么，什么也不改", "Say what would be done, and do nothing")))
        .arg(flag("yes", w.of("不提问，直接发布", "Do not ask")))
        .arg(flag(
            "verify",
            w.of(
                "先核对目标上的每个文件，不对的重新上传",
                "Compare every file at the target first, and send what is wrong",
            ),
        ))
        .arg(flag(
            "take-over",
            w.of(
                "接手别人中断的发布，或者替换目标上的另一个站点",
                "Go on where somebody else stopped, or replace another site at the target",
            ),
        ))
}

fn deploy(w: &Words) -> Command {
    let about = w.of(
        "生成门户，并发布到服务器、共享文件夹或压缩文件",
        "Build the portal and publish it to a host, a share or an archive",
    );
    sending(site_options(subcommand("deploy", about, w), w), w).arg(target(w)).arg(out(w)).arg(release(w)).arg(
        option("site", "DIR", w.of("不重新生成，直接发布这个文件夹", "Publish this folder, without building"))
            .conflicts_with("release"),
    )
}

fn rollback(w: &Words) -> Command {
    let about = w.of("回到以前的一次发布", "Go back to a former publication");
    sending(subcommand("rollback", about, w), w)
        .arg(target(w))
        .arg(root(w))
        .arg(option("to", "N", w.of("第几次发布（默认为上一次）", "Which publication (default: the last but one)")))
        .arg(flag("list", w.of("列出可以回到哪些", "List those that are kept")))
}

fn verify(w: &Words) -> Command {
    let about = w.of("核对读者看到的和发布的是否一致", "Compare what readers get with what was published");
    subcommand("verify", about, w)
        .arg(target(w).help(w.of("网址（http 开头）或发布目标", "An address (http…) or a target")))
        .arg(root(w))
        .arg(option(
            "ca-file",
            "FILE",
            w.of("内网自签证书（PEM）", "Certificates of an intranet's own authority (PEM)"),
        ))
}

fn host_config(w: &Words) -> Command {
    let about = w.of("打印网页服务器的设置", "Print a configuration for a web server");
    subcommand("host-config", about, w)
        .arg(
            Arg::new("server")
                .value_name("SERVER")
                .required(true)
                .value_parser(crate::deploy::hosts::SERVERS)
                .help(w.of("nginx、apache、caddy、iis 或 s3", "nginx, apache, caddy, iis or s3"))
                .hide_possible_values(true),
        )
        .arg(root(w))
        .arg(option(
            "folder",
            "DIR",
            w.of(
                "门户在服务器上的文件夹（默认 /srv/portal）",
                "The portal's folder on the server (default: /srv/portal)",
            ),
        ))
        .arg(option(
            "redirects",
            "FILE",
            w.of(
                "旧网址的表，每行“/旧地址 /新地址”，旧地址可以带问号",
                "Table of former addresses, a line each: /old?query /new",
            ),
        ))
}

fn stats(w: &Words) -> Command {
    let about = w.of(
        "统计服务器的访问日志：网页、栏目、搜索、打不开的网址",
        "Add up a web server's log: pages, columns, searches, lost addresses",
    );
    subcommand("stats", about, w)
        .arg(
            Arg::new("log")
                .value_name("LOG")
                .required(true)
                .num_args(1..)
                .help(w.of("日志文件，可以有几个，可以是 .gz", "Log files, one or several, may be .gz")),
        )
        .arg(root(w))
        .arg(option("site", "DIR", w.of("生成好的门户（默认为 public）", "The built portal (default: public)")))
}

fn report(w: &Words) -> Command {
    let about = w.of(
        "站点的数据：栏目的更新、每月发布、政策文件的时效、课程和学时",
        "The site in figures: columns, publications, policy texts, courses and hours",
    );
    site_options(subcommand("report", about, w), w).arg(format(w))
}

fn doctor(w: &Words) -> Command {
    let about = w.of(
        "检查这台电脑：要用的程序、发布目标、时钟、磁盘、路径",
        "Look at this computer: programs, targets, clock, disk, paths",
    );
    subcommand("doctor", about, w).arg(root(w)).arg(flag("offline", w.of("不连接服务器", "Do not ask any server")))
}

fn man(w: &Words) -> Command {
    let about = w.of("生成手册页（man）", "Write the manual pages (man)");
    subcommand("man", about, w).arg(
        Arg::new("dir")
            .value_name("DIR")
            .help(w.of("放到哪个文件夹；不写就打印总的一页", "Where to put them; without it the main page is printed")),
    )
}

fn completions(w: &Words) -> Command {
    let about = w.of("打印命令行补全脚本", "Print the script by which a shell completes commands");
    subcommand("completions", about, w).arg(
        Arg::new("shell")
            .value_name("SHELL")
            .required(true)
            .value_parser(clap::value_parser!(clap_complete::Shell))
            .hide_possible_values(true)
            .help(w.of("bash、zsh、fish、powershell 或 elvish", "bash, zsh, fish, powershell or elvish")),
    )
}
