// The search as readers use it: the box in every header, the search page, and the arrival at what was found.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, test } from "node:test";
import { openBoth, visitor } from "./site.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const ENGINE = /(worker[^/]*\.js|engine[^/]*\.(wasm|bin)|search\/.+)$/;

const { site, browser } = await openBoth();
const visit = visitor(browser);
let page;

beforeEach(async () => {
  page = await visit();
});
afterEach(() => Object.assign(site, { hidden: null, fault: null, ranges: false, compress: false }));

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

const titles = () => page.$$eval(".result-title a", links => links.map(link => link.textContent));
const parameters = () => page.evaluate(() => Array.from(new URLSearchParams(location.search)).join(" "));

async function typeInHeader(text) {
  await page.goto(site.url);
  await page.click("#site-search");
  await page.keyboard.type(text);
  await page.waitForSelector(".search-option");
  return page.$$eval(".search-option-title", options => options.map(option => option.textContent));
}

test("the engine loads when the box gets the focus, and not before", async () => {
  site.asked.length = 0;
  await page.goto(site.url);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(
    site.asked.filter(path => ENGINE.test(path) && !/(search|ui|page|dialog)[^/]*\.(js|css)$/.test(path)),
    [],
  );
  await page.focus("#site-search");
  // The worker's own requests do not keep the page from being idle, so the server is asked what it was asked for.
  const loaded = () => site.asked.some(path => /worker[^/]*\.js$/.test(path));
  for (let waited = 0; waited < 120_000 && !loaded(); waited += 50) await page.waitForTimeout(50);
  assert.ok(loaded(), site.asked.join("\n"));
  await page.evaluate(() => window.shuyuan.prepare());
  // What the page fetches for the worker, the worker does not fetch again.
  for (const one of [/engine[^/]*\.(wasm|bin)$/, /search\/start\.json$/])
    assert.equal(site.asked.filter(path => one.test(path)).length, 1);
});

test("a host that compresses nothing sends the engine packed", async () => {
  const sizes = [];
  for (const compress of [false, true]) {
    site.compress = compress;
    site.asked.length = 0;
    await page.goto(site.url + "search/?q=" + encodeURIComponent("学习"));
    await answered();
    const [engine, ...others] = site.asked.filter(path => /engine[^/]*\.(wasm|bin)$/.test(path));
    assert.deepEqual(others, []);
    assert.equal(extname(engine), compress ? ".wasm" : ".bin");
    sizes.push((await stat(join(site.folder, engine))).size);
  }
  assert.ok(sizes[0] < 0.55 * sizes[1], `${sizes[0]} of ${sizes[1]} bytes`);
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
  await page.waitForURL(url => !url.pathname.endsWith("/portal/"));
  assert.equal(await page.textContent("h1"), suggested[0]);
});

test("titles are suggested by pinyin and by initials", async () => {
  assert.ok((await typeInHeader("xuexidian")).some(title => title.includes("学习点")));
  assert.ok((await typeInHeader("xxd")).some(title => title.includes("学习点")));
});

test("versions of a text with the same title are told apart, and the one in force comes first", async () => {
  await typeInHeader("青禾区学习中心管理办法");
  const notes = await page.$$eval(".search-option", options =>
    options
      .filter(option => option.querySelector(".search-option-title").textContent === "青禾区学习中心管理办法")
      .map(option => Array.from(option.querySelectorAll(".search-option-note"), note => note.textContent)),
  );
  assert.deepEqual(notes, [
    ["2026-01-26", "政策文件"],
    ["2023-05-18", "已修改", "政策文件"],
  ]);
});

test("a suggestion can be touched", async () => {
  page = await visit(PHONE);
  const suggested = await typeInHeader("借用教室");
  await page.tap(".search-option");
  await page.waitForURL(url => !url.pathname.endsWith("/portal/"));
  assert.equal(await page.textContent("h1"), suggested[0]);
});

/** Begins to compose `letters` as an input method does; `key` presses a key as the browser reports it meanwhile. */
async function compose(letters) {
  const client = await page.context().newCDPSession(page);
  await client.send("Input.imeSetComposition", {
    text: letters,
    selectionStart: letters.length,
    selectionEnd: letters.length,
  });
  return {
    key: key =>
      client.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key, code: key, windowsVirtualKeyCode: 229 }),
    commit: text => client.send("Input.insertText", { text }),
  };
}

const suggested = () =>
  page.$$eval(".search-option", options => options.filter(option => option.getClientRects().length).length);

