//! Addresses as QR codes.

use std::fmt::Write as _;

use qrcodegen::{QrCode as Code, QrCodeEcc};

use super::view::QrCode;

/// What scanners need free around a code, in modules.
const QUIET: i32 = 4;

/// The code for `address`; none if it is longer than a code can hold.
pub(super) fn code(address: &str) -> Option<QrCode> {
    let code = Code::encode_text(address, QrCodeEcc::Low).ok()?;
    Some(QrCode { size: code.size() + 2 * QUIET, path: path(&code) })
}

/// The dark runs of each row as one path; steps are relative, since the same short ones come again and again and shrink well.
fn path(code: &Code) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let _ = write!(path, "M{QUIET} {}.5", y + QUIET);
        let mut x = 0;
        while x < code.size() {
            let dark = code.get_module(x, y);
            let run = (x..code.size()).take_while(|at| code.get_module(*at, y) == dark).count() as i32;
            x += run;
            // A gap at the end of a row leads nowhere.
            if dark || x < code.size() {
                let _ = if dark { write!(path, "h{run}") } else { write!(path, "m{run} 0") };
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the path as scanners see it.
    fn drawn(code: &QrCode) -> Vec<Vec<bool>> {
        let mut rows = vec![vec![false; code.size as usize]; code.size as usize];
        for row in code.path.split('M').skip(1) {
            let (start, steps) = row.split_at(row.find(['h', 'm']).unwrap_or(row.len()));
            let (x, y) = start.split_once(' ').expect("a start");
            let (mut x, y): (usize, usize) = (x.parse().expect("x"), y.trim_end_matches(".5").parse().expect("y"));
            for step in steps.replace('h', " h").replace('m', " m").split_whitespace().filter(|s| *s != "0") {
                let run: usize = step[1..].parse().expect("a length");
                (x..x + run).for_each(|at| rows[y][at] |= step.starts_with('h'));
                x += run;
            }
        }
        rows
    }

    #[test]
    fn the_path_draws_every_module() {
        let address = "https://qinghe.example/supervision/policies/guanli-banfa/";
        let made = code(address).expect("short enough");
        let rows = drawn(&made);
        let code = Code::encode_text(address, QrCodeEcc::Low).expect("short enough");
        for y in 0..made.size {
            for x in 0..made.size {
                assert_eq!(rows[y as usize][x as usize], code.get_module(x - QUIET, y - QUIET), "{x},{y}");
            }
        }
    }

    #[test]
    fn what_no_code_can_hold_has_none() {
        assert!(code(&format!("https://qinghe.example/{}", "a".repeat(4000))).is_none());
    }
}
