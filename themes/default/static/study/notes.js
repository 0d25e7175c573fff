/*
 * Highlights and notes in the text: made from a selection with the mouse or a finger, or paragraph by paragraph from the keyboard;
 * kept in the study record of this browser and found again by their words after the page was built anew. What no longer finds its
 * words is listed with them. All that is stored is put on the page as text.
 */
(function () {
  "use strict";

  var study = window.shuyuanStudy;
  var anchors = window.shuyuanAnchors;
  var box = document.querySelector(".notes[data-notes]");
  var content = document.querySelector("main .content .unit-text") || document.querySelector("main .content .prose");
  if (!study || !anchors || !box || !content) return;
  var store = study.store;
  var word = study.word;
  var LONGEST_QUOTE = 2000;
  var LONGEST_NOTE = 5000;
  var BLOCKS = "p,li,h2,h3,h4,h5,h6,td,th,blockquote,pre,dt,dd,figcaption";

  var page = ownPath(location);
  var chosen = null;
  var picking = null;
  var parts = build();

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function button(text, className, act) {
    var made = element("button", "button " + className, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  /* The page relative to the root of the site, the same wherever the site lies. */
  function ownPath(address) {
    var root = new URL(document.body.getAttribute("data-root") || "./", location.href).pathname;
    var path = address.pathname;
    path = path.indexOf(root) === 0 ? path.slice(root.length) : path.slice(1);
    return path.replace(/index\.html$/, "");
  }

  /* The other versions of a regulation: what was noted on one is of use on the next, as far as its words still stand there. */
  var versions = Array.prototype.map.call(document.querySelectorAll(".versions a"), function (link) {
    return ownPath(link);
  });

  /* ---- what there is ---- */

  function own() {
    return study.list(store.record(), "notes").filter(function (note) {
      return note.value.page === page || versions.indexOf(note.value.page) >= 0;
    });
  }

  /* Each note with the place of its words, those in the text first and in its order. */
  function placed(text) {
    var budget = { left: anchors.BUDGET };
    return own()
      .map(function (note) {
        return { id: note.id, value: note.value, place: anchors.locate(text.text, note.value, budget) };
      })
      .filter(function (note) {
        return note.place || note.value.page === page;
      })
      .sort(function (a, b) {
        if (!a.place || !b.place) return a.place ? -1 : b.place ? 1 : 0;
        return a.place.start - b.place.start || a.place.end - b.place.end;
      });
  }

  /* ---- marks in the text ---- */

  function unmark() {
    Array.prototype.forEach.call(content.querySelectorAll(".note-sign"), function (sign) {
      sign.parentNode.removeChild(sign);
    });
    Array.prototype.forEach.call(content.querySelectorAll("mark.note-mark"), function (mark) {
      var parent = mark.parentNode;
      while (mark.firstChild) parent.insertBefore(mark.firstChild, mark);
      parent.removeChild(mark);
      parent.normalize();
    });
  }

  /* The pieces of text nodes that notes cover, each with the notes that do. */
  function pieces(text, notes) {
    var found = [];
    notes.forEach(function (note) {
      for (var i = note.place.start; i < note.place.end; i += 1) {
        var owner = text.owner[i];
        var piece = (found[owner] = found[owner] || { edges: {}, spans: [] });
        var last = piece.spans[piece.spans.length - 1];
        if (last && last.note === note) last.to = text.offsets[i] + 1;
        else piece.spans.push({ note: note, from: text.offsets[i], to: text.offsets[i] + 1 });
      }
    });
    return found;
  }

  function mark(text, notes) {
    pieces(text, notes).forEach(function (piece, owner) {
      var node = text.nodes[owner];
      var edges = {};
      piece.spans.forEach(function (span) {
        edges[span.from] = edges[span.to] = true;
      });
      var cuts = Object.keys(edges)
        .map(Number)
        .sort(function (a, b) {
          return b - a;
        });
      // From the end, so that what is cut off does not move what is to be cut.
      for (var i = 1; i < cuts.length; i += 1) {
        var from = cuts[i];
        var to = cuts[i - 1];
        var covering = piece.spans.filter(function (span) {
          return span.from <= from && span.to >= to;
        });
        if (covering.length)
          wrap(
            node,
            from,
            to,
            covering.map(function (span) {
              return span.note;
            }),
          );
      }
    });
    notes
      .filter(function (note) {
        return note.value.note;
      })
      .forEach(sign);
  }

  function wrap(node, from, to, notes) {
    var piece = node.splitText(from);
    piece.splitText(to - from);
    var made = element(
      "mark",
      "note-mark" +
        (notes.some(function (note) {
          return note.value.note;
        })
          ? " has-note"
          : ""),
    );
    made.setAttribute(
      "data-notes",
      notes
        .map(function (note) {
          return note.id;
        })
        .join(" "),
    );
    piece.parentNode.insertBefore(made, piece);
    made.appendChild(piece);
  }

  function marksOf(id) {
    return Array.prototype.filter.call(content.querySelectorAll("mark.note-mark"), function (found) {
      return found.getAttribute("data-notes").split(" ").indexOf(id) >= 0;
    });
  }

  /* A button behind the words that have a note; never inside a link, where it could not be pressed. */
  function sign(note) {
    var marks = marksOf(note.id);
    if (!marks.length) return;
    var after = marks[marks.length - 1];
    for (var up = after.parentNode; up !== content; up = up.parentNode) {
      if (/^(A|SUMMARY|BUTTON|LABEL)$/.test(up.tagName)) after = up;
    }
    var press = element("button", "note-sign no-print", "✎");
    press.type = "button";
    press.setAttribute("aria-label", word("note_open", { note: note.value.note.slice(0, 40) }));
    press.addEventListener("click", function () {
      openNote(note.id, true);
    });
    after.parentNode.insertBefore(press, after.nextSibling);
  }

  /* ---- the list ---- */

  function build() {
    var made = {
      list: element("ol", "notes-list"),
      lost: element("section", "notes-lost"),
      lostList: element("ul", ""),
      state: element("p", "notes-state"),
    };
    made.summary = box.querySelector("summary");
    made.state.setAttribute("role", "status");
    box.appendChild(element("p", "notes-how no-print", word("note_how")));
    var tools = element("p", "notes-tools no-print");
    tools.appendChild(button(word("note_pick"), "button-quiet", startPicking));
    var label = element("label", "notes-print");
    made.print = document.createElement("input");
    made.print.type = "checkbox";
    made.print.addEventListener("change", function () {
      document.body.classList.toggle("print-notes", made.print.checked);
    });
    label.appendChild(made.print);
    label.appendChild(document.createTextNode(" " + word("note_print")));
    tools.appendChild(label);
    box.appendChild(tools);
    box.appendChild(made.state);
    box.appendChild(made.list);
    made.lost.appendChild(element("h3", "", word("note_lost")));
    made.lost.appendChild(element("p", "", word("note_lost_why")));
    made.lost.appendChild(made.lostList);
    box.appendChild(made.lost);
    return made;
  }

  function show() {
    var active = document.activeElement;
    var editing =
      active && box.contains(active) && active.tagName === "TEXTAREA" ? active.getAttribute("data-note") : null;
    unmark();
    var text = anchors.collect(content);
    var notes = placed(text);
    mark(
      text,
      notes.filter(function (note) {
        return note.place;
      }),
    );
    parts.summary.textContent = word("note_title", { count: notes.length });
    // What is being written stays under the pen.
    if (editing === null) list(notes);
  }

  function list(notes) {
    parts.list.textContent = "";
    parts.lostList.textContent = "";
    notes.forEach(function (note) {
      (note.place ? parts.list : parts.lostList).appendChild(item(note));
    });
    parts.lost.hidden = !parts.lostList.children.length;
  }

  function item(note) {
    var made = element("li", "note");
    made.setAttribute("data-note", note.id);
    made.appendChild(element("blockquote", "note-quote", note.value.exact));
    if (note.place && note.place.changed) made.appendChild(element("p", "note-changed", word("note_changed")));
    if (note.value.page !== page) {
      var from = element("p", "note-changed", word("note_version") + " ");
      var link = element("a", "", note.value.title);
      link.href = (document.body.getAttribute("data-root") || "./") + note.value.page;
      from.appendChild(link);
      made.appendChild(from);
    }
    var label = element("label", "note-field", word("note_label"));
    var area = document.createElement("textarea");
    area.rows = 2;
    area.maxLength = LONGEST_NOTE;
    area.value = note.value.note;
    area.setAttribute("data-note", note.id);
    var printed = element("p", "note-printed", note.value.note);
    area.addEventListener("change", function () {
      var now = study.get(store.record(), "notes", note.id) || note.value;
      save(note.id, now, area.value.trim());
      printed.textContent = area.value.trim();
      say(word("note_saved"));
    });
    label.appendChild(area);
    made.appendChild(label);
    made.appendChild(printed);
    var tools = element("p", "note-tools no-print");
    if (note.place)
      tools.appendChild(
        button(word("note_back"), "button-quiet", function () {
          toText(note.id);
        }),
      );
    tools.appendChild(
      button(word("note_delete"), "button-quiet", function () {
        remove(note.id);
      }),
    );
    made.appendChild(tools);
    return made;
  }

  function say(text) {
    parts.state.textContent = text;
  }

  function save(id, value, note) {
    store.set("notes", id, {
      page: value.page || page,
      title: value.title,
      exact: value.exact,
      prefix: value.prefix,
      suffix: value.suffix,
      start: value.start,
      note: note,
    });
    show();
  }

  function remove(id) {
    var was = study.get(store.record(), "notes", id);
    store.set("notes", id, null);
    show();
    say(word("note_deleted") + " ");
    var undo = button(word("note_undo"), "button-quiet", function () {
      save(id, was, was.note);
      openNote(id, true);
      say("");
    });
    parts.state.appendChild(undo);
    undo.focus();
  }

  function toText(id) {
    var marks = marksOf(id);
    if (!marks.length) return;
    marks[0].scrollIntoView({ block: "center" });
    marks[0].setAttribute("tabindex", "-1");
    marks[0].focus({ preventScroll: true });
  }

  /* Shows note `id` in the list; `write` puts the pen into it. */
  function openNote(id, write) {
    box.open = true;
    var areas = box.querySelectorAll("textarea[data-note]");
    var area = Array.prototype.filter.call(areas, function (found) {
      return found.getAttribute("data-note") === id;
    })[0];
    if (!area) return false;
    area.scrollIntoView({ block: "center" });
    if (write) area.focus({ preventScroll: true });
    return true;
  }

  /* ---- making one ---- */

  var bar = element("div", "note-bar no-print");
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", word("note_bar"));
  bar.hidden = true;
  var barText = element("span", "note-bar-text");
  barText.setAttribute("role", "status");
  bar.appendChild(barText);
  var highlight = button(word("note_highlight"), "", function () {
    make(false);
  });
  var write = button(word("note_write"), "button-quiet", function () {
    make(true);
  });
  var cancel = button(word("note_cancel"), "button-quiet", stop);
  [highlight, write, cancel].forEach(function (press) {
    // Pressing must not take the selection away before it is used.
    press.addEventListener("mousedown", function (event) {
      event.preventDefault();
    });
    bar.appendChild(press);
  });
  // Within a landmark, and after everything else in it.
  (document.getElementById("main") || document.body).appendChild(bar);

  function offer(range) {
    var text = anchors.collect(content);
    var found = anchors.within(text, range);
    if (!found) return false;
    var exact = anchors.shown(text, found.start, found.end);
    chosen = anchors.describe(text.text, found.start, found.end, exact);
    var long = exact.length > LONGEST_QUOTE;
    barText.textContent = long
      ? word("note_long")
      : word("note_chosen", { text: exact.length > 18 ? exact.slice(0, 17) + "…" : exact });
    highlight.disabled = write.disabled = long;
    bar.hidden = false;
    return true;
  }

  function stop() {
    chosen = null;
    bar.hidden = true;
    if (picking) endPicking();
  }

  function make(withNote) {
    if (!chosen) return;
    var id = "n" + Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
    var value = chosen;
    var start = picking ? picking.blocks[picking.at] : null;
    value.title = box.getAttribute("data-title") || document.title;
    stop();
    var selection = window.getSelection();
    if (selection) selection.removeAllRanges();
    save(id, value, "");
    say(word("note_made"));
    if (withNote) openNote(id, true);
    else if (start) start.focus({ preventScroll: true });
  }

  function selected() {
    if (picking) return;
    var selection = window.getSelection();
    var range = selection && selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    var inside = range && content.contains(range.commonAncestorContainer);
    if (!inside || !offer(range)) {
      chosen = null;
      bar.hidden = true;
    }
  }

  /* ---- paragraph by paragraph, from the keyboard ---- */

  /* Innermost blocks with text of their own, and articles, whose first paragraph stands right in them. */
  function blocks() {
    return Array.prototype.filter.call(content.querySelectorAll(BLOCKS + ",.article"), function (block) {
      return (
        !block.closest(
          ".self-test,.at-question,[hidden],.media-transcript,.media-chapters,.cite-bar,.explained-mark,.imprint",
        ) &&
        (block.classList.contains("article") || !block.querySelector(BLOCKS)) &&
        String(rangeOf(block)).trim() !== ""
      );
    });
  }

  /* What a block has of its own: of an article, what stands before its further paragraphs and items. */
  function rangeOf(block) {
    var range = document.createRange();
    range.selectNodeContents(block);
    var inner = block.classList.contains("article") && block.querySelector(BLOCKS + ",div,ul,ol,table");
    if (inner) range.setEndBefore(inner);
    return range;
  }

  function startPicking() {
    var all = blocks();
    if (!all.length) return;
    var at = 0;
    // Begins where the reader is: with the first block below the top of the window.
    all.some(function (block, i) {
      at = i;
      return block.getBoundingClientRect().bottom > 80;
    });
    picking = { blocks: all, at: at };
    content.classList.add("is-picking");
    move(0);
  }

  function move(by) {
    var last = picking.blocks.length - 1;
    leave();
    picking.at = Math.min(last, Math.max(0, picking.at + by));
    var block = picking.blocks[picking.at];
    block.classList.add("is-picked");
    block.setAttribute("tabindex", "-1");
    offer(rangeOf(block));
    block.focus({ preventScroll: true });
    block.scrollIntoView({ block: "center" });
    barText.textContent = word("note_picking", { number: picking.at + 1, of: last + 1 });
  }

  function leave() {
    picking.blocks[picking.at].classList.remove("is-picked");
  }

  function endPicking() {
    leave();
    content.classList.remove("is-picking");
    picking = null;
  }

  var KEYS = {
    ArrowDown: function () {
      move(1);
    },
    ArrowUp: function () {
      move(-1);
    },
    Home: function () {
      move(-picking.blocks.length);
    },
    End: function () {
      move(picking.blocks.length);
    },
    Enter: function () {
      make(true);
    },
    " ": function () {
      make(false);
    },
    Escape: function () {
      stop();
      box.open = true;
      box.querySelector(".notes-tools button").focus();
    },
  };

  document.addEventListener("keydown", function (event) {
    if (!picking) {
      if (event.key === "Escape" && !bar.hidden) stop();
      return;
    }
    // On the buttons of the bar the keys mean what they always do.
    if (bar.contains(event.target) && event.key !== "Escape") return;
    if (!KEYS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  content.addEventListener("click", function (event) {
    if (picking) {
      var at = picking.blocks.indexOf(event.target.closest(BLOCKS + ",.article"));
      if (at < 0) return;
      event.preventDefault();
      move(at - picking.at);
      return;
    }
    var mark = event.target.closest("mark.note-mark");
    var selection = window.getSelection();
    if (mark && !event.target.closest("a") && (!selection || selection.isCollapsed))
      openNote(mark.getAttribute("data-notes").split(" ")[0], false);
  });

  /* An address of the record leads to one note. */
  function arrive() {
    var found = /^#note=(.*)$/.exec(location.hash);
    if (!found) return;
    var id = "";
    try {
      id = decodeURIComponent(found[1]);
    } catch (fault) {
      /* Not an address of ours. */
    }
    if (openNote(id, true) && marksOf(id).length) toText(id);
  }

  document.addEventListener("selectionchange", selected);
  window.addEventListener("storage", show);
  window.addEventListener("hashchange", arrive);
  show();
  // Whoever opened it while this was on its way finds it open.
  if (parts.lostList.children.length) box.open = true;
  arrive();
})();
