/*
 * The explanation of a term beside it: when the pointer rests on it or it has the focus. Escape closes it, the pointer may move
 * onto it, and it is read out with the link (aria-describedby). Without scripts the link leads to the term's page.
 */
(function () {
  "use strict";

  var terms = document.querySelectorAll("a.term[data-definition]");
  if (!terms.length) return;
  var box = document.createElement("div");
  box.className = "term-popover";
  box.id = "term-popover";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  document.body.appendChild(box);
  var shown = null;
  var waiting = 0;

  function place(term) {
    var lines = term.getClientRects();
    var at = lines[lines.length - 1] || term.getBoundingClientRect();
    var width = box.offsetWidth;
    var height = box.offsetHeight;
    var left = Math.min(at.left, document.documentElement.clientWidth - width - 8);
    var above = at.bottom + height + 8 > window.innerHeight && at.top > height + 8;
    box.style.left = Math.max(8, left) + window.pageXOffset + "px";
    box.style.top = (above ? at.top - height - 6 : at.bottom + 6) + window.pageYOffset + "px";
  }

  function open(term) {
    window.clearTimeout(waiting);
    if (shown === term) return;
    close();
    shown = term;
    box.textContent = "";
    var name = document.createElement("strong");
    name.textContent = term.getAttribute("data-term") || term.textContent;
    box.appendChild(name);
    box.appendChild(document.createTextNode(" " + term.getAttribute("data-definition")));
    term.setAttribute("aria-describedby", box.id);
    box.hidden = false;
    place(term);
  }

  function close() {
    window.clearTimeout(waiting);
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  }

  function soon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(close, 250);
  }

  Array.prototype.forEach.call(terms, function (term) {
    term.addEventListener("mouseenter", function () {
      open(term);
    });
    term.addEventListener("mouseleave", soon);
    term.addEventListener("focus", function () {
      open(term);
    });
    term.addEventListener("blur", close);
  });
  box.addEventListener("mouseenter", function () {
    window.clearTimeout(waiting);
  });
  box.addEventListener("mouseleave", soon);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") close();
  });
  window.addEventListener("resize", close);
})();
