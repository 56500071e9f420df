// A resident signs in by a link, keeps a household, registers two children by ticking, is refused by age
// with other courses named, sees and copies the own data, and has them deleted.
import assert from 'node:assert/strict';
import { EVERY_WIDTH, journey } from './journey.mjs';

let people = 0;

/** Axe, width and a picture of one page. */
async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  assert.equal(await visitor.page.locator('h1').count(), 1);
  await visitor.picture(`family-${name}`);
}

async function addMember(visitor, name, birth, prefix) {
  const { page } = visitor;
  await visitor.visit(`${prefix}/residents/members/new`);
  await page.fill('input[name=name]', name);
  await page.selectOption('select[name=relation]', 'child');
  await page.fill('input[name=birth]', birth);
  if (birth === '2018-05-20') await look(visitor, `member${prefix.replace('/', '-')}`);
  await visitor.press('main form button.button');
}

/** A course that asks nothing and has room, by its id and address. */
async function roomy(visitor) {
  const answer = await fetch(new URL('/api/v1/courses?open=true', visitor.url));
  const courses = (await answer.json()).items.filter((c) => c.registration === 'open' && c.seats_left >= 8);
  for (const course of courses) {
    await visitor.visit(`/courses/${course.slug}/register`);
    if (await visitor.page.locator('#register [name^="q."]').count() === 0) return course;
  }
  return assert.fail('no course has room');
}

for (const prefix of ['', '/en']) {
  journey(`a family is kept, ticked, refused by age, and forgotten${prefix}`, EVERY_WIDTH, async (visitor) => {
    const { page } = visitor;
    people += 1;
    const email = `family${people}-${process.pid}@example.net`;
    const child = `林${String.fromCodePoint(0x4e00 + people + (process.pid % 800))}`;
    await visitor.visit(`${prefix}/residents`);
    await look(visitor, `outside${prefix.replace('/', '-')}`);
    await visitor.visit(`${prefix}/residents/sign-in`);
    await look(visitor, `sign-in${prefix.replace('/', '-')}`);
    await page.fill('input[name=email]', 'nonsense');
    await visitor.press('main form button.button');
    await page.waitForSelector('.error-summary');
    await page.fill('input[name=email]', email);
    await visitor.press('main form button.button');
    await look(visitor, `sent${prefix.replace('/', '-')}`);
    const link = await visitor.linkTo(email);
    await visitor.visit(new URL(link).pathname);
    await look(visitor, `link${prefix.replace('/', '-')}`);
    await visitor.press('main form button.button');
    await visitor.visit(new URL(link).pathname, 410);

    await addMember(visitor, `${child}華`, '2018-05-20', prefix);
    await addMember(visitor, `${child}美`, '2016', prefix);
    await look(visitor, `household${prefix.replace('/', '-')}`);
    await visitor.visit(`${prefix}/residents/adults`);
    await look(visitor, `invite${prefix.replace('/', '-')}`);

    const course = await roomy(visitor);
    await visitor.visit(`${prefix}/courses/${course.slug}/register`);
    await page.fill('#register input[name=name]', `${child}媽`);
    for (const box of await page.locator('input[name=along]').all()) await box.check();
    await look(visitor, `tick${prefix.replace('/', '-')}`);
    await visitor.press('#register button.button[name=next]');
    assert.equal(await page.locator('input[name="members[0].name"]').inputValue(), `${child}華`);
    assert.equal(await page.locator('input[name="members[1].name"]').inputValue(), `${child}美`);
    await look(visitor, `people${prefix.replace('/', '-')}`);
    const photos = page.locator('#register input[type=radio][value=no]');
    for (const no of await photos.all()) await no.check();
    await visitor.press('#register button.button[name=next]');
    await page.check('input[name=consent]');
    await visitor.press('#register button.button[name=send]');
    assert.match(await page.textContent('main'), new RegExp(`${child}美`));

    const other = await roomy(visitor);
    await visitor.enter(`/office/courses/${other.id}/entry`, 'director');
    await look(visitor, 'rules');
    await page.fill('#entry input[name=age_from]', '70');
    await visitor.press('#entry button.button');
    await page.waitForSelector('.notice.good');
    await visitor.visit(`${prefix}/courses/${other.slug}/register`);
    await page.fill('#register input[name=name]', `${child}媽`);
    await page.locator('input[name=along]').first().check();
    await visitor.press('#register button.button[name=next]');
    await visitor.press('#register button.button[name=next]');
    await page.waitForSelector('.error-summary');
    assert.match(await page.textContent('main'), /70/);
    await look(visitor, `refused${prefix.replace('/', '-')}`);
    await visitor.enter(`/office/courses/${other.id}/entry`, 'director');
    await page.fill('#entry input[name=age_from]', '');
    await visitor.press('#entry button.button');

    await visitor.visit(`${prefix}/residents/own-data`);
    assert.match(await page.textContent('main'), new RegExp(`${child}華`));
    await look(visitor, `own-data${prefix.replace('/', '-')}`);
    const copy = await page.request.get(new URL('/residents/own-data/copy.json', visitor.url).href);
    assert.equal((await copy.json()).email, email);
    await page.check('input[name=kind][value=deletion]');
    await visitor.press('#request button.button');
    await look(visitor, `asked${prefix.replace('/', '-')}`);
    await visitor.enter('/office/residents', 'director');
    await look(visitor, 'requests');
    await visitor.press('main table a');
    await look(visitor, 'request');
    await visitor.press('#decision button[value=grant]');
    await look(visitor, 'granted');
    await visitor.visit(`${prefix}/residents`);
    assert.doesNotMatch(await page.textContent('main'), new RegExp(`${child}華`));
  });
}

/** Signs in by the link of the newest letter. */
async function signIn(visitor, email) {
  const { page } = visitor;
  await visitor.visit('/residents/sign-in');
  await page.fill('input[name=email]', email);
  await visitor.press('main form button.button');
  await visitor.visit(new URL(await visitor.linkTo(email)).pathname);
  await visitor.press('main form button.button');
}

journey('another adult who is invited says yes, and nobody else can', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  people += 1;
  const [mother, grandmother] = ['mother', 'grandmother'].map((who) => `${who}${people}-${process.pid}@example.net`);
  await signIn(visitor, mother);
  await visitor.visit('/residents/adults');
  await page.fill('main form input[name=email]', grandmother);
  await visitor.press('main form button.button');
  const invitation = new URL(await visitor.linkTo(grandmother)).pathname;
  await visitor.visit(invitation, 410);
  await look(visitor, 'invitation-of-another');
  await page.context().clearCookies();
  await signIn(visitor, grandmother);
  await visitor.visit(invitation);
  await look(visitor, 'invitation');
  await visitor.press('main form button.button');
  await visitor.visit(invitation, 410);
});
