//! `[appearance]`: what a site changes of the theme without writing one.

use super::faults;
use super::raw::Table;
use crate::content::Spanned;
use crate::diagnostics::Diagnostic;

/// How the site looks, and what its footer says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Appearance {
    /// The colour of links, headings' rules and buttons.
    pub accent: Option<Accent>,
    /// A picture before the title, by its name among the static files of the theme (`img/logo.svg`).
    pub logo: Option<Spanned<String>>,
    /// ICP备案号
    pub icp: Option<String>,
    /// 公安备案号
    pub police: Option<String>,
    /// Telephone, address or the like.
    pub contact: Option<String>,
    /// The page that says how accessible the site is, by its source file (`/accessibility.md`).
    pub accessibility: Option<Spanned<String>>,
}

/// A colour that can be read on the theme's paper, and under white words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent([u8; 3]);

/// What the default theme prints on: the darkest light ground that links stand on, and the dark scheme's.
const LIGHT: [u8; 3] = [0xef, 0xeb, 0xe4];
const DARK: [u8; 3] = [0x2d, 0x29, 0x25];

/// WCAG 2.2, 1.4.3: the least contrast of text.
const LEAST: f64 = 4.5;

impl Accent {
    /// `#1f4e79`
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// A style sheet that puts the colour in the place of the theme's own, in the light scheme and, made lighter until it
    /// can be read there, in the dark one.
    pub fn css(self) -> String {
        let light = variables(self.0, mixed(self.0, [0; 3], 0.2), mixed(self.0, [255; 3], 0.94));
        let dark_accent = readable(self.0, [255; 3], DARK);
        let dark = variables(dark_accent, mixed(dark_accent, [255; 3], 0.25), mixed(dark_accent, DARK, 0.86));
        format!(
            "\n:root{{{light}}}\n@media (prefers-color-scheme: dark){{:root:not([data-theme=\"light\"]){{{dark}}}}}\n:root[data-theme=\"dark\"]{{{dark}}}\n"
        )
    }
}

fn variables(accent: [u8; 3], deep: [u8; 3], wash: [u8; 3]) -> String {
    let (accent, deep, wash) = (hex(accent), hex(deep), hex(wash));
    format!("--red:{accent};--red-deep:{deep};--link:{accent};--red-wash:{wash}")
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// `from` with `part` of `to` in it.
fn mixed(from: [u8; 3], to: [u8; 3], part: f64) -> [u8; 3] {
    std::array::from_fn(|i| (f64::from(from[i]) * (1.0 - part) + f64::from(to[i]) * part).round() as u8)
}

/// `colour` moved towards `to` as little as it takes to be read on `ground`.
fn readable(colour: [u8; 3], to: [u8; 3], ground: [u8; 3]) -> [u8; 3] {
    let steps = (0..=50).map(|step| mixed(colour, to, f64::from(step) / 50.0));
    let mut steps = steps.skip_while(|made| contrast(*made, ground) < LEAST);
    steps.next().unwrap_or(to)
}

/// The relation of brightness of two colours (WCAG 2.2), from 1 to 21.
fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [r, g, b] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Reads the table.
pub(super) fn read(table: &Table<'_>, found: &mut Vec<Diagnostic>) -> Appearance {
    let plain = |text: Option<Spanned<String>>| text.map(|text| text.value);
    let appearance = Appearance {
        accent: accent(table, found),
        logo: table.text("logo", found),
        icp: plain(table.text("icp", found)),
        police: plain(table.text("police", found)),
        contact: plain(table.text("contact", found)),
        accessibility: table.text("accessibility", found),
    };
    table.finish(found);
    appearance
}

fn accent(table: &Table<'_>, found: &mut Vec<Diagnostic>) -> Option<Accent> {
    let given = table.text("accent", found)?;
    let Some(accent) = Accent::parse(&given.value) else {
        found.push(faults::bad_colour(&given));
        return None;
    };
    let reached = contrast(accent.0, LIGHT);
    if reached < LEAST {
        found.push(faults::pale_colour(&given, reached, &hex(readable(accent.0, [0; 3], LIGHT))));
        return None;
    }
    Some(accent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.01);
        assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.01);
        assert!((contrast([9, 8, 7], [9, 8, 7]) - 1.0).abs() < 0.01);
    }

    #[test]
    fn every_colour_that_is_offered_or_derived_can_be_read() {
        for colour in ["#ffcc00", "#1f4e79", "#000000", "#ffffff", "#00aa55", "#9e1f17"] {
            let Accent(parts) = Accent::parse(colour).expect("a colour");
            assert!(contrast(readable(parts, [0; 3], LIGHT), LIGHT) >= LEAST, "{colour}");
            assert!(contrast(readable(parts, [255; 3], DARK), DARK) >= LEAST, "{colour}");
        }
    }

    #[test]
    fn what_is_no_colour() {
        for text in ["red", "#12345", "1f4e79", "#12345g", "#１２３４５６", ""] {
            assert_eq!(Accent::parse(text), None, "{text}");
        }
    }
}
