// The check-in page of a device: takes the list of a session while there is a network, checks people in
// without one, and tells the centre afterwards. What is decided stands in judge.js, what is kept in vault.js.
import { isOpen, judge, mayEnter, readCode, readWalkIn, verdict, verifier, codeMark } from "./judge.js";
import { makeAct, placesLeft, standing } from "./board.js";
import { TRIES, Vault } from "./vault.js";

const root = document.getElementById("device"), data = root.dataset;
const find = (id) => document.getElementById(id);
const texts = JSON.parse(data.said);
const say = (key, values = {}) => texts[key].replace(/%(\w+)/g, (_, name) => values[name] ?? "");
const prefix = data.told.replace("/door/told", "");
const SHOWN_MAX = 60, BATCH = 100, LOOK_SECONDS = 20;

let vault, verify, device = null, list = null, acts = [], plain = null, heard = 0, audio = null;
/** What was done here, by seat: so that the last step can be taken back. */
const mine = new Map();
/** Acts the centre cannot keep, by id, with why: they stay here until the keeper drops them. */
const refused = new Map();
/** Whether the centre knows this device no more: what was not told stays here. */
let isGone = false;

const now = () => Date.now() + (plain?.ahead_ms ?? 0);
const clock = (at) => new Intl.DateTimeFormat(data.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Taipei" }).format(new Date(at));
const isOver = () => plain && now() >= Date.parse(plain.expires_at);
const shown = () => list && standing(list, acts);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}
function button(text, act, quiet = "") {
  const made = element("button", { type: "button", className: `button ${quiet}`.trim(), textContent: text });
  made.addEventListener("click", act);
  return made;
}

// What is seen, heard and felt: good is short and high, bad is long and low.
function signal(tone) {
  navigator.vibrate?.(tone === "good" ? 60 : tone === "bad" ? [250, 80, 250] : [80, 60, 80]);
  if (!audio) return;
  const [pitch, seconds] = tone === "good" ? [880, 0.12] : tone === "bad" ? [220, 0.45] : [440, 0.2];
  const voice = audio.createOscillator(), loud = audio.createGain();
  voice.frequency.value = pitch;
  loud.gain.value = 0.2;
  voice.connect(loud).connect(audio.destination);
  voice.start();
  voice.stop(audio.currentTime + seconds);
}
function tell(tone, text, ...more) {
  const about = more.map((part) => (typeof part === "string" ? element("p", { textContent: part }) : part));
  find("said").replaceChildren(element("div", { className: `verdict ${tone}` }, element("p", { className: "said", textContent: text }), ...about));
  signal(tone);
}
function fail(key, values) {
  find("failed").textContent = key ? say(key, values) : "";
  find("failed").hidden = !key;
}
function show(...views) {
  for (const id of ["nothing", "take", "unlock", "code", "board", "walk-in"]) find(id).hidden = !views.includes(id);
}

// Acts: kept first, then shown, then told. Nothing is done when it cannot be kept.
async function act(made) {
  const kept = made.map(([what, more]) => {
    device.sequence += 1;
    return makeAct(what, more, { id: crypto.randomUUID(), sequence: device.sequence, now: Date.now(), ahead_ms: plain.ahead_ms });
  });
  try {
    await vault.add(kept, device);
  } catch {
    tell("bad", say("not-kept"));
    return null;
  }
  acts.push(...kept);
  for (const one of kept) remember(one);
  draw();
  void sync();
  return kept;
}
function remember(one) {
  if (one.what === "undo") mine.get(one.seat)?.pop();
  else if (one.what === "walk-in") one.names.forEach((_, at) => mine.set(`${one.id}:${at + 1}`, [`${one.id}:${at + 1}`]));
  else mine.set(one.seat, [...mine.get(one.seat) ?? [], one.id]);
}
const names = (guests) => guests.map((guest) => guest.name || say("unknown")).join("、");

