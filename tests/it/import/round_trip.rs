//! Whatever stands in a document is what a reader of its page sees.

use proptest::prelude::*;

use super::{page, seen};
use crate::support::docx::{Docx, bold, paragraph, run};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn import_parse_compare(
        paragraphs in proptest::collection::vec(
            proptest::collection::vec(("[甲乙丙a1。，：；“”《》（）〔〕*_`\\[\\]<>#.|&~{}!=+\\\\ -]{1,8}", any::<bool>()), 1..5),
            1..5,
        ),
    ) {
        let mut docx = Docx::new().title("读书活动的心得体会").p("这是开头的话，后面是各种各样的文字，都要照原样导入，一个字也不能少。");
        let mut expected = String::from("这是开头的话，后面是各种各样的文字，都要照原样导入，一个字也不能少。");
        for parts in &paragraphs {
            // Words at both ends keep it from being a page number or a number alone.
            let runs: String = parts.iter().map(|(text, thick)| if *thick { bold(text) } else { run(text) }).collect();
            docx = docx.xml(&paragraph("", &format!("{}{runs}{}", run("说"), run("完。"))));
            expected.push('说');
            expected.extend(parts.iter().flat_map(|(text, _)| text.chars()).filter(|c| !c.is_whitespace()));
            expected.push_str("完。");
        }
        let page = page("心得.docx", &docx.bytes());
        prop_assert_eq!(seen(&page), expected, "{}", page.text);
    }
}
