// The desk: which view is shown, and what goes on beside.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el,
    t = desk.t;
  var root = document.getElementById("desk");
  var view = el("div", { class: "view" });
  var list = null,
    changes = null,
    editor = null,
    number = 0;
  // A button without words would be one without a name: it comes with the first answer.
  var faults = desk.button("", desk.showFaults, { class: "count", hidden: true });
  var name = el("span", { class: "site" });

  function counted(counts) {
    faults.textContent = counts.errors
      ? t("错误 ", "Errors ") + counts.errors
      : counts.warnings
        ? t("警告 ", "Warnings ") + counts.warnings
        : t("没有问题", "No findings");
    faults.hidden = false;
    faults.className = "count " + (counts.errors ? "error" : counts.warnings ? "warning" : "");
  }

  function show(node) {
    desk.empty(view);
    view.append(node);
    desk.toTop();
  }

  function route() {
    var hash = location.hash.slice(1);
    var table = /^table=/.test(hash);
    var path = table
      ? decodeURIComponent(hash.slice(6))
      : /^edit=/.test(hash)
        ? decodeURIComponent(hash.slice(5))
        : null;
    if (editor && editor.path === path) return;
    if (editor) editor.leave();
    editor = null;
    if (/^url=/.test(hash)) {
      var url = decodeURIComponent(hash.slice(4));
      var page = desk.pages.find(function (one) {
        return one.url === url;
      });
      if (page) return void location.replace("#edit=" + encodeURIComponent(page.path));
      desk.say(
        t("这一页没有对应的文件，是程序自动生成的。", "This page has no file of its own; the program makes it."),
      );
    }
    if (hash === "problems") {
      history.replaceState(null, "", "#");
      desk.showFaults();
    }
    if (hash === "changes") {
      show(changes.node);
      changes.show();
      document.title = t("变化和签名", "Changes and signatures") + " - " + t("编辑台", "Editing desk");
      beat();
      return;
    }
    if (path === null) {
      // What was known last stands there at once: buttons that jump when the list arrives lose a press.
      list.show();
      desk.load().then(function () {
        counted(desk.all.counts);
        list.show();
      }, desk.failed);
      show(list.node);
      document.title = t("编辑台", "Editing desk");
      beat();
      return;
    }
    var opened = (editor = table ? desk.grid(path) : desk.editor(path));
    show(opened.node);
    document.title = path + " - " + t("编辑台", "Editing desk");
    opened.open().then(beat, function (fault) {
      desk.failed(fault);
      if (editor === opened) location.hash = "#";
    });
  }

  // Says now and then that this desk is here, and hears what is new.
  function beat() {
    desk.ask("here", { desk: desk.id, path: editor ? editor.path : "" }).then(
      function (answer) {
        counted(answer.counts);
        if (editor) editor.crowd(answer.others);
        var news = number && answer.number !== number && !editor;
        if (news && location.hash === "#changes") changes.show();
        else if (news)
          desk.load().then(
            function () {
              list.show();
            },
            function () {
              /* the next beat */
            },
          );
        number = answer.number;
      },
      function () {
        /* whatever is done next will say it */
      },
    );
  }

  addEventListener("hashchange", route);
  /** What keys do wherever the focus is. */
  desk.keys = function (event) {
    if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    if (editor) editor.save();
  };
  addEventListener("keydown", desk.keys);
  addEventListener("beforeunload", function (event) {
    if (!editor || !editor.dirty()) return;
    event.preventDefault();
    event.returnValue = "";
  });
  addEventListener("pagehide", function () {
    if (editor) editor.leave();
  });
  // A file dropped beside a target would take the place of the desk.
  ["dragover", "drop"].forEach(function (name) {
    addEventListener(name, function (event) {
      event.preventDefault();
    });
  });

  function start() {
    desk.load().then(
      function (all) {
        name.textContent = all.title;
        list = desk.list();
        changes = desk.changes();
        desk.empty(root);
        root.append(
          el(
            "header",
            { class: "top" },
            el("a", { href: "#", class: "home" }, el("strong", { text: t("编辑台", "Editing desk") })),
            name,
            el("a", { href: "#changes", text: t("变化和签名", "Changes and signatures") }),
            faults,
            el("a", { href: "/", target: "_blank", rel: "noopener", text: t("预览门户", "The portal") }),
          ),
          view,
        );
        route();
        setInterval(beat, 4000);
      },
      function (fault) {
        root.textContent = fault.message;
        if (fault.status === 503) setTimeout(start, 700);
      },
    );
  }
  root.textContent = t("正在打开……", "Opening…");
  start();
})();
