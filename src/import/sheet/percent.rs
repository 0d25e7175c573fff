//! Numbers that a sheet shows as a share: 0.345 in a column of percent is 34.5% to who reads it.

use crate::import::package::Package;
use crate::import::xml::Reader;

/// For each style of cells (.xlsx) how many decimals its percentages have; none if it shows none.
pub(super) fn styles(bytes: &[u8]) -> Vec<Option<usize>> {
    let read = || {
        let text = Package::open("", bytes).ok()?.text("xl/styles.xml")?;
        let root = Reader::new(&text).root().ok()?;
        let own: Vec<(String, Option<usize>)> = root
            .child("numFmts")
            .into_iter()
            .flat_map(|formats| formats.elements())
            .filter_map(|format| Some((format.get("numFmtId")?.to_owned(), decimals(format.get("formatCode")?))))
            .collect();
        let of = |id: &str| match id {
            "9" => Some(0),
            "10" => Some(2),
            id => own.iter().find(|(own, _)| own == id).and_then(|(_, decimals)| *decimals),
        };
        let styles = root.child("cellXfs")?.elements();
        Some(styles.map(|style| style.get("numFmtId").and_then(of)).collect())
    };
    read().unwrap_or_default()
}

/// `0.0%` → 1
fn decimals(code: &str) -> Option<usize> {
    let (before, _) = code.split(';').next()?.split_once('%')?;
    let digits = before.rsplit_once('.').map_or("", |(_, digits)| digits);
    Some(digits.chars().filter(|c| matches!(c, '0' | '#' | '?')).count())
}

/// `number` as a percentage.
pub(super) fn shown(number: f64, decimals: usize) -> String {
    format!("{:.*}%", decimals.min(10), number * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_percent() {
        assert_eq!(decimals("0.0%"), Some(1));
        assert_eq!(decimals("#,##0.00%;[Red]-0.00%"), Some(2));
        assert_eq!(decimals("0%"), Some(0));
        assert_eq!(decimals("0.00"), None);
        assert_eq!((shown(0.345, 1), shown(1.0, 0)), ("34.5%".to_owned(), "100%".to_owned()));
    }
}
