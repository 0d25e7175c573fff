// The search where things go wrong: hosts with and without Range, lost and damaged files, a deployment while the page is open.
//
// The site is generated, large enough that its index has a store of its own beside the start data.

import assert from "node:assert/strict";
import { mkdtemp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { buildSite, openBoth, openSite, visitor } from "./site.mjs";

const PAGES = 24;
const PART = /^search\/(?!start\.json|hot-|index\.html)[^/]+$/;
const ENGINE = /engine[^/]*\.(wasm|bin)$/;
const WORKER = /worker[^/]*\.js$/;
const NETWORK = "检索所需的文件没有取到，请检查网络后再试一次，或刷新页面。";
const MISSING = "服务器上缺少检索文件，请刷新页面；如仍不行，请告知网站管理员重新发布。";
const DAMAGED = "检索文件不完整或已损坏，请刷新页面；如仍不行，请告知网站管理员重新发布。";
const VERSION = "检索文件与页面版本不一致，请刷新页面；如仍不行，请告知网站管理员重新发布。";

const work = await mkdtemp(join(tmpdir(), "shuyuan-hard-"));
after(() => rm(work, { recursive: true, force: true }));
const sites = { first: await portal("first", "甲"), second: await portal("second", "乙") };
const { site, browser } = await openBoth(() => openSite({ built: sites.first }));
const visit = visitor(browser);
let page;

beforeEach(async () => {
  Object.assign(site, { folder: sites.first, hidden: null, fault: null, ranges: true });
  site.asked.length = 0;
  page = await visit();
});

/** A portal of long pages without sense; page n says “第n号密语” and, by edition, “甲版内容” or “乙版内容”. */
async function portal(name, edition) {
  const root = join(work, `${name}-source`);
  await mkdir(join(root, "content", "notes"), { recursive: true });
  await writeFile(join(root, "site-config.toml"), 'title = "难处"\nbase_url = "https://hard.example/"\n');
  await writeFile(join(root, "content", "notes", "_index.md"), "---\ntitle: 笔记\n---\n");
  let seed = edition.codePointAt(0);
  const letter = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return String.fromCodePoint(0x4e00 + ((seed >>> 12) % 3000));
  };
  for (let number = 1; number <= PAGES; number++) {
    const noise = Array.from(
      { length: 40 },
      () => `## ${letter()}${letter()}\n\n${Array.from({ length: 150 }, letter).join("")}。\n`,
    );
    const said = `# 笔记${number}\n\n密语之${"子丑寅卯辰巳午未申酉戌亥"[number % 12]}，${edition}版内容。\n\n`;
    await writeFile(join(root, "content", "notes", `n${number}.md`), said + noise.join("\n"));
  }
  const folder = join(work, name);
  await buildSite(root, folder);
  const files = (await readdir(join(folder, "search"))).map(file => `search/${file}`);
  assert.ok(
    files.some(file => PART.test(file)),
    files.join("\n"),
  );
  return folder;
}

const address = query => `${site.url}search/?q=${encodeURIComponent(query)}`;

async function found() {
  await page.waitForFunction(() => /\d 个页面|没有找到/.test(document.querySelector(".search-summary").textContent));
  return page.textContent(".search-summary");
}

async function ask(query) {
  await page.goto(address(query));
  return found();
}

async function askAgain(query) {
  await page.fill("#page-search", query);
  await page.press("#page-search", "Enter");
  await page.waitForFunction(query => document.title.startsWith(query), query);
  await page.waitForSelector('.results[aria-busy="false"]', { state: "attached" });
  return found();
}

/** What the page says instead of results; nothing that could be taken for a result may stand beside it. */
async function complaint(query) {
  if (query) await page.goto(address(query));
  await page.waitForSelector('.search-error[role="alert"]', { timeout: 20_000 });
  assert.equal((await page.$$(".result")).length, 0);
  assert.equal(await page.isVisible(".search-lists"), true);
  return page.textContent(".search-error p");
}

async function tryAgain() {
  await page.click(".search-error button");
  await page.waitForSelector(".result");
  return found();
}

/** Lets a fault happen to what matches, `times` times. */
function once(pattern, fault, times = 1) {
  let left = times;
  const hit = { count: 0 };
  site.fault = (path, bytes) => {
    if (!pattern.test(path) || left <= 0) return null;
    left--;
    hit.count++;
    return typeof fault === "function" ? fault(bytes) : fault;
  };
  return hit;
}

/** The worker with a shorter patience. */
function hasty(bytes, patience, shorter) {
  const text = bytes.toString();
  assert.match(text, patience);
  return Buffer.from(text.replace(patience, shorter));
}

const flipped = bytes => Uint8Array.from(bytes, (byte, at) => (at % 64 === 7 ? byte ^ 0x55 : byte));
const shortened = bytes => bytes.subarray(0, bytes.length >> 1);

for (const ranges of [true, false]) {
  test(`a host ${ranges ? "with" : "without"} Range answers alike`, async () => {
    site.ranges = ranges;
    assert.equal(await ask("甲版内容"), `找到 ${PAGES} 个页面。`);
    assert.equal(await askAgain("密语之子"), "找到 2 个页面。");
    const parts = site.asked.filter(path => PART.test(path));
    assert.ok(parts.length > 0);
  });
}

test("a host without Range sends every part only once", async () => {
  site.ranges = false;
  await ask("甲版内容");
  const known = new Set(site.asked.filter(path => PART.test(path)));
  assert.ok(known.size > 0);
  site.asked.length = 0;
  for (const query of ["密语之丑", "密语之寅", "笔记7"]) await askAgain(query);
  const again = site.asked.filter((path, at) => PART.test(path) && (known.has(path) || site.asked.indexOf(path) < at));
  assert.deepEqual(again, []);
});

