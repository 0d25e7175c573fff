/*
 * Reading aids of a policy text: the banner for the reader's own date, jumping to an article, citing and linking a place.
 * Without this script the text, its outline and its permalinks are all there.
 */
(function () {
  "use strict";

  var policy = document.querySelector(".policy");
  var statute = document.querySelector(".statute");
  if (!policy || !statute) return;

  var DIGITS = "零一二三四五六七八九";
  var UNITS = { 十: 10, 百: 100, 千: 1000 };

  /* 12, １２, 十二, 一百二十 → 12, 12, 12, 120; NaN for anything else. */
  function number(text) {
    var plain = text.replace(/[０-９]/g, function (d) {
      return String.fromCharCode(d.charCodeAt(0) - 0xfee0);
    });
    if (/^\d+$/.test(plain)) return parseInt(plain, 10);
    var total = 0;
    var digit = 0;
    var seen = false;
    for (var i = 0; i < plain.length; i++) {
      var c = plain[i] === "〇" ? "零" : plain[i] === "两" ? "二" : plain[i];
      if (UNITS[c]) {
        total += (digit || 1) * UNITS[c];
        digit = 0;
      } else if (c === "万") {
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
    var parts = text
      .replace(/[\s第]/g, "")
      .replace(/条/g, "")
      .split(/[之\-－—.．]/);
    var numbers = parts.map(number);
    return numbers.some(isNaN) ? "" : "art-" + numbers.join("-");
  }

  function jump() {
    var form = policy.querySelector(".jump");
    if (!form || !statute.querySelector('[id^="art-"]')) return;
    var message = form.querySelector(".jump-message");
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var anchor = anchorOf(form.querySelector("input").value);
      var target = anchor && document.getElementById(anchor);
      message.textContent = target ? "" : message.getAttribute("data-missing");
      if (target) location.hash = anchor;
    });
  }

  function copy(text, button) {
    function said(word) {
      var before = button.textContent;
      button.textContent = word;
      button.disabled = true;
      setTimeout(function () {
        button.textContent = before;
        button.disabled = false;
      }, 1600);
    }
    window.shuyuanCopy(text).then(
      function () {
        said(window.shuyuanWords.copied);
      },
      function () {
        said(window.shuyuanWords.copy_failed);
      },
    );
  }

  function copyButtons() {
    Array.prototype.forEach.call(policy.querySelectorAll("[data-copy]"), function (button) {
      var citation = document.querySelector("[data-citation]");
      if (!citation) return;
      button.hidden = false;
      button.addEventListener("click", function () {
        copy(citation.textContent, button);
      });
    });
  }

  /* 《…》 inside a title become 〈…〉 when the title itself is quoted. */
  function titleInMarks() {
    return "《" + policy.getAttribute("data-title").replace(/《/g, "〈").replace(/》/g, "〉") + "》";
  }

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function word(name) {
    return window.shuyuanWords[name];
  }

  /*
   * How a place is cited is seen from where it stands: a code has a thousand places, and its page would be a fifth larger
   * if each carried its name. The first paragraph of an article is text of the article itself, with its anchor at the label.
   */
  function labelOf(article) {
    return article.querySelector("a.label");
  }

  /* 第十二条; 第一部分 for 一、 of a text without articles; and whether it is an article. */
  function articleName(article) {
    var label = labelOf(article).textContent.replace(/\s/g, "");
    return /^第.*条/.test(label)
      ? { name: label, whole: true }
      : { name: "第" + label.replace(/[、.．]+$/, "") + "部分", whole: false };
  }

  /* 一 to 九十九; no article has more paragraphs. */
  function chinese(n) {
    var tens = Math.floor(n / 10);
    return (tens > 1 ? DIGITS[tens] : "") + (tens ? "十" : "") + (n % 10 ? DIGITS[n % 10] : "");
  }

  /* The number of an item: in a box of its own, or the three characters （一） that the text begins with. */
  function itemLabel(item) {
    var box = item.firstElementChild;
    var own = box && box.classList.contains("label") ? box.textContent : item.textContent.slice(0, 3);
    return own.replace(/[.．、]+$/, "");
  }

  /* What `element` of `article` is called, such as 第十二条第二款第（三）项. */
  function citeName(article, id, element) {
    var own = articleName(article);
    if (id === article.id || !own.whole) return own.name;
    var name = own.name;
    var paragraph = id.slice(article.id.length).match(/^-p(\d+)/);
    if (paragraph && document.getElementById(article.id + "-p2")) name += "第" + chinese(Number(paragraph[1])) + "款";
    var items = [];
    for (var at = element; at !== article; at = at.parentNode) if (at.tagName === "LI") items.unshift(itemLabel(at));
    return (
      name +
      items
        .map(function (label, depth) {
          return "第" + label + (depth ? "目" : "项");
        })
        .join("")
    );
  }

  /* The place that was chosen; null outside articles. */
  function placeAt(element) {
    var article = element.closest(".article");
    if (!article) return null;
    var holder = element.closest("p[id], li[id], .article");
    // A quotation or table in an article has no number of its own.
    var apart = holder === article && element.closest("p, li, div") !== article;
    var whole = apart || element.closest("a.label") || !articleName(article).whole;
    var id = whole ? article.id : holder === article ? labelOf(article).id || article.id : holder.id;
    if (whole) holder = article;
    return { id: id, article: article, holder: holder, name: titleInMarks() + citeName(article, id, holder) };
  }

  /* Puts `made` behind the text that stands right in the article. */
  function afterLead(article, made) {
    var next = article.firstElementChild;
    while (next && /^(A|SPAN|STRONG|EM|B|I|CODE|SUB|SUP|BR)$/.test(next.tagName)) next = next.nextElementSibling;
    article.insertBefore(made, next);
  }

  var bar = null;

  /* Shows what can be done with a place: below the paragraph or item that was chosen. */
  function showBar(place) {
    var shown = bar && bar.shuyuanPlace;
    if (bar) bar.parentNode.removeChild(bar);
    bar = null;
    if (shown === place.id) return;
    var article = place.article;
    var address = location.href.split("#")[0] + "#" + place.id;
    var name = place.name;
    bar = element("div", "cite-bar");
    bar.shuyuanPlace = place.id;
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", name);
    bar.appendChild(element("span", "cite-name", name));
    [
      ["copy_citation", name + "\n" + address],
      ["copy_link", address],
    ].forEach(function (choice) {
      var button = element("button", "", word(choice[0]));
      button.type = "button";
      button.addEventListener("click", function () {
        copy(choice[1], button);
      });
      bar.appendChild(button);
    });
    [
      ["previous_article", -1],
      ["next_article", 1],
    ].forEach(function (choice) {
      var near = neighbour(article, choice[1]);
      if (!near) return;
      var link = element("a", "", word(choice[0]));
      link.href = "#" + near.id;
      bar.appendChild(link);
    });
    var current = currentVersion();
    var there = current && !current.hasAttribute("data-whole") && placeInCurrent(article.id);
    if (there) {
      var newer = element("a", "cite-current", word("current_version"));
      newer.setAttribute("href", current.getAttribute("href").split("#")[0] + "#" + there);
      bar.appendChild(newer);
    }
    var provisions = policy.querySelector("[data-provisions]");
    if (provisions && article.classList.contains("article")) {
      var life = element("a", "cite-life", provisions.getAttribute("data-provisions"));
      life.setAttribute("href", provisions.getAttribute("href") + "#" + article.id);
      bar.appendChild(life);
    }
    if (place.holder === article) afterLead(article, bar);
    else if (place.holder.tagName === "P") place.holder.parentNode.insertBefore(bar, place.holder.nextSibling);
    else place.holder.appendChild(bar);
  }

  function neighbour(article, step) {
    var all = statute.querySelectorAll(".article");
    return all[Array.prototype.indexOf.call(all, article) + step];
  }

  function citing() {
    statute.addEventListener("click", function (event) {
      if (event.target.closest(".cite-bar") || (event.target.closest("a") && !event.target.closest("a.label"))) return;
      // Notes have their own use for a press.
      if (statute.classList.contains("is-picking") || event.target.closest("mark.note-mark")) return;
      var chosen = window.getSelection && String(window.getSelection());
      var place = placeAt(event.target);
      if (!chosen && place) showBar(place);
    });
    statute.addEventListener("mouseover", nameLink);
    statute.addEventListener("focusin", nameLink);
  }

  /* 前款 and 本法第三条 say where they lead when the reader points at them. */
  function nameLink(event) {
    var link = event.target.closest("a.cite");
    if (!link || link.title || link.getAttribute("href")[0] !== "#") return;
    var target = document.getElementById(link.getAttribute("href").slice(1));
    var article = target && target.closest(".article");
    if (article) link.title = titleInMarks() + citeName(article, target.id, target);
  }

  /*
   * What cites the text is written where only readers without scripts see it at once: a code is cited in hundreds of places,
   * which browsers need not lay out until somebody asks. Short lists are shown as they are.
   */
  var AT_ONCE = 30;
  var citedLists = null;

  function showCited() {
    var box = policy.querySelector(".cited-by");
    if (!box || !citedLists) return;
    var kept = box.querySelector("noscript");
    citedLists.forEach(function (list) {
      box.insertBefore(list, kept);
    });
    citedLists = null;
    var button = box.querySelector(".cited-all");
    if (button) box.removeChild(button);
  }

  function citedBy() {
    var kept = policy.querySelector(".cited-by noscript");
    if (!kept) return;
    var page = new DOMParser().parseFromString(kept.textContent, "text/html");
    citedLists = Array.prototype.map.call(page.querySelectorAll("details"), function (list) {
      return document.importNode(list, true);
    });
    citedMarks(citedLists);
    if (page.querySelectorAll("li").length <= AT_ONCE) return showCited();
    var button = element("button", "button button-quiet cited-all", word("cited_by_show"));
    button.type = "button";
    button.addEventListener("click", showCited);
    kept.parentNode.insertBefore(button, kept);
  }

  /* An article says how often it is cited when the reader comes near it. */
  function citedMarks(lists) {
    var marks = new Map();
    lists.forEach(function (list) {
      var anchor = list.id.slice("cited-".length);
      var target = anchor && document.getElementById(anchor);
      if (target && statute.contains(target)) marks.set(target.closest(".article") || target, list);
    });
    var near = new IntersectionObserver(
      function (seen) {
        seen.forEach(function (one) {
          if (!one.isIntersecting) return;
          near.unobserve(one.target);
          citedMark(one.target, marks.get(one.target));
        });
      },
      { rootMargin: "600px 0px" },
    );
    marks.forEach(function (list, article) {
      near.observe(article);
    });
  }

  function citedMark(article, list) {
    var link = element("a", "cited-mark", word("cited_by_article") + " " + list.querySelector(".count").textContent);
    link.href = "#" + list.id;
    link.addEventListener("click", function () {
      showCited();
      list.open = true;
    });
    if (article.classList.contains("article")) afterLead(article, link);
    else article.appendChild(link);
  }

  /* Explanations, cases and answers that name an article stand below it. */
  function explained() {
    Array.prototype.forEach.call(policy.querySelectorAll("[data-explains]"), function (row) {
      var target = document.getElementById(row.getAttribute("data-explains"));
      if (!target || !statute.contains(target)) return;
      var mark = element("p", "explained-mark");
      mark.appendChild(element("span", "", word("explained_article")));
      Array.prototype.forEach.call(row.querySelectorAll("dd a"), function (link) {
        mark.appendChild(link.cloneNode(true));
      });
      var article = target.closest(".article");
      if (article) article.appendChild(mark);
      else if (target.tagName === "P" || target.tagName === "LI")
        target.parentNode.insertBefore(mark, target.nextSibling);
      else target.appendChild(mark);
    });
  }

  /* The site may have been built days ago: says what holds today. */
  function banner() {
    var box = policy.querySelector(".banners");
    var built = policy.getAttribute("data-status");
    var today = window.shuyuanStatus(policy);
    if (!box || !today || today === built) return;
    // A version that has come into force meanwhile is no longer "not the current one".
    ["not_yet", "expired", "repealed", "in_force", "amended", built === "not_yet" ? "older_version" : ""].forEach(
      function (name) {
        if (!name) return;
        Array.prototype.forEach.call(box.querySelectorAll(".banner-" + name), function (old) {
          box.removeChild(old);
        });
      },
    );
    var dates = {
      not_yet: "effective-on",
      in_force: "effective-on",
      amended: "amended-on",
      repealed: "repealed-on",
      expired: "valid-until",
    };
    var text = window.shuyuanWords["banner_" + today];
    if (!text) return;
    var line = element("p", "banner banner-" + today);
    line.setAttribute("role", "note");
    line.appendChild(element("strong", "", window.shuyuanWords["status_" + today]));
    line.appendChild(document.createTextNode(text.replace("{}", policy.getAttribute("data-" + dates[today]) || "")));
    var successor = box.getAttribute("data-successor");
    if (successor && (today === "amended" || today === "repealed" || today === "expired")) {
      var link = element("a", "banner-link", box.getAttribute("data-successor-title"));
      link.setAttribute("href", successor);
      line.appendChild(link);
    }
    box.insertBefore(line, box.firstChild);
  }

  /* Which version is the current one today: the last that has begun, unless it has ended. */
  function versions() {
    var built = null;
    var current = null;
    Array.prototype.forEach.call(policy.querySelectorAll(".versions li"), function (version) {
      var badge = version.querySelector(".status");
      var today = badge && window.shuyuanStatus(badge);
      if (version.querySelector(".version-current")) built = version;
      if (today !== "not_yet") current = today === "repealed" || today === "expired" ? null : version;
    });
    if (current === built) return;
    if (built) built.querySelector(".version-marks").removeChild(built.querySelector(".version-current"));
    var old = policy.querySelector(".banner-older_version");
    if (old) old.parentNode.removeChild(old);
    if (!current) return;
    var marks = current.querySelector(".version-marks");
    marks.insertBefore(
      element("span", "version-mark version-current", word("current_version")),
      marks.querySelector(".status"),
    );
    if (current.getAttribute("aria-current") !== "page") olderBanner(current.querySelector("a"));
  }

  /* Says that `version` is the current one, unless a banner leads there already. */
  function olderBanner(version) {
    var box = policy.querySelector(".banners");
    var led = Array.prototype.some.call(box.querySelectorAll(".banner-link"), function (link) {
      return link.pathname === version.pathname;
    });
    if (led) return;
    var line = element("p", "banner banner-older_version");
    line.setAttribute("role", "note");
    line.appendChild(element("strong", "", word("versions")));
    line.appendChild(document.createTextNode(word("banner_older_version")));
    var link = element("a", "banner-link", version.textContent);
    link.setAttribute("href", version.getAttribute("href"));
    // The build compared this text with what was current then.
    link.setAttribute("data-whole", "");
    line.appendChild(link);
    box.appendChild(line);
  }

  /* Where an article of this older version stands in the current one; '' if it is gone. */
  function placeInCurrent(anchor) {
    var own = (" " + policy.getAttribute("data-places") + " ").match(" " + anchor + ":([^ ]*) ");
    return own ? own[1] : anchor;
  }

  function currentVersion() {
    var links = policy.querySelectorAll(".banner-older_version .banner-link, .banner-amended .banner-link");
    return links[links.length - 1];
  }

  /* What the address names; anyone may have written it, so that it need not be well formed. */
  function named() {
    try {
      return location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch (malformed) {
      return null;
    }
  }

  /* The banner of an older version leads to the article at which the reader came in. */
  function bannerPlace() {
    var link = currentVersion();
    if (!link || link.hasAttribute("data-whole")) return;
    var target = named();
    var article = target && statute.contains(target) && target.closest(".article");
    var place = article ? placeInCurrent(article.id) : "";
    link.setAttribute("href", link.getAttribute("href").split("#")[0] + (place ? "#" + place : ""));
  }

  /* A link to a list that is folded away opens it. */
  function openTarget() {
    if (/^#cited-/.test(location.hash)) showCited();
    var target = named();
    if (target && target.tagName === "DETAILS") target.open = true;
  }

  banner();
  versions();
  jump();
  copyButtons();
  citing();
  citedBy();
  explained();
  openTarget();
  bannerPlace();
  window.addEventListener("hashchange", bannerPlace);
  window.addEventListener("hashchange", openTarget);
})();
