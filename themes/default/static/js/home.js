/*
 * The home page on the reader's own day and from the reader's own browser: what is over is left out, what came since the last
 * visit is marked, and courses that were begun are offered again. Nothing of it leaves the browser.
 */
(function () {
  "use strict";

  var words = window.shuyuanWords || {};
  var root = document.body.getAttribute("data-root") || "./";

  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function day(moment) {
    var date = new Date(moment);
    function pad(n) {
      return n < 10 ? "0" + n : String(n);
    }
    return date.getFullYear() + "-" + pad(date.getMonth() + 1) + "-" + pad(date.getDate());
  }

  var today = day(Date.now());

  /* A portal may have been built days ago. */
  function overdue() {
    each(document.querySelectorAll("[data-from], [data-until]"), function (entry) {
      var from = entry.getAttribute("data-from");
      var until = entry.getAttribute("data-until");
      if ((!from || from <= today) && (!until || until >= today)) return;
      entry.hidden = true;
      // The next story takes the place of a headline that is over.
      var list = entry.classList.contains("headline") && entry.parentNode.querySelector(".stories");
      if (list && list.querySelector("li:not([hidden])")) list.style.marginTop = "0";
    });
  }

  /* The day of the last visit before today; a visit of the same day changes nothing. */
  function lastVisit() {
    try {
      var kept = JSON.parse(localStorage.getItem("shuyuan.visit")) || {};
      if (kept.day !== today) {
        kept = { before: kept.day || "", day: today };
        localStorage.setItem("shuyuan.visit", JSON.stringify(kept));
      }
      return kept.before;
    } catch (ignored) {
      return "";
    }
  }

  function mark(since) {
    each(document.querySelectorAll(".is-latest .entry, .is-notices .entry, .is-policies .entry"), function (entry) {
      var time = entry.querySelector("time");
      if (!time || time.getAttribute("datetime").slice(0, 10) <= since || time.getAttribute("datetime") > today) return;
      var title = entry.querySelector(".entry-title");
      title.parentNode.insertBefore(element("span", "new-mark", words.home_new), title.nextSibling);
    });
  }

  function entry(list, url, title, fact) {
    var item = element("li", "entry");
    var line = element("div", "entry-line");
    var link = element("a", "entry-title", title);
    link.href = url;
    line.appendChild(link);
    if (fact) line.appendChild(element("span", "entry-facts", fact));
    item.appendChild(line);
    list.appendChild(item);
  }

  /* What the feed has from after `since`; a host without it, or a page opened as a file, shows the marks only. */
  function fresh(block, since) {
    if (!window.fetch || location.protocol === "file:") return;
    fetch(block.getAttribute("data-feed"))
      .then(function (response) {
        return response.ok ? response.text() : "";
      })
      .then(function (text) {
        var feed = new DOMParser().parseFromString(text, "application/xml");
        var found = Array.prototype.filter.call(feed.getElementsByTagName("entry"), function (item) {
          var time = item.getElementsByTagName("published")[0] || item.getElementsByTagName("updated")[0];
          return time && time.textContent.slice(0, 10) > since;
        });
        if (!found.length) return;
        var note = block.querySelector(".home-since");
        note.textContent = words.home_since.replace("{day}", since).replace("{count}", String(found.length));
        note.hidden = false;
        found.slice(0, 4).forEach(function (item) {
          var link = item.getElementsByTagName("link")[0];
          var path = link && link.getAttribute("href");
          if (!path) return;
          // Addresses in a feed are absolute; the portal may lie elsewhere.
          var base = document.querySelector('link[rel="canonical"]');
          if (base && path.indexOf(base.href) === 0) path = root + path.slice(base.href.length);
          entry(block.querySelector(".home-new"), path, item.getElementsByTagName("title")[0].textContent, "");
        });
        block.hidden = false;
      })
      .catch(function () {
        /* Without the network there is nothing new to tell. */
      });
  }

  function courses(block) {
    var study = window.shuyuanStudy;
    if (!study) return;
    var record = study.store.record();
    var open = {};
    /* Keys come out of files that readers import: only a path below this site is followed. */
    function begun(entry) {
      var course = entry.value.course;
      if (!course || !/^[A-Za-z0-9._~%\/-]+$/.test(course) || course.charAt(0) === "/" || course.indexOf("..") >= 0)
        return null;
      if (!open[course]) open[course] = { title: entry.value.courseTitle, read: 0, at: 0, place: null };
      open[course].at = Math.max(open[course].at, entry.at);
      return open[course];
    }
    study.list(record, "read").forEach(function (entry) {
      var course = begun(entry);
      if (course) course.read += 1;
    });
    study.list(record, "places").forEach(function (entry) {
      var course = !study.get(record, "read", entry.id) && begun(entry);
      if (course && (!course.place || course.place.at < entry.at)) course.place = entry;
    });
    var list = block.querySelector(".courses-open");
    Object.keys(open)
      .sort(function (a, b) {
        return open[b].at - open[a].at;
      })
      .slice(0, 3)
      .forEach(function (course) {
        var found = open[course];
        var resume = found.place;
        var title = found.title || course;
        entry(
          list,
          root + (resume ? resume.id + "#resume" : course),
          resume ? title + "：" + resume.value.title : title,
          words.home_read_units.replace("{}", String(found.read)),
        );
        block.hidden = false;
      });
    review(block, study, record);
  }

  /* How many questions of the book of wrong answers wait today. */
  function review(block, study, record) {
    var waiting = study.cards ? study.cards.due(study.list(record, "cards"), today).length : 0;
    if (!waiting) return;
    entry(
      block.querySelector(".courses-open"),
      root + "study-record/wrong-answers/",
      words.home_review.replace("{}", String(waiting)),
      "",
    );
    block.hidden = false;
  }

  overdue();
  var since = lastVisit();
  var block = document.querySelector(".home-study");
  /* Who comes for the first time has nothing to be reminded of. */
  function own() {
    words = window.shuyuanWords || {};
    if (since) mark(since);
    if (!block) return;
    courses(block);
    if (since) fresh(block, since);
  }
  var record = false;
  try {
    record = Boolean(localStorage.getItem("shuyuan.study:" + new URL(root, location.href).pathname));
  } catch (ignored) {
    /* Storage is blocked: nothing is kept. */
  }
  if ((since || record) && window.shuyuanLoad)
    window.shuyuanLoad(["words.js"].concat(record ? ["study/store.js", "study/cards.js"] : [])).then(own, function () {
      /* Without the network the page stays as it is. */
    });
})();
