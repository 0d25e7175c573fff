// The frame, the home page and what each kind of page has of its own, as readers meet them: on a phone and a wide screen, light
// and dark, in large type, by keyboard, and looked through by axe.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { KINDS, POLICY } from "./kinds.mjs";
import { openBoth, PROJECT, visitor } from "./site.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const TABLET = { viewport: { width: 768, height: 1024 } };
const DESKTOP = { viewport: { width: 1440, height: 900 } };
const { site, browser } = await openBoth();
const visit = visitor(browser, { ...DESKTOP, reducedMotion: "reduce", timezoneId: "Asia/Shanghai" });
const axe = await readFile(join(PROJECT, "tests/browser/node_modules/axe-core/axe.min.js"), "utf8");

async function open(url, options = {}) {
  const page = await visit(options);
  await page.goto(site.url + url);
  return page;
}

/** Opens the panel of the bar and chooses. */
async function choose(page, value) {
  await page.click(".display-button");
  await page.check(`.display-panel input[value="${value}"]`, { force: true });
  await page.keyboard.press("Escape");
}

test("on a phone the first screen belongs to the page, and nothing is cut off", async () => {
  const page = await visit(PHONE);
  for (const url of KINDS) {
    await page.goto(site.url + url);
    const [top, width] = await page.evaluate(() => [
      document.querySelector("main").getBoundingClientRect().top + scrollY,
      document.documentElement.scrollWidth,
    ]);
    assert.ok(top <= 120, `${url}: main begins at ${top}`);
    assert.ok(width <= 360, `${url} is ${width} wide`);
  }
});

test("at 320 pixels and in the largest type nothing has to be scrolled sideways", async () => {
  const page = await visit({ viewport: { width: 320, height: 640 } });
  await page.goto(site.url);
  await choose(page, "largest");
  for (const url of KINDS) {
    await page.goto(site.url + url);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${url} is ${width} wide`);
  }
});

test("all kinds of text stand on one axis, in lines of one length", async () => {
  const page = await visit();
  const found = {};
  for (const url of KINDS.filter(Boolean)) {
    await page.goto(site.url + url);
    found[url] = await page.$eval("main h1", title => {
      const main = title.closest("main").getBoundingClientRect();
      const prose = title.closest("main").querySelector(".prose p");
      return [Math.round(main.left), prose ? prose.getBoundingClientRect().width <= 740 : true];
    });
  }
  const [left] = found["publicity/"];
  for (const [url, at] of Object.entries(found)) assert.deepEqual(at, [left, true], url);
});

test("what the reader chose is there before the next page is painted", async () => {
  const page = await open("");
  await choose(page, "dark");
  await choose(page, "larger");
  await choose(page, "loose");
  await choose(page, "serif");
  await page.click(".display-button");
  await page.click('.display-more [aria-pressed="false"]');
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => (window.shifts += entry.value))).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
  await page.goto(site.url + POLICY);
  const root = await page.evaluate(() => ({ ...document.documentElement.dataset }));
  assert.deepEqual(root, { theme: "dark", size: "larger", line: "loose", face: "serif", care: "on" });
  await page.waitForTimeout(200);
  assert.ok((await page.evaluate(() => window.shifts)) < 0.02);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(26, 24, 22)");
});

test("nothing moves while a page comes", async () => {
  const page = await visit();
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => (window.shifts += entry.value))).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
  const moved = {};
  for (const url of KINDS) {
    await page.goto(site.url + url, { waitUntil: "load" });
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    const shifts = await page.evaluate(() => window.shifts);
    // A transcript is read from its file, a record from the browser: how long they are is not known before.
    const unknown = /tingdong|tiaokuan-xiangmu|study-record/.test(url);
    if (shifts > (unknown ? 0.1 : 0.02)) moved[url] = shifts;
  }
  assert.deepEqual(moved, {});
});

test("the menu of a phone opens, closes and gives the focus back", async () => {
  const page = await open(POLICY, PHONE);
  assert.equal(await page.isVisible("#site-menu"), false);
  await page.tap(".menu-button");
  assert.equal(await page.isVisible("#site-menu"), true);
  assert.equal(await page.getAttribute(".menu-button", "aria-expanded"), "true");
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible("#site-menu"), false);
  assert.equal(await page.evaluate(() => document.activeElement.className.includes("menu-button")), true);
});

test("without script the menu and the contents open all the same", async () => {
  const page = await open(POLICY, { ...PHONE, javaScriptEnabled: false });
  await page.click(".menu-button");
  assert.equal(await page.isVisible('#site-menu a:has-text("教育培训")'), true);
});

test("a tablet has one row above its page", async () => {
  const page = await open("", TABLET);
  assert.ok((await page.$eval(".site-header", bar => bar.getBoundingClientRect().height)) < 64);
  assert.ok((await page.$eval("main", main => main.getBoundingClientRect().top)) < 100);
});

test("by keyboard: past the frame, into the text, and back up", async () => {
  const page = await open(POLICY);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  // The jump to the text may come after the first scrolling and undo it.
  await page.waitForFunction(() => {
    scrollTo(0, scrollY === 4000 ? 3999 : 4000);
    return document.querySelector(".back-to-top").getClientRects().length > 0;
  });
  await page.focus(".back-to-top");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => scrollY), 0);
});

test("a link to an article stands there at once", async () => {
  const page = await open(`${POLICY}#art-20`);
  const top = await page.$eval("#art-20", article => article.getBoundingClientRect().top);
  assert.ok(top >= 40 && top < 200, `the article is at ${top}`);
});

test("pointing at a citation shows the article, from the page where it stands", async () => {
  const page = await open("education/reading-policies/tiaokuan-xiangmu/");
  const link = page.locator('main .prose a[href*="guanli-banfa/#art-7"]').first();
  await link.hover();
  await page.waitForSelector(".cite-preview .preview-text");
  assert.match(await page.textContent(".cite-preview"), /青禾区学习中心管理办法.*有效.*第七条/s);
  assert.equal(await page.$$eval(".cite-preview [id], .cite-preview .preview-text a[href]", all => all.length), 0);
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible(".cite-preview"), false);
});