test("half-typed pinyin brings up no suggestions, and what it becomes does", async () => {
  await page.goto(site.url);
  await page.focus("#site-search");
  // A character typed just before must not bring them up with the letters either.
  await page.keyboard.type("学");
  const method = await compose("guanli");
  await page.waitForTimeout(500);
  assert.equal(await page.inputValue("#site-search"), "学guanli");
  assert.equal(await suggested(), 0);
  await method.commit("习");
  await page.waitForSelector(".search-option");
  assert.equal(await page.inputValue("#site-search"), "学习");
});

test("keys belong to the input method while it composes", async () => {
  await typeInHeader("学习中心");
  await page.keyboard.press("ArrowDown");
  const chosen = await page.getAttribute("#site-search", "aria-activedescendant");
  assert.match(chosen, /-0$/);
  const method = await compose("guanli");
  for (const key of ["ArrowDown", "Enter"]) await method.key(key);
  await page.waitForTimeout(300);
  // Nothing was moved, closed, opened or sent.
  assert.equal(await page.getAttribute("#site-search", "aria-activedescendant"), chosen);
  assert.ok((await suggested()) > 0);
  assert.equal(page.url(), site.url);
  await method.commit("管理");
  await page.waitForFunction(() => !document.querySelector("#site-search").hasAttribute("aria-activedescendant"));
  assert.equal(await page.inputValue("#site-search"), "学习中心管理");
});

test("a composition that is broken off leaves the box as it was before", async () => {
  await page.goto(site.url);
  await page.focus("#site-search");
  const method = await compose("guanli");
  // With no input method to take it, this empties the box.
  await method.key("Escape");
  assert.equal(await page.inputValue("#site-search"), "");
  await page.keyboard.type("讲师");
  await page.waitForSelector(".search-option");
});

test("the box is a combobox to a screen reader, which is told how many titles there are", async () => {
  await page.goto(site.url);
  const state = () =>
    page.$eval("#site-search", box => {
      const list = document.getElementById(box.getAttribute("aria-controls"));
      return {
        name: box.labels[0].textContent,
        role: box.getAttribute("role"),
        autocomplete: box.getAttribute("aria-autocomplete"),
        expanded: box.getAttribute("aria-expanded"),
        list: `${list.getAttribute("role")} ${list.getAttribute("aria-label")}`,
        options: Array.from(
          list.children,
          option => `${option.getAttribute("role")} ${option.getAttribute("aria-selected")}`,
        ),
        said: box.form.querySelector('[role="status"]').textContent,
      };
    });
  const closed = {
    name: "搜索",
    role: "combobox",
    autocomplete: "list",
    expanded: "false",
    list: "listbox 标题建议",
    options: [],
    said: "",
  };
  // The search comes when somebody goes to the box.
  await page.focus("#site-search");
  await page.waitForFunction(() => document.querySelector("#site-search").getAttribute("role"));
  assert.deepEqual(await state(), closed);
  const titles = await typeInHeader("讲师");
  await page.keyboard.press("ArrowDown");
  const options = titles.map((_, at) => `option ${at === 0}`);
  const said = `有 ${titles.length} 条标题建议，按上下方向键选择`;
  assert.deepEqual(await state(), { ...closed, expanded: "true", options, said });
  await page.fill("#site-search", "龘龘龘");
  await page.waitForFunction(() =>
    document.querySelector("#site-search").form.querySelector('[role="status"]').textContent.startsWith("没有"),
  );
  assert.deepEqual(await state(), { ...closed, options: [], said: "没有标题建议，按回车键搜索全文" });
});

test("Tab leaves the box for its button and folds the titles away", async () => {
  await typeInHeader("讲师");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "搜索");
  assert.equal(await page.getAttribute("#site-search", "aria-expanded"), "false");
  assert.equal(await suggested(), 0);
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "site-search");
});

test("on the search page Tab goes from the box over help, filters and sorting to the hits", async () => {
  await search("登记");
  await page.focus("#page-search");
  const order = [];
  for (let steps = 0; steps < 60 && order.at(-1) !== "result-title"; steps++) {
    await page.keyboard.press("Tab");
    const kind = await page.evaluate(() => {
      const at = document.activeElement;
      const part = [".search-help", ".facet", ".search-sort", ".result-title", "#search-app form"].find(one =>
        at.closest(one),
      );
      return part ? part.slice(1) : at.outerHTML;
    });
    if (order.at(-1) !== kind) order.push(kind);
  }
  assert.deepEqual(order, ["search-app form", "search-help", "facet", "search-sort", "result-title"]);
});

