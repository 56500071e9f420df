// Checking people in without a network: two telephones, clocks three minutes apart, reload, restart, two
// uploads, an ended list (R45–R47, R50–R52).
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { FLAGS, SCREENS } from './browser.mjs';
import { journey } from './journey.mjs';
import { press, Visitor } from './visitor.mjs';

const PIN = '204816';
const PHONE = { ...SCREENS.phone, locale: 'zh-TW', timezoneId: 'Asia/Taipei', reducedMotion: 'reduce' };

/** A telephone of its own whose clock is off by so many minutes. */
async function telephone(browser, demo, minutes) {
  const context = await browser.newContext(PHONE);
  if (minutes) {
    await context.addInitScript((off) => {
      const Right = Date;
      globalThis.Date = class extends Right {
        constructor(...given) { given.length ? super(...given) : super(Right.now() + off); }
        static now() { return Right.now() + off; }
      };
    }, minutes * 60_000);
  }
  return Visitor.arrive(context, 'phone', demo.url);
}

const word = (page) => page.locator('#said .said').innerText();
const state = (page, text) => page.locator('#state', { hasText: text }).waitFor();

/** Opens the door link and takes the list along. */
async function takeList(visitor, link) {
  const { page } = visitor;
  await visitor.visit(new URL(link).pathname);
  await page.click('a[href*="/door/device#"]');
  await page.locator('#take').waitFor();
  await page.fill('#f-new-pin', PIN);
  await page.click('#take button.button');
  await page.locator('#board').waitFor();
  assert.ok(!page.url().includes('#'), 'the secret of the link does not stay in the address');
  await page.locator('#device[data-kept=yes]').waitFor({ state: 'attached' });
}

async function scan(page, code) {
  await page.evaluate(() => document.getElementById('said').replaceChildren());
  await page.fill('#f-code', code);
  await page.click('#code button.button');
  await page.locator('#said .said').waitFor();
}

/** The people on the list who have not come, by name. */
const missing = (page) => page.locator('#guests li').filter({ has: page.locator('button', { hasText: '報到' }) });

