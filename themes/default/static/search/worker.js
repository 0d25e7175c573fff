/*
 * The search's worker: fetches what the engine asks for and answers search.js. It runs in the background so that
 * typing stays smooth. Messages are described in search.js.
 */
(function () {
  "use strict";

  var where = null;
  var opened = null; // promise of the opened index
  var engine = null; // exports of the WebAssembly instance
  var start = null; // content of start.json
  var wholeFiles = {}; // files of a host that knows no ranges, by name
  var rangesWork = true;
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

  // Fetches with two repetitions: connections on phones drop for a moment.
  function get(address, options, attempt) {
    return fetch(address, options).then(
      function (response) {
        if (response.status >= 500 && (attempt || 0) < 2) {
          return pause(300 * ((attempt || 0) + 1)).then(function () {
            return get(address, options, (attempt || 0) + 1);
          });
        }
        return response;
      },
      function (error) {
        if ((attempt || 0) >= 2) throw failure("network", String(error));
        return pause(300 * ((attempt || 0) + 1)).then(function () {
          return get(address, options, (attempt || 0) + 1);
        });
      }
    );
  }

  function bytesOf(response) {
    return response.arrayBuffer().then(
      function (buffer) {
        return new Uint8Array(buffer);
      },
      function (error) {
        throw failure("network", String(error));
      }
    );
  }

  function whole(address, options) {
    return get(address, options).then(function (response) {
      if (!response.ok) throw failure(response.status === 404 ? "missing" : "network", address);
      return bytesOf(response);
    });
  }

  // Compiled from bytes and not while streaming, because many servers do not know the type of .wasm files.
  function loadEngine() {
    if (engine) return Promise.resolve();
    return whole(where.engine).then(function (bytes) {
      return WebAssembly.instantiate(bytes, {}).then(
        function (result) {
          engine = result.instance.exports;
        },
        function (error) {
          throw failure("unsupported", String(error));
        }
      );
    });
  }

  function loadStart(reload) {
    return whole(where.index + "start.json", { cache: reload ? "reload" : "no-cache" }).then(function (bytes) {
      var described;
      try {
        described = JSON.parse(new TextDecoder().decode(bytes));
      } catch (error) {
        throw failure("damaged", "start.json");
      }
      if (described.format !== 1) throw failure("version", "start.json");
      spent.requests += 1;
      spent.bytes += bytes.length;
      return described;
    });
  }

  function open(reload) {
    var described = loadStart(reload);
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
    spent.rounds += 1;
    return Promise.all(
      needed.map(function (range) {
        return fetchRange(range).then(function (bytes) {
          put(bytes, engine.supply, [range.part, range.start]);
        });
      })
    );
  }

  function fetchRange(range) {
    var file = range.file;
    if (!rangesWork || wholeFiles[file]) return fetchWhole(range);
    var options = { headers: { Range: "bytes=" + range.start + "-" + (range.end - 1) } };
    return get(where.index + file, options).then(function (response) {
      spent.requests += 1;
      if (response.status === 206) {
        return bytesOf(response).then(function (bytes) {
          var total = /\/(\d+)$/.exec(response.headers.get("Content-Range") || "");
          if (bytes.length !== range.end - range.start || (total && Number(total[1]) !== range.file_bytes)) {
            throw failure("damaged", file);
          }
          spent.bytes += bytes.length;
          return bytes;
        });
      }
      if (response.status === 404 || response.status === 410) throw failure("missing", file);
      if (response.status === 416) throw failure("damaged", file);
      if (!response.ok) throw failure("network", file + ": " + response.status);
      // The host knows no ranges and sends the whole file: keep it, so that it is sent only once.
      rangesWork = false;
      wholeFiles[file] = checkedWhole(bytesOf(response), range);
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
      }
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

  // Once more after a redeploy: files of the old index are gone, or no longer what they were.
  function withReload(task) {
    return ready()
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
    ["limit", "offset", "perPage", "sort"].forEach(function (key) {
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
          self.postMessage({ call: message.call, error: error.code || "internal", detail: String(error.message || error) });
        }
      );
  };
})();
