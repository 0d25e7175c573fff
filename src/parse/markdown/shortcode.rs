//! The tag of a shortcode: `{{< name key="value" >}}` or `{{< /name >}}`.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use super::faults;
use crate::diagnostics::{Diagnostic, Span};

/// What a tag says.
#[derive(Debug, PartialEq)]
pub(super) enum Tag {
    /// Begins or is a call.
    Open { name: String, args: Vec<(String, Value, Span)> },
    /// Ends the body of a call.
    Close { name: String },
}

/// Built-in shortcodes that make no sense without a body.
pub(super) fn needs_body(name: &str) -> bool {
    name == "callout"
}

/// Reads the tag in `range` of `text`.
pub(super) fn read(file: &Arc<str>, text: &str, range: Range<usize>) -> Result<Tag, Box<Diagnostic>> {
    let whole = Span::new(file, range.clone());
    let line = &text[range.clone()];
    let Some(inner) = line.strip_prefix("{{<") else {
        return fail(whole, "用了 {{%", "it uses `{{%`");
    };
    let Some(inner) = inner.strip_suffix(">}}") else {
        return match inner.contains(">}}") {
            true => fail(whole, "“>}}”后面还有文字", "text follows `>}}`"),
            false => fail(whole, "没有“>}}”", "`>}}` is missing"),
        };
    };
    let start = range.start + 3;
    if inner.contains(">}}") || inner.contains("{{<") {
        return fail(whole, "一行里有两个短代码", "there are two on one line");
    }
    // `{{< name />}}` is a call without a body.
    let body = inner.trim_end();
    let body = if body.ends_with(" /") { &body[..body.len() - 1] } else { body };
    let mut reader = Reader { file, text: body, at: 0, start };
    reader.blank();
    let closes = reader.eat('/');
    reader.blank();
    let name = reader.word();
    if name.is_empty() {
        return fail(whole, "缺少名称", "the name is missing");
    }
    let name = name.to_owned();
    if closes {
        reader.blank();
        return match reader.rest().is_empty() {
            true => Ok(Tag::Close { name }),
            false => fail(whole, "结束标签不能带参数", "a closing tag takes no arguments"),
        };
    }
    Ok(Tag::Open { name, args: reader.args()? })
}

fn fail<T>(span: Span, zh: &str, en: &str) -> Result<T, Box<Diagnostic>> {
    Err(Box::new(faults::shortcode_syntax(span, zh, en)))
}

