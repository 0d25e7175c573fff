// Reading a policy as members do: what holds on their own day, finding an article, citing it, following the outline,
// comparing versions on a phone. The texts are the example's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openBoth, openSite, visitor } from "./site.mjs";

const LIBRARY = "supervision/policies/";
const CURRENT = `${LIBRARY}guanli-banfa/`;
const OLDER = `${LIBRARY}guanli-banfa-2023/`;
const OLDEST = `${LIBRARY}guanli-banfa-2021/`;
const COMPARISON = `${CURRENT}compare-guanli-banfa-2023/`;
// In force from 2027-03-01, and from 2025-04-01 to 2030-03-31; the site is built as of 2026-11-23.
const FUTURE = `${LIBRARY}kaifang-shuju-mulu-guanli-guiding/`;
const LIMITED = `${LIBRARY}xuexi-changdi-shiyong-guanli-banfa/`;
const PHONE = { viewport: { width: 390, height: 844 } };
const DESKTOP = { viewport: { width: 1280, height: 800 } };

const { site, browser } = await openBoth();
const visit = visitor(browser, { ...DESKTOP, reducedMotion: "reduce", timezoneId: "Asia/Shanghai" });

/** A page of the site, on the reader's `day` if one is given. */
async function open(url, { day, ...options } = {}, from = site) {
  const page = await visit(options);
  if (day) await page.clock.setFixedTime(new Date(`${day}T09:00:00+08:00`));
  await page.goto(from.url + url);
  return page;
}

/**
 * Lays out the whole text. Articles far from the window get their real size only when they come near: on a slow machine one
 * may grow between the press and the release of the mouse, which then are on different elements, and no click comes.
 */
const laidOut = page => page.evaluate(() => document.documentElement.classList.add("to-place"));

const banners = page => page.$$eval(".banner", all => all.map(one => one.textContent.trim()));
const status = page => page.textContent(".policy-info .status");
/** The dates of the versions marked as the current one. */
const current = page =>
  page.$$eval(".versions li:has(.version-current) time", all => all.map(time => time.textContent));
/** The badge of a text in the list of the library. */
const listed = (page, url) =>
  page.$eval(`.entry:has(a[href$="${url}"]) .status`, badge => [badge.textContent, badge.className]);
