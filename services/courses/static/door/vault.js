// What is kept on the device: sealed with a key made of the keeper's PIN, which is kept nowhere. In plain
// lie only the salt, how often the PIN was wrong, when the list ends and how the clocks differ.
const ITERATIONS = 600_000;
/** So many wrong PINs in a row, and everything is dropped. */
export const TRIES = 10;

const ask = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});
const ended = (change) => new Promise((done, fail) => {
  change.oncomplete = () => done();
  change.onabort = change.onerror = () => fail(change.error);
});

async function open() {
  const request = indexedDB.open("hearth-door", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("kept");
    request.result.createObjectStore("acts", { keyPath: "id" });
  };
  return ask(request);
}

async function makeKey(pin, salt) {
  const from = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return crypto.subtle.deriveKey(how, from, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export class Vault {
  #base; #key = null;

  static async find() {
    const vault = new Vault();
    vault.#base = await open();
    return vault;
  }

  #read(name) { return ask(this.#base.transaction("kept").objectStore("kept").get(name)); }

  async #write(act, stores = ["kept"]) {
    const change = this.#base.transaction(stores, "readwrite");
    act(...stores.map((name) => change.objectStore(name)));
    await ended(change);
  }

  async #seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#key, new TextEncoder().encode(JSON.stringify(value))) };
  }

  async #open({ iv, data }) {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.#key, data)));
  }

  /** What lies in plain: `{ salt, wrong, expires_at, ahead_ms }`, or nothing when nothing is kept. */
  plain() { return this.#read("plain"); }

  /** Begins anew with a PIN; whatever was kept is dropped. */
  async begin(pin, device, list, { expires_at, ahead_ms }) {
    await this.drop();
    const salt = crypto.getRandomValues(new Uint8Array(16));
    this.#key = await makeKey(pin, salt);
    const [sealedDevice, sealedList] = [await this.#seal(device), await this.#seal(list)];
    await this.#write((kept) => {
      kept.put({ salt, wrong: 0, expires_at, ahead_ms }, "plain");
      kept.put(sealedDevice, "device");
      kept.put(sealedList, "list");
    });
  }

  /** Opens with the PIN; false when it is wrong, null when it was wrong too often and all is dropped. */
  async unlock(pin) {
    const plain = await this.plain();
    // Counted before it is tried, so that ending the page in between gains nothing.
    await this.#write((kept) => kept.put({ ...plain, wrong: plain.wrong + 1 }, "plain"));
    this.#key = await makeKey(pin, plain.salt);
    try {
      await this.#open(await this.#read("device"));
      await this.#write((kept) => kept.put({ ...plain, wrong: 0 }, "plain"));
      return true;
    } catch {
      this.#key = null;
      if (plain.wrong + 1 < TRIES) return false;
      await this.drop();
      return null;
    }
  }

  async device() { return this.#open(await this.#read("device")); }

  async list() {
    const sealed = await this.#read("list");
    return sealed ? this.#open(sealed) : null;
  }

  /** The acts not told yet, in their order. */
  async acts() {
    const sealed = await ask(this.#base.transaction("acts").objectStore("acts").getAll());
    const acts = await Promise.all(sealed.map((one) => this.#open(one)));
    return acts.sort((a, b) => a.sequence - b.sequence);
  }

  /** How many acts are not told yet; needs no PIN. */
  untold() { return ask(this.#base.transaction("acts").objectStore("acts").count()); }

  /** Keeps acts with the next number of the device, all or none. */
  async add(acts, device) {
    const sealed = await Promise.all(acts.map(async (act) => ({ id: act.id, ...await this.#seal(act) })));
    const sealedDevice = await this.#seal(device);
    await this.#write((kept, store) => {
      kept.put(sealedDevice, "device");
      for (const one of sealed) store.put(one);
    }, ["kept", "acts"]);
  }

  /** The centre has these acts: they go, and the list it sent takes the place of the old one. */
  async told(ids, list, { expires_at, ahead_ms }) {
    const [plain, sealed] = [await this.plain(), list && await this.#seal(list)];
    await this.#write((kept, store) => {
      for (const id of ids) store.delete(id);
      if (sealed) kept.put(sealed, "list");
      kept.put({ ...plain, ahead_ms, expires_at: expires_at ?? plain.expires_at }, "plain");
    }, ["kept", "acts"]);
  }

  /** Drops the list; what was done and not told yet stays. */
  dropList() { return this.#write((kept) => kept.delete("list")); }

  /** Drops everything. */
  async drop() {
    this.#key = null;
    await this.#write((kept, acts) => { kept.clear(); acts.clear(); }, ["kept", "acts"]);
  }
}
