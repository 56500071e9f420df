// Finding a course, from the first page to its calendar file and the way in.
import assert from 'node:assert/strict';
import { EVERY_SCREEN, EVERY_WIDTH, journey } from './journey.mjs';
import { press } from './visitor.mjs';

journey('a resident finds a course by two characters and reads all about it', EVERY_SCREEN, async (visitor) => {
  const { page } = visitor;
  await visitor.visit('/');
  await page.getByLabel('想找什麼？').fill('共讀');
  await page.getByRole('button', { name: '找課程' }).click();
  await page.waitForURL(/\/courses\?q=/);
  const found = page.locator('.cards .card h3 a');
  assert.deepEqual(await found.allTextContents(), ['親子共讀：把故事讀成對話']);
  assert.equal(await page.getByLabel('想找什麼？').inputValue(), '共讀');
  await found.click();
  await page.waitForURL(/\/courses\/reading-together$/);
  for (const heading of ['課程內容', '上課時間', '怎麼錄取', '課程資訊', '分享這門課']) {
    assert.ok(await page.getByRole('heading', { name: heading }).isVisible(), heading);
  }
  assert.ok(await page.getByRole('img', { name: /QR 碼/ }).isVisible());
  await visitor.fits();
  const file = await page.request.get(new URL('/courses/reading-together/calendar.ics', visitor.url).href);
  assert.match(await file.text(), /BEGIN:VEVENT[\s\S]*STATUS:CONFIRMED/);
  await visitor.picture('browse-course');
});

journey('the list is narrowed, paged and cleared', EVERY_SCREEN, async (visitor) => {
  const { page } = visitor;
  await visitor.visit('/courses');
  const first = await page.locator('.cards .card h3 a').allTextContents();
  await page.getByRole('link', { name: '下一頁' }).click();
  await page.waitForURL(/after=/);
  const second = await page.locator('.cards .card h3 a').allTextContents();
  assert.ok(second.length > 0 && second.every((title) => !first.includes(title)));
  await page.getByLabel('類別').selectOption({ label: '婚姻教育' });
  await page.getByLabel('只看還有名額的').check();
  await page.getByRole('button', { name: '搜尋' }).click();
  await page.waitForURL(/category=marriage/);
  assert.ok(await page.locator('.cards .card').count() > 0);
  assert.equal(await page.locator('.cards .card .tag.bad').count(), 0);
  await visitor.fits();
  await visitor.picture('browse-narrowed');
  await page.getByRole('link', { name: '清除條件' }).click();
  await page.waitForURL(/\/courses$/);
});

journey('pages of courses have no barrier', EVERY_WIDTH, async (visitor) => {
  const addresses = ['/', '/courses', '/courses?q=沒有這種課', '/courses?from=2026-01-01', '/courses/reading-together',
    '/courses/pocket-money', '/courses/calm-parents', '/courses/single-parent-circle', '/feeds', '/api', '/signage',
    '/en', '/en/courses', '/en/courses/three-generations'];
  for (const address of addresses) {
    await visitor.visit(address);
    await visitor.accessible();
    if (address !== '/signage') await visitor.keyboard();
    await visitor.fits();
  }
});

journey('the lists of courses reflow at four hundred per cent', ['desktop'], async (visitor) => {
  const { page } = visitor;
  await page.setViewportSize({ width: 320, height: 256 });
  for (const start of ['/courses', '/en/courses']) {
    await visitor.visit(start);
    await visitor.fits();
    for (let more = page.locator('a[rel="next"]'); await more.count() > 0;) {
      await press(page, more);
      await visitor.fits();
    }
  }
});

journey('registration that has not opened counts down by the clock of the server', ['phone', 'desktop'], async (visitor) => {
  await visitor.visit('/courses/before-wedding');
  const left = visitor.page.locator('.countdown .left');
  await left.waitFor({ state: 'visible' });
  assert.match(await left.textContent(), /\d+ ?天.*\d\d:\d\d:\d\d/);
  assert.ok(await visitor.page.getByRole('link', { name: '先填寫報名表' }).isVisible());
});

journey('the lobby board fetches itself anew', ['desktop'], async (visitor) => {
  await visitor.visit('/signage');
  assert.ok(await visitor.page.locator('tbody tr').count() > 0);
  assert.equal(await visitor.page.locator('body').getAttribute('data-refresh'), '60');
  await visitor.picture('signage');
});

journey('past courses stand in an archive with how many came, and lead to their pages', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  await visitor.visit('/courses/past');
  await visitor.accessible();
  await visitor.keyboard();
  await visitor.fits();
  await visitor.picture('browse-past');
  const rows = page.locator('main tbody tr');
  const all = await rows.count();
  assert.ok(all > 5, `${all} past courses`);
  assert.match(await page.textContent('main tbody'), /\d+/);
  await page.getByLabel('類別').selectOption({ label: '親職教育' });
  await page.getByRole('button', { name: '搜尋' }).click();
  await page.waitForURL(/category=parenting/);
  for (const row of await rows.allTextContents()) assert.match(row, /親職教育/);
  await page.locator('main tbody a').first().click();
  await page.waitForURL(/\/courses\/[a-z0-9-]+$/);
  assert.equal(await page.locator('main a[href$="/register"]').count(), 0);
  await visitor.accessible();
  await visitor.visit('/en/courses/past');
  await visitor.accessible();
});