test("a deployment while the page is open is noticed when a file is gone, and the new site answers", async () => {
  assert.equal(await ask("甲版内容"), `找到 ${PAGES} 个页面。`);
  site.folder = sites.second;
  assert.equal(await askAgain("乙版内容"), `找到 ${PAGES} 个页面。`);
  assert.equal(await askAgain("“甲版内容”"), "没有找到与““甲版内容””相符的内容。");
});

test("a deployment is noticed after a while even when every file needed is at hand", async () => {
  site.fault = (path, bytes) => (WORKER.test(path) ? hasty(bytes, /CHECK_AFTER ?= ?\d+/, "CHECK_AFTER=0") : null);
  assert.equal(await ask("甲版内容"), `找到 ${PAGES} 个页面。`);
  site.folder = sites.second;
  assert.equal(await askAgain("“甲版内容”"), "没有找到与““甲版内容””相符的内容。");
  assert.equal(await askAgain("乙版内容"), `找到 ${PAGES} 个页面。`);
});

for (const fault of ["status 503", "drop", "cut"]) {
  for (const [name, pattern] of [
    ["the engine", ENGINE],
    ["the start", /^search\/start\.json$/],
    ["a part", PART],
  ]) {
    test(`${name}: ${fault} once is tried again`, async () => {
      const hit = once(pattern, fault);
      assert.equal(await ask("甲版内容"), `找到 ${PAGES} 个页面。`);
      assert.equal(hit.count, 1);
    });
  }
}

for (const fault of ["status 503", "drop", "cut"]) {
  test(`a part: ${fault} for good is said, and trying again helps once it is over`, async () => {
    once(PART, fault, Infinity);
    assert.equal(await complaint("甲版内容"), NETWORK);
    site.fault = null;
    assert.equal(await tryAgain(), `找到 ${PAGES} 个页面。`);
  });
}

test("a host that falls silent does not keep the reader waiting for ever", async () => {
  site.fault = (path, bytes) => {
    if (WORKER.test(path)) return hasty(bytes, /SILENCE ?= ?\d+/, "SILENCE=400");
    return PART.test(path) ? "silence" : null;
  };
  assert.equal(await complaint("甲版内容"), NETWORK);
  site.fault = null;
  assert.equal(await tryAgain(), `找到 ${PAGES} 个页面。`);
});

for (const ranges of [true, false]) {
  const host = ranges ? "with Range" : "without Range";
  for (const [name, pattern] of [
    ["parts", PART],
    ["the start data", /^search\/hot-/],
    ["the engine", ENGINE],
  ]) {
    for (const [how, fault] of [
      ["cut off", shortened],
      ["corrupted", flipped],
    ]) {
      test(`${name} ${how}, host ${host}: said in words, no results`, async () => {
        site.ranges = ranges;
        once(pattern, fault, Infinity);
        assert.equal(await complaint("甲版内容"), DAMAGED);
        site.fault = null;
        assert.equal(await tryAgain(), `找到 ${PAGES} 个页面。`);
      });
    }
  }
}

test("a part that was kept damaged is fetched anew", async () => {
  const hit = once(PART, flipped);
  assert.equal(await ask("甲版内容"), `找到 ${PAGES} 个页面。`);
  assert.equal(hit.count, 1);
});

for (const [name, pattern] of [
  ["parts", PART],
  ["the start data", /^search\/hot-/],
  ["start.json", /^search\/start\.json$/],
  ["the engine", ENGINE],
]) {
  test(`${name} missing: said in words`, async () => {
    site.hidden = pattern;
    assert.equal(await complaint("甲版内容"), MISSING);
    site.hidden = null;
    assert.equal(await tryAgain(), `找到 ${PAGES} 个页面。`);
  });
}

test("a host that sends a page for what is missing is seen through", async () => {
  once(PART, () => Buffer.from("<!doctype html><title>首页</title>"), Infinity);
  assert.equal(await complaint("甲版内容"), DAMAGED);
});

test("an index of another format is said to be another", async () => {
  once(/^search\/start\.json$/, bytes => Buffer.from(JSON.stringify({ ...JSON.parse(bytes), format: 2 })), Infinity);
  assert.equal(await complaint("甲版内容"), VERSION);
});

test("start data of another index is said to be another", async () => {
  once(
    /^search\/start\.json$/,
    bytes => Buffer.from(JSON.stringify({ ...JSON.parse(bytes), id: "0".repeat(16) })),
    Infinity,
  );
  assert.equal(await complaint("甲版内容"), VERSION);
});

test("without a worker script the page says so", async () => {
  site.hidden = WORKER;
  assert.equal(await complaint("甲版内容"), NETWORK);
});

test("a browser without WebAssembly is told what to do, and not to try again", async () => {
  await page.addInitScript(() => delete window.WebAssembly);
  const said = "这个浏览器不支持站内检索，请按栏目、专题或目录浏览，或换用较新的浏览器。";
  assert.equal(await complaint("甲版内容"), said);
  assert.equal((await page.$$(".search-error button")).length, 0);
});

test("without scripts the page says what to do instead", async () => {
  page = await visit({ javaScriptEnabled: false });
  await page.goto(address("甲版内容"));
  const said = "站内搜索需要浏览器允许运行脚本。您也可以从下面的清单查找：";
  assert.equal(await page.textContent("#search-app .banner"), said);
  assert.equal(await page.isVisible(".search-lists"), true);
  assert.ok((await page.$$(".search-lists a")).length > 0);
});
