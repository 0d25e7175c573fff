//! What can keep a site from being published, and what helps.

use super::place::PlaceFault;
use super::remote::{Problem, RemoteError};
use super::secrets::SecretsFault;
use crate::diagnostics::{Diagnostic, Text};

/// Why nothing, or not all, was published.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The host refused a step, or the connection to it failed too often.
    Remote {
        /// What was being done.
        doing: Text,
        /// The file it was about, if any.
        path: String,
        /// What the host said.
        error: RemoteError,
    },
    /// A file of ours on the host cannot be read.
    Damaged(&'static str),
    /// There is another site.
    OtherSite(String),
    /// Somebody's publication began (seconds since 1970) and is not finished.
    Unfinished(u64),
    /// Another process of this machine publishes there.
    Busy,
    /// Somebody else published meanwhile.
    Overtaken,
    /// Files of others are where ours would go.
    InTheWay(Vec<String>),
    /// More would be removed than is allowed.
    TooManyRemoved {
        /// So many files.
        removed: usize,
        /// Of so many.
        of: usize,
    },
    /// All is published, but this machine could not keep it to go back to.
    Store(String),
    /// What the configuration says of the target does not fit.
    Place(PlaceFault),
    /// The secrets cannot be used.
    Secrets(SecretsFault),
    /// There is no publication of this number to go back to.
    NothingKept(Vec<u64>),
}

impl Fault {
    pub(super) fn remote(zh: &str, en: &str, path: &str, error: RemoteError) -> Self {
        Self::Remote { doing: Text::new(zh, en), path: path.to_owned(), error }
    }

    /// As it is shown; `target` is its name in the configuration.
    pub fn diagnostic(&self, target: &str) -> Diagnostic {
        match self {
            Self::Remote { doing, path, error } => remote(doing, path, error, target),
            Self::Damaged(file) => Diagnostic::error(
                "deploy-damaged",
                format!("目标上的 {file} 已损坏，无法得知上面有什么；没有改动"),
                format!("{file} at the target is damaged, so that it is not known what is there; nothing was changed"),
            )
            .hint(
                format!("确认上面就是本站以后，运行 shuyuan deploy {target} --take-over，会把全部文件重新上传一遍。"),
                format!("if it is this site, run `shuyuan deploy {target} --take-over`, which sends every file anew"),
            ),
            Self::OtherSite(theirs) => Diagnostic::error(
                "deploy-other-site",
                format!("目标上是另一个站点“{theirs}”；没有改动"),
                format!("there is another site at the target, `{theirs}`; nothing was changed"),
            )
            .hint(
                format!("检查 [deploy.{target}] 的 to 有没有写错。确实要换成本站（例如改了 base_url），加 --take-over。"),
                format!("check `to` in [deploy.{target}]; if this site is to replace it (its base_url has changed, say), add --take-over"),
            ),
            Self::Unfinished(at) => Diagnostic::error(
                "deploy-unfinished",
                format!("有人从{}开始向这个目标发布，还没有完成；没有改动", when(*at, "另一台电脑").zh),
                format!("somebody began to publish to this target {} and has not finished; nothing was changed", when(*at, "").en),
            )
            .hint(
                "请等对方完成。如果那次发布已经中断，在同一台电脑上再运行一次即可接着做；在这台电脑上接手，加 --take-over。",
                "wait for them; if it was interrupted, run it again on that machine, or take over from this one with --take-over",
            ),
            Self::Busy => Diagnostic::error(
                "deploy-busy",
                "这台电脑上另一个 shuyuan 正在向这个目标发布",
                "another shuyuan on this machine is publishing to this target",
            )
            .hint("请等它结束。", "wait until it has ended"),
            Self::Overtaken => Diagnostic::error(
                "deploy-overtaken",
                "发布过程中，另有人向同一个目标发布；这一次已停下",
                "somebody else began to publish to the same target meanwhile; this publication has stopped",
            )
            .hint(
                "与对方商定由谁发布，等对方完成以后再运行一次；站点没有损坏。",
                "agree on who publishes and run this again when the other one has finished; the site is not damaged",
            ),
            Self::InTheWay(paths) => in_the_way(paths),
            Self::TooManyRemoved { removed, of } => Diagnostic::error(
                "deploy-removals",
                format!("这次发布要从目标上删除 {of} 个文件中的 {removed} 个，超过了限度；没有改动"),
                format!("this would remove {removed} of {of} files at the target, more than is allowed; nothing was changed"),
            )
            .hint(
                format!("看看内容是不是少了。确实要删，把 [deploy.{target}] 的 max_removed（百分比）调大。"),
                format!("see whether content is missing; if it is meant, raise `max_removed` (per cent) in [deploy.{target}]"),
            ),
            Self::Store(why) => Diagnostic::error(
                "deploy-not-kept",
                format!("已经发布，但这台电脑没能保存一份以备回退：{why}"),
                format!("published, but this machine could not keep a copy to go back to: {why}"),
            )
            .hint("检查磁盘空间和站点文件夹的权限。", "check the disk's space and the permissions of the site's folder"),
            Self::Place(fault) => fault.diagnostic(target),
            Self::Secrets(fault) => secrets(fault),
            Self::NothingKept(numbers) => nothing_kept(numbers),
        }
    }
}

