/*
 * Progress on pages of courses: a unit counts as read when its end has come into view and it was open long enough, or when the
 * reader says so; where one left off; favourites; marks in the syllabus. All of it stays in this browser.
 */
(function () {
  "use strict";

  var study = window.shuyuanStudy;
  if (!study) return;
  var store = study.store;
  var word = study.word;
  var root = document.body.getAttribute("data-root") || "./";

  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function today() {
    var now = new Date();
    function pad(n) {
      return n < 10 ? "0" + n : String(n);
    }
    return now.getFullYear() + "-" + pad(now.getMonth() + 1) + "-" + pad(now.getDate());
  }

  function link(url, text) {
    var made = element("a", "button", text);
    made.href = root + url;
    return made;
  }

  /* ---- a unit ---- */

  /*
   * Long enough is a quarter of the time that the unit takes, at least twenty seconds and at most ten minutes; time counts while
   * the page is in front and something was done in it during the last two minutes.
   */
  function needed(minutes) {
    return Math.min(600, Math.max(20, minutes * 15));
  }

  var IDLE_SECONDS = 120;

  function unit(box) {
    var id = box.getAttribute("data-unit");
    var hours = parseFloat(box.getAttribute("data-hours"));
    var facts = {
      title: box.getAttribute("data-title") || document.title,
      course: box.getAttribute("data-course") || null,
      courseTitle: box.getAttribute("data-course-title") || null,
    };
    var content = document.querySelector(box.getAttribute("data-content") || ".prose") || document.body;
    var state = box.querySelector(".study-state");
    var mark = box.querySelector(".study-mark");
    var resume = box.querySelector(".study-resume");
    var seconds = 0;
    var idle = 0;
    var sawEnd = false;
    var furthest = 0;
    var savedPart = -1;
    var undone = false;
    var media = document.querySelector(".unit-media video, .unit-media audio");
    var played = false;
    var savedSecond = 0;
    if (media)
      media.addEventListener("play", function () {
        played = true;
      });

    function isRead() {
      return study.get(store.record(), "read", id);
    }

    function show() {
      var read = isRead();
      state.textContent = read ? word("study_read_on", { day: read.on }) : word("study_unread");
      state.classList.toggle("is-read", Boolean(read));
      mark.textContent = read ? word("study_unmark") : word("study_mark");
      mark.setAttribute("aria-pressed", String(Boolean(read)));
      marks();
    }

    function setRead(by) {
      store.set("read", id, {
        title: facts.title,
        on: today(),
        by: by,
        hours: isFinite(hours) ? hours : null,
        course: facts.course,
        courseTitle: facts.courseTitle,
      });
      show();
    }

    mark.addEventListener("click", function () {
      if (isRead()) {
        // Whoever takes the mark away by hand does not get it back by scrolling on this visit.
        undone = true;
        store.set("read", id, null);
        show();
      } else {
        setRead("hand");
      }
    });

    /* How far the lower edge of the window has come in the text, 0 to 1. */
    function part() {
      var place = content.getBoundingClientRect();
      if (place.height <= 0) return 1;
      return Math.min(1, Math.max(0, (window.innerHeight - place.top) / place.height));
    }

    function look() {
      furthest = part();
      if (furthest >= 0.98) sawEnd = true;
      idle = 0;
    }

    function savePlace() {
      var at = Math.round(furthest * 100) / 100;
      var second = media && !media.ended ? Math.floor(media.currentTime) : 0;
      // Opening the page again does not send the video back to its beginning.
      if (media && !played) second = savedSecond;
      if ((at === savedPart && second === savedSecond) || seconds < 3) return;
      savedPart = at;
      savedSecond = second;
      store.set("places", id, {
        title: facts.title,
        part: at,
        course: facts.course,
        courseTitle: facts.courseTitle,
        second: second || null,
      });
    }

    function tick() {
      if (media && !media.paused) idle = 0;
      if (document.visibilityState !== "visible" || idle >= IDLE_SECONDS) return;
      idle += 1;
      seconds += 1;
      if (seconds % 5 === 0) savePlace();
      if (sawEnd && !undone && seconds >= needed(Number(box.getAttribute("data-minutes")) || 1) && !isRead()) {
        setRead("scroll");
        savePlace();
      }
    }

    function offerResume() {
      var place = study.get(store.record(), "places", id);
      if (place) savedSecond = place.second || 0;
      var wanted = location.hash === "#resume";
      if (!place || (location.hash && !wanted)) return;
      var inText = place.part >= 0.1 && place.part < 0.98;
      var inMedia = media && savedSecond > 4;
      if (!inText && !inMedia) return;
      var press = element(
        "button",
        "button button-quiet",
        inMedia
          ? word("study_resume_media", { time: clock(savedSecond) })
          : word("study_resume", { part: Math.round(place.part * 100) }),
      );
      press.type = "button";
      function goOn() {
        if (inMedia) seek(savedSecond);
        var there = inMedia ? media.parentNode : content;
        var where = there.getBoundingClientRect();
        window.scrollTo(
          0,
          window.pageYOffset + where.top + (inMedia ? -80 : where.height * place.part - window.innerHeight),
        );
        resume.hidden = true;
        there.setAttribute("tabindex", "-1");
        there.focus({ preventScroll: true });
      }
      press.addEventListener("click", goOn);
      resume.appendChild(press);
      resume.hidden = false;
      // Who comes from “continue” has asked for it already.
      if (wanted) goOn();
    }

    function seek(second) {
      if (media.readyState > 0) media.currentTime = second;
      else
        media.addEventListener(
          "loadedmetadata",
          function () {
            media.currentTime = second;
          },
          { once: true },
        );
    }

    /* A course may say that passed tests mark a unit. All tests of the page count, in the form in which they stand there now. */
    function tested(event) {
      if (!event.detail || event.detail.page !== id || isRead()) return;
      var record = store.record();
      var tests = Array.prototype.filter.call(document.querySelectorAll(".self-test[data-test]"), function (test) {
        return !test.hasAttribute("data-weekly");
      });
      var passed =
        tests.length &&
        tests.every(function (test) {
          var result = study.get(record, "tests", id + "#" + test.getAttribute("data-test"));
          return result && result.passed && result.passed === test.getAttribute("data-hash");
        });
      if (passed) setRead("test");
    }

    box.hidden = false;
    show();
    offerResume();
    if (box.hasAttribute("data-test-marks")) document.addEventListener("shuyuan-tested", tested);
    look();
    window.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    ["keydown", "pointerdown", "pointermove"].forEach(function (name) {
      window.addEventListener(
        name,
        function () {
          idle = 0;
        },
        { passive: true },
      );
    });
    window.addEventListener("pagehide", savePlace);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") savePlace();
    });
    window.setInterval(tick, 1000);
  }

  /* ---- courses in lists ---- */

  function clock(seconds) {
    var rest = Math.floor(seconds) % 60;
    return Math.floor(seconds / 60) + ":" + (rest < 10 ? "0" : "") + rest;
  }

  /* Of the units `ids` the one to go on with: where one left off last, else the first that is not read; null if all are. */
  function nextUnit(record, ids) {
    var open = study.list(record, "places").filter(function (place) {
      return ids.indexOf(place.id) >= 0 && !study.get(record, "read", place.id);
    });
    if (open.length) return { id: open[0].id, left: true };
    var unread = ids.filter(function (id) {
      return !study.get(record, "read", id);
    });
    return unread.length ? { id: unread[0], left: false } : null;
  }

  /* On a card or in a list: how much of a course is read, and where one goes on. */
  function line(place) {
    var record = store.record();
    var ids = place.getAttribute("data-units").split(" ").filter(Boolean);
    var read = ids.filter(function (id) {
      return study.get(record, "read", id);
    }).length;
    var next = nextUnit(record, ids);
    place.textContent = "";
    // A course that was never begun looks as it always did.
    place.hidden = !ids.length || (!read && !(next && next.left));
    if (place.hidden) return;
    var bar = element("progress", "course-part");
    bar.max = ids.length;
    bar.value = read;
    var words = next ? word("study_line", { read: read, of: ids.length }) : word("study_line_done");
    bar.setAttribute("aria-label", words);
    place.appendChild(bar);
    place.appendChild(element("span", "course-state", words));
    if (next) {
      var go = element("a", "course-next", word("study_line_next"));
      go.href = root + next.id + (next.left ? "#resume" : "");
      place.appendChild(go);
    }
  }

  function lines() {
    each(document.querySelectorAll("[data-course-line]"), line);
  }

  /* ---- a course ---- */

  /* A tick behind every unit in a syllabus that is read. */
  function marks() {
    var record = store.record();
    each(document.querySelectorAll("[data-unit-mark]"), function (place) {
      var read = study.get(record, "read", place.getAttribute("data-unit-mark"));
      place.textContent = read ? word("study_read_mark") : "";
      place.classList.toggle("is-read", Boolean(read));
    });
  }

  function course(box) {
    var record = store.record();
    var id = box.getAttribute("data-course");
    var units = Array.prototype.map.call(document.querySelectorAll(".syllabus [data-unit-link]"), function (anchor) {
      return { id: anchor.getAttribute("data-unit-link"), title: anchor.textContent };
    });
    if (!units.length) return;
    var read = units.filter(function (u) {
      return study.get(record, "read", u.id);
    });
    var hours = read.reduce(function (sum, u) {
      return sum + (study.get(record, "read", u.id).hours || 0);
    }, 0);
    var state = box.querySelector(".study-state");
    state.textContent = word("study_course_state", {
      read: read.length,
      of: units.length,
      hours: Math.round(hours * 100) / 100,
    });
    var next = nextUnit(
      record,
      units.map(function (u) {
        return u.id;
      }),
    );
    var resume = box.querySelector(".study-resume");
    resume.textContent = "";
    if (next) {
      var title = units.filter(function (u) {
        return u.id === next.id;
      })[0].title;
      resume.appendChild(
        link(
          next.id + (next.left ? "#resume" : ""),
          word(read.length || next.left ? "study_continue" : "study_begin", { title: title }),
        ),
      );
    } else {
      resume.appendChild(link("study-record/completed/#" + encodeURIComponent(id), word("study_complete")));
    }
    resume.hidden = false;
    box.hidden = false;
  }

  /* ---- favourites ---- */

  function favourite(press) {
    var id = press.getAttribute("data-favourite");
    var title = press.getAttribute("data-title") || document.title;

    function show() {
      var kept = Boolean(study.get(store.record(), "favourites", id));
      press.textContent = kept ? word("study_kept") : word("study_keep");
      press.setAttribute("aria-pressed", String(kept));
    }
    press.addEventListener("click", function () {
      var kept = study.get(store.record(), "favourites", id);
      store.set("favourites", id, kept ? null : { title: title });
      show();
    });
    press.hidden = false;
    show();
  }

  each(document.querySelectorAll(".study-progress[data-unit]"), unit);
  each(document.querySelectorAll(".course-progress[data-course]"), course);
  each(document.querySelectorAll("[data-favourite]"), favourite);
  marks();
  lines();
  // Another tab, and a page that the browser shows again as it was left.
  function renew() {
    marks();
    lines();
    each(document.querySelectorAll(".course-progress[data-course]"), course);
  }
  window.addEventListener("storage", renew);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) renew();
  });
})();
