//! Who issues a document: named in its title, or in the line that tells who adopted it.

use super::head::is_body;
use super::{Lines, bare};

/// 最高人民法院、最高人民检察院关于…
pub(super) fn of_title(title: &str) -> Vec<String> {
    let Some((before, _)) = title.split_once("关于").or_else(|| title.split_once("印发")) else {
        return Vec::new();
    };
    let names: Vec<&str> = before.split(['、', ' ', '\u{3000}', '，']).filter(|n| !n.is_empty()).collect();
    let all = !names.is_empty() && names.iter().all(|n| is_body(n) && ends_as_body(n));
    if all { names.into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

/// （2021年8月20日第十三届全国人民代表大会常务委员会第三十次会议通过）: the body that meets.
pub(super) fn of_adoption(lines: &Lines) -> Vec<String> {
    let head = (0..lines.blocks.len().min(5)).map(|at| bare(&lines.words(at))).collect::<String>();
    let Some(start) = head.find(['（', '(']).filter(|at| head[..*at].chars().count() <= 90) else { return Vec::new() };
    let Some((_, said)) = head[start..].split_once('日') else { return Vec::new() };
    let Some((meeting, _)) = said.split_once("通过").filter(|(m, _)| m.chars().count() <= 60) else {
        return Vec::new();
    };
    meeting.split('、').filter_map(body_that_meets).collect()
}

fn body_that_meets(meeting: &str) -> Option<String> {
    let meeting = meeting.split_once('日').map_or(meeting, |(_, after)| after);
    // 最高人民检察院第十三届检察委员会, 最高人民法院审判委员会第1638次会议: the committee acts for the whole.
    for inner in ["审判委员会", "检察委员会"] {
        if let Some((before, _)) = meeting.split_once(inner) {
            let before = before.rsplit_once('第').filter(|(_, r)| r.ends_with('届')).map_or(before, |(name, _)| name);
            return ends_as_body(before).then(|| before.to_owned());
        }
    }
    // 示例市第十三届人民代表大会常务委员会第三十次会议
    let (place, rest) = meeting.split_once('第')?;
    let rest = rest.split_once('届').filter(|(number, _)| number.chars().count() <= 4).map(|(_, rest)| rest)?;
    let name = format!("{place}{}", rest.split_once('第').map_or(rest, |(name, _)| name));
    let legislates = name.ends_with("人民代表大会") || name.ends_with("人民代表大会常务委员会");
    (legislates && is_body(&name)).then_some(name)
}

/// Names of bodies end in one of few words.
pub(super) fn ends_as_body(name: &str) -> bool {
    const ENDS: [&str; 34] = [
        "院", "部", "局", "委", "会", "厅", "室", "府", "办", "中心", "党", "处", "科", "公司", "校", "学", "团", "署",
        "社", "组", "司", "馆", "所", "站", "总队", "支队", "大队", "集团", "银行", "联", "协", "队", "系", "行",
    ];
    let name = name.trim_end_matches(['）', ')']);
    ENDS.iter().any(|end| name.ends_with(end))
}
