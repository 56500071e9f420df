import assert from 'node:assert/strict';
import { EVERY_SCREEN, EVERY_WIDTH, journey } from './journey.mjs';
import { oneTimeCode } from './one-time-code.mjs';
import { PASSWORD } from './visitor.mjs';

const DIRECTOR = 'director@demo.example';

/** Axe, width and a picture of one page. */
async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  await visitor.picture(`accounts-${name}`);
}

journey('a colleague signs in, sees what went wrong, and gets where they wanted', EVERY_SCREEN, async (visitor) => {
  await visitor.visit('/office/account');
  await visitor.page.fill('input[name=email]', DIRECTOR);
  await visitor.page.fill('input[name=password]', 'Wrong-2026');
  await visitor.page.press('input[name=password]', 'Enter');
  await visitor.page.waitForSelector('.error-summary');
  assert.equal(await visitor.page.inputValue('input[name=email]'), DIRECTOR);
  await visitor.picture('accounts-refused');
  await visitor.page.fill('input[name=password]', PASSWORD);
  await visitor.page.press('input[name=password]', 'Enter');
  await visitor.page.waitForURL('**/office/account');
  await visitor.page.press('form.person button', 'Enter');
  await visitor.page.waitForURL('**/office/sign-in?out');
});

journey('the authenticator is asked for after the password', ['desktop'], async (visitor, demo) => {
  const secret = /authenticator secret: (\S+)/.exec(demo.printed())?.[1];
  if (!secret) return;
  await visitor.signIn('/office/account', 'operator');
  await look(visitor, 'second-factor');
  await visitor.page.fill('input[name=code]', oneTimeCode(secret));
  await visitor.page.keyboard.press('Enter');
  await visitor.page.waitForURL('**/office/account');
});

for (const [language, prefix] of [['zh-Hant', ''], ['en', '/en']]) {
  journey(`the pages of accounts are accessible in ${language}`, EVERY_WIDTH, async (visitor) => {
    await visitor.visit(`${prefix}/office/sign-in`);
    await look(visitor, `sign-in-${language}`);
    await visitor.signIn(`${prefix}/office/account`, 'director');
    await look(visitor, `own-${language}`);
    for (const page of ['account/password', 'account/second-factor', 'staff', 'staff/new', 'tokens']) {
      await visitor.visit(`${prefix}/office/${page}`);
      await look(visitor, `${page.replace('/', '-')}-${language}`);
    }
    await visitor.visit(`${prefix}/office/staff`);
    await visitor.page.click('main table a >> nth=1');
    await visitor.page.waitForLoadState();
    await look(visitor, `person-${language}`);
    await visitor.keyboard();
  });
}
