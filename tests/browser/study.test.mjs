// Study as members do it: answering, resuming, taking the record along, clearing it, printing; by keyboard, by name, and
// without scripts. The course is the example's; which unit has which question is read off the pages.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { readFile, writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answer } from "./answer.mjs";
import { openBoth, openPage, visitor } from "./site.mjs";

const COURSE = process.env.STUDY_COURSE ?? "education/reading-policies/";
const RECORD = process.env.STUDY_RECORD ?? "study-record/";
const BOOKLET = process.env.STUDY_BOOKLET ?? `${COURSE}booklet/`;
const FORMS = ["single", "multiple", "true_false", "fill", "order", "match"];

const { site, browser } = await openBoth();
// Without motion a page has arrived where it scrolls to at once.
const visit = visitor(browser, { reducedMotion: "reduce" });
const folder = await mkdtemp(join(tmpdir(), "shuyuan-study-"));
after(() => rm(folder, { recursive: true, force: true }));
/** Units of the course with the forms of their questions. */
const units = await unitsOf(COURSE);
let page;

beforeEach(async () => {
  page = await visit();
});

async function unitsOf(course) {
  const page = await openPage(browser);
  await page.goto(site.url + course);
  const urls = await page.$$eval(".syllabus [data-unit-link]", links =>
    links.map(link => link.getAttribute("data-unit-link")),
  );
  const units = [];
  for (const url of urls) {
    await page.goto(site.url + url);
    const forms = await page.$$eval(".self-test .question", questions => questions.map(q => q.dataset.form));
    units.push({ url, title: await page.textContent("h1"), forms });
  }
  await page.context().close();
  return units;
}

const withForm = form => units.find(unit => unit.forms.includes(form));
const withTest = () => units.find(unit => unit.forms.length > 1);
const open = (url, on = page) => on.goto(site.url + url);
const live = () => page.textContent(".test-score");

/** Opens the record page and reads the rows of one of its tables. */
async function rows(part, on = page) {
  await open(RECORD, on);
  return on.$$eval(`[data-part="${part}"] tbody tr`, found =>
    found.map(row => Array.from(row.cells, cell => cell.textContent)),
  );
}

async function answerAll(right) {
  for (const [i, question] of (await page.$$(".self-test .question")).entries()) await answer(question, right(i));
}

const check = () => page.click(".test-tools >> text=检查答案");

for (const form of FORMS) {
  test(`a question of the form ${form} is judged`, async () => {
    const unit = withForm(form);
    assert.ok(unit, `no unit of the course has a question of the form ${form}`);
    for (const right of [true, false]) {
      await open(unit.url);
      await answerAll(() => right);
      await check();
      const classes = await page.$$eval(`.question[data-form="${form}"]`, found => found.map(q => q.className));
      assert.ok(
        classes.every(name => name.includes(right ? "is-right" : "is-wrong")),
        classes.join(),
      );
      assert.ok(await page.isVisible(`.question[data-form="${form}"] .answer[open]`));
    }
  });
}

test("wrong answers can be looked at, done again, and the result is kept", async () => {
  await open(withTest().url);
  const count = await page.locator(".self-test .question").count();
  await answerAll(i => i > 0);
  await check();
  assert.match(await live(), new RegExp(`答对 ${count - 1} 题，共 ${count} 题`));
  await page.click("text=只看错题");
  assert.equal(await page.locator(".self-test .question:visible").count(), 1);
  await page.click("text=重做错题");
  assert.equal(await page.locator(".self-test .question:visible").count(), 1);
  await answer(await page.$(".self-test .question:not([hidden])"), true);
  await check();
  assert.match(await live(), /^得 100 分/);
  const [kept] = await rows("tests");
  assert.deepEqual(kept.slice(2), [`${count} / ${count}`, "100", "100", "达到"]);
});

test("questions left open are named before they are judged", async () => {
  await open(withTest().url);
  await check();
  assert.match(await live(), /还有 \d+ 道题没有作答/);
  await check();
  assert.match(await live(), /^得 0 分.*未达到合格线/);
});

