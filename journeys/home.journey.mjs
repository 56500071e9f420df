import assert from 'node:assert/strict';
import { EVERY_SCREEN, EVERY_WIDTH, journey } from './journey.mjs';

const FIRST_PAGE_BYTES_MAX = 60 * 1024;

for (const [language, prefix] of [['zh-Hant', ''], ['en', '/en']]) {
  journey(`the first page opens in ${language}, light and without faults`, EVERY_SCREEN, async (visitor) => {
    await visitor.visit(`${prefix}/`);
    assert.ok(visitor.weightInBytes > 0 && visitor.weightInBytes <= FIRST_PAGE_BYTES_MAX,
      `the first page weighs ${visitor.weightInBytes} bytes in ${visitor.requestCount} answers`);
    assert.equal(await visitor.page.locator('html').getAttribute('lang'), language);
    assert.equal(await visitor.page.locator('h1').count(), 1);
    await visitor.fits();
    await visitor.picture(`home-${language}`);
  });

  journey(`the courses are listed in ${language}`, EVERY_SCREEN, async (visitor) => {
    await visitor.visit(`${prefix}/courses`);
    const courses = visitor.page.locator(`main a[href^="${prefix}/courses/"]`);
    assert.ok(await courses.count() > 0, 'no course is listed');
    await visitor.fits();
    await visitor.picture(`courses-${language}`);
    await visitor.press(courses.first());
    assert.equal(await visitor.page.locator('h1').count(), 1);
    await visitor.fits();
    await visitor.picture(`course-${language}`);
  });

  journey(`public pages have no barrier in ${language}`, EVERY_WIDTH, async (visitor) => {
    for (const address of ['/', '/courses', '/sitemap', '/accessibility', '/privacy', '/open-data-licence']) {
      await visitor.visit(prefix + address);
      await visitor.accessible();
      await visitor.keyboard();
    }
  });
}
