// A page or column gets another place: where to, what would change, then it is done.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;

  function folder(path) {
    return path.indexOf("/") < 0 ? "" : path.slice(0, path.lastIndexOf("/"));
  }
  function last(path) {
    return path.slice(path.lastIndexOf("/") + 1);
  }

  /** What moves with `path`: a page in a folder of its own goes as that folder. */
  function moving(path) {
    var own = /(^|\/)_?index\.md$/.test(path);
    var what = own ? folder(path) : path;
    var file = /\.(md|markdown)$/i.test(what);
    return {
      path: what,
      column: folder(what),
      name: last(what).replace(/\.(md|markdown)$/i, ""),
      ending: file ? what.slice(what.lastIndexOf(".")) : "",
    };
  }

  function clean(name) {
    return name
      .trim()
      .replace(/[\\\/:*?"<>|]/g, "-")
      .replace(/^\.+|[. ]+$/g, "");
  }

  function shown(plan) {
    var counts = plan.counts;
    var part = function (title, open, nodes) {
      return nodes.length ? el("details", { open: open }, el("summary", { text: title }), nodes) : null;
    };
    var more = function (all, count) {
      return all.length < count
        ? [el("p", { class: "help", text: t("……一共 " + count + " 个", "… " + count + " in all") })]
        : [];
    };
    return [
      el("p", {
        text: t(
          "会移动 " +
            counts[0] +
            " 个文件，改 " +
            counts[1] +
            " 个文件里的内容，留下 " +
            counts[2] +
            " 个会自动跳转的旧网址。还没有写文件。",
          counts[0] +
            " files would move, " +
            counts[1] +
            " would change, " +
            counts[2] +
            " old addresses would lead on. Nothing is written yet.",
        ),
      }),
      plan.noted.map(function (words) {
        return el("p", { class: "warning", text: words });
      }),
      plan.gone.map(function (file) {
        return el("p", {
          class: "warning",
          text: t(
            "文件的旧网址 /" + file + " 不再有了，网页以外的网址不能跳转。",
            "The old address /" + file + " of a file is gone; only pages can lead on.",
          ),
        });
      }),
      plan.signed
        ? el("p", {
            text: t(
              plan.signed + " 页的签名仍然有效：只有链接的地址变了。",
              plan.signed + " signed pages stay signed: only addresses of links change.",
            ),
          })
        : null,
      plan.void.map(function (page) {
        return el("p", {
          class: "warning",
          text: t(
            "移动会改变 " + page + " 里读者看到的内容，它的签名失效，要重新签。",
            "The move changes what readers see of " + page + "; it has to be signed again.",
          ),
        });
      }),
      part(
        t("移动的文件（" + counts[0] + "）", "Files that move (" + counts[0] + ")"),
        counts[0] < 8,
        [
          el(
            "ul",
            {},
            plan.files.map(function (pair) {
              return el("li", { text: pair[0] + " → " + pair[1] });
            }),
          ),
        ].concat(more(plan.files, counts[0])),
      ),
      part(
        t("旧网址（" + counts[2] + "）", "Old addresses (" + counts[2] + ")"),
        counts[2] > 0 && counts[2] < 8,
        !counts[2]
          ? []
          : [
              el(
                "ul",
                {},
                plan.aliases.map(function (pair) {
                  return el("li", { text: "/" + pair[0] + " → " + pair[1] });
                }),
              ),
            ].concat(more(plan.aliases, counts[2])),
      ),
      part(
        t("改动的内容（" + counts[1] + "）", "Changes in files (" + counts[1] + ")"),
        counts[1] < 4,
        plan.changes
          .map(function (change) {
            return el(
              "pre",
              { class: "diff", tabindex: "0", "aria-label": change.file },
              change.diff
                .split("\n")
                .slice(2)
                .map(function (line) {
                  return el("span", {
                    class: /^\+/.test(line) ? "new" : /^-/.test(line) ? "old" : "",
                    text: line + "\n",
                  });
                }),
            );
          })
          .map(function (node, i) {
            return el("section", {}, el("h3", { text: plan.changes[i].file }), node);
          })
          .concat(more(plan.changes, counts[1])),
      ),
    ];
  }

  /** Moves the page or folder `path`; gives a promise of what was done, null if nothing. */
  desk.move = function (path) {
    var what = moving(path);
    var columns = [{ path: "", label: t("（最上一级）", "(topmost)") }].concat(desk.columns()).filter(function (one) {
      return what.ending || (one.path !== what.path && one.path.indexOf(what.path + "/") !== 0);
    });
    if (
      !columns.some(function (one) {
        return one.path === what.column;
      })
    )
      columns.push({ path: what.column, label: what.column });
    return desk
      .fields(
        t("移动或改名", "Move or rename"),
        [
          {
            name: "column",
            label: t("放到哪个栏目", "Column"),
            choices: columns.map(function (one) {
              return [one.path, one.label];
            }),
            value: what.column,
          },
          {
            name: "name",
            label: what.ending ? t("文件名", "File name") : t("文件夹名", "Folder name"),
            value: what.name,
            needed: true,
            help: t(
              "全站的链接会跟着改，旧网址会自动跳转到新的。",
              "All links follow, and the old address leads to the new one.",
            ),
          },
        ],
        t("看看会改什么", "Show what would change"),
      )
      .then(function (given) {
        if (!given) return null;
        var to = (given.column ? given.column + "/" : "") + clean(given.name) + what.ending;
        // On the command line this would mean into that folder; a form means what it says.
        if (
          !what.ending &&
          to !== what.path &&
          desk.columns().some(function (one) {
            return one.path === to;
          })
        ) {
          desk.say(t("“" + to + "”已经有了，换一个名称。", to + " is there already; choose another name."), true);
          return null;
        }
        var wish = { path: what.path, to: to };
        var wait = desk.say(t("正在全站查找链接……", "Looking for links everywhere…"));
        return desk.ask("move", wish).then(
          function (plan) {
            wait();
            return confirm(what, wish, plan, path);
          },
          function (fault) {
            wait();
            desk.failed(fault);
            return null;
          },
        );
      });
  };

  function confirm(what, wish, plan, path) {
    return desk
      .dialog(
        plan.from + " → " + plan.to,
        function (close) {
          var go = desk.button(
            t("移动", "Move"),
            function () {
              go.disabled = true;
              desk.ask("move", { path: wish.path, to: wish.to, really: true }).then(
                function (done) {
                  done.path =
                    (done.files.find(function (pair) {
                      return pair[0] === path;
                    }) || [])[1] || null;
                  close(done);
                },
                function (fault) {
                  close();
                  desk.failed(fault);
                },
              );
            },
            { class: "main", autofocus: true },
          );
          return el(
            "div",
            { class: "moving" },
            shown(plan),
            el(
              "div",
              { class: "buttons" },
              go,
              desk.button(t("取消", "Cancel"), function () {
                close();
              }),
            ),
          );
        },
        true,
      )
      .then(function (done) {
        if (!done) return null;
        return desk.load().then(function () {
          desk.say(
            t(
              "已经移动，改了 " + done.counts[1] + " 个文件里的内容。",
              "Moved; " + done.counts[1] + " files were changed.",
            ),
          );
          return done;
        });
      });
  }
})();
