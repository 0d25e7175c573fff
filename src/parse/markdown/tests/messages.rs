use super::*;

#[test]
fn links() {
    check_faults(
        "[甲](javascript:alert(1))",
        &["unsafe-link@\"javascript:alert(1)\": 链接用了“javascript:”，它会在读者的浏览器里运行代码"],
    );
    check_faults(
        "[甲](JAVA&Tab;script:x)",
        &["unsafe-link@\"[甲](JAVA&Tab;script:x)\": 链接用了“JAVA\tscript:”，它会在读者的浏览器里运行代码"],
    );
    check_faults(
        "![甲](data:image/png;base64,AA)",
        &["picture-in-text@\"data:image/\": 图片直接写进了正文（data:…），要存成单独的文件"],
    );
    check_faults("[甲](file:///C:/a.docx)", &["unknown-scheme@\"file:///C:/a.docx\": 不认识的链接类型“file:”"]);
    check_faults("[甲]()", &["empty-link@\"[甲]()\": 链接没有地址"]);
    check_faults("[](a.md)", &["empty-link-text@\"[](a.md)\": 链接没有文字，读者看不见它"]);
    check_faults("[![甲](a.png)](a.md)", &[]);
    check("[甲](javascript:alert(1))", "<p>甲</p>");
}

#[test]
fn images() {
    check_faults("![](a.png)", &["missing-alt@\"![](a.png)\": 图片没有替代文字"]);
    check_faults("<img src=\"a.png\">", &["missing-alt@\"<img src=\\\"a.png\\\">\": 图片没有替代文字"]);
    check_faults("<img src=\"a.png\" alt=\"\">", &[]);
    check_faults(
        "![甲](https://example.com/a.png)",
        &["external-image@\"https://example.com/a.png\": 图片在别的网站上，内网和离线时看不到"],
    );
}

#[test]
fn headings() {
    check_faults("## 甲\n\n#### 乙\n", &["heading-order@\"#### 乙\": 标题从第2级跳到了第4级"]);
    check_faults("### 甲\n\n## 乙\n\n### 丙", &["heading-order@\"### 甲\": 标题从第1级跳到了第3级"]);
    check_faults("# 标题\n\n# 又一个\n", &["heading-order@\"# 又一个\": 正文里又有一级标题，一页只应有一个"]);
    check_faults("##\n", &["empty-heading@\"##\": 标题没有文字"]);
    check_faults(
        "## 甲 {#a}\n\n## 乙 {#a onclick=x}\n",
        &[
            "heading-attribute@\"## 乙 {#a onclick=x}\": 标题的属性“onclick”不起作用",
            "duplicate-anchor@\"## 乙 {#a onclick=x}\": 本页已经有锚点“a”",
        ],
    );
}

#[test]
fn things_left_open() {
    check_faults(
        "甲\n\n```rust\n乙\n",
        &["unclosed-fence@\"```rust\": “```”开始的代码块没有结束，后面的内容都成了代码"],
    );
    check_faults("~~~~\n乙\n~~~\n", &["unclosed-fence@\"~~~~\": “~~~~”开始的代码块没有结束，后面的内容都成了代码"]);
    check_faults("```\n乙\n`````\n", &[]);
    check_faults("> ```\n> 乙\n> ```\n", &[]);
    check_faults("```", &["unclosed-fence@\"```\": “```”开始的代码块没有结束，后面的内容都成了代码"]);
}

#[test]
fn footnotes() {
    check_faults("甲[^1]乙", &["undefined-footnote@\"[^1]\": 脚注“1”没有内容"]);
    check_faults("甲\n\n[^注]: 乙\n", &["unused-footnote@\"[^注]: 乙\": 正文没有用到脚注“注”，它不会显示"]);
    check_faults("甲[^1]\n\n[^1]: 乙\n", &[]);
}

#[test]
fn every_message_says_what_to_do_in_both_languages() {
    let text = "[甲](javascript:x)\n\n![](a.png)\n\n#### 乙\n\n[^1]: 丙\n\n{{< callout >}}\n\n<font>丁</font>\n";
    let read = read(text);
    assert_eq!(read.diagnostics.len(), 6);
    for fault in read.diagnostics {
        assert!(!fault.hints.is_empty(), "{fault:?}");
        assert!(fault.message.en.is_ascii() && !fault.message.en.is_empty(), "{fault:?}");
    }
}
