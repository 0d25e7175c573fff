//! The pages of a package: each page of the course, and the frame around them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::manifest::address;
use super::{Course, CoursePage, key, media_name, page_name};
use crate::export::xhtml::{NOWHERE, encoded, rewritten};

/// A page as it goes into the package.
pub(super) struct Made {
    pub(super) html: String,
    tests: Vec<Test>,
}

/// A self-test of a page, as the portal's scripts know it.
struct Test {
    /// `education/course/1/#test-1`
    id: String,
    questions: Vec<String>,
}

/// Files of the portal that go into the package: address → bytes.
type Shared = BTreeMap<String, Arc<[u8]>>;

/// Page `at` of the course; files of the portal that it shows are added to `shared`.
pub(super) fn page(
    course: &Course,
    at: usize,
    media: &mut dyn FnMut(&str) -> Option<Arc<[u8]>>,
    shared: &mut Shared,
) -> Made {
    let page = &course.pages[at];
    let labels = course.labels();
    let links = Links { course, at, media: RefCell::new(media), shared: RefCell::new(shared) };
    let tests = RefCell::new(Vec::new());
    let attribute = |element: &str, name: &str, value: &str| {
        note_test(&tests, &page.url, name, value);
        links.attribute(element, name, value)
    };
    let body = rewritten(&page.html, &[], &attribute);
    let player = player(page, &links);
    let title = encoded(&page.title);
    let mut facts: Vec<String> = page.facts.iter().map(|fact| encoded(fact)).collect();
    if page.minutes > 0 {
        facts.push(labels.minutes.replace("{}", &page.minutes.to_string()));
    }
    facts.extend(page.credit_hours.map(|hours| labels.hours.replace("{}", &hours.to_string())));
    let facts: String = facts.iter().map(|fact| format!("<span>{fact}</span>")).collect();
    let goals: String = page.objectives.iter().map(|goal| format!("<li>{}</li>", encoded(goal))).collect();
    let goals = match goals.is_empty() {
        true => String::new(),
        false => format!(
            "<section class=\"block\"><h2>{}</h2><ul class=\"objectives\">{goals}</ul></section>\n",
            labels.objectives
        ),
    };
    let progress = if page.unit { progress(course, page) } else { String::new() };
    let content = format!(
        "<main id=\"main\" class=\"content course-page\">\n<header class=\"page-header\"><h1>{title}</h1>\n\
         <p class=\"unit-bar\">{facts}</p></header>\n{progress}{goals}{player}<div class=\"prose unit-text\">\n{body}\n</div>\n\
         </main>\n"
    );
    let asset = |name: &&str| Some(course.assets.get(*name)?.0.as_str());
    let mut loaded: Vec<&str> = super::SCRIPTS.iter().filter_map(asset).collect();
    loaded.insert(loaded.len().min(1), "course/page.js");
    let body = format!("<body class=\"page-unit\" data-root=\"./\" data-page=\"{}\">\n{content}", encoded(&page.url));
    Made {
        html: document(course, &page.title, &["css/site.css", "study/study.css", "player.css"], &body, &loaded),
        tests: tests.into_inner(),
    }
}

/// Notes self-tests and their questions where `rewritten` comes past them.
fn note_test(tests: &RefCell<Vec<Test>>, url: &str, name: &str, value: &str) {
    let mut tests = tests.borrow_mut();
    match name {
        "data-test" => tests.push(Test { id: format!("{url}#{value}"), questions: Vec::new() }),
        "data-id" => {
            if let Some(test) = tests.last_mut() {
                test.questions.push(value.to_owned());
            }
        }
        _ => {}
    }
}

