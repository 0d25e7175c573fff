// A desk of their own for the tests of its parts: a copy of the example site, and the program that serves it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { PROJECT } from "./site.mjs";

const running = new Set();
const end = () => running.forEach(program => program.kill("SIGKILL"));
process.on("exit", end);
after(end);

/** Waits for what a slow machine may take long to do. */
export async function until(holds, what = String(holds)) {
  const last = Date.now() + 120_000;
  while (Date.now() < last) {
    if (await holds()) return;
    await new Promise(done => setTimeout(done, 50));
  }
  assert.fail(`still not so after two minutes: ${what}`);
}

/** Serves a copy of the example site with `files` (path below its root → text) beside; more arguments may follow. */
export async function serveDesk(files = {}, ...more) {
  const root = await mkdtemp(join(tmpdir(), "shuyuan-desk-"));
  await cp(join(PROJECT, "content"), join(root, "content"), { recursive: true });
  await cp(join(PROJECT, "site-config.toml"), join(root, "site-config.toml"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return serveSite(root, ...more);
}

/** Serves the site in the folder `root`, which goes when the server is closed; more arguments may follow. */
export async function serveSite(root, ...more) {
  const program = spawn(
    process.env.SHUYUAN_BIN,
    ["serve", "--root", root, "--port", "0", "--as-of", "2026-11-23", "--lang", "zh", ...more],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const server = { root, said: "", url: "" };
  const ended = new Promise(done => program.once("exit", done));
  running.add(program);
  program.once("exit", () => running.delete(program));
  for (const stream of [program.stdout, program.stderr])
    stream.setEncoding("utf8").on("data", text => (server.said += text));
  server.close = async () => {
    program.kill("SIGINT");
    const last = setTimeout(() => program.kill("SIGKILL"), 20_000);
    await ended.finally(() => clearTimeout(last));
    await rm(root, { recursive: true, force: true });
  };
  await until(() => server.said.includes("已生成"), "the site is built");
  server.url = server.said.match(/http:\/\/127\.0\.0\.1:\d+\//)[0];
  server.port = Number(new URL(server.url).port);
  server.file = path => join(root, "content", path);
  server.read = path => readFile(server.file(path), "utf8");
  server.exists = path =>
    stat(server.file(path)).then(
      () => true,
      () => false,
    );
  server.open = path => `${server.url}_desk/#edit=${encodeURIComponent(path)}`;
  return server;
}

/** Serious faults of a page for those who cannot see it or use a mouse. */
export async function axeFaults(page) {
  const axe = await readFile(join(PROJECT, "tests/browser/node_modules/axe-core/axe.min.js"), "utf8");
  // The desk's policy lets no script in; the tests' own comes by the debugger.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, { iframes: false });
    return found.violations.map(fault => `${fault.id}: ${fault.nodes.map(node => node.html).join(" | ")}`);
  });
}

/** Keeps a picture of the page where `DESK_SHOTS` says. */
export async function shot(page, name) {
  if (process.env.DESK_SHOTS) await page.screenshot({ path: join(process.env.DESK_SHOTS, `${name}.png`) });
}
