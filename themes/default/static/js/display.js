/*
 * How pages are shown: light or dark, size and face of the type, distance of lines, the version for those who see less well,
 * and reading aloud. The button in the bar opens it; early.js brings a choice back before the next page is painted.
 */
(function () {
  "use strict";

  var button = document.querySelector(".display-button");
  var words = window.shuyuanWords;
  if (!button || !words) return;
  var page = document.documentElement;
  var KEY = "shuyuan.display";
  /* The first value of each is what holds without a choice. */
  var CHOICES = [
    ["theme", ["system", "light", "dark"]],
    ["size", ["normal", "large", "larger", "largest"]],
    ["line", ["normal", "loose"]],
    ["face", ["sans", "serif"]],
  ];
  var panel = null;

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch (ignored) {
      return {};
    }
  }

  function keep(name, value) {
    if (value) page.setAttribute("data-" + name, value);
    else page.removeAttribute("data-" + name);
    var all = kept();
    all[name] = value || "";
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
      localStorage.removeItem("shuyuan.size");
    } catch (ignored) {
      /* Holds for this page only. */
    }
  }

  function choice(name, values) {
    var set = element("fieldset");
    set.appendChild(element("legend", "", words["display_" + name]));
    var row = element("div", "display-choices");
    var now = page.getAttribute("data-" + name) || values[0];
    values.forEach(function (value, at) {
      var label = element("label");
      var input = element("input");
      input.type = "radio";
      input.name = "display-" + name;
      input.value = value;
      input.checked = value === now;
      input.addEventListener("change", function () {
        keep(name, at ? value : "");
      });
      label.appendChild(input);
      label.appendChild(element("span", "", words["display_" + name + "_" + value]));
      row.appendChild(label);
    });
    set.appendChild(row);
    return set;
  }

  function press(text, pressed, act) {
    var made = element("button", "button button-quiet", text);
    made.type = "button";
    made.setAttribute("aria-pressed", String(pressed));
    made.addEventListener("click", function () {
      act(made);
    });
    return made;
  }

  function care() {
    return press(words.display_care, page.hasAttribute("data-care"), function (made) {
      var on = !page.hasAttribute("data-care");
      keep("care", on ? "on" : "");
      made.setAttribute("aria-pressed", String(on));
    });
  }

  /* Only a voice of the device itself: others send the text to whoever offers them. */
  function voice() {
    var language = page.lang.slice(0, 2).toLowerCase();
    var voices = window.speechSynthesis ? window.speechSynthesis.getVoices() : [];
    return voices.filter(function (v) {
      return v.localService && v.lang.slice(0, 2).toLowerCase() === language;
    })[0];
  }

  function readAloud() {
    var speech = window.speechSynthesis;
    var speaking = false;
    var made = press(words.display_aloud, false, function () {
      if (speaking) {
        stop();
        return;
      }
      var texts = Array.prototype.map
        .call(document.querySelectorAll("main h1, .prose p, .prose li, .prose h2, .prose h3"), function (part) {
          return part.textContent.trim();
        })
        .filter(Boolean);
      speaking = true;
      made.textContent = words.display_aloud_stop;
      made.setAttribute("aria-pressed", "true");
      // One paragraph at a time: engines cut off long texts.
      (function next() {
        if (!speaking || !texts.length) {
          stop();
          return;
        }
        var said = new window.SpeechSynthesisUtterance(texts.shift());
        said.voice = voice();
        said.lang = page.lang;
        said.onend = next;
        said.onerror = stop;
        speech.speak(said);
      })();
    });
    function stop() {
      speaking = false;
      speech.cancel();
      made.textContent = words.display_aloud;
      made.setAttribute("aria-pressed", "false");
    }
    window.addEventListener("pagehide", stop);
    made.hidden = !voice();
    if (speech)
      speech.addEventListener("voiceschanged", function () {
        made.hidden = !voice();
      });
    return made;
  }

  function make() {
    panel = element("div", "display-panel");
    panel.id = "display-panel";
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", words.display);
    CHOICES.forEach(function (entry) {
      panel.appendChild(choice(entry[0], entry[1]));
    });
    var more = element("div", "display-more");
    more.appendChild(care());
    if (window.speechSynthesis) more.appendChild(readAloud());
    panel.appendChild(more);
    button.parentNode.appendChild(panel);
    button.setAttribute("aria-controls", panel.id);
  }

  function show(on) {
    if (on && !panel) make();
    if (!panel) return;
    panel.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    if (on) panel.querySelector("input:checked").focus();
  }

  button.addEventListener("click", function () {
    show(!panel || panel.hidden);
  });
  document.addEventListener("click", function (event) {
    if (panel && !panel.hidden && !event.target.closest(".display-panel, .display-button")) show(false);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !panel || panel.hidden) return;
    show(false);
    button.focus();
  });
})();
