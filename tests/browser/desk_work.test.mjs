// Questions in a form, the preview that goes along, and the days to come.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axeFaults, serveDesk, shot, until } from "./desk.mjs";
import { openBoth, visitor } from "./site.mjs";

const UNIT = "education/editors-manual/02-写作/05-编辑台/index.md";
const ODD = "- type: single # 说明\n  question: 有注释的题\n  options: [甲, 乙]\n  answer: A\n";
const LONG = Array.from(
  { length: 60 },
  (_, i) => `## 第${i + 1}节标题\n\n${"这一节有些话，".repeat(i % 5 === 0 ? 60 : 3)}\n`,
).join("\n");
const FILES = {
  "content/publicity/long.md": `---\ntitle: 很长的一页\npublished_at: 2026-11-01\n---\n\n${LONG}`,
  "content/publicity/odd.md": `---\ntitle: 题\npublished_at: 2026-11-01\n---\n\n前文\n\n\`\`\`quiz\n${ODD}- type: order\n  question: 先后\n  options: [一, 二]\n\`\`\`\n\n后文\n`,
};

const { site: server, browser } = await openBoth(() => serveDesk(FILES));
const visit = visitor(browser, { viewport: { width: 1440, height: 900 } });
const PHONE = { viewport: { width: 360, height: 740 } };

async function open(path, options) {
  const page = await visit(options);
  await page.goto(server.open(path));
  await page.locator(".found-list li").first().waitFor();
  return page;
}

const body = page => page.locator("textarea.body");
const quiz = page => page.getByRole("dialog", { name: "自测题" });

/** Opens the questions that stand around `words`. */
async function questions(page, words) {
  await body(page).evaluate((area, words) => {
    const at = area.value.indexOf(words);
    area.focus();
    area.setSelectionRange(at, at);
  }, words);
  await page.getByRole("button", { name: /^题/ }).click();
  await quiz(page).waitFor();
}

test("questions are changed, sorted, added and removed without their syntax", async () => {
  const page = await open(UNIT);
  await questions(page, "保存时发现别人");
  const first = quiz(page).getByRole("group", { name: "第 1 题" });
  assert.equal(await first.getByLabel("题型").inputValue(), "single");
  assert.ok(await first.getByRole("radio", { name: "C 是正确答案" }).isChecked());
  assert.deepEqual(await axeFaults(page), []);
  await shot(page, "quiz-1440");
  await first.getByLabel("选项 A").fill('用您写的: "覆盖" #1');
  await quiz(page).getByRole("button", { name: "下移第 1 题" }).click();
  await quiz(page).getByRole("button", { name: "加一道题" }).click();
  const third = quiz(page).getByRole("group", { name: "第 3 题" });
  await third.getByLabel("题型").selectOption("match");
  await third.getByLabel("题目").fill("连一连");
  for (const [label, words] of [
    ["左边 1", "甲"],
    ["右边 1", "一"],
    ["左边 2", "乙"],
    ["右边 2", "二"],
  ])
    await third.getByLabel(label).fill(words);
  await quiz(page).getByRole("button", { name: "完成" }).click();
  await quiz(page).waitFor({ state: "detached" });
  const text = await body(page).inputValue();
  assert.ok(text.includes('    - "用您写的: \\"覆盖\\" #1"\n'), text);
  assert.ok(
    text.includes(
      '- type: match\n  question: "连一连"\n  match:\n    - {left: "甲", right: "一"}\n    - {left: "乙", right: "二"}\n```',
    ),
    text,
  );
  assert.ok(text.indexOf("在表单里改了来源") < text.indexOf("用您写的"), "the order is another");
  // What was not touched stays as it was written.
  assert.ok(
    text.includes("- type: true_false\n  question: 在表单里改了来源，文件里写的“# 说明”会被删去。\n  answer: false\n"),
    text,
  );
  // The page asks one question at a time.
  await page.frameLocator("iframe.preview").locator("main").getByText("连一连").waitFor({ state: "attached" });
  await page.locator(".found-list .none").waitFor();
});

test("a question that the form cannot read stays byte for byte", async () => {
  const page = await open("publicity/odd.md", PHONE);
  await questions(page, "先后");
  const odd = quiz(page).getByRole("group", { name: "第 1 题" });
  assert.equal(await odd.locator("pre").textContent(), ODD);
  await shot(page, "quiz-360");
  await quiz(page).getByRole("group", { name: "第 2 题" }).getByLabel("题目").fill("排一排");
  await quiz(page).getByRole("button", { name: "上移第 2 题" }).click();
  await quiz(page).getByRole("button", { name: "完成" }).click();
  await quiz(page).waitFor({ state: "detached" });
  const text = await body(page).inputValue();
  assert.equal(
    text,
    `前文\n\n\`\`\`quiz\n- type: order\n  question: "排一排"\n  options:\n    - "一"\n    - "二"\n${ODD}\`\`\`\n\n后文\n`,
  );
});

