// The dialog over any page: results while typing, recent searches, found words on the page that is opened; and what the search
// page does beyond a list: versions, further hits, titles by sound, slips, results while typing.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openBoth, visitor } from "./site.mjs";

const { site, browser } = await openBoth();
const visit = visitor(browser);
let page;

beforeEach(async () => {
  page = await visit();
});

const focused = () => page.evaluate(() => document.activeElement.className);
const options = () => page.$$eval(".search-dialog-title", titles => titles.map(title => title.textContent));

async function ask(query, path = "service/") {
  await page.goto(site.url + path);
  await page.keyboard.press("Control+k");
  await page.waitForSelector(".search-dialog-input");
  await page.keyboard.type(query);
  await page.waitForSelector(".search-dialog-title");
}

test("it opens over any page, answers while typing, and gives the focus back", async () => {
  await ask("退课");
  assert.ok(
    (await options()).some(title => title.startsWith("退课和删除登记信息")),
    (await options()).join("\n"),
  );
  assert.ok((await page.$$(".search-dialog-option mark")).length > 0);
  assert.equal(await focused(), "search-dialog-input");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "search-dialog-shut");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "search-dialog-input");
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible(".search-dialog"), false);
  assert.notEqual(await focused(), "search-dialog-input");
});

test("the words are marked on the page that a result opens, until they are cleared", async () => {
  await ask("轮椅席位");
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }).catch(() => {}), page.keyboard.press("Enter")]);
  await page.waitForSelector("mark.search-found");
  assert.equal(await page.textContent("mark.search-found"), "轮椅席位");
  await page.click(".search-found-note button");
  assert.equal((await page.$$("mark.search-found")).length, 0);
  await page.reload();
  assert.equal((await page.$$("mark.search-found")).length, 0, "a page opened otherwise has no marks");
});

test("recent searches are kept in the browser and can be cleared", async () => {
  await ask("轮椅席位");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector("mark.search-found");
  await page.keyboard.press("Control+k");
  await page.waitForSelector(".search-dialog-forget");
  assert.deepEqual(await page.$$eval(".search-dialog-option", all => all.map(one => one.textContent)), ["轮椅席位"]);
  await page.click(".search-dialog-forget");
  await page.waitForSelector(".search-dialog-forget", { state: "detached" });
  assert.equal(await page.evaluate(() => localStorage.getItem("shuyuan-search-recent")), null);
});

test("the search page lists the version in force with the others beside it, and unfolds the hits of a page", async () => {
  await page.goto(`${site.url}search/?q=${encodeURIComponent("学习中心管理办法")}`);
  await page.waitForSelector(".result-versions");
  assert.equal(await page.textContent(".result-versions"), "另有2023、2021版本");
  const sections = () => page.$$eval(".result:first-child .result-section", all => all.length);
  const before = await sections();
  assert.match(await page.textContent(".result-all"), /^还有 \d+ 条$/);
  await page.click(".result-all");
  await page.waitForFunction(
    few => document.querySelectorAll(".result:first-child .result-section").length > few,
    before,
  );
  assert.ok((await sections()) > 20);
});

test("the search page answers while typing, by sound, and names what was meant", async () => {
  await page.goto(`${site.url}search/`);
  const said = text =>
    page.waitForFunction(
      words => document.querySelector(".search-body, .search-summary").parentElement.textContent.includes(words),
      text,
    );
  await page.fill("#page-search", "guanlibf");
  await said("按读音找到");
  assert.equal(new URL(page.url()).searchParams.get("q"), "guanlibf");
  await page.fill("#page-search", "学习中心管理半法");
  await said("您要找的是");
  assert.ok((await page.$$eval(".search-word", all => all.map(one => one.textContent))).includes("学习中心管理办法"));
});

test("the number of an article alone means the text that was found last, or the one that is open", async () => {
  const opened = () => page.$$eval(".search-dialog-option", all => all.map(one => one.getAttribute("href")));
  await page.goto(`${site.url}search/?q=${encodeURIComponent("学习中心管理办法")}`);
  await page.waitForSelector(".result-versions");
  await page.fill("#page-search", "6条");
  await page.waitForFunction(() => (document.querySelector(".result-section-link") || {}).hash === "#art-6");
  const url = await page.evaluate(async () => (await window.shuyuan.search("学习场地使用管理办法")).hits[0].url);
  await ask("第八条", url);
  assert.ok((await opened())[0].endsWith(`${url}#art-8`), (await opened()).join("\n"));
});
