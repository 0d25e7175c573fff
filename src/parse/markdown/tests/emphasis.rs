use super::*;

#[track_caller]
fn bold(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(html(text).trim_end(), format!("<p>{expected}</p>"), "{text}");
        assert_eq!(inline_html(text).0, *expected, "inline {text}");
    }
}

#[test]
fn fullwidth_punctuation_inside_does_not_keep_emphasis_from_closing() {
    bold(&[
        ("**注意：**请", "<strong>注意：</strong>请"),
        ("**该星号不会被识别。**这是因为", "<strong>该星号不会被识别。</strong>这是因为"),
        ("请**“注意”**看", "请<strong>“注意”</strong>看"),
        ("请**（注意）**看", "请<strong>（注意）</strong>看"),
        ("请**《办法》**看", "请<strong>《办法》</strong>看"),
        ("依据**《管理办法》（试行）**第三条", "依据<strong>《管理办法》（试行）</strong>第三条"),
        ("*注意：*请", "<em>注意：</em>请"),
        ("请*（注意）*看", "请<em>（注意）</em>看"),
        ("***注意：***请", "<em><strong>注意：</strong></em>请"),
        ("**甲**、**乙**。", "<strong>甲</strong>、<strong>乙</strong>。"),
    ]);
}

#[test]
fn ascii_punctuation_beside_han_does_not_either() {
    bold(&[
        ("请**(注意)**看", "请<strong>(注意)</strong>看"),
        ("**[链接](a.md)**请", "<strong><a href=\"⟦a.md⟧\">链接</a></strong>请"),
        ("用**`命令`**来做", "用<strong><code>命令</code></strong>来做"),
        ("**\"注意\"**请", "<strong>&quot;注意&quot;</strong>请"),
        ("完成率**100%**以上", "完成率<strong>100%</strong>以上"),
        ("约**$5**以上", "约<strong>$5</strong>以上"),
    ]);
}

#[test]
fn other_east_asian_scripts_work_alike() {
    bold(&[
        ("**この文。**です", "<strong>この文。</strong>です"),
        ("**스크립트(script)**라고", "<strong>스크립트(script)</strong>라고"),
        ("**𠮷。**𠮷", "<strong>𠮷。</strong>𠮷"),
        ("葛󠄀**(か)**", "葛󠄀<strong>(か)</strong>"),
        ("大塚︀**(か)**", "大塚︀<strong>(か)</strong>"),
    ]);
}

#[test]
fn strike_through_follows_the_same_rule() {
    bold(&[
        ("~~废止。~~请", "<del>废止。</del>请"),
        ("请~~（废止）~~看", "请<del>（废止）</del>看"),
        ("原~~\"一\"~~二", "原<del>&quot;一&quot;</del>二"),
        ("3~5天，6~8天", "3~5天，6~8天"),
        ("（~5天）（~8天）", "（~5天）（~8天）"),
    ]);
}

#[test]
fn underscores_need_a_gap_as_before() {
    bold(&[
        ("_注意_ 请", "<em>注意</em> 请"),
        ("请，_注意_。", "请，<em>注意</em>。"),
        ("snake_case_name", "snake_case_name"),
        ("请_注意_看", "请_注意_看"),
        ("__注意：__。", "<strong>注意：</strong>。"),
    ]);
}

#[test]
fn western_text_follows_commonmark() {
    bold(&[
        ("a*\"foo\"*", "a*&quot;foo&quot;*"),
        ("**foo \"*bar*\" foo**", "<strong>foo &quot;<em>bar</em>&quot; foo</strong>"),
        ("foo*bar*baz", "foo<em>bar</em>baz"),
        ("a * b * c", "a * b * c"),
        ("a**(b)**c", "a**(b)**c"),
        ("**(b)**", "<strong>(b)</strong>"),
    ]);
}

#[test]
fn escaped_stars_stay() {
    bold(&[
        ("\\**注意：*请", "*<em>注意：</em>请"),
        ("\\*\\*注意：\\*\\*请", "**注意：**请"),
        ("\\\\**注意：**请", "\\<strong>注意：</strong>请"),
    ]);
}

#[test]
fn code_and_links_do_not_keep_the_helpers() {
    check("`请**（注意）**看`", "<p><code>请**（注意）**看</code></p>");
    check("[请*（a）*看](<请**（甲）**看.md>)", "<p><a href=\"⟦请**（甲）**看.md⟧\">请<em>（a）</em>看</a></p>");
    check("```\n请**（注意）**看\n```", "<pre tabindex=\"0\"><code>请**（注意）**看\n</code></pre>");
    check(
        "![请**（甲）**看](a.png \"请**（甲）**看\")后",
        "<p>⟦img a.png \"请（甲）看\" Some(\"请**（甲）**看\")⟧后</p>",
    );
    check(
        "## 请**（甲）**看 {#请**（甲）**看}",
        "<h2 id=\"请**（甲）**看\">请<strong>（甲）</strong>看 <a class=\"permalink\" href=\"#请**（甲）**看\" aria-label=\"本节链接：请（甲）看\">#</a></h2>",
    );
}

#[test]
fn tables_and_quotations_work_alike() {
    check(
        "|**（甲）**|乙|\n|-|-|\n|**丙：**丁|请**（戊）**|",
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"表格\"><table>\n<thead><tr><th scope=\"col\"><strong>（甲）</strong></th><th scope=\"col\">乙</th></tr></thead>\n<tbody>\n<tr><td><strong>丙：</strong>丁</td><td>请<strong>（戊）</strong></td></tr>\n</tbody>\n</table></div>",
    );
    check(">**（甲）**乙", "<blockquote>\n<p><strong>（甲）</strong>乙</p>\n</blockquote>");
}

#[test]
fn places_survive_the_helpers() {
    let text = "请**（注意）**看[甲](a.md)，请**（注意）**看[乙](b.md)";
    let read = read(text).value;
    let places: Vec<&str> = read
        .body
        .holes
        .iter()
        .filter_map(|hole| match &hole.fill {
            Fill::Href(r) => Some(&text[r.span.start..r.span.end]),
            _ => None,
        })
        .collect();
    assert_eq!(places, ["a.md", "b.md"]);
}

#[test]
fn a_text_that_uses_the_marks_itself_keeps_them() {
    check("\u{FDD0}**注意：**请\u{1BC9F}", "<p>\u{FDD0}<strong>注意：</strong>请\u{1BC9F}</p>");
    let all: String = (0xFDD0..=0xFDDFu32)
        .filter_map(char::from_u32)
        .chain(['\u{1BC9F}', '\u{16AF5}', '\u{11A9A}', '\u{12474}'])
        .collect();
    check(&format!("{all}<b>甲</b>"), &format!("<p>{all}&lt;b&gt;甲&lt;/b&gt;</p>"));
}
