//! What is pasted: the HTML that Word, WPS, Excel and browsers put on the clipboard → Markdown.

use super::markdown::{self, Style};
use super::model::Remark;
use super::report::Noted;
use super::{pictures, shape, web};

/// A pasted text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clip {
    /// Without a line break at its end if it is a single paragraph.
    pub markdown: String,
    /// Pictures that came with it, by the names that the text has for them.
    pub files: Vec<(String, Vec<u8>)>,
    /// What did not come along.
    pub noted: Vec<Noted>,
}

/// Reads pasted HTML; pictures that only the other program has are left out and said.
pub fn clip(html: &str) -> Clip {
    let mut document = web::fragment(html);
    let files = pictures::files(&mut document);
    let blocks = std::mem::take(&mut document.blocks);
    let single = blocks.len() <= 1;
    let pieces = shape::pieces(blocks, false, 0, "");
    let markdown = markdown::write(&pieces, &document, Style { policy: false, pictures: &files.names });
    let missing = |remark: &Remark| if remark.code == "picture-missing" { not_copied(remark) } else { remark.clone() };
    let noted = document.remarks.iter().map(missing).chain(files.remarks).filter(|r| r.code != "missing-alt");
    let end = if single { "" } else { "\n" };
    Clip {
        markdown: format!("{}{end}", markdown.trim_matches('\n')),
        files: files.files,
        noted: noted.map(Noted::from).collect(),
    }
}

fn not_copied(remark: &Remark) -> Remark {
    Remark::new(
        remark.code,
        "图片没有随文字一起复制过来：在原文件里把图片另存，再拖到这里",
        "pictures were not copied with the text: save them from the original and drop them here",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(clip(html).markdown, expected);
    }

    #[test]
    fn word_and_wps() {
        check(
            "<html xmlns:o='urn:x'><head><style>p.MsoNormal {mso-style-parent:\"\";}</style></head><body lang=ZH-CN>\
             <!--StartFragment--><h2 style='mso-pagination:none'>一、总则<o:p></o:p></h2>\
             <p class=MsoNormal style='text-indent:21.0pt'><b><span lang=EN-US>2026</span>年</b>的<i>安排</i>。<o:p></o:p></p>\
             <p class=MsoListParagraph style='margin-left:21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>\
             <span style='mso-list:Ignore'>l<span>&nbsp;&nbsp; </span></span><![endif]>第一项</p>\
             <p class=MsoListParagraph style='margin-left:21.0pt;mso-list:l1 level1 lfo2'>\
             <span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp; </span></span>第二项</p><!--EndFragment--></body></html>",
            "## 一、总则\n\n**2026年**的*安排*。\n\n- 第一项\n2. 第二项\n",
        );
    }

    #[test]
    fn excel() {
        check(
            "<table border=0><col width=72><tr height=18><td class=xl65>姓名</td><td>学时</td></tr><tr><td>甲</td>\
             <td align=right x:num>8</td></tr></table>",
            "| 姓名 | 学时 |\n|---|---|\n| 甲 | 8 |",
        );
    }

    #[test]
    fn wechat_and_browsers() {
        check(
            "<section style='color:red'><section><p style='text-align:center'><span>甲</span></p><p><br></p>\
             <p>乙<a href='https://www.example.org/'>链接</a></p></section></section><script>alert(1)</script>",
            "甲\n\n乙[链接](https://www.example.org/)\n",
        );
        check("<b>一个词</b>", "**一个词**");
        check("", "");
        let made = clip("<p>甲<img src='file:///C:/a.png'></p>");
        assert_eq!((made.markdown.as_str(), made.noted[0].code.as_str()), ("甲", "picture-missing"));
        assert!(made.noted[0].zh.contains("另存"));
    }
}
