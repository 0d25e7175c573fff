// What study reckons without a page: when a wrong answer comes back, which week a day lies in, which questions a week has, and where
// a note finds its words again.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const load = name =>
  createRequire(import.meta.url)(new URL(`../../themes/default/static/study/${name}`, import.meta.url).pathname);
const cards = load("cards.js");
const anchors = load("anchors.js");

test("a wrong answer comes back after 1, 2, 4, 8 and 16 days, and is done then", () => {
  let card = cards.answered(null, false, "2026-02-27");
  assert.deepEqual(card, { box: 0, due: "2026-02-28", wrong: 1 });
  const days = [];
  while (card) {
    days.push(card.due);
    card = cards.answered(card, true, card.due);
  }
  assert.deepEqual(days, ["2026-02-28", "2026-03-02", "2026-03-06", "2026-03-14", "2026-03-30"]);
  assert.equal(card, null);
});

test("a wrong answer begins anew, a right one before its day changes nothing", () => {
  const card = { box: 3, due: "2026-03-20", wrong: 2 };
  assert.equal(cards.answered(card, true, "2026-03-19"), undefined);
  assert.equal(cards.answered(null, true, "2026-03-19"), undefined);
  assert.deepEqual(cards.answered(card, false, "2026-03-19"), { box: 0, due: "2026-03-20", wrong: 3 });
});

test("what waits longest is asked first, and a day out of all bounds is no reason to wait for ever", () => {
  const card = (id, due, box = 0) => ({ id, value: { due, box, wrong: 1 } });
  const all = [
    card("c", "2026-03-02", 1),
    card("a", "2026-03-01"),
    card("b", "2026-03-02"),
    card("d", "2026-03-04"),
    card("e", "2036-01-01"),
  ];
  assert.deepEqual(
    cards.due(all, "2026-03-03").map(({ id }) => id),
    ["a", "b", "c", "e"],
  );
  assert.deepEqual(cards.due([], "2026-03-03"), []);
  const many = Array.from({ length: 500 }, (_, i) => card(`q${i}`, "2026-03-01"));
  assert.equal(cards.due(many, "2026-03-01").length, 500);
});

test("weeks are those of ISO 8601, by the day that the reader has", () => {
  const weeks = {
    "2026-01-01": "2026-W01",
    "2026-12-31": "2026-W53",
    "2027-01-03": "2026-W53",
    "2027-01-04": "2027-W01",
    "2024-12-30": "2025-W01",
    "2021-01-03": "2020-W53",
  };
  for (const [day, week] of Object.entries(weeks)) {
    const [y, m, d] = day.split("-").map(Number);
    for (const hour of [0, 12, 23]) assert.equal(cards.week(new Date(y, m - 1, d, hour, 59)), week, day);
  }
});

const IDS = Array.from({ length: 20 }, (_, i) => `题-${i}`);

test("the draw of a week is fixed for good, whatever the order of the bank", () => {
  const drawn = (ids, seed) => cards.draw(ids, 5, seed).map(i => ids[i]);
  assert.deepEqual(drawn(IDS, "制度@2026-W48"), ["题-19", "题-13", "题-11", "题-8", "题-15"]);
  const turned = [...IDS].reverse();
  const seen = new Set();
  for (let week = 1; week <= 53; week += 1) {
    assert.deepEqual(drawn(IDS, `a@${week}`), drawn(turned, `a@${week}`));
    seen.add(drawn(IDS, `a@${week}`).join());
  }
  assert.ok(seen.size > 50, String(seen.size));
});

test("a question added replaces at most one of a week, and each is drawn about equally often", () => {
  const counts = new Map(IDS.map(id => [id, 0]));
  for (let week = 0; week < 4000; week += 1) {
    const before = cards.draw(IDS, 5, `w${week}`).map(i => IDS[i]);
    before.forEach(id => counts.set(id, counts.get(id) + 1));
    const more = [...IDS, "new"];
    const after = cards.draw(more, 5, `w${week}`).map(i => more[i]);
    assert.ok(before.filter(id => !after.includes(id)).length <= 1);
  }
  // 1000 expected each; the standard deviation is about 27.
  for (const [id, count] of counts) assert.ok(count > 860 && count < 1140, `${id}: ${count}`);
});

