/*
 * Page side of the search: starts the worker on first use and speaks with it.
 * Nothing is fetched before one of the functions below is called.
 *
 * A portal with a gateway (data-gateway, a path of its own host) is answered by an engine there; while that gives no answer,
 * the static index is asked and the answer has `fallback`. Its pages are known by addresses instead of numbers.
 *
 * How a page loads it (addresses may be fingerprinted; all but `src` may be left out):
 *   <script defer src="…/search.js" data-worker="…/worker.js" data-engine="…/engine.wasm" data-index="…/search/"></script>
 *   data-worker, data-engine: default to worker.js and engine.wasm beside this script.
 *   data-packed: the engine packed, for hosts that compress nothing; without it the engine comes as it is.
 *   data-index: folder of the index; defaults to <body data-root="…"> + "search/".
 *
 * window.shuyuan.prepare() → Promise<undefined>
 *   Loads engine and index now; call it when the search box gets the focus. Calling it twice costs nothing.
 *
 * window.shuyuan.search(query, options) → Promise<Answer>
 *   options, all optional:
 *     limit    number of hits, default 10, at most 200
 *     offset   hits to skip, default 0 ("show more": offset += limit)
 *     page     only hits of this page, by the number that a hit of it has
 *     today    the reader's day as 20260131, which tells the version in force
 *     sort     "relevance" (default) or "date" (newest first)
 *     filters  { kind: ["policy"], column: ["jiandu"], topic: [...], year: ["2024"], issuer: [...], status: ["in_force"] }
 *              values of one key are alternatives, keys must all hold; a plain string counts as a list of one
 *   Answer:
 *     { query,                    as it was asked
 *       total,                    pages that have all words of the query (or, when none has, some of them)
 *       complete,                 false when no page has all words and `total` counts pages with some of them
 *       exact,                    false when `total` is only about right (phrases not yet checked on every page)
 *       by_sound,                 the pages were found by how their titles are read (glbf)
 *       meant: [ … ],             titles that are written a little differently than the query, words that are read so (lihun; the
 *                                 hits are those of the first), or that are easily confused with it
 *       more,                     true when there are hits after these
 *       hits: [ { page, in_page,   number of the page, and how many hits it has
 *                 versions,       [{ from, url }] other versions of the text, newest first
 *                 url,            relative to the site root, e.g. "supervision/policies/zhangcheng/"; prepend data-root
 *                 anchor,         "" or e.g. "art-12"; link = url + (anchor ? "#" + anchor : "")
 *                 title, subtitle, doc_no,
 *                 section,        heading of the section ("" for the page itself), e.g. "第十二条"
 *                 path,           headings above it, e.g. "第二章 组织"
 *                 kind, kind_label, column, column_label, date, status, effective_on,
 *                 score, contiguous,  every word of the query stands there in one piece
 *                 partial,        true when some words of the query are missing
 *                 jump,           true when the query names exactly this text or article
 *                 excerpt,        plain text around the match (escape it!)
 *                 marks,          [[start, end], …] in `excerpt`, counted in characters (code points, not UTF-16:
 *                                 use Array.from(excerpt))
 *                 title_marks     the same for `title`
 *               } … ],            hits of one page stand next to each other; group by `url`
 *       facets: { kind: [{value, label, count}], column: […], topic: […], year: […], issuer: […], status: […] },
 *                                 pages per value among the matches; a key's own filter does not narrow its own counts
 *       nearest: [ "党课", … ],   words that would find something; only when there are no complete matches
 *       gateway, fallback,        answered by the gateway's engine; or by the static index in its place
 *       rounds, bytes, requests } what this query had to fetch
 *
 * window.shuyuan.suggest(prefix, limit) → Promise<[ { title, url, kind, kind_label, date, status, by, marks } … ]>
 *   Titles for search-as-you-type, best first, texts no longer in force after others that fit as well, default 8. `by`: "title", "name" (another name of it), "pinyin" or "initials";
 *   `name` is that other name when by = "name". `marks` are in `title` (code points), empty when another way matched.
 *   Loads its own small file of titles on first use.
 *
 * Rejections are Error objects with `code` and a Chinese `message` that can be shown as it is:
 *   "unsupported" the browser has no WebAssembly or workers · "file" opened from a disk (file:) · "network" could not be
 *   fetched · "missing" a file of the index is not on the server · "damaged" index cut off or corrupted · "version" index and
 *   engine do not belong together · "superseded" a newer search() came before this one was answered (ignore it).
 * A redeployed site is noticed: the index is reloaded and the query repeated before anything is reported.
 */
