import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, bytes, forNew, options, text, trouble } from "../../static/js/passkey.js";

const ALL = Uint8Array.from({ length: 256 }, (_, at) => at);
const NEW = {
  publicKey: { challenge: "AAEC", user: { id: "AQ", name: "alice" }, excludeCredentials: [{ type: "public-key", id: "_-8" }], authenticatorSelection: { x: 1 } },
};

test("bytes go to the server and come back unchanged, whatever they are", () => {
  for (const length of [0, 1, 2, 3, 4, 256]) {
    const some = ALL.slice(256 - length);
    assert.deepEqual(bytes(text(some.buffer) ?? ""), some);
  }
  assert.match(text(ALL.buffer) ?? "", /^[\w-]+$/);
});

test("what the server asks is read into buffers, and the rest is left alone", () => {
  const { publicKey } = options(NEW);

  assert.deepEqual(publicKey.challenge, Uint8Array.of(0, 1, 2));
  assert.deepEqual(publicKey.user, { id: Uint8Array.of(1), name: "alice" });
  assert.deepEqual(publicKey.excludeCredentials, [{ type: "public-key", id: Uint8Array.of(255, 239) }]);
  assert.deepEqual(options({ publicKey: { challenge: "AA", rpId: "chat.test" } }).publicKey, { challenge: Uint8Array.of(0), rpId: "chat.test" });
});

test("a key that shall log in alone is kept by the device and asks who is there", () => {
  const alone = forNew(NEW, true).publicKey.authenticatorSelection;
  const beside = forNew(NEW, false).publicKey.authenticatorSelection;

  assert.deepEqual(alone, { x: 1, residentKey: "required", requireResidentKey: true, userVerification: "required" });
  assert.deepEqual(beside, { x: 1, residentKey: "discouraged", requireResidentKey: false });
});

test("the answer names what there is, and no field that there is not", () => {
  const given = { clientDataJSON: Uint8Array.of(1).buffer, signature: Uint8Array.of(2).buffer, userHandle: null };
  const credential = { id: "i", rawId: Uint8Array.of(3).buffer, type: "public-key", response: given, getClientExtensionResults: () => ({}) };

  const told = JSON.parse(answer(credential));

  assert.deepEqual(told, { id: "i", rawId: "Aw", type: "public-key", response: { clientDataJSON: "AQ", signature: "Ag" }, clientExtensionResults: {} });
});

for (const name of ["SecurityError", "InvalidStateError", "NotSupportedError", "NotAllowedError", "TypeError"]) {
  test(`${name} becomes a sentence with a next step`, () => {
    assert.match(trouble({ name }), /^[A-Z].*\. [A-Z].*\.$/);
  });
}
