// The portable form of the example portal, opened from a disk: every link leads to a page, the search answers by the same
// engine from pieces, and what is read for a query stays small. In today's Chromium, in Chromium 78 and, where there is one,
// in Firefox.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { missing, openOldBrowser } from "./chromium78.mjs";
import { FIREFOX, openFirefox } from "./firefox.mjs";
import { openBrowser, PROJECT } from "./site.mjs";

const LIMIT = 60_000;
let folder;
let home;
let ordinary;

before(async () => {
  // A name with what addresses write otherwise.
  folder = await mkdtemp(join(tmpdir(), "门户 U盘 "));
  const build = more =>
    promisify(execFile)(process.env.SHUYUAN_BIN, ["build", "--root", PROJECT, "--as-of", "2026-11-23", ...more]);
  await build(["--portable", "--out", join(folder, "portable")]);
  await build(["--out", join(folder, "ordinary")]);
  home = pathToFileURL(join(folder, "portable")).href + "/";
  ordinary = pathToFileURL(join(folder, "ordinary")).href + "/";
});
after(() => rm(folder, { recursive: true, force: true }));

async function pages(within = "") {
  const found = [];
  for (const entry of await readdir(join(folder, "portable", within), { withFileTypes: true })) {
    if (entry.isDirectory()) found.push(...(await pages(join(within, entry.name))));
    else if (entry.name.endsWith(".html")) found.push(join(within, entry.name));
  }
  return found;
}

test("every link of every page leads to a file", async () => {
  const lost = [];
  for (const path of await pages()) {
    if (path === "404.html") continue;
    const html = await readFile(join(folder, "portable", path), "utf8");
    for (const [, , href] of html.matchAll(/<a\b[^>]*?\shref=("?)([^"\s>]+)\1/g)) {
      if (/^([a-z]+:|\/\/|#|\?)/i.test(href)) continue;
      const target = new URL(href.replaceAll("&amp;", "&"), home + path.split("/").map(encodeURIComponent).join("/"));
      const file = decodeURIComponent(target.pathname);
      if (file.endsWith("/") || !existsSync(file)) lost.push(`${path}: ${href}`);
    }
  }
  assert.deepEqual(lost, []);
});

/** What the tests need of a browser, whichever drives it. */
function behaviour(open) {
  let browser;
  let page;
  const read = [];

  before(async () => {
    browser = await open();
    page = await browser.newPage();
    page.on("request", request => read.push(decodeURIComponent(request.url())));
  });
  after(() => browser?.close());

  const wait = expression =>
    page.waitForFunction(expression, ...(page.context ? [null, { timeout: LIMIT }] : [{ timeout: LIMIT }]));

  test("the search finds, by pieces, and its hits open", async () => {
    await page.goto(`${home}search/index.html?q=${encodeURIComponent("学习")}`);
    await wait(() =>
      /\d 个页面|没有找到|error/.test((document.querySelector(".search-summary") || {}).textContent || ""),
    );
    const said = await page.evaluate(() => document.querySelector(".search-summary").textContent);
    assert.match(said, /找到 \d+ 个页面/);
    const links = await page.evaluate(() =>
      Array.prototype.map.call(document.querySelectorAll(".result-title a"), link => link.href),
    );
    assert.ok(links.length > 3);
    for (const link of links) assert.match(link, /\/index\.html(#.*)?$/);
    await page.goto(links[0]);
    assert.ok(await page.evaluate(() => document.querySelector("h1").textContent.length > 0));
    const pieces = new Set(read.filter(url => url.includes("/portable/") && url.endsWith(".js")));
    if (pieces.size) {
      let bytes = 0;
      for (const url of pieces) bytes += (await readFile(new URL(encodeURI(url)))).length;
      assert.ok(bytes < 3_000_000, `${bytes} bytes were read`);
    }
  });

  test("titles are suggested, and the study record is kept from page to page", async () => {
    await page.goto(`${home}index.html`);
    await page.focus("#site-search");
    await page.keyboard.type("学习");
    await wait(() => document.querySelector(".search-option"));
    await page.evaluate(() => localStorage.setItem("shuyuan.probe", "kept"));
    await page.goto(`${home}education/index.html`);
    assert.equal(await page.evaluate(() => localStorage.getItem("shuyuan.probe")), "kept");
  });

  test("an article cited in its own text is shown where it is cited", async () => {
    await page.goto(`${home}supervision/policies/guanli-banfa/index.html`);
    await page.evaluate(() => document.querySelector('.statute a.cite[href^="#art-"]').focus());
    await wait(() => document.querySelector(".cite-preview .preview-text"));
  });

  test("the course that was begun is offered at home, and opens", async () => {
    await page.goto(`${home}education/reading-policies/tiaokuan-xiangmu/index.html`);
    await wait(() => document.querySelector(".study-mark:not([hidden])"));
    await page.evaluate(() => document.querySelector(".study-mark").click());
    await page.goto(`${home}index.html`);
    await wait(() => document.querySelector(".courses-open a"));
    await page.evaluate(() => document.querySelector(".courses-open a").click());
    await wait(() => /reading-policies\/([^/]+\/)?index\.html$/.test(location.pathname));
  });

  test("a page of an ordinary build says what to do", async () => {
    await page.goto(`${ordinary}education/index.html`);
    await wait(() => document.querySelector(".disk-notice"));
    assert.match(await page.evaluate(() => document.querySelector(".disk-notice").textContent), /build --portable/);
    await page.goto(`${home}education/index.html`);
    assert.equal(await page.evaluate(() => document.querySelector(".disk-notice")), null);
  });
}

describe("in today's Chromium, from a disk", () => behaviour(openBrowser));

describe("in Chromium 78, from a disk", { skip: missing() }, () => behaviour(openOldBrowser));

describe(
  "in Firefox, from a disk",
  { skip: FIREFOX || process.env.CI === "true" ? false : "there is no Firefox here" },
  () => behaviour(openFirefox),
);