test("questions can be mixed", async () => {
  await open(withTest().url);
  const ids = () => page.$$eval(".self-test .question", found => found.map(q => q.dataset.id));
  const written = await ids();
  let mixed = written;
  for (let i = 0; i < 30 && mixed.join() === written.join(); i += 1) {
    await page.setChecked(".test-mixed input", false);
    await page.setChecked(".test-mixed input", true);
    mixed = await ids();
  }
  assert.notDeepEqual(mixed, written);
  assert.deepEqual([...mixed].sort(), [...written].sort());
  await page.setChecked(".test-mixed input", false);
  assert.deepEqual(await ids(), written);
});

test("the keyboard is enough for every form", async () => {
  for (const form of FORMS) {
    await open(withForm(form).url);
    const question = await page.$(`.question[data-form="${form}"]`);
    const correct = ((await question.getAttribute("data-correct")) || "").split(" ").filter(Boolean).map(Number);
    if (form === "fill") {
      const texts = await question.$$eval(".accepted ul", lists => lists.map(list => list.children[0].textContent));
      await (await question.$(".quiz-input")).focus();
      for (const text of texts) {
        await page.keyboard.type(text);
        await page.keyboard.press("Enter");
      }
    } else if (form === "order") {
      for (const [place, index] of correct.entries()) {
        for (;;) {
          const now = await question.$$eval(
            ".items li",
            (items, wanted) => items.findIndex(item => Number(item.dataset.index) === wanted),
            index,
          );
          if (now <= place) break;
          await (await question.$(`.items li[data-index="${index}"] .move`)).focus();
          await page.keyboard.press("Enter");
          // The focus stays with what was moved.
          assert.equal(await page.evaluate(() => document.activeElement.closest("li").dataset.index), String(index));
        }
      }
    } else if (form === "match") {
      for (const [i, select] of (await question.$$(".quiz-select")).entries()) {
        await select.focus();
        const at = await select.evaluate(
          (list, value) => Array.from(list.options).findIndex(o => o.value === value),
          String(correct[i]),
        );
        for (let n = 0; n < at; n += 1) await page.keyboard.press("ArrowDown");
      }
    } else {
      for (const value of correct) {
        await (await question.$(`input[value="${value}"]`)).focus();
        await page.keyboard.press("Space");
      }
    }
    const before = await page.$(".test-tools button");
    await before.focus();
    await page.keyboard.press("Enter");
    if (await page.isVisible(".test-tools >> text=检查答案")) {
      await before.focus();
      await page.keyboard.press("Enter");
    }
    assert.match(await question.getAttribute("class"), /is-right/, form);
    assert.equal(await page.evaluate(() => document.activeElement.className.includes("test-result")), true);
  }
});

test("everything one can operate has a name, and every question is a named group", async () => {
  for (const url of [COURSE, RECORD, ...new Set(FORMS.map(form => withForm(form).url))]) {
    await open(url);
    const nameless = await page.evaluate(() => {
      const name = control =>
        control.getAttribute("aria-label") ||
        (control.labels && Array.from(control.labels, label => label.textContent).join("")) ||
        control.textContent;
      const visible = control => control.offsetParent !== null;
      return Array.from(document.querySelectorAll("main button, main input, main select, main summary"))
        .filter(control => visible(control) && !name(control).trim())
        .map(control => control.outerHTML);
    });
    assert.deepEqual(nameless, [], url);
    const groups = await page.$$eval(".self-test .question", found =>
      found.map(q => q.querySelector("fieldset > legend").textContent.trim()),
    );
    assert.ok(
      groups.every(text => text.length > 3),
      groups.join(),
    );
  }
  await open(withTest().url);
  assert.equal(await page.getByRole("region", { name: "自测" }).count(), 1);
  assert.ok((await page.getByRole("group").count()) >= 2);
  assert.ok((await page.locator('.self-test [role="status"]').count()) >= 1);
});

test("without scripts the questions stand there with their answers folded away", async () => {
  const plain = await visit({ javaScriptEnabled: false });
  for (const form of FORMS) {
    await open(withForm(form).url, plain);
    const question = plain.locator(`.question[data-form="${form}"]`).first();
    assert.ok(await question.locator("legend").isVisible());
    assert.ok(!(await question.locator(".answer-words").isVisible()));
    await question.locator("summary").click();
    assert.ok((await question.locator(".answer-words").textContent()).trim().length > 0);
    assert.ok(await question.locator(".answer-words").isVisible());
  }
  await open(RECORD, plain);
  assert.ok(await plain.locator("noscript .study-problem").isVisible());
  await open(BOOKLET, plain);
  assert.ok((await plain.locator(".booklet-unit").count()) >= 1);
});

