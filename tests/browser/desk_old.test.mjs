// The desk in Chromium 78 and in Firefox: a page is found, changed, shown, kept and moved there as in today's Chromium.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { missing, openOldBrowser, openOldPage } from "./chromium78.mjs";
import { serveDesk, until } from "./desk.mjs";
import { FIREFOX, openFirefox } from "./firefox.mjs";

const ARTICLE = "publicity/2026-05-18-一份文件怎样上网.md";

/** What both browsers have to do, by scripts that both understand; `page` evaluates and waits. */
async function smoke(page, server, name) {
  // In fields as in life: a value is set, and the field says so.
  const type = (selector, value) =>
    page.evaluate(
      (selector, value) => {
        const field = document.querySelector(selector);
        field.focus();
        field.value = value === null ? `${field.value}\n\n换了一个浏览器\n` : value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      },
      selector,
      value,
    );
  const press = words =>
    page.evaluate(words => {
      const all = Array.from(document.querySelectorAll("button")).filter(
        one => one.offsetParent !== null && one.textContent.trim() === words,
      );
      all[all.length - 1].click();
    }, words);
  const holds = (what, ...given) => until(() => page.evaluate(what, ...given), String(what));

  await page.goto(`${server.url}_desk/`);
  await holds(() => document.querySelectorAll("tbody tr").length > 20);
  await type('input[type="search"]', "yfwj");
  await holds(
    () =>
      document.querySelectorAll("tbody tr").length < 20 &&
      document.querySelector("tbody").textContent.includes("一份文件怎样上网"),
  );
  await page.evaluate(hash => void (location.hash = hash), `edit=${encodeURIComponent(ARTICLE)}`);
  await holds(() => document.querySelector(".found-list li") !== null);
  await type("textarea.body", null);
  await holds(() =>
    ((document.querySelector("iframe.preview").contentDocument || {}).body || { textContent: "" }).textContent.includes(
      "换了一个浏览器",
    ),
  );
  await press("保存");
  await holds(() => document.querySelector(".state").textContent === "已保存");
  assert.ok((await server.read(ARTICLE)).includes("换了一个浏览器"));
  await page.evaluate(() => document.querySelector('.toolbar button[title^="自测题"]').click());
  await holds(() => document.querySelector(".dialog .question") !== null);
  await type(".dialog .question textarea", "题目");
  await type('.dialog .option:nth-child(1) input[type="text"]', "甲");
  await type('.dialog .option:nth-child(2) input[type="text"]', "乙");
  await page.evaluate(() => document.querySelector(".dialog input[type=radio]").click());
  await press("完成");
  await holds(() => document.querySelector("textarea.body").value.includes('question: "题目"'));
  await press("保存");
  await holds(() => document.querySelector(".state").textContent === "已保存");
  await press("移动或改名");
  await holds(() => document.querySelector('.dialog input[type="text"]') !== null);
  await type('.dialog input[type="text"]', name);
  await press("看看会改什么");
  await holds(() => document.querySelector(".moving") !== null);
  await press("移动");
  await until(() => server.exists(`publicity/${name}.md`), "the page is in its new place");
  await holds(
    name =>
      decodeURIComponent(location.hash) === `#edit=publicity/${name}.md` &&
      document.querySelector(".found-list li") !== null,
    name,
  );
}

describe("in Chromium 78", { skip: missing() }, () => {
  let browser;
  let server;
  before(async () => {
    server = await serveDesk();
    browser = await openOldBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  test("the desk works", async () => {
    const page = await openOldPage(browser, { width: 1280, height: 800 });
    await smoke(page, server, "jiu-liulanqi");
    assert.deepEqual(
      page.faults.filter(fault => fault.startsWith("error:")),
      [],
    );
  });
});

describe("in Firefox", { skip: FIREFOX || process.env.CI === "true" ? false : "there is no Firefox here" }, () => {
  let browser;
  let server;
  before(async () => {
    server = await serveDesk();
    browser = await openFirefox();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  test("the desk works", async () => {
    await smoke(await browser.newPage(), server, "huohu");
  });
});
