//! What keys mean that other programs, office forms and Chinese editors use.

/// What a foreign key is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Another name of this key.
    Key(&'static str),
    /// No key at all; what to do instead, in Chinese and in English.
    Instead(&'static str, &'static str),
}

/// What `name` means; case, blanks and the form of the hyphen make no difference.
pub(super) fn of(name: &str) -> Option<Meaning> {
    let name: String = name
        .trim()
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() })
        .collect();
    let key = KEYS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(key, _)| Meaning::Key(key));
    key.or_else(|| {
        let found = INSTEAD.iter().find(|(names, ..)| names.contains(&name.as_str()))?;
        Some(Meaning::Instead(found.1, found.2))
    })
}

/// Each key with its other names.
#[rustfmt::skip]
static KEYS: [(&str, &[&str]); 51] = [
    ("title", &["标题", "题目", "名称", "题名", "主标题", "headline", "name", "page_title"]),
    ("kind", &["内容类型", "种类", "类型", "页面类型", "type", "content_type"]),
    ("subtitle", &["副标题", "副题", "sub_title", "sub_heading"]),
    ("summary", &["内容概述", "概述", "摘要", "简介", "提要", "内容提要", "导语", "描述", "内容简介", "简述", "description", "excerpt", "abstract", "desc", "intro", "teaser", "lead", "meta_description", "digest"]),
    ("topics", &["专题", "话题", "主题", "series", "topic", "collections"]),
    ("keywords", &["关键词", "关键字", "标签", "主题词", "tags", "tag", "keyword", "labels", "标签词"]),
    ("source", &["来源", "稿源", "信息来源", "稿件来源", "出处", "origin", "publisher", "from"]),
    ("source_url", &["原文链接", "原文地址", "来源链接", "来源网址", "原文网址", "source_link", "original_url", "external_url", "原文"]),
    ("author", &["作者", "撰稿", "撰稿人", "供稿", "记者", "文", "通讯员", "authors", "writer", "by", "creator"]),
    ("editor", &["责任编辑", "编辑", "责编", "编辑人", "审核", "reviewer"]),
    ("published_at", &["发布日期", "日期", "时间", "发布时间", "发表时间", "发文日期", "发布于", "公布日期", "印发日期", "创建时间", "date", "publish_date", "published", "pubdate", "pub_date", "datepublished", "created", "created_at", "posted", "date_published", "publishdate"]),
    ("updated_at", &["更新日期", "更新时间", "修改时间", "修改日期", "最后更新", "lastmod", "updated", "modified", "last_modified", "last_update", "lastupdated", "date_modified", "update", "last_modified_at", "modified_at"]),
    ("publish_at", &["定时发布", "定时", "上线时间", "发布定时", "scheduled", "schedule", "scheduled_at"]),
    ("expire_at", &["撤稿时间", "下线时间", "到期", "到期时间", "撤稿", "expirydate", "expiry_date", "expires", "expire", "unpublishdate", "unpublish_date"]),
    ("draft", &["草稿", "是否草稿", "未完成", "unpublished", "hidden", "private", "隐藏"]),
    ("cover", &["题图", "封面", "封面图", "头图", "配图", "缩略图", "首图", "主图", "image", "images", "thumbnail", "featured_image", "banner", "hero", "feature_image", "cover_image", "picture", "og_image", "photo", "img"]),
    ("cover_alt", &["题图说明", "封面说明", "图片说明", "image_alt", "cover_caption", "alt"]),
    ("attachments", &["附件", "附件列表", "附件名称", "下载", "attachment", "files", "file", "downloads", "resources"]),
    ("related", &["相关内容", "相关链接", "相关文章", "相关阅读", "相关", "related_posts", "related_pages", "see_also"]),
    ("weight", &["次序", "排序", "序号", "顺序", "权重", "order", "nav_order", "sidebar_position", "position", "sort_order", "index"]),
    ("slug", &["网址名", "网址", "链接名", "permalink", "url", "path", "link"]),
    ("aliases", &["旧网址", "旧链接", "旧地址", "alias", "redirect_from", "redirects", "old_url"]),
    ("template", &["页面模板", "模板", "layout", "page_template"]),
    ("review_in", &["复核周期", "复审周期", "review_cycle", "review_period", "review_interval"]),
    ("owner", &["负责部门", "负责人", "维护部门", "owner_slack", "maintainer"]),
    ("review", &["审核签名", "审核记录", "签名", "签发", "signatures", "reviews"]),
    ("extra", &["自定义", "params", "custom", "data", "meta"]),
    ("doc_no", &["发文字号", "文号", "字号", "发文号", "文件字号", "文件编号", "document_number", "docno", "doc_number", "number"]),
    ("doc_type", &["文种", "公文种类", "文件类型", "document_type"]),
    ("issuers", &["发文机关", "发文单位", "发布机关", "制定机关", "发布机构", "发文机构", "印发机关", "issuer", "agency", "department", "发布单位", "联合发文"]),
    ("compendium", &["汇编", "合订本", "文件汇编"]),
    ("letterhead", &["发文机关标志", "红头", "版头", "letter_head"]),
    ("copies_to", &["抄送", "抄送机关", "抄报", "分送", "cc"]),
    ("printed", &["印发", "印发机关和日期", "版记", "imprint"]),
    ("index_no", &["索引号", "信息索引号", "index_number"]),
    ("subject", &["主题分类", "信息分类", "体裁分类"]),
    ("signed_on", &["成文日期", "成文时间", "落款日期", "签发日期", "签署日期", "signed", "signed_at"]),
    ("adopted_on", &["通过日期", "通过时间", "审议通过日期", "adopted"]),
    ("effective_on", &["施行日期", "实施日期", "生效日期", "施行时间", "实施时间", "生效时间", "起施行", "effective_date", "effective", "effective_from"]),
    ("valid_until", &["有效期至", "有效期", "失效日期", "截止日期", "有效期限", "valid_to", "valid_through"]),
    ("repealed_on", &["废止日期", "废止时间", "repealed"]),
    ("history", &["沿革", "历史沿革", "修订记录", "changelog"]),
    ("status", &["时效性", "效力", "时效", "效力状态", "有效性", "文件状态"]),
    ("short_title", &["简称", "文件简称", "abbreviation"]),
    ("start", &["开始时间", "开始", "活动时间", "活动日期", "举办时间", "event_date", "begin", "start_date", "start_time"]),
    ("end", &["结束时间", "结束", "end_date", "end_time"]),
    ("recurrence", &["重复", "重复规则", "周期", "rrule", "repeat"]),
    ("location", &["地点", "活动地点", "会议地点", "举办地点", "venue", "where"]),
    ("phone", &["电话", "联系电话", "咨询电话", "电话号码", "tel", "telephone"]),
    ("duration_min", &["时长", "课时长度", "duration"]),
    ("credit_hours", &["学时", "课时", "credits", "hours"]),
];

