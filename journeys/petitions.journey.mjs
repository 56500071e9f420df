// A petition from the web form to the answer its writer reads; an oral record read back; more time asked for;
// a secret case that somebody else does not find.
import assert from 'node:assert/strict';
import { EVERY_WIDTH, journey } from './journey.mjs';

let people = 0;

/** Axe, width and a picture of one page. */
async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  assert.equal(await visitor.page.locator('h1').count(), 1);
  await visitor.picture(`petitions-${name}`);
}

async function write(page, email, nature) {
  await page.check(`input[name=nature][value=${nature}]`);
  if (nature === 'wrongdoing') await page.check('input[name=against][value=other]');
  await page.selectOption('select[name=topic]', 'courses');
  await page.fill('input[name=subject]', '希望增加週末的親子課');
  await page.fill('textarea[name=body]', '平日都要上班，週末的課太少。');
  await page.fill('input[name=name]', '王小美');
  await page.fill('input[name=email]', email);
}

/** The case with this number, as whoever is signed in. */
async function find(visitor, number) {
  await visitor.visit('/office/petitions');
  await visitor.page.fill('search input[name=q]', number);
  await visitor.press('search button');
  await visitor.press('main table a');
}

/** Opens an act of a case. */
async function unfold(page, form) {
  await page.locator(`details.act:has(form#${form}) > summary`).click();
}

journey('a petition goes from the web to its answer', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  people += 1;
  const email = `writer${people}@journey.example`;
  await visitor.visit('/opinions');
  await look(visitor, '1-form');
  await visitor.press('main form button.button');
  assert.ok(await page.locator('.error-summary').count());
  await look(visitor, '2-wrong');
  await write(page, email, 'suggestion');
  await page.check('input[name=consent]');
  await visitor.press('main form button.button');
  await look(visitor, '3-sent');
  await visitor.visit(await visitor.linkTo(email, '請確認'));
  await visitor.press('main form button.button');
  await look(visitor, '4-receipt');
  const number = await page.locator('dd strong').first().textContent();
  const receipt = page.url();
  for (const below of ['supplement', 'withdrawal']) {
    await visitor.visit(receipt);
    await visitor.press(`main a[href*="/${below}?"]`);
    await look(visitor, `4-${below}`);
  }
  await visitor.signIn('/office/petitions', 'promotion');
  await look(visitor, '5-inbox');
  await find(visitor, number);
  await look(visitor, '6-case');
  await unfold(page, 'extension');
  await page.fill('form#extension input[name=days]', '5');
  await page.fill('form#extension textarea', '要先問講師');
  await visitor.press('form#extension button.button');
  await visitor.signIn('/office/petitions', 'director');
  await find(visitor, number);
  await look(visitor, '7-decision');
  await visitor.press('form#decision button[name=approve]');
  await visitor.signIn('/office/petitions', 'promotion');
  await find(visitor, number);
  await unfold(page, 'reply');
  await page.fill('form#reply textarea', '明年起每月增加兩場。');
  await visitor.press('form#reply > div.actions:last-child button');
  await visitor.signIn('/office/petitions', 'director');
  await find(visitor, number);
  await visitor.press('form#decision button[name=approve]');
  await visitor.visit(await visitor.linkTo(email, '答復'));
  await look(visitor, '8-answer');
  assert.match(await page.textContent('main'), /明年起每月增加兩場/u);
});

journey('an oral record is read back, and a secret case is not found by another', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  people += 1;
  await visitor.signIn('/office/petitions/new', 'promotion');
  await look(visitor, '9-record');
  await page.selectOption('select[name=channel]', 'counter');
  await write(page, `teller${people}@journey.example`, 'wrongdoing');
  await visitor.press('main form button.button');
  const address = new URL(page.url()).pathname;
  await page.check('input[name=how][value=read-back]');
  await visitor.press('form#confirmation button.button');
  assert.equal(new URL(page.url()).pathname, '/office/petitions', 'whoever took it down has it no more');
  await visitor.signIn(address, 'director');
  assert.match(await page.textContent('main'), /已登錄/u);
  await page.locator('details.act:has(form#assignment) > summary').click();
  const handler = page.locator('form#assignment select[name=handler] option', { hasText: '推廣教育組' }).first();
  await page.selectOption('form#assignment select[name=handler]', await handler.getAttribute('value'));
  await visitor.press('form#assignment button.button');
  assert.match(await page.textContent('main'), /已分案/u);
  await page.locator('details.act:has(form#exclusion) > summary').click();
  await look(visitor, '9-exclusion');
  await visitor.signIn('/office/petitions', 'counselling');
  const answer = await page.request.get(new URL(address, visitor.url).href);
  assert.equal(answer.status(), 404);
  await visitor.signIn('/office/petitions-numbers', 'director');
  await look(visitor, '10-numbers');
  for (const noun of ['authority', 'arrangement', 'texts', 'checklists', 'mail']) {
    await visitor.visit(`/office/petitions/${noun}`);
    await look(visitor, `11-${noun}`);
  }
});

journey('a message that was set apart becomes a case, and finished cases go to the archive', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office/petitions/mail', 'counselling');
  const opening = page.locator('main form button', { hasText: '立案' }).last();
  if (await opening.count()) {
    await Promise.all([page.waitForNavigation(), opening.click()]);
    await look(visitor, '12-opened');
  }
  await visitor.signIn('/office/petitions-archive', 'director');
  await look(visitor, '13-archive');
  const picks = page.locator('input[name=case]');
  if (await picks.count()) {
    await visitor.press('form#archive button.button');
    assert.ok(await page.locator('.error-summary').count(), 'nothing was picked');
    await picks.first().check();
    await visitor.press('form#archive button.button');
  }
  await visitor.visit('/office/petitions?view=archived');
  await visitor.press('main table a');
  assert.match(await page.textContent('main'), /檔號/u);
});

journey('a report about the director is seen by the person of trust and not by the director', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  people += 1;
  await visitor.visit('/opinions');
  await write(page, `knower${people}@journey.example`, 'wrongdoing');
  await page.check('input[name=against][value=director]');
  await page.check('input[name=consent]');
  await visitor.press('main form button.button');
  await look(visitor, '14-passed');
  const number = await page.locator('dd strong').first().textContent();
  const code = (await page.locator('main p strong').first().textContent()).replaceAll(/\D/gu, '');
  await visitor.visit('/progress');
  await page.fill('main input[name=reference]', number);
  await page.fill('main input[name=contact]', code);
  await visitor.press('main form button.button');
  await look(visitor, '15-standing');
  await visitor.signIn('/office/petitions-passed', 'counselling');
  await look(visitor, '16-trusted');
  await visitor.press(`main table a:has-text("${number}")`);
  await look(visitor, '17-report');
  await visitor.signIn('/office/petitions', 'director');
  const answer = await page.request.get(new URL('/office/petitions-passed', visitor.url).href);
  assert.equal(answer.status(), 404);
});

journey('keys of one letter act on the list of cases while it has the focus, and nowhere else', ['desktop'], async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office/petitions', 'director');
  const links = page.locator('[data-keys] tbody th a');
  assert.ok(await links.count() > 1);
  const held = () => links.evaluateAll((all) => all.indexOf(document.activeElement));
  for (const key of ['j', 'k', '/']) await page.keyboard.press(key);
  assert.equal(await held(), -1);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
  await links.first().focus();
  await page.keyboard.press('j');
  assert.equal(await held(), 1);
  await page.keyboard.press('k');
  assert.equal(await held(), 0);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
});
