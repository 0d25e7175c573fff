// Small things that readers stumbled over, looked at where they are drawn.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openBoth, visitor } from "./site.mjs";

const { site, browser } = await openBoth();
const visit = visitor(browser);
const POLICY = "supervision/policies/guanli-banfa/";

test("the mark behind an article stretches no line before it", async () => {
  const page = await visit();
  let marks = 0;
  for (const width of [320, 345, 360, 390, 414, 768]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(site.url + POLICY);
    // Marks come when their articles come near.
    const wide = await page.evaluate(async () => {
      const found = [];
      // What cites an article is listed for those who have no scripts, and text to everybody else.
      const lists = document.querySelector(".cited-by noscript").textContent;
      for (const article of document.querySelectorAll(".statute .article")) {
        if (!lists.includes(`"cited-${article.id}"`)) continue;
        article.scrollIntoView();
        for (let waited = 0; !article.querySelector(".cited-mark") && waited < 400; waited++)
          await new Promise(done => setTimeout(done, 25));
        const mark = article.querySelector(".cited-mark");
        const text = mark.previousSibling;
        if (!text || text.nodeType !== 3) continue;
        // The advance of each sign of the last line before the mark.
        const range = document.createRange();
        const boxes = [...text.data].map((sign, at) => {
          range.setStart(text, at);
          range.setEnd(text, at + 1);
          return range.getBoundingClientRect();
        });
        const line = boxes.filter(box => Math.abs(box.top - boxes[boxes.length - 1].top) < 4);
        const size = parseFloat(getComputedStyle(article).fontSize);
        const widest = Math.max(0, ...line.slice(1).map((box, at) => box.left - line[at].left));
        found.push([article.id, widest / size]);
      }
      return found;
    });
    marks += wide.length;
    for (const [article, advance] of wide) assert.ok(advance < 1.08, `${width} px, ${article}: ${advance}`);
  }
  assert.ok(marks > 0, "no article with a mark was looked at");
});

test("blocks of a page keep their distance", async () => {
  const page = await visit({ viewport: { width: 1440, height: 900 } });
  for (const url of [
    "",
    POLICY,
    "publicity/guanli-banfa-xiuding-jiedu/",
    "education/reading-policies/",
    "supervision/",
  ]) {
    await page.goto(site.url + url);
    const close = await page.evaluate(() => {
      const said = [];
      for (const block of document.querySelectorAll(
        "main .block, main .share, main .notes, main .siblings, main .list-section",
      )) {
        const before = block.previousElementSibling;
        if (!before || !before.getClientRects().length || !block.getClientRects().length) continue;
        const gap = block.getBoundingClientRect().top - before.getBoundingClientRect().bottom;
        const inner = parseFloat(getComputedStyle(block).paddingTop);
        if (gap >= 0 && gap + inner < 8) said.push(`${before.className} | ${block.className}: ${gap}`);
      }
      return said;
    });
    assert.deepEqual(close, [], url);
  }
});

test("a form on paper has lines to write on", async () => {
  const page = await visit({ viewport: { width: 616, height: 1123 } });
  await page.goto(`${site.url}organization/muban/xuexi-jilu-biao/`);
  await page.emulateMedia({ media: "print" });
  const rules = await page.$$eval(".form-sheet hr, .form-sheet td", all =>
    all.map(one => {
      const style = getComputedStyle(one);
      const width = one.getBoundingClientRect().width;
      return [one.tagName, parseFloat(style.borderBottomWidth) + parseFloat(style.borderTopWidth), width];
    }),
  );
  assert.ok(rules.length > 0);
  for (const [tag, border, width] of rules) assert.ok(border >= 0.5 && width > 40, `${tag} ${border} ${width}`);
});
