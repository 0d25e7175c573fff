// Chromium 78 proper, as old office desktops run it under this or another name: taken from an npm package, unpacked once.

import { chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import puppeteer from "puppeteer-core";

const PACKAGES = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
const PACKED = join(PACKAGES, "chrome-aws-lambda", "bin", "chromium.br");
const PROGRAM = join(PACKAGES, ".cache", "chromium-78", "chromium");

/** Why there is no Chromium 78 here; nothing where there is one. */
export function missing() {
  const here = `${platform()} ${arch()}`;
  return here === "linux x64" ? undefined : `there is no Chromium 78 for this platform (${here}), only for linux x64`;
}

/**
 * Playwright does not speak to a browser of that age; Puppeteer of its day does. Sites are reached as `portal.example` too: by
 * a name and plain http, as on an intranet, where the browser withholds what it gives only to encrypted pages.
 */
export async function openOldBrowser() {
  return puppeteer.launch({
    executablePath: await unpacked(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--lang=zh-CN",
      // Without motion a page has arrived where it scrolls to at once.
      "--force-prefers-reduced-motion",
      "--host-resolver-rules=MAP portal.example 127.0.0.1",
    ],
  });
}

/** Written beside and then renamed, so that what is stopped half-way is not taken for the whole. */
async function unpacked() {
  if (await stat(PROGRAM).catch(() => null)) return PROGRAM;
  await mkdir(dirname(PROGRAM), { recursive: true });
  const half = `${PROGRAM}.${process.pid}`;
  await writeFile(half, brotliDecompressSync(await readFile(PACKED)));
  await chmod(half, 0o755);
  await rename(half, PROGRAM);
  return PROGRAM;
}

/**
 * A new page in a context of its own, so that nothing is remembered from another; `page.faults` collects uncaught errors, what
 * the console calls errors, and requests that failed.
 */
export async function openOldPage(browser, { width = 1280, height = 800, ...more } = {}) {
  const context = await browser.createIncognitoBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height, ...more });
  page.faults = [];
  page.on("pageerror", error => page.faults.push(`error: ${error.message}`));
  page.on("console", message => message.type() === "error" && page.faults.push(`console: ${message.text()}`));
  page.on("requestfailed", request => page.faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("response", answer => answer.status() >= 400 && page.faults.push(`${answer.status()}: ${answer.url()}`));
  return page;
}
