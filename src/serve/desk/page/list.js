// All pages: the tree of columns and the table, with filter and sort.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;
  var shown = { column: null, query: "", kind: "", status: "", age: "", days: 0, by: "changed", down: true };
  // Kinds that stand until somebody renews them; the others are of their day.
  var STANDING = ["page", "guide", "faq", "disclosure", "org", "template"];
  var AGES = [
    ["review", t("该复核的（review_in）", "Due for review (review_in)")],
    ["stale", t("很久没有更新的", "Not renewed for long")],
    ["idle", t("很久没有新内容的栏目", "Columns without news")],
  ];
  // Longer tables are slow to read and to draw.
  var MOST = 300;

  function folder(path) {
    return path.indexOf("/") < 0 ? "" : path.slice(0, path.lastIndexOf("/"));
  }
  // The folder in which a page is listed: a page in a folder of its own stands one higher.
  function column(page) {
    var of = folder(page.path);
    return /(^|\/)index\.md$/.test(page.path) ? folder(of) : of;
  }

  /** Every folder that pages lie in, in the order of paths. */
  desk.columns = function () {
    var all = {};
    desk.pages.forEach(function (page) {
      for (var at = column(page); at; at = folder(at))
        all[at] = all[at] || { path: at, title: at.slice(at.lastIndexOf("/") + 1), count: 0 };
    });
    desk.pages.forEach(function (page) {
      var of = column(page);
      if (/(^|\/)_index\.md$/.test(page.path) && all[of]) all[of].title = page.title;
      for (var at = of; at; at = folder(at)) all[at].count += 1;
    });
    return Object.keys(all)
      .sort()
      .map(function (path) {
        var depth = path.split("/").length - 1;
        return Object.assign(all[path], { depth: depth, label: "　".repeat(depth) + all[path].title });
      });
  };

  var STATUS = {
    public: t("已公开", "Public"),
    draft: t("草稿", "Draft"),
    scheduled: t("定时", "Scheduled"),
    expired: t("已撤下", "Expired"),
    hidden: t("不显示", "Hidden"),
  };
  var COLUMNS = [
    { name: "title", title: t("标题", "Title") },
    { name: "kind", title: t("类型", "Kind") },
    { name: "column", title: t("栏目", "Column") },
    { name: "date", title: t("发布日期", "Published"), down: true },
    { name: "status", title: t("状态", "Status") },
    { name: "problems", title: t("问题", "Findings"), down: true },
    { name: "changed", title: t("最后修改", "Changed"), down: true },
  ];

  function isIndex(page) {
    return /(^|\/)_index\.md$/.test(page.path);
  }

  /** The newest day of what lies below each column: null if it is empty, "" if nothing there has a day. */
  function newest() {
    var all = {};
    desk.pages.forEach(function (page) {
      if (page.kind === "column" && isIndex(page)) all[folder(page.path)] = null;
    });
    desk.pages.forEach(function (page) {
      if (page.kind === "column" || page.status !== "public") return;
      for (var at = folder(page.path); ; at = folder(at)) {
        if (at in all && (all[at] === null || all[at] < page.vouched)) all[at] = page.vouched;
        if (!at) break;
      }
    });
    return all;
  }

  /** The day by which a page is old, as far as the chosen view asks for one; null if it is not in the view. */
  function old(page, last) {
    var ago = new Date(Date.parse(desk.all.today) - shown.days * 86400000).toISOString().slice(0, 10);
    if (page.status !== "public") return null;
    if (shown.age === "review") return page.review && page.review <= desk.all.today ? page.review : null;
    if (shown.age === "stale") {
      var stands = shown.kind ? page.kind === shown.kind : STANDING.indexOf(page.kind) >= 0;
      return stands && page.vouched && page.vouched < ago ? page.vouched : null;
    }
    var day = page.kind === "column" && isIndex(page) && page.path !== "_index.md" ? last[folder(page.path)] : "";
    return day === null ? "" : day && day < ago ? day : null;
  }

  function value(page, name, titles) {
    if (name === "date" && shown.age) return page.old || "";
    if (name === "column") return titles[column(page)] || "";
    if (name === "problems") return page.errors * 10000 + page.warnings;
    if (name === "kind") return desk.label(page.kind);
    return page[name];
  }

  function day(seconds) {
    if (!seconds) return "";
    var at = new Date(seconds * 1000);
    var two = function (number) {
      return (number < 10 ? "0" : "") + number;
    };
    return (
      at.getFullYear() +
      "-" +
      two(at.getMonth() + 1) +
      "-" +
      two(at.getDate()) +
      " " +
      two(at.getHours()) +
      ":" +
      two(at.getMinutes())
    );
  }

  /** The view; `show()` draws it again. */
  desk.list = function () {
    var tree = el("nav", { class: "tree", "aria-label": t("栏目", "Columns") });
    var body = el("tbody");
    var head = el("tr");
    var count = el("p", { class: "count", role: "status" });
    var due = el("p", { class: "due", hidden: true });
    var query = el("input", {
      type: "search",
      placeholder: t("标题、拼音或路径", "Title, pinyin or path"),
      "aria-label": t("筛选页面", "Filter pages"),
    });
    var kind = el("select", { "aria-label": t("内容类型", "Kind") });
    var status = el("select", { "aria-label": t("状态", "Status") });
    var age = el("select", { "aria-label": t("新旧", "Age") });
    var most = el("input", { type: "number", min: "1", max: "9999", step: "1", "aria-label": t("天数", "Days") });
    var past = el("label", { class: "days", hidden: true }, t("超过", "For more than "), most, t("天", " days"));
    var titles = {};
    var compare = new Intl.Collator(desk.zh ? "zh-CN" : "en", { numeric: true }).compare;

    query.addEventListener("input", function () {
      shown.query = query.value;
      table();
    });
    kind.addEventListener("change", function () {
      shown.kind = kind.value;
      table();
    });
    status.addEventListener("change", function () {
      shown.status = status.value;
      table();
    });

    age.addEventListener("change", function () {
      shown.age = age.value;
      shown.days =
        (shown.age === "stale" ? desk.all.stale_days : desk.all.idle_days) || (shown.age === "stale" ? 365 : 90);
      shown.by = shown.age ? "date" : "changed";
      shown.down = !shown.age;
      ages();
      heads();
      table();
    });
    most.addEventListener("input", function () {
      shown.days = Math.max(1, Math.min(9999, Number(most.value) || 1));
      table();
    });
    function ages() {
      age.value = shown.age;
      past.hidden = shown.age !== "stale" && shown.age !== "idle";
      if (most !== document.activeElement) most.value = String(shown.days || "");
    }

    function options(box, all, now, first) {
      desk.empty(box);
      box.append(el("option", { value: "", text: first }));
      all.forEach(function (one) {
        box.append(el("option", { value: one[0], text: one[1] }));
      });
      box.value = now;
    }

    function branches() {
      desk.empty(tree);
      var all = desk.columns();
      titles = {};
      all.forEach(function (one) {
        titles[one.path] = one.title;
      });
      var list = el("ul");
      [{ path: null, title: t("全部页面", "All pages"), depth: 0, count: desk.pages.length }]
        .concat(all)
        .forEach(function (one) {
          var button = desk.button(
            one.title,
            function () {
              shown.column = one.path;
              moveColumn.hidden = !shown.column;
              branches();
              table();
              var now = tree.querySelector("[aria-current]");
              if (now) now.focus();
            },
            {
              "aria-current": shown.column === one.path ? "true" : null,
              class: "depth-" + Math.min(6, one.path === null ? 0 : one.depth + 1),
            },
          );
          button.append(el("span", { class: "number", text: " " + one.count }));
          // A document dropped on a column is imported into it.
          drops(button, function (files) {
            take(files, one.path || "");
          });
          list.append(el("li", {}, button));
        });
      tree.append(list);
    }

    function take(files, path) {
      desk.importFiles(files, path).then(function () {
        desk.load().then(show, desk.failed);
      });
    }

    function heads() {
      desk.empty(head);
      COLUMNS.forEach(function (one) {
        var sorted = shown.by === one.name;
        var mark = sorted ? (shown.down ? " ↓" : " ↑") : "";
        var name =
          one.name !== "date" || !shown.age
            ? one.title
            : { review: t("应当复核", "Due"), stale: t("上次更新", "Renewed"), idle: t("最新内容", "Newest") }[
                shown.age
              ];
        head.append(
          el(
            "th",
            { scope: "col", class: one.name, "aria-sort": sorted ? (shown.down ? "descending" : "ascending") : "none" },
            desk.button(name + mark, function () {
              shown.down = sorted ? !shown.down : Boolean(one.down);
              shown.by = one.name;
              heads();
              table();
              head.children[COLUMNS.indexOf(one)].firstChild.focus();
            }),
          ),
        );
      });
    }

    function table() {
      var last = shown.age === "idle" ? newest() : null;
      var found = desk.matches(shown.query, desk.pages).filter(function (page) {
        var of = column(page);
        page.old = shown.age ? old(page, last) : null;
        if (shown.age && page.old === null) return false;
        return (
          (shown.column === null || of === shown.column || of.indexOf(shown.column + "/") === 0) &&
          (!shown.kind || page.kind === shown.kind) &&
          (!shown.status || page.status === shown.status)
        );
      });
      found.sort(function (a, b) {
        var x = value(a, shown.by, titles),
          y = value(b, shown.by, titles);
        var order = typeof x === "number" ? x - y : compare(x, y);
        return (shown.down ? -order : order) || compare(a.path, b.path);
      });
      desk.empty(body);
      found.slice(0, MOST).forEach(function (page) {
        var problems =
          page.errors || page.warnings
            ? el("span", {
                class: page.errors ? "error" : "warning",
                text: page.errors ? t("错误 ", "Errors ") + page.errors : t("警告 ", "Warnings ") + page.warnings,
              })
            : "";
        body.append(
          el(
            "tr",
            {},
            el(
              "th",
              { scope: "row", class: "title" },
              el("a", { href: "#edit=" + encodeURIComponent(page.path), text: page.title }),
              el("small", { text: page.path }),
            ),
            el("td", { class: "kind", text: desk.label(page.kind) }),
            el("td", { class: "column", text: titles[column(page)] || "" }),
            el("td", {
              class: "date",
              text: !shown.age
                ? page.date
                : shown.age === "review"
                  ? page.old + (page.owner ? " " + page.owner : "")
                  : page.old || t("没有内容", "Empty"),
            }),
            el("td", { class: "status", text: STATUS[page.status] || page.status }),
            el("td", { class: "problems" }, problems),
            el("td", { class: "changed", text: day(page.changed) }),
          ),
        );
      });
      count.textContent =
        t("共 " + found.length + " 页", found.length + " pages") +
        (found.length > MOST ? t("，显示前 " + MOST + " 页", ", the first " + MOST + " shown") : "");
    }

    // The next day on which the portal changes by itself.
    function days() {
      var all = desk.all.due;
      desk.empty(due);
      due.hidden = !all.length;
      if (!all.length) return;
      due.append(
        t("下一个到期的日子：", "Due next: "),
        desk.button(
          all[0].at + " " + all[0].what,
          function () {
            desk.dialog(t("到期的日子", "Days to come"), function (close) {
              return el(
                "div",
                {},
                el("p", {
                  class: "help",
                  text: t(
                    "到了那一天，要重新生成和发布，读者才会看到变化。",
                    "On that day the portal has to be built and published again, for readers to see the change.",
                  ),
                }),
                el(
                  "ul",
                  { class: "hits" },
                  all.map(function (one) {
                    return el(
                      "li",
                      {},
                      el("small", { text: one.at }),
                      one.path && desk.page(one.path)
                        ? desk.button(
                            one.what,
                            function () {
                              close();
                              location.hash = "#edit=" + encodeURIComponent(one.path);
                            },
                            { class: "link" },
                          )
                        : one.what,
                    );
                  }),
                ),
              );
            });
          },
          { class: "link" },
        ),
      );
    }

    function show() {
      days();
      moveColumn.hidden = !shown.column;
      options(kind, desk.all.kinds, shown.kind, t("各种类型", "All kinds"));
      options(
        status,
        Object.keys(STATUS).map(function (name) {
          return [name, STATUS[name]];
        }),
        shown.status,
        t("各种状态", "Any status"),
      );
      options(age, AGES, shown.age, t("新旧不限", "Of any age"));
      ages();
      query.value = shown.query;
      branches();
      heads();
      table();
    }

    var input = el("input", {
      type: "file",
      multiple: true,
      hidden: true,
      "aria-hidden": "true",
      tabindex: "-1",
      accept: ".docx,.docm,.xlsx,.xls,.et,.csv,.txt,.html,.htm,.mhtml,.gift",
    });
    input.addEventListener("change", function () {
      take(input.files, shown.column || "");
      input.value = "";
    });
    var moveColumn = desk.button(
      t("移动栏目", "Move column"),
      function () {
        desk.move(shown.column).then(function (done) {
          if (!done) return;
          shown.column = done.to;
          show();
        }, desk.failed);
      },
      { hidden: true, title: t("移动或改名左边选中的栏目", "Move or rename the chosen column") },
    );
    var tools = el(
      "div",
      { class: "tools" },
      desk.button(
        t("新建页面", "New page"),
        function () {
          desk.newPage(shown.column || "", "");
        },
        { class: "main" },
      ),
      desk.button(
        t("导入文件", "Import files"),
        function () {
          input.click();
        },
        {
          title: t(
            "Word、WPS、Excel 文件，保存的网页；也可以拖到左边的栏目上",
            "Word, WPS and Excel files, saved pages; they may be dropped on a column too",
          ),
        },
      ),
      moveColumn,
      desk.button(t("数据表和题库", "Tables and questions"), desk.pickTable),
      input,
      query,
      kind,
      status,
      age,
      past,
    );
    var node = el(
      "div",
      { class: "list" },
      tree,
      el(
        "main",
        {},
        el("h1", { text: t("页面", "Pages") }),
        tools,
        due,
        count,
        el(
          "div",
          { class: "scroll", tabindex: "0", role: "region", "aria-label": t("页面列表", "List of pages") },
          el("table", {}, el("thead", {}, head), body),
        ),
      ),
    );
    return { node: node, show: show };
  };

  /** Calls `take` with the files that are dropped on `node`. */
  function drops(node, take) {
    node.addEventListener("dragover", function (event) {
      if (Array.from(event.dataTransfer.types).indexOf("Files") < 0) return;
      event.preventDefault();
      node.classList.add("over");
    });
    node.addEventListener("dragleave", function () {
      node.classList.remove("over");
    });
    node.addEventListener("drop", function (event) {
      node.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      event.stopPropagation();
      take(event.dataTransfer.files);
    });
  }
  desk.drops = drops;
})();