journey('people are checked in without a network, and two devices agree afterwards', ['phone'], async (visitor, demo) => {
  const { page } = visitor;
  await visitor.signIn('/office');
  await visitor.visit('/office/day');
  await press(page, page.locator('main .cards h2 a').first());
  const board = page.url(), course = board.match(/courses\/([^/]+)/)[1];
  const reference = (await page.locator('#marks tbody tr').first().innerText()).match(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/)[0];
  const name = await page.locator('#marks tbody tr strong').first().innerText();
  const links = [];
  for (const label of ['側門志工', '正門志工']) {
    await visitor.visit(`/office/courses/${course}/doors`);
    await page.fill('#f-label', label);
    await press(page, page.locator('#new button.button'));
    links.push(await page.locator('a.door-link').getAttribute('href'));
  }
  const browser = visitor.context.browser();
  const side = await telephone(browser, demo, -3), main = await telephone(browser, demo, 0);
  try {
    await takeList(side, links[0]);
    await takeList(main, links[1]);
    await side.fits();
    await side.accessible();
    await side.picture('door-board');

    // Both are cut off. Both let the same person in.
    await side.context.setOffline(true);
    await main.context.setOffline(true);
    for (const { page: own } of [side, main]) {
      await scan(own, reference);
      assert.match(await word(own), /歡迎/);
    }
    await side.picture('door-party');
    await side.accessible();
    for (const { page: own } of [main, side]) {
      // The others of the party are told by this name too; the head comes first.
      const one = own.locator('#said .party li').filter({ hasText: name }).locator('input').first();
      if (await one.count()) {
        await one.check();
        await own.locator('#said button', { hasText: '只有勾選' }).click();
      } else {
        await own.locator('#said button', { hasText: '報到' }).last().click();
      }
      await own.locator('#said .said', { hasText: '報到完成' }).waitFor();
      await state(own, '還有 1 筆未上傳');
    }
    await side.picture('door-came');

    // On the same device the same code says since when, by the centre's clock.
    await scan(side.page, reference);
    // Nonsense, and a code made by hand.
    await scan(side.page, 'https://example.org/ticket');
    assert.match(await word(side.page), /不是本中心/);
    await scan(side.page, `${crypto.randomUUID()}.${crypto.randomUUID()}.${'0'.repeat(128)}`);
    assert.match(await word(side.page), /不是本中心|離線無法判斷/);
    await side.picture('door-not-ours');

    // A walk-in within twenty seconds, without a network.
    const began = Date.now();
    await side.page.click('button[name=walk-in]');
    await side.page.fill('#f-name1', '路過的林小姐');
    await side.page.click('#walk-in > button.button:not(.secondary)');
    await Promise.race([
      side.page.locator('#said .said', { hasText: '路過的林小姐' }).waitFor(),
      side.page.locator('#failed:not([hidden])').waitFor(),
    ]);
    const full = await side.page.locator('#failed').isVisible();
    if (full) {
      assert.match(await side.page.locator('#failed').innerText(), /名額已滿/);
      await side.picture('door-full');
      await side.page.click('#walk-in button.secondary');
    } else {
      assert.ok(Date.now() - began < 20_000, 'a walk-in takes less than twenty seconds');
    }
    await side.accessible();

    // In and out, and undone.
    const left = await missing(side.page).count();
    await missing(side.page).first().locator('button', { hasText: '報到' }).click();
    await side.page.locator('#said .said', { hasText: '報到完成' }).waitFor();
    await side.page.locator('#said button', { hasText: '復原' }).click();
    await side.page.locator('#said .said', { hasText: '已復原' }).waitFor();
    assert.equal(await missing(side.page).count(), left);

    // The page is loaded anew without a network: the PIN opens it, a wrong one does not.
    await side.page.reload();
    await side.page.locator('#unlock').waitFor();
    await side.accessible();
    await side.picture('door-locked');
    assert.ok(!(await side.page.content()).includes(name), 'nothing is shown before the PIN');
    await side.page.fill('#f-pin', '000000');
    await side.page.click('#unlock > button.button');
    await side.page.locator('#failed', { hasText: '還可以試 9 次' }).waitFor();
    await side.page.fill('#f-pin', PIN);
    await side.page.click('#unlock > button.button');
    await side.page.locator('#board').waitFor();
    await state(side.page, '未上傳');
    const kept = await side.page.evaluate(async (sought) => {
      const base = await new Promise((done) => { const r = indexedDB.open('hearth-door'); r.onsuccess = () => done(r.result); });
      const read = (store) => new Promise((done) => { const r = base.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result); });
      const text = (value) => (value instanceof ArrayBuffer ? new TextDecoder('utf-8').decode(value) : value && typeof value === 'object' ? Object.values(value).map(text).join(' ') : String(value));
      const cached = [];
      for (const one of await caches.keys()) for (const { url } of await (await caches.open(one)).keys()) cached.push(new URL(url).pathname);
      return { cached, clear: [...await read('kept'), ...await read('acts')].map(text).join(' ').includes(sought) };
    }, name);
    assert.equal(kept.clear, false, 'no name lies in clear on the device');
    assert.ok(kept.cached.length >= 10 && kept.cached.every((file) => file.startsWith('/door/device') || file.startsWith('/static/')), kept.cached.join(' '));

    // Both have a network again, and tell twice: one entry counts, the clash shows both times.
    for (const one of [side, main]) {
      await one.context.setOffline(false);
      await one.page.click('button[name=sync]');
      await state(one.page, '全部已上傳');
      await one.page.click('button[name=sync]');
      await state(one.page, '全部已上傳');
    }
    await page.goto(board.replace(/day$/, 'clashes'));
    const rows = page.locator('tbody tr').filter({ hasText: name });
    assert.equal(await rows.count(), 1);
    const clash = await rows.first().innerText();
    assert.match(clash, /同一名額報到兩次/);
    assert.match(clash, /側門志工/);
    assert.match(clash, /正門志工/);
    assert.match(clash, /裝置時鐘差 -3 分鐘/);
    // Both stood at the door within these minutes: the clocks were put right.
    const times = [...clash.matchAll(/(\d\d):(\d\d)/g)].map(([, hour, minute]) => 60 * hour + Number(minute));
    assert.ok(Math.abs(times[0] - times[1]) <= 1, clash);
    await visitor.fits();
    await visitor.picture('door-clashes');
    await visitor.accessible();
    if (!full) {
      await page.goto(board);
      assert.match(await page.locator('#marks').innerText(), /路過的林小姐/);
    }

    // Staff end one device: it drops its list with the next word from the centre.
    await visitor.visit(`/office/courses/${course}/doors`);
    await visitor.picture('door-devices');
    await visitor.accessible();
    await press(page, page.locator('#devices tr', { hasText: '正門志工' }).first().locator('button'));
    await main.page.click('button[name=sync]');
    await main.page.locator('#said .said', { hasText: '本裝置已停用' }).waitFor();
    assert.equal(await main.page.locator('#guests li').count(), 0);
    // The other is done: nothing stays on it.
    await side.page.locator('#board details summary').click();
    await side.page.click('button[name=finish]');
    await side.page.locator('#said .said', { hasText: '名單已刪除' }).waitFor();
    await side.page.reload();
    await side.page.locator('#nothing').waitFor();
    await side.accessible();
    await side.picture('door-nothing');
    assert.deepEqual([...side.faults, ...main.faults], []);
  } finally {
    await side.context.close();
    await main.context.close();
  }
});

