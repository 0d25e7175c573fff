//! What killed processes leave behind.

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
