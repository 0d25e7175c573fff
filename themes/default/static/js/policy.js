/*
 * Reading aids of a policy text: the banner for the reader's own date, jumping to an article, citing and linking a place.
 * Without this script the text, its outline and its permalinks are all there.
 */
(function () {
  'use strict';

  var policy = document.querySelector('.policy');
  var statute = document.querySelector('.statute');
  if (!policy || !statute) return;

  var DIGITS = '零一二三四五六七八九';
  var UNITS = { '十': 10, '百': 100, '千': 1000 };

  /* 12, １２, 十二, 一百二十 → 12, 12, 12, 120; NaN for anything else. */
  function number(text) {
    var plain = text.replace(/[０-９]/g, function (d) { return String.fromCharCode(d.charCodeAt(0) - 0xFEE0); });
    if (/^\d+$/.test(plain)) return parseInt(plain, 10);
    var total = 0;
    var digit = 0;
    var seen = false;
    for (var i = 0; i < plain.length; i++) {
      var c = plain[i] === '〇' ? '零' : plain[i] === '两' ? '二' : plain[i];
      if (UNITS[c]) {
        total += (digit || 1) * UNITS[c];
        digit = 0;
      } else if (c === '万') {
        total = (total + digit) * 10000;
        digit = 0;
      } else if (DIGITS.indexOf(c) >= 0) {
        digit = DIGITS.indexOf(c);
      } else {
        return NaN;
      }
      seen = true;
    }
    return seen ? total + digit : NaN;
  }

  /* 第十二条之一, 12-1, 12之1 → art-12-1 */
  function anchorOf(text) {
    var parts = text.replace(/[\s第]/g, '').replace(/条/g, '').split(/[之\-－—.．]/);
    var numbers = parts.map(number);
    return numbers.some(isNaN) ? '' : 'art-' + numbers.join('-');
  }

  function jump() {
    var form = policy.querySelector('.jump');
    if (!form || !statute.querySelector('[id^="art-"]')) return;
    var message = form.querySelector('.jump-message');
    form.hidden = false;
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      var anchor = anchorOf(form.querySelector('input').value);
      var target = anchor && document.getElementById(anchor);
      message.textContent = target ? '' : message.getAttribute('data-missing');
      if (target) location.hash = anchor;
    });
  }

  function copy(text, button) {
    function said(word) {
      var before = button.textContent;
      button.textContent = word;
      button.disabled = true;
      setTimeout(function () { button.textContent = before; button.disabled = false; }, 1600);
    }
    window.shuyuanCopy(text).then(function () { said(window.shuyuanWords.copied); }, function () { said(window.shuyuanWords.copyFailed); });
  }

  function copyButtons() {
    Array.prototype.forEach.call(policy.querySelectorAll('[data-copy]'), function (button) {
      if (!button.getAttribute('data-copy')) return;
      button.hidden = false;
      button.addEventListener('click', function () { copy(button.getAttribute('data-copy'), button); });
    });
  }

  /* 《…》 inside a title become 〈…〉 when the title itself is quoted. */
  function titleInMarks() {
    return '《' + policy.getAttribute('data-title').replace(/《/g, '〈').replace(/》/g, '〉') + '》';
  }

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function word(name) {
    return statute.getAttribute('data-words-' + name);
  }

  var bar = null;

  /* Shows what can be done with a place: below the paragraph or item that was chosen. */
  function showBar(place) {
    if (bar) bar.parentNode.removeChild(bar);
    if (bar && bar.shuyuanPlace === place) { bar = null; return; }
    var article = place.closest('.article') || place;
    var address = location.href.split('#')[0] + '#' + place.id;
    var name = titleInMarks() + place.getAttribute('data-cite');
    bar = element('div', 'cite-bar');
    bar.shuyuanPlace = place;
    bar.setAttribute('role', 'group');
    bar.setAttribute('aria-label', name);
    bar.appendChild(element('span', 'cite-name', name));
    [['copy', name + '\n' + address], ['link', address]].forEach(function (choice) {
      var button = element('button', '', word(choice[0]));
      button.type = 'button';
      button.addEventListener('click', function () { copy(choice[1], button); });
      bar.appendChild(button);
    });
    [['previous', -1], ['next', 1]].forEach(function (choice) {
      var near = neighbour(article, choice[1]);
      if (!near) return;
      var link = element('a', '', word(choice[0]));
      link.href = '#' + near.id;
      bar.appendChild(link);
    });
    var current = currentVersion();
    var there = current && !current.hasAttribute('data-whole') && article.classList.contains('article') && placeInCurrent(article.id);
    if (there) {
      var newer = element('a', 'cite-current', word('current'));
      newer.setAttribute('href', current.getAttribute('href').split('#')[0] + '#' + there);
      bar.appendChild(newer);
    }
    var holder = place.classList.contains('article') ? place.querySelector('.para') || place : place;
    if (holder.tagName === 'P') holder.parentNode.insertBefore(bar, holder.nextSibling);
    else holder.appendChild(bar);
  }

  function neighbour(article, step) {
    var all = statute.querySelectorAll('.article');
    return all[Array.prototype.indexOf.call(all, article) + step];
  }

  function citing() {
    statute.addEventListener('click', function (event) {
      if (event.target.closest('.cite-bar') || (event.target.closest('a') && !event.target.closest('a.label'))) return;
      var chosen = window.getSelection && String(window.getSelection());
      var place = event.target.closest('[data-cite]');
      if (chosen || !place) return;
      var label = event.target.closest('a.label');
      showBar(label ? label.closest('.article') : place);
    });
  }

  function citedMarks() {
    Array.prototype.forEach.call(document.querySelectorAll('.cited-by details[data-anchor]'), function (list) {
      var article = list.getAttribute('data-anchor') && document.getElementById(list.getAttribute('data-anchor'));
      if (!article) return;
      var link = element('a', 'cited-mark', word('cited') + ' ' + list.getAttribute('data-count'));
      link.href = '#' + list.id;
      link.addEventListener('click', function () { list.open = true; });
      (article.querySelector('.para') || article).appendChild(link);
    });
  }

  /* The site may have been built days ago: says what holds today. */
  function banner() {
    var box = policy.querySelector('.banners');
    var built = policy.getAttribute('data-status');
    var today = window.shuyuanStatus(policy);
    if (!box || !today || today === built) return;
    // A version that has come into force meanwhile is no longer "not the current one".
    ['not_yet', 'expired', 'repealed', 'in_force', 'amended', built === 'not_yet' ? 'older_version' : ''].forEach(function (name) {
      if (!name) return;
      Array.prototype.forEach.call(box.querySelectorAll('.banner-' + name), function (old) { box.removeChild(old); });
    });
    var dates = { not_yet: 'effective-on', in_force: 'effective-on', amended: 'amended-on', repealed: 'repealed-on', expired: 'valid-until' };
    var text = box.getAttribute('data-' + today);
    if (!text) return;
    var line = element('p', 'banner banner-' + today);
    line.setAttribute('role', 'note');
    line.appendChild(element('strong', '', window.shuyuanWords[today]));
    line.appendChild(document.createTextNode(text.replace('{}', policy.getAttribute('data-' + dates[today]) || '')));
    var successor = box.getAttribute('data-successor');
    if (successor && (today === 'amended' || today === 'repealed' || today === 'expired')) {
      var link = element('a', 'banner-link', box.getAttribute('data-successor-title'));
      link.setAttribute('href', successor);
      line.appendChild(link);
    }
    box.insertBefore(line, box.firstChild);
  }

  /* Which version is the current one today: the last that has begun, unless it has ended. */
  function versions() {
    var built = null;
    var current = null;
    Array.prototype.forEach.call(policy.querySelectorAll('.versions li'), function (version) {
      var badge = version.querySelector('.status');
      var today = badge && window.shuyuanStatus(badge);
      if (version.querySelector('.version-current')) built = version;
      if (today !== 'not_yet') current = today === 'repealed' || today === 'expired' ? null : version;
    });
    if (current === built) return;
    if (built) built.querySelector('.version-marks').removeChild(built.querySelector('.version-current'));
    var old = policy.querySelector('.banner-older_version');
    if (old) old.parentNode.removeChild(old);
    if (!current) return;
    var marks = current.querySelector('.version-marks');
    marks.insertBefore(element('span', 'version-mark version-current', word('current')), marks.querySelector('.status'));
    if (current.getAttribute('aria-current') !== 'page') olderBanner(current.querySelector('a'));
  }

  /* Says that `version` is the current one, unless a banner leads there already. */
  function olderBanner(version) {
    var box = policy.querySelector('.banners');
    var led = Array.prototype.some.call(box.querySelectorAll('.banner-link'), function (link) { return link.pathname === version.pathname; });
    if (led) return;
    var line = element('p', 'banner banner-older_version');
    line.setAttribute('role', 'note');
    line.appendChild(element('strong', '', box.getAttribute('data-versions')));
    line.appendChild(document.createTextNode(box.getAttribute('data-older_version')));
    var link = element('a', 'banner-link', version.textContent);
    link.setAttribute('href', version.getAttribute('href'));
    // The build compared this text with what was current then.
    link.setAttribute('data-whole', '');
    line.appendChild(link);
    box.appendChild(line);
  }

  /* Where an article of this older version stands in the current one; '' if it is gone. */
  function placeInCurrent(anchor) {
    var own = (' ' + policy.getAttribute('data-places') + ' ').match(' ' + anchor + ':([^ ]*) ');
    return own ? own[1] : anchor;
  }

  function currentVersion() {
    var links = policy.querySelectorAll('.banner-older_version .banner-link, .banner-amended .banner-link');
    return links[links.length - 1];
  }

  /* The banner of an older version leads to the article at which the reader came in. */
  function bannerPlace() {
    var link = currentVersion();
    if (!link || link.hasAttribute('data-whole')) return;
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var article = target && statute.contains(target) && target.closest('.article');
    var place = article ? placeInCurrent(article.id) : '';
    link.setAttribute('href', link.getAttribute('href').split('#')[0] + (place ? '#' + place : ''));
  }

  function outline() {
    var details = document.querySelector('.outline details');
    if (details && window.matchMedia('(max-width: 65.99em)').matches) details.open = false;
  }

  /* A link to a list that is folded away opens it. */
  function openTarget() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === 'DETAILS') target.open = true;
  }

  outline();
  banner();
  versions();
  jump();
  copyButtons();
  citing();
  citedMarks();
  openTarget();
  bannerPlace();
  window.addEventListener('hashchange', bannerPlace);
  window.addEventListener('hashchange', openTarget);
})();
