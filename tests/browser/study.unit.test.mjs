// The study record without a browser: merging, reading files, keeping them. Cases are made by a generator with fixed seeds.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

const STATIC = new URL("../../themes/default/static/study/", import.meta.url);
const study = createRequire(import.meta.url)(new URL("store.js", STATIC).pathname);
const schema = JSON.parse(await readFile(new URL("study-record.schema.json", STATIC), "utf8"));
const ROUNDS = 2000;

/** Mulberry32: the same seed gives the same cases everywhere. */
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = n => Math.floor(next() * n);
  return { below, pick: list => list[below(list.length)] };
}

// Few keys and few moments, so that records meet each other often; keys that trip up careless code are among them.
const KEYS = ["a/", "b/", "__proto__", "constructor", "课/#test-1"];

function randomValue(random, group) {
  if (random.below(4) === 0) return null;
  const title = random.pick(["甲", "乙", "\u{1F4D6}", ""]);
  switch (group) {
    case "read":
      return {
        title,
        on: `202${random.below(10)}-0${1 + random.below(9)}-11`,
        by: random.pick(["hand", "scroll", "test"]),
        hours: random.pick([0, 0.5, null]),
      };
    case "tests":
      return {
        title,
        score: random.below(101),
        right: random.below(4),
        of: 4,
        pass: 60,
        hash: random.pick([null, "0a"]),
        wrong: random.pick([[], ["q1"], ["q1", "q2"]]),
      };
    case "places":
      return { title, part: random.below(101) / 100, course: "c/", courseTitle: "课" };
    case "cards":
      return {
        title,
        page: "a/",
        text: title,
        hash: "0a",
        box: random.below(5),
        due: `2026-1${random.below(3)}-01`,
        wrong: random.below(4),
      };
    case "notes":
      return {
        page: "a/",
        title,
        exact: "甲",
        prefix: "",
        suffix: title,
        start: random.below(9),
        note: random.pick(["", "记"]),
      };
    default:
      return { title };
  }
}

function randomRecord(random) {
  const record = study.blank();
  for (const group of study.GROUPS) {
    for (let n = random.below(5); n > 0; n -= 1) {
      const at = random.below(4);
      record[group][random.pick(KEYS)] =
        group === "bests" ? { at, score: random.below(3) * 50 } : { at, value: randomValue(random, group) };
    }
  }
  return record;
}

function forRecords(count, check) {
  for (let seed = 1; seed <= ROUNDS; seed += 1) {
    const random = generator(seed);
    const records = Array.from({ length: count }, () => randomRecord(random));
    check(records, seed);
  }
}

const same = (a, b, seed) => assert.equal(study.write(a), study.write(b), `seed ${seed}`);

test("merging does not depend on who comes first", () => {
  forRecords(2, ([a, b], seed) => same(study.merge(a, b), study.merge(b, a), seed));
});

test("merging again changes nothing", () => {
  forRecords(2, ([a, b], seed) => {
    const merged = study.merge(a, b);
    same(study.merge(a, a), a, seed);
    same(study.merge(merged, a), merged, seed);
    same(study.merge(merged, merged), merged, seed);
  });
});

test("merging three records gives the same in any grouping", () => {
  forRecords(3, ([a, b, c], seed) => same(study.merge(study.merge(a, b), c), study.merge(a, study.merge(b, c)), seed));
});

test("merging changes neither record and loses no key", () => {
  forRecords(2, ([a, b], seed) => {
    const before = [study.write(a), study.write(b)];
    const merged = study.merge(a, b);
    assert.deepEqual([study.write(a), study.write(b)], before, `seed ${seed}`);
    for (const group of study.GROUPS) {
      const keys = new Set([...Object.keys(a[group]), ...Object.keys(b[group])]);
      assert.deepEqual(new Set(Object.keys(merged[group])), keys, `seed ${seed}`);
    }
  });
});

test("the later entry wins, the best result is the highest", () => {
  const a = study.blank();
  const b = study.blank();
  a.favourites.x = { at: 5, value: { title: "甲" } };
  b.favourites.x = { at: 6, value: null };
  a.bests.x = { at: 9, score: 50 };
  b.bests.x = { at: 1, score: 90 };
  const merged = study.merge(a, b);
  assert.equal(study.get(merged, "favourites", "x"), null);
  assert.equal(merged.bests.x.score, 90);
});

test("what is written is read back, and fits the published schema", () => {
  forRecords(1, ([record], seed) => {
    const text = study.write(record);
    const found = study.read(text);
    assert.equal(found.state, "ok");
    assert.equal(found.skipped, 0, `seed ${seed}`);
    same(found.record, record, seed);
    assert.deepEqual(faults(JSON.parse(text), schema, "$"), [], `seed ${seed}`);
  });
});

