// What changed since the last publication, side by side as readers see it, and the signatures under it.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;
  var WHAT = {
    new: t("新增", "New"),
    changed: t("修改", "Changed"),
    moved: t("换地址", "Moved"),
    removed: t("撤下", "Removed"),
  };
  // Unchanged paragraphs that are shown beside a change.
  var AROUND = 1;

  function side(pieces, mark) {
    return pieces.map(function (piece) {
      return piece[0] ? el(mark, { text: piece[1] }) : document.createTextNode(piece[1]);
    });
  }
  function cell(row, pieces, mark) {
    return el("td", { class: "form-" + row.form }, side(pieces, mark));
  }

  /** Two columns, or one if there is nothing to compare with. */
  function comparison(answer) {
    var rows = answer.rows,
      alone = !answer.known || answer.change.what === "new" || answer.change.what === "removed";
    var body = el("tbody"),
      skipped = 0;
    var near = function (at) {
      return rows.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(function (row) {
        return !row.same;
      });
    };
    var skip = function () {
      if (skipped)
        body.append(
          el(
            "tr",
            {},
            el("td", {
              colspan: 2,
              class: "skip",
              text: t("……（" + skipped + " 段没有变化）", "… (" + skipped + " paragraphs unchanged)"),
            }),
          ),
        );
      skipped = 0;
    };
    rows.forEach(function (row, at) {
      if (alone) {
        body.append(
          el(
            "tr",
            {},
            cell(
              row,
              (row.new.length ? row.new : row.old).map(function (piece) {
                return [false, piece[1]];
              }),
              "ins",
            ),
          ),
        );
      } else if (near(at) || row.form === "h1") {
        skip();
        body.append(el("tr", {}, cell(row, row.old, "del"), cell(row, row.new, "ins")));
      } else skipped += 1;
    });
    skip();
    var silent =
      !alone &&
      rows.every(function (row) {
        return row.same;
      });
    var head = alone
      ? null
      : el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", { scope: "col", text: t("上次发布", "Published") }),
            el("th", { scope: "col", text: t("现在", "Now") }),
          ),
        );
    return el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": t("新旧对照", "Comparison") },
      answer.known
        ? null
        : el("p", {
            text: t(
              "上次发布的这一页不在这台电脑上，下面是现在的全文。",
              "The former text is not on this computer; this is all the page says now.",
            ),
          }),
      silent
        ? el("p", {
            text: t(
              "文字没有变化，变的是图片、附件、链接指向的地方或者不显示的设置。",
              "The words are the same; pictures, documents, where a link leads or settings have changed.",
            ),
          })
        : null,
      el("table", { class: "compared" }, head, body),
    );
  }

  function stage(one) {
    var words =
      one.given === "valid"
        ? t("已签：", "signed by ") + one.by + " " + one.date
        : one.given === "void"
          ? t("已失效（", "void (") + one.by + t("），内容改过", "), the page changed")
          : t("未签", "not signed");
    return el("li", { class: "given-" + one.given }, el("strong", { text: one.name }), " " + words);
  }

  function sign(change, again) {
    var next = change.stages.find(function (one) {
      return one.given !== "valid";
    });
    desk
      .fields(
        t("签名：", "Sign: ") + next.name,
        [
          {
            name: "name",
            label: t("姓名（只写进文件，不在网站上显示）", "Name (kept in the file, never shown on the site)"),
            needed: true,
          },
        ],
        t("我看过了，同意发布", "I have read it and agree"),
      )
      .then(function (given) {
        if (!given || !given.name.trim()) return;
        desk.ask("sign", { path: change.path, stage: next.name, name: given.name, print: change.print }).then(
          function () {
            desk.say(t("已经签名。", "Signed."));
            again(change.address);
          },
          function (fault) {
            desk.failed(fault);
            again(change.address);
          },
        );
      });
  }

  function entry(change, again) {
    var shown = el("div", { class: "shown" });
    var signable = change.stages.some(function (one) {
      return one.given !== "valid";
    });
    var look = desk.button(
      t("看新旧对照", "Compare"),
      function () {
        if (shown.firstChild) {
          desk.empty(shown);
          look.setAttribute("aria-expanded", "false");
          return;
        }
        desk.ask("compare", { address: change.address }).then(function (answer) {
          desk.empty(shown);
          shown.append(comparison(answer));
          look.setAttribute("aria-expanded", "true");
        }, desk.failed);
      },
      { "aria-expanded": "false" },
    );
    return el(
      "section",
      { class: "change" },
      el(
        "h2",
        { tabindex: "-1", "data-address": change.address },
        el("span", { class: "what", text: WHAT[change.what] }),
        change.title,
      ),
      el("p", { class: "help", text: (change.from ? change.from + " → " : "") + change.address }),
      change.files.length
        ? el("p", {
            text:
              t("新增或换过的图片和附件：", "Pictures and documents that are new or differ: ") +
              change.files.join(t("、", ", ")),
          })
        : null,
      change.stages.length ? el("ul", { class: "stages" }, change.stages.map(stage)) : null,
      el(
        "div",
        { class: "buttons" },
        look,
        signable
          ? desk.button(
              t("签名", "Sign"),
              function () {
                sign(change, again);
              },
              { class: "main" },
            )
          : null,
        change.path
          ? el("a", { class: "button", href: "#edit=" + encodeURIComponent(change.path), text: t("编辑", "Edit") })
          : null,
      ),
      shown,
    );
  }

  /** The view; `show(address)` asks for everything again and goes on at the page with that address. */
  desk.changes = function () {
    var summary = el("p", { class: "count", role: "status" });
    var body = el("div");
    function show(address) {
      summary.textContent = t("正在对照……", "Comparing…");
      desk.ask("changes").then(
        function (answer) {
          var at = document.activeElement.closest(".change");
          if (at && body.contains(at)) address = address || (at.querySelector("h2").dataset || {}).address;
          desk.empty(body);
          var left = answer.pages.filter(function (change) {
            return change.stages.some(function (one) {
              return one.given !== "valid";
            });
          }).length;
          summary.textContent = t(
            "与" +
              answer.former +
              "相比，" +
              answer.pages.length +
              " 页有变化" +
              (answer.asked ? "，" + left + " 页还没有签完。" : "。"),
            answer.pages.length +
              " pages differ from " +
              answer.former +
              (answer.asked ? "; " + left + " are not signed yet." : "."),
          );
          answer.pages.forEach(function (change) {
            body.append(entry(change, show));
          });
          var signed = Array.from(body.querySelectorAll("h2[data-address]")).find(function (heading) {
            return heading.dataset.address === address;
          });
          // The button that was pressed is another one now.
          if (signed && document.activeElement === document.body) signed.focus();
          else desk.toTop();
          var files = answer.files.concat(
            answer.removed.map(function (file) {
              return file + t("（撤下）", " (gone)");
            }),
          );
          if (files.length)
            body.append(
              el(
                "section",
                { class: "change" },
                el("h2", { text: t("图片和附件", "Pictures and documents") }),
                el(
                  "ul",
                  {},
                  files.map(function (file) {
                    return el("li", { text: file });
                  }),
                ),
              ),
            );
          if (answer.others.length)
            body.append(
              el(
                "details",
                { class: "others" },
                el("summary", {
                  text: t(
                    "只因其他页面而变（" + answer.others.length + " 页，不用签）",
                    "Changed by other pages only (" + answer.others.length + ", nobody has to sign)",
                  ),
                }),
                el("p", {
                  class: "help",
                  text: t(
                    "这些页面自己的文字、图片、附件和设置没有变，变的是列表、相邻页面、引用等。",
                    "Their own words, pictures, documents and settings are the same; lists, neighbours or citations differ.",
                  ),
                }),
                el(
                  "ul",
                  {},
                  answer.others.map(function (one) {
                    return el("li", {}, one[1] + " ", el("small", { text: one[0] }));
                  }),
                ),
              ),
            );
          if (answer.lists)
            body.append(
              el("p", {
                class: "help",
                text: t(
                  "另有 " + answer.lists + " 个自动生成的列表页随之变化。",
                  answer.lists + " lists made by the program follow.",
                ),
              }),
            );
        },
        function (fault) {
          summary.textContent = fault.message;
        },
      );
    }
    var node = el(
      "main",
      { class: "changes" },
      el("h1", { text: t("变化和签名", "Changes and signatures") }),
      summary,
      body,
    );
    return { node: node, show: show };
  };
})();
