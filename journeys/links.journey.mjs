// Pages one reaches by a link or late: interest and its letter, the place in line, identity numbers for hours,
// the next run, the declaration of a draw; each in both languages, on a telephone and a desk.
import assert from 'node:assert/strict';
import { EVERY_WIDTH, journey } from './journey.mjs';
import { press } from './visitor.mjs';

const LANGUAGES = [['zh', ''], ['en', '/en']];

async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  assert.equal(await visitor.page.locator('h1').count(), 1);
  await visitor.picture(`links-${name}`);
}

const courseOf = async (visitor, slug) => (await fetch(new URL(`/api/v1/courses/${slug}`, visitor.url))).json();

const send = (page) => press(page, '#register button.button[name="send"]');

/** Fills the form for one person up to the last press. */
async function fill(page, address, name, email) {
  await page.goto(`${address}/register`);
  await page.fill('[name="name"]', name);
  await page.fill('[name="email"]', email);
  await press(page, '#register button.button[name="next"]');
  const asked = page.locator('[name^="members[0].q."][type=radio]');
  if (await asked.count()) await asked.first().check();
  await press(page, '#register button.button[name="next"]');
  await page.check('[name="consent"]');
}

for (const [language, prefix] of LANGUAGES) {
  journey(`interest is confirmed by its letter in ${language}`, EVERY_WIDTH, async (visitor) => {
    const { page } = visitor, email = `wish-${language}-${visitor.screen}@test.example`;
    await visitor.visit(`${prefix}/courses/before-wedding/interest`);
    await look(visitor, `interest-${language}`);
    await page.fill('[name=email]', email);
    await page.fill('[name=persons]', '2');
    await visitor.press('main form button.button');
    await look(visitor, `interest-sent-${language}`);
    await visitor.linkTo(email);
    // The first link of the letter is the course, the last one confirms.
    await visitor.visit(await page.locator('pre.letter a').last().getAttribute('href'));
    await look(visitor, `interest-link-${language}`);
    await visitor.press('#interest button[name=confirm]');
    await look(visitor, `interest-kept-${language}`);
    await visitor.press('#interest button[name=leave]');
    await look(visitor, `interest-left-${language}`);
  });

  journey(`a number for the record of hours is given and taken back in ${language}`, EVERY_WIDTH, async (visitor) => {
    const { page } = visitor;
    await fill(page, `${visitor.url}${prefix}/courses/gentle-limits`, `時數 ${language}`, `hours-${language}-${visitor.screen}@test.example`);
    await send(page);
    await visitor.press('main a[href*="/hours/1"]');
    await look(visitor, `hours-${language}`);
    await page.locator('#hours [name=record]').first().check();
    await page.fill('#hours [name=id_number]', 'A123456788');
    await visitor.press('#hours button.button');
    await look(visitor, `hours-wrong-${language}`);
    await page.fill('#hours [name=id_number]', 'A123456789');
    await page.check('#hours [name=agree]');
    await visitor.press('#hours button.button');
    assert.match(await page.textContent('main'), /A12\*\*\*\*789/);
    await look(visitor, `hours-given-${language}`);
    const { id } = await courseOf(visitor, 'gentle-limits');
    await visitor.signIn(`${prefix}/office/courses/${id}/hours/civil-servant`);
    await look(visitor, `hours-record-${language}`);
  });

  journey(`those in line are asked about the next run in ${language}`, ['phone', 'desktop'], async (visitor) => {
    const { page } = visitor;
    // Each language and screen has a course of its own with people in line: they are asked once.
    const slugs = { zh: { phone: 'reading-together', desktop: 'three-generations' }, en: { phone: 'new-parents-night', desktop: 'couple-talk' } };
    const course = await courseOf(visitor, slugs[language][visitor.screen]);
    await visitor.signIn(`${prefix}/office/courses/${course.id}/carry`, 'director');
    await look(visitor, `carry-${language}`);
    await page.locator('#carry [name=to]').selectOption({ index: 1 });
    // Soon enough for any next run, one that begins tonight too.
    const soon = new Date(Date.now() + 9 * 3600e3).toISOString().slice(0, 16);
    await page.fill('#carry input[type=datetime-local]', soon);
    await visitor.press('#carry button.button');
    await look(visitor, `carried-${language}`);
    const link = new URL(await visitor.linkTo('', /要不要改等下一期|Wait for the next run/));
    await visitor.visit(`${prefix}${link.pathname.replace(/^\/en\//, '/')}${link.search}`);
    await look(visitor, `next-${language}`);
    await visitor.press('main form button[name=yes]');
    await look(visitor, `next-yes-${language}`);
  });

  journey(`staff declare a draw in ${language}`, EVERY_WIDTH, async (visitor) => {
    const { page } = visitor;
    for (const slug of ['forest-family-day', 'couple-talk']) {
      const { id } = await courseOf(visitor, slug);
      await visitor.signIn(`${prefix}/office/courses/${id}/draw`, 'director');
      await look(visitor, `draw-${slug}-${language}`);
    }
    // A course in preparation, whose places are to be drawn.
    await visitor.visit(`${prefix}/office/courses?q=春季`);
    await visitor.press('main a:has-text("明年春季課程"), main a:has-text("Next spring")');
    const course = new URL(page.url()).pathname;
    await visitor.visit(`${course}/edit`);
    await page.check('[name=method][value=lottery]');
    await visitor.press('form#course button.button:not(.quiet)');
    await visitor.visit(`${course}/draw`);
    await look(visitor, `draw-declare-${language}`);
    await page.fill('#draw [name=source]', '');
    await visitor.press('#draw button.button');
    assert.equal(await page.locator('#draw p.error').count(), 1);
    await look(visitor, `draw-refused-${language}`);
    await page.fill('#draw [name=source]', '開獎後第一期大樂透');
    await visitor.press('#draw button.button');
    await look(visitor, `draw-declared-${language}`);
  });

  journey(`who comes with very many others has a place in line in ${language}`, EVERY_WIDTH, async (visitor) => {
    const { page } = visitor, email = `line-${language}-${visitor.screen}@test.example`;
    await visitor.signIn('/office/settings/courses.desk_patience_ms', 'director');
    await page.fill('[name=value]', '0');
    await visitor.press('main form button.button');
    await visitor.context.clearCookies();
    // The same person in two windows: both stand in line, and one of them is registered by then.
    const other = await visitor.context.newPage();
    for (const one of [page, other]) await fill(one, `${visitor.url}${prefix}/courses/film-marriage`, `排隊 ${language}`, email);
    await send(other);
    await other.waitForURL(/\/progress\//);
    await send(page);
    await page.locator('#main, main').first().waitFor();
    assert.match(page.url(), /\/courses\/arrivals\//);
    await page.reload();
    await look(visitor, `arrival-${language}`);
  });
}
