// Chromium through its own protocol, attached to pages only.
//
// Playwright attaches to service workers too. Where one worker takes the place of another, as after every publication, a
// Chromium whose workers have a debugger stands still for good in about one of twenty exchanges (Chromium 156: the main thread
// of the page waits for the worker's and answers nobody). Readers have no debugger; without one, none of 600 exchanges did.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { CHROMIUM, FLAGS } from "./site.mjs";

const LIMIT = 120_000; // milliseconds; both cores may be busy with something else
const pause = time => new Promise(done => setTimeout(done, time));

/** A started Chromium: `newPage()` and `close()`. */
export async function openChromium() {
  const profile = await mkdtemp(join(tmpdir(), "chromium-"));
  const flags = [...FLAGS, "--headless", `--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank"];
  const child = spawn(CHROMIUM, flags, { stdio: "ignore" });
  const ended = new Promise(done => {
    child.once("exit", done);
    child.once("error", done);
  });
  const close = async () => {
    child.kill("SIGKILL");
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 20 });
  };
  try {
    const speaker = await connected(profile, child);
    return { newPage: () => newPage(speaker), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Chromium writes the port it chose and the address below it into its profile. */
async function connected(profile, child) {
  for (const limit = Date.now() + LIMIT; Date.now() < limit; await pause(50)) {
    if (child.exitCode !== null) throw new Error(`Chromium ended with ${child.exitCode}`);
    const [port, path] = (await readFile(join(profile, "DevToolsActivePort"), "utf8").catch(() => "")).split("\n");
    if (!path) continue;
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    await new Promise((done, failed) => socket.once("open", done).once("error", failed));
    return speak(socket);
  }
  throw new Error("Chromium does not listen");
}

/** `ask` for one answer; `hear(session, listener)` for what a session says by itself. */
function speak(socket) {
  const open = new Map();
  const listeners = new Map();
  let next = 1;
  socket.on("message", text => {
    const said = JSON.parse(text);
    if (!said.id) return void listeners.get(said.sessionId)?.(said.method, said.params);
    const call = open.get(said.id);
    open.delete(said.id);
    clearTimeout(call?.late);
    if (said.error) call?.failed(new Error(`${call.method}: ${said.error.message}`));
    else call?.done(said.result);
  });
  const ask = (method, params = {}, sessionId = undefined) =>
    new Promise((done, failed) => {
      const late = setTimeout(() => failed(new Error(`${method} was not answered`)), LIMIT);
      open.set(next, { method, done, failed, late });
      socket.send(JSON.stringify({ id: next++, method, params, sessionId }));
    });
  return { ask, hear: (session, listener) => listeners.set(session, listener) };
}

async function newPage({ ask, hear }) {
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const own = (method, params) => ask(method, params, sessionId);
  const loaded = new Set();
  const faults = [];
  hear(sessionId, (method, said) => {
    if (method === "Page.lifecycleEvent" && said.name === "load") loaded.add(said.loaderId);
    if (method === "Runtime.exceptionThrown") faults.push(said.exceptionDetails.exception?.description ?? "exception");
    if (method === "Log.entryAdded" && /Content Security Policy/.test(said.entry.text)) faults.push(said.entry.text);
  });
  for (const room of ["Page", "Runtime", "Log"]) await own(`${room}.enable`);
  await own("Page.setLifecycleEventsEnabled", { enabled: true });

  /** What `what`, a function without surroundings, answers to `given` in the page. */
  const evaluate = async (what, ...given) => {
    const expression = `(${what})(${given.map(one => JSON.stringify(one)).join(",")})`;
    const { result, exceptionDetails } = await own("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  /** Until `what` holds; what fails meanwhile (a page that is being left) does not hold. */
  const waitFor = async (what, ...given) => {
    for (const limit = Date.now() + LIMIT; Date.now() < limit; await pause(50)) {
      if (await evaluate(what, ...given).catch(() => false)) return;
    }
    throw new Error(`never true: ${what} (${given.join(", ")}) on ${await evaluate(() => location.href)}`);
  };
  const visible = selector => evaluate(found => Boolean(document.querySelector(found)?.offsetParent), selector);
  return {
    faults,
    evaluate,
    waitFor,
    visible,
    url: () => evaluate(() => location.href),
    /** Opens `url` and waits until all that belongs to it has been loaded. */
    goto: async url => {
      const { loaderId, errorText } = await own("Page.navigate", { url });
      if (errorText) throw new Error(`${url}: ${errorText}`);
      for (const limit = Date.now() + LIMIT; !loaded.has(loaderId); await pause(20)) {
        if (Date.now() > limit) throw new Error(`${url} was never loaded`);
      }
    },
    /** Presses what `selector` names once it can be seen. */
    click: async selector => {
      await waitFor(found => document.querySelector(found)?.offsetParent, selector);
      await evaluate(found => document.querySelector(found).click(), selector);
    },
    /** Ctrl and a letter. */
    control: async letter => {
      const key = { modifiers: 2, key: letter, code: `Key${letter.toUpperCase()}` };
      const code = letter.toUpperCase().charCodeAt(0);
      await own("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: code, ...key });
      await own("Input.dispatchKeyEvent", { type: "keyUp", windowsVirtualKeyCode: code, ...key });
    },
    close: () => ask("Target.closeTarget", { targetId }),
  };
}
