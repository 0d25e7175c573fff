/*
 * The policy library sorted, filtered and searched in its page. What is chosen stands in the address, so that it can be kept
 * and handed on. The list of the texts is fetched when somebody asks for it; without this script the page has its lists.
 */
(function () {
  "use strict";

  var form = document.querySelector(".library-filter");
  if (!form) return;
  var results = document.querySelector(".library-results");
  var usual = document.querySelectorAll(".library-groups, .library-recent");
  var list = results.querySelector("ul");
  var said = results.querySelector("[role=status]");
  var more = results.querySelector("button");
  var root = document.body.getAttribute("data-root") || "./";
  var words = window.shuyuanWords || {};
  /* In the order in which a text names its values. */
  var FACETS = ["issuer", "type", "subject", "year", "status"];
  var AT_ONCE = 50;
  var library = null;
  var loading = null;
  var found = [];
  var shown = 0;

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function field(name) {
    return form.elements[name];
  }

  /* The status of a text on the reader's own day. */
  function statusOf(text) {
    var days = {
      "data-status": text.s[0],
      "data-effective-on": text.s[1],
      "data-valid-until": text.s[2],
      "data-repealed-on": text.s[3],
      "data-amended-on": text.s[4],
    };
    return window.shuyuanStatus({
      getAttribute: function (name) {
        return days[name] || "";
      },
    });
  }

  window.shuyuanTexts = function (table) {
    library = table;
    library.texts.forEach(function (text, place) {
      text.place = place;
      text.status = statusOf(text);
      text.words = (text.t + " " + (text.n || "") + " " + names(text, 0).join(" ")).toLowerCase().replace(/\s+/g, " ");
    });
  };

  function names(text, facet) {
    return text.v[facet].map(function (place) {
      return library.values[facet][place];
    });
  }

  function load() {
    if (loading) return loading;
    said.textContent = words.library_loading;
    loading = new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = form.getAttribute("data-texts");
      script.onload = done;
      script.onerror = function () {
        loading = null;
        failed(new Error(script.src));
      };
      document.head.appendChild(script);
    });
    return loading;
  }

  /* Every word must be there; letters may be the initials of the title's sounds. */
  function has(text, asked) {
    return asked.every(function (word) {
      return text.words.indexOf(word) >= 0 || (/^[a-z0-9]{2,}$/.test(word) && text.i.indexOf(word) >= 0);
    });
  }

  function fits(text) {
    return FACETS.every(function (name, facet) {
      var wanted = field(name) && field(name).value;
      if (!wanted) return true;
      // A status may have changed since the portal was built.
      if (name === "status") return (words["status_" + text.status] || "") === wanted;
      return names(text, facet).indexOf(wanted) >= 0;
    });
  }

  /* 358 of 388 laws begin with the name of the state, which tells none of them from another. */
  function bare(title) {
    var state = words.library_ignored;
    return state && title.length > state.length && title.indexOf(state) === 0 ? title.slice(state.length) : title;
  }

  function strokes() {
    try {
      var collator = new Intl.Collator("zh-u-co-stroke");
      return collator.resolvedOptions().collation === "stroke" ? collator : null;
    } catch (ignored) {
      return null;
    }
  }

  var STATUSES = ["in_force", "not_yet", "amended", "expired", "repealed"];
  var orders = {
    date: function (a, b) {
      return a.d < b.d ? 1 : a.d > b.d ? -1 : a.place - b.place;
    },
    sound: function (a, b) {
      return a.place - b.place;
    },
    status: function (a, b) {
      return STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || a.place - b.place;
    },
  };

  function order() {
    var name = field("sort").value;
    if (name !== "strokes") return orders[name] || orders.date;
    var collator = strokes();
    return function (a, b) {
      return collator.compare(bare(a.t), bare(b.t)) || a.place - b.place;
    };
  }

  function badge(text) {
    return element("span", "status status-" + text.status, words["status_" + text.status]);
  }

  function entry(text) {
    var item = element("li", "entry kind-policy");
    var line = element("div", "entry-line");
    var link = element("a", "entry-title", text.t);
    link.href = root + text.u;
    line.appendChild(link);
    var facts = element("span", "entry-facts");
    if (text.n) facts.appendChild(element("span", "fact", text.n));
    if (text.status) facts.appendChild(badge(text));
    if (text.d) {
      var time = element("time", "", text.d);
      time.setAttribute("datetime", text.d);
      facts.appendChild(time);
    }
    line.appendChild(facts);
    item.appendChild(line);
    return item;
  }

  function showMore() {
    var part = document.createDocumentFragment();
    found.slice(shown, shown + AT_ONCE).forEach(function (text) {
      part.appendChild(entry(text));
    });
    list.appendChild(part);
    shown = Math.min(shown + AT_ONCE, found.length);
    more.hidden = shown >= found.length;
  }

  /* Whether the reader has asked for anything but what the page shows by itself. */
  function asks() {
    return (
      ["q"].concat(FACETS).some(function (name) {
        return field(name) && field(name).value.trim();
      }) || field("sort").value !== "date"
    );
  }

  function remember() {
    var kept = [];
    ["q"].concat(FACETS, "sort").forEach(function (name) {
      var value = field(name) ? field(name).value.trim() : "";
      if (value && !(name === "sort" && value === "date")) kept.push(name + "=" + encodeURIComponent(value));
    });
    // A page opened from a disk may keep nothing there.
    try {
      history.replaceState(
        history.state,
        "",
        location.pathname + (kept.length ? "?" + kept.join("&") : "") + location.hash,
      );
    } catch (ignored) {
      /* As before. */
    }
  }

  function update() {
    var asked = asks();
    remember();
    results.hidden = !asked;
    Array.prototype.forEach.call(usual, function (part) {
      part.hidden = asked;
    });
    form.querySelector("[type=reset]").hidden = !asked;
    if (!asked) return;
    load()
      .then(function () {
        if (!library) throw new Error("no list");
        var asked = field("q").value.toLowerCase().split(/\s+/).filter(Boolean);
        found = library.texts
          .filter(function (text) {
            return fits(text) && has(text, asked);
          })
          .sort(order());
        list.textContent = "";
        shown = 0;
        said.textContent = found.length ? words.library_found.replace("{}", String(found.length)) : words.library_none;
        showMore();
      })
      .catch(function () {
        list.textContent = "";
        more.hidden = true;
        said.textContent = words.library_failed;
        Array.prototype.forEach.call(usual, function (part) {
          part.hidden = false;
        });
      });
  }

  /* What the address asks for. */
  function recall() {
    location.search
      .slice(1)
      .split("&")
      .forEach(function (part) {
        var pair = part.split("=");
        var known = field(pair[0]);
        if (!known || FACETS.concat("q", "sort").indexOf(pair[0]) < 0) return;
        try {
          known.value = decodeURIComponent((pair[1] || "").replace(/\+/g, " "));
        } catch (malformed) {
          return;
        }
        // A value that the library no longer has.
        if (known.value === "" && known.options) known.selectedIndex = 0;
        if (known.selectedIndex < 0) known.selectedIndex = 0;
      });
  }

  if (!strokes()) {
    var none = field("sort").querySelector("[value=strokes]");
    none.parentNode.removeChild(none);
  }
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    update();
  });
  form.addEventListener("reset", function () {
    window.setTimeout(update, 0);
  });
  more.addEventListener("click", function () {
    var from = shown;
    showMore();
    list.children[from].querySelector("a").focus();
  });
  recall();
  update();
})();
