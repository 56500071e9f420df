// The checks of `Visitor` must fail on bad pages, or the journeys prove nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { launch, SCREENS } from './browser.mjs';
import { oneTimeCode } from './one-time-code.mjs';
import { Visitor } from './visitor.mjs';

const GOOD = '<main><h1>Good</h1><a href="/good">on</a> <label>Name <input></label></main>';
const BAD = {
  '/unlabelled': '<main><h1>Bad</h1><input></main>',
  '/wide': '<main><h1>Bad</h1><div style="width:3000px">wide</div></main>',
  '/unseen': '<style>a:focus{outline:none}</style><main><h1>Bad</h1><a href="/good">on</a></main>',
  '/trap': '<main><h1>Bad</h1><a href="/good">on</a><a href="/good" onfocus="this.previousSibling.focus()">no</a></main>',
  '/loud': '<main><h1>Bad</h1></main><script>console.error("oops")</script>',
  '/throws': '<main><h1>Bad</h1></main><script>throw new Error("oops")</script>',
  '/abroad': '<main><h1>Bad</h1><img alt="" src="http://127.0.0.1:9/x.png"></main>',
  '/lost': '<main><h1>Bad</h1><img alt="" src="/missing.png"></main>',
};

let server;
let browser;
let visitor;

before(async () => {
  server = createServer((request, response) => {
    const body = request.url === '/good' ? GOOD : BAD[request.url];
    response.writeHead(body ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    const head = '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Page</title>';
    response.end(`<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  browser = await launch();
});

after(async () => {
  await browser.close();
  server.close();
});

/** A new visitor who has opened `address`. */
async function at(address, status) {
  await visitor?.context.close();
  visitor = await Visitor.arrive(await browser.newContext(SCREENS.phone), 'phone', `http://127.0.0.1:${server.address().port}`);
  await visitor.visit(address, status);
  return visitor;
}

test('a good page passes every check and is weighed', async () => {
  const it = await at('/good');
  await it.accessible();
  await it.fits();
  await it.keyboard();
  assert.deepEqual(it.faults, []);
  assert.ok(it.weightInBytes > 200, `${it.weightInBytes} bytes`);
});

test('an unlabelled field is a barrier', async () => {
  await assert.rejects((await at('/unlabelled')).accessible(), /label/);
});

test('a page wider than the screen does not fit', async () => {
  await assert.rejects((await at('/wide')).fits(), /too wide/);
});

test('invisible focus and a focus trap are found', async () => {
  await assert.rejects((await at('/unseen')).keyboard(), /focus is not visible/);
  await assert.rejects((await at('/trap')).keyboard(), /does not reach/);
});

test('errors, requests abroad and lost files are faults', async () => {
  for (const [address, fault] of [['/loud', /console: oops/], ['/throws', /exception: oops/], ['/abroad', /another host/], ['/lost', /answer 404/]]) {
    assert.match((await at(address)).faults.join('\n'), fault);
  }
});

test('an error page is no fault when it is the one that was asked for', async () => {
  assert.deepEqual((await at('/nowhere', 404)).faults, []);
});

test('the one-time code is the one of RFC 6238', () => {
  assert.equal(oneTimeCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59_000), '287082');
});