/// What has no key here, and what stands for it.
#[rustfmt::skip]
static INSTEAD: [(&[&str], &str, &str); 7] = [
    (&["categories", "category", "分类", "栏目", "所属栏目", "类别", "section", "parent", "channel"],
        "栏目由文件所在的文件夹决定：把文件放进那个栏目的文件夹，再删去这一行",
        "the folder of a file is its column: move the file there and remove the line"),
    (&["toc", "目录", "outline", "table_of_contents", "show_toc", "toc_depth"],
        "目录由程序自动生成，删去这一行",
        "the table of contents is made by itself; remove the line"),
    (&["lang", "language", "语言", "locale"],
        "语言在 site-config.toml 里设置，删去这一行",
        "the language is set in site-config.toml; remove the line"),
    (&["comments", "comment", "评论", "share", "likes", "点赞", "views", "浏览量", "阅读量", "点击量", "readtime", "reading_time"],
        "这里没有评论和浏览计数，删去这一行",
        "there are no comments and no counts of readers; remove the line"),
    (&["密级", "保密级别", "secret", "classification"],
        "涉密内容不得放在网站上；公开的文件删去这一行",
        "nothing classified belongs on a site; remove the line if the text is public"),
    (&["content", "正文", "内容", "body", "text"],
        "正文写在第二行“---”下面，不要写成键",
        "the text stands below the second `---`, not in a key"),
    (&["id", "编号", "uuid", "guid", "katex", "math", "mermaid", "sidebar", "navbar", "footer", "head", "script", "css", "cssclass", "cssclasses", "aside", "edit_url", "editlink", "lastupdated_by", "layout_class", "author_url", "password", "sticky", "top", "pin", "置顶", "featured", "推荐"],
        "这里不用这个键，删去这一行；留给自己的模板用时，写在“extra:”下面并缩进两个空格",
        "it has no use here: remove the line, or put it below `extra:` for a template of your own"),
];

