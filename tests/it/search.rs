//! The search engine as a whole, on sites of its own making.

use std::collections::{BTreeMap, BTreeSet};

use shuyuan::search::answer::Answer;
use shuyuan::search::document::{IndexSettings, PageDocument};
use shuyuan::search::engine::Request;
use shuyuan::search::fold::fold;
use shuyuan::search::host::{Host, HostError};
use shuyuan::search::index::{IndexCache, write_index};
use shuyuan::search::unpack::unpack;

use crate::search_sites::{Numbers, generated_site, page, section};
use crate::support::thread_time;

type Files = BTreeMap<String, Vec<u8>>;

fn index(pages: &[PageDocument]) -> Files {
    let synonyms = vec![vec!["学则".to_owned(), "溪山书院学习守则".to_owned()]];
    let sounds = [("借阅", "jie yue"), ("续借手续", "xu jie shou xu"), ("借月", "jie yue"), ("账户", "zhang hu")];
    let sounds = sounds.map(|(word, syllables)| (word.to_owned(), syllables.to_owned())).to_vec();
    let files = write_index(pages, &IndexSettings { synonyms, sounds }, &mut IndexCache::default()).unwrap();
    files.into_iter().map(|file| (file.path, file.bytes.to_vec())).collect()
}

fn ask(files: &Files, request: Request) -> Answer {
    Host::open(files.clone()).unwrap().search(request).unwrap()
}

fn search(files: &Files, query: &str) -> Answer {
    ask(files, Request::new(query))
}

fn urls(answer: &Answer) -> Vec<String> {
    answer.hits.iter().map(|hit| format!("{}#{}", hit.url, hit.anchor)).collect()
}

fn small_site() -> Vec<PageDocument> {
    let rules = PageDocument {
        kind: "policy".to_owned(),
        kind_label: "政策文件".to_owned(),
        column: "jiandu".to_owned(),
        column_label: "监督工作".to_owned(),
        short_titles: vec!["学习守则".to_owned()],
        doc_no: Some("溪山学〔2024〕12号".to_owned()),
        issuers: vec!["溪山书院".to_owned()],
        status: Some("in_force".to_owned()),
        title_pinyin: "xi shan shu yuan xue xi shou ze".to_owned(),
        title_initials: "xssyxxsz".to_owned(),
        ..page(
            "rules/",
            "溪山书院学习守则",
            vec![
                section("art-1", "第一条", Some("1"), "为规范借阅登记，制定本守则。"),
                section("art-12", "第十二条", Some("12"), "借阅人应当在七日内归还，逾期须办理续借手续。"),
            ],
        )
    };
    let old = PageDocument {
        status: Some("repealed".to_owned()),
        date: Some("2019-05-01".to_owned()),
        year: Some(2019),
        url: "old-rules/".to_owned(),
        title: "溪山书院旧学习守则".to_owned(),
        short_titles: Vec::new(),
        doc_no: None,
        sections: vec![section("art-12", "第十二条", Some("12"), "借阅登记，借阅登记，借阅登记，续借手续。")],
        ..rules.clone()
    };
    vec![
        page(
            "news/",
            "读书会通知",
            vec![
                section("", "", None, "本周六举行读书会，依据第12条办理签到。"),
                section("place", "地点", None, "地点在溪山阅览室，手续从简，续办亦可。Reading room B2."),
            ],
        ),
        rules,
        old,
    ]
}

#[test]
fn hits_land_on_sections_with_marks() {
    let answer = search(&index(&small_site()), "逾期须办理");
    assert_eq!((urls(&answer)[0].as_str(), answer.total), ("rules/#art-12", 1));
    let hit = &answer.hits[0];
    assert!(hit.contiguous && answer.exact && answer.complete);
    assert_eq!((hit.title.as_str(), hit.section.as_str()), ("溪山书院学习守则", "第十二条"));
    let (start, end) = hit.marks[0];
    let marked: String = hit.excerpt.chars().skip(start as usize).take((end - start) as usize).collect();
    assert_eq!(marked, "逾期须办理");
}

#[test]
fn contiguous_before_pieces_and_quotes_leave_pieces_out() {
    let files = index(&small_site());
    let answer = search(&files, "续借手续");
    assert_eq!(urls(&answer)[..2], ["rules/#art-12", "old-rules/#art-12"]);
    assert!(answer.hits[..2].iter().all(|hit| hit.contiguous));
    assert!(answer.hits[2..].iter().all(|hit| !hit.contiguous));
    let quoted = search(&files, "“续借手续”");
    assert_eq!(urls(&quoted), ["rules/#art-12", "old-rules/#art-12"]);
    assert_eq!((quoted.total, quoted.exact), (2, true));
}

