/*
 * The portal without a network: keeps the shell, the pages that were read and what readers download on the page offline/.
 * While there is a network every page is asked of the host, so that nothing old is shown after a publication.
 */
(function () {
  "use strict";

  var VERSION = "@VERSION@";
  var SHELL = "@SHELL@"; // names that change with the content, and pages
  var PATIENCE = 8000; // milliseconds after which a page that is kept is shown instead of one that does not come
  var READ = 200; // pages and pictures kept of those that were read

  var scope = self.registration.scope;
  var names = { assets: "shuyuan-assets " + scope, read: "shuyuan-read " + scope, packs: "shuyuan-packs " + scope };
  var LIST = scope + ".shuyuan/shell"; // the names of this publication and of the one before

  function isFixed(path) {
    return /^assets\/.*\.[0-9a-f]{8,}\.[^.\/]+$/.test(path);
  }

  /* Pages have two addresses. */
  function key(url) {
    return url.split(/[?#]/)[0].replace(/\/index\.html$/, "/");
  }

  function put(cache, url, response) {
    return response.blob().then(function (body) {
      var headers = new Headers(response.headers);
      headers.set("x-shuyuan-kept", new Date().toISOString());
      headers.delete("content-encoding");
      headers.delete("content-length");
      return cache.put(url, new Response(body, { status: 200, headers: headers }));
    });
  }

  function fetchInto(cache, path) {
    return cache.match(scope + path).then(function (there) {
      if (there && isFixed(path)) return undefined;
      return fetch(scope + path, { cache: "no-cache" }).then(function (response) {
        if (!response.ok) throw new Error(path + ": " + response.status);
        return put(cache, scope + path, response);
      });
    });
  }

  self.addEventListener("install", function (event) {
    event.waitUntil(
      Promise.all([caches.open(names.assets), caches.open(names.read)])
        .then(function (opened) {
          return Promise.all(
            SHELL.filter(function (path) {
              return !/\.wasm(\.[0-9a-f]+\.bin)?$/.test(path); // the search asks for the one it takes
            }).map(function (path) {
              return fetchInto(isFixed(path) ? opened[0] : opened[1], path);
            }),
          );
        })
        .then(function () {
          return self.skipWaiting();
        }),
    );
  });

  /* Pages of the former publication may be open: what they need stays until the next one. */
  self.addEventListener("activate", function (event) {
    event.waitUntil(
      caches
        .open(names.assets)
        .then(function (cache) {
          return cache
            .match(LIST)
            .then(function (found) {
              return found ? found.json() : [];
            })
            .then(function (former) {
              var stay = SHELL.concat(former).map(function (path) {
                return scope + path;
              });
              return cache.keys().then(function (kept) {
                return Promise.all(
                  kept.map(function (request) {
                    return stay.indexOf(request.url) < 0 && request.url !== LIST ? cache.delete(request) : undefined;
                  }),
                );
              });
            })
            .then(function () {
              return cache.put(LIST, new Response(JSON.stringify(SHELL)));
            });
        })
        .then(function () {
          return self.clients.claim();
        }),
    );
  });

  self.addEventListener("message", function (event) {
    if (event.data === "version" && event.ports[0]) event.ports[0].postMessage(VERSION);
  });

  self.addEventListener("fetch", function (event) {
    var request = event.request;
    if (request.method !== "GET" || request.url.indexOf(scope) !== 0) return;
    var path = key(request.url).slice(scope.length);
    if (path === "offline.js" || path === "shuyuan-manifest.json") return;
    if (isFixed(path)) event.respondWith(fixed(request, path));
    else if (/^search\/.*\.bin$/.test(path)) event.respondWith(part(request));
    else if (request.mode === "navigate") event.respondWith(page(event));
    else if (!request.headers.has("range")) event.respondWith(other(event, path));
  });

  function fixed(request, path) {
    return caches.open(names.assets).then(function (cache) {
      return cache.match(scope + path).then(function (kept) {
        return (
          kept ||
          fetch(request).then(function (response) {
            // A browser without space still shows the page.
            if (response.ok) put(cache, scope + path, response.clone()).catch(function () {});
            return response;
          })
        );
      });
    });
  }

  /* Parts of the index have names that change with their content: what is kept needs no asking. */
  function part(request) {
    return caches
      .open(names.packs)
      .then(function (cache) {
        return cache.match(key(request.url));
      })
      .then(function (kept) {
        var range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") || "");
        if (!kept) return fetch(request);
        if (!range) return kept;
        return kept.blob().then(function (whole) {
          var end = Math.min(Number(range[2]) + 1, whole.size);
          return new Response(whole.slice(Number(range[1]), end), {
            status: 206,
            headers: { "content-range": "bytes " + range[1] + "-" + (end - 1) + "/" + whole.size },
          });
        });
      });
  }

  /* The newest copy of what was read or downloaded. */
  function newest(url) {
    return Promise.all(
      [names.read, names.packs].map(function (name) {
        return caches.open(name).then(function (cache) {
          return cache.match(key(url));
        });
      }),
    ).then(function (found) {
      return found.filter(Boolean).sort(function (a, b) {
        return a.headers.get("x-shuyuan-kept") < b.headers.get("x-shuyuan-kept") ? 1 : -1;
      })[0];
    });
  }

  /* A kept page says of itself when it was kept. */
  function marked(kept) {
    return kept.text().then(function (html) {
      var day = kept.headers.get("x-shuyuan-kept");
      return new Response(html.replace("<body", '<body data-kept="' + day + '"'), {
        status: 200,
        headers: kept.headers,
      });
    });
  }

  function page(event) {
    var url = event.request.url;
    var answered = fetch(url, { cache: "no-cache", redirect: "manual", credentials: "same-origin" }).then(
      function (response) {
        if (response.ok && /html/.test(response.headers.get("content-type") || ""))
          event.waitUntil(keep(url, response.clone()));
        if (response.status === 404 || response.status === 410) event.waitUntil(forget(url));
        if (response.status >= 500) throw new Error(String(response.status));
        return response;
      },
    );
    var late = new Promise(function (resolve) {
      setTimeout(resolve, PATIENCE, null);
    });
    return Promise.race([answered, late])
      .catch(function () {
        return null;
      })
      .then(function (response) {
        if (response) return response;
        return newest(url).then(function (kept) {
          if (kept) return marked(kept);
          return answered.catch(function () {
            return Response.redirect(scope + "offline/?missed=" + encodeURIComponent(key(url).slice(scope.length)));
          });
        });
      });
  }

  function other(event, path) {
    var url = event.request.url;
    return fetch(event.request).then(
      function (response) {
        var small = Number(response.headers.get("content-length") || 0) < 2000000;
        if (response.status === 200 && small && /^image\//.test(response.headers.get("content-type") || "")) {
          event.waitUntil(keep(url, response.clone()));
        }
        return response;
      },
      function (error) {
        return newest(url).then(function (kept) {
          if (kept) return kept;
          throw error;
        });
      },
    );
  }

  /* The oldest give way; without space, half of them. */
  function keep(url, response) {
    return caches.open(names.read).then(function (cache) {
      var trim = function (limit) {
        return cache.keys().then(function (kept) {
          var own = kept.filter(function (request) {
            return SHELL.indexOf(request.url.slice(scope.length)) < 0;
          });
          return Promise.all(
            own.slice(0, Math.max(0, own.length - limit(own.length))).map(function (request) {
              return cache.delete(request);
            }),
          );
        });
      };
      var again = response.clone();
      return put(cache, key(url), response)
        .catch(function () {
          return trim(function (all) {
            return all >> 1;
          }).then(function () {
            return put(cache, key(url), again);
          });
        })
        .catch(function () {})
        .then(function () {
          return trim(function () {
            return READ;
          });
        });
    });
  }

  function forget(url) {
    return Promise.all(
      [names.read, names.packs].map(function (name) {
        return caches.open(name).then(function (cache) {
          return cache.delete(key(url));
        });
      }),
    );
  }
})();
