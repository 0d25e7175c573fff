use super::blocks::{Block, blocks};
use super::rows::rows;

fn page(main: &str) -> Vec<Block> {
    blocks(format!("<html><nav>菜单</nav><main>{main}</main><footer>页脚</footer>").as_bytes())
}

fn texts(blocks: &[Block]) -> Vec<String> {
    blocks.iter().map(|block| format!("{} {}", block.form, block.text)).collect()
}

#[test]
fn a_page_is_what_stands_in_its_main_part() {
    let found = page(
        "<nav><ol><li>首页</li></ol></nav><article><h1>标题 <a href=#a>#</a></h1><p>一&amp;二<br>三 <b>四</b></p>\
         <ul><li>甲<li>乙</ul><button>打印</button><script>var x = '<p>y</p>'</script>\
         <table><tr><td>格</td><td>子</td></tr></table><img src=a.png alt=\"图书角\"></article>",
    );
    assert_eq!(texts(&found), ["h1 标题", "p 一&二 三 四", "li 甲", "li 乙", "tr 格 ｜ 子", "p 〔图：图书角〕"]);
    assert_eq!(blocks(b"<p>no main part</p>"), []);
    assert_eq!(texts(&blocks(b"<main><p>cut off")), ["p cut off"]);
    assert_eq!(texts(&blocks(b"<main><p>not closed<p>x</main>")), ["p not closed", "p x"]);
}

#[test]
fn what_differs_stands_side_by_side_with_marks() {
    let old = page("<h1>通知</h1><p>定于五月一日在二楼开会。</p><p>会期一天。</p><p>请带本子。</p>");
    let new = page("<h1>通知</h1><p>定于五月八日在二楼开会。</p><p>另行通知午餐。</p><p>请带本子。</p>");
    let found = rows(&old, &new);
    let shown: Vec<String> = found
        .iter()
        .map(|row| {
            let side = |side: &super::Side| {
                side.iter().map(|(new, text)| if *new { format!("[{text}]") } else { text.clone() }).collect::<String>()
            };
            format!("{}|{}", side(&row.old), side(&row.new))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "通知|通知",
            "定于五月[一]日在二楼开会。|定于五月[八]日在二楼开会。",
            "|[另行通知午餐。]",
            "[会期一天。]|",
            "请带本子。|请带本子。",
        ]
    );
    assert_eq!(rows(&[], &new).len(), 4);
    assert!(rows(&old, &[]).iter().all(|row| row.new.is_empty() && !row.same));
}
