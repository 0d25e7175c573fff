// Old addresses: where the script of a page that has moved leads, with the place on the page and the query that came along.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const script = readFileSync(new URL("../../themes/default/static/js/redirect.js", import.meta.url), "utf8");

/** Where a page with these links leads that was asked for with this search and hash. */
function leads(links, search, hash) {
  let to = null;
  const queries = links.filter(link => link.query !== undefined);
  const nodes = queries.map(({ href, query }) => ({ href, dataset: { query } }));
  const plain = links.find(link => link.query === undefined);
  const document = {
    querySelectorAll: () => nodes,
    querySelector: () => plain ?? null,
  };
  vm.runInNewContext(script, {
    document,
    location: { search, hash, replace: address => void (to = address) },
    URLSearchParams,
  });
  return to;
}

test("an old address leads on with its anchor and its query", () => {
  const moved = [{ href: "https://x.example/new/" }];
  assert.equal(leads(moved, "", ""), "https://x.example/new/");
  assert.equal(leads(moved, "", "#art-3"), "https://x.example/new/#art-3");
  assert.equal(leads(moved, "?hl=%E4%B9%A6", "#art-3"), "https://x.example/new/?hl=%E4%B9%A6#art-3");
});

test("of old addresses that differ in their query the one that fits best is gone to", () => {
  const pages = [
    { href: "/a/", query: "id=12" },
    { href: "/b/", query: "id=12&type=2" },
    { href: "/c/", query: "name=通知" },
  ];
  assert.equal(leads(pages, "?id=12", "#top"), "/a/#top");
  assert.equal(leads(pages, "?type=2&id=12&from=list", ""), "/b/");
  assert.equal(leads(pages, "?name=%E9%80%9A%E7%9F%A5", ""), "/c/");
  assert.equal(leads(pages, "?id=13", ""), null);
  assert.equal(leads([...pages, { href: "/list/" }], "?id=13", "#x"), "/list/?id=13#x");
});
