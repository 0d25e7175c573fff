/*
 * Reading without a network, on every page of a portal that offers it: registers the worker, says when a page is a kept one,
 * and brings what was downloaded up to date after a publication. Nothing of it leaves the browser.
 */
(function () {
  "use strict";

  var words = window.shuyuanWords || {};
  var root = document.body.getAttribute("data-root") || "./";
  var kept = document.body.getAttribute("data-kept");

  if (kept) {
    var notice = document.createElement("p");
    notice.className = "offline-notice";
    notice.setAttribute("role", "note");
    notice.textContent = (words.offline_kept || "").replace(
      "{}",
      new Date(kept).toLocaleString(document.documentElement.lang),
    );
    document.body.insertBefore(notice, document.body.firstChild);
  }
  if (!navigator.serviceWorker || !window.caches || !window.isSecureContext || location.protocol === "file:") {
    var why = document.querySelector(".offline-missed");
    if (why) {
      why.textContent = words.offline_unsupported;
      why.hidden = false;
    }
    return;
  }

  var shuyuan = (window.shuyuanOffline = {});
  shuyuan.registered = navigator.serviceWorker.register(root + "offline.js", { scope: root, updateViaCache: "none" });
  shuyuan.registered.catch(function () {}); // the page offline/ says so

  function begun() {
    try {
      return localStorage.getItem("shuyuan.offline") === "yes";
    } catch (ignored) {
      return false;
    }
  }

  if (document.querySelector(".offline-page") || begun()) {
    if (window.shuyuanLoad) window.shuyuanLoad(["words.js", "offline/packs.js"]).catch(function () {});
  }
})();
