// The editing desk: pages are found, written, checked and kept in a browser, and nobody else gets in.

import assert from "node:assert/strict";
import { chmod, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serveDesk, until } from "./desk.mjs";
import { PROJECT, openBoth, visitor } from "./site.mjs";

const ARTICLE = "publicity/2026-05-18-一份文件怎样上网.md";
const ARTICLE_URL = "publicity/yifen-wenjian-zenyang-shangwang/";
const ABOUT = "about.md";
const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 } };

/** A copy of the example site with a template, and the program that serves it. */
const serve = (...more) =>
  serveDesk(
    { "templates/例会通知.md": "---\ntitle: 例会\nkind: notice\nsource: 办公室 # 固定\n---\n\n定于{{date}}开会。\n" },
    ...more,
  );

const { site: server, browser } = await openBoth(() => serve());
const axe = await readFile(join(PROJECT, "tests/browser/node_modules/axe-core/axe.min.js"), "utf8");
const visit = visitor(browser, DESKTOP);
const file = path => join(server.root, "content", path);
const read = path => readFile(file(path), "utf8");
const exists = path =>
  stat(file(path)).then(
    () => true,
    () => false,
  );

/** Asks as no browser would: every header is the caller's. */
function ask(path, { method = "GET", headers = {}, body, host = "127.0.0.1", port = server.port } = {}) {
  return new Promise((done, fail) => {
    const asked = request({ host, port, path, method, headers }, response => {
      let text = "";
      response
        .setEncoding("utf8")
        .on("data", part => (text += part))
        .on("end", () => done({ status: response.statusCode, headers: response.headers, text }));
    });
    asked.on("error", fail);
    asked.end(body);
  });
}

async function token(of = server) {
  const { text } = await ask("/_desk/", { port: of.port });
  return text.match(/name="desk-token" content="([0-9a-f]{48})"/)[1];
}

/** A request as the desk's own page makes it, but for what `other` says. */
async function api(name, given, other = {}) {
  const headers = {
    host: `127.0.0.1:${server.port}`,
    origin: `http://127.0.0.1:${server.port}`,
    "x-shuyuan-desk": await token(),
    "content-type": "application/json",
    ...other,
  };
  for (const [key, value] of Object.entries(headers)) if (value === null) delete headers[key];
  const answer = await ask(`/_desk/api/${name}`, { method: "POST", headers, body: JSON.stringify(given) });
  return { ...answer, json: answer.text.startsWith("{") ? JSON.parse(answer.text) : null };
}

async function edit(path, options) {
  const page = await visit(options);
  await page.goto(`${server.url}_desk/#edit=${encodeURIComponent(path)}`);
  await page.locator(".found-list li").first().waitFor();
  return page;
}

const body = page => page.locator("textarea.body");
const preview = page => page.frameLocator("iframe.preview").locator("main");
const isSaved = page => page.locator(".state", { hasText: /^已保存$/ }).waitFor();

/** Works on a page and puts it back as it was. */
async function restored(path, work) {
  const original = await readFile(file(path));
  try {
    await work(original.toString());
  } finally {
    await writeFile(file(path), original);
  }
}

