//! Every template of the default theme renders a made-up page of its kind.
//!
//! With `SHUYUAN_SAMPLES=DIR` the pages are also written to `DIR`, to be looked at in a browser.

#[path = "theme/samples.rs"]
mod samples;
#[path = "theme/study.rs"]
mod study;

use std::path::Path;

use shuyuan::render::theme::{self, Theme};
use shuyuan::render::view::PageContext;

#[test]
fn every_template_renders() {
    let theme = Theme::load(&[]);
    assert_eq!(theme.diagnostics, []);
    let theme = theme.value.unwrap();
    let assets = theme.assets(false);
    let site = theme::shared(&samples::site(theme.strings("zh-CN"), assets.urls.clone()));
    let folder = std::env::var_os("SHUYUAN_SAMPLES");
    let write = |name: &str, bytes: &[u8]| {
        if let Some(folder) = &folder {
            let path = Path::new(folder).join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    };
    for (path, bytes) in &assets.files {
        write(path, bytes);
    }
    let test = study::TestContext { root: "./", test: study::self_test() };
    let test = match theme.render("partials/self_test.html", &test, &site) {
        Ok(html) => html,
        Err(fault) => panic!("partials/self_test.html: {fault:#?}"),
    };
    let study = study::pages(&test).into_iter().map(|(name, template, page)| (name, template, page, None));
    for (name, template, page, list) in samples::samples().into_iter().chain(study) {
        let context = PageContext {
            root: "./".into(),
            page,
            list,
        };
        match theme.render(template, &context, &site) {
            Ok(html) => write(&format!("{name}.html"), html.as_bytes()),
            Err(fault) => panic!("{template}: {fault:#?}"),
        }
    }
}
