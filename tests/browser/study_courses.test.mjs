// Courses as a reader goes on with them: progress on home, column, path and card, going on at unit and place, units that a passed test
// marks, results beside questions that changed, the page of completed courses, and the booklet with its answers.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { beforeEach, test } from "node:test";
import { readPdf } from "./pdf.mjs";
import { openBoth, openPage, visitor } from "./site.mjs";

const COURSE = "education/reading-policies/";
const { site, browser } = await openBoth();
const visit = visitor(browser, { reducedMotion: "reduce" });
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let page;

beforeEach(async () => {
  page = await visit();
});

const open = url => page.goto(site.url + url);
const units = await (async () => {
  const page = await openPage(browser);
  await page.goto(site.url + COURSE);
  const urls = await page.$$eval(".syllabus [data-unit-link]", links =>
    links.map(link => link.getAttribute("data-unit-link")),
  );
  await page.context().close();
  return urls;
})();

/** Puts `change`, in the form of a record, into what the browser keeps. */
async function keep(change) {
  await open("study-record/");
  await page.evaluate(change => {
    for (const [group, entries] of Object.entries(change))
      for (const [id, value] of Object.entries(entries)) window.shuyuanStudy.store.set(group, id, value);
  }, change);
}

const read = (id, on = "2026-11-20") => [
  id,
  { title: id, on, by: "hand", hours: 0.5, course: COURSE, courseTitle: "怎样读制度文本" },
];
const line = `[data-course-line="${COURSE}"]`;

/** What axe finds wrong on the page as it stands. */
async function violations() {
  await page.evaluate(await (await import("node:fs/promises")).readFile(axe, "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(node => node.html)
        .slice(0, 3)
        .join(" ")}`,
  );
}

test("a course that was begun tells its progress on home, column and path, one that was not says nothing", async () => {
  for (const url of ["", "education/", "education/paths/xin-bianji-qibu/"]) {
    await open(url);
    assert.ok((await page.locator(line).count()) >= 1, url);
    assert.equal(await page.locator(`${line}:visible`).count(), 0, url);
  }
  await keep({ read: Object.fromEntries([read(units[0]), read(units[1])]) });
  for (const url of ["", "education/", "education/paths/xin-bianji-qibu/"]) {
    await open(url);
    assert.match(await page.locator(line).first().textContent(), new RegExp(`已学 2 / ${units.length} 个单元`), url);
    assert.equal(
      await page
        .locator(`${line} progress`)
        .first()
        .evaluate(bar => `${bar.value}/${bar.max}`),
      `2/${units.length}`,
    );
    assert.equal(
      await page
        .locator(`${line} a`)
        .first()
        .evaluate(a => a.href),
      site.url + units[2],
      url,
    );
    assert.deepEqual(await violations(), [], url);
  }
  await keep({ read: Object.fromEntries(units.map(id => read(id))) });
  await open("education/");
  assert.match(await page.locator(line).first().textContent(), /全部学完/);
});

test("a unit that is no longer in the course is not counted", async () => {
  await keep({ read: Object.fromEntries([read(units[0]), read(`${COURSE}gone/`)]) });
  await open("education/");
  assert.match(await page.locator(line).first().textContent(), /已学 1 \//);
});

test("going on from the card opens the unit at its place", async () => {
  await page.setViewportSize({ width: 700, height: 400 });
  await keep({ places: { [units[2]]: { title: "丙", part: 0.6, course: COURSE, courseTitle: "课" } } });
  await open("education/");
  await page.locator(`${line} a`).first().click();
  await page.waitForURL(`${site.url}${units[2]}#resume`);
  await page.waitForFunction(() => {
    const text = document.querySelector(".unit-text").getBoundingClientRect();
    return Math.abs((window.innerHeight - text.top) / text.height - 0.6) < 0.06;
  });
  assert.equal(await page.evaluate(() => document.activeElement.className.includes("unit-text")), true);
});