test("a unit is read by hand, counted for the year, shown in the syllabus, and taken back", async () => {
  await open(units[0].url);
  await page.click(".study-mark");
  assert.match(await page.textContent(".study-state"), /^已学/);
  const [year] = await rows("years");
  assert.equal(year[0], String(new Date().getFullYear()));
  assert.equal(year[1], "1");
  const [read] = await rows("read");
  assert.equal(read[1], units[0].title.trim());
  await open(COURSE);
  assert.match(
    await page.textContent(".course-progress .study-state"),
    new RegExp(`^已学 1 个单元，共 ${units.length} 个`),
  );
  assert.equal(await page.textContent(`[data-unit-mark="${units[0].url}"]`), "✓ 已学");
  await open(units[0].url);
  await page.click(".study-mark");
  assert.deepEqual(await rows("read"), []);
});

test("a unit is read by reaching its end and staying long enough, not by one of the two", async () => {
  await page.clock.install();
  await open(units[0].url);
  await page.clock.runFor(700_000);
  const short = await page.evaluate(() => document.documentElement.scrollHeight <= window.innerHeight);
  if (!short) assert.equal(await page.textContent(".study-state"), "未学");
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForTimeout(200);
  for (let n = 0; n < 8; n += 1) {
    await page.keyboard.press("Shift");
    await page.clock.runFor(100_000);
  }
  assert.match(await page.textContent(".study-state"), /^已学/);
});

test("one goes on where one left off", async () => {
  await page.clock.install();
  const unit = units[0];
  await page.setViewportSize({ width: 700, height: 400 });
  await open(unit.url);
  await page.evaluate(() => {
    const text = document.querySelector(".unit-text").getBoundingClientRect();
    window.scrollTo(0, text.top + text.height * 0.5 - window.innerHeight);
  });
  await page.waitForTimeout(200);
  await page.clock.runFor(6000);
  await open(COURSE);
  assert.match(await page.textContent(".course-progress .study-resume"), new RegExp(`^继续学习：${unit.title.trim()}`));
  await page.click(".course-progress .study-resume a");
  // Who comes from there is at the place at once.
  await page.waitForURL(/#resume$/);
  await page.waitForFunction(() => document.activeElement.matches(".unit-text"));
  const part = await page.evaluate(() => {
    const text = document.querySelector(".unit-text").getBoundingClientRect();
    return (window.innerHeight - text.top) / text.height;
  });
  assert.ok(Math.abs(part - 0.5) < 0.05, String(part));
});

test("favourites are kept and let go", async () => {
  await open(units[0].url);
  await page.click("[data-favourite]");
  assert.equal((await rows("favourites")).length, 1);
  await open(units[0].url);
  assert.equal(await page.getAttribute("[data-favourite]", "aria-pressed"), "true");
  await page.click("[data-favourite]");
  assert.equal((await rows("favourites")).length, 0);
});

async function exported(on = page) {
  await open(RECORD, on);
  const waiting = on.waitForEvent("download");
  await on.click('[data-do="export"]');
  const download = await waiting;
  assert.match(download.suggestedFilename(), /^study-record-\d{4}-\d{2}-\d{2}\.json$/);
  return readFile(await download.path(), "utf8");
}

async function imported(text, on = page) {
  const file = join(folder, "record.json");
  await writeFile(file, text);
  await open(RECORD, on);
  await on.setInputFiles(".record-file", file);
  await on.waitForSelector(".record-message:not([hidden])");
  return on.textContent(".record-message");
}

test("the records of two devices become one", async () => {
  const other = await visit();
  await open(units[0].url);
  await page.click(".study-mark");
  await open(units[1].url, other);
  await other.click(".study-mark");
  const text = await exported(other);
  assert.match(await imported(text), /已经导入/);
  assert.equal((await rows("read")).length, 2);
  assert.equal((await imported(text)).includes("已经导入"), true);
  assert.equal((await rows("read")).length, 2);
  await imported(await exported(), other);
  assert.equal(await exported(), await exported(other));
});

test("a file that is broken, newer or partly broken loses nothing", async () => {
  await open(units[0].url);
  await page.click(".study-mark");
  const before = await exported();
  assert.match(await imported(before.slice(0, -9)), /没有导入，本机的记录没有变动/);
  assert.match(
    await imported(before.replace('"version":2', '"version":3')),
    /较新的版本.*没有导入，本机的记录没有变动/,
  );
  assert.equal(await exported(), before);
  const partly = JSON.parse(before);
  partly.favourites = { "x/": { at: -1, value: null } };
  assert.match(await imported(JSON.stringify(partly)), /有 1 项读不懂/);
  assert.equal(await exported(), before);
});

test("what a file names is shown as text, and links stay on this site", async () => {
  const record = JSON.stringify({
    format: "shuyuan-study-record",
    version: 1,
    favourites: {
      "javascript:alert(1)": { at: 1, value: { title: "<img src=x onerror=alert(1)>" } },
      "//evil.example/": { at: 2, value: { title: "乙" } },
      "../../up/": { at: 3, value: { title: "丙" } },
      "a/b/": { at: 4, value: { title: "丁" } },
    },
  });
  await imported(record);
  assert.deepEqual(
    await page.$$eval('[data-part="favourites"] tbody a', links => links.map(link => link.textContent)),
    ["丁"],
  );
  assert.equal(await page.locator('[data-part="favourites"] img').count(), 0);
});

test("clearing asks once and leaves nothing", async () => {
  await open(units[0].url);
  await page.click(".study-mark");
  await open(RECORD);
  await page.click('[data-do="clear"]');
  await page.keyboard.press("Escape");
  assert.equal((await rows("read")).length, 1);
  await page.click('[data-do="clear"]');
  await page.click('[data-do="clear-now"]');
  assert.match(await page.textContent(".record-message"), /已经清除/);
  assert.deepEqual(
    await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith("shuyuan.study"))),
    [],
  );
  assert.deepEqual(await rows("read"), []);
});

