// The editing loop: what is saved is seen in the browser, faults are shown until they are mended.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { PROJECT, openBoth, visitor } from "./site.mjs";

const ARTICLE = "publicity/2026-05-18-一份文件怎样上网.md";
const ARTICLE_URL = "publicity/yifen-wenjian-zenyang-shangwang/";

/** All that the programs of this file have printed. */
let said = "";
/** Programs that were started here and have not ended. Whatever fails, none outlives this file: a test that fails while one
 * is being started never reaches what would stop it. */
const running = new Set();
const end = () => running.forEach(program => program.kill("SIGKILL"));
process.on("exit", end);
after(end);
const root = await mkdtemp(join(tmpdir(), "shuyuan-serve-"));
const { site: server, browser } = await openBoth(async () => {
  await cp(join(PROJECT, "content"), join(root, "content"), { recursive: true });
  await cp(join(PROJECT, "site-config.toml"), join(root, "site-config.toml"));
  const server = await serve(root);
  server.close = async () => {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  };
  return server;
});
const visit = visitor(browser);
let page;

beforeEach(async () => {
  page = await visit();
});

/** Starts the program; `said` is all that it has printed. */
async function serve(folder, ...more) {
  const program = spawn(
    process.env.SHUYUAN_BIN,
    ["serve", "--root", folder, "--port", "0", "--as-of", "2026-11-23", "--lang", "zh", ...more],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const server = { said: "", url: "", program };
  const ended = new Promise(done => program.once("exit", done));
  for (const stream of [program.stdout, program.stderr]) {
    stream.setEncoding("utf8").on("data", text => {
      server.said += text;
      said += text;
    });
  }
  server.stop = async () => {
    program.kill("SIGINT");
    // One that does not end by itself would hold this file's process for ever.
    const last = setTimeout(() => program.kill("SIGKILL"), 20_000);
    return ended.finally(() => clearTimeout(last));
  };
  running.add(program);
  program.once("exit", () => running.delete(program));
  await until(() => server.said.includes("预览在 ") && /已生成|还不能预览/.test(server.said));
  server.url = server.said.match(/http:\/\/127\.0\.0\.1:\d+\//)[0];
  return server;
}

async function until(holds) {
  const last = Date.now() + 120_000;
  while (Date.now() < last) {
    if (await holds()) return;
    await new Promise(done => setTimeout(done, 50));
  }
  assert.fail(`still not so after two minutes: ${holds}\n${said}`);
}

const file = path => join(root, "content", path);
const read = path => readFile(file(path), "utf8");
const write = (path, text) => writeFile(file(path), text);
const saysText = text => page.waitForFunction(text => document.body?.innerText.includes(text), text);

/** Runs `work` with a file changed, and puts it back. */
async function changed(path, change, work) {
  const original = await read(path);
  await write(path, change(original));
  try {
    await work(original);
  } finally {
    await write(path, original);
  }
}

/** How many builds the program has told since it had printed `before` characters; that of the search index is another matter. */
const builds = before => server.said.slice(before).split("已更新 ").length - 1;

/** Marks this document; the mark is gone after a reload. */
const mark = () => page.evaluate(() => (window.marked = true));
const isMarked = () => page.evaluate(() => window.marked === true);
const overlay = () => page.locator("#shuyuan-live .faults pre");

test("what is saved is shown, where the reader was", async () => {
  await page.setViewportSize({ width: 390, height: 500 });
  await page.goto(server.url + ARTICLE_URL);
  await page.evaluate(() => scrollTo(0, 600));
  await changed(
    ARTICLE,
    text => `${text}\n\n刚刚补上的一段。\n`,
    async () => {
      await saysText("刚刚补上的一段。");
      await page.waitForFunction(() => scrollY === 600);
    },
  );
  await page.waitForFunction(() => document.body && !document.body.innerText.includes("刚刚补上的一段。"));
});

test("what is saved can be seen before the page is loaded again", async () => {
  const from = server.said.length;
  // A policy text, because scripts add to every article of it.
  const path = "supervision/policies/guanli-banfa.md";
  await page.goto(`${server.url}supervision/policies/guanli-banfa/`);
  // Which articles the last amendment changed is another matter after an edit.
  const shown = async () =>
    (await page.evaluate(() => document.querySelector("main").innerText)).replace(/^修改：.*$/gm, "");
  const before = await shown();
  await page.evaluate(() => {
    const says = () => document.querySelector("main").innerText.includes("改过的宗旨");
    addEventListener("pagehide", () => {
      sessionStorage.setItem("seen", String(says()));
      sessionStorage.setItem("articles", document.querySelectorAll("main [id^=art-]").length);
    });
  });
  const articles = await page.evaluate(() => document.querySelectorAll("main [id^=art-]").length);
  const addition = "改过的宗旨";
  await changed(
    path,
    text => text.replace("第一条　", `第一条　${addition}：`),
    async original => {
      assert.ok(original.includes("第一条　"));
      await page.waitForFunction(() => sessionStorage.getItem("seen"));
      assert.equal(await page.evaluate(() => sessionStorage.getItem("seen")), "true");
      assert.equal(await page.evaluate(() => Number(sessionStorage.getItem("articles"))), articles);
      await saysText(addition);
      assert.equal((await shown()).replace(`${addition}：`, ""), before, "nothing else is another");
    },
  );
  // Its e-books are new with it: no page that the next test opens may be of the time before that.
  await page.waitForFunction(text => document.body && !document.body.innerText.includes(text), addition);
  await until(() => builds(from) >= 2);
});

test("a page that did not change is not loaded again", async () => {
  await page.goto(`${server.url}service/contacts/`);
  await mark();
  const before = server.said.length;
  await changed(
    ARTICLE,
    text => `${text}\n\n别的页面上的一段。\n`,
    () => until(() => builds(before) >= 1),
  );
  // The file is as it was again, and the next test has no update to expect but its own.
  await until(() => builds(before) >= 2);
  assert.ok(await isMarked());
});

test("a fault is shown as on the terminal, over the last good page, until it is mended", async () => {
  await page.goto(server.url + ARTICLE_URL);
  await mark();
  const before = server.said.length;
  await changed(
    ARTICLE,
    text => text.replace("---\n", "---\ntitel: 标题\n"),
    async () => {
      await overlay().waitFor();
      const shown = await overlay().textContent();
      assert.match(shown, /content\/publicity\/2026-05-18-一份文件怎样上网\.md:2:1/);
      assert.match(shown, /title/);
      assert.ok(server.said.slice(before).includes(shown.trim()), `${server.said.slice(before)}\n---\n${shown}`);
      assert.ok(await isMarked(), "the last good page is still there");
      // Who comes now sees the last good page and the fault too.
      const other = await page.context().newPage();
      await other.goto(`${server.url}service/contacts/`);
      await other.locator("#shuyuan-live .faults pre").waitFor();
      await other.close();
    },
  );
  await overlay().waitFor({ state: "detached" });
});

test("a style sheet is taken without loading the page again", async () => {
  const styles = join(root, "themes", "default", "static", "css", "site.css");
  await mkdir(styles, { recursive: true });
  const original = await readFile(join(PROJECT, "themes/default/static/css/site.css/1-colours.css"), "utf8");
  await writeFile(join(styles, "1-colours.css"), original);
  await page.goto(server.url + ARTICLE_URL);
  // The copy has the bytes of the default theme, so nothing changes by it.
  await mark();
  await writeFile(join(styles, "1-colours.css"), `${original}\nbody h1 { letter-spacing: 7px !important; }\n`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px");
  assert.ok(await isMarked());
  await writeFile(join(styles, "1-colours.css"), original);
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing !== "7px");
  assert.ok(await isMarked());
  await rm(join(root, "themes"), { recursive: true });
});

test("a burst of a thousand files, half-written ones among them, ends in what was written", async () => {
  await page.goto(`${server.url}publicity/burst/`);
  await mkdir(file("publicity/burst"));
  const name = number => file(`publicity/burst/item-${number}.md`);
  await Promise.all(
    Array.from({ length: 1000 }, async (_, number) => {
      await writeFile(name(number), "---\ntit");
      await writeFile(name(number), `---\ntitle: 第${number}篇\n---\n\n正文${number}。\n`);
    }),
  );
  await until(async () => (await fetch(`${server.url}publicity/burst/item-999/`)).status === 200);
  await until(async () => (await (await fetch(`${server.url}publicity/burst/item-500/`)).text()).includes("正文500。"));
  await page.waitForFunction(() => /第\d+篇/.test(document.body?.innerText));
  await rm(file("publicity/burst"), { recursive: true });
  await until(async () => (await fetch(`${server.url}publicity/burst/item-999/`)).status === 404);
});

test("a file that is deleted, renamed, or saved by renaming", async () => {
  const text = "---\ntitle: 临时页\n---\n\n第一稿。\n";
  await write("publicity/temporary.md", text);
  await until(async () => (await fetch(`${server.url}publicity/temporary/`)).status === 200);
  await page.goto(`${server.url}publicity/temporary/`);
  await saysText("第一稿。");
  // As editors save: a new file beside the old one takes its name.
  await write("publicity/.temporary.md.swp", text.replace("第一稿", "第二稿"));
  await rename(file("publicity/.temporary.md.swp"), file("publicity/temporary.md"));
  await saysText("第二稿。");
  await rename(file("publicity/temporary.md"), file("publicity/renamed.md"));
  await page.waitForFunction(() => document.body && !document.body.innerText.includes("第二稿。"));
  await until(async () => (await fetch(`${server.url}publicity/renamed/`)).status === 200);
  await rename(file("publicity/renamed.md"), file("publicity/temporary.md"));
  await saysText("第二稿。");
  await unlink(file("publicity/temporary.md"));
  await page.waitForFunction(() => document.body && !document.body.innerText.includes("第二稿。"));
});

test("the search index follows", async () => {
  await changed(
    ARTICLE,
    text => `${text}\n\n独一无二的麒麟词。\n`,
    async () => {
      await until(async () => {
        await page.goto(`${server.url}search/?q=${encodeURIComponent("麒麟词")}`);
        await page.waitForSelector('.results[aria-busy="false"]', { state: "attached" });
        await page.waitForFunction(() =>
          /\d 个页面|没有找到/.test(document.querySelector(".search-summary").textContent),
        );
        return (await page.textContent(".search-summary")).includes("1 个页面");
      });
    },
  );
});

/** Asks as any program would, with headers that browsers do not let pages set. */
function ask(path, headers = {}, method = "GET") {
  return new Promise((done, failed) => {
    const { port } = new URL(server.url);
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, response => {
      const parts = [];
      response.on("data", part => parts.push(part));
      response.on("end", () =>
        done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on("error", failed);
    asked.end();
  });
}

test("it answers as a good host would, and only this machine's browser", async () => {
  const home = await ask("/");
  assert.equal(home.headers["content-type"], "text/html; charset=utf-8");
  assert.match(home.headers["content-security-policy"], /default-src 'self'/);
  assert.equal((await ask("/", { "if-none-match": home.headers.etag })).status, 304);
  assert.equal((await ask("/", { "accept-encoding": "gzip" })).headers["content-encoding"], "gzip");
  assert.equal((await ask("/", { "accept-encoding": "br, gzip" })).headers["content-encoding"], "br");
  const style = home.body.toString().match(/assets\/css\/site\.[0-9a-f]+\.css/)[0];
  const part = await ask(`/${style}`, { range: "bytes=10-19" });
  assert.equal(part.status, 206);
  assert.equal(part.body.length, 10);
  assert.match((await ask(`/${style}`)).headers["cache-control"], /immutable/);
  assert.equal((await ask("/publicity")).headers.location, "/publicity/");
  for (const path of [
    "/../site-config.toml",
    "/..%2fsite-config.toml",
    "/%2e%2e/site-config.toml",
    "//etc/passwd",
    "/content/_index.md",
    "/%00",
    "/%ff",
  ]) {
    assert.ok([400, 404].includes((await ask(path)).status), path);
  }
  assert.equal((await ask("/", { host: "portal.example" })).status, 403);
  assert.equal((await ask("/", { origin: "https://evil.example" })).status, 403);
  assert.equal((await ask("/", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).status, 403);
  assert.equal((await ask("/", {}, "POST")).status, 405);
});

test("a site that cannot be built yet says why, and appears when it is mended", async () => {
  const broken = await mkdtemp(join(tmpdir(), "shuyuan-broken-"));
  await mkdir(join(broken, "content"));
  await writeFile(join(broken, "site-config.toml"), 'title = "门户"\n');
  await writeFile(join(broken, "content", "_index.md"), "---\ntitle 首页\n---\n");
  const here = await serve(broken);
  const response = await page.goto(here.url);
  assert.equal(response.status(), 503);
  assert.match(await page.textContent(".waiting pre"), /content\/_index\.md:2:1/);
  // What comes meanwhile is told here too: there is no last good page that it could stand over.
  await writeFile(join(broken, "content", "_index.md"), "---\ntitle: 首页\n---\n\n[去](/nowhere.md)\n");
  await page.waitForFunction(() => /_index\.md:5/.test(document.querySelector(".waiting pre")?.textContent || ""));
  assert.equal(await page.locator("#shuyuan-live").count(), 0);
  await writeFile(join(broken, "content", "_index.md"), "---\ntitle: 首页\n---\n\n有了。\n");
  await saysText("有了。");
  // Ctrl-C leaves nothing but the cache.
  const code = await here.stop();
  assert.equal(code, 0);
  assert.deepEqual((await readdir(broken)).sort(), [".shuyuan-cache", "content", "site-config.toml"]);
  assert.deepEqual(
    (await readdir(join(broken, ".shuyuan-cache"))).filter(name => name.startsWith("watch-")),
    [],
  );
  await rm(broken, { recursive: true, force: true });
});