/** A new link to the door of the first session of today, for somebody. */
async function doorLink(visitor, label) {
  const { page } = visitor;
  await visitor.visit('/office/day');
  await press(page, page.locator('main .cards h2 a').first());
  await visitor.visit(`/office/courses/${page.url().match(/courses\/([^/]+)/)[1]}/doors`);
  await page.fill('#f-label', label);
  await press(page, page.locator('#new button.button'));
  return page.locator('a.door-link').getAttribute('href');
}

journey('a list survives the browser being closed, and not its own end', ['phone'], async (visitor, demo) => {
  await visitor.signIn('/office');
  const link = await doorLink(visitor, '後門志工');
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-door-'));
  const start = () => chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS, ...PHONE });
  try {
    let context = await start();
    let helper = await Visitor.arrive(context, 'phone', demo.url);
    await takeList(helper, link);
    await context.setOffline(true);
    await missing(helper.page).first().locator('button', { hasText: '報到' }).click();
    await state(helper.page, '還有 1 筆未上傳');
    await context.close();

    context = await start();
    await context.setOffline(true);
    helper = await Visitor.arrive(context, 'phone', demo.url);
    await helper.page.goto(new URL('/door/device', demo.url).href);
    await helper.page.fill('#f-pin', PIN);
    await helper.page.click('#unlock > button.button');
    await state(helper.page, '還有 1 筆未上傳');
    assert.ok(await helper.page.locator('#guests li').count() > 0);
    await context.close();

    // A day later the list has ended: it is deleted before anybody opens it, the check-in is not lost.
    context = await start();
    await context.addInitScript(() => {
      const Right = Date;
      globalThis.Date = class extends Right {
        constructor(...given) { given.length ? super(...given) : super(Right.now() + 86_400_000); }
        static now() { return Right.now() + 86_400_000; }
      };
    });
    await context.setOffline(true);
    helper = await Visitor.arrive(context, 'phone', demo.url);
    await helper.page.goto(new URL('/door/device', demo.url).href);
    await helper.page.locator('#unlock').waitFor();
    await helper.page.locator('#device[data-ready=yes]').waitFor({ state: 'attached' });
    const names = await helper.page.evaluate(async () => {
      const base = await new Promise((done) => { const r = indexedDB.open('hearth-door'); r.onsuccess = () => done(r.result); });
      return new Promise((done) => { const r = base.transaction('kept').objectStore('kept').getAllKeys(); r.onsuccess = () => done(r.result); });
    });
    assert.ok(!names.includes('list'), 'the list is gone');
    await helper.page.fill('#f-pin', PIN);
    await helper.page.click('#unlock > button.button');
    await helper.page.locator('#said .said', { hasText: '名單已到期' }).waitFor();
    await state(helper.page, '還有 1 筆未上傳');
    await helper.picture('door-expired');
    await context.setOffline(false);
    await helper.page.click('button[name=sync]');
    await state(helper.page, '全部已上傳');
    await context.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

journey('a browser that knows no Ed25519 says so before and after the list is taken', ['phone', 'desktop'], async (visitor, demo) => {
  await visitor.signIn('/office');
  const link = await doorLink(visitor, `英文 ${visitor.screen}`);
  const screen = visitor.screen === 'phone' ? PHONE : SCREENS.desktop;
  const context = await visitor.context.browser().newContext({ ...screen, locale: 'en-GB', timezoneId: 'Asia/Taipei', reducedMotion: 'reduce' });
  await context.addInitScript(() => {
    const known = crypto.subtle.importKey.bind(crypto.subtle);
    crypto.subtle.importKey = (format, key, how, ...more) => (how?.name === 'Ed25519'
      ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) : known(format, key, how, ...more));
  });
  try {
    const helper = await Visitor.arrive(context, visitor.screen, demo.url), { page: own } = helper;
    await helper.visit(`/en${new URL(link).pathname}`);
    await own.click('a[href*="/door/device#"]');
    await own.locator('#take').waitFor();
    await own.locator('#failed', { hasText: "cannot check the centre's signatures" }).waitFor();
    await helper.accessible();
    await helper.picture('door-unchecked');
    await own.fill('#f-new-pin', PIN);
    await own.click('#take button.button');
    await own.locator('#state', { hasText: "cannot check the centre's signatures" }).waitFor();
    await helper.accessible();
    await helper.fits();
    await helper.picture('door-board-en');
    // What is wrong with a walk-in is said before anything is kept.
    await own.click('button[name=walk-in]');
    await own.fill('#f-name1', 'Lin');
    await own.fill('#f-phone', '12');
    await own.click('#walk-in > button.button:not(.secondary)');
    await own.locator('#failed', { hasText: 'telephone number is wrong' }).waitFor();
    assert.equal(await own.getAttribute('#f-phone', 'aria-invalid'), 'true');
    await helper.accessible();
    await helper.fits();
    await helper.picture('door-walk-in-en');
    assert.deepEqual(helper.faults, []);
  } finally {
    await context.close();
  }
});

