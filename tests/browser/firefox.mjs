// Firefox as far as these tests need it, spoken with through the protocol that it brings itself (WebDriver BiDi).

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";

export const FIREFOX = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find(
  path => path && existsSync(path),
);
const LIMIT = 120_000;
const pause = time => new Promise(done => setTimeout(done, time));

async function freePort() {
  const server = createServer();
  await new Promise(ready => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise(done => server.close(done));
  return port;
}

/** A started Firefox: `newPage()` and `close()`. */
export async function openFirefox() {
  const profile = await mkdtemp(join(tmpdir(), "firefox-"));
  const port = await freePort();
  const arguments_ = [
    "--headless",
    "--no-remote",
    "--profile",
    profile,
    `--remote-debugging-port=${port}`,
    "about:blank",
  ];
  const child = spawn(FIREFOX, arguments_, { stdio: "ignore", env: { ...process.env, HOME: profile } });
  const socket = await connected(`ws://127.0.0.1:${port}/session`, child);
  const open = new Map();
  let next = 1;
  socket.on("message", text => {
    const answer = JSON.parse(text);
    const call = open.get(answer.id);
    open.delete(answer.id);
    if (answer.type === "error") call?.failed(new Error(`${answer.error}: ${answer.message}`));
    else call?.done(answer.result);
  });
  const ask = (method, params) =>
    new Promise((done, failed) => {
      open.set(next, { done, failed });
      socket.send(JSON.stringify({ id: next++, method, params }));
    });
  await ask("session.new", { capabilities: {} });
  return {
    newPage: async () => page(ask, (await ask("browsingContext.create", { type: "tab" })).context),
    close: async () => {
      socket.terminate();
      const ended = new Promise(done => child.once("exit", done));
      child.kill("SIGKILL");
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

async function connected(address, child) {
  for (const limit = Date.now() + LIMIT; Date.now() < limit; ) {
    if (child.exitCode !== null) throw new Error(`Firefox ended with ${child.exitCode}`);
    const socket = new WebSocket(address);
    const ready = await new Promise(done => {
      socket.once("open", () => done(true));
      socket.once("error", () => done(false));
    });
    if (ready) return socket;
    await pause(200);
  }
  child.kill("SIGKILL");
  throw new Error("Firefox does not listen");
}

function page(ask, context) {
  const evaluate = async (what, ...given) => {
    const answer = await ask("script.evaluate", {
      // As JSON, which spares reading the protocol's own form of values.
      expression: `Promise.resolve((${what})(${given.map(one => JSON.stringify(one)).join(",")})).then((value) => JSON.stringify(value === undefined ? null : value))`,
      target: { context },
      awaitPromise: true,
    });
    if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
    return JSON.parse(answer.result.value);
  };
  return {
    evaluate,
    on: () => {},
    goto: url => ask("browsingContext.navigate", { context, url, wait: "complete" }),
    focus: selector => evaluate(found => document.querySelector(found).focus(), selector),
    keyboard: {
      type: text =>
        ask("input.performActions", {
          context,
          actions: [
            {
              type: "key",
              id: "keys",
              actions: Array.from(text).flatMap(value => [
                { type: "keyDown", value },
                { type: "keyUp", value },
              ]),
            },
          ],
        }),
    },
    waitForFunction: async what => {
      for (const limit = Date.now() + LIMIT; Date.now() < limit; await pause(100)) {
        if (await evaluate(`() => Boolean((${what})())`)) return;
      }
      throw new Error(`never true: ${what}`);
    },
  };
}