(function () {
  "use strict";

  var shuyuan = (window.shuyuan = window.shuyuan || {});
  var script = document.currentScript;
  var worker = null;
  var calls = {};
  var nextCall = 1;
  var lastSearch = 0;

  /* In Chinese and in English. */
  var messages = {
    unsupported: [
      "这个浏览器不支持站内检索，请按栏目、专题或目录浏览，或换用较新的浏览器。",
      "This browser cannot search the site. Browse by column, topic or list, or use a newer browser.",
    ],
    file: [
      "从本地磁盘打开的网页不能检索，请按栏目、专题或目录浏览，或通过网址访问。",
      "Pages opened from a disk cannot be searched. Browse by column, topic or list, or open the site by its address.",
    ],
    network: [
      "检索所需的文件没有取到，请检查网络后再试一次，或刷新页面。",
      "A search file did not arrive. Check the network and try again, or reload the page.",
    ],
    missing: [
      "服务器上缺少检索文件，请刷新页面；如仍不行，请告知网站管理员重新发布。",
      "A search file is missing on the server. Reload the page; if that does not help, the site has to be published again.",
    ],
    damaged: [
      "检索文件不完整或已损坏，请刷新页面；如仍不行，请告知网站管理员重新发布。",
      "A search file is cut off or damaged. Reload the page; if that does not help, the site has to be published again.",
    ],
    version: [
      "检索文件与页面版本不一致，请刷新页面；如仍不行，请告知网站管理员重新发布。",
      "Search files and page are of different versions. Reload the page; if that does not help, the site has to be published again.",
    ],
    superseded: ["已有更新的检索。", "There is a newer query."],
    internal: ["检索出错，请刷新页面后再试。", "The search failed. Reload the page and try again."],
  };

  function failure(code, detail) {
    var english = /^en/.test(document.documentElement.lang);
    var error = new Error((messages[code] || messages.internal)[english ? 1 : 0]);
    error.code = code;
    error.detail = detail || "";
    return error;
  }

  function absolute(address) {
    return new URL(address, document.baseURI).href;
  }

  /* A host that sends this script as long as it is will send the engine so, at twice its packed size. */
  function takesPacked(address) {
    if (typeof DecompressionStream !== "function" || shuyuan.disk) return false;
    var timing =
      typeof performance === "object" && performance.getEntriesByName && performance.getEntriesByName(address)[0];
    return Boolean(timing && timing.encodedBodySize && timing.encodedBodySize === timing.decodedBodySize);
  }

  function addresses() {
    var base = script && script.src ? script.src : absolute("search/search.js");
    var root = (document.body && document.body.getAttribute("data-root")) || "";
    var given = function (name) {
      return script && script.getAttribute(name);
    };
    return {
      worker: given("data-worker") ? absolute(given("data-worker")) : new URL("worker.js", base).href,
      engine:
        given("data-packed") && takesPacked(base)
          ? absolute(given("data-packed"))
          : given("data-engine")
            ? absolute(given("data-engine"))
            : new URL("engine.wasm", base).href,
      index: absolute(given("data-index") || root + "search/"),
    };
  }

  function unusable() {
    if (location.protocol === "file:" && !shuyuan.disk) return "file";
    if (typeof WebAssembly !== "object" || typeof Worker !== "function" || typeof Promise !== "function") {
      return "unsupported";
    }
    return null;
  }

  function start() {
    if (worker) return worker;
    var where = addresses();
    // A portable site brings its own way of reading files.
    worker = shuyuan.disk ? shuyuan.disk.worker(where.worker) : new Worker(where.worker);
    worker.onmessage = function (event) {
      var call = calls[event.data.call];
      if (!call) return;
      delete calls[event.data.call];
      if (event.data.error) call.reject(failure(event.data.error, event.data.detail));
      else call.resolve(event.data.value);
    };
    worker.onerror = function (event) {
      if (event.preventDefault) event.preventDefault();
      var open = calls;
      calls = {};
      worker = null;
      Object.keys(open).forEach(function (key) {
        open[key].reject(failure("network", event.message));
      });
    };
    var ahead = typeof fetch === "function" && !shuyuan.disk ? ["engine", "start"] : [];
    worker.postMessage({ what: "configure", engine: where.engine, index: where.index, ahead: ahead });
    if (ahead.length) {
      fetchAhead(worker, "engine", where.engine, "default");
      fetchAhead(worker, "start", where.index + "start.json", "no-cache");
    }
    return worker;
  }

  // Fetches for the worker while its script is still on the way; what fails here, the worker tries again.
  function fetchAhead(receiver, name, address, cache) {
    fetch(address, { cache: cache })
      .then(function (response) {
        return response.ok ? response.arrayBuffer() : null;
      })
      .catch(function () {
        return null;
      })
      .then(function (buffer) {
        receiver.postMessage({ what: "ahead", name: name, buffer: buffer }, buffer ? [buffer] : []);
      });
  }

  function ask(what, content) {
    var reason = unusable();
    if (reason) return Promise.reject(failure(reason));
    return new Promise(function (resolve, reject) {
      var call = nextCall++;
      try {
        start();
      } catch (error) {
        reject(failure("unsupported", String(error)));
        return;
      }
      calls[call] = { resolve: resolve, reject: reject };
      worker.postMessage({ what: what, call: call, content: content });
    });
  }

  var GATEWAY_WAIT = 12000; // milliseconds; the gateway itself gives its engine eight seconds
  var GATEWAY_REST = 60000; // milliseconds for which one that gave no answer is left alone
  var gatewayRests = 0;

  /* The gateway's address, if there is one and it is worth asking. */
  function gateway() {
    var path = script && !shuyuan.disk && location.protocol !== "file:" && script.getAttribute("data-gateway");
    return path && typeof fetch === "function" && Date.now() >= gatewayRests ? new URL(path, location.href).href : null;
  }

  function oneLine(value) {
    return String(value).replace(/[\r\n]+/g, " ");
  }

  /* The question goes in the body: hosts write addresses into their logs. */
  function askGateway(address, lines) {
    var abort = typeof AbortController === "function" ? new AbortController() : null;
    var timer = 0;
    var late = new Promise(function (resolve, reject) {
      timer = setTimeout(function () {
        reject(new Error("late"));
        if (abort) abort.abort();
      }, GATEWAY_WAIT);
    });
    var request = {
      method: "POST",
      headers: { "Content-Type": "text/plain;charset=utf-8", "Shuyuan-Search": "1" },
      body: lines.join("\n"),
      cache: "no-store",
      credentials: "same-origin",
    };
    if (abort) request.signal = abort.signal;
    var answered = fetch(address, request).then(function (response) {
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    });
    return Promise.race([answered, late]).then(
      function (answer) {
        clearTimeout(timer);
        return answer;
      },
      function (error) {
        clearTimeout(timer);
        gatewayRests = Date.now() + GATEWAY_REST;
        throw error;
      },
    );
  }

  function questionLines(query, options) {
    var lines = ["query=" + oneLine(query).slice(0, 1000)];
    ["limit", "offset", "page", "today", "sort"].forEach(function (key) {
      if (options[key] !== undefined && options[key] !== null) lines.push(key + "=" + oneLine(options[key]));
    });
    var filters = options.filters || {};
    Object.keys(filters).forEach(function (key) {
      [].concat(filters[key] || []).forEach(function (value) {
        lines.push(key + "=" + oneLine(value));
      });
    });
    return lines;
  }

  /* Whichever of the two can answer. */
  function search(query, options) {
    var address = gateway();
    var numbered = typeof options.page === "number";
    var fromIndex = function () {
      // The index knows pages by numbers only.
      if (options.page && !numbered) return Promise.reject(failure("network", "gateway"));
      return ask("search", { query: query, options: options });
    };
    if (!address || numbered) {
      return fromIndex().then(function (answer) {
        if (script && script.getAttribute("data-gateway")) answer.fallback = true;
        return answer;
      });
    }
    return askGateway(address, questionLines(query, options)).catch(function () {
      return fromIndex().then(function (answer) {
        answer.fallback = true;
        return answer;
      });
    });
  }

  shuyuan.prepare = function () {
    return gateway() ? Promise.resolve() : ask("prepare", null);
  };

  shuyuan.search = function (query, options) {
    var mine = ++lastSearch;
    return search(String(query), options || {}).then(function (answer) {
      if (mine !== lastSearch) throw failure("superseded");
      return answer;
    });
  };

  shuyuan.suggest = function (prefix, limit) {
    var fromIndex = function () {
      return ask("suggest", { prefix: String(prefix), limit: limit || 8 });
    };
    var address = gateway();
    var lines = ["prefix=" + oneLine(prefix).slice(0, 200), "limit=" + (limit || 8)];
    return address ? askGateway(address, lines).catch(fromIndex) : fromIndex();
  };
})();