test("on a phone the first tap shows the article and its link opens it", async () => {
  const page = await open("education/reading-policies/tiaokuan-xiangmu/", PHONE);
  await page.locator('main .prose a[href*="guanli-banfa/#art-7"]').first().tap();
  await page.waitForSelector(".cite-preview .preview-open");
  await page.tap(".cite-preview .preview-open");
  await page.waitForURL(/guanli-banfa\/#art-7$/);
});

test("a comparison leads from change to change", async () => {
  const page = await open(`${POLICY}compare-guanli-banfa-2023/`);
  const outline = await page.$$eval(".rail .toc a", links => links.length);
  assert.equal(outline, await page.$$eval(".compare-row:not(.change-same)", rows => rows.length));
  const at = () => page.textContent(".compare-at");
  await page.click('.compare-steps [data-step="1"]');
  assert.match(await at(), /^1 \//);
  await page.click('.compare-steps [data-step="1"]');
  assert.match(await at(), /^2 \//);
  await page.click('.compare-steps [data-step="-1"]');
  assert.match(await at(), /^1 \//);
});

test("a recording has its transcript beside it, and its speed", async () => {
  const page = await open("education/reading-policies/tingdong-yiduan-luyin/");
  await page.waitForSelector(".media-transcript li");
  assert.equal(await page.$$eval(".media-transcript li", lines => lines.length), 4);
  await page.selectOption(".media-speed select", "1.5");
  assert.equal(await page.$eval("audio", audio => audio.playbackRate), 1.5);
});

test("pictures of a text open large and close again", async () => {
  const page = await open("publicity/qingxi-shuwu/");
  await page.click(".prose img.can-zoom");
  assert.equal(await page.isVisible(".zoom img"), true);
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible(".zoom"), false);
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains("can-zoom")), true);
});

test("home leaves out what is over on the reader's day, and marks what came since the last visit", async () => {
  const page = await visit();
  await page.clock.setFixedTime(new Date("2026-11-10T09:00:00+08:00"));
  await page.goto(site.url);
  assert.equal(await page.$(".new-mark"), null);
  await page.clock.setFixedTime(new Date("2026-11-23T09:00:00+08:00"));
  await page.goto(site.url);
  assert.ok((await page.$$(".new-mark")).length >= 1);
  await page.waitForSelector(".home-since:not([hidden])");
  assert.match(await page.textContent(".home-since"), /2026-11-10/);
});

test("home offers the course that was begun", async () => {
  const page = await open("education/reading-policies/tiaokuan-xiangmu/");
  await page.click(".study-mark");
  await page.goto(site.url);
  assert.match(await page.textContent(".courses-open"), /怎样读制度文本/);
});

for (const [name, options, chosen] of [
  ["wide and light", DESKTOP, []],
  ["narrow and dark", { ...PHONE, colorScheme: "dark" }, []],
  ["in the easy version", DESKTOP, ["care"]],
  ["in forced colours", { ...DESKTOP, forcedColors: "active" }, []],
]) {
  test(`axe finds nothing in any kind of page, ${name}`, async () => {
    const page = await visit(options);
    if (chosen.length)
      await page.addInitScript(
        () => location.protocol === "http:" && localStorage.setItem("shuyuan.display", '{"care":"on"}'),
      );
    const found = [];
    for (const url of KINDS) {
      await page.goto(site.url + url);
      // The policy of the page forbids scripts of others; this one comes from the browser's own tools.
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
      // The units of a booklet may each have a table or a test of the same name.
      const real = violations.filter(fault => !(url.endsWith("booklet/") && fault.id === "landmark-unique"));
      for (const fault of real)
        found.push(
          `${url} ${fault.id}: ${fault.nodes
            .map(node => node.target.join(" "))
            .slice(0, 3)
            .join(" | ")}`,
        );
    }
    assert.deepEqual(found, []);
  });
}

test("the record leads back to the questions that were answered wrong", async () => {
  const page = await open("education/reading-policies/tingdong-yiduan-luyin/");
  const check = page.locator(".self-test button", { hasText: "检查答案" });
  await check.click();
  await check.click();
  await page.goto(`${site.url}study-record/`);
  const wrong = await page.$$('[data-part="wrong"] tbody td:last-child a');
  assert.equal(wrong.length, 3);
  await wrong[1].click();
  await page.waitForSelector(".question:target");
});
