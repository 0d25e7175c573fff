// The policy library as a reader uses it: sorted, filtered, searched in its page, with and without script; a column as one
// book; a document with its red head.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openBoth, visitor } from "./site.mjs";

const LIBRARY = "library/";
const BOOK = "supervision/policies/compendium/";

const { site, browser } = await openBoth();
const visit = visitor(browser, { timezoneId: "Asia/Shanghai", reducedMotion: "reduce" });

async function open(url, options = {}) {
  const page = await visit(options);
  await page.goto(site.url + url);
  return page;
}

const titles = page => page.$$eval(".library-results .entry-title", links => links.map(link => link.textContent));
const said = page => page.textContent(".library-results [role=status]");

/** Waits until the page says how many texts there are, and returns the number. */
async function count(page) {
  await page.waitForFunction(() =>
    /\d+|没有/.test(document.querySelector(".library-results [role=status]").textContent),
  );
  return Number((await said(page)).match(/\d+/)?.[0] ?? 0);
}

test("nothing is fetched before somebody asks", async () => {
  site.asked.length = 0;
  const page = await open(LIBRARY);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(
    site.asked.filter(path => /texts\.js/.test(path)),
    [],
  );
  assert.equal(await page.isVisible(".library-results"), false);
  assert.equal(await page.isVisible(".library-recent"), true);
});

test("a filter leaves what fits, and stands in the address", async () => {
  const page = await open(LIBRARY);
  await page.selectOption("[name=type]", "规定");
  assert.equal(await count(page), 5);
  for (const title of await titles(page)) assert.match(title, /规定/);
  assert.equal(await page.isVisible(".library-groups"), false);
  assert.match(decodeURIComponent(page.url()), /\?type=规定$/);
  const again = await visit();
  await again.goto(page.url());
  assert.equal(await count(again), 5);
  await again.click(".library-filter [type=reset]");
  await again.waitForSelector(".library-groups", { state: "visible" });
  assert.doesNotMatch(again.url(), /\?/);
});

test("names are found by words, numbers and initials", async () => {
  const page = await open(LIBRARY);
  for (const [asked, expected] of [
    ["学习 场地", /学习场地/],
    ["xxzxglbf", /学习中心管理办法/],
    ["〔2024〕9", /档案管理细则/],
  ]) {
    await page.fill("[name=q]", asked);
    await page.waitForFunction(asked => decodeURIComponent(location.search) === `?q=${asked}`, asked);
    assert.ok((await count(page)) > 0, asked);
    for (const title of await titles(page)) assert.match(title, expected);
  }
  await page.fill("[name=q]", "没有这样的文件");
  await page.waitForFunction(() => /没有/.test(document.querySelector(".library-results [role=status]").textContent));
  assert.deepEqual(await titles(page), []);
});

test("names sort by sound and by strokes, texts by day and status", async () => {
  const page = await open(LIBRARY);
  const order = async sort => {
    await page.selectOption("[name=sort]", sort);
    await page.waitForFunction(sort => location.search.includes(`sort=${sort}`), sort);
    await count(page);
    return titles(page);
  };
  const sound = await order("sound");
  assert.ok(sound.length >= 13);
  const first = sound.map(title => new Intl.Collator("zh-u-co-pinyin").compare(title[0], "关"));
  assert.deepEqual(
    first,
    [...first].sort((a, b) => a - b),
  );
  const strokes = await order("strokes");
  assert.notDeepEqual(strokes, sound);
  assert.deepEqual([...strokes].sort(), [...sound].sort());
  const bare = title => title.replace(/^中华人民共和国(?=.)/, "");
  const counted = new Intl.Collator("zh-u-co-stroke");
  for (let i = 1; i < strokes.length; i++) assert.ok(counted.compare(bare(strokes[i - 1]), bare(strokes[i])) <= 0);
  await order("status");
  const badges = await page.$$eval(".library-results .status", all => all.map(one => one.textContent));
  assert.deepEqual(
    badges,
    [...badges].sort((a, b) => (a === "有效" ? -1 : 0) - (b === "有效" ? -1 : 0)),
  );
});

