//! The words of published pages: a site in English has none of the program's own in Chinese, whatever the kind of page.

use std::collections::BTreeMap;

use crate::support::Site;

/// A site in English with a page of every kind, in English words.
fn english() -> Site {
    let site = Site::small();
    site.write(
        "site-config.toml",
        "title = \"Portal\"\nlanguage = \"en\"\nbase_url = \"https://portal.example/\"\n\
         [government]\nsite_id_code = \"1234567890\"\n[lists]\npage_size = 2\n",
    );
    site.write("content/_index.md", "---\ntitle: Home\n---\nWelcome.\n");
    for (path, text) in PAGES {
        site.write(&format!("content/{path}"), text);
    }
    site
}

const PAGES: [(&str, &str); 26] = [
    ("news/_index.md", "---\ntitle: News\nsummary: All news\n---\n"),
    (
        "news/a.md",
        "---\ntitle: First\nkind: article\npublished_at: 2026-03-01\nupdated_at: 2026-03-02\nsource: Us\nauthor: Ann\n\
         editor: Bob\nkeywords: [reading]\ntopics: [Spring]\ninterprets: /law/new.md\n---\n## One\n\nText.\n\n## Two\n\nText.\n",
    ),
    (
        "news/b.md",
        "---\ntitle: Second\nkind: notice\npublished_at: 2026-03-02\n---\nText.[^1] More.[^1]\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n- [x] Done\n- [ ] Open\n\n[^1]: Note.\n",
    ),
    ("news/c.md", "---\ntitle: Third\nkind: article\npublished_at: 2025-03-02\n---\nText.\n"),
    (
        "news/spring.md",
        "---\ntitle: Spring\nkind: topic\ntimeline: true\nitems:\n  - ref: /news/a.md\n    date: 2026-03-01\n  - /help/faq.md\n---\n",
    ),
    ("law/_index.md", "---\ntitle: Rules\n---\n"),
    (
        "law/old.md",
        "---\ntitle: Rules of the house\nkind: policy\nversion_of: house\ndoc_type: Rules\nissuers: [Board]\n\
         subject: House\nsigned_on: 2024-01-01\neffective_on: 2024-02-01\n---\n## Opening\n\nThe house is open.\n",
    ),
    (
        "law/new.md",
        "---\ntitle: Rules of the house\nkind: policy\nversion_of: house\nissuers: [Board]\n\
         adopted_on: 2025-01-01\neffective_on: 2025-02-01\nhistory:\n  - date: 2025-01-01\n    event: adopted\n---\n\
         ## Opening\n\nThe house is open all day.\n",
    ),
    ("law/gone.md", "---\ntitle: Rules of the yard\nkind: policy\nrepealed_on: 2025-01-01\n---\n## Opening\n\nNo.\n"),
    (
        "law/later.md",
        "---\ntitle: Rules of the roof\nkind: policy\neffective_on: 2030-01-01\n---\n## Opening\n\nYes.\n",
    ),
    ("law/over.md", "---\ntitle: Rules of the hall\nkind: policy\nvalid_until: 2025-12-31\n---\n## Opening\n\nYes.\n"),
    ("learn/_index.md", "---\ntitle: Learning\n---\n"),
    (
        "learn/course/_index.md",
        "---\ntitle: Course\nkind: course\ncredit_hours: 1\nobjectives: [Read]\naudience: All\nlecturer: Ann\npass_score: 60\n---\n",
    ),
    (
        "learn/course/1.md",
        "---\ntitle: Unit one\nkind: unit\nduration_min: 10\ncredit_hours: 0.5\n---\n## One\n\nText.\n\n```quiz\n- question: Is it?\n  type: true_false\n  answer: true\n- question: Which?\n  type: single\n  options: [one, two]\n  answer: A\n  explanation: So.\n- question: It is ____.\n  type: fill\n  answer: [[this, that]]\n```\n",
    ),
    ("learn/course/2.md", "---\ntitle: Unit two\nkind: unit\ncredit_hours: 0.5\n---\nText.\n"),
    ("learn/path.md", "---\ntitle: Path\nkind: path\ncourses: [/learn/course/_index.md]\n---\n"),
    ("learn/list.md", "---\ntitle: List\nkind: reading_list\nitems:\n  - ref: /news/a.md\n    note: First\n---\n"),
    ("help/_index.md", "---\ntitle: Help\n---\n"),
    (
        "help/guide.md",
        "---\ntitle: Guide\nkind: guide\nconditions: [None]\nmaterials:\n  - name: Form\n    copies: 1\nsteps: [Come]\ntime_limit: A day\nplace: Here\noffice_hours: Always\nphone: \"1\"\nfee: None\n---\n",
    ),
    ("help/faq.md", "---\ntitle: Questions\nkind: faq\nitems:\n  - q: Why?\n    a: So.\n---\n"),
    ("help/term.md", "---\ntitle: Word\nkind: term\nsynonyms: [Vocable]\ndefinition: A word.\n---\n"),
    ("help/form.md", "---\ntitle: Form\nkind: template\n---\nName\n"),
    (
        "help/shown.md",
        "---\ntitle: Shown\nkind: disclosure\ncontent: Money\nscope: All\nmethod: Here\ndeadline: May\nunit: Office\n---\n",
    ),
    (
        "help/office.md",
        "---\ntitle: Office\nkind: org\nduties: [Work]\ncontacts:\n  - name: Desk\n    phone: \"1\"\n    address: Here\n    hours: Always\n---\n",
    ),
    (
        "help/event.md",
        "---\ntitle: Meeting\nkind: event\nstart: 2026-06-01 09:00\nend: 2026-06-01 10:00\nrecurrence: FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,-1FR;COUNT=4\nlocation: Hall\n---\n",
    ),
    (
        "help/weekly.md",
        "---\ntitle: Circle\nkind: event\nstart: 2026-06-01 09:00\nrecurrence: FREQ=WEEKLY;UNTIL=20261231\n---\n",
    ),
];

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Up to three places with Han characters, each with what stands around it.
fn han(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = chars[at..].iter().position(|c| is_han(*c)).map(|i| i + at) {
        let end = start + chars[start..].iter().position(|c| !is_han(*c)).unwrap_or(chars.len() - start);
        found.push(chars[start.saturating_sub(30)..(end + 10).min(chars.len())].iter().collect());
        at = end;
        if found.len() == 3 {
            break;
        }
    }
    found
}

