//! Pictures, text boxes, and what can only be named: charts, SmartArt, embedded objects.

use super::walk::Walk;
use crate::import::model::{Block, Inline, Paragraph, Picture};
use crate::import::package::Package;
use crate::import::xml::Element;

/// Reads `w:drawing`, `w:pict` or `w:object`.
pub(super) fn read(walk: &mut Walk, element: &Element, out: &mut Vec<Inline>) {
    if !walk.is_shown() {
        return;
    }
    let alt = element.find("wp:docPr").and_then(|p| p.get("descr").or_else(|| p.get("title"))).unwrap_or_default();
    let y = height(element);
    let mut open: Vec<&Element> = vec![element];
    let mut pictured = false;
    while let Some(next) = open.pop() {
        match next.name() {
            "w:txbxContent" => {
                walk.document.tally.boxes += 1;
                let blocks = walk.blocks_of(next);
                walk.boxes.push((y, blocks));
                continue;
            }
            "a:blip" => {
                let outside = next.get("r:link").is_some() && next.get("r:embed").is_none();
                picture(walk, next.get("r:embed").or_else(|| next.get("r:link")), alt, outside, out);
                pictured = true;
            }
            "v:imagedata" => {
                let alt = next.get("o:title").unwrap_or(alt);
                picture(walk, next.get("r:id"), alt, false, out);
                pictured = true;
            }
            // WordArt: its words are all that there is.
            "v:textpath" => {
                if let Some(words) = next.get("string").filter(|s| !s.trim().is_empty()) {
                    walk.boxes.push((y, vec![Block::Paragraph(Paragraph::plain(words))]));
                }
            }
            "c:chart" => unreadable(walk, "图表", "a chart"),
            "dgm:relIds" => unreadable(walk, "SmartArt 图形", "a SmartArt drawing"),
            "o:OLEObject" => object(walk, next, pictured),
            "mc:AlternateContent" => {
                open.extend(super::walk::chosen(next));
                continue;
            }
            _ => {}
        }
        let start = open.len();
        open.extend(next.elements());
        open[start..].reverse();
    }
}

/// How far down on the page a drawing stands, as far as it says so; boxes of one paragraph are read from the top.
fn height(element: &Element) -> i64 {
    let offset = element.find("wp:positionV").and_then(|p| p.child("wp:posOffset")).map(Element::text);
    if let Some(offset) = offset.and_then(|o| o.trim().parse().ok()) {
        return offset;
    }
    let style = element.elements().find_map(|e| e.get("style")).unwrap_or_default();
    let top = style.split(';').find_map(|part| part.trim().strip_prefix("margin-top:"));
    let points = top.and_then(|t| t.trim().trim_end_matches("pt").parse::<f64>().ok());
    points.map_or(0, |p| (p * 12700.0) as i64)
}

fn unreadable(walk: &mut Walk, zh: &str, en: &str) {
    walk.remark(
        "drawing-left-out",
        &format!("有一个{zh}没有导入：请在 Word 里另存为图片后插入"),
        &format!("{en} was left out: save it as a picture in Word and insert that"),
        "",
    );
}

fn object(walk: &mut Walk, element: &Element, pictured: bool) {
    let program = element.get("ProgID").unwrap_or_default().to_owned();
    let equation = program.starts_with("Equation") || program.starts_with("MathType");
    let (zh, en) =
        if equation { ("公式对象", "a formula object") } else { ("嵌入的对象", "an embedded object") };
    let (kept_zh, kept_en) =
        if pictured { ("，只保留了它的预览图", "; only its preview is kept") } else { ("", "") };
    walk.remark(
        "object-left-out",
        &format!("有一个{zh}（{program}）没有导入{kept_zh}：需要时另存为文件，作为附件"),
        &format!("{en} ({program}) was left out{kept_en}: save it as a file and attach that if it is needed"),
        "",
    );
}

fn picture(walk: &mut Walk, id: Option<&str>, alt: &str, outside: bool, out: &mut Vec<Inline>) {
    let target = id.and_then(|id| walk.parts.relations.get(id)).cloned();
    let Some(target) = target.filter(|t| !t.external && !outside) else {
        walk.remark(
            "picture-missing",
            "有一张图片只是链接，不在文件里：请找到原图，自己插入",
            "a picture is only linked and not in the file: find it and insert it yourself",
            "",
        );
        return;
    };
    let alt: String = alt.chars().filter(|c| !c.is_control()).take(200).collect();
    // What Word and cameras fill in says nothing of the picture.
    let told = !["图片", "image", "picture", "IMG", "DSC"].iter().any(|w| alt.starts_with(w)) && !alt.contains(":\\");
    let alt = if told { alt.trim().to_owned() } else { String::new() };
    let place = walk.pictures.len();
    let place = *walk.pictures.entry(target.path.clone()).or_insert(place);
    if walk.document.pictures.len() <= place {
        walk.document.pictures.push(Picture { name: target.path, alt, ..Picture::default() });
    }
    out.push(Inline::Picture(place));
}

/// Reads the bytes of the pictures that were met.
pub(super) fn load(walk: &mut Walk, package: &mut Package<'_>) {
    let mut missing = 0;
    for picture in &mut walk.document.pictures {
        match package.bytes(&picture.name) {
            Some(bytes) => picture.bytes = bytes,
            None => missing += 1,
        }
    }
    if missing > 0 {
        walk.remark(
            "picture-missing",
            &format!("有 {missing} 张图片在文件里已经损坏或者缺失，没有导入"),
            &format!("{missing} pictures are damaged or missing in the file and were left out"),
            "",
        );
    }
}
