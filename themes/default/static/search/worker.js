/*
 * The search's worker: fetches what the engine asks for and answers search.js. It runs in the background so that
 * typing stays smooth. Messages are described in search.js.
 */
(function () {
  "use strict";

  var SILENCE = 20000; // milliseconds without a byte after which a fetch is given up
  var CHECK_AFTER = 300000; // milliseconds after which the next query first looks whether the site was published anew

  var where = null;
  var ahead = {}; // what the page began to fetch while this script was loaded, as promises of bytes or null
  var handed = {}; // what fulfils these promises
  var opened = null; // promise of the opened index
  var engine = null; // exports of the WebAssembly instance
  var start = null; // content of start.json
  var wholeFiles = {}; // files of a host that knows no ranges, by name
  var rangesWork = true;
  var checked = 0; // when start.json was last read
  var pastCaches = false; // after a fault: what the browser has kept may be the fault
  var queue = Promise.resolve();
  var newest = 0; // number of the newest query; older ones give way
  var spent = { rounds: 0, bytes: 0, requests: 0 };

  function failure(code, detail) {
    var error = new Error(detail || code);
    error.code = code;
    return error;
  }

  function pause(milliseconds) {
    return new Promise(function (resolve) {
      setTimeout(resolve, milliseconds);
    });
  }

  // Fetches with two repetitions: connections on phones drop for a moment. The answer is { status, total, bytes }.
  function get(address, options, attempt) {
    var count = attempt || 0;
    var again = function () {
      return pause(300 * (count + 1)).then(function () {
        return get(address, options, count + 1);
      });
    };
    return once(address, options).then(
      function (answer) {
        return answer.status >= 500 && count < 2 ? again() : answer;
      },
      function (error) {
        if (count >= 2) throw failure("network", address + ": " + error);
        return again();
      },
    );
  }

  // One fetch, given up when nothing arrives for a while: a host that falls silent must not keep the reader waiting for ever.
  function once(address, options) {
    var timer = 0;
    var given = { cache: pastCaches ? "reload" : "default" };
    Object.keys(options || {}).forEach(function (key) {
      given[key] = options[key];
    });
    var abort = typeof AbortController === "function" ? new AbortController() : null;
    if (abort) given.signal = abort.signal;
    var giveUp = null;
    var silent = new Promise(function (resolve, reject) {
      giveUp = reject;
    });
    var heard = function () {
      clearTimeout(timer);
      timer = setTimeout(function () {
        giveUp(new Error("silence"));
        if (abort) abort.abort();
      }, SILENCE);
    };
    heard();
    var answered = fetch(address, given).then(function (response) {
      heard();
      return bytesOf(response, heard).then(function (bytes) {
        var range = /\/(\d+)$/.exec(response.headers.get("Content-Range") || "");
        return { status: response.status, total: range && Number(range[1]), bytes: bytes };
      });
    });
    var stop = function () {
      clearTimeout(timer);
    };
    answered.then(stop, stop);
    return Promise.race([answered, silent]);
  }

  function bytesOf(response, heard) {
    if (!response.body || !response.body.getReader) {
      return response.arrayBuffer().then(function (buffer) {
        return new Uint8Array(buffer);
      });
    }
    var reader = response.body.getReader();
    var pieces = [];
    var length = 0;
    function next() {
      return reader.read().then(function (piece) {
        heard();
        if (piece.done) return joined(pieces, length);
        pieces.push(piece.value);
        length += piece.value.length;
        return next();
      });
    }
    return next();
  }

  function joined(pieces, length) {
    if (pieces.length === 1) return pieces[0];
    var bytes = new Uint8Array(length);
    var at = 0;
    pieces.forEach(function (piece) {
      bytes.set(piece, at);
      at += piece.length;
    });
    return bytes;
  }

  function whole(address, options) {
    return get(address, options).then(function (answer) {
      checkStatus(answer.status, address);
      return answer.bytes;
    });
  }

  // What the page has fetched is taken once; the second time it may be the fault.
  function taken(name, fetchAnew) {
    var promise = ahead[name] || Promise.resolve(null);
    delete ahead[name];
    return promise.then(function (bytes) {
      return bytes || fetchAnew();
    });
  }

  // Promises what the page will hand over; a page that falls silent is not waited for.
  function expect(name) {
    ahead[name] = new Promise(function (resolve) {
      handed[name] = resolve;
      setTimeout(resolve, SILENCE, null);
    });
  }

  function checkStatus(status, address) {
    if (status === 404 || status === 410) throw failure("missing", address);
    if (status === 416) throw failure("damaged", address);
    if (status < 200 || status > 299) throw failure("network", address + ": " + status);
  }

  // Compiled from bytes and not while streaming, because many servers do not know the type of .wasm files.
  function loadEngine() {
    if (engine) return Promise.resolve();
    return taken("engine", function () {
      return whole(where.engine);
    }).then(function (bytes) {
      return unpacked(bytes).then(instantiated);
    });
  }

  // Packed bytes, by what they begin with, are unpacked; a page asks for them only where the browser can.
  function unpacked(bytes) {
    if (bytes[0] !== 0x78) return Promise.resolve(bytes);
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).arrayBuffer().catch(function (error) {
      throw failure("damaged", String(error));
    });
  }

  function instantiated(bytes) {
    return WebAssembly.instantiate(bytes, {}).then(
      function (result) {
        engine = result.instance.exports;
      },
      function (error) {
        throw failure(engineFault(error), String(error));
      },
    );
  }

  // Does the browser refuse WebAssembly, or only these bytes?
  function engineFault(error) {
    var smallest = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    try {
      new WebAssembly.Module(smallest);
    } catch (refused) {
      return "unsupported";
    }
    return error instanceof WebAssembly.CompileError ? "damaged" : "unsupported";
  }

  function loadStart() {
    return taken("start", function () {
      return whole(where.index + "start.json", { cache: pastCaches ? "reload" : "no-cache" });
    }).then(function (bytes) {
      var described;
      try {
        described = JSON.parse(new TextDecoder().decode(bytes));
      } catch (error) {
        throw failure("damaged", "start.json");
      }
      if (described.format !== 1) throw failure("version", "start.json");
      checked = Date.now();
      spent.requests += 1;
      spent.bytes += bytes.length;
      return described;
    });
  }

  function open(past) {
    pastCaches = past;
    var described = loadStart();
    var content = described.then(function (found) {
      return whole(where.index + found.hot).then(function (bytes) {
        if (bytes.length !== found.bytes) throw failure("damaged", found.hot);
        spent.requests += 1;
        spent.bytes += bytes.length;
        return bytes;
      });
    });
    return Promise.all([described, content, loadEngine()]).then(function (all) {
      var answer;
      put(all[1], engine.open);
      answer = output();
      if (answer.error) throw failure(answer.error, all[0].hot);
      if (answer.done !== all[0].id) throw failure("version", all[0].hot);
      start = all[0];
      wholeFiles = {};
      spent.rounds += 2;
    });
  }

  function ready() {
    if (!opened) {
      opened = open(false).catch(function (error) {
        // Between start.json and the rest the site may have been deployed anew: once more, past all caches.
        if (error.code !== "missing" && error.code !== "damaged" && error.code !== "version") throw error;
        return open(true);
      });
      opened.catch(function () {
        opened = null;
      });
    }
    return opened;
  }

  function put(bytes, call, before, after) {
    var at = engine.allocate(bytes.length);
    new Uint8Array(engine.memory.buffer).set(bytes, at);
    call.apply(null, (before || []).concat([at, bytes.length], after || []));
  }

  function output() {
    var bytes = new Uint8Array(engine.memory.buffer, engine.output_at(), engine.output_length());
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  function supplyAll(needed) {
    var sameFile = {};
    spent.rounds += 1;
    return Promise.all(
      needed.map(function (range) {
        var before = sameFile[range.file] || 0;
        sameFile[range.file] = before + 1;
        return fetchRange(range, before).then(function (bytes) {
          put(bytes, engine.supply, [range.part, range.start]);
        });
      }),
    );
  }

  // Browsers fetch only one range of an address at a time: to be fetched beside others of its file, a range needs an address
  // of its own. Hosts of files do not look at what stands behind the question mark.
  function fetchRange(range, before) {
    var file = range.file;
    if (!rangesWork || wholeFiles[file]) return fetchWhole(range);
    var options = { headers: { Range: "bytes=" + range.start + "-" + (range.end - 1) } };
    return get(where.index + file + (before ? "?" + before : ""), options).then(function (answer) {
      var bytes = answer.bytes;
      spent.requests += 1;
      checkStatus(answer.status, file);
      if (answer.status === 206) {
        if (bytes.length !== range.end - range.start || (answer.total !== null && answer.total !== range.file_bytes)) {
          throw failure("damaged", file);
        }
        spent.bytes += bytes.length;
        return bytes;
      }
      // The host knows no ranges and sends the whole file: keep it, so that it is sent only once.
      rangesWork = false;
      wholeFiles[file] = checkedWhole(Promise.resolve(bytes), range);
      return wholeFiles[file].then(function (bytes) {
        return bytes.subarray(range.start, range.end);
      });
    });
  }

  function fetchWhole(range) {
    var file = range.file;
    if (!wholeFiles[file]) {
      spent.requests += 1;
      wholeFiles[file] = checkedWhole(whole(where.index + file), range);
    }
    return wholeFiles[file].then(function (bytes) {
      return bytes.subarray(range.start, range.end);
    });
  }

  function checkedWhole(promise, range) {
    return promise.then(
      function (bytes) {
        if (bytes.length !== range.file_bytes) {
          delete wholeFiles[range.file];
          throw failure("damaged", range.file);
        }
        spent.bytes += bytes.length;
        return bytes;
      },
      function (error) {
        delete wholeFiles[range.file];
        throw error;
      },
    );
  }

  // Runs an engine call until it is done; `turn` makes the call. Stops early when `outdated` says so.
  function run(turn, outdated) {
    turn();
    var answer = output();
    if (answer.error) return Promise.reject(failure(answer.error, "index"));
    if (!answer.need) return Promise.resolve(answer.done);
    return supplyAll(answer.need).then(function () {
      if (outdated && outdated()) throw failure("superseded");
      return run(turn, outdated);
    });
  }

  // A page left open may ask an index that is no longer that of the site, and find what is no longer there.
  function current() {
    return ready().then(function () {
      if (Date.now() - checked < CHECK_AFTER) return undefined;
      return loadStart().then(
        function (described) {
          if (described.id === start.id) return undefined;
          opened = null;
          return ready();
        },
        function () {
          checked = Date.now(); // What is at hand still answers; what is wrong shows itself when a file is needed.
        },
      );
    });
  }

  // Once more after a redeploy: files of the old index are gone, or no longer what they were.
  function withReload(task) {
    return current()
      .then(task)
      .catch(function (error) {
        if (error.code !== "missing" && error.code !== "damaged") throw error;
        var before = start && start.id;
        opened = open(true);
        opened.catch(function () {
          opened = null;
        });
        return opened.then(function () {
          if (start.id === before && error.code === "missing") throw error;
          return task();
        });
      });
  }

  function requestLines(query, options) {
    var lines = ["query=" + query.slice(0, 4000).replace(/[\r\n]+/g, " ")];
    ["limit", "offset", "page", "today", "sort"].forEach(function (key) {
      if (options[key] !== undefined && options[key] !== null) lines.push(key + "=" + options[key]);
    });
    var filters = options.filters || {};
    Object.keys(filters).forEach(function (key) {
      [].concat(filters[key] || []).forEach(function (value) {
        lines.push(key + "=" + String(value).replace(/[\r\n]+/g, " "));
      });
    });
    return new TextEncoder().encode(lines.join("\n"));
  }

  function search(content) {
    var before = { rounds: spent.rounds, bytes: spent.bytes, requests: spent.requests };
    var input = requestLines(content.query, content.options);
    var outdated = function () {
      return content.number < newest;
    };
    if (outdated()) return Promise.reject(failure("superseded"));
    return withReload(function () {
      put(input, engine.begin);
      return run(engine.step, outdated);
    }).then(function (answer) {
      Object.keys(before).forEach(function (key) {
        answer[key] = spent[key] - before[key];
      });
      return answer;
    });
  }

  function suggest(content) {
    var input = new TextEncoder().encode(content.prefix.slice(0, 200));
    return withReload(function () {
      return run(function () {
        put(input, engine.suggest, [], [content.limit]);
      });
    });
  }

  var tasks = { prepare: ready, search: search, suggest: suggest };

  // One task at a time: the engine holds one query.
  self.onmessage = function (event) {
    var message = event.data;
    if (message.what === "configure") {
      where = message;
      message.ahead.forEach(expect);
      return;
    }
    if (message.what === "ahead") {
      handed[message.name](message.buffer && new Uint8Array(message.buffer));
      return;
    }
    if (message.what === "search") message.content.number = ++newest;
    queue = queue
      .then(function () {
        return tasks[message.what](message.content);
      })
      .then(
        function (value) {
          self.postMessage({ call: message.call, value: value });
        },
        function (error) {
          // A trap leaves the engine in an unknown state: the next call starts a fresh one.
          if (!error.code) {
            engine = null;
            opened = null;
          }
          self.postMessage({
            call: message.call,
            error: error.code || "internal",
            detail: String(error.message || error),
          });
        },
      );
  };
})();
