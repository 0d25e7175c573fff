// The whole desk without a mouse: nothing but keys, and at each step it can be seen and heard where one is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axeFaults, serveDesk, shot, until } from "./desk.mjs";
import { openBoth, visitor } from "./site.mjs";

const PAGE = "---\ntitle: 键盘页\nkind: page\n---\n\n第一段。\n";
const FILES = {
  "content/keys/_index.md": "---\ntitle: 键盘栏目\n---\n",
  "content/keys/one.md": PAGE,
  "templates/例会通知.md": "---\ntitle: 例会\nkind: notice\nsource: 办公室\n---\n\n定于{{date}}开会。\n",
};

const { site: server, browser } = await openBoth(async () => {
  const config = '\n[review]\nstages = ["一审"]\n';
  const site = await serveDesk(FILES);
  const { appendFile } = await import("node:fs/promises");
  await appendFile(`${site.root}/site-config.toml`, config);
  return site;
});
const visit = visitor(browser, { viewport: { width: 1440, height: 900 } });

/** What has the focus: its name as it is read out, and whether the eye finds it. */
const here = page =>
  page.evaluate(() => {
    const node = document.activeElement;
    const style = getComputedStyle(node);
    const label = node.labels?.[0]?.textContent;
    const by = node.getAttribute("aria-labelledby");
    const named = by && document.getElementById(by)?.textContent;
    const box = node.getBoundingClientRect();
    return {
      tag: node.tagName,
      name: (node.getAttribute("aria-label") || named || label || node.title || node.textContent || "").trim(),
      outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      seen: box.width > 0 && box.height > 0,
      dialog: Boolean(node.closest("[role=dialog]")),
      frame: node.tagName === "IFRAME",
    };
  });

/** Goes on by Tab until `wanted` has the focus; every stop on the way has a name and can be seen. */
async function tabTo(page, wanted, key = "Tab") {
  const seen = [];
  for (let step = 0; step < 200; step += 1) {
    const at = await here(page);
    if (at.tag !== "BODY" && !at.frame) {
      assert.ok(at.name && at.seen, `a stop without a name or a place: ${JSON.stringify(at)}`);
      assert.ok(at.outlined, `nobody sees where the focus is: ${JSON.stringify(at)}`);
    }
    seen.push(at.name.slice(0, 20));
    if (wanted.test(at.name)) return at;
    await page.keyboard.press(key);
  }
  assert.fail(`${wanted} is not reached: ${seen.join(" | ")}`);
}

const dialog = page => page.locator("[role=dialog]");
const saved = page => page.locator(".state", { hasText: /^已保存$/ }).waitFor();

