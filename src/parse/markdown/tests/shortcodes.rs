use super::*;

#[test]
fn calls_become_holes() {
    check("甲\n{{< figure src=\"a.jpg\" n=3 >}}\n乙", "<p>甲</p>\n⟦figure src=\"a.jpg\" n=3⟧\n<p>乙</p>");
    check(
        "- 甲\n\n  {{< embed page=\"b.md\" >}}\n",
        "<ul>\n<li>\n<p>甲</p>\n⟦embed page=\"b.md\"⟧\n</li>\n</ul>".replace("<li>\n<p>", "<li><p>").as_str(),
    );
    let text = "甲\n\n{{< figure src=\"a.jpg\" >}}\n";
    let page = read(text).value;
    let Fill::Shortcode(call) = &page.body.holes[0].fill else { panic!() };
    let arg = &call.args[0].2;
    assert_eq!(&text[arg.start..arg.end], "src=\"a.jpg\"");
    assert_eq!(&text[call.span.start..call.span.end], "{{< figure src=\"a.jpg\" >}}");
}

#[test]
fn bodies_are_markdown() {
    check(
        "{{< callout type=\"tip\" >}}\n甲**乙**[丙](c.md)\n\n{{< figure src=\"a.jpg\" >}}\n{{< /callout >}}\n丁",
        "⟦callout type=\"tip\" {<p>甲<strong>乙</strong><a href=\"⟦c.md⟧\">丙</a></p>\n⟦figure src=\"a.jpg\"⟧\n}⟧\n<p>丁</p>",
    );
    check(
        "{{< callout >}}\n{{< callout >}}\n甲\n{{< /callout >}}\n乙\n{{< /callout >}}",
        "⟦callout {⟦callout {<p>甲</p>\n}⟧\n<p>乙</p>\n}⟧",
    );
    check("> {{< callout >}}\n> 甲\n> {{< /callout >}}\n", "<blockquote>\n⟦callout {<p>甲</p>\n}⟧\n</blockquote>");
    let page = read("{{< callout >}}\n## 甲\n乙[^1]\n{{< /callout >}}\n\n[^1]: 注").value;
    assert_eq!(page.body.anchors.iter().collect::<Vec<_>>(), ["fn-1", "fnref-1", "jia"]);
    assert_eq!(page.body.sections.get()[0].text, "\u{FFFC}0\u{FFFC}");
    assert_eq!(page.body.sections.get()[1].text, "乙\n注");
    let page = read("{{< callout >}}\n<div>甲\n{{< /callout >}}\n乙").value;
    assert_eq!(show(&page.body.html.get(), &page.body.holes), "⟦callout {<div>甲\n</div>}⟧\n乙\n");
}

#[test]
fn code_is_text() {
    check(
        "```\n{{< figure src=\"a.jpg\" >}}\n```",
        "<pre tabindex=\"0\"><code>{{&lt; figure src=&quot;a.jpg&quot; &gt;}}\n</code></pre>",
    );
    check("    {{< /x >}}", "<pre tabindex=\"0\"><code>{{&lt; /x &gt;}}</code></pre>");
    check("用`{{< figure >}}`插图", "<p>用<code>{{&lt; figure &gt;}}</code>插图</p>");
    check_faults("```\n{{< \n```", &[]);
}

#[test]
fn faults_have_places() {
    check_faults("甲\n\n{{< callout >}}\n乙", &["unclosed-shortcode@\"{{< callout >}}\": 短代码“callout”没有结束"]);
    check_faults(
        "{{< /callout >}}",
        &["unopened-shortcode@\"{{< /callout >}}\": 这里结束短代码“callout”，但它没有在前面开始"],
    );
    check_faults(
        "- {{< callout >}}\n\n甲\n\n{{< /callout >}}",
        &[
            "unclosed-shortcode@\"{{< callout >}}\": 短代码“callout”没有结束",
            "unopened-shortcode@\"{{< /callout >}}\": 这里结束短代码“callout”，但它没有在前面开始",
        ],
    );
    check_faults(
        "{{< figure src=a.jpg >}}",
        &["shortcode-syntax@\"a.jpg\": 短代码写法不对：参数“src”的值要放在引号里"],
    );
    check_faults("{{< figure", &["shortcode-syntax@\"{{< figure\": 短代码写法不对：没有“>}}”"]);
    check_faults("甲 {{< figure >}} 乙", &["shortcode-inline@\"{{< figure >}}\": 短代码要单独占一行"]);
    check_faults("甲\n      {{< figure >}}", &["shortcode-inline@\"{{< figure >}}\": 短代码要单独占一行"]);
    check_faults("{{< figure >}}\n{{< figure >}}", &[]);
}

#[test]
fn self_tests_are_read_where_they_stand() {
    let text = "甲\n\n```quiz\nquestion: 乙？\ntype: single\noptions: [丙, 丁]\nanswer: A\n```\n\n```quiz\n- question: 戊？\n  type: true_false\n  answer: 对\n```\n\n```quiz-draw\nbank: bank/a.quiz.yaml\ncount: 3\n```\n";
    check(text, "<p>甲</p>\n⟦quiz 0..1⟧\n⟦quiz 1..2⟧\n⟦draw 3⟧");
    let page = read(text).value;
    let ids: Vec<_> =
        page.body.questions.iter().map(|q| (q.id.as_str(), &text[q.span.start..q.span.start + 3])).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!((ids[0].0, ids[1].0), ("q1", "q2"));
    check_faults("> ```quiz\n> a: b\n> ```", &["quiz-place@\"```quiz\": 自测题不能放在引用、列表、脚注或短代码里"]);
    let inside = "{{< callout >}}\n```quiz-draw\nbank: a.quiz.yaml\ncount: 1\n```\n{{< /callout >}}";
    assert_eq!(read(inside).diagnostics[0].code, "quiz-place");
    check(inside, "⟦callout {\n}⟧");
}
