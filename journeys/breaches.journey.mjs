// A breach of personal data: reported, whom to tell and until when, letters by two people, the authority, the end.
import assert from 'node:assert/strict';
import { EVERY_WIDTH, journey } from './journey.mjs';

/** Axe, width and a picture of one page. */
async function look(visitor, name) {
  await visitor.accessible();
  await visitor.fits();
  await visitor.picture(`breach-${name}`);
}

async function says(visitor, text) {
  assert.match(await visitor.page.textContent('main'), text);
}

journey('a breach is reported, told by two people to those concerned, to the authority, and closed', EVERY_WIDTH, async (visitor) => {
  const { page } = visitor;
  await visitor.signIn('/office/residents/breaches', 'promotion');
  await look(visitor, 'list');
  await visitor.press('main a.button');
  await look(visitor, 'report');
  await visitor.press('#report button.button');
  await page.waitForSelector('.error-summary');
  await look(visitor, 'report-refused');
  await page.fill('#report [name=how_known]', '民眾來電');
  await page.check('#report [name=kind][value=leaked]');
  await page.fill('#report [name=matters]', '親職課程報名');
  await page.check('#report [name=categories][value=treatment]');
  await page.fill('#report [name=records]', '12');
  await page.fill('#report [name=facts]', '附有備註的名單寄錯信箱。');
  await page.fill('#report [name=measures]', '已請收件人刪除。');
  await visitor.press('#report button.button');
  await says(visitor, /含有特種個資/);
  await says(visitor, /還有 7[12] 小時/);
  await look(visitor, 'reported');
  const address = new URL(page.url()).pathname;
  await visitor.press('#contain button');
  await page.fill('#draft [name=letter]', '寄給別人的名單裡有您的資料。');
  await page.fill('#draft [name=contact]', '推廣組 07-215-6000');
  await visitor.press('#draft button');
  await says(visitor, /擬稿/);

  await visitor.signIn(address, 'director');
  await page.fill('#people [name=addresses]', `陳小美, breach-${visitor.screen}@example.net\n林阿公`);
  await visitor.press('#people button');
  await says(visitor, /名單上 2 人，已通知 0 人/);
  await visitor.press('#approve button');
  await look(visitor, 'approved');
  await page.check('#authority [name=way][value=system]');
  await page.fill('#authority [name=reference]', '115-0042');
  await visitor.press('#authority button');
  await says(visitor, /在時限內/);
  // The letter leaves within a moment; whoever has no e-mail is told by telephone.
  for (let tries = 0; tries < 20 && !/信已寄出/.test(await page.textContent('main')); tries += 1) {
    await page.waitForTimeout(500);
    await visitor.visit(address);
  }
  await visitor.press('main td button[value=phone]');
  await says(visitor, /已通知 2 人/);
  await visitor.press('#close button');
  await says(visitor, /已結案/);
  await look(visitor, 'closed');
  await visitor.visit('/residents/breaches');
  await look(visitor, 'public');
  await visitor.visit(`/en${address}`);
  await look(visitor, 'closed-en');
});