struct Reader<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    at: usize,
    /// Where `text` begins in the file.
    start: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn span(&self, from: usize) -> Span {
        Span::new(self.file, self.start + from..self.start + self.at)
    }

    fn args(&mut self) -> Result<Vec<(String, Value, Span)>, Box<Diagnostic>> {
        let mut args: Vec<(String, Value, Span)> = Vec::new();
        loop {
            let before = self.at;
            self.blank();
            if self.rest().is_empty() {
                return Ok(args);
            }
            let from = self.at;
            let key = self.word();
            if key.is_empty() || before == from {
                self.at = self.text.trim_end().len().max(from);
                return fail(
                    self.span(from),
                    "参数要写成 键=\"值\"，用空格隔开",
                    "write arguments as key=\"value\", separated by spaces",
                );
            }
            self.blank();
            if !self.eat('=') {
                return fail(
                    self.span(from),
                    &format!("参数“{key}”没有值"),
                    &format!("the argument `{key}` has no value"),
                );
            }
            self.blank();
            let value = self.value(key)?;
            if args.iter().any(|(k, ..)| k == key) {
                return fail(
                    self.span(from),
                    &format!("参数“{key}”写了两次"),
                    &format!("the argument `{key}` is given twice"),
                );
            }
            if args.len() >= 100 {
                return fail(self.span(from), "参数太多", "it has too many arguments");
            }
            args.push((key.to_owned(), value, self.span(from)));
        }
    }

    fn value(&mut self, key: &str) -> Result<Value, Box<Diagnostic>> {
        let from = self.at;
        for (open, close) in [('"', '"'), ('\'', '\''), ('“', '”')] {
            if self.eat(open) {
                return self.quoted(key, from, close);
            }
        }
        let rest = self.rest();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.at += length;
        let bare = &rest[..length];
        match bare {
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            _ => {}
        }
        if let Ok(number) = bare.parse::<i64>() {
            return Ok(Value::from(number));
        }
        match bare.parse::<f64>() {
            Ok(number) if number.is_finite() && !bare.is_empty() => Ok(Value::from(number)),
            _ => fail(
                self.span(from),
                &format!("参数“{key}”的值要放在引号里"),
                &format!("put the value of `{key}` in quotation marks"),
            ),
        }
    }

    /// A backslash keeps a quotation mark from ending the value.
    fn quoted(&mut self, key: &str, from: usize, close: char) -> Result<Value, Box<Diagnostic>> {
        let mut value = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((i, c)) = chars.next() {
            match c {
                c if c == close => {
                    self.at += i + c.len_utf8();
                    return Ok(Value::String(value));
                }
                '\\' => match chars.next() {
                    Some((_, next)) if next == close || next == '\\' => value.push(next),
                    Some((_, next)) => value.extend(['\\', next]),
                    None => value.push('\\'),
                },
                c => value.push(c),
            }
        }
        self.at = self.text.trim_end().len().max(from);
        fail(
            self.span(from),
            &format!("参数“{key}”的引号没有成对"),
            &format!("the quotation mark of `{key}` is not closed"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tag: &str, expected: &str) {
        let file: Arc<str> = "a.md".into();
        let found = match read(&file, tag, 0..tag.len()) {
            Ok(Tag::Close { name }) => format!("/{name}"),
            Ok(Tag::Open { name, args }) => {
                args.iter().fold(name, |all, (k, v, s)| format!("{all} {k}={v}@{}", &tag[s.start..s.end]))
            }
            Err(fault) => format!("{}@{:?}", fault.message.en, fault.span.map(|s| tag[s.start..s.end].to_owned())),
        };
        assert_eq!(found, expected, "{tag}");
    }

    #[test]
    fn reads_tags() {
        check("{{< figure >}}", "figure");
        check("{{<figure>}}", "figure");
        check("{{< /callout >}}", "/callout");
        check("{{< embed page=\"/a.md\" />}}", "embed page=\"/a.md\"@page=\"/a.md\"");
        check(
            "{{< video src='甲.mp4' n=3 loud=true x=1.5 t=“引号” >}}",
            "video src=\"甲.mp4\"@src='甲.mp4' n=3@n=3 loud=true@loud=true x=1.5@x=1.5 t=\"引号\"@t=“引号”",
        );
        check(r#"{{< a t="说\"好\"" >}}"#, r#"a t="说\"好\""@t="说\"好\"""#);
    }

    #[test]
    fn says_what_is_wrong() {
        check("{{< figure", "malformed shortcode: `>}}` is missing@Some(\"{{< figure\")");
        check("{{< >}}", "malformed shortcode: the name is missing@Some(\"{{< >}}\")");
        check("{{% figure %}}", "malformed shortcode: it uses `{{%`@Some(\"{{% figure %}}\")");
        check("{{< a >}} b", "malformed shortcode: text follows `>}}`@Some(\"{{< a >}} b\")");
        check("{{< a >}} {{< b >}}", "malformed shortcode: there are two on one line@Some(\"{{< a >}} {{< b >}}\")");
        check("{{< a b >}}", "malformed shortcode: the argument `b` has no value@Some(\"b\")");
        check("{{< a b=c >}}", "malformed shortcode: put the value of `b` in quotation marks@Some(\"c\")");
        check("{{< a b=\"c >}}", "malformed shortcode: the quotation mark of `b` is not closed@Some(\"\\\"c\")");
        check("{{< a b=1 b=2 >}}", "malformed shortcode: the argument `b` is given twice@Some(\"b=2\")");
        check(
            "{{< a \"b\" >}}",
            "malformed shortcode: write arguments as key=\"value\", separated by spaces@Some(\"\\\"b\\\"\")",
        );
        check("{{< /a b=1 >}}", "malformed shortcode: a closing tag takes no arguments@Some(\"{{< /a b=1 >}}\")");
    }
}
