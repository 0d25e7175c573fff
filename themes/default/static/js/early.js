/* Before the first paint: the type size that the reader chose last. */
(function () {
  'use strict';
  try {
    var size = localStorage.getItem('shuyuan.size');
    if (size) document.documentElement.setAttribute('data-size', size);
  } catch (ignored) { /* Storage is blocked: the ordinary size. */ }
  document.documentElement.className += ' js';
})();
