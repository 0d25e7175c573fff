//! The command line in Chinese and English.

mod hosts;
mod hub;
mod review;
mod sources;

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command, value_parser};

use crate::content::Kind;
use crate::diagnostics::Lang;

/// The language for messages: `--lang`, else the locale, else Chinese.
pub fn language(arguments: &[OsString]) -> Lang {
    let mut given = None;
    let mut words = arguments.iter().map(|a| a.to_string_lossy());
    while let Some(word) = words.next() {
        if word == "--lang" {
            given = words.next().map(|w| w.into_owned());
        } else if let Some(value) = word.strip_prefix("--lang=") {
            given = Some(value.to_owned());
        }
    }
    if let Some(given) = given {
        return if given.starts_with("en") { Lang::En } else { Lang::Zh };
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) if locale.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}

/// A sentence in the chosen language.
struct Words(Lang);

impl Words {
    fn of(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// The whole command line.
pub fn command(lang: Lang) -> Command {
    let w = Words(lang);
    let template = template(&w);
    let subcommands = [
        init(&w),
        new(&w),
        relocate(&w),
        import(&w),
        build(&w),
        check(&w),
        serve(&w),
        search(&w),
        export(&w),
        outline(&w),
        consolidate(&w),
        hub::hub(&w),
        sources::sources(&w),
    ];
    let subcommands = subcommands.into_iter().chain(hosts::commands(&w)).chain(review::commands(&w));
    let mut command = Command::new("shuyuan")
        .bin_name("shuyuan")
        .version(env!("CARGO_PKG_VERSION"))
        .about(w.of(
            "书院：把 Markdown 文章、政策文件和课程编成可以搜索的静态门户",
            "Shuyuan: Markdown articles, policy texts and courses become a searchable static portal",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(w.of("命令", "Commands"))
        .next_help_heading(w.of("选项", "Options"));
    for subcommand in subcommands {
        command = command.subcommand(common(subcommand, &w).help_template(template));
    }
    common(command, &w)
        .help_template(template)
        .after_help(w.of(
            "“shuyuan 命令 --help”说明一个命令。退出码：0 正常（可以有警告），1 有错误，2 命令写错。",
            "`shuyuan COMMAND --help` explains a command. Exit codes: 0 fine (warnings allowed), 1 errors, 2 wrong usage.",
        ))
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(w.of("显示版本", "Print the version")),
        )
        .disable_version_flag(true)
}

/// What the help of a command looks like.
fn template(w: &Words) -> &'static str {
    w.of(
        "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
    )
}

/// `--help` and `--lang`, in the right language.
fn common(command: Command, w: &Words) -> Command {
    command
        .disable_help_flag(true)
        .next_help_heading(w.of("选项", "Options"))
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(w.of("显示这份说明", "Print this help")),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .value_name("LANG")
                .value_parser(["zh", "en"])
                .hide_possible_values(true)
                .help(w.of("信息的语言：zh 或 en", "Language of messages: zh or en")),
        )
}

fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// The options that take a whole number, with the least and the greatest.
const NUMBERS: [(&str, u16, u16); 4] =
    [("ahead", 1, 3660), ("jobs", 1, 1024), ("port", 0, u16::MAX), ("limit", 1, 1000)];

/// What the number of `argument`, as in `--jobs <N>`, may be.
pub(super) fn range_of(argument: &str) -> Option<(u16, u16)> {
    let name = argument.strip_prefix("--")?.split([' ', '=']).next()?;
    NUMBERS.iter().find(|(known, ..)| *known == name).map(|(_, low, high)| (*low, *high))
}

fn number(name: &'static str, help: &'static str) -> Arg {
    let (_, low, high) = NUMBERS.iter().find(|(known, ..)| *known == name).copied().unwrap_or((name, 0, u16::MAX));
    option(name, "N", help).value_parser(value_parser!(u16).range(i64::from(low)..=i64::from(high)))
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn subcommand(name: &'static str, about: &'static str, w: &Words) -> Command {
    Command::new(name).about(about).next_help_heading(w.of("选项", "Options"))
}

/// Options of every command that reads a site.
fn site_options(command: Command, w: &Words) -> Command {
    command
        .arg(
            option("root", "DIR", w.of("站点文件夹（默认为当前文件夹）", "The site's folder (default: this one)"))
                .default_value(".")
                .hide_default_value(true),
        )
        .arg(option(
            "content",
            "DIR",
            w.of("内容文件夹（默认为站点下的 content）", "The content folder (default: content in the site)"),
        ))
        .arg(option("base-url", "URL", w.of("网站的正式网址，可以带子路径", "The site's address; may have a sub-path")))
        .arg(flag("drafts", w.of("连同草稿一起显示", "Show drafts too")))
        .arg(option(
            "as-of",
            "DATE",
            w.of(
                "按这一天的 0 点决定定时发布和撤稿，也可以写上时间，如 \"2026-12-01 09:30\"（默认为现在）",
                "The day, as it begins, that decides what is scheduled or expired; a time may follow, as in \"2026-12-01 09:30\" (default: now)",
            ),
        ))
        .arg(number("jobs", w.of("同时用几个处理器核心", "How many processor cores to use")))
}

fn format(w: &Words) -> Arg {
    option("format", "FORMAT", w.of("报告的格式：human 或 json", "Form of the report: human or json"))
        .value_parser(["human", "json"])
        .hide_possible_values(true)
        .default_value("human")
        .hide_default_value(true)
}

fn release(w: &Words) -> Arg {
    flag(
        "release",
        w.of(
            "给读者看的正式版：有页面没有签完，或者签名已经失效，就不发布",
            "For readers: nothing is published while a page is unsigned or was changed after it was signed",
        ),
    )
}

fn out(w: &Words) -> Arg {
    option("out", "DIR", w.of("输出文件夹（默认为站点下的 public）", "The output folder (default: public in the site)"))
}

fn init(w: &Words) -> Command {
    subcommand("init", w.of("建一个新站点", "Start a new site"), w)
        .arg(Arg::new("dir").value_name("DIR").required(true).help(w.of("新站点的文件夹", "Folder of the new site")))
}

fn new(w: &Words) -> Command {
    let pages = Kind::ALL.iter().map(|k| (k.name(), k.label()));
    let kinds =
        pages.chain([super::new::QUIZ]).map(|(name, label)| clap::builder::PossibleValue::new(name).alias(label));
    subcommand("new", w.of("建一个填好开头的新页面", "Start a page with its front matter filled in"), w)
        .arg(
            Arg::new("kind")
                .value_name("KIND")
                .required(true)
                .value_parser(clap::builder::PossibleValuesParser::new(kinds))
                .help(w.of("页面种类", "Kind of page")),
        )
        .arg(Arg::new("path").value_name("PATH").required(true).help(w.of(
            "文件在 content 里的路径，例如 publicity/春季读书会.md",
            "Path below content, for example publicity/spring.md",
        )))
        .arg(option("title", "TEXT", w.of("标题", "Title")))
        .arg(
            option("root", "DIR", w.of("站点文件夹（默认为当前文件夹）", "The site's folder (default: this one)"))
                .default_value(".")
                .hide_default_value(true),
        )
}

fn relocate(w: &Words) -> Command {
    let about = w.of(
        "移动或改名一个页面、文件夹：全站的链接跟着改，旧网址自动跳转",
        "Move or rename a page or folder: links follow, and the old address leads on",
    );
    let path =
        |name: &'static str, value: &'static str, help| Arg::new(name).value_name(value).required(true).help(help);
    let command = subcommand("move", about, w)
        .arg(path(
            "old",
            "OLD",
            w.of(
                "页面、图片或文件夹，从 content 算起，例如 publicity/a.md",
                "A page, picture or folder, from the content folder, such as publicity/a.md",
            ),
        ))
        .arg(path(
            "new",
            "NEW",
            w.of("新的位置；写已有的文件夹，就移进去", "Its new place; into it if that is a folder that exists"),
        ))
        .arg(flag(
            "dry-run",
            w.of("只显示会移动什么、改什么，不写文件", "Show what would move and change, and write nothing"),
        ));
    site_options(command, w)
}

fn import(w: &Words) -> Command {
    let about = w.of(
        "把 Word 文档、表格、题库、网页和别的站点变成页面",
        "Turn Word documents, sheets, question banks, web pages and other sites into pages",
    );
    subcommand("import", about, w)
        .arg(Arg::new("source").value_name("SOURCE").required(true).num_args(1..).help(w.of(
            "文档、装着文档的文件夹、别的站点的文件夹，或者列出旧页面的 .csv，可以有几个",
            "Documents, folders of them, the folder of another site, or a .csv that lists old pages",
        )))
        .arg(
            option(
                "to",
                "DIR",
                w.of("放进哪个栏目，例如 content/publicity", "The column they go into, such as content/publicity"),
            )
            .required(true),
        )
        .arg(
            option(
                "kind",
                "KIND",
                w.of(
                    "页面种类，例如 policy（默认看文件内容决定）",
                    "Kind of page, such as policy (default: by what the text is)",
                ),
            )
            .value_parser(clap::builder::PossibleValuesParser::new(Kind::ALL.iter().map(|k| k.name())))
            .hide_possible_values(true),
        )
        .arg(
            option("root", "DIR", w.of("站点文件夹（默认为当前文件夹）", "The site's folder (default: this one)"))
                .default_value(".")
                .hide_default_value(true),
        )
        .arg(option(
            "sitemap",
            "FILE",
            w.of(
                "旧站点的 sitemap.xml 或网址清单，用来让旧网址跳转（导入其他生成器的站点时）",
                "The old site's sitemap.xml or a list of addresses, to lead them on (for sites of other generators)",
            ),
        ))
        .arg(flag("dry-run", w.of("只报告，不写文件", "Report only and write nothing")))
        .arg(flag(
            "update",
            w.of(
                "原件有改动的，更新没有手工改过的页面",
                "Renew pages that nobody edited where the document has changed",
            ),
        ))
        .arg(flag("replace", w.of("连手工改过的页面也用原件覆盖", "Write over pages that were edited by hand, too")))
        .arg(format(w))
}

fn build(w: &Words) -> Command {
    site_options(subcommand("build", w.of("生成门户", "Build the portal"), w), w)
        .arg(out(w))
        .arg(release(w))
        .arg(flag(
            "no-sync",
            w.of(
                "不等文件写到磁盘（快一些，但断电会损坏门户；只用于随时可以重建的地方，如容器）",
                "Do not wait for the disk (faster, but a power failure may damage the portal; for places where it can be built again, such as containers)",
            ),
        ))
        .arg(format(w))
        .arg(flag(
            "portable",
            w.of(
                "生成双击就能打开的文件夹（默认为站点下的 portable），用于 U 盘和共享文件夹，不需要服务器",
                "Make a folder that opens by double click (default: portable in the site), for sticks and shares without a host",
            ),
        ))
}

fn check(w: &Words) -> Command {
    site_options(
        subcommand(
            "check",
            w.of("检查内容和生成的网页，不发布", "Check content and finished pages, publishing nothing"),
            w,
        ),
        w,
    )
    .arg(
        option(
            "format",
            "FORMAT",
            w.of("报告的格式：human、json 或 sarif", "Form of the report: human, json or sarif"),
        )
        .value_parser(["human", "json", "sarif"])
        .hide_possible_values(true)
        .default_value("human")
        .hide_default_value(true),
    )
    .arg(flag(
        "fix",
        w.of(
            "把只有一种改法的直接改好，如半角标点、用词表",
            "Mend what has one right answer, such as halfwidth punctuation",
        ),
    ))
    .arg(
        flag(
            "dry-run",
            w.of("与 --fix 一起用：只显示改动，不写文件", "With --fix: show the changes and write nothing"),
        )
        .requires("fix"),
    )
    .arg(flag(
        "external",
        w.of(
            "还检查指向别的网站的链接：逐个礼貌地询问，结果保存七天",
            "Ask other sites for the links to them too, politely; answers are kept for seven days",
        ),
    ))
    .arg(number(
        "ahead",
        w.of(
            "今后这么多天里，把有变化的每一天都生成一遍，报告到时的错误",
            "Build each of the next N days on which something changes, and report what is wrong then",
        ),
    ))
    .arg(option(
        "ics",
        "FILE",
        w.of("把到期的日子写成日历文件", "Write the days on which something is due as a calendar file"),
    ))
    .arg(flag("strict", w.of("有警告也算不通过（退出码 1）", "Fail on warnings too (exit code 1)")))
}

fn serve(w: &Words) -> Command {
    let about = w.of("边改边看：在本机预览，保存后自动更新", "Show the portal on this machine while you edit it");
    site_options(subcommand("serve", about, w), w)
        .arg(number(
            "port",
            w.of("端口（默认 8000，被占用时顺延）", "Port (default 8000, the next free one when taken)"),
        ))
        .arg(flag("open", w.of("顺便打开浏览器", "Open the browser too")))
        .arg(flag("lan", w.of("让同一网络里的其他设备也能看", "Let other devices of the network see it too")))
        .arg(flag("no-desk", w.of("不要编辑台（/_desk/）", "Without the editing desk (/_desk/)")))
}

fn search(w: &Words) -> Command {
    subcommand("search", w.of("在生成好的门户里搜索", "Search a built portal"), w)
        .arg(
            Arg::new("query")
                .value_name("QUERY")
                .num_args(0..)
                .help(w.of("要找的词，可以有几个", "What to look for, in one word or several")),
        )
        .arg(
            option("site", "DIR", w.of("生成好的门户（默认为 public）", "The built portal (default: public)"))
                .default_value("public")
                .hide_default_value(true),
        )
        .arg(number("limit", w.of("最多显示几条（默认 10）", "At most this many hits (default 10)")))
        .arg(
            option("kind", "KIND", w.of("只要这种页面，例如 policy", "Only pages of this kind, such as policy"))
                .value_parser(clap::builder::PossibleValuesParser::new(Kind::ALL.iter().map(|k| k.name())))
                .hide_possible_values(true),
        )
        .arg(option("column", "SLUG", w.of("只要这个栏目", "Only pages of this column")))
        .arg(
            option(
                "status",
                "STATUS",
                w.of("只要这种时效性的文件，例如 in_force", "Only policies of this status, such as in_force"),
            )
            .value_parser(["in_force", "amended", "repealed", "expired", "not_yet"])
            .hide_possible_values(true),
        )
        .arg(
            option("sort", "ORDER", w.of("排序：relevance 或 date", "Order: relevance or date"))
                .value_parser(["relevance", "date"])
                .hide_possible_values(true)
                .default_value("relevance")
                .hide_default_value(true),
        )
        .arg(option(
            "as-of",
            "DATE",
            w.of(
                "按这一天判断哪个版本现行有效（默认为今天）",
                "The day that tells which version is in force (default: today)",
            ),
        ))
        .arg(flag("explain", w.of("说明每条的分数是怎样来的", "Say what the score of each hit is made of")))
        .arg(option(
            "unpack",
            "DIR",
            w.of("把索引还原成标准的 Tantivy 目录", "Write the index as an ordinary Tantivy directory"),
        ))
        .arg(format(w))
}

fn export(w: &Words) -> Command {
    let formats = w.of(
        "格式：akn（政策文件，Akoma Ntoso 3.0），epub（电子书），gift（自测题），pdf（用装好的 Chromium、Chrome 或 Edge 打印），redirects（旧网址表，给 host-config 用），scorm（一门课程，给学习平台的 SCORM 1.2 课程包），sections（全部页面和段落，NDJSON），wechat（公众号和通知用的正文）",
        "Format: akn (policy texts as Akoma Ntoso 3.0), epub (an e-book), gift (self-tests), pdf (printed by an installed Chromium, Chrome or Edge), redirects (old addresses, for host-config), scorm (a course as a SCORM 1.2 package), sections (every page and section as NDJSON), wechat (for official accounts and notices)",
    );
    site_options(
        subcommand("export", w.of("把页面导出成别的程序能用的格式", "Turn pages into formats of other programs"), w)
            .arg(
                Arg::new("what")
                    .value_name("FORMAT")
                    .required(true)
                    .value_parser(["akn", "epub", "gift", "pdf", "redirects", "scorm", "sections", "wechat"])
                    .hide_possible_values(true)
                    .help(formats),
            )
            .arg(Arg::new("pages").value_name("PAGE").num_args(0..).help(w.of(
                "页面的文件（例如 supervision/policies/办法.md）或网址；文件夹写它的 _index.md 或网址。akn 不写就是全部政策文件",
                "Files of pages (such as supervision/policies/rules.md) or their addresses; for a folder its _index.md or address. For akn, none means every policy text",
            )))
            .arg(option("out", "PATH", w.of(
                "写到哪里：epub、gift、pdf、redirects、scorm、sections 是文件，akn、wechat 是文件夹；sections 不写就打印出来",
                "Where to: a file for epub, gift, pdf, redirects, scorm and sections, a folder for akn and wechat; sections are printed without it",
            )))
            .arg(Arg::new("booklet").long("booklet").action(ArgAction::SetTrue).help(w.of(
                "pdf：一个页面也要封面和目录（几个页面总是有）",
                "pdf: a title page and contents for a single page too (several pages always have them)",
            )))
            .arg(option("browser", "PROGRAM", w.of(
                "pdf：用这个浏览器打印（默认自己找）",
                "pdf: print with this browser (default: one that is found)",
            )))
            .arg(
                option("for", "ENGINE", w.of(
                    "sections：另写这个引擎（quickwit 或 opensearch）的索引定义，并说明怎样送进去",
                    "sections: also write the definition of the index for this engine (quickwit or opensearch), and say how to send them",
                ))
                .value_parser(["quickwit", "opensearch"])
                .hide_possible_values(true),
            )
            .arg(option("index", "NAME", w.of(
                "索引的名称（默认 sy-portal-1）",
                "What the index is called (default: sy-portal-1)",
            ))),
        w,
    )
}

fn outline(w: &Words) -> Command {
    subcommand("outline", w.of("显示政策文件的章、条、款、项", "Show the structure of a policy text"), w)
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .help(w.of("政策文件（Markdown 或纯文本）", "The policy text (Markdown or plain)")),
        )
        .arg(format(w))
}

fn consolidate(w: &Words) -> Command {
    let about =
        w.of("按修改决定改出新文本，并可与公布的文本逐条核对", "Apply a decision on amendments to a policy text");
    let file =
        |name: &'static str, value: &'static str, help| Arg::new(name).value_name(value).required(true).help(help);
    subcommand("consolidate", about, w)
        .arg(file("old", "OLD", w.of("修改前的文件", "The text before the amendments")))
        .arg(file("decision", "DECISION", w.of("修改决定", "The decision on the amendments")))
        .arg(option(
            "out",
            "FILE",
            w.of("改好的文本写到哪里（默认打印出来）", "Where the amended text goes (default: printed)"),
        ))
        .arg(option(
            "against",
            "FILE",
            w.of("公布的新文本：与改出来的逐条核对", "The published text, to compare with article by article"),
        ))
        .arg(format(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command(Lang::Zh).debug_assert();
        command(Lang::En).debug_assert();
    }

    #[test]
    fn language_of_the_messages() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(language(&words("build --lang en")), Lang::En);
        assert_eq!(language(&words("build --lang=zh")), Lang::Zh);
    }
}
