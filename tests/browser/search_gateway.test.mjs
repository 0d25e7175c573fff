// A portal whose search is answered by a gateway on its own host, and by its own index while that gives no answer.

import assert from "node:assert/strict";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { buildSite, openBoth, openSite, visitor } from "./site.mjs";

const work = await mkdtemp(join(tmpdir(), "shuyuan-gateway-"));
after(() => rm(work, { recursive: true, force: true }));
const { site, browser } = await openBoth(async () => openSite({ built: await portal() }));
const visit = visitor(browser);
let page;
let questions;

async function portal() {
  const root = join(work, "source");
  await mkdir(join(root, "content", "a"), { recursive: true });
  await writeFile(join(root, "site-config.toml"), 'title = "门户"\n[hub]\ngateway = "/_search"\n');
  await writeFile(join(root, "content", "a", "_index.md"), "---\ntitle: 栏目\n---\n");
  await writeFile(join(root, "content", "a", "x.md"), "---\ntitle: 借书办法\n---\n\n## 办法\n\n凭证件借书。\n");
  const folder = join(work, "site");
  await buildSite(root, folder);
  return folder;
}

const hit = anchor => ({
  page: "https://north.example/a/",
  in_page: 3,
  url: "https://north.example/a/",
  anchor,
  title: "北区借书规定",
  subtitle: "",
  doc_no: "",
  section: "第一条",
  path: "",
  kind: "policy",
  kind_label: "政策文件",
  column: "https://north.example/",
  column_label: "北区",
  date: "",
  status: "",
  effective_on: "",
  score: 1,
  contiguous: true,
  partial: false,
  jump: false,
  versions: [],
  excerpt: "凭证件借书。",
  marks: [[3, 5]],
  title_marks: [[2, 4]],
});

function answer(anchors) {
  const portals = [
    { value: "https://north.example/", label: "北区", count: 2 },
    { value: "https://south.example/", label: "南区", count: 1 },
  ];
  const facets = { kind: [], column: portals, topic: [], year: [], issuer: [], status: [] };
  const rest = { complete: true, exact: true, more: false, facets, nearest: [], meant: [], by_sound: false };
  return { query: "借书", total: 3, hits: anchors.map(hit), gateway: true, ...rest };
}

beforeEach(async () => {
  questions = [];
  site.asked.length = 0;
  site.gateway = body => {
    questions.push(body);
    if (body.startsWith("prefix=")) return [{ ...hit(""), by: "title", name: "", marks: [[0, 1]] }];
    return answer(body.includes("\npage=") ? ["art-1", "art-2", "art-3"] : ["art-1"]);
  };
  page = await visit();
});

async function search(query) {
  await page.goto(`${site.url}search/?q=${encodeURIComponent(query)}`);
  await page.waitForFunction(() => /\d 个页面|没有找到/.test(document.querySelector(".search-summary").textContent));
}

const titles = () => page.$$eval(".result-title a", links => links.map(link => link.href));

test("the gateway answers, and nothing of the index is fetched", async () => {
  await search("借书");
  assert.deepEqual(await titles(), ["https://north.example/a/"]);
  assert.equal(await page.textContent(".search-summary"), "找到 3 个页面。");
  assert.match(questions[0], /^query=借书\n(.+\n)*limit=10/);
  assert.ok(!site.asked.some(path => /^search\/(start\.json|.+\.bin)$/.test(path)), site.asked.join("\n"));
  assert.equal(await page.$(".search-fallback"), null);
  assert.deepEqual(await page.$$eval(".facet legend", all => all.map(one => one.textContent)), ["门户"]);
  // All hits of a page, and only those of one portal.
  await page.click(".result-all");
  await page.waitForFunction(() => document.querySelectorAll(".result-section").length === 3);
  assert.match(questions.at(-1), /\npage=https:\/\/north\.example\/a\/\n/);
  await page.click(".facet-value input");
  await page.waitForFunction(() => location.search.includes("column="));
  await page.waitForSelector('.results[aria-busy="false"]', { state: "attached" });
  assert.match(questions.at(-1), /\ncolumn=https:\/\/north\.example\/$/);
});

test("titles are suggested by the gateway", async () => {
  await page.goto(`${site.url}search/`);
  const found = await page.evaluate(() => window.shuyuan.suggest("借", 5));
  assert.deepEqual(
    found.map(title => title.title),
    ["北区借书规定"],
  );
  assert.deepEqual(questions, ["prefix=借\nlimit=5"]);
});

test("while the gateway gives no answer, the portal's own index does, and the reader is told", async () => {
  for (const fault of [503, 404, "<html>"]) {
    site.gateway = () => fault;
    await search("借书");
    assert.deepEqual(await titles(), [`${site.url}a/x/`], String(fault));
    assert.match(await page.textContent(".search-fallback"), /暂时没有应答/, String(fault));
  }
});