test("the schema and the reader agree on what is broken", () => {
  forRecords(1, ([record], seed) => {
    const random = generator(seed + 1e6);
    const data = JSON.parse(study.write(record));
    const group = random.pick(study.GROUPS);
    const keys = Object.keys(data[group]);
    if (!keys.length) return;
    const entry = data[group][random.pick(keys)];
    const inside = entry.value && random.below(2) ? entry.value : entry;
    inside[random.pick(Object.keys(inside))] = random.pick([-1, "x", [], true, {}]);
    const found = study.read(JSON.stringify(data));
    assert.equal(found.skipped > 0, faults(data, schema, "$").length > 0, `seed ${seed}: ${JSON.stringify(entry)}`);
  });
});

test("what version 1 of the page kept is read as it is", () => {
  const old = {
    format: study.FORMAT,
    version: 1,
    favourites: { "a/": { at: 1, value: { title: "甲" } } },
    tests: { "a/#test-1": { at: 1, value: { title: "甲", score: 50, right: 1, of: 2, pass: 60, wrong: ["q1"] } } },
  };
  const found = study.read(JSON.stringify(old));
  assert.deepEqual([found.state, found.skipped], ["ok", 0]);
  assert.equal(JSON.parse(study.write(found.record)).version, 2);
  assert.equal(study.get(found.record, "tests", "a/#test-1").score, 50);
});

test("broken and newer files give nothing and say so", () => {
  const whole = study.write(randomRecord(generator(7)));
  for (let end = 0; end < whole.length; end += 1) {
    assert.equal(study.read(whole.slice(0, end)).state, "broken");
  }
  for (const text of [
    "",
    "null",
    "[]",
    "7",
    "{}",
    '{"format":"other","version":1}',
    '{"format":"shuyuan-study-record"}',
    "\u0000",
    "[".repeat(100000),
  ]) {
    assert.equal(study.read(text).state, "broken", text.slice(0, 40));
  }
  assert.equal(
    study.read('{"format":"shuyuan-study-record","version":3,"read":{"a/":{"at":1,"value":{}}}}').state,
    "newer",
  );
  assert.equal(study.read(" ".repeat(study.LARGEST_FILE + 1)).state, "broken");
  assert.equal(study.read(`\ufeff${whole}`).state, "ok");
});

test("sensible entries of a partly broken file are kept", () => {
  const found = study.read(
    JSON.stringify({
      format: study.FORMAT,
      version: 1,
      unheard: 1,
      tests: 3,
      favourites: {
        a: { at: 1, value: { title: "甲", more: "以后的字段" } },
        b: { at: "x", value: null },
        c: { at: 1e300, value: null },
      },
    }),
  );
  assert.deepEqual([found.state, found.skipped], ["ok", 3]);
  assert.equal(study.get(found.record, "favourites", "a").more, "以后的字段");
});

test("hours are added up by the year in which a unit was read", () => {
  const record = study.blank();
  const read = (on, hours) => ({ at: 1, value: { title: "甲", on, by: "hand", hours } });
  record.read = {
    a: read("2025-12-31", 0.1),
    b: read("2025-01-01", 0.2),
    c: read("2026-03-01", null),
    d: { at: 2, value: null },
  };
  assert.deepEqual(study.years(record), [
    { year: "2026", hours: 0, units: 1 },
    { year: "2025", hours: 0.3, units: 2 },
  ]);
});

/** A localStorage that can be full or blocked. */
function storage(start = {}) {
  const kept = new Map(Object.entries(start));
  const self = {
    kept,
    full: false,
    blocked: false,
    getItem(key) {
      if (self.blocked) throw new Error("SecurityError");
      return kept.has(key) ? kept.get(key) : null;
    },
    setItem(key, text) {
      if (self.blocked) throw new Error("SecurityError");
      if (self.full) throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
      kept.set(key, text);
    },
    removeItem(key) {
      if (self.blocked) throw new Error("SecurityError");
      kept.delete(key);
    },
  };
  return self;
}

function opened(kept, time = () => 1000) {
  const said = [];
  return { said, store: study.open(kept, "k", kind => said.push(kind), time) };
}

test("two tabs of one browser do not undo each other's changes", () => {
  const kept = storage();
  const one = opened(kept).store;
  const two = opened(kept).store;
  one.set("favourites", "a", { title: "甲" });
  two.set("favourites", "b", { title: "乙" });
  one.set("favourites", "a", null);
  const ids = store => study.list(store.record(), "favourites").map(entry => entry.id);
  assert.deepEqual([ids(one), ids(two)], [["b"], ["b"]]);
});