test("a status is that of the reader's day", async () => {
  const page = await visit();
  await page.clock.setFixedTime(new Date("2040-01-01T09:00:00+08:00"));
  await page.goto(`${site.url}${LIBRARY}?status=${encodeURIComponent("尚未生效")}`);
  assert.equal(await count(page), 0);
});

test("without script the lists are there and the form is not", async () => {
  const page = await open(LIBRARY, { javaScriptEnabled: false });
  assert.equal(await page.isVisible(".library-filter"), false);
  assert.equal(await page.isVisible(".library-groups"), true);
});

test("where the list cannot be fetched the page says so and keeps its lists", async () => {
  site.hidden = /texts\.js/;
  try {
    const page = await open(LIBRARY);
    await page.fill("[name=q]", "办法");
    await page.waitForFunction(() =>
      /没有取到/.test(document.querySelector(".library-results [role=status]").textContent),
    );
    assert.equal(await page.isVisible(".library-groups"), true);
  } finally {
    site.hidden = null;
  }
});

test("a column is one book: its own anchors, and links that stay in it", async () => {
  const page = await open(BOOK);
  const ids = await page.$$eval("main [id]", all => all.map(one => one.id));
  assert.equal(new Set(ids).size, ids.length);
  const texts = await page.$$eval(".compendium-text", all => all.length);
  assert.ok(texts >= 10);
  assert.equal(await page.$$eval(".compendium-contents li", all => all.length), texts);
  const lost = await page.$$eval('main a[href^="#"]', links =>
    links
      .map(link => link.getAttribute("href"))
      .filter(href => !document.getElementById(decodeURIComponent(href.slice(1)))),
  );
  assert.deepEqual(lost, []);
  // What one member says of another stays in the book; only the way to a text's own page leaves it.
  const own = await page.$$eval(".compendium-source a", links => links.map(link => link.pathname));
  const leaving = await page.$$eval(
    ".compendium-text .statute a[href]",
    (links, own) =>
      links.filter(link => !link.getAttribute("href").startsWith("#") && own.includes(link.pathname)).length,
    own,
  );
  assert.equal(leaving, 0);
  assert.ok((await page.$$('.compendium-text .statute a.cite[href^="#c"]')).length > 10);
});

test("on paper each text of the book begins a page", async () => {
  const page = await open(BOOK);
  await page.emulateMedia({ media: "print" });
  const breaks = await page.$$eval(".compendium-text", all => all.map(one => getComputedStyle(one).breakBefore));
  assert.deepEqual([...new Set(breaks)], ["page"]);
  assert.equal(await page.isVisible(".compendium-source"), false);
});

test("a document has its red head, the copies and who printed it", async () => {
  const page = await open("supervision/policies/yinfa-dangan-guanli-xize-de-tongzhi/");
  const head = await page.$eval(".letterhead", one => ({
    text: one.textContent,
    colour: getComputedStyle(one).color,
    top: one.getBoundingClientRect().top,
  }));
  assert.match(head.text, /文件$/);
  assert.equal(head.colour, "rgb(158, 31, 23)");
  assert.ok(head.top < (await page.$eval("main h1", one => one.getBoundingClientRect().top)));
  assert.match(await page.textContent(".imprint .copies"), /^抄送：青禾区/);
  assert.deepEqual(await page.$$eval(".imprint .printed span", all => all.map(one => one.textContent)), [
    "云麓市青禾区融媒与学习中心办公室",
    "2024年4月12日印发",
  ]);
  // The day stands below the middle of the body that signs.
  const [name, day] = await page.$$eval(".signature p", lines =>
    lines.slice(0, 2).map(line => {
      const range = document.createRange();
      range.selectNodeContents(line);
      const box = range.getBoundingClientRect();
      return (box.left + box.right) / 2;
    }),
  );
  assert.ok(Math.abs(name - day) < 2, `${name} ${day}`);
});
