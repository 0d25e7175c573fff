// The preview goes along with the text, block by block: what stands at the top of the one stands at the top of the other.
(function () {
  "use strict";
  var desk = window.desk,
    el = desk.el;
  // As far as a block may be moved by what the page adds: lists of contents, labels, notes.
  var AHEAD = 80,
    LETTERS = 10;

  /** The first letters of a text, without signs, by which a block is known again. */
  function letters(text) {
    return text
      .replace(/\]\([^)]*\)|<[^>]*>|\{\{.*?\}\}/g, "")
      .replace(/[\s!-\/:-@\[-`{-~\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]+/g, "")
      .slice(0, LETTERS);
  }

  /** Where the blocks of a text begin, with their first letters. */
  function blocks(text) {
    var found = [],
      line = /[^\n]+/g,
      part,
      open = true,
      last = 0;
    while ((part = line.exec(text))) {
      // A blank line, a heading or an item of a list begins a block.
      var gap = text.slice(last, part.index);
      open = open || /\n[ \t]*\n/.test(gap) || /^\s*(#{1,6}\s|[-*+]\s|\d+[.、]|第.{1,9}[章节条])/.test(part[0]);
      last = part.index + part[0].length;
      if (!open || !part[0].trim()) continue;
      var words = letters(part[0]);
      if (words.length > 1) found.push({ at: part.index, words: words });
      open = false;
    }
    return found;
  }

  /** Pairs of heights in the text and in the preview, ascending. */
  function pairs(area, mirror, page) {
    var all = blocks(area.value);
    var nodes = Array.from(
      page.querySelectorAll(
        "main h1, main h2, main h3, main h4, main h5, main h6, main p, main li, main td, main th, main dt, main dd, main pre, main figcaption, main summary",
      ),
    );
    var texts = nodes.map(function (node) {
      return letters(node.textContent.slice(0, 200));
    });
    var next = 0,
      matched = [];
    all.forEach(function (block) {
      for (var k = next; k < nodes.length && k < next + AHEAD; k += 1) {
        if (!texts[k] || (texts[k].indexOf(block.words) !== 0 && block.words.indexOf(texts[k]) !== 0)) continue;
        var box = nodes[k].getBoundingClientRect();
        if (box.height) matched.push({ at: block.at, y: box.top + page.defaultView.pageYOffset });
        next = k + 1;
        return;
      }
    });
    // The same text in the same lines, to see how far down each block begins.
    desk.empty(mirror);
    mirror.style.width = area.clientWidth + "px";
    var from = 0,
      marks = matched.map(function (one) {
        mirror.append(area.value.slice(from, one.at));
        from = one.at;
        var mark = el("span");
        mirror.append(mark);
        return mark;
      });
    mirror.append(area.value.slice(from));
    var made = matched.map(function (one, i) {
      return [marks[i].offsetTop, one.y];
    });
    desk.empty(mirror);
    return made.filter(function (pair, i) {
      return i === 0 || (pair[0] > made[i - 1][0] && pair[1] >= made[i - 1][1]);
    });
  }

  /** Has `frame` scroll along with `area`. */
  desk.along = function (area, frame) {
    var mirror = el("div", { class: "body mirror", "aria-hidden": "true" });
    var known = null,
      asked = false;

    function follow() {
      asked = false;
      var inner, page;
      try {
        inner = frame.contentWindow;
        page = inner.document;
        if (!page.querySelector("main")) return;
      } catch (error) {
        return; // it is being loaded
      }
      var root = page.scrollingElement,
        most = root.scrollHeight - inner.innerHeight,
        length = area.scrollHeight - area.clientHeight;
      if (most <= 0 || length <= 0) return;
      var key = [area.value, area.clientWidth, root.scrollHeight, inner.innerWidth];
      if (
        !known ||
        known.page !== page ||
        key.some(function (one, i) {
          return known.key[i] !== one;
        })
      ) {
        known = {
          page: page,
          key: key,
          pairs: [[0, 0]].concat(pairs(area, mirror, page), [[area.scrollHeight, root.scrollHeight]]),
        };
      }
      var top = area.scrollTop,
        all = known.pairs,
        i = 1;
      while (i < all.length - 1 && all[i][0] <= top) i += 1;
      var a = all[i - 1],
        b = all[i];
      var share = b[0] > a[0] ? Math.min(1, Math.max(0, (top - a[0]) / (b[0] - a[0]))) : 0;
      // At both ends the two have to agree, whatever stands there.
      inner.scrollTo(0, top >= length - 1 ? most : top <= 0 ? 0 : Math.min(most, a[1] + (b[1] - a[1]) * share - 8));
    }
    function later() {
      if (asked) return;
      asked = true;
      requestAnimationFrame(follow);
    }
    area.addEventListener("scroll", later);
    return mirror;
  };
})();