const path = page =>
  decodeURIComponent(new URL(page.url()).pathname.replace(/^\/portal\//, "") + new URL(page.url()).hash);

test("a text that has come into force since the build says so", async () => {
  let page = await open(FUTURE, { day: "2026-11-23" });
  assert.equal(await status(page), "尚未生效");
  assert.deepEqual(await banners(page), ["尚未生效本文件自 2027-03-01 起施行，目前尚未生效。"]);
  page = await open(FUTURE, { day: "2027-02-28" });
  assert.equal(await status(page), "尚未生效");
  page = await open(FUTURE, { day: "2027-03-01" });
  assert.equal(await status(page), "有效");
  assert.deepEqual(await banners(page), ["有效本文件已于 2027-03-01 起施行。"]);
});

test("a text that has run out since the build says so", async () => {
  let page = await open(LIMITED, { day: "2030-03-31" });
  assert.equal(await status(page), "有效");
  assert.deepEqual(await banners(page), []);
  page = await open(LIMITED, { day: "2030-04-01" });
  assert.equal(await status(page), "失效");
  assert.deepEqual(await banners(page), ["失效本文件有效期至 2030-03-31，现已失效。"]);
});

test("lists tell the status of the reader's day", async () => {
  const urls = [FUTURE, LIMITED].map(url => url.slice(LIBRARY.length));
  const at = async day => {
    const page = await open(LIBRARY, { day });
    return Promise.all(urls.map(url => listed(page, url)));
  };
  const inForce = ["有效", "status status-in_force"];
  assert.deepEqual(await at("2026-11-23"), [["尚未生效", "status status-not_yet"], inForce]);
  assert.deepEqual(await at("2027-03-01"), [inForce, inForce]);
  assert.deepEqual(await at("2030-04-01"), [inForce, ["失效", "status status-expired"]]);
});

test("a version that takes over after the build changes both pages on its day", async () => {
  // Published on 2026-01-26, in force from 2026-03-01.
  const early = await openSite({ asOf: "2026-02-10" });
  try {
    let page = await open(OLDER, { day: "2026-02-28" }, early);
    assert.deepEqual([await status(page), await banners(page)], ["有效", []]);
    page = await open(OLDER, { day: "2026-03-01" }, early);
    assert.equal(await status(page), "已修改");
    assert.deepEqual(await banners(page), ["已修改本文件自 2026-03-01 起已有修改。青禾区学习中心管理办法"]);
    await page.goto(`${early.url}${OLDER}#art-24`);
    await page.reload();
    await page.click(".banner a");
    await page.waitForLoadState("load");
    assert.equal(path(page), `${CURRENT}#art-27`);
    assert.deepEqual(await banners(page), ["有效本文件已于 2026-03-01 起施行。"]);
    page = await open(CURRENT, { day: "2026-02-28" }, early);
    assert.deepEqual(await banners(page), [
      "尚未生效本文件自 2026-03-01 起施行，目前尚未生效。",
      "版本沿革这不是现行版本。现行版本：青禾区学习中心管理办法",
    ]);
    assert.deepEqual(await current(page), ["2023-06-01"]);
    // The list of versions goes with the day too, and two versions back the banner leads to what counts now.
    for (const version of [OLDEST, OLDER, CURRENT]) {
      page = await open(version, { day: "2026-03-01" }, early);
      assert.deepEqual(await current(page), ["2026-03-01"], version);
    }
    page = await open(OLDEST, { day: "2026-02-28" }, early);
    assert.deepEqual(
      [await current(page), await banners(page)],
      [["2023-06-01"], ["已修改本文件自 2023-06-01 起已有修改。青禾区学习中心管理办法"]],
    );
    page = await open(`${OLDEST}#art-2`, { day: "2026-03-01" }, early);
    assert.deepEqual(await banners(page), [
      "已修改本文件自 2023-06-01 起已有修改。青禾区学习中心管理办法",
      "版本沿革这不是现行版本。现行版本：青禾区学习中心管理办法",
    ]);
    await page.click("#art-2 a.label");
    assert.equal(await page.$(".cite-bar .cite-current"), null);
    await page.click(".banner-older_version .banner-link");
    assert.equal(path(page), CURRENT);
  } finally {
    await early.close();
  }
});

test("an older version leads to the same place in the current one", async () => {
  // Article 24 of 2023 is 27 today; article 1 has kept its place.
  for (const [version, from, to] of [
    [OLDER, "#art-24", "#art-27"],
    [OLDER, "#art-1", "#art-1"],
    [OLDER, "#art-1-p1", "#art-1"],
    [OLDER, "", ""],
  ]) {
    const page = await open(version + from);
    await page.click(".banner-link");
    assert.equal(path(page), CURRENT + to, `from ${version}${from}`);
  }
  // Two versions back: the banner names what came next and what counts now.
  const page = await open(OLDEST);
  assert.deepEqual(await banners(page), [
    "已修改本文件自 2023-06-01 起已有修改。青禾区学习中心管理办法",
    "版本沿革这不是现行版本。现行版本：青禾区学习中心管理办法",
  ]);
  await page.evaluate(() => (location.hash = "art-2"));
  await page.click(".banner-older_version .banner-link");
  assert.equal(path(page), `${CURRENT}#art-2`);
});

test("an article of an older version offers its place in the current one", async () => {
  const page = await open(OLDER);
  await laidOut(page);
  await page.click("#art-24", { position: { x: 300, y: 24 } });
  assert.equal(await page.textContent(".cite-bar .cite-current"), "现行版本");
  await page.click(".cite-bar .cite-current");
  assert.equal(path(page), `${CURRENT}#art-27`);
  await page.click("#art-27 a.label");
  assert.equal(await page.$(".cite-bar .cite-current"), null);
});

test("the outline follows the scroll", async () => {
  const page = await open(CURRENT);
  const marked = () => page.$$eval('.outline a[aria-current="location"]', links => links.map(link => link.textContent));
  assert.deepEqual(await marked(), []);
  for (const [article, chapter] of [
    ["art-6", /^第二章/],
    ["art-16", /^第四章/],
    ["art-11", /^第三章/],
  ]) {
    await page.$eval(`#${article}`, place => place.scrollIntoView());
    await page.waitForFunction(start => {
      const found = document.querySelectorAll('.outline a[aria-current="location"]');
      return found.length === 1 && found[0].textContent.startsWith(start);
    }, chapter.source.slice(1));
    // It stays beside the text, and what it marks is to be seen.
    const [box] = await page.$$eval('.outline a[aria-current="location"]', links =>
      links.map(l => l.getBoundingClientRect().toJSON()),
    );
    assert.ok(box.top >= 0 && box.bottom <= 800, `${article}: ${JSON.stringify(box)}`);
  }
  await page.click(".outline a >> text=/^第五章/");
  assert.equal(await page.evaluate(() => document.querySelector(":target").getBoundingClientRect().top >= 0), true);
});

test("on a phone the outline is a drawer behind the bar", async () => {
  const page = await open(CURRENT, PHONE);
  assert.equal(await page.isVisible(".outline"), false);
  await page.click(".contents-button");
  assert.equal(await page.isVisible('.outline a[href$="#ch-4"]'), true);
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible(".outline"), false);
  await page.click(".contents-button");
  await page.click('.outline a[href$="#ch-4"]');
  assert.equal(await page.isVisible(".outline"), false);
  assert.equal(path(page), `${CURRENT}#ch-4`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
});

test("jumping to an article understands numbers as they are written", async () => {
  const page = await open(CURRENT);
  for (const [said, place] of [
    ["第十二条", "#art-12"],
    ["3", "#art-3"],
    ["２３", "#art-23"],
    ["二十", "#art-20"],
    [" 第 7 条 ", "#art-7"],
  ]) {
    await page.fill(".jump input", said);
    await page.press(".jump input", "Enter");
    assert.equal(path(page), CURRENT + place, said);
    assert.equal(await page.textContent(".jump-message"), "");
    const top = await page.$eval(place, article => article.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 800, `${said}: at ${top}`);
  }
  for (const said of ["第九百条", "几", ""]) {
    await page.fill(".jump input", said);
    await page.click(".jump button");
    assert.equal(await page.textContent(".jump-message"), "本文没有这一条", said);
    assert.equal(path(page), `${CURRENT}#art-7`);
  }
});

test("a place is copied with its citation and its link", async () => {
  const page = await open(CURRENT, { permissions: ["clipboard-read", "clipboard-write"] });
  const copied = async button => {
    await page.click(button);
    await page.waitForSelector(".cite-bar button:disabled, .policy-tools button:disabled");
    return page.evaluate(() => navigator.clipboard.readText());
  };
  assert.equal(
    await copied(".policy-tools [data-copy]"),
    "《青禾区学习中心管理办法》（青融学〔2026〕3号，2026年3月1日起施行）",
  );
  await laidOut(page);
  await page.click("#art-13-p1-i2", { position: { x: 200, y: 15 } });
  const name = "《青禾区学习中心管理办法》第十三条第一款第（二）项";
  assert.equal(await page.textContent(".cite-name"), name);
  assert.equal(await copied(".cite-bar button >> nth=0"), `${name}\n${site.url}${CURRENT}#art-13-p1-i2`);
  await page.click("#art-12 a.label");
  assert.equal(await page.textContent(".cite-name"), "《青禾区学习中心管理办法》第十二条");
  assert.equal(await copied(".cite-bar button >> nth=1"), `${site.url}${CURRENT}#art-12`);
});

test("a page that may not write to the clipboard copies what it selects", async () => {
  const page = await open(CURRENT);
  await page.evaluate(() => {
    navigator.clipboard.writeText = () =>
      Promise.reject(new DOMException("Write permission denied.", "NotAllowedError"));
    document.addEventListener("copy", event => (window.copied = event.target.value));
  });
  await page.click(".policy-tools [data-copy]");
  await page.waitForSelector(".policy-tools button:disabled");
  assert.equal(
    await page.evaluate(() => window.copied),
    "《青禾区学习中心管理办法》（青融学〔2026〕3号，2026年3月1日起施行）",
  );
  assert.equal(await page.textContent(".policy-tools [data-copy]"), "已复制");
});

test("the article before and after is one step away", async () => {
  const page = await open(CURRENT);
  await page.click("#art-12 a.label");
  await page.click('.cite-bar a >> text="下一条"');
  assert.equal(path(page), `${CURRENT}#art-13`);
  await page.click("#art-13 a.label");
  await page.click('.cite-bar a >> text="上一条"');
  assert.equal(path(page), `${CURRENT}#art-12`);
  await page.click("#art-1 a.label");
  assert.equal(await page.$('.cite-bar a >> text="上一条"'), null);
});

test("the size of the type is the reader's, and stays", async () => {
  const page = await open(CURRENT);
  const size = () => page.$eval("#art-1-p1", place => parseFloat(getComputedStyle(place).fontSize));
  const before = await size();
  await page.click(".display-button");
  await page.check('.display-panel input[value="large"]', { force: true });
  const larger = await size();
  assert.ok(larger > before * 1.05, `${before} → ${larger}`);
  await page.goto(site.url + OLDER);
  assert.equal(await size(), larger);
});

test("items and their parts hang from their numbers", async () => {
  for (const options of [PHONE, DESKTOP]) {
    const page = await open(CURRENT, options);
    const items = await page.$$eval(".statute .items > li", all =>
      all.map(item => {
        const range = document.createRange();
        const texts = [...item.childNodes].filter(node => node.nodeType === 3 || node.matches("a.cite"));
        // （一） is no element of its own.
        const box = item.firstElementChild && item.firstElementChild.matches(".label") ? item.firstElementChild : null;
        const label = box
          ? box.getBoundingClientRect().left
          : (range.selectNodeContents(item), range.getBoundingClientRect().left);
        const rects = node => {
          range.selectNodeContents(node);
          if (!box && node === item.firstChild) range.setStart(node, 3);
          return [...range.getClientRects()];
        };
        const boxes = texts.flatMap(rects).filter(box => box.width > 0);
        // The left end of each line.
        const lines = new Map();
        for (const box of boxes)
          lines.set(Math.round(box.bottom), Math.min(box.left, lines.get(Math.round(box.bottom)) ?? Infinity));
        return { id: item.id, label, lines: [...lines.values()] };
      }),
    );
    const broken = items.filter(item => item.lines.length > 1);
    assert.ok(
      items.length >= 10 && (options !== PHONE || broken.length >= 3),
      `${items.length} items, ${broken.length} of several lines`,
    );
    for (const { id, label, lines } of items) {
      assert.ok(lines[0] - label > 16, `${id}: the text begins at ${lines[0]}, the number at ${label}`);
      for (const left of lines) assert.ok(Math.abs(left - lines[0]) < 2, `${id}: lines begin at ${lines}`);
    }
  }
});

test("a comparison is readable on a phone, and without colour", async () => {
  const page = await open(COMPARISON, PHONE);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  const small = await page.$$eval(
    ".compare-text",
    all => all.filter(one => parseFloat(getComputedStyle(one).fontSize) < 16).length,
  );
  assert.equal(small, 0, "texts in type smaller than 16 px");
  // Old above new, each as wide as the page lets it be.
  const [above, below] = await page.$$eval(".change-changed .compare-side", sides =>
    sides.slice(0, 2).map(s => s.getBoundingClientRect().toJSON()),
  );
  assert.ok(above.bottom <= below.top && above.width > 340, JSON.stringify([above, below]));
  // Every row says in words what happened, every mark has a line and a sign.
  const rows = await page.$$eval(".compare-row", all =>
    all.map(row => [row.className.split("change-")[1], row.querySelector(".change-label").textContent]),
  );
  const words = { added: "新增", removed: "删除", moved: "移动", changed: "修改", same: "未变" };
  assert.ok(new Set(rows.map(([change]) => change)).size >= 4, JSON.stringify(rows));
  for (const [change, label] of rows) assert.equal(label, words[change]);
  const marks = await page.$$eval(".compare-text ins, .compare-text del", all =>
    all.map(mark => [
      mark.tagName,
      getComputedStyle(mark).textDecorationLine,
      getComputedStyle(mark, "::before").content,
    ]),
  );
  assert.deepEqual([...new Set(marks.map(String))].sort(), ['DEL,line-through,"删"', 'INS,underline,"增"']);
  // Only what changed, if that is what the reader wants.
  await page.check(".compare-filter input");
  assert.equal(await page.$$eval(".change-same", all => all.filter(row => row.getClientRects().length).length), 0);
});
