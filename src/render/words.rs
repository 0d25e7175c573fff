//! The words of published pages: one table, `[strings]` of the theme in the site's language, for templates (as `t`), for the
//! program (here) and for the scripts (as `window.shuyuanWords` of `words.js`).

use std::collections::BTreeMap;

/// The words of pages in the language of the site, by key.
#[derive(Debug, Clone, Default)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// The words of a theme in one language.
    pub fn new(strings: BTreeMap<String, String>) -> Self {
        Self(strings)
    }

    /// The words for `key`; the key itself where a theme lacks it, so that the gap is seen.
    pub(super) fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The words for `key` with `value` in place of `{}`.
    pub(super) fn with(&self, key: &str, value: &str) -> String {
        self.get(key).replace("{}", value)
    }

    /// The words for `key` with each value in place of `{its name}`.
    pub(super) fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.get(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

/// The script that hands the table to the others.
pub(super) fn script(strings: &BTreeMap<String, String>) -> String {
    // Fails only for maps whose keys are no strings.
    let table = serde_json::to_string(strings).unwrap_or_else(|_| "{}".to_owned());
    // A line separator ends a string in the JavaScript of old browsers.
    let table = table.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("window.shuyuanWords={table};\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_filled_in_and_gaps_are_seen() {
        let table = [("a", "第 {number} 页，共 {pages} 页"), ("b", "约 {} 分钟")];
        let words = Words::new(table.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
        assert_eq!(words.filled("a", &[("number", "2"), ("pages", "9")]), "第 2 页，共 9 页");
        assert_eq!(words.with("b", "5"), "约 5 分钟");
        assert_eq!(words.get("none"), "none");
    }

    #[test]
    fn the_script_is_plain_javascript() {
        let table = BTreeMap::from([("a".to_owned(), "“\"\u{2028}</script>".to_owned())]);
        assert_eq!(script(&table), "window.shuyuanWords={\"a\":\"“\\\"\\u2028</script>\"};\n");
    }
}
