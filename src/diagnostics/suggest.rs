//! “Did you mean …?”: the nearest known word.

/// The candidate nearest to `wrong`, if it is near enough to be meant.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_several(wrong, candidates, 1).into_iter().next()
}

/// Up to `limit` candidates near `wrong`, nearest first; ties in the order of the candidates.
pub fn nearest_several<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    // A hostile key of megabytes must not cost a quadratic comparison.
    if wrong.len() > 400 {
        return Vec::new();
    }
    let wrong_lower = wrong.to_lowercase();
    let mut near: Vec<(f64, usize, &str)> = candidates
        .into_iter()
        .enumerate()
        .filter(|(_, candidate)| candidate.len() <= 400)
        .map(|(i, candidate)| (likeness(&wrong_lower, &candidate.to_lowercase()), i, candidate))
        .filter(|(score, ..)| *score >= 0.6)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    near.into_iter().take(limit).map(|(.., candidate)| candidate).collect()
}

fn likeness(a: &str, b: &str) -> f64 {
    let edits = strsim::normalized_damerau_levenshtein(a, b);
    // `-` for `_` and a missing plural are the commonest slips and cost next to nothing.
    let same = |s: &str| s.replace(['-', '_', ' '], "");
    if same(a) == same(b) { edits.max(0.95) } else { edits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_slip_and_leaves_strangers_alone() {
        let keys = ["published_at", "publish_at", "title", "topics"];
        assert_eq!(nearest("publishd_at", keys), Some("published_at"));
        assert_eq!(nearest("topic", keys), Some("topics"));
        assert_eq!(nearest("published-at", keys), Some("published_at"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), keys), None);
    }
}
