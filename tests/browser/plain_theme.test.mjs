// A theme that has nothing of the default one: its pages open without a fault, and its own few lines search by the same engine.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { buildSite, openBoth, openSite, PROJECT, visitor } from "./site.mjs";

const folder = await mkdtemp(join(tmpdir(), "shuyuan-plain-"));
after(() => rm(folder, { recursive: true, force: true }));
await cp(join(PROJECT, "content"), join(folder, "content"), { recursive: true });
await cp(join(PROJECT, "tests/fixtures/plain"), join(folder, "themes/plain"), { recursive: true });
const config = await readFile(join(PROJECT, "site-config.toml"), "utf8");
await writeFile(join(folder, "site-config.toml"), config.replace('theme = "default"', 'theme = "plain"'));
await buildSite(folder, join(folder, "public"));

const { site, browser } = await openBoth(() => openSite({ built: join(folder, "public") }));
const visit = visitor(browser);

test("a tiny theme searches, and what it finds opens", async () => {
  const page = await visit();
  await page.goto(`${site.url}search/`);
  await page.fill("[name=q]", "管理办法");
  await page.press("[name=q]", "Enter");
  await page.waitForSelector("#plain-found li a");
  const titles = await page.$$eval("#plain-found a", links => links.map(link => link.textContent));
  assert.ok(
    titles.some(title => title.includes("管理办法")),
    titles.join(),
  );
  await page.click("#plain-found li:first-child a");
  await page.waitForSelector("h1");
  assert.ok(await page.$("body.plain-frame"));
});
