/*
 * The search page: hits grouped by page, filters, sorting, help when nothing is found. Fills <div id="search-app"> below the
 * form that the template puts there. `.search-lists` on the page are lists to browse: readers without scripts have nothing
 * else, the others see them when nothing was asked or found or when the search does not work.
 *
 * The address of the page says everything: q, sort=date and any number of kind, column, topic, year, issuer, status.
 * Needs ui.js and search.js. Parts: 1 hits  2 filters  3 address  4 asking and showing  5 help  6 events and layout
 */
(function () {
  "use strict";

  var app = document.getElementById("search-app");
  var tools = window.shuyuan && window.shuyuan.tools;
  if (!app) return;
  if (!tools) {
    app.appendChild(document.createElement("p")).textContent = /^en/.test(document.documentElement.lang)
      ? "The search program did not arrive. Reload the page, or use the lists below."
      : "检索程序没有取到，请刷新页面；也可以从下面的清单查找。";
    return;
  }

  var HITS = 10;
  var MOST_HITS = 200;
  var VALUES_SHOWN = 6;
  var SLOW_AFTER = 6000;
  var LIVE_AFTER = 350;
  var say = tools.say;
  var FACETS = [
    ["kind", say("类别", "Kind")],
    ["column", app.hasAttribute("data-hub") ? say("门户", "Portal") : say("栏目", "Section")],
    ["topic", say("专题", "Topic")],
    ["year", say("年份", "Year")],
    ["issuer", say("发文机关", "Issued by")],
    ["status", say("时效性", "Status")],
  ];
  var EXAMPLES = [
    [
      "学习 记录",
      say("几个词用空格隔开，全都有的页面排在前面", "Words with blanks between; pages with all of them come first"),
    ],
    [
      "借教室要不要钱",
      say(
        "也可以整句地问，“怎么”“要不要”这些字不必在文中",
        "A whole question; words such as 怎么 need not stand in the text",
      ),
    ],
    ["“学习记录”", say("加引号，只找连在一起的原文", "In quotation marks: only what stands in one piece")],
    ['"甲" "乙"', say("几个引号：两段原文都在这个页面里，不必在同一条", "Several phrases: all somewhere on the page")],
    [
      "培训 -报名",
      say("词前加减号，去掉任何地方含有这个词的页面", "A minus leaves out pages that have the word anywhere"),
    ],
    [
      "民法典 第1062条",
      say(
        "全称或简称加条号，直接到这一条；写“民法典1062”“第一千零六十二条”也行。找到文件以后，只写“6条”就行",
        "A text's name and the number of an article goes there; once a text was found, 6条 is enough",
      ),
    ],
    ["〔2026〕3号", say("按文号查找", "The number of a document")],
    [
      "公司法 2018",
      say(
        "名称加年份，找那一年的版本；不写年份时只列现行有效的，其他版本附在下面",
        "A name and a year: that version; without a year the one in force, with the others beside it",
      ),
    ],
    [
      "本周 活动",
      say(
        "今天、明天、本周、下周、周末，找那几天的活动；“2026年10月12日”“2026-10-12”一样",
        "今天, 明天, 本周, 下周, 周末: events of those days; days may be written 2026-10-12",
      ),
    ],
    [
      "guanli、glbf、管理bf",
      say(
        "用拼音或首字母找标题，可以从标题中间的任何一个字开始",
        "Titles by pinyin or initials, from any of their characters on",
      ),
    ],
  ];

  var make = tools.make;
  var add = tools.add;
  var clear = tools.clear;
  var each = tools.each;

  function button(className, text, action) {
    var element = make("button", className, text);
    element.type = "button";
    if (action) element.addEventListener("click", action);
    return element;
  }

  /* A phone's keyboard would cover the results. */
  function touch() {
    return Boolean(window.matchMedia && window.matchMedia("(pointer: coarse)").matches);
  }

  /* 1 ------------------------------------------------------------------------------------------ hits */

  function gone(hit) {
    return hit.status === "repealed" || hit.status === "expired";
  }

  /* The index may be older than the day of coming into force, so that day is compared with today. */
  function statusText(hit) {
    if (hit.status !== "not_yet" || !hit.effective_on) return hit.status ? label("status", hit.status) : "";
    var now = new Date();
    var today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(function (part) {
      return (part < 10 ? "0" : "") + part;
    });
    if (hit.effective_on <= today.join("-"))
      return say("已于" + hit.effective_on + "起施行", "in force since " + hit.effective_on);
    return (
      label("status", hit.status) + say("，自" + hit.effective_on + "起施行", ", in force from " + hit.effective_on)
    );
  }

  function facts(hit) {
    var line = make("p", "result-facts");
    var status = gone(hit) ? "" : statusText(hit);
    if (hit.jump) add(line, make("span", "result-jump", say("直达", "Exact")));
    if (status) add(line, make("span", "status status-" + hit.status, status));
    [hit.kind_label, hit.doc_no, hit.date, hit.column_label].forEach(function (fact) {
      if (fact) add(line, make("span", "", fact));
    });
    return line.firstChild ? line : null;
  }

  function excerpt(hit) {
    return hit.excerpt ? tools.addMarked(make("p", "result-excerpt"), hit.excerpt, hit.marks) : null;
  }

  function section(hit) {
    var link = make("a", "result-section-link");
    link.href = tools.address(hit.url, hit.anchor);
    if (hit.path) add(link, make("span", "result-path", hit.path));
    add(link, make("span", "result-section-name", hit.section || say("正文", "Text")));
    if (hit.partial) add(link, make("span", "result-partial", say("缺部分词语", "some words missing")));
    return add(make("li", "result-section"), link, excerpt(hit));
  }

  /* One page: its title, then the sections in which something was found. */
  function result(hit) {
    var item = make("li", "result");
    var link = tools.addMarked(make("a"), hit.title, hit.title_marks);
    var title = add(make("h2", "result-title"), link);
    link.href = tools.address(hit.url, "");
    item.setAttribute("data-url", hit.url);
    if (gone(hit)) {
      item.classList.add("result-gone");
      add(title, make("span", "result-gone-word", "（" + label("status", hit.status) + "）"));
    }
    return add(
      item,
      title,
      hit.subtitle ? make("p", "result-subtitle", hit.subtitle) : null,
      facts(hit),
      versions(hit),
    );
  }

  /* Other versions of the text, by year. */
  function versions(hit) {
    if (!hit.versions || !hit.versions.length) return null;
    var line = add(make("p", "result-versions"), make("span", "", say("另有", "Other versions:")));
    hit.versions.forEach(function (version, place) {
      if (place) line.appendChild(document.createTextNode(say("、", ", ")));
      var link = make("a", "", (version.from || "").slice(0, 4) || say("其他", "other"));
      link.href = tools.address(version.url, "");
      add(line, link);
    });
    return add(line, make("span", "", say("版本", "")));
  }

  /* Shows all hits of a page in place of the first ones. */
  function unfold(item, hit) {
    var asked = state.q;
    tools
      .engine("search", asked, { limit: MOST_HITS, page: hit.page, today: tools.today() })
      .then(function (answer) {
        if (asked !== state.q) return;
        each(item.querySelectorAll(".result-sections, .result-excerpt, .result-all"), function (old) {
          old.parentNode.removeChild(old);
        });
        answer.hits.forEach(function (one) {
          addTo(item, one);
        });
        item.setAttribute("data-all", "");
        var first = item.querySelector(".result-section-link");
        if (first) first.focus();
      })
      .catch(function (error) {
        if (error.code !== "superseded") fail(error);
      });
  }

  /* Says how many more hits a page has. */
  function rest(item, hit) {
    var old = item.querySelector(".result-all");
    if (old) old.parentNode.removeChild(old);
    var more = hit.in_page - Math.max(item.querySelectorAll(".result-section").length, 1);
    if (more > 0 && !item.hasAttribute("data-all")) {
      add(
        item,
        button("facet-more result-all", say("还有 " + more + " 条", more + " more"), function () {
          unfold(item, hit);
        }),
      );
    }
  }

  function addHit(hit) {
    var known = Array.prototype.filter.call(parts.results.children, function (item) {
      return item.getAttribute("data-url") === hit.url;
    })[0];
    if (known && known.hasAttribute("data-all")) return;
    var item = known || parts.results.appendChild(result(hit));
    addTo(item, hit);
    rest(item, hit);
  }

  function addTo(item, hit) {
    var sections = item.querySelector(".result-sections");
    if (!hit.anchor) {
      var text = excerpt(hit);
      if (text) item.insertBefore(text, sections);
      return;
    }
    if (!sections) sections = item.appendChild(make("ul", "result-sections"));
    add(sections, section(hit));
  }

  /* 2 ------------------------------------------------------------------------------------------ filters */

  var names = {};

  /* A status has the word that it has on every page. */
  function label(key, value) {
    return (key === "status" && (window.shuyuanWords || {})["status_" + value]) || names[key + " " + value] || value;
  }

  function learnNames(facets) {
    FACETS.forEach(function (facet) {
      (facets[facet[0]] || []).forEach(function (value) {
        names[facet[0] + " " + value.value] = value.label || value.value;
      });
    });
  }

  /* The values of the answer, and those chosen that it no longer has. */
  function facetValues(key, given, selected) {
    var values = (given || []).slice();
    if (key === "year")
      values.sort(function (a, b) {
        return a.value < b.value ? 1 : -1;
      });
    var gone = selected.filter(function (value) {
      return !values.some(function (known) {
        return known.value === value;
      });
    });
    return gone
      .map(function (value) {
        return { value: value, count: 0 };
      })
      .concat(values);
  }

  function checkBox(key, value, checked) {
    var line = make("label", "facet-value");
    var check = make("input");
    check.type = "checkbox";
    check.checked = checked;
    check.id = "facet-" + key + "-" + value.value;
    check.addEventListener("change", function () {
      setFilter(key, value.value, check.checked);
    });
    return add(
      line,
      check,
      make("span", "facet-label", label(key, value.value)),
      make("span", "facet-count", String(value.count)),
    );
  }

  function facet(key, name, values, selected) {
    var group = add(make("fieldset", "facet"), make("legend", "", name));
    var rest = [];
    values.forEach(function (value, index) {
      var checked = selected.indexOf(value.value) >= 0;
      var line = checkBox(key, value, checked);
      if (index >= VALUES_SHOWN && !checked) rest.push(line);
      add(group, line);
    });
    if (rest.length < 2) return group;
    rest.forEach(function (line) {
      line.hidden = true;
    });
    var more = button("facet-more", say("还有 " + rest.length + " 项", rest.length + " more"), function () {
      rest.forEach(function (line) {
        line.hidden = false;
      });
      group.removeChild(more);
      rest[0].querySelector("input").focus();
    });
    return add(group, more);
  }

  function chip(key, name, value) {
    var element = button("search-chip", name + "：" + label(key, value) + " ×", function () {
      setFilter(key, value, false);
      input.focus();
    });
    element.setAttribute(
      "aria-label",
      say(
        "去掉筛选条件“" + name + "：" + label(key, value) + "”",
        "Remove the filter " + name + ": " + label(key, value),
      ),
    );
    return element;
  }

  function noFilters() {
    go({ filters: {} });
    input.focus();
  }

  function showFilters(facets) {
    var focused = document.activeElement ? document.activeElement.id : "";
    var chosen = 0;
    clear(parts.chosen);
    clear(parts.facets);
    FACETS.forEach(function (one) {
      var selected = state.filters[one[0]] || [];
      var values = facetValues(one[0], facets[one[0]], selected);
      chosen += selected.length;
      // A single value narrows nothing.
      if (values.length > 1 || selected.length) add(parts.facets, facet(one[0], one[1], values, selected));
      selected.forEach(function (value) {
        add(parts.chosen, chip(one[0], one[1], value));
      });
    });
    if (chosen > 1) add(parts.chosen, button("search-chip", say("全部清除", "Clear all"), noFilters));
    parts.toggle.textContent = chosen
      ? say("筛选（已选 " + chosen + " 项）", "Filters (" + chosen + ")")
      : say("筛选", "Filters");
    parts.body.classList.toggle("search-has-side", parts.facets.children.length > 0);
    // The boxes are new ones: the focus goes to the one that takes the place of the old.
    var again = /^facet-/.test(focused) && document.getElementById(focused);
    if (again) again.focus();
  }

  function setFilter(key, value, wanted) {
    var filters = {};
    Object.keys(state.filters).forEach(function (other) {
      filters[other] = state.filters[other];
    });
    var values = (filters[key] || []).filter(function (other) {
      return other !== value;
    });
    if (wanted) values.push(value);
    if (values.length) filters[key] = values;
    else delete filters[key];
    go({ filters: filters });
  }

  /* 3 ------------------------------------------------------------------------------------------ address */

  function readState() {
    var given = new URLSearchParams(location.search);
    var filters = {};
    FACETS.forEach(function (facet) {
      var values = given.getAll(facet[0]).filter(Boolean);
      if (values.length) filters[facet[0]] = values;
    });
    return {
      q: (given.get("q") || "").trim().slice(0, tools.LONGEST_QUERY),
      sort: given.get("sort") === "date" ? "date" : "relevance",
      filters: filters,
    };
  }

  function writeState(what) {
    var given = new URLSearchParams();
    if (what.q) given.set("q", what.q);
    if (what.sort === "date") given.set("sort", "date");
    FACETS.forEach(function (facet) {
      (what.filters[facet[0]] || []).forEach(function (value) {
        given.append(facet[0], value);
      });
    });
    var text = given.toString();
    return location.pathname + (text ? "?" + text : "");
  }

  /* Beside the address, the history keeps how far the reader had come, for the way back. */
  function remember(y) {
    history.replaceState({ shown: shown, y: y }, "", location.href);
  }

  function go(change) {
    state = { q: state.q, sort: state.sort, filters: state.filters };
    Object.keys(change).forEach(function (key) {
      state[key] = change[key];
    });
    remember(window.pageYOffset);
    history.pushState(null, "", writeState(state));
    start(null);
  }

  /* 4 ------------------------------------------------------------------------------------------ asking and showing */

  var turn = 0;
  var shown = 0;
  var slow = 0;

  function busy(on) {
    clearTimeout(slow);
    parts.body.classList.toggle("search-busy", on);
    parts.results.setAttribute("aria-busy", String(on));
    if (on)
      slow = setTimeout(function () {
        parts.summary.textContent = say(
          "网络较慢，还在读取检索文件……",
          "The network is slow; still reading search files…",
        );
      }, SLOW_AFTER);
  }

  /* Only the latest question is answered: `done` of an older one is never called. */
  function ask(offset, limit, done) {
    var mine = ++turn;
    busy(true);
    tools
      .engine("search", state.q, {
        offset: offset,
        limit: limit,
        sort: state.sort,
        filters: state.filters,
        today: tools.today(),
      })
      .then(function (answer) {
        if (mine !== turn) return;
        busy(false);
        done(answer);
      })
      .catch(function (error) {
        if (mine !== turn || error.code === "superseded") return;
        busy(false);
        fail(error);
      });
  }

  /* Asks what the address says; `before` is what the history remembers of this place. */
  function start(before) {
    // Never under the hands of someone who types: a blank at the end would be lost.
    if (input.value.trim() !== state.q) input.value = state.q;
    document.title = (state.q ? state.q + " - " : "") + title;
    clear(parts.notice);
    if (!state.q) {
      turn++;
      busy(false);
      empty("");
      return;
    }
    browse(false);
    parts.help.open = false;
    parts.wait.hidden = shown > 0;
    parts.summary.textContent = say("正在搜索……", "Searching…");
    var wanted = Math.min(MOST_HITS, Math.max(HITS, (before && before.shown) || 0));
    ask(0, wanted, function (answer) {
      show(answer);
      if (before && before.y) window.scrollTo(0, before.y);
    });
  }

  /* Nothing to show: what is left is the box, help and lists to browse. */
  function empty(summary) {
    shown = 0;
    clear(parts.results);
    clear(parts.facets);
    parts.wait.hidden = parts.tools.hidden = parts.more.hidden = true;
    parts.body.classList.remove("search-has-side");
    parts.summary.textContent = summary;
    parts.help.open = !state.q;
    browse(true);
  }

  function show(answer) {
    var facets = answer.facets || {};
    shown = 0;
    clear(parts.results);
    parts.wait.hidden = true;
    learnNames(facets);
    // An engine's answers are told apart by their portals.
    FACETS[1][1] = answer.gateway || app.hasAttribute("data-hub") ? say("门户", "Portal") : say("栏目", "Section");
    addHits(answer);
    showFilters(facets);
    parts.summary.textContent = summary(answer);
    parts.tools.hidden = !answer.hits.length && !parts.chosen.firstChild;
    parts.sort.hidden = !answer.hits.length;
    each(parts.sort.children, function (choice) {
      choice.setAttribute("aria-pressed", String(choice.value === state.sort));
    });
    showNotice(answer);
  }

  function addHits(answer) {
    answer.hits.forEach(addHit);
    shown += answer.hits.length;
    parts.more.hidden = !answer.more || shown >= MOST_HITS;
  }

  function summary(answer) {
    if (!answer.hits.length)
      return say("没有找到与“" + state.q + "”相符的内容。", "Nothing found for “" + state.q + "”.");
    if (answer.complete === false)
      return say(
        "没有哪个页面含有全部词语，以下 " + answer.total + " 个页面含有其中一部分。",
        "No page has all words; these " + answer.total + " have some of them.",
      );
    if (answer.by_sound)
      return say("按读音找到 " + answer.total + " 个标题。", answer.total + " titles, found by sound.");
    return say(
      (answer.exact === false ? "约 " : "找到 ") + answer.total + " 个页面。",
      (answer.exact === false ? "About " : "") + answer.total + (answer.total === 1 ? " page." : " pages."),
    );
  }

  function showMore() {
    var offset = shown;
    ask(offset, Math.min(HITS, MOST_HITS - offset), function (answer) {
      var links = parts.results.querySelectorAll("a").length;
      addHits(answer);
      parts.summary.textContent = say(
        "又显示了 " + answer.hits.length + " 条，现在一共 " + shown + " 条。",
        answer.hits.length + " more, " + shown + " in all.",
      );
      var next = parts.results.querySelectorAll("a")[links];
      if (next) next.focus();
    });
  }

  /* 5 ------------------------------------------------------------------------------------------ help */

  function browse(on) {
    each(document.querySelectorAll(".search-lists"), function (links) {
      links.hidden = !on;
    });
  }

  function word(text) {
    var link = make("a", "search-word", text);
    link.href = writeState({ q: text, sort: state.sort, filters: {} });
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go({ q: text, filters: {} });
    });
    return link;
  }

  /* Words that would find something, ways to ask differently, and lists to browse instead. */
  function showNotice(answer) {
    var found = answer.hits.length > 0;
    var nearest = answer.nearest || [];
    browse(!found);
    if (answer.fallback) {
      add(
        parts.notice,
        make(
          "p",
          "search-fallback",
          say(
            "检索服务暂时没有应答，下面是本站静态索引里的结果，可能不全；过一会儿再搜就会恢复。",
            "The search service gives no answer at the moment. These results come from the portal's own index and may not be complete.",
          ),
        ),
      );
    }
    if ((answer.meant || []).length) {
      var slip = add(make("p", "search-nearest"), make("span", "", say("您要找的是：", "Did you mean:")));
      answer.meant.forEach(function (text) {
        add(slip, word(text));
      });
      add(parts.notice, slip);
    }
    if (nearest.length) {
      var line = add(
        make("p", "search-nearest"),
        make(
          "span",
          "",
          found ? say("也可以试试：", "You may also try:") : say("可以试试这些词：", "Try these words:"),
        ),
      );
      nearest.forEach(function (text) {
        add(line, word(text));
      });
      add(parts.notice, line);
    }
    if (found) return;
    var advice = add(
      make("ul", "search-advice"),
      make("li", "", say("看看有没有错别字，或者换一个说法", "Look for slips, or say it in other words")),
      make(
        "li",
        "",
        say("减少几个词，或者去掉引号和减号", "Use fewer words, or leave out quotation marks and minus signs"),
      ),
    );
    if (parts.chosen.firstChild)
      add(
        advice,
        add(make("li"), button("search-plain", say("去掉筛选条件再搜", "Search without filters"), noFilters)),
      );
    add(parts.notice, advice);
  }

  function fail(error) {
    var report = add(
      make("div", "search-error"),
      make(
        "p",
        "",
        error.message || say("检索出错，请刷新页面后再试。", "The search failed. Reload the page and try again."),
      ),
    );
    report.setAttribute("role", "alert");
    // What the browser cannot do, it cannot do the second time either.
    if (error.code !== "unsupported" && error.code !== "file") {
      add(
        report,
        button("search-plain", say("再试一次", "Try again"), function () {
          input.focus();
          start(null);
        }),
      );
    }
    empty("");
    add(clear(parts.notice), report);
  }

  function help() {
    var list = make("dl", "search-help-list");
    EXAMPLES.forEach(function (example) {
      add(list, add(make("div"), add(make("dt"), make("code", "", example[0])), make("dd", "", example[1])));
    });
    // What the program's own documentation measures, in a reader's words.
    var order = make(
      "p",
      "search-help-order",
      say(
        "谁排在前面：点名的文件、条文最前；再看词语出现得多不多、是不是少见，标题比正文重，几个词都有的加一倍；别的文件引用得多的靠前；不再有效的、地方的规定靠后；同一页面的第二处起依次打九五折。不记录谁搜了什么，也不按点击排序。",
        "What comes first: a text or article that is named; then how often and how rare the words are, titles counting more, all words counting twice; what many other texts name; texts no longer in force and local rules come later; each further place of a page counts a little less. Nobody's searches or clicks are recorded.",
      ),
    );
    return add(make("details", "search-help"), make("summary", "", say("怎样搜得更准", "How to search")), list, order);
  }

  /* 6 ------------------------------------------------------------------------------------------ events and layout */

  function sortButtons() {
    var group = make("div", "search-sort");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", say("排序", "Order"));
    [
      ["relevance", say("按相关度", "By relevance")],
      ["date", say("按日期", "By date")],
    ].forEach(function (choice) {
      var element = button("", choice[1], function () {
        if (choice[0] !== state.sort) go({ sort: choice[0] });
      });
      element.value = choice[0];
      add(group, element);
    });
    return group;
  }

  function toggleButton() {
    var toggle = button("search-toggle", say("筛选", "Filters"), function () {
      toggle.setAttribute("aria-expanded", String(parts.body.classList.toggle("search-side-open")));
    });
    toggle.setAttribute("aria-controls", "search-facets");
    toggle.setAttribute("aria-expanded", "false");
    return toggle;
  }

  /* Builds the empty page below the form. */
  function layOut() {
    var made = {
      help: help(),
      summary: make("p", "search-summary"),
      body: make("div", "search-body"),
      toggle: toggleButton(),
      facets: make("div", "search-facets"),
      tools: make("div", "search-tools"),
      chosen: make("div", "search-chosen"),
      sort: sortButtons(),
      wait: make("div", "search-wait"),
      notice: make("div", "search-notice"),
      results: make("ol", "results"),
      more: button("search-more", say("显示更多", "Show more"), showMore),
    };
    var side = make("div", "search-side");
    for (var line = 0; line < 6; line++) add(made.wait, make("span"));
    made.summary.setAttribute("role", "status");
    made.facets.id = "search-facets";
    side.setAttribute("role", "group");
    side.setAttribute("aria-label", say("筛选条件", "Filters"));
    made.wait.hidden = made.tools.hidden = made.more.hidden = true;
    add(made.tools, made.chosen, made.sort);
    add(
      made.body,
      add(side, made.toggle, made.facets),
      add(make("div", "search-main"), made.tools, made.notice, made.wait, made.results, made.more),
    );
    add(app, made.help, made.summary, made.body);
    return made;
  }

  var title = document.title;
  var input = app.querySelector('input[name="q"]') || document.querySelector('input[name="q"]');
  var parts = layOut();
  var state = readState();

  each(document.querySelectorAll('input[name="q"]'), function (field) {
    field.form.addEventListener("submit", function (event) {
      var asked = field.value.trim();
      event.preventDefault();
      if (touch()) field.blur();
      if (asked === state.q) start(null);
      else go({ q: asked, filters: {} });
    });
  });
  /* Results while typing: the address follows, without a place of its own in the history. */
  var typing = 0;
  var composing = false;
  function typed() {
    clearTimeout(typing);
    if (!composing) typing = setTimeout(live, LIVE_AFTER);
  }
  function live() {
    var asked = input.value.trim();
    if (asked === state.q || document.activeElement !== input) return;
    state = { q: asked, sort: state.sort, filters: {} };
    history.replaceState(null, "", writeState(state));
    start(null);
  }
  input.addEventListener("compositionstart", function () {
    composing = true;
    clearTimeout(typing);
  });
  input.addEventListener("compositionend", function () {
    composing = false;
    typed();
  });
  input.addEventListener("input", function (event) {
    if (event.isComposing === false) composing = false;
    typed();
  });
  window.addEventListener("popstate", function (event) {
    var next = readState();
    // A link to a place on this page comes here too; the same question needs no new answer.
    if (writeState(next) === writeState(state)) return;
    state = next;
    start(event.state);
  });
  window.addEventListener("pagehide", function () {
    remember(window.pageYOffset);
  });
  if (!state.q && !touch() && document.activeElement === document.body) input.focus();
  start(history.state);
})();