/// What the script of the portal needs to show and keep how far a unit was read.
fn progress(course: &Course, page: &CoursePage) -> String {
    format!(
        "<div class=\"study-bar study-progress\" data-unit=\"{}\" data-title=\"{}\" data-minutes=\"{}\" \
         data-content=\".unit-text\"{} hidden><span class=\"study-state\" role=\"status\"></span>\
         <button type=\"button\" class=\"button button-quiet study-mark\"></button>\
         <span class=\"study-resume\" hidden></span></div>\n",
        encoded(&page.url),
        encoded(&page.title),
        page.minutes,
        if course.test_marks_unit { " data-test-marks" } else { "" }
    )
}

/// The film and the recording of a unit.
fn player(page: &CoursePage, links: &Links<'_, '_>) -> String {
    let own = |url: &Option<String>| Some(encoded(&links.file(url.as_deref()?)?));
    let track = own(&page.captions).map(|url| format!("<track kind=\"captions\" default src=\"{url}\">"));
    let made = |element: &str, url: Option<String>| {
        url.map(|url| {
            format!(
                "<figure class=\"unit-media\"><{element} controls preload=\"metadata\" aria-label=\"{}\" src=\"{url}\">{}\
                 </{element}></figure>\n",
                encoded(&page.title),
                track.as_deref().unwrap_or_default()
            )
        })
    };
    let film = made("video", own(&page.video)).unwrap_or_default();
    film + &made("audio", own(&page.audio)).unwrap_or_default()
}

/// Where addresses of a page lead in the package.
struct Links<'a, 'm> {
    course: &'a Course,
    at: usize,
    media: RefCell<&'a mut (dyn FnMut(&str) -> Option<Arc<[u8]>> + 'm)>,
    shared: RefCell<&'a mut Shared>,
}

impl Links<'_, '_> {
    fn attribute(&self, element: &str, name: &str, value: &str) -> Option<String> {
        match (element, name) {
            (_, "srcset" | "sizes" | "loading") => None,
            ("a" | "area", "href") => Some(self.href(value)),
            ("img" | "video" | "audio" | "source" | "track", "src" | "poster") => self.source(value),
            _ if name.starts_with("on") => None,
            _ => Some(value.to_owned()),
        }
    }

    /// The file of the portal at `url` in the package; none if there is no such file.
    fn file(&self, url: &str) -> Option<String> {
        let path = percent_encoding::percent_decode_str(url).decode_utf8_lossy().into_owned();
        if !self.shared.borrow().contains_key(&path) {
            let bytes = (self.media.borrow_mut())(&path)?;
            self.shared.borrow_mut().insert(path.clone(), bytes);
        }
        Some(address(&media_name(&path)))
    }

    fn source(&self, value: &str) -> Option<String> {
        let url = value.split(['#', '?']).next().unwrap_or(value);
        self.file(url).or_else(|| Some(self.outside(value)))
    }

    fn href(&self, value: &str) -> String {
        let (url, anchor) = value.split_once('#').map_or((value, None), |(url, anchor)| (url, Some(anchor)));
        let pages = &self.course.pages;
        let page = if url.is_empty() { Some(self.at) } else { pages.iter().position(|page| page.url == url) };
        match page {
            Some(page) if page == self.at => format!("#{}", anchor.unwrap_or("main")),
            Some(page) => page_name(page) + &anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default(),
            None => self.file(url).unwrap_or_else(|| self.outside(value)),
        }
    }

    fn outside(&self, value: &str) -> String {
        let absolute = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme));
        match &self.course.base_url {
            _ if absolute => value.to_owned(),
            Some(base) if !value.contains(':') => format!("{base}{value}"),
            _ => NOWHERE.to_owned(),
        }
    }
}

fn document(course: &Course, title: &str, styles: &[&str], body: &str, scripts: &[&str]) -> String {
    let style =
        |name: &&str| course.assets.get(*name).map_or_else(|| format!("course/{name}"), |(path, _)| path.clone());
    let styles: String = styles
        .iter()
        .filter(|name| course.assets.contains_key(**name) || **name == "player.css")
        .map(|name| format!("<link rel=\"stylesheet\" href=\"{}\">\n", encoded(&style(name))))
        .collect();
    let scripts: String = scripts.iter().map(|path| format!("<script src=\"{}\"></script>\n", encoded(path))).collect();
    let (language, title) = (encoded(&course.language), encoded(title));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" class=\"js\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n{styles}</head>\n{body}{scripts}</body>\n</html>\n"
    )
}

