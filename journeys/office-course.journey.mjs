import assert from 'node:assert/strict';
import { EVERY_WIDTH, journey } from './journey.mjs';

/** Axe, width and a picture of the page as it is. */
async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  await visitor.picture(`office-${name}`);
}

/** A day so many days from now, as the fields take it. */
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

journey('staff make a course with two sessions and a question, announce it, and everyone sees it', ['desktop', 'phone'], async (visitor) => {
  const { page } = visitor;
  const title = `祖孫說故事 ${visitor.screen}`;
  await visitor.signIn('/office/courses/new');
  await page.fill('[name=title]', title);
  await page.fill('[name=summary]', '阿公阿嬤帶著孫子說故事。');
  await page.selectOption('[name=category]', 'filial');
  await page.selectOption('[name=teaching]', 'workshop');
  await page.selectOption('[name=audience]', 'grandparents');
  await page.selectOption('[name=district]', '64000070');
  await page.fill('[name=place]', '三樓教室');
  await page.fill('[name=contact_phone]', '07-215-3918');
  await page.fill('[name=starts_at]', `${day(20)}T09:00`);
  await page.fill('[name=ends_at]', `${day(20)}T11:00`);
  await page.fill('[name=opens_at]', `${day(-1)}T09:00`);
  await page.fill('[name=closes_at]', `${day(2)}T09:00`);
  await page.fill('[name=capacity]', '0');
  await visitor.press('form#course button.button:not(.quiet)');
  await page.waitForSelector('.error-summary');
  assert.equal(await page.inputValue('[name=title]'), title);
  await look(visitor, 'course-refused');
  await page.fill('[name=capacity]', '20');
  await visitor.press('form#course button.button:not(.quiet)');
  await page.waitForSelector('form#publish');
  const address = new URL(page.url()).pathname;
  await look(visitor, 'course-draft');

  await visitor.visit(`${address}/sessions`);
  await page.fill('[name=topic]', '第二次聚會');
  await visitor.press('form#session button.button');
  assert.equal(await page.locator('main tbody tr').count(), 2);
  await look(visitor, 'sessions');

  await visitor.visit(`${address}/questions`);
  await page.fill('[name=label]', '需要輪椅座位嗎？');
  await page.selectOption('[name=kind]', 'yes-no');
  await page.selectOption('[name=whose]', 'person');
  await visitor.press('form#question button.button');
  await page.getByText('需要輪椅座位嗎？').first().waitFor();
  await look(visitor, 'questions');

  await visitor.visit(address);
  await visitor.press('form#publish button');
  await look(visitor, 'course-announced');
  await visitor.visit(`/courses?q=${encodeURIComponent('祖孫說故事')}`);
  await visitor.press(`main a:has-text("${title}")`);
  assert.equal(await page.locator('h1').count(), 1);
  await page.getByText('三樓教室').first().waitFor();
});

for (const [language, prefix] of [['zh-Hant', ''], ['en', '/en']]) {
  journey(`the pages of planning have no barrier in ${language}`, EVERY_WIDTH, async (visitor) => {
    await visitor.signIn(`${prefix}/office`);
    await look(visitor, `board-${language}`);
    for (const place of ['courses', 'courses/new', 'courses/import', 'courses/attendance', 'rooms']) {
      await visitor.visit(`${prefix}/office/${place}`);
      await look(visitor, `${place.replace('/', '-')}-${language}`);
    }
    await visitor.press('main tbody th a');
    await look(visitor, `room-${language}`);
    await visitor.visit(`${prefix}/office/courses`);
    await visitor.press('main tbody th a');
    const address = new URL(visitor.page.url()).pathname;
    await look(visitor, `course-${language}`);
    for (const below of ['edit', 'sessions', 'questions', 'set-asides', 'series', 'history', 'interest', 'cancellation']) {
      await visitor.visit(`${address}/${below}`);
      await look(visitor, `course-${below}-${language}`);
    }
    await visitor.keyboard();
  });
}
