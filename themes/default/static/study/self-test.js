/*
 * Self-tests: the questions stand on the page with their answers folded away; this adds checking, review of the wrong ones,
 * another try, shuffling, and keeps the result. Of a quiz of the week it leaves the questions of the reader's week. Everything
 * works from the keyboard, and what happens is said aloud.
 */
(function () {
  "use strict";

  var study = window.shuyuanStudy;
  var asking = window.shuyuanQuestions;
  if (!asking) return;
  var word = study
    ? study.word
    : function (key) {
        return key;
      };
  var each = asking.each;
  var element = asking.element;
  var button = asking.button;
  var shuffle = asking.shuffle;
  var reorder = asking.reorder;

  /* Several tests may stand below one heading; in the record each needs a name of its own. */
  var names = {};

  /*
   * What a test is called: by the nearest heading above it, with a number from the second of a name on. Tests are told apart by it
   * on the page and in the record.
   */
  function nameOf(section, own) {
    var heading = section.previousElementSibling;
    while (heading && !/^H[2-4]$/.test(heading.tagName)) heading = heading.previousElementSibling;
    var name = heading ? heading.textContent.replace(/\s*#\s*$/, "").trim() : "";
    if (own && name && heading === section.previousElementSibling) own.classList.add("visually-hidden");
    if (section.hasAttribute("data-weekly")) name = own ? own.textContent : name;
    var count = (names[name] = (names[name] || 0) + 1);
    return name && count > 1 ? word("test_name_next", { name: name, number: count }) : name;
  }

  /* ---- a self-test ---- */

  function selfTest(section) {
    var list = section.querySelector(".questions");
    var live = element("p", "visually-hidden");
    live.setAttribute("role", "status");
    section.appendChild(live);
    function say(text) {
      live.textContent = text;
    }

    var questions = Array.prototype.map
      .call(list.children, function (box) {
        return asking.make(box, say);
      })
      .filter(Boolean);
    var week = weekOf(section);
    if (week) questions = draw(section, questions, week);
    if (!questions.length) return;
    var written = questions.slice();
    var pass = Number(section.getAttribute("data-pass")) || 0;
    var key = section.getAttribute("data-page") + "#" + section.getAttribute("data-test") + (week ? "@" + week : "");
    var hash = hashOf(section, questions, week);
    var title = section.getAttribute("data-title") || document.title;
    var own = section.querySelector(".test-title");
    var name = nameOf(section, own);
    if (week) name += " " + week;
    if (name && own && name !== own.textContent) {
      own.textContent = name;
      title += "：" + name;
    }
    var round = questions;
    var warned = false;

    var result = element("div", "test-result");
    result.tabIndex = -1;
    var score = element("p", "test-score");
    var last = element("p", "test-last");
    var tools = element("div", "test-tools no-print");
    var check = button(word("test_check"), "", finish);
    var review = button(word("test_only_wrong"), "button-quiet", showWrong);
    review.setAttribute("aria-pressed", "false");
    var again = button(word("test_again"), "button-quiet", function () {
      start(questions.filter(isWrong));
    });
    var all = button(word("test_all"), "button-quiet", function () {
      start(questions);
    });
    var mixed = element("label", "test-mixed");
    var mix = document.createElement("input");
    mix.type = "checkbox";
    mix.addEventListener("change", arrange);
    mixed.appendChild(mix);
    mixed.appendChild(document.createTextNode(word("test_mix")));
    var book = element("p", "test-book");
    var toBook = element("a", "", word("test_to_book"));
    toBook.href = (document.body.getAttribute("data-root") || "./") + "study-record/wrong-answers/";
    book.appendChild(toBook);
    book.hidden = true;
    result.appendChild(score);
    result.appendChild(last);
    result.appendChild(book);
    [check, review, again, all].forEach(function (press) {
      tools.appendChild(press);
    });
    if (questions.length > 1) tools.appendChild(mixed);
    section.insertBefore(result, live);
    section.insertBefore(tools, live);

    function isWrong(item) {
      return item.done && !item.correct;
    }

    function arrange() {
      questions = mix.checked ? shuffle(written.slice()) : written.slice();
      reorder(
        list,
        questions.map(function (item) {
          return item.box;
        }),
      );
      round = questions.filter(function (item) {
        return round.indexOf(item) >= 0;
      });
      renumber();
      say(word(mix.checked ? "test_mixed" : "test_unmixed"));
    }

    /* The number that is read out is the place in the list. */
    function renumber() {
      questions.forEach(function (item, i) {
        var number = item.box.querySelector(".question-number");
        if (number) number.textContent = i + 1 + ".";
      });
    }

    /* Asks `items` again; the others rest, judged as they were. */
    function start(items) {
      round = items;
      warned = false;
      questions.forEach(function (item) {
        item.box.hidden = items.indexOf(item) < 0;
      });
      items.forEach(function (item) {
        item.ask();
      });
      show(false);
      book.hidden = true;
      score.textContent = "";
      var first = items[0].first();
      if (first) first.focus();
      say(items.length === questions.length ? word("test_fresh") : word("test_redo", { count: items.length }));
    }

    function show(done) {
      check.hidden = done;
      result.hidden = !done && !last.textContent;
      review.hidden = !done || !questions.some(isWrong) || questions.every(isWrong);
      again.hidden = !done || !questions.some(isWrong);
      all.hidden = !done;
      review.setAttribute("aria-pressed", "false");
      review.textContent = word("test_only_wrong");
    }

    function showWrong() {
      var only = review.getAttribute("aria-pressed") !== "true";
      review.setAttribute("aria-pressed", String(only));
      review.textContent = word(only ? "test_show_all" : "test_only_wrong");
      questions.forEach(function (item) {
        item.box.hidden = only && !isWrong(item);
      });
      say(only ? word("test_shown_wrong", { count: questions.filter(isWrong).length }) : word("test_show_all"));
    }

    function finish() {
      var open = round.filter(function (item) {
        return !item.answered();
      });
      if (open.length && !warned) {
        warned = true;
        score.textContent = word("test_open", { count: open.length });
        result.hidden = false;
        say(score.textContent);
        var first = open[0].first();
        if (first) first.focus();
        return;
      }
      round.forEach(function (item) {
        item.judge();
        if (study && study.cards) study.cards.keep(study.store, item, section);
      });
      questions.forEach(function (item) {
        item.box.hidden = false;
      });
      var right = questions.filter(function (item) {
        return item.correct;
      }).length;
      var points = Math.round((right / questions.length) * 100);
      var words = word(points >= pass ? "test_score" : "test_score_low", {
        points: points,
        right: right,
        of: questions.length,
        pass: pass,
      });
      score.textContent = words;
      result.className = "test-result " + (points >= pass ? "is-passed" : "is-failed");
      keep(points, right);
      // Where the book is not kept, as in a course taken out of the portal, there is none to lead to.
      book.hidden = !study || !study.cards || !questions.some(isWrong);
      document.dispatchEvent(
        new CustomEvent("shuyuan-tested", { detail: { page: section.getAttribute("data-page") } }),
      );
      tell();
      show(true);
      result.hidden = false;
      // Moving the focus reads the result out; the live region says it where focus does not.
      result.focus();
      say(words);
    }

    /* For pages that pass answers on, as the packages for learning platforms do. */
    function tell() {
      var told = round.map(function (item) {
        return {
          id: item.id,
          form: item.box.getAttribute("data-form"),
          answered: item.answered(),
          right: item.correct,
          given: item.given(),
          wanted: item.wanted(),
        };
      });
      section.dispatchEvent(
        new CustomEvent("self-test-checked", { bubbles: true, detail: { test: key, questions: told } }),
      );
    }

    function keep(points, right) {
      if (!study) return;
      var old = study.get(study.store.record(), "tests", key);
      study.store.set("tests", key, {
        title: title,
        score: points,
        right: right,
        of: questions.length,
        pass: pass,
        hash: hash,
        // Whoever once passed these questions has passed them, whatever a later try gives.
        passed: points >= pass ? hash : (old && old.passed) || null,
        wrong: questions.filter(isWrong).map(function (item) {
          return item.id;
        }),
      });
      var before = study.store.record().bests[key];
      if (!before || before.score < points) study.store.best(key, points);
      showLast();
    }

    function showLast() {
      if (!study) return;
      var record = study.store.record();
      var found = study.get(record, "tests", key);
      var best = record.bests[key];
      last.textContent = found
        ? word("test_last", { score: found.score, best: Math.max(found.score, best ? best.score : 0) })
        : "";
      // An old result beside other questions must not be taken for one of these.
      var ids = questions.map(function (item) {
        return item.id;
      });
      var changed =
        found &&
        (found.hash
          ? found.hash !== hash
          : found.of !== ids.length ||
            (found.wrong || []).some(function (id) {
              return ids.indexOf(id) < 0;
            }));
      if (changed) last.textContent += " " + word("test_changed");
    }

    showLast();
    questions.forEach(function (item) {
      item.ask();
    });
    show(false);
    section.classList.add("is-live");
  }

  /* The reader's week if this is a quiz of the week. */
  function weekOf(section) {
    return section.hasAttribute("data-weekly") && study && study.cards ? study.cards.week(new Date()) : "";
  }

  /* Leaves the questions of the week, numbered anew; `word` tells which week it is. */
  function draw(section, questions, week) {
    var count = Number(section.getAttribute("data-weekly")) || 1;
    var chosen = study.cards.draw(
      questions.map(function (item) {
        return item.id;
      }),
      count,
      section.getAttribute("data-seed") + "@" + week,
    );
    var drawn = chosen.map(function (i) {
      return questions[i];
    });
    questions.forEach(function (item) {
      if (drawn.indexOf(item) < 0) item.box.parentNode.removeChild(item.box);
    });
    drawn.forEach(function (item, i) {
      item.box.parentNode.appendChild(item.box);
      var number = item.box.querySelector(".question-number");
      if (number) number.textContent = i + 1 + ".";
    });
    return drawn;
  }

  /* Of the questions as they stand; the builder has made it except for those that were drawn here. */
  function hashOf(section, questions, week) {
    if (!week) return section.getAttribute("data-hash") || "";
    return study.cards.print(
      questions
        .map(function (item) {
          return item.id + ":" + item.box.getAttribute("data-hash");
        })
        .sort()
        .join(" "),
    );
  }

  each(document.querySelectorAll(".self-test[data-test]"), selfTest);
})();
