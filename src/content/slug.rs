use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::ToPinyin;

/// The longest slug, in characters.
const LONGEST: usize = 80;

/// A stable ASCII name for `text`, for URLs and anchors: lower case, words joined by `-`, Han characters in pinyin
/// (`党员教育` → `dangyuan-jiaoyu`).
///
/// Empty if nothing of `text` can be written so; the caller knows what to call it then.
pub fn slug(text: &str) -> String {
    let mut out = Slug::default();
    let chars: Vec<char> = text.chars().take(4 * LONGEST).collect();
    let mut at = 0;
    while at < chars.len() && out.text.len() <= LONGEST {
        let run = chars[at..].iter().take_while(|c| is_han(**c)).count();
        if run > 0 {
            han(&chars[at..at + run], &mut out);
            at += run;
        } else {
            character(chars[at], &mut out);
            at += 1;
        }
    }
    safe(cut(out.text, text))
}

/// The slug under construction: letters and digits run on until a word ends.
#[derive(Default)]
struct Slug {
    text: String,
    /// Whether the next letter begins a new word.
    broken: bool,
}

impl Slug {
    fn word<S: AsRef<str>>(&mut self, syllables: impl IntoIterator<Item = S>) {
        self.broken = true;
        for syllable in syllables {
            self.letters(syllable.as_ref());
        }
        self.broken = true;
    }

    fn letters(&mut self, letters: &str) {
        if letters.is_empty() {
            return;
        }
        if self.broken && !self.text.is_empty() {
            self.text.push('-');
        }
        self.broken = false;
        self.text.push_str(letters);
    }
}

fn is_han(c: char) -> bool {
    !c.is_ascii() && c.to_pinyin().is_some()
}

/// Writes a run of Han characters. Words come from the table of phrases; what lies between them is cut in twos, since
/// most words are that long, and the last three stay together.
fn han(run: &[char], out: &mut Slug) {
    let (mut start, mut at) = (0, 0);
    while at < run.len() {
        let Some((length, readings)) = word(&run[at..]) else {
            at += 1;
            continue;
        };
        pairs(&run[start..at], out);
        match readings {
            Some(readings) => out.word(readings.split(' ')),
            None => out.word(run[at..at + length].iter().map(|c| reading(*c))),
        }
        at += length;
        start = at;
    }
    pairs(&run[start..], out);
}

fn pairs(mut run: &[char], out: &mut Slug) {
    while !run.is_empty() {
        let length = if run.len() == 3 { 3 } else { run.len().min(2) };
        out.word(run[..length].iter().map(|c| reading(*c)));
        run = &run[length..];
    }
}

/// A word at the start of `run` whose limits are known: its length, and its readings where they are not the usual.
fn word(run: &[char]) -> Option<(usize, Option<&'static str>)> {
    let first = *run.first()?;
    if let Some(phrases) = PHRASES.get(&first) {
        let fits = |word: &str| {
            let mut rest = run.iter();
            word.chars().all(|c| rest.next() == Some(&c))
        };
        if let Some((word, readings)) = phrases.iter().find(|(word, _)| fits(word)) {
            return Some((word.chars().count(), Some(readings)));
        }
    }
    if first == '第' {
        let digits = run[1..].iter().take_while(|c| "〇零一二三四五六七八九十百千".contains(**c)).count();
        let unit = usize::from(run.get(1 + digits).is_some_and(|c| "编章节条款项目次届批期讲课".contains(*c)));
        return (digits > 0).then_some((1 + digits + unit, None));
    }
    "的和与及或之".contains(first).then_some((1, None))
}

fn reading(c: char) -> String {
    c.to_pinyin().map(|p| plain(p.plain())).unwrap_or_default()
}

fn character(c: char, out: &mut Slug) {
    match c {
        'a'..='z' | '0'..='9' => out.letters(c.encode_utf8(&mut [0; 4])),
        'A'..='Z' => out.letters(c.to_ascii_lowercase().encode_utf8(&mut [0; 4])),
        // An apostrophe joins: `editor's` is one word.
        '\'' | '’' => {}
        _ if c.is_ascii() => out.broken = true,
        _ => foreign(c, out),
    }
}

