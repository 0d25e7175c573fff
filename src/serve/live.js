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
      addEventListener("load", function () { scrollTo(kept.x, kept.y); });
    }
  } catch (error) { /* a browser that keeps nothing */ }

  function reload() {
    try {
      sessionStorage.setItem(place, JSON.stringify({ path: location.pathname, x: scrollX, y: scrollY }));
    } catch (error) { /* as above */ }
    location.reload();
  }

  function restyle(pairs) {
    pairs.forEach(function (pair) {
      document.querySelectorAll('link[rel~="stylesheet"]').forEach(function (link) {
        if (link.href.indexOf(pair[0]) < 0) return;
        // The old one goes when the new one is there, so that the page is never without.
        var next = link.cloneNode();
        next.href = link.href.replace(pair[0], pair[1]);
        next.addEventListener("load", function () { link.remove(); });
        link.after(next);
      });
    });
  }

  function show(text) {
    hide();
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
    section.append(title, close, faults);
    root.append(style, section);
    document.body.append(overlay);
  }

  function hide() {
    if (overlay) overlay.remove();
    overlay = null;
  }

  var query = new URLSearchParams({ address: facts.address, print: facts.print, companions: facts.companions });
  var source = new EventSource(script.src.replace(/live\.js$/, "events?" + query));
  var on = function (name, handle) {
    source.addEventListener(name, function (event) { handle(JSON.parse(event.data)); });
  };
  on("reload", reload);
  on("style", restyle);
  on("faults", show);
  on("fine", hide);
  // A page that is left must not hold one of the few connections that a browser opens.
  addEventListener("pagehide", function () { source.close(); });
})();
