/* The portal keeps nothing for reading offline (any more): a worker of an earlier publication goes, with all that it kept. */
self.addEventListener("install", function () {
  self.skipWaiting();
});
self.addEventListener("activate", function (event) {
  var scope = self.registration.scope;
  event.waitUntil(
    caches
      .keys()
      .then(function (names) {
        return Promise.all(
          names
            .filter(function (name) {
              return /^shuyuan-/.test(name) && name.split(" ")[1] === scope;
            })
            .map(function (name) {
              return caches.delete(name);
            }),
        );
      })
      .then(function () {
        return self.registration.unregister();
      }),
  );
});
