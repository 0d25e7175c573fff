/* Before the first paint: how the reader wants pages shown, as chosen last. One entry holds all of it. */
(function () {
  "use strict";
  var page = document.documentElement;
  page.className += " js";
  // Whoever comes in at a place must find it there at once: heights that are only guessed would move it.
  if (location.hash) page.className += " to-place";
  try {
    var kept = JSON.parse(localStorage.getItem("shuyuan.display")) || {};
    // Before there was more to choose than the size, that had an entry of its own.
    if (!kept.size) kept.size = localStorage.getItem("shuyuan.size");
    ["theme", "size", "line", "face", "care"].forEach(function (name) {
      if (typeof kept[name] === "string" && /^[a-z]+$/.test(kept[name])) page.setAttribute("data-" + name, kept[name]);
    });
  } catch (ignored) {
    /* Storage is blocked or damaged: the ordinary page. */
  }
})();
