/*
 * A page of the course: gives the portal's scripts for self-tests and progress their store, which is the frame around the
 * page. Opened by itself the page keeps what is done for as long as it is open.
 */
(function () {
  "use strict";

  var host = null;
  try {
    host = (window.parent !== window && window.parent.shuyuanCourse) || null;
  } catch (fault) {
    /* The frame is of another site. */
  }
  var own = document.body.getAttribute("data-page");
  var memory = { read: {}, tests: {}, bests: {}, places: {}, favourites: {} };

  function entry(value) {
    return { at: 0, value: value };
  }

  function sumOf(test) {
    var section = document.querySelector('.self-test[data-test="' + test.id.split("#").pop() + '"]');
    return section ? section.getAttribute("data-hash") : null;
  }

  /* What the frame knows, in the form of the study record. */
  function known() {
    var record = { read: {}, tests: {}, bests: {}, places: {}, favourites: {} };
    var page = host.page(own);
    var state = host.state();
    var kept = page && state.pages[page.key];
    if (kept && kept.on) record.read[own] = entry({ title: document.title, on: kept.on, by: kept.by });
    if (kept && kept.part) record.places[own] = entry({ title: document.title, part: kept.part });
    (page ? page.tests : []).forEach(function (test) {
      var result = state.tests[test.key];
      if (!result) return;
      var wrong = result.wrong.map(function (at) {
        return test.questions[at] || "?";
      });
      // Passed is what was passed once; the page asks for it by the sum of its questions, which changes with them.
      var passed = result.best >= host.pass ? sumOf(test) : null;
      record.tests[test.id] = entry({
        title: document.title,
        score: result.score,
        right: result.of - wrong.length,
        of: result.of,
        pass: 0,
        wrong: wrong,
        passed: passed,
      });
      record.bests[test.id] = { at: 0, score: result.best };
    });
    return record;
  }

  function word(key, values) {
    var text = (host && host.words[key]) || (window.shuyuanWords || {})[key] || key;
    Object.keys(values || {}).forEach(function (name) {
      text = text.split("{" + name + "}").join(String(values[name]));
    });
    return text;
  }

  window.shuyuanStudy = {
    word: word,
    get: function (record, group, key) {
      var found = record[group][key];
      return found && found.value ? found.value : null;
    },
    list: function (record, group) {
      return Object.keys(record[group])
        .filter(function (key) {
          return record[group][key].value;
        })
        .map(function (key) {
          return { id: key, at: record[group][key].at, value: record[group][key].value };
        });
    },
    store: {
      record: function () {
        return host ? known() : memory;
      },
      set: function (group, id, value) {
        if (!host) memory[group][id] = entry(value);
        else if (group === "read") host.read(id, value);
        else if (group === "places") host.place(id, value.part);
        else if (group === "tests") host.result(id, value);
        return true;
      },
      // The frame knows the best of the results itself.
      best: function (id, score) {
        if (!host) memory.bests[id] = { at: 0, score: score };
        return true;
      },
    },
  };
  if (!host) return;
  host.shown(own);
  document.addEventListener("self-test-checked", function (event) {
    host.answered(event.detail);
  });
  // Links that lead out of the course must not put another site into the frame.
  Array.prototype.forEach.call(document.querySelectorAll('a[href^="http:"], a[href^="https:"]'), function (anchor) {
    anchor.target = "_blank";
    anchor.rel = "noopener";
  });
})();
