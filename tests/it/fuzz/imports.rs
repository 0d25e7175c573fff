//! Documents as chance makes them: in their XML, and in the bytes of the package.

use shuyuan::import::{Options, convert};

use super::{run, run_text};
use crate::support::docx::{CENTER, Docx, bold, cell, paragraph, picture, png, table, text_box};

fn made() -> Docx {
    let grid = table(&[&[cell("<w:gridSpan w:val=\"2\"/>", "合计")], &[cell("<w:vMerge/>", "甲"), cell("", "1")]]);
    Docx::new()
        .numbering(&[(1, &[("japaneseCounting", "第%1条", ""), ("decimal", "%1.%2", "")])], "")
        .part("media/a.png", "image", png())
        .title("学习室管理办法")
        .numbered(1, 0, "为了读书。")
        .numbered(1, 1, "按时。")
        .xml(&grid)
        .xml(&paragraph(CENTER, &(bold("图") + &picture("r2", "x") + &text_box(&paragraph("", &bold("框"))))))
        .lines(&["附件：1. 表", "示例学习中心", "2026年3月2日", "1.几点？（B）", "A、八点 B、九点", "答案：B"])
}

/// A page comes out, or words: never nothing, never a path out of the site.
fn whole(name: &str, bytes: &[u8]) {
    match convert(name, bytes, &Options::default(), &|_| None) {
        Ok(pages) => {
            for page in pages {
                let paths = page.files.iter().map(|(path, _)| path).chain([&page.path]);
                assert!(paths.into_iter().all(|p| p.starts_with("content/") && !p.contains("..")), "{}", page.path);
            }
        }
        Err(fault) => assert!(!fault.message.zh.is_empty() && !fault.hints.is_empty(), "{fault:?}"),
    }
}

#[test]
fn documents() {
    let docx = made();
    run_text(&[&docx.document()], |text, _| whole("甲.docx", &docx.bytes_with("word/document.xml", text.as_bytes())));
}

#[test]
fn packages() {
    run(&[&made().bytes()], |bytes, _| whole("甲.docx", bytes));
}

#[test]
fn texts_and_saved_pages() {
    let corpus = [
        "::甲:: 1+1=? {=2 ~%50%3 ####解}\n\n{T}\n",
        "1.题（A）\nA、一 B、二\n答案：A\n二、判断题\n2.对（√）\n",
        "<html><head><title>题</title></head><body><div id=\"js_content\" style=\"a\"><p>话<b>粗</b><img data-src=\"x\"></p><table><tr><td colspan=9>甲</table></div>",
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"b\"\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>=E7=94=B2\n--b--\n",
        "标题,数\n\"甲,\n乙\",1\n",
    ];
    run_text(&corpus, |text, random| {
        let name: &str = random.one::<&str>(&["a.gift", "a.txt", "a.html", "a.mhtml", "a.csv", "a.xlsx"]);
        whole(name, text.as_bytes());
    });
}