/// The rule that `text` seems to mean: 每周四, fullwidth signs, dates with hyphens.
pub(super) fn recurrence(text: &str) -> Option<String> {
    const DAYS: [(char, &str); 8] = [
        ('一', "MO"),
        ('二', "TU"),
        ('三', "WE"),
        ('四', "TH"),
        ('五', "FR"),
        ('六', "SA"),
        ('日', "SU"),
        ('天', "SU"),
    ];
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let nth = |rest: &str| {
        const WHICH: [(&str, &str); 7] =
            [("第一", "1"), ("第二", "2"), ("第三", "3"), ("第四", "4"), ("第五", "5"), ("最后一", "-1"), ("末", "-1")];
        let (which, rest) = WHICH.iter().find_map(|(word, n)| Some((n, rest.strip_prefix(word)?)))?;
        let rest = rest.strip_prefix('个').unwrap_or(rest);
        let day = ["周", "星期", "礼拜"].iter().find_map(|week| rest.strip_prefix(week)?.chars().next());
        let day = day.and_then(|day| DAYS.iter().find(|(d, _)| *d == day));
        match day {
            Some((_, day)) => Some(format!("FREQ=MONTHLY;BYDAY={which}{day}")),
            None if *which == "-1" && matches!(rest, "天" | "日") => Some("FREQ=MONTHLY;BYMONTHDAY=-1".to_owned()),
            None => None,
        }
    };
    const EVERY_OTHER: [&str; 8] =
        ["每隔一周", "每两周", "每2周", "每二周", "隔周", "双周", "每隔一个星期", "每两个星期"];
    if let Some(rest) = EVERY_OTHER.iter().find_map(|word| text.strip_prefix(word)) {
        let rest =
            ["的周", "的星期", "周", "星期", "礼拜", "的"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
        let days: Vec<&str> = rest.chars().filter_map(|c| DAYS.iter().find(|(d, _)| *d == c).map(|d| d.1)).collect();
        let on = if days.is_empty() { String::new() } else { format!(";BYDAY={}", days.join(",")) };
        return Some(format!("FREQ=WEEKLY;INTERVAL=2{on}"));
    }
    if let word @ ("DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY") = &*text.to_ascii_uppercase() {
        return Some(format!("FREQ={word}"));
    }
    if let Some(rest) = text.strip_prefix('每') {
        let days = |rest: &str| {
            let found: Vec<&str> =
                rest.chars().filter_map(|c| DAYS.iter().find(|(d, _)| *d == c).map(|d| d.1)).collect();
            (!found.is_empty()).then(|| format!("FREQ=WEEKLY;BYDAY={}", found.join(",")))
        };
        let month_day = |rest: &str| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits
                .parse::<u8>()
                .ok()
                .filter(|day| (1..=31).contains(day))
                .map(|d| format!("FREQ=MONTHLY;BYMONTHDAY={d}"))
        };
        return match rest {
            "天" | "日" => Some("FREQ=DAILY".to_owned()),
            "周" | "星期" | "礼拜" => Some("FREQ=WEEKLY".to_owned()),
            "月" => Some("FREQ=MONTHLY".to_owned()),
            "年" => Some("FREQ=YEARLY".to_owned()),
            "工作日" | "个工作日" => Some("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR".to_owned()),
            _ => ["周", "星期", "礼拜", "个星期"]
                .into_iter()
                .find_map(|week| days(rest.strip_prefix(week)?))
                .or_else(|| {
                    nth(rest.strip_prefix("个月").or_else(|| rest.strip_prefix('月'))?.trim_start_matches('的'))
                })
                .or_else(|| month_day(rest.strip_prefix("个月").or_else(|| rest.strip_prefix('月'))?))
                // The day itself is that of `start`.
                .or_else(|| rest.strip_prefix('年').map(|_| "FREQ=YEARLY".to_owned())),
        };
    }
    let mended: String = text
        .chars()
        .map(|c| match c {
            '；' => ';',
            '，' | '、' => ',',
            '＝' | '：' => '=',
            c => c.to_ascii_uppercase(),
        })
        .collect();
    let parts: Vec<String> = mended
        .trim_start_matches("RRULE=")
        .split(';')
        .map(|part| match part.strip_prefix("UNTIL=") {
            Some(day) => format!("UNTIL={}", day.replace(['-', '/', '.'], "")),
            None => part.to_owned(),
        })
        .collect();
    let mended = parts.join(";");
    (mended != text && mended.starts_with("FREQ=")).then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;
    use crate::content::Kind;

    #[test]
    fn every_meaning_is_a_key_and_every_name_has_one_meaning() {
        let known: Vec<&str> =
            keys::COMMON.iter().chain(Kind::ALL.into_iter().flat_map(keys::own)).map(|k| k.name).collect();
        let mut seen = std::collections::BTreeSet::new();
        for (key, names) in KEYS {
            assert!(known.contains(&key), "{key}");
            for name in names {
                assert!(seen.insert(*name), "{name} twice");
            }
        }
        for (names, ..) in INSTEAD {
            for name in names {
                assert!(seen.insert(*name), "{name} twice");
            }
        }
    }

    #[test]
    fn recurrences_as_people_write_them() {
        for (written, meant) in [
            ("每周四", Some("FREQ=WEEKLY;BYDAY=TH")),
            ("每星期一、三", Some("FREQ=WEEKLY;BYDAY=MO,WE")),
            ("每月15日", Some("FREQ=MONTHLY;BYMONTHDAY=15")),
            ("每天", Some("FREQ=DAILY")),
            ("每个工作日", Some("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")),
            ("每月第一个周一", Some("FREQ=MONTHLY;BYDAY=1MO")),
            ("每个月的最后一个星期五", Some("FREQ=MONTHLY;BYDAY=-1FR")),
            ("每月最后一天", Some("FREQ=MONTHLY;BYMONTHDAY=-1")),
            ("隔周星期三", Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")),
            ("每两周", Some("FREQ=WEEKLY;INTERVAL=2")),
            ("每年3月5日", Some("FREQ=YEARLY")),
            ("weekly", Some("FREQ=WEEKLY")),
            ("FREQ=WEEKLY；BYDAY=TH", Some("FREQ=WEEKLY;BYDAY=TH")),
            ("FREQ=WEEKLY;UNTIL=2026-12-31", Some("FREQ=WEEKLY;UNTIL=20261231")),
            ("freq=weekly", Some("FREQ=WEEKLY")),
            ("有时", None),
            ("FREQ=SOMETIMES", None),
        ] {
            assert_eq!(recurrence(written).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn names_of_other_programs_and_of_offices() {
        assert_eq!(of("摘要"), Some(Meaning::Key("summary")));
        assert_eq!(of("Date"), Some(Meaning::Key("published_at")));
        assert_eq!(of("last-modified"), Some(Meaning::Key("updated_at")));
        assert_eq!(of("文 号"), Some(Meaning::Key("doc_no")));
        assert!(matches!(of("categories"), Some(Meaning::Instead(..))));
        assert_eq!(of("titel"), None);
    }
}
