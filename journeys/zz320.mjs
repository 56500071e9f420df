import { launch } from './browser.mjs';
import { oneTimeCode } from './one-time-code.mjs';
const B = process.argv[2] ?? 'http://127.0.0.1:8391';
const b = await launch();
async function crawl(page, start, limit, only) {
  const seen = new Set([start]); const q = [start]; const kinds = {}; let n = 0;
  while (q.length && n < limit) {
    const u = q.shift(); n++;
    let r; try { r = await page.goto(B + u, { waitUntil: 'domcontentloaded' }); } catch (e) { continue; }
    if (!r || !(r.headers()['content-type'] ?? '').includes('html')) continue;
    const over = await page.evaluate(() => {
      const d = document.documentElement; const w = d.clientWidth;
      if (d.scrollWidth <= w) return null;
      const wide = [...document.querySelectorAll('body *')].filter((e) => { const x = e.getBoundingClientRect(); if (!(x.right > w + 1 && x.width > 0)) return false; for (let p = e.parentElement; p; p = p.parentElement) { const o = getComputedStyle(p).overflowX; if (o !== 'visible' ) return false; } return true; }).slice(-3).map((e) => e.outerHTML.slice(0, 120));
      return [d.scrollWidth, w, wide];
    });
    if (over) console.log('WIDE', u, JSON.stringify(over));
    if (r.status() >= 400) console.log(r.status(), u);
    const links = await page.$$eval('a[href]', (as) => as.map((a) => a.getAttribute('href')));
    for (let l of links) {
      l = l.split('#')[0]; if (l.startsWith(B)) l = l.slice(B.length);
      if (!l.startsWith('/') || seen.has(l) || /sign-out|csv|xlsx|ods|\.ics|\.pdf|atom|feed/.test(l) || (only && !l.match(only))) continue;
      const k = l.split('?')[0].replaceAll(/[0-9a-f-]{8,}|\d+|(?<=courses\/)[a-z0-9-]+(?=\/|$)/g, '*') + (l.includes('?') ? '?' : '');
      kinds[k] = (kinds[k] ?? 0) + 1; if (kinds[k] > 2) continue;
      seen.add(l); q.push(l);
    }
  }
  console.log(start, n, 'pages');
}
const c = await b.newContext({ viewport: { width: 320, height: 256 } });
const p = await c.newPage();
if (process.argv[3] === 'office') {
  await p.goto(B + '/office'); await p.waitForLoadState();
  await p.fill('input[type=email], input[name=email]', process.argv[4] ?? 'promotion@demo.example');
  await p.fill('input[type=password]', 'Hearth-2026');
  await p.click('main button'); await p.waitForLoadState();
  const code = await p.$('input[name=code]');
  if (code) { await code.fill(oneTimeCode('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP')); await p.click('main button'); await p.waitForLoadState(); }
  console.log(p.url());
  await crawl(p, (process.argv[5] ?? '') + '/office', 120, /office/);
} else for (const s of ['/', '/en/']) await crawl(p, s, 90, s === '/' ? /^\/(?!en\/)/ : /^\/en/);
await b.close();
