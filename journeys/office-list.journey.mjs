import assert from 'node:assert/strict';
import { EVERY_WIDTH, journey } from './journey.mjs';

/** Axe, width and a picture of one page. */
async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  await visitor.picture(`office-${name}`);
}

/** The list of the first announced course that fits. */
async function listOf(demo, fits) {
  const { items } = await (await fetch(`${demo.url}/api/v1/courses`)).json();
  const course = items.find((one) => one.status === 'published' && fits(one));
  assert.ok(course, 'the demo centre has no such course');
  return `/office/courses/${course.id}/registrations`;
}

const isFull = (course) => course.seats_left === 0 && course.waiting > 0;
const hasRoom = (course) => course.seats_left > 3 && course.waiting === 0 && course.method === 'order';

journey('somebody without e-mail is registered at the counter within a minute', ['desktop'], async (visitor, demo) => {
  const list = await listOf(demo, hasRoom);
  await visitor.signIn(list);
  await look(visitor, 'list');
  const began = Date.now();
  await visitor.press(`a[href="${list}/new"]`);
  await look(visitor, 'counter');
  await visitor.page.fill('input[name=name]', '陳阿嬤');
  await visitor.page.fill('input[name=phone]', '0912-345-678');
  await visitor.page.fill('input[name=m2-name]', '陳小孫');
  await visitor.page.press('input[name=m2-name]', 'Enter');
  await visitor.page.waitForURL('**?done=registered');
  assert.ok(Date.now() - began < 60_000, 'it took more than a minute');
  await look(visitor, 'registration');
  assert.match(await visitor.page.textContent('main'), /正取/);
  // One of the two is cancelled again; somebody must be called.
  await visitor.page.check('input[name=seat] >> nth=1');
  await visitor.page.fill('#cancellation input[name=cancel-why]', '小孫感冒');
  await visitor.press('#cancellation button[value=picked]');
  assert.match(await visitor.page.textContent('main'), /待電話通知/);
  await look(visitor, 'registration-called');
  await visitor.page.click('#call button');
  await visitor.page.waitForURL('**?done=called');
});

journey('a full course is passed only with a reason, and its line explains itself', ['desktop'], async (visitor, demo) => {
  const list = await listOf(demo, isFull);
  await visitor.signIn(`${list}/new`);
  await visitor.page.fill('input[name=name]', '林急件');
  await visitor.page.fill('input[name=phone]', '0933222111');
  await visitor.page.fill('input[name=over]', '社工轉介的家庭');
  await visitor.press('#counter button.button:not(.secondary)');
  assert.match(await visitor.page.textContent('main'), /正取/);
  assert.match(await visitor.page.textContent('main'), /社工轉介的家庭/);
  await look(visitor, 'over-the-limit');
  for (const [page, name] of [['queue', 'queue'], ['people', 'people'], ['print', 'print'], ['?view=line', 'line']]) {
    await visitor.visit(page.startsWith('?') ? list + page : `${list}/${page}`);
    await look(visitor, name);
  }
});

journey('a letter to all is looked at before it goes', ['desktop'], async (visitor, demo) => {
  const list = await listOf(demo, isFull);
  await visitor.signIn(`${list}/messages`);
  await look(visitor, 'letter');
  await visitor.page.fill('input[name=subject]', '{{ course }} 行前提醒');
  await visitor.page.fill('textarea[name=body]', '{{ name }} 您好：\n\n請攜帶水壺。\n\n您的報名：{{ link }}');
  await visitor.press('#message button.button');
  assert.match(await visitor.page.textContent('main'), /\/progress\//);
  await look(visitor, 'letter-preview');
  await visitor.press('#send button[name=send]');
  await look(visitor, 'letter-log');
});

journey('who may only look finds nothing to press', ['desktop', 'phone'], async (visitor, demo) => {
  const list = await listOf(demo, isFull);
  await visitor.signIn(`/en${list}`, 'accountant');
  await look(visitor, 'list-accountant-en');
  assert.equal(await visitor.page.locator(`a[href$="/registrations/new"]`).count(), 0);
  await visitor.keyboard();
});

journey('one person registered twice is found on the page of all courses, merged, and moved elsewhere', ['desktop', 'phone'], async (visitor, demo) => {
  const { page } = visitor;
  const list = await listOf(demo, hasRoom);
  const name = `重複${visitor.screen === 'phone' ? '甲' : '乙'}${process.pid % 1000}`;
  await visitor.signIn(list);
  for (const phone of ['0911-000-111', '0922-000-222']) {
    await visitor.visit(`${list}/new`);
    await page.fill('input[name=name]', name);
    await page.fill('input[name=phone]', phone);
    await Promise.all([page.waitForURL('**?done=registered'), page.press('input[name=phone]', 'Enter')]);
  }
  await visitor.visit('/office/courses');
  await visitor.press(page.getByRole('link', { name: '全部課程的重複與撞期' }));
  await look(visitor, 'doubles');
  await visitor.keyboard();
  const row = page.locator('main tbody tr', { hasText: name });
  assert.match(await row.textContent(), /姓名相同，聯絡方式不同/);
  await Promise.all([page.waitForURL('**?done=merged'), row.getByRole('button').click()]);
  await visitor.visit('/office/courses/doubles?at=hour');
  await look(visitor, 'doubles-hour');
  await visitor.visit('/office/courses/doubles');
  assert.equal(await page.locator('main tbody tr', { hasText: name }).count(), 0);

  await visitor.visit('/office/registrations');
  await look(visitor, 'look-up');
  await page.fill('search input[name=q]', name);
  await visitor.press('search button');
  await look(visitor, 'look-up-found');
  await page.locator('main tbody a', { hasText: name }).first().click();
  await page.waitForURL(/registrations\/[0-9a-f-]{36}/);
  await page.locator('main a[href$="/move"]').click();
  await page.waitForURL('**/move');
  await look(visitor, 'move');
  await page.locator('#move select[name=to]').selectOption({ index: 1 });
  await visitor.press('#move button.button');
  assert.match(await page.textContent('.error-summary'), /理由|填/);
  visitor.forgive(/answer 422/);
  await look(visitor, 'move-refused');
  await visitor.visit(`${list.replace(/\/registrations$/, '')}/history`);
  await look(visitor, 'history');
});

journey('staff see what became of those who looked, and where nothing was held', EVERY_WIDTH, async (visitor) => {
  await visitor.signIn('/office/courses/funnel');
  assert.match(await visitor.page.textContent('main'), /從瀏覽到出席/);
  await look(visitor, 'funnel');
  await visitor.page.click('figure.chart summary');
  await visitor.visit('/office/courses/districts');
  assert.equal(await visitor.page.locator('svg.tiles text.tile-name').count(), 38);
  await look(visitor, 'districts');
  await visitor.visit('/en/office/courses/districts');
  await look(visitor, 'districts-en');
});
