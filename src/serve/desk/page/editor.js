// One page: its form, its text, and beside it the page as readers will see it.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;
  // One question is under way at a time, the newest text next. A key is shown at once; what it means for the site is asked
  // in a pause of REST. Where that cannot be, the site is asked at once, and where its answer takes longer than QUICK,
  // nothing is asked before there is a pause of QUIET.
  var QUICK = 1000,
    QUIET = 250,
    REST = 500,
    KEPT = 1500;

  /** Opens `path`; gives the view: `node`, `leave()`, `dirty()`. */
  desk.editor = function (path) {
    // What the desk has: front matter and body; what is saved of them; the hash of the file.
    var now = { head: "", body: "" },
      saved = { head: "", body: "" },
      hash = "",
      state = null;
    var past = [],
      future = [],
      asking = false,
      again = false,
      pending = null,
      typing = false,
      more = false,
      gone = false,
      raw = false,
      took = 0;

    var title = el("h1", { text: t("正在打开……", "Opening…") });
    var status = el("p", { class: "state", role: "status" });
    var note = el("div", { class: "notes" });
    var area = el("textarea", { id: "body", class: "body", spellcheck: "false", "aria-label": t("正文", "Text") });
    var head = el("textarea", {
      class: "head",
      spellcheck: "false",
      hidden: true,
      "aria-label": t("设置原文", "Settings as text"),
    });
    var form = desk.form(setField);
    var found = el("ul", { class: "found-list" });
    var frame = el("iframe", { title: t("预览", "Preview"), class: "preview" });
    frame.addEventListener("load", function () {
      try {
        // Whoever has gone on into the preview saves from there too.
        frame.contentWindow.addEventListener("keydown", desk.keys);
      } catch (error) {
        /* a page of elsewhere, which a link of the preview leads to */
      }
    });
    var instead = el("p", { class: "instead", hidden: true });
    var asText = desk.button(t("原文", "As text"), toggleRaw, { "aria-pressed": "false" });
    var undoButton = desk.button(
      t("撤销", "Undo"),
      function () {
        travel(past, future);
      },
      { disabled: true },
    );
    var redoButton = desk.button(
      t("重做", "Redo"),
      function () {
        travel(future, past);
      },
      { disabled: true },
    );
    var saveButton = desk.saveButton(save);
    var picture = el("input", {
      type: "file",
      accept: "image/*",
      hidden: true,
      "aria-hidden": "true",
      tabindex: "-1",
      on: {
        change: function () {
          if (picture.files[0]) addPicture(picture.files[0]);
          picture.value = "";
        },
      },
    });

    var attachment = el("input", {
      type: "file",
      accept: ".doc,.docx,.wps,.xls,.xlsx,.et,.ppt,.pptx,.dps,.pdf,.ofd,.odt,.ods,.odp,.csv,.txt,.zip",
      hidden: true,
      "aria-hidden": "true",
      tabindex: "-1",
      on: {
        change: function () {
          if (attachment.files[0]) addAttachment(attachment.files[0]);
          attachment.value = "";
        },
      },
    });

    // Questions that the page has in files of their own.
    var banks = desk.button(
      t("题库", "Questions"),
      function () {
        var all = state.banks || [];
        if (all.length < 2) return desk.bank(all[0]).then(ask);
        desk.choose(t("打开哪个题库", "Which file of questions"), all).then(function (at) {
          if (at !== null) desk.bank(all[at]).then(ask);
        });
      },
      { hidden: true, title: t("这一页用到的 .quiz.yaml", "The .quiz.yaml files that this page uses") },
    );

    var tabs = ["settings", "text", "preview"];
    var names = { settings: t("设置", "Settings"), text: t("正文", "Text"), preview: t("预览", "Preview") };
    var tabBar = el(
      "div",
      { class: "tabs", role: "group", "aria-label": t("看哪一部分", "Which part") },
      tabs.map(function (name) {
        return desk.button(
          names[name],
          function () {
            part(name);
          },
          { "data-tab": name },
        );
      }),
    );
    var panes = el(
      "div",
      { class: "panes" },
      el(
        "section",
        { class: "settings", "aria-label": names.settings },
        el("div", { class: "bar" }, el("h2", { text: names.settings }), asText),
        form.node,
        head,
      ),
      el(
        "section",
        { class: "text", "aria-label": names.text },
        desk.toolbar(
          area,
          function () {
            picture.click();
          },
          function () {
            attachment.click();
          },
        ),
        picture,
        attachment,
        area,
        desk.along(area, frame),
        el("h2", { text: t("发现的问题", "Findings") }),
        found,
      ),
      el("section", { class: "preview", "aria-label": names.preview }, frame, instead),
    );
    var main = el(
      "main",
      { class: "editor" },
      desk.bar(title, status, [
        saveButton,
        undoButton,
        redoButton,
        desk.button(t("复制为新页", "Copy"), function () {
          desk.newPage(path.indexOf("/") < 0 ? "" : path.slice(0, path.lastIndexOf("/")), path);
        }),
        banks,
        path === "_index.md"
          ? null
          : desk.button(t("移动或改名", "Move"), move, {
              title: t("链接跟着改，旧网址自动跳转", "Links follow, and the old address leads on"),
            }),
        desk.button(t("删除", "Delete"), remove),
      ]),
      note,
      tabBar,
      panes,
    );
    part("text");
    // Until the file is here there is nothing to write in, to copy or to delete.
    var waiting = Array.from(main.querySelectorAll("button, textarea")).filter(function (one) {
      return !one.disabled && !tabBar.contains(one);
    });
    waiting.forEach(function (one) {
      one.disabled = true;
    });

    function part(name) {
      panes.dataset.shown = name;
      Array.from(tabBar.children).forEach(function (tab) {
        tab.setAttribute("aria-pressed", String(tab.dataset.tab === name));
      });
    }

    function dirty() {
      return now.head !== saved.head || now.body !== saved.body;
    }

    function tell(text) {
      status.textContent = text;
    }

    function told() {
      if (!state) return;
      saveButton.disabled = !dirty();
      undoButton.disabled = !past.length;
      redoButton.disabled = !future.length;
      tell(desk.savedOrNot(dirty()));
    }

    /** Notes what there is, to come back to it. */
    function remember() {
      var last = past[past.length - 1];
      if (last && last.head === now.head && last.body === now.body) return;
      past.push({ head: now.head, body: now.body });
      if (past.length > 200) past.shift();
      future = [];
    }

    function travel(from, to) {
      var next = from.pop();
      if (!next) return;
      to.push({ head: now.head, body: now.body });
      put(next);
      ask();
    }

    function put(next) {
      now = { head: next.head, body: next.body };
      if (area.value !== now.body) area.value = now.body;
      if (head.value !== now.head) head.value = now.head;
      told();
    }

    /** Has the preview show what there is; one at a time, the newest last. */
    function type() {
      if (typing) {
        more = true;
        return;
      }
      typing = true;
      more = false;
      askInPause();
      desk
        .ask("type", { path: path, head: now.head, body: now.body })
        .then(
          function (answer) {
            return answer.shown;
          },
          function () {
            // What is wrong is said by the answer about the site.
            return false;
          },
        )
        .then(function (shown) {
          typing = false;
          if (gone) return;
          if (more) return type();
          if (shown) return;
          askInPause.stop();
          askLater();
        });
    }

    var askInPause = desk.later(REST, ask);
    var askAtRest = desk.later(QUIET, ask);
    function askLater() {
      if (took > QUICK) askAtRest();
      else ask();
    }
    var keepLater = desk.later(KEPT, function () {
      if (!gone && dirty())
        desk.ask("keep", { path: path, head: now.head, body: now.body, hash: hash }).then(
          function () {
            if (dirty()) tell(t("有未保存的修改（草稿已留存）", "Not saved (kept as a draft)"));
          },
          function () {
            /* it is tried again with the next change */
          },
        );
    });

    /** Has the server read what there is; one question at a time, the newest last. */
    function ask() {
      if (gone) return;
      if (asking) {
        again = true;
        return;
      }
      asking = true;
      askAtRest.stop();
      askInPause.stop();
      var field = pending,
        sent = { head: now.head, body: now.body },
        asked = performance.now();
      pending = null;
      desk
        .ask("draft", { path: path, head: sent.head, body: sent.body, set: field })
        .then(
          function (answer) {
            took = performance.now() - asked;
            if (gone) return;
            if (field && answer.head !== sent.head && now.head === sent.head) {
              now.head = answer.head;
              head.value = answer.head;
            }
            show(answer);
            told();
            keepLater();
          },
          function (fault) {
            desk.failed(fault);
          },
        )
        .then(function () {
          asking = false;
          if (!again && !pending) return;
          again = false;
          if (pending) ask();
          else askLater();
        });
    }

    function setField(name, value) {
      var field =
        state &&
        state.fields &&
        state.fields.find(function (one) {
          return one.name === name;
        });
      if (
        !field ||
        JSON.stringify(field.value || "") === JSON.stringify(value || "") ||
        !(field.value || (value && value.length))
      )
        return;
      remember();
      var two = pending && pending.name !== name;
      if (two) {
        // Another field was changed a moment ago and is still waiting.
        var first = pending;
        again = true;
        pending = null;
        desk.ask("draft", { path: path, head: now.head, body: now.body, set: first }).then(function (answer) {
          now.head = answer.head;
          pending = { name: name, value: value };
          ask();
        }, desk.failed);
        return;
      }
      pending = { name: name, value: value };
      ask();
    }

    area.addEventListener("input", function (event) {
      if (event.isComposing) return;
      typed();
    });
    area.addEventListener("compositionend", typed);
    function typed() {
      if (area.value === now.body) return;
      if (!past.length || Date.now() - typed.last > 2000) remember();
      typed.last = Date.now();
      future = [];
      now.body = area.value;
      told();
      type();
    }
    head.addEventListener("input", function () {
      if (!past.length || Date.now() - typed.last > 2000) remember();
      typed.last = Date.now();
      now.head = head.value;
      told();
      askLater();
    });

    function toggleRaw() {
      raw = !raw;
      asText.setAttribute("aria-pressed", String(raw));
      head.hidden = !raw;
      form.node.hidden = raw;
      head.value = now.head;
    }

    function show(answer) {
      state = answer;
      form.show(answer);
      var rest = form.mark(answer.faults);
      // Where the form cannot be read, what is wrong in it stands in the list.
      if (!answer.fields || raw) rest = answer.faults;
      desk.empty(found);
      rest.forEach(function (fault) {
        var where = fault.line ? t("第 " + fault.line + " 行：", "Line " + fault.line + ": ") : "";
        var item = el("li", { class: fault.severity });
        item.append(
          fault.body
            ? desk.button(
                where + fault.message,
                function () {
                  part("text");
                  area.focus();
                  area.setSelectionRange(fault.body[0], fault.body[1]);
                },
                { class: "link" },
              )
            : el("span", { text: where + fault.message }),
        );
        fault.hints.forEach(function (hint) {
          item.append(el("p", { class: "help", text: hint }));
        });
        found.append(item);
      });
      if (!rest.length) found.append(el("li", { class: "none", text: t("没有问题。", "Nothing was found.") }));
      var field =
        answer.fields &&
        answer.fields.find(function (one) {
          return one.name === "title";
        });
      title.textContent = (field && field.value) || path;
      banks.hidden = !(answer.banks && answer.banks.length);
      preview(answer.url, answer.draft);
    }

    function preview(url, draft) {
      var src = url === null || url === undefined ? null : "/" + url;
      instead.hidden = src !== null;
      frame.hidden = src === null;
      if (src === null) {
        instead.textContent = draft
          ? t(
              "这是草稿，预览里不显示。要看草稿，用 shuyuan serve --drafts 启动。",
              "A draft, which the preview does not show. Start with shuyuan serve --drafts to see drafts.",
            )
          : t("这一页现在不公开，预览里没有。", "This page is not public now, so there is no preview of it.");
      } else if (frame.dataset.src !== src) {
        frame.dataset.src = src;
        frame.src = src;
      }
    }

    function addPicture(file) {
      var name =
        file.name && file.name !== "image.png"
          ? file.name
          : path.split("/").pop().replace(/\.md$/, "") +
            "." +
            (file.type.split("/")[1] || "png").replace("jpeg", "jpg");
      return desk
        .fields(t("插入图片", "Insert a picture"), [
          {
            name: "alt",
            label: t(
              "图上有什么（给看不见图的读者；纯装饰的不填）",
              "What the picture shows (for those who cannot see it; empty if it only decorates)",
            ),
            value: "",
          },
        ])
        .then(function (given) {
          if (!given) return;
          return desk.send("picture", { path: path, name: name }, file).then(function (answer) {
            desk.block(area, "![" + given.alt.replace(/([\[\]])/g, "\\$1") + "](" + answer.file + ")");
          }, desk.failed);
        });
    }

    /** A file for readers to download; what its properties and tracked changes would tell them is said. */
    function addAttachment(file) {
      return desk.send("attachment", { path: path, name: file.name }, file).then(function (answer) {
        var label = file.name.replace(/\.[^.]*$/, "").replace(/([\[\]\\])/g, "\\$1");
        desk.block(area, "[" + label + "](<" + answer.file + ">)");
        if (!answer.noted.length) return;
        return desk.dialog(
          t("附件已经放好，公开之前请看", "It is attached; look at this before it is public"),
          function (close) {
            return el(
              "div",
              {},
              el("pre", { text: file.name + "\n\n" + answer.noted.join("\n\n"), tabindex: "0" }),
              desk.button(t("知道了", "All right"), close),
            );
          },
        );
      }, desk.failed);
    }

    function addFile(file) {
      return file.type.indexOf("image/") === 0 ? addPicture(file) : addAttachment(file);
    }

    area.addEventListener("paste", function (event) {
      var data = event.clipboardData;
      var html = data.getData("text/html"),
        plain = data.getData("text/plain");
      var files = Array.from(data.files).filter(function (file) {
        return file.type.indexOf("image/") === 0;
      });
      if (files.length && !plain) {
        event.preventDefault();
        addPicture(files[0]);
        return;
      }
      // Editors of programs copy their text with colours; that is text.
      if (
        !html ||
        !/<(p|h[1-6]|li|table|b|strong|i|em|a|img|br|section|div)\b/i.test(html) ||
        /data-vscode|class="?monaco/i.test(html)
      )
        return;
      event.preventDefault();
      desk.ask("paste", { path: path, html: html }).then(
        function (answer) {
          var text = answer.markdown || plain;
          if (/\n/.test(text)) desk.block(area, text.replace(/\n+$/, ""));
          else desk.insert(area, text);
          answer.noted.forEach(function (words) {
            desk.say(words);
          });
        },
        function (fault) {
          desk.insert(area, plain);
          desk.failed(fault);
        },
      );
    });
    desk.drops(area, function (files) {
      Array.from(files).reduce(function (before, file) {
        return before.then(function () {
          return addFile(file);
        });
      }, Promise.resolve());
    });

    function save() {
      if (!state || !dirty()) return Promise.resolve();
      if (asking || pending) {
        // What was just typed into a field is not in the text yet.
        return new Promise(function (done) {
          setTimeout(function () {
            done(save());
          }, 60);
        });
      }
      var sent = { head: now.head, body: now.body };
      saveButton.disabled = true;
      tell(t("正在保存……", "Saving…"));
      return desk.ask("save", { path: path, head: sent.head, body: sent.body, hash: hash }).then(
        function (answer) {
          hash = answer.hash;
          saved = sent;
          keepLater.stop();
          told();
        },
        function (fault) {
          told();
          if (fault.status === 409) return conflict(fault.body.disk);
          desk.failed(fault);
        },
      );
    }

    /** The file was changed elsewhere: both texts, and one of them is chosen. */
    function conflict(disk) {
      if (!disk) {
        return desk.say(
          t(
            "这个文件在别处被删除或改名了。写的内容还在这里：复制出来，或者建一页新的。",
            "The file was removed or renamed elsewhere. What you wrote is still here: copy it, or make a new page.",
          ),
          true,
        );
      }
      return desk
        .dialog(
          t("文件在别处改过了", "The file was changed elsewhere"),
          function (close) {
            var mine = now.head + now.body,
              theirs = disk.head + disk.body;
            return el(
              "div",
              {},
              el("p", {
                text: t(
                  "左边是您在这里写的，右边是硬盘上现在的。不同的行标了颜色。选用哪一个？没有选的一个可以用“撤销”找回。",
                  "On the left what you wrote, on the right what is on disk now; lines that differ are marked. Which one is to be kept? The other can be brought back with Undo.",
                ),
              }),
              el(
                "div",
                { class: "both" },
                side(t("这里的", "Here"), mine, theirs),
                side(t("硬盘上的", "On disk"), theirs, mine),
              ),
              el(
                "div",
                { class: "buttons" },
                desk.button(
                  t("用这里的", "Keep mine"),
                  function () {
                    close("mine");
                  },
                  { class: "main" },
                ),
                desk.button(t("用硬盘上的", "Take the other"), function () {
                  close("theirs");
                }),
                desk.button(t("先不保存", "Not yet"), function () {
                  close();
                }),
              ),
            );
          },
          true,
        )
        .then(function (choice) {
          if (!choice) return;
          hash = disk.hash;
          saved = { head: disk.head, body: disk.body };
          if (choice === "mine") {
            past.push({ head: disk.head, body: disk.body });
            return save();
          }
          remember();
          put(disk);
          ask();
        });
    }

    function side(name, text, other) {
      var known = {};
      other.split("\n").forEach(function (line) {
        known[line] = true;
      });
      return el(
        "div",
        { class: "side" },
        el("h3", { text: name }),
        el(
          "div",
          { class: "lines", tabindex: "0", role: "region", "aria-label": name },
          text.split("\n").map(function (line) {
            return el("p", { class: known[line] ? "" : "differs", text: line || "\u00a0" });
          }),
        ),
      );
    }

    function remove() {
      desk
        .confirm(
          t("删除这一页？", "Delete this page?"),
          t(
            "它会移到站点的回收站（.shuyuan/bin），可以马上恢复。未保存的修改不会保留。",
            "It goes to the bin of the site (.shuyuan/bin) and can be brought back. What is not saved is lost.",
          ),
          [t("删除", "Delete"), t("取消", "Cancel")],
        )
        .then(function (at) {
          if (at !== 0) return;
          desk.ask("delete", { path: path, hash: hash }).then(
            function (answer) {
              saved = now;
              location.hash = "#";
              desk.say(t("已经移到回收站。", "It is in the bin."), false, {
                text: t("恢复", "Bring it back"),
                press: function () {
                  desk.ask("restore", { bin: answer.bin }).then(function (back) {
                    location.hash = "#edit=" + encodeURIComponent(back.paths[0] || path);
                  }, desk.failed);
                },
              });
            },
            function (fault) {
              if (fault.status === 409) return conflict(fault.body.disk);
              desk.failed(fault);
            },
          );
        });
    }

    /** What is not saved is saved first: a move works on the files. */
    function move() {
      save().then(function () {
        if (dirty()) return;
        desk.move(path).then(function (done) {
          if (!done) return;
          var now = done.path || path;
          gone = true;
          location.hash = "#edit=" + encodeURIComponent(now);
        }, desk.failed);
      });
    }

    /** Whether others have the page open. */
    function crowd(others) {
      var box = note.querySelector(".others");
      if (!others) return box && box.remove();
      if (box) return;
      note.append(
        el("p", {
          class: "others warning",
          role: "status",
          text: t(
            "另一个编辑台也打开了这一页。同时修改时，后保存的一方会看到两份内容，需要选择。",
            "Another desk has this page open. Whoever saves last will be shown both texts and has to choose.",
          ),
        }),
      );
    }

    function open() {
      return desk.ask("open", { path: path }).then(function (answer) {
        hash = answer.hash;
        saved = { head: answer.head, body: answer.body };
        waiting.forEach(function (one) {
          one.disabled = false;
        });
        put(saved);
        show(answer);
        told();
        if (answer.note) note.append(el("p", { class: "warning", text: answer.note }));
        var kept = answer.kept;
        if (kept && (kept.head !== answer.head || kept.body !== answer.body)) offer(kept, answer.hash);
      });
    }

    // What was typed the last time and never saved.
    function offer(kept, current) {
      var when = new Date(kept.at * 1000).toLocaleString();
      var changed = kept.hash !== current ? t("文件在那以后改过。", "The file has been changed since.") : "";
      var box = el(
        "div",
        { class: "offer", role: "group", "aria-label": t("留存的草稿", "Kept draft") },
        el("p", {
          text:
            t("上次没有保存的内容还在（", "What was not saved the last time is still here (") +
            when +
            t("）。", "). ") +
            changed,
        }),
        desk.button(
          t("接着写", "Go on with it"),
          function () {
            remember();
            put(kept);
            box.remove();
            ask();
          },
          { class: "main" },
        ),
        desk.button(t("不要了", "Discard it"), function () {
          box.remove();
          desk.ask("forget", { path: path }).then(function () {
            ask();
          }, desk.failed);
        }),
      );
      note.append(box);
    }

    return {
      node: main,
      open: open,
      save: save,
      dirty: dirty,
      path: path,
      crowd: crowd,
      /** The page is left; what is not saved stays as a draft. */
      leave: function () {
        gone = true;
        askAtRest.stop();
        askInPause.stop();
        keepLater.stop();
        if (dirty())
          desk.ask("keep", { path: path, head: now.head, body: now.body, hash: hash }, true).catch(function () {
            /* the last one counts */
          });
        desk.ask("close", { path: path, desk: desk.id }, true).catch(function () {
          /* the server finds out by itself */
        });
      },
    };
  };
})();
