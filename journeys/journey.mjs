// What a file of journeys imports: `journey(title, screens, body)`. All journeys of a file share one demo
// centre and one browser; each has a context (cookies, cache) of its own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, SCREENS } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { Visitor } from './visitor.mjs';

export const EVERY_WIDTH = ['phone', 'desktop'];
export const EVERY_SCREEN = ['phone', 'desktop', 'withoutJavaScript'];

let demo;
let browser;

before(async () => {
  demo = await startDemo();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/**
 * Registers one journey for each of `screens`. `body` gets a `Visitor`; at the end nothing may have gone
 * wrong on the page (`visitor.faults`), and a failure leaves a picture behind.
 */
export function journey(title, screens, body) {
  for (const screen of screens) {
    test(`${title} (${screen})`, async () => {
      // At rest: while one page fades into the next, clicks go nowhere and pictures show both.
      const settings = { locale: 'zh-TW', timezoneId: 'Asia/Taipei', reducedMotion: 'reduce' };
      const context = await browser.newContext({ ...settings, ...SCREENS[screen] });
      context.setDefaultTimeout(15_000);
      const visitor = await Visitor.arrive(context, screen, demo.url);
      try {
        await body(visitor, demo);
        assert.deepEqual(visitor.faults, []);
      } catch (error) {
        await visitor.picture(`failed-${title.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`).catch(() => {});
        throw error;
      } finally {
        await context.close();
      }
    });
  }
}
