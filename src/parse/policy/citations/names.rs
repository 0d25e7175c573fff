//! How texts are named: 《…》 with its remarks, 本办法, and laws without 《》.

use super::super::lines::{begins_with_any, ends_with_any, is_space};
use super::super::titles::KINDS;

/// More words than [`KINDS`] that after 本 and 该 mean a text.
const OWN_WORDS: [&str; 7] = ["法典", "方案", "规约", "公约", "宪法", "指引", "标准"];

/// More ends than [`KINDS`] of the name of some text, one of ours or not.
const OTHER_ENDS: [&str; 11] =
    ["典", "公约", "协定", "条约", "议定书", "修正案", "宪章", "法律", "协议", "合同", "法令"];

/// The end of the 《…》 that begins at byte `at`; 《》 may stand in 《》.
pub(in crate::parse::policy) fn closing(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in text[at..].char_indices().take(120) {
        match c {
            '《' => depth += 1,
            '》' => {
                depth -= 1;
                if depth == 0 {
                    return (i > '《'.len_utf8()).then_some(at + i + c.len_utf8());
                }
            }
            '。' | '\n' => return None,
            _ => {}
        }
    }
    None
}

/// The end of a remark in parentheses at byte `at`, if there is one, and the short names that it introduces:
/// （以下简称《条例》）, and （以下分别简称《甲法》、《乙法》） after two texts.
pub(super) fn remark(text: &str, at: usize) -> (usize, Vec<String>) {
    let rest = &text[at..];
    let Some(inner) = rest.strip_prefix(['（', '(']) else {
        return (at, Vec::new());
    };
    let mut depth = 1;
    for (i, c) in inner.char_indices().take(160) {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let end = text.len() - inner.len() + i + c.len_utf8();
            return (end, short_names(&inner[..i]));
        }
    }
    (at, Vec::new())
}

fn short_names(remark: &str) -> Vec<String> {
    let Some((_, names)) = remark.split_once("简称") else {
        return Vec::new();
    };
    let one = |name: &str| {
        let name = name.trim_start_matches(['为', '：', ':', '“', '《', '"']);
        let name = name.trim_end_matches(['”', '》', '"']).trim_matches(is_space);
        (2..=40).contains(&name.chars().count()).then(|| name.to_owned())
    };
    if names.matches('《').count() < 2 {
        return one(names).into_iter().collect();
    }
    // An ill-formed list names nothing.
    let mut found = Vec::new();
    for part in names.split('《').skip(1).take(12) {
        match part.rsplit_once('》').and_then(|(name, _)| one(name)) {
            Some(name) => found.push(name),
            None => return Vec::new(),
        }
    }
    found
}

/// 总则 or 分则 between a name and the 编, 章, 节 or 条 of it.
pub(super) fn half(text: &str) -> Option<&'static str> {
    ["总则", "分则"].into_iter().find(|half| text.strip_prefix(half).is_some_and(|rest| rest.starts_with('第')))
}

/// Skips 的, 中 and 中的 between a title and 第X条, and the 编 that the article stands in: 《民法典》人格权编第九百九十七条.
pub(super) fn skip_particle(text: &str, at: usize) -> usize {
    let at = skip_book(text, at);
    let rest = &text[at..];
    let after = ["中的", "中", "的", "之"]
        .into_iter()
        .find_map(|word| rest.strip_prefix(word))
        .filter(|after| after.starts_with('第') || half(after).is_some());
    after.map_or(at, |after| text.len() - after.len())
}

/// Skips the name of a 编, if 第 follows it.
fn skip_book(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let Some((i, _)) = rest.char_indices().take(8).take_while(|(_, c)| c.is_alphabetic()).find(|(_, c)| *c == '编')
    else {
        return at;
    };
    let end = i + '编'.len_utf8();
    let follows = ["第", "的第", "中第", "中的第"].iter().any(|mark| rest[end..].starts_with(mark));
    if i > 0 && follows && !rest[..i].contains('第') { at + end } else { at }
}

