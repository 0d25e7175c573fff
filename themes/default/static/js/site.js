/* What every page offers when scripts may run: drawers, today's status of policies, a mark in the contents where one reads. */
(function () {
  "use strict";

  var page = document.documentElement;
  var words = window.shuyuanWords || {};

  function pad(n) {
    return n < 10 ? "0" + n : String(n);
  }

  /* The reader's own day. */
  function day() {
    var now = new Date();
    return now.getFullYear() + "-" + pad(now.getMonth() + 1) + "-" + pad(now.getDate());
  }

  /* A page that nobody has looked at in time says so, however long ago the portal was built. */
  function reviews() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-review-due]"), function (note) {
      if (note.getAttribute("data-review-due") <= day()) note.hidden = false;
    });
  }

  /* What holds on the reader's date; '' where the dates do not tell. */
  function statusToday(element) {
    var today = day();
    var effective = element.getAttribute("data-effective-on");
    var until = element.getAttribute("data-valid-until");
    var repealed = element.getAttribute("data-repealed-on");
    var amended = element.getAttribute("data-amended-on");
    var built = element.getAttribute("data-status");
    if (repealed && repealed <= today) return "repealed";
    if (until && until < today) return "expired";
    if (effective && effective > today) return "not_yet";
    if (amended && amended <= today) return "amended";
    return built === "not_yet" ? "in_force" : built;
  }

  function statuses() {
    Array.prototype.forEach.call(document.querySelectorAll(".status[data-status]"), function (badge) {
      var built = badge.getAttribute("data-status");
      var today = statusToday(badge);
      if (!today || today === built || !words["status_" + today]) return;
      badge.textContent = words["status_" + today];
      badge.className = "status status-" + today;
    });
  }

  /* navigator.clipboard is missing on plain http, where most intranets are, and may be forbidden to a page in a frame. */
  function copy(text) {
    if (!navigator.clipboard || !window.isSecureContext) return copySelected(text);
    return navigator.clipboard.writeText(text).catch(function () {
      return copySelected(text);
    });
  }

  function copySelected(text) {
    return new Promise(function (done, failed) {
      var area = document.createElement("textarea");
      area.value = text;
      area.setAttribute("readonly", "");
      area.style.position = "fixed";
      area.style.left = "-999em";
      document.body.appendChild(area);
      area.select();
      var worked = false;
      try {
        worked = document.execCommand("copy");
      } catch (ignored) {
        worked = false;
      }
      document.body.removeChild(area);
      if (worked) done();
      else failed();
    });
  }

  /* The menu and the contents of a narrow window: the links that lead there open them over the page instead. */
  function drawers() {
    var open = null;
    var opener = null;

    function close() {
      if (!open) return;
      open.classList.remove("is-open");
      page.classList.remove("drawer-open");
      opener.setAttribute("aria-expanded", "false");
      opener.focus();
      open = null;
    }
    Array.prototype.forEach.call(document.querySelectorAll("[data-drawer]"), function (link) {
      var drawer = document.getElementById(link.getAttribute("href").slice(1));
      if (!drawer) {
        link.hidden = true;
        return;
      }
      link.setAttribute("role", "button");
      link.setAttribute("aria-expanded", "false");
      link.addEventListener("click", function (event) {
        event.preventDefault();
        var again = open === drawer;
        close();
        if (again) return;
        open = drawer;
        opener = link;
        drawer.classList.add("is-open");
        page.classList.add("drawer-open");
        link.setAttribute("aria-expanded", "true");
        var current = drawer.querySelector("[aria-current]") || drawer.querySelector("a");
        current.focus();
      });
      drawer.addEventListener("click", function (event) {
        var chosen = event.target.closest("a");
        if (open !== drawer || !chosen) return;
        if (chosen.hasAttribute("data-drawer-close")) event.preventDefault();
        close();
      });
      link.addEventListener("keydown", function (event) {
        if (event.key === " ") {
          event.preventDefault();
          link.click();
        }
      });
    });
    document.addEventListener("click", function (event) {
      if (open && !event.target.closest(".drawer, [data-drawer]")) close();
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape") close();
    });
  }

  /* The way back up appears after two windows; it is looked for seldom, so that scrolling stays smooth. */
  function backToTop() {
    if (!window.IntersectionObserver) return;
    var mark = document.createElement("div");
    mark.style.position = "absolute";
    mark.style.top = "0";
    mark.style.height = "200vh";
    mark.style.width = "1px";
    mark.style.pointerEvents = "none";
    document.body.appendChild(mark);
    new IntersectionObserver(function (entries) {
      page.classList.toggle("scrolled", !entries[entries.length - 1].isIntersecting);
    }).observe(mark);
    document.querySelector(".back-to-top").addEventListener("click", function (event) {
      event.preventDefault();
      window.scrollTo(0, 0);
      document.getElementById("main").focus({ preventScroll: true });
    });
  }

  /*
   * What is far from the window has a height that is only guessed; a jump there would end beside its place. So from the
   * first jump on all of the text is laid out.
   */
  function toPlace() {
    /* An address may hold a stray %. */
    function place() {
      try {
        return decodeURIComponent(location.hash.slice(1));
      } catch (ignored) {
        return location.hash.slice(1);
      }
    }
    window.addEventListener("hashchange", function () {
      var target = location.hash && document.getElementById(place());
      if (!target || page.classList.contains("to-place")) return;
      page.classList.add("to-place");
      target.scrollIntoView();
    });
  }

  /* Scrolling is smooth for what a reader presses, never for the way into a page. */
  function settle() {
    window.addEventListener("load", function () {
      window.setTimeout(function () {
        if (document.documentElement.scrollHeight < 60000) page.classList.add("settled");
      }, 500);
    });
  }

  /* Marks the link of the last heading that has passed the top of the window. */
  function followContents(nav) {
    var links = [];
    Array.prototype.forEach.call(nav.querySelectorAll('a[href^="#"]'), function (link) {
      var target = null;
      try {
        target = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
      } catch (malformed) {
        /* An address that nobody wrote well leads nowhere. */
      }
      if (target) links.push({ link: link, target: target });
    });
    if (!links.length) return;
    var current = null;
    var waiting = false;

    function update() {
      waiting = false;
      var line = Math.min(160, window.innerHeight / 3);
      // The headings stand in the order of the page, so that halving finds the last one above the line.
      var low = 0;
      var high = links.length;
      while (low < high) {
        var middle = (low + high) >> 1;
        if (links[middle].target.getBoundingClientRect().top <= line) low = middle + 1;
        else high = middle;
      }
      var found = low ? links[low - 1].link : null;
      if (found === current) return;
      if (current) current.removeAttribute("aria-current");
      current = found;
      if (!current) return;
      current.setAttribute("aria-current", "location");
      var box = nav.getBoundingClientRect();
      var place = current.getBoundingClientRect();
      if (place.top < box.top || place.bottom > box.bottom) nav.scrollTop += place.top - box.top - box.height / 3;
    }
    function later() {
      if (waiting) return;
      waiting = true;
      window.requestAnimationFrame(update);
    }
    window.addEventListener("scroll", later, { passive: true });
    window.addEventListener("resize", later);
    update();
  }

  function printButtons() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-print]"), function (button) {
      button.addEventListener("click", function () {
        window.print();
      });
    });
  }

  /* Paper cannot unfold: what is folded away is printed. */
  function unfoldForPaper() {
    window.addEventListener("beforeprint", function () {
      Array.prototype.forEach.call(document.querySelectorAll("main details:not([open])"), function (item) {
        item.open = true;
        item.setAttribute("data-folded", "");
      });
    });
    window.addEventListener("afterprint", function () {
      Array.prototype.forEach.call(document.querySelectorAll("details[data-folded]"), function (item) {
        item.open = false;
        item.removeAttribute("data-folded");
      });
    });
  }

  /* A page of an ordinary build, opened from a disk: links lead to folders, and nothing can be searched. */
  function saveFromDisk() {
    if (location.protocol !== "file:" || !window.shuyuanLoad || (window.shuyuan && window.shuyuan.disk)) return;
    window.shuyuanLoad(["words.js"]).then(function () {
      var notice = document.createElement("p");
      notice.className = "disk-notice";
      notice.setAttribute("role", "note");
      notice.textContent = window.shuyuanWords.opened_from_disk;
      document.body.insertBefore(notice, document.body.firstChild);
    });
  }

  /* Buttons that copy a citation or an address. */
  function copyTexts() {
    var known = document.querySelector("link[rel=canonical]");
    var address = known && !/^https?:$/.test(location.protocol) ? known.href : location.href.split("#")[0];
    Array.prototype.forEach.call(document.querySelectorAll("[data-copy-text], [data-copy-address]"), function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        var before = button.textContent;
        function said(word) {
          button.textContent = word;
          button.disabled = true;
          setTimeout(function () {
            button.textContent = before;
            button.disabled = false;
          }, 1600);
        }
        var cited = button.hasAttribute("data-copy-text") && document.querySelector("[data-citation]");
        var words = cited ? cited.textContent : "";
        copy(words ? words + "\n" + address : address).then(
          function () {
            said(window.shuyuanWords.copied);
          },
          function () {
            said(window.shuyuanWords.copy_failed);
          },
        );
      });
    });
  }

  /* What the address names after #. */
  function arrivedAt() {
    var name = location.hash.slice(1);
    if (!name) return null;
    try {
      name = decodeURIComponent(name);
    } catch (ignored) {
      /* A stray % in the address: take it as it stands. */
    }
    var found = document.getElementById(name);
    if (!found || found.tagName === "MAIN") return null;
    // An empty anchor shows nothing: mark what it stands in.
    return found.textContent.trim() ? found : found.parentElement;
  }

  /* Marks the section that the address names, for a moment, after opening whatever hides it. */
  function arrive() {
    var section = arrivedAt();
    if (!section) return;
    var hidden = false;
    for (var above = section; above; above = above.parentElement) {
      if (above.tagName === "DETAILS" && !above.open) {
        above.open = true;
        hidden = true;
      }
    }
    if (hidden) section.scrollIntoView();
    section.classList.remove("search-arrived");
    void section.offsetWidth;
    section.classList.add("search-arrived");
    setTimeout(function () {
      section.classList.remove("search-arrived");
    }, 3000);
  }

  /* The reader's day in the calendar; what lies before it steps back. */
  function calendarToday() {
    var now = new Date();
    var two = function (n) {
      return (n < 10 ? "0" : "") + n;
    };
    var today = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
    Array.prototype.forEach.call(document.querySelectorAll(".month [data-day]"), function (cell) {
      var day = cell.getAttribute("data-day");
      if (day === today) {
        cell.classList.add("is-today");
        cell.setAttribute("aria-current", "date");
      }
      if (day < today) cell.classList.add("is-past");
    });
  }

  window.shuyuanStatus = statusToday;
  window.shuyuanCopy = copy;
  drawers();
  if (document.querySelector(".back-to-top")) backToTop();
  settle();
  toPlace();
  reviews();
  statuses();
  printButtons();
  copyTexts();
  calendarToday();
  arrive();
  window.addEventListener("hashchange", arrive);
  unfoldForPaper();
  saveFromDisk();
  Array.prototype.forEach.call(document.querySelectorAll(".aside-sticky"), followContents);
})();
