//! Words of a question that say nothing about its answer: 怎么, 能不能, 多长时间. They need not stand in the text.
//!
//! Office language hardly has them, so the few places that do would score high for them: without them the questions of lay
//! people find more (`mod.rs` has the figures). A query of nothing else is looked for as it stands.

use std::ops::Range;

/// What people put around what they ask for, longer ones before those that begin them.
const PHRASES: [&str; 79] = [
    "为什么",
    "凭什么",
    "有什么",
    "是什么",
    "什么样",
    "什么时候",
    "什么时间",
    "什么地方",
    "什么",
    "怎么样",
    "怎么办理",
    "怎么办",
    "怎么",
    "怎样",
    "咋样",
    "咋办",
    "咋",
    "如何",
    "多长时间",
    "多少时间",
    "多少天",
    "多少钱",
    "多少",
    "多久",
    "多长",
    "几天",
    "几年",
    "几个月",
    "几点",
    "哪一些",
    "哪一个",
    "哪些",
    "哪里",
    "哪儿",
    "哪个",
    "哪种",
    "哪天",
    "哪几",
    "谁来",
    "谁能",
    "谁",
    "何时",
    "何地",
    "为何",
    "是否",
    "能否",
    "可否",
    "可不可以",
    "需不需要",
    "应不应该",
    "能不能",
    "可不可",
    "是不是",
    "有没有",
    "要不要",
    "会不会",
    "该不该",
    "算不算",
    "用不用",
    "行不行",
    "合不合法",
    "请问一下",
    "请问",
    "想问一下",
    "想问",
    "问一下",
    "我想知道",
    "我想",
    "我们",
    "我要",
    "我能",
    "我可以",
    "的话",
    "如果",
    "麻烦问",
    "求助",
    "咨询一下",
    "知道",
    "一下",
];

/// What whole questions are full of, and articles as well: it tells none apart, and what it stands between are words of their
/// own. Of a few keywords, 规定 may be the point.
const IN_QUESTIONS: [&str; 27] = [
    "需要",
    "应该",
    "可以",
    "必须",
    "有权",
    "要求",
    "情况下",
    "法律规定",
    "怎么处理",
    "如何处理",
    "法律责任",
    "承担责任",
    "哪些情形",
    "属于",
    "应当",
    "是否可以",
    "合法吗",
    "违法吗",
    "犯法吗",
    "能够",
    "的时候",
    "有没有权",
    "一定要",
    "什么责任",
    "什么后果",
    "后果",
    "规定",
];

/// Signs of a question at its end.
const ENDS: [char; 6] = ['吗', '呢', '吧', '啊', '呀', '嘛'];

/// Whether a character stands between words more often than in them. What pairs it makes with its neighbours are hardly ever
/// words, so how rare they are says nothing.
pub fn joins_words(character: char) -> bool {
    "的了是吗呢吧就都也还又很把被让和与跟我你您他她它们这那么在有会能要给去来到从向对或但而且因为以可应该后时"
        .contains(character)
}

/// The places of such words in a run of characters, ascending and apart; `question` if it is known to be of a whole one.
pub fn asking(chars: &[char], question: bool) -> Vec<Range<usize>> {
    let more: &[&str] = if question { &IN_QUESTIONS } else { &[] };
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let begins = |phrase: &&&str| phrase.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c));
        let length = PHRASES.iter().chain(more).filter(begins).map(|phrase| phrase.chars().count()).max().unwrap_or(0);
        let ends = length == 0
            && ENDS.contains(&chars[at])
            // 酒吧, 网吧, 书吧
            && !(chars[at] == '吧' && at.checked_sub(1).is_some_and(|before| "酒网书水贴茶".contains(chars[before])))
            && chars.get(at + 1).is_none_or(|&next| !super::tokens::is_han(next));
        let length = if ends { 1 } else { length };
        if length > 0 {
            found.push(at..at + length);
        }
        at += length.max(1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_questions_are_found_where_they_stand() {
        for (query, expected) in [
            ("怎么报名夜校", vec!["怎么"]),
            ("借教室要钱吗", vec!["吗"]),
            ("为什么周一不开门", vec!["为什么"]),
            ("请问试用期多长时间", vec!["请问", "多长时间"]),
            ("能不能退课呢 要不要钱", vec!["能不能", "呢", "要不要"]),
            ("去酒吧", vec![]),
            ("贩卖吗啡", vec![]),
            ("管理办法", vec![]),
        ] {
            let chars: Vec<char> = query.chars().collect();
            let found: Vec<String> =
                asking(&chars, false).into_iter().map(|range| chars[range].iter().collect()).collect();
            assert_eq!(found, expected, "{query}");
        }
    }

    #[test]
    fn what_only_questions_are_full_of_stays_in_keywords() {
        let chars: Vec<char> = "逾期归还应当承担什么责任".chars().collect();
        let found = |question| -> Vec<String> {
            asking(&chars, question).into_iter().map(|range| chars[range].iter().collect()).collect()
        };
        assert_eq!(found(true), ["应当", "什么责任"]);
        assert_eq!(found(false), ["什么"]);
    }
}