#[derive(Serialize)]
struct Listed<'a> {
    key: &'a str,
    /// Identity in study records: the address on the portal.
    id: &'a str,
    href: String,
    unit: bool,
    tests: Vec<ListedTest<'a>>,
}

#[derive(Serialize)]
struct ListedTest<'a> {
    key: String,
    id: &'a str,
    questions: &'a [String],
}

#[derive(Serialize)]
struct Catalogue<'a> {
    pass: u8,
    words: BTreeMap<&'a str, &'a str>,
    pages: Vec<Listed<'a>>,
}

/// `index.html`: the contents beside the page that is read.
pub(super) fn frame(course: &Course, keys: &[String], made: &[Made]) -> String {
    let labels = course.labels();
    let mut taken = BTreeSet::new();
    let root = course.pages.first().map_or("", |page| page.url.as_str());
    let pages = course.pages.iter().zip(made).zip(keys).enumerate().map(|(at, ((page, made), key_of))| Listed {
        key: key_of,
        id: &page.url,
        href: page_name(at),
        unit: page.unit,
        tests: made
            .tests
            .iter()
            .map(|test| ListedTest {
                key: key(test.id.strip_prefix(root).unwrap_or(&test.id), &mut taken),
                id: &test.id,
                questions: &test.questions,
            })
            .collect(),
    });
    let catalogue =
        Catalogue { pass: course.pass_score, words: labels.script.into_iter().collect(), pages: pages.collect() };
    // Fails only for maps whose keys are no strings. A `<` could end the element that the text stands in.
    let catalogue = serde_json::to_string(&catalogue).unwrap_or_default().replace('<', "\\u003c");
    let entry = |(at, (page, key)): (usize, (&CoursePage, &String))| {
        format!(
            "<li class=\"depth-{}\"><a href=\"{}\" target=\"page\" data-key=\"{key}\">{}</a><span class=\"mark\"></span></li>\n",
            page.depth,
            page_name(at),
            encoded(&page.title)
        )
    };
    let entries: String = course.pages.iter().zip(keys).enumerate().map(entry).collect();
    let title = encoded(&course.title);
    let body = format!(
        "<body class=\"course\">\n<header class=\"course-bar\"><h1>{title}</h1><p id=\"status\" role=\"status\"></p>\
         <button type=\"button\" class=\"button button-quiet\" id=\"menu\" aria-expanded=\"false\" aria-controls=\"contents\">{contents}</button>\
         <button type=\"button\" class=\"button\" id=\"leave\">{leave}</button></header>\n\
         <p class=\"course-note\" id=\"note\" role=\"alert\" hidden></p>\n<div class=\"course-main\">\n\
         <nav class=\"course-contents\" id=\"contents\" aria-label=\"{contents}\"><ol>\n{entries}</ol></nav>\n\
         <div class=\"course-frame\"><iframe id=\"page\" name=\"page\" title=\"{title}\"></iframe>\n\
         <p class=\"course-turn\"><a id=\"previous\" target=\"page\" href=\"#\" hidden>{previous}</a>\
         <a id=\"next\" target=\"page\" href=\"#\" hidden>{next}</a></p></div>\n</div>\n\
         <script type=\"application/json\" id=\"course\">{catalogue}</script>\n",
        contents = labels.contents,
        leave = labels.leave,
        previous = labels.previous,
        next = labels.next,
    );
    document(course, &course.title, &["css/site.css", "player.css"], &body, &["course/suspend.js", "course/player.js"])
}
