// The clock and the ways out of a petition: a typhoon day moves its limit; one that nobody stands behind is left
// without an answer, by two people; and the form of residents works in English and without JavaScript.
import assert from 'node:assert/strict';
import { EVERY_SCREEN, EVERY_WIDTH, journey } from './journey.mjs';

let people = 0;

/** Axe, width and a picture of one page. */
async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  await visitor.picture(`petitions-office-${name}`);
}

/** Whoever is signed in types in a letter; the address of its case. */
async function typeIn(visitor, subject, topic = 'courses') {
  const { page } = visitor;
  await visitor.visit('/office/petitions/new');
  await page.selectOption('select[name=channel]', 'letter');
  await page.check('input[name=nature][value=suggestion]');
  await page.selectOption('select[name=topic]', topic);
  await page.fill('input[name=subject]', subject);
  await page.fill('textarea[name=body]', '和去年說的一樣。');
  await page.fill('input[name=name]', '陳來信');
  await page.fill('input[name=phone]', '07-2153918');
  await visitor.press('main form button.button');
  return new URL(page.url()).pathname;
}

/** The day on which the limit of the case before one's eyes ends. */
function due(page) {
  return page.locator('dl.facts time[datetime]').first().getAttribute('datetime');
}

/** The day on which the limit of a case ends once it is another one, or after a while. */
async function moved(visitor, address, before) {
  let after = before;
  for (let tries = 0; tries < 60 && after === before; tries += 1) {
    await visitor.page.waitForTimeout(250);
    await visitor.visit(address);
    after = await due(visitor.page);
  }
  return after;
}

journey('a day on which schools close moves the case of a school and no other', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office/petitions', 'director');
  const ofOffice = await typeIn(visitor, '週末的課太少');
  const stays = await due(page);
  const ofSchool = await typeIn(visitor, '希望到學校辦講座', 'school');
  assert.match(await page.locator('main').textContent(), /依學校行事曆計算/u);
  await look(visitor, 'school-case');
  const before = await due(page);
  await visitor.visit('/office/calendar');
  await page.fill('form#closure input[name=day]', before);
  await page.fill('form#closure input[name=reason]', '豪雨停課');
  await page.uncheck('form#closure input[name=calendars][value=office]');
  await page.uncheck('form#closure input[name=calendars][value=school]');
  await visitor.press('form#closure button.button');
  assert.ok(await page.locator('form#closure .error').count(), 'a closure holds for a calendar');
  assert.equal(await page.inputValue('form#closure input[name=reason]'), '豪雨停課');
  await look(visitor, 'closure-of-nobody');
  await page.check('form#closure input[name=calendars][value=school]');
  await visitor.press('form#closure button.button');
  await look(visitor, 'calendars');
  assert.ok((await moved(visitor, ofSchool, before)) > before, `${before} is the limit still`);
  assert.match(await page.locator('main').textContent(), /行事曆變動，重算期限/u);
  await visitor.visit(ofOffice);
  assert.equal(await due(page), stays, 'offices work on that day');
});

journey('a day on which offices close moves the limit of a case, and the case says so', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office/petitions', 'director');
  const address = await typeIn(visitor, '週末的課太少');
  const before = await due(page);
  await visitor.visit('/office/calendar');
  await page.fill('form#closure input[name=day]', before);
  await page.fill('form#closure input[name=reason]', '颱風停班');
  await visitor.press('form#closure button.button');
  const after = await moved(visitor, address, before);
  assert.ok(after > before, `${before} is the limit still`);
  assert.match(await page.locator('main').textContent(), /行事曆變動，重算期限/u);
  await look(visitor, '1-typhoon');
});

journey('a letter that repeats what was answered is left without an answer, by two people', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office/petitions', 'promotion');
  const address = await typeIn(visitor, '沒有具體內容的來信');
  await page.locator('details.act:has(form#leave) > summary').click();
  await page.fill('form#leave textarea', '沒有說是哪一件事，也問不出來。');
  await visitor.press('form#leave button.button');
  assert.ok(await page.locator('form#leave .error').count(), 'without a ground nobody is left alone');
  assert.equal(await page.inputValue('form#leave textarea'), '沒有說是哪一件事，也問不出來。');
  await page.locator('form#leave input[name=ground]').first().check();
  await visitor.press('form#leave button.button');
  await visitor.signIn(address, 'director');
  await look(visitor, '2-ground');
  await visitor.press('form#decision button[name=approve]');
  assert.match(await page.locator('dl.facts').first().textContent(), /不予處理/u);
  await look(visitor, '3-left');
});

