//! `shuyuan move`

use clap::ArgMatches;

use super::progress::Bar;
use super::site::{self, say};
use super::{CLEAN, FAULTS, USAGE, report};
use crate::check::fix::unified;
use crate::diagnostics::Lang;
use crate::moves::{self, Plan, Refused};
use crate::outputs::relocate;

/// Moves a page or folder, or says what moving it would change.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let job = match site::job(matches, lang) {
        Ok(job) => job,
        Err(sentence) => {
            eprintln!("{}", sentence.trim_end());
            return USAGE;
        }
    };
    let dry_run = matches.get_flag("dry-run");
    let bar = Bar::new(true, lang);
    // What is wrong with files as such keeps nobody from moving others; `check` tells it.
    let inputs = site::read(&job, &bar).value.with_templates(&job.roots);
    let content = job.options.content.clone();
    let done = moves::plan(&inputs, &job.options, &job.cache, (text("old"), text("new")), &bar).and_then(|plan| {
        if !dry_run {
            let relocation = plan.relocation(&inputs, &job.roots, &content)?;
            relocate::relocate(&job.roots.content, &relocation)?;
        }
        Ok(plan)
    });
    bar.clear();
    match done {
        Ok(plan) => {
            tell(&plan, dry_run, lang);
            report::human(&plan.noted, &plan.after, lang);
            CLEAN
        }
        Err(Refused { mut found, after }) => {
            report::sort(&mut found);
            report::human(&found, after.as_deref().unwrap_or(&inputs), lang);
            if after.is_some() {
                let why = say(
                    lang,
                    "没有移动：移动以后门户会有上面的错误，所有文件都和原来一样。".into(),
                    "Nothing was moved: the portal would have the errors above. All files are as they were.".into(),
                );
                eprintln!("{why}");
            }
            FAULTS
        }
    }
}

fn tell(plan: &Plan, dry_run: bool, lang: Lang) {
    for (old, new) in &plan.files {
        println!("{old} → {new}");
    }
    for change in plan.changes.iter().filter(|_| dry_run) {
        print!("{}", unified(&change.file, &change.before, &change.after));
    }
    for (url, page) in &plan.aliases {
        println!("{}", say(lang, format!("旧网址 /{url} → {page}"), format!("old address /{url} → {page}")));
    }
    for file in &plan.gone {
        println!(
            "{}",
            say(
                lang,
                format!("注意：文件的旧网址 /{file} 不再有了，网页以外的网址不能跳转。"),
                format!("Note: the old address /{file} of a file is gone; only pages can lead on."),
            )
        );
    }
    signatures(plan, lang);
    let (files, texts, aliases) = (plan.files.len(), plan.changes.len(), plan.aliases.len());
    eprintln!(
        "{}",
        match dry_run {
            true => say(
                lang,
                format!(
                    "会移动 {files} 个文件，改 {texts} 个文件的内容，留下 {aliases} 个旧网址；没有写文件。去掉 --dry-run 就移动。"
                ),
                format!(
                    "{files} files would move, {texts} would change, {aliases} old addresses would lead on; nothing was written. Leave out --dry-run to move."
                ),
            ),
            false => say(
                lang,
                format!("移动了 {files} 个文件，改了 {texts} 个文件的内容，留下 {aliases} 个旧网址。"),
                format!("Moved {files} files, changed {texts}, and left {aliases} old addresses that lead on."),
            ),
        }
    );
}

fn signatures(plan: &Plan, lang: Lang) {
    if !plan.signed.is_empty() {
        let count = plan.signed.len();
        println!(
            "{}",
            say(
                lang,
                format!("签名仍然有效 {count} 页：只有链接的地址变了，签名里的 hash 随之改写。"),
                format!(
                    "{count} signed pages stay signed: only addresses of links changed, and their hashes with them."
                ),
            )
        );
    }
    for page in &plan.void {
        println!(
            "{}",
            say(
                lang,
                format!("注意：移动会改变 {page} 里读者看到的内容，它的签名失效，要重新签。"),
                format!(
                    "Note: the move changes what readers see of {page}; its signatures are void and it has to be signed again."
                ),
            )
        );
    }
}
