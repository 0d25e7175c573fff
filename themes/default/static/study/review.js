/*
 * The book of wrong answers: what this browser remembers as wrong, over all units, asked again when its day has come. The questions
 * stand on the page as they are now; what was changed or taken away since is told.
 */
(function () {
  "use strict";

  var study = window.shuyuanStudy;
  var asking = window.shuyuanQuestions;
  var page = document.querySelector(".study-review");
  if (!study || !study.cards || !asking || !page) return;
  var cards = study.cards;
  var store = study.store;
  var word = study.word;
  var element = asking.element;
  var root = document.body.getAttribute("data-root") || "./";
  /* So many are asked at a time: twenty take about a quarter of an hour. */
  var AT_ONCE = 20;

  var list = page.querySelector(".questions");
  var live = page.querySelector(".review-live");
  var today = cards.day(new Date());
  var bank = read();
  var round = null;

  /* The questions of the site by their keys; a question drawn on several pages is the same. */
  function read() {
    var found = Object.create(null);
    asking.each(page.querySelector(".review-bank").content.querySelectorAll(".question"), function (box) {
      var key = box.getAttribute("data-key");
      if (!found[key]) found[key] = { box: box, section: sectionOf(box) };
    });
    return found;
  }

  function sectionOf(box) {
    while (box && !(box.classList && box.classList.contains("self-test"))) box = box.parentNode;
    return box;
  }

  function kept() {
    return study.list(store.record(), "cards");
  }

  function isThere(card) {
    return Boolean(bank[card.id]);
  }

  function show() {
    var all = kept();
    var there = all.filter(isThere);
    var gone = all.filter(function (card) {
      return !isThere(card);
    });
    var due = cards.due(there, today);
    page.querySelector(".review-state").textContent = !all.length
      ? word("review_none")
      : due.length
        ? word("review_due", { due: due.length, all: there.length })
        : there.length
          ? word("review_rest", { all: there.length, day: nextDay(there) })
          : word("review_only_gone");
    button("due", due.length > 0);
    button("all", there.length > 0 && !due.length);
    boxes(there);
    table(there, due);
    lost(gone);
  }

  function nextDay(there) {
    return there
      .map(function (card) {
        return card.value.due;
      })
      .sort()[0];
  }

  function button(name, yes) {
    page.querySelector('[data-do="' + name + '"]').hidden = !yes || Boolean(round);
  }

  /* How many questions are in each box. */
  function boxes(there) {
    var place = page.querySelector(".review-boxes");
    place.textContent = "";
    place.hidden = !there.length;
    cards.DAYS.forEach(function (days, box) {
      var count = there.filter(function (card) {
        return card.value.box === box;
      }).length;
      place.appendChild(
        element("li", count ? "is-filled" : "", word("review_box", { number: box + 1, days: days, count: count })),
      );
    });
  }

  /* Keys come out of files: only a path below this site becomes a link. */
  function link(path, text) {
    if (!/^[A-Za-z0-9._~%\/-]+$/.test(path) || path.charAt(0) === "/" || path.indexOf("..") >= 0)
      return document.createTextNode(text);
    var made = element("a", "", text);
    made.href = root + path;
    return made;
  }

  function table(there, due) {
    var body = page.querySelector(".review-table tbody");
    body.textContent = "";
    page.querySelector(".review-table").hidden = !there.length;
    var waiting = due.map(function (card) {
      return card.id;
    });
    there
      .slice()
      .sort(function (a, b) {
        return a.value.due < b.value.due ? -1 : a.value.due > b.value.due ? 1 : 0;
      })
      .forEach(function (card) {
        var row = body.insertRow();
        var text = row.insertCell();
        text.textContent = cards.text(bank[card.id].box);
        if (isChanged(card)) text.appendChild(element("span", "review-changed", word("review_changed")));
        row.insertCell().appendChild(link(card.value.page, card.value.title));
        row.insertCell().textContent = String(card.value.wrong);
        row.insertCell().textContent = waiting.indexOf(card.id) >= 0 ? word("review_today") : card.value.due;
      });
  }

  function isChanged(card) {
    return card.value.hash !== "" && card.value.hash !== bank[card.id].box.getAttribute("data-hash");
  }

  /* Questions that the site no longer asks, with their words as they were. */
  function lost(gone) {
    var part = page.querySelector(".review-gone");
    part.hidden = !gone.length;
    var items = part.querySelector("ul");
    items.textContent = "";
    gone.forEach(function (card) {
      var item = element("li", "", card.value.text || card.id);
      item.appendChild(document.createTextNode(" — "));
      item.appendChild(link(card.value.page, card.value.title));
      items.appendChild(item);
    });
  }

  function clean(box) {
    var copy = document.importNode(box, true);
    copy.removeAttribute("hidden");
    return copy;
  }

  /* Asks `some`, one after the other on one page. */
  function start(some) {
    list.textContent = "";
    round = some.slice(0, AT_ONCE).map(function (card, i) {
      var known = bank[card.id];
      var box = clean(known.box);
      list.appendChild(box);
      var number = box.querySelector(".question-number");
      if (number) number.textContent = i + 1 + ".";
      box.querySelector("fieldset").insertBefore(from(card, known), box.querySelector("fieldset").children[1]);
      var item = asking.make(box, say);
      item.ask();
      item.section = known.section;
      return item;
    });
    page.querySelector(".review-round").hidden = false;
    page.querySelector(".review-overview").hidden = true;
    page.querySelector('[data-do="check"]').hidden = false;
    page.querySelector('[data-do="back"]').hidden = false;
    page.querySelector(".review-result").hidden = true;
    show();
    var first = round[0].first();
    if (first) first.focus();
    say(word("review_asked", { count: round.length }));
  }

  function from(card, known) {
    var line = element("p", "review-from");
    line.appendChild(link(known.section.getAttribute("data-page"), known.section.getAttribute("data-title")));
    if (isChanged(card)) line.appendChild(element("span", "review-changed", word("review_changed")));
    return line;
  }

  function say(text) {
    live.textContent = text;
  }

  function check() {
    var open = round.filter(function (item) {
      return !item.answered();
    });
    if (open.length && !round.warned) {
      round.warned = true;
      tell(word("test_open", { count: open.length }));
      var first = open[0].first();
      if (first) first.focus();
      return;
    }
    round.forEach(function (item) {
      item.judge();
      cards.keep(store, item, item.section);
    });
    var right = round.filter(function (item) {
      return item.correct;
    }).length;
    page.querySelector('[data-do="check"]').hidden = true;
    tell(word("review_result", { right: right, of: round.length }));
    page.querySelector(".review-result").focus();
  }

  function tell(text) {
    var result = page.querySelector(".review-result");
    result.textContent = text;
    result.hidden = false;
    say(text);
  }

  function back() {
    round = null;
    list.textContent = "";
    page.querySelector(".review-round").hidden = true;
    page.querySelector(".review-overview").hidden = false;
    show();
    var state = page.querySelector(".review-state");
    state.focus();
  }

  function on(name, act) {
    page.querySelector('[data-do="' + name + '"]').addEventListener("click", act);
  }

  on("due", function () {
    start(cards.due(kept().filter(isThere), today));
  });
  // Practice ahead of the day: right answers move nothing on, wrong ones go back.
  on("all", function () {
    start(kept().filter(isThere));
  });
  on("check", check);
  on("back", back);
  on("forget", function () {
    kept()
      .filter(function (card) {
        return !isThere(card);
      })
      .forEach(function (card) {
        store.set("cards", card.id, null);
      });
    show();
    page.querySelector(".review-state").focus();
  });

  page.querySelector(".review-days").textContent = word("review_how", { days: cards.DAYS.join(word("list_comma")) });
  page.querySelector(".review-body").hidden = false;
  window.addEventListener("storage", function () {
    if (!round) show();
  });
  show();
})();