test("without the token, or from elsewhere, nothing is answered", async () => {
  const original = await read(ARTICLE);
  assert.equal((await api("list", {})).status, 200);
  for (const other of [
    { "x-shuyuan-desk": null },
    { "x-shuyuan-desk": "0".repeat(48) },
    { origin: null },
    { origin: "null" },
    { origin: "http://evil.example" },
    { origin: `https://127.0.0.1:${server.port}` },
    { origin: `http://localhost:${server.port}` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    // A name that was made to mean this machine.
    { host: `evil.example:${server.port}`, origin: `http://evil.example:${server.port}` },
    { host: `127.0.0.1.evil.example:${server.port}`, origin: `http://127.0.0.1.evil.example:${server.port}` },
    { host: "127.0.0.1:1", origin: "http://127.0.0.1:1" },
  ]) {
    for (const [name, given] of [
      ["list", {}],
      ["open", { path: ARTICLE }],
      ["save", { path: ARTICLE, head: "", body: "x", hash: "" }],
    ]) {
      const { status, text } = await api(name, given, other);
      assert.equal(status, 403, `${name} ${JSON.stringify(other)}`);
      assert.ok(!text.includes("title"), text);
    }
  }
  // A form of another page can neither set the header nor send JSON; a link asks with GET.
  assert.equal((await ask(`/_desk/api/list?x-shuyuan-desk=${await token()}`)).status, 405);
  assert.equal((await api("list", {}, { "content-type": "text/plain" })).status, 415);
  for (const method of ["PUT", "DELETE", "PATCH"])
    assert.equal((await ask("/_desk/api/list", { method, headers: { host: `127.0.0.1:${server.port}` } })).status, 405);
  const upload = await ask(`/_desk/upload/document?name=a.txt&column=publicity`, {
    method: "POST",
    headers: { host: `127.0.0.1:${server.port}` },
    body: "x",
  });
  assert.equal(upload.status, 403);
  assert.equal((await ask("/", { method: "POST", headers: { host: `127.0.0.1:${server.port}` } })).status, 405);
  assert.equal(await read(ARTICLE), original);
});

test("what a stranger sends is not even read", async () => {
  const begun = async (path, headers) => {
    const asked = request({
      ...{ host: "127.0.0.1", port: server.port, path, method: "POST" },
      headers: { host: `127.0.0.1:${server.port}`, "content-length": 60_000_000, ...headers },
    });
    // Nothing of the body is ever sent.
    asked.flushHeaders();
    const status = await new Promise((done, fail) => {
      asked.on("response", response => done(response.statusCode)).on("error", fail);
    });
    asked.destroy();
    return status;
  };
  const origin = `http://127.0.0.1:${server.port}`;
  for (const headers of [{}, { origin }, { origin, "x-shuyuan-desk": "0".repeat(48) }]) {
    assert.equal(await begun("/_desk/api/list", { "content-type": "application/json", ...headers }), 403);
    assert.equal(await begun("/_desk/upload/document?name=a.txt&column=publicity", headers), 403);
  }
  for (const sent of ["{", "[]", '{"path":1}', "\xff\xfe", "[".repeat(5000), '{"path":"\\ud800"}']) {
    const headers = { host: `127.0.0.1:${server.port}`, origin, "x-shuyuan-desk": await token() };
    const answer = await ask("/_desk/api/open", {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: Buffer.from(sent, "latin1"),
    });
    assert.ok([400, 422].includes(answer.status), `${sent.slice(0, 20)} ${answer.status}`);
  }
});

test("what is not edited stays byte for byte, in every encoding", async () => {
  const path = "publicity/odd.md";
  const put = async bytes => {
    await writeFile(file(path), bytes);
    await until(async () => (await api("open", { path })).status === 200, "the file is there");
    return (await api("open", { path })).json;
  };
  const save = (opened, body) => api("save", { path, head: opened.head, body, hash: opened.hash });
  try {
    const front = "---\r\ntitle: 甲 # 注\r\nextra: &a\r\n  b:   [ 1,2 ]\r\n---\r\n";
    const odd = `\ufeff${front}\r\n第一段。\r\n\r\n第二段  \r\n尾`;
    let opened = await put(odd);
    assert.equal((await save(opened, opened.body)).status, 200);
    assert.equal(await read(path), odd);
    opened = (await api("open", { path })).json;
    assert.equal((await save(opened, opened.body.replace("第一段", "改过"))).status, 200);
    assert.equal(await read(path), odd.replace("第一段", "改过"));
    // 中文 in GB18030 becomes UTF-8, and the desk says so.
    opened = await put(Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0x0a]));
    assert.ok(opened.note.includes("UTF-8") && opened.body === "中文\n", JSON.stringify(opened));
    assert.equal((await save(opened, `${opened.body}甲\n`)).status, 200);
    assert.equal(await read(path), "中文\n甲\n");
    // What nobody can read is not saved away.
    opened = await put(
      Buffer.concat([Buffer.from("---\ntitle: 甲乙丙丁\n---\n正文正文正文"), Buffer.from([0xff, 0x0a])]),
    );
    const before = await readFile(file(path));
    const kept = await save(opened, `${opened.body}x`);
    assert.ok(kept.status === 422 || kept.status === 200, kept.text);
    if (kept.status === 422) assert.deepEqual(await readFile(file(path)), before);
    // Two desks save at once: one of them is told.
    opened = await put("---\ntitle: 甲\n---\n原文\n");
    const both = await Promise.all([1, 2, 3, 4].map(n => save(opened, `第${n}个\n`)));
    assert.deepEqual(both.map(one => one.status).sort(), [200, 409, 409, 409]);
    const won = both.findIndex(one => one.status === 200) + 1;
    assert.equal(await read(path), `---\ntitle: 甲\n---\n第${won}个\n`);
    // Read-only means that it is not to be changed.
    opened = await put("---\ntitle: 甲\n---\n只读\n");
    await chmod(file(path), 0o444);
    const refused = await save(opened, "改\n");
    assert.equal(refused.status, 422);
    assert.match(refused.json.message, /只读/);
    assert.equal(await read(path), "---\ntitle: 甲\n---\n只读\n");
    await chmod(file(path), 0o644);
  } finally {
    await rm(file(path), { force: true });
  }
});