fn nothing_kept(numbers: &[u64]) -> Diagnostic {
    let list = numbers.iter().map(u64::to_string).collect::<Vec<_>>().join("、");
    let fault = Diagnostic::error(
        "deploy-nothing-kept",
        "这台电脑没有保存要回退的那一次发布",
        "this machine keeps no such publication to go back to",
    );
    if numbers.is_empty() {
        return fault.hint("请在平时发布的电脑上回退。", "go back on the machine that usually publishes");
    }
    fault.hint(format!("可以回退到第 {list} 次。"), format!("there are {}", list.replace('、', ", ")))
}

fn in_the_way(paths: &[String]) -> Diagnostic {
    let some = paths.iter().take(5).cloned().collect::<Vec<_>>();
    let (mut zh, mut en) = (some.join("、"), some.join(", "));
    if paths.len() > some.len() {
        zh.push_str(&format!(" 等 {} 个", paths.len()));
        en.push_str(&format!(" and {} more", paths.len() - some.len()));
    }
    Diagnostic::error(
        "deploy-in-the-way",
        format!("目标上有不是 shuyuan 发布的文件，占着要用的位置：{zh}；没有改动"),
        format!("files that shuyuan did not publish are where the site would go: {en}; nothing was changed"),
    )
    .hint(
        "把 to 指向一个空文件夹；这些文件确实可以覆盖，加 --take-over。",
        "let `to` name an empty folder; if these files may be overwritten, add --take-over",
    )
}

fn secrets(fault: &SecretsFault) -> Diagnostic {
    let code = "deploy-secrets";
    match fault {
        SecretsFault::InsideSite(path) => Diagnostic::error(
            code,
            format!("密码文件“{}”在站点文件夹里，会随站点一起传出去", path.display()),
            format!(
                "the file of secrets `{}` lies in the site's folder and would be passed on with it",
                path.display()
            ),
        )
        .hint(
            "移到站点文件夹外面，例如用户文件夹。",
            "move it out of the site's folder, to your home folder for example",
        ),
        SecretsFault::Unreadable(path, why) => Diagnostic::error(
            code,
            format!("读不到密码文件“{}”：{why}", path.display()),
            format!("cannot read the file of secrets `{}`: {why}", path.display()),
        )
        .hint("检查 credentials 写的路径。", "check the path in `credentials`"),
        SecretsFault::Line(path, line) => Diagnostic::error(
            code,
            format!("密码文件“{}”第 {line} 行写法不对（内容不显示）", path.display()),
            format!("line {line} of the file of secrets `{}` is wrong (it is not shown)", path.display()),
        )
        .hint(
            "写成 [目标名] 一行，下面每行 user、password、key、secret、token 中的一项，例如 password = \"…\"。",
            "write `[target]`, then lines with user, password, key, secret or token, as in `password = \"…\"`",
        ),
    }
}

