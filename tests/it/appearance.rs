//! What a site changes of the theme without writing one.

use crate::support::Site;

fn site(appearance: &str) -> Site {
    let site = Site::small();
    let text = std::fs::read_to_string(site.root().join("site-config.toml")).unwrap();
    site.write("site-config.toml", format!("{text}\n[appearance]\n{appearance}"));
    site.write("content/help.md", "---\ntitle: 无障碍说明\n---\n\n正文\n");
    site
}

#[test]
fn colour_logo_and_footer_are_on_every_page() {
    let portal = site(
        "accent = \"#1f4e79\"\nlogo = \"img/icon.svg\"\nicp = \"某ICP备1号\"\npolice = \"某公网安备00112233号\"\naccessibility = \"/help.md\"\n",
    )
    .publish(&[]);
    let page = String::from_utf8_lossy(&portal["help/index.html"]).replace('"', "");
    for shown in ["class=logo", "https://beian.miit.gov.cn/", "webSearch?code=00112233", "无障碍说明</a>"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let sheet = portal.iter().find(|(path, _)| path.starts_with("assets/css/site.")).expect("a style sheet").1;
    assert!(String::from_utf8_lossy(sheet).contains("--red:#1f4e79"));
}

#[test]
fn what_is_not_there_is_named_with_a_remedy() {
    let run = site("logo = \"img/logo.png\"\n").build(&[]);
    assert_ne!(run.code, 0);
    assert!(run.stderr.contains("config-logo") && run.stderr.contains("static/img/logo.png"), "{}", run.stderr);
    let run = site("accessibility = \"/hlep.md\"\n").build(&[]);
    assert!(run.stderr.contains("menu-missing") && run.stderr.contains("hlep.md"), "{}", run.stderr);
}
