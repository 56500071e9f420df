import assert from 'node:assert/strict';
import { EVERY_SCREEN, EVERY_WIDTH, journey } from './journey.mjs';

/** Axe, width and a picture of one page. */
async function look(visitor, name) {
  if (visitor.screen !== 'withoutJavaScript') await visitor.accessible();
  await visitor.fits();
  await visitor.picture(`plan-${name}`);
}

const says = async (visitor, text) => assert.match(await visitor.page.textContent('main'), text);
const state = (visitor, act) => visitor.press(`#state button[value=${act}]`);

// Every screen brings in a plan of a year of its own.
const YEARS = { phone: 117, desktop: 118, withoutJavaScript: 119 };
const TABLE = `code,area,strategy,action,units,indicator,target,counted_in
1.1,一、基礎服務,（一）流程,檢視表單與流程,推廣教育組,檢視次數,2,次
1.2,一、基礎服務,（一）流程,寫清楚專線流程,輔導教育組,流程圖,4,張
`;

journey('a plan comes in, is assigned, proven, approved, published and shown to evaluators', EVERY_SCREEN, async (visitor) => {
  const year = YEARS[visitor.screen] ?? 120;
  await visitor.signIn('/office/plan/import');
  await look(visitor, 'import');
  const file = (content) => visitor.page.setInputFiles('input[name=file]', { name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await visitor.page.fill('input[name=year]', String(year));
  await file(TABLE.replace('推廣教育組', '行銷組'));
  await visitor.press('#import button');
  await says(visitor, /不認得的業務單位：行銷組/);
  await look(visitor, 'import-refused');
  await file(TABLE);
  await visitor.press('#import button');
  await says(visitor, /已匯入 2 項/);
  await visitor.press('.notice a');
  const plan = new URL(visitor.page.url()).pathname;
  await visitor.press('a[href$="/assign"]');
  await visitor.page.selectOption('select[name=owner]', { index: 1 });
  await look(visitor, 'assign');
  await visitor.press('#assign button');
  await visitor.press('tbody a');
  await look(visitor, 'leaf');
  await visitor.page.click('details:has(#document) > summary');
  await visitor.page.fill('#document input[name=title]', '檢視紀錄');
  await visitor.page.setInputFiles('#document input[name=file]', { name: 'record.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
  await visitor.press('#document button');
  await says(visitor, /檢視紀錄/);
  await visitor.visit(plan);
  await visitor.page.click('main details > summary');
  await look(visitor, 'names');
  await state(visitor, 'review');
  await look(visitor, 'reviewed');
  await visitor.signIn(plan, 'director');
  await state(visitor, 'approve');
  await state(visitor, 'publish');
  await says(visitor, /已公開/);
  await visitor.visit(`${plan}/links`);
  await visitor.page.fill('#link input[name=name]', '訪視委員');
  await visitor.press('#link button');
  await look(visitor, 'links');
  const link = await visitor.page.getAttribute('tbody a', 'href');
  await visitor.context.clearCookies();
  await visitor.visit(link);
  await says(visitor, /1\.1-1 檢視紀錄/);
  await look(visitor, 'evaluator');
  await visitor.visit(`/plan/${year + 1911}`);
  await look(visitor, 'public');
  await visitor.visit(`/plan/${year + 1911}/versions`);
  await look(visitor, 'versions');
});

journey('a director sees on any screen what needs attention', EVERY_WIDTH, async (visitor) => {
  await visitor.signIn('/office/plan', 'director');
  await look(visitor, 'board');
  const pages = await visitor.page.$$eval('.links a', (links) => links.map((link) => link.getAttribute('href')));
  await visitor.press('.standings a');
  await look(visitor, 'behind');
  for (const page of visitor.screen === 'phone' ? pages : []) {
    await visitor.visit(page);
    await look(visitor, page.split('/').at(-1));
  }
  // The last page made links for evaluators: one of them shows the plan with its years and charts.
  await visitor.visit(pages.find((page) => page.endsWith('/links')));
  await visitor.page.fill('#link input[name=name]', '訪視委員');
  await visitor.press('#link button');
  const link = await visitor.page.getAttribute('tbody a', 'href');
  // The reporting day is frozen with its lights, and evaluators read it too.
  await visitor.visit(pages.find((page) => page.endsWith('/freezes')));
  await visitor.press('#freeze button');
  await look(visitor, 'frozen');
  await visitor.visit(link);
  await look(visitor, 'evaluation');
  await visitor.press('main a[href*="/freezes/"]');
  await says(visitor, /當日燈號/);
  await look(visitor, 'frozen-evaluator');
  await visitor.visit('/en/plan');
  await look(visitor, 'public-en');
});

journey('an evaluator with an account reads the plan with its evidence, and takes it along', EVERY_WIDTH, async (visitor) => {
  await visitor.signIn('/office', 'evaluator');
  await look(visitor, 'evaluations');
  await visitor.press('main .card a');
  await says(visitor, /下載全部佐證/);
  assert.equal(await visitor.page.locator('main form').count(), 0);
  await look(visitor, 'evaluation-office');
});

journey('a duty of the ready list is taken into the plan with one press', EVERY_SCREEN, async (visitor) => {
  await visitor.signIn('/office/plan');
  await visitor.press('.links a[href$="/obligations"]');
  await look(visitor, 'obligations');
  const code = { phone: 'faq-review', desktop: 'restore-test' }[visitor.screen] ?? 'account-review';
  await visitor.press(`#take-${code} button`);
  await says(visitor, /已列入/);
});
