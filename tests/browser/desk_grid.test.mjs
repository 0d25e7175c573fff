// Data tables as a grid: with the keyboard, with what a spreadsheet copies, and without touching the other rows.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { axeFaults, serveDesk, shot, until } from "./desk.mjs";
import { openBoth, visitor } from "./site.mjs";

const TABLE = "data/表.csv";
const SOURCE = '﻿姓名,电话,说明\r\n"甲",0512-1,"一,二"\r\n乙,,\r\n';

const { site: server, browser } = await openBoth(() => serveDesk({ [`content/${TABLE}`]: SOURCE }));
const visit = visitor(browser, { viewport: { width: 1440, height: 900 } });

test("a table is opened from the list, changed by keyboard and pasting, and saved", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  await page.getByRole("button", { name: "数据表" }).click();
  await page.getByRole("dialog").getByRole("button", { name: TABLE }).click();
  const cell = name => page.getByRole("textbox", { name, exact: true });
  await cell("电话，第 1 行").waitFor();
  assert.deepEqual(await axeFaults(page), []);
  // Down by the keyboard, and on to a new row.
  await cell("姓名，第 1 行").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await cell("姓名，第 3 行").waitFor();
  await page.keyboard.type("丙");
  await page.keyboard.press("Tab");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", '1\t"两\n行"\r\n2\t完\r\n');
    document.activeElement.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await cell("电话，第 4 行").waitFor();
  assert.equal(await cell("说明，第 3 行").inputValue(), "两\n行");
  await shot(page, "grid-1440");
  await page.keyboard.press("Control+s");
  await page.locator(".state", { hasText: "已保存" }).waitFor();
  await until(async () => (await server.read(TABLE)) === SOURCE + '丙,1,"两\n行"\r\n,2,完\r\n', "the table is on disk");
  // Undone, and saved again: the rows that were there are as they were.
  await page.getByRole("button", { name: "删去这一行" }).click();
  await page.getByRole("button", { name: "撤销" }).click();
  await cell("说明，第 4 行").waitFor();
});

test("a table that was changed elsewhere is not overwritten", async () => {
  const page = await visit({ viewport: { width: 360, height: 740 } });
  await page.goto(`${server.url}_desk/#table=${encodeURIComponent(TABLE)}`);
  const first = page.locator('[data-at="1,0"]');
  await first.waitFor();
  await shot(page, "grid-360");
  await writeFile(server.file(TABLE), "姓名\n别人\n");
  await first.fill("我");
  await page.getByRole("button", { name: "保存" }).click();
  await page.locator(".message.error", { hasText: "在别处改过了" }).waitFor();
  assert.equal(await server.read(TABLE), "姓名\n别人\n");
  assert.equal(await first.inputValue(), "我");
});
