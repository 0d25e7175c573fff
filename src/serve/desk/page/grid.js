// A data table as a grid: cells, rows and columns, with the keyboard and with what is pasted from a spreadsheet.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;
  // Longer tables are no work for a browser.
  var MOST = 2000;

  /** Asks which table or file of questions, and opens it. */
  desk.pickTable = function () {
    var all = desk.all.tables;
    if (!all.length)
      return desk.say(
        t(
          "站点里还没有数据表（.csv、.yaml）和题库（.quiz.yaml）。",
          "The site has no data table (.csv, .yaml) and no file of questions (.quiz.yaml) yet.",
        ),
      );
    desk.choose(t("打开哪个数据表或题库", "Which table or file of questions"), all).then(function (at) {
      if (at === null) return;
      if (/\.quiz\.yaml$/.test(all[at])) return desk.bank(all[at]);
      location.hash = "#table=" + encodeURIComponent(all[at]);
    });
  };

  /** What a spreadsheet puts on the clipboard, as rows of cells. */
  function cellsOf(text) {
    var rows = [],
      row = [],
      cell = "",
      quoted = false,
      start = true;
    text = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (var i = 0; i < text.length; i += 1) {
      var c = text[i];
      if (quoted) {
        if (c === '"' && text[i + 1] === '"') {
          cell += c;
          i += 1;
        } else if (c === '"') quoted = false;
        else cell += c;
      } else if (c === '"' && start) {
        quoted = true;
        start = false;
      } else if (c === "\t" || c === "\n") {
        row.push(cell);
        cell = "";
        start = true;
        if (c === "\n") {
          rows.push(row);
          row = [];
        }
      } else {
        cell += c;
        start = false;
      }
    }
    row.push(cell);
    rows.push(row);
    return rows;
  }

  /** Opens the table at `path`; gives what the desk needs of a view. */
  desk.grid = function (path) {
    var rows = [],
      saved = "",
      hash = "",
      past = [],
      at = { row: 0, column: 0 };
    var title = el("h1", { text: path }),
      status = el("p", { class: "state", role: "status" }),
      note = el("div", { class: "notes" });
    var saveButton = desk.saveButton(save);
    var undoButton = desk.button(t("撤销", "Undo"), undo, { disabled: true });
    var body = el("tbody"),
      head = el("thead");
    var table = el("table", { class: "grid" }, head, body);
    var node = el(
      "main",
      { class: "editor" },
      desk.bar(title, status, [
        saveButton,
        undoButton,
        desk.button(
          t("加一行", "Add a row"),
          function () {
            change(function () {
              rows.splice(at.row + 1, 0, fresh());
              at.row += 1;
            });
          },
          { title: "Ctrl+Enter" },
        ),
        desk.button(t("删去这一行", "Remove this row"), function () {
          if (at.row > 0)
            change(function () {
              rows.splice(at.row, 1);
              at.row = Math.min(at.row, rows.length - 1);
            });
        }),
        desk.button(t("加一列", "Add a column"), function () {
          change(function () {
            rows.forEach(function (row) {
              row.cells.splice(at.column + 1, 0, "");
            });
            at.column += 1;
          });
        }),
        desk.button(t("删去这一列", "Remove this column"), function () {
          if (width() > 1)
            change(function () {
              rows.forEach(function (row) {
                row.cells.splice(at.column, 1);
              });
              at.column = Math.min(at.column, width() - 1);
            });
        }),
        desk.button(t("上移", "Up"), function () {
          shift(-1);
        }),
        desk.button(t("下移", "Down"), function () {
          shift(1);
        }),
      ]),
      note,
      el("p", {
        class: "help",
        text: t(
          "方向键上下、回车到下一行，Tab 到下一格；从 Excel、WPS 表格复制的可以直接粘贴。第一行是列名。",
          "Arrows up and down and Enter go by rows, Tab by cells; what is copied from a spreadsheet can be pasted. The first row names the columns.",
        ),
      }),
      el("div", { class: "scroll", tabindex: "-1" }, table),
    );

    function width() {
      return rows.length ? rows[0].cells.length : 0;
    }
    function fresh() {
      return { from: null, cells: Array(Math.max(1, width())).fill("") };
    }
    function said() {
      return JSON.stringify(rows);
    }
    function dirty() {
      return said() !== saved;
    }
    function told() {
      saveButton.disabled = !dirty();
      undoButton.disabled = !past.length;
      status.textContent = desk.savedOrNot(dirty());
    }
    function remember() {
      var now = said();
      if (past[past.length - 1] !== now) past.push(now);
      if (past.length > 100) past.shift();
    }
    function change(work) {
      remember();
      work();
      draw();
      focus();
    }
    function undo() {
      var now = said(),
        last = past.pop();
      while (last === now && past.length) last = past.pop();
      if (!last) return;
      rows = JSON.parse(last);
      draw();
      focus();
    }
    function shift(step) {
      var to = at.row + step;
      if (at.row < 1 || to < 1 || to >= rows.length) return;
      change(function () {
        rows.splice(to, 0, rows.splice(at.row, 1)[0]);
        at.row = to;
      });
    }

    function cell(row, column) {
      var named = rows[0].cells[column] || t("第 " + (column + 1) + " 列", "column " + (column + 1));
      var box = el(/\n/.test(rows[row].cells[column]) ? "textarea" : "input", {
        value: rows[row].cells[column],
        autocomplete: "off",
        "data-at": row + "," + column,
        "aria-label": row
          ? named + t("，第 " + row + " 行", ", row " + row)
          : t("列名 ", "Name of column ") + (column + 1),
      });
      return el(row ? "td" : "th", { scope: row ? null : "col" }, box);
    }
    function draw() {
      desk.empty(head);
      desk.empty(body);
      rows.forEach(function (row, i) {
        (i ? body : head).append(
          el(
            "tr",
            {},
            row.cells.map(function (_, k) {
              return cell(i, k);
            }),
          ),
        );
      });
      told();
    }
    function box(row, column) {
      return table.querySelector('[data-at="' + row + "," + column + '"]');
    }
    function focus() {
      var found = box(at.row, at.column);
      if (found) found.focus();
    }
    function place(target) {
      var found = /^(\d+),(\d+)$/.exec(target.dataset ? target.dataset.at || "" : "");
      return found ? { row: Number(found[1]), column: Number(found[2]) } : null;
    }

    table.addEventListener("focusin", function (event) {
      at = place(event.target) || at;
    });
    table.addEventListener("input", function (event) {
      var here = place(event.target);
      if (!here) return;
      if (typing !== event.target) remember();
      typing = event.target;
      rows[here.row].cells[here.column] = event.target.value;
      told();
    });
    var typing = null;
    table.addEventListener("focusout", function () {
      typing = null;
    });
    table.addEventListener("keydown", function (event) {
      if (event.isComposing || !place(event.target)) return;
      var lines = event.target.tagName === "TEXTAREA";
      var to = null;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        return change(function () {
          rows.splice(at.row + 1, 0, fresh());
          at.row += 1;
          at.column = 0;
        });
      }
      if (event.key === "Enter" && !lines) to = event.shiftKey ? -1 : 1;
      if (!lines && event.key === "ArrowUp") to = -1;
      if (!lines && event.key === "ArrowDown") to = 1;
      if (to === null) return;
      event.preventDefault();
      if (event.key === "Enter" && to > 0 && at.row === rows.length - 1)
        return change(function () {
          rows.push(fresh());
          at.row += 1;
        });
      at.row = Math.max(0, Math.min(rows.length - 1, at.row + to));
      focus();
    });
    table.addEventListener("paste", function (event) {
      var text = event.clipboardData.getData("text/plain"),
        here = place(event.target);
      if (!here || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
      event.preventDefault();
      var pasted = cellsOf(text);
      change(function () {
        var wide = Math.max.apply(
          null,
          pasted.map(function (row) {
            return row.length;
          }),
        );
        rows.forEach(function (row) {
          while (row.cells.length < here.column + wide) row.cells.push("");
        });
        while (rows.length < here.row + pasted.length) rows.push(fresh());
        pasted.forEach(function (row, i) {
          row.forEach(function (value, k) {
            rows[here.row + i].cells[here.column + k] = value;
          });
        });
      });
    });

    function take(answer) {
      hash = answer.hash;
      rows = answer.rows;
      if (!rows.length) rows.push({ from: null, cells: [""] });
      saved = said();
      past = [];
      desk.empty(note);
      if (answer.note) note.append(el("p", { class: "warning", text: answer.note }));
      draw();
    }
    function open() {
      return desk.ask("table", { path: path }).then(function (answer) {
        if (answer.rows.length > MOST)
          throw new Error(
            t(
              "这个数据表有 " + answer.rows.length + " 行，太长，请用表格软件改。",
              "This table has " + answer.rows.length + " rows, which is too long; use a spreadsheet.",
            ),
          );
        take(answer);
      });
    }
    function save() {
      if (!dirty()) return Promise.resolve();
      saveButton.disabled = true;
      return desk
        .ask("table-save", { path: path, hash: hash, rows: rows })
        .then(function () {
          return open();
        })
        .then(
          function () {
            focus();
          },
          function (fault) {
            told();
            desk.failed(fault);
          },
        );
    }
    return {
      node: node,
      open: open,
      save: save,
      dirty: dirty,
      path: path,
      crowd: function () {
        /* what is changed elsewhere is told when it is saved */
      },
      leave: function () {
        /* nothing is kept beside */
      },
    };
  };
})();
