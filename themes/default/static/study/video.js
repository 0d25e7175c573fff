/*
 * Questions that are asked during a video or a sound: it stops at their moment, asks, and goes on when the reader says so. The same
 * questions stand below with the test of the page, where they count; without script that is all there is.
 */
(function () {
  "use strict";

  var study = window.shuyuanStudy;
  var asking = window.shuyuanQuestions;
  if (!asking || !study) return;
  var word = study.word;
  var element = asking.element;
  /* A step of the clock longer than this is a jump: who skips a part is not asked about it. */
  var STEP = 1.5;

  /* Each video with the questions of the tests that follow it, up to the next video; those above the first belong to it too. */
  function assign() {
    var order = document.querySelectorAll("main video, main audio, main .self-test[data-test] .question[data-at]");
    var found = [];
    var early = [];
    asking.each(order, function (node) {
      if (!node.classList.contains("question")) found.push({ media: node, questions: early.splice(0) });
      else if (found.length) found[found.length - 1].questions.push(node);
      else early.push(node);
    });
    return found.filter(function (one) {
      return one.questions.length;
    });
  }

  function test(box) {
    while (box && !box.classList.contains("self-test")) box = box.parentElement;
    return box;
  }

  /* A copy to ask with: its names are its own, so that an answer here is none below. */
  function copy(box) {
    var made = box.cloneNode(true);
    made.removeAttribute("id");
    made.hidden = false;
    asking.each(made.querySelectorAll("[name]"), function (input) {
      input.name = "at-" + input.name;
    });
    asking.each(made.querySelectorAll("[id]"), function (node) {
      node.removeAttribute("id");
    });
    return made;
  }

  function watch(media, boxes) {
    // Copies are made before the test below changes its own: this script comes first.
    var questions = boxes
      .map(function (box) {
        return { at: Number(box.getAttribute("data-at")), box: copy(box), section: test(box), asked: false };
      })
      .sort(function (a, b) {
        return a.at - b.at;
      });
    var panel = element("section", "at-question self-test");
    panel.setAttribute("aria-label", word("at_title"));
    panel.hidden = true;
    var frame = media.parentNode;
    frame.appendChild(panel);
    var before = media.currentTime;
    var open = null;

    function look() {
      var now = media.currentTime;
      var from = before;
      before = now;
      if (open || now <= from || now - from > STEP * Math.max(1, media.playbackRate)) return;
      var due = questions.filter(function (q) {
        return !q.asked && q.at > from && q.at <= now;
      })[0];
      if (due) ask(due);
    }

    function ask(question) {
      question.asked = true;
      open = question;
      media.pause();
      if (document.fullscreenElement && document.exitFullscreen) document.exitFullscreen();
      panel.textContent = "";
      panel.appendChild(element("p", "at-note", word("at_note")));
      var list = element("ol", "questions");
      list.appendChild(question.box);
      panel.appendChild(list);
      var live = element("p", "visually-hidden");
      live.setAttribute("role", "status");
      panel.appendChild(live);
      var number = question.box.querySelector(".question-number");
      if (number) number.textContent = "";
      var item = asking.make(question.box, function (text) {
        live.textContent = text;
      });
      item.ask();
      var tools = element("p", "test-tools");
      var check = asking.button(word("test_check"), "", function () {
        item.judge();
        if (study.cards) study.cards.keep(study.store, item, question.section);
        check.hidden = true;
        go.textContent = word("at_go_on");
        live.textContent = item.box.querySelector(".feedback").textContent;
        go.focus();
      });
      var go = asking.button(word("at_skip"), "button-quiet", goOn);
      tools.appendChild(check);
      tools.appendChild(go);
      panel.appendChild(tools);
      panel.hidden = false;
      // Right below the picture, before transcript and chapters.
      frame.insertBefore(panel, media.nextSibling);
      panel.scrollIntoView({ block: "nearest" });
      var first = item.first();
      if (first) first.focus();
      panel.addEventListener("keydown", escape);
    }

    function escape(event) {
      if (event.key === "Escape") goOn();
    }

    function goOn() {
      if (!open) return;
      open = null;
      panel.hidden = true;
      panel.removeEventListener("keydown", escape);
      media.focus();
      var started = media.play();
      // A browser that lets nothing play by itself leaves it to the reader.
      if (started && started.catch)
        started.catch(function () {
          /* The button of the player is there. */
        });
    }

    media.addEventListener("timeupdate", look);
    media.addEventListener("seeking", function () {
      before = media.currentTime;
    });
    // Whoever starts it by hand while a question is open has skipped it.
    media.addEventListener("play", function () {
      if (!open) return;
      open = null;
      panel.hidden = true;
    });
    frame.appendChild(marks(questions));
  }

  /* Where questions wait, in words below the player. */
  function marks(questions) {
    return element(
      "p",
      "at-marks no-print",
      word("at_marks", {
        count: questions.length,
        times: questions
          .map(function (q) {
            return clock(q.at);
          })
          .join(word("list_comma")),
      }),
    );
  }

  function clock(seconds) {
    var rest = seconds % 60;
    var minutes = Math.floor(seconds / 60);
    return (minutes < 10 ? "0" : "") + minutes + ":" + (rest < 10 ? "0" : "") + rest;
  }

  assign().forEach(function (one) {
    watch(one.media, one.questions);
  });
})();
