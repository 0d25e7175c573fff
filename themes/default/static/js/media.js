/*
 * Sound and video: how fast, chapters, and a transcript that follows and leads to the moment one presses. Made from the tracks
 * of the element; without script, or where tracks cannot be read (opened as a file), the browser's own controls are there.
 */
(function () {
  "use strict";

  var words = window.shuyuanWords || {};
  var SPEEDS = [0.75, 1, 1.25, 1.5, 2];

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function clock(seconds) {
    var whole = Math.floor(seconds);
    var rest = whole % 60;
    return Math.floor(whole / 60) + ":" + (rest < 10 ? "0" : "") + rest;
  }

  function speed(media) {
    var label = element("label", "media-speed", words.media_speed + " ");
    var select = element("select");
    SPEEDS.forEach(function (value) {
      var option = element("option", "", value + "×");
      option.value = String(value);
      option.selected = value === 1;
      select.appendChild(option);
    });
    select.addEventListener("change", function () {
      media.playbackRate = Number(select.value);
    });
    label.appendChild(select);
    return label;
  }

  /* Cues as a list of buttons; the one that is being said is marked, and kept in view within the list. */
  function list(media, track, name, className) {
    var part = element("details", className);
    part.open = true;
    part.appendChild(element("summary", "", name));
    var lines = element("ol", "media-lines");
    var rows = [];
    Array.prototype.forEach.call(track.cues, function (cue) {
      var item = element("li");
      var press = element("button", "");
      press.type = "button";
      press.appendChild(element("span", "media-time", clock(cue.startTime)));
      press.appendChild(element("span", "", cue.text.replace(/<[^>]*>/g, "")));
      press.addEventListener("click", function () {
        media.currentTime = cue.startTime;
        media.play();
      });
      item.appendChild(press);
      lines.appendChild(item);
      rows.push({ cue: cue, item: item });
    });
    media.addEventListener("timeupdate", function () {
      rows.forEach(function (row) {
        var now = media.currentTime >= row.cue.startTime && media.currentTime < row.cue.endTime;
        if (now === row.item.classList.contains("is-said")) return;
        row.item.classList.toggle("is-said", now);
        if (now) row.item.setAttribute("aria-current", "true");
        else row.item.removeAttribute("aria-current");
        if (now) lines.scrollTop = row.item.offsetTop - lines.offsetTop - lines.clientHeight / 3;
      });
    });
    part.appendChild(lines);
    return part;
  }

  function whenRead(element, act) {
    var track = element.track;
    // A track that is off is not read at all.
    if (track.mode === "disabled") track.mode = "hidden";
    if (track.cues && track.cues.length) act(track);
    else
      element.addEventListener("load", function () {
        if (track.cues && track.cues.length) act(track);
      });
  }

  Array.prototype.forEach.call(document.querySelectorAll("main video, main audio"), function (media) {
    var tools = element("div", "media-tools no-print");
    tools.appendChild(speed(media));
    media.parentNode.insertBefore(tools, media.nextSibling);
    Array.prototype.forEach.call(media.querySelectorAll("track"), function (track) {
      var chapters = track.kind === "chapters";
      whenRead(track, function (read) {
        var made = list(
          media,
          read,
          chapters ? words.media_chapters : words.media_transcript,
          chapters ? "media-chapters" : "media-transcript",
        );
        tools.parentNode.insertBefore(
          made,
          chapters ? tools.nextSibling : (tools.parentNode.querySelector(".media-chapters") || tools).nextSibling,
        );
      });
    });
  });
})();