test("a clock that is set back does not make the last change lose", () => {
  let time = 5000;
  const { store } = opened(storage(), () => time);
  store.set("favourites", "a", { title: "甲" });
  time = 10;
  store.set("favourites", "a", null);
  assert.equal(study.get(store.record(), "favourites", "a"), null);
});

test("full and blocked storage is said, and the page goes on", () => {
  const kept = storage();
  const { store, said } = opened(kept);
  kept.full = true;
  assert.equal(store.set("favourites", "a", { title: "甲" }), false);
  assert.equal(store.set("favourites", "b", { title: "乙" }), false);
  assert.deepEqual(said, ["full"]);
  assert.equal(study.list(store.record(), "favourites").length, 2);
  kept.full = false;
  assert.equal(store.set("favourites", "c", { title: "丙" }), true);
  assert.equal(study.list(opened(kept).store.record(), "favourites").length, 3);

  const blocked = opened(null);
  assert.equal(blocked.store.set("favourites", "a", { title: "甲" }), false);
  assert.deepEqual(blocked.said, ["blocked"]);
  assert.equal(study.list(blocked.store.record(), "favourites").length, 1);
});

test("a record kept by a newer version is left as it is", () => {
  const newer = '{"format":"shuyuan-study-record","version":9,"read":{}}';
  const kept = storage({ k: newer });
  const { store, said } = opened(kept);
  assert.equal(store.set("favourites", "a", { title: "甲" }), false);
  store.take(study.write(study.blank()));
  assert.deepEqual(said, ["newer"]);
  assert.equal(kept.kept.get("k"), newer);
});

test("an unreadable record is put aside, never overwritten", () => {
  const kept = storage({ k: '{"format":"shuyuan-st' });
  const { store, said } = opened(kept);
  assert.equal(store.set("favourites", "a", { title: "甲" }), true);
  assert.deepEqual(said, ["broken"]);
  assert.equal(store.broken(), '{"format":"shuyuan-st');
  kept.kept.set("k", "other");
  const second = opened(kept).store;
  assert.equal(second.set("favourites", "b", { title: "乙" }), false);
  assert.deepEqual([second.broken(), kept.kept.get("k")], ['{"format":"shuyuan-st', "other"]);
});

test("taking in a newer or broken file loses nothing", () => {
  const kept = storage();
  const { store } = opened(kept);
  store.set("favourites", "a", { title: "甲" });
  const before = kept.kept.get("k");
  for (const [text, state] of [
    ['{"format":"shuyuan-study-record","version":3}', "newer"],
    ["{", "broken"],
  ]) {
    assert.deepEqual(store.take(text), { state, skipped: 0, kept: false });
    assert.equal(kept.kept.get("k"), before);
  }
});

test("clearing removes everything, also what was put aside", () => {
  const kept = storage({ k: "{" });
  const { store } = opened(kept);
  store.set("favourites", "a", { title: "甲" });
  assert.equal(store.clear(), true);
  assert.equal(kept.kept.size, 0);
  assert.equal(study.list(store.record(), "favourites").length, 0);
});

/** What of `data` does not fit `rules`; knows the words of JSON Schema that the published one uses. */
function faults(data, rules, path) {
  if (rules.$ref) return faults(data, schema.definitions[rules.$ref.split("/").pop()], path);
  const found = [];
  const bad = why => found.push(`${path}: ${why}`);
  const type = data === null ? "null" : Array.isArray(data) ? "array" : typeof data;
  const types = [rules.type ?? type].flat();
  if (!types.some(t => t === type || (t === "integer" && Number.isInteger(data)))) bad("type");
  if ("const" in rules && data !== rules.const) bad("const");
  if (rules.enum && !rules.enum.includes(data)) bad("enum");
  if (type === "number" && (data < (rules.minimum ?? -Infinity) || data > (rules.maximum ?? Infinity))) bad("range");
  if (type === "string" && data.length < (rules.minLength ?? 0)) bad("length");
  if (type === "string" && rules.pattern && !new RegExp(rules.pattern).test(data)) bad("pattern");
  if (type === "array" && rules.items)
    data.forEach((item, i) => found.push(...faults(item, rules.items, `${path}[${i}]`)));
  if (type === "object") {
    for (const key of rules.required ?? []) if (!Object.hasOwn(data, key)) bad(`no ${key}`);
    for (const key of Object.keys(data)) {
      const inner =
        (rules.properties && Object.hasOwn(rules.properties, key) ? rules.properties[key] : null) ??
        rules.additionalProperties;
      if (inner) found.push(...faults(data[key], inner, `${path}.${key}`));
    }
  }
  return found;
}
