// What `shuyuan export pdf` prints with the installed browser, read from the file: contents, page numbers, bookmarks.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { openPdf } from "./pdf.mjs";
import { PROJECT } from "./site.mjs";

const folder = await mkdtemp(join(tmpdir(), "shuyuan-pdf-"));
after(() => rm(folder, { recursive: true, force: true }));
const browser = process.env.CHROMIUM ?? "/usr/bin/chromium";

async function print(...more) {
  const file = join(folder, "out.pdf");
  const made = [
    "export",
    "pdf",
    ...more,
    "--root",
    PROJECT,
    "--out",
    file,
    "--as-of",
    "2026-11-23",
    "--browser",
    browser,
  ];
  await promisify(execFile)(process.env.SHUYUAN_BIN, made);
  assert.deepEqual(await readdir(folder), ["out.pdf"], "nothing is left beside the file");
  return openPdf(await readFile(file));
}

async function texts(pdf) {
  const pages = [];
  for (let at = 1; at <= pdf.numPages; at += 1) {
    const content = await (await pdf.getPage(at)).getTextContent();
    pages.push(content.items.map(item => item.str).join(""));
  }
  return pages;
}

// Browsers write some characters as the radicals that look the same.
const plain = text => text.replace(/\s/g, "").normalize("NFKC").replace(/⻓/g, "长");

test("a course has contents with the right page numbers, and bookmarks", async () => {
  const pdf = await print("education/reading-policies/_index.md");
  const pages = (await texts(pdf)).map(plain);
  const outline = await pdf.getOutline();
  assert.ok(outline?.length > 0, "the file has bookmarks");
  const titles = [];
  const walk = items => items.forEach(item => (titles.push(plain(item.title)), walk(item.items)));
  walk(outline);
  const contents = pages.findIndex(text => text.includes("目录"));
  assert.ok(contents > 0 && contents < 3);
  for (const title of ["公文长什么样", "条、款、项、目", "综合练习"]) {
    assert.ok(titles.includes(plain(title)), `${title} among the bookmarks ${titles.join()}`);
    const number = Number(new RegExp(`${plain(title)}(\\d+)`).exec(pages[contents])?.[1]);
    assert.ok(number > contents + 1, `${title} has a number in ${pages[contents]}`);
    assert.ok(pages[number - 1].includes(plain(title)), `${title} stands on page ${number}`);
  }
  assert.ok(pages[contents + 1].includes(`${contents + 2}/${pdf.numPages}`), "pages have numbers");
});

test("a page has neither title page nor contents, unless it is asked for", async () => {
  const page = "education/reading-policies/01-公文长什么样.md";
  const single = await print(page);
  const hasContents = async pdf => (await texts(pdf)).some(text => /^(\d+\/\d+)?目录/.test(plain(text)));
  assert.ok(!(await hasContents(single)));
  const booklet = await print(page, "--booklet");
  assert.ok(await hasContents(booklet));
});

test("a browser that is not there is told", async () => {
  const made = [
    "export",
    "pdf",
    "about.md",
    "--root",
    PROJECT,
    "--out",
    join(folder, "x.pdf"),
    "--browser",
    join(folder, "none"),
    "--lang",
    "zh",
  ];
  const failed = await promisify(execFile)(process.env.SHUYUAN_BIN, made).catch(error => error);
  assert.match(failed.stderr, /没有浏览器“.*none”[\s\S]*--browser/);
});
