/*
 * The book of wrong answers, after Leitner: a question answered wrong comes back after a day; each right answer moves it one box on,
 * and it rests longer, each wrong one moves it back to the first; answered right in the last box it is done. And the quiz of the
 * week: which questions a week has. Days and weeks are the reader's own.
 *
 * Runs in the browser as `shuyuanStudy.cards` and in node for its tests.
 */
(function () {
  "use strict";

  /* How many days a question rests in each box. */
  var DAYS = [1, 2, 4, 8, 16];
  /* So much of a question is kept, to tell which it was when it is no longer there. */
  var LONGEST = 120;

  function pad(n) {
    return n < 10 ? "0" + n : String(n);
  }

  function day(date) {
    return date.getFullYear() + "-" + pad(date.getMonth() + 1) + "-" + pad(date.getDate());
  }

  /* The day `count` days after `from`; noon, since days may begin at one o'clock. */
  function later(from, count) {
    var parts = from.split("-").map(Number);
    return day(new Date(parts[0], parts[1] - 1, parts[2] + count, 12));
  }

  /*
   * What becomes of `card` (null for a question not in the book) after an answer on `today`: the card, null if the question is to be
   * taken out, or undefined if nothing changes: a right answer before its day proves nothing yet.
   */
  function answered(card, right, today) {
    if (!right) return { box: 0, due: later(today, DAYS[0]), wrong: (card ? card.wrong : 0) + 1 };
    if (!card || !isDue(card, today)) return undefined;
    var box = card.box + 1;
    if (box >= DAYS.length) return null;
    return { box: box, due: later(today, DAYS[box]), wrong: card.wrong };
  }

  /* A day further away than any box allows comes from a clock that was wrong. */
  function isDue(card, today) {
    return card.due <= today || card.due > later(today, DAYS[DAYS.length - 1]);
  }

  /* Those of `cards` ([{ id, value }]) whose day has come: the longest waiting first. */
  function due(cards, today) {
    return cards
      .filter(function (card) {
        return isDue(card.value, today);
      })
      .sort(function (a, b) {
        if (a.value.due !== b.value.due) return a.value.due < b.value.due ? -1 : 1;
        return a.value.box - b.value.box || (a.id < b.id ? -1 : 1);
      });
  }

  /* The week of ISO 8601 that the reader's day lies in: `2026-W53` also for the first days of 2027. */
  function week(date) {
    var thursday = new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()));
    thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
    var year = thursday.getUTCFullYear();
    var number = Math.floor((thursday - Date.UTC(year, 0, 1)) / 86400000 / 7) + 1;
    return year + "-W" + pad(number);
  }

  /* FNV-1a over UTF-16, then mixed; 32 bits, the same in every browser. It must stay as it is: all readers share a week's draw. */
  function number(text) {
    var hash = 0x811c9dc5;
    for (var i = 0; i < text.length; i += 1) {
      var unit = text.charCodeAt(i);
      hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
      hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  function print(text) {
    return (
      ("0000000" + number(text).toString(16)).slice(-8) + ("0000000" + number(text + "\u0001").toString(16)).slice(-8)
    );
  }

  /*
   * Which `count` of `ids` a seed draws, in the order to ask them. Each id has a number made from the seed and itself, and the lowest
   * are drawn: the order of the bank does not matter, and a question added replaces at most one.
   */
  function draw(ids, count, seed) {
    return ids
      .map(function (id, i) {
        return { i: i, id: id, rank: number(seed + "\u0000" + id) };
      })
      .sort(function (a, b) {
        return a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
      })
      .slice(0, count)
      .map(function (drawn) {
        return drawn.i;
      });
  }

  /* Takes the answer of a judged question into the book; `section` is the test that it stands in. */
  function keep(store, item, section) {
    var study = window.shuyuanStudy;
    var id = item.box.getAttribute("data-key");
    if (!id) return;
    var card = answered(study.get(store.record(), "cards", id), item.correct, day(new Date()));
    if (card === undefined) return;
    if (card) {
      card.title = section.getAttribute("data-title") || document.title;
      card.page = section.getAttribute("data-page") || "";
      card.text = text(item.box);
      card.hash = item.box.getAttribute("data-hash") || "";
    }
    store.set("cards", id, card);
  }

  function text(box) {
    var found = box.querySelector(".question-text");
    var words = "";
    if (found) {
      Array.prototype.forEach.call(found.childNodes, function (node) {
        words += node.classList && node.classList.contains("quiz-input") ? "____" : node.textContent;
      });
    }
    words = words.replace(/\s+/g, " ").trim();
    return words.length > LONGEST ? words.slice(0, LONGEST - 1) + "…" : words;
  }

  var api = {
    DAYS: DAYS,
    day: day,
    later: later,
    answered: answered,
    due: due,
    isDue: isDue,
    week: week,
    draw: draw,
    print: print,
    keep: keep,
    text: text,
  };
  if (typeof module !== "undefined" && module.exports) module.exports = api;
  else if (window.shuyuanStudy) window.shuyuanStudy.cards = api;
})();