/// The name of a 编 that stands between the name of a text and 第X条, if `words` end with both: 人格权编 of 依照民法典人格权编.
pub(super) fn book(words: &str) -> &str {
    if !words.ends_with('编') {
        return "";
    }
    let starts = words.char_indices().rev().take(9).skip(2).map(|(i, _)| i);
    let start = starts.into_iter().find(|i| names_a_text(&words[..*i]));
    start.map_or("", |start| &words[start..])
}

/// `words` without remarks at their end that say which version of a text is meant: 学习办法 of 学习办法（2024年修订）（试行）.
pub fn without_version(words: &str) -> &str {
    let mut name = words;
    while let Some(inner) = name.strip_suffix(['）', ')'])
        && let Some((head, remark)) = inner.rsplit_once(['（', '('])
        && !head.is_empty()
        && is_of_version(remark)
    {
        name = head;
    }
    name
}

/// Whether a remark behind a title is about its version: 试行, 2024年修订, 2024修正文本, 2024年5月.
fn is_of_version(remark: &str) -> bool {
    const WORDS: [&str; 5] = ["试行", "暂行", "修订", "修正", "修改"];
    const LONGEST: usize = 16;
    let words = WORDS.iter().any(|word| remark.contains(word)) || remark.ends_with("施行") || remark.ends_with('版');
    let day = |c: char| c.is_ascii_digit() || matches!(c, '年' | '-' | '月' | '日');
    // A draft is another text than what it would change.
    let draft = remark.contains("草案") || remark.ends_with('稿') || remark.contains("修正案");
    words && remark.chars().count() <= LONGEST && !draft || !remark.is_empty() && remark.chars().all(day)
}

/// The word after 本 or 该 that means a text, and where it ends: 办法 in 本办法 and in 本实施办法.
pub(super) fn own_word(rest: &str) -> Option<(&'static str, usize)> {
    let after =
        ["实施", "暂行", "试行", "若干"].into_iter().find_map(|prefix| rest.strip_prefix(prefix)).unwrap_or(rest);
    // The longer words first: 本法典 is no 本法.
    let word = OWN_WORDS.into_iter().chain(KINDS).find(|word| begins_with_any(after, [word]))?;
    Some((word, rest.len() - after.len() + word.len()))
}

/// What kind of text a title names: 办法 of 学习办法（试行）.
pub(super) fn kind(title: &str) -> Option<&'static str> {
    let title = title.trim_end_matches(['）', ')']);
    let title = title.rsplit_once(['（', '(']).map_or(title, |(head, _)| head);
    OWN_WORDS.into_iter().chain(KINDS).filter(|w| title.ends_with(w)).max_by_key(|w| w.len())
}

/// Whether a text of this kind calls itself 本 and `word`.
pub(super) fn can_be_own(kind: Option<&str>, word: &str) -> bool {
    // A notice may call what it carries 本办法, but a 办法 is not 本条例. Some 条例 are laws by rank.
    let law = word == "法" && matches!(kind, Some("法典" | "宪法" | "条例"));
    law || kind.is_none_or(|kind| kind == word || matches!(kind, "通知" | "决定" | "决议" | "意见"))
}

/// What kind of text a title names, if the title ends with no known kind: 要点 and 工作要点 of 学习工作要点.
pub(super) fn calls_itself(rest: &str, title: &str) -> Option<usize> {
    let title = title.trim_end_matches(['）', ')']);
    let title = title.rsplit_once(['（', '(']).map_or(title, |(head, _)| head);
    let ends = title.char_indices().rev().take(6).skip(1);
    ends.map(|(i, _)| &title[i..]).filter(|end| rest.starts_with(end)).map(str::len).max()
}

/// What an amendment amends: 学习条例修正案（二） → 学习条例, 关于修改〈甲办法〉的决定 → 甲办法.
pub(in crate::parse::policy) fn amended(title: &str) -> Option<String> {
    if let Some((base, rest)) = title.split_once("修正案")
        && !base.is_empty()
        && !rest.contains("办法")
    {
        return Some(base.to_owned());
    }
    let (_, rest) = title.split_once("关于修改")?;
    let rest = rest.strip_prefix(['《', '〈', '<'])?;
    let (base, rest) = rest.split_once(['》', '〉', '>'])?;
    (rest.starts_with('的') && !base.is_empty()).then(|| base.to_owned())
}

