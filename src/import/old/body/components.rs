//! Components of Vue in a text.

use super::Work;

impl Work<'_> {
    /// `<Badge text="新" />` of Vue; what stands between two tags stays.
    pub(super) fn without_components(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            let name = rest[at + 1..].trim_start_matches('/');
            let end = rest[at..].find('>').filter(|_| name.starts_with(|c: char| c.is_ascii_uppercase()));
            out.push_str(&rest[..at]);
            match end {
                Some(end) => {
                    let whole = &rest[at..at + end + 1];
                    if let Some(words) = words_of(whole) {
                        out.push_str(words);
                    } else if !whole.starts_with("</") {
                        self.remark(
                            whole,
                            "网页组件没有对应的写法，去掉了",
                            "the component has no counterpart and was taken out",
                        );
                    }
                    rest = &rest[at + end + 1..];
                }
                None => {
                    out.push('<');
                    rest = &rest[at + 1..];
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// What a component shows that has its words in itself: `<Badge text="新" />`.
fn words_of(whole: &str) -> Option<&str> {
    let (before, rest) = whole.split_once("text=\"")?;
    let (words, _) = rest.split_once('"')?;
    (before.ends_with(' ') && !words.trim().is_empty()).then_some(words)
}