test("a video goes on where it stopped", async () => {
  const unit = `${COURSE}tiaokuan-xiangmu/`;

  site.ranges = true;
  await keep({ places: { [unit]: { title: "乙", part: 0.05, second: 12, course: COURSE, courseTitle: "课" } } });
  await open(`${unit}#resume`);
  await page.waitForFunction(() => document.querySelector(".unit-media video").currentTime >= 12);
  site.ranges = false;
});

async function answerAll(right) {
  for (const question of await page.$$(".self-test[data-test] .question")) {
    const form = await question.getAttribute("data-form");
    const correct = ((await question.getAttribute("data-correct")) || "").split(" ").filter(Boolean).map(Number);
    if (form === "fill") {
      const texts = await question.$$eval(".accepted ul", lists => lists.map(list => list.children[0].textContent));
      for (const [i, input] of (await question.$$(".quiz-input")).entries())
        await input.fill(right ? texts[i] : "不对");
    } else if (form === "match") {
      const selects = await question.$$(".quiz-select");
      for (const [i, select] of selects.entries())
        await select.selectOption(String(right ? correct[i] : correct[(i + 1) % selects.length]));
    } else if (form === "order") {
      for (const [place, index] of correct.entries()) {
        const now = () =>
          question.$$eval(
            ".items li",
            (items, wanted) => items.findIndex(item => Number(item.dataset.index) === wanted),
            index,
          );
        while ((await now()) > place) await (await question.$(`.items li[data-index="${index}"] .move`)).click();
      }
      if (!right) await (await question.$(".items li:nth-child(2) .move")).click();
    } else {
      for (const input of await question.$$(".options input")) {
        const value = Number(await input.getAttribute("value"));
        if (form === "multiple") await input.setChecked(right ? correct.includes(value) : !correct.includes(value));
        else if (right ? correct[0] === value : correct[0] !== value) await input.check();
      }
    }
  }
}

const check = async () => {
  await page.click(".test-tools >> text=检查答案");
  if (await page.isVisible(".test-tools >> text=检查答案")) await page.click(".test-tools >> text=检查答案");
};

test("a passed test marks its unit where the course says so, a failed one does not", async () => {
  const unit = units[0];
  await open(unit);
  await answerAll(false);
  await check();
  assert.equal(await page.textContent(".study-state"), "未学");
  await page.click(".test-tools >> text=全部重做");
  await answerAll(true);
  await check();
  assert.match(await page.textContent(".study-state"), /^已学/);
  const kept = await page.evaluate(id => window.shuyuanStudy.get(window.shuyuanStudy.store.record(), "read", id), unit);
  assert.equal(kept.by, "test");
  assert.equal(kept.courseTitle, "怎样读制度文本");
});

test("where the course does not say so, a passed test marks nothing", async () => {
  await open(units[0]);
  await page.evaluate(() => document.querySelector(".study-progress").removeAttribute("data-test-marks"));
  const other = await visit();
  await other.route(`**/${units[0]}`, async route => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(" data-test-marks", "") });
  });
  page = other;
  await open(units[0]);
  await answerAll(true);
  await check();
  assert.equal(await page.textContent(".study-state"), "未学");
});

test("beside an old result it is told that the questions changed since, on the unit and in the record", async () => {
  await open(units[0]);
  await answerAll(true);
  await check();
  await open(units[0]);
  assert.doesNotMatch(await page.textContent(".test-last"), /有改动/);
  await open("study-record/");
  assert.equal(await page.locator(".record-changed").count(), 0);
  const key = await page.evaluate(() => Object.keys(window.shuyuanStudy.store.record().tests)[0]);
  // As if the questions had been others when they were answered; and a test that has since been taken away.
  await page.evaluate(key => {
    const { store, get } = window.shuyuanStudy;
    const value = get(store.record(), "tests", key);
    store.set("tests", key, { ...value, hash: "000000000000" });
    store.set("tests", "education/gone/#test-1", value);
  }, key);
  await open("study-record/");
  assert.deepEqual((await page.locator(".record-changed").allTextContents()).sort(), ["已撤下", "题目已改动"]);
  await open(units[0]);
  assert.match(await page.textContent(".test-last"), /题目在上次作答之后有改动/);
});

