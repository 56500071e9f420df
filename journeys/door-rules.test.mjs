// The device at the door says what the centre says (R47): its rules run through the same cases as the
// centre's own (services/courses/tests/door_cases.rs), and through those where it sees less.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';

// Node 18 does not put it there by itself.
globalThis.crypto ??= webcrypto;
const { judge, verifier } = await import('../services/courses/static/door/judge.js');
const all = JSON.parse(readFileSync(new URL('../services/courses/tests/door-cases.json', import.meta.url)));

for (const [group, cases] of [['as the centre', all.cases], ['alone', all.device_alone]]) {
  test(`R45 R47 the device judges ${group}`, async () => {
    const verify = await verifier(all.public_key);
    assert.ok(verify, 'Ed25519 is there');
    assert.ok(cases.length >= 10);
    for (const { it, called_off, session, seats, unlisted, shown, now, word, at, enters, blind } of cases) {
      const guests = seats.filter((guest) => !unlisted?.includes(guest.seat));
      const said = await judge({ course: all.course, called_off, session, guests }, shown, Date.parse(now), blind ? null : verify);
      assert.equal(said.word, word, it);
      assert.equal(said.at, at, it);
      assert.deepEqual(said.enters.map((guest) => guest.seat), enters, it);
    }
  });
}

test('R45 a device with another key believes nothing', async () => {
  const verify = await verifier('00'.repeat(32));
  const { called_off, session, shown, now } = all.cases[0];
  const said = await judge({ course: all.course, called_off, session, guests: [] }, shown, Date.parse(now), verify);
  assert.equal(said.word, 'not-ours');
});
