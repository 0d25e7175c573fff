//! Sites of other generators: recognised, translated, and built.

use std::collections::BTreeMap;

use crate::support::docx::png;
use crate::support::{Site, tree};

/// A site with a tree in `old/`, imported into `content/docs`.
struct Moved {
    site: Site,
    said: String,
}

impl Moved {
    fn of(files: &[(&str, &str)], more: &[&str]) -> Self {
        let site = Site::small();
        site.write("content/docs/_index.md", "---\ntitle: 文档\n---\n");
        for (path, text) in files {
            site.write(&format!("old/{path}"), text);
        }
        site.write("old/static/img/a.png", png());
        for folder in ["old/source/images", "old/docs", "old/docs/public", "old/assets", "old/source/_posts/reading"] {
            site.write(&format!("{folder}/a.png"), png());
        }
        let run = site.run(&[&["import", "old", "--to", "content/docs", "--lang", "zh"], more].concat());
        let said = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(run.code, 0, "{said}");
        Self { site, said }
    }

    fn page(&self, path: &str) -> String {
        let path = self.site.root().join("content/docs").join(path);
        std::fs::read_to_string(&path).unwrap_or_else(|_| {
            panic!(
                "{} is not there, but {:?}\n{}",
                path.display(),
                tree(&self.site.root().join("content")).keys(),
                self.said
            )
        })
    }

