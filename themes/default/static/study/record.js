/* The page “学习记录”: what this browser remembers, to look through, print, take along, bring back and clear. */
(function () {
  'use strict';

  var study = window.shuyuanStudy;
  var page = document.querySelector('.study-record');
  if (!study || !page) return;
  var store = study.store;
  var root = document.body.getAttribute('data-root') || './';
  var message = page.querySelector('.record-message');

  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function say(text) {
    message.textContent = text;
    message.hidden = !text;
  }

  function pad(n) {
    return n < 10 ? '0' + n : String(n);
  }

  function day(moment) {
    var date = new Date(moment);
    return date.getFullYear() + '-' + pad(date.getMonth() + 1) + '-' + pad(date.getDate());
  }

  /* Keys come out of files: only a path below this site becomes a link. */
  function link(id, text) {
    var path = id.split('#')[0];
    if (!/^[A-Za-z0-9._~%\/-]*$/.test(path) || path.charAt(0) === '/' || path.indexOf('..') >= 0) return document.createTextNode(text);
    var made = element('a', '', text);
    made.href = root + id;
    return made;
  }

  function cell(row, content) {
    var made = row.insertCell();
    if (typeof content === 'string') made.textContent = content;
    else made.appendChild(content);
    return made;
  }

  /* Fills the table of `name`; without rows the table is hidden and a sentence stands there. */
  function table(name, rows) {
    var part = page.querySelector('[data-part="' + name + '"]');
    var body = part.querySelector('tbody');
    body.textContent = '';
    rows.forEach(function (cells) {
      var row = body.insertRow();
      cells.forEach(function (content) { cell(row, content); });
    });
    part.querySelector('table').hidden = !rows.length;
    part.querySelector('.empty').hidden = Boolean(rows.length);
  }

  function show() {
    var record = store.record();
    table('years', study.years(record).map(function (year) {
      return [year.year, String(year.units), String(year.hours)];
    }));
    table('read', study.list(record, 'read').sort(function (a, b) {
      return a.value.on < b.value.on ? 1 : a.value.on > b.value.on ? -1 : 0;
    }).map(function (entry) {
      var v = entry.value;
      var hours = typeof v.hours === 'number' ? String(v.hours) : '—';
      return [v.on, link(entry.id, v.title), v.course && v.courseTitle ? link(v.course, v.courseTitle) : '—', hours];
    }));
    table('tests', study.list(record, 'tests').map(function (entry) {
      var v = entry.value;
      var best = record.bests[entry.id];
      var top = Math.max(v.score, best ? best.score : 0);
      return [day(entry.at), link(entry.id, v.title), v.right + ' / ' + v.of, String(v.score), String(top), top >= v.pass ? '达到' : '未达到'];
    }));
    table('favourites', study.list(record, 'favourites').map(function (entry) {
      return [day(entry.at), link(entry.id, entry.value.title)];
    }));
    page.querySelector('.record-date').textContent = day(Date.now());
    page.querySelector('.record-broken').hidden = store.broken() === null;
  }

  function save(text, name) {
    var url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    var anchor = element('a');
    anchor.href = url;
    anchor.download = name;
    document.body.appendChild(anchor);
    anchor.click();
    document.body.removeChild(anchor);
    window.setTimeout(function () { URL.revokeObjectURL(url); }, 60000);
  }

  function on(name, act) {
    var press = page.querySelector('[data-do="' + name + '"]');
    press.addEventListener('click', act);
    return press;
  }

  on('export', function () {
    save(study.write(store.record()), 'study-record-' + day(Date.now()) + '.json');
    say('学习记录已经导出。在另一台设备的本页导入，两处的记录就合在一起。');
  });
  on('export-broken', function () {
    save(store.broken() || '', 'study-record-unreadable-' + day(Date.now()) + '.json');
    say('读不出来的原文已经导出。');
  });

  var FAULTS = {
    broken: '这个文件不是学习记录，或者已经损坏。没有导入，本机的记录没有变动。',
    newer: '这个文件由本站较新的版本导出，本页还读不懂。没有导入，本机的记录没有变动；请刷新页面后再试。',
    large: '这个文件太大，不会是学习记录。没有导入，本机的记录没有变动。',
    unreadable: '这个文件打不开。没有导入，本机的记录没有变动。'
  };

  var input = page.querySelector('.record-file');
  input.addEventListener('change', function () {
    var file = input.files[0];
    input.value = '';
    if (!file) return;
    if (file.size > study.LARGEST_FILE) {
      say(FAULTS.large);
      return;
    }
    var reader = new FileReader();
    reader.onerror = function () { say(FAULTS.unreadable); };
    reader.onload = function () {
      var taken = store.take(String(reader.result));
      if (taken.state !== 'ok') {
        say(FAULTS[taken.state]);
        return;
      }
      show();
      say('已经导入，并和本机的记录合并。' +
        (taken.skipped ? '文件里有 ' + taken.skipped + ' 项读不懂，没有导入；请保留原文件。' : '') +
        (taken.kept ? '' : '但是浏览器没有存下来，离开本页就没有了。'));
    };
    reader.readAsText(file);
  });
  on('import', function () { input.click(); });

  var sure = page.querySelector('.record-sure');
  var clear = on('clear', function () {
    sure.hidden = false;
    clear.hidden = true;
    sure.querySelector('[data-do="keep"]').focus();
  });
  function asked() {
    sure.hidden = true;
    clear.hidden = false;
    clear.focus();
  }
  on('keep', asked);
  on('clear-now', function () {
    var cleared = store.clear();
    asked();
    show();
    say(cleared ? '本机的学习记录已经清除。' : study.problems.blocked);
  });
  sure.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') asked();
  });

  each(page.querySelectorAll('.record-live'), function (part) { part.hidden = false; });
  window.addEventListener('storage', show);
  show();
})();
