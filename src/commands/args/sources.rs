//! The command line of `shuyuan sources`.

use clap::Command;

use super::{Words, option, subcommand};

pub(super) fn sources(w: &Words) -> Command {
    let about = w.of("别的门户的政策文件", "Policy texts of other portals");
    let update = subcommand(
        "update",
        w.of(
            "照 site-config.toml 的 [policy.sources] 取来各门户的政策文件清单，供引用",
            "Fetch the lists of the policy texts of the portals that [policy.sources] of site-config.toml names, to cite them",
        ),
        w,
    )
    .arg(option("root", "DIR", w.of("站点文件夹（默认为当前文件夹）", "The site's folder (default: this one)")))
    .arg(option("ca-file", "FILE", w.of("内网自签证书（PEM）", "Certificates of an intranet's own authority (PEM)")));
    let update = super::common(update, w).help_template(super::template(w));
    subcommand("sources", about, w)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(w.of("命令", "Commands"))
        .subcommand(update)
        .after_help(w.of(
            "清单放在 content/data/sources 里，和内容一起保存；生成和检查只看取来的，不连网络。",
            "The lists go into content/data/sources and are kept with the content; building and checking read them and ask no network.",
        ))
}