/// The characters right before a reference that may belong to a name, with （试行） at its end.
pub(super) fn run_before(text: &str) -> &str {
    let name = without_version(text);
    let start = name
        .char_indices()
        .rev()
        .take(40)
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '〈' | '〉'))
        .last()
        .map_or(name.len(), |(i, _)| i);
    if start == name.len() { &text[text.len()..] } else { &text[start..] }
}

/// Whether `words` end with the name of a text, its kind at least.
pub(super) fn names_a_text(words: &str) -> bool {
    ends_with_any(without_version(words), KINDS.iter().chain(&OTHER_ENDS))
}

/// Verbs that take a text for their object.
const VERBS: [&str; 18] = [
    "依照",
    "按照",
    "根据",
    "依据",
    "比照",
    "参照",
    "对照",
    "遵照",
    "违反",
    "违背",
    "违犯",
    "触犯",
    "适用",
    "准用",
    "援用",
    "援引",
    "引用",
    "不同于",
];

/// Whether a name may begin after `words`: they are none, or end with a word that takes a text for its object or joins
/// two texts. 劳动 before 合同法 and 反 before 某法 make another name of it, so that a library which has only the shorter
/// name does not have this text.
pub fn may_precede_a_name(words: &str) -> bool {
    const WORDS: &[&str] = &[
        "运用",
        "执行",
        "符合",
        "遵守",
        "构成",
        "以及",
        "或者",
        "修改",
        "删去",
        "删除",
        "认定为",
        "作为",
        "但是",
        "属于",
        "关于",
        "对于",
        "基于",
        "鉴于",
        "由于",
        "依",
        "落实",
        "贯彻",
        "实施",
        "具有",
        "没有",
        "享有",
        "设有",
        "现行",
        "修订后",
        "修正后",
        "修改后",
        "应当",
        "涉及",
        "结合",
        "经过",
        "参见",
        "详见",
        "解释",
        "适用于",
        "违反了",
        "不违反",
        "即",
        "现",
        "我国",
        "有关",
        "认为",
        // 补正期间不计入民事诉讼法第X条, 以收到民法典第X条规定的有效通知为由, 运输、出售刑法第X条规定以外的.
        "计入",
        "列入",
        "收到",
        "达到",
        "超过",
        "出售",
        "收购",
        "购买",
        "具备",
        "规避",
        // 行使宪法第X条规定的职权, 涉嫌刑法分则第X章规定的犯罪, 提供民事诉讼法第X条规定的担保.
        "行使",
        "履行",
        "承担",
        "涉嫌",
        "提供",
        "提交",
        "提出",
        "包括",
        "认定",
        "确定",
        "出现",
        "存在",
        "发生",
        "采取",
        "作出",
        "取得",
        "受到",
        "给予",
        "追究",
        "办理",
        "完成",
        "实行",
        "套用",
        "沿用",
        "参考",
        "参酌",
        "触及",
        "依循",
        "遵循",
        "不适用",
        "拥护",
        "忠于",
        "维护",
        "宣传",
        "学习",
        "制定",
        "犯有",
        "构成了",
        "触犯了",
        "实施了",
        "免于",
        "不受",
        "符合了",
        "视为",
        "称为",
        "等同于",
        "源于",
        "见于",
        "规定于",
    ];
    // One character says little: these words contain it and take no object.
    const SINGLE: [char; 25] = [
        '按', '据', '或', '和', '与', '及', '的', '由', '将', '除', '在', '是', '把', '因', '以', '犯', '系', '如',
        '指', '对', '为', '从', '之', '于', '有',
    ];
    const COMPOUND: [&str; 29] = [
        "数据",
        "证据",
        "票据",
        "中华人民共和",
        "参与",
        "普及",
        "自由",
        "解除",
        "消除",
        "免除",
        "排除",
        "原因",
        "关系",
        "体系",
        "行为",
        "服从",
        "人民共和",
        "针对",
        "给予",
        "授予",
        "目的",
        // 国有土地法 is another law than 土地法.
        "国有",
        "所有",
        "公有",
        "私有",
        "共有",
        "占有",
        "持有",
        "特有",
    ];
    words.is_empty()
        || ends_with_any(words, &VERBS)
        || ends_with_any(words, WORDS)
        || words.ends_with(SINGLE) && !ends_with_any(words, &COMPOUND)
        || words.ends_with(|c: char| c == '年' || c.is_ascii_digit())
}