/// Letters with marks lose them and fullwidth forms become ASCII; other scripts and emoji only separate words.
fn foreign(c: char, out: &mut Slug) {
    use unicode_normalization::UnicodeNormalization;
    let mut any = false;
    for part in std::iter::once(c).nfkd() {
        if part.is_ascii_alphanumeric() {
            out.letters(part.to_ascii_lowercase().encode_utf8(&mut [0; 4]));
            any = true;
        } else if let Some(pinyin) = part.to_pinyin() {
            // Compatibility forms of Han characters, such as `㈠`.
            out.word([plain(pinyin.plain())]);
            any = true;
        }
    }
    let joins = unicode_normalization::char::is_combining_mark(c);
    if !any && !joins {
        match c {
            'ß' => out.letters("ss"),
            'æ' | 'Æ' => out.letters("ae"),
            'ø' | 'Ø' => out.letters("o"),
            'ł' | 'Ł' => out.letters("l"),
            'đ' | 'Đ' => out.letters("d"),
            _ => out.broken = true,
        }
    }
}

/// `ü` is written `v`, as on keyboards.
fn plain(pinyin: &str) -> String {
    pinyin
        .chars()
        .filter_map(|c| match c {
            'ü' => Some('v'),
            'ê' => Some('e'),
            c if c.is_ascii_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

/// Words in which a character is not read as it mostly is, longest first, by their first character. The words are
/// those that official and study texts use; a slug read otherwise is still stable.
static PHRASES: LazyLock<HashMap<char, Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut by_first: HashMap<char, Vec<(&str, &str)>> = HashMap::new();
    for (word, readings) in WORDS {
        if let Some(first) = word.chars().next() {
            by_first.entry(first).or_default().push((word, readings));
        }
    }
    for words in by_first.values_mut() {
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    }
    by_first
});

const WORDS: &[(&str, &str)] = &[
    ("长期", "chang qi"),
    ("长效", "chang xiao"),
    ("长远", "chang yuan"),
    ("长江", "chang jiang"),
    ("长征", "chang zheng"),
    ("长城", "chang cheng"),
    ("长度", "chang du"),
    ("长短", "chang duan"),
    ("长沙", "chang sha"),
    ("长春", "chang chun"),
    ("长途", "chang tu"),
    ("长篇", "chang pian"),
    ("长寿", "chang shou"),
    ("长假", "chang jia"),
    ("时长", "shi chang"),
    ("特长", "te chang"),
    ("专长", "zhuan chang"),
    ("延长", "yan chang"),
    ("全长", "quan chang"),
    ("所长", "suo zhang"),
    ("长三角", "chang san jiao"),
    ("长治久安", "chang zhi jiu an"),
    ("银行", "yin hang"),
    ("行业", "hang ye"),
    ("行列", "hang lie"),
    ("同行", "tong hang"),
    ("央行", "yang hang"),
    ("分行", "fen hang"),
    ("行情", "hang qing"),
    ("商行", "shang hang"),
    ("同行评议", "tong hang ping yi"),
    ("各行各业", "ge hang ge ye"),
    ("重新", "chong xin"),
    ("重复", "chong fu"),
    ("重建", "chong jian"),
    ("重申", "chong shen"),
    ("重庆", "chong qing"),
    ("重叠", "chong die"),
    ("重温", "chong wen"),
    ("重组", "chong zu"),
    ("重启", "chong qi"),
    ("重阳", "chong yang"),
    ("重修", "chong xiu"),
    ("双重", "shuang chong"),
    ("多重", "duo chong"),
    ("音乐", "yin yue"),
    ("乐器", "yue qi"),
    ("乐曲", "yue qu"),
    ("乐团", "yue tuan"),
    ("声乐", "sheng yue"),
    ("器乐", "qi yue"),
    ("国乐", "guo yue"),
    ("会计", "kuai ji"),
    ("财会", "cai kuai"),
    ("参差", "cen ci"),
    ("差旅", "chai lv"),
    ("出差", "chu chai"),
    ("差遣", "chai qian"),
    ("调查", "diao cha"),
    ("调研", "diao yan"),
    ("调动", "diao dong"),
    ("调任", "diao ren"),
    ("抽调", "chou diao"),
    ("调度", "diao du"),
    ("调取", "diao qu"),
    ("调阅", "diao yue"),
    ("调用", "diao yong"),
    ("强调", "qiang diao"),
    ("基调", "ji diao"),
    ("调拨", "diao bo"),
    ("借调", "jie diao"),
    ("调离", "diao li"),
    ("调入", "diao ru"),
    ("调出", "diao chu"),
    ("调整", "tiao zheng"),
    ("调解", "tiao jie"),
    ("调节", "tiao jie"),
    ("协调", "xie tiao"),
    ("解数", "xie shu"),
    ("押解", "ya jie"),
    ("传记", "zhuan ji"),
    ("自传", "zi zhuan"),
    ("外传", "wai zhuan"),
    ("朝阳", "chao yang"),
    ("朝代", "chao dai"),
    ("朝鲜", "chao xian"),
    ("省察", "xing cha"),
    ("反省", "fan xing"),
    ("内省", "nei xing"),
    ("校对", "jiao dui"),
    ("校正", "jiao zheng"),
    ("校验", "jiao yan"),
    ("校订", "jiao ding"),
    ("处理", "chu li"),
    ("处分", "chu fen"),
    ("处罚", "chu fa"),
    ("处置", "chu zhi"),
    ("惩处", "cheng chu"),
    ("查处", "cha chu"),
    ("处于", "chu yu"),
    ("相处", "xiang chu"),
    ("量化", "liang hua"),
    ("测量", "ce liang"),
    ("分量", "fen liang"),
    ("质量", "zhi liang"),
    ("应用", "ying yong"),
    ("应对", "ying dui"),
    ("应急", "ying ji"),
    ("响应", "xiang ying"),
    ("适应", "shi ying"),
    ("反应", "fan ying"),
    ("供应", "gong ying"),
    ("应当", "ying dang"),
    ("供给", "gong ji"),
    ("给予", "ji yu"),
    ("给付", "ji fu"),
    ("补给", "bu ji"),
    ("配给", "pei ji"),
    ("薄弱", "bo ruo"),
    ("单薄", "dan bo"),
    ("薄膜", "bo mo"),
    ("降低", "jiang di"),
    ("投降", "tou xiang"),
    ("降服", "xiang fu"),
    ("兴趣", "xing qu"),
    ("高兴", "gao xing"),
    ("兴致", "xing zhi"),
    ("曾经", "ceng jing"),
    ("卷宗", "juan zong"),
    ("累计", "lei ji"),
    ("积累", "ji lei"),
    ("为了", "wei le"),
    ("因为", "yin wei"),
    ("为民", "wei min"),
    ("为人民服务", "wei ren min fu wu"),
    ("便宜", "pian yi"),
    ("单于", "chan yu"),
    ("什么", "shen me"),
    ("怎么", "zen me"),
    ("那么", "na me"),
    ("着力", "zhuo li"),
    ("着重", "zhuo zhong"),
    ("着眼", "zhuo yan"),
    ("着手", "zhuo shou"),
    ("着装", "zhuo zhuang"),
    ("沉着", "chen zhuo"),
    ("执着", "zhi zhuo"),
    ("还是", "hai shi"),
    ("还有", "hai you"),
    ("目的", "mu di"),
    ("的确", "di que"),
    ("得到", "de dao"),
    ("觉得", "jue de"),
    ("必得", "bi dei"),
    ("地方", "di fang"),
    ("厦门", "xia men"),
    ("六安", "lu an"),
    ("蚌埠", "beng bu"),
    ("番禺", "pan yu"),
    ("台州", "tai zhou"),
    ("丽水", "li shui"),
    ("铅山", "yan shan"),
    ("浚县", "xun xian"),
    ("东阿", "dong e"),
    ("大厦", "da sha"),
    ("大夫", "dai fu"),
    ("角色", "jue se"),
    ("主角", "zhu jue"),
    ("盛饭", "cheng fan"),
    ("提防", "di fang"),
    ("数据", "shu ju"),
    ("屡见不鲜", "lv jian bu xian"),
    ("模样", "mu yang"),
    ("咽喉", "yan hou"),
    ("率先", "shuai xian"),
    ("率领", "shuai ling"),
    ("草率", "cao shuai"),
    ("表率", "biao shuai"),
    ("坦率", "tan shuai"),
    ("统率", "tong shuai"),
    ("效率", "xiao lv"),
    ("血液", "xue ye"),
    ("没收", "mo shou"),
    ("埋没", "mai mo"),
    ("沉没", "chen mo"),
    ("禁止", "jin zhi"),
    ("尽管", "jin guan"),
    ("请假", "qing jia"),
    ("假期", "jia qi"),
    ("休假", "xiu jia"),
    ("作坊", "zuo fang"),
    ("宿舍", "su she"),
    ("舍弃", "she qi"),
    ("呼吁", "hu yu"),
    ("宁愿", "ning yuan"),
    ("当作", "dang zuo"),
    ("适当", "shi dang"),
    ("教书", "jiao shu"),
    ("教育", "jiao yu"),
    ("空白", "kong bai"),
    ("空缺", "kong que"),
    ("可恶", "ke wu"),
    ("厌恶", "yan wu"),
    ("称职", "chen zhi"),
    ("对称", "dui chen"),
    ("相称", "xiang chen"),
    ("弹性", "tan xing"),
    ("弹劾", "tan he"),
    ("载体", "zai ti"),
    ("转载", "zhuan zai"),
    ("刊载", "kan zai"),
    ("记载", "ji zai"),
    ("下载", "xia zai"),
    ("中奖", "zhong jiang"),
    ("中标", "zhong biao"),
    ("命中", "ming zhong"),
    ("看守", "kan shou"),
    ("属于", "shu yu"),
    ("属地", "shu di"),
    ("附属", "fu shu"),
    ("所属", "suo shu"),
    ("直属", "zhi shu"),
];

/// Cuts what is too long at the last whole word that fits. Names that differ only in what is cut off, such as the date of
/// a version, stay apart by the checksum of the whole.
fn cut(mut made: String, whole: &str) -> String {
    const SUM: usize = 9;
    if made.len() > LONGEST {
        let most = LONGEST - SUM;
        let end = match made[..=most].rfind('-') {
            Some(end) if end > 0 => end,
            _ => most,
        };
        made.truncate(end);
        let mut sum = flate2::Crc::new();
        sum.update(whole.as_bytes());
        made.push_str(&format!("-{:08x}", sum.sum()));
    }
    made
}

/// Windows cannot hold files of these names, whatever their extension.
fn safe(text: String) -> String {
    let device =
        |prefix: &str| text.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    let reserved = matches!(text.as_str(), "con" | "prn" | "aux" | "nul") || device("com") || device("lpt");
    if reserved { format!("{text}-1") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(slug(text), expected, "{text:?}");
    }

    #[test]
    fn han_becomes_pinyin() {
        check("党员教育", "dangyuan-jiaoyu");
        check("第一章　总则", "diyizhang-zongze");
        check("《管理办法》（试行）", "guanli-banfa-shixing");
        check("关于加强党员教育的通知", "guanyu-jiaqiang-dangyuan-jiaoyu-de-tongzhi");
        check("女绿", "nvlv");
        check("Rust语言2026年", "rust-yuyan-2026-nian");
    }

    #[test]
    fn neighbours_decide_the_reading() {
        check("各银行行长", "ge-yinhang-xingzhang");
        check("重庆调查", "chongqing-diaocha");
        check("重要会议", "zhongyao-huiyi");
        check("会计制度", "kuaiji-zhidu");
        check("长效机制", "changxiao-jizhi");
    }

    #[test]
    fn other_scripts_and_emoji_are_dropped() {
        check("Café Müller", "cafe-muller");
        check("ＡＢＣ１２", "abc12");
        check("🎉学习🎉", "xuexi");
        check("Привет", "");
        check("", "");
        check("---", "");
        check("editor's note", "editors-note");
    }

    #[test]
    fn names_that_windows_reserves_are_made_safe() {
        check("con", "con-1");
        check("NUL", "nul-1");
        check("com1", "com1-1");
        check("com10", "com10");
        check("console", "console");
    }

    #[test]
    fn long_texts_are_cut_at_a_word() {
        let long = slug(&"学习教育".repeat(10_000));
        assert_eq!(long, "xuexi-jiaoyu-xuexi-jiaoyu-xuexi-jiaoyu-xuexi-jiaoyu-xuexi-jiaoyu-xuexi-5808e76c");
        assert_eq!(slug(&"x".repeat(1_000_000)).len(), 80);
    }
}
