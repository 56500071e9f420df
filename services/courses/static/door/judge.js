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

const LIVE = ["pending", "entered", "waitlisted", "offered", "confirmed"];

/** What becomes of one person: `{ word, at }`. */
export function verdict(guest) {
  if (guest.cancelled || !LIVE.includes(guest.status)) return { word: "cancelled" };
  if (guest.status === "entered") return { word: "waitlisted" };
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

// What the form for walk-ins takes: the rules of the centre for names, years of birth and telephones
// (base/office), so that nothing is kept here that is refused there.
const PERSONS = 6, NAME_CHARS_MAX = 60, AGE_MAX = 130;

/** Whether a text can stand as a name: something visible, not too long, nothing that turns the direction. */
function isName(typed) {
  const seen = halfWidth(typed).replace(/[\u200B\u2060\uFEFF\u00AD]/g, "");
  const name = seen.replace(/[\s\u0085]+/g, " ").trim();
  return name !== "" && [...name].length <= NAME_CHARS_MAX && !/[\p{Cc}\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/u.test(name);
}

/** Whether a text is a year somebody alive was born in: `75`, `民國75年` or `1986`. */
function isBirthYear(typed, today) {
  const digits = halfWidth(typed).trim().replace(/^(民國)+/, "").replace(/^(西元)+/, "").replace(/年+$/, "").trim();
  if (!/^[0-9]{1,4}$/.test(digits)) return false;
  const year = digits.length === 4 ? Number(digits) : Number(digits) + 1911;
  return Number(digits) > 0 && year >= today - AGE_MAX && year <= today;
}

/** Area codes with the digits that may follow, the longest code first. */
const AREAS = [["0826", [5]], ["0836", [5]], ["037", [6]], ["049", [7]], ["082", [6]], ["089", [6]], ["02", [8]], ["03", [7]], ["04", [7, 8]], ["05", [7]], ["06", [7]], ["07", [7]], ["08", [7]]];

function isDialled(digits) {
  const abroad = /^00(2?)/.exec(digits);
  if (abroad) return isAbroad(digits.slice(abroad[0].length));
  if (!digits.startsWith("0")) return digits.startsWith("886") && digits.length >= 11 && isAbroad(digits);
  if (digits.startsWith("09")) return digits.length === 10;
  if (digits.startsWith("070") && digits.length > 9) return digits.length === 11;
  const area = AREAS.find(([code]) => digits.startsWith(code));
  return Boolean(area) && area[1].includes(digits.length - area[0].length);
}
function isAbroad(digits) {
  if (digits.startsWith("886")) return isDialled(`0${digits.slice(3).replace(/^0/, "")}`);
  return !digits.startsWith("0") && digits.length >= 8 && digits.length <= 15;
}

/** Whether a text is a telephone number, with an extension or without. */
function isPhone(typed) {
  const text = halfWidth(typed).toLowerCase().trim();
  const mark = ["分機", "轉", "ext.", "ext", "#", "x"].find((one) => text.includes(one));
  const at = mark === undefined ? text.length : text.indexOf(mark);
  if (mark !== undefined && !/^[0-9]{1,6}$/.test(text.slice(at + mark.length).replace(/[\s:]/g, ""))) return false;
  const number = text.slice(0, at).replace(/[\s().\/\-\u2010-\u2015\u2212\uFE63]/g, "");
  if (!/^\+*[0-9]+$/.test(number)) return false;
  return number.startsWith("+") ? isAbroad(number.replace(/^\++/, "")) : isDialled(number);
}

/**
 * Reads the form for walk-ins as the centre will: `{ people, wrong }`, the names and the fields with which
 * something is wrong. `fields` are pairs, `today` is the year.
 */
export function readWalkIn(fields, today) {
  const typed = (name) => (fields.find(([field]) => field === name)?.[1] ?? "").trim();
  const people = [], wrong = [];
  for (let at = 1; at <= PERSONS; at += 1) {
    const name = typed(`name${at}`), born = typed(`born${at}`);
    const isBorn = born !== "" && isBirthYear(born, today);
    if (born && !isBorn) wrong.push(`born${at}`);
    if (!name && at > 1 && !isBorn) continue;
    if (isName(name)) people.push(name);
    else wrong.push(`name${at}`);
  }
  if (typed("phone") && !isPhone(typed("phone"))) wrong.push("phone");
  return { people, wrong };
}
