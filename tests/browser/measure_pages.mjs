// What pages cost on a phone: node measure_pages.mjs SITE PATH...
// 4× slower processor, 1.6 Mbit/s, 150 ms, Brotli; the median of three loads with an empty cache.
// KB: all that came over the network, compressed. LCP, FCP in ms. TBT: the parts of tasks over 50 ms, from the first paint on.

import { openBrowser, openSite } from "./site.mjs";

const [built, ...paths] = process.argv.slice(2);
const site = await openSite({ built });
site.compress = true;
const browser = await openBrowser();

async function load(path) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    serviceWorkers: "block",
  });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await client.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: 204800,
    uploadThroughput: 96000,
  });
  let bytes = 0;
  client.on("Network.loadingFinished", event => (bytes += event.encodedDataLength));
  await page.addInitScript(() => {
    window.seen = { lcp: 0, cls: 0, tasks: [], fcp: 0 };
    const observe = (type, take) =>
      new PerformanceObserver(list => list.getEntries().forEach(take)).observe({ type, buffered: true });
    observe("largest-contentful-paint", entry => (window.seen.lcp = entry.startTime));
    observe("layout-shift", entry => entry.hadRecentInput || (window.seen.cls += entry.value));
    observe("longtask", entry => window.seen.tasks.push([entry.startTime, entry.duration]));
    observe("paint", entry => entry.name === "first-contentful-paint" && (window.seen.fcp = entry.startTime));
  });
  await page.goto(site.url + path, { waitUntil: "load" });
  await page.waitForTimeout(1500);
  const seen = await page.evaluate(() => ({
    ...window.seen,
    nodes: document.getElementsByTagName("*").length,
    main: Math.round(document.querySelector("main").getBoundingClientRect().top + scrollY),
  }));
  await context.close();
  const blocking = seen.tasks
    .filter(([start]) => start + 1 >= seen.fcp)
    .reduce((sum, [, time]) => sum + Math.max(0, time - 50), 0);
  return {
    kb: bytes / 1024,
    fcp: seen.fcp,
    lcp: seen.lcp,
    tbt: blocking,
    cls: seen.cls,
    nodes: seen.nodes,
    main: seen.main,
  };
}

const middle = values => values.sort((a, b) => a - b)[values.length >> 1];
console.log("page\tKB\tFCP\tLCP\tTBT\tCLS\tnodes\tmain");
for (const path of paths) {
  const runs = [await load(path), await load(path), await load(path)];
  const of = name => middle(runs.map(run => run[name]));
  console.log(
    [
      path || "(home)",
      of("kb").toFixed(1),
      of("fcp").toFixed(0),
      of("lcp").toFixed(0),
      of("tbt").toFixed(0),
      of("cls").toFixed(3),
      of("nodes"),
      of("main"),
    ].join("\t"),
  );
}
await browser.close();
await site.close();
