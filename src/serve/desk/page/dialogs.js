// Windows over the page: they take the focus, keep it, and give it back.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;
  var serial = 0;

  function focusable(box) {
    var all = box.querySelectorAll("button, input, select, textarea, summary, a[href], [tabindex='0']");
    return Array.from(all).filter(function (node) {
      // What lies in a closed group may have a place all the same, and takes no focus.
      var within = node.tagName === "SUMMARY" ? node.parentNode.parentNode : node;
      return !node.disabled && node.offsetParent !== null && !within.closest("details:not([open])");
    });
  }

  /** Opens a window; `close(value)` shuts it. Gives a promise of the value, null if it was given up. */
  desk.dialog = function (title, make, wide) {
    var before = document.activeElement;
    var id = "dialog-" + (serial += 1);
    return new Promise(function (done) {
      var box, shade;
      var close = function (value) {
        shade.remove();
        document.getElementById("desk").removeAttribute("aria-hidden");
        if (before && before.focus) before.focus();
        // What had the focus may be gone or unable to take it by now.
        if (document.activeElement === document.body) desk.toTop();
        done(value === undefined ? null : value);
      };
      box = el("div", {
        class: wide ? "dialog wide" : "dialog",
        role: "dialog",
        "aria-modal": "true",
        "aria-labelledby": id,
      });
      box.append(
        el(
          "header",
          {},
          el("h2", { id: id, text: title }),
          desk.button(
            "×",
            function () {
              close();
            },
            { class: "close", "aria-label": t("关闭", "Close") },
          ),
        ),
      );
      box.append(make(close));
      shade = el("div", { class: "shade" }, box);
      shade.addEventListener("keydown", function (event) {
        if (event.isComposing) return;
        if (event.key === "Escape") {
          event.stopPropagation();
          close();
        }
        if (event.key !== "Tab") return;
        var all = focusable(box),
          first = all[0],
          last = all[all.length - 1];
        if (event.shiftKey && document.activeElement === first) {
          event.preventDefault();
          last.focus();
        } else if (!event.shiftKey && document.activeElement === last) {
          event.preventDefault();
          first.focus();
        }
      });
      document.body.append(shade);
      document.getElementById("desk").setAttribute("aria-hidden", "true");
      var first = box.querySelector("[autofocus]") || focusable(box)[1] || focusable(box)[0];
      if (first) first.focus();
    });
  };

  /** A question with buttons; the number of the one that was pressed. */
  desk.confirm = function (title, text, buttons) {
    return desk.dialog(title, function (close) {
      return el(
        "div",
        {},
        el("p", { text: text }),
        el(
          "div",
          { class: "buttons" },
          buttons.map(function (name, i) {
            return desk.button(
              name,
              function () {
                close(i);
              },
              { class: i ? "" : "main" },
            );
          }),
        ),
      );
    });
  };

  desk.choose = function (title, names) {
    return desk.dialog(title, function (close) {
      return el(
        "div",
        { class: "choices" },
        names.map(function (name, i) {
          return desk.button(name, function () {
            close(i);
          });
        }),
      );
    });
  };

  /** A small form; gives its values by name. */
  desk.fields = function (title, fields, go) {
    return desk.dialog(title, function (close) {
      var inputs = {};
      var form = el("form", {
        on: {
          submit: function (event) {
            event.preventDefault();
            var given = {};
            Object.keys(inputs).forEach(function (name) {
              given[name] = inputs[name].value;
            });
            close(given);
          },
        },
      });
      fields.forEach(function (field, i) {
        var id = "field-" + (serial += 1);
        var input = field.choices
          ? el(
              "select",
              { id: id },
              field.choices.map(function (one) {
                return el("option", { value: one[0], text: one[1] });
              }),
            )
          : el(field.long ? "textarea" : "input", {
              id: id,
              type: field.long ? null : field.type || "text",
              required: field.needed,
              autofocus: i === 0,
              placeholder: field.hint,
            });
        if (field.value) input.value = field.value;
        inputs[field.name] = input;
        form.append(
          el(
            "div",
            { class: "field" },
            el("label", { for: id, text: field.label }),
            input,
            field.help ? el("p", { class: "help", text: field.help }) : null,
          ),
        );
      });
      form.append(
        el(
          "div",
          { class: "buttons" },
          el("button", { type: "submit", class: "main", text: go || t("确定", "OK") }),
          desk.button(t("取消", "Cancel"), function () {
            close();
          }),
        ),
      );
      return form;
    });
  };

  /** Lets a page be found by title, pinyin or path; `{ target, title }`. `free`: an address may be typed too. */
  desk.pickPage = function (title, free) {
    return desk.dialog(title, function (close) {
      var found = [],
        at = 0,
        listId = "list-" + (serial += 1);
      var list = el("ul", { class: "hits", role: "listbox", id: listId, "aria-label": t("找到的页面", "Pages found") });
      var input = el("input", {
        type: "text",
        autofocus: true,
        role: "combobox",
        "aria-expanded": "true",
        "aria-controls": listId,
        "aria-label": t("标题、拼音或路径", "Title, pinyin or path"),
        placeholder: t("标题、拼音或路径", "Title, pinyin or path"),
        autocomplete: "off",
      });
      var mark = function () {
        Array.from(list.children).forEach(function (item, i) {
          item.setAttribute("aria-selected", String(i === at));
          if (i === at) {
            input.setAttribute("aria-activedescendant", item.id);
            item.scrollIntoView({ block: "nearest" });
          }
        });
      };
      var take = function (i) {
        if (found[i]) close(found[i]);
      };
      var show = function () {
        var query = input.value;
        found = desk
          .matches(query, desk.pages)
          .slice(0, 30)
          .map(function (page) {
            return { target: "/" + page.path, title: page.title };
          });
        if (free && /^(https?:\/\/|mailto:)/.test(query.trim())) found.unshift({ target: query.trim(), title: "" });
        at = 0;
        desk.empty(list);
        found.forEach(function (one, i) {
          list.append(
            el(
              "li",
              {
                role: "option",
                id: listId + "-" + i,
                on: {
                  click: function () {
                    take(i);
                  },
                },
              },
              el("span", { text: one.title || one.target }),
              el("small", { text: one.target }),
            ),
          );
        });
        if (!found.length) input.removeAttribute("aria-activedescendant");
        mark();
      };
      input.addEventListener("input", show);
      input.addEventListener("keydown", function (event) {
        if (event.isComposing) return;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          event.preventDefault();
          at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(1, found.length);
          mark();
        } else if (event.key === "Enter") {
          event.preventDefault();
          take(at);
        }
      });
      show();
      return el("div", {}, input, list);
    });
  };

  /** Makes a page and opens it. `from`: the page to begin with; `column`: where. */
  desk.newPage = function (column, from) {
    var kinds = desk.all.kinds.map(function (one) {
      return [one[0], one[1]];
    });
    var begins = [["", t("这种页面的样张", "A sample of its kind")]].concat(
      desk.all.templates.map(function (name) {
        return [name, name];
      }),
    );
    var columns = [["", t("（最上一级）", "(topmost)")]].concat(
      desk.columns().map(function (one) {
        return [one.path, one.label];
      }),
    );
    var fields = [
      { name: "title", label: t("标题", "Title"), needed: true },
      { name: "column", label: t("栏目", "Column"), choices: columns, value: column },
      {
        name: "name",
        label: t("文件名", "File name"),
        help: t(
          "可以不填，用标题；网址由它的拼音得出。",
          "May be empty: the title is taken. The address follows from it.",
        ),
      },
    ];
    if (!from) {
      fields.splice(1, 0, { name: "kind", label: t("内容类型", "Kind"), choices: kinds });
      fields.push({ name: "template", label: t("从哪里开始", "Begin with"), choices: begins });
    }
    return desk
      .fields(from ? t("复制为新页", "Copy as a new page") : t("新建页面", "New page"), fields, t("建立", "Make it"))
      .then(function (given) {
        if (!given) return;
        var name = (given.name.trim() || given.title.trim())
          .replace(/[\\\/:*?"<>|#%]/g, "-")
          .replace(/^\.+|[. ]+$/g, "");
        var path = (given.column ? given.column + "/" : "") + name;
        return desk
          .ask("new", {
            kind: given.kind || (desk.page(from) || {}).kind || "article",
            path: path,
            title: given.title,
            from: from || "",
            template: given.template || "",
          })
          .then(function (made) {
            location.hash = "#edit=" + encodeURIComponent(made.path);
          }, desk.failed);
      });
  };

  /** Takes documents into a column and shows what came in. */
  desk.importFiles = function (files, column) {
    var reports = [];
    return Array.from(files)
      .reduce(function (before, file) {
        return before.then(function () {
          return desk.send("document", { name: file.name, column: column }, file).then(
            function (answer) {
              answer.pages.forEach(function (page) {
                reports.push(page);
              });
            },
            function (fault) {
              reports.push({ path: null, report: file.name + "\n" + fault.message });
            },
          );
        });
      }, Promise.resolve())
      .then(function () {
        return desk.dialog(
          t("导入结果", "What came in"),
          function (close) {
            return el(
              "div",
              {},
              reports.map(function (one) {
                return el(
                  "section",
                  { class: one.path ? "report" : "report error" },
                  el("pre", { text: one.report, tabindex: "0" }),
                  one.path
                    ? desk.button(t("打开", "Open"), function () {
                        close();
                        location.hash = "#edit=" + encodeURIComponent(one.path);
                      })
                    : null,
                );
              }),
            );
          },
          true,
        );
      });
  };

  /** All findings of the newest build, by file or by rule. */
  desk.showFaults = function () {
    desk.ask("faults").then(function (answer) {
      desk.dialog(
        t("发现的问题", "Findings"),
        function (close) {
          var place = el("div", { class: "faults" });
          var by = el(
            "select",
            { "aria-label": t("怎样归类", "Grouped by"), on: { change: show } },
            el("option", { value: "file", text: t("按文件", "By file") }),
            el("option", { value: "code", text: t("按规则", "By rule") }),
          );
          function show() {
            desk.empty(place);
            var groups = new Map();
            answer.faults.forEach(function (fault) {
              var key = fault[by.value] || t("整个门户", "The site");
              if (!groups.has(key)) groups.set(key, []);
              groups.get(key).push(fault);
            });
            if (!groups.size) place.append(el("p", { text: t("没有问题。", "Nothing was found.") }));
            groups.forEach(function (faults, key) {
              var details = el(
                "details",
                { open: groups.size < 8 },
                el("summary", { text: key + "（" + faults.length + "）" }),
              );
              details.append(
                el(
                  "ul",
                  {},
                  faults.slice(0, 200).map(function (fault) {
                    return one(fault, close);
                  }),
                ),
              );
              place.append(details);
            });
          }
          function one(fault, close) {
            var path =
              fault.file && fault.file.indexOf(answer.content + "/") === 0
                ? fault.file.slice(answer.content.length + 1)
                : null;
            return el(
              "li",
              { class: fault.severity },
              el("p", { text: fault.message }),
              fault.hints.map(function (hint) {
                return el("p", { class: "help", text: hint });
              }),
              path && desk.page(path)
                ? desk.button(
                    t("去改", "Mend it") + (fault.line ? "：" + fault.file + ":" + fault.line : ""),
                    function () {
                      close();
                      location.hash = "#edit=" + encodeURIComponent(path);
                    },
                    { class: "link" },
                  )
                : el("small", { text: fault.file || "" }),
            );
          }
          show();
          return el("div", {}, by, place);
        },
        true,
      );
    }, desk.failed);
  };
})();
