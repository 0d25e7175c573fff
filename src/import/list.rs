//! A list of the pages of an old site: title, date, address and file of each, as its database gives them.

use super::Page;
use super::again;
use super::model::Remark;
use super::old::address;
use super::report::Noted;
use crate::content::parse_date;

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// From 1, as programs for sheets count.
    pub line: usize,
    /// Empty: the title is taken from the file.
    pub title: String,
    /// As written.
    pub date: String,
    /// Where it lay on the old site.
    pub url: String,
    /// The file, from the folder of the list.
    pub file: String,
    /// Below the column of the import.
    pub column: String,
}

const NAMES: [(&str, &[&str]); 5] = [
    ("title", &["title", "标题", "题名", "名称"]),
    ("date", &["date", "日期", "发布日期", "发布时间", "时间"]),
    ("url", &["url", "address", "link", "网址", "链接", "地址", "旧网址", "原网址"]),
    ("file", &["file", "path", "文件", "文件名", "路径"]),
    ("column", &["column", "category", "栏目", "分类"]),
];

/// Reads a list; none if the file is a sheet of something else.
pub fn list(bytes: &[u8]) -> Option<Vec<Row>> {
    let text = crate::inputs::encoding::decode(bytes).text;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next()?;
    let by = [b',', b'\t', b';'].into_iter().max_by_key(|b| first.matches(char::from(*b)).count())?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(true).flexible(true).delimiter(by).from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers().ok()?.iter().map(|h| h.trim().to_lowercase()).collect();
    let at = |name: &str| {
        let (_, words) = NAMES.iter().find(|(n, _)| *n == name)?;
        heads.iter().position(|head| words.contains(&head.as_str()))
    };
    let (file, url) = (at("file")?, at("url"));
    let (title, date, column) = (at("title"), at("date"), at("column"));
    url.or(title)?;
    let mut rows = Vec::new();
    for record in reader.records().flatten() {
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().trim().to_owned();
        let line = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
        let row = Row {
            line,
            title: cell(title),
            date: cell(date),
            url: cell(url),
            file: cell(Some(file)).replace('\\', "/"),
            column: cell(column).replace('\\', "/").trim_matches('/').to_owned(),
        };
        if !row.file.is_empty() || !row.title.is_empty() || !row.url.is_empty() {
            rows.push(row);
        }
    }
    Some(rows)
}

impl Row {
    /// Puts into a page what the list knows better than the file.
    pub fn amend(&self, page: &mut Page) {
        let mut noted = Vec::new();
        let day: Vec<&str> = self.date.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).take(3).collect();
        let date = parse_date(&day.join("-"));
        if date.is_none() && !self.date.is_empty() {
            noted.push(Remark::new(
                "list-date",
                format!("清单第 {} 行的日期“{}”看不懂，没有用", self.line, self.date),
                format!("the date `{}` in line {} of the list cannot be read and was not used", self.date, self.line),
            ));
        }
        let old = address::clean(&self.url);
        let mut aliases = Vec::new();
        if !self.url.is_empty() {
            let (path, query) = old.split_once('?').map_or((old.as_str(), ""), |(p, q)| (p, q));
            if path.trim_matches('/').is_empty() {
                if !query.is_empty() {
                    noted.push(Remark::new(
                        "address-on-host",
                        format!("旧网址“{old}”是首页带参数，静态的主机做不到跳转：在服务器上设置"),
                        format!("the old address `{old}` is the home page with a query, which a static host cannot lead on: set it up on the server"),
                    ));
                }
            } else {
                aliases.push(old);
            }
        }
        again::amend(&mut page.text, &self.title, date, &aliases);
        if !self.title.is_empty() {
            page.source.title.clone_from(&self.title);
        }
        page.source.noted.extend(noted.into_iter().map(Noted::from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_from_sheets() {
        let rows =
            list("标题,发布日期,网址,文件,栏目\n甲,2019/3/5,/show.asp?id=12,html\\12.html,新闻\n,,,,\n".as_bytes());
        let row = Row {
            line: 2,
            title: "甲".to_owned(),
            date: "2019/3/5".to_owned(),
            url: "/show.asp?id=12".to_owned(),
            file: "html/12.html".to_owned(),
            column: "新闻".to_owned(),
        };
        assert_eq!(rows, Some(vec![row]));
        assert_eq!(list("姓名,电话\n甲,1\n".as_bytes()), None);
        assert_eq!(list(b""), None);
    }
}
