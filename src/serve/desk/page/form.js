// The form of a page's settings, drawn from what the server knows of its kind.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;
  // What most pages need; the rest is folded.
  var FIRST = [
    "title",
    "summary",
    "published_at",
    "source",
    "author",
    "topics",
    "keywords",
    "cover",
    "cover_alt",
    "draft",
  ];

  function id(path) {
    return "f-" + path.replace(/\./g, "-");
  }

  /** One widget: `node`, `get()`, `set(value)`. `changed` is called when its value is another. */
  function widget(field, path, changed) {
    var make = WIDGETS[field.input] || WIDGETS.text;
    return make(field, path, changed);
  }

  function simple(tag, facts, changed) {
    var node = el(tag, facts);
    node.addEventListener("input", function (event) {
      // An input method is still at work; what it gives comes as one piece.
      if (!event.isComposing) changed();
    });
    node.addEventListener("compositionend", changed);
    node.addEventListener("change", changed);
    return {
      node: node,
      get: function () {
        return node.value;
      },
      set: function (value) {
        if (node !== document.activeElement && node.value !== (value || "")) node.value = value || "";
      },
    };
  }

  function day(field, path, changed) {
    var made = simple("input", { id: id(path), type: "date" }, changed);
    var set = made.set;
    made.set = function (value) {
      // What is no date is shown as it is, to be mended.
      if (made.node !== document.activeElement)
        made.node.type = !value || /^\d{4}-\d\d-\d\d$/.test(value) ? "date" : "text";
      set(value);
    };
    return made;
  }

  function moment(field, path, changed) {
    var date = day(field, path, changed);
    var time = simple(
      "input",
      { type: "time", "aria-label": desk.words(field.label) + t("：时间，可以不填", ": time, may be empty") },
      changed,
    );
    return {
      node: el("div", { class: "pair" }, date.node, time.node),
      get: function () {
        var value = date.get();
        return value && time.get() && date.node.type === "date" ? value + " " + time.get() : value;
      },
      set: function (value) {
        var parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)$/.exec(value || "");
        date.set(parts ? parts[1] : value);
        time.set(parts ? parts[2] : "");
        time.node.hidden = date.node.type === "text";
      },
    };
  }

  function reference(field, path, changed) {
    var made = simple("input", { id: id(path), type: "text" }, changed);
    var pick = desk.button(
      t("选", "Pick"),
      function () {
        desk.pickPage(desk.words(field.label), false).then(function (found) {
          if (!found) return;
          made.node.value = found.target;
          changed();
        });
      },
      { "aria-label": t("选一页：", "Pick a page: ") + desk.words(field.label) },
    );
    return { node: el("div", { class: "pair" }, made.node, pick), get: made.get, set: made.set };
  }

  // Several of one thing, with buttons to add, remove and move.
  function several(field, path, changed, one, bare) {
    var items = [],
      list = el("div", { class: "several" });
    var name = desk.words(field.label);
    var add = desk.button(
      "＋ " + t("添加", "Add"),
      function () {
        put(bare());
        var input = items[items.length - 1].node.querySelector("input, textarea, select");
        if (input) input.focus();
      },
      { id: id(path), class: "add", "aria-label": t("添加：", "Add: ") + name },
    );
    function draw(values) {
      items = [];
      desk.empty(list);
      values.forEach(put);
    }
    function values() {
      return items.map(function (item) {
        return item.get();
      });
    }
    function move(item, step) {
      var at = items.indexOf(item),
        all = values();
      if (at + step < 0 || at + step >= all.length) return;
      all.splice(at + step, 0, all.splice(at, 1)[0]);
      draw(all);
      changed();
    }
    function put(value) {
      var item = one(path + "." + items.length);
      item.set(value);
      items.push(item);
      var number = items.length;
      list.append(
        el(
          "div",
          { class: "one", role: "group", "aria-label": name + " " + number },
          item.node,
          el(
            "div",
            { class: "tools" },
            desk.button(
              "↑",
              function () {
                move(item, -1);
              },
              { "aria-label": t("上移 ", "Up ") + number },
            ),
            desk.button(
              "↓",
              function () {
                move(item, 1);
              },
              { "aria-label": t("下移 ", "Down ") + number },
            ),
            desk.button(
              "×",
              function () {
                var all = values();
                all.splice(items.indexOf(item), 1);
                draw(all);
                changed();
                add.focus();
              },
              { "aria-label": t("删去 ", "Remove ") + number },
            ),
          ),
        ),
      );
    }
    return {
      node: el("div", {}, list, add),
      get: values,
      set: function (value) {
        value = value || [];
        if (list.contains(document.activeElement)) return;
        var shown = values().filter(function (one) {
          return JSON.stringify(one) !== JSON.stringify(bare());
        });
        if (JSON.stringify(shown) !== JSON.stringify(value)) draw(value);
      },
    };
  }

  function row(field, path, changed) {
    var parts = field.row.map(function (key) {
      var part = widget(key, path + "." + key.name, changed);
      return { name: key.name, part: part, node: wrap(key, path + "." + key.name, part) };
    });
    return {
      node: el(
        "div",
        { class: "row" },
        parts.map(function (one) {
          return one.node;
        }),
      ),
      get: function () {
        var value = {};
        parts.forEach(function (one) {
          var given = one.part.get();
          if (given && given.length) value[one.name] = given;
        });
        return value;
      },
      set: function (value) {
        parts.forEach(function (one) {
          one.part.set((value || {})[one.name]);
        });
      },
    };
  }

  var WIDGETS = {
    text: function (field, path, changed) {
      return simple("input", { id: id(path), type: "text", autocomplete: "off" }, changed);
    },
    long: function (field, path, changed) {
      return simple("textarea", { id: id(path), rows: 2 }, changed);
    },
    number: function (field, path, changed) {
      return simple("input", { id: id(path), type: "text", inputmode: "decimal" }, changed);
    },
    day: day,
    moment: moment,
    page: reference,
    pages: function (field, path, changed) {
      return several(
        field,
        path,
        changed,
        function (at) {
          var made = reference(field, at, changed);
          made.node.firstChild.setAttribute(
            "aria-label",
            desk.words(field.label) + " " + (Number(at.split(".").pop()) + 1),
          );
          return made;
        },
        function () {
          return "";
        },
      );
    },
    texts: function (field, path, changed) {
      var made = simple("textarea", { id: id(path), rows: 2 }, changed);
      return {
        node: made.node,
        get: function () {
          return made
            .get()
            .split("\n")
            .map(function (line) {
              return line.trim();
            })
            .filter(Boolean);
        },
        set: function (value) {
          made.set((value || []).join("\n"));
        },
      };
    },
    truth: function (field, path, changed) {
      var box = el("input", { id: id(path), type: "checkbox", on: { change: changed } });
      return {
        node: box,
        get: function () {
          return box.checked ? "true" : "";
        },
        set: function (value) {
          box.checked = /^true$/i.test(value || "");
        },
      };
    },
    choice: function (field, path, changed) {
      var box = el(
        "select",
        { id: id(path), on: { change: changed } },
        el("option", { value: "", text: t("（不填）", "(empty)") }),
        field.choices.map(function (one) {
          return el("option", { value: one[0], text: desk.words(one[1]) });
        }),
      );
      return {
        node: box,
        get: function () {
          return box.value;
        },
        set: function (value) {
          var known = Array.from(box.options).some(function (option) {
            return option.value === (value || "");
          });
          // What the file says is shown even where it is wrong.
          if (!known) box.append(el("option", { value: value, text: value }));
          box.value = value || "";
        },
      };
    },
    rows: function (field, path, changed) {
      return several(
        field,
        path,
        changed,
        function (at) {
          return row(field, at, changed);
        },
        function () {
          return {};
        },
      );
    },
    other: function (field, path) {
      return {
        node: el("pre", {
          id: id(path),
          tabindex: "0",
          "aria-label": desk.words(field.label),
          text: field.written || t("（没有；在“原文”里写）", "(none; write it as text)"),
        }),
        get: function () {
          return null;
        },
        set: function () {},
      };
    },
  };

  function wrap(field, path, part) {
    var label = el("label", { for: id(path), text: desk.words(field.label) });
    var help = desk.words(field.help).replace("用半角逗号隔开", "");
    return el(
      "div",
      { class: "field " + field.input, "data-path": path },
      label,
      part.node,
      el("p", { class: "help inherited" }),
      help || field.input === "texts"
        ? el("p", { class: "help", text: help + (field.input === "texts" ? t("（每行一个）", " (one a line)") : "") })
        : null,
      el("div", { class: "found", id: id(path) + "-found" }),
    );
  }

  /** The form; `set(name, value)` is called when a field has another value. */
  desk.form = function (set) {
    var node = el("div", { class: "form" }),
      parts = {},
      kind = null;

    function build(state) {
      kind = state.kind;
      parts = {};
      var open = Array.from(node.querySelectorAll("details"))
        .filter(function (one) {
          return one.open;
        })
        .map(function (one) {
          return one.dataset.part;
        });
      desk.empty(node);
      var section = function (name, title, fields, shown) {
        if (!fields.length) return;
        var box = el(
          "details",
          { open: shown || open.indexOf(name) >= 0, "data-part": name },
          el("summary", { text: title }),
        );
        fields.forEach(function (field) {
          var shown = field.written ? Object.assign({}, field, { input: "other" }) : field;
          var tell = desk.later(200, function () {
            set(field.name, part.get());
          });
          var part = widget(shown, field.name, tell);
          parts[field.name] = part;
          box.append(wrap(shown, field.name, part));
        });
        node.append(box);
      };
      var first = state.fields.filter(function (field) {
        return !field.own && FIRST.indexOf(field.name) >= 0;
      });
      first.sort(function (a, b) {
        return FIRST.indexOf(a.name) - FIRST.indexOf(b.name);
      });
      section("first", t("常用", "Most used"), first, true);
      section(
        "own",
        desk.label(state.kind) + t("的设置", ": its own"),
        state.fields.filter(function (field) {
          return field.own;
        }),
        true,
      );
      section(
        "rest",
        t("其他设置", "Other settings"),
        state.fields.filter(function (field) {
          return !field.own && FIRST.indexOf(field.name) < 0;
        }),
        false,
      );
    }

    return {
      node: node,
      /** Shows what the server says of the page. */
      show: function (state) {
        if (!state.fields) {
          kind = null;
          desk.empty(node);
          node.append(
            el("p", {
              class: "error",
              text: t(
                "文件开头的设置有语法错误，表单读不懂。点“原文”，照下面的提示改正。",
                "The front matter cannot be read. Press “As text” and mend what is said below.",
              ),
            }),
          );
          return;
        }
        var odd = state.fields.some(function (field) {
          return Boolean(field.written) !== (parts[field.name] && parts[field.name].node.tagName === "PRE");
        });
        if (kind !== state.kind || (odd && !node.contains(document.activeElement))) build(state);
        state.fields.forEach(function (field) {
          if (!parts[field.name]) return;
          parts[field.name].set(field.value);
          var place = node.querySelector('[data-path="' + field.name + '"] > .inherited'),
            word = state.inherited[field.name];
          place.textContent = word && !field.value ? t("不填时用栏目的默认值：", "Else the column's: ") + word : "";
        });
      },
      /** Shows findings beside the fields that they mean; gives those that have no field here. */
      mark: function (faults) {
        node.querySelectorAll(".found").forEach(desk.empty);
        node.querySelectorAll("[aria-invalid]").forEach(function (input) {
          input.removeAttribute("aria-invalid");
          input.removeAttribute("aria-describedby");
        });
        return faults.filter(function (fault) {
          var path = fault.field;
          while (path) {
            var place = document.getElementById(id(path) + "-found");
            if (place) break;
            path = path.indexOf(".") < 0 ? "" : path.slice(0, path.lastIndexOf("."));
          }
          if (!path) return true;
          place.append(
            el("p", { class: fault.severity, text: fault.message }),
            fault.hints[0] ? el("p", { class: "help", text: fault.hints[0] }) : "",
          );
          var input = document.getElementById(id(path));
          if (input && fault.severity === "error") input.setAttribute("aria-invalid", "true");
          if (input) input.setAttribute("aria-describedby", place.id);
          var folded = place.closest("details");
          if (folded && fault.severity === "error") folded.open = true;
          return false;
        });
      },
    };
  };
})();
