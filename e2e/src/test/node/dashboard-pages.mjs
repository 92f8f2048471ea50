// Looks at every page of the dashboard, at several widths, light and dark, see LOOKS: nothing serious by axe-core, nothing wider than
// the screen, no complaint of the browser. Keeps a picture of each, and says what the first page weighs and how long it takes.
import { mkdir, writeFile } from 'node:fs/promises';
import { launch, settled, signedIn, violations } from './browser.mjs';

const { operatorLink, tenantLink, operatorPages, tenantPages } = JSON.parse(process.env.BERTH_TOLD);
const pictures = process.env.BERTH_PICTURES ?? 'dashboard';
/** A small phone, a laptop, a wide screen. */
const LOOKS = [
  [360, 'light'],
  [1280, 'light'],
  [1280, 'dark'],
  [1920, 'dark'],
];
/** A wall: pages with plots, a list and a form. */
const WALL = [3840, 'light'];
const ON_THE_WALL = /^([/]|[/]nodes|[/]nodes[/]new.*|[/]usage|[/]platform)$/;
const FIRST_LOAD = 300 * 1024;

await mkdir(pictures, { recursive: true });
const browser = await launch();
const wrong = [];
const report = { pages: [] };

const [tenant] = await Promise.all([lookAt('tenant', tenantLink, tenantPages), lookAt('operator', operatorLink, operatorPages)]);
report.firstLoad = await firstLoad(tenant);
await browser.close();
if (report.firstLoad && report.firstLoad.bytes > FIRST_LOAD) wrong.push(`the first load is ${report.firstLoad.bytes} bytes, at most ${FIRST_LOAD} are wanted`);
await writeFile(`${pictures}/report.json`, JSON.stringify({ ...report, wrong }, null, 2));
console.log(JSON.stringify({ firstLoad: report.firstLoad, pages: report.pages.length, wrong }, null, 1));
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Opens each page once, and looks at it at each width, in light and dark. */
async function lookAt(role, link, paths) {
  const person = await signedIn(browser, link, { viewport: { width: 1280, height: 900 }, bypassCSP: true });
  const { page, complaints, open } = person;
  for (const path of paths) {
    await open(path);
    for (const [width, scheme] of ON_THE_WALL.test(path) ? [...LOOKS, WALL] : LOOKS) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: width < 600 ? 740 : width > 2000 ? 2160 : 900 });
      await drawn(page);
      const name = `${role}-${path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'overview'}-${width}-${scheme}`;
      await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wrong.push(`${name}: ${over} px wider than the screen`);
      for (const violation of await violations(page)) wrong.push(`${name}: ${violation}`);
    }
    if (complaints.length > 0) wrong.push(...complaints.splice(0).map((complaint) => `${role} ${path}: ${complaint}`));
    report.pages.push(`${role} ${path}`);
  }
  return person;
}

/** Nothing is loading, and each plot is drawn as wide as its place. */
async function drawn(page) {
  await settled(page);
  await page.waitForFunction(() => [...document.querySelectorAll('.plot')].every((plot) => Math.abs((plot.querySelector('.uplot')?.offsetWidth ?? -9) - plot.clientWidth) <= 1));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** What comes over the wire when somebody who is signed in opens the overview for the first time, and when it is usable. */
async function firstLoad({ context, page }) {
  const fresh = await context.newPage();
  const wire = await context.newCDPSession(fresh);
  await wire.send('Network.enable');
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
  const kinds = new Map();
  const ours = new Set();
  let bytes = 0;
  wire.on('Network.responseReceived', ({ requestId, type, response }) => {
    kinds.set(requestId, type);
    if (!new URL(response.url).pathname.startsWith('/api/')) ours.add(requestId);
  });
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (ours.has(requestId)) bytes += encodedDataLength;
  });
  const began = Date.now();
  await fresh.goto(new URL(page.url()).origin + '/');
  await fresh.locator('main h1').first().waitFor();
  const shell = Date.now() - began;
  await settled(fresh);
  const usable = Date.now() - began;
  const paint = await fresh.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null);
  await fresh.waitForTimeout(500);
  await fresh.close();
  return { bytes, files: ours.size, firstPaintMs: Math.round(paint ?? 0), headingMs: shell, usableMs: usable };
}
