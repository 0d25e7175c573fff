/*
 * Search over any page: a dialog with results while typing.
 *
 *   opens   Ctrl+K or ⌘K anywhere, "/" where no search box stands on the page, and any element with data-search-open
 *   recent  the last questions are kept in this browser only (localStorage), and can be cleared there
 *   found   the words asked for are marked on the page that was opened from a result, until the reader clears them
 *
 * Speaks with the engine only through window.shuyuan (search.js); needs ui.js. Texts are Chinese or English as the page is.
 */
(function () {
  "use strict";

  var tools = window.shuyuan && window.shuyuan.tools;
  if (!tools) return;

  var RECENT = "shuyuan-search-recent";
  var FOUND = "shuyuan-search-found";
  var MOST_RECENT = 8;
  var HITS = 8;
  var TYPED_AFTER = 180;
  var MOST_MARKS = 300;

  var english = /^en/i.test(document.documentElement.lang || "");
  var make = tools.make;
  var add = tools.add;
  var clear = tools.clear;

  function say(zh, en) {
    return english ? en : zh;
  }

  /* 1 ------------------------------------------------------------------------------------------ what is kept */

  function read(store, key) {
    try {
      return JSON.parse(window[store].getItem(key) || "null");
    } catch (ignored) {
      return null;
    }
  }

  function write(store, key, value) {
    try {
      if (value === null) window[store].removeItem(key);
      else window[store].setItem(key, JSON.stringify(value));
    } catch (ignored) {
      /* Private windows keep nothing; the search works all the same. */
    }
  }

  function recent() {
    var kept = read("localStorage", RECENT);
    return Array.isArray(kept)
      ? kept.filter(function (one) {
          return typeof one === "string";
        })
      : [];
  }

  function remember(query) {
    query = query.trim();
    if (!query) return;
    var others = recent().filter(function (one) {
      return one !== query;
    });
    write("localStorage", RECENT, [query].concat(others).slice(0, MOST_RECENT));
  }

  /* What was asked goes along to the page that is opened, for this tab and this once. */
  function leave(query) {
    remember(query);
    write("sessionStorage", FOUND, { query: query });
  }

  /* 2 ------------------------------------------------------------------------------------------ words on the page */

  function wordsOf(query) {
    var words = [];
    query
      .replace(/(^|\s)-\S+/g, " ")
      .split(/[\s“”"「」『』《》，。、；：？！,;?!()（）]+/)
      .forEach(function (word) {
        if (word.length > 1 && words.indexOf(word) < 0) words.push(word);
      });
    return words.sort(function (a, b) {
      return b.length - a.length;
    });
  }

  function textNodes(within) {
    var walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT, null, false);
    var nodes = [];
    while (walker.nextNode()) {
      var parent = walker.currentNode.parentElement;
      if (parent && !parent.closest("script, style, mark, textarea, form, button, .search-dialog"))
        nodes.push(walker.currentNode);
    }
    return nodes;
  }

  function markIn(node, words) {
    var lower = node.data.toLowerCase();
    var best = null;
    words.forEach(function (word) {
      var at = lower.indexOf(word.toLowerCase());
      if (at >= 0 && (!best || at < best.at)) best = { at: at, length: word.length };
    });
    if (!best || lower.length !== node.data.length) return null;
    var found = node.splitText(best.at);
    var rest = found.splitText(best.length);
    var mark = make("mark", "search-found", found.data);
    found.parentNode.replaceChild(mark, found);
    return rest;
  }

  function markFound() {
    var found = read("sessionStorage", FOUND);
    write("sessionStorage", FOUND, null);
    var main = document.getElementById("main");
    if (!found || typeof found.query !== "string" || !main || document.getElementById("search-app")) return;
    var words = wordsOf(found.query);
    var count = 0;
    textNodes(main).forEach(function (node) {
      while (node && words.length && count < MOST_MARKS) {
        node = markIn(node, words);
        if (node) count++;
      }
    });
    if (!count) return;
    var note = make("p", "search-found-note", say("已标出“" + found.query + "”", "Marked: " + found.query));
    var off = make("button", "", say("清除标记", "Clear"));
    off.type = "button";
    off.addEventListener("click", function () {
      tools.each(document.querySelectorAll("mark.search-found"), function (mark) {
        var parent = mark.parentNode;
        parent.replaceChild(document.createTextNode(mark.textContent), mark);
        parent.normalize();
      });
      note.parentNode.removeChild(note);
    });
    main.insertBefore(add(note, off), main.firstChild);
  }

  /* 3 ------------------------------------------------------------------------------------------ dialog */

  var dialog = null;
  var before = null;
  var turn = 0;
  var timer = 0;
  var chosen = -1;
  var composing = false;

  function searchPage() {
    var link = document.querySelector("a[data-search-open]");
    var form = document.querySelector('form[role="search"]');
    return (link ? link.href : form ? form.action : tools.address("search/", "")).split("?")[0];
  }

  function allOf(query) {
    return searchPage() + "?q=" + encodeURIComponent(query);
  }

  function build() {
    var made = {
      cover: make("div", "search-dialog"),
      box: make("div", "search-dialog-box"),
      input: make("input", "search-dialog-input"),
      shut: make("button", "search-dialog-shut", say("关闭", "Close")),
      news: make("p", "search-dialog-news"),
      list: make("div", "search-dialog-list"),
    };
    made.cover.hidden = true;
    made.box.setAttribute("role", "dialog");
    made.box.setAttribute("aria-modal", "true");
    made.box.setAttribute("aria-label", say("站内搜索", "Search this site"));
    made.input.type = "search";
    made.input.maxLength = tools.LONGEST_QUERY;
    made.input.autocomplete = "off";
    made.input.spellcheck = false;
    made.input.placeholder = say(
      "搜词语、标题、文号、条号，也可用拼音",
      "Words, titles, document or article numbers, pinyin",
    );
    made.input.setAttribute("aria-label", say("搜索", "Search"));
    made.input.setAttribute("role", "combobox");
    made.input.setAttribute("aria-expanded", "true");
    made.input.setAttribute("aria-controls", "search-dialog-list");
    made.list.id = "search-dialog-list";
    made.list.setAttribute("role", "listbox");
    made.list.setAttribute("aria-label", say("结果", "Results"));
    made.news.setAttribute("role", "status");
    made.shut.type = "button";
    add(made.box, add(make("div", "search-dialog-bar"), made.input, made.shut), made.news, made.list);
    add(document.body, add(made.cover, made.box));
    made.shut.addEventListener("click", close);
    made.cover.addEventListener("mousedown", function (event) {
      if (event.target === made.cover) close();
    });
    made.input.addEventListener("compositionstart", function () {
      composing = true;
      clearTimeout(timer);
    });
    made.input.addEventListener("compositionend", function () {
      composing = false;
      typed();
    });
    made.input.addEventListener("input", function (event) {
      if (event.isComposing === false) composing = false;
      typed();
    });
    made.box.addEventListener("keydown", key);
    return made;
  }

  function open() {
    dialog = dialog || build();
    if (!dialog.cover.hidden) return;
    before = document.activeElement;
    dialog.cover.hidden = false;
    document.documentElement.classList.add("search-dialog-open");
    dialog.input.focus();
    dialog.input.select();
    tools.engine("prepare").catch(function () {
      /* The search itself will say what is wrong. */
    });
    show();
  }

  function close() {
    if (!dialog || dialog.cover.hidden) return;
    clearTimeout(timer);
    turn++;
    dialog.cover.hidden = true;
    document.documentElement.classList.remove("search-dialog-open");
    // The body takes no focus: opened by keyboard from there, the field would keep it until the page is drawn again.
    if (document.activeElement) document.activeElement.blur();
    if (before && before.focus) before.focus();
  }

  function options() {
    return dialog.list.querySelectorAll("[role=option]");
  }

  function choose(index) {
    var all = options();
    if (all[chosen]) all[chosen].setAttribute("aria-selected", "false");
    chosen = all.length ? (index + all.length + 1) % (all.length + 1) : -1;
    if (chosen === all.length) chosen = -1;
    var option = all[chosen];
    if (!option) return dialog.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    dialog.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function key(event) {
    if (composing || event.isComposing || event.keyCode === 229) return;
    var all = options();
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? all.length - 1 : chosen - 1);
    else if (event.key === "Enter" && event.target === dialog.input) {
      if (all[chosen]) all[chosen].click();
      else if (dialog.input.value.trim()) {
        remember(dialog.input.value);
        location.href = allOf(dialog.input.value.trim());
      }
    } else if (event.key === "Tab") {
      // The dialog has two stops; the results are reached with the arrow keys.
      (event.target === dialog.input ? dialog.shut : dialog.input).focus();
    } else return;
    event.preventDefault();
  }

  function typed() {
    if (composing) return;
    clearTimeout(timer);
    timer = setTimeout(show, TYPED_AFTER);
  }

  function option(href, query) {
    var link = make("a", "search-dialog-option");
    link.href = href;
    link.tabIndex = -1;
    link.id = "search-dialog-option-" + options().length;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    if (query)
      link.addEventListener("click", function () {
        leave(query);
        close();
      });
    return dialog.list.appendChild(link);
  }

  function showRecent() {
    var kept = recent();
    clear(dialog.list);
    chosen = -1;
    dialog.news.textContent = kept.length
      ? say("最近搜过", "Recent searches")
      : say("输入词语，边输边出结果", "Results come as you type");
    kept.forEach(function (query) {
      var link = option(allOf(query), "");
      link.textContent = query;
      link.addEventListener("click", function (event) {
        event.preventDefault();
        dialog.input.value = query;
        dialog.input.focus();
        show();
      });
    });
    if (!kept.length) return;
    var forget = make(
      "button",
      "search-dialog-forget",
      say("清除记录（只存在本机浏览器里）", "Clear (kept in this browser only)"),
    );
    forget.type = "button";
    forget.addEventListener("click", function () {
      write("localStorage", RECENT, null);
      dialog.input.focus();
      showRecent();
    });
    dialog.list.appendChild(forget);
  }

  function show() {
    var query = dialog.input.value.trim();
    var mine = ++turn;
    if (!query) return showRecent();
    tools
      .engine("search", query, { limit: HITS, today: tools.today() })
      .then(function (answer) {
        if (mine === turn) showAnswer(query, answer);
      })
      .catch(function (error) {
        if (mine !== turn || error.code === "superseded") return;
        clear(dialog.list);
        dialog.news.textContent = error.message;
      });
  }

  function showAnswer(query, answer) {
    clear(dialog.list);
    chosen = -1;
    var count = (answer.exact === false ? say("约 ", "about ") : "") + answer.total;
    if (!answer.hits.length)
      dialog.news.textContent = say("没有找到与“" + query + "”相符的内容", "Nothing found for " + query);
    else if (answer.complete === false)
      dialog.news.textContent = say(
        "没有哪个页面含有全部词语，下面的含有一部分",
        "No page has all words; these have some",
      );
    else
      dialog.news.textContent = answer.by_sound
        ? say("按读音找到 " + answer.total + " 个标题", answer.total + " titles, found by sound")
        : say(answer.exact === false ? count + " 个页面" : "找到 " + count + " 个页面", count + " pages");
    (answer.meant || []).slice(0, 3).forEach(function (text) {
      var link = option(allOf(text), "");
      link.textContent = say("您要找的是“" + text + "”吗？", "Did you mean “" + text + "”?");
      link.addEventListener("click", function (event) {
        event.preventDefault();
        dialog.input.value = text;
        dialog.input.focus();
        show();
      });
    });
    // The search page has the columns and all other lists: something to go on with.
    if (!answer.hits.length && !(answer.meant || []).length)
      option(allOf(query), "").textContent = say(
        "换个说法，或者到检索页从各栏目找起",
        "Say it in other words, or start from the columns on the search page",
      );
    answer.hits.forEach(function (hit) {
      var link = option(tools.address(hit.url, hit.anchor), query);
      var title = tools.addMarked(make("span", "search-dialog-title"), hit.title, hit.title_marks);
      if (hit.anchor && hit.section) add(title, make("span", "search-dialog-section", hit.section));
      var status = hit.status && hit.status !== "in_force" && (window.shuyuanWords || {})[hit.status];
      if (status) add(title, make("span", "status status-" + hit.status, status));
      add(
        link,
        title,
        hit.excerpt ? tools.addMarked(make("span", "search-dialog-excerpt"), hit.excerpt, hit.marks) : null,
      );
    });
    if (answer.hits.length)
      option(allOf(query), "").textContent = say("查看全部结果，按条件筛选", "All results, with filters");
  }

  /* 4 ------------------------------------------------------------------------------------------ how it is reached */

  function writing(element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.altKey) return;
    var control = (event.ctrlKey || event.metaKey) && !event.shiftKey && (event.key === "k" || event.key === "K");
    var slash =
      event.key === "/" && !event.ctrlKey && !event.metaKey && !writing(event.target) && !event.defaultPrevented;
    if (!control && !slash) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", function (event) {
    var opener = event.target.closest && event.target.closest("[data-search-open]");
    if (!opener) return;
    event.preventDefault();
    open();
  });
  // Results of the search page lead to pages just as those of the dialog do.
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("#search-app .results a");
    var input = link && document.querySelector('#search-app input[name="q"]');
    if (input) leave(input.value);
  });
  tools.openSearch = open;
  markFound();
})();
