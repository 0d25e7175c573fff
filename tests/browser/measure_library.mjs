// What filtering the policy library costs in its page: node measure_library.mjs SITE [COPIES]
// The site's list of texts is handed out COPIES times over (9), under other names. Sizes of the list and of the page; for each
// question the time until the results stand there, and until they are painted; memory before and after. At 1× and at 4× slower.

import { readFile } from "node:fs/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { openBrowser, openSite } from "./site.mjs";
const built = process.argv[2];

const COPIES = Number(process.argv[3] || 9);
const source = await readFile(built + "/library/texts.js", "utf8");
const table = JSON.parse(source.slice(source.indexOf("(") + 1, source.lastIndexOf(")")));
const texts = [];
for (const text of table.texts)
  for (let i = 0; i < COPIES; i++)
    texts.push({ ...text, t: (i ? `${i}部` : "") + text.t, u: text.u.replace(/\/$/, `-${i}/`) });
const big = `window.shuyuanTexts(${JSON.stringify({ ...table, texts })});\n`;
console.log(
  "texts",
  table.texts.length,
  "raw",
  source.length,
  Buffer.byteLength(source),
  "br",
  brotliCompressSync(source).length,
  "| x9:",
  texts.length,
  "raw",
  Buffer.byteLength(big),
  "gz",
  gzipSync(big).length,
  "br",
  brotliCompressSync(big).length,
);
const html = await readFile(built + "/library/index.html");
console.log("library page", html.length, "gz", gzipSync(html).length);
const site = await openSite({ built });
const browser = await openBrowser();
for (const throttle of [1, 4]) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, serviceWorkers: "block" });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Performance.enable");
  await client.send("Emulation.setCPUThrottlingRate", { rate: throttle });
  await page.route("**/library/texts.js", route => route.fulfill({ body: big, contentType: "text/javascript" }));
  await page.goto(site.url + "library/");
  const heap = async () => {
    await client.send("HeapProfiler.collectGarbage");
    const { metrics } = await client.send("Performance.getMetrics");
    return (
      (metrics.find(m => m.name === "JSHeapUsedSize").value / 1e6).toFixed(1) +
      " MB, nodes " +
      metrics.find(m => m.name === "Nodes").value
    );
  };
  console.log("throttle", throttle, "before", await heap());
  const ask = (name, value) =>
    page.evaluate(
      ([name, value]) =>
        new Promise(done => {
          const form = document.querySelector(".library-filter");
          const said = document.querySelector(".library-results [role=status]");
          const list = document.querySelector(".library-results ul");
          const began = performance.now();
          const seen = new MutationObserver(() => {
            if (/\d/.test(said.textContent) || list.children.length) {
              seen.disconnect();
              const scripted = performance.now() - began;
              requestAnimationFrame(() =>
                setTimeout(
                  () => done([said.textContent, Math.round(scripted), Math.round(performance.now() - began)]),
                  0,
                ),
              );
            }
          });
          seen.observe(list, { childList: true });
          form.elements[name].value = value;
          form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
        }),
      [name, value],
    );
  console.log("first (with file)", await ask("q", "安全"));
  console.log("again", await ask("q", "安全 生产"));
  console.log("initials", await ask("q", "aqscf"));
  console.log("all by sound", await ask("sort", "sound"));
  console.log("none q", await ask("q", "法"));
  console.log("strokes", await ask("sort", "strokes").catch(e => e.message));
  console.log("status", await ask("sort", "status"));
  console.log("after", await heap());
  await context.close();
}
await browser.close();
await site.close();
