/*
 * A page to print for a course that one has read: the reader's own statement, made from this browser's record. It says what was
 * read and when, and nothing of results. The name stays in this browser.
 */
(function () {
  "use strict";

  var study = window.shuyuanStudy;
  var page = document.querySelector(".study-completed");
  if (!study || !page) return;
  var store = study.store;
  var word = study.word;
  var choice = page.querySelector(".completed-choice");
  var name = page.querySelector(".completed-name");
  var sheets = Array.prototype.slice.call(page.querySelectorAll(".completed-sheet"));
  var NAME = study.key + ":name";

  function today() {
    var now = new Date();
    function pad(n) {
      return n < 10 ? "0" + n : String(n);
    }
    return now.getFullYear() + "-" + pad(now.getMonth() + 1) + "-" + pad(now.getDate());
  }

  /* What is read of the course of `sheet`: [{ row, read }]. */
  function units(sheet) {
    var record = store.record();
    return Array.prototype.map.call(sheet.querySelectorAll("[data-unit]"), function (row) {
      return { row: row, read: study.get(record, "read", row.getAttribute("data-unit")) };
    });
  }

  function isComplete(all) {
    return (
      all.length > 0 &&
      all.every(function (unit) {
        return unit.read;
      })
    );
  }

  function fill(sheet) {
    var all = units(sheet);
    var read = all.filter(function (unit) {
      return unit.read;
    });
    var days = read
      .map(function (unit) {
        return unit.read.on;
      })
      .sort();
    var hours =
      Math.round(
        read.reduce(function (sum, unit) {
          return sum + (unit.read.hours || 0);
        }, 0) * 100,
      ) / 100;
    all.forEach(function (unit) {
      unit.row.querySelector(".sheet-day").textContent = unit.read ? unit.read.on : word("study_unread");
    });
    var whole = isComplete(all);
    sheet.classList.toggle("is-open", !whole);
    sheet.querySelector(".sheet-words").textContent = whole
      ? word(hours ? "completed_words_hours" : "completed_words", {
          name: name.value.trim() || "________",
          from: days[0],
          to: days[days.length - 1],
          course: sheet.getAttribute("data-title"),
          units: all.length,
          hours: hours,
        })
      : "";
    sheet.querySelector(".sheet-state").textContent = whole
      ? ""
      : word("completed_open", { left: all.length - read.length, of: all.length });
    sheet.querySelector(".sheet-printed").textContent = today();
    return whole;
  }

  function show() {
    sheets.forEach(function (sheet) {
      var chosen = sheet.getAttribute("data-course") === choice.value;
      sheet.hidden = !chosen;
      if (!chosen) return;
      var whole = fill(sheet);
      // A sheet that says less than the whole course would be taken for more than it is.
      page.querySelector("[data-print]").hidden = !whole;
    });
  }

  /* The name is kept beside the record, not in it: a record that is handed on tells nobody's name. */
  function keepName() {
    try {
      if (name.value.trim()) window.localStorage.setItem(NAME, name.value.trim());
      else window.localStorage.removeItem(NAME);
    } catch (fault) {
      /* It stands on the page all the same. */
    }
    show();
  }

  try {
    name.value = window.localStorage.getItem(NAME) || "";
  } catch (fault) {
    /* Typed anew then. */
  }

  sheets.forEach(function (sheet) {
    var option = document.createElement("option");
    option.value = sheet.getAttribute("data-course");
    option.textContent = word(isComplete(units(sheet)) ? "completed_choice_done" : "completed_choice", {
      title: sheet.getAttribute("data-title"),
    });
    choice.appendChild(option);
  });

  function wanted() {
    var asked = "";
    try {
      asked = decodeURIComponent(location.hash.slice(1));
    } catch (fault) {
      /* Not an address of ours. */
    }
    var found =
      sheets.filter(function (sheet) {
        return sheet.getAttribute("data-course") === asked;
      })[0] ||
      sheets.filter(function (sheet) {
        return isComplete(units(sheet));
      })[0] ||
      sheets[0];
    if (found) choice.value = found.getAttribute("data-course");
    show();
  }

  choice.addEventListener("change", show);
  name.addEventListener("input", keepName);
  window.addEventListener("hashchange", wanted);
  window.addEventListener("storage", show);
  page.querySelector(".completed-body").hidden = false;
  wanted();
})();