async function enter(guests, way) {
  if (!guests.length) return tell("wait", say("nobody"));
  if (!await act(guests.map((guest) => ["came", { seat: guest.seat, way, mark: guest.mark }]))) return;
  tell("good", say("came", { names: names(guests) }), undoButton(guests));
  next();
}
async function leave(guest) {
  if (!await act([["left", { seat: guest.seat, way: "list" }]])) return;
  tell("info", say("went", { names: names([guest]) }), undoButton([guest]));
}
async function undo(guests) {
  const steps = guests.map((guest) => [guest, mine.get(guest.seat)?.at(-1)]).filter(([, id]) => id);
  if (!await act(steps.map(([guest, id]) => ["undo", { seat: guest.seat, undoes: id }]))) return;
  tell("info", say("undone"));
}
const undoButton = (guests) => button(say("undo"), () => undo(guests), "secondary");
/** The camera, if it was on, looks for the next code. */
const next = () => find("code").querySelector(".camera")?.dispatchEvent(new Event("scan-next"));

function particulars(guest) {
  const parts = [];
  if (guest.head && guest.head !== guest.name) parts.push(say("party-of", { head: guest.head }));
  if (guest.size > 1) parts.push(say("number-of", { number: guest.number, size: guest.size }));
  if (guest.reference) parts.push(guest.reference.replace(/^(.{4})(.{4})(.)$/, "$1-$2-$3"));
  return parts.join(" · ");
}
function about(guest) {
  const lines = [element("strong", { textContent: guest.name || say("unknown") }), element("br"), element("span", { className: "hint", textContent: particulars(guest) })];
  for (const [question, answer] of guest.answers ?? []) lines.push(element("p", { className: "hint" }, `${question}：`, element("strong", { textContent: answer })));
  if (verdict(guest).word === "unanswered") lines.push(element("p", { className: "hint", textContent: say("ask", { what: guest.to_ask.join("、") }) }));
  return lines;
}
/** What stands of one person, with what can be done. */
function line(guest, isToday) {
  const { word, at } = verdict(guest), named = guest.name || say("unknown");
  const label = (made) => { made.setAttribute("aria-label", `${made.textContent} ${named}`); return made; };
  const canUndo = isToday && mine.get(guest.seat)?.length;
  const parts = [];
  if (word !== "welcome" && word !== "unanswered") parts.push(element("span", { className: `tag ${word === "here" ? "good" : ""}`, textContent: say(word, { time: at && clock(at) }) }));
  if (isToday && mayEnter(guest)) parts.push(label(button(say(word === "left" ? "returns" : "one-comes"), () => enter([guest], "list"), word === "left" ? "quiet" : "")));
  if (isToday && word === "here") parts.push(label(button(say("leaves"), () => leave(guest), "quiet")));
  if (canUndo) parts.push(label(button(say("undo"), () => undo([guest]), "quiet")));
  return element("li", { className: "one" }, element("div", {}, ...about(guest)), element("div", { className: "steps-back" }, ...parts));
}

const TONES = { welcome: "good", unanswered: "wait", here: "wait", left: "info", offered: "wait", "other-day": "wait", "not-listed": "wait", signed: "wait" };

async function look(typed) {
  fail();
  const read = await readCode(typed, verify);
  if (!list) {
    const word = !read || read.genuine === false ? "not-ours" : read.genuine ? "signed" : "not-listed";
    return tell(TONES[word] ?? "bad", say(word));
  }
  const { word, at, party, shown: one, enters, code } = await judge(shown(), typed, now(), verify);
  const isToday = isOpen(list, now()) === "today", more = [];
  const head = one ?? party[0];
  if (head) more.push(element("p", { className: "who", textContent: head.name }));
  if (word === "signed") {
    const guest = { seat: code.seat, mark: await codeMark(code.code), name: "" };
    more.push(say("signed-about"), button(say("one-comes"), () => enter([guest], "code")));
  }
  if (party.length) more.push(family(party, one, enters, isToday));
  tell(TONES[word] ?? "bad", say(word, { time: at && clock(at) }), ...more);
}
function family(party, one, enters, isToday) {
  const boxes = new Map();
  const lines = party.map((guest) => {
    if (!enters.includes(guest) || enters.length === 1) return line(guest, isToday && !enters.includes(guest));
    const box = element("input", { type: "checkbox", id: `seat-${guest.seat}`, checked: guest === one });
    boxes.set(guest, box);
    return element("li", {}, element("div", { className: "choice" }, box, element("label", { htmlFor: box.id }, ...about(guest))));
  });
  const made = element("div", {}, element("ul", { className: "party" }, ...lines));
  if (enters.length) made.append(button(enters.length > 1 ? say("all-come", { count: enters.length }) : say("one-comes"), () => enter(enters, "code")));
  if (enters.length > 1) made.append(button(say("ticked-come"), () => enter(enters.filter((guest) => boxes.get(guest)?.checked), "code"), "secondary"));
  return made;
}

