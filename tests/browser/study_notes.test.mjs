// Highlights and notes: made with mouse, finger and keyboard, found again on a page that was built anew, listed when their words are
// gone, taken along, printed on request.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { openBoth, visitor } from "./site.mjs";

const UNIT = "education/reading-policies/tiaokuan-xiangmu/";
const QUOTE = "款没有编号，要自己数";
const { site, browser } = await openBoth();
const visit = visitor(browser, { reducedMotion: "reduce" });
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const folder = await mkdtemp(join(tmpdir(), "shuyuan-notes-"));
after(() => rm(folder, { recursive: true, force: true }));
let page;

beforeEach(async () => {
  page = await visit();
});

const open = (url = UNIT, on = page) => on.goto(site.url + url);
const marked = (on = page) => on.$$eval("mark.note-mark", marks => marks.map(mark => mark.textContent).join(""));
const notes = () =>
  page.evaluate(() => window.shuyuanStudy.list(window.shuyuanStudy.store.record(), "notes").map(({ value }) => value));
const summary = () => page.textContent(".notes > summary");

/** Selects `words` in the text as a reader does, wherever markup divides them. */
async function select(words, on = page) {
  await on.evaluate(words => {
    const root = document.querySelector(".unit-text, main .content .prose");
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
      nodes.push([walker.currentNode, text.length]);
      text += walker.currentNode.data;
    }
    const at = text.indexOf(words);
    if (at < 0) throw new Error(`not there: ${words}`);
    const place = (offset, last) => {
      const [node, from] = nodes.filter(([, from]) => (last ? from < offset : from <= offset)).pop();
      return [node, offset - from];
    };
    const range = document.createRange();
    range.setStart(...place(at, false));
    range.setEnd(...place(at + words.length, true));
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }, words);
  await on.waitForSelector(".note-bar:not([hidden])");
}