/// Whether `words` end in a short name that the text introduced, and not in a longer name that ends alike.
pub(super) fn ends_in(words: &str, short: &str) -> bool {
    words.strip_suffix(short).is_some_and(|before| short.chars().count() > 3 || may_precede_a_name(before))
}

/// Whether the words before an article say that it is of the same text: 本章第三条.
pub(super) fn own_part(words: &str) -> bool {
    ends_with_any(words, &["本编", "本章", "本节"])
}

/// Whether the articles of another document must be meant, though it is not named.
pub(super) fn foreign(words: &str) -> bool {
    let numbered = words.trim_end_matches(|c| crate::content::numeral::is_numeral(c) || c.is_ascii_digit());
    // 作为第三条之一 gives a new article its number.
    let numbers_anew = words.ends_with("作为") || words.ends_with("改为");
    numbers_anew || numbered.ends_with("附件") || numbered.ends_with("附录") || words.ends_with("原合同")
}

/// Whether 依, 照 or 据 right before byte `at` of `words` is a verb of its own: 依海商法的规定, but not 执照管理办法.
fn governs_alone(words: &str, at: usize) -> bool {
    const COMPOUND: [&str; 14] = [
        "皈依", "归依", "护照", "执照", "牌照", "按照", "参照", "拍照", "证据", "数据", "票据", "单据", "收据", "占据",
    ];
    let before = &words[..at];
    before.ends_with(['依', '照', '据']) && !ends_with_any(before, &COMPOUND)
}

/// The part of `words` that reads as a title: what follows the last verb.
pub(super) fn likely_title(words: &str) -> &str {
    const BEFORE: [&str; 34] = [
        "依照",
        "按照",
        "根据",
        "依据",
        "违反",
        "适用",
        "执行",
        "符合",
        "参照",
        "遵守",
        "触犯",
        "构成",
        "以及",
        "或者",
        "修改",
        "除",
        "将",
        "由",
        "的",
        "按",
        "删去",
        "删除",
        "认定为",
        "对照",
        "但是",
        "在",
        "及其",
        "是",
        "把",
        "属于",
        "落实",
        "贯彻",
        "与",
        "和",
    ];
    let start = BEFORE
        .iter()
        .filter_map(|word| {
            // The 和 of 中华人民共和国 joins nothing.
            let mut found = words.rmatch_indices(word).map(|(i, _)| i);
            found.find(|i| !words[..*i].ends_with("中华人民共")).map(|i| i + word.len())
        })
        .chain(words.char_indices().map(|(i, _)| i).filter(|i| governs_alone(words, *i)))
        .filter(|start| *start < words.len())
        .max()
        .unwrap_or(0);
    &words[start..]
}

/// Where the name begins that a verb at byte `at` takes for its object: after 根据, 违反, 触犯 …
pub(super) fn governed(text: &str, at: usize) -> Option<usize> {
    let verb = |rest: &'_ str| {
        let after = VERBS.iter().find_map(|verb| rest.strip_prefix(verb))?;
        Some(rest.len() - after.strip_prefix('了').unwrap_or(after).len())
    };
    let mut from = at + verb(&text[at..])?;
    // 参照适用
    while let Some(length) = verb(&text[from..]) {
        from += length;
    }
    Some(from)
}

