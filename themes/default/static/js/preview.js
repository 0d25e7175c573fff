/*
 * A cited article where it is cited: pointing at the citation, or the first tap on it, shows the text with its status, taken
 * from the page where it stands. Without script, or where another page cannot be fetched (opened as a file), it is a plain link.
 */
(function () {
  "use strict";

  var main = document.getElementById("main");
  var words = window.shuyuanWords || {};
  if (!main || !window.fetch || !window.DOMParser) return;
  var pages = {};
  var box = null;
  var shown = null;
  var waiting = 0;
  var touch = false;

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  /* Citations, and any other link in the text that leads to an article. */
  function cited(target) {
    var link = target.closest && target.closest('a[href*="#art-"]');
    if (
      !link ||
      !main.contains(link) ||
      link.closest(".cite-preview, .toc, .cite-bar, .statute .contents") ||
      link.classList.contains("label")
    )
      return null;
    // A page opened as a file may read no other.
    if (location.protocol === "file:" && link.href.split("#")[0] !== location.href.split("#")[0]) return null;
    return link.host === location.host ? link : null;
  }

  function load(link) {
    var address = link.href.split("#")[0];
    if (address === location.href.split("#")[0]) return Promise.resolve(document);
    if (!pages[address]) {
      pages[address] = fetch(address)
        .then(function (response) {
          if (!response.ok) throw new Error(String(response.status));
          return response.text();
        })
        .then(function (text) {
          return new DOMParser().parseFromString(text, "text/html");
        });
      pages[address].catch(function () {
        delete pages[address];
      });
    }
    return pages[address];
  }

  /* The text of the place alone: nothing in it may be found twice by its id, or do anything. */
  function passage(place) {
    var copy = place.cloneNode(true);
    Array.prototype.forEach.call(
      copy.querySelectorAll(".cite-bar, .cited-mark, .cite-preview, button, script"),
      function (part) {
        part.parentNode.removeChild(part);
      },
    );
    [copy].concat(Array.prototype.slice.call(copy.querySelectorAll("*"))).forEach(function (part) {
      part.removeAttribute("id");
      part.removeAttribute("data-cite");
      if (part.tagName === "A") part.removeAttribute("href");
    });
    copy.classList.remove("is-target");
    return copy;
  }

  function fill(page, link, place) {
    var policy = page.querySelector(".policy");
    var title = page.querySelector("main h1");
    box.textContent = "";
    var head = element("p", "preview-head");
    var name = element("a", "preview-title", title ? title.textContent : link.textContent);
    name.href = link.href;
    head.appendChild(name);
    var status = policy && window.shuyuanStatus && window.shuyuanStatus(policy);
    if (status && words["status_" + status])
      head.appendChild(element("span", "status status-" + status, words["status_" + status]));
    box.appendChild(head);
    var text = element("div", "preview-text statute");
    var list = place.tagName === "LI" ? text.appendChild(element("ul", "items")) : text;
    list.appendChild(passage(place));
    box.appendChild(text);
    var open = element("a", "preview-open", words.preview_open);
    open.href = link.href;
    box.appendChild(open);
  }

  /* Below the citation where there is room, else above it. */
  function put(link) {
    var at = link.getClientRects()[0] || link.getBoundingClientRect();
    var width = Math.min(480, document.documentElement.clientWidth - 16);
    box.style.width = width + "px";
    box.style.left =
      Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8)) + window.pageXOffset + "px";
    box.hidden = false;
    var below = window.innerHeight - at.bottom;
    var up = below < box.offsetHeight + 12 && at.top > below;
    box.style.top = window.pageYOffset + (up ? at.top - box.offsetHeight - 6 : at.bottom + 6) + "px";
  }

  function show(link) {
    var anchor = link.hash.slice(1);
    try {
      anchor = decodeURIComponent(anchor);
    } catch (malformed) {
      /* An address that nobody wrote well leads nowhere. */
    }
    shown = link;
    return load(link).then(function (page) {
      var place = page.getElementById(anchor);
      if (shown !== link) return;
      if (!place) throw new Error("no such article");
      // The first paragraph stands right in the article, with its anchor at the label.
      if (place.tagName === "A") place = place.closest(".article");
      if (!box) {
        box = element("div", "cite-preview");
        box.setAttribute("role", "dialog");
        box.setAttribute("aria-label", words.preview);
        document.body.appendChild(box);
        box.addEventListener("mouseenter", function () {
          window.clearTimeout(waiting);
        });
        box.addEventListener("mouseleave", later);
      }
      fill(page, link, place);
      put(link);
    });
  }

  function hide() {
    window.clearTimeout(waiting);
    shown = null;
    if (box) box.hidden = true;
  }

  function later() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(hide, 300);
  }

  document.addEventListener(
    "pointerdown",
    function (event) {
      touch = event.pointerType === "touch";
    },
    true,
  );
  main.addEventListener("mouseover", function (event) {
    var link = cited(event.target);
    if (!link || touch) return;
    window.clearTimeout(waiting);
    if (shown === link) return;
    waiting = window.setTimeout(function () {
      show(link).catch(hide);
    }, 250);
  });
  main.addEventListener("mouseout", function (event) {
    if (cited(event.target)) later();
  });
  main.addEventListener("focusin", function (event) {
    var link = cited(event.target);
    if (link && !touch) show(link).catch(hide);
  });
  main.addEventListener("focusout", later);
  document.addEventListener("click", function (event) {
    var link = cited(event.target);
    if (link && touch && shown !== link) {
      event.preventDefault();
      show(link).catch(function () {
        location.href = link.href;
      });
    } else if (!event.target.closest(".cite-preview")) {
      hide();
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") hide();
  });
})();
