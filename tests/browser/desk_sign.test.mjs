// The desk shows what changed since the last publication, side by side, and takes signatures.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serveSite, shot, until } from "./desk.mjs";
import { PROJECT, openBoth, visitor } from "./site.mjs";

const PAGE =
  "---\ntitle: 开会通知\nkind: page\n# 说明\n---\n\n定于五月一日在二楼开会。\n\n会期一天。\n\n请带本子。\n\n地点另行通知。\n";

/** A small site that was published and has changed since, and the program that serves it. */
async function serve() {
  const root = await mkdtemp(join(tmpdir(), "shuyuan-sign-"));
  await mkdir(join(root, "content"));
  await writeFile(join(root, "site-config.toml"), 'title = "小站"\n[review]\nstages = ["一审", "二审"]\n');
  await writeFile(join(root, "content", "_index.md"), "---\ntitle: 首页\n---\n");
  await writeFile(join(root, "content", "meeting.md"), PAGE);
  await mkdir(join(root, "content", "news"));
  await writeFile(join(root, "content", "news", "_index.md"), "---\ntitle: 要闻栏目\n---\n");
  await writeFile(join(root, "content", "news", "a.md"), "---\ntitle: 旧标题\nkind: page\n---\n\n正文。\n");
  const built = spawnSync(process.env.SHUYUAN_BIN, ["build", "--root", root, "--as-of", "2026-11-23"], {
    encoding: "utf8",
  });
  assert.equal(built.status, 0, built.stderr);
  await writeFile(join(root, "content", "meeting.md"), PAGE.replace("一日", "八日"));
  await writeFile(join(root, "content", "news", "a.md"), "---\ntitle: 新标题\nkind: page\n---\n\n正文。\n");
  await writeFile(join(root, "content", "new.md"), "---\ntitle: 新的一页\nkind: page\n---\n\n新的正文。\n");
  return serveSite(root);
}

const { site: server, browser } = await openBoth(() => serve());
const visit = visitor(browser, { viewport: { width: 1440, height: 900 } });
const axe = await readFile(join(PROJECT, "tests/browser/node_modules/axe-core/axe.min.js"), "utf8");
const read = path => readFile(join(server.root, "content", path), "utf8");

async function changes(options) {
  const page = await visit(options);
  await page.goto(`${server.url}_desk/#changes`);
  await page.locator(".change h2", { hasText: "开会通知" }).waitFor();
  return page;
}
const entry = (page, title) => page.locator(".change", { hasText: title });

async function sign(page, title, name) {
  await entry(page, title).getByRole("button", { name: "签名" }).click();
  await page.locator("[role=dialog] input").fill(name);
  await page.getByRole("button", { name: "我看过了，同意发布" }).click();
}

test("what changed is shown beside what is published", async () => {
  const page = await changes();
  const meeting = entry(page, "开会通知");
  assert.match(await meeting.innerText(), /修改/);
  assert.match(await entry(page, "新的一页").innerText(), /新增/);
  await meeting.getByRole("button", { name: "看新旧对照" }).click();
  await meeting.locator("del", { hasText: "一" }).waitFor();
  assert.equal(await meeting.locator("ins").first().innerText(), "八");
  assert.match(await meeting.locator("table").innerText(), /段没有变化/);
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(
    found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(" ")}`),
    [],
  );
});

test("a page that others have changed is folded, and nobody signs it", async () => {
  const page = await changes();
  await entry(page, "新标题").waitFor();
  const others = page.locator("details.others");
  assert.match(await others.locator("summary").innerText(), /只因其他页面而变（\d+ 页，不用签）/);
  await others.locator("summary").click();
  await others.getByText("要闻栏目").waitFor();
  assert.equal(await entry(page, "要闻栏目").count(), 0);
  await shot(page, "others-1440");
});

test("a signature goes into the file and nothing else does; an edit voids it", async () => {
  const page = await changes();
  const before = await read("meeting.md");
  await sign(page, "开会通知", "王某");
  await entry(page, "开会通知").locator(".given-valid", { hasText: "王某" }).waitFor();
  const signed = await read("meeting.md");
  assert.match(signed, /review:\n {2}- stage: 一审\n {4}name: 王某\n/);
  assert.equal(signed.replace(/review:\n( {2}.*\n)+/, ""), before);
  // The same person is refused at the next stage, another one is not.
  await sign(page, "开会通知", "王 某");
  await page.locator(".message.error", { hasText: "一人只能签一个阶段" }).waitFor();
  assert.equal(await read("meeting.md"), signed);
  await sign(page, "开会通知", "李某");
  await until(async () => (await entry(page, "开会通知").locator(".given-valid").count()) === 2, "both have signed");
  await writeFile(join(server.root, "content", "meeting.md"), (await read("meeting.md")).replace("请带本子", "请带书"));
  await until(async () => (await entry(page, "开会通知").locator(".given-void").count()) === 2, "both are void");
  const seen = await page.request.get(`${server.url}meeting/`).then(answer => answer.text());
  assert.ok(seen.includes("请带书") && !seen.includes("王某") && !seen.includes("李某"));
});

test("what was read is what is signed", async () => {
  const page = await changes();
  // Changed behind the back of this page: the print that it knows is another one.
  await page.route("**/_desk/api/here", route => route.abort());
  const text = await read("new.md");
  await writeFile(join(server.root, "content", "new.md"), text.replace("新的正文", "别的正文"));
  await until(
    async () => (await page.request.get(`${server.url}new/`).then(answer => answer.text())).includes("别的正文"),
    "the edit is shown",
  );
  await sign(page, "新的一页", "赵某");
  await page.locator(".message.error", { hasText: "重新看一遍" }).waitFor();
  assert.ok(!(await read("new.md")).includes("赵某"));
});

test("it fits a phone", async () => {
  const page = await changes({ viewport: { width: 360, height: 740 } });
  await entry(page, "开会通知").getByRole("button", { name: "看新旧对照" }).click();
  await entry(page, "开会通知").locator("table").waitFor();
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
});
