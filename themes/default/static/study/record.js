/* The page of the study record: what this browser remembers, to look through, print, take along, bring back and clear. */
(function () {
  "use strict";

  var study = window.shuyuanStudy;
  var page = document.querySelector(".study-record");
  if (!study || !page) return;
  var store = study.store;
  var word = study.word;
  var root = document.body.getAttribute("data-root") || "./";
  var message = page.querySelector(".record-message");

  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function say(text) {
    message.textContent = text;
    message.hidden = !text;
  }

  function pad(n) {
    return n < 10 ? "0" + n : String(n);
  }

  function day(moment) {
    var date = new Date(moment);
    return date.getFullYear() + "-" + pad(date.getMonth() + 1) + "-" + pad(date.getDate());
  }

  /* Keys come out of files: only a path below this site becomes a link. */
  function link(id, text) {
    var path = id.split("#")[0];
    if (!/^[A-Za-z0-9._~%\/-]*$/.test(path) || path.charAt(0) === "/" || path.indexOf("..") >= 0)
      return document.createTextNode(text);
    var made = element("a", "", text);
    made.href = root + id;
    return made;
  }

  function cell(row, content) {
    var made = row.insertCell();
    if (typeof content === "string") made.textContent = content;
    else made.appendChild(content);
    return made;
  }

  /* Fills the table of `name`; without rows the table is hidden and a sentence stands there. */
  function table(name, rows) {
    var part = page.querySelector('[data-part="' + name + '"]');
    var body = part.querySelector("tbody");
    body.textContent = "";
    rows.forEach(function (cells) {
      var row = body.insertRow();
      cells.forEach(function (content) {
        cell(row, content);
      });
    });
    part.querySelector("table").hidden = !rows.length;
    part.querySelector(".empty").hidden = Boolean(rows.length);
  }

  function show() {
    var record = store.record();
    table(
      "years",
      study.years(record).map(function (year) {
        return [year.year, String(year.units), String(year.hours)];
      }),
    );
    table(
      "read",
      study
        .list(record, "read")
        .sort(function (a, b) {
          return a.value.on < b.value.on ? 1 : a.value.on > b.value.on ? -1 : 0;
        })
        .map(function (entry) {
          var v = entry.value;
          var hours = typeof v.hours === "number" ? String(v.hours) : "—";
          return [
            v.on,
            link(entry.id, v.title),
            v.course && v.courseTitle ? link(v.course, v.courseTitle) : "—",
            hours,
          ];
        }),
    );
    table(
      "tests",
      study.list(record, "tests").map(function (entry) {
        var v = entry.value;
        var best = record.bests[entry.id];
        var top = Math.max(v.score, best ? best.score : 0);
        return [
          day(entry.at),
          named(entry),
          v.right + " / " + v.of,
          String(v.score),
          String(top),
          word(top >= v.pass ? "record_met" : "record_not_met"),
        ];
      }),
    );
    table(
      "wrong",
      study
        .list(record, "tests")
        .filter(function (entry) {
          return (entry.value.wrong || []).length;
        })
        .map(function (entry) {
          return [
            day(entry.at),
            link(entry.id.split("@")[0], entry.value.title),
            questions(entry.id.split("@")[0], entry.value.wrong),
          ];
        }),
    );
    table(
      "notes",
      study.list(record, "notes").map(function (entry) {
        var v = entry.value;
        return [day(entry.at), link(v.page + "#note=" + encodeURIComponent(entry.id), v.title), v.exact, v.note];
      }),
    );
    table(
      "favourites",
      study.list(record, "favourites").map(function (entry) {
        return [day(entry.at), link(entry.id, entry.value.title)];
      }),
    );
    page.querySelector(".record-date").textContent = day(Date.now());
    page.querySelector(".record-broken").hidden = store.broken() === null;
  }

  /* The tests of the site as they stand now, by what results are kept under. */
  var known = Object.create(null);
  each(page.querySelectorAll(".tests-known [data-key]"), function (item) {
    known[item.getAttribute("data-key")] = item.getAttribute("data-hash");
  });

  /* A test with a word beside it if its questions are no longer those that were answered. */
  function named(entry) {
    var cells = document.createDocumentFragment();
    var parts = entry.id.split("@");
    cells.appendChild(link(parts[0], entry.value.title));
    // A quiz of the week is another one every week anyhow.
    if (parts.length > 1) return cells;
    var now = known[parts[0]];
    var say =
      now === undefined
        ? "record_test_gone"
        : entry.value.hash && entry.value.hash !== now
          ? "record_test_changed"
          : "";
    if (say) cells.appendChild(element("span", "record-changed", word(say)));
    return cells;
  }

  /* Each question that was answered wrong last time, as a link to it. */
  function questions(test, wrong) {
    var all = document.createDocumentFragment();
    var parts = test.split("#");
    wrong.forEach(function (id, at) {
      if (at) all.appendChild(document.createTextNode("  "));
      all.appendChild(
        link(parts[0] + "#" + parts[1] + "-" + encodeURIComponent(id), word("record_wrong_number", { number: at + 1 })),
      );
    });
    return all;
  }

  function save(text, name) {
    var url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    var anchor = element("a");
    anchor.href = url;
    anchor.download = name;
    document.body.appendChild(anchor);
    anchor.click();
    document.body.removeChild(anchor);
    window.setTimeout(function () {
      URL.revokeObjectURL(url);
    }, 60000);
  }

  function on(name, act) {
    var press = page.querySelector('[data-do="' + name + '"]');
    press.addEventListener("click", act);
    return press;
  }

  on("export", function () {
    save(study.write(store.record()), "study-record-" + day(Date.now()) + ".json");
    say(word("record_exported"));
  });
  on("export-broken", function () {
    save(store.broken() || "", "study-record-unreadable-" + day(Date.now()) + ".json");
    say(word("record_exported_broken"));
  });

  var input = page.querySelector(".record-file");
  input.addEventListener("change", function () {
    var file = input.files[0];
    input.value = "";
    if (!file) return;
    if (file.size > study.LARGEST_FILE) {
      say(word("record_fault_large"));
      return;
    }
    var reader = new FileReader();
    reader.onerror = function () {
      say(word("record_fault_unreadable"));
    };
    reader.onload = function () {
      var taken = store.take(String(reader.result));
      if (taken.state !== "ok") {
        say(word("record_fault_" + taken.state));
        return;
      }
      show();
      say(
        word("record_imported") +
          (taken.skipped ? word("record_skipped", { count: taken.skipped }) : "") +
          (taken.kept ? "" : word("record_not_stored")),
      );
    };
    reader.readAsText(file);
  });
  on("import", function () {
    input.click();
  });

  var sure = page.querySelector(".record-sure");
  var clear = on("clear", function () {
    sure.hidden = false;
    clear.hidden = true;
    sure.querySelector('[data-do="keep"]').focus();
  });
  function asked() {
    sure.hidden = true;
    clear.hidden = false;
    clear.focus();
  }
  on("keep", asked);
  on("clear-now", function () {
    var cleared = store.clear();
    asked();
    show();
    say(word(cleared ? "record_cleared" : "study_blocked"));
  });
  sure.addEventListener("keydown", function (event) {
    if (event.key === "Escape") asked();
  });

  each(page.querySelectorAll(".record-live"), function (part) {
    part.hidden = false;
  });
  window.addEventListener("storage", show);
  show();
})();
