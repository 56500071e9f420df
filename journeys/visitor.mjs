// One person before one screen, watched: whatever goes wrong on the way fails the journey at its end.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PICTURES = process.env.HEARTH_PICTURES ?? 'target/journeys';

/** The password of everybody in the demonstration. */
export const PASSWORD = 'Hearth-2026';

/** Presses what leads to another page, a selector or a locator, and waits until that page is there. */
export async function press(page, target) {
  const first = typeof target === 'string' ? page.locator(target).first() : target;
  await Promise.all([page.waitForNavigation(), first.click()]);
}

export class Visitor {
  /** Opens a page in `context`; `screen` names it in pictures, `url` is the centre's. */
  static async arrive(context, screen, url) {
    const visitor = new Visitor(context, screen, url);
    visitor.page = await context.newPage();
    await visitor.#watch();
    return visitor;
  }

  /** What went wrong so far: console errors, exceptions, failed loads, requests to other hosts. */
  faults = [];
  #bytes = 0;
  #responses = 0;

  constructor(context, screen, url) {
    Object.assign(this, { context, screen, url });
  }

  async #watch() {
    const { page } = this;
    page.on('pageerror', (error) => this.faults.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      // A failed load is judged below, by its answer: an error page is a page.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.faults.push(`console: ${message.text()}`);
      }
    });
    page.on('request', (request) => {
      const to = new URL(request.url());
      if (to.protocol.startsWith('http') && to.origin !== new URL(this.url).origin) {
        this.faults.push(`request to another host: ${to}`);
      }
    });
    page.on('response', (response) => {
      this.#responses += 1;
      if (response.status() >= 500 || (response.status() >= 400 && !response.request().isNavigationRequest())) {
        this.faults.push(`answer ${response.status()}: ${response.url()}`);
      }
    });
    const wire = await this.context.newCDPSession(page);
    await wire.send('Network.enable');
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => { this.#bytes += encodedDataLength; });
  }

  /** Opens an address of the centre, and asserts the status it should answer with. */
  async visit(address, status = 200) {
    this.#bytes = 0;
    this.#responses = 0;
    const response = await this.page.goto(new URL(address, this.url).href, { waitUntil: 'load' });
    assert.equal(response.status(), status, `${address} answers ${response.status()}`);
    return response;
  }

  /** Signs in as somebody of the demonstration, and nobody else any more, on the way to `address`. */
  async signIn(address, who = 'promotion') {
    await this.context.clearCookies();
    await this.enter(address, who);
  }

  /** Opens an address of the office; signs in on the way where that is asked for. */
  async enter(address, who) {
    const { page } = this;
    await this.visit(address);
    if (await page.locator('input[name=password]').count() === 0) return;
    await page.fill('input[name=email]', `${who}@demo.example`);
    await page.fill('input[name=password]', PASSWORD);
    await Promise.all([page.waitForNavigation(), page.press('input[name=password]', 'Enter')]);
  }

  /** Presses something that leads to another page. */
  press(target) {
    return press(this.page, target);
  }

  /** The link in the newest letter to an address, about something, out of the outbox. */
  async linkTo(email, subject = '') {
    const { page } = this;
    for (let tries = 0; tries < 60; tries += 1) {
      await this.enter('/office/outbox', 'director');
      const row = page.locator('main table tbody tr', { hasText: email }).filter({ hasText: subject }).first();
      if (await row.count()) {
        await Promise.all([page.waitForNavigation(), row.locator('a').click()]);
        return page.locator('pre.letter a').first().getAttribute('href');
      }
      await page.waitForTimeout(300);
    }
    return assert.fail(`no letter to ${email}`);
  }

  /** What came over the wire since the last `visit`, headers included. */
  get weightInBytes() {
    return this.#bytes;
  }

  get requestCount() {
    return this.#responses;
  }

  /** No violation that axe-core can find on the page as it is now. */
  async accessible() {
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(
      (tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }),
      AXE_TAGS,
    );
    const lines = violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${violation.help}\n    ${node.target.join(' ')}\n    ${node.html}`));
    assert.equal(lines.length, 0, `${this.page.url()} (${this.screen}):\n  ${lines.join('\n  ')}`);
  }

  /** The page needs no sideways scrolling at this width (WCAG 1.4.10). */
  async fits() {
    const over = await this.page.evaluate(() => {
      const page = document.scrollingElement;
      return page.scrollWidth - page.clientWidth;
    });
    assert.ok(over <= 0, `${this.page.url()} is ${over} px too wide (${this.screen})`);
  }

  /** Tab reaches everything that can be used, in some order, and each time one sees where one is. */
  async keyboard() {
    const wanted = await this.page.evaluate(markFocusable);
    const reached = new Set();
    const unseen = [];
    let before = null;
    for (let presses = 0; presses <= 2 * wanted.length + 10; presses += 1) {
      await this.page.keyboard.press('Tab');
      const at = await this.page.evaluate(describeFocus);
      // A date field has several stops: year, month, day, calendar.
      if (at !== null && at.mark === before) continue;
      before = at?.mark ?? null;
      if (at === null || reached.has(at.mark)) {
        if (at === null && reached.size === 0) continue;
        break;
      }
      reached.add(at.mark);
      if (!at.seen) unseen.push(at.what);
    }
    const missed = wanted.filter(({ mark }) => !reached.has(mark)).map(({ what }) => what);
    assert.deepEqual(missed, [], 'Tab does not reach these');
    assert.deepEqual(unseen, [], 'focus is not visible on these');
  }

  /** A picture of the whole page in target/journeys. */
  async picture(name) {
    mkdirSync(PICTURES, { recursive: true });
    await this.page.screenshot({ path: path.join(PICTURES, `${name}-${this.screen}.png`), fullPage: true });
  }

  /** Takes back faults that this journey provokes on purpose. */
  forgive(pattern) {
    this.faults = this.faults.filter((fault) => !pattern.test(fault));
  }
}

// Runs in the page. Numbers what Tab should reach and remembers how it looks without focus.
function markFocusable() {
  const look = (element) => {
    const style = getComputedStyle(element);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.backgroundColor,
      style.borderColor, style.color, style.textDecoration, style.clip, style.transform, style.top].join('|');
  };
  document.activeElement?.blur?.();
  globalThis.lookOf = look;
  const radios = new Set();
  const usable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((element) => {
      if (element.tabIndex < 0 || element.disabled || element.type === 'hidden' || !element.checkVisibility({ visibilityProperty: true })) return false;
      if (element.type !== 'radio') return true;
      const group = [...document.querySelectorAll('input[type=radio]')].filter((it) => it.name === element.name && it.form === element.form);
      const stop = group.find((it) => it.checked) ?? group.find((it) => !it.disabled);
      return element === stop && !radios.has(stop) && radios.add(stop);
    });
  return usable.map((element, mark) => {
    element.dataset.mark = mark;
    element.dataset.look = look(element);
    return { mark: String(mark), what: element.outerHTML.slice(0, 120) };
  });
}

// Runs in the page. What has the focus, and whether it looks different for it.
function describeFocus() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { mark, look } = element.dataset;
  const what = element.outerHTML.slice(0, 120);
  return { mark: mark ?? what, what, seen: globalThis.lookOf(element) !== look };
}
