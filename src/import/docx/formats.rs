//! How a number is written in each of the formats of `numFmt`.

use crate::content::numeral;

/// `number` in `format`, as Word shows it in a Chinese document.
pub(super) fn number(format: &str, number: u32) -> String {
    let from = |letters: &str| cyclic(letters, number);
    match format {
        "none" | "bullet" => String::new(),
        // 一百零一: what Word calls 一, 二, 三 (简), and WPS writes for the same.
        "chineseCountingThousand" | "taiwaneseCountingThousand" | "japaneseCounting" => numeral::to_chinese(number),
        "chineseCounting" | "taiwaneseCounting" if number < 100 => numeral::to_chinese(number),
        "chineseCounting" | "taiwaneseCounting" => digits(number, "○一二三四五六七八九"),
        "taiwaneseDigital" => digits(number, "○一二三四五六七八九"),
        "ideographDigital" | "japaneseDigitalTenThousand" => digits(number, "〇一二三四五六七八九"),
        "chineseLegalSimplified" => legal(number, "零壹贰叁肆伍陆柒捌玖", "万"),
        "ideographLegalTraditional" | "japaneseLegal" => legal(number, "零壹貳參肆伍陸柒捌玖", "萬"),
        "ideographTraditional" => from("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => from("子丑寅卯辰巳午未申酉戌亥"),
        "ideographZodiacTraditional" => sexagenary(number),
        "ideographEnclosedCircle" => enclosed(number, &[('㊀', 10)]),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "decimalEnclosedFullstop" => enclosed(number, &[('⒈', 20)]),
        "decimalEnclosedParen" => enclosed(number, &[('⑴', 20)]),
        "decimalFullWidth" | "decimalFullWidth2" => digits(number, "０１２３４５６７８９"),
        "decimalZero" => format!("{number:02}"),
        "numberInDash" => format!("- {number} -"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number),
        "lowerLetter" => letters(number).to_lowercase(),
        "ordinal" => format!("{number}{}", ordinal_end(number)),
        "cardinalText" => words(number, &ONES, &TENS, false),
        "ordinalText" => words(number, &ORDINAL_ONES, &ORDINAL_TENS, true),
        "hex" => format!("{number:X}"),
        _ => number.to_string(),
    }
}

/// ① for 1; the number in brackets beyond ㊿.
pub(super) fn circled(number: u32) -> String {
    if number == 0 {
        return "⓪".to_owned();
    }
    enclosed(number, &[('①', 20), ('㉑', 15), ('㊱', 15)])
}

/// A number for which there is one character, in runs of so many; else in plain digits.
fn enclosed(number: u32, runs: &[(char, u32)]) -> String {
    let mut left = number;
    for (first, count) in runs {
        if (1..=*count).contains(&left) {
            return char::from_u32(*first as u32 + left - 1).map_or_else(String::new, String::from);
        }
        left = left.saturating_sub(*count);
    }
    number.to_string()
}

fn digits(number: u32, of: &str) -> String {
    number.to_string().chars().filter_map(|c| of.chars().nth(c.to_digit(10)? as usize)).collect()
}

/// Past its end Word goes on with plain numbers.
fn cyclic(letters: &str, number: u32) -> String {
    let index = number.checked_sub(1).and_then(|n| usize::try_from(n).ok());
    index.and_then(|i| letters.chars().nth(i)).map_or_else(|| number.to_string(), String::from)
}

fn sexagenary(number: u32) -> String {
    if !(1..=60).contains(&number) {
        return number.to_string();
    }
    cyclic("甲乙丙丁戊己庚辛壬癸", (number - 1) % 10 + 1) + &cyclic("子丑寅卯辰巳午未申酉戌亥", (number - 1) % 12 + 1)
}

/// 壹拾贰: the numerals of cheques.
fn legal(number: u32, of: &str, ten_thousand: &str) -> String {
    let plain = numeral::to_chinese(number);
    let plain = if (10..20).contains(&number) { format!("一{plain}") } else { plain };
    let mut out = String::new();
    for c in plain.chars() {
        match c {
            '十' => out.push('拾'),
            '百' => out.push('佰'),
            '千' => out.push('仟'),
            '万' => out.push_str(ten_thousand),
            other => match "零一二三四五六七八九".chars().position(|d| d == other) {
                Some(i) => out.extend(of.chars().nth(i)),
                None => out.push(other),
            },
        }
    }
    out
}

fn roman(number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..=3999).contains(&number) {
        return number.to_string();
    }
    let mut left = number;
    let mut out = String::new();
    for (value, text) in PARTS {
        while left >= value {
            out.push_str(text);
            left -= value;
        }
    }
    out
}

/// A … Z, AA, BB … as Word counts.
fn letters(number: u32) -> String {
    if !(1..=780).contains(&number) {
        return number.to_string();
    }
    let (index, times) = ((number - 1) % 26, (number - 1) / 26 + 1);
    let letter = char::from_u32('A' as u32 + index).unwrap_or('A');
    std::iter::repeat_n(letter, times as usize).collect()
}

fn ordinal_end(number: u32) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINAL_ONES: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const ORDINAL_TENS: [&str; 10] =
    ["", "", "twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"];

fn words(number: u32, ones: &[&str; 20], tens: &[&str; 10], ordinal: bool) -> String {
    let small = |n: u32| match (n / 10, n % 10) {
        _ if n < 20 => ones[n as usize].to_owned(),
        (t, 0) => tens[t as usize].to_owned(),
        (t, one) => format!("{}-{}", TENS[t as usize], ones[one as usize]),
    };
    let text = match (number / 100, number % 100) {
        (0, rest) => small(rest),
        (hundreds, rest) if hundreds < 10 => {
            let end = if rest == 0 {
                if ordinal { "th".to_owned() } else { String::new() }
            } else {
                format!(" {}", small(rest))
            };
            format!("{} hundred{end}", ONES[hundreds as usize])
        }
        _ => return number.to_string(),
    };
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_of_chinese_documents() {
        for (format, n, expected) in [
            ("chineseCountingThousand", 101, "一百零一"),
            ("japaneseCounting", 12, "十二"),
            ("chineseCounting", 20, "二十"),
            ("chineseCounting", 105, "一○五"),
            ("ideographDigital", 10, "一〇"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographTraditional", 3, "丙"),
            ("ideographTraditional", 11, "11"),
            ("ideographZodiacTraditional", 60, "癸亥"),
            ("decimalEnclosedCircle", 1, "①"),
            ("decimalEnclosedCircle", 21, "㉑"),
            ("decimalEnclosedCircle", 50, "㊿"),
            ("decimalEnclosedCircle", 51, "51"),
            ("decimalEnclosedFullstop", 2, "⒉"),
            ("decimalEnclosedParen", 20, "⒇"),
            ("decimalFullWidth", 12, "１２"),
            ("decimalZero", 7, "07"),
            ("upperRoman", 14, "XIV"),
            ("lowerLetter", 28, "bb"),
            ("ordinal", 22, "22nd"),
            ("cardinalText", 121, "One hundred twenty-one"),
            ("ordinalText", 20, "Twentieth"),
            ("bullet", 1, ""),
            ("unheardOf", 5, "5"),
        ] {
            assert_eq!(number(format, n), expected, "{format}");
        }
    }
}