fn when(at: u64, unknown: &str) -> Text {
    let moment = i64::try_from(at).ok().and_then(|at| time::OffsetDateTime::from_unix_timestamp(at).ok());
    match moment.filter(|_| at > 0) {
        Some(utc) => {
            let (date, hour, minute) = (utc.date(), utc.hour(), utc.minute());
            Text::new(format!(" {date} {hour:02}:{minute:02}（UTC）"), format!("at {date} {hour:02}:{minute:02} UTC"))
        }
        None => Text::new(unknown, "on another machine"),
    }
}

fn remote(doing: &Text, path: &str, error: &RemoteError, target: &str) -> Diagnostic {
    let (zh_path, en_path) =
        if path.is_empty() { Default::default() } else { (format!("“{path}”"), format!(" `{path}`")) };
    let (zh, en) = match error.problem {
        Problem::Connection => ("连接中断或连不上", "the connection failed"),
        Problem::LogIn => ("用户名、密码或密钥不对，或者已过期", "name, password or key are wrong or have expired"),
        Problem::Permission => ("没有权限", "permission is missing"),
        Problem::Full => ("目标的空间不足", "there is no room at the target"),
        Problem::Clock => ("这台电脑的时钟与服务器相差太多", "this machine's clock differs too much from the server's"),
        Problem::Certificate => ("服务器的证书或身份不受信任", "the server's certificate or identity is not trusted"),
        Problem::NoPlace => ("没有这个地方", "there is no such place"),
        Problem::Local => ("这台电脑上的文件有问题", "something is wrong with a file on this machine"),
        Problem::Other => ("服务器拒绝了", "the server refused"),
    };
    let fault = Diagnostic::error(
        "deploy-failed",
        format!("{}{zh_path}时{zh}（{}）。读者看到的页面都是完整的", doing.zh, error.words.zh),
        format!("{}{en_path}: {en} ({}). Every page that readers see is whole", doing.en, error.words.en),
    );
    let variable = target.to_uppercase();
    let (zh, en): (String, String) = match error.problem {
        Problem::Connection => (
            "检查网络，然后再运行一次：已经传好的不会重传。".into(),
            "check the network and run it again: what has arrived is not sent again".into(),
        ),
        Problem::LogIn => (
            format!("检查环境变量 SHUYUAN_{variable}_USER、_PASSWORD（S3 是 _KEY、_SECRET、_TOKEN）或密码文件。"),
            format!(
                "check SHUYUAN_{variable}_USER and _PASSWORD (for S3 _KEY, _SECRET, _TOKEN) or the file of secrets"
            ),
        ),
        Problem::Permission => (
            "请主机管理员给这个账号写入和删除的权限，然后再运行一次。".into(),
            "ask who runs the host to let this account write and remove, and run it again".into(),
        ),
        Problem::Full => (
            "清理目标的空间或请管理员扩容，然后再运行一次。".into(),
            "free some space at the target and run it again".into(),
        ),
        Problem::Clock => ("把这台电脑的时间调准。".into(), "set this machine's clock".into()),
        Problem::Certificate => (
            "内网自签的证书用 ca_file 指明；SFTP 先用 ssh 连接一次，确认服务器的身份。".into(),
            "name the certificate of an intranet's own authority with ca_file; for SFTP connect once with ssh".into(),
        ),
        Problem::NoPlace => (
            format!("检查 [deploy.{target}] 的 to：存储桶、共享或上级文件夹要先建好。"),
            format!("check `to` in [deploy.{target}]: the bucket, share or folder above must exist"),
        ),
        Problem::Local => ("重新运行一次 shuyuan deploy。".into(), "run shuyuan deploy again".into()),
        Problem::Other => {
            ("把括号里的话告诉主机管理员。".into(), "tell whoever runs the host what stands in brackets".into())
        }
    };
    fault.hint(zh, en)
}
