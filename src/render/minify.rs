//! Smaller HTML, CSS and JavaScript that mean the same.

/// Style sheet without comments and spare spaces; as it was if it cannot be read.
pub fn css(text: &str) -> String {
    match minifier::css::minify(text) {
        Ok(small) => small.to_string(),
        Err(_) => text.to_owned(),
    }
}

/// Script without comments and spare spaces.
pub fn js(text: &str) -> String {
    match minifier::js::minify(text) {
        Ok(small) => small.to_string(),
        Err(_) => text.to_owned(),
    }
}