function draw() {
  const all = shown(), guests = all?.guests.filter((guest) => guest.status === "confirmed" && !guest.cancelled) ?? [];
  const came = guests.filter((guest) => guest.in_at).length;
  find("about").textContent = list ? ` ${list.title}` : "";
  find("count").textContent = list ? say("count", { came, all: guests.length }) : "";
  const state = [navigator.onLine ? null : say("off"), say(acts.length ? "waiting" : "told", { count: acts.length, time: heard ? clock(heard) : "–" }), list ? `${list.when}` : say("expired"), list && !verify ? say("unchecked") : null];
  find("state").textContent = state.filter(Boolean).join(" · ");
  drawLeft();
  const sought = find("f-sought").value.trim().toLowerCase().replaceAll("-", "");
  const fits = (guest) => !sought || [guest.name, guest.head, guest.reference].some((text) => text.toLowerCase().includes(sought));
  const fitting = guests.filter(fits).sort((a, b) => Boolean(a.in_at) - Boolean(b.in_at) || a.name.localeCompare(b.name, "zh-Hant"));
  const isToday = list && isOpen(list, now()) === "today";
  const count = new Map();
  for (const guest of guests) count.set(guest.name, (count.get(guest.name) ?? 0) + 1);
  find("guests").replaceChildren(...fitting.slice(0, SHOWN_MAX).map((guest) => {
    const made = line(guest, isToday);
    if (guest.name && count.get(guest.name) > 1) made.querySelector("strong").after(" ", element("span", { className: "tag wait", textContent: say("same-name") }));
    return made;
  }));
  find("more").textContent = fitting.length > SHOWN_MAX ? say("more", { count: fitting.length - SHOWN_MAX }) : "";
}

