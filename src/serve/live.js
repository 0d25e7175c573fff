// Follows the site while it is edited: reloads the page when it has changed, takes new style sheets without reloading,
// and shows what keeps the newest sources from being shown.
(function () {
  "use strict";
  var script = document.currentScript;
  var facts = script.dataset;
  var place = "shuyuan-live-place";
  var overlay = null;

  // Where the reader was before the page was reloaded.
  try {
    var kept = JSON.parse(sessionStorage.getItem(place) || "null");
    sessionStorage.removeItem(place);
    if (kept && kept.path === location.pathname) {
      addEventListener("load", function () {
        scrollTo(kept.x, kept.y);
      });
    }
  } catch (error) {
    /* a browser that keeps nothing */
  }

  // The main part as the server sent it, before scripts change it, and which node of the page each of its nodes stands for.
  var main = document.querySelector("main");
  var copy = main && main.cloneNode(true);
  var twins = new Map();
  function pair(copied, node) {
    twins.set(copied, node);
    for (var a = copied.firstChild, b = node.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pair(a, b);
  }
  if (main) pair(copy, main);

  // So long nothing may have changed before the page is loaded again. What is put in place meanwhile has the words, and a
  // page in a frame stands beside somebody who types and must not be made to wait for it.
  var REST = window.top === window ? 150 : 1500;
  var asking = false,
    again = false,
    resting = 0;

  function renew() {
    try {
      sessionStorage.setItem(place, JSON.stringify({ path: location.pathname, x: scrollX, y: scrollY }));
    } catch (error) {
      /* as above */
    }
    location.reload();
  }

  function reload() {
    if (typeof fetch !== "function") return renew();
    clearTimeout(resting);
    again = asking;
    if (asking) return;
    asking = true;
    // A reload takes a browser longer than a build takes us. So the new words are put in place at once, and the page is
    // loaded when they can be seen, for all that its scripts make of it.
    fetch(location.href, { cache: "no-store" })
      .then(function (response) {
        return response.ok ? response.text() : Promise.reject();
      })
      .then(function (html) {
        asking = false;
        var fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
        if (copy && fresh) patch(copy, fresh);
        if (again) return reload();
        // Pages that nobody looks at get no frames.
        if (document.hidden) return renew();
        requestAnimationFrame(function () {
          clearTimeout(resting);
          resting = setTimeout(renew, copy && fresh ? REST : 0);
        });
      })
      .catch(renew);
  }

  // Makes the page's children of `old`, which is part of the copy, those of `fresh` where they differ, and the copy with it.
  function patch(old, fresh) {
    var before = Array.from(old.childNodes),
      after = Array.from(fresh.childNodes),
      start = 0,
      end = 0,
      least = Math.min(before.length, after.length);
    while (start < least && before[start].isEqualNode(after[start])) start += 1;
    while (end < least - start && before[before.length - 1 - end].isEqualNode(after[after.length - 1 - end])) end += 1;
    var next = end ? before[before.length - end] : null;
    before = before.slice(start, before.length - end);
    after = after.slice(start, after.length - end);
    var bare = function (node) {
      return node.cloneNode(false);
    };
    if (
      before.length === 1 &&
      after.length === 1 &&
      before[0].firstChild &&
      bare(before[0]).isEqualNode(bare(after[0]))
    ) {
      patch(before[0], after[0]);
      return;
    }
    var parent = twins.get(old),
      place = next && twins.get(next);
    before.forEach(function (node) {
      twins.get(node).remove();
      node.remove();
    });
    after.forEach(function (node) {
      var shown = document.importNode(node, true);
      pair(node, shown);
      old.insertBefore(node, next);
      parent.insertBefore(shown, place && place.parentNode === parent ? place : null);
    });
  }

  function restyle(pairs) {
    pairs.forEach(function (pair) {
      document.querySelectorAll('link[rel~="stylesheet"]').forEach(function (link) {
        if (link.href.indexOf(pair[0]) < 0) return;
        // The old one goes when the new one is there, so that the page is never without.
        var next = link.cloneNode();
        next.href = link.href.replace(pair[0], pair[1]);
        next.addEventListener("load", function () {
          link.remove();
        });
        link.after(next);
      });
    });
  }

  function show(text) {
    hide();
    // Before there was a good page, this one tells the faults itself.
    var waiting = document.querySelector("section.waiting");
    if (waiting) {
      waiting.querySelector("h1").textContent = document.title = "还不能预览 · Nothing to show yet";
      waiting.querySelector("pre").textContent = text;
      return;
    }
    overlay = document.createElement("div");
    overlay.id = "shuyuan-live";
    var root = overlay.attachShadow({ mode: "open" });
    var style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = script.src.replace(/live\.js$/, "live.css");
    var section = document.createElement("section");
    section.className = "faults";
    section.setAttribute("role", "alert");
    var title = document.createElement("h1");
    title.textContent = "有错误，下面仍是上一次正确的页面 · Faults; the last good page is shown";
    var close = document.createElement("button");
    close.type = "button";
    close.textContent = "收起 · Close";
    close.addEventListener("click", hide);
    var faults = document.createElement("pre");
    faults.textContent = text;
    section.append(title, close);
    if (facts.desk) {
      var mend = document.createElement("a");
      mend.href = "/_desk/#problems";
      mend.textContent = "到编辑台去改 · Mend them at the desk";
      section.append(mend);
    }
    section.append(faults);
    root.append(style, section);
    document.body.append(overlay);
  }

  function hide() {
    if (overlay) overlay.remove();
    overlay = null;
  }

  // The way to the editing desk, on the page itself; what is wrong with the site is counted beside it.
  var bar = null;
  function desk(counts) {
    if (!facts.desk || window.top !== window || !document.body) return;
    if (bar) bar.remove();
    bar = document.createElement("div");
    bar.id = "shuyuan-desk";
    var root = bar.attachShadow({ mode: "open" });
    var style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = script.src.replace(/live\.js$/, "live.css");
    var nav = document.createElement("nav");
    nav.className = "desk";
    nav.setAttribute("aria-label", "编辑 · Editing");
    var link = function (href, text) {
      var a = document.createElement("a");
      a.href = href;
      a.textContent = text;
      nav.append(a);
    };
    link("/_desk/#url=" + encodeURIComponent(facts.address), "编辑");
    if (counts[0]) link("/_desk/#problems", "错误 " + counts[0]);
    else if (counts[1]) link("/_desk/#problems", "警告 " + counts[1]);
    root.append(style, nav);
    document.body.append(bar);
  }

  var query = new URLSearchParams({ address: facts.address, print: facts.print, companions: facts.companions });
  var source = new EventSource(script.src.replace(/live\.js$/, "events?" + query));
  var on = function (name, handle) {
    source.addEventListener(name, function (event) {
      handle(JSON.parse(event.data));
    });
  };
  on("counts", desk);
  on("reload", reload);
  on("style", restyle);
  on("faults", show);
  on("fine", hide);
  // A page that is left must not hold one of the few connections that a browser opens.
  addEventListener("pagehide", function () {
    source.close();
  });
})();
