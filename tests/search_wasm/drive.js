// Drives the search engine for the browser as the worker does, but with files from a folder.
// node drive.js ENGINE INDEX_FOLDER QUERIES: QUERIES is a JSON list of inputs for `begin`; prints a JSON list of answers.
"use strict";
const fs = require("fs");
const path = require("path");

const [engineFile, folder, queriesFile] = process.argv.slice(2);
const engine = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(engineFile)), {}).exports;

function put(bytes, call, before = [], after = []) {
  const at = engine.allocate(bytes.length);
  new Uint8Array(engine.memory.buffer).set(bytes, at);
  call(...before, at, bytes.length, ...after);
}

function output() {
  const bytes = new Uint8Array(engine.memory.buffer, engine.output_at(), engine.output_length());
  return JSON.parse(new TextDecoder().decode(bytes));
}

function run(turn) {
  for (let round = 0; round < 1000; round++) {
    turn();
    const answer = output();
    if (!answer.need) return answer;
    for (const range of answer.need) {
      const file = fs.readFileSync(path.join(folder, range.file));
      put(file.subarray(range.start, range.end), engine.supply, [range.part, range.start]);
    }
  }
  return { error: "endless" };
}

const start = JSON.parse(fs.readFileSync(path.join(folder, "start.json"), "utf8"));
put(fs.readFileSync(path.join(folder, start.hot)), engine.open);
const answers = [output()];
for (const query of JSON.parse(fs.readFileSync(queriesFile, "utf8"))) {
  put(Buffer.from(query), engine.begin);
  answers.push(run(engine.step));
}
answers.push(run(() => put(Buffer.from("一"), engine.suggest, [], [5])));
put(Buffer.from("damaged"), engine.open);
answers.push(output());
process.stdout.write(JSON.stringify({ answers, memory: engine.memory.buffer.byteLength }));
