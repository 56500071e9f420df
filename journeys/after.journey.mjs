import assert from 'node:assert/strict';
import { journey } from './journey.mjs';
import { press } from './visitor.mjs';

async function seen(visitor, name) {
  await visitor.fits();
  await visitor.picture(`after-${name}`);
  await visitor.accessible();
}

/** The page of a registration, as its party opens it: by the reference and the telephone. */
async function openAsParty(visitor, registration) {
  const { page } = visitor;
  await page.goto(registration);
  const reference = (await page.locator('main').innerText()).match(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/)[0];
  const phone = (await page.locator('a[href^="tel:+886"]').first().getAttribute('href')).slice(-3);
  await visitor.visit('/progress');
  await page.fill('[name=reference]', reference);
  await page.fill('[name=contact]', phone);
  await press(page, page.locator('main form button.button'));
}

journey('from attendance to a certificate that anybody can check', ['phone', 'desktop'], async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office');
  // The case that waits leads to the course that ended last.
  await visitor.visit('/office/no-shows');
  await visitor.press('main table a');
  const registration = await page.locator('main p a[href*="/registrations/"]').getAttribute('href');
  const course = registration.match(/courses\/([^/]+)/)[1];
  await visitor.visit(`/office/courses/${course}/attendance`);
  await seen(visitor, 'attendance');
  await visitor.visit(`/office/courses/${course}/certificates`);
  await seen(visitor, 'certificates');
  const issue = page.locator('#issue button');
  if (await issue.count()) {
    await press(page, issue);
    assert.match(await page.locator('main').innerText(), /研習證明已發給/);
  }
  await press(page, page.locator('a.number-code').first());
  await seen(visitor, 'certificate');
  const number = page.url().match(/certificates\/([^/?]+)/)[1];
  const paper = await page.request.get(`${page.url().split('?')[0]}/paper`);
  assert.equal(paper.status(), 200);
  assert.equal((await paper.body()).subarray(0, 5).toString(), '%PDF-');

  await visitor.visit(`/certificates/${number}`);
  assert.match(await page.locator('main').innerText(), /這份證明有效/);
  await seen(visitor, 'valid');
  await visitor.visit(`/en/certificates/${number}`);
  assert.match(await page.locator('main').innerText(), /This certificate is valid/);
  await visitor.accessible();

  await visitor.visit(`/office/courses/${course}/certificates/${number}`);
  await page.fill('#withdraw [name=why]', '簽到資料有誤');
  await press(page, page.locator('#withdraw button'));
  await visitor.visit(`/certificates/${number}`);
  assert.match(await page.locator('main').innerText(), /這份證明已撤銷/);
  await seen(visitor, 'withdrawn');
  await visitor.visit('/certificates');
  await visitor.keyboard();
  await page.fill('[name=number]', '7777-7777-7');
  await press(page, page.locator('main form button.button'));
  await visitor.accessible();
});

journey('points for not coming: told before, appealed, decided by a person', ['phone'], async (visitor) => {
  const { page } = visitor;
  await visitor.visit('/no-shows');
  assert.match(await page.locator('main').innerText(), /記 1 點/);
  await seen(visitor, 'rule');
  await visitor.visit('/en/no-shows');
  await seen(visitor, 'rule-en');
  await visitor.signIn('/office');
  await visitor.visit('/office/no-shows');
  await seen(visitor, 'no-shows');
  // A case that counts: its party appeals.
  await visitor.press(page.locator('main table').last().locator('a').first());
  const decision = page.url();
  const registration = await page.locator('main p a[href*="/registrations/"]').getAttribute('href');
  await openAsParty(visitor, new URL(registration, page.url()).href);
  await seen(visitor, 'receipt');
  await press(page, page.locator('a[href*="/no-shows?k="]').first());
  await seen(visitor, 'points');
  await page.locator('details summary').first().click();
  await page.locator('textarea[name=appeal]').first().fill('當天發燒，有診斷證明。');
  await press(page, page.locator('main form button.button').first());
  assert.match(await page.locator('main').innerText(), /申訴已送出/);
  await seen(visitor, 'appealed');
  const points = page.url();
  await page.goto(decision);
  await page.check('[name=decision][value=remove]');
  await page.fill('[name=why]', '有診斷證明，銷點。');
  await seen(visitor, 'decide');
  await press(page, page.locator('#decide button.button'));
  assert.match(await page.locator('main').innerText(), /已決定/);
  await page.goto(points);
  assert.match(await page.locator('main').innerText(), /有診斷證明，銷點/);
});

journey('a paper is checked without JavaScript', ['withoutJavaScript'], async (visitor) => {
  const { page } = visitor;
  await visitor.visit('/certificates');
  await page.fill('[name=number]', 'K7Q2');
  await press(page, page.locator('main form button.button'));
  assert.equal(await page.inputValue('[name=number]'), 'K7Q2');
  await visitor.fits();
});
