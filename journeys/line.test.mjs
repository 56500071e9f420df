// Whoever stands in line sees no error page while the centre restarts or has too much to do (R13).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { launch } from './browser.mjs';

const SCRIPT = readFileSync(new URL('../base/foundation/static/hearth.js', import.meta.url));
const LINE = '<!doctype html><link rel="icon" href="data:,"><main><div data-await="/line">12</div></main><script type="module" src="/hearth.js"></script>';

/** What the visitor sees after the line answers so, one after another. */
async function after(answers) {
  const asked = [];
  const server = createServer((request, response) => {
    const said = { '/': [200, LINE], '/hearth.js': [200, SCRIPT], '/receipt': [200, '<h1>Receipt</h1>'], '/favicon.ico': [404, ''] }[request.url];
    const [status, body] = said ?? answers[Math.min(asked.push(request.url), answers.length) - 1];
    const type = request.url === '/hearth.js' ? 'text/javascript' : 'text/html';
    response.writeHead(status, { 'content-type': type, ...(status === 303 && { location: '/receipt' }) });
    response.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const browser = await launch();
  try {
    const page = await browser.newPage();
    // The pauses between two questions are shortened.
    await page.addInitScript(() => {
      const wait = globalThis.setTimeout;
      globalThis.setTimeout = (what, pause) => wait(what, pause / 50);
    });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => document.querySelector('h1'), null, { timeout: 10_000 });
    return { asked: asked.length, text: await page.textContent('body') };
  } finally {
    await browser.close();
    server.close();
  }
}

test('R13 a restart or an overload is waited for on the page of the line', async () => {
  const busy = [[503, '<h1>Down</h1>'], [502, '<h1>Down</h1>'], [429, '<h1>Slow</h1>']];
  assert.deepEqual(await after([...busy, [200, LINE], [303, '']]), { asked: 5, text: 'Receipt' });
});

test('R13 an answer that ends the line is shown', async () => {
  const { asked, text } = await after([[503, ''], [409, '<h1>Full</h1>']]);
  // The second is asked for again to be shown.
  assert.deepEqual([asked, text], [3, 'Full']);
});