// What stays here: acts the centre cannot keep, or all when it knows this device no more.
const left = () => (isGone ? acts : acts.filter(({ id }) => refused.has(id)));
const who = (one) => one.names?.join("、") ?? shown()?.guests.find(({ seat }) => seat === one.seat)?.name ?? "";
function drawLeft() {
  const staying = left();
  find("left").hidden = !staying.length;
  find("left-acts").replaceChildren(...staying.map((one) => element("li", { textContent: [clock(Date.parse(one.at) + one.ahead_ms), say(`act-${one.what}`), who(one) || say("unknown")].join(" · ") })));
}
/** The acts as a text that staff can read, in the order in which they were done. */
function leftText() {
  const typed = (one) => (one.fields ?? []).map(([name, value]) => `${name}=${value}`).join("; ");
  const line = (one) => [one.sequence, new Date(Date.parse(one.at) + one.ahead_ms).toISOString(), one.what, one.seat ?? "", who(one), typed(one)].join("\t");
  return `${list?.title ?? ""}\n${left().map(line).join("\n")}\n`;
}
function saveLeft() {
  const address = URL.createObjectURL(new Blob([leftText()], { type: "text/plain;charset=utf-8" }));
  element("a", { href: address, download: "check-in.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
async function dropLeft() {
  const ids = left().map(({ id }) => id);
  await vault.told(ids, null, { ahead_ms: plain.ahead_ms });
  acts = acts.filter(({ id }) => !ids.includes(id));
  refused.clear();
  fail();
  draw();
}

// The centre is told, and tells how the list stands there.
async function ask(address, body) {
  const sent = Date.now();
  const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000), cache: "no-store" });
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
  return { status: answer.status, told, ahead_ms: told && Date.parse(told.now) - (sent + Date.now()) / 2 };
}
async function opened(told) {
  if (!told.list) return null;
  if (verify && !await verify("list", told.list, told.signature)) throw new Error("list-forged");
  return JSON.parse(told.list);
}
let telling = null;
const sync = () => (telling ??= tellAll().finally(() => { telling = null; draw(); }));
async function tellAll() {
  if (!device || isGone || !navigator.onLine) return false;
  try {
    for (;;) {
      const batch = acts.filter(({ id }) => !refused.has(id)).slice(0, BATCH);
      const { status, told, ahead_ms } = await ask(data.told, { device: device.device, secret: device.secret, acts: batch, list: true });
      if (status === 410) {
        isGone = true;
        return fail("gone"), false;
      }
      if (!told) return false;
      const fresh = told.ended ? null : await opened(told);
      await vault.told(told.kept, fresh, { expires_at: fresh?.expires_at, ahead_ms });
      plain = await vault.plain();
      list = fresh ?? list;
      heard = now();
      report(batch, told);
      const kept = new Set(told.kept);
      acts = acts.filter(({ id }) => !kept.has(id));
      for (const { id, why } of told.refused) refused.set(id, why);
      if (told.ended) await dropList("ended");
      if (acts.every(({ id }) => refused.has(id))) return true;
      if (!kept.size && !told.refused.length) return false;
    }
  } catch (error) {
    if (error.message === "list-forged") fail("list-forged");
    return false;
  }
}
function report(batch, told) {
  const named = (ids) => batch.filter(({ id }) => ids.includes(id)).map((one) => one.names?.join("、") ?? say("unknown")).join("、");
  const ids = (ones) => ones.map(({ id }) => id);
  if (told.refused.length) fail("refused", { names: named(ids(told.refused)) });
  else if (told.held.length) fail("held", { names: named(ids(told.held)) });
  else if (told.waits.length) fail("waits", { names: named(told.waits) });
}
async function dropList(why) {
  list = null;
  await vault.dropList();
  show("board");
  tell("bad", say(why));
}
async function tick() {
  if (!device) return;
  if (list && isOver()) await dropList("expired");
  if (document.visibilityState === "visible" && (acts.length || now() - heard > LOOK_SECONDS * 1000)) await sync();
  draw();
}