test("only whoever looks at the desk's page gets its token", async () => {
  const get = headers => ask("/_desk/", { headers: { host: `127.0.0.1:${server.port}`, ...headers } });
  for (const headers of [
    { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors" },
    { "sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate" },
    { "sec-fetch-dest": "script" },
    { host: `evil.example:${server.port}` },
  ]) {
    const answer = await get(headers);
    assert.equal(answer.status, 403);
    assert.ok(!answer.text.includes("desk-token"));
  }
  const { headers, text } = await get({});
  const policy = headers["content-security-policy"];
  for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
    assert.ok(policy.includes(part), policy);
  assert.ok(!policy.includes("unsafe"), policy);
  assert.deepEqual(
    [headers["x-frame-options"], headers["cache-control"], headers["cross-origin-opener-policy"]],
    ["DENY", "no-store", "same-origin"],
  );
  assert.ok(!/<script>|style=| on\w+=/.test(text), text);
  // A script of a page that is served here gets none either.
  const page = await visit();
  await page.goto(`${server.url}service/contacts/`);
  assert.equal(await page.evaluate(() => fetch("/_desk/").then(answer => answer.status)), 403);
});

test("no path leads out of the content folder", async () => {
  await writeFile(join(server.root, "secret.md"), "外面");
  for (const path of [
    "../secret.md",
    "../site-config.toml",
    "/etc/passwd",
    "publicity/../../secret.md",
    "..\\secret.md",
    ".shuyuan/x.md",
    "publicity/\0.md",
    "%2e%2e/secret.md/",
    "publicity/..%2f..%2fsecret.md\n",
    "C:\\secret.md",
    "\\\\server\\share\\secret.md",
    "//server/share/secret.md",
    "publicity/secret.md:stream",
    "NUL.md",
    "com1.csv",
    "a.html",
    "",
  ]) {
    for (const name of ["open", "save", "draft", "type", "keep", "delete", "table", "table-save", "sign"]) {
      const { status, text } = await api(name, {
        ...{ path, head: "", body: "x", hash: "0" },
        ...{ rows: [], stage: "", name: "x", print: "" },
      });
      assert.equal(status, 400, `${name} ${path} ${text}`);
    }
    const made = await api("new", { kind: "article", path: `${path}/x`, title: "x" });
    assert.ok(path === "a.html" || made.status === 400, path);
  }
  assert.equal((await api("restore", { bin: "../content" })).status, 400);
  const up = async query => {
    const headers = {
      host: `127.0.0.1:${server.port}`,
      origin: `http://127.0.0.1:${server.port}`,
      "x-shuyuan-desk": await token(),
    };
    return (await ask(`/_desk/upload/${query}`, { method: "POST", headers, body: "第一段。" })).status;
  };
  assert.equal(await up("document?name=a.txt&column=../.."), 400);
  assert.equal(await up("picture?name=a.png&path=../secret.md"), 422);
  assert.equal(await readFile(join(server.root, "secret.md"), "utf8"), "外面");
  await rm(file("a.html"), { recursive: true, force: true });
});

test("--no-desk has none; the network needs a code that works once", async () => {
  const off = await serve("--no-desk");
  try {
    assert.equal((await ask("/_desk/", { port: off.port })).status, 404);
    assert.equal((await ask("/_desk/api/list", { port: off.port, method: "POST" })).status, 405);
    assert.ok(!off.said.includes("_desk"));
    assert.ok(!(await ask("/", { port: off.port })).text.includes("data-desk"));
  } finally {
    await off.close();
  }
  const lan = await serve("--lan");
  try {
    const codes = () => [...lan.said.matchAll(/编辑码：(\d{8})/g)].map(found => found[1]);
    await until(() => codes().length === 1, "the code is printed");
    const mine = Object.values(networkInterfaces())
      .flat()
      .find(one => one.family === "IPv4" && !one.internal);
    const enter = (code, host, from = {}) =>
      ask("/_desk/enter", {
        host,
        port: lan.port,
        method: "POST",
        body: `code=${code}`,
        headers: {
          host: `${host}:${lan.port}`,
          "content-type": "application/x-www-form-urlencoded",
          origin: `http://${host}:${lan.port}`,
          ...from,
        },
      });
    const host = mine ? mine.address : "127.0.0.1";
    if (mine) {
      // From another machine, or what looks like one: no token without the code.
      const page = await ask("/_desk/", { host, port: lan.port });
      assert.ok(page.text.includes('name="code"') && !page.text.includes("desk-token"), page.text);
      const headers = {
        host: `${host}:${lan.port}`,
        origin: `http://${host}:${lan.port}`,
        "x-shuyuan-desk": await token(lan),
        "content-type": "application/json",
      };
      assert.equal(
        (await ask("/_desk/api/list", { host, port: lan.port, method: "POST", headers, body: "{}" })).status,
        403,
      );
    }
    assert.equal((await enter("00000000x", host)).status, 403);
    assert.equal((await enter(codes()[0], host, { origin: "http://evil.example" })).status, 403);
    await until(async () => (await enter(codes()[0], host)).status === 303, "the code opens the desk");
    await until(() => codes().length === 2, "another code is printed");
    await until(async () => {
      const again = await enter(codes()[0], host);
      return again.status === 403 && again.text.includes("不对");
    }, "the first code is spent");
    await new Promise(done => setTimeout(done, 1100));
    const opened = await enter(codes()[1], host);
    const cookie = opened.headers["set-cookie"][0];
    assert.match(cookie, /HttpOnly; SameSite=Strict/);
    const page = await ask("/_desk/", {
      host,
      port: lan.port,
      headers: { host: `${host}:${lan.port}`, cookie: cookie.split(";")[0] },
    });
    assert.ok(page.text.includes("desk-token"));
  } finally {
    await lan.close();
  }
});

test("pages are found by title, pinyin and column, and sorted", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  const titles = () => page.locator("tbody tr th a").allTextContents();
  await page.locator("tbody tr").first().waitFor();
  const all = (await titles()).length;
  await page.getByLabel("筛选页面").fill("yfwj");
  assert.ok((await titles()).includes("一份文件怎样上网"));
  assert.ok((await titles()).length < all / 4);
  await page.getByLabel("筛选页面").fill("");
  await page.getByRole("button", { name: /^通知公告 \d/ }).click();
  const notices = await page.locator("tbody th small").allTextContents();
  assert.ok(notices.length && notices.every(path => path.startsWith("publicity/notices/")), notices.join());
  await page.getByRole("button", { name: /^发布日期/ }).click();
  await page.getByRole("button", { name: /^发布日期/ }).click();
  assert.equal(await page.locator("th.date").getAttribute("aria-sort"), "ascending");
  const dates = await page.locator("td.date").allTextContents();
  assert.deepEqual(dates, [...dates].sort());
  await page.getByRole("button", { name: /^全部页面/ }).click();
  await page.getByLabel("内容类型").selectOption("policy");
  assert.deepEqual(new Set(await page.locator("td.kind").allTextContents()), new Set(["政策文件"]));
  await page.getByLabel("内容类型").selectOption("");
});

