/*
 * What readers download: columns, courses and the search, by the published list of files. Only what changed is fetched again;
 * what was cut off goes on where it ended.
 */
(function () {
  "use strict";

  var shuyuan = window.shuyuanOffline;
  if (!shuyuan) return;
  var words = window.shuyuanWords || {};
  var scope = new URL(document.body.getAttribute("data-root") || "./", document.baseURI).href;
  var STATE = scope + ".shuyuan/packs";
  var MEDIA = /\.(mp4|webm|mp3|m4a|wav|ogg|zip)$/i; // too large to be kept along with the pages
  var page = document.querySelector(".offline-page");
  var files = null; // path → { size, sha256 } of the publication
  var state = { packs: [], files: {}, version: "" };
  var busy = false;

  function word(name, value) {
    return (words[name] || name).replace("{}", value === undefined ? "" : value);
  }

  function open(name) {
    return caches.open("shuyuan-" + name + " " + scope);
  }

  function load() {
    return open("packs")
      .then(function (cache) {
        return cache.match(STATE);
      })
      .then(function (found) {
        return found ? found.json() : state;
      })
      .then(function (known) {
        state = known;
      });
  }

  function save() {
    try {
      localStorage.setItem("shuyuan.offline", state.packs.length ? "yes" : "no");
    } catch (ignored) {
      /* it is then brought up to date on the page offline/ only */
    }
    return open("packs").then(function (cache) {
      return cache.put(STATE, new Response(JSON.stringify(state)));
    });
  }

  function get(path, how) {
    return fetch(scope + path, { cache: how || "no-cache" }).then(function (response) {
      if (!response.ok) throw new Error(path + ": " + response.status);
      return response;
    });
  }

  function hash(bytes) {
    return crypto.subtle.digest("SHA-256", bytes).then(function (digest) {
      return Array.prototype.map
        .call(new Uint8Array(digest), function (n) {
          return (n < 16 ? "0" : "") + n.toString(16);
        })
        .join("");
    });
  }

  function list() {
    return get("shuyuan-manifest.json")
      .then(function (response) {
        return response.json();
      })
      .then(function (manifest) {
        files = {};
        manifest.files.forEach(function (file) {
          if (!/\.(gz|br)$/.test(file.path)) files[file.path] = file;
        });
      });
  }

  function isIn(path, pack) {
    return path.indexOf(pack) === 0 && !MEDIA.test(path);
  }

  function paths(packs) {
    return Object.keys(files).filter(function (path) {
      return packs.some(function (pack) {
        return isIn(path, pack);
      });
    });
  }

  function size(list) {
    return list.reduce(function (sum, path) {
      return sum + files[path].size;
    }, 0);
  }

  function address(path) {
    return path.replace(/(^|\/)index\.html$/, "$1");
  }

  function encoded(path) {
    return address(path).split("/").map(encodeURIComponent).join("/");
  }

  /* A file whose bytes are not those of the list is asked for once more, past what the browser has kept. */
  function fetchOne(path, how) {
    return get(encoded(path), how).then(function (response) {
      return response.arrayBuffer().then(function (bytes) {
        return hash(bytes).then(function (found) {
          if (found === files[path].sha256) return { bytes: bytes, headers: response.headers };
          if (how !== "reload") return fetchOne(path, "reload");
          // In the middle of a publication; hosts that add to pages are no reason to refuse them.
          if (!/\.html$/.test(path)) throw new Error(path + ": differs");
          return { bytes: bytes, headers: response.headers };
        });
      });
    });
  }

  function store(cache, path) {
    return fetchOne(path)
      .then(function (file) {
        var headers = new Headers({
          "content-type": file.headers.get("content-type") || "",
          "x-shuyuan-kept": new Date().toISOString(),
        });
        var policy = file.headers.get("content-security-policy");
        if (policy) headers.set("content-security-policy", policy);
        return cache.put(scope + encoded(path), new Response(file.bytes, { status: 200, headers: headers }));
      })
      .then(function () {
        state.files[path] = files[path].sha256;
      });
  }

  /* Four at a time; `done` hears of each. The first failure ends it, what is there stays. */
  function each(list, act, done) {
    var waiting = list.slice();
    var failed = false;
    function next() {
      if (failed || !waiting.length) return undefined;
      var path = waiting.shift();
      return act(path).then(
        function () {
          done(path);
          return next();
        },
        function (error) {
          failed = true;
          throw error;
        },
      );
    }
    return Promise.all([next(), next(), next(), next()]);
  }

  /* The engine of the search and what pages look like. */
  function shell() {
    return open("assets").then(function (cache) {
      return each(
        paths(["assets/"]),
        function (path) {
          return cache.match(scope + path).then(function (there) {
            return there
              ? undefined
              : get(path).then(function (response) {
                  return cache.put(scope + path, response);
                });
          });
        },
        function () {},
      );
    });
  }

  /* The version of the worker that the host has, if its list of files is that of the same publication. */
  function version() {
    return get("offline.js", "reload")
      .then(function (response) {
        return response.arrayBuffer();
      })
      .then(function (bytes) {
        return hash(bytes).then(function (found) {
          var named = /VERSION = '([0-9a-f]+)'/.exec(new TextDecoder().decode(bytes));
          return named && files["offline.js"] && files["offline.js"].sha256 === found ? named[1] : "";
        });
      });
  }

  function wanted() {
    return paths(state.packs).filter(function (path) {
      return state.files[path] !== files[path].sha256;
    });
  }

  /* First all that is new, then the file by which the search finds its parts, then what is no longer needed. */
  function bring(progress) {
    var cache;
    var current;
    return open("packs")
      .then(function (opened) {
        cache = opened;
        return list();
      })
      .then(version)
      .then(function (found) {
        current = found;
        return state.packs.length ? shell() : undefined;
      })
      .then(function () {
        var missing = wanted();
        var last = missing.filter(function (path) {
          return path === "search/start.json";
        });
        var first = missing.filter(function (path) {
          return path !== "search/start.json";
        });
        var total = size(missing);
        var there = 0;
        var count = 0;
        var done = function (path) {
          there += files[path].size;
          progress(there, total);
          if (++count % 20 === 0) return save();
          return undefined;
        };
        var act = function (path) {
          return store(cache, path);
        };
        return each(first, act, done).then(function () {
          return each(last, act, done);
        });
      })
      .then(function () {
        var stay = {};
        paths(state.packs).forEach(function (path) {
          stay[path] = true;
        });
        var gone = Object.keys(state.files).filter(function (path) {
          return !stay[path];
        });
        gone.forEach(function (path) {
          delete state.files[path];
        });
        state.version = current;
        return Promise.all(
          gone.map(function (path) {
            return cache.delete(scope + encoded(path));
          }),
        );
      })
      .then(save, function (error) {
        // What has come so far is not lost.
        return save()
          .catch(function () {})
          .then(function () {
            throw error;
          });
      });
  }

  function workerVersion() {
    return new Promise(function (resolve) {
      var worker = navigator.serviceWorker.controller;
      if (!worker) return resolve("");
      var channel = new MessageChannel();
      channel.port1.onmessage = function (event) {
        resolve(event.data);
      };
      worker.postMessage("version", [channel.port2]);
      return undefined;
    });
  }

  function text(name, value) {
    var found = page && page.querySelector(".offline-" + name);
    if (found) {
      found.textContent = value;
      found.hidden = !value;
    }
  }

  function amount(bytes) {
    return bytes < 100000
      ? Math.ceil(bytes / 1000) + " KB"
      : bytes < 1e9
        ? (bytes / 1e6).toFixed(1) + " MB"
        : (bytes / 1e9).toFixed(1) + " GB";
  }

  function explain(error) {
    if (error && /quota/i.test(error.name)) return word("offline_full");
    return word("offline_failed", String((error && error.message) || error));
  }

  function run(row) {
    if (busy) return Promise.resolve();
    busy = true;
    text("problem", "");
    return bring(function (there, total) {
      if (row)
        row.querySelector(".offline-state").textContent = word(
          "offline_loading",
          amount(there) + " / " + amount(total),
        );
    })
      .catch(function (error) {
        text("problem", explain(error));
      })
      .then(function () {
        busy = false;
        if (page) show();
      });
  }

  function rows() {
    return Array.prototype.slice.call(page.querySelectorAll("[data-pack]"));
  }

  function show() {
    rows().forEach(function (row) {
      var pack = row.getAttribute("data-pack");
      var has = state.packs.indexOf(pack) >= 0;
      var all = files ? paths([pack]) : [];
      var old = all.filter(function (path) {
        return state.files[path] !== files[path].sha256;
      });
      row.hidden = Boolean(files) && !all.length;
      row.querySelector(".offline-size").textContent = files ? amount(size(all)) : "";
      var said = !has
        ? ""
        : !files
          ? word("offline_here")
          : old.length
            ? word("offline_old", amount(size(old)))
            : word("offline_here");
      row.querySelector(".offline-state").textContent = said;
      row.querySelector('[data-do="load"]').hidden = !files || (has && !old.length);
      row.querySelector('[data-do="load"]').textContent = word(has ? "offline_update" : "offline_load");
      row.querySelector('[data-do="drop"]').hidden = !has;
    });
    if (navigator.storage && navigator.storage.estimate) {
      navigator.storage.estimate().then(function (found) {
        text(
          "space",
          word("offline_space", amount(found.usage)).replace("{free}", amount(Math.max(0, found.quota - found.usage))),
        );
      });
    }
  }

  function press(event) {
    var button = event.target.closest("[data-do]");
    if (!button || busy) return;
    var row = button.closest("[data-pack]");
    var act = button.getAttribute("data-do");
    if (act === "clear") {
      Promise.all([caches.delete("shuyuan-packs " + scope), caches.delete("shuyuan-read " + scope)])
        .then(function () {
          state = { packs: [], files: {}, version: "" };
          return save();
        })
        .then(show);
      return;
    }
    var pack = row.getAttribute("data-pack");
    state.packs = state.packs.filter(function (known) {
      return known !== pack;
    });
    if (act === "load") {
      state.packs.push(pack);
      // Asked for at the first download, when the reader knows what for.
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    }
    run(row);
  }

  function begin() {
    var query = new URLSearchParams(location.search);
    if (query.get("missed") !== null) text("missed", word("offline_missed", query.get("missed")));
    rows().forEach(function (row) {
      if (row.getAttribute("data-pack") === query.get("pack")) row.classList.add("is-meant");
    });
    page.querySelector(".offline-live").hidden = false;
    page.addEventListener("click", press);
    shuyuan.registered
      .then(function () {
        return navigator.serviceWorker.ready;
      })
      .catch(function (error) {
        text("problem", explain(error));
      });
    return list()
      .catch(function () {
        text("problem", word("offline_no_list"));
      })
      .then(show);
  }

  load()
    .then(function () {
      if (page) return begin();
      if (!state.packs.length || (navigator.connection && navigator.connection.saveData)) return undefined;
      return navigator.serviceWorker.ready.then(workerVersion).then(function (now) {
        return now && now !== state.version ? run(null) : undefined;
      });
    })
    .catch(function () {
      /* a browser that keeps nothing; the pages are there all the same */
    });
})();
