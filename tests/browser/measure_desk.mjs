// Measures the time from a key in the desk's text area to the words in the preview, in Chromium:
// node measure_desk.mjs SITE PAGE [COUNT [built]]
//
// SITE is the address that `shuyuan serve` tells, PAGE a page below its content folder. A word is typed COUNT times (20 if
// not given), once the desk is at rest, and in the midst of typing: there the clock starts with the last key. Nothing is
// saved. The clock is the browser's own: from the event of the input to the frame that has the word. With `built` no page is
// shown before the site has been built with it, for comparison within one run.

import { openBrowser, openPage } from "./site.mjs";

const [site, path, count = "20", way] = process.argv.slice(2);
if (!site || !path) {
  console.error("usage: node measure_desk.mjs SITE PAGE [COUNT [built]]");
  process.exit(2);
}

const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
const browser = await openBrowser();
const page = await openPage(browser, { viewport: { width: 1440, height: 900 } });

/** Types `words`, of which the preview has to show the last `seen`, and gives the time from the last key. */
async function type(words, seen, gap) {
  await page.evaluate(words => {
    window.waited = new Promise(done => {
      const area = document.querySelector("#body");
      const frame = document.querySelector("iframe.preview");
      let last = 0;
      area.addEventListener("input", event => (last = event.timeStamp));
      const look = () => {
        const main = frame.contentDocument?.querySelector("main");
        if (main?.textContent.includes(words)) done(performance.now() - last);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }, seen);
  await page.keyboard.type(words, { delay: gap });
  return page.evaluate(() => window.waited);
}

function tell(name, times) {
  times.sort((a, b) => a - b);
  const at = share => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
  console.log(`${name}: median ${at(0.5)} ms, p90 ${at(0.9)} ms, slowest ${at(1)} ms, ${times.length} times`);
}

try {
  if (way === "built") await page.route("**/_desk/api/type", route => route.fulfill({ json: { shown: false } }));
  await page.goto(`${site}_desk/#edit=${encodeURIComponent(path)}`);
  await page.waitForFunction(
    () =>
      !document.querySelector("#body")?.disabled &&
      document.querySelector("iframe.preview")?.contentDocument?.querySelector("main"),
    null,
    { timeout: 120_000 },
  );
  const single = [],
    midst = [];
  await page.locator("#body").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  for (let at = 0; at < Number(count); at += 1) {
    // Whatever follows the last edit, such as an index or a kept draft, is over by then.
    await pause(3000);
    const mark = String.fromCharCode(0x2460 + (at % 20));
    single.push(await type(mark, mark, 0));
    await pause(3000);
    midst.push(await type(`typing${at}x`, `typing${at}x`, 60));
  }
  tell("one key", single);
  tell("last of many keys", midst);
} finally {
  await browser.close();
}