/// The end of the name of a text that begins at byte `from` and is cited as a whole, by what follows it.
pub(super) fn whole_name(text: &str, from: usize) -> Option<usize> {
    const AFTER: [&str; 28] = [
        "的", "和", "与", "及", "或", "以及", "等", "制定", "追究", "处罚", "处理", "处以", "予以", "给予", "构成",
        "办理", "执行", "关于", "有关", "应当", "另行", "依法", "规定", "没有", "未", "而", "且", "、",
    ];
    let rest = &text[from..];
    let run = rest.char_indices().take(40).take_while(|(_, c)| c.is_alphanumeric() && !matches!(c, '第' | '的'));
    let ends = run.map(|(i, c)| i + c.len_utf8());
    let mut named = ends.filter(|end| names_a_text(&rest[..*end]));
    let end = named.find(|end| {
        let after = &rest[*end..];
        let closed = after.starts_with(|c: char| !c.is_alphanumeric() && !matches!(c, '《' | '〈' | '（' | '('));
        after.is_empty() || closed || begins_with_any(after, &AFTER)
    });
    let end = end.filter(|end| is_name(&rest[..*end]))?;
    Some(from + end)
}

/// Where the next name of a list begins after byte `at`.
pub(super) fn next_name(text: &str, at: usize) -> Option<usize> {
    const JOINTS: [&str; 7] = ["、", "以及", "或者", "和", "与", "及", "或"];
    let after = JOINTS.iter().find_map(|joint| text[at..].strip_prefix(joint))?;
    Some(text.len() - after.len())
}

/// What a text with this title carries out, and what it may call it: 学习条例 and 条例 for 学习条例实施细则.
pub(super) fn carried_out(title: &str) -> Option<(&'static str, &str)> {
    let base = title.split_once("实施").filter(|(_, rest)| !rest.is_empty() && kind(rest).is_some())?.0;
    let word = kind(base).filter(|word| word.chars().count() > 1)?;
    Some((word, base))
}

/// Whether `after` says that what stands before it provides something.
pub(super) fn provides(after: &str) -> bool {
    begins_with_any(after, &["的规定", "规定", "的有关规定", "有关规定", "的相关规定"])
}

/// Whether `name` can be the name of one text: 学习法 and 国家赔偿法, but not 办法, 本办法 or 国家有关法律.
pub(super) fn is_name(name: &str) -> bool {
    const ANY: &[&str] = &[
        "依", "本", "该", "此", "其他", "其", "同", "各项", "各", "上述", "有关", "相关", "现行", "国家", "地方",
        "任何", "前",
    ];
    let whole = without_version(name);
    let mut name = whole;
    while let Some(rest) = ANY.iter().find_map(|word| name.strip_prefix(word)) {
        name = rest;
    }
    // 前两款规定 and 本条规定 are places, no names.
    let place = name.trim_start_matches(crate::content::numeral::is_numeral);
    if name.len() < whole.len() && place.starts_with(['款', '条', '项', '目', '章', '节', '编']) {
        return false;
    }
    !name.is_empty() && !KINDS.contains(&name) && !OTHER_ENDS.contains(&name) && !OWN_WORDS.contains(&name)
        || name == "宪法"
}

/// `text` without the word that joins its last name to the next.
pub(super) fn without_joint(text: &str) -> Option<&str> {
    ["、", "和", "与", "及", "或者", "或", "以及"].into_iter().find_map(|joint| text.strip_suffix(joint))
}

/// Whether 第三条 is an ordinal here: 第三条道路.
pub(super) fn noun_follows(after: &str) -> bool {
    const NOUNS: [&str; 14] =
        ["道路", "战线", "措施", "意见", "建议", "线", "河", "路", "产品", "贷款", "工作", "任务", "议程", "内容是"];
    begins_with_any(after, &NOUNS)
}

/// Whether what follows a bare 第X项 shows that an item of this text is meant.
pub(super) fn follows_item(after: &str, has_items: bool) -> bool {
    after.is_empty()
        || has_items && after.starts_with("材料")
        || after.starts_with([
            '、', '，', '。', '；', '）', ')', '和', '至', '或', '的', '所', '以', '与', '及', '规', '情', '行', '中',
            '外', '除',
        ])
}
