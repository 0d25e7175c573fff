use serde::{Deserialize, Serialize};

use super::Long;
use crate::diagnostics::Span;

/// The structure of a policy text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PolicyText {
    /// The top of the tree.
    pub nodes: Long<Vec<Node>>,
    /// Citations in the text, in order.
    pub citations: Long<Vec<Citation>>,
    /// The number of its first article; empty if it has none.
    pub first: String,
}

/// A level of a policy text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeType {
    /// 编
    Part,
    /// 分编
    Subpart,
    /// 章
    Chapter,
    /// 节
    Section,
    /// 条
    Article,
    /// 款
    Paragraph,
    /// 项
    Item,
    /// 目
    Subitem,
    /// 一、 at the top level of a text without 条
    Heading,
    /// 序言
    Preamble,
    /// 目录
    Contents,
    /// 附件
    Attachment,
    /// 落款
    Signature,
    /// The document that an “印发…的通知” carries.
    Document,
    /// A table, image, quotation or other block that has no number.
    Block,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Its level.
    pub kind: NodeType,
    /// `12`, `120-1`; empty where there is none.
    pub number: String,
    /// The heading without its number (`总则`), or empty.
    pub heading: String,
    /// The label as written (`第十二条`, `（三）`), or empty.
    pub label: String,
    /// For example `art-12-p2-i3`; empty for nodes that cannot be cited.
    pub anchor: String,
    /// The plain text of the node itself, without its children.
    pub text: String,
    /// Where it stands, children included.
    pub span: Span,
    /// What it contains.
    pub children: Vec<Node>,
}

/// A citation as written, not yet resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// What text it names.
    pub document: CitedDocument,
    /// The article's number, `12` or `120-1`; empty when the whole text is cited.
    pub article: String,
    /// 编, 章 or 节 if one is cited as a whole, as its anchor: `ch-3-s-2`, or `分则/ch-3` below what is called so.
    pub part: String,
    /// 款, from 1.
    pub paragraph: Option<u32>,
    /// 项, from 1.
    pub item: Option<u32>,
    /// 目, from 1.
    pub subitem: Option<u32>,
    /// The last article of a range (第三条至第五条).
    pub range_end: Option<String>,
    /// Anchor of the innermost node that contains the citation.
    pub within: String,
    /// The words that become the link.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

/// The text that a citation names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CitedDocument {
    /// 本法, 本条例, 前条 …: the text itself.
    This,
    /// 《…》: the words between the marks, or the full title where a text introduced a short one.
    Title(String),
    /// The words right before 第X条, such as 依照学习管理办法. The title is the longest known one that they end with;
    /// if there is none, nothing is cited.
    Ending(String),
    /// The same for words that do not end as titles do, such as 按照学习要点: if no known title is among them, the text
    /// itself is cited.
    Known(String),
}

/// A sentence of a text that says something of its validity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The sentence.
    pub sentence: String,
    /// The article as labelled (第十二条), or empty.
    pub place: String,
    /// The anchor of its paragraph.
    pub anchor: String,
    /// Where it stands.
    pub span: Span,
}

/// A text that another says it repeals: 《…》同时废止.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeal {
    /// Its title.
    pub title: String,
    /// Its 发文字号, if that is said.
    pub doc_no: Option<String>,
    /// The sentence.
    pub said: Said,
}

/// Whether `text` names a part of a code that is published in parts: 合同编, 总则, 附则.
pub fn is_part_name(text: &str) -> bool {
    let name: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let length = name.chars().count();
    matches!(name.as_str(), "总则" | "分则" | "附则") || (3..=12).contains(&length) && name.ends_with('编')
}

/// `title` in 《》; those inside it become 〈〉, as the norm of punctuation has it.
pub fn quoted(title: &str) -> String {
    let inner: String = title
        .chars()
        .map(|c| match c {
            '《' => '〈',
            '》' => '〉',
            c => c,
        })
        .collect();
    format!("《{inner}》")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_code() {
        for (text, expected) in
            [("合同编", true), ("附　则", true), ("侵权责任编", true), ("编", false), ("学习办法", false)]
        {
            assert_eq!(is_part_name(text), expected, "{text}");
        }
    }

    #[test]
    fn titles_within_titles_have_single_marks() {
        assert_eq!(quoted("最高法院关于适用《某法》的解释"), "《最高法院关于适用〈某法〉的解释》");
        assert_eq!(quoted("学习办法"), "《学习办法》");
    }
}
