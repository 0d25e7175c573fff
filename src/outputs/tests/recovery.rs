//! What killed processes and power failures leave behind.

use super::*;

/// Puts what a killed process could have left into the workshop, and looks at what comes of it.
fn check_recovery(leave: impl Fn(&Site, &Path), expected: &[&str]) {
    let site = Site::new();
    site.publish(&[("index.html", "former"), ("a/index.html", "a")]);
    site.write("public/own.txt", "own");
    let shop = site.path(".public.shuyuan");
    fs::create_dir(&shop).unwrap();
    leave(&site, &shop);
    let target = site.open("public").unwrap();
    assert_eq!(site.tree("public"), expected);
    target.publish(&outputs(&[("index.html", "next")])).unwrap();
    drop(target);
    assert!(site.tree("public").contains(&"index.html=next".to_owned()));
    assert!(!shop.exists());
}

fn copy_site(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let to = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() { fs::create_dir(to).unwrap() } else { _ = fs::copy(entry.path(), to).unwrap() }
    }
}

const FORMER: [&str; 4] = ["a/", "a/index.html=a", "index.html=former", "own.txt=own"];

#[test]
fn an_unfinished_site_is_dropped() {
    check_recovery(|site, shop| site.write(&format!("{}/part/index.html", shop.display()), "half"), &FORMER);
}

#[test]
fn a_finished_site_that_was_not_swapped_is_dropped() {
    check_recovery(
        |site, shop| {
            copy_site(&site.path("public"), &shop.join("new"));
            fs::write(shop.join("new/index.html"), "new").unwrap();
        },
        &FORMER,
    );
}

#[test]
fn between_two_renames_the_new_site_wins() {
    check_recovery(
        |site, shop| {
            copy_site(&site.path("public"), &shop.join("new"));
            fs::write(shop.join("new/index.html"), "new").unwrap();
            fs::rename(site.path("public"), shop.join("old")).unwrap();
        },
        &["a/", "a/index.html=a", "index.html=new", "own.txt=own"],
    );
}

#[test]
fn after_the_first_rename_alone_the_former_site_comes_back() {
    check_recovery(|site, shop| fs::rename(site.path("public"), shop.join("old")).unwrap(), &FORMER);
}

#[test]
fn what_others_put_into_a_site_that_is_going_is_saved() {
    check_recovery(
        |site, shop| {
            copy_site(&site.path("public"), &shop.join("gone-0"));
            fs::remove_file(shop.join("gone-0/a/index.html")).unwrap();
            fs::create_dir(shop.join("gone-0/late")).unwrap();
            fs::write(shop.join("gone-0/late/upload.txt"), "just arrived").unwrap();
        },
        &["a/", "a/index.html=a", "index.html=former", "late/", "late/upload.txt=just arrived", "own.txt=own"],
    );
}

#[test]
fn a_site_that_was_being_removed_is_never_brought_back() {
    let site = Site::new();
    site.publish(&[("index.html", "former")]);
    let shop = site.path(".public.shuyuan");
    fs::create_dir(&shop).unwrap();
    fs::rename(site.path("public"), shop.join("gone-0")).unwrap();
    let target = site.open("public").unwrap();
    assert!(!site.path("public").exists());
    target.publish(&outputs(&[("index.html", "next")])).unwrap();
    assert_eq!(site.tree("public"), ["index.html=next"]);
}

/// Damages a published site as a power failure does, publishes the next one over it and looks at what comes of it.
fn check_repair(damage: impl Fn(&Site), expected: &[&str], hint: Option<&str>) {
    let site = Site::new();
    site.publish(&[("index.html", "1"), ("a/index.html", "a"), ("old/index.html", "old"), ("old/pic.png", "picture")]);
    site.write("public/.nojekyll", "");
    damage(&site);
    let next = [("index.html", "2"), ("a/index.html", "a")];
    let report = site.publish(&next);
    assert_eq!(site.tree("public"), expected);
    let [found] = &report.findings[..] else { panic!("{:?}", report.findings) };
    assert_eq!(found.code, "out-repaired");
    assert_eq!(found.hints.first().map(|hint| hint.zh.as_str()), hint);
    let again = site.publish(&next);
    assert_eq!((again.written, again.findings), (0, Vec::new()), "mended for good");
    assert_eq!(site.tree("public"), expected);
    assert!(!site.path(".public.shuyuan").exists());
}

#[test]
fn an_empty_manifest_and_empty_files_are_mended() {
    let empty = |site: &Site| {
        for path in ["shuyuan-manifest.json", "index.html", "a/index.html", "old/index.html", "old/pic.png"] {
            site.write(&format!("public/{path}"), "");
        }
    };
    check_repair(
        empty,
        &[".nojekyll=", "a/", "a/index.html=a", "index.html=2"],
        Some("其中有 1 个文件不属于现在的门户，已原样保留：.nojekyll；如果是以前的网页，请删除"),
    );
}

#[test]
fn what_a_cut_off_manifest_still_says_is_believed() {
    let cut = |site: &Site| {
        let path = site.path("public").join(MANIFEST);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.find("old/pic.png").unwrap()]).unwrap();
    };
    check_repair(
        cut,
        &[".nojekyll=", "a/", "a/index.html=a", "index.html=2", "old/", "old/pic.png=picture"],
        Some("其中有 2 个文件不属于现在的门户，已原样保留：.nojekyll、old/pic.png；如果是以前的网页，请删除"),
    );
}

#[test]
fn a_manifest_of_zeros_costs_nobody_a_file() {
    let zeros = |site: &Site| {
        let path = site.path("public").join(MANIFEST);
        let len = fs::metadata(&path).unwrap().len();
        fs::write(&path, vec![0; len as usize]).unwrap();
        site.write("public/own/report.docx", "years of work");
    };
    check_repair(
        zeros,
        &[
            ".nojekyll=",
            "a/",
            "a/index.html=a",
            "index.html=2",
            "old/",
            "old/index.html=old",
            "old/pic.png=picture",
            "own/",
            "own/report.docx=years of work",
        ],
        Some(
            "其中有 4 个文件不属于现在的门户，已原样保留：.nojekyll、old/index.html、old/pic.png、own/report.docx；如果是以前的网页，请删除",
        ),
    );
}

#[test]
fn a_page_that_a_power_failure_emptied_goes_with_its_site() {
    let site = Site::new();
    site.publish(&[("index.html", "1"), ("a.html", "a")]);
    site.write("public/a.html", "");
    assert_eq!(site.publish(&[("index.html", "2")]), report(1, 0, 1, 0, 1));
    assert_eq!(site.tree("public"), ["index.html=2"]);
}
