// Measures the time from saving a source file to seeing it in Chromium: node measure_edit.mjs URL FILE [COUNT]
//
// URL is a page that some server shows and keeps up to date (`shuyuan serve`, or another program's, for comparison), FILE the
// Markdown file that it is made from. A paragraph is added COUNT times (20 if not given) and taken away at the end. The page
// is opened once and must follow by itself. Times depend on the machine: compare servers within one run, alternating.

import { readFile, writeFile } from "node:fs/promises";
import { openBrowser, openPage } from "./site.mjs";

const [url, file, count = "20"] = process.argv.slice(2);
if (!url || !file) {
  console.error("usage: node measure_edit.mjs URL FILE [COUNT]");
  process.exit(2);
}

const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
const browser = await openBrowser();
const page = await openPage(browser);
const text = await readFile(file, "utf8");
const times = [];
try {
  await page.goto(url);
  for (let at = 0; at < Number(count); at += 1) {
    // Whatever follows the last edit, such as an index, is over by then.
    await pause(2500);
    const mark = `mark${at}x`;
    const start = Date.now();
    await writeFile(file, `${text}\n\n${mark}\n`);
    await page.waitForFunction(words => document.body?.textContent.includes(words), mark, {
      polling: 5,
      timeout: 30_000,
    });
    times.push(Date.now() - start);
  }
} finally {
  await writeFile(file, text);
  await browser.close();
}
times.sort((a, b) => a - b);
const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))];
console.log(`save to screen: median ${at(0.5)} ms, p90 ${at(0.9)} ms, ${times.length} edits`);