test("Enter asks the search page, which groups marked excerpts by page", async () => {
  await page.goto(site.url);
  await page.fill("#site-search", "轮椅席位");
  await page.press("#site-search", "Enter");
  await page.waitForURL(/\/search\/\?q=/);
  await answered();
  assert.equal(await page.inputValue("#page-search"), "轮椅席位");
  assert.match(await page.title(), /^轮椅席位 - /);
  const pages = await page.$$eval(".result", results => results.map(result => result.getAttribute("data-url")));
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
  await page.waitForFunction(
    () => document.getElementById("art-6").getBoundingClientRect().top < window.innerHeight / 2,
  );
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
  const facts = await page.$$eval(".result-facts", lines => lines.map(line => line.textContent));
  const dates = facts.map(line => (line.match(/\d{4}-\d\d-\d\d/) ?? [""])[0]).filter(Boolean);
  assert.ok(dates.length > 2, facts.join("\n"));
  assert.deepEqual(dates, dates.slice().sort().reverse());
});

test("more can be shown, and is still there on the way back", async () => {
  await search("学习");
  const few = (await titles()).length;
  await page.click(".search-more");
  await page.waitForFunction(few => document.querySelectorAll(".result").length > few, few);
  const many = (await titles()).length;
  assert.equal(await page.evaluate(() => document.activeElement.closest(".result, .result-section") !== null), true);
  await page.locator(".result-title a").first().click();
  await page.waitForLoadState();
  await page.goBack();
  await page.waitForFunction(many => document.querySelectorAll(".result").length === many, many);
});

test("on a slow line the page says that it is at work, then that the line is slow", async () => {
  site.fault = (path, bytes) => {
    if (/page[^/]*\.js$/.test(path))
      return Buffer.from(bytes.toString().replace(/SLOW_AFTER ?= ?\d+/, "SLOW_AFTER=600"));
    return /^search\/hot-/.test(path) ? "silence" : null;
  };
  await page.goto(`${site.url}search/?q=${encodeURIComponent("教室")}`);
  await page.waitForSelector('.results[aria-busy="true"]', { state: "attached" });
  assert.equal(await page.textContent(".search-summary"), "正在搜索……");
  assert.equal(await page.isVisible(".search-wait"), true);
  assert.equal(await page.isVisible(".search-lists"), false);
  await page.waitForFunction(
    () => document.querySelector(".search-summary").textContent === "网络较慢，还在读取检索文件……",
  );
});

test("a word that is slightly wrong: what is near is found and offered", async () => {
  assert.match(await search("轮椅席卫"), /^没有哪个页面含有全部词语，以下 \d+ 个页面含有其中一部分。$/);
  assert.ok((await titles()).includes("青禾区学习中心管理办法"));
  // First what a title may have meant by it, then the part of it that stands somewhere.
  const offers = await page.$$eval(".search-nearest", lines => lines.map(line => line.textContent));
  assert.deepEqual(offers, ["您要找的是：轮椅席位", "也可以试试：轮椅席"]);
  await page.click(".search-nearest:last-child .search-word");
  await page.waitForFunction(() => document.title.startsWith("轮椅席 - "));
  await answered();
  assert.equal(await parameters(), "q,轮椅席");
  assert.equal(await page.textContent(".result-excerpt mark"), "轮椅席");
});

test("a status has the same word in results, filters and pages", async () => {
  await page.goto(`${site.url}library/`);
  const words = await page.evaluate(() => window.shuyuanWords);
  const listed = await page.$$eval(".library-groups a", links => links.map(link => link.firstChild.textContent.trim()));
  const facets = await page.evaluate(
    async () => (await window.shuyuan.search("学习", { filters: { kind: "policy" } })).facets.status,
  );
  assert.deepEqual(facets.map(facet => facet.value).sort(), ["amended", "expired", "in_force", "not_yet", "repealed"]);
  for (const { value, label } of facets) {
    assert.equal(label, words[`status_${value}`]);
    assert.ok(listed.includes(label), `${label} is not among ${listed}`);
  }
  await search("暑期延时开放暂行规定");
  assert.match(await page.textContent(".result-gone .result-title"), /（失效）$/);
});

test("what is no longer in force comes after what is", async () => {
  await search("学习场地使用", "&kind=policy");
  const found = await page.$$eval(".result", results =>
    results.map(result => [result.querySelector("a").textContent, result.className]),
  );
  assert.deepEqual(found.slice(0, 2), [
    ["学习场地使用管理办法", "result"],
    ["学习场地使用规定", "result result-gone"],
  ]);
});

