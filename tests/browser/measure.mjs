// Measures the search of a built site in Chromium: node measure.mjs SITE QUERIES [COUNT]
//
// QUERIES has one query a line, plain or as {"keywords": …}; COUNT of them (30 if not given), spread over the file, are asked.
// Prints the time from focus to the first results and of further queries, unthrottled and at 1.6 Mbit/s with round trips of
// 150 ms; what the queries fetched; the heap after all of them; sizes. The host knows Range, speaks HTTP/1.1 and sends scripts
// and the engine with Brotli; the first results on a slow line are also measured from one that compresses nothing.
// Times depend on the machine: compare within one run.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { openBrowser, openPage, openSite } from "./site.mjs";

const SLOW = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 1_600_000 / 8 };

/** Visits for the time to the first results. */
const FIRSTS = 9;

const [folder, list, count = "30"] = process.argv.slice(2);
if (!folder || !list) {
  console.error("usage: node measure.mjs SITE QUERIES [COUNT]");
  process.exit(2);
}

/** The queries, spread evenly over the file. */
async function queries() {
  const lines = (await readFile(list, "utf8")).split("\n").map(words).filter(Boolean);
  const wanted = Math.min(Number(count), lines.length);
  return Array.from({ length: wanted }, (_, at) => lines[Math.floor((at * lines.length) / wanted)]);
}

function words(line) {
  if (!line.startsWith("{")) return line.trim();
  // Lines without keywords carry NaN there, which is not JSON.
  return JSON.parse(line.replace(/: NaN\b/g, ": null")).keywords ?? "";
}

async function files(below) {
  const all = [];
  for (const entry of await readdir(below, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) all.push(join(entry.parentPath ?? entry.path, entry.name));
  }
  return all;
}

const middle = (numbers, share = 0.5) => numbers.slice().sort((a, b) => a - b)[Math.floor(numbers.length * share)] ?? 0;
const both = numbers => `median ${Math.round(middle(numbers))}, p90 ${Math.round(middle(numbers, 0.9))}`;

/** One visit: the first query from the focus of the box on, then the others. */
async function visit(browser, site, asked, slow) {
  const page = await openPage(browser);
  const client = await page.context().newCDPSession(page);
  await client.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const workers = [];
  client.on("Target.attachedToTarget", ({ sessionId }) => workers.push(sessionId));
  if (slow) {
    await client.send("Network.enable");
    await client.send("Network.emulateNetworkConditions", SLOW);
  }
  const loading = Date.now();
  await page.goto(site.url);
  const loaded = Date.now() - loading;
  const first = await page.evaluate(async query => {
    const start = performance.now();
    document.querySelector('input[name="q"]').focus();
    const answer = await window.shuyuan.search(query);
    return { time: performance.now() - start, hits: answer.hits.length };
  }, asked[0]);
  const further = [];
  for (const query of asked.slice(1)) {
    further.push(
      await page.evaluate(async query => {
        const start = performance.now();
        const { rounds, bytes, requests } = await window.shuyuan.search(query);
        return { time: performance.now() - start, rounds, bytes, requests };
      }, query),
    );
  }
  const heap = await heaps(client, workers);
  if (page.faults.length) throw new Error(page.faults.join("\n"));
  await page.context().close();
  return { loaded, first, further, heap };
}

/** Time to the first results over several visits, each with another query. */
async function firsts(browser, site, asked, slow) {
  const times = [];
  for (const query of asked.slice(0, FIRSTS)) times.push((await visit(browser, site, [query], slow)).first.time);
  console.log(
    `${slow ? "1.6 Mbit/s, 150 ms" : "unthrottled"}${site.compress ? "" : ", nothing compressed"}: focus to first results (${times.length} visits) ms ${both(times)}`,
  );
}

/** Bytes of the page's script heap, and of the worker's, with their buffers as far as the browser counts them. */
async function heaps(client, workers) {
  const sum = ({ usedSize, backingStorageSize = 0 }) => usedSize + backingStorageSize;
  const ofWorkers = await Promise.all(
    workers.map(sessionId => {
      const answered = new Promise(resolve =>
        client.on("Target.receivedMessageFromTarget", event => {
          if (event.sessionId === sessionId) resolve(JSON.parse(event.message).result);
        }),
      );
      const message = JSON.stringify({ id: 1, method: "Runtime.getHeapUsage" });
      return client.send("Target.sendMessageToTarget", { sessionId, message }).then(() => answered);
    }),
  );
  const page = await client.send("Runtime.getHeapUsage");
  return { page: sum(page), worker: ofWorkers.map(sum).reduce((all, one) => all + one, 0) };
}

function report(name, { loaded, first, further, heap }) {
  const of = key => both(further.map(one => one[key]));
  console.log(`${name}: page loaded in ${loaded} ms; focus to first results ${Math.round(first.time)} ms`);
  console.log(
    `  further queries (${further.length}): ms ${of("time")}; rounds ${of("rounds")}; requests ${of("requests")}; bytes ${of("bytes")}`,
  );
  console.log(`  heap after all: page ${(heap.page / 1e6).toFixed(1)} MB, worker ${(heap.worker / 1e6).toFixed(1)} MB`);
}

async function sizes() {
  const all = await files(folder);
  const engine = await readFile(all.find(file => /engine[^/\\]*\.wasm$/.test(file)));
  console.log(`engine: ${engine.length} bytes, brotli ${brotliCompressSync(engine).length}`);
  const index = all.filter(file => /[/\\]search[/\\](start\.json|[^/\\]+\.bin)$/.test(file));
  const bytes = await Promise.all(index.map(async file => (await stat(file)).size));
  console.log(`index: ${index.length} files, ${(bytes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1)} MB`);
  for (const file of index.filter(file => /hot-/.test(file)))
    console.log(`  start data ${(await stat(file)).size} bytes`);
}

const asked = await queries();
await sizes();
const site = await openSite({ built: folder });
site.ranges = true;
const browser = await openBrowser();
try {
  site.compress = true;
  // The browser starts some of its parts, and the host compresses, at the first visit.
  await visit(browser, site, asked.slice(0, 1), false);
  report("unthrottled", await visit(browser, site, asked, false));
  report("1.6 Mbit/s, 150 ms", await visit(browser, site, asked, true));
  await firsts(browser, site, asked, false);
  await firsts(browser, site, asked, true);
  site.compress = false;
  await firsts(browser, site, asked, true);
} finally {
  await browser.close();
  await site.close();
}