#[test]
fn an_english_site_has_no_chinese_of_the_programs_own() {
    let site = english();
    let run = site.build(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let files = crate::support::tree(&site.out());
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut pages = 0;
    for (path, bytes) in &files {
        let written =
            [".html", ".xml", ".ics", ".txt"].iter().any(|end| path.ends_with(end)) || path.contains("words.");
        if !written {
            continue;
        }
        pages += 1;
        let places = han(std::str::from_utf8(bytes).unwrap());
        if !places.is_empty() {
            found.insert(path, places);
        }
    }
    assert!(pages > 60, "only {pages} files: the site has lost kinds of pages");
    assert!(found.is_empty(), "{found:#?}");
}

/// The scripts have their words from the table too. What they hold of Chinese themselves is for reading numbers and queries.
#[test]
fn the_scripts_say_nothing_of_their_own() {
    let theme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/static");
    let mut found = Vec::new();
    for folder in ["js", "study"] {
        for entry in std::fs::read_dir(theme.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "js") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for line in text.lines() {
                let code = line.trim_start();
                let comment = code.starts_with("//") || code.starts_with('*') || code.starts_with("/*");
                // 第12条 → art-12, and 第十二条第二款: places of Chinese texts have Chinese names.
                let numerals = path.ends_with("policy.js")
                    && code
                        .chars()
                        .filter(|c| is_han(*c))
                        .all(|c| "零一二三四五六七八九十百千万〇两第条之款项目部分".contains(c));
                if !comment && !numerals && code.chars().any(is_han) {
                    found.push(format!("{}: {code}", path.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// What runs on every page has only the words of `page_words`; scripts that are fetched with `words.js` have all.
#[test]
fn scripts_of_every_page_ask_for_words_that_are_there() {
    let theme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    let manifest: toml::Table = std::fs::read_to_string(theme.join("theme.toml")).unwrap().parse().unwrap();
    let known: Vec<&str> = manifest["page_words"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
    let zh = manifest["strings"]["zh-CN"].as_table().unwrap();
    let holds =
        |wanted: &str, key: &str| wanted.strip_suffix('*').map_or(wanted == key, |start| key.starts_with(start));
    for wanted in &known {
        assert!(zh.keys().any(|key| holds(wanted, key)), "no word is called {wanted}");
    }
    let mut asked = 0;
    for script in ["js/site.js", "js/policy.js", "js/preview.js", "js/zoom.js", "js/media.js", "offline/offline.js"] {
        let text = std::fs::read_to_string(theme.join("static").join(script)).unwrap();
        for start in ["words.", "Words.", "word(\""] {
            for (at, _) in text.match_indices(start) {
                let rest = &text[at + start.len()..];
                let key = &rest[..rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len())];
                // Also the methods of other values, and words that are fetched just before.
                if zh.contains_key(key) && key != "opened_from_disk" {
                    asked += 1;
                    assert!(known.iter().any(|wanted| holds(wanted, key)), "{script} asks for {key} at once");
                }
            }
        }
    }
    assert!(asked > 15, "only {asked} words were found");
}

/// The home page of a site whose editor composed nothing, and of one who did.
#[test]
fn the_home_page_is_composed_of_blocks() {
    let site = english();
    let home = |site: &Site| String::from_utf8(site.publish(&[])["index.html"].clone()).unwrap();
    let usual = home(&site);
    let order: Vec<&str> = usual.split("home-block is-").skip(1).map(|b| b.split(['"', ' ']).next().unwrap()).collect();
    assert_eq!(
        order,
        ["lead", "notices", "latest", "agenda", "study", "topics", "policies", "courses", "columns", "text"],
        "every block that has something to show"
    );
    site.write(
        "content/_index.md",
        "---\ntitle: Home\nhome:\n  - search\n  - block: lead\n    items:\n      - ref: /news/a.md\n        label: Told\n        \
         until: 2026-05-01\n      - ref: /news/b.md\n        until: 2026-04-30\n      - ref: /news/c.md\n        from: 2026-05-02\n  \
         - block: entries\n    items:\n      - ref: https://elsewhere.example/\n        label: Elsewhere\n        icon: phone\n  \
         - block: latest\n    column: /news/_index.md\n    count: 1\n---\nWelcome.\n",
    );
    let composed = home(&site);
    let order: Vec<&str> =
        composed.split("home-block is-").skip(1).map(|b| b.split(['"', ' ']).next().unwrap()).collect();
    assert_eq!(order, ["search", "lead", "entries", "latest"]);
    assert!(composed.contains(">Told</a>") && composed.contains("data-until=\"2026-05-01\""));
    let lead = composed.split("is-lead").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(!lead.contains("Second") && !lead.contains("Third"), "over, and not yet: {lead}");
    assert!(composed.contains("href=\"https://elsewhere.example/\""));
    assert!(
        composed.contains(">Second</a>") && !composed.contains(">Third</a>"),
        "one entry, the newest not told above"
    );
}

/// What is wrong in the blocks is said at its place.
#[test]
fn faults_of_the_home_page_have_a_place() {
    let site = english();
    site.write(
        "content/_index.md",
        "---\ntitle: Home\nhome:\n  - block: leed\n  - block: lead\n    items:\n      - ref: /news/none.md\n---\n",
    );
    let run = site.build(&["--lang", "en"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("content/_index.md:4:12") && run.stderr.contains("`lead`"), "{}", run.stderr);
    assert!(run.stderr.contains("content/_index.md:7:14"), "{}", run.stderr);
}
