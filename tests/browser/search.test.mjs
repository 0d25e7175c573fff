// The search as readers use it: the box in every header, the search page, and the arrival at what was found.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { openBrowser, openPage, openSite } from "./site.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const ENGINE = /(worker[^/]*\.js|engine[^/]*\.wasm|search\/.+)$/;

let site;
let browser;
let page;

before(async () => {
  site = await openSite();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  page = await openPage(browser);
});
afterEach(async () => {
  site.hidden = null;
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

/** Opens the search page with a query and waits for what it says. */
async function search(query, more = "") {
  await page.goto(`${site.url}search/?q=${encodeURIComponent(query)}${more}`);
  return answered();
}

async function answered() {
  await page.waitForSelector('.results[aria-busy="false"]', { state: "attached" });
  await page.waitForFunction(() => /\d 个页面|没有找到/.test(document.querySelector(".search-summary").textContent));
  return page.textContent(".search-summary");
}

async function total(query, more) {
  const said = await search(query, more);
  return Number((said.match(/(\d+) 个页面/) ?? [0, 0])[1]);
}

const titles = () => page.$$eval(".result-title a", (links) => links.map((link) => link.textContent));
const parameters = () => page.evaluate(() => Array.from(new URLSearchParams(location.search)).join(" "));

async function typeInHeader(text) {
  await page.goto(site.url);
  await page.click("#site-search");
  await page.keyboard.type(text);
  await page.waitForSelector(".search-option");
  return page.$$eval(".search-option-title", (options) => options.map((option) => option.textContent));
}

test("the engine loads when the box gets the focus, and not before", async () => {
  site.asked.length = 0;
  await page.goto(site.url);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(site.asked.filter((path) => ENGINE.test(path) && !/(search|ui|page)[^/]*\.(js|css)$/.test(path)), []);
  await page.focus("#site-search");
  // The worker's own requests do not keep the page from being idle, so the server is asked what it was asked for.
  const loaded = () => site.asked.some((path) => /worker[^/]*\.js$/.test(path));
  for (let waited = 0; waited < 10_000 && !loaded(); waited += 50) await page.waitForTimeout(50);
  assert.ok(loaded(), site.asked.join("\n"));
  await page.evaluate(() => window.shuyuan.prepare());
  // What the page fetches for the worker, the worker does not fetch again.
  for (const one of [/engine[^/]*\.wasm$/, /search\/start\.json$/]) assert.equal(site.asked.filter((path) => one.test(path)).length, 1);
});

test("a slash reaches the box, but not from within a field", async () => {
  await page.goto(site.url);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "site-search");
  assert.equal(await page.inputValue("#site-search"), "");
  await page.keyboard.press("/");
  assert.equal(await page.inputValue("#site-search"), "/");
});

test("titles are suggested while typing, and the keyboard chooses one", async () => {
  const suggested = await typeInHeader("学习中心管理");
  assert.ok(suggested.includes("青禾区学习中心管理办法"), suggested.join("\n"));
  assert.equal(await page.getAttribute("#site-search", "aria-expanded"), "true");
  assert.ok((await page.$$(".search-option mark")).length > 0);

  await page.keyboard.press("ArrowDown");
  const chosen = await page.getAttribute("#site-search", "aria-activedescendant");
  const title = await page.textContent(`[id="${chosen}"] .search-option-title`);
  assert.equal(title, suggested[0]);
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.getAttribute("#site-search", "aria-activedescendant"), null);
  await page.keyboard.press("Escape");
  assert.equal(await page.getAttribute("#site-search", "aria-expanded"), "false");
  assert.equal(await page.inputValue("#site-search"), "学习中心管理");

  await page.keyboard.press("ArrowDown");
  await page.waitForSelector(".search-option");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.endsWith("/portal/"));
  assert.equal(await page.textContent("h1"), suggested[0]);
});

test("titles are suggested by pinyin and by initials", async () => {
  assert.ok((await typeInHeader("xuexidian")).some((title) => title.includes("学习点")));
  assert.ok((await typeInHeader("xxd")).some((title) => title.includes("学习点")));
});

test("a suggestion can be touched", async () => {
  await page.context().close();
  page = await openPage(browser, PHONE);
  const suggested = await typeInHeader("借用教室");
  await page.tap(".search-option");
  await page.waitForURL((url) => !url.pathname.endsWith("/portal/"));
  assert.equal(await page.textContent("h1"), suggested[0]);
});