test("tests of one page have names of their own in the record", async () => {
  const unit = units[units.length - 1];
  await open(unit);
  const tests = await page.$$(".self-test[data-test]");
  assert.ok(tests.length > 1);
  for (const test of tests) {
    for (let n = 0; n < 2; n += 1) {
      const button = await test.$(".test-tools button");
      if (await button.isVisible()) await button.click();
    }
  }
  await open("study-record/");
  const names = await page.$$eval('[data-part="tests"] tbody tr', rows => rows.map(row => row.cells[1].textContent));
  assert.equal(new Set(names).size, tests.length, names.join());
  for (const heading of ["时效和日期", "引用", "不分类"])
    assert.ok(
      names.some(name => name.endsWith(heading)),
      names.join(),
    );
});

test("a completed course gives a sheet with the name that the reader typed, which stays in the browser", async () => {
  await keep({ read: Object.fromEntries(units.slice(1).map((id, i) => read(id, `2026-11-0${i + 1}`))) });
  await open(`study-record/completed/#${encodeURIComponent(COURSE)}`);
  assert.match(await page.textContent(".completed-sheet:not([hidden]) .sheet-state"), /还有 1 个单元没有学/);
  assert.equal(await page.isVisible(".completed-tools [data-print]"), false);
  await keep({ read: Object.fromEntries([read(units[0], "2026-10-30")]) });
  await open(COURSE);
  await page.click("text=学完了：打印学习情况");
  await page.fill(".completed-name", "<b>林一</b>");
  const words = () => page.textContent(".completed-sheet:not([hidden]) .sheet-words");
  assert.match(
    await words(),
    new RegExp(
      `^<b>林一</b> 于 2026-10-30 至 2026-11-0${units.length - 1} 学完《怎样读制度文本》，共 ${units.length} 个单元，`,
    ),
  );
  assert.equal(await page.isVisible(".completed-tools [data-print]"), true);
  assert.equal(await page.locator(".completed-sheet:not([hidden]) .sheet-units tbody tr").count(), units.length);
  assert.deepEqual(await violations(), []);
  await page.reload();
  assert.match(await words(), /林一/);
  // Neither the record that may be handed on nor any request knows the name.
  assert.doesNotMatch(await page.evaluate(() => window.shuyuanStudy.write(window.shuyuanStudy.store.record())), /林一/);
  assert.ok(!site.asked.some(path => decodeURIComponent(path).includes("林一")));
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible(".completed-tools"), false);
  assert.equal(await page.isVisible(".completed-sheet:not([hidden]) .record-disclaimer"), true);
  await page.emulateMedia({ media: "screen" });
  await open("study-record/");
  await page.click('[data-do="clear"]');
  await page.click('[data-do="clear-now"]');
  assert.deepEqual(
    await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith("shuyuan.study"))),
    [],
  );
});

test("the booklet has its answers at the end, and its pages are numbered", async () => {
  await open(`${COURSE}booklet/`);
  const key = page.locator("#answer-key");
  assert.equal(await key.locator("h3").count(), units.length);
  assert.equal(
    await page.evaluate(() => document.querySelector(".booklet-contents a[href='#answer-key']") !== null),
    true,
  );
  const answers = await page.$$eval(".booklet-unit .self-test .question .answer-words", all =>
    all.map(one => one.textContent),
  );
  assert.deepEqual(await key.locator(".key-answers .answer-words").allTextContents(), answers);
  const pages = await readPdf(await page.pdf({ preferCSSPageSize: true }));
  for (const [i, one] of pages.entries()) {
    const { items } = await one.getTextContent();
    const foot = items
      .filter(item => item.transform[5] < 60)
      .map(item => item.str)
      .join("")
      .replace(/\s/g, "");
    assert.equal(foot, `—${i + 1}—`, `page ${i + 1}`);
  }
});