test("storage that is full or blocked is said on the page", async () => {
  await open(units[0].url);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await page.click(".study-mark");
  assert.match(await page.textContent('[data-problem="full"]'), /存储空间已满/);
  assert.match(await page.textContent(".study-state"), /^已学/);

  const blocked = await visit();
  await blocked.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("blocked", "SecurityError");
      },
    });
  });
  await open(units[0].url, blocked);
  assert.equal(await blocked.getAttribute('[data-problem="blocked"]', "role"), "alert");
  await blocked.click(".study-mark");
  assert.match(await blocked.textContent(".study-state"), /^已学/);
});

test("record and booklet print", async () => {
  await open(units[0].url);
  await page.click(".study-mark");
  await open(RECORD);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.isVisible(".record-disclaimer"));
  assert.equal(await page.textContent(".record-disclaimer"), "自行填写，不作证明");
  assert.ok(await page.isVisible('[data-part="read"] table'));
  assert.ok(!(await page.isVisible(".record-tools")));
  for (const url of [RECORD, BOOKLET]) {
    await open(url);
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  }
  await open(BOOKLET);
  const answers = await page.$$eval(".self-test .answer", found => found.filter(a => a.offsetParent !== null).length);
  assert.equal(answers, 0);
});

test("a term explains itself under the pointer and to a screen reader, and leads to its page", async () => {
  for (const { url } of units) {
    await open(url);
    if (await page.$("a.term")) break;
  }
  assert.equal(await page.isVisible(".term-popover"), false);
  await page.focus("a.term");
  await page.waitForSelector(".term-popover:not([hidden])");
  const told = await page.$eval(
    "a.term",
    term => document.getElementById(term.getAttribute("aria-describedby")).textContent,
  );
  const definition = await page.getAttribute("a.term", "data-definition");
  assert.ok(told.includes(definition), told);
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible(".term-popover"), false);
  await page.click("a.term");
  assert.equal(await page.getAttribute("body", "data-kind"), "term");
});
