// Data tables as a grid: with the keyboard, with what a spreadsheet copies, and without touching the other rows.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { axeFaults, serveDesk, shot, until } from "./desk.mjs";
import { openBoth, visitor } from "./site.mjs";

const TABLE = "data/表.csv";
const SOURCE = '﻿姓名,电话,说明\r\n"甲",0512-1,"一,二"\r\n乙,,\r\n';

const LIST = "data/名单.yaml";
const LISTED = '# 每月核对\n- {姓名: 甲, 电话: "0512-1"}  # 组长\n- {姓名: 乙, 电话: 2}\n';
const BANK = "education/bank/测.quiz.yaml";
const BANKED = "# 题库\n- type: single\n  question: 第一题\n  options: [对, 错]\n  answer: A\n";

const { site: server, browser } = await openBoth(() =>
  serveDesk({ [`content/${TABLE}`]: SOURCE, [`content/${LIST}`]: LISTED, [`content/${BANK}`]: BANKED }),
);
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

test("a table in YAML is a grid too, and its comments stay", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  await page.getByRole("button", { name: "数据表" }).click();
  await page.getByRole("dialog").getByRole("button", { name: LIST }).click();
  const cell = name => page.getByRole("textbox", { name, exact: true });
  await cell("电话，第 1 行").fill("0513, 转 8");
  await cell("姓名，第 2 行").focus();
  await page.keyboard.press("Enter");
  await cell("姓名，第 3 行").waitFor();
  await page.keyboard.type("丙");
  await shot(page, "grid-yaml-1440");
  await page.keyboard.press("Control+s");
  const wanted = '# 每月核对\n- {姓名: 甲, 电话: "0513, 转 8"}  # 组长\n- {姓名: 乙, 电话: 2}\n- {姓名: 丙}\n';
  await until(async () => (await server.read(LIST)) === wanted, "the list is on disk");
});

test("a file of questions opens in the form, and is saved unless it was changed elsewhere", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  const open = async () => {
    await page.getByRole("button", { name: "数据表" }).click();
    await page.getByRole("dialog").getByRole("button", { name: BANK }).click();
    await page.getByRole("dialog", { name: `题库 ${BANK}` }).waitFor();
  };
  await open();
  assert.deepEqual(await axeFaults(page), []);
  await page.locator(".quiz textarea").first().fill("改过的题");
  await shot(page, "bank-1440");
  await page.getByRole("button", { name: "保存" }).click();
  await until(async () => (await server.read(BANK)).includes("改过的题"), "the bank is on disk");
  assert.match(await server.read(BANK), /^# 题库\n- type: single\n {2}question: "改过的题"\n/);
  await open();
  await writeFile(server.file(BANK), "# 别人\n");
  await page.locator(".quiz textarea").first().fill("我的题");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByRole("dialog", { name: "没有保存" }).waitFor();
  assert.match(await page.getByRole("textbox", { name: "写好的题目" }).inputValue(), /我的题/);
  assert.equal(await server.read(BANK), "# 别人\n");
});
