/* What every page offers when scripts may run: type size, today's status of policies, a mark in the contents where one reads. */
(function () {
  'use strict';

  var SIZES = ['normal', 'large', 'larger', 'largest'];
  var page = document.documentElement;

  var words = {};
  try {
    words = JSON.parse(document.currentScript.getAttribute('data-words')) || {};
  } catch (ignored) { /* A theme without words: what the server wrote stays. */ }

  function pad(n) {
    return n < 10 ? '0' + n : String(n);
  }

  /* What holds on the reader's date; '' where the dates do not tell. */
  function statusToday(element) {
    var now = new Date();
    var today = now.getFullYear() + '-' + pad(now.getMonth() + 1) + '-' + pad(now.getDate());
    var effective = element.getAttribute('data-effective-on');
    var until = element.getAttribute('data-valid-until');
    var repealed = element.getAttribute('data-repealed-on');
    var amended = element.getAttribute('data-amended-on');
    var built = element.getAttribute('data-status');
    if (repealed && repealed <= today) return 'repealed';
    if (until && until < today) return 'expired';
    if (effective && effective > today) return 'not_yet';
    if (amended && amended <= today) return 'amended';
    return built === 'not_yet' ? 'in_force' : built;
  }

  function statuses() {
    Array.prototype.forEach.call(document.querySelectorAll('.status[data-status]'), function (badge) {
      var built = badge.getAttribute('data-status');
      var today = statusToday(badge);
      if (!today || today === built || !words[today]) return;
      badge.textContent = words[today];
      badge.className = 'status status-' + today;
    });
  }

  /* navigator.clipboard is missing on plain http, where most intranets are, and may be forbidden to a page in a frame. */
  function copy(text) {
    if (!navigator.clipboard || !window.isSecureContext) return copySelected(text);
    return navigator.clipboard.writeText(text).catch(function () { return copySelected(text); });
  }

  function copySelected(text) {
    return new Promise(function (done, failed) {
      var area = document.createElement('textarea');
      area.value = text;
      area.setAttribute('readonly', '');
      area.style.position = 'fixed';
      area.style.left = '-999em';
      document.body.appendChild(area);
      area.select();
      var worked = false;
      try { worked = document.execCommand('copy'); } catch (ignored) { worked = false; }
      document.body.removeChild(area);
      if (worked) done();
      else failed();
    });
  }

  function typeSize() {
    var group = document.querySelector('.type-size');
    if (!group) return;
    var buttons = group.querySelectorAll('button');
    var at = Math.max(0, SIZES.indexOf(page.getAttribute('data-size')));

    function show() {
      page.setAttribute('data-size', SIZES[at]);
      buttons[0].disabled = at === 0;
      buttons[1].disabled = at === SIZES.length - 1;
    }
    Array.prototype.forEach.call(buttons, function (button) {
      button.addEventListener('click', function () {
        at += button.getAttribute('data-size') === 'up' ? 1 : -1;
        at = Math.min(SIZES.length - 1, Math.max(0, at));
        show();
        try { localStorage.setItem('shuyuan.size', SIZES[at]); } catch (ignored) { /* Holds for this page only. */ }
      });
    });
    group.hidden = false;
    show();
  }

  /* Marks the link of the last heading that has passed the top of the window. */
  function followContents(nav) {
    var links = [];
    Array.prototype.forEach.call(nav.querySelectorAll('a[href^="#"]'), function (link) {
      var target = document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1)));
      if (target) links.push({ link: link, target: target });
    });
    if (!links.length) return;
    var current = null;
    var waiting = false;

    function update() {
      waiting = false;
      var line = Math.min(160, window.innerHeight / 3);
      // The headings stand in the order of the page, so that halving finds the last one above the line.
      var low = 0;
      var high = links.length;
      while (low < high) {
        var middle = (low + high) >> 1;
        if (links[middle].target.getBoundingClientRect().top <= line) low = middle + 1;
        else high = middle;
      }
      var found = low ? links[low - 1].link : null;
      if (found === current) return;
      if (current) current.removeAttribute('aria-current');
      current = found;
      if (!current) return;
      current.setAttribute('aria-current', 'location');
      var box = nav.getBoundingClientRect();
      var place = current.getBoundingClientRect();
      if (place.top < box.top || place.bottom > box.bottom) nav.scrollTop += place.top - box.top - box.height / 3;
    }
    function later() {
      if (waiting) return;
      waiting = true;
      window.requestAnimationFrame(update);
    }
    window.addEventListener('scroll', later, { passive: true });
    window.addEventListener('resize', later);
    update();
  }

  function printButtons() {
    Array.prototype.forEach.call(document.querySelectorAll('[data-print]'), function (button) {
      button.hidden = false;
      button.addEventListener('click', function () { window.print(); });
    });
  }

  /* Paper cannot unfold: answers that are folded away are printed. */
  function unfoldForPaper() {
    window.addEventListener('beforeprint', function () {
      Array.prototype.forEach.call(document.querySelectorAll('.faq details'), function (item) { item.open = true; });
    });
  }

  window.shuyuanWords = words;
  window.shuyuanStatus = statusToday;
  window.shuyuanCopy = copy;
  typeSize();
  statuses();
  printButtons();
  unfoldForPaper();
  Array.prototype.forEach.call(document.querySelectorAll('.aside-sticky'), followContents);
})();
