import assert from 'node:assert/strict';
import { journey } from './journey.mjs';
import { press, Visitor } from './visitor.mjs';

async function seen(visitor, name) {
  await visitor.fits();
  await visitor.picture(`day-${name}`);
  await visitor.accessible();
}

journey('a volunteer and staff run the day on a phone', ['phone'], async (visitor, demo) => {
  const { page } = visitor;
  await visitor.signIn('/office');
  await visitor.visit('/office/day');
  const sessions = page.locator('main .cards h2 a');
  assert.ok(await sessions.count() > 0, 'the demonstration has a session today');
  await seen(visitor, 'today');
  await press(page, sessions.first());
  const board = page.url();
  await seen(visitor, 'board');

  // By hand: the reference that stands beside a name.
  const reference = (await page.locator('#marks tbody tr').first().innerText()).match(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/)[0];
  await page.fill('#f-code', reference);
  await press(page, page.locator('#code button.button'));
  assert.match(await page.locator('.verdict .said').innerText(), /歡迎/);
  await seen(visitor, 'party');
  await press(page, page.locator('#party button[name=came]').first());
  assert.match(await page.locator('.verdict .said').innerText(), /報到完成/);
  await seen(visitor, 'came');

  // A code that is none of ours, in big words.
  await page.fill('#f-code', 'https://example.org/ticket/1.2');
  await press(page, page.locator('#code button.button'));
  assert.match(await page.locator('.verdict .said').innerText(), /不是本中心/);
  await seen(visitor, 'no-code');

  // By list, narrowed while one types, and taken back.
  await page.goto(board);
  const missing = page.locator('#marks button[name=came]');
  const before = await missing.count();
  await press(page, missing.first());
  assert.equal(await missing.count(), before - 1);
  await press(page, page.locator('#undo button'));
  assert.equal(await missing.count(), before);

  // A walk-in; over the limit only when staff say why.
  await page.goto(`${board}/walk-in`);
  await page.fill('[name=name1]', '路過的林小姐');
  await press(page, page.locator('#walk-in > button.button'));
  if (await page.locator('[name=over]').count()) {
    await seen(visitor, 'full');
    await page.fill('[name=over]', '加了一張椅子');
    await press(page, page.locator('#walk-in > button.button'));
  }
  assert.match(await page.locator('.verdict .said').innerText(), /路過的林小姐/);

  await page.goto(`${board}/walk-in`);
  await seen(visitor, 'walk-in');
  await page.goto(board.replace(/day$/, 'head-count'));
  await page.fill('[name="n.female.65-plus"]', '12');
  await press(page, page.locator('#head-count > button.button'));
  assert.match(await page.locator('main').innerText(), /已儲存/);
  await seen(visitor, 'head-count');
  await page.goto(board.replace(/day$/, 'sheet'));
  await visitor.picture('day-sheet');
  await visitor.accessible();

  // A door link in the hands of a helper without an account, until staff end it.
  const course = board.match(/courses\/([^/]+)/)[1];
  await visitor.visit(`/office/courses/${course}/doors`);
  await page.fill('#f-label', '側門志工');
  await press(page, page.locator('#new button.button'));
  await seen(visitor, 'doors');
  const link = await page.locator('a.door-link').getAttribute('href');
  const context = await visitor.context.browser().newContext({ viewport: { width: 390, height: 844 }, isMobile: true, locale: 'zh-TW' });
  const helper = await Visitor.arrive(context, visitor.screen, demo.url);
  try {
    await helper.visit(new URL(link).pathname);
    await press(helper.page, helper.page.locator('#marks button[name=came]').first());
    assert.match(await helper.page.locator('.verdict .said').innerText(), /報到完成/);
    await seen(helper, 'door');
    await visitor.visit(`/office/courses/${course}/doors`);
    await press(page, page.locator('#doors button[name=door]').first());
    await helper.visit(new URL(link).pathname, 410);
    await seen(helper, 'door-ended');
    assert.deepEqual(helper.faults, []);
  } finally {
    await context.close();
  }

  await visitor.visit(`/office/courses/${course}/attendance`);
  await seen(visitor, 'attendance');
  await visitor.visit('/office/measures');
  await seen(visitor, 'measures');
  await visitor.visit('/office/measures/courses.attended');
  await seen(visitor, 'measure');
});

journey('a code is read with the camera where the browser can', ['phone'], async (visitor) => {
  const { page } = visitor;
  // Chromium on a server has neither a camera nor a reader: both are put in its place.
  await page.addInitScript(() => {
    globalThis.BarcodeDetector = class {
      static async getSupportedFormats() { return ['qr_code']; }
      async detect() { return [{ rawValue: 'not-one-of-ours.0' }]; }
    };
    const stream = () => document.createElement('canvas').captureStream();
    Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => stream() } });
    HTMLMediaElement.prototype.play = async () => {};
  });
  await visitor.signIn('/office', 'volunteer');
  await visitor.visit('/office/day');
  await press(page, page.locator('main .cards h2 a').first());
  await visitor.accessible();
  await visitor.keyboard();
  await Promise.all([page.waitForURL(/\/code$/, { waitUntil: 'domcontentloaded' }), page.click('.camera > button')]);
  assert.match(await page.locator('.verdict .said').innerText(), /不是本中心/);
});

journey('the day works without JavaScript', ['withoutJavaScript'], async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office', 'volunteer');
  await visitor.visit('/office/day');
  await press(page, page.locator('main .cards h2 a').first());
  await visitor.fits();
  const missing = page.locator('#marks button[name=came]');
  const before = await missing.count();
  await press(page, missing.last());
  assert.equal(await missing.count(), before - 1);
  const name = await page.locator('#marks tbody tr strong').first().innerText();
  await page.fill('input[name=q]', name);
  await press(page, page.locator('search button.button'));
  assert.ok(await page.locator('#marks tbody tr').count() < before);
  await visitor.picture('day-without-script');
});
