//! Whether what was typed is how a title is read: `guanlibanfa`, `glbf`, `guanlibf`, `管理banfa`.

/// How many characters of a title what was typed takes; none if it is not read so.
pub fn read(chars: &[char], syllables: &[&str], typed: &[char]) -> Option<usize> {
    let mut dead = vec![false; (chars.len() + 1) * (typed.len() + 1)];
    walk(chars, syllables, typed, (0, 0), &mut dead)
}

fn walk(
    chars: &[char],
    syllables: &[&str],
    typed: &[char],
    (at, done): (usize, usize),
    dead: &mut [bool],
) -> Option<usize> {
    let Some(&next) = typed.get(done) else { return Some(at) };
    let here = at * (typed.len() + 1) + done;
    if at == chars.len() || dead[here] {
        return None;
    }
    let mut takes = Vec::new();
    if next == chars[at] {
        takes.push(1);
    } else if next.is_ascii_lowercase() {
        let same = syllables[at].chars().zip(&typed[done..]).take_while(|(a, b)| a == *b).count();
        // The whole syllable, or what there is of the last one, or its first letter.
        if same > 1 && (same == syllables[at].len() || done + same == typed.len()) {
            takes.push(same);
        }
        if same >= 2 && matches!(&syllables[at][..2], "zh" | "ch" | "sh") {
            takes.push(2);
        }
        if same > 0 {
            takes.push(1);
        }
    }
    let found = takes.into_iter().find_map(|take| walk(chars, syllables, typed, (at + 1, done + take), dead));
    dead[here] = found.is_none();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: Option<usize>) {
        let chars: Vec<char> = "重庆分公司a管理".chars().collect();
        let syllables = ["chong", "qing", "fen", "gong", "si", "a", "guan", "li"];
        assert_eq!(read(&chars, &syllables, &typed.chars().collect::<Vec<_>>()), expected, "{typed}");
    }

    #[test]
    fn syllables_initials_and_characters_mix() {
        check("chongqing", Some(2));
        check("cq", Some(2));
        check("chq", Some(2));
        check("cqfgs", Some(5));
        check("chongqfengs", Some(5));
        check("重庆分公si", Some(5));
        check("chongq", Some(2));
        check("cqfgsaguan", Some(7));
        check("zhongqing", None);
        check("xx", None);
        check("cqfgsagl9", None);
    }
}
