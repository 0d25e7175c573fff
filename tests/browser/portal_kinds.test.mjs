// The pages that have a form of their own: an article through its versions, the calendar, the tree of offices, the code that
// hands a page on. By keyboard, in forced colours, on paper, and looked through by axe after what a reader does with them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { KINDS, POLICY } from "./kinds.mjs";
import { openBoth, PROJECT, visitor } from "./site.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const PROVISIONS = `${POLICY}provisions/`;
const CALENDAR = "event-calendar/";
const TREE = "organization/jigou-shezhi/";

const { site, browser } = await openBoth();
const visit = visitor(browser, {
  viewport: { width: 1440, height: 900 },
  reducedMotion: "reduce",
  timezoneId: "Asia/Shanghai",
});
const axe = await readFile(join(PROJECT, "tests/browser/node_modules/axe-core/axe.min.js"), "utf8");

async function open(url, options = {}) {
  const page = await visit(options);
  await page.goto(site.url + url);
  return page;
}

async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  return violations.map(
    fault =>
      `${fault.id}: ${fault.nodes
        .map(node => node.target.join(" "))
        .slice(0, 3)
        .join(" | ")}`,
  );
}

const isOpen = (page, selector) => page.$eval(selector, one => one.open);

test("an article's life opens by keyboard, and at once for whoever comes for it", async () => {
  const page = await open(PROVISIONS);
  const first = ".provision:first-of-type";
  assert.equal(await isOpen(page, first), false);
  await page.focus(`${first} > summary`);
  await page.keyboard.press("Enter");
  assert.equal(await isOpen(page, first), true);
  const steps = await page.$$eval(`${first} .provision-steps > li`, all =>
    all.map(one => one.querySelector("time").dateTime),
  );
  assert.ok(steps.length >= 2);
  assert.deepEqual(steps, [...steps].sort().reverse());
  const id = await page.$$eval(".provision[id]", all => all.at(-1).id);
  await page.goto(`${site.url}about/`);
  await page.goto(`${site.url}${PROVISIONS}#${id}`);
  assert.equal(await isOpen(page, `#${id}`), true);
  const top = await page.$eval(`#${id}`, one => one.getBoundingClientRect().top);
  const bar = await page.$eval(".site-header", one => one.getBoundingClientRect().bottom);
  assert.ok(top >= bar - 1, `${id} stands at ${top}, below a bar that ends at ${bar}`);
});

test("from an article of the policy to its life and back", async () => {
  const page = await open(POLICY);
  const label = page.locator(".statute .article a.label").nth(6);
  const id = await label.evaluate(one => one.closest(".article").id);
  await label.click();
  await page.click(".cite-bar .cite-life");
  await page.waitForURL(new RegExp(`provisions/#${id}$`));
  const target = await page.$eval(`#${id}`, one => one.tagName);
  assert.ok(["DETAILS", "A"].includes(target));
});

test("the calendar is a month where there is room, and the days with something where there is none", async () => {
  const wide = await open(CALENDAR);
  assert.ok(
    (await wide.$$eval(
      ".month:first-of-type thead th",
      heads => heads.filter(one => one.getClientRects().length).length,
    )) === 7,
  );
  const phone = await open(CALENDAR, PHONE);
  const shown = await phone.$$eval(".month td", cells =>
    cells.filter(one => one.getClientRects().length).map(one => one.querySelectorAll("a").length),
  );
  assert.ok(shown.length > 0 && shown.every(links => links > 0), String(shown));
  const dates = await phone.$$eval(".month td time", all =>
    all.filter(one => one.getClientRects().length).map(one => one.dateTime),
  );
  assert.deepEqual(dates, [...dates].sort());
});

test("the calendar says which day it is, also where colours are the reader's own", async () => {
  const page = await visit({ forcedColors: "active" });
  await page.clock.setFixedTime(new Date("2026-11-26T09:00:00+08:00"));
  await page.goto(site.url + CALENDAR);
  assert.equal(await page.$eval(".month [aria-current=date]", cell => cell.dataset.day), "2026-11-26");
  const [today, other] = await page.evaluate(() =>
    ["[aria-current=date]", "td[data-day]:not([aria-current])"].map(one => {
      const style = getComputedStyle(document.querySelector(`.month ${one}`));
      return `${style.outlineStyle} ${style.outlineWidth} ${style.borderTopWidth}`;
    }),
  );
  assert.notEqual(today, other);
});

test("every office stands in the tree below the one it is part of", async () => {
  const page = await open(TREE);
  const tree = await page.$$eval(".org-chart .org-node a", links =>
    links.map(link => [
      link.textContent,
      link.closest(".org-tree").closest("li")?.querySelector("a").textContent ?? "",
    ]),
  );
  assert.ok(tree.length >= 6);
  assert.ok(tree.some(([, above]) => above));
  for (const [office, above] of tree) assert.notEqual(office, above);
  // Every office can be reached by Tab, in the order in which it is seen.
  await page.focus(".org-chart .org-node a");
  for (const [office] of tree.slice(1)) {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), office);
  }
});