#[test]
fn repealed_texts_come_after_those_in_force() {
    let answer = search(&index(&small_site()), "借阅登记");
    let statuses: Vec<&str> = answer.hits.iter().filter(|hit| !hit.partial).map(|hit| hit.status.as_str()).collect();
    assert_eq!(statuses, ["in_force", "repealed"]);
}

#[test]
fn names_articles_and_document_numbers_are_jumped_to() {
    let files = index(&small_site());
    for query in ["学习守则12", "学习守则 第十二条", "《溪山书院学习守则》第12条", "学则第十二条"]
    {
        let answer = search(&files, query);
        assert_eq!(urls(&answer)[0], "rules/#art-12", "{query}");
        assert!(answer.hits[0].jump, "{query}");
    }
    for query in ["学习守则", "溪山学〔2024〕12号", "溪山学[2024]12号", "学则"] {
        let answer = search(&files, query);
        assert_eq!(urls(&answer)[0], "rules/#", "{query}");
        assert!(answer.hits[0].jump, "{query}");
    }
}

#[test]
fn numerals_width_and_traditional_characters_are_the_same() {
    let files = index(&small_site());
    assert_eq!(urls(&search(&files, "依据第十二条"))[0], "news/#");
    assert_eq!(urls(&search(&files, "借閱登記"))[0], "rules/#art-1");
    assert_eq!(urls(&search(&files, "ｒｅａｄｉｎｇ　b2")), ["news/#place"]);
    assert_eq!(urls(&search(&files, "逾")), ["rules/#art-12"]);
}

#[test]
fn exclusions_filters_facets_and_dates() {
    let files = index(&small_site());
    let without = search(&files, "手续 -逾期");
    assert!(!urls(&without).contains(&"rules/#art-12".to_owned()));
    let mut request = Request::new("手续");
    request.filters[0] = vec!["policy".to_owned()];
    let policies = ask(&files, request.clone());
    assert_eq!(policies.total, 2);
    let kinds = &policies.facets[0];
    assert_eq!(kinds.0, "kind");
    assert_eq!(
        kinds.1.iter().map(|c| (c.value.as_str(), c.count)).collect::<Vec<_>>(),
        [("policy", 2), ("article", 1)]
    );
    let statuses = &policies.facets[5].1;
    assert_eq!(statuses.iter().map(|c| c.label.as_str()).collect::<Vec<_>>(), ["有效", "已废止"]);
    request.filters[0] = vec!["nothing".to_owned()];
    assert_eq!(ask(&files, request.clone()).hits, []);
    request.filters[0].clear();
    request.by_date = true;
    let dates: Vec<String> = ask(&files, request).hits.into_iter().map(|hit| hit.date).collect();
    assert!(dates.is_sorted_by(|a, b| a >= b), "{dates:?}");
}

/// Exclusion and several phrases are about the page, not about one of its sections.
#[test]
fn phrases_and_exclusions_are_about_the_page() {
    let files = index(&small_site());
    let pages = |query: &str| {
        let mut pages: Vec<String> = search(&files, query).hits.into_iter().map(|hit| hit.url).collect();
        pages.sort();
        pages.dedup();
        pages
    };
    assert_eq!(pages("“制定本守则” “逾期须办理”"), ["rules/"], "in two articles of one text");
    assert!(pages("“制定本守则” “没有这句话”").is_empty());
    assert_eq!(pages("借阅登记 -逾期须办理"), ["old-rules/"], "excluded by another article");
    let without = search(&files, "借阅登记 -逾期须办理");
    assert_eq!((without.total, without.exact), (1, true), "totals are about what is left");
    // Its pairs stand on the page, the word itself does not.
    assert_eq!(pages("读书会 -手续从简续办亦可"), ["news/"]);
    assert!(pages("借阅登记 -守则").is_empty(), "what a title has is on the page, too");
}