test("a page is found, written, linked, saved, signed, moved and deleted by keys alone", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  await page.locator("table tbody tr").first().waitFor();
  assert.match((await here(page)).name, /^页面$/, "the view begins at its heading");

  // Found by its sounds.
  await tabTo(page, /^筛选页面$/);
  await page.keyboard.type("jianpanye");
  await page.locator("tbody tr", { hasText: "键盘页" }).waitFor();
  await tabTo(page, /^键盘页$/);
  await page.keyboard.press("Enter");
  await page.locator("textarea.body:enabled").waitFor();
  assert.equal((await here(page)).tag, "H1", "the focus is in the new view");
  await shot(page, "keys-opened");

  // The title, in the form.
  await tabTo(page, /^标题/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("键盘走过的页");
  await page.keyboard.press("Tab");
  await page.locator(".state", { hasText: "有未保存的修改" }).waitFor();

  // A link, through the toolbar, which is one stop.
  await tabTo(page, /^H2/);
  for (let step = 0; step < 7; step += 1) await page.keyboard.press("ArrowRight");
  assert.match((await here(page)).name, /^链接/);
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  assert.ok((await here(page)).dialog, "the focus is in the window");
  await page.keyboard.type("about");
  await page.locator("[role=option]", { hasText: "about.md" }).first().waitFor();
  await page.keyboard.press("Enter");
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "body", "one goes on writing");
  await page.keyboard.press("Control+End");
  await page.keyboard.type("又一段。");
  await page.frameLocator("iframe.preview").locator("main", { hasText: "又一段。" }).waitFor();

  // Out of the text by Tab, through the preview, and on.
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "body", "the text is no trap");
  await page.keyboard.press("Control+s");
  await saved(page);
  const text = await server.read("keys/one.md");
  assert.ok(text.includes("title: 键盘走过的页") && text.includes("](/about.md)") && text.includes("又一段。"), text);
  assert.deepEqual(await axeFaults(page), []);

  // A window that is given up gives the focus back.
  await tabTo(page, /^移动或改名$|^链接跟着改/);
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press("Tab");
    assert.ok((await here(page)).dialog, "the focus stays in the window");
  }
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  assert.match((await here(page)).name, /移动或改名|链接跟着改/);

  // Another name.
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await tabTo(page, /名/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("two");
  await page.keyboard.press("Enter");
  await page.locator(".moving").waitFor();
  await tabTo(page, /^移动$/);
  await page.keyboard.press("Enter");
  await until(() => server.exists("keys/two.md"), "the page is moved");
  await page.waitForFunction(() => decodeURIComponent(location.hash) === "#edit=keys/two.md");
  await page.locator("textarea.body:enabled").waitFor();

  // Into the bin, and back by the button of the message.
  await tabTo(page, /^删除$/);
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await tabTo(page, /^删除$/);
  await page.keyboard.press("Enter");
  await until(async () => !(await server.exists("keys/two.md")), "the page is in the bin");
  await page.locator(".message button", { hasText: "恢复" }).waitFor();
  assert.equal((await here(page)).tag, "H1");
  await tabTo(page, /^恢复$/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await until(() => server.exists("keys/two.md"), "the page is back");
});

test("a page is begun from a template by keys alone", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  await page.locator("table tbody tr").first().waitFor();
  await tabTo(page, /^新建页面$/);
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  assert.match((await here(page)).name, /^标题/);
  await page.keyboard.type("键盘例会");
  await tabTo(page, /^从哪里开始/);
  await page.keyboard.press("ArrowDown");
  await tabTo(page, /^建立$/);
  await page.keyboard.press("Enter");
  await page.locator("textarea.body:enabled").waitFor();
  assert.match(await page.locator("textarea.body").inputValue(), /定于\d{4}-\d\d-\d\d开会/);
  assert.ok((await server.read("键盘例会.md")).includes("source: 办公室"));
});

test("what changed is read and signed by keys alone, and groups of findings open", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/#changes`);
  const entry = page.locator(".change", { hasText: "关于本站" });
  await entry.getByRole("button", { name: "签名" }).waitFor();
  await entry.getByRole("button", { name: "看新旧对照" }).focus();
  await page.keyboard.press("Enter");
  await entry.locator("table").waitFor();
  await tabTo(page, /^签名$/);
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await page.keyboard.type("某甲");
  await page.keyboard.press("Enter");
  await entry.locator(".given-valid").waitFor();
  await page.waitForFunction(() => document.activeElement.tagName === "H2");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /关于本站/, "one goes on where one was");
});

test("groups that are closed are reached and opened", async () => {
  const page = await visit();
  await page.route("**/_desk/api/faults", route => {
    const one = n => ({
      code: `rule-${n}`,
      severity: "warning",
      message: `问题${n}`,
      hints: [],
      file: `content/${n}.md`,
    });
    const faults = Array.from({ length: 12 }, (_, n) => one(n));
    return route.fulfill({ json: { faults, counts: { errors: 0, warnings: 12 }, content: "content" } });
  });
  await page.goto(`${server.url}_desk/`);
  await page.locator("table tbody tr").first().waitFor();
  await page.locator("button.count").focus();
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await tabTo(page, /^content\/11\.md/);
  await page.keyboard.press("Enter");
  await page.locator("details[open]", { hasText: "问题11" }).waitFor();
  await page.keyboard.press("Tab");
  assert.ok((await here(page)).dialog, "the focus stays in the window");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.className.includes("count")), true);
});
