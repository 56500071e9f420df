// What is said at the door, decided without a network by the centre's own rules (src/rules/code.rs and
// src/rules/day.rs). Pure: no page, no store, no clock. Both sides are held to tests/door-cases.json.

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const double = (digit) => ((digit << 1) & 32 ? ((digit << 1) ^ 0b100101) & 31 : digit << 1);
const halfWidth = (text) => text.replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xFEE0)).replaceAll("\u3000", " ");

/** A reference as it is kept, nine symbols, or null when the text is none. */
export function readReference(typed) {
  const symbols = [...halfWidth(typed).replace(/[\s\-\u2010-\u2015\u2212\uFE63]/g, "").toUpperCase()];
  const digits = symbols.map((c) => SYMBOLS.indexOf({ O: "0", I: "1", L: "1" }[c] ?? c));
  if (digits.length !== 9 || digits.includes(-1)) return null;
  const check = double(digits.slice(0, 8).reduce((sum, digit) => double(sum) ^ digit, 0));
  return check === digits[8] ? digits.map((digit) => SYMBOLS[digit]).join("") : null;
}

const bytes = (hex) => (/^([0-9a-f]{2})*$/.test(hex) ? Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) : new Uint8Array());
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * A check of open signatures with the centre's public key: `(purpose, text, signature) => Promise<boolean>`;
 * null where the browser does not know Ed25519.
 */
export async function verifier(publicKey) {
  try {
    const key = await crypto.subtle.importKey("raw", bytes(publicKey), { name: "Ed25519" }, false, ["verify"]);
    return async (purpose, text, signature) => {
      const given = bytes(signature);
      return given.length === 64 && crypto.subtle.verify({ name: "Ed25519" }, key, given, new TextEncoder().encode(`${purpose}\0${text}`));
    };
  } catch {
    return null;
  }
}

/** What the list says of a code: enough to know it again, not enough to make it. */
export async function codeMark(code) {
  return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code.toLowerCase()))).slice(0, 32);
}

/**
 * Reads what was scanned, typed or pasted: `{ code, seat, course, genuine }` or `{ reference }`, or null.
 * `genuine` is null where it cannot be told here.
 */
export async function readCode(typed, verify) {
  const last = halfWidth(typed).trim().split(/[/=#]/).at(-1).trim().toLowerCase();
  const parts = last.split(".");
  if (parts.length === 3) {
    const [seat, course, signature] = parts;
    return { code: last, seat, course, genuine: verify ? await verify("seat", `${seat}.${course}`, signature) : null };
  }
  if (parts.length === 2 && /^[0-9a-f]{32}$/.test(parts[1])) return { code: last, seat: parts[0], course: null, genuine: null };
  const reference = parts.length === 1 ? readReference(last) : null;
  return reference && { reference };
}

const LIVE = ["pending", "waitlisted", "offered", "confirmed"];

/** What becomes of one person: `{ word, at }`. */
export function verdict(guest) {
  if (guest.cancelled || !LIVE.includes(guest.status)) return { word: "cancelled" };
  if (guest.status !== "confirmed") return { word: guest.status };
  if (guest.in_at && guest.out_at) return { word: "left", at: guest.out_at };
  if (guest.in_at) return { word: "here", at: guest.in_at };
  return { word: guest.to_ask?.length ? "unanswered" : "welcome" };
}

/** Whether the person may be noted as come in. */
export const mayEnter = (guest) => ["welcome", "unanswered", "left"].includes(verdict(guest).word);

const taipeiDay = (ms) => Math.floor((ms + 8 * 3600e3) / 86400e3);

/** Whether people can be checked in now: `today`, `other-day` or `called-off`. `now` in milliseconds. */
export function isOpen(list, now) {
  if (list.called_off || list.session.cancelled) return "called-off";
  const day = taipeiDay(now);
  const within = taipeiDay(Date.parse(list.session.starts_at)) <= day && day <= taipeiDay(Date.parse(list.session.ends_at));
  return within ? "today" : "other-day";
}

/**
 * Decides what is said of what was shown: `{ word, at, party, shown, enters }`. `list` has `course`,
 * `session`, `called_off` and `guests`. Nobody enters but on the day.
 */
export async function judge(list, typed, now, verify) {
  const nobody = (word, code = null) => ({ word, party: [], shown: null, enters: [], code });
  const read = await readCode(typed, verify);
  if (!read) return nobody("not-ours");
  const open = isOpen(list, now);
  const mark = read.code && await codeMark(read.code);
  const shown = mark ? list.guests.find((guest) => guest.seat === read.seat && guest.mark === mark) : null;
  const first = shown ?? (read.reference && list.guests.find((guest) => guest.reference === read.reference));
  if (!first) {
    if (read.genuine === false) return nobody("not-ours");
    if (!read.genuine) return nobody("not-listed");
    if (read.course !== list.course) return nobody("other-course");
    return nobody(open === "today" ? "signed" : open, read);
  }
  const party = list.guests.filter((guest) => guest.registration === first.registration);
  const enters = open === "today" ? party.filter(mayEnter) : [];
  const live = party.filter((guest) => verdict(guest).word !== "cancelled");
  if (open !== "today" && live.length) return { word: open, party, shown, enters };
  const one = shown ?? party.find(mayEnter) ?? live[0] ?? party[0];
  return { ...verdict(one), party, shown, enters };
}
