// Nothing may run before this file; it says so where the browser is too old for the rest.
(function () {
  "use strict";
  if (typeof fetch === "function" && window.URLSearchParams && Element.prototype.append) return;
  document.addEventListener("DOMContentLoaded", function () {
    document.getElementById("desk").textContent =
      "浏览器太旧，请用 Chrome 78、Firefox 78 或更新的浏览器 · This browser is too old for the editing desk";
  });
})();
