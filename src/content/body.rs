use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Anchors, Long, Reference, Store};
use crate::diagnostics::Span;

/// The rendered body of a file: HTML with holes for what only the whole site can tell.
///
/// Invariant: `holes` are in ascending order of `offset`, each at a character boundary of `html`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Body {
    /// Sanitised HTML.
    pub html: Long<Box<str>>,
    /// What to insert where.
    pub holes: Vec<Hole>,
    /// Headings in order, for the table of contents.
    pub headings: Vec<Heading>,
    /// Every anchor a link may name.
    pub anchors: Anchors,
    /// Plain text in sections, for the search index; the first has an empty anchor if text stands before any heading.
    pub sections: Long<Vec<TextSection>>,
    /// The first sentences as plain text, at most about 120 characters; empty if there is no text.
    pub lead: String,
    /// Han characters plus words.
    pub length: usize,
    /// The structure of a policy text.
    pub policy: Option<Arc<crate::content::PolicyText>>,
    /// Citations of policy texts in the body of another kind of page; a policy's own are in its [`super::PolicyText`].
    pub citations: Long<Vec<super::Citation>>,
    /// Self-test questions in the body, in order.
    pub questions: Vec<QuizQuestion>,
}

impl Body {
    /// Puts into `store` what is as long as the text, and leaves the rest no more room than it needs.
    pub fn put_aside(&mut self, store: &Arc<dyn Store>) {
        self.html.put_aside(store);
        self.sections.put_aside(store);
        fit(&mut self.holes);
        fit(&mut self.headings);
        self.citations.put_aside(store);
        if let Some(policy) = &mut self.policy {
            let policy = Arc::make_mut(policy);
            policy.nodes.put_aside(store);
            policy.citations.put_aside(store);
        }
    }
}

/// Parsing makes room for what a text may hold. Moved, because an allocator may leave a list that is made smaller the room that
/// it had.
fn fit<T>(list: &mut Vec<T>) {
    if list.capacity() > list.len() {
        let mut fitting = Vec::with_capacity(list.len());
        fitting.append(list);
        *list = fitting;
    }
}

/// A run of inline HTML with holes for what only the whole site can tell.
///
/// Invariant: as for [`Body`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RichText {
    /// Sanitised HTML.
    pub html: String,
    /// What to insert where.
    pub holes: Vec<Hole>,
}

/// Something to insert into a body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hole {
    /// Byte offset in [`Body::html`].
    pub offset: usize,
    /// What.
    pub fill: Fill,
}

/// What fills a hole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Fill {
    /// The URL of a reference, escaped for an attribute (the hole stands inside `href="…"`).
    Href(Reference),
    /// An `<img>` element.
    Image {
        /// The image file.
        src: Reference,
        /// What it shows; empty for decoration.
        alt: String,
        /// Its title.
        title: Option<String>,
    },
    /// A shortcode, rendered by the theme.
    Shortcode(Box<Shortcode>),
    /// Self-test questions `from..to` of [`Body::questions`].
    Quiz {
        /// First question.
        from: usize,
        /// One past the last.
        to: usize,
        /// For a quiz of the week: the questions are those to draw from.
        weekly: Option<Weekly>,
    },
    /// Questions drawn from a bank.
    QuizDraw(Box<QuizDraw>),
    /// The opening `<a …>` of a citation that resolves, else nothing. The number indexes [`super::PolicyText::citations`]
    /// or, outside policies, the citations of the body.
    CiteOpen(usize),
    /// The closing `</a>` of the citation opened last.
    CiteClose(usize),
}

/// How the reader's browser draws the questions of a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekly {
    /// How many.
    pub count: usize,
    /// With the week, what the draw depends on.
    pub seed: String,
}

/// A shortcode call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shortcode {
    /// Its name; the theme has `shortcodes/NAME.html`.
    pub name: String,
    /// Arguments in the order written; values are strings, numbers or booleans.
    pub args: Vec<(String, serde_json::Value, Span)>,
    /// What stands between the opening and the closing tag.
    pub body: Option<Body>,
    /// The call.
    pub span: Span,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// Its anchor.
    pub anchor: String,
    /// Where it stands.
    pub span: Span,
}

/// The text from one heading to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextSection {
    /// Anchor of the heading or article; empty for what stands before the first.
    pub anchor: String,
    /// The heading.
    pub heading: String,
    /// Headings above it, outermost first, joined by a space; for example `第二章 组织`.
    pub path: String,
    /// The number of a policy's article, `12` or `120-1`.
    pub number: Option<String>,
    /// Plain text, paragraphs separated by a line break.
    pub text: String,
}

/// What stands in the text of a section where a shortcode or a self-test shows words of its own: this sign, the place of
/// the call or of the first question in the file, and the sign again. What the words are only the whole site can tell.
pub const SLOT: char = '\u{FFFC}';

impl TextSection {
    /// `text` with `fill` of the place in each slot.
    pub fn filled(text: &str, mut fill: impl FnMut(usize) -> String) -> String {
        let mut out = String::with_capacity(text.len());
        for (i, piece) in text.split(SLOT).enumerate() {
            match piece.parse() {
                Ok(place) if i % 2 == 1 => out.push_str(&fill(place)),
                _ => out.push_str(piece),
            }
        }
        out
    }
}

/// The form of a self-test question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuizType {
    /// 单选
    Single,
    /// 多选
    Multiple,
    /// 判断
    TrueFalse,
    /// 填空
    Fill,
    /// 排序
    Order,
    /// 连线
    Match,
}

/// A question of a self-test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuizQuestion {
    /// Unique on its page.
    pub id: String,
    /// Its form.
    pub form: QuizType,
    /// The question; each blank of `fill` is a `<span class="quiz-blank">____</span>`.
    pub question: RichText,
    /// The options (left sides for `match`), in the order written; 对 and 错 for `true_false`.
    pub options: Vec<RichText>,
    /// The right sides for `match`, in the order of the left ones.
    pub right: Vec<RichText>,
    /// Indices of the right options, ascending (`single`, `multiple`; `true_false`: 0 is true, 1 is false); empty for
    /// the other forms.
    pub correct: Vec<usize>,
    /// For `fill`: for each blank the accepted answers.
    pub blanks: Vec<Vec<String>>,
    /// 解析
    pub explanation: Option<RichText>,
    /// 出处
    pub cites: Vec<Reference>,
    /// For drawing from a bank.
    pub topic: Option<String>,
    /// Whether options are shown in random order.
    pub shuffle: bool,
    /// The question as plain text.
    pub plain: String,
    /// The second of the video or sound at which it is asked.
    pub at: Option<u32>,
    /// The bank that it was drawn from and its id there, `/bank/a.quiz.yaml#id`: what it is known by on whatever page.
    pub banked: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A draw of `count` questions from a bank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuizDraw {
    /// The bank's file.
    pub bank: Reference,
    /// How many.
    pub count: usize,
    /// Only questions of this topic.
    pub topic: Option<String>,
    /// The same seed draws the same questions; the path of the file when the editor gives none.
    pub seed: String,
    /// Whether each week of the reader's calendar has questions of its own.
    pub weekly: bool,
    /// Where it stands.
    pub span: Span,
}
