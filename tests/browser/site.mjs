// The example site in a browser: builds it, serves it as the strictest of hosts would, and opens Chromium.
//
//   SHUYUAN_BIN   the program that builds the site (needed unless SHUYUAN_SITE is set)
//   SHUYUAN_SITE  a site that is already built
//   CHROMIUM      the browser, /usr/bin/chromium if not set
//   SEARCH_ENGINE an engine.wasm that the host sends instead of the site's own
//
// Unless a test wants it otherwise, the host knows no Range requests, sends wasm as plain bytes, and has the site below a sub-path.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { after, afterEach } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "playwright-core";

export const PROJECT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const BASE = "/portal/";
// The day on which the example site is published: it decides which texts are in force.
const TODAY = "2026-11-23";
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:";
const COMPRESSIBLE = /(\/|\.(html|css|js|json|xml|svg|wasm))$/;
const packed = new Map();
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".vtt": "text/vtt; charset=utf-8",
  ".webm": "video/webm",
};

/**
 * Serves `built`, or builds the example site, as of the day `asOf` if given. `url` is the home page; `hidden`, if set, is a
 * pattern of paths below it that are answered with 404; `asked` collects the paths that were asked for, `sent` is the sum of the bodies that were sent. `ranges`: the host knows Range requests. `compress`: it sends what is worth it with Brotli. `folder` can be
 * exchanged, which is a deployment. `fault(path, bytes)` answers what is to happen instead: other bytes, "status 503", "drop"
 * (closes the connection), "cut" (closes it half-way), "silence", or nothing. `gateway(body)` answers what is posted: a value
 * for JSON, a number for a status, or text as it is.
 */
export async function openSite({ built, asOf } = {}) {
  const given = built ?? (asOf ? undefined : process.env.SHUYUAN_SITE);
  const folder = given ?? (await build(asOf));
  const site = {
    url: "",
    folder,
    sent: 0,
    hidden: null,
    asked: [],
    ranges: false,
    compress: false,
    fault: null,
    gateway: null,
  };
  const server = createServer((request, response) => answer(site, request, response));
  await new Promise(ready => server.listen(0, "127.0.0.1", ready));
  site.url = `http://127.0.0.1:${server.address().port}${BASE}`;
  site.close = async () => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
    if (!given) await rm(dirname(folder), { recursive: true, force: true });
  };
  return site;
}

/** Chromium without anything that speaks to the network by itself. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function openBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A new page in a context of its own; `page.faults` collects uncaught errors and what the content policy forbade. */
export async function openPage(browser, options = {}) {
  // Tests that meddle with what the host sends must see each request themselves; service workers have chromium.mjs.
  const context = await browser.newContext({ serviceWorkers: "block", ...options });
  // Both cores may be busy with something else; a page that never comes is still noticed.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", error => page.faults.push(String(error)));
  page.on("console", message => {
    if (message.type() === "error" && /Content Security Policy/.test(message.text())) page.faults.push(message.text());
  });
  return page;
}

/** For the tests of a file: what `host` opens, the example site if not said, and a browser; both are closed after the last. */
export async function openBoth(host = openSite) {
  const site = await host();
  const opened = { site };
  // Before the browser is there: one that does not open must not leave the host running.
  after(async () => {
    await opened.browser?.close();
    await site.close();
  });
  opened.browser = await openBrowser();
  return opened;
}

/** What opens pages for the tests of a file. Each is closed after its test, which fails if the page has faults. */
export function visitor(browser, usual = {}) {
  let opened = [];
  afterEach(async () => {
    const pages = opened;
    opened = [];
    for (const page of pages) {
      // Closing a page that is just being loaded again may never end.
      await page.goto("about:blank").catch(() => page.waitForURL("about:blank"));
      await page.context().close();
    }
    for (const page of pages) assert.deepEqual(page.faults, []);
  });
  return async (options = {}) => {
    const page = await openPage(browser, { ...usual, ...options });
    opened.push(page);
    return page;
  };
}

async function build(asOf) {
  const folder = join(await mkdtemp(join(tmpdir(), "shuyuan-browser-")), "site");
  await buildSite(PROJECT, folder, asOf);
  return folder;
}

/** Builds the sources below `root` into `folder`. */
export async function buildSite(root, folder, asOf = TODAY) {
  const program = process.env.SHUYUAN_BIN;
  if (!program) throw new Error("SHUYUAN_BIN has to name the shuyuan program, e.g. target/debug/shuyuan");
  await promisify(execFile)(program, ["build", "--root", root, "--out", folder, "--as-of", asOf], {
    maxBuffer: 1 << 26,
  });
}

async function answer(site, request, response) {
  const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
  if (request.method === "POST" && site.gateway) return void gateway(site, request, response);
  const below = path.startsWith(BASE) ? path.slice(BASE.length) : null;
  if (below !== null) site.asked.push(below);
  const hidden = below === null || below.includes("..") || site.hidden?.test(below);
  const engine = process.env.SEARCH_ENGINE && /engine[^/]*\.(wasm|bin)$/.test(path) ? process.env.SEARCH_ENGINE : null;
  let bytes = hidden ? null : await read(engine ?? join(site.folder, below));
  const fault = bytes && site.fault?.(below, bytes);
  if (fault === "silence") return;
  if (fault === "drop") return void request.socket.destroy();
  if (fault instanceof Uint8Array) bytes = fault;
  const status = typeof fault === "string" && fault.startsWith("status ") ? Number(fault.slice(7)) : bytes ? 200 : 404;
  if (status !== 200) {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(String(status));
    return;
  }
  const type = TYPES[path.endsWith("/") ? ".html" : extname(path)] ?? "application/octet-stream";
  const headers = { "content-type": type, "content-security-policy": POLICY, "cache-control": "no-store" };
  const range = site.ranges && /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  if (range && Number(range[1]) >= bytes.length) return void response.writeHead(416).end();
  if (range) {
    const whole = bytes.length;
    const end = range[2] ? Math.min(Number(range[2]), whole - 1) : whole - 1;
    bytes = bytes.subarray(Number(range[1]), end + 1);
    headers["content-range"] = `bytes ${range[1]}-${end}/${whole}`;
  }
  if (!range && site.compress && /\bbr\b/.test(request.headers["accept-encoding"]) && COMPRESSIBLE.test(path)) {
    bytes = brotli(bytes);
    headers["content-encoding"] = "br";
  }
  site.sent += bytes.length;
  response.writeHead(range ? 206 : 200, { ...headers, "content-length": bytes.length });
  if (fault !== "cut") return void response.end(bytes);
  response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.destroy());
}

async function gateway(site, request, response) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const said = site.gateway(Buffer.concat(pieces).toString());
  const status = typeof said === "number" ? said : 200;
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(typeof said === "string" ? said : JSON.stringify(said));
}

/** Compressed once, as a host does that keeps what it has compressed. */
function brotli(bytes) {
  const key = createHash("sha1").update(bytes).digest("hex");
  if (!packed.has(key)) packed.set(key, brotliCompressSync(bytes));
  return packed.get(key);
}

async function read(path) {
  try {
    const facts = await stat(path);
    return await readFile(facts.isDirectory() ? join(path, "index.html") : path);
  } catch {
    return null;
  }
}
