/*
 * Pages opened from a disk: browsers read no files for a script there, but they do load scripts. So what the search needs
 * lies beside it in scripts that hand over pieces of files, and the search's worker, made from a Blob, asks for them here.
 *
 *   window.shuyuanPiece(name, base64)  what each of these scripts calls
 *   window.shuyuan.disk                what search.js asks for its worker
 *
 * Links that scripts make lead to folders; here each is led on to the page in it.
 */
(function () {
  "use strict";

  var script = document.currentScript;
  var PIECE = Number(script.getAttribute("data-piece"));
  var base = new URL("..", script.src).href;
  var shuyuan = (window.shuyuan = window.shuyuan || {});
  var lengths = null;
  var open = {};
  var kept = {};

  window.shuyuanPiece = function (name, text) {
    if (open[name]) open[name](text);
  };

  window.shuyuanFiles = function (files) {
    lengths = files;
  };

  function load(address) {
    return new Promise(function (done, failed) {
      var element = document.createElement("script");
      element.src = address;
      element.onload = function () {
        done();
        element.remove();
      };
      element.onerror = function () {
        failed(new Error(address));
        element.remove();
      };
      document.head.appendChild(element);
    });
  }

  function bytesOf(text) {
    var letters = atob(text);
    var bytes = new Uint8Array(letters.length);
    for (var i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
  }

  /* One piece of a file; a piece that was read is kept, because queries ask for the same ones again. */
  function piece(name, number) {
    var whole = name + "/" + number;
    if (!kept[whole]) {
      kept[whole] = new Promise(function (done, failed) {
        open[whole] = function (text) {
          delete open[whole];
          done(bytesOf(text));
        };
        load(base + "portable/" + encodeURI(whole) + ".js").then(function () {
          if (open[whole]) failed(new Error(whole));
        }, failed);
      });
      kept[whole].catch(function () {
        delete kept[whole];
      });
    }
    return kept[whole];
  }

  function known() {
    return lengths ? Promise.resolve() : load(base + "portable/files.js");
  }

  /* Bytes from `start` up to `end` of a file. */
  function read(name, start, end) {
    var numbers = [];
    for (var at = Math.floor(start / PIECE); at * PIECE < end; at++) numbers.push(at);
    return Promise.all(
      numbers.map(function (number) {
        return piece(name, number);
      }),
    ).then(function (pieces) {
      var bytes = new Uint8Array(end - start);
      pieces.forEach(function (part, index) {
        var place = numbers[index] * PIECE;
        var from = Math.max(start, place);
        var to = Math.min(end, place + part.length);
        if (to > from) bytes.set(part.subarray(from - place, to - place), from - start);
      });
      return bytes;
    });
  }

  /* The answer to what the worker would fetch. */
  function answer(address, range) {
    return known().then(function () {
      var name = address.indexOf(base) === 0 ? decodeURI(address.slice(base.length).split(/[?#]/)[0]) : "";
      if (!Object.prototype.hasOwnProperty.call(lengths, name)) return { status: 404, bytes: new Uint8Array(0) };
      var total = lengths[name];
      var part = /^bytes=(\d+)-(\d+)$/.exec(range || "");
      var start = part ? Math.min(Number(part[1]), total) : 0;
      var end = part ? Math.min(Number(part[2]) + 1, total) : total;
      return read(name, start, end).then(function (bytes) {
        return part
          ? { status: 206, bytes: bytes, range: "bytes " + start + "-" + (end - 1) + "/" + total }
          : { status: 200, bytes: bytes };
      });
    });
  }

  /* Stands in the worker before its own script: fetches there are asked for here. */
  function inWorker() {
    var next = 1;
    var waiting = {};
    self.fetch = function (address, options) {
      return new Promise(function (done, failed) {
        var id = next++;
        waiting[id] = { done: done, failed: failed };
        self.postMessage({
          disk: id,
          address: String(address),
          range: (options && options.headers && options.headers.Range) || "",
        });
      });
    };
    self.addEventListener("message", function (event) {
      var given = event.data;
      if (!given || !given.disk) return;
      event.stopImmediatePropagation();
      var call = waiting[given.disk];
      delete waiting[given.disk];
      if (given.failed) call.failed(new TypeError(given.failed));
      else
        call.done(
          new Response(given.bytes, {
            status: given.status,
            headers: given.range ? { "Content-Range": given.range } : {},
          }),
        );
    });
  }

  function serve(worker, given) {
    answer(given.address, given.range).then(
      function (found) {
        worker.postMessage({ disk: given.disk, status: found.status, range: found.range || "", bytes: found.bytes }, [
          found.bytes.buffer,
        ]);
      },
      function (error) {
        worker.postMessage({ disk: given.disk, failed: String(error) });
      },
    );
  }

  /* What search.js uses as its worker while the real one is on its way. */
  shuyuan.disk = {
    worker: function (address) {
      var real = null;
      var queue = [];
      var face = {
        onmessage: null,
        onerror: null,
        postMessage: function (message) {
          if (real) real.postMessage(message);
          else queue.push(message);
        },
      };
      answer(address, "")
        .then(function (found) {
          if (found.status !== 200) throw new Error(address);
          var source = new TextDecoder().decode(found.bytes);
          var blob = new Blob(["(" + inWorker + ")();\n" + source], { type: "text/javascript" });
          real = new Worker(URL.createObjectURL(blob));
          real.onmessage = function (event) {
            if (event.data && event.data.disk) serve(real, event.data);
            else if (face.onmessage) face.onmessage(event);
          };
          real.onerror = function (event) {
            if (face.onerror) face.onerror(event);
          };
          queue.forEach(function (message) {
            real.postMessage(message);
          });
        })
        .catch(function (error) {
          if (face.onerror) face.onerror({ message: String(error) });
        });
      return face;
    },
  };

  /* Addresses cannot be changed on every disk; the page works without. */
  ["pushState", "replaceState"].forEach(function (name) {
    var change = history[name];
    history[name] = function () {
      try {
        return change.apply(history, arguments);
      } catch (refused) {
        return undefined;
      }
    };
  });

  function lead(link) {
    var href = link.getAttribute("href");
    if (!href || /^([a-z][a-z0-9+.-]*:|\/\/|#|\?)/i.test(href)) return;
    var parts = /^([^?#]*)(.*)$/.exec(href);
    if (/(^|\/)\.{0,2}$/.test(parts[1]))
      link.setAttribute("href", parts[1].replace(/([^/])$/, "$1/") + "index.html" + parts[2]);
  }

  function leadAll(within) {
    if (within.nodeType !== 1) return;
    if (within.matches("a[href]")) lead(within);
    Array.prototype.forEach.call(within.querySelectorAll("a[href]"), lead);
  }

  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === "attributes") leadAll(change.target);
      Array.prototype.forEach.call(change.addedNodes, leadAll);
    });
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["href"] });
})();
