import { launch } from './browser.mjs';
const b = await launch(); const c = await b.newContext({ viewport: { width: 320, height: 256 } }); const p = await c.newPage();
await p.goto('http://127.0.0.1:8391/courses'); const href = await p.$$eval('a[href*="after="]', (as) => as.map((a) => a.getAttribute('href')));
console.log(href);
await p.goto('http://127.0.0.1:8391' + href[0]);
console.log(await p.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => { const x = e.getBoundingClientRect(); return x.right > 321 && x.width > 0; }).map((e) => e.outerHTML.slice(0, 200) + ' @' + Math.round(e.getBoundingClientRect().left) + '-' + Math.round(e.getBoundingClientRect().right)).slice(0, 12)));
await b.close();
