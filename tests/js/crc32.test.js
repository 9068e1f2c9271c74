import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 as zlib } from "node:zlib";

import { crc32 } from "../../static/js/crc32.js";

test("it is the digest that everybody else computes", () => {
  assert.equal(crc32("123456789"), "cbf43926"); // the check value of the IEEE polynomial
  assert.equal(crc32(""), "00000000");
});

test("it always has eight digits", () => {
  const digest = crc32("deplumed");

  assert.match(digest, /^[0-9a-f]{8}$/);
});

test("it is made of the UTF-8 bytes", { skip: typeof zlib !== "function" }, () => {
  for (const text of ["Ünïcödé", "😀 👩‍👩‍👧", "a\r\nb\u2028c", "x".repeat(100_000)]) {
    assert.equal(crc32(text), zlib(text).toString(16).padStart(8, "0"));
  }
});
