/* Hides the articles that did not change, if the reader wishes. */
(function () {
  'use strict';
  var filter = document.querySelector('.compare-filter');
  if (!filter || !document.querySelector('.change-same')) return;
  filter.hidden = false;
  filter.querySelector('input').addEventListener('change', function (event) {
    Array.prototype.forEach.call(document.querySelectorAll('.change-same'), function (row) {
      row.hidden = event.target.checked;
    });
  });
})();
