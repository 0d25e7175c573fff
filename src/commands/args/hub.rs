//! The command line of `shuyuan hub`.

use clap::{Arg, Command};

use super::{Words, flag, number, option, out, site_options, subcommand};

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
        .subcommand(serve(w))
        .after_help(w.of(
            "门户要在 site-config.toml 里写 [hub] 和 publish = true，生成后再发布，才能合用搜索。",
            "A portal can be searched by a hub once it was built with `publish = true` below [hub] in its site-config.toml.",
        ))
}

fn serve(w: &Words) -> Command {
    let about = w.of(
        "检索网关：搜索页的提问转给 Quickwit 或 OpenSearch（门户很多、页面极多时用）",
        "A gateway: questions of the search page go to Quickwit or OpenSearch (for very many pages)",
    );
    let serve = subcommand("serve", about, w)
        .arg(
            option("engine", "URL", w.of("引擎的网址，例如 http://127.0.0.1:7280/", "Address of the engine, such as http://127.0.0.1:7280/"))
                .required(true),
        )
        .arg(
            option("kind", "KIND", w.of("引擎：quickwit（默认）或 opensearch", "The engine: quickwit (default) or opensearch"))
                .value_parser(["quickwit", "opensearch"])
                .hide_possible_values(true),
        )
        .arg(option("index", "NAMES", w.of("索引的名称，可以用 * 代表几个（默认 sy-*）", "Names of the indexes, `*` for several (default: sy-*)")))
        .arg(option("site", "DIR", w.of("同时提供这个生成好的门户的网页", "Serve the pages of this built portal, too")))
        .arg(number("port", w.of("端口（默认 8090，被占用时顺延）", "Port (default 8090, the next free one when taken)")))
        .arg(flag("lan", w.of("让同一网络里的其他设备也能访问", "Let other devices of the network ask, too")))
        .arg(
            option("host", "NAME", w.of("读者用的主机名；网页服务器原样转来主机名时要写，可以写几次", "Name of the host that readers use; needed if the web server passes it on; may be given several times"))
                .action(clap::ArgAction::Append),
        )
        .arg(option("ca-file", "FILE", w.of("内网自签证书（PEM）", "Certificates of an intranet's own authority (PEM)")));
    super::common(serve, w).help_template(super::template(w)).after_help(w.of(
        "门户的 site-config.toml 里写 [hub] 和 gateway = \"/_search\"，网页服务器把这个路径转给网关。网关不应答时，搜索页改用静态索引并说明。",
        "The portal needs gateway = \"/_search\" below [hub] in its site-config.toml, and the web server passes that path on. While the gateway gives no answer, the search page uses the static index and says so.",
    ))
}
