/*
 * Progress on pages of courses: a unit counts as read when its end has come into view and it was open long enough, or when the
 * reader says so; where one left off; favourites; marks in the syllabus. All of it stays in this browser.
 */
(function () {
  'use strict';

  var study = window.shuyuanStudy;
  if (!study) return;
  var store = study.store;
  var word = study.word;
  var root = document.body.getAttribute('data-root') || './';

  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function today() {
    var now = new Date();
    function pad(n) { return n < 10 ? '0' + n : String(n); }
    return now.getFullYear() + '-' + pad(now.getMonth() + 1) + '-' + pad(now.getDate());
  }

  function link(url, text) {
    var made = element('a', 'button', text);
    made.href = root + url;
    return made;
  }

  /* ---- a unit ---- */

  /*
   * Long enough is a quarter of the time that the unit takes, at least twenty seconds and at most ten minutes; time counts while
   * the page is in front and something was done in it during the last two minutes.
   */
  function needed(minutes) {
    return Math.min(600, Math.max(20, minutes * 15));
  }

  var IDLE_SECONDS = 120;

  function unit(box) {
    var id = box.getAttribute('data-unit');
    var hours = parseFloat(box.getAttribute('data-hours'));
    var facts = {
      title: box.getAttribute('data-title') || document.title,
      course: box.getAttribute('data-course') || null,
      courseTitle: box.getAttribute('data-course-title') || null
    };
    var content = document.querySelector(box.getAttribute('data-content') || '.prose') || document.body;
    var state = box.querySelector('.study-state');
    var mark = box.querySelector('.study-mark');
    var resume = box.querySelector('.study-resume');
    var seconds = 0;
    var idle = 0;
    var sawEnd = false;
    var furthest = 0;
    var savedPart = -1;
    var undone = false;

    function isRead() {
      return study.get(store.record(), 'read', id);
    }

    function show() {
      var read = isRead();
      state.textContent = read ? word('study_read_on', { day: read.on }) : word('study_unread');
      state.classList.toggle('is-read', Boolean(read));
      mark.textContent = read ? word('study_unmark') : word('study_mark');
      mark.setAttribute('aria-pressed', String(Boolean(read)));
      marks();
    }

    function setRead(by) {
      store.set('read', id, {
        title: facts.title, on: today(), by: by, hours: isFinite(hours) ? hours : null,
        course: facts.course, courseTitle: facts.courseTitle
      });
      show();
    }

    mark.addEventListener('click', function () {
      if (isRead()) {
        // Whoever takes the mark away by hand does not get it back by scrolling on this visit.
        undone = true;
        store.set('read', id, null);
        show();
      } else {
        setRead('hand');
      }
    });

    /* How far the lower edge of the window has come in the text, 0 to 1. */
    function part() {
      var place = content.getBoundingClientRect();
      if (place.height <= 0) return 1;
      return Math.min(1, Math.max(0, (window.innerHeight - place.top) / place.height));
    }

    function look() {
      furthest = part();
      if (furthest >= 0.98) sawEnd = true;
      idle = 0;
    }

    function savePlace() {
      var at = Math.round(furthest * 100) / 100;
      if (at === savedPart || seconds < 3) return;
      savedPart = at;
      store.set('places', id, { title: facts.title, part: at, course: facts.course, courseTitle: facts.courseTitle });
    }

    function tick() {
      if (document.visibilityState !== 'visible' || idle >= IDLE_SECONDS) return;
      idle += 1;
      seconds += 1;
      if (seconds % 5 === 0) savePlace();
      if (sawEnd && !undone && seconds >= needed(Number(box.getAttribute('data-minutes')) || 1) && !isRead()) {
        setRead('scroll');
        savePlace();
      }
    }

    function offerResume() {
      var place = study.get(store.record(), 'places', id);
      if (!place || place.part < 0.1 || place.part >= 0.98 || location.hash) return;
      var press = element('button', 'button button-quiet', word('study_resume', { part: Math.round(place.part * 100) }));
      press.type = 'button';
      press.addEventListener('click', function () {
        var where = content.getBoundingClientRect();
        window.scrollTo(0, window.pageYOffset + where.top + where.height * place.part - window.innerHeight);
        resume.hidden = true;
        content.setAttribute('tabindex', '-1');
        content.focus({ preventScroll: true });
      });
      resume.appendChild(press);
      resume.hidden = false;
    }

    offerResume();
    box.hidden = false;
    show();
    look();
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    ['keydown', 'pointerdown', 'pointermove'].forEach(function (name) {
      window.addEventListener(name, function () { idle = 0; }, { passive: true });
    });
    window.addEventListener('pagehide', savePlace);
    document.addEventListener('visibilitychange', function () {
      if (document.visibilityState === 'hidden') savePlace();
    });
    window.setInterval(tick, 1000);
  }

  /* ---- a course ---- */

  /* A tick behind every unit in a syllabus that is read. */
  function marks() {
    var record = store.record();
    each(document.querySelectorAll('[data-unit-mark]'), function (place) {
      var read = study.get(record, 'read', place.getAttribute('data-unit-mark'));
      place.textContent = read ? word('study_read_mark') : '';
      place.classList.toggle('is-read', Boolean(read));
    });
  }

  function course(box) {
    var record = store.record();
    var id = box.getAttribute('data-course');
    var units = Array.prototype.map.call(document.querySelectorAll('.syllabus [data-unit-link]'), function (anchor) {
      return { id: anchor.getAttribute('data-unit-link'), title: anchor.textContent };
    });
    if (!units.length) return;
    var read = units.filter(function (u) { return study.get(record, 'read', u.id); });
    var hours = read.reduce(function (sum, u) { return sum + (study.get(record, 'read', u.id).hours || 0); }, 0);
    var state = box.querySelector('.study-state');
    state.textContent = word('study_course_state', { read: read.length, of: units.length, hours: Math.round(hours * 100) / 100 });
    var open = study.list(record, 'places').filter(function (place) {
      return place.value.course === id && !study.get(record, 'read', place.id) &&
        units.some(function (u) { return u.id === place.id; });
    });
    var unread = units.filter(function (u) { return !study.get(record, 'read', u.id); });
    var next = open.length ? { id: open[0].id, title: open[0].value.title } : unread[0];
    var resume = box.querySelector('.study-resume');
    if (next) {
      resume.appendChild(link(next.id, word(read.length || open.length ? 'study_continue' : 'study_begin', { title: next.title })));
      resume.hidden = false;
    }
    box.hidden = false;
  }

  /* ---- favourites ---- */

  function favourite(press) {
    var id = press.getAttribute('data-favourite');
    var title = press.getAttribute('data-title') || document.title;

    function show() {
      var kept = Boolean(study.get(store.record(), 'favourites', id));
      press.textContent = kept ? word('study_kept') : word('study_keep');
      press.setAttribute('aria-pressed', String(kept));
    }
    press.addEventListener('click', function () {
      var kept = study.get(store.record(), 'favourites', id);
      store.set('favourites', id, kept ? null : { title: title });
      show();
    });
    press.hidden = false;
    show();
  }

  each(document.querySelectorAll('.study-progress[data-unit]'), unit);
  each(document.querySelectorAll('.course-progress[data-course]'), course);
  each(document.querySelectorAll('[data-favourite]'), favourite);
  marks();
})();
