// A family of three finds a course, registers, looks its registration up and gives one seat back.
import assert from 'node:assert/strict';
import { EVERY_SCREEN, journey } from './journey.mjs';

/** A name nobody else of this file has: all journeys share one centre. */
let families = 0;
const familyName = () => `林${String.fromCodePoint(0x4e00 + (process.pid % 900) + (families += 1))}`;

/** Opens the form of a course with room for everyone who registers here; it asks nothing but who comes. Its page says `word`. */
async function openForm(visitor, prefix, word = '') {
  const answer = await fetch(new URL('/api/v1/courses?open=true', visitor.url));
  const roomy = (await answer.json()).items.filter((course) => course.registration === 'open' && course.seats_left >= 12);
  for (const { slug } of roomy) {
    await visitor.visit(`${prefix}/courses/${slug}`);
    if (!(await visitor.page.textContent('main')).includes(word)) continue;
    await visitor.press('main a[href$="/register"]');
    if (await visitor.page.locator('#register [name^="q."]').count() === 0) return;
  }
  assert.fail('no course has room for the families of these journeys');
}

const press = async (visitor, name) => {
  await visitor.press(`#register button.button[name="${name}"]`);
};

/** Looks at the page as it is: no barrier, not too wide, and a picture. */
async function look(visitor, name) {
  if (visitor.screen !== 'withoutJavaScript') await visitor.accessible();
  await visitor.fits();
  assert.equal(await visitor.page.locator('h1').count(), 1);
  await visitor.picture(`register-${name}`);
}

for (const [language, prefix] of [['zh-Hant', ''], ['en', '/en']]) {
  journey(`a family of three registers, looks up and gives one seat back in ${language}`, EVERY_SCREEN, async (visitor) => {
    const { page } = visitor;
    const family = familyName();
    await openForm(visitor, prefix);
    await look(visitor, `1-contact-${language}`);

    // A mistake first: it stands beside its field, and nothing is lost.
    await page.fill('[name="name"]', `${family}爸`);
    await press(visitor, 'next');
    assert.equal(await page.locator('.error-summary a').count(), 1);
    assert.equal(await page.inputValue('[name="name"]'), `${family}爸`);
    await look(visitor, `2-mistake-${language}`);
    visitor.forgive(/answer 422/);
    await page.fill('[name="phone"]', '0912-345-678');
    await press(visitor, 'next');

    for (const [place, name] of [[1, '媽'], [2, '寶']]) {
      await press(visitor, 'add');
      await page.fill(`[name="members[${place}].name"]`, family + name);
    }
    await page.fill('[name="members[2].birth_year"]', '108');
    await look(visitor, `3-people-${language}`);
    await press(visitor, 'next');
    for (const name of ['爸', '媽', '寶']) assert.ok((await page.textContent('main')).includes(family + name));
    await look(visitor, `4-check-${language}`);

    await page.check('[name="consent"]');
    await press(visitor, 'send');
    assert.match(new URL(page.url()).pathname, /\/progress\/[0-9A-Z-]+$/);
    const reference = (await page.textContent('.panel strong')).trim();
    assert.equal(await page.locator('figure.qr svg').count(), 3);
    await look(visitor, `5-receipt-${language}`);

    // Another day, another telephone: the number and the last digits open it.
    await visitor.visit(`${prefix}/progress`);
    await look(visitor, `6-progress-${language}`);
    await page.fill('[name="reference"]', reference.toLowerCase());
    await page.fill('[name="contact"]', '678');
    await visitor.press('main form button.button');
    assert.ok((await page.textContent('main')).includes(`${family}寶`));

    await visitor.press('main a[href*="/cancel?"]');
    await look(visitor, `7-cancel-${language}`);
    await page.getByLabel(`${family}媽`).check();
    await visitor.press('main form button[name="chosen"]');
    const left = await page.textContent('main');
    assert.ok(left.includes(`${family}寶`) && !left.includes(`${family}媽`), left);
    assert.equal(await page.locator('figure.qr svg').count(), 2);
    await look(visitor, `8-left-${language}`);
  });
}

journey('the form, the look-up and the receipt are reached by keyboard', ['phone', 'desktop'], async (visitor) => {
  await openForm(visitor, '');
  await visitor.keyboard();
  await visitor.visit('/progress');
  await visitor.keyboard();
});

journey('what was typed is still there when the page is opened again', ['phone'], async (visitor) => {
  const { page } = visitor;
  await openForm(visitor, '');
  await page.fill('[name="name"]', '王小明');
  await page.reload();
  assert.equal(await page.inputValue('[name="name"]'), '王小明');
});

journey('who wants to be in no picture says so, changes the contact, and the old link opens nothing', ['phone', 'withoutJavaScript'], async (visitor) => {
  const { page } = visitor;
  const family = familyName();
  const email = (name) => `${name}-${process.pid}-${visitor.screen.toLowerCase()}@example.org`;
  await openForm(visitor, '', '不想入鏡的人');
  await page.fill('[name="name"]', `${family}爸`);
  await page.fill('[name="email"]', email('old'));
  await press(visitor, 'next');
  await page.check('[name="members[0].q.photos"]');
  await press(visitor, 'next');
  assert.match(await page.textContent('main'), /不要拍到這個人/);
  await page.check('[name="consent"]');
  await press(visitor, 'send');
  const old = page.url();

  await visitor.press('main a[href*="/contact?"]');
  await look(visitor, '9-contact');
  await page.fill('[name="email"]', email('new'));
  await visitor.press('main form button.button');
  assert.match(await page.textContent('main'), /已更改聯絡資料/);
  await look(visitor, '10-contact-changed');
  const changed = page.url();
  await visitor.visit(old, 403);
  await look(visitor, '11-old-link');
  assert.ok(await page.getByRole('link', { name: '以報名編號查詢' }).isVisible());
  await visitor.visit(changed);
});
