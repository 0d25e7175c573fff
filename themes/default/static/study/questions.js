/*
 * The questions of self-tests: what each form shows, whether it was answered and whether rightly. Tests, the book of wrong answers
 * and videos ask with them.
 */
(function () {
  "use strict";

  var study = window.shuyuanStudy;
  var word = study
    ? study.word
    : function (key) {
        return key;
      };

  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function button(text, className, act) {
    var made = element("button", "button " + (className || ""), text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function numbers(text) {
    return text ? text.split(" ").map(Number) : [];
  }

  function same(a, b) {
    return (
      a.length === b.length &&
      a.every(function (x, i) {
        return x === b[i];
      })
    );
  }

  /* Fisher–Yates; for what must not come out right by chance, `forbidden` says so. */
  function shuffle(items, forbidden) {
    for (var tries = 0; tries < 20; tries += 1) {
      for (var i = items.length - 1; i > 0; i -= 1) {
        var j = Math.floor(Math.random() * (i + 1));
        var kept = items[i];
        items[i] = items[j];
        items[j] = kept;
      }
      if (!forbidden || !forbidden(items)) break;
    }
    return items;
  }

  /* White space, full width and case do not count; neither does a full stop at the end. */
  function folded(text) {
    return text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/\s+/g, "")
      .replace(/[。.]+$/, "");
  }

  function reorder(parent, items) {
    items.forEach(function (item) {
      parent.appendChild(item);
    });
  }

  /* ---- one question ---- */

  /*
   * What each form does: `prepare` once, `shuffle`, `answered`, `right`, `reset`, `lock(yes)`. `given` and `wanted` are the
   * answer and the right one as numbers or words. `box` is the question's <li>.
   */
  var FORMS = {};

  FORMS.single =
    FORMS.multiple =
    FORMS.true_false =
      function (box) {
        var options = box.querySelector(".options");
        var inputs = options.querySelectorAll("input");
        var correct = numbers(box.getAttribute("data-correct"));
        var letters = Array.prototype.map.call(options.querySelectorAll(".letter"), function (letter) {
          return letter.textContent;
        });
        var wanted = box.getAttribute("data-shuffle") === "true";

        function chosen() {
          return Array.prototype.filter
            .call(inputs, function (input) {
              return input.checked;
            })
            .map(function (input) {
              return Number(input.value);
            })
            .sort(function (a, b) {
              return a - b;
            });
        }
        return {
          /* The letters stay in order, and so name other options: the answer in words is written anew. */
          shuffle: function () {
            if (!wanted) return;
            var items = shuffle(Array.prototype.slice.call(options.children));
            reorder(options, items);
            each(options.querySelectorAll(".letter"), function (letter, i) {
              letter.textContent = letters[i];
            });
            var answer = box.querySelector(".answer-words");
            if (!answer || !letters.length) return;
            answer.textContent = "";
            items.forEach(function (item, i) {
              if (correct.indexOf(Number(item.querySelector("input").value)) < 0) return;
              if (answer.firstChild) answer.appendChild(document.createTextNode("；"));
              answer.appendChild(document.createTextNode(letters[i] + ". "));
              each(item.querySelector(".option-text").childNodes, function (node) {
                answer.appendChild(node.cloneNode(true));
              });
            });
          },
          answered: function () {
            return chosen().length > 0;
          },
          right: function () {
            return same(chosen(), correct);
          },
          given: chosen,
          wanted: function () {
            return correct;
          },
          reset: function () {
            each(inputs, function (input) {
              input.checked = false;
            });
          },
          lock: function (yes) {
            each(inputs, function (input) {
              input.disabled = yes;
            });
          },
          first: function () {
            return inputs[0];
          },
        };
      };

  FORMS.fill = function (box) {
    var accepted = Array.prototype.map.call(box.querySelectorAll(".accepted ul"), function (list) {
      return Array.prototype.map.call(list.children, function (item) {
        return folded(item.textContent);
      });
    });
    var blanks = box.querySelectorAll(".question-text .quiz-blank");
    var inputs = Array.prototype.map.call(blanks, function (blank, i) {
      var input = element("input", "quiz-input");
      input.type = "text";
      input.autocomplete = "off";
      input.spellcheck = false;
      input.setAttribute(
        "aria-label",
        blanks.length > 1 ? word("test_blank_of", { number: i + 1, of: blanks.length }) : word("test_blank"),
      );
      input.addEventListener("keydown", function (event) {
        // Enter goes on to the next blank; while an input method is open it belongs to that.
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        if (inputs[i + 1]) inputs[i + 1].focus();
      });
      blank.parentNode.replaceChild(input, blank);
      return input;
    });
    return {
      answered: function () {
        return inputs.every(function (input) {
          return input.value.trim() !== "";
        });
      },
      right: function () {
        return inputs.every(function (input, i) {
          return (accepted[i] || []).indexOf(folded(input.value)) >= 0;
        });
      },
      given: function () {
        return inputs.map(function (input) {
          return input.value.trim();
        });
      },
      wanted: function () {
        return accepted.map(function (words) {
          return words[0] || "";
        });
      },
      reset: function () {
        inputs.forEach(function (input) {
          input.value = "";
        });
      },
      lock: function (yes) {
        inputs.forEach(function (input) {
          input.disabled = yes;
        });
      },
      first: function () {
        return inputs[0];
      },
    };
  };

  FORMS.order = function (box, say) {
    var list = box.querySelector(".items");
    var correct = numbers(box.getAttribute("data-correct"));
    var start = Array.prototype.slice.call(list.children);
    var touched = false;

    function now() {
      return Array.prototype.map.call(list.children, function (item) {
        return Number(item.getAttribute("data-index"));
      });
    }
    function limits() {
      each(list.children, function (item, i) {
        var moves = item.querySelectorAll(".move");
        moves[0].disabled = i === 0;
        moves[1].disabled = i === list.children.length - 1;
      });
    }
    function move(item, by, pressed) {
      touched = true;
      if (by < 0) list.insertBefore(item, item.previousElementSibling);
      else list.insertBefore(item.nextElementSibling, item);
      limits();
      var moves = item.querySelectorAll(".move");
      (pressed.disabled ? moves[by < 0 ? 1 : 0] : pressed).focus();
      say(
        word("test_moved", {
          item: item.querySelector(".item-text").textContent,
          number: Array.prototype.indexOf.call(list.children, item) + 1,
        }),
      );
    }
    list.removeAttribute("data-plain");
    start.forEach(function (item) {
      var text = item.querySelector(".item-text").textContent;
      var moves = element("span", "moves");
      [
        [word("test_up"), -1, "↑"],
        [word("test_down"), 1, "↓"],
      ].forEach(function (way) {
        var press = button(way[2], "button-quiet move", function () {
          move(item, way[1], press);
        });
        press.setAttribute("aria-label", way[0] + "：" + text);
        moves.appendChild(press);
      });
      item.appendChild(moves);
    });
    limits();
    return {
      shuffle: function () {
        reorder(
          list,
          shuffle(start.slice(), function (items) {
            return same(
              items.map(function (item) {
                return Number(item.getAttribute("data-index"));
              }),
              correct,
            );
          }),
        );
        limits();
      },
      answered: function () {
        return touched;
      },
      right: function () {
        return same(now(), correct);
      },
      given: now,
      wanted: function () {
        return correct;
      },
      reset: function () {
        touched = false;
      },
      lock: function (yes) {
        each(list.querySelectorAll(".move"), function (press) {
          press.disabled = yes;
        });
        if (!yes) limits();
      },
      first: function () {
        return list.querySelector(".move:not([disabled])");
      },
    };
  };

  FORMS.match = function (box) {
    var correct = numbers(box.getAttribute("data-correct"));
    var rights = Array.prototype.map.call(box.querySelectorAll(".pairs li"), function (item) {
      return item.textContent;
    });
    var lefts = box.querySelectorAll(".lefts li");
    var shown = box.querySelector(".rights");
    if (shown) shown.hidden = true;
    var selects = Array.prototype.map.call(lefts, function (item) {
      var select = element("select", "quiz-select");
      select.setAttribute("aria-label", word("test_match", { item: item.textContent.trim() }));
      item.appendChild(select);
      return select;
    });

    function fill() {
      var order = shuffle(
        rights.map(function (text, i) {
          return i;
        }),
      );
      selects.forEach(function (select) {
        select.textContent = "";
        var none = element("option", "", word("test_choose"));
        none.value = "";
        select.appendChild(none);
        order.forEach(function (i) {
          var option = element("option", "", rights[i]);
          option.value = String(i);
          select.appendChild(option);
        });
      });
    }
    fill();
    return {
      shuffle: fill,
      answered: function () {
        return selects.every(function (select) {
          return select.value !== "";
        });
      },
      right: function () {
        return selects.every(function (select, i) {
          return select.value !== "" && Number(select.value) === correct[i];
        });
      },
      given: function () {
        return selects.map(function (select) {
          return select.value === "" ? -1 : Number(select.value);
        });
      },
      wanted: function () {
        return correct;
      },
      reset: function () {
        selects.forEach(function (select) {
          select.value = "";
        });
      },
      lock: function (yes) {
        selects.forEach(function (select) {
          select.disabled = yes;
        });
      },
      first: function () {
        return selects[0];
      },
    };
  };

  function question(box, say) {
    var form = FORMS[box.getAttribute("data-form")];
    if (!form) return null;
    var self = form(box, say);
    var details = box.querySelector(".answer");
    var feedback = element("p", "feedback");
    feedback.hidden = true;
    details.parentNode.insertBefore(feedback, details);
    self.box = box;
    self.id = box.getAttribute("data-id");
    self.done = false;
    self.ask = function () {
      self.done = false;
      box.classList.remove("is-right", "is-wrong");
      feedback.hidden = true;
      details.hidden = true;
      details.open = false;
      self.lock(false);
      self.reset();
      if (self.shuffle) self.shuffle();
    };
    self.judge = function () {
      self.done = true;
      self.correct = self.right();
      self.lock(true);
      box.classList.add(self.correct ? "is-right" : "is-wrong");
      feedback.textContent = self.correct ? word("test_right") : word(self.answered() ? "test_wrong" : "test_none");
      feedback.hidden = false;
      details.hidden = false;
      details.open = true;
    };
    return self;
  }

  window.shuyuanQuestions = {
    make: question,
    each: each,
    element: element,
    button: button,
    shuffle: shuffle,
    reorder: reorder,
  };
})();
