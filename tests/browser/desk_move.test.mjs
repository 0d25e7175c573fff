// The desk moves pages and columns: first shown, then done, and nothing leads nowhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axeFaults, serveDesk, shot, until } from "./desk.mjs";
import { openBoth, visitor } from "./site.mjs";

const ARTICLE = "publicity/2026-05-18-一份文件怎样上网.md";
const OLD_URL = "publicity/yifen-wenjian-zenyang-shangwang/";
const PHONE = { viewport: { width: 360, height: 740 } };

const { site: server, browser } = await openBoth(() => serveDesk());
const visit = visitor(browser, { viewport: { width: 1440, height: 900 } });

async function open(path, options) {
  const page = await visit(options);
  await page.goto(server.open(path));
  await page.locator(".found-list li").first().waitFor();
  return page;
}

test("a page is moved: shown first, and given up without a trace", async () => {
  const page = await open(ARTICLE);
  await page.getByRole("button", { name: "移动或改名" }).click();
  const form = page.getByRole("dialog", { name: "移动或改名" });
  await form.getByLabel("放到哪个栏目").selectOption("organization");
  await form.getByLabel("文件名").fill("上网");
  await form.getByRole("button", { name: "看看会改什么" }).click();
  const shown = page.getByRole("dialog", { name: `${ARTICLE} → organization/上网.md` });
  await shown.waitFor();
  assert.ok((await shown.textContent()).includes(`/${OLD_URL} → organization/上网.md`));
  assert.deepEqual(await axeFaults(page), []);
  await shot(page, "move-1440");
  await shown.getByRole("button", { name: "取消" }).click();
  assert.ok(await server.exists(ARTICLE));
  assert.ok(!(await server.exists("organization/上网.md")));
});

test("a page is moved: the desk opens it in its new place, and the old address leads there", async () => {
  const page = await open(ARTICLE);
  await page.locator("textarea.body").press("End");
  await page.locator("textarea.body").pressSequentially("没有保存的字");
  await page.getByRole("button", { name: "移动或改名" }).click();
  const form = page.getByRole("dialog", { name: "移动或改名" });
  await form.getByLabel("放到哪个栏目").selectOption("organization");
  await form.getByLabel("文件名").fill("上网");
  await form.getByRole("button", { name: "看看会改什么" }).click();
  await page
    .getByRole("dialog", { name: "→ organization/上网.md" })
    .getByRole("button", { name: "移动", exact: true })
    .click();
  await page.waitForURL(url => decodeURIComponent(url.hash) === "#edit=organization/上网.md", { timeout: 120_000 });
  await page.locator(".found-list li").first().waitFor();
  const text = await server.read("organization/上网.md");
  assert.ok(text.includes(OLD_URL) && text.includes("没有保存的字"), text.slice(0, 600));
  assert.ok(!(await server.exists(ARTICLE)));
  await until(
    async () => (await (await fetch(server.url + OLD_URL)).text()).includes('data-kind="redirect"'),
    "the old address leads on",
  );
});

test("a column is moved from the list, on a phone too, and a name that is taken is told", async () => {
  const page = await visit(PHONE);
  await page.goto(`${server.url}_desk/`);
  await page
    .getByRole("navigation", { name: "栏目" })
    .getByRole("button", { name: /^通知公告/ })
    .first()
    .click();
  const named = async name => {
    await page.getByRole("button", { name: "移动栏目" }).click();
    const form = page.getByRole("dialog", { name: "移动或改名" });
    await form.getByLabel("放到哪个栏目").selectOption("publicity");
    await form.getByLabel("文件夹名").fill(name);
    await form.getByRole("button", { name: "看看会改什么" }).click();
  };
  await named("topics");
  await page.locator(".message.error", { hasText: "已经有了" }).waitFor();
  await page.locator(".message.error").getByRole("button").click();
  await named("公告栏");
  const shown = page.getByRole("dialog", { name: "→ publicity/公告栏" });
  await shown.waitFor();
  await shot(page, "move-360");
  await shown.getByRole("button", { name: "移动", exact: true }).click();
  await page.locator(".message", { hasText: "已经移动" }).waitFor();
  assert.ok(await server.exists("publicity/公告栏/_index.md"));
  assert.ok(!(await server.exists("publicity/notices")));
  await page.locator("tbody small", { hasText: "publicity/公告栏/_index.md" }).waitFor();
});
