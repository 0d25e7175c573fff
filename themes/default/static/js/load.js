/*
 * What a page does not need at first is fetched when a reader asks for it: the search, the panel for how pages are shown, notes,
 * the text of a cited article, progress where there is any. parts.js says where everything lies. What cannot be fetched leaves
 * the links plain links.
 *
 *   window.shuyuanLoad(["search/ui.css", "search/search.js"]) → Promise, kept when all of them have run, in this order
 */
(function () {
  "use strict";

  var parts = window.shuyuanParts || {};
  var root = document.body.getAttribute("data-root") || "./";
  var asked = {};
  var parsed = false;
  document.addEventListener("DOMContentLoaded", function () {
    parsed = true;
  });

  var SEARCH = ["search/ui.css", "search/search.js", "search/ui.js", "search/dialog.js"];
  var DISPLAY = ["words.js", "css/display.css", "js/display.js"];
  var PREVIEW = ["css/preview.css", "js/preview.js"];
  var NOTES = ["words.js", "css/notes.css", "study/store.js", "study/anchors.js", "study/notes.js"];

  function tag(name, address) {
    var made = document.createElement(/\.css$/.test(name) ? "link" : "script");
    if (made.tagName === "LINK") {
      made.rel = "stylesheet";
      made.href = address;
    } else {
      made.src = address;
      made.async = false;
      if (name === "search/search.js") {
        if (parts["search/worker.js"]) made.setAttribute("data-worker", root + parts["search/worker.js"]);
        if (parts["search/engine.wasm"]) made.setAttribute("data-engine", root + parts["search/engine.wasm"]);
        if (parts["search/engine.wasm.bin"]) made.setAttribute("data-packed", root + parts["search/engine.wasm.bin"]);
        var gateway = document.body.getAttribute("data-gateway");
        if (gateway) made.setAttribute("data-gateway", gateway);
      }
    }
    return made;
  }

  /* What the page brings itself has run when the page is parsed. */
  function fetched(name) {
    if (asked[name]) return asked[name];
    // A theme may leave a part out.
    if (!parts[name]) return Promise.resolve();
    var address = root + parts[name];
    asked[name] = new Promise(function (done, failed) {
      if (document.querySelector('[src="' + address + '"], [href="' + address + '"]')) {
        if (parsed) done();
        else document.addEventListener("DOMContentLoaded", done);
        return;
      }
      var made = tag(name, address);
      made.onload = done;
      made.onerror = function () {
        delete asked[name];
        made.parentNode.removeChild(made);
        failed(new Error(name));
      };
      // The rules for paper have the last word.
      document.head.insertBefore(made, document.head.querySelector('link[media="print"]'));
    });
    return asked[name];
  }

  function load(names) {
    return Promise.all(names.map(fetched));
  }

  /* Whether the last of them is under way: then its own script answers. */
  function begun(names) {
    var last = names[names.length - 1];
    return !parts[last] || asked[last];
  }

  function kept(store, key) {
    try {
      return window[store].getItem(key) || "";
    } catch (ignored) {
      return "";
    }
  }

  function upTo(element, selector) {
    return element && element.closest ? element.closest(selector) : null;
  }

  /* ---- search ---- */

  function openSearch(link) {
    load(SEARCH).then(
      function () {
        window.shuyuan.tools.openSearch();
      },
      function () {
        location.href = link.href;
      },
    );
  }

  /* Before the search is there, its keys are these; later its own script has them. */
  function search() {
    var link = document.querySelector("[data-search-open]");
    var box = document.querySelector('.search-box input[name="q"]');
    if (!link || !parts["search/dialog.js"]) return;
    if (box) box.setAttribute("aria-keyshortcuts", "/");
    document.addEventListener("keydown", function (event) {
      if (begun(SEARCH) || event.isComposing || event.altKey || event.defaultPrevented) return;
      var control = (event.ctrlKey || event.metaKey) && !event.shiftKey && /^k$/i.test(event.key);
      var writes = event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      var slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !writes;
      if (!control && !slash) return;
      event.preventDefault();
      if (control || !box) return openSearch(link);
      box.focus();
      box.select();
    });
    document.addEventListener("click", function (event) {
      var opener = upTo(event.target, "[data-search-open]");
      if (!opener || begun(SEARCH) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openSearch(opener);
    });
    if (box) {
      box.addEventListener("focus", function () {
        load(SEARCH).then(typed, ignore);
      });
      if (document.activeElement === box) load(SEARCH).then(typed, ignore);
    }
    // Words that were searched for are marked on the page that the reader opened from there.
    if (kept("sessionStorage", "shuyuan-search-found")) load(SEARCH).catch(ignore);

    /* What was written while the suggestions were on their way. */
    function typed() {
      if (box.value && document.activeElement === box) box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /* The search can be asked by its name on every page (search.js says how); asking fetches it. */
  function byName() {
    var shuyuan = (window.shuyuan = window.shuyuan || {});
    var script = parts["search/search.js"];
    // The search page brings it itself, and says so if it did not arrive.
    if (!script || document.querySelector('[src="' + root + script + '"]')) return;
    ["prepare", "search", "suggest"].forEach(function (name) {
      shuyuan[name] = function asks() {
        var given = arguments;
        return load(SEARCH).then(function () {
          if (shuyuan[name] === asks) throw new Error(script);
          return shuyuan[name].apply(null, given);
        });
      };
    });
  }

  function ignore() {
    /* Without the network the page stays what it is. */
  }

  /* ---- how pages are shown ---- */

  function display() {
    var button = document.querySelector(".display-button");
    if (!button) return;
    button.addEventListener("click", function first() {
      if (begun(DISPLAY)) return;
      load(DISPLAY).then(function () {
        button.removeEventListener("click", first);
        button.click();
      }, ignore);
    });
  }

  /* ---- the article that is cited ---- */

  function preview() {
    var main = document.getElementById("main");
    if (!main || !parts["js/preview.js"] || !main.querySelector('a[href*="#art-"]')) return;
    var touched = false;

    function again(link, type) {
      var Kind = type === "focusin" ? FocusEvent : type === "pointerdown" ? PointerEvent : MouseEvent;
      link.dispatchEvent(new Kind(type, { bubbles: true, cancelable: true, pointerType: touched ? "touch" : "mouse" }));
    }
    function ask(event) {
      if (begun(PREVIEW)) return;
      var link = upTo(event.target, 'a[href*="#art-"]');
      if (!link || link.classList.contains("label")) return;
      load(PREVIEW).then(function () {
        if (event.type === "mouseover" ? link.matches(":hover") : document.activeElement === link)
          again(link, event.type);
      }, ignore);
    }
    main.addEventListener("mouseover", ask);
    main.addEventListener("focusin", ask);
    document.addEventListener(
      "pointerdown",
      function (event) {
        touched = event.pointerType === "touch";
      },
      true,
    );
    // The first tap shows the article; the script that does so was not there when the finger came down.
    var ready = false;
    main.addEventListener("click", function (event) {
      var link = upTo(event.target, 'a[href*="#art-"]');
      if (!touched || ready || !link || link.classList.contains("label") || upTo(link, ".toc, .cite-bar")) return;
      event.preventDefault();
      load(PREVIEW).then(
        function () {
          ready = true;
          again(link, "pointerdown");
          link.click();
        },
        function () {
          location.href = link.href;
        },
      );
    });
  }

  /* ---- the reader's own: progress and notes ---- */

  var site = new URL(root, location.href).pathname;
  var record = "shuyuan.study:" + site;

  /* Pages that only show what a reader has done, fetch it for those who have done something. */
  function progress() {
    var names = (document.body.getAttribute("data-progress") || "").split(" ").filter(Boolean);
    if (!names.length) return;
    function show() {
      if (kept("localStorage", record)) load(["words.js"].concat(names)).catch(ignore);
    }
    show();
    window.addEventListener("storage", show);
    window.addEventListener("pageshow", show);
  }

  function notes() {
    var box = document.querySelector(".notes[data-notes]");
    var text = document.querySelector("main .content .unit-text") || document.querySelector("main .content .prose");
    if (!box || !text || !parts["study/notes.js"]) return;
    var own = location.pathname.indexOf(site) === 0 ? location.pathname.slice(site.length) : "";
    own = own.replace(/index\.html$/, "");
    function fetchNotes() {
      document.removeEventListener("selectionchange", selected);
      return load(NOTES);
    }
    function selected() {
      var selection = window.getSelection();
      if (!selection || selection.isCollapsed || !text.contains(selection.anchorNode)) return;
      fetchNotes().then(function () {
        document.dispatchEvent(new Event("selectionchange"));
      }, ignore);
    }
    // A record that names this page, or another version of the text, may hold notes on it.
    var pages = [own].concat(
      Array.prototype.map.call(document.querySelectorAll(".versions a"), function (link) {
        return link.pathname.slice(site.length).replace(/index\.html$/, "");
      }),
    );
    var done = kept("localStorage", record);
    var named = pages.some(function (page) {
      return done.indexOf(JSON.stringify(page)) >= 0;
    });
    if (named || /^#note=/.test(location.hash)) return fetchNotes().catch(ignore);
    document.addEventListener("selectionchange", selected);
    box.addEventListener("toggle", function () {
      fetchNotes().catch(ignore);
    });
    window.addEventListener("storage", function (event) {
      if (event.key === record) fetchNotes().catch(ignore);
    });
  }

  window.shuyuanLoad = load;
  byName();
  search();
  display();
  preview();
  progress();
  notes();
})();
