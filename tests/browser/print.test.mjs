// A policy on paper, after GB/T 9704-2012: printed to PDF, and measured there in millimetres from the upper left corner.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OPS, readPdf } from "./pdf.mjs";
import { openBoth, visitor } from "./site.mjs";

const LIBRARY = "supervision/policies/";
const BLOCK = { left: 28, top: 37, right: 28 + 156, bottom: 37 + 225 };
const LINE = 225 / 22;
const POINT = 25.4 / 72;
/** Browsers cut pages and lines to whole pixels of 0.26 mm. */
const PIXEL = 0.3;

const { site, browser } = await openBoth();
const visit = visitor(browser);

/** The pages of a text as it is printed: size, lines (runs of text on one base line) and red boxes. */
async function print(url) {
  const page = await visit();
  await page.goto(site.url + url);
  const bytes = await page.pdf({ preferCSSPageSize: true });
  return Promise.all((await readPdf(bytes)).map(measure));
}

async function measure(page) {
  const [, , width, height] = page.view;
  const { items } = await page.getTextContent();
  const lines = new Map();
  for (const item of items.filter(item => item.str.trim())) {
    const [, , , size, x, y] = item.transform;
    const base = ((height - y) * POINT).toFixed(1);
    const line = lines.get(base) ?? {
      base: (height - y) * POINT,
      left: Infinity,
      right: 0,
      sizes: new Set(),
      text: "",
    };
    line.left = Math.min(line.left, x * POINT);
    line.right = Math.max(line.right, (x + item.width) * POINT);
    line.sizes.add(Math.round(size * 10) / 10);
    // Some fonts give the radicals' code points for the characters.
    line.text += item.str.normalize("NFKC");
    lines.set(base, line);
  }
  const all = [...lines.values()].sort((a, b) => a.base - b.base);
  return {
    width: width * POINT,
    height: height * POINT,
    body: all.filter(line => line.base <= BLOCK.bottom),
    foot: all.filter(line => line.base > BLOCK.bottom),
    red: await redBoxes(page, height),
  };
}

/** Filled rectangles in red: x, y, width and height. */
async function redBoxes(page, height) {
  const { fnArray, argsArray } = await page.getOperatorList();
  const found = [];
  let matrix = [1, 0, 0, 1, 0, 0];
  const saved = [];
  let colour = "";
  fnArray.forEach((operator, i) => {
    const given = argsArray[i];
    if (operator === OPS.save) saved.push(matrix);
    if (operator === OPS.restore) matrix = saved.pop() ?? matrix;
    if (operator === OPS.transform) matrix = times(matrix, given);
    if (operator === OPS.setFillRGBColor) colour = Array.from(given).join();
    if (operator !== OPS.constructPath || colour !== "204,0,0") return;
    const [left, low, right, high] = given[2];
    const [x, y] = place(matrix, left, low);
    const [x2, y2] = place(matrix, right, high);
    const top = height - Math.max(y, y2);
    found.push({ x: x * POINT, y: top * POINT, width: Math.abs(x2 - x) * POINT, height: Math.abs(y2 - y) * POINT });
  });
  return found;
}

const times = (m, n) => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];
const place = (m, x, y) => [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];

function near(found, wanted, within, what) {
  assert.ok(Math.abs(found - wanted) <= within, `${what}: ${found.toFixed(2)} mm, not ${wanted.toFixed(2)} mm`);
}

