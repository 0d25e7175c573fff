/*
 * The frame of a course on a learning platform: finds the platform's run-time (SCORM 1.2), shows the pages in a frame, and
 * tells the platform what the learner read and answered. Without a platform the course can be read all the same.
 */
(function () {
  "use strict";

  var course = JSON.parse(document.getElementById("course").textContent);
  var words = course.words;
  var frame = document.getElementById("page");
  var list = document.getElementById("contents");
  var status = document.getElementById("status");
  var note = document.getElementById("note");
  var suspend = window.shuyuanSuspend;
  var byKey = Object.create(null);
  var byId = Object.create(null);
  var testsById = Object.create(null);
  course.pages.forEach(function (page, at) {
    page.at = at;
    byKey[page.key] = page;
    byId[page.id] = page;
    page.tests.forEach(function (test) {
      testsById[test.id] = test;
    });
  });

  function filled(text, values) {
    Object.keys(values).forEach(function (name) {
      text = text.split("{" + name + "}").join(String(values[name]));
    });
    return text;
  }

  /* ---- the platform ---- */

  /* The run-time is an object called API in a window above this one, or in the one that opened it (SCORM 1.2, 3.3.6.1). */
  function apiAbove(start) {
    var at = start;
    for (var i = 0; at && i < 500; i += 1) {
      try {
        if (at.API) return at.API;
      } catch (fault) {
        return null;
      }
      if (!at.parent || at.parent === at) return null;
      at = at.parent;
    }
    return null;
  }

  function find() {
    var found = apiAbove(window);
    try {
      if (!found && window.opener) found = apiAbove(window.opener);
      if (!found && window.top.opener) found = apiAbove(window.top.opener);
    } catch (fault) {
      /* Another site's window: no run-time of ours. */
    }
    return found;
  }

  var api = find();
  var begun = Date.now();
  var open = false;
  var dirty = false;

  function get(name) {
    if (!open) return "";
    try {
      return String(api.LMSGetValue(name) || "");
    } catch (fault) {
      return "";
    }
  }

  function set(name, value) {
    if (!open) return false;
    dirty = true;
    try {
      return String(api.LMSSetValue(name, String(value))) === "true";
    } catch (fault) {
      return false;
    }
  }

  function commit() {
    if (!open || !dirty) return true;
    // With each: browsers let nothing through to the platform when a window is closed.
    set("cmi.core.session_time", span(Date.now() - begun));
    // Always: a platform that begins anew would lose what was learnt.
    set("cmi.core.exit", "suspend");
    dirty = false;
    var kept = false;
    try {
      kept = String(api.LMSCommit("")) === "true";
    } catch (fault) {
      /* As if it had said no. */
    }
    if (!kept) say(words.unsaved);
    else if (note.textContent === words.unsaved) say("");
    return kept;
  }

  function say(text) {
    note.textContent = text;
    note.hidden = !text;
  }

  function two(number) {
    return number < 10 ? "0" + number : String(number);
  }

  /* HHHH:MM:SS */
  function span(milliseconds) {
    var seconds = Math.max(0, Math.floor(milliseconds / 1000));
    var hours = Math.min(9999, Math.floor(seconds / 3600));
    return ("000" + hours).slice(-4) + ":" + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
  }

  function clock() {
    var now = new Date();
    return two(now.getHours()) + ":" + two(now.getMinutes()) + ":" + two(now.getSeconds());
  }

  /* ---- what the learner has done ---- */

  var state = suspend.blank();
  /* Whether the platform knows the course as done already: that is never taken back. */
  var settled = "";
  var records = true;

  function tests() {
    return course.pages.reduce(function (all, page) {
      return all.concat(page.tests);
    }, []);
  }

  function score() {
    var all = tests();
    var of = all.reduce(function (sum, test) {
      return sum + test.questions.length;
    }, 0);
    if (!of) return null;
    var points = all.reduce(function (sum, test) {
      var result = state.tests[test.key];
      return sum + (result ? result.best * test.questions.length : 0);
    }, 0);
    return Math.round(points / of);
  }

  function isRead(page) {
    return Boolean(state.pages[page.key] && state.pages[page.key].on);
  }

  function lessonStatus() {
    var read = course.pages.every(function (page) {
      return !page.unit || isRead(page);
    });
    var taken = tests().every(function (test) {
      return state.tests[test.key];
    });
    if (!read || !taken) return "incomplete";
    var points = score();
    if (points === null) return "completed";
    return points >= course.pass ? "passed" : "failed";
  }

  /* Everything the platform is told of the course as a whole. */
  function report() {
    var points = score();
    if (
      points !== null &&
      tests().some(function (test) {
        return state.tests[test.key];
      })
    ) {
      set("cmi.core.score.min", 0);
      set("cmi.core.score.max", 100);
      set("cmi.core.score.raw", points);
    }
    var now = lessonStatus();
    if (records && !settled) set("cmi.core.lesson_status", now);
    if (now === "passed" || now === "completed") settled = now;
    set("cmi.suspend_data", suspend.write(state));
    set("cmi.core.lesson_location", state.last);
    show();
  }

  var LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  function letter(index) {
    return LETTERS.charAt(Math.min(Math.max(index, 0), LETTERS.length - 1));
  }

  function short(text) {
    return String(text).replace(/\s+/g, " ").slice(0, 250);
  }

  /* A response in the notation of the interaction's type (SCORM 1.2, 3.4.4). */
  function response(form, given) {
    if (form === "true_false") return given.length ? (given[0] === 0 ? "t" : "f") : "";
    if (form === "fill") return short(given.join("; "));
    if (form === "match") {
      return given
        .map(function (right, left) {
          return right < 0 ? "" : letter(left) + "." + letter(right);
        })
        .filter(Boolean)
        .join(",");
    }
    return given.map(letter).join(",");
  }

  var TYPES = {
    single: "choice",
    multiple: "choice",
    true_false: "true-false",
    fill: "fill-in",
    order: "sequencing",
    match: "matching",
  };

  function interaction(name, question) {
    var count = parseInt(get("cmi.interactions._count"), 10);
    if (!isFinite(count)) return;
    var at = "cmi.interactions." + count + ".";
    // A platform that keeps no interactions says so at the first.
    if (!set(at + "id", name)) return;
    set(at + "type", TYPES[question.form] || "performance");
    set(at + "time", clock());
    set(at + "correct_responses.0.pattern", response(question.form, question.wanted));
    if (question.answered) set(at + "student_response", response(question.form, question.given));
    set(at + "result", question.right ? "correct" : "wrong");
  }

  /* ---- what pages ask for ---- */

  window.shuyuanCourse = {
    words: words,
    pass: course.pass,
    page: function (id) {
      return byId[id];
    },
    state: function () {
      return state;
    },
    test: function (id) {
      return testsById[id];
    },
    /* The page with this identity is shown now. */
    shown: function (id) {
      var page = byId[id];
      if (!page) return;
      state.last = page.key;
      set("cmi.core.lesson_location", page.key);
      show();
    },
    read: function (id, value) {
      var page = byId[id];
      if (!page) return;
      var kept = state.pages[page.key] || { part: 0 };
      state.pages[page.key] = value ? { part: kept.part, on: value.on, by: value.by } : { part: kept.part };
      report();
      commit();
    },
    place: function (id, part) {
      var page = byId[id];
      if (!page) return;
      var kept = state.pages[page.key] || {};
      kept.part = part;
      state.pages[page.key] = kept;
      set("cmi.suspend_data", suspend.write(state));
    },
    result: function (id, result) {
      var test = testsById[id];
      if (!test) return;
      var kept = state.tests[test.key];
      var wrong = result.wrong.map(function (question) {
        return test.questions.indexOf(question);
      });
      state.tests[test.key] = {
        score: result.score,
        best: Math.max(result.score, kept ? kept.best : 0),
        of: result.of,
        wrong: wrong.filter(function (at) {
          return at >= 0;
        }),
      };
    },
    answered: function (told) {
      var test = testsById[told.test];
      if (!test) return;
      told.questions.forEach(function (question) {
        interaction(test.key + "-" + (test.questions.indexOf(question.id) + 1), question);
      });
      report();
      commit();
    },
  };

  /* ---- what is seen ---- */

  function show() {
    var units = course.pages.filter(function (page) {
      return page.unit;
    });
    var read = units.filter(isRead).length;
    var points = score();
    var text = filled(words.state, { read: read, of: units.length });
    if (points !== null) text += filled(words.score, { score: points, pass: course.pass });
    var now = settled || lessonStatus();
    if (now !== "incomplete") text += words[now];
    status.textContent = text;
    Array.prototype.forEach.call(list.querySelectorAll("a[data-key]"), function (anchor) {
      var key = anchor.getAttribute("data-key");
      var page = byKey[key];
      if (key === state.last) anchor.setAttribute("aria-current", "page");
      else anchor.removeAttribute("aria-current");
      anchor.parentNode.classList.toggle("is-read", isRead(page));
      anchor.nextElementSibling.textContent = isRead(page) ? words.read : "";
    });
    var at = byKey[state.last] ? byKey[state.last].at : 0;
    turn("previous", course.pages[at - 1]);
    turn("next", course.pages[at + 1]);
  }

  function turn(id, page) {
    var anchor = document.getElementById(id);
    anchor.hidden = !page;
    if (page) anchor.href = page.href;
  }

  /* ---- coming and going ---- */

  function begin() {
    if (!api) return;
    try {
      open = String(api.LMSInitialize("")) === "true";
    } catch (fault) {
      open = false;
    }
    if (!open) return;
    state = suspend.read(get("cmi.suspend_data"));
    var known = get("cmi.core.lesson_status");
    if (known === "passed" || known === "completed") settled = known;
    var mode = get("cmi.core.lesson_mode");
    records = mode !== "browse" && mode !== "review";
    if (!byKey[state.last]) state.last = byKey[get("cmi.core.lesson_location")] ? get("cmi.core.lesson_location") : "";
    if (records && !settled) set("cmi.core.lesson_status", lessonStatus());
    commit();
  }

  function leave() {
    if (!open) return true;
    // The page in the frame is told after this one that it goes, and would come too late with what it has to say.
    try {
      frame.contentWindow.dispatchEvent(new Event("pagehide"));
    } catch (fault) {
      /* Another site's page. */
    }
    set("cmi.suspend_data", suspend.write(state));
    var kept = commit();
    try {
      api.LMSFinish("");
    } catch (fault) {
      /* Nobody is left to be told. */
    }
    open = false;
    return kept;
  }

  begin();
  if (!open) say(words.alone);
  var first = byKey[state.last] || course.pages[0];
  state.last = first.key;
  frame.src = first.href;
  show();
  document.getElementById("leave").addEventListener("click", function () {
    var told = !open || leave();
    frame.src = "about:blank";
    frame.hidden = true;
    say(told ? words.left : words.unsaved);
    document.getElementById("leave").hidden = true;
    list.hidden = true;
  });
  document.getElementById("menu").addEventListener("click", function () {
    var shown = document.body.classList.toggle("menu-open");
    this.setAttribute("aria-expanded", String(shown));
  });
  list.addEventListener("click", function () {
    document.body.classList.remove("menu-open");
    document.getElementById("menu").setAttribute("aria-expanded", "false");
  });
  window.setInterval(commit, 60000);
  // Phones end pages in the background without a word.
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") commit();
  });
  window.addEventListener("pagehide", leave);
  window.addEventListener("beforeunload", leave);
  // A page that comes back from the browser's memory has ended its session.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) location.reload();
  });
})();
