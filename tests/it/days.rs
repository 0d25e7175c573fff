//! A day changes what is shown and never breaks a build: whatever builds today builds on every later day.

use crate::support::{DAY, Site};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// A day around [`DAY`], most of them later.
    fn day(&mut self) -> String {
        format!("2026-{:02}-{:02}", 4 + self.next(6), 1 + self.next(28))
    }

    /// `key: DAY` in one of three cases.
    fn dated(&mut self, key: &str) -> String {
        if self.next(3) == 0 { format!("{key}: {}\n", self.day()) } else { String::new() }
    }
}

/// A site whose pages of many kinds lean on each other, with days strewn over them.
fn site(seed: u64) -> Site {
    let mut dice = Dice(seed);
    let site = Site::small();
    let mut page = |path: &str, head: &str, body: &str| {
        let public = dice.dated("publish_at") + &dice.dated("expire_at");
        // An order that cannot be is an error of its own.
        let days: Vec<&str> = public.lines().filter_map(|line| line.split(": ").nth(1)).collect();
        let public = if days.len() == 2 && days[0] >= days[1] { String::new() } else { public };
        site.write(&format!("content/{path}"), format!("---\n{head}{public}---\n{body}\n"));
    };
    page("a/_index.md", "title: 栏目\n", "");
    page(
        "a/one.md",
        "title: 一\nkeywords: [甲]\nrelated: [two.md]\n",
        "见[二](two.md)、[三](three.md#jie)和[规定](../z/rules.md)。",
    );
    page("a/two.md", "title: 二\ntopics: [专题]\naliases: [old/two/]\n", "见[一](one.md)。");
    page("a/three.md", "title: 三\n", "## 节\n\n正文");
    page("a/topic.md", "title: 专题\nkind: topic\nitems:\n  - ref: one.md\n", "");
    page("k/_index.md", "title: 课程\nkind: course\ncredit_hours: 1\n", "");
    page("k/u1.md", "title: 单元一\ncredit_hours: 0.5\n", "见[二](u2.md)。");
    page("k/u2.md", "title: 单元二\ncredit_hours: 0.5\n", "");
    page("p.md", "title: 路径\nkind: path\ncourses: [/k/_index.md]\n", "");
    page("o/office.md", "title: 办公室\nkind: org\n", "");
    page("o/team.md", "title: 小组\nkind: org\nparent: office.md\n", "");
    page("e.md", "title: 读书会\nkind: event\nstart: 2026-05-07 19:00\nrecurrence: FREQ=WEEKLY;COUNT=9\n", "");
    let rules = "第一条　为了学习，制定本办法。\n\n第二条　依照《学习规定》第一条办理。";
    let mut dates = Dice(seed ^ 99);
    let mut policy = |head: &str| {
        let status = ["", "", "status: in_force\n", "status: not_yet\n", "status: amended\n"][dates.next(5) as usize];
        let (from, until) = (dates.day(), dates.day());
        let valid = if dates.next(2) == 0 && until > from { format!("valid_until: {until}\n") } else { String::new() };
        format!("kind: policy\n{head}effective_on: {from}\n{valid}{status}")
    };
    let heads = [
        policy("title: 学习办法\nversion_of: 办法\n"),
        policy("title: 学习办法\nversion_of: 办法\n"),
        policy("title: 学习规定\n"),
    ];
    page("z/rules.md", &heads[0], rules);
    page("z/rules-2.md", &heads[1], rules);
    page("z/decision.md", &heads[2], rules);
    page("r.md", "title: 解读\nkind: article\ninterprets: [z/rules.md]\n", "依照《学习办法》第二条。");
    site
}

#[test]
fn what_builds_today_builds_on_every_later_day() {
    let mut built = 0;
    for seed in 0..12 {
        let site = site(seed);
        let run = site.build(&[]);
        if run.code != 0 {
            continue;
        }
        built += 1;
        let mut dice = Dice(seed + 1000);
        for _ in 0..4 {
            let day = dice.day();
            if day.as_str() > DAY {
                let run = site.build(&["--as-of", &day]);
                assert_eq!(run.code, 0, "seed {seed}, {day}: {}", run.stderr);
            }
        }
        assert_eq!(site.build(&["--as-of", "2027-06-01"]).code, 0, "seed {seed}");
    }
    assert!(built >= 8, "most of these sites build today: {built}");
}

