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

test('R46 R50 R51 what was done on the device stands on top of the list', async () => {
  const { makeAct, placesLeft, standing } = await import('../services/courses/static/door/board.js');
  const seat = (id) => ({ seat: id, registration: 'r', name: id, in_at: null, out_at: null, status: 'confirmed', cancelled: false });
  const list = { places: 3, guests: [seat('a'), seat('b')] };
  const start = Date.parse('2026-11-23T02:00:00Z');
  let sequence = 0;
  // The device's clock is three minutes slow, and knows it.
  const act = (what, more) => makeAct(what, more, { id: `id-${sequence += 1}`, sequence, now: start + sequence * 60_000, ahead_ms: 180_000 });
  const acts = [
    act('came', { seat: 'a' }), act('left', { seat: 'a' }), act('came', { seat: 'a' }),
    act('came', { seat: 'b' }), act('undo', { seat: 'b', undoes: 'id-4' }),
    act('walk-in', { names: ['張三', '張小弟'], fields: [] }), act('left', { seat: 'id-6:2' }),
    act('came', { seat: 'unlisted', mark: 'm' }),
  ];
  const by = Object.fromEntries(standing(list, acts).guests.map((guest) => [guest.seat, guest]));
  assert.deepEqual([by.a.in_at, by.a.out_at], ['2026-11-23T02:04:00.000Z', null]);
  assert.equal(by.b.in_at, null);
  assert.deepEqual([by['id-6:1'].name, by['id-6:1'].out_at, by['id-6:2'].out_at], ['張三', null, '2026-11-23T02:10:00.000Z']);
  assert.equal(by.unlisted.mark, 'm');
  assert.equal(list.guests[0].in_at, null, 'the list itself stays as it was');
  assert.equal(placesLeft(list, acts), 1);
});

test('R51 the device takes the walk-ins that the centre takes', async () => {
  const { readWalkIn } = await import('../services/courses/static/door/judge.js');
  assert.ok(all.walk_ins.length >= 50);
  for (const { it, fields, wrong } of all.walk_ins) {
    assert.deepEqual(readWalkIn(fields, Number(all.walk_ins_on.slice(0, 4))).wrong.sort(), wrong, it);
  }
});

test('R45 where the browser knows no Ed25519 there is no verifier', async () => {
  const { subtle } = globalThis.crypto, { importKey } = subtle;
  subtle.importKey = () => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'));
  try {
    assert.equal(await verifier(all.public_key), null);
  } finally {
    subtle.importKey = importKey;
  }
});