journey('a resident writes in English, with and without JavaScript', EVERY_SCREEN, async (visitor) => {
  const { page } = visitor;
  people += 1;
  const email = `Reader${people}@journey.example`;
  await visitor.visit('/en/opinions');
  await page.check('input[name=nature][value=suggestion]');
  await page.selectOption('select[name=topic]', 'courses');
  await page.fill('input[name=subject]', 'More courses at weekends');
  await page.fill('input[name=email]', email);
  await visitor.press('main form button.button');
  assert.ok(await page.locator('.error-summary').count());
  assert.equal(await page.inputValue('input[name=subject]'), 'More courses at weekends');
  await page.fill('textarea[name=body]', 'We both work on weekdays.');
  await page.fill('input[name=name]', 'Mei Wang');
  await page.check('input[name=consent]');
  await visitor.press('main form button.button');
  assert.match(await page.locator('h1').textContent(), /\w/u);
  const link = await visitor.linkTo(email);
  assert.match(link, /\/en\//u);
  await visitor.visit(link);
  await visitor.press('main form button.button');
  assert.ok(await page.locator('dd strong').first().textContent());
});

/** Whoever is signed in makes a destruction list, or looks at the one that is there. */
async function makeList(visitor) {
  await visitor.visit('/office/petitions-retention');
  await visitor.press('form#make button.button');
}

/** Every unit with cases on the list before one's eyes agrees. */
async function agree(visitor) {
  const { page } = visitor;
  const sections = await page.locator('form#opinion select[name=section] option').evaluateAll((all) => all.map((one) => one.value).filter(Boolean));
  for (const section of sections) {
    await page.selectOption('form#opinion select[name=section]', section);
    await page.check('form#opinion input[value=agrees]');
    await visitor.press('form#opinion button.button');
  }
}

journey('cases whose years are over are listed, one is held back, and the list is dropped', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office/petitions', 'director');
  await visitor.visit('/office/petitions-retention');
  await look(visitor, '4-retention');
  await makeList(visitor);
  const address = new URL(page.url()).pathname;
  await look(visitor, '5-list');
  const cases = page.locator('table').last().locator('tbody tr');
  const before = await cases.count();
  const number = (await cases.first().locator('a').textContent()).split('/').pop();
  await visitor.visit('/office/petitions-retention');
  await page.fill('form#hold input[name=number]', number);
  await visitor.press('form#hold button.button');
  assert.ok(await page.locator('form#hold .error').count(), 'a reason is needed');
  assert.equal(await page.inputValue('form#hold input[name=number]'), number);
  await page.fill('form#hold textarea', '訴願中');
  await visitor.press('form#hold button.button');
  await look(visitor, '6-held');
  await visitor.visit(address);
  assert.equal(await cases.count(), before - 1);
  await visitor.press('form#approval button.button');
  await look(visitor, '7-unsure');
  await page.locator('details:has(form#dropping) > summary').click();
  await visitor.press('form#dropping button.button');
});

journey('an approved list is carried out: its cases are gone, their numbers and the figures stay', ['desktop'], async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office/petitions', 'director');
  await makeList(visitor);
  const address = new URL(page.url()).pathname;
  const old = await page.locator('table').last().locator('tbody a').first().getAttribute('href');
  await agree(visitor);
  await page.fill('form#approval input[name=agency]', '檔案管理局');
  await page.fill('form#approval input[name=approved_on]', new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10));
  await page.fill('form#approval input[name=letter]', '檔徵字第1號');
  await page.check('form#approval input[name=sure]');
  await visitor.press('form#approval button.button');
  for (let tries = 0; tries < 120 && (await page.locator('table').last().locator('tbody a').count()) > 0; tries += 1) {
    await page.waitForTimeout(250);
    await visitor.visit(address);
  }
  await look(visitor, '8-destroyed');
  const answer = await page.request.get(new URL(old, page.url()).href);
  assert.equal(answer.status(), 404);
});

for (const [language, prefix] of [['zh-Hant', ''], ['en', '/en']]) {
  journey(`the pages around petitions have no barrier in ${language}`, EVERY_WIDTH, async (visitor) => {
    const { page } = visitor;
    await visitor.visit(`${prefix}/opinions/numbers`);
    await look(visitor, `numbers-${language}`);
    await visitor.signIn(`${prefix}/office/petitions/asking`, 'director');
    await look(visitor, `asking-${language}`);
    for (const noun of ['opinions', 'mail']) {
      await visitor.visit(`${prefix}/office/petitions/${noun}`);
      await look(visitor, `${noun}-${language}`);
    }
    for (const noun of ['texts', 'checklists']) {
      await visitor.visit(`${prefix}/office/petitions/${noun}`);
      await visitor.press('main table a');
      await look(visitor, `one-of-${noun}-${language}`);
      await visitor.keyboard();
    }
    await visitor.visit(`${prefix}/office/petitions-reports`);
    await look(visitor, `reports-${language}`);
    await visitor.press('form#freeze button');
    assert.ok(await page.locator('.error-summary').count());
    await look(visitor, `reports-wrong-${language}`);
    await page.fill('form#freeze input[name=title]', `${language} ${visitor.screen}`);
    await visitor.press('form#freeze button');
    await look(visitor, `report-${language}`);
  });
}