test("the code of a page is shown on demand and leads to its address", async () => {
  const page = await open(POLICY);
  assert.equal(await page.isVisible(".qr img"), false);
  await page.focus(".share > summary");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".qr img", { state: "visible" });
  const [width, height, size] = await page.$eval(".qr img", image => {
    const box = image.getBoundingClientRect();
    return [box.width, box.height, image.naturalWidth];
  });
  assert.ok(width >= 120 && width === height, `${width} x ${height}`);
  assert.ok(size >= 21 + 8, "a code has a quiet zone");
  // Dark on light in every scheme, or scanners do not read it.
  for (const options of [{ colorScheme: "dark" }, { forcedColors: "active" }]) {
    const other = await open(POLICY, options);
    await other.click(".share > summary");
    const [ground, dark] = await other.$eval(".qr img", async image => {
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const drawn = canvas.getContext("2d");
      drawn.drawImage(image, 0, 0);
      return [0, 4].map(at => [...drawn.getImageData(at, at, 1, 1).data].join(" "));
    });
    assert.deepEqual([ground, dark], ["255 255 255 255", "0 0 0 255"]);
  }
});

test("axe finds nothing after what readers do with a page", async () => {
  const found = [];
  const look = async (name, page) => found.push(...(await violations(page)).map(fault => `${name}: ${fault}`));
  for (const options of [{}, { ...PHONE, colorScheme: "dark" }]) {
    const provisions = await open(PROVISIONS, options);
    await provisions.$$eval("details", all => all.forEach(one => (one.open = true)));
    await look("all lives open", provisions);
    const policy = await open(POLICY, options);
    await policy.click(".statute .article:nth-of-type(2) a.label");
    await policy.waitForSelector(".cite-bar");
    await policy.$$eval("details", all => all.forEach(one => (one.open = true)));
    await look("an article chosen", policy);
    const unit = await open("education/reading-policies/tiaokuan-xiangmu/", options);
    await unit.locator('main .prose a[href*="guanli-banfa/#art-7"]').first().focus();
    await unit.waitForSelector(".cite-preview .preview-text");
    await look("a citation shown", unit);
    await unit.keyboard.press("Escape");
    const check = unit.locator(".self-test button", { hasText: "检查答案" });
    await check.click();
    await check.click();
    await look("a test handed in", unit);
    await unit.click(".display-button");
    await look("the choices of display", unit);
    const story = await open("publicity/qingxi-shuwu/", options);
    await story.click(".prose img.can-zoom");
    await look("a picture enlarged", story);
    const dialog = await open("about/", options);
    await dialog.keyboard.press("Control+k");
    await dialog.waitForSelector("[role=dialog], dialog", { state: "visible" });
    await look("the search opened", dialog);
  }
  const phone = await open(POLICY, PHONE);
  await phone.tap(".menu-button");
  await look("the menu", phone);
  await phone.keyboard.press("Escape");
  await phone.tap(".contents-button");
  await look("the contents", phone);
  assert.deepEqual(found, []);
});

test("on paper there is no button, nothing is folded and nothing cut off", async () => {
  const page = await visit({ viewport: { width: 616, height: 1123 } });
  const wrong = [];
  for (const url of KINDS) {
    await page.emulateMedia({ media: "screen" });
    await page.goto(site.url + url);
    await page.emulateMedia({ media: "print" });
    const faults = await page.evaluate(() => {
      window.dispatchEvent(new Event("beforeprint"));
      const shown = one => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== "hidden";
      const within = document.documentElement.clientWidth + 1;
      const said = [];
      const tell = (what, ones) =>
        ones
          .slice(0, 3)
          .forEach(one => said.push(`${what}: ${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 20)}`));
      const all = selector => [...document.querySelectorAll(selector)].filter(shown);
      tell("button", all("button, .button, select, input[type=submit], .permalink, .bar-button, .back-to-top"));
      tell(
        "folded",
        all("main details").filter(one => !one.open && !one.matches(".share")),
      );
      tell(
        "cut",
        all("main table, main pre, main img, main svg").filter(one => one.getBoundingClientRect().right > within),
      );
      tell(
        "scrolls",
        all("main .table-wrap, main pre").filter(one => one.scrollWidth > one.clientWidth + 1),
      );
      const source = document.querySelector(".print-source, .web-version");
      if (!source || !shown(source) || !/https?:\/\//.test(source.textContent)) said.push("no address");
      return said;
    });
    for (const fault of faults) wrong.push(`${url} ${fault}`);
  }
  assert.deepEqual(wrong, []);
});