#[test]
fn of_several_versions_the_one_in_force_is_listed() {
    let version = |url: &str, from: &str| {
        let sections = vec![section("art-1", "第一条", Some("1"), "借阅登记由值班人办理。")];
        let (family, version_from) = (Some("rules".to_owned()), Some(from.to_owned()));
        PageDocument { kind: "policy".to_owned(), family, version_from, ..page(url, "阅览室借阅办法", sections) }
    };
    let files =
        index(&[version("2021/", "2021-05-01"), version("2026/", "2026-01-01"), version("2023/", "2023-05-01")]);
    let found = |query: &str, today: u32| {
        let answer = ask(&files, Request { today, ..Request::new(query) });
        let versions: Vec<String> = answer.hits[0].versions.iter().map(|(from, _)| from[..4].to_owned()).collect();
        (urls(&answer), versions.join("、"))
    };
    let one = |url: &str| vec![url.to_owned()];
    for query in ["借阅办法第一条", "阅览室借阅办法 第一条"] {
        assert_eq!(found(query, 20260201).0[0], "2026/#art-1", "{query}");
        assert_eq!(found(query, 20250201).0[0], "2023/#art-1", "{query}");
    }
    assert_eq!(found("值班人办理", 20260201), (one("2026/#art-1"), "2023、2021".to_owned()));
    assert_eq!(found("值班人办理", 20251231), (one("2023/#art-1"), "2026、2021".to_owned()));
    for query in ["阅览室借阅办法 2021", "阅览室借阅办法2021", "阅览室借阅办法2021年版"] {
        assert_eq!(found(query, 20260201).0[0], "2021/#", "{query}");
    }
}

/// Adopted in December, it counts from July: people say either year. Nothing is looked for in texts, whose pieces are many.
#[test]
fn a_version_is_found_by_either_year_in_two_rounds() {
    let version = |url: &str, from: &str, date: &str| {
        let text = |n: u32| format!("第{n}项公用事业司法解释，2018年起办法另定。");
        let sections = (1..80).map(|n| section(&format!("s{n}"), "节", None, &text(n))).collect();
        let (family, date) = (Some("rules".to_owned()), Some(date.to_owned()));
        let version_from = Some(from.to_owned());
        PageDocument { kind: "policy".to_owned(), family, version_from, date, ..page(url, "公司法", sections) }
    };
    let files = index(&[version("new/", "2024-07-01", "2023-12-29"), version("old/", "2018-10-26", "2018-10-26")]);
    for (query, url) in
        [("公司法2023", "new/"), ("公司法 2024", "new/"), ("公司法2018", "old/"), ("公司法2018年", "old/")]
    {
        let answer = ask(&files, Request { today: 20_260_101, ..Request::new(query) });
        assert_eq!(answer.hits[0].url, url, "{query}");
        assert!(answer.hits[0].jump && answer.cost.rounds <= 2, "{query}: {:?}", answer.cost);
    }
}

#[test]
fn words_of_the_texts_are_found_as_they_are_read() {
    let files = index(&small_site());
    for (typed, meant) in [("jieyue", "借阅"), ("借yue", "借阅"), ("xujieshouxu", "续借手续")] {
        let answer = search(&files, typed);
        // 借月 stands nowhere, though it is read like 借阅.
        assert_eq!(answer.meant, [meant], "{typed}");
        assert_eq!(urls(&answer), urls(&search(&files, meant)), "{typed}");
        assert!(answer.complete && !answer.hits.is_empty(), "{typed}");
        let page = answer.hits[0].page;
        assert!(!ask(&files, Request { page: Some(page), ..Request::new(typed) }).hits.is_empty(), "{typed}");
    }
    assert!(search(&files, "zhanghu").hits.is_empty(), "no text has it");
}

#[test]
fn a_word_that_is_taken_for_another_offers_that() {
    let sections = vec![section("a", "甲", None, "账户由本人保管。"), section("b", "乙", None, "旧称帐户。")];
    let files = index(&[page("p/", "账户管理", sections)]);
    let answer = search(&files, "帐户");
    assert_eq!((urls(&answer), answer.meant), (vec!["p/#b".to_owned()], vec!["账户".to_owned()]));
    assert!(search(&files, "\"帐户\"").meant.is_empty(), "who quotes means it");
    // Both of 截止 and 截至 are words: the other is offered only where it is found and what was typed is not.
    let files = index(&[page("q/", "报名", vec![section("a", "甲", None, "报名截止于周五，行使权利。")])]);
    for (query, meant) in [("截止", ""), ("截至", "截止"), ("权力", "权利"), ("报名截止", ""), ("收益", "")]
    {
        assert_eq!(search(&files, query).meant.concat(), meant, "{query}");
    }
}