journey('a walk-in of a device that was ended waits for staff', ['phone', 'desktop'], async (visitor, demo) => {
  const { page } = visitor, name = `停用前的林先生 ${visitor.screen}`;
  await visitor.signIn('/office/day');
  await press(page, page.locator('main .cards h2 a').first());
  const board = page.url(), course = board.match(/courses\/([^/]+)/)[1];
  const helper = await telephone(visitor.context.browser(), demo, 0), { page: own } = helper;
  try {
    await helper.signIn(new URL(board).pathname);
    await takeList(helper, board);
    await helper.context.setOffline(true);
    await own.click('button[name=walk-in]');
    await own.fill('#f-name1', name);
    const letIn = own.locator('#walk-in > button.button:not(.secondary)');
    await letIn.click();
    await own.locator('#failed:not([hidden]), #board:not([hidden])').first().waitFor();
    if (await own.locator('#over').isVisible()) {
      await own.check('#over input');
      await letIn.click();
    }
    await state(own, '還有 1 筆未上傳');
    await visitor.visit(`/office/courses/${course}/doors`);
    await press(page, page.locator('#devices tr').filter({ has: page.locator('button') }).first().locator('button'));
    await helper.context.setOffline(false);
    await own.click('button[name=sync]');
    await own.locator('#failed', { hasText: `中心已收下，待承辦人員處理：${name}` }).waitFor();
    await state(own, '全部已上傳');
    assert.deepEqual(helper.faults, []);
  } finally {
    await helper.context.close();
  }
  for (const [language, prefix] of [['zh', ''], ['en', '/en']]) {
    await visitor.visit(prefix + new URL(board).pathname.replace(/day$/, 'clashes'));
    await visitor.accessible();
    await visitor.fits();
    await visitor.picture(`door-held-${language}`);
    await press(page, page.locator('#held a', { hasText: visitor.screen }));
    await visitor.accessible();
    await visitor.fits();
    await visitor.picture(`door-held-one-${language}`);
  }
  // One is dropped, the other taken in.
  await press(page, page.locator(visitor.screen === 'phone' ? '#drop button' : '#held .actions button'));
  assert.equal(await page.locator('#held a', { hasText: visitor.screen }).count(), 0);
});

journey('what cannot be kept or told is said, saved as a file and dropped by its keeper alone', ['phone'], async (visitor, demo) => {
  await visitor.signIn('/office');
  const link = await doorLink(visitor, '東門志工');
  const helper = await telephone(visitor.context.browser(), demo, 0), { page: own } = helper;
  try {
    await takeList(helper, link);
    await helper.context.setOffline(true);
    // The browser refuses to keep anything: nobody is said to have come.
    await own.evaluate(() => {
      globalThis.put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
    });
    const left = await missing(own).count();
    await missing(own).first().locator('button', { hasText: '報到' }).click();
    await own.locator('#said .said', { hasText: '沒有存下' }).waitFor();
    assert.equal(await missing(own).count(), left);
    await own.evaluate(() => { IDBObjectStore.prototype.put = globalThis.put; });
    await missing(own).first().locator('button', { hasText: '報到' }).click();
    await state(own, '還有 1 筆未上傳');
    // The centre knows the device no more: what it holds can be handed over.
    await helper.context.route('**/door/told', (route) => route.fulfill({ status: 410, contentType: 'application/problem+json', body: '{}' }));
    await helper.context.setOffline(false);
    await own.click('button[name=sync]');
    await own.locator('#left li').waitFor();
    await helper.fits();
    await helper.accessible();
    await helper.picture('door-left');
    const [file] = await Promise.all([own.waitForEvent('download'), own.click('button[name=save-left]')]);
    assert.match(readFileSync(await file.path(), 'utf8'), /\tcame\t/);
    await state(own, '還有 1 筆未上傳');
    await own.click('button[name=drop-left]');
    await state(own, '全部已上傳');
    assert.equal(await own.locator('#left').isVisible(), false);
    helper.forgive(/^answer 410/);
    assert.deepEqual(helper.faults, []);
  } finally {
    await helper.context.close();
  }
});