async function violations() {
  await page.evaluate(await readFile(axe, "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(node => node.html)
        .slice(0, 3)
        .join(" ")}`,
  );
}

test("a selection is highlighted, and is so again on the next visit", async () => {
  await open();
  await select(QUOTE);
  await page.click(".note-bar button >> text=划线");
  assert.equal(await marked(), QUOTE);
  assert.equal(await page.isVisible(".note-bar"), false);
  assert.match(await summary(), /（1）/);
  await open();
  assert.equal(await marked(), QUOTE);
  // The text itself is as it was.
  const plain = await visit();
  await open(UNIT, plain);
  const text = on =>
    on.$eval(".unit-text", found =>
      Array.from(found.children)
        .filter(one => !one.matches(".self-test"))
        .map(one => one.textContent)
        .join("|"),
    );
  assert.equal(await text(page), await text(plain));
  assert.deepEqual(await violations(), []);
});

test("a note is written, changed, shown as text only, deleted and brought back", async () => {
  await open();
  await select(QUOTE);
  await page.click(".note-bar button >> text=写笔记");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "TEXTAREA");
  await page.keyboard.type("<img src=x onerror=alert(1)> 记住");
  await page.locator(".note textarea").blur();
  assert.equal((await notes())[0].note, "<img src=x onerror=alert(1)> 记住");
  await open();
  assert.equal(await page.locator(".unit-text img[src=x], .notes img").count(), 0);
  assert.equal(await page.locator(".note-sign").count(), 1);
  await page.click(".note-sign");
  assert.equal(await page.inputValue(".note textarea"), "<img src=x onerror=alert(1)> 记住");
  assert.deepEqual(await violations(), []);
  await page.click(".note >> text=删除");
  assert.equal(await marked(), "");
  await page.click(".notes-state >> text=撤销");
  assert.equal(await marked(), QUOTE);
  assert.equal((await notes())[0].note, "<img src=x onerror=alert(1)> 记住");
});

test("highlights that overlap, cross paragraphs and links keep the text whole", async () => {
  await open();
  const before = await page.textContent(".unit-text > p");
  await select("条有编号，写作“第七条”。一条里的每一个自然段");
  await page.click(".note-bar button >> text=划线");
  await select("每一个自然段是一款，款没有编号");
  await page.click(".note-bar button >> text=划线");
  assert.equal(await page.textContent(".unit-text > p"), before);
  assert.ok((await page.locator('mark[data-notes*=" "]').count()) >= 1);
  await select("打开《青禾区学习中心管理办法》第七条，数一数");
  await page.click(".note-bar button >> text=划线");
  assert.equal((await page.locator(".unit-text a mark").count()) > 0, true);
  assert.match(await summary(), /（3）/);
  assert.deepEqual(await violations(), []);
});

/** The page of the next publication, with `change` made to its HTML. */
async function rebuilt(change) {
  await page.route(`**/${UNIT}`, async route => {
    const response = await route.fetch();
    await route.fulfill({ response, body: change(await response.text()) });
  });
  await open();
}

test("a note survives a new build: moved, mended around, mended inside", async () => {
  await open();
  await select(QUOTE);
  await page.click(".note-bar button >> text=划线");
  await rebuilt(html =>
    html
      .replace('<h2 id="sige-cengci"', '<p>这一版加了一段话。</p><h2 id="sige-cengci"')
      .replace("条有编号，写作", "每条都有编号，写成"),
  );
  assert.equal(await marked(), QUOTE);
  await page.unroute(`**/${UNIT}`);
  await rebuilt(html => html.replace("款没有编号，要自己数", "款没有编号，须自己数"));
  assert.equal(await marked(), "款没有编号，须自己数");
  await page.click(".notes > summary");
  assert.match(await page.textContent(".note-changed"), /原文后来有改动/);
  assert.equal(await page.textContent(".note-quote"), QUOTE);
});

test("a note whose words are gone is listed with them, and finds them again when they return", async () => {
  await open();
  await select("容易数错的有两处");
  await page.click(".note-bar button >> text=写笔记");
  await page.keyboard.type("要记住");
  await page.locator(".note textarea").blur();
  await rebuilt(html => html.replace(/<p>容易数错的有两处[^]*?<\/p>/, ""));
  assert.equal(await marked(), "");
  assert.equal(await page.isVisible(".notes-lost"), true);
  assert.equal(await page.textContent(".notes-lost .note-quote"), "容易数错的有两处");
  assert.equal(await page.inputValue(".notes-lost textarea"), "要记住");
  assert.deepEqual(await violations(), []);
  await page.unroute(`**/${UNIT}`);
  await open();
  assert.equal(await marked(), "容易数错的有两处");
  assert.equal(await page.isVisible(".notes-lost"), false);
});

test("from the keyboard a paragraph is chosen, highlighted and annotated", async () => {
  await open();
  await page.locator(".notes > summary").focus();
  await page.keyboard.press("Enter");
  await page.locator(".notes-tools button").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Home");
  assert.match(await page.textContent(".note-bar-text"), /^第 1 段/);
  await page.keyboard.press("ArrowDown");
  const words = await page.evaluate(() => document.activeElement.textContent);
  assert.deepEqual(await violations(), []);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "TEXTAREA");
  await page.keyboard.type("这一段重要");
  await page.keyboard.press("Tab");
  const [note] = await notes();
  assert.equal(note.note, "这一段重要");
  assert.equal(note.exact.replace(/\s/g, ""), words.replace(/\s/g, ""));
  await page.locator(".notes-tools button").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible(".note-bar"), false);
  assert.equal(await page.evaluate(() => document.activeElement.closest(".notes-tools") !== null), true);
});

test("regulations take notes too: beside their own marks, from the keyboard, and on the next version", async () => {
  const old = "supervision/policies/guanli-banfa-2023/";
  const words = await (async () => {
    await open(old);
    return page.$eval(".statute .article:nth-of-type(2)", article => article.textContent.trim().slice(4, 24));
  })();
  await select(words);
  await page.click(".note-bar button >> text=划线");
  assert.equal(await marked(), words);
  assert.equal(await page.locator(".cite-bar").count(), 0);
  // What the page adds to the text when an article is chosen is no text.
  await page.click(".statute .article:nth-of-type(1) a.label");
  await page.waitForSelector(".cite-bar");
  await page.locator(".notes").evaluate(box => (box.open = true));
  await page.locator(".notes-tools button").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".statute.is-picking");
  await page.keyboard.press("Home");
  // An article with its first paragraph alone, wherever its heading stands.
  while (!(await page.evaluate(() => document.activeElement.matches(".article"))))
    await page.keyboard.press("ArrowDown");
  const first = await page.evaluate(() => document.activeElement.textContent.slice(0, 3));
  await page.keyboard.press(" ");
  const kept = await notes();
  assert.equal(kept.length, 2);
  assert.ok(
    kept.some(note => note.exact.startsWith(first)),
    JSON.stringify(kept),
  );
  assert.doesNotMatch(kept.map(note => note.exact).join(), /复制|上一条|下一条/);
  await open(old);
  assert.ok((await marked()).includes(words));
  assert.deepEqual(await violations(), []);
  // The version in force has the note as far as it has the words, and says whence.
  await open("supervision/policies/guanli-banfa/");
  await page.waitForSelector(".notes-list .note", { state: "attached" });
  assert.match(await page.textContent(".notes-list"), /记在另一个版本上/);
  assert.equal(await page.locator(".notes-lost .note").count(), 0, "what this version lacks is kept with the other");
  assert.ok((await notes()).every(note => note.page === old));
});

test("with a finger: a tap chooses the paragraph, and the buttons are large enough", async () => {
  page = await visit({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });
  await open();
  await page.tap(".notes > summary");
  await page.tap(".notes-tools button");
  const paragraph = page.locator(".unit-text > p").nth(1);
  await paragraph.scrollIntoViewIfNeeded();
  await paragraph.tap({ position: { x: 5, y: 5 } });
  const boxes = await page.$$eval(".note-bar button", all => all.map(one => one.getBoundingClientRect().height));
  assert.ok(
    boxes.every(height => height >= 44),
    boxes.join(),
  );
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await page.tap(".note-bar button >> text=划线");
  assert.equal((await marked()).length > 5, true);
});

test("notes go along with the record, and the record leads back to them", async () => {
  await open();
  await select(QUOTE);
  await page.click(".note-bar button >> text=写笔记");
  await page.keyboard.type("带走");
  await page.locator(".note textarea").blur();
  const record = await page.evaluate(() => window.shuyuanStudy.write(window.shuyuanStudy.store.record()));
  const file = join(folder, "record.json");
  await writeFile(file, record);
  const other = await visit();
  await open("study-record/", other);
  await other.setInputFiles(".record-file", file);
  await other.waitForSelector(".record-message:not([hidden])");
  const cells = await other.$$eval('[data-part="notes"] tbody td', all => all.map(one => one.textContent));
  assert.deepEqual(cells.slice(1), ["条、款、项、目", QUOTE, "带走"]);
  await other.click('[data-part="notes"] tbody a');
  await other.waitForURL(/#note=/);
  assert.equal(await marked(other), QUOTE);
  await other.waitForFunction(() => document.activeElement.matches("mark.note-mark"));
});

test("two tabs show each other's notes", async () => {
  await open();
  const tab = await page.context().newPage();
  await open(UNIT, tab);
  await select(QUOTE, tab);
  await tab.click(".note-bar button >> text=划线");
  await page.waitForSelector("mark.note-mark");
  assert.equal(await marked(), QUOTE);
  await tab.close();
});

test("storage that is full is told, and the note stays on the page", async () => {
  await open();
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await select(QUOTE);
  await page.click(".note-bar button >> text=划线");
  assert.equal(await marked(), QUOTE);
  assert.equal(await page.locator('[data-problem="full"]').count(), 1);
});

test("on paper notes stand only where the reader wants them", async () => {
  await open();
  await select(QUOTE);
  await page.click(".note-bar button >> text=写笔记");
  await page.keyboard.type("印出来");
  await page.locator(".note textarea").blur();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible(".notes"), false);
  await page.emulateMedia({ media: "screen" });
  await page.check(".notes-print input");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible(".note-printed"), true);
  assert.equal(await page.textContent(".note-printed"), "印出来");
  assert.equal(await page.isVisible(".note-field"), false);
  await page.emulateMedia({ media: "screen" });
});

test("pages without script show no empty box, and where nothing can be noted there is none", async () => {
  const plain = await visit({ javaScriptEnabled: false });
  await open(UNIT, plain);
  assert.equal(await plain.locator(".notes").isVisible(), false);
  await open("supervision/policies/");
  assert.equal(await page.locator(".notes, .note-bar").count(), 0);
});
