/*
 * What every page shows of the search: suggestions in each search box, and "/" to reach it.
 * Speaks with the engine only through window.shuyuan (search.js), which loads nothing before a box gets the focus.
 *
 *   boxes    every <form> with an <input name="q">
 *
 * All text is set as text, never as HTML. What page.js needs too stands in window.shuyuan.tools.
 */
(function () {
  "use strict";

  var LONGEST_QUERY = 200;
  var SUGGESTIONS = 8;
  var SUGGEST_AFTER = 120;

  /* 1 ------------------------------------------------------------------------------------------ small tools */

  var root = document.body.getAttribute("data-root") || "./";

  function say(zh, en) {
    return /^en/.test(document.documentElement.lang) ? en : zh;
  }

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined && text !== null) element.textContent = text;
    return element;
  }

  function add(parent) {
    for (var i = 1; i < arguments.length; i++) if (arguments[i]) parent.appendChild(arguments[i]);
    return parent;
  }

  function clear(element) {
    while (element.firstChild) element.removeChild(element.firstChild);
    return element;
  }

  function each(list, action) {
    Array.prototype.forEach.call(list, action);
  }

  /* Appends `text` with [start, end] pieces, counted in characters, as <mark>. */
  function addMarked(parent, text, marks) {
    var letters = Array.from(text || "");
    var at = 0;
    (marks || []).forEach(function (mark) {
      var start = Math.max(at, mark[0]);
      var end = Math.min(letters.length, mark[1]);
      if (end <= start) return;
      if (start > at) parent.appendChild(document.createTextNode(letters.slice(at, start).join("")));
      parent.appendChild(make("mark", "", letters.slice(start, end).join("")));
      at = end;
    });
    if (at < letters.length) parent.appendChild(document.createTextNode(letters.slice(at).join("")));
    return parent;
  }

  /* Pages of other portals have whole addresses. */
  function address(url, anchor) {
    return (/^(https?:)?\//.test(url) ? "" : root) + url + (anchor ? "#" + encodeURIComponent(anchor) : "");
  }

  /* The reader's day as YYYYMMDD, which tells the version in force. */
  function today() {
    var now = new Date();
    return now.getFullYear() * 10000 + (now.getMonth() + 1) * 100 + now.getDate();
  }

  /* Calls a function of the engine; that the script itself did not arrive is reported like every other fault. */
  function engine(name, first, second) {
    var shuyuan = window.shuyuan;
    if (!shuyuan || typeof shuyuan[name] !== "function") {
      return Promise.reject(
        new Error(
          say(
            "检索程序没有取到，请刷新页面；也可以按栏目、专题或目录浏览。",
            "The search program did not arrive. Reload the page, or browse by column, topic or list.",
          ),
        ),
      );
    }
    if (name !== "search") return shuyuan[name](first, second);
    return shuyuan.search(within(first), second).then(function (answer) {
      rememberText(answer.hits[0]);
      return answer;
    });
  }

  /* The number of an article alone: 6条, 第六条, 第120条之一. */
  var ARTICLE =
    /^\s*第?\s*[0-9０-９零〇一二两三四五六七八九十百千]{1,9}\s*条(\s*之\s*[0-9０-９一二三四五六七八九十]{1,3})?\s*$/;
  var TEXT = "shuyuan-search-text";

  /* An article's number alone means the text that is open, else the one that was found last in this tab. */
  function within(query) {
    if (!ARTICLE.test(query)) return query;
    var open = document.querySelector("article.policy[data-title]");
    var title = open ? open.getAttribute("data-title") : null;
    try {
      title = title || window.sessionStorage.getItem(TEXT);
    } catch (ignored) {
      /* Private windows remember nothing. */
    }
    return title ? title + " " + query.trim() : query;
  }

  function rememberText(hit) {
    if (!hit || !hit.jump || hit.kind !== "policy") return;
    try {
      window.sessionStorage.setItem(TEXT, hit.title);
    } catch (ignored) {
      /* Private windows remember nothing. */
    }
  }

  function warmUp() {
    engine("prepare").catch(function () {
      /* The search itself will say what is wrong. */
    });
  }

  /* 2 ------------------------------------------------------------------------------------------ boxes */

  var boxes = 0;

  /* A combobox of `input` whose options are titles; Enter without a chosen option submits the form. */
  function Box(form, input) {
    this.input = input;
    this.options = [];
    this.chosen = -1;
    this.turn = 0;
    this.timer = 0;
    this.composing = false;
    this.list = make("div", "search-options");
    this.news = make("p", "search-unseen");
    this.list.id = "search-options-" + ++boxes;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", say("标题建议", "Titles"));
    this.news.setAttribute("role", "status");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("autocomplete", "off");
    input.maxLength = LONGEST_QUERY;
    form.classList.add("search-combo");
    add(form, this.list, this.news);
    this.listen(form);
    if (document.activeElement === input) warmUp();
  }

  Box.prototype.listen = function (form) {
    var box = this;
    this.input.addEventListener("focus", warmUp);
    this.input.addEventListener("blur", function () {
      box.close();
    });
    this.input.addEventListener("input", function (event) {
      // A composition that is broken off, by emptying the box for one, may end without a word of it.
      if (event.isComposing === false) box.composing = false;
      box.typed();
    });
    this.input.addEventListener("compositionstart", function () {
      box.composing = true;
      // Half a word in letters is nothing to suggest titles for.
      clearTimeout(box.timer);
      box.turn++;
    });
    this.input.addEventListener("compositionend", function () {
      box.composing = false;
      box.typed();
    });
    this.input.addEventListener("keydown", function (event) {
      box.key(event);
    });
    form.addEventListener("submit", function () {
      box.close();
    });
    // Pressing an option must not take the focus away, or the list would be gone before the click.
    this.list.addEventListener("mousedown", function (event) {
      event.preventDefault();
    });
  };

  Box.prototype.key = function (event) {
    // While an input method composes, the keys belong to it (229: it has just taken the key).
    if (this.composing || event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") this.step(1);
    else if (event.key === "ArrowUp") this.step(-1);
    else if (event.key === "Enter" && this.options[this.chosen]) this.options[this.chosen].click();
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else return;
    event.preventDefault();
  };

  Box.prototype.typed = function () {
    var box = this;
    if (this.composing) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () {
      box.suggest();
    }, SUGGEST_AFTER);
  };

  Box.prototype.suggest = function () {
    var box = this;
    var mine = ++this.turn;
    var prefix = this.input.value.trim();
    if (!prefix || document.activeElement !== this.input) return this.close();
    engine("suggest", prefix, SUGGESTIONS)
      .then(function (titles) {
        if (mine === box.turn) box.show(titles);
      })
      .catch(function () {
        // Suggestions are a convenience; what is wrong is said when the search itself fails.
        if (mine === box.turn) box.close();
      });
  };

  Box.prototype.show = function (titles) {
    var box = this;
    this.choose(-1);
    clear(this.list);
    this.options = titles.map(function (title, index) {
      var twins = titles.filter(function (other) {
        return other.title === title.title;
      });
      var option = suggestion(title, twins.length > 1);
      option.id = box.list.id + "-" + index;
      return box.list.appendChild(option);
    });
    this.list.hidden = !titles.length;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(titles.length > 0));
    this.news.textContent = titles.length
      ? say(
          "有 " + titles.length + " 条标题建议，按上下方向键选择",
          titles.length + " titles; choose with the arrow keys",
        )
      : say("没有标题建议，按回车键搜索全文", "No titles; press Enter to search all texts");
  };

  Box.prototype.close = function () {
    clearTimeout(this.timer);
    this.turn++;
    this.choose(-1);
    this.options = [];
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.news.textContent = "";
  };

  /* There is one place more than options: the input itself, with nothing chosen. */
  Box.prototype.step = function (by) {
    if (this.list.hidden) return this.suggest();
    var places = this.options.length + 1;
    this.choose(((this.chosen + 1 + by + places) % places) - 1);
  };

  Box.prototype.choose = function (index) {
    if (this.options[this.chosen]) this.options[this.chosen].setAttribute("aria-selected", "false");
    this.chosen = index;
    var option = this.options[index];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    var lowest = option.offsetTop + option.offsetHeight - this.list.clientHeight;
    this.list.scrollTop = Math.max(lowest, Math.min(this.list.scrollTop, option.offsetTop));
  };

  /* Versions of a text have the same title: then the day on which each was published is shown too. */
  function suggestion(title, dated) {
    var option = make("a", "search-option");
    option.href = address(title.url, title.anchor);
    option.tabIndex = -1;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    add(option, addMarked(make("span", "search-option-title"), title.title, title.marks));
    if (title.by === "name" && title.name)
      add(option, make("span", "search-option-note", say("又称“" + title.name + "”", "also called " + title.name)));
    var status = title.status !== "in_force" && (window.shuyuanWords || {})["status_" + title.status];
    if (dated && title.date) add(option, make("span", "search-option-note", title.date));
    if (status) add(option, make("span", "search-option-note status status-" + title.status, status));
    if (title.kind_label) add(option, make("span", "search-option-note", title.kind_label));
    return option;
  }

  /* "/" goes to the box: that of the search page if there is one, else that of the header. */
  function slash(inputs) {
    var wanted =
      inputs.filter(function (input) {
        return input.closest("#search-app");
      })[0] || inputs[0];
    if (!wanted) return;
    wanted.setAttribute("aria-keyshortcuts", "/");
    document.addEventListener("keydown", function (event) {
      var at = event.target;
      if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
      event.preventDefault();
      wanted.focus();
      wanted.select();
    });
  }

  window.shuyuan = window.shuyuan || {};
  window.shuyuan.tools = {
    make: make,
    add: add,
    clear: clear,
    each: each,
    addMarked: addMarked,
    address: address,
    engine: engine,
    today: today,
    say: say,
    LONGEST_QUERY: LONGEST_QUERY,
  };
  var inputs = Array.prototype.filter.call(document.querySelectorAll('input[name="q"]'), function (input) {
    return input.form && !input.form.classList.contains("library-filter");
  });
  inputs.forEach(function (input) {
    return new Box(input.form, input);
  });
  slash(inputs);
})();
