// What all parts of the desk use: words in two languages, elements, requests, messages.
(function () {
  "use strict";
  var desk = (window.desk = {});
  var token = document.querySelector('meta[name="desk-token"]').content;
  desk.zh = document.documentElement.lang !== "en";

  /** The words in the desk's language. */
  desk.t = function (zh, en) {
    return desk.zh ? zh : en;
  };
  /** The words of a text that the server gives in both. */
  desk.words = function (text) {
    return desk.zh ? text.zh : text.en;
  };

  /** An element: `el("p", { class: "x", on: { click: f } }, "text", child)`. */
  desk.el = function (tag, facts) {
    var node = document.createElement(tag);
    Object.keys(facts || {}).forEach(function (name) {
      var value = facts[name];
      if (name === "on") {
        Object.keys(value).forEach(function (event) {
          node.addEventListener(event, value[event]);
        });
      } else if (name === "text") node.textContent = value;
      else if (name === "value" || name === "checked" || name === "disabled") node[name] = value;
      else if (value !== null && value !== undefined && value !== false)
        node.setAttribute(name, value === true ? "" : value);
    });
    for (var i = 2; i < arguments.length; i++) {
      [].concat(arguments[i]).forEach(function (child) {
        if (child !== null && child !== undefined && child !== false) node.append(child);
      });
    }
    return node;
  };
  desk.button = function (text, press, facts) {
    var all = Object.assign({ type: "button", text: text, on: { click: press } }, facts || {});
    return desk.el("button", all);
  };
  /** What stands at the top of whatever is edited. */
  desk.bar = function (title, status, buttons) {
    return desk.el(
      "div",
      { class: "bar" },
      desk.el("a", { href: "#", class: "back", text: desk.t("‹ 全部页面", "‹ All pages") }),
      title,
      status,
      desk.el("div", { class: "buttons" }, buttons),
    );
  };
  /** Whoever has no mouse goes on from the heading of what is shown now, unless the focus is somewhere. */
  desk.toTop = function () {
    var heading = document.querySelector("#desk main h1");
    var somewhere = document.activeElement && document.activeElement !== document.body;
    if (!heading || somewhere || document.querySelector(".shade")) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };
  desk.saveButton = function (save) {
    return desk.button(desk.t("保存", "Save"), save, { class: "main", title: "Ctrl+S" });
  };
  desk.savedOrNot = function (dirty) {
    return dirty ? desk.t("有未保存的修改", "Not saved") : desk.t("已保存", "Saved");
  };
  desk.empty = function (node) {
    while (node.firstChild) node.firstChild.remove();
  };

  function answer(response) {
    return response
      .json()
      .catch(function () {
        return {};
      })
      .then(function (body) {
        if (response.ok) return body;
        var fault = new Error(
          body.message ||
            desk.t("服务器没有答应（" + response.status + "）", "the server refused (" + response.status + ")"),
        );
        fault.status = response.status;
        fault.body = body;
        throw fault;
      });
  }
  function unreachable(fault) {
    if (fault.status) throw fault;
    throw new Error(
      desk.t(
        "连不上预览程序。它可能已经停止：请重新运行 shuyuan serve，再刷新这一页。写的内容还在这一页里。",
        "The preview cannot be reached. It may have stopped: run shuyuan serve again and reload. What you wrote is still on this page.",
      ),
    );
  }

  /** Asks the server; `leaving` if the page may be gone before the answer. */
  desk.ask = function (name, given, leaving) {
    return fetch("/_desk/api/" + name, {
      method: "POST",
      headers: { "content-type": "application/json", "x-shuyuan-desk": token },
      body: JSON.stringify(given || {}),
      keepalive: leaving === true,
      cache: "no-store",
    }).then(answer, unreachable);
  };
  // The server takes no larger ones, and a request that it ends looks like a preview that has stopped.
  var LARGEST = 64 * 1024 * 1024;
  /** Sends a file. */
  desk.send = function (what, to, file) {
    if (file.size > LARGEST) {
      var words = desk.t(
        "“" + file.name + "”超过 64 MB，编辑台放不下：压缩以后再放，或者直接复制到页面旁边的文件夹里",
        file.name + " is larger than 64 MB: make it smaller, or copy it into the folder beside the page",
      );
      return Promise.reject(new Error(words));
    }
    return fetch("/_desk/upload/" + what + "?" + new URLSearchParams(to), {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "x-shuyuan-desk": token },
      body: file,
    }).then(answer, unreachable);
  };

  // A name for this desk, by which others are told that it has a page open.
  var bytes = new Uint8Array(12);
  crypto.getRandomValues(bytes);
  desk.id = Array.from(bytes, function (byte) {
    return byte.toString(16);
  }).join("");

  var messages = null;
  /** Shows a message; one of a fault stays until it is closed. `act` is a button: `{ text, press }`. */
  desk.say = function (text, bad, act) {
    if (!messages) {
      messages = desk.el(
        "div",
        { class: "messages" },
        desk.el("div", { role: "status" }),
        desk.el("div", { role: "alert" }),
      );
      document.body.append(messages);
    }
    var place = messages.children[bad ? 1 : 0];
    var box = desk.el("div", { class: bad ? "message error" : "message" }, desk.el("p", { text: text }));
    var close = function () {
      var had = box.contains(document.activeElement);
      box.remove();
      if (had) desk.toTop();
    };
    if (act)
      box.append(
        desk.button(act.text, function () {
          close();
          act.press();
        }),
      );
    box.append(desk.button(desk.t("知道了", "OK"), close));
    if (place.children.length > 2) place.firstChild.remove();
    place.append(box);
    var fade = function () {
      // Not under the fingers of whoever is about to press its button.
      if (box.contains(document.activeElement)) setTimeout(fade, 5000);
      else close();
    };
    if (!bad) setTimeout(fade, act ? 20000 : 5000);
    return close;
  };
  desk.failed = function (fault) {
    desk.say(fault.message, true);
  };

  /** Calls `work` when nothing has called for `quiet` milliseconds. */
  desk.later = function (quiet, work) {
    var timer = 0;
    var call = function () {
      clearTimeout(timer);
      timer = setTimeout(work, quiet);
    };
    call.stop = function () {
      clearTimeout(timer);
    };
    return call;
  };

  /** All pages, as the server last listed them. */
  desk.pages = [];
  desk.load = function () {
    return desk.ask("list").then(function (list) {
      desk.pages = list.pages;
      desk.all = list;
      return list;
    });
  };
  desk.page = function (path) {
    return desk.pages.find(function (page) {
      return page.path === path;
    });
  };
  desk.label = function (kind) {
    var found = (desk.all ? desk.all.kinds : []).find(function (one) {
      return one[0] === kind;
    });
    return found ? found[1] : kind;
  };
  /** Pages whose title, sounds or path hold all words of `query`. */
  desk.matches = function (query, pages) {
    var words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return pages.filter(function (page) {
      var text = (page.title + " " + page.path).toLowerCase(),
        sounds = page.sounds;
      return words.every(function (word) {
        return text.indexOf(word) >= 0 || sounds.indexOf(word) >= 0;
      });
    });
  };
})();
