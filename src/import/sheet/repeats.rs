//! Sheets of OpenDocument (.ods) say of a cell and of a row how often they are repeated; the reader lays all of it out.

use crate::import::package::Package;

/// Whether the sheets of a package span no more than `most` cells together; true if it is no such package.
pub(super) fn fit(bytes: &[u8], most: u64) -> bool {
    let text = Package::open("", bytes).ok().and_then(|mut package| package.text("content.xml"));
    text.is_none_or(|text| cells(&text) <= most)
}

/// Cells up to the last that holds something: at the end of a sheet stand a million empty rows.
fn cells(text: &str) -> u64 {
    let (mut all, mut rows, mut to_last, mut widest) = (0_u64, 0_u64, 0_u64, 0_u64);
    let (mut wide, mut filled) = (0_u64, 0_u64);
    for tag in text.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or(tag);
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').find(|part| !part.is_empty()).unwrap_or_default();
        let closes = tag.starts_with('/');
        match name {
            "table:table" => {
                all = all.saturating_add(to_last.saturating_mul(widest));
                (rows, to_last, widest) = (0, 0, 0);
            }
            "table:table-row" if !closes => {
                (wide, filled) = (0, 0);
                rows = rows.saturating_add(times(tag, "table:number-rows-repeated"));
            }
            "table:table-row" if filled > 0 => {
                to_last = rows;
                widest = widest.max(filled);
            }
            "table:table-cell" | "table:covered-table-cell" if !closes => {
                wide = wide.saturating_add(times(tag, "table:number-columns-repeated"));
                if tag.contains("value") {
                    filled = wide;
                }
            }
            _ => {}
        }
    }
    all.saturating_add(to_last.saturating_mul(widest))
}

fn times(tag: &str, attribute: &str) -> u64 {
    let value = tag.split_once(attribute).map_or("", |(_, rest)| rest);
    let digits: String = value.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { 1 } else { digits.parse().unwrap_or(u64::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_counted_to_the_last_value() {
        let row = |repeated: &str, cells: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{repeated}\">{cells}</table:table-row>")
        };
        let value = "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
        let many = value.replace("office:", "table:number-columns-repeated=\"16000\" office:");
        let empty = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
        let sheet = |rows: &[String]| format!("<table:table table:name=\"a\">{}</table:table>", rows.concat());
        let usual = sheet(&[row("2", &format!("{value}{value}{empty}")), row("1048574", empty)]);
        assert_eq!(cells(&usual), 4);
        assert_eq!(cells(&sheet(&[row("1000", &many)])), 16_000_000);
        assert_eq!(cells(&sheet(&[row("99999999999999999999999", &many)])), u64::MAX);
        assert_eq!(cells(&format!("{usual}{usual}")), 8);
    }
}
