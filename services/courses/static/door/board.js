// What stands on the device: the list as the centre sent it, with what was done here since on top. Pure.

/** The moment of an act by the centre's clock, as text. */
export const when = (act) => new Date(Date.parse(act.at) + act.ahead_ms).toISOString();

/** A new act; `now` is the device's own clock in milliseconds. */
export function makeAct(what, more, { id, sequence, now, ahead_ms }) {
  return { id, sequence, what, at: new Date(now).toISOString(), ahead_ms: Math.round(ahead_ms), ...more };
}

function walkIn(act) {
  const size = act.names.length;
  return act.names.map((name, at) => ({
    seat: `${act.id}:${at + 1}`, registration: `walk-in:${act.id}`, reference: "", head: act.names[0], name, number: at + 1, size,
    status: "confirmed", cancelled: false, in_at: when(act), out_at: null, to_ask: [], answers: [], mark: null,
  }));
}

/** Who came by a genuine code and is not on the list: only that is known. */
const unlisted = (act) => ({
  seat: act.seat, registration: `unlisted:${act.seat}`, reference: "", head: "", name: "", number: 1, size: 1,
  status: "confirmed", cancelled: false, in_at: null, out_at: null, to_ask: [], answers: [], mark: act.mark,
});

/** The list with the acts on top that the centre was not told yet, in their order. */
export function standing(list, acts) {
  const undone = new Set(acts.map((act) => act.undoes).filter(Boolean));
  const guests = list.guests.map((guest) => ({ ...guest }));
  const find = (seat) => guests.find((guest) => guest.seat === seat);
  for (const act of acts) {
    if (act.what === "walk-in") {
      guests.push(...walkIn(act).filter((guest) => !undone.has(guest.seat)));
      continue;
    }
    if (act.what === "undo" || undone.has(act.id)) continue;
    let guest = find(act.seat);
    if (!guest && act.mark) guests.push(guest = unlisted(act));
    if (!guest) continue;
    if (act.what === "left" && guest.in_at && !guest.out_at) guest.out_at = when(act);
    if (act.what === "came") {
      guest.in_at ??= when(act);
      guest.out_at = null;
    }
  }
  return { ...list, guests };
}

/** Seats that may still be given here, as far as the device knows. */
export function placesLeft(list, acts) {
  return list.places - acts.filter((act) => act.what === "walk-in").reduce((sum, act) => sum + act.names.length, 0);
}
