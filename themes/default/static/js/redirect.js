/* Leads from an old address to the new one, with the place on the page and the query that came with it. */
(function () {
  "use strict";
  var asked = new URLSearchParams(location.search);
  var best = null;
  var most = 0;
  Array.prototype.forEach.call(document.querySelectorAll("a[data-query]"), function (link) {
    var parts = 0;
    var all = true;
    new URLSearchParams(link.dataset.query).forEach(function (value, name) {
      parts += 1;
      if (asked.getAll(name).indexOf(value) < 0) all = false;
    });
    if (all && parts > most) {
      best = link;
      most = parts;
    }
  });
  var plain = document.querySelector("a[data-moved]");
  if (best) location.replace(best.href + location.hash);
  else if (plain) location.replace(plain.href + location.search + location.hash);
})();