test("window.shuyuan.search answers what the command line does, costs included", async () => {
  site.ranges = true;
  const asked = [
    ["轮椅席位", {}, []],
    ["“未成年学员的姓名和肖像”", { limit: 3 }, ["--limit", "3"]],
    ["教室 -演播室", { sort: "date", limit: 5 }, ["--sort", "date", "--limit", "5"]],
    ["登记", { filters: { kind: ["policy"], status: "in_force" } }, ["--kind", "policy", "--status", "in_force"]],
    ["龘龘龘", {}, []],
    ["^(a+)+$ \u0000", {}, []],
  ];
  for (const [query, options, more] of asked) {
    const line = ["search", "--site", site.folder, "--format", "json", ...more, "--", query.replace("\0", " ")];
    const { stdout } = await promisify(execFile)(process.env.SHUYUAN_BIN, line);
    await page.goto(site.url);
    const answer = await page.evaluate(([query, options]) => window.shuyuan.search(query, options), [query, options]);
    assert.deepEqual({ ...answer, query: query.replace("\0", " ") }, JSON.parse(stdout), query);
  }
});

test("hostile queries are answered soon, and the box takes no more than a person types", async () => {
  await page.goto(`${site.url}search/`);
  const hostile = [
    "登记学习记录".repeat(1700),
    `“${"登记".repeat(5000)}”`,
    "登记 -".repeat(3000),
    '"'.repeat(10_000),
    "，。！？（）《》",
    "\0\u0001\u001b[2J\u202e\ufeff\ud800",
    "query=登记\nlimit=100000\nkind=policy",
    "^(a+)+$ .* \\d{1,99} [[:alpha:]] (?:",
    "__proto__ constructor <script>",
  ];
  for (const query of hostile) {
    const { hits, time } = await page.evaluate(async query => {
      const start = performance.now();
      const answer = await window.shuyuan.search(query);
      return { hits: answer.hits.length, time: performance.now() - start };
    }, query);
    assert.ok(hits <= 10, query.slice(0, 40));
    assert.ok(time < 3000, `${query.slice(0, 40)}: ${time} ms`);
  }
  await page.fill("#page-search", hostile[0]);
  await page.press("#page-search", "Enter");
  await answered();
  assert.equal((await page.inputValue("#page-search")).length, 200);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 1280);
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
  const texts = await page.$$eval(".result", results => results.map(result => result.textContent));
  assert.deepEqual(
    texts.filter(text => text.includes("演播室")),
    [],
  );
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
  site.hidden = /(worker[^/]*\.js|engine[^/]*\.(wasm|bin))$/;
  await page.goto(`${site.url}search/?q=${encodeURIComponent("教室")}`);
  await page.waitForSelector('.search-error[role="alert"]');
  assert.match(await page.textContent(".search-error p"), /检索/);
  assert.equal(await page.isVisible(".search-lists"), true);
});

test("without scripts the search page leads to the lists", async () => {
  page = await visit({ javaScriptEnabled: false });
  await page.goto(`${site.url}search/?q=${encodeURIComponent("教室")}`);
  assert.equal(await page.isVisible("noscript .banner, #search-app .banner"), true);
  assert.equal(await page.isVisible(".search-lists"), true);
  assert.ok((await page.$$(".search-lists a")).length > 3);
});

test("on a phone filters fold, targets are large and nothing is cut off", async () => {
  page = await visit(PHONE);
  const small = selector =>
    page.$$eval(selector, elements =>
      elements
        .map(element => [element.className || element.tagName, element.getBoundingClientRect().height])
        .filter(([, height]) => height > 0 && height < 44),
    );
  await typeInHeader("学习");
  assert.deepEqual(await small(".search-option, #site-search, .search-box button, .bar-button"), []);
  await page.goto(`${site.url}search/`);
  assert.deepEqual(await small(".search-lists a"), []);
  await search("登记");
  assert.equal(await page.isVisible(".search-facets"), false);
  await page.tap(".search-toggle");
  assert.equal(await page.isVisible(".search-facets"), true);
  assert.equal(await page.getAttribute(".search-toggle", "aria-expanded"), "true");
  const targets =
    "#search-app button, #search-app input[type=search], .facet-value, .result-title a, .result-section-link, .search-help summary";
  assert.deepEqual(await small(targets), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
});
