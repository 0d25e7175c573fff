// The portal in Chromium 78 itself, at an intranet's plain http address: every kind of page opens without a complaint, and what
// scripts do works there as it does in today's browsers.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { missing, openOldBrowser, openOldPage } from "./chromium78.mjs";
import { readPdf } from "./pdf.mjs";
import { openSite } from "./site.mjs";

const POLICY = "supervision/policies/guanli-banfa/";
// Of the host's content policy the browser does not know the word that lets today's compile the engine. It does not need it.
const UNKNOWN_WORD =
  /^console: The source list for Content Security Policy directive 'script-src' contains an invalid source: ''wasm-unsafe-eval''/;

describe("in Chromium 78", { skip: missing() }, () => {
  let site;
  let browser;
  let page;
  let home;

  before(async () => {
    site = await openSite();
    home = site.url.replace("127.0.0.1", "portal.example");
    browser = await openOldBrowser();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(async () => {
    page = await openOldPage(browser);
  });
  afterEach(async () => {
    site.ranges = false;
    assert.deepEqual(complaints(), []);
    await page.browserContext().close();
  });

  // Whoever leaves a page while the search is on its way no longer wants it.
  const left = fault => /^failed: .*\/search\/\S+ net::ERR_ABORTED$/.test(fault);
  const complaints = () => page.faults.filter(fault => !UNKNOWN_WORD.test(fault) && !left(fault));
  const open = url => page.goto(home + url, { waitUntil: "load" });
  const text = selector => page.$eval(selector, found => found.textContent.trim());
  const texts = selector => page.$$eval(selector, found => found.map(one => one.textContent.trim()));
  const place = async () => decodeURIComponent((await page.evaluate(() => location.href)).slice(home.length));
  const focused = () => page.evaluate(() => document.activeElement.id);

  /** Clicks, and waits for the page that this leads to. */
  const follow = selector => Promise.all([page.waitForNavigation(), page.click(selector)]);

  async function answered() {
    await page.waitForSelector('.results[aria-busy="false"]');
    await page.waitForFunction(() => /\d 个页面|没有找到/.test(document.querySelector(".search-summary").textContent));
    return text(".search-summary");
  }

  async function typeInHeader(typed) {
    await open("");
    await page.click("#site-search");
    await page.keyboard.type(typed);
    await page.waitForSelector(".search-option");
    return texts(".search-option-title");
  }

  test("it is Chromium 78, and the address is not one it trusts", async () => {
    assert.match(await browser.version(), /\/78\./);
    await open("");
    assert.equal(await page.evaluate(() => isSecureContext), false);
  });

  test("a page of every kind opens at the width of a phone and of a desk", async () => {
    const kinds = await oneOfEachKind(site.folder);
    assert.ok(kinds.size >= 20, [...kinds.keys()].join());
    for (const width of [360, 1280]) {
      await page.setViewport({ width, height: 800 });
      for (const [kind, url] of kinds) {
        const answer = await open(url);
        assert.equal(answer.status(), 200, url);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${kind}: ${url}`);
        assert.ok((await text("main")).length > 10, `${kind}: ${url}`);
        assert.deepEqual(complaints(), [], `${kind}: ${url}`);
      }
    }
  });

  test("a query in the header's box leads over hits with marked excerpts to the highlighted section", async () => {
    await open("");
    await page.keyboard.press("/");
    assert.equal(await focused(), "site-search");
    await page.keyboard.type("轮椅席位");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(await place(), "search/?q=轮椅席位");
    await answered();
    assert.ok((await texts(".result-title")).includes("青禾区学习中心管理办法"));
    assert.equal(await text(".result-excerpt mark"), "轮椅席位");
    await follow('.result-section-link[href$="#art-8"]');
    assert.equal(await place(), `${POLICY}#art-8`);
    await page.waitForSelector("#art-8.search-arrived");
    const top = await page.$eval("#art-8", article => article.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 400, `article 8 stands at ${top}`);
    await page.waitForSelector("#art-8:not(.search-arrived)", { timeout: 6000 });
  });

  for (const ranges of [true, false]) {
    test(`the search page searches, filters, sorts and goes back, host ${ranges ? "with" : "without"} Range`, async () => {
      site.ranges = ranges;
      await open("search/");
      assert.equal(await focused(), "page-search");
      await page.keyboard.type("登记");
      await page.keyboard.press("Enter");
      const all = await answered();
      const count = Number(
        await page.$eval("#facet-kind-policy", box => box.parentNode.querySelector(".facet-count").textContent),
      );
      assert.ok(count > 0 && all !== `找到 ${count} 个页面。`, `${count}, ${all}`);
      await page.click("#facet-kind-policy");
      await page.waitForSelector(".search-chip");
      assert.equal(await answered(), `找到 ${count} 个页面。`);
      assert.equal(await place(), "search/?q=登记&kind=policy");
      await page.click('.search-sort button[value="date"]');
      await page.waitForSelector('.search-sort button[value="date"][aria-pressed="true"]');
      const dates = (await texts(".result-facts")).map(facts => facts.match(/\d{4}-\d\d-\d\d/)?.[0]);
      assert.ok(dates.length > 2);
      assert.deepEqual(dates, dates.slice().sort().reverse());
      await page.goBack();
      await page.goBack();
      await page.waitForFunction(() => !document.querySelector(".search-chip"));
      assert.equal(await answered(), all);
    });
  }

  test("titles are suggested, by initials too, and the keyboard opens one", async () => {
    assert.ok((await typeInHeader("xxd")).some(title => title.includes("学习点")));
    const [first] = await typeInHeader("学习中心管理");
    assert.equal(first, "青禾区学习中心管理办法");
    await page.keyboard.press("ArrowDown");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(await text("h1"), first);
  });

  test("window.shuyuan.search answers as the search page does", async () => {
    await open("");
    const answer = await page.evaluate(() => window.shuyuan.search("“未成年学员的姓名和肖像”", { limit: 3 }));
    assert.deepEqual([answer.total, answer.hits[0].url, answer.hits[0].anchor], [1, POLICY, "art-23"]);
  });

  test("a policy: outline, jump to an article, copies", async () => {
    await open(POLICY);
    assert.equal(await text(".policy-info .status"), "有效");
    await page.click('.outline a[href$="#ch-4"]');
    await page.waitForSelector('.outline a[href$="#ch-4"][aria-current="location"]');
    for (const [said, anchor] of [
      ["第十二条", "#art-12"],
      ["２３", "#art-23"],
    ]) {
      await page.$eval(".jump input", input => (input.value = ""));
      await page.type(".jump input", said);
      await page.keyboard.press("Enter");
      assert.equal(await place(), POLICY + anchor);
    }
    // Pages that are not encrypted may not use the clipboard by name: what is copied is what is selected.
    await page.evaluate(() => document.addEventListener("copy", event => (window.copied = event.target.value)));
    await page.click(".policy-tools [data-copy]");
    assert.equal(
      await page.evaluate(() => window.copied),
      "《青禾区学习中心管理办法》（青融学〔2026〕3号，2026年3月1日起施行）",
    );
    assert.equal(await text(".policy-tools [data-copy]"), "已复制");
    await page.click("#art-12 a.label");
    await page.click(".cite-bar button");
    assert.equal(
      await page.evaluate(() => window.copied),
      `《青禾区学习中心管理办法》第十二条\n${home}${POLICY}#art-12`,
    );
  });

  test("a policy tells the status of the reader's day", async () => {
    // In force from 2027-03-01; the site is built as of 2026-11-23.
    await page.evaluateOnNewDocument(() => {
      const Today = Date;
      window.Date = function (...given) {
        return given.length ? new Today(...given) : new Today(2027, 2, 1, 9);
      };
      Object.assign(window.Date, { now: () => new Today(2027, 2, 1, 9).getTime() });
    });
    await open("supervision/policies/kaifang-shuju-mulu-guanli-guiding/");
    assert.equal(await text(".policy-info .status"), "有效");
    assert.equal(await text(".banner"), "有效本文件已于 2027-03-01 起施行。");
  });

  test("a comparison shows only what changed, if the reader wishes", async () => {
    await open(`${POLICY}compare-guanli-banfa-2023/`);
    const unchanged = () => page.$$eval(".change-same", rows => rows.filter(row => row.getClientRects().length).length);
    assert.ok((await unchanged()) > 0);
    await page.click(".compare-filter input");
    assert.equal(await unchanged(), 0);
  });

  test("a unit: its test is judged, and the record keeps it", async () => {
    await open("education/reading-policies/banben-yu-shixiao/");
    assert.ok((await page.$$(".self-test .question")).length > 0);
    const check = () =>
      page.$$eval(".self-test .test-tools button", buttons =>
        buttons.find(button => button.textContent === "检查答案").click(),
      );
    await check();
    assert.match(await text(".test-score"), /还有 \d+ 道题没有作答/);
    await check();
    assert.match(await text(".test-score"), /^得 \d+ 分/);
    assert.ok((await page.$$(".question.is-wrong .answer[open]")).length > 0);
    await page.click(".study-mark");
    assert.match(await text(".study-state"), /已学/);
    await open("study-record/");
    assert.equal((await page.$$('[data-part="tests"] tbody tr')).length, 1);
    assert.equal((await page.$$('[data-part="read"] tbody tr')).length, 1);
  });

  test("the quiz of the week has the questions that every other browser has", async () => {
    const cards = createRequire(import.meta.url)("../../themes/default/static/study/cards.js");
    const html = await readFile(join(site.folder, "education/meizhou-yida/index.html"), "utf8");
    const ids = Array.from(html.matchAll(/<li class="question"[^>]* data-id="([^"]*)"/g), ([, id]) => id);
    const seed = /data-seed="([^"]*)"/.exec(html)[1];
    assert.ok(ids.length > 5);
    await open("education/meizhou-yida/");
    await page.waitForSelector(".self-test.is-live");
    const week = await page.evaluate(() => window.shuyuanStudy.cards.week(new Date()));
    const asked = await page.$$eval(".self-test .question", all => all.map(one => one.getAttribute("data-id")));
    assert.deepEqual(
      asked,
      cards.draw(ids, 5, `${seed}@${week}`).map(i => ids[i]),
    );
  });

  test("text is highlighted, and a wrong answer is in the book", async () => {
    await open("education/reading-policies/tiaokuan-xiangmu/");
    await page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector(".unit-text > p"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    });
    await page.waitForSelector(".note-bar:not([hidden])");
    await page.click(".note-bar button");
    assert.ok((await page.$$("mark.note-mark")).length > 0);
    for (let n = 0; n < 2; n += 1) {
      await page.$$eval(".self-test[data-test] .test-tools button", all =>
        all.find(button => button.textContent === "检查答案").click(),
      );
    }
    await open("study-record/wrong-answers/");
    assert.match(await text(".review-state"), /错题本里共 \d+ 道/);
    await page.click('[data-do="all"]');
    assert.ok((await page.$$(".review-round .question")).length > 0);
  });

  test("the size of the type stays", async () => {
    await open("");
    await page.click(".display-button");
    await page.waitForSelector('.display-panel input[value="large"]');
    await page.evaluate(() => document.querySelector('.display-panel input[value="large"]').click());
    await open(POLICY);
    assert.equal(await page.evaluate(() => document.documentElement.getAttribute("data-size")), "large");
  });

  test("a policy and a course can be printed", async () => {
    for (const [url, words] of [
      [POLICY, "第二十三条"],
      ["education/reading-policies/booklet/", "从条文到办事"],
    ]) {
      await open(url);
      const pages = await readPdf(await page.pdf({ preferCSSPageSize: true }));
      assert.ok(pages.length > 3, `${url}: ${pages.length} pages`);
      for (const { view } of pages)
        assert.deepEqual(
          view.slice(2).map(points => Math.round((points * 25.4) / 72)),
          [210, 297],
        );
      const contents = await Promise.all(pages.map(page => page.getTextContent()));
      // Some fonts give the radicals' code points for the characters.
      const all = contents
        .flatMap(({ items }) => items.map(item => item.str))
        .join("")
        .normalize("NFKC");
      assert.ok(all.includes(words), url);
      assert.ok(!all.includes("搜索标题"), `${url}: the frame of the site is printed`);
    }
  });
});

/** The address of one page of each kind, below the folder of a built site. */
async function oneOfEachKind(folder) {
  const kinds = new Map();
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter(file => file.endsWith("index.html")).sort()) {
    const [, kind] = /<body data-kind="([^"]*)"/.exec(await readFile(join(folder, file), "utf8")) ?? [];
    // A page that only sends the reader on is gone before it can be looked at.
    if (kind && kind !== "redirect" && !kinds.has(kind))
      kinds.set(kind, file.slice(0, -"index.html".length).replace(/\\/g, "/"));
  }
  return kinds;
}
