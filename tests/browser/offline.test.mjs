// Reading without a network: what was read stays, what was downloaded is found and searched, nothing old is shown after a
// publication, only what changed is fetched again, and a portal that no longer wants it leaves nothing behind.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openChromium } from "./chromium.mjs";
import { buildSite, openSite, PROJECT } from "./site.mjs";

const ARTICLE = "content/publicity/2026-09-18-青溪书屋/index.md";
let folder;
let browser;
let site;
let page;

/** A copy of the project's sources of which `change` alters some, built. */
async function publication(name, change) {
  const root = join(folder, name);
  for (const part of ["content", "themes", "site-config.toml"])
    await cp(join(PROJECT, part), join(root, part), { recursive: true });
  await change(root);
  await buildSite(root, join(root, "public"));
  return join(root, "public");
}

async function alter(path, from, to) {
  const text = await readFile(path, "utf8");
  assert.ok(text.includes(from), `${path} has no ${from}`);
  await writeFile(path, text.replace(from, to));
}

const titled = title => async root => {
  const text = await readFile(join(root, ARTICLE), "utf8");
  await writeFile(join(root, ARTICLE), text.replace(/^title:.*$/m, `title: ${title}`));
  await alter(
    join(root, "themes/default/static/css/site.css/1-colours.css"),
    "body {",
    `/* ${title} */ body { --edition: "${title}"; `,
  );
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "shuyuan-offline-"));
  site = await openSite({ built: await publication("first", titled("头一版题目")) });
  site.ranges = true;
  browser = await openChromium();
  page = await browser.newPage();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

const heading = () => page.evaluate(() => document.querySelector("h1").textContent);
const cut = () => (site.fault = () => "drop");
const mend = () => (site.fault = null);
const controlled = () => page.waitFor(() => navigator.serviceWorker.controller);

const button = (pack, act) => `[data-pack="${pack}"] [data-do="${act}"]`;

/** Until what the page says of the pack holds. */
const says = (pack, words) =>
  page.waitFor(
    (pack, words) => document.querySelector(`[data-pack="${pack}"] .offline-state`).textContent.match(words),
    pack,
    words,
  );

test("a page that was read can be read again without a network, and says that it is a copy", async () => {
  await page.goto(site.url);
  await controlled();
  // The engine of the search is for those who search.
  assert.deepEqual(
    site.asked.filter(path => /engine/.test(path)),
    [],
  );
  await page.goto(site.url + "publicity/qingxi-shuwu/");
  assert.equal(await heading(), "头一版题目");
  assert.equal(await page.evaluate(() => document.querySelector(".offline-notice")), null);
  cut();
  await page.goto(site.url + "publicity/qingxi-shuwu/index.html");
  assert.equal(await heading(), "头一版题目");
  assert.match(await page.evaluate(() => document.querySelector(".offline-notice").textContent), /没有网络/);
  const styled = await page.evaluate(() => getComputedStyle(document.body).getPropertyValue("--edition"));
  assert.match(styled, /头一版题目/);
});

test("a page that was never kept says so and leads on", async () => {
  await page.goto(site.url + "glossary/");
  assert.match(await page.url(), /offline\/\?missed=glossary/);
  // Said by a script that comes after the page.
  await page.waitFor(() => /没有保存过/.test(document.querySelector(".offline-missed").textContent));
  mend();
});

test("a download that is cut off goes on where it ended", async () => {
  await page.goto(site.url + "offline/?pack=education/");
  const load = button("education/", "load");
  await page.waitFor(found => document.querySelector(found).offsetParent, load);
  assert.match(
    await page.evaluate(() => document.querySelector('[data-pack="education/"] .offline-size').textContent),
    /\d (KB|MB)/,
  );
  let sent = 0;
  site.fault = path => (path.startsWith("education/") && ++sent > 12 ? "drop" : null);
  await page.click(load);
  await page.waitFor(() => /没有下载完/.test(document.querySelector(".offline-problem").textContent));
  mend();
  site.asked.length = 0;
  await page.click(load);
  await says("education/", "已下载");
  const again = new Set(site.asked.filter(path => path.startsWith("education/")));
  const all = JSON.parse(await readFile(join(site.folder, "shuyuan-manifest.json"), "utf8")).files;
  const whole = all.filter(file => file.path.startsWith("education/") && !file.path.endsWith(".mp4")).length;
  assert.ok(again.size > 0 && again.size < whole - 6, `${again.size} of ${whole} were fetched again`);
  cut();
  await page.goto(site.url + "education/editors-manual/");
  assert.match(await page.url(), /editors-manual\/$/);
  mend();
});

test("the search works without a network once it is downloaded", async () => {
  await page.goto(site.url + "offline/");
  await page.click(button("search/", "load"));
  await says("search/", "已下载");
  cut();
  await page.goto(site.url + "search/?q=" + encodeURIComponent("学习"));
  await page.waitFor(() => /\d 个页面/.test((document.querySelector(".search-summary") || {}).textContent || ""));
  assert.ok((await page.evaluate(() => document.querySelectorAll(".result-title a").length)) > 3);
  mend();
});

test("after a publication nothing old is shown, open pages go on, and only what changed is fetched", async () => {
  await page.goto(site.url + "publicity/qingxi-shuwu/");
  const open = await browser.newPage();
  await open.goto(site.url + "publicity/");
  site.folder = await publication("second", async root => {
    await titled("第二版题目")(root);
    await alter(join(root, "content/education/editors-manual/_index.md"), "title:", "subtitle: 换过一次\ntitle:");
  });
  // A page of the former publication, whose files are gone from the host, still opens its search.
  await open.control("k");
  await open.waitFor(() => document.querySelector('[role="dialog"] input')?.offsetParent);
  await open.close();
  site.asked.length = 0;
  await page.goto(site.url + "publicity/qingxi-shuwu/");
  assert.equal(await heading(), "第二版题目");
  assert.match(await page.evaluate(() => getComputedStyle(document.body).getPropertyValue("--edition")), /第二版题目/);
  // What was downloaded is brought up to date by itself, on whichever page the reader is once the new worker rules.
  await page.goto(site.url + "offline/");
  await says("education/", "已下载|有更新");
  const load = button("education/", "load");
  if (await page.visible(load)) await page.click(load);
  await says("education/", "已下载");
  const manifest = async name => {
    const read = JSON.parse(await readFile(join(folder, name, "public/shuyuan-manifest.json"), "utf8"));
    return new Map(read.files.map(file => [file.path, file.sha256]));
  };
  const [first, second] = [await manifest("first"), await manifest("second")];
  const same = [...second]
    .filter(([path, hash]) => path.startsWith("education/") && first.get(path) === hash)
    .map(([path]) => path);
  const asked = new Set(site.asked);
  for (const path of same) assert.ok(!asked.has(path.replace(/index\.html$/, "")), `${path} did not change`);
  cut();
  await page.goto(site.url + "education/editors-manual/");
  assert.match(await page.evaluate(() => document.querySelector("main").textContent), /换过一次/);
  mend();
});

test("a portal without it removes the worker and all that was kept", async () => {
  site.folder = await publication("third", root =>
    alter(join(root, "site-config.toml"), "enabled = true", "enabled = false"),
  );
  await page.goto(site.url);
  const left = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length + (await caches.keys()).length);
  for (let tries = 0; tries < 600 && (await left()); tries++) await new Promise(resolve => setTimeout(resolve, 100));
  assert.equal(await left(), 0);
  await page.goto(site.url);
  assert.equal(await page.evaluate(() => navigator.serviceWorker.controller), null);
  assert.deepEqual(page.faults, []);
});
