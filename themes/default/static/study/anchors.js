/*
 * Where a note belongs: by the words it was made for and those before and after, not by a place in the page's structure, so that it
 * finds its words again after the page was built anew, moved, or mended around them. White space counts nowhere.
 *
 * Runs in the browser as `shuyuanAnchors` and in node for its tests.
 */
(function () {
  "use strict";

  /* So many signs around a quotation tell it from others like it. */
  var CONTEXT = 32;
  /* A shorter quotation is found by its exact words only: anything resembles two signs. */
  var SHORTEST = 6;
  /* Of what was quoted, this part may have changed. */
  var CHANGED = 0.34;
  /* Longer quotations are looked for by their two ends. */
  var END = 64;
  /* Steps that looking for changed words may take on a page, some tenths of a second. */
  var BUDGET = 60000000;

  function squeeze(text) {
    return text.replace(/\s+/g, "");
  }

  /* ---- text ---- */

  /* What to keep of the signs `start` to `end` of `text`, which has no white space; `exact` is how the reader saw them. */
  function describe(text, start, end, exact) {
    return {
      exact: exact === undefined ? text.slice(start, end) : exact,
      prefix: text.slice(Math.max(0, start - CONTEXT), start),
      suffix: text.slice(end, end + CONTEXT),
      start: start,
    };
  }

  /* How many signs at the end of `a` and of `b` are the same. */
  function sameEnd(a, b) {
    var n = 0;
    while (n < a.length && n < b.length && a.charCodeAt(a.length - 1 - n) === b.charCodeAt(b.length - 1 - n)) n += 1;
    return n;
  }

  function sameStart(a, b) {
    var n = 0;
    while (n < a.length && n < b.length && a.charCodeAt(n) === b.charCodeAt(n)) n += 1;
    return n;
  }

  /*
   * Where `anchor` is in `text`: { start, end, changed }, or null. `budget.left` is what may still be spent on words that changed.
   */
  function locate(text, anchor, budget) {
    var exact = squeeze(anchor.exact);
    var prefix = squeeze(anchor.prefix);
    var suffix = squeeze(anchor.suffix);
    if (!exact) return null;
    var best = null;
    for (var at = text.indexOf(exact); at >= 0; at = text.indexOf(exact, at + 1)) {
      var score =
        sameEnd(text.slice(Math.max(0, at - CONTEXT), at), prefix) +
        sameStart(text.slice(at + exact.length, at + exact.length + CONTEXT), suffix);
      var way = Math.abs(at - anchor.start);
      if (!best || score > best.score || (score === best.score && way < best.way)) {
        best = { start: at, end: at + exact.length, changed: false, score: score, way: way };
      }
    }
    // Two or three signs stand everywhere: without anything of their surroundings they are not the ones that were meant.
    if (best && (exact.length >= SHORTEST || best.score >= Math.min(4, prefix.length + suffix.length)))
      return plain(best);
    if (exact.length < SHORTEST) return null;
    var left = budget || { left: BUDGET };
    return between(text, exact, prefix, suffix) || resembling(text, exact, anchor.start, left);
  }

  function plain(found) {
    return { start: found.start, end: found.end, changed: found.changed };
  }

  /* What stands now between the words that stood before and after, if it is like what was quoted. */
  function between(text, exact, prefix, suffix) {
    var head = prefix.slice(-16);
    var tail = suffix.slice(0, 16);
    if (head.length < 8 || tail.length < 8) return null;
    for (var at = text.indexOf(head); at >= 0; at = text.indexOf(head, at + 1)) {
      var start = at + head.length;
      var end = text.indexOf(tail, start);
      if (end > start && end - start <= exact.length * 2 + 8 && alike(text.slice(start, end), exact)) {
        return { start: start, end: end, changed: true };
      }
    }
    return null;
  }

  function alike(a, b) {
    if (a.length > 2000 || b.length > 2000) return false;
    return distance(a, b) <= Math.max(a.length, b.length) * 0.5;
  }

  function distance(a, b) {
    var row = [];
    for (var j = 0; j <= b.length; j += 1) row.push(j);
    for (var i = 1; i <= a.length; i += 1) {
      var corner = row[0];
      row[0] = i;
      for (j = 1; j <= b.length; j += 1) {
        var cost = Math.min(row[j] + 1, row[j - 1] + 1, corner + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1));
        corner = row[j];
        row[j] = cost;
      }
    }
    return row[b.length];
  }

  function resembling(text, exact, hint, budget) {
    if (exact.length <= END * 2) return near(text, exact, hint, budget);
    var head = near(text, exact.slice(0, END), hint, budget);
    if (!head) return null;
    var rest = text.slice(head.start, head.start + exact.length * 2);
    var tail = near(rest, exact.slice(-END), exact.length - END, budget);
    if (!tail || tail.end < exact.length * 0.5) return null;
    return { start: head.start, end: head.start + tail.end, changed: true };
  }

  /*
   * The part of `text` that differs least from `words` (Sellers: the row begins with nothing, so a match may begin anywhere); of
   * equals the one nearest to `hint`.
   */
  function near(text, words, hint, budget) {
    var most = Math.floor(words.length * CHANGED);
    budget.left -= text.length * words.length;
    if (budget.left < 0) return null;
    var costs = new Uint16Array(words.length + 1);
    var starts = new Int32Array(words.length + 1);
    for (var j = 0; j <= words.length; j += 1) costs[j] = j;
    var best = null;
    for (var i = 1; i <= text.length; i += 1) {
      var corner = costs[0];
      var cornerStart = i - 1;
      var above = starts[0];
      costs[0] = 0;
      starts[0] = i;
      var sign = text.charCodeAt(i - 1);
      for (j = 1; j <= words.length; j += 1) {
        var cost = corner + (sign === words.charCodeAt(j - 1) ? 0 : 1);
        var start = j === 1 ? i - 1 : cornerStart;
        corner = costs[j];
        above = starts[j];
        if (costs[j] + 1 < cost) {
          cost = costs[j] + 1;
          start = starts[j];
        }
        if (costs[j - 1] + 1 < cost) {
          cost = costs[j - 1] + 1;
          start = starts[j - 1];
        }
        costs[j] = cost;
        starts[j] = start;
        cornerStart = above;
      }
      var found = costs[words.length];
      if (found > most) continue;
      var way = Math.abs(starts[words.length] - hint);
      if (!best || found < best.cost || (found === best.cost && way < best.way)) {
        best = { start: starts[words.length], end: i, changed: true, cost: found, way: way };
      }
    }
    return best && best.end > best.start ? plain(best) : null;
  }

  /* ---- pages ---- */

  /* What is not the page's own text: what scripts add, what is folded away, readings of characters. */
  var APART =
    ".self-test,.at-question,.at-marks,.media-tools,.media-transcript,.media-chapters,.note-sign,.permalink,.cite-bar,.cited-mark," +
    ".explained-mark,button,select,textarea,script,style,template,rt,rp,[hidden]";

  /* The text below `root` without white space, with the place of each of its signs: `nodes[owner[i]]`, at `offsets[i]`. */
  function collect(root) {
    var nodes = [];
    var owner = [];
    var offsets = [];
    var text = [];
    var walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
      acceptNode: function (node) {
        if (node.nodeType === 3) return NodeFilter.FILTER_ACCEPT;
        return node.matches(APART) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
      },
    });
    while (walker.nextNode()) {
      var node = walker.currentNode;
      var data = node.data;
      nodes.push(node);
      for (var i = 0; i < data.length; i += 1) {
        if (/\s/.test(data.charAt(i))) continue;
        owner.push(nodes.length - 1);
        offsets.push(i);
        text.push(data.charAt(i));
      }
    }
    return { text: text.join(""), nodes: nodes, owner: owner, offsets: offsets };
  }

  /* Which signs of `page` (from collect) a range holds: { start, end }, or null if none. */
  function within(page, range) {
    var start = -1;
    var end = -1;
    var inside = page.nodes.map(function (node) {
      return range.intersectsNode(node);
    });
    for (var i = 0; i < page.owner.length; i += 1) {
      if (!inside[page.owner[i]]) continue;
      var node = page.nodes[page.owner[i]];
      var at = page.offsets[i];
      if (
        (node === range.startContainer && at < range.startOffset) ||
        (node === range.endContainer && at >= range.endOffset)
      )
        continue;
      if (start < 0) start = i;
      end = i + 1;
    }
    return start < 0 ? null : { start: start, end: end };
  }

  /* The signs `start` to `end` as a reader sees them, with the white space between them. */
  function shown(page, start, end) {
    var words = "";
    var node = -1;
    var last = 0;
    for (var i = start; i < end; i += 1) {
      var data = page.nodes[page.owner[i]].data;
      if (page.owner[i] !== node) {
        // Between two pieces of a paragraph there is nothing unless one of them, or what stands between them, says so.
        if (node >= 0 && (page.owner[i] - node > 1 || /\s$/.test(page.nodes[node].data) || /^\s/.test(data)))
          words += " ";
        node = page.owner[i];
      } else if (page.offsets[i] > last + 1) {
        words += " ";
      }
      last = page.offsets[i];
      words += data.charAt(last);
    }
    return words;
  }

  var api = {
    CONTEXT: CONTEXT,
    BUDGET: BUDGET,
    squeeze: squeeze,
    describe: describe,
    locate: locate,
    collect: collect,
    within: within,
    shown: shown,
  };
  if (typeof module !== "undefined" && module.exports) module.exports = api;
  else window.shuyuanAnchors = api;
})();
