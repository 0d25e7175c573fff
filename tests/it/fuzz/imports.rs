//! Documents as chance makes them: in their XML, and in the bytes of the package.

use std::collections::HashMap;

use shuyuan::content::Kind;
use shuyuan::import::{Options, Tree, convert, list};

use super::{run, run_text};
use crate::support::docx::{CENTER, Docx, bold, cell, paragraph, picture, png, table, text_box};
use crate::support::xls::{book, label, number};

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

/// Parts beside the text: lists, styles, notes, relations.
#[test]
fn parts() {
    let names = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let corpus = [
        format!(
            "<w:numbering {names}><w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"japaneseCounting\"/><w:lvlText w:val=\"第%1条\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>"
        ),
        format!(
            "<w:styles {names}><w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"1\"/><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:style></w:styles>"
        ),
        format!(
            "<w:footnotes {names}><w:footnote w:id=\"2\"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:footnotes>"
        ),
    ];
    let corpus: Vec<&str> = corpus.iter().map(String::as_str).collect();
    run_text(&corpus, |text, random| {
        let (path, kind) =
            *random.one(&[("numbering.xml", "numbering"), ("styles.xml", "styles"), ("footnotes.xml", "footnotes")]);
        let note = "<w:r><w:footnoteReference w:id=\"2\"/></w:r>";
        let docx = Docx::new()
            .part(path, kind, text.as_bytes())
            .numbered(1, 0, "甲")
            .xml(&paragraph("<w:pStyle w:val=\"1\"/>", note));
        whole("甲.docx", &docx.p("乙").bytes());
    });
}

/// Notices in plain text: whatever becomes of their lines, no character is lost, and what was left out is told.
#[test]
fn notices() {
    let corpus = [
        "特急\n示例学习中心文件\n示学〔2026〕12号\n示例学习中心关于印发《学习室开放\n管理办法》的通知\n\n各学习小组：\n　　为了规范学习室的开放管理，更好地服务读者，我们制定了《学习室开放管理办法》，现\n印发给你们。\n附件：1. 办法\n2. 表\n示例学习中心　2026年3月2日\n（此件公开发布）\n- 2 -\n抄送：各组。\n示例学习中心办公室 2026年3月3日印发\n",
        "示例市人民政府令\n第12号\n《阅读办法》已经2026年2月3日会议通过，现予公布，自2026年5月1日起施行。\n市长　某\n2026年3月2日\n阅读办法\n目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。\n附件1\n表\n",
        "通　　知\n定于十一月五日下午三时召开学习交流会，请各小组组长准时参加，并于会\n前报名。\n",
    ];
    run_text(&corpus, |text, random| {
        let kind = *random.one(&[Kind::Notice, Kind::Policy, Kind::Article]);
        let options = Options { kind: Some(kind), ..Options::default() };
        let Ok(pages) = convert("甲.txt", text.as_bytes(), &options, &|_| None) else { return };
        let dropped =
            pages.iter().flat_map(|page| page.source.dropped.iter().flat_map(|d| [d.zh.as_str(), d.place.as_str()]));
        let kept: Vec<&str> = pages.iter().map(|page| page.text.as_str()).chain(dropped).collect();
        let kept = kept.concat();
        // 〔2026年〕第3号 is written 〔2026〕3号, a number that both document and title have comes once; the
        // contents list is told without its heading, and 抄送 becomes a key.
        let counted = |c: &char| {
            matches!(c, '\u{4e00}'..='\u{9fff}') && !matches!(c, '年' | '第' | '号' | '目' | '录' | '抄' | '送')
        };
        let there = numbers(kept.chars());
        for (c, number) in numbers(text.chars().filter(counted)) {
            assert!(there.get(&c).is_some_and(|there| *there >= number), "{c} of {text:?} in {kept:?}");
        }
    });
}

/// How often each character comes.
fn numbers(chars: impl Iterator<Item = char>) -> HashMap<char, usize> {
    let mut numbers = HashMap::new();
    chars.for_each(|c| *numbers.entry(c).or_default() += 1);
    numbers
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

/// Old workbooks: records in sectors, which may be chained to themselves.
#[test]
fn old_workbooks() {
    let cells = [label(0, 0, "名单"), label(1, 0, "姓名"), label(1, 1, "册数"), label(2, 0, "张某"), number(2, 1, 3.5)];
    run(&[&book(&[cells.concat(), number(3, 3, 1.0)])], |bytes, _| whole("甲.xls", bytes));
}

/// Sites of other programs: whatever stands in the configuration, a page or the old map, each page comes out.
#[test]
fn trees() {
    let corpus = [
        "site_name: 手册\ndocs_dir: docs\nuse_directory_urls: false\nnav:\n  - 首页: index.md\n",
        "title: 站\nsource_dir: source\npermalink: :year/:month/:title/\n",
        "---\ntitle: 甲\ndate: 2026-03-01 08:00:00\ntags: [a, b]\ncategories:\n  - 乙\n---\n{% note info %}\n话\n{% endnote %}\n{% asset_img a.png 图 %}\n<!-- more -->\n!!! tip \"题\"\n    话\n\n=== \"甲\"\n    一\n\n::: tip\n话\n:::\n{{< ref \"a.md\" >}} [乙](b.md#c) ==重== $x$\n",
        "+++\ntitle = \"甲\"\ndate = 2026-03-01\n[taxonomies]\ntags = [\"a\"]\n+++\n{{% notice %}}话{{% /notice %}}\n",
        "<urlset><url><loc>https://a.example/2026/03/a/</loc></url></urlset>",
    ];
    run_text(&corpus, |text, random| {
        let config = *random.one(&["mkdocs.yml", "_config.yml", "hugo.toml", ".vitepress/config.js", "README.md"]);
        let folder = match config {
            "mkdocs.yml" => "docs/",
            "_config.yml" => "source/_posts/",
            "hugo.toml" => "content/",
            _ => "",
        };
        let files =
            [config.to_owned(), format!("{folder}a.md"), format!("{folder}b/index.md"), format!("{folder}a.png")];
        let read = |path: &str| files.iter().any(|file| file == path).then(|| text.as_bytes().to_vec());
        let Some(tree) = Tree::of(&files, &read, Some(text), "旧站") else { return };
        let options = Options { column: "旧站".to_owned(), ..Options::default() };
        let sources: Vec<String> = tree.sources().map(str::to_owned).collect();
        let pages = sources.iter().map(|source| tree.page(source, text.as_bytes(), &read, &options));
        for page in pages.chain(tree.folders(&options)) {
            let paths = page.files.iter().map(|(path, _)| path).chain([&page.path]);
            assert!(paths.into_iter().all(|p| p.starts_with("content/旧站/") && !p.contains("..")), "{}", page.path);
        }
    });
}

/// Lists of the pages of an old site.
#[test]
fn lists() {
    let corpus = [
        "标题,日期,网址,文件\n甲,2026-03-01,/show.asp?id=12,a.html\n\"乙\n丙\",2026年3月,https://a.example/b,子\\b.docx\n",
        "title\turl\tfile\tcolumn\n甲\t/a\t../a.txt\t新闻\n",
    ];
    run_text(&corpus, |text, _| {
        for row in list(text.as_bytes()).unwrap_or_default() {
            assert!(row.line > 0 && row.line <= text.matches(['\n', '\r']).count() + 1, "{row:?}");
        }
    });
}
