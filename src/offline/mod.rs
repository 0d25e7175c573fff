//! Reading without a network: the service worker at `offline.js`.
//!
//! It lies in the site's root, because a worker sees only what lies below itself. A site that does not want it publishes
//! one under the same name that removes itself: a worker that is merely gone from the host stays in browsers for ever.

use crate::outputs::{Content, Manifest, Output, Outputs};

/// Where the worker lies; the name never changes, because browsers look there for a newer one.
pub const WORKER: &str = "offline.js";

/// The pages that are kept from the first visit on.
const PAGES: [&str; 2] = ["", "offline/"];

/// The worker of the site with these `outputs`: one that keeps pages if it is `wanted`, else one that removes itself.
pub fn worker(outputs: &Outputs, wanted: bool) -> Output {
    if !wanted {
        return Output::new(WORKER, Content::bytes(include_bytes!("withdrawn.js").as_slice()));
    }
    // A worker with other bytes is a newer one: each publication has its own.
    let version = crate::cache::Hash::of(Manifest::of(outputs).to_json().as_bytes()).to_string();
    let assets = outputs.iter().map(|(path, _)| path).filter(|path| path.starts_with("assets/"));
    let shell: Vec<&str> = PAGES.into_iter().chain(assets).collect();
    // Strings always have a form in JSON.
    let shell = serde_json::to_string(&shell).unwrap_or_else(|_| "[]".to_owned());
    let script = include_str!("worker.js").replace("@VERSION@", &version[..16]).replace("\"@SHELL@\"", &shell);
    Output::new(WORKER, Content::bytes(script.into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::CollectMemo;

    fn site(page: &str) -> Outputs {
        let file = |path: &str, text: &str| Output::new(path, Content::bytes(text.as_bytes()));
        let files = [file("a/index.html", page), file("assets/css/s.0123456789.css", "p{}"), file("a/film.mp4", "")];
        Outputs::collect(files, &mut CollectMemo::default()).value
    }

    fn script(page: &str, wanted: bool) -> String {
        let made = worker(&site(page), wanted);
        assert_eq!(&*made.path, WORKER);
        String::from_utf8(made.content.load().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn each_publication_has_a_worker_of_its_own() {
        assert_eq!(script("1", true), script("1", true));
        assert_ne!(script("1", true), script("2", true));
        assert!(script("1", true).contains(r#"SHELL = ["","offline/","assets/css/s.0123456789.css"];"#));
        assert!(!script("1", true).contains("@VERSION@"));
    }

    #[test]
    fn without_it_the_worker_removes_itself() {
        assert_eq!(script("1", false), script("2", false));
        assert!(script("1", false).contains("unregister()"));
    }
}
