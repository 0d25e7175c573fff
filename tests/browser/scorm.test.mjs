// The example course as a SCORM package on a learning platform: scorm-again plays the platform's run-time, and keeps between
// two visits what a platform keeps. The host is as strict as that of the portal.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { inflateRawSync } from "node:zlib";
import { answer } from "./answer.mjs";
import { openBoth, openSite, PROJECT, visitor } from "./site.mjs";

const folder = await mkdtemp(join(tmpdir(), "shuyuan-scorm-"));
after(() => rm(folder, { recursive: true, force: true }));
const suspend = createRequire(import.meta.url)(join(PROJECT, "src/export/scorm/suspend.js"));

/** The files of a zip archive, by its directory at the end. */
function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from("PK\u0005\u0006"));
  const files = new Map();
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map(field => bytes.readUInt16LE(at + field));
    const local = bytes.readUInt32LE(at + 42);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(data, data + size);
    files.set(bytes.toString("utf8", at + 46, at + 46 + name), method ? inflateRawSync(packed) : packed);
    at += 46 + name + extra + comment;
  }
  return files;
}

async function makePlatform() {
  const file = join(folder, "course.zip");
  const page = "education/reading-policies/_index.md";
  const made = ["export", "scorm", page, "--root", PROJECT, "--out", file, "--as-of", "2026-11-23"];
  await promisify(execFile)(process.env.SHUYUAN_BIN, made);
  for (const [name, bytes] of unzip(await readFile(file))) {
    const target = join(folder, "course", name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  await copyFile(
    join(PROJECT, "tests/browser/node_modules/scorm-again/dist/scorm12.min.js"),
    join(folder, "scorm12.js"),
  );
  await writeFile(join(folder, "lms.html"), PLATFORM);
  await writeFile(join(folder, "lms.js"), RUN_TIME);
}

const PLATFORM = `<!DOCTYPE html><meta charset="utf-8"><title>LMS</title><script src="scorm12.js"></script><script src="lms.js"></script>
<iframe src="course/index.html" width="1200" height="800"></iframe>`;

// What a platform does between visits: it keeps the state, adds up the time, and says `resume` to what was suspended.
const RUN_TIME = `
var kept = JSON.parse(localStorage.getItem("cmi") || "null");
window.said = [];
window.API = new window.Scorm12API({ autocommit: false });
if (kept) window.API.loadFromJSON({ core: kept.core, suspend_data: kept.suspend_data }, "cmi");
["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"].forEach(function (name) {
  var own = window.API[name].bind(window.API);
  window.API[name] = function (first, second) {
    var result = own(first, second);
    window.said.push([name, first, second, String(result), name === "LMSSetValue" ? String(window.API.LMSGetLastError()) : "0"]);
    if (name === "LMSSetValue" && first === "cmi.core.exit") window.exit = second;
    if (name === "LMSSetValue" && first === "cmi.core.session_time") window.time = second;
    if (name === "LMSCommit" || name === "LMSFinish") {
      var cmi = window.API.cmi;
      localStorage.setItem("cmi", JSON.stringify({
        core: { lesson_status: cmi.core.lesson_status, lesson_location: cmi.core.lesson_location, score: { raw: cmi.core.score.raw },
          entry: window.exit === "suspend" ? "resume" : "" },
        suspend_data: cmi.suspend_data
      }));
      if (name === "LMSFinish") localStorage.setItem("finished", JSON.stringify({ time: window.time, exit: window.exit, said: window.said }));
    }
    return result;
  };
});`;

await makePlatform();
const { site, browser } = await openBoth(() => openSite({ built: folder }));
const visit = visitor(browser, { reducedMotion: "reduce" });

const kept = page => page.evaluate(() => JSON.parse(localStorage.getItem("cmi")));
const finished = page => page.evaluate(() => JSON.parse(localStorage.getItem("finished")));

/** Opens the course; the frame with its contents. */
async function launch(page) {
  await page.goto(site.url + "lms.html");
  const player = await (await page.waitForSelector("iframe")).contentFrame();
  await player.waitForSelector("#status:not(:empty)");
  return player;
}

/** Goes to page `at` of the contents and waits for it, also when it is the one that is open: its address is there at once then. */
async function turnTo(player, at) {
  const inner = await (await player.waitForSelector("#page")).contentFrame();
  await inner.waitForLoadState();
  await inner.evaluate(() => (window.left = true));
  const href = await player.getAttribute(`#contents li:nth-child(${at + 1}) a`, "href");
  await player.click(`#contents li:nth-child(${at + 1}) a`);
  await inner.waitForFunction(
    href => !window.left && location.pathname.endsWith(`/${href}`) && document.readyState === "complete",
    href,
  );
  await player.waitForSelector(`#contents li:nth-child(${at + 1}) a[aria-current]`);
  return inner;
}

async function answerAll(inner, right) {
  const tests = await inner.$$(".self-test.is-live");
  for (const section of tests) {
    const again = await section.$(".test-tools >> text=全部重做");
    if (await again.isVisible()) await again.click();
    for (const question of await section.$$(".question")) await answer(question, right);
    await (await section.$(".test-tools >> text=检查答案")).click();
    await section.waitForSelector(".test-score:not(:empty)");
  }
  return tests.length;
}

const course = JSON.parse(
  /id="course">(.*?)<\/script>/.exec(await readFile(join(folder, "course/index.html"), "utf8"))[1],
);
const withTests = course.pages.findIndex(page => page.tests.length > 0);

test("answer, leave, resume, finish", async () => {
  const page = await visit();
  let player = await launch(page);
  assert.equal((await kept(page)).core.lesson_status, "incomplete");

  let inner = await turnTo(player, withTests);
  assert.ok((await answerAll(inner, false)) > 0, "the example course has self-tests");
  const asked = course.pages[withTests].tests.reduce((sum, one) => sum + one.questions.length, 0);
  const interactions = await page.evaluate(() =>
    window.API.cmi.interactions.childArray.map(one => JSON.parse(JSON.stringify(one))),
  );
  assert.equal(interactions.length, asked);
  assert.ok(
    interactions.every(one => one.result === "wrong" && one.type && one.id),
    JSON.stringify(interactions),
  );
  await inner.click(".study-mark");
  await player.waitForSelector(`#contents li:nth-child(${withTests + 1}).is-read`);

  // Leaving: the window is closed on the course, which still says what it has to say.
  await page.goto(site.url + "lms.js");
  const end = await finished(page);
  assert.equal(end.exit, "suspend");
  assert.match(end.time, /^\d{4}:\d\d:\d\d$/);
  assert.deepEqual(
    end.said.filter(call => call[3] !== "true" || call[4] !== "0"),
    [],
  );
  const state = await kept(page);
  assert.equal(state.core.lesson_status, "incomplete");
  assert.ok(state.suspend_data.length > 10 && state.suspend_data.length <= suspend.ROOM);

  // Resuming: the same page, with what was done.
  player = await launch(page);
  await player.waitForSelector(`#contents li:nth-child(${withTests + 1}).is-read a[aria-current]`);
  inner = await (await player.waitForSelector("#page")).contentFrame();
  await inner.waitForSelector(".study-state.is-read");
  assert.match(await inner.textContent(".test-last"), /上次 0 分/);

  // Finishing.
  for (const [at, listed] of course.pages.entries()) {
    if (!listed.unit) continue;
    inner = await turnTo(player, at);
    await answerAll(inner, true);
    if ((await inner.getAttribute(".study-mark", "aria-pressed")) !== "true") await inner.click(".study-mark");
  }
  await player.waitForFunction(() => document.getElementById("status").textContent.includes("已通过"));
  await player.click("#leave");
  await player.waitForSelector("#note:not([hidden])");
  const done = await kept(page);
  assert.equal(done.core.lesson_status, "passed");
  assert.equal(Number(done.core.score.raw), 100);
  assert.deepEqual(
    (await finished(page)).said.filter(call => call[3] !== "true" || call[4] !== "0"),
    [],
  );
  const types = await page.evaluate(() => {
    const plain = JSON.parse(JSON.stringify(window.API.cmi.interactions.childArray));
    return plain.map(one => `${one.type} ${one.result} ${one.student_response}`);
  });
  for (const type of [
    "choice correct ",
    "true-false correct ",
    "fill-in correct ",
    "matching correct ",
    "sequencing correct ",
  ]) {
    assert.ok(
      types.some(text => text.startsWith(type) && text.length > type.length),
      `${type} among ${types.join("\n")}`,
    );
  }

  // A look at what was passed takes nothing back.
  player = await launch(page);
  inner = await turnTo(player, withTests);
  await answerAll(inner, false);
  await page.goto(site.url + "lms.js");
  assert.equal((await kept(page)).core.lesson_status, "passed");
  assert.equal(Number((await kept(page)).core.score.raw), 100);
});

test("without a platform the course can be read, and says that nothing is kept", async () => {
  const page = await visit({ viewport: { width: 360, height: 740 } });
  await page.goto(site.url + "course/index.html");
  assert.match(await page.textContent("#note"), /没有连接到学习平台/);
  await page.click("#menu");
  await page.click(`#contents li:nth-child(${withTests + 1}) a`);
  const inner = await (await page.waitForSelector("#page")).contentFrame();
  await inner.waitForSelector(".self-test.is-live");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
});

test("pages can be opened by themselves", async () => {
  const page = await visit();
  await page.goto(`${site.url}course/${course.pages[withTests].href}`);
  await page.waitForSelector(".self-test.is-live");
  await page.click(".study-mark");
  assert.ok(await page.isVisible(".study-state.is-read"));
});

test("what a platform keeps fits whatever the length of the course", () => {
  const state = suspend.blank();
  state.last = "zzzz";
  const key = at => at.toString(36).padStart(4, "0");
  for (let at = 0; at < 3000; at += 1) {
    state.pages[key(at)] = { part: 0.5, on: "2026-11-23", by: at % 2 ? "hand" : "scroll" };
    state.tests[key(at)] = { score: 40, best: 90, of: 12, wrong: [0, 5, 11] };
    if (at > 400 && at % 500 !== 0) continue;
    const text = suspend.write(state);
    assert.ok(text.length <= suspend.ROOM, `${at}: ${text.length}`);
    const back = suspend.read(text);
    assert.equal(back.last, "zzzz");
    if (at < 60) assert.deepEqual(back, state);
    if (at < 150) assert.equal(back.tests[key(at)].best, 90);
    // What was done last is kept longest.
    assert.ok(back.tests[key(at)]);
  }
  for (const text of [
    "",
    "1",
    "2|a|b|c",
    "1|__proto__|x|y",
    "1||" + "z".repeat(5000) + "|",
    "1||0000000s0|00000000,zzzzzzzzzz",
    null,
  ]) {
    assert.ok(suspend.write(suspend.read(text)).length <= suspend.ROOM);
  }
});