test("every page of the preview leads to its source", async () => {
  const page = await visit();
  await page.goto(server.url + ARTICLE_URL);
  await page.locator("#shuyuan-desk a", { hasText: "编辑" }).click();
  await page.waitForURL(/#edit=/);
  await page.locator("h1", { hasText: "一份文件怎样上网" }).waitFor();
  assert.match(await body(page).inputValue(), /^新修订的/);
  // In the desk's own frame there is no second way in.
  await preview(page).waitFor();
  assert.equal(await page.frameLocator("iframe.preview").locator("#shuyuan-desk").count(), 0);
});

test("nothing can be pressed or written before the page has arrived", async () => {
  const page = await visit();
  let arrive;
  const arrived = new Promise(done => (arrive = done));
  await page.route("**/_desk/api/open", async route => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${server.url}_desk/#edit=${encodeURIComponent(ARTICLE)}`);
  await page.locator("h1", { hasText: "正在打开" }).waitFor();
  const able = () => page.locator("main button:enabled:not(.tabs button), main textarea:enabled").allTextContents();
  assert.deepEqual(await able(), []);
  arrive();
  await page.locator("h1", { hasText: "一份文件怎样上网" }).waitFor();
  const names = await able();
  for (const name of ["复制为新页", "删除"]) assert.ok(names.includes(name), names.join());
  assert.ok(await body(page).isEnabled());
});

test("a field changes its line and nothing else", async () => {
  await restored(ARTICLE, async original => {
    const page = await edit(ARTICLE);
    await page.getByLabel("标题", { exact: true }).fill("一份文件怎样上网：新");
    await preview(page).locator("h1", { hasText: "一份文件怎样上网：新" }).waitFor();
    await page.getByLabel("来源", { exact: true }).fill("值班室");
    await page.getByLabel("草稿", { exact: true }).waitFor();
    await preview(page).getByText("值班室").first().waitFor();
    assert.equal(await read(ARTICLE), original, "nothing is written before it is saved");
    await page.keyboard.press("Control+s");
    await isSaved(page);
    const lines = text => text.split("\n");
    const saved = await read(ARTICLE);
    assert.match(saved, /^title: "?一份文件怎样上网：新"?$/m);
    const rest = lines(saved).filter(line => !/^(title|source):/.test(line));
    assert.deepEqual(
      rest,
      lines(original).filter(line => !/^(title|source):/.test(line)),
    );
  });
});

test("what is wrong stands beside the field while it is typed", async () => {
  await restored(ARTICLE, async () => {
    const page = await edit(ARTICLE);
    await page.getByText("其他设置").click();
    const slug = page.getByLabel("网址名", { exact: true });
    await slug.fill("有 空格");
    await page.locator('[data-path="slug"] .found .error').waitFor();
    assert.equal(await slug.getAttribute("aria-invalid"), "true");
    // The preview keeps the last good page, and the terminal is told nothing of what is only typed.
    await preview(page).locator("h1", { hasText: "一份文件怎样上网" }).waitFor();
    assert.ok(!server.said.includes("有 空格"));
    await slug.fill("");
    await page.locator('[data-path="slug"] .found .error').waitFor({ state: "detached" });
    await body(page).fill("正文[没有的页](没有.md)");
    const fault = page.locator(".found-list button", { hasText: "没有.md" });
    await fault.click();
    assert.equal(
      await body(page).evaluate(area => area.value.slice(area.selectionStart, area.selectionEnd).includes("没有.md")),
      true,
    );
  });
});

test("rows of a form keep what it does not know", async () => {
  const path = "service/guides/测试事项.md";
  const text =
    "---\ntitle: 测试事项\nkind: guide\nmaterials:\n  # 第一件\n  - name: 申请表   # 蓝色\n    copies: 1\n  - 照片\nextra:\n  own: [1, 2]\n---\n\n正文。\n";
  await writeFile(file(path), text.replace(/\n/g, "\r\n"));
  await until(async () => (await api("list", {})).json.pages.some(page => page.path === path), "the page is known");
  const page = await edit(path);
  const first = page.getByRole("group", { name: "申请材料 1" });
  await first.getByLabel("份数").fill("3");
  await page.getByRole("button", { name: "添加：申请材料" }).click();
  await page.getByRole("group", { name: "申请材料 3" }).getByLabel("名称").fill("证件");
  await preview(page).getByText("证件").waitFor();
  await page.getByRole("button", { name: "保存" }).click();
  await isSaved(page);
  const wanted = text.replace("copies: 1", "copies: 3").replace("  - 照片\n", "  - 照片\n  - name: 证件\n");
  assert.equal(await read(path), wanted.replace(/\n/g, "\r\n"));
  await rm(file(path));
});

test("the text has a toolbar, an undo, and a preview that follows", async () => {
  await restored(ARTICLE, async original => {
    const page = await edit(ARTICLE);
    await body(page).fill("一句话。");
    await preview(page).getByText("一句话。").waitFor();
    await body(page).press("Control+a");
    await body(page).press("Control+b");
    assert.equal(await body(page).inputValue(), "**一句话。**");
    await body(page).press("Control+b");
    assert.equal(await body(page).inputValue(), "一句话。");
    await page.getByRole("button", { name: "H2 标题" }).click();
    assert.equal(await body(page).inputValue(), "## 一句话。");
    await preview(page).locator("h2", { hasText: "一句话。" }).waitFor();
    await body(page).press("Control+End");
    await body(page).press("Control+k");
    await page.getByRole("combobox").fill("xuexizhongxin guanli");
    await page.getByRole("combobox").press("Enter");
    assert.match(await body(page).inputValue(), /\[[^\]]+\]\(\/[^)]+\.md\)$/);
    // By keyboard the toolbar is one stop, with arrows inside.
    await page.getByRole("button", { name: "H2 标题" }).focus();
    await page.keyboard.press("End");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "插入");
    for (let n = 0; n < 10 && (await page.getByRole("button", { name: "撤销" }).isEnabled()); n++)
      await page.getByRole("button", { name: "撤销" }).click();
    assert.ok(original.endsWith(await body(page).inputValue()));
    await isSaved(page);
    assert.equal(await read(ARTICLE), original);
  });
});

