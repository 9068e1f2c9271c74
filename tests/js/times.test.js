import assert from "node:assert/strict";
import { test } from "node:test";

import { lasting, spoken } from "../../static/js/times.js";

const NOW = new Date(2026, 10, 20, 15, 0);

test("today needs no date", () => {
  assert.equal(spoken(new Date(2026, 10, 20, 14, 2), NOW, "en-GB"), "14:02");
});

test("another day has its date, another year its year", () => {
  assert.equal(spoken(new Date(2026, 10, 19, 14, 2), NOW, "en-GB"), "19 Nov, 14:02");
  assert.equal(spoken(new Date(2025, 10, 20, 14, 2), NOW, "en-GB"), "20 Nov 2025, 14:02");
});

test("what says the times is made once, however many they are", () => {
  const { DateTimeFormat } = Intl;
  spoken(NOW, NOW, "de-CH");
  Intl.DateTimeFormat = /** @type {any} */ (assert.fail);
  try {
    assert.equal(spoken(new Date(2026, 10, 20, 7, 5), NOW, "de-CH"), "07:05");
  } finally {
    Intl.DateTimeFormat = DateTimeFormat;
  }
});

test("a length of time is said in seconds, then in minutes, and is never negative", () => {
  assert.deepEqual([-3, 0.9, 6.7, 60, 125].map(lasting), ["0\u00a0s", "0\u00a0s", "6\u00a0s", "1\u00a0min\u00a00\u00a0s", "2\u00a0min\u00a05\u00a0s"]);
});
