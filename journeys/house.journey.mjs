import assert from 'node:assert/strict';
import { EVERY_WIDTH, journey } from './journey.mjs';

/** Axe, width and a picture of one page. */
async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  await visitor.picture(`house-${name}`);
}

for (const [language, prefix] of [['zh-Hant', ''], ['en', '/en']]) {
  journey(`the pages that keep the house are accessible in ${language}`, EVERY_WIDTH, async (visitor) => {
    await visitor.signIn(`${prefix}/office/outbox`, 'director');
    await look(visitor, `outbox-${language}`);
    const letter = visitor.page.locator('main table a');
    if (await letter.count()) {
      await visitor.press(letter.first());
      await look(visitor, `letter-${language}`);
    }
    // Not on a page with date fields: the browser stops there once for each part of a date.
    await visitor.keyboard();
    const pages = [
      'calendar', 'calendar?received=2026-09-21&mode=work&days=6', 'calendar/2026', 'calendar/2026?calendar=school', 'rules', 'rules/petitions.calendar',
      'rules/petitions.reply_days', 'settings', 'settings/accounts.second_factor', 'settings/centre.phone', 'trail',
      'webhooks', 'settings/centre.office_hours',
    ];
    for (const page of pages) {
      await visitor.visit(`${prefix}/office/${page}`);
      await look(visitor, `${page.replaceAll(/[^a-z0-9]+/g, '-')}-${language}`);
    }
  });
}

journey('a limit is counted, and a wrong day is said beside its field', EVERY_WIDTH, async (visitor) => {
  await visitor.signIn('/office/calendar', 'director');
  await visitor.page.fill('input[name=received]', '2026-09-21');
  await visitor.page.fill('input[name=days]', '6');
  await visitor.page.click('main search button');
  await visitor.page.waitForSelector('.notice.info');
  assert.match(await visitor.page.textContent('.notice.info'), /民國115年10月1日/);
  await visitor.page.click('main details summary');
  await look(visitor, 'sum');
  await visitor.page.fill('#closure input[name=day]', '2026-09-26');
  await visitor.page.click('#closure button[type=submit]');
  await visitor.page.waitForSelector('.error-summary');
  await look(visitor, 'closure-refused');
});
