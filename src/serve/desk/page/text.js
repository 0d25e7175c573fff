// Writing in the text area: what the buttons of its toolbar do, so that the browser's own undo takes it back.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;

  var LONG = 20000;

  /** Puts `text` in the place of what is selected, as if it were typed; `from`, `to`: what is selected then, in it. */
  desk.insert = function (area, text, from, to) {
    area.focus();
    var start = area.selectionStart;
    var done = false;
    try {
      // Browsers need minutes to type what is as long as a table of thousands of rows; the desk can undo it by itself.
      if (text.length <= LONG)
        done = text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text);
    } catch (error) {
      /* browsers that know no such command */
    }
    if (!done) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (from !== undefined) area.setSelectionRange(start + from, start + (to === undefined ? from : to));
  };

  function around(area, before, after, sample) {
    var words = area.value.slice(area.selectionStart, area.selectionEnd);
    var start = area.selectionStart,
      end = area.selectionEnd;
    var marked =
      words &&
      area.value.slice(start - before.length, start) === before &&
      area.value.slice(end, end + after.length) === after;
    if (marked) {
      area.setSelectionRange(start - before.length, end + after.length);
      desk.insert(area, words, 0, words.length);
      return;
    }
    words = words || sample;
    desk.insert(area, before + words + after, before.length, before.length + words.length);
  }

  // Selects whole lines and gives them.
  function lines(area) {
    var text = area.value;
    var start = text.lastIndexOf("\n", area.selectionStart - 1) + 1;
    var end = text.indexOf("\n", area.selectionEnd);
    area.setSelectionRange(start, end < 0 ? text.length : end);
    return text.slice(area.selectionStart, area.selectionEnd).split("\n");
  }

  function begin(area, mark, other) {
    var all = lines(area),
      number = 0;
    var has = all.every(function (line) {
      return !line.trim() || other.test(line);
    });
    var made = all
      .map(function (line) {
        if (!line.trim() && all.length > 1) return line;
        var bare = line.replace(other, "");
        number += 1;
        return has && line.trim() ? bare : mark.replace("1", String(number)) + bare;
      })
      .join("\n");
    desk.insert(area, made, made.length);
  }

  function heading(area, level) {
    var all = lines(area);
    var mark = "#".repeat(level) + " ";
    var made = all
      .map(function (line) {
        var bare = line.replace(/^#{1,6}\s+/, "");
        return line.indexOf(mark) === 0 ? bare : mark + bare;
      })
      .join("\n");
    desk.insert(area, made, made.length);
  }

  /** Puts `text` in lines of their own. */
  desk.block = function (area, text) {
    var before = area.value.slice(0, area.selectionStart);
    var after = area.value.slice(area.selectionEnd);
    var head = before === "" || /\n\n$/.test(before) ? "" : /\n$/.test(before) ? "\n" : "\n\n";
    var tail = after === "" || /^\n\n/.test(after) ? "\n" : /^\n/.test(after) ? "\n" : "\n\n";
    desk.insert(area, head + text + tail);
  };

  function link(area) {
    var words = area.value.slice(area.selectionStart, area.selectionEnd);
    desk.pickPage(t("链接到哪一页", "Link to which page"), true).then(function (found) {
      if (!found) return area.focus();
      var name = words || found.title || found.target;
      var target = /[\s()]/.test(found.target) ? "<" + found.target + ">" : found.target;
      desk.insert(area, "[" + name.replace(/([\[\]])/g, "\\$1") + "](" + target + ")");
    });
  }

  function table(area) {
    desk
      .fields(t("插入表格", "Insert a table"), [
        { name: "columns", label: t("列数", "Columns"), value: "3", type: "number" },
        { name: "rows", label: t("行数（不算表头）", "Rows below the head"), value: "3", type: "number" },
      ])
      .then(function (given) {
        if (!given) return area.focus();
        var count = function (text, most) {
          return Math.max(1, Math.min(most, parseInt(text, 10) || 1));
        };
        var columns = count(given.columns, 20),
          rows = count(given.rows, 200);
        var line = function (cell) {
          return "| " + Array(columns).fill(cell).join(" | ") + " |";
        };
        var head =
          "| " +
          Array.from({ length: columns }, function (_, i) {
            return t("列", "Column ") + (i + 1);
          }).join(" | ") +
          " |";
        desk.block(area, [head, line("---")].concat(Array(rows).fill(line("  "))).join("\n"));
      });
  }

  var SHORTCODES = [
    {
      name: "callout",
      label: t("提示框", "Callout"),
      fields: [
        {
          name: "type",
          label: t("样式", "Look"),
          choices: [
            ["note", t("说明", "Note")],
            ["tip", t("提示", "Tip")],
            ["warning", t("注意", "Warning")],
          ],
        },
        { name: "body", label: t("文字", "Text"), long: true },
      ],
    },
    {
      name: "video",
      label: t("视频", "Video"),
      fields: [
        { name: "src", label: t("视频文件", "Video file") },
        { name: "title", label: t("标题", "Title") },
      ],
    },
    {
      name: "audio",
      label: t("音频", "Audio"),
      fields: [
        { name: "src", label: t("音频文件", "Audio file") },
        { name: "title", label: t("标题", "Title") },
      ],
    },
    {
      name: "table",
      label: t("数据表", "Table from data"),
      fields: [
        { name: "data", label: t("数据文件（.csv、.yaml）", "Data file (.csv, .yaml)") },
        { name: "caption", label: t("表题", "Caption") },
      ],
    },
    { name: "quiz", label: t("自测题", "Self-test") },
  ];

  function shortcode(area) {
    desk
      .choose(
        t("插入什么", "Insert what"),
        SHORTCODES.map(function (one) {
          return one.label;
        }),
      )
      .then(function (at) {
        if (at === null) return area.focus();
        var one = SHORTCODES[at];
        if (one.name === "quiz") return desk.quizIn(area);
        desk.fields(one.label, one.fields).then(function (given) {
          if (!given) return area.focus();
          var say = one.fields
            .filter(function (field) {
              return field.name !== "body" && given[field.name].trim();
            })
            .map(function (field) {
              return " " + field.name + '="' + given[field.name].trim().replace(/"/g, "”") + '"';
            })
            .join("");
          var open = "{{< " + one.name + say + " >}}";
          desk.block(area, one.name === "callout" ? open + "\n" + given.body.trim() + "\n{{< /callout >}}" : open);
        });
      });
  }

  /** The toolbar of `area`: one stop of the tab key, arrows inside it. */
  desk.toolbar = function (area, picture, attachment) {
    var modifier = /Mac/.test(navigator.platform) ? "⌘" : "Ctrl+";
    var items = [
      [
        "H2",
        t("标题", "Heading"),
        function () {
          heading(area, 2);
        },
      ],
      [
        "H3",
        t("小标题", "Subheading"),
        function () {
          heading(area, 3);
        },
      ],
      [
        t("粗", "B"),
        t("重点（" + modifier + "B）", "Bold (" + modifier + "B)"),
        function () {
          around(area, "**", "**", t("重点", "text"));
        },
      ],
      [
        t("斜", "I"),
        t("斜体（" + modifier + "I）", "Italic (" + modifier + "I)"),
        function () {
          around(area, "*", "*", t("文字", "text"));
        },
      ],
      [
        "•",
        t("列表", "List"),
        function () {
          begin(area, "- ", /^\s*(?:[-*]|\d+\.)\s+/);
        },
      ],
      [
        "1.",
        t("编号列表", "Numbered list"),
        function () {
          begin(area, "1. ", /^\s*(?:[-*]|\d+\.)\s+/);
        },
      ],
      [
        "❝",
        t("引用", "Quotation"),
        function () {
          begin(area, "> ", /^>\s?/);
        },
      ],
      [
        t("链接", "Link"),
        t("链接到一页（" + modifier + "K）", "Link (" + modifier + "K)"),
        function () {
          link(area);
        },
      ],
      [t("图片", "Picture"), t("插入图片", "Insert a picture"), picture],
      [t("附件", "File"), t("放一个供下载的文件", "Attach a file to download"), attachment],
      [
        t("表格", "Table"),
        t("插入表格", "Insert a table"),
        function () {
          table(area);
        },
      ],
      [
        t("题", "Quiz"),
        t("自测题：光标在题目里就改，不在就加", "Self-test: the one at the cursor, or a new one"),
        function () {
          desk.quizIn(area);
        },
      ],
      [
        t("插入", "More"),
        t("提示框、视频、数据表、自测题", "Callouts, video, data, self-tests"),
        function () {
          shortcode(area);
        },
      ],
    ];
    var bar = el("div", {
      class: "toolbar",
      role: "toolbar",
      "aria-label": t("正文工具", "Text tools"),
      "aria-controls": area.id,
    });
    items.forEach(function (item, i) {
      var facts = { title: item[1], tabindex: i ? "-1" : "0" };
      // What is read out has to hold what is seen.
      if (item[0].length < 2 || /\d/.test(item[0])) facts["aria-label"] = item[0] + " " + item[1];
      bar.append(desk.button(item[0], item[2], facts));
    });
    bar.addEventListener("keydown", function (event) {
      var all = Array.from(bar.children),
        at = all.indexOf(document.activeElement);
      var next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      next = (next + all.length) % all.length;
      all.forEach(function (one, i) {
        one.tabIndex = i === next ? 0 : -1;
      });
      all[next].focus();
    });
    area.addEventListener("keydown", function (event) {
      if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      var key = event.key.toLowerCase();
      var at = { b: 2, i: 3, k: 7 }[key];
      if (at === undefined) return;
      event.preventDefault();
      items[at][2]();
    });
    return bar;
  };
})();
