//! What cites each article of a corpus, found as simply as a bench may: the program itself reads citations from the structure
//! of its texts.

use std::collections::HashMap;

use shuyuan::search::document::PageDocument;
use shuyuan::search::fold::compact;
use shuyuan::search::tokens::parse_number;

/// Gives each article the articles that cite it.
pub fn add(pages: &mut [PageDocument]) {
    let mut named: HashMap<String, Vec<usize>> = HashMap::new();
    let mut articles: HashMap<(usize, String), usize> = HashMap::new();
    for (page, document) in pages.iter().enumerate() {
        named.entry(name(&document.title)).or_default().push(page);
        if let Some((part, _)) = document.title.trim().split_once(' ') {
            named.entry(name(part)).or_default().push(page);
        }
        for (section, of_page) in document.sections.iter().enumerate() {
            articles.extend(of_page.number.clone().map(|number| ((page, number), section)));
        }
    }
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for (page, document) in pages.iter().enumerate() {
        for (at, section) in document.sections.iter().enumerate() {
            for (law, number) in cited(&section.text) {
                let targets = law.map_or(vec![page], |law| named.get(&name(&law)).cloned().unwrap_or_default());
                for target in targets {
                    let place = articles.get(&(target, number.clone())).filter(|&&place| (target, place) != (page, at));
                    found.extend(place.map(|&place| (target, place, section.text.clone())));
                }
            }
        }
    }
    for (page, section, text) in found {
        let cited = &mut pages[page].sections[section].cited;
        if !cited.contains(&text) {
            cited.push(text);
        }
    }
}

fn name(title: &str) -> String {
    let whole = compact(title.split(['(', '（']).next().unwrap_or_default());
    whole.strip_prefix("中华人民共和国").unwrap_or(&whole).to_owned()
}

/// Every 第…条 of a text with the 《…》 that stands right before it, else the text's own.
fn cited(text: &str) -> Vec<(Option<String>, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('第') {
        let Some(end) = text[at..].find('条').filter(|end| *end < 40) else { continue };
        let digits: Vec<char> = text[at..at + end].chars().skip(1).collect();
        let Some(number) = parse_number(&digits) else { continue };
        let law = text[..at]
            .strip_suffix('》')
            .and_then(|before| Some(before[before.rfind('《')?..].trim_start_matches('《').to_owned()));
        found.push((law, number.to_string()));
    }
    found
}
