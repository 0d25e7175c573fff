/* Pictures of a text, large: one press opens them, arrows go on, Escape closes. Without script they stand in the text. */
(function () {
  "use strict";

  var words = window.shuyuanWords || {};
  var pictures = Array.prototype.filter.call(document.querySelectorAll(".prose img"), function (image) {
    return !image.closest("a, button") && image.getAttribute("alt") !== "" && (image.width >= 160 || !image.complete);
  });
  if (!pictures.length) return;
  var view = null;
  var at = 0;
  var opener = null;

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function caption(image) {
    var figure = image.closest("figure");
    var text = figure && figure.querySelector("figcaption");
    return text ? text.textContent : image.alt;
  }

  function press(className, sign, label, act) {
    var made = element("button", className, sign);
    made.type = "button";
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  function make() {
    view = element("div", "zoom");
    view.setAttribute("role", "dialog");
    view.setAttribute("aria-modal", "true");
    view.setAttribute("aria-label", words.zoom);
    view.appendChild(press("zoom-close", "×", words.close, close));
    if (pictures.length > 1) {
      view.appendChild(
        press("zoom-step zoom-previous", "‹", words.zoom_previous, function () {
          show(at - 1);
        }),
      );
      view.appendChild(
        press("zoom-step zoom-next", "›", words.zoom_next, function () {
          show(at + 1);
        }),
      );
    }
    view.appendChild(element("img"));
    view.appendChild(element("p"));
    view.addEventListener("click", function (event) {
      if (event.target === view) close();
    });
    view.addEventListener("keydown", keys);
    document.body.appendChild(view);
  }

  /* The focus stays inside. */
  function keys(event) {
    if (event.key === "Escape") close();
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
    if (event.key !== "Tab") return;
    var all = view.querySelectorAll("button");
    var edge = event.shiftKey ? all[0] : all[all.length - 1];
    if (document.activeElement !== edge) return;
    event.preventDefault();
    all[event.shiftKey ? all.length - 1 : 0].focus();
  }

  function show(index) {
    at = (index + pictures.length) % pictures.length;
    var image = view.querySelector("img");
    image.src = pictures[at].src;
    image.srcset = pictures[at].srcset;
    image.sizes = "100vw";
    image.alt = pictures[at].alt;
    view.querySelector("p").textContent =
      (pictures.length > 1 ? at + 1 + " / " + pictures.length + "　" : "") + caption(pictures[at]);
  }

  function open(index) {
    if (!view) make();
    opener = document.activeElement;
    view.hidden = false;
    show(index);
    view.querySelector(".zoom-close").focus();
  }

  function close() {
    view.hidden = true;
    if (opener) opener.focus();
  }

  pictures.forEach(function (image, index) {
    image.classList.add("can-zoom");
    image.tabIndex = 0;
    image.setAttribute("role", "button");
    image.setAttribute("aria-label", words.zoom + "：" + image.alt);
    image.addEventListener("click", function () {
      open(index);
    });
    image.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open(index);
    });
  });
})();
