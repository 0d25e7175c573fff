/*
 * The study record: what it is made of, how two of them become one, and where it is kept.
 *
 * A record is a set of entries, each with the moment it was written (`at`, milliseconds). Of two entries with one key the
 * later wins, at the same moment the one whose text sorts higher; of two best results the higher. So merging gives the same
 * whichever way round, in whatever groups and how often it is done. An undone entry stays as `value: null`, or a merge would
 * bring it back. The form of the file is published as study-record.schema.json.
 *
 * Runs in the browser as `shuyuanStudy` and in node for its tests.
 */
(function () {
  "use strict";

  var FORMAT = "shuyuan-study-record";
  var VERSION = 2;
  /* `cards` and `notes` came with version 2; what version 1 wrote is read as it is. */
  var GROUPS = ["read", "tests", "bests", "favourites", "places", "cards", "notes"];
  /* The last moment a date can have. */
  var LATEST = 8640000000000000;
  var LARGEST_FILE = 5 * 1024 * 1024;

  /* ---- the record ---- */

  /* Without a prototype: a page may be called `__proto__` without harm. */
  function map() {
    return Object.create(null);
  }

  function blank() {
    var record = { format: FORMAT, version: VERSION };
    GROUPS.forEach(function (group) {
      record[group] = map();
    });
    return record;
  }

  function isObject(value) {
    return value !== null && typeof value === "object" && !Array.isArray(value);
  }

  /* JSON with sorted keys: equal values have equal text. */
  function canonical(value) {
    if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
    if (isObject(value)) {
      return (
        "{" +
        Object.keys(value)
          .sort()
          .map(function (key) {
            return JSON.stringify(key) + ":" + canonical(value[key]);
          })
          .join(",") +
        "}"
      );
    }
    return JSON.stringify(value === undefined ? null : value);
  }

  function isNumber(value, least, most) {
    return typeof value === "number" && isFinite(value) && value >= least && value <= most;
  }

  function isText(value) {
    return typeof value === "string";
  }

  function optional(value, check) {
    return value === undefined || value === null || check(value);
  }

  function isHours(value) {
    return isNumber(value, 0, 100000);
  }

  function isScore(value) {
    return isNumber(value, 0, 100);
  }

  function isCount(value) {
    return isNumber(value, 0, 1000000) && Math.floor(value) === value;
  }

  function isSecond(value) {
    return isNumber(value, 0, 1000000);
  }

  function isDay(value) {
    return isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value);
  }

  var VALUES = {
    read: function (v) {
      return (
        isText(v.title) &&
        isDay(v.on) &&
        optional(v.hours, isHours) &&
        optional(v.course, isText) &&
        optional(v.courseTitle, isText) &&
        (v.by === "hand" || v.by === "scroll" || v.by === "test")
      );
    },
    tests: function (v) {
      return (
        isText(v.title) &&
        isScore(v.score) &&
        isCount(v.right) &&
        isCount(v.of) &&
        isScore(v.pass) &&
        Array.isArray(v.wrong) &&
        v.wrong.every(isText) &&
        optional(v.hash, isText) &&
        optional(v.passed, isText)
      );
    },
    favourites: function (v) {
      return isText(v.title);
    },
    places: function (v) {
      return (
        isText(v.title) &&
        isNumber(v.part, 0, 1) &&
        optional(v.course, isText) &&
        optional(v.courseTitle, isText) &&
        optional(v.second, isSecond)
      );
    },
    cards: function (v) {
      return (
        isText(v.title) &&
        isText(v.page) &&
        isText(v.text) &&
        isText(v.hash) &&
        isDay(v.due) &&
        isNumber(v.box, 0, 9) &&
        isCount(v.box) &&
        isCount(v.wrong)
      );
    },
    notes: function (v) {
      return (
        isText(v.page) &&
        isText(v.title) &&
        isText(v.exact) &&
        v.exact.length > 0 &&
        isText(v.prefix) &&
        isText(v.suffix) &&
        isCount(v.start) &&
        isText(v.note)
      );
    },
  };

  function isEntry(group, entry) {
    if (!isObject(entry) || !isNumber(entry.at, 0, LATEST) || Math.floor(entry.at) !== entry.at) return false;
    if (group === "bests") return isScore(entry.score);
    return entry.value === null || (isObject(entry.value) && VALUES[group](entry.value));
  }

  function later(a, b) {
    if (a.at !== b.at) return a.at > b.at ? a : b;
    return canonical(a) >= canonical(b) ? a : b;
  }

  function higher(a, b) {
    if (a.score !== b.score) return a.score > b.score ? a : b;
    return later(a, b);
  }

  /* Both records in a new one. */
  function merge(a, b) {
    var merged = blank();
    GROUPS.forEach(function (group) {
      var better = group === "bests" ? higher : later;
      [a, b].forEach(function (record) {
        var from = record[group] || {};
        Object.keys(from).forEach(function (key) {
          var known = merged[group][key];
          merged[group][key] = known ? better(known, from[key]) : from[key];
        });
      });
    });
    return merged;
  }

  /*
   * Text of a file → { state, record, skipped }. `state` is `ok`, `newer` (a version this page does not know: nothing is
   * taken from it) or `broken` (no record at all); `skipped` counts entries that make no sense, the others are kept.
   */
  function read(text) {
    var none = { state: "broken", record: blank(), skipped: 0 };
    var data;
    if (typeof text !== "string" || text.length > LARGEST_FILE) return none;
    try {
      data = JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch (fault) {
      return none;
    }
    if (!isObject(data) || data.format !== FORMAT || !isNumber(data.version, 1, 1e9)) return none;
    if (data.version > VERSION) return { state: "newer", record: blank(), skipped: 0 };
    var record = blank();
    var skipped = 0;
    GROUPS.forEach(function (group) {
      if (data[group] === undefined) return;
      if (!isObject(data[group])) {
        skipped += 1;
        return;
      }
      Object.keys(data[group]).forEach(function (key) {
        if (isEntry(group, data[group][key])) record[group][key] = data[group][key];
        else skipped += 1;
      });
    });
    return { state: "ok", record: record, skipped: skipped };
  }

  /* The text of a file, the same for the same record. */
  function write(record) {
    return canonical(record);
  }

  /* What is there of a group, undone entries left out: [{ id, at, value }], latest first. */
  function list(record, group) {
    return Object.keys(record[group])
      .filter(function (key) {
        return record[group][key].value;
      })
      .map(function (key) {
        return { id: key, at: record[group][key].at, value: record[group][key].value };
      })
      .sort(function (a, b) {
        return b.at - a.at || (a.id < b.id ? -1 : 1);
      });
  }

  function get(record, group, key) {
    var entry = record[group][key];
    return entry && entry.value ? entry.value : null;
  }

  /* 学时 by year: [{ year, hours, units }], latest first. */
  function years(record) {
    var sums = map();
    list(record, "read").forEach(function (entry) {
      var year = entry.value.on.slice(0, 4);
      if (!sums[year]) sums[year] = { year: year, hours: 0, units: 0 };
      sums[year].hours += entry.value.hours || 0;
      sums[year].units += 1;
    });
    return Object.keys(sums)
      .sort()
      .reverse()
      .map(function (year) {
        sums[year].hours = Math.round(sums[year].hours * 100) / 100;
        return sums[year];
      });
  }

  /* ---- where it is kept ---- */

  /*
   * A store over `storage` (localStorage, or null where it is blocked). `problem(kind)` is told what is wrong: `blocked`
   * (nothing can be kept), `full` (the last change is not kept), `newer` (kept by a newer version of this site: left as it
   * is), `broken` (unreadable: put aside under another key). Whatever happens, the record of this page stays in memory.
   */
  function open(storage, key, problem, clock) {
    var now = clock || Date.now;
    var memory = blank();
    var locked = false;
    var said = map();

    function say(kind) {
      if (said[kind]) return;
      said[kind] = true;
      if (problem) problem(kind);
    }

    /* What is kept now, with what another tab wrote in the meantime. */
    function load() {
      var text;
      try {
        if (!storage) throw new Error("no storage");
        text = storage.getItem(key);
      } catch (fault) {
        say("blocked");
        return;
      }
      if (text === null || text === undefined) return;
      var found = read(text);
      if (found.state === "newer") {
        locked = true;
        say("newer");
        return;
      }
      if (found.state === "broken" || found.skipped) {
        if (!putAside(text)) locked = true;
        say("broken");
      }
      memory = merge(memory, found.record);
    }

    /* An unreadable record is not thrown away. A second one does not replace the first: then nothing is kept any more. */
    function putAside(text) {
      try {
        var aside = storage.getItem(key + ":broken");
        if (aside === null) storage.setItem(key + ":broken", text);
        return aside === null || aside === text;
      } catch (fault) {
        return false;
      }
    }

    function save() {
      if (locked) return false;
      try {
        if (!storage) throw new Error("no storage");
        storage.setItem(key, write(memory));
        delete said.full;
        return true;
      } catch (fault) {
        say(
          storage && fault && (fault.name === "QuotaExceededError" || fault.code === 22 || fault.code === 1014)
            ? "full"
            : "blocked",
        );
        return false;
      }
    }

    function put(group, id, entry) {
      load();
      var known = memory[group][id];
      /* A clock that was set back must not make the newest entry lose. */
      entry.at = Math.min(LATEST, Math.max(now(), known ? known.at + 1 : 0));
      var change = blank();
      change[group][id] = entry;
      memory = merge(memory, change);
      return save();
    }

    load();
    return {
      record: function () {
        load();
        return memory;
      },
      /* Whether changes can be kept at all. */
      locked: function () {
        return locked;
      },
      set: function (group, id, value) {
        return put(group, id, { value: value });
      },
      best: function (id, score) {
        return put("bests", id, { score: score });
      },
      /* Takes the entries of a file in; { state, skipped, kept }. */
      take: function (text) {
        var found = read(text);
        if (found.state !== "ok") return { state: found.state, skipped: 0, kept: false };
        load();
        memory = merge(memory, found.record);
        return { state: "ok", skipped: found.skipped, kept: save() };
      },
      /* The text that could not be read, if there is one. */
      broken: function () {
        try {
          return storage.getItem(key + ":broken");
        } catch (fault) {
          return null;
        }
      },
      clear: function () {
        memory = blank();
        locked = false;
        said = map();
        try {
          storage.removeItem(key);
          storage.removeItem(key + ":broken");
          // The name on the page of completed courses is kept beside the record.
          storage.removeItem(key + ":name");
          return true;
        } catch (fault) {
          say("blocked");
          return false;
        }
      },
    };
  }

  var api = {
    FORMAT: FORMAT,
    VERSION: VERSION,
    GROUPS: GROUPS,
    LARGEST_FILE: LARGEST_FILE,
    blank: blank,
    merge: merge,
    read: read,
    write: write,
    canonical: canonical,
    list: list,
    get: get,
    years: years,
    open: open,
  };

  if (typeof module !== "undefined" && module.exports) {
    module.exports = api;
    return;
  }

  /* ---- on a page ---- */

  /* The words of the theme: `word('study_read', { day: '2026-03-05' })` puts the day in place of `{day}`. */
  function word(key, values) {
    var text = (window.shuyuanWords || {})[key] || key;
    Object.keys(values || {}).forEach(function (name) {
      text = text.split("{" + name + "}").join(String(values[name]));
    });
    return text;
  }

  function say(kind) {
    var main = document.getElementById("main") || document.body;
    var note = document.createElement("p");
    note.className = "study-problem";
    note.setAttribute("role", "alert");
    note.setAttribute("data-problem", kind);
    main.insertBefore(note, main.firstChild);
    note.textContent = word("study_" + kind);
  }

  /* Several sites may share one host: each has its own key. */
  var root = new URL(document.body.getAttribute("data-root") || "./", location.href).pathname;
  var storage = null;
  try {
    storage = window.localStorage;
  } catch (fault) {
    /* Said when it is first used. */
  }

  api.key = "shuyuan.study:" + root;
  api.store = open(storage, api.key, say);
  api.word = word;
  window.shuyuanStudy = api;
})();
