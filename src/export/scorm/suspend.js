/*
 * What a learning platform keeps between two visits: SCORM 1.2 gives 4096 characters, whatever the length of the course.
 *
 * `1|last page|pages|tests`: a page is its key of 4 characters, the day it was read (3, days since 2020 in base 36), by what
 * (h by hand, s by reading, - not read) and how far it was read (2, percent); a test its key, the last and the best result
 * and the number of questions (2 each), then the wrong ones as bits in hexadecimal, and a comma. What does not fit goes in
 * this order: places, wrong questions, days, and then the pages that were read first.
 *
 * Runs in the browser as `shuyuanSuspend` and in node for its tests.
 */
(function () {
  "use strict";

  var ROOM = 4096;
  var DAY = 86400000;
  var FIRST = Date.UTC(2020, 0, 1);

  function padded(number, width) {
    var text = Math.max(0, Math.round(number) || 0).toString(36);
    while (text.length < width) text = "0" + text;
    return text.length > width ? new Array(width + 1).join("z") : text;
  }

  function day(text) {
    var time = Date.parse(text + "T00:00:00Z");
    return isFinite(time) ? (time - FIRST) / DAY : 0;
  }

  function bits(wrong, of) {
    var out = "";
    for (var at = 0; at < of; at += 4) {
      var digit = 0;
      for (var i = 0; i < 4; i += 1) if (wrong.indexOf(at + i) >= 0) digit += 1 << i;
      out += digit.toString(16);
    }
    return out;
  }

  function unbits(text) {
    var wrong = [];
    for (var at = 0; at < text.length; at += 1) {
      for (var i = 0; i < 4; i += 1) if (parseInt(text.charAt(at), 16) & (1 << i)) wrong.push(at * 4 + i);
    }
    return wrong;
  }

  function blank() {
    return { last: "", pages: Object.create(null), tests: Object.create(null) };
  }

  function attempt(state, leave) {
    var pages = Object.keys(state.pages)
      .filter(function (key) {
        return state.pages[key].on || (state.pages[key].part && leave < 1);
      })
      .map(function (key) {
        var page = state.pages[key];
        var on = page.on && leave < 3 ? padded(day(page.on), 3) : "000";
        return (
          key + on + (page.on ? (page.by === "hand" ? "h" : "s") : "-") + padded(leave < 1 ? page.part * 100 : 0, 2)
        );
      });
    var tests = Object.keys(state.tests).map(function (key) {
      var test = state.tests[key];
      return (
        key +
        padded(test.score, 2) +
        padded(test.best, 2) +
        padded(test.of, 2) +
        (leave < 2 ? bits(test.wrong, test.of) : "")
      );
    });
    return { pages: pages, tests: tests };
  }

  function text(state, parts) {
    return "1|" + state.last + "|" + parts.pages.join("") + "|" + parts.tests.join(",");
  }

  /* The state as text of at most `room` characters. */
  function write(state, room) {
    var most = room || ROOM;
    for (var leave = 0; leave <= 3; leave += 1) {
      var parts = attempt(state, leave);
      if (text(state, parts).length <= most) return text(state, parts);
    }
    var over = text(state, parts).length - most;
    while (over > 0 && parts.pages.length) over -= parts.pages.shift().length;
    while (over > 0 && parts.tests.length) over -= parts.tests.shift().length + 1;
    return text(state, parts);
  }

  /* The state that `text` holds; what makes no sense in it is left out. */
  function read(text) {
    var state = blank();
    var parts = String(text || "").split("|");
    if (parts[0] !== "1" || parts.length !== 4) return state;
    state.last = /^[0-9a-z]{4}$/.test(parts[1]) ? parts[1] : "";
    (parts[2].match(/.{1,10}/g) || []).forEach(function (entry) {
      var found = /^([0-9a-z]{4})([0-9a-z]{3})([hs-])([0-9a-z]{2})$/.exec(entry);
      if (!found) return;
      var page = { part: Math.min(1, parseInt(found[4], 36) / 100) };
      if (found[3] !== "-") {
        page.on = new Date(FIRST + parseInt(found[2], 36) * DAY).toISOString().slice(0, 10);
        page.by = found[3] === "h" ? "hand" : "scroll";
      }
      state.pages[found[1]] = page;
    });
    parts[3].split(",").forEach(function (entry) {
      var found = /^([0-9a-z]{4})([0-9a-z]{2})([0-9a-z]{2})([0-9a-z]{2})([0-9a-f]*)$/.exec(entry);
      if (!found) return;
      var number = function (at) {
        return parseInt(found[at], 36);
      };
      if (number(2) > 100 || number(3) > 100) return;
      state.tests[found[1]] = { score: number(2), best: number(3), of: number(4), wrong: unbits(found[5]) };
    });
    return state;
  }

  var api = { ROOM: ROOM, blank: blank, write: write, read: read };
  if (typeof module !== "undefined" && module.exports) module.exports = api;
  else window.shuyuanSuspend = api;
})();