test("keys belong to the input method while it composes", async () => {
  await page.goto(site.url);
  await page.focus("#site-search");
  const client = await page.context().newCDPSession(page);
  await client.send("Input.imeSetComposition", { text: "guanli", selectionStart: 6, selectionEnd: 6 });
  await page.evaluate(() => {
    const key = { key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", key));
  });
  await page.waitForTimeout(400);
  assert.equal((await page.$$(".search-option")).length, 0);
  await client.send("Input.insertText", { text: "管理办法" });
  await page.waitForSelector(".search-option");
  assert.equal(await page.inputValue("#site-search"), "管理办法");
});

test("Enter asks the search page, which groups marked excerpts by page", async () => {
  await page.goto(site.url);
  await page.fill("#site-search", "轮椅席位");
  await page.press("#site-search", "Enter");
  await page.waitForURL(/\/search\/\?q=/);
  await answered();
  assert.equal(await page.inputValue("#page-search"), "轮椅席位");
  assert.match(await page.title(), /^轮椅席位 - /);
  const pages = await page.$$eval(".result", (results) => results.map((result) => result.getAttribute("data-url")));
  assert.equal(new Set(pages).size, pages.length);
  assert.ok((await titles()).includes("青禾区学习中心管理办法"));
  assert.equal(await page.textContent(".result-excerpt mark"), "轮椅席位");
  assert.equal(await page.getAttribute(".search-summary", "role"), "status");
});

test("a hit leads to the article, which is marked for a moment", async () => {
  await search("学习中心管理办法 第六条");
  const link = page.locator(".result-section-link").first();
  assert.match(await link.getAttribute("href"), /#art-6$/);
  await link.click();
  await page.waitForSelector("#art-6.search-arrived");
  await page.waitForFunction(() => document.getElementById("art-6").getBoundingClientRect().top < window.innerHeight / 2);
  await page.waitForSelector("#art-6:not(.search-arrived)", { timeout: 6000 });
});

test("filters narrow by what their counts say; back and forward undo and redo them", async () => {
  const all = await total("登记");
  const line = page.locator(".facet-value", { has: page.locator("#facet-kind-policy") });
  const count = Number(await line.locator(".facet-count").textContent());
  assert.ok(count > 0 && count < all, `${count} of ${all}`);
  await line.click();
  await page.waitForSelector(".search-chip");
  assert.equal(await answered(), `找到 ${count} 个页面。`);
  assert.equal(await parameters(), "q,登记 kind,policy");
  assert.equal(await page.evaluate(() => document.activeElement.id), "facet-kind-policy");

  await page.goBack();
  await page.waitForSelector(".search-chip", { state: "detached" });
  assert.equal(await answered(), `找到 ${all} 个页面。`);
  assert.equal(await page.isChecked("#facet-kind-policy"), false);
  await page.goForward();
  await page.waitForSelector(".search-chip");
  await page.reload();
  await answered();
  assert.equal(await page.isChecked("#facet-kind-policy"), true);
  await page.click(".search-chip");
  await page.waitForSelector(".search-chip", { state: "detached" });
  assert.equal(await parameters(), "q,登记");
});

test("sorting by date puts the newest first and stands in the address", async () => {
  await search("登记");
  await page.click('.search-sort button[value="date"]');
  await page.waitForSelector('.search-sort button[value="date"][aria-pressed="true"]');
  assert.equal(await parameters(), "q,登记 sort,date");
  const facts = await page.$$eval(".result-facts", (lines) => lines.map((line) => line.textContent));
  const dates = facts.map((line) => (line.match(/\d{4}-\d\d-\d\d/) ?? [""])[0]).filter(Boolean);
  assert.ok(dates.length > 2, facts.join("\n"));
  assert.deepEqual(dates, dates.slice().sort().reverse());
});

test("more can be shown, and is still there on the way back", async () => {
  await search("学习");
  const few = (await titles()).length;
  await page.click(".search-more");
  await page.waitForFunction((few) => document.querySelectorAll(".result").length > few, few);
  const many = (await titles()).length;
  assert.equal(await page.evaluate(() => document.activeElement.closest(".result, .result-section") !== null), true);
  await page.locator(".result-title a").first().click();
  await page.waitForLoadState();
  await page.goBack();
  await page.waitForFunction((many) => document.querySelectorAll(".result").length === many, many);
});

test("what is no longer in force is found and named", async () => {
  await search("学习场地使用规定");
  const result = page.locator(".result", { hasText: "青融学〔2019〕2号" }).first();
  assert.match(await result.locator(".result-title").textContent(), /（已废止）$/);
});

test("quotation marks want the words in one piece", async () => {
  assert.equal(await total("“未成年学员的姓名和肖像”"), 1);
  assert.deepEqual(await titles(), ["青禾区学习中心管理办法"]);
  assert.equal(await total("“肖像和未成年学员的姓名”"), 0);
});

test("a minus takes pages away", async () => {
  const all = await total("教室");
  const fewer = await total("教室 -演播室");
  assert.ok(fewer > 0 && fewer < all, `${fewer} of ${all}`);
  const texts = await page.$$eval(".result", (results) => results.map((result) => result.textContent));
  assert.deepEqual(texts.filter((text) => text.includes("演播室")), []);
});

test("nothing found: advice and lists to browse", async () => {
  assert.equal(await search("龘龘龘"), "没有找到与“龘龘龘”相符的内容。");
  assert.ok((await page.textContent(".search-advice")).includes("错别字"));
  assert.equal(await page.isVisible(".search-lists"), true);
  await page.fill("#page-search", "教室");
  await page.press("#page-search", "Enter");
  await answered();
  assert.equal(await page.isVisible(".search-lists"), false);
});

test("an empty search page explains how to ask", async () => {
  await page.goto(`${site.url}search/`);
  await page.waitForSelector(".search-help[open]");
  assert.ok((await page.textContent(".search-help")).includes("引号"));
  assert.equal(await page.isVisible(".search-lists"), true);
});

test("what is typed is never markup", async () => {
  const query = '<img src=x onerror="document.title=1"><b>';
  await search(query);
  assert.equal((await page.$$("#search-app img, #search-app b")).length, 0);
  assert.equal(await page.inputValue("#page-search"), query);
});

test("missing index files are reported in words, and trying again works once they are back", async () => {
  site.hidden = /^search\/(?!index\.html)./;
  await page.goto(`${site.url}search/?q=${encodeURIComponent("教室")}`);
  await page.waitForSelector('.search-error[role="alert"]');
  assert.match(await page.textContent(".search-error p"), /检索文件/);
  assert.equal(await page.isVisible(".search-lists"), true);
  site.hidden = null;
  await page.click(".search-error button");
  await page.waitForSelector(".result");
});

test("an engine that does not arrive is reported too", async () => {
  site.hidden = /(worker[^/]*\.js|engine[^/]*\.wasm)$/;
  await page.goto(`${site.url}search/?q=${encodeURIComponent("教室")}`);
  await page.waitForSelector('.search-error[role="alert"]');
  assert.match(await page.textContent(".search-error p"), /检索/);
  assert.equal(await page.isVisible(".search-lists"), true);
});

test("without scripts the search page leads to the lists", async () => {
  await page.context().close();
  page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(`${site.url}search/?q=${encodeURIComponent("教室")}`);
  assert.equal(await page.isVisible("noscript .banner, #search-app .banner"), true);
  assert.equal(await page.isVisible(".search-lists"), true);
  assert.ok((await page.$$(".search-lists a")).length > 3);
});

test("on a phone filters fold, targets are large and nothing is cut off", async () => {
  await page.context().close();
  page = await openPage(browser, PHONE);
  await search("登记");
  assert.equal(await page.isVisible(".search-facets"), false);
  await page.tap(".search-toggle");
  assert.equal(await page.isVisible(".search-facets"), true);
  assert.equal(await page.getAttribute(".search-toggle", "aria-expanded"), "true");
  const targets = "#search-app button, #search-app input[type=search], .facet-value, .result-section-link, .search-help summary";
  const small = await page.$$eval(targets, (elements) =>
    elements
      .map((element) => [element.className || element.tagName, element.getBoundingClientRect().height])
      .filter(([, height]) => height > 0 && height < 44),
  );
  assert.deepEqual(small, []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
});