/// The text in force has all pieces of the words, only the former one has them whole: that one must be found.
#[test]
fn what_only_a_former_version_says_is_found() {
    let version = |url: &str, from: &str, text: &str| {
        let (family, version_from) = (Some("rules".to_owned()), Some(from.to_owned()));
        let sections = vec![section("art-1", "第一条", Some("1"), text)];
        PageDocument { kind: "policy".to_owned(), family, version_from, ..page(url, "借阅办法", sections) }
    };
    let files = index(&[
        version("2021/", "2021-05-01", "逾期押金不退。"),
        version("2026/", "2026-01-01", "逾期的，押金照退；期押、金不可收，不退的另议。"),
    ]);
    for query in ["“逾期押金不退”", "逾期押金不退", "“押金不退” “逾期押金”"] {
        assert_eq!(urls(&search(&files, query))[0], "2021/#art-1", "{query}");
    }
    assert_eq!(urls(&search(&files, "“逾期”")), ["2026/#art-1"], "both have it");
}

#[test]
fn further_hits_of_a_page_are_counted_and_can_all_be_had() {
    let many = (1..30).map(|n| section(&format!("a{n}"), "节", None, "读书会在阅览室举行。")).collect();
    let files = index(&[page("many/", "甲", many), page("one/", "乙", vec![section("a", "节", None, "读书会")])]);
    let answer = search(&files, "读书会");
    assert_eq!(answer.total, 2);
    assert!(answer.hits.iter().any(|hit| hit.url == "one/"), "one page does not take all places");
    let many = answer.hits.iter().find(|hit| hit.url == "many/").unwrap();
    let all = ask(&files, Request { page: Some(many.page), limit: 200, ..Request::new("读书会") });
    assert_eq!(all.hits.len(), 29);
}

#[test]
fn titles_are_found_by_sound_and_slips_are_named() {
    let files = index(&small_site());
    for query in ["xuexishouze", "xxsz", "书院xuexi守z", "xishan"] {
        let answer = search(&files, query);
        assert!(answer.by_sound && answer.hits[0].url == "rules/", "{query}");
    }
    assert_eq!(search(&files, "学习手则").meant, ["学习守则"]);
    assert!(search(&files, "学习守则").meant.is_empty());
}

#[test]
fn words_with_signs_inside_stay_together() {
    let sections = vec![
        section("a", "甲", None, "电话 12345678 转 010，版心 9704 与 2012 年"),
        section("b", "乙", None, "按 GB/T 9704-2012 排版，电话010-12345678，研发（R&D）"),
    ];
    let files = index(&[page("p/", "标准", sections)]);
    for query in ["9704-2012", "010-12345678", "GB/T", "R&D"] {
        assert_eq!(urls(&search(&files, query))[0], "p/#b", "{query}");
        assert!(search(&files, query).hits[0].contiguous, "{query}");
    }
}

#[test]
fn nothing_found_names_what_is_near() {
    let answer = search(&index(&small_site()), "借阅登际");
    assert!(!answer.complete);
    assert_eq!(answer.nearest, ["借阅登"]);
    let nothing = search(&index(&small_site()), "驴唇马嘴");
    assert_eq!((nothing.total, nothing.hits.len()), (0, 0));
}

#[test]
fn titles_are_suggested() {
    let mut host = Host::open(index(&small_site())).unwrap();
    for (typed, by) in [("溪山", "title"), ("xishan", "pinyin"), ("xssy", "initials"), ("学习守", "title")] {
        let titles = host.suggest(typed, 8).unwrap();
        assert_eq!((titles[0].title.as_str(), titles[0].by), ("溪山书院学习守则", by), "{typed}");
    }
    let titles = host.suggest("溪山书院", 8).unwrap();
    let facts: Vec<[&str; 3]> = titles.iter().map(|title| [&*title.title, &*title.date, &*title.status]).collect();
    assert_eq!(
        facts,
        [["溪山书院学习守则", "2024-03-01", "in_force"], ["溪山书院旧学习守则", "2019-05-01", "repealed"]]
    );
}

#[test]
fn an_empty_site_and_hostile_queries_are_answered() {
    let empty = index(&[]);
    assert_eq!(search(&empty, "党课").hits, []);
    let files = index(&small_site());
    let long: String = (0..10_000u32).filter_map(|n| char::from_u32(0x4e00 + n % 9000)).collect();
    for query in [
        long.as_str(),
        &format!("\"{long}\""),
        "",
        "，。！",
        "\u{0}\u{1b}[2J",
        "^(a+)+$",
        "--",
        "\"",
        &"续借手续 ".repeat(2000),
    ] {
        let started = thread_time();
        search(&files, query);
        assert!(thread_time().saturating_sub(started).as_secs() < 5);
    }
}

