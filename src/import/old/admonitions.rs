//! Boxes: containers of VitePress, admonitions of MkDocs, shortcodes and tags of themes.

/// What a box becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// `> [!NOTE]`
    Alert(&'static str),
    /// Text that opens on a click.
    Details,
    /// Its content one after the other.
    Unfolded,
    /// A block of code in this language.
    Code(String),
}

/// The form of a box of this name.
pub(super) fn form(name: &str) -> Option<Form> {
    Some(match name.to_ascii_lowercase().as_str() {
        "note" | "info" | "abstract" | "summary" | "tldr" | "quote" | "cite" | "example" | "todo" | "notice"
        | "callout" | "alert" | "admonition" | "primary" | "default" | "seealso" | "blockquote" | "cq"
        | "centerquote" => Form::Alert("NOTE"),
        "tip" | "hint" | "success" | "check" | "done" => Form::Alert("TIP"),
        "important" | "question" | "help" | "faq" => Form::Alert("IMPORTANT"),
        "warning" | "attention" => Form::Alert("WARNING"),
        "caution" | "danger" | "error" | "bug" | "failure" | "fail" | "missing" => Form::Alert("CAUTION"),
        "details" | "collapse" | "expand" | "fold" | "folding" | "spoiler" | "hidetoggle" | "hideblock" | "toggle" => {
            Form::Details
        }
        "tabs" | "tab" | "code-group" | "code-tabs" | "tabset" => Form::Unfolded,
        _ => return None,
    })
}

/// Words beside the kind of a box that say how the old theme draws it.
pub(super) fn is_look(word: &str) -> bool {
    ["flat", "simple", "modern", "disabled", "no-icon", "icon"].contains(&word)
        || word.starts_with("fa-")
        || ["fa", "fas", "far", "fab"].contains(&word)
}

/// Writes a box around translated lines.
pub(super) fn write(form: &Form, title: &str, inner: Vec<String>, out: &mut Vec<String>) {
    let title = title.trim().trim_matches(['"', '\'']).trim();
    let start = inner.iter().position(|l| !l.trim().is_empty()).unwrap_or(inner.len());
    let end = inner.iter().rposition(|l| !l.trim().is_empty()).map_or(start, |e| e + 1);
    let inner = &inner[start..end];
    if out.last().is_some_and(|line| !line.trim().is_empty()) {
        out.push(String::new());
    }
    match form {
        Form::Alert(kind) => {
            out.push(format!("> [!{kind}]"));
            if !title.is_empty() {
                out.push(format!("> **{title}**"));
                out.push(">".to_owned());
            }
            out.extend(inner.iter().map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") }));
        }
        Form::Details => {
            let title = if title.is_empty() { "详细内容" } else { title };
            out.push(format!("<details><summary>{}</summary>", title.replace('<', "&lt;")));
            out.push(String::new());
            out.extend(inner.iter().cloned());
            out.extend([String::new(), "</details>".to_owned()]);
        }
        Form::Unfolded => {
            if !title.is_empty() {
                out.extend([format!("**{title}**"), String::new()]);
            }
            out.extend(inner.iter().cloned());
        }
        Form::Code(language) => {
            // A fence longer than any in it.
            let fence = if inner.iter().any(|l| l.trim_start().starts_with("```")) { "````" } else { "```" };
            out.push(format!("{fence}{language}"));
            out.extend(inner.iter().cloned());
            out.push(fence.to_owned());
        }
    }
    out.push(String::new());
}
