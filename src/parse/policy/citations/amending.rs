//! Texts that amend others: which one is spoken of, and what is quoted from it.

use super::super::lines::is_space;
use super::{Scanner, names};

/// Whether a text with this title amends several others: 关于修改《甲解释》等二件解释的决定, 关于修改部分行政法规的决定.
pub(super) fn amends_several(title: &str) -> bool {
    let decides = title.trim_end_matches(['》', '〉']).ends_with("决定");
    decides && (title.contains("修改") || title.contains("废止"))
}

impl Scanner {
    /// Takes a heading or paragraph that says which text is amended from here on: 一、修改《甲解释》,
    /// 二、将《乙规定》作如下修改, 三、对《丙办法》的部分条款作出修改.
    pub(in crate::parse::policy) fn announce(&mut self, text: &str) {
        if !self.amends_many {
            return;
        }
        if let Some(title) = announced(text) {
            self.amended = Some(title.to_owned());
        }
    }

    /// How many quotations are open where `text` begins. Every paragraph of a longer quotation begins with “ again and
    /// only its last one ends with ”.
    pub(super) fn open_quotes(&mut self, text: &str) -> u32 {
        let open = self.quoting && !text.starts_with('“');
        let mut depth = u32::from(open);
        for c in text.chars().filter(|c| matches!(c, '“' | '”')) {
            depth = if c == '“' { depth + 1 } else { depth.saturating_sub(1) };
        }
        self.quoting = depth > 0;
        u32::from(open)
    }
}

/// 根据《甲法》，对下列规章作出修改 names what the decision rests on.
fn cites(before: &str) -> bool {
    ["根据", "依据", "依照", "按照"]
        .iter()
        .any(|word| before.ends_with(word) || before.contains(word) && before.ends_with('、'))
}

/// The text that `text` says is amended from here on.
pub(in crate::parse::policy) fn announced(text: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    let at = text.find('《')?;
    let (before, rest) = (text[..at].trim_end_matches(is_space), &text[at..]);
    if before.chars().count() > LONGEST || before.contains(['“', '。']) || cites(before) {
        return None;
    }
    let end = names::closing(text, at)?;
    let title = &rest['《'.len_utf8()..end - at - '》'.len_utf8()];
    let after = &text[end..];
    let opens = ["修改", "修正"].iter().any(|word| before.ends_with(word)) && !after.starts_with("的决定");
    let sentence = after.split('。').next().unwrap_or(after);
    let amends = ["修改", "修正", "删除", "删去", "增加"].iter().any(|word| sentence.contains(word));
    (opens || amends).then_some(title)
}