// The ways in.
function voice() {
  try { audio ??= new AudioContext(); } catch { audio = null; }
}
async function open() {
  device = await vault.device();
  plain = await vault.plain();
  if (isOver()) await vault.dropList();
  list = await vault.list();
  acts = await vault.acts();
  refused.clear();
  isGone = false;
  for (const one of acts) remember(one);
  fail();
  show("board", list ? "code" : "");
  if (!list) tell("bad", say("expired"));
  draw();
  void sync();
}
function on(id, act) {
  find(id).addEventListener("submit", (event) => {
    event.preventDefault();
    void act(event.submitter, event.target);
  });
}
on("take", async () => {
  voice();
  const pin = find("f-new-pin").value.trim(), base = decodeURI(location.hash.slice(1));
  if (!/^\d{6,}$/.test(pin)) return fail("pin-short");
  fail();
  try {
    const { status, told, ahead_ms } = await ask(`${prefix}${base}/list`, {});
    if (!told?.list) return fail({ 409: "list-over", 410: "link-ended", 425: "list-early", 429: "list-many" }[status] ?? "list-failed");
    const taken = await opened(told);
    await vault.begin(pin, { device: told.device, secret: told.secret, sequence: 0 }, taken, { expires_at: taken.expires_at, ahead_ms });
    heard = Date.parse(told.now);
    find("f-new-pin").value = "";
    history.replaceState(null, "", location.pathname);
    await open();
  } catch (error) {
    fail(error.message === "list-forged" ? "list-forged" : "offline");
  }
});
on("unlock", async (pressed) => {
  voice();
  if (pressed?.name === "drop") {
    await vault.drop();
    return begin();
  }
  const opened = await vault.unlock(find("f-pin").value.trim());
  find("f-pin").value = "";
  if (opened) return open();
  if (opened === null) {
    await begin();
    return fail("pin-dropped");
  }
  fail("pin-left", { count: TRIES - (await vault.plain()).wrong });
});
on("code", async () => {
  await look(find("f-code").value);
  find("f-code").value = "";
});
on("walk-in", async (pressed, form) => {
  if (pressed?.name === "walk-in") return form.reset(), show("board", "code");
  const fields = [...new FormData(form)].filter(([, value]) => value);
  const typed = (name) => fields.find(([field]) => field === name)?.[1].trim() ?? "";
  const { people, wrong } = readWalkIn(fields, new Date(now() + 8 * 3600e3).getUTCFullYear());
  for (const field of form.querySelectorAll("input")) {
    if (wrong.includes(field.name)) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  if (wrong.length) {
    const first = find(`f-${wrong[0]}`);
    fail(!typed(wrong[0]) ? "name-missing" : `${wrong[0].replace(/\d/, "")}-wrong`);
    first?.closest("details")?.setAttribute("open", "");
    return first?.focus();
  }
  if (!list || isOpen(list, now()) !== "today") return fail(list ? "other-day" : "expired");
  const isFull = placesLeft(list, acts) < people.length || list.waiting > 0;
  find("over").hidden = !isFull || !list.staff;
  if (isFull && !(list.staff && typed("over"))) return fail(list.staff ? "full-over" : "full");
  const isKnown = shown().guests.some((guest) => mayEnter(guest) && people.includes(guest.name));
  find("another").hidden = !isKnown;
  if (isKnown && !typed("another")) return fail("namesake");
  fail();
  const [kept] = await act([["walk-in", { fields, names: people }]]) ?? [];
  if (!kept) return;
  form.reset();
  find("over").hidden = find("another").hidden = true;
  show("board", "code");
  const guests = people.map((name, at) => ({ seat: `${kept.id}:${at + 1}`, name }));
  tell("good", say("came", { names: names(guests) }), undoButton(guests));
});
find("board").addEventListener("click", async (event) => {
  const name = event.target.closest("button")?.name;
  if (name === "walk-in") {
    fail();
    show("walk-in");
    find("f-name1").focus();
  }
  if (name === "sync") {
    const isTold = await sync();
    // Where the list went with it, that was said.
    if (list) tell(isTold && !acts.length ? "good" : "wait", acts.length ? say("waiting", { count: acts.length }) : say("told", { time: heard ? clock(heard) : "–" }));
  }
  if (name === "finish") await finish();
  if (name === "save-left") saveLeft();
  if (name === "drop-left") await dropLeft();
});
find("f-sought").addEventListener("input", draw);

async function finish() {
  if (!isGone && !await sync() || acts.length) return tell("bad", say("not-done", { count: acts.length }));
  if (!isGone) await ask(data.told, { device: device.device, secret: device.secret, done: true }).catch(() => null);
  await vault.drop();
  await begin();
  tell("good", say("done"));
}
async function begin() {
  device = list = null;
  acts = [];
  plain = await vault.plain();
  if (isOver()) await vault.dropList();
  fail();
  if (plain) return show("unlock");
  if (location.hash.length > 1) {
    if (!verify) fail("unchecked");
    return show("take");
  }
  show("nothing", "code");
  draw();
}

addEventListener("online", () => void tick());
addEventListener("offline", draw);
setInterval(() => void tick(), LOOK_SECONDS * 1000);
vault = await Vault.find();
verify = await verifier(data.key);
await begin();
root.dataset.ready = "yes";
if ("serviceWorker" in navigator) {
  const worker = await navigator.serviceWorker.register(data.worker, { scope: data.scope }).catch(() => null);
  if (worker) navigator.serviceWorker.ready.then(() => { root.dataset.kept = "yes"; });
}
