// How long the dashboard's lists take that have thousands of rows: until their first rows are seen, after a filter, and scrolled to the end.
// Usage: long-lists.mjs LINK, with a link that signs in once.
import { launch, signedIn } from './browser.mjs';

const browser = await launch();
const { page, complaints } = await signedIn(browser, process.argv[2], { viewport: { width: 1280, height: 900 } });
const ROUNDS = 5;
const ROW = 'table.rows tbody tr td:first-child';
console.log('in the browser'.padEnd(58), 'data ms'.padStart(9), 'seen ms'.padStart(9), 'between'.padStart(9));

await opened('the overview', '/', '.figure-card', '/api/v1/overview');
await opened('nodes', '/nodes', ROW, '/api/v1/nodes?');
await opened('nodes by state', '/nodes?sort=state', ROW, '/api/v1/nodes?');
await opened('nodes that failed or are degraded', '/nodes?state=FAILED,DEGRADED', ROW, '/api/v1/nodes?');
await opened('what keys cost', '/usage?split=key', `section[aria-label="What it was for"] ${ROW}`, 'by=key');
await opened('what keys cost, by calls', '/usage?split=key&sort=-calls', `section[aria-label="What it was for"] ${ROW}`, 'by=key');
await opened('events of note', '/events?severity=warning', ROW, '/api/v1/events?');
await scrolled('nodes', '/nodes');
await scrolled('what keys cost', '/usage?split=key');
if (complaints.length > 0) console.log(complaints.join('\n'));
await browser.close();

/** From another page to the first row of this one, and how long after its data that is. */
async function opened(name, path, selector, data) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    await page.evaluate(() => (location.hash = '/profile'));
    await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
    await page.waitForTimeout(400);
    await page.reload(); // nothing is remembered of what was fetched before
    await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
    await page.waitForTimeout(400);
    times.push(
      await page.evaluate(
        ([path, selector, data]) =>
          new Promise((done) => {
            const begun = performance.now();
            location.hash = path;
            const look = () => {
              const seen = [...document.querySelectorAll(selector)].some((one) => one.textContent.trim() !== '' && !one.querySelector('.mantine-Skeleton-root'));
              const came = performance.getEntriesByType('resource').filter((one) => one.startTime >= begun && one.name.includes(data))[0];
              if (seen && came?.responseEnd > 0) done({ data: came.responseEnd - begun, seen: performance.now() - begun });
              else requestAnimationFrame(look);
            };
            look();
          }),
        [path, selector, data],
      ),
    );
  }
  times.sort((a, b) => a.seen - b.seen);
  const middle = times[ROUNDS >> 1];
  console.log(name.padEnd(58), ...[middle.data, middle.seen, middle.seen - middle.data].map((ms) => ms.toFixed(0).padStart(9)));
}

/** As fast as pages come; how many rows are in the document at once, and the longest that a frame took. */
async function scrolled(name, path) {
  await page.evaluate((path) => (location.hash = path), path);
  await page.waitForTimeout(1_000);
  const told = await page.evaluate(
    () =>
      new Promise((done) => {
        const begun = performance.now();
        let last = begun;
        let longest = 0;
        let most = 0;
        let height = 0;
        let still = begun;
        const look = () => {
          const now = performance.now();
          longest = Math.max(longest, now - last);
          last = now;
          most = Math.max(most, document.querySelectorAll('table.rows tbody tr').length);
          window.scrollTo(0, document.documentElement.scrollHeight);
          if (document.documentElement.scrollHeight !== height) {
            height = document.documentElement.scrollHeight;
            still = now;
          }
          if (now - still > 3_000) done({ ms: still - begun, longest, most, rows: Math.max(...[...document.querySelectorAll('table.rows')].map((table) => Number(table.getAttribute('aria-rowcount')))) });
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  console.log(`${name}, scrolled to the end: ${told.rows} rows in ${told.ms.toFixed(0)} ms, at most ${told.most} of them in the document, longest frame ${told.longest.toFixed(0)} ms`);
}
