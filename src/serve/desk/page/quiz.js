// Self-test questions in a form, without their syntax.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;
  var FORMS = [
    ["single", t("单选", "One right")],
    ["multiple", t("多选", "Several right")],
    ["true_false", t("判断", "True or false")],
    ["fill", t("填空", "Fill in")],
    ["order", t("排序", "Put in order")],
    ["match", t("连线", "Match")],
  ];
  var serial = 0;

  function letter(i) {
    return String.fromCharCode(65 + i);
  }

  function field(label, input, help) {
    input.id = input.id || "quiz-" + (serial += 1);
    return el(
      "div",
      { class: "field" },
      el("label", { for: input.id, text: label }),
      input,
      help ? el("p", { class: "help", text: help }) : null,
    );
  }
  function text(value, label) {
    return el("input", { type: "text", value: value || "", "aria-label": label, autocomplete: "off" });
  }
  function area(value) {
    return el("textarea", { rows: 2, value: value || "" });
  }
  function lines(box) {
    return box.value
      .split("\n")
      .map(function (line) {
        return line.trim();
      })
      .filter(Boolean);
  }

  /** Lines that are added and removed; `make(value)` gives `{ node, get }`. */
  function several(values, least, add, make) {
    var rows = [],
      list = el("div", { class: "options" });
    function number() {
      rows.forEach(function (row, i) {
        if (row.number) row.number(i);
      });
    }
    function put(value, focus) {
      var row = make(value);
      var line = el(
        "div",
        { class: "option" },
        row.node,
        desk.button(
          "×",
          function () {
            rows.splice(rows.indexOf(row), 1);
            line.remove();
            number();
            more.focus();
          },
          { "aria-label": t("删去这一项", "Remove this one") },
        ),
      );
      rows.push(row);
      list.append(line);
      number();
      if (focus) row.node.querySelector('input[type="text"]').focus();
    }
    var more = desk.button(
      "＋ " + add,
      function () {
        put(undefined, true);
      },
      { class: "add" },
    );
    values.forEach(function (value) {
      put(value);
    });
    while (rows.length < least) put(undefined);
    return { node: el("div", {}, list, more), rows: rows };
  }

  /** What depends on the form: `{ node, get() }`. */
  var PARTS = {
    choice: function (one, many) {
      var name = "quiz-" + (serial += 1);
      var options = one.options.map(function (option, i) {
        return { text: option, right: one.answer.indexOf(letter(i)) >= 0 };
      });
      var made = several(options, 2, t("选项", "Option"), function (value) {
        var right = el("input", {
          type: many ? "checkbox" : "radio",
          name: name,
          checked: Boolean(value && value.right),
        });
        var box = text(value && value.text);
        return {
          node: el("div", { class: "pair" }, right, box),
          get: function () {
            return { text: box.value.trim(), right: right.checked };
          },
          number: function (i) {
            right.setAttribute("aria-label", letter(i) + t(" 是正确答案", " is right"));
            box.setAttribute("aria-label", t("选项 ", "Option ") + letter(i));
          },
        };
      });
      return {
        node: el(
          "div",
          { class: "field" },
          el("p", {
            class: "help",
            text: many
              ? t("勾上所有正确的选项", "Tick all that are right")
              : t("点选正确的选项", "Mark the one that is right"),
          }),
          made.node,
        ),
        get: function (given) {
          var all = made.rows
            .map(function (row) {
              return row.get();
            })
            .filter(function (row) {
              return row.text;
            });
          given.options = all.map(function (row) {
            return row.text;
          });
          given.answer = all
            .map(function (row, i) {
              return row.right ? letter(i) : "";
            })
            .filter(Boolean);
        },
      };
    },
    single: function (one) {
      return PARTS.choice(one, false);
    },
    multiple: function (one) {
      return PARTS.choice(one, true);
    },
    true_false: function (one) {
      var box = el(
        "select",
        {},
        el("option", { value: "true", text: t("正确", "True") }),
        el("option", { value: "false", text: t("错误", "False") }),
      );
      box.value = one.answer[0] === "false" ? "false" : "true";
      return {
        node: field(t("答案", "Answer"), box),
        get: function (given) {
          given.answer = [box.value];
        },
      };
    },
    fill: function (one) {
      var box = area(one.answer.join("\n"));
      return {
        node: field(
          t("每个空的答案，一行一个", "What belongs into each blank, one a line"),
          box,
          t(
            "题目里用三个下划线 ___ 表示一个空；也算对的写法用 | 隔开，例如：周一|星期一",
            "Write ___ for a blank in the question; what is right too follows behind |, as in Mon|Monday",
          ),
        ),
        get: function (given) {
          given.answer = lines(box);
        },
      };
    },
    order: function (one) {
      var box = area(one.options.join("\n"));
      box.rows = 4;
      return {
        node: field(t("按正确的顺序写，一行一项", "In the right order, one a line"), box),
        get: function (given) {
          given.options = lines(box);
        },
      };
    },
    match: function (one) {
      var made = several(
        one.options.map(function (left, i) {
          return [left, one.right[i]];
        }),
        2,
        t("一对", "Pair"),
        function (value) {
          var left = text(value && value[0]),
            right = text(value && value[1]);
          return {
            node: el("div", { class: "pair even" }, left, right),
            get: function () {
              return [left.value.trim(), right.value.trim()];
            },
            number: function (i) {
              left.setAttribute("aria-label", t("左边 ", "Left ") + (i + 1));
              right.setAttribute("aria-label", t("右边 ", "Right ") + (i + 1));
            },
          };
        },
      );
      return {
        node: el(
          "div",
          { class: "field" },
          el("p", { class: "help", text: t("每行一对，左右相配", "Each line is a pair that belongs together") }),
          made.node,
        ),
        get: function (given) {
          var all = made.rows
            .map(function (row) {
              return row.get();
            })
            .filter(function (pair) {
              return pair[0] || pair[1];
            });
          given.options = all.map(function (pair) {
            return pair[0];
          });
          given.right = all.map(function (pair) {
            return pair[1];
          });
        },
      };
    },
  };

  function blank() {
    return {
      from: null,
      source: null,
      form: "single",
      question: "",
      options: [],
      right: [],
      answer: [],
      explanation: "",
      cites: [],
      topic: "",
      id: "",
      shuffle: false,
    };
  }

  /** One question: `{ node, get() }`. */
  function card(one, moved) {
    var node = el("section", { class: "question", role: "group" }),
      head = el("h3");
    var tools = el(
      "div",
      { class: "tools" },
      desk.button(
        "↑",
        function () {
          moved(-1);
        },
        { class: "up" },
      ),
      desk.button(
        "↓",
        function () {
          moved(1);
        },
        { class: "down" },
      ),
      desk.button(
        "×",
        function () {
          moved(0);
        },
        { class: "remove" },
      ),
    );
    var number = function (i) {
      head.textContent = t("第 " + (i + 1) + " 题", "Question " + (i + 1));
      node.setAttribute("aria-label", head.textContent);
      [t("上移", "Up"), t("下移", "Down"), t("删去", "Remove")].forEach(function (word, k) {
        tools.children[k].setAttribute("aria-label", word + t("第 " + (i + 1) + " 题", " question " + (i + 1)));
      });
    };
    node.append(el("div", { class: "bar" }, head, tools));
    if (one.source !== null) {
      node.append(
        el("p", {
          class: "help",
          text: t(
            "这道题的写法表单读不懂，原样保留；可以移动、删去，要改请在正文里改。",
            "The form cannot read this one. It stays as it is; it may be moved or removed, and changed as text.",
          ),
        }),
        el("pre", { text: one.source, tabindex: "0", "aria-label": t("题目原文", "Its source") }),
      );
      return {
        node: node,
        number: number,
        get: function () {
          return one;
        },
      };
    }
    var form = el(
      "select",
      {},
      FORMS.map(function (each) {
        return el("option", { value: each[0], text: each[1] });
      }),
    );
    form.value = one.form;
    var question = area(one.question),
      explanation = area(one.explanation);
    var cites = area(one.cites.join("\n")),
      topic = text(one.topic),
      id = text(one.id);
    var shuffle = el("input", { type: "checkbox", checked: one.shuffle });
    var place = el("div"),
      part = null,
      state = one;
    function draw() {
      desk.empty(place);
      part = PARTS[form.value](state);
      place.append(part.node);
    }
    form.addEventListener("change", function () {
      // What both kinds have stays.
      var kept = Object.assign({}, state, { answer: state.answer.slice() });
      part.get(kept);
      var letters = { single: 1, multiple: 1 };
      if (!(letters[form.value] && letters[kept.form])) kept.answer = [];
      kept.form = form.value;
      state = kept;
      draw();
    });
    var rare = el(
      "details",
      { open: Boolean(one.cites.length || one.topic || one.id || one.shuffle) },
      el("summary", { text: t("更多", "More") }),
      field(
        t("依据，一行一个", "What it rests on, one a line"),
        cites,
        t("例如 /supervision/policies/a.md#art-3", "Such as /supervision/policies/a.md#art-3"),
      ),
      field(t("知识点", "Topic"), topic),
      field(t("编号", "Name"), id, t("可以不填", "May be empty")),
      el(
        "div",
        { class: "field truth" },
        el("label", { for: (shuffle.id = "quiz-" + (serial += 1)), text: t("选项打乱", "Shuffle the options") }),
        shuffle,
      ),
    );
    draw();
    node.append(
      field(t("题型", "Form"), form),
      field(t("题目", "Question"), question),
      place,
      field(t("解析", "Explanation"), explanation),
      rare,
    );
    return {
      node: node,
      number: number,
      question: question,
      get: function () {
        var given = Object.assign(blank(), {
          from: one.from,
          form: form.value,
          question: question.value.trim(),
          explanation: explanation.value.trim(),
          cites: lines(cites),
          topic: topic.value.trim(),
          id: id.value.trim(),
          shuffle: shuffle.checked,
        });
        part.get(given);
        return given;
      },
    };
  }

  /** A window with the questions of `source`; gives their new source, null if it was given up. */
  desk.quiz = function (source, name) {
    return desk.ask("questions", { text: source }).then(function (answer) {
      return desk.dialog(
        name ? t("题库 ", "Questions of ") + name : t("自测题", "Self-test"),
        function (close) {
          var cards = [],
            list = el("div");
          var fault = el("p", { class: "error", role: "alert" });
          function number() {
            cards.forEach(function (each, i) {
              each.number(i);
            });
          }
          function put(one) {
            var made = card(one, function (step) {
              var at = cards.indexOf(made);
              if (!step) {
                cards.splice(at, 1);
                made.node.remove();
                number();
                return add.focus();
              }
              var other = cards[at + step];
              if (!other) return;
              cards.splice(at, 1);
              cards.splice(at + step, 0, made);
              list.insertBefore(made.node, step < 0 ? other.node : other.node.nextSibling);
              number();
              made.node.querySelector(step < 0 ? ".up" : ".down").focus();
            });
            cards.push(made);
            list.append(made.node);
            number();
            return made;
          }
          answer.questions.forEach(put);
          var add = desk.button(
            "＋ " + t("加一道题", "Add a question"),
            function () {
              put(blank()).question.focus();
            },
            { class: "add" },
          );
          if (!cards.length) put(blank());
          var form = el(
            "form",
            {
              class: "quiz",
              on: {
                submit: function (event) {
                  event.preventDefault();
                  fault.textContent = "";
                  desk
                    .ask("questions", {
                      text: source,
                      wanted: cards.map(function (each) {
                        return each.get();
                      }),
                    })
                    .then(
                      function (made) {
                        close(made.text);
                      },
                      function (failed) {
                        fault.textContent = failed.message;
                      },
                    );
                },
              },
            },
            list,
            add,
            fault,
            el(
              "div",
              { class: "buttons" },
              el("button", { type: "submit", class: "main", text: name ? t("保存", "Save") : t("完成", "Done") }),
              desk.button(t("取消", "Cancel"), function () {
                close();
              }),
            ),
          );
          return form;
        },
        true,
      );
    });
  };

  /** Opens a file of questions; what the form makes of it is written at once. */
  desk.bank = function (path) {
    return desk
      .ask("bank", { path: path })
      .then(function (file) {
        return desk.quiz(file.text, path).then(function (made) {
          if (made === null || made === undefined || made === file.text) return;
          return desk.ask("bank-save", { path: path, hash: file.hash, text: made }).then(
            function () {
              desk.say(t("题库已经保存：", "Saved: ") + path);
            },
            function (fault) {
              return notSaved(fault, made);
            },
          );
        });
      })
      .catch(desk.failed);
  };

  /** What could not be written is shown, to be copied: nothing is lost. */
  function notSaved(fault, made) {
    return desk.dialog(
      t("没有保存", "Not saved"),
      function (close) {
        return el(
          "div",
          {},
          el("p", { class: "error", text: fault.message }),
          el("textarea", {
            class: "body",
            rows: 16,
            readonly: true,
            value: made,
            "aria-label": t("写好的题目，可以复制", "The questions, to be copied"),
          }),
          el("div", { class: "buttons" }, desk.button(t("关闭", "Close"), close)),
        );
      },
      true,
    );
  }

  /** The block of questions around the cursor: where its source begins and ends; null if it is in none. */
  function around(area) {
    var fence = /^( {0,3})(`{3,}|~{3,})[ \t]*([^\n`]*)$/gm,
      open = null,
      found,
      at = area.selectionStart;
    while ((found = fence.exec(area.value))) {
      if (!open)
        open = {
          mark: found[2],
          quiz: found[3].trim() === "quiz",
          fence: found.index,
          start: found.index + found[0].length + 1,
        };
      else if (found[2][0] === open.mark[0] && found[2].length >= open.mark.length && !found[3].trim()) {
        if (open.quiz && at >= open.fence && at <= found.index + found[0].length)
          return { start: open.start, end: found.index };
        open = null;
      }
    }
    return null;
  }

  /** Changes the questions at the cursor, or adds some. */
  desk.quizIn = function (area) {
    var block = around(area);
    var source = block ? area.value.slice(block.start, block.end) : "";
    desk.quiz(source).then(function (made) {
      area.focus();
      if (made === null || made === source) return;
      if (!block) return desk.block(area, "```quiz\n" + made.replace(/\n+$/, "") + "\n```");
      area.setSelectionRange(block.start, block.end);
      desk.insert(area, made.replace(/\n*$/, "\n"));
    }, desk.failed);
  };
})();
