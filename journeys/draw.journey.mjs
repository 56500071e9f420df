// A lottery from the entry to the result that anybody repeats, and a group that registers earlier.
import assert from 'node:assert/strict';
import { EVERY_WIDTH, journey } from './journey.mjs';

async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  await visitor.picture(`draw-${name}`);
}

journey('a family enters a lottery and finds its code on the receipt', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  await visitor.visit('/en/courses/forest-family-day');
  assert.match(await page.textContent('main'), /sooner or later makes no difference/);
  await look(visitor, '1-course');
  await visitor.press('main a[href$="/register"]');
  await page.fill('[name="name"]', `Lin ${visitor.screen}`);
  await page.fill('[name="email"]', `lin-${visitor.screen}@test.example`);
  await visitor.press('#register button.button[name="next"]');
  await page.locator('[name^="members[0].q."][type=radio]').first().check();
  await visitor.press('#register button.button[name="next"]');
  await page.check('[name="consent"]');
  await visitor.press('#register button.button[name="send"]');
  assert.match(await page.textContent('h1'), /entered for the draw/);
  assert.match(await page.textContent('main'), /[0-9a-f]{16}/);
  await look(visitor, '2-receipt');
  await visitor.press('main a[href$="/draw"]');
  assert.match(await page.textContent('main'), /nothing is drawn yet/);
  await look(visitor, '3-open');
});

journey('everyone sees a draw repeated, looks a code up and takes the file', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  await visitor.visit('/en/courses/family-theatre/draw');
  assert.match(await page.textContent('main'), /has just repeated it with the same result/);
  await look(visitor, '4-drawn');
  const file = await (await fetch(new URL('/courses/family-theatre/draw.json', visitor.url))).json();
  const [code] = file.result.order[0];
  await page.fill('[name=code]', code);
  await visitor.press('form.look-up button');
  assert.match(await page.textContent('main'), /Number 1 in the drawn order/);
  await look(visitor, '5-code');
  await visitor.visit('/courses/family-theatre/draw');
  await look(visitor, '6-drawn-chinese');
});

journey('two colleagues type the public number, and the draw is made and published', ['desktop'], async (visitor) => {
  const { page } = visitor;
  const course = await (await fetch(new URL('/api/v1/courses/night-sky', visitor.url))).json();
  const office = `/en/office/courses/${course.id}/draw`;
  const type = async (number) => {
    await page.fill('[name=number]', number);
    await visitor.press('form#number button.button');
  };
  await visitor.signIn(office);
  await look(visitor, '7-office');
  await type('03 11 19 24 38 45');
  // Whoever typed it first does not confirm it too.
  assert.equal(await page.locator('form#number').count(), 0);
  await look(visitor, '8-first');
  await visitor.visit('/en/courses/night-sky/draw');
  assert.doesNotMatch(await page.textContent('main'), /has just repeated it/);
  await visitor.signIn(office, 'director');
  await type('03 11 19 24 38 46');
  assert.equal(await page.locator('#f-number-error').count(), 1, 'another number is no agreement');
  await type('03 11 19 24 38 45');
  await visitor.visit('/en/courses/night-sky/draw');
  assert.match(await page.textContent('main'), /has just repeated it with the same result/);
  await look(visitor, '8-published');
});

journey('staff let a district register earlier, and the page says so', ['desktop', 'phone'], async (visitor) => {
  const { page } = visitor;
  const course = await (await fetch(new URL('/api/v1/courses/before-wedding', visitor.url))).json();
  await visitor.signIn(`/en/office/courses/${course.id}/set-asides`, 'director');
  await page.fill('[name=label]', `Sinsing ${visitor.screen}`);
  await page.fill('[name=seats]', '3');
  await page.fill('[name=until_at]', new Date(Date.parse(course.opens_at) + 80 * 3_600_000).toISOString().slice(0, 16));
  await page.selectOption('[name=rule]', 'district');
  await page.fill('[name=given]', '新興區');
  await page.fill('[name=pool_opens_at]', new Date(Date.now() + 3_600_000).toISOString().slice(0, 16));
  await look(visitor, '9-pool');
  await visitor.press('form#set-aside button.button');
  await visitor.visit('/en/courses/before-wedding');
  assert.match(await page.textContent('main'), new RegExp(`For Sinsing ${visitor.screen} registration opens on`));
  await visitor.press('main a[href$="/interest"]');
  await look(visitor, '10-interest');
});
