// Compares the search of a built site with Pagefind's over the same pages, in one run: node compare.mjs SITE QUERIES [COUNT]
//
//   shuyuan build …; npx pagefind@1.6.0 --site SITE; node compare.mjs SITE QUERIES
//
// QUERIES has lines {"keywords": …, "gold": ["…第…条", …]}; COUNT of them (200 if not given), spread over the file, are asked.
// Prints how often the texts and articles that answer are among the first ten, how many queries found nothing, how many pages
// that hold a string are found by it, and what a query costs: bytes, requests, milliseconds, unthrottled and on a slow line.
// The host knows Range and sends texts with Brotli. A link of Pagefind stands for what its first ten places on pages show.

import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { openBrowser, openPage, openSite } from "./site.mjs";

const SLOW = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 1_600_000 / 8 };
const STRINGS = [
  "听证",
  "网格员",
  "无障碍",
  "抚恤",
  "无人机",
  "仲裁员",
  "股东会",
  "野生动物",
  "夜间施工",
  "劳务派遣",
  "留置",
  "公示催告",
];

const [folder, list, count = "200"] = process.argv.slice(2);
if (!folder || !list) {
  console.error("usage: node compare.mjs SITE QUERIES [COUNT]");
  process.exit(2);
}

const DIGITS = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const UNITS = { 十: 10, 百: 100, 千: 1000 };

function number(text) {
  if (/^\d+$/.test(text)) return Number(text);
  let sum = 0;
  let digit = null;
  for (const sign of text) {
    if (sign in UNITS) {
      sum += (digit ?? 1) * UNITS[sign];
      digit = null;
    } else if (sign in DIGITS) digit = DIGITS[sign];
    else return null;
  }
  return sum + (digit ?? 0);
}