fn texts_of(page: &PageDocument) -> impl Iterator<Item = &String> {
    std::iter::once(&page.title).chain(page.sections.iter().flat_map(|section| [&section.heading, &section.text]))
}

fn folded(text: &str) -> String {
    fold(text).into_iter().collect()
}

/// Guarantee: any string of two or more Han characters of a published text is found, and quoted it gives exactly the
/// pages of a plain substring scan, in which traditional and simplified characters are the same.
#[test]
fn every_contiguous_string_is_found() {
    let pages = generated_site(60, 8, 120);
    let plain: Vec<Vec<String>> = pages.iter().map(|page| texts_of(page).map(|text| folded(text)).collect()).collect();
    let files = index(&pages);
    let mut host = Host::open(files).unwrap();
    let mut numbers = Numbers(99);
    for _ in 0..3000 {
        let page = &pages[numbers.below(60) as usize];
        let texts: Vec<&String> = texts_of(page).collect();
        let text: Vec<char> = texts[numbers.below(texts.len() as u64) as usize].chars().collect();
        let start = numbers.below(text.len() as u64) as usize;
        let length = 2 + numbers.below(19) as usize;
        let needle: String =
            text[start..].iter().take(length).take_while(|&&c| ('\u{4e00}'..'\u{9fff}').contains(&c)).collect();
        if needle.chars().count() < 2 {
            continue;
        }
        let expected: BTreeSet<&str> = pages
            .iter()
            .zip(&plain)
            .filter(|(_, texts)| texts.iter().any(|text| text.contains(&folded(&needle))))
            .map(|(page, _)| page.url.as_str())
            .collect();
        let mut request = Request::new(&format!("\"{needle}\""));
        request.limit = 1000;
        let quoted = host.search(request).unwrap();
        let found: BTreeSet<&str> = quoted.hits.iter().map(|hit| hit.url.as_str()).collect();
        assert_eq!(found, expected, "{needle}");
        assert_eq!((quoted.total as usize, quoted.exact), (expected.len(), true), "{needle}");
        let plain = host.search(Request::new(&needle)).unwrap();
        assert!(plain.hits[0].contiguous && expected.contains(plain.hits[0].url.as_str()), "{needle}");
        let first_piece = plain.hits.iter().position(|hit| !hit.contiguous).unwrap_or(plain.hits.len());
        assert!(plain.hits[first_piece..].iter().all(|hit| !hit.contiguous), "{needle}");
    }
}

#[test]
fn large_indexes_are_fetched_in_few_small_rounds() {
    let pages = generated_site(400, 20, 150);
    let files = index(&pages);
    assert!(files.len() > 3, "the index has parts of its own");
    let queries: Vec<String> =
        pages.iter().step_by(37).map(|page| page.sections[3].text.chars().skip(5).take(4).collect()).collect();
    let mut host = Host::open(files).unwrap();
    assert!(host.opening.bytes < 60_000, "{:?}", host.opening);
    for query in queries {
        let cost = host.search(Request::new(&query)).unwrap().cost;
        assert!(cost.rounds <= 3 && cost.requests <= 24 && cost.bytes < 150_000, "{query}: {cost:?}");
        let again = host.search(Request::new(&query)).unwrap().cost;
        assert_eq!((again.rounds, again.bytes), (0, 0));
    }
}

/// Whatever was edited: an index that takes from the last one what it can has the bytes of one written from nothing.
#[test]
fn after_any_edits_the_index_is_that_of_a_clean_build() {
    for seed in 1..4 {
        let mut numbers = Numbers(seed);
        let mut pages = generated_site(60, 10, 100);
        let mut settings = IndexSettings::default();
        let mut cache = IndexCache::default();
        for step in 0..12 {
            let cached = write_index(&pages, &settings, &mut cache).unwrap();
            let clean = write_index(&pages, &settings, &mut IndexCache::default()).unwrap();
            assert_eq!(cached, clean, "seed {seed}, step {step}");
            for _ in 0..1 + numbers.below(3) {
                edit(&mut pages, &mut settings, &mut numbers);
            }
        }
    }
}