test("a regulation has the measures of the standard", async () => {
  const pages = await print(`${LIBRARY}guanli-banfa/`);
  assert.ok(pages.length >= 5, `${pages.length} pages`);
  for (const [i, page] of pages.entries()) {
    near(page.width, 210, PIXEL, "paper across");
    near(page.height, 297, PIXEL, "paper down");
    for (const line of page.body) {
      const where = `page ${i + 1}, ${line.text}`;
      assert.ok(
        line.left >= BLOCK.left - PIXEL && line.right <= BLOCK.right + PIXEL,
        `${where}: ${line.left}–${line.right}`,
      );
      assert.ok(line.base > BLOCK.top, `${where}: ${line.base}`);
    }
  }
  // The pages between the first and the last carry nothing but text, line after line.
  const inner = pages.slice(1, -1);
  const bodies = inner.map(page => page.body);
  assert.equal(Math.max(...bodies.map(lines => lines.length)), 22, "lines on a full page");
  const full = bodies.find(lines => lines.length === 22);
  near((full[21].base - full[0].base) / 21, LINE, 0.02, "from line to line");
  const text = bodies.flat();
  assert.deepEqual([...new Set(text.flatMap(line => [...line.sizes]))], [16], "size of the type in points");
  const characters = text.filter(
    line => !/[0-9A-Za-z]/.test(line.text) && !/\s/.test(line.text) && line.left < BLOCK.left + 1,
  );
  assert.equal(Math.max(...characters.map(line => [...line.text].length)), 28, "characters in a full line");
  near(Math.min(...text.map(line => line.left)), BLOCK.left, PIXEL, "left edge of the text");
  near(Math.max(...text.map(line => line.right)), BLOCK.right, PIXEL, "right edge of the text");
});

test("the title stands two lines under the red rule", async () => {
  const [first] = await print(`${LIBRARY}guanli-banfa/`);
  const rules = first.red.filter(box => box.height < 1);
  assert.equal(rules.length, 1, JSON.stringify(first.red));
  const [rule] = rules;
  near(rule.x, BLOCK.left, PIXEL, "rule from");
  near(rule.width, 156, 2 * PIXEL, "rule across");
  const [number, title] = first.body;
  assert.match(number.text, /〔2026〕3号$/);
  assert.deepEqual([[...number.sizes], [...title.sizes]], [[16], [22]]);
  assert.match(title.text, /管理办法$/);
  assert.ok(number.base < rule.y, "the number stands above the rule");
  // Two empty lines, then the line of the title: 36 points high, its base line some three quarters down.
  near(title.base - (rule.y + rule.height), 2 * LINE + 36 * POINT * 0.77, 1, "from the rule to the title's base line");
  near((title.left + title.right) / 2, (BLOCK.left + BLOCK.right) / 2, 1, "middle of the title");
});

test("every page has its number where the standard has it", async () => {
  const pages = await print(`${LIBRARY}guanli-banfa/`);
  for (const [i, { foot }] of pages.entries()) {
    assert.equal(foot.length, 1, `page ${i + 1}: ${foot.map(line => line.text)}`);
    const [line] = foot;
    assert.equal(line.text.replace(/\s/g, ""), `—${i + 1}—`);
    assert.deepEqual([...line.sizes], [14]);
    // The dashes lie 7 mm below the block: a good third of a character above the base line.
    near(line.base - 14 * POINT * 0.38, BLOCK.bottom + 7, 0.7, `dashes on page ${i + 1}`);
    // One character in from the outer edge: right on odd pages, left on even ones.
    if (i % 2 === 0) near(BLOCK.right - line.right, 14 * POINT, 0.5, `right of the number on page ${i + 1}`);
    else near(line.left - BLOCK.left, 14 * POINT, 0.5, `left of the number on page ${i + 1}`);
  }
});

test("the print says what it is, from where and of which day", async () => {
  const pages = await print(`${LIBRARY}guanli-banfa/`);
  const end = pages
    .at(-1)
    .body.map(line => line.text)
    .join("");
  assert.match(end, /网络版,以正式文本为准/);
  assert.match(end, /版本日期:2026-03-01/);
  assert.match(end, /来源:/);
  const all = pages
    .flatMap(page => page.body)
    .map(line => line.text)
    .join("");
  // Nothing of the frame of the site, of its tools or of what cites the text.
  for (const word of ["搜索", "复制引用", "引用本文", "版本沿革", "跳到第", "索引号"])
    assert.ok(!all.includes(word), word);
});

test("the document that a notice hands out begins a page of its own", async () => {
  const pages = await print(`${LIBRARY}yinfa-dangan-guanli-xize-de-tongzhi/`);
  const opening = pages.slice(1).filter(page => page.body[0] && page.body[0].sizes.has(22));
  assert.equal(opening.length, 1, pages.map(page => page.body[0]?.text).join("\n"));
  assert.match(opening[0].body[0].text, /管理细则$/);
});
