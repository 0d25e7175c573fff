/* Two versions side by side: only what changed, if the reader wishes, and from one change to the next. */
(function () {
  "use strict";

  var rows = Array.prototype.slice.call(document.querySelectorAll(".compare-row"));
  var changed = rows.filter(function (row) {
    return !row.classList.contains("change-same");
  });
  var filter = document.querySelector(".compare-filter");
  if (filter && changed.length < rows.length) {
    filter.querySelector("input").addEventListener("change", function (event) {
      rows.forEach(function (row) {
        if (row.classList.contains("change-same")) row.hidden = event.target.checked;
      });
    });
  } else if (filter) {
    filter.hidden = true;
  }
  var steps = document.querySelector(".compare-steps");
  if (!steps || !changed.length) return;
  var heads = document.querySelector(".compare-heads");

  /* Where the rows begin below what stands fast at the top. */
  function line() {
    return heads.getBoundingClientRect().bottom + 12;
  }

  function go(step) {
    var top = line();
    var places = changed.map(function (row) {
      return row.getBoundingClientRect().top - top;
    });
    var found = -1;
    if (step > 0)
      found = places.findIndex(function (place) {
        return place > 4;
      });
    else for (var i = places.length - 1; i >= 0 && found < 0; i--) if (places[i] < -4) found = i;
    if (found < 0) return;
    changed[found].scrollIntoView();
    changed[found].querySelector("h2").setAttribute("tabindex", "-1");
    changed[found].querySelector("h2").focus({ preventScroll: true });
    steps.querySelector(".compare-at").textContent = found + 1 + " / " + changed.length;
  }

  steps.querySelector(".compare-at").textContent = "– / " + changed.length;
  Array.prototype.forEach.call(steps.querySelectorAll("button"), function (button) {
    button.addEventListener("click", function () {
      go(Number(button.getAttribute("data-step")));
    });
  });
})();