const TEXT =
  "第一条为了规范学习中心的管理，保障居民的学习权利，制定本办法。第二条本办法适用于青禾区内的学习中心。学习中心应当每周开放不少于五日，每日不少于六小时。第三条区教育部门负责学习中心的指导和监督。";
const QUOTE = "学习中心应当每周开放不少于五日";
const describe = (quote, text = TEXT) =>
  anchors.describe(text, text.indexOf(quote), text.indexOf(quote) + quote.length);
const found = (text, anchor) => {
  const place = anchors.locate(text, anchor);
  return place && [text.slice(place.start, place.end), place.changed];
};

test("a note finds its words where they are now", () => {
  const anchor = describe(QUOTE);
  assert.deepEqual(found(TEXT, anchor), [QUOTE, false]);
  assert.deepEqual(found(`新加的一段话。${TEXT}`, anchor), [QUOTE, false]);
  assert.deepEqual(found(TEXT.slice(40), anchor), [QUOTE, false]);
  // White space of another build counts nowhere.
  assert.deepEqual(found(TEXT, { ...anchor, exact: "学习中心 应当每周\n开放不少于五日" }), [QUOTE, false]);
});

test("of equal words those with the same neighbours are meant", () => {
  const text = "甲方应当按时付款。乙方应当按时付款。丙方应当按时付款。";
  const second = text.indexOf("应当按时付款", 10);
  const anchor = anchors.describe(text, second, second + 6);
  const moved = `丁方应当按时付款。${text}`;
  assert.equal(anchors.locate(moved, anchor).start, second + 9);
  // Short words without anything of their surroundings are not guessed.
  const short = anchors.describe(text, 0, 2);
  assert.equal(anchors.locate("这里说的甲方是另一家。", short), null);
});

test("words that were mended are found and told, words that are gone are not", () => {
  const anchor = describe(QUOTE);
  assert.deepEqual(found(TEXT.replace("不少于五日", "不得少于六日"), anchor), [
    "学习中心应当每周开放不得少于六日",
    true,
  ]);
  const around = TEXT.replace("适用于青禾区内的学习中心。", "适用于全区。")
    .replace("每日不少于六小时", "一天六小时")
    .replace("五日", "六日");
  assert.deepEqual(found(around, anchor), ["学习中心应当每周开放不少于六日", true]);
  assert.equal(found(TEXT.replace("学习中心应当每周开放不少于五日，每日不少于六小时。", ""), anchor), null);
  assert.equal(found("完全是另外一篇文章，讲的是别的事情，没有一句相同。", anchor), null);
  assert.equal(found("", anchor), null);
});

test("a long quotation is found by its ends, though its middle changed", () => {
  const quote = Array.from({ length: 60 }, (_, i) => `第${i}句话讲第${i * 7}件事。`).join("");
  const text = `开头的话。${quote}结尾的话。`;
  const anchor = describe(quote, text);
  const changed = text
    .replace("第30句话讲第210件事。", "这一句后来改写成了另一句话。")
    .replace("开头", "起头")
    .replace("结尾", "末尾");
  const place = anchors.locate(changed, anchor);
  assert.equal(place.changed, true);
  assert.ok(
    changed.slice(place.start, place.end).startsWith("第0句话") &&
      changed.slice(place.start, place.end).endsWith("第413件事。"),
  );
});

test("very many lost notes on a very long page do not stop it", () => {
  const long = Array.from({ length: 20000 }, (_, i) => `第${i}条`).join("");
  const budget = { left: anchors.BUDGET };
  const lost = { exact: "这几个字哪里都没有出现过呀".repeat(4), prefix: "", suffix: "", start: 0 };
  for (let i = 0; i < 200; i += 1) assert.equal(anchors.locate(long, lost, budget), null);
  assert.ok(budget.left < 0);
});

test("random edits elsewhere never lose a note or move it to other words", () => {
  let state = 7;
  const below = n => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
  const letters = Array.from({ length: 300 }, (_, i) => String.fromCharCode(0x4e00 + i));
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: 400 }, () => letters[below(300)]).join("");
    const start = 60 + below(250);
    const quote = text.slice(start, start + 8 + below(40));
    const anchor = anchors.describe(text, start, start + quote.length);
    const cut = below(start - 40);
    const edited = text.slice(0, cut) + letters[below(300)].repeat(below(30)) + text.slice(cut + below(20));
    assert.deepEqual(found(edited, anchor), [quote, false], `round ${round}`);
  }
});
