//! The command line of `shuyuan hub`.

use clap::{Arg, Command};

use super::{Words, flag, option, out, site_options, subcommand};

pub(super) fn hub(w: &Words) -> Command {
    let about = w.of("几个门户合用一个搜索", "One search over several portals");
    let build = site_options(
        subcommand(
            "build",
            w.of(
                "读取各门户公布的页面，生成一个能搜索全部门户的站点",
                "Read what portals publish of their pages, and build a site that searches them all",
            ),
            w,
        ),
        w,
    )
    .arg(Arg::new("source").value_name("SOURCE").num_args(0..).help(w.of(
        "门户的网址，或者生成好的文件夹；“来源=网址”另外指明读者打开它的网址。不写时用 site-config.toml 里 [hub] 的 portals",
        "Address of a portal, or the folder it was built into; SOURCE=ADDRESS says where its readers find it. Without any: `portals` of [hub] in site-config.toml",
    )))
    .arg(option(
        "title",
        "TITLE",
        w.of("写了来源时，合用站点的名称（默认为“联合检索”）", "What the hub is called if SOURCE is given"),
    ))
    .arg(option(
        "ca-file",
        "FILE",
        w.of("内网自签证书（PEM）", "Certificates of an intranet's own authority (PEM)"),
    ))
    .arg(out(w))
    .arg(flag("no-sync", w.of("不等写入磁盘", "Do not wait for the disk")));
    let build = super::common(build, w).help_template(super::template(w));
    subcommand("hub", about, w)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(w.of("命令", "Commands"))
        .subcommand(build)
        .after_help(w.of(
            "门户要在 site-config.toml 里写 [hub] 和 publish = true，生成后再发布，才能合用搜索。",
            "A portal can be searched by a hub once it was built with `publish = true` below [hub] in its site-config.toml.",
        ))
}