test("an input method is left alone until it has finished", async () => {
  await restored(ARTICLE, async () => {
    const page = await edit(ARTICLE);
    const asked = [];
    page.on("request", one => one.url().includes("/api/draft") && asked.push(one.postDataJSON()));
    const client = await page.context().newCDPSession(page);
    await body(page).fill("");
    await until(() => asked.length > 0, "the empty text was sent");
    await body(page).focus();
    await client.send("Input.imeSetComposition", { text: "ni hao", selectionStart: 6, selectionEnd: 6 });
    await new Promise(done => setTimeout(done, 700));
    assert.ok(
      asked.every(one => !one.body.includes("ni hao")),
      "half a word was sent",
    );
    await client.send("Input.insertText", { text: "你好" });
    await preview(page).getByText("你好").waitFor();
    assert.equal(await body(page).inputValue(), "你好");
  });
});

test("a file that changed on disk is not overwritten", async () => {
  await restored(ARTICLE, async original => {
    const page = await edit(ARTICLE);
    await body(page).fill("我写的。");
    await writeFile(file(ARTICLE), original + "\n别人写的。\n");
    await page.getByRole("button", { name: "保存" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("别人写的。").waitFor();
    await dialog.getByText("我写的。").waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await read(ARTICLE), original + "\n别人写的。\n");
    await page.getByRole("button", { name: "保存" }).click();
    await dialog.getByRole("button", { name: "用硬盘上的" }).click();
    assert.match(await body(page).inputValue(), /别人写的。\n$/);
    await page.getByRole("button", { name: "撤销" }).click();
    assert.equal(await body(page).inputValue(), "我写的。");
    await page.getByRole("button", { name: "保存" }).click();
    await isSaved(page);
    assert.match(await read(ARTICLE), /\n我写的。$/);
  });
});

test("what was not saved is offered again, and another desk is told", async () => {
  await restored(ABOUT, async original => {
    const page = await edit(ABOUT);
    await body(page).fill("没有保存的话。");
    await page.locator(".state", { hasText: "草稿已留存" }).waitFor();
    assert.equal(await read(ABOUT), original);
    const other = await edit(ABOUT);
    await other.getByText("另一个编辑台也打开了这一页").waitFor();
    await page.getByText("另一个编辑台也打开了这一页").waitFor();
    await other.getByRole("button", { name: "接着写" }).click();
    assert.equal(await body(other).inputValue(), "没有保存的话。");
    await page.getByRole("link", { name: "‹ 全部页面" }).click();
    await other.locator(".others").waitFor({ state: "detached" });
    await other.getByRole("link", { name: "‹ 全部页面" }).click();
    await other.locator("tbody tr").first().waitFor();
    await until(
      async () => (await (await fetch(server.url + "about/")).text()).includes("没有保存的话。") === false,
      "the preview shows the file again",
    );
    const later = await edit(ABOUT);
    await later.getByRole("button", { name: "不要了" }).click();
    await until(async () => (await api("open", { path: ABOUT })).json.kept === null, "the draft is gone");
  });
});

test("pages are made, copied, put into the bin and brought back", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  await page.getByRole("button", { name: "新建页面" }).click();
  await page.getByLabel("标题").fill("春季读书会: 通知");
  await page.getByRole("dialog").getByLabel("内容类型").selectOption("notice");
  await page.getByRole("dialog").getByLabel("栏目").selectOption("publicity/notices");
  await page.getByRole("button", { name: "建立" }).click();
  await page.locator("h1", { hasText: "春季读书会: 通知" }).waitFor();
  const made = "publicity/notices/春季读书会- 通知.md";
  assert.match(await read(made), /^title: "春季读书会: 通知"$/m);
  await page.getByRole("button", { name: "复制为新页" }).click();
  await page.getByLabel("标题").last().fill("夏季读书会");
  await page.getByRole("button", { name: "建立" }).click();
  await page.locator("h1", { hasText: "夏季读书会" }).waitFor();
  const copy = "publicity/notices/夏季读书会.md";
  assert.match(await read(copy), /^kind: notice$/m);
  await page.getByRole("button", { name: "删除", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await until(async () => !(await exists(copy)), "the page is gone");
  await page.getByRole("button", { name: "恢复" }).click();
  await page.locator("h1", { hasText: "夏季读书会" }).waitFor();
  assert.ok(await exists(copy));
  const fromTemplate = await api("new", {
    kind: "article",
    path: "publicity/notices/例会",
    title: "十二月例会",
    template: "例会通知",
  });
  assert.equal(fromTemplate.status, 200, fromTemplate.text);
  assert.match(
    await read("publicity/notices/例会.md"),
    /^---\ntitle: 十二月例会\nkind: notice\nsource: 办公室 # 固定\n---\n\n定于\d{4}-\d\d-\d\d开会。\n$/,
  );
  for (const path of [made, copy, "publicity/notices/例会.md"]) await rm(file(path));
});

/** A Word document with these paragraphs. */
function docx(...paragraphs) {
  const types =
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
  const links =
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';
  const text = paragraphs.map(words => `<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`).join("");
  const document = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${text}</w:body></w:document>`;
  return zip({ "[Content_Types].xml": types, "_rels/.rels": links, "word/document.xml": document });
}

function zip(files) {
  const crc = bytes => {
    let sum = ~0;
    for (const byte of bytes) {
      sum ^= byte;
      for (let n = 0; n < 8; n++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum >>> 0;
  };
  const parts = [],
    central = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const bytes = Buffer.from(text),
      label = Buffer.from(name),
      head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt32LE(crc(bytes), 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt32LE(bytes.length, 22);
    head.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    parts.push(head, label, bytes);
    central.push(entry, label);
    at += 30 + label.length + bytes.length;
  }
  const tail = Buffer.alloc(22),
    size = Buffer.concat(central).length;
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(Object.keys(files).length, 8);
  tail.writeUInt16LE(Object.keys(files).length, 10);
  tail.writeUInt32LE(size, 12);
  tail.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...central, tail]);
}

test("a Word document dropped on a column becomes a page, with its report", async () => {
  const page = await visit();
  await page.goto(`${server.url}_desk/`);
  const column = page.getByRole("button", { name: /^通知公告 \d/ });
  await column.waitFor();
  const bytes = [...docx("关于开展春季读书会的通知", "各学习点：", "读书会定于三月举行，请做好准备。")];
  await column.evaluate((node, bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "读书会.docx"));
    for (const name of ["dragover", "drop"])
      node.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, bytes);
  const dialog = page.getByRole("dialog");
  await dialog.getByText("读书会.docx").waitFor();
  await dialog.getByRole("button", { name: "打开" }).click();
  await page.locator("h1", { hasText: "关于开展春季读书会的通知" }).waitFor();
  assert.match(await read("publicity/notices/读书会.md"), /请做好准备。/);
  // The same again is refused, not written over.
  await page.getByRole("link", { name: "‹ 全部页面" }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "导入文件" }).click();
  await (await chooser).setFiles({
    name: "坏.docx",
    mimeType: "application/octet-stream",
    buffer: Buffer.from("这不是 Word 文件"),
  });
  await dialog.locator(".report.error").waitFor();
  await page.keyboard.press("Escape");
  await rm(file("publicity/notices/读书会.md"));
});

test("an attachment lies beside the page, and what it would give away is said", async () => {
  await restored(ARTICLE, async () => {
    const page = await edit(ARTICLE);
    await body(page).fill("正文。");
    const bytes = zip({
      "docProps/core.xml": "<cp:coreProperties><dc:creator>某位编辑</dc:creator></cp:coreProperties>",
      "word/document.xml": '<w:document><w:ins w:id="1"><w:r/></w:ins></w:document>',
    });
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "附件" }).click();
    await (await chooser).setFiles({ name: "报名表（空白）.docx", mimeType: "application/msword", buffer: bytes });
    const dialog = page.getByRole("dialog");
    await dialog.getByText("某位编辑").waitFor();
    await dialog.getByText("1 处修订").waitFor();
    await dialog.getByRole("button", { name: "知道了" }).click();
    assert.equal((await body(page).inputValue()).trim(), "正文。\n\n[报名表（空白）](<media/报名表（空白）.docx>)");
    const kept = file("publicity/media/报名表（空白）.docx");
    assert.ok((await readFile(kept)).equals(bytes), "the file is as it was chosen");
    // A program is no attachment.
    await body(page).evaluate(area => {
      const data = new DataTransfer();
      data.items.add(new File(["MZ"], "工具.exe"));
      area.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await page.getByText("附件可以是").waitFor();
    await body(page).evaluate(area => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(65 << 20)], "照片.zip"));
      area.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await page.getByText("超过 64 MB").waitFor();
    await rm(kept);
  });
});

async function paste(page, kinds) {
  await body(page).evaluate((area, kinds) => {
    area.focus();
    const data = new DataTransfer();
    for (const [kind, text] of Object.entries(kinds)) if (kind !== "png") data.setData(kind, text);
    if (kinds.png)
      data.items.add(
        new File([Uint8Array.from(atob(kinds.png), c => c.charCodeAt(0))], "image.png", { type: "image/png" }),
      );
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, kinds);
}

test("what is pasted from Word and Excel becomes Markdown, pictures come beside the page", async () => {
  await restored(ARTICLE, async () => {
    const page = await edit(ARTICLE);
    await body(page).fill("");
    await paste(page, {
      "text/plain": "标题 要点",
      "text/html":
        "<html><body><!--StartFragment--><h2>一、标题</h2><p class=MsoNormal><b>要点</b>是<o:p></o:p></p><!--EndFragment--></body></html>",
    });
    await page.waitForFunction(() => document.querySelector("textarea.body").value.includes("**要点**是"));
    assert.equal((await body(page).inputValue()).trim(), "## 一、标题\n\n**要点**是");
    await body(page).fill("");
    await paste(page, {
      "text/plain": "甲\t乙",
      "text/html": "<table><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></table>",
    });
    await page.waitForFunction(() => document.querySelector("textarea.body").value.includes("|"));
    assert.equal((await body(page).inputValue()).trim(), "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |");
    await body(page).fill("前面。");
    const png = await page.evaluate(() => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [3000, 20];
      return canvas.toDataURL("image/png").split(",")[1];
    });
    await paste(page, { png });
    await page.getByLabel(/图上有什么/).fill("会场[全景]");
    await page.getByRole("button", { name: "确定" }).click();
    await page.waitForFunction(() => document.querySelector("textarea.body").value.includes("!["));
    const [, alt, name] = (await body(page).inputValue()).match(/!\[(.*)\]\(media\/([a-z0-9-]+\.png)\)/);
    assert.equal(alt, "会场\\[全景\\]");
    await preview(page).getByAltText("会场[全景]").waitFor();
    const stored = await readFile(file(`publicity/media/${name}`));
    assert.equal(stored.readUInt32BE(16), 2400, "no wider than the site wants pictures to be");
    await rm(file(`publicity/media/${name}`));
    // What is no picture is refused with a reason.
    await paste(page, { png: btoa("no picture") });
    await page.getByRole("button", { name: "确定" }).click();
    await page.getByRole("alert").getByText("不是可识别的图片").waitFor();
  });
});

test("findings of the whole site are listed and lead to their pages", async () => {
  await restored(ARTICLE, async original => {
    await writeFile(file(ARTICLE), original.replace("---\n", "---\ntitel: 错\n"));
    const page = await visit();
    await page.goto(server.url + "service/contacts/");
    await page.locator("#shuyuan-desk a", { hasText: /错误 1/ }).waitFor();
    // What is wrong covers the page until it is mended, and leads there.
    await page.locator("#shuyuan-live a").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("titel").first().waitFor();
    await dialog.getByRole("button", { name: /去改/ }).click();
    await page.locator("h1", { hasText: "一份文件怎样上网" }).waitFor();
    // The key is none of the form's; it stands in the list, with what to do.
    await page.locator(".found-list li.error", { hasText: "titel" }).waitFor();
    await page.getByRole("button", { name: "原文" }).click();
    const head = page.getByLabel("设置原文");
    await head.fill((await head.inputValue()).replace("titel: 错\n", ""));
    await page.locator(".found-list .none").waitFor();
    await page.getByRole("button", { name: "保存" }).click();
    await isSaved(page);
    assert.equal(await read(ARTICLE), original);
  });
});

for (const [name, options] of [
  ["a desktop", DESKTOP],
  ["a phone", PHONE],
]) {
  test(`axe finds nothing on ${name}, and nothing is cut off`, async () => {
    const page = await visit(options);
    const found = [];
    const look = async what => {
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"], iframes: false }));
      for (const fault of violations)
        found.push(
          `${what} ${fault.id}: ${fault.nodes
            .map(node => node.target.join(" "))
            .slice(0, 3)
            .join(" | ")}`,
        );
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) found.push(`${what}: ${wide} pixels too wide`);
    };
    await page.goto(`${server.url}_desk/`);
    await page.locator("tbody tr").first().waitFor();
    await look("list");
    await page.getByRole("button", { name: "新建页面" }).click();
    await look("new page");
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "新建页面", "the focus comes back");
    for (const path of [ARTICLE, "_index.md", "education/reading-policies/_index.md"]) {
      await page.goto(`${server.url}_desk/#edit=${encodeURIComponent(path)}`);
      await page.locator(".found-list li").first().waitFor({ state: "attached" });
      await page.evaluate(() => document.querySelectorAll("details").forEach(one => (one.open = true)));
      for (const tab of await page.locator(".tabs button:visible").all()) {
        await tab.click();
        await look(`${path} ${await tab.textContent()}`);
      }
      await look(path);
    }
    assert.deepEqual(found, []);
  });
}

test("nothing is left behind but drafts and the bin", async () => {
  const names = (await readdir(server.root)).sort().filter(name => name !== "secret.md");
  assert.deepEqual(names, [".shuyuan", ".shuyuan-cache", "content", "site-config.toml", "templates"]);
  assert.deepEqual(
    (await readdir(join(server.root, ".shuyuan"))).filter(name => !["bin", "drafts"].includes(name)),
    [],
  );
});