#[test]
fn a_status_that_a_day_will_contradict_is_told_now() {
    let site = Site::small();
    site.write(
        "content/z.md",
        "---\ntitle: 办法\nkind: policy\neffective_on: 2026-01-01\nvalid_until: 2026-12-01\nstatus: in_force\n---\n第一条　正文。\n",
    );
    let expected = "警告[policy-status]: 时效性写的是“有效”，但到2026-12-02应当是“失效”";
    let today = site.build(&[]);
    assert!(today.code == 0 && today.stderr.contains(expected), "{}", today.stderr);
    assert!(String::from_utf8_lossy(&crate::support::tree(&site.out())["z/index.html"]).contains("有效"));
    let later = site.build(&["--as-of", "2026-12-02"]);
    assert!(later.code == 0 && later.stderr.contains(expected), "{}", later.stderr);
}

#[test]
fn a_unit_that_becomes_public_breaks_no_course() {
    let site = Site::small();
    site.write("content/k/_index.md", "---\ntitle: 课\nkind: course\ncredit_hours: 0.5\n---\n");
    site.write("content/k/a.md", "---\ntitle: 甲\ncredit_hours: 0.5\n---\n正文\n");
    site.write("content/k/b.md", "---\ntitle: 乙\ncredit_hours: 0.5\npublish_at: 2027-01-05\n---\n正文\n");
    assert_eq!(site.build(&[]).code, 0);
    let run = site.build(&["--as-of", "2027-01-05"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("警告[course-hours]: 课程写的是 0.5 学时，各单元加起来是 1 学时"), "{}", run.stderr);
}

#[test]
fn an_address_that_two_pages_will_share_is_told_now() {
    let site = Site::small();
    site.write("content/a.md", "---\ntitle: 甲\nslug: x\n---\n正文\n");
    site.write("content/b.md", "---\ntitle: 乙\nslug: x\npublish_at: 2026-08-01\n---\n正文\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("错误[url-collision]"), "{}", run.stderr);
    assert!(run.stderr.contains("现在还没有这个问题，到 2026-08-01 才会出现"), "{}", run.stderr);
    // One that gives its place to the other in time is none.
    site.write("content/a.md", "---\ntitle: 甲\nslug: x\nexpire_at: 2026-08-01\n---\n正文\n");
    assert_eq!(site.build(&[]).code, 0);
    assert_eq!(site.build(&["--as-of", "2026-08-01"]).code, 0);
}

#[test]
fn a_date_of_publication_to_come_is_told() {
    let site = Site::small();
    site.write("content/a.md", "---\ntitle: 甲\npublished_at: 2027-06-01\n---\n正文\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("警告[date-ahead]: 发布日期 2027-06-01 还没有到，但页面现在就公开"), "{}", run.stderr);
    assert!(!site.build(&["--as-of", "2027-06-01"]).stderr.contains("date-ahead"));
}

#[test]
fn a_recurring_event_shows_its_next_time_everywhere() {
    let site = Site::small();
    site.write("content/rc/_index.md", "---\ntitle: 日程\n---\n");
    let event = |rule: &str| {
        format!(
            "---\ntitle: 读书会\nkind: event\nstart: 2026-05-07 19:00\nend: 2026-05-07 21:00\nrecurrence: {rule}\n---\n正文\n"
        )
    };
    site.write("content/rc/dushu.md", event("FREQ=WEEKLY;COUNT=4"));
    site.write("content/rc/zhan.md", "---\ntitle: 展览\nkind: event\nstart: 2026-05-12\nend: 2026-05-13\n---\n正文\n");
    let on = |day: &str| {
        let published = site.publish(&["--as-of", day]);
        let at = |path: &str| String::from_utf8_lossy(&published[path]).into_owned();
        // What comes is one block of the home page.
        let home = at("index.html");
        let agenda =
            home.split("is-agenda").nth(1).and_then(|rest| rest.split("</section>").next()).unwrap_or_default();
        (agenda.to_owned(), at("rc/index.html"), at("rc/dushu/index.html"))
    };
    let (home, list, page) = on("2026-05-14");
    assert!(home.contains("读书会") && !home.contains("展览"), "{home}");
    assert!(
        list.find("读书会").unwrap() < list.rfind("展览").unwrap(),
        "what comes stands before what is over: {list}"
    );
    assert!(page.contains("<dt>下次</dt><dd><time datetime=\"2026-05-14 19:00\">"), "{page}");
    assert!(page.contains("<dt>首次</dt><dd><time datetime=\"2026-05-07 19:00\">"), "{page}");
    let (home, _, page) = on("2026-05-15");
    assert!(home.contains("datetime=\"2026-05-21\"") && page.contains("2026-05-21 19:00"), "{home}");
    let (home, _, page) = on("2026-05-29");
    assert!(!home.contains("读书会") && page.contains("2026-05-28 19:00") && page.contains("已结束"), "{page}");
    let due = site.run(&["check", "--as-of", "2026-05-15"]).stderr;
    assert!(due.contains("下次需要重新生成：2026-05-22（日程“读书会”换成下一次）"), "{due}");
}