const law = title =>
  title
    .replace(/[（(].*$/, "")
    .replace(/[\s《》]/g, "")
    .replace(/^中华人民共和国/, "");

/** Law and anchor of `刑法第十二条之一`. */
function article(gold) {
  const found = /^(.*)第([^第]+)条(?:之(.+))?$/.exec(gold);
  if (!found) return null;
  const [, name, main, second] = found;
  return { law: law(name), anchor: `art-${number(main)}${second ? `-${number(second)}` : ""}` };
}

async function queries(titles) {
  const lines = (await readFile(list, "utf8")).split("\n").filter(Boolean);
  const read = line => {
    const { keywords, gold } = JSON.parse(line.replace(/: NaN\b/g, ": null"));
    const golds = gold.map(article).filter(one => one && titles.has(one.law));
    return { keywords: (keywords ?? "").replace(/[；;，,。\s]+/g, " ").trim(), golds };
  };
  const all = lines.map(read).filter(({ keywords, golds }) => keywords && golds.length);
  const wanted = Math.min(Number(count), all.length);
  return Array.from({ length: wanted }, (_, at) => all[Math.floor((at * all.length) / wanted)]);
}

async function pages(below) {
  const found = [];
  for (const entry of await readdir(below, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && entry.name === "index.html") {
      const html = await readFile(path, "utf8");
      if (!/data-kind="policy"/.test(html)) continue;
      const title = /<h1[^>]*>([^<]*)/.exec(html)?.[1] ?? "";
      const body = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? "";
      const url = `${relative(below, dirname(path)).split(sep).join("/")}/`;
      found.push({ url, title, text: body.replace(/<[^>]+>/g, "").replace(/\s+/g, "") });
    }
  }
  return found;
}

/** What both engines are asked by, inside the page. The answer: titles and anchors of the first ten places, and pages in all. */
const ENGINES = {
  Shuyuan: async page => {
    await page.evaluate(() => {
      // Of several versions of a text one is listed, and the others are named with it.
      window.reach = async text => {
        const urls = [];
        for (let offset = 0, more = true; more; offset += 200) {
          const answer = await window.shuyuan.search(text, { limit: 200, offset });
          urls.push(...answer.hits.flatMap(hit => [hit.url, ...hit.versions.map(other => other.url)]));
          more = answer.more && answer.hits.length > 0;
        }
        return urls;
      };
      window.ask = async query => {
        const answer = await window.shuyuan.search(query, { limit: 10 });
        return { places: answer.hits.map(hit => ({ title: hit.title, anchor: hit.anchor })), total: answer.total };
      };
    });
  },
  Pagefind: async (page, url) => {
    await page.evaluate(async address => {
      const engine = await import(address);
      await engine.init();
      window.ask = async query => {
        const answer = await engine.search(query);
        const first = await Promise.all(answer.results.slice(0, 10).map(result => result.data()));
        const of = ({ meta, sub_results: places }) =>
          (places.length ? places : [{ url: "" }]).map(place => ({
            title: meta.title,
            anchor: decodeURIComponent(place.url.split("#")[1] ?? ""),
          }));
        return {
          places: first.flatMap(of).slice(0, 10),
          titles: first.map(({ meta }) => meta.title),
          total: answer.results.length,
        };
      };
    }, `${url}pagefind/pagefind.js`);
  },
};

const middle = (numbers, share = 0.5) => numbers.slice().sort((a, b) => a - b)[Math.floor(numbers.length * share)] ?? 0;

async function opened(browser, site, engine, slow) {
  const page = await openPage(browser, { bypassCSP: true });
  const client = await page.context().newCDPSession(page);
  if (slow) {
    await client.send("Network.enable");
    await client.send("Network.emulateNetworkConditions", SLOW);
  }
  await page.goto(site.url);
  const before = site.sent;
  await ENGINES[engine](page, site.url);
  return { page, before };
}

async function measure(browser, site, engine, asked, slow) {
  const { page, before } = await opened(browser, site, engine, slow);
  const first = await page.evaluate(timed, asked[0].keywords);
  const start = site.sent - before;
  const further = [];
  const found = [];
  for (const { keywords, golds } of asked.slice(1)) {
    const already = site.sent;
    const answer = await page.evaluate(timed, keywords);
    further.push({ time: answer.time, bytes: site.sent - already });
    found.push({ ...answer, golds });
  }
  await page.context().close();
  return { first: first.time, start, further, found };
}

const timed = async query => {
  const start = performance.now();
  const answer = await window.ask(query);
  return { ...answer, time: performance.now() - start };
};

function relevance(found) {
  const sums = { article: 0, law: 0, rank: 0, nothing: 0 };
  for (const { places, titles, golds, total } of found) {
    const laws = [...new Set(golds.map(gold => gold.law))];
    const listed = (titles ?? places.map(place => place.title)).map(law);
    const seen = [...new Set(listed)];
    const hit = gold => places.some(place => law(place.title) === gold.law && place.anchor === gold.anchor);
    sums.article += golds.filter(hit).length / golds.length;
    sums.law += laws.filter(name => seen.includes(name)).length / laws.length;
    const rank = seen.findIndex(name => laws.includes(name));
    sums.rank += rank < 0 ? 0 : 1 / (rank + 1);
    sums.nothing += total === 0 ? 1 : 0;
  }
  const share = sum => (sum / found.length).toFixed(3);
  return `article R@10 ${share(sums.article)}, law R@10 ${share(sums.law)}, law MRR ${share(sums.rank)}; ${sums.nothing} of ${found.length} found nothing`;
}

const all = await pages(folder);
const asked = await queries(new Set(all.map(page => law(page.title))));
const site = await openSite({ built: folder });
site.ranges = site.compress = true;
const browser = await openBrowser();
try {
  console.log(`${all.length} texts, ${asked.length} queries`);
  for (const engine of Object.keys(ENGINES)) {
    if (engine === "Pagefind" && !(await stat(join(folder, "pagefind")).catch(() => null))) {
      console.log("no pagefind/ in the site: npx pagefind@1.6.0 --site SITE");
      continue;
    }
    await measure(browser, site, engine, asked.slice(0, 2), false);
    const fast = await measure(browser, site, engine, asked, false);
    console.log(`${engine}: ${relevance(fast.found)}`);
    const few = asked.slice(0, 30);
    const slow = await measure(browser, site, engine, few, true);
    for (const [name, { first, start, further }] of [
      ["unthrottled", fast],
      ["1.6 Mbit/s, 150 ms", slow],
    ]) {
      const times = further.map(one => one.time);
      const bytes = further.map(one => one.bytes);
      console.log(
        `  ${name}: engine, start data and first results ${Math.round(first)} ms, ${Math.round(start / 1000)} KB; further ms median ${Math.round(middle(times))} p90 ${Math.round(middle(times, 0.9))}, KB median ${Math.round(middle(bytes) / 1000)} p90 ${Math.round(middle(bytes, 0.9) / 1000)}`,
      );
    }
    const { page } = await opened(browser, site, engine, false);
    let held = 0;
    let reached = 0;
    for (const text of STRINGS) {
      const holding = all.filter(one => one.text.includes(text));
      const urls = await page.evaluate(words => window.reach?.(words), text);
      held += holding.length;
      if (urls) reached += holding.filter(one => urls.includes(one.url)).length;
      else reached += Math.min((await page.evaluate(timed, text)).total, holding.length);
    }
    await page.context().close();
    console.log(`  strings: ${reached} of ${held} pages that hold one of ${STRINGS.length} are found by it`);
  }
} finally {
  await browser.close();
  await site.close();
}
