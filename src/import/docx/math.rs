//! Formulas as a line of text: (a+b)/c, x^2, √x.

use crate::import::xml::Element;

/// The text of `m:oMath` or a part of one.
pub(super) fn text(element: &Element) -> String {
    let part = |name: &str| element.child(name).map(text).unwrap_or_default();
    match element.name() {
        "m:r" => element.elements().filter(|e| e.name() == "m:t" || e.name() == "w:t").map(Element::text).collect(),
        "m:f" => format!("{}/{}", bracketed(&part("m:num")), bracketed(&part("m:den"))),
        "m:sSup" => format!("{}^{}", part("m:e"), bracketed(&part("m:sup"))),
        "m:sSub" => format!("{}_{}", part("m:e"), bracketed(&part("m:sub"))),
        "m:sSubSup" => format!("{}_{}^{}", part("m:e"), bracketed(&part("m:sub")), bracketed(&part("m:sup"))),
        "m:sPre" => format!("_{}^{}{}", bracketed(&part("m:sub")), bracketed(&part("m:sup")), part("m:e")),
        "m:rad" => format!("{}√{}", part("m:deg"), bracketed(&part("m:e"))),
        "m:nary" => nary(element, part("m:sub"), part("m:sup"), part("m:e")),
        "m:d" => delimited(element),
        "m:func" => format!("{} {}", part("m:fName"), part("m:e")).trim().to_owned(),
        "m:limLow" => format!("{}_{}", part("m:e"), bracketed(&part("m:lim"))),
        "m:limUpp" => format!("{}^{}", part("m:e"), bracketed(&part("m:lim"))),
        "m:m" => rows(element, "m:mr", "; "),
        "m:eqArr" => rows(element, "m:e", "; "),
        "m:acc" => part("m:e") + mark(element, "m:accPr"),
        name if name.ends_with("Pr") => String::new(),
        "m:mr" => element.elements().map(text).collect::<Vec<_>>().join(", "),
        _ => joined(element),
    }
}

/// The parts of a formula side by side. A fraction beside something else is bracketed: p=(a/b)x^2.
fn joined(element: &Element) -> String {
    let parts: Vec<(bool, String)> = element.elements().map(|e| (e.name() == "m:f", text(e))).collect();
    let beside = |at: Option<usize>, end: fn(&str) -> Option<char>| {
        let near = at.and_then(|at| parts.get(at)).and_then(|(_, text)| end(text));
        near.is_some_and(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '√' | '^' | '/'))
    };
    let mut out = String::new();
    for (at, (fraction, text)) in parts.iter().enumerate() {
        let before = beside(at.checked_sub(1), |text| text.chars().next_back());
        let after = beside(Some(at + 1), |text| text.chars().next());
        if *fraction && (before || after) {
            out.push_str(&format!("({text})"));
        } else {
            out.push_str(text);
        }
    }
    out
}

fn bracketed(text: &str) -> String {
    if text.chars().count() < 2 || text.chars().all(char::is_alphanumeric) {
        return text.to_owned();
    }
    format!("({text})")
}

fn nary(element: &Element, below: String, above: String, of: String) -> String {
    let sign = element.at(&["m:naryPr", "m:chr"]).and_then(|c| c.get("m:val")).unwrap_or("∫");
    let bound =
        |mark: &str, text: &str| if text.is_empty() { String::new() } else { format!("{mark}{}", bracketed(text)) };
    format!("{sign}{}{} {of}", bound("_", &below), bound("^", &above))
}

fn delimited(element: &Element) -> String {
    let sign = |name: &str, usual: &str| {
        element.at(&["m:dPr", name]).map_or_else(|| usual.to_owned(), |c| c.get("m:val").unwrap_or_default().to_owned())
    };
    let inner: Vec<String> = element.elements().filter(|e| e.name() == "m:e").map(text).collect();
    format!("{}{}{}", sign("m:begChr", "("), inner.join(&sign("m:sepChr", "|")), sign("m:endChr", ")"))
}

fn rows(element: &Element, name: &str, between: &str) -> String {
    element.elements().filter(|e| e.name() == name).map(text).collect::<Vec<_>>().join(between)
}

fn mark<'e>(element: &'e Element, properties: &str) -> &'e str {
    element.at(&[properties, "m:chr"]).and_then(|c| c.get("m:val")).unwrap_or("\u{302}")
}