test("a new question where there was none", async () => {
  const page = await open("publicity/long.md");
  await questions(page, "## 第2节");
  const one = quiz(page).getByRole("group", { name: "第 1 题" });
  await one.getByLabel("题目").fill("对不对");
  await one.getByLabel("题型").selectOption("true_false");
  await one.getByLabel("答案").selectOption("false");
  await quiz(page).getByRole("button", { name: "完成" }).click();
  await quiz(page).waitFor({ state: "detached" });
  assert.ok(
    (await body(page).inputValue()).includes(
      '```quiz\n- type: true_false\n  question: "对不对"\n  answer: false\n```\n',
    ),
  );
});

test("the preview shows the block that stands at the top of the text", async () => {
  const page = await open("publicity/long.md");
  const inner = page.frameLocator("iframe.preview");
  await inner.getByRole("heading", { name: "第60节标题" }).waitFor();
  for (const number of [20, 41, 7]) {
    const wanted = `第${number}节标题`;
    await until(async () => {
      await body(page).evaluate((area, wanted) => {
        // The browser itself says where the line stands: it scrolls to it.
        const at = area.value.indexOf(wanted);
        const mirror = document.querySelector(".mirror");
        mirror.style.width = `${area.clientWidth}px`;
        mirror.textContent = area.value.slice(0, at);
        const mark = document.createElement("span");
        mirror.append(mark);
        area.scrollTop = mark.offsetTop + 1;
        mirror.textContent = "";
        area.dispatchEvent(new Event("scroll"));
      }, wanted);
      const top = await inner.getByRole("heading", { name: wanted }).evaluate(node => node.getBoundingClientRect().top);
      return top > -60 && top < 160;
    }, `${wanted} is at the top of the preview`);
  }
});

test("the preview follows the keys, and is loaded anew when they rest", async () => {
  const page = await open("publicity/long.md");
  const inner = page.frameLocator("iframe.preview");
  await inner.getByRole("heading", { name: "第60节标题" }).waitFor();
  await page.evaluate(() => (document.querySelector("iframe.preview").contentWindow.marked = true));
  await body(page).evaluate(area => {
    area.focus();
    area.setSelectionRange(0, 0);
  });
  for (const words of ["甲乙丙", "丁戊己", "庚辛壬"]) {
    await page.keyboard.type(words);
    await inner.locator("main").getByText(words).first().waitFor();
  }
  assert.match(await inner.locator("main .prose p").first().innerText(), /^甲乙丙丁戊己庚辛壬/);
  // Its scripts run again over what is there now.
  await page.waitForFunction(() => {
    const inner = document.querySelector("iframe.preview").contentWindow;
    return inner.marked === undefined && inner.document.readyState === "complete";
  });
  assert.match(await inner.locator("main .prose p").first().innerText(), /^甲乙丙丁戊己庚辛壬/);
});

test("old pages and columns without news are found", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  await page.locator("table tbody tr").first().waitFor();
  const all = await page.locator(".count[role=status]").innerText();
  await page.getByLabel("新旧").selectOption("stale");
  await page.getByLabel("天数").fill("1");
  await page.getByRole("button", { name: /上次更新/ }).waitFor();
  const some = await page.locator(".count[role=status]").innerText();
  assert.ok(some !== all && !some.includes("共 0 页"), some);
  await page.getByLabel("天数").fill("9999");
  await page.locator(".count[role=status]", { hasText: "共 0 页" }).waitFor();
  await page.getByLabel("新旧").selectOption("idle");
  await page.getByLabel("天数").fill("1");
  await page.locator("table tbody tr", { hasText: "_index.md" }).first().waitFor();
  assert.deepEqual(await axeFaults(page), []);
  await page.getByLabel("新旧").selectOption("");
  await page.locator(".count[role=status]", { hasText: all }).waitFor();
});

test("the list says the next day on which something is due", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  const due = page.locator("p.due");
  await due.getByRole("button").click();
  const days = page.getByRole("dialog", { name: "到期的日子" });
  await days.locator("li").first().waitFor();
  assert.ok((await days.locator("li").count()) > 1);
  assert.match(await days.locator("li small").first().textContent(), /^20\d\d-\d\d-\d\d/);
  assert.deepEqual(await axeFaults(page), []);
  await shot(page, "due-1440");
});