    /// The built site; whatever is found wrong is a failure.
    fn built(&self) -> BTreeMap<String, Vec<u8>> {
        self.site.publish(&[])
    }
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[track_caller]
fn lacks(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(!text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn hugo() {
    let moved = Moved::of(
        &[
            ("hugo.toml", "title = '旧站'\n[permalinks]\n  posts = '/:year/:month/:slug/'\n"),
            ("content/_index.md", "---\ntitle: 旧首页\n---\n欢迎。\n"),
            ("content/posts/_index.md", "+++\ntitle = '文章'\nweight = 3\n+++\n"),
            (
                "content/posts/reading.md",
                "+++\ntitle = '读书'\ndate = 2021-03-05T10:00:00+08:00\nlastmod = 2021-04-01\ntags = ['阅读', '学习']\ncategories = ['活动']\nauthors = ['甲', '乙']\ndescription = '一次\n活动'\ndraft = false\nslug = 'du-shu'\naliases = ['/old/reading.html']\ncover = 'x'\nmymark = 1\n+++\n\n# 第一部分\n\n看[说明]({{< relref \"guide.md#时间\" >}})。\n\n{{< notice tip \"提示\" >}}\n按时到场。\n{{< /notice >}}\n\n{{< figure src=\"/img/a.png\" title=\"平面图\" >}}\n\n{{< youtube abc >}}\n\n```go\n{{< raw >}}\n```\n".replace("'一次\n活动'", "'一次活动'").leak() as &str,
            ),
            ("content/posts/guide.md", "---\ntitle: 说明\ndate: 2021-01-02\n---\n\n## 时间\n\n上午。[回去](../reading/)\n\n![图](/img/a.png)\n"),
        ],
        &[],
    );
    assert!(moved.said.contains("认出了 Hugo 站点，4 个页面"), "{}", moved.said);
    let page = moved.page("posts/reading/index.md");
    has(
        &page,
        &[
            "title: \"读书\"",
            "published_at: 2021-03-05",
            "updated_at: 2021-04-01",
            "keywords: [\"阅读\", \"学习\", \"活动\"]",
            "author: \"甲、乙\"",
            "\"/old/reading.html\"",
            "\"/2021/03/du-shu/\"",
            "## 第一部分",
            "[说明](/docs/posts/guide/index.md#shijian)",
            "> [!TIP]\n> **提示**\n>\n> 按时到场。",
            "![平面图](a.png)",
            "```go\n{{< raw >}}\n```",
        ],
    );
    has(&page, &["[视频](https://www.youtube.com/watch?v=abc)"]);
    lacks(&page, &["{{< youtube", "draft"]);
    has(&moved.said, &["mymark"]);
    has(&moved.page("posts/guide/index.md"), &["[回去](/docs/posts/reading/index.md)"]);
    has(&moved.page("posts/_index.md"), &["title: \"文章\"", "weight: 3"]);
    let built = moved.built();
    assert!(
        built.contains_key("2021/03/du-shu/index.html") && built.contains_key("old/reading.html"),
        "{:?}",
        built.keys()
    );
}

#[test]
fn hexo() {
    let moved = Moved::of(
        &[
            ("_config.yml", "title: 旧站\npermalink: :year/:month/:day/:title/\n"),
            (
                "source/_posts/reading.md",
                "---\ntitle: 读书\ndate: 2020-02-03 10:00:00\ntags:\n- 阅读\n---\n开头。\n<!-- more -->\n\n{% asset_img a.png 平面图 %}\n\n{% note warning %}\n小心。\n{% endnote %}\n\n{% codeblock lang:rust %}\nfn a() {}\n{% endcodeblock %}\n\n看{% post_link other 另一篇 %}。\n",
            ),
            (
                "source/_posts/2020-05-06-other.md",
                "---\ntitle: 另一篇\ndate: 2020-05-06\n---\n\n![图](/images/a.png)\n",
            ),
            ("source/about/index.md", "---\ntitle: 关于\n---\n说明。\n"),
            ("source/_drafts/x.md", "草稿"),
        ],
        &[],
    );
    let page = moved.page("reading/index.md");
    has(
        &page,
        &[
            "\"/2020/02/03/reading/\"",
            "![平面图](a.png)",
            "> [!WARNING]\n> 小心。",
            "```rust\nfn a() {}\n```",
            "[另一篇](/docs/2020-05-06-other/index.md)",
        ],
    );
    lacks(&page, &["more -->", "{%"]);
    has(&moved.page("about/_index.md"), &["title: \"关于\""]);
    assert!(moved.built().contains_key("2020/02/03/reading/index.html"));
}

#[test]
fn jekyll() {
    let moved = Moved::of(
        &[
            ("_config.yml", "title: 旧站\n"),
            ("_layouts/default.html", "x"),
            ("README.md", "给作者"),
            (
                "_posts/2019-01-02-reading.md",
                "---\nlayout: post\ntitle: 读书\ncategories: news\n---\n\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n![图]({{ site.baseurl }}/assets/a.png){: .wide}\n\n看[另一篇]({% post_url 2019-02-03-other %})。\n\n{: .note}\n\n{{ page.title }}完。\n",
            ),
            ("_posts/2019-02-03-other.md", "---\ntitle: 另一篇\n---\n正文。\n"),
            ("_posts/2019-03-04-other.md", "---\ntitle: 又一篇\n---\n正文。\n"),
            ("about.md", "---\ntitle: 关于\npermalink: /about-us/\n---\n说明。\n"),
        ],
        &[],
    );
    let page = moved.page("2019-01-02-reading/index.md");
    has(
        &page,
        &[
            "\"/news/2019/01/02/reading.html\"",
            "published_at: 2019-01-02",
            "```ruby\nputs 1\n```",
            "![图](a.png)",
            "[另一篇](/docs/2019-02-03-other.md)",
            "读书完。",
        ],
    );
    lacks(&page, &["{:", "{%"]);
    has(&moved.page("about.md"), &["\"/about-us/\""]);
    // Two pages that only their dates tell apart.
    has(&moved.page("2019-03-04-other-2.md"), &["又一篇"]);
    assert!(moved.built().contains_key("news/2019/01/02/reading.html"));
}

const CONTAINERS: &str = "---\ndescription: 说明\n---\n\n# 快速开始\n\n[[toc]]\n\n::: tip 先看\n内容\n:::\n\n:::: details 展开\n::: warning\n里面\n:::\n::::\n\n::: code-group\n\n```sh [npm]\nnpm i\n```\n\n```sh [yarn]\nyarn\n```\n\n:::\n\n<script setup>\nimport a from 'b'\n</script>\n\n<Badge text=\"新\" /><Cards :of=\"x\" />看[下一页](./next.html#安装)和[指南](/guide/next)。\n\n![图](/a.png)\n\n{{ $frontmatter.description }}，`{{ x }}`，{{ now }}。\n";

#[test]
fn vitepress() {
    let moved = Moved::of(
        &[
            ("docs/.vitepress/config.mts", "export default { title: '旧站', cleanUrls: true }\n"),
            ("docs/index.md", "---\ntitle: 首页\nlayout: home\n---\n"),
            ("docs/guide/start.md", CONTAINERS),
            ("docs/guide/next.md", "# 下一页\n\n## 安装\n\n步骤。\n"),
        ],
        &[],
    );
    let page = moved.page("guide/start/index.md");
    has(
        &page,
        &[
            "title: \"快速开始\"",
            "summary: \"说明\"",
            "kind: page",
            "> [!TIP]\n> **先看**\n>\n> 内容",
            "<details><summary>展开</summary>\n\n> [!WARNING]\n> 里面",
            "**npm**\n\n```sh\nnpm i\n```",
            "新看[下一页](/docs/guide/next.md#anzhuang)",
            "[指南](/docs/guide/next.md)",
            "![图](a.png)",
            "说明，`{{ x }}`",
            "aliases: [\"/guide/start\"]",
        ],
    );
    lacks(&page, &["toc", "# 快速开始", "script", "Badge", "Cards", ":::"]);
    has(&moved.said, &["<Cards :of=", "{{ now }}", "选项卡"]);
    moved.built();
}

#[test]
fn vuepress() {
    let moved = Moved::of(
        &[
            ("docs/.vuepress/config.js", "module.exports = {}\n"),
            ("docs/README.md", "---\ntitle: 首页\n---\n看[开始](guide/)。\n"),
            (
                "docs/guide/README.md",
                "# 开始\n\n::: danger STOP\n停。\n:::\n\n# 第二部分\n\n## 小节\n\n![图](../a.png)\n",
            ),
        ],
        &[],
    );
    // What is there is left alone.
    has(&moved.page("_index.md"), &["title: 文档"]);
    has(&moved.said, &["手工改过，没有覆盖"]);
    let page = moved.page("guide/_index.md");
    has(&page, &["title: \"开始\"", "> [!CAUTION]\n> **STOP**", "## 第二部分", "### 小节", "![图](a.png)"]);
    moved.built();
}

#[test]
fn mkdocs() {
    let moved = Moved::of(
        &[
            (
                "mkdocs.yml",
                "site_name: 旧站\nmarkdown_extensions:\n  - pymdownx.emoji:\n      emoji_index: !!python/name:material.extensions.emoji.twemoji\n",
            ),
            ("docs/index.md", "# 首页\n\n欢迎。\n"),
            (
                "docs/a/use.md",
                "# 使用\n\n!!! note \"注意\"\n    第一行\n\n    - 列表\n\n??? tip\n    收起\n\n=== \"甲\"\n    甲的内容\n\n=== \"乙\"\n    ```\n    代码\n    ```\n\n==要点==在[首页](../index.md)，图见 ![图](../a.png){ width=\"300\" }\n\n[坏链接](nothing.md)\n",
            ),
        ],
        &[],
    );
    let page = moved.page("a/use/index.md");
    has(
        &page,
        &[
            "> [!NOTE]\n> **注意**\n>\n> 第一行\n>\n> - 列表",
            "<details><summary>tip</summary>\n\n收起",
            "**甲**\n\n甲的内容",
            "**乙**\n\n```\n代码\n```",
            "<mark>要点</mark>",
            "[首页](/docs/_index.md)",
            "![图](a.png)",
            "\"/a/use/\"",
        ],
    );
    has(&moved.said, &["nothing.md"]);
    // A folder without a page of its own has one now.
    has(&moved.page("a/_index.md"), &["title: \"a\""]);
}

#[test]
fn an_old_sitemap_says_where_pages_lay() {
    let site = Site::small();
    site.write("content/docs/_index.md", "---\ntitle: 文档\n---\n");
    site.write("old/mkdocs.yml", "site_name: x\n");
    site.write("old/docs/use.md", "# 使用\n\n正文。\n");
    site.write("map.xml", "<urlset><url><loc>https://old.example/v2/use.html</loc></url><url><loc>https://old.example/tags/x/</loc></url></urlset>");
    let run = site.run(&["import", "old", "--to", "content/docs", "--sitemap", "map.xml", "--lang", "zh"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("旧站地图里有 1 个网址没有找到对应的页面，例如 https://old.example/tags/x/"),
        "{}",
        run.stderr
    );
    let page = std::fs::read_to_string(site.root().join("content/docs/use.md")).unwrap();
    has(&page, &["aliases: [\"/v2/use.html\"]"]);
    assert!(site.publish(&[]).contains_key("v2/use.html"));
}

#[test]
fn a_list_brings_an_old_site_with_its_addresses() {
    let site = Site::small();
    site.write("content/news/_index.md", "---\ntitle: 新闻\n---\n");
    site.write("content/news/party/_index.md", "---\ntitle: 要闻\n---\n");
    let html = |words: &str| {
        format!(
            "<html><head><title>页</title></head><body><div id=\"zoom\"><p>{}</p><p>{}</p></div></body></html>",
            words,
            "这是正文的一段话。".repeat(20)
        )
    };
    let mut list = String::from("标题,日期,网址,文件,栏目\n");
    for id in 1..=40 {
        site.write(&format!("old/html/{id}.html"), html(&format!("第{id}篇")));
        list.push_str(&format!(
            "文章{id},2019/3/{},/show.asp?id={id},html/{id}.html,{}\n",
            id % 28 + 1,
            if id % 2 == 0 { "party" } else { "" }
        ));
    }
    site.write("old/b/1.html", html("又一篇"));
    list.push_str(
        "另一个一,2019-12-01,/b/1.html,b\\1.html,\n缺文件,2019-12-01,/c.html,c.html,\n首页,,/?id=9,html/2.html,\n",
    );
    site.write("old/list.csv", &list);
    let run = site.run(&["import", "old/list.csv", "--to", "content/news", "--lang", "zh"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    has(&run.stderr, &["清单第 43 行的文件“c.html”不存在"]);
    has(&run.stdout, &["新建 42，没有导入 1", "有 40 个页面的旧网址带参数", "“/?id=9”"]);
    let page = std::fs::read_to_string(site.root().join("content/news/party/12.md")).unwrap();
    has(&page, &["title: \"文章12\"", "published_at: 2019-03-13", "aliases: [\"/show.asp?id=12\"]"]);
    // The same again changes nothing.
    let again = site.run(&["import", "old/list.csv", "--to", "content/news", "--lang", "zh"]);
    has(&again.stdout, &["没有变化 42"]);
    let built = site.publish(&[]);
    assert!(built.contains_key("b/1.html"), "{:?}", built.keys());
    let table = site.run(&["export", "redirects", "--out", "r.txt"]);
    assert_eq!(table.code, 0, "{}", table.stderr);
    has(&std::fs::read_to_string(site.root().join("r.txt")).unwrap(), &["/show.asp?id=12 /news/party/12/\n"]);
    let report = std::fs::read_to_string(site.root().join(".shuyuan-cache/import-report.html")).unwrap();
    has(&report, &["导入报告", "清单第 43 行", "文章12"]);
}

/// What real sites of VuePress and its themes hold besides the plain marks.
#[test]
fn vuepress_with_a_theme() {
    let moved = Moved::of(
        &[
            ("docs/.vuepress/config.ts", "export default {}"),
            (
                "docs/zh/README.md",
                "---\nhome: true\nheroText: 学习站\ntagline: 大家一起读书\nactions:\n  - text: 开始\n    link: /guide/\nfeatures:\n  - title: 清楚\n    details: 每一步都写清楚\n---\n",
            ),
            (
                "docs/guide/README.md",
                "---\ntitle: 指南\nicon: /a.svg\n---\n\n:::tip\n没有空格。\n:::\n\n::: code-tabs#shell\n\n@tab 配置\n\n```ts:no-line-numbers title=\"a.ts\"\nlet a\n```\n\n@tab:active 命令\n\n```bash\nls\n```\n\n:::\n\n<!-- @include: ./part.md -->\n\n19^th^ 与 H~2~O\n\n> [!NOTE] 自定\n> 的话\n",
            ),
            ("docs/guide/part.md", "---\ntitle: 片段\n---\n\n插进来的话。\n"),
        ],
        &[],
    );
    let home = moved.page("zh/_index.md");
    has(&home, &["title: \"学习站\"", "大家一起读书", "[开始](/docs/guide/_index.md)", "## 清楚\n\n每一步都写清楚"]);
    let page = moved.page("guide/_index.md");
    has(
        &page,
        &[
            "> [!TIP]\n> 没有空格。",
            "**配置**",
            "**a.ts**\n\n```ts\nlet a\n```",
            "**命令**",
            "插进来的话。",
            "19<sup>th</sup> 与 H<sub>2</sub>O",
            "> [!NOTE]\n> **自定**\n>\n> 的话",
        ],
    );
    lacks(&page, &["@tab", "#shell", "no-line-numbers", "@include"]);
    moved.built();
}

#[test]
fn mkdocs_as_it_is_written_by_hand() {
    let moved = Moved::of(
        &[
            ("mkdocs.yml", "site_name: 旧站\n"),
            ("docs/index.md", "# 旧站\n\n欢迎。\n"),
            (
                "docs/guide.md",
                "# 入门\n\n???note \"思路\"\n    没有空格。\n\n??? 例题\n\t用制表符缩进。\n\n\t```cpp\n\t--8<-- \"code/a.cpp\"\n\t```\n\n1. 第一\n\n    !!! note\n        在列表里。\n\n2. 第二\n\n按 ++ctrl+s++，{++新增++}{--删去--}。:material-home: 完\n\n*[HTML]: 超文本\n\n<figure markdown>\n  ![图](a.png)\n  <figcaption>图注</figcaption>\n</figure>\n\n``` py title=\"b.py\" linenums=\"1\"\nx = 1\n```\n",
            ),
            ("docs/code/a.cpp", "int main() {}\n"),
        ],
        &[],
    );
    let page = moved.page("guide/index.md");
    has(
        &page,
        &[
            "<summary>思路</summary>",
            "<summary>例题</summary>\n\n用制表符缩进。\n\n```cpp\nint main() {}\n```",
            "    > [!NOTE]\n    > 在列表里。",
            "按 <kbd>ctrl</kbd>+<kbd>s</kbd>，新增。 完",
            "![图](a.png)\n图注",
            "**b.py**\n\n```py\nx = 1\n```",
        ],
    );
    lacks(&page, &["???", "--8<--", "figure", "*[HTML]", "删去"]);
    has(&moved.said, &["*[HTML]"]);
    moved.built();
}

#[test]
fn hexo_posts_of_many_years() {
    let moved = Moved::of(
        &[
            ("_config.yml", "title: 旧站\npermalink: :year/:month/:day/:title/\n"),
            (
                "source/_posts/old.md",
                "title: 没有上横线\ndate: 2016-12-28 22:20:33\ncategories: \n  - 后端             #分类\ntags:                       #标签\n  - 读书\n---\n\n## <font style=\"color:red\">引言</font>\n\n{% note info simple %}一行里的提示{% endnote %}\n\n{% tabs 例 %}\n<!-- tab 第一@icon -->\n甲\n<!-- endtab -->\n{% endtabs %}\n\n{% hideToggle 点开 %}\n藏着的话\n{% endhideToggle %}\n\n{% btn 'https://example.org',按钮,far fa-hand %} {% label 标签 blue %}\n\n![图](C:\\Users\\某\\a.png)\n",
            ),
            (
                "source/_posts/new.md",
                "---\ntitle: 有题图\ndate: 2023-09-10\ncover: /images/a.png\npassword: 123\n---\n正文\n",
            ),
        ],
        &[],
    );
    let page = moved.page("old.md");
    has(
        &page,
        &[
            "title: \"没有上横线\"",
            "published_at: 2016-12-28",
            "keywords: [\"读书\", \"后端\"]",
            "## 引言",
            "> [!NOTE]\n> 一行里的提示",
            "**第一**",
            "<summary>点开</summary>",
            "[按钮](https://example.org) 标签",
        ],
    );
    lacks(&page, &["C:\\", "<font", "<!-- tab", "{%"]);
    let page = moved.page("new/index.md");
    has(&page, &["cover: \"a.png\"", "draft: true"]);
    has(&moved.said, &["要密码才能看", "作者自己的电脑"]);
}

#[test]
fn jekyll_with_figures_and_collections() {
    let moved = Moved::of(
        &[
            ("_config.yml", "title: 旧站\npermalink: /:categories/:year/:title/\n"),
            ("_layouts/default.html", "x"),
            (
                "_posts/2024-10-31-read.md",
                "---\ntitle: 读书\ncategories: reading life\ntags: [甲, 乙]\n---\n\n<div class=\"row\">\n    <div class=\"col\">\n        {% include figure.html path=\"assets/a.png\" caption=\"图注\" %}\n    </div>\n</div>\n\n看[关于]({% link _pages/about.md %})。\n",
            ),
            ("_pages/about.md", "---\ntitle: 关于\npermalink: /about/\n---\n说明。\n"),
        ],
        &[],
    );
    let page = moved.page("2024-10-31-read/index.md");
    has(&page, &["![图注](a.png)", "\"/reading/life/2024/read/\"", "[关于](/docs/about.md)"]);
    lacks(&page, &["<div", "{%"]);
    has(&moved.page("about.md"), &["\"/about/\""]);
    moved.built();
}

/// Repositories and packages keep their pages without the configuration of a generator.
#[test]
fn a_folder_of_markdown_without_a_configuration() {
    let moved = Moved::of(
        &[
            ("CHANGELOG.md", "# 变化\n"),
            ("docs/start.md", "# 读书角\n\n见[借书](how/borrow.md)。\n"),
            (
                "docs/how/borrow.md",
                "# 借书\n\n目录：[[toc]] 如下。\n\n!!! note \"先看\"\n    登记以后再借。\n\n![平面图](../a.png)\n",
            ),
        ],
        &[],
    );
    has(&moved.said, &["Markdown 站点，2 个页面"]);
    has(&moved.page("start.md"), &["title: \"读书角\"", "[借书](/docs/how/borrow/index.md)"]);
    let page = moved.page("how/borrow/index.md");
    has(&page, &["title: \"借书\"", "> [!NOTE]", "登记以后再借。", "![平面图]("]);
    lacks(&page, &["[[toc]]", "!!!", "aliases"]);
    moved.built();
}

#[test]
fn files_of_other_kinds_in_a_folder_are_counted() {
    let site = Site::small();
    site.write("in/甲.csv", "单位,数\n一科,2\n");
    site.write("in/乙.zip", "x");
    site.write("in/丙_files/a.js", "x");
    let run = site.run(&["import", "in", "--to", "content/docs", "--lang", "zh"]);
    let said = format!("{}{}", run.stdout, run.stderr);
    assert_eq!(run.code, 0, "{said}");
    has(&said, &["1 个文件不是能导入的种类", ".zip × 1"]);
}

/// Blocks of PyMdown in each other, with their settings; what only draws is text.
#[test]
fn blocks_of_mkdocs() {
    let text = "# 用法\n\n/// warning | 小心\n先备份。\n\n```\n///\n```\n///\n\n//// details | 更多\n    open: True\n\n/// admonition | 说明\n    type: tip\n\n甲\n///\n////\n\n/// html | div.result\n乙\n///\n\n路径写作 /// 也行。\n";
    let moved = Moved::of(
        &[("mkdocs.yml", "site_name: x\n"), ("docs/index.md", "# 旧站\n\n首页。\n"), ("docs/use.md", text)],
        &[],
    );
    let page = moved.page("use.md");
    has(
        &page,
        &[
            "> [!WARNING]\n> **小心**\n>\n> 先备份。\n>\n> ```\n> ///\n> ```",
            "<details><summary>更多</summary>\n\n> [!TIP]\n> **说明**\n>\n> 甲",
            "\n\n乙\n",
            "路径写作 /// 也行。",
        ],
    );
    lacks(&page, &["open:", "type:", "div.result", "/// "].map(|s| if s == "/// " { "\n/// " } else { s }));
    moved.built();
}

/// The words in a shortcode of its own are for readers; `relref` means the page in the same language.
#[test]
fn hugo_in_two_languages() {
    let page = |name: &str| {
        format!(
            "---\ntitle: {name}\n---\n\n[升级]({{{{< relref \"update\" >}}}})\n\n{{{{< alert icon=\"x\" text=\"先读 <b>说明</b>，再看\\\"甲\\\"和 `a.b`。\" />}}}}\n"
        )
    };
    let moved = Moved::of(
        &[
            ("hugo.toml", "baseURL = \"https://old.example/\"\n"),
            ("content/zh/a.md", &page("甲")),
            ("content/zh/help/update.md", "---\ntitle: 升级\n---\n\n正文。\n"),
            ("content/en/a.md", &page("A")),
            ("content/en/help/update.md", "---\ntitle: Update\n---\n\nText.\n"),
        ],
        &[],
    );
    has(&moved.page("zh/a.md"), &["[升级](/docs/zh/help/update.md)", "先读 <b>说明</b>，再看\"甲\"和 `a.b`。"]);
    has(&moved.page("en/a.md"), &["[升级](/docs/en/help/update.md)"]);
}

/// Links to the site itself in full, posts by their address alone, tags of themes, drafts.
#[test]
fn hexo_as_a_site_of_its_own() {
    let moved = Moved::of(
        &[
            ("_config.yml", "title: 旧站\nurl: https://books.example.net\npermalink: :year/:month/:day/:title/\n"),
            (
                "source/_posts/a.md",
                "---\ntitle: 甲\ndate: 2024-03-05\n---\n[乙](https://books.example.net/2023/12/31/b/)，{% post_path b %}，[再看]({% post_path b %})。\n\n{% link 名称, https://a.example/x, 说明 %} {% label success @完成 %}\n\n[别处](https://books.example.net/tags/)\n",
            ),
            ("source/_posts/b.md", "---\ntitle: 乙\ndate: 2023-12-31\n---\n话\n"),
            ("source/_drafts/c.md", "---\ntitle: 草稿\n---\n没写完\n"),
        ],
        &[],
    );
    let page = moved.page("a.md");
    has(
        &page,
        &[
            "[乙](/docs/b.md)，[b](/docs/b.md)，[再看](/docs/b.md)。",
            "[名称](https://a.example/x) 完成",
            "[别处](https://books.example.net/tags/)",
        ],
    );
    has(&moved.said, &["另有 1 篇草稿"]);
    assert!(moved.built().keys().any(|path| path.starts_with("docs/")));
}