fn edit(pages: &mut Vec<PageDocument>, settings: &mut IndexSettings, numbers: &mut Numbers) {
    let at = numbers.below(pages.len() as u64) as usize;
    let text = numbers.text(40);
    let heading = format!("新节{}", numbers.below(1000));
    match numbers.below(10) {
        0 => drop(pages.remove(at)),
        1 => {
            let copy = PageDocument { url: format!("copy-{}/", numbers.below(1 << 30)), ..pages[at].clone() };
            pages.insert(at, copy);
        }
        2 => pages[at].sections.push(section("new", &heading, Some("99"), &text)),
        3 => drop(pages[at].sections.pop()),
        4 => pages[at].title = format!("{heading}之{}", pages[at].title),
        5 => pages[at].topics = vec![("t".to_owned(), heading)],
        6 => pages[at].sections[0].text = numbers.text(3000),
        7 => pages.rotate_left(at),
        8 => settings.synonyms.push(vec![heading, "同义".to_owned()]),
        _ => pages[at].sections[0].text.push_str(&text),
    }
}

/// Every file in turn missing, cut off, or with a byte changed: an error, or the very same answer; never another one.
#[test]
fn damage_is_an_error_and_never_another_answer() {
    let files = index(&generated_site(300, 12, 150));
    let query = |files: &Files| -> Result<Answer, HostError> {
        Host::open(files.clone())?.search(Request::new("“一七” 丑"))
    };
    let expected = query(&files).unwrap();
    let names: Vec<String> = files.keys().cloned().collect();
    let mut errors = 0;
    for name in &names {
        for damage in 0..6 {
            let mut changed = files.clone();
            let bytes = changed.get_mut(name).unwrap();
            let middle = bytes.len() * damage / 7;
            match damage {
                0 => drop(changed.remove(name)),
                1 => bytes.truncate(bytes.len() / 2),
                _ => bytes[middle] ^= 0x41,
            }
            match query(&changed) {
                Ok(answer) => assert_eq!(answer.hits, expected.hits, "{name} {damage}"),
                Err(error) => {
                    errors += 1;
                    assert!(error.to_string().contains("检索文件"), "{error}");
                }
            }
        }
    }
    assert!(errors >= 12, "{errors}");
}

#[test]
fn parts_of_two_versions_do_not_mix() {
    let old = index(&generated_site(300, 12, 150));
    let new = index(&generated_site(299, 12, 150));
    let mut mixed = new.clone();
    mixed.insert("search/start.json".to_owned(), old["search/start.json"].clone());
    let error = Host::open(mixed).map(|_| ()).unwrap_err();
    assert!(error.to_string().starts_with("检索文件 hot-"), "{error}");
    assert!(error.to_string().ends_with("请重新生成站点"), "{error}");
}

#[test]
fn unpacked_it_is_an_ordinary_tantivy_index() {
    use tantivy::collector::Count;
    use tantivy::directory::{Directory, RamDirectory};
    use tantivy::query::TermQuery;
    use tantivy::schema::{IndexRecordOption, Value};
    use tantivy::{Index, TantivyDocument, Term};

    let pages = generated_site(300, 12, 150);
    let mut host = Host::open(index(&pages)).unwrap();
    let unpacked = unpack(&mut host).unwrap();
    assert_eq!(unpacked, unpack(&mut host).unwrap(), "the same index unpacks to the same files");
    let ram = RamDirectory::create();
    for file in &unpacked {
        ram.atomic_write(std::path::Path::new(&file.path), &file.bytes).unwrap();
    }
    let index = Index::open(ram).unwrap();
    let searcher = index.reader().unwrap().searcher();
    // Twelve sections, the page itself, and a number that is left free.
    assert_eq!(searcher.num_docs(), 300 * 14);
    let text = index.schema().get_field("text").unwrap();
    let count = |term: &str| {
        searcher
            .search(&TermQuery::new(Term::from_field_text(text, term), IndexRecordOption::WithFreqs), &Count)
            .unwrap()
    };
    for pair in ["一七", "丁七", "万且"] {
        let sections =
            pages.iter().flat_map(|page| &page.sections).filter(|s| s.text.contains(pair) || s.heading.contains(pair));
        let titles = pages.iter().filter(|page| page.title.contains(pair));
        assert_eq!(count(pair), sections.count() + titles.count(), "{pair}");
    }
    let document: TantivyDocument = searcher.doc(tantivy::DocAddress::new(0, 1)).unwrap();
    let body = index.schema().get_field("body").unwrap();
    assert_eq!(document.get_first(body).and_then(|value| value.as_str()), Some(pages[0].sections[0].text.as_str()));
}
