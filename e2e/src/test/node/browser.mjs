// A browser for the dashboard's tests: the system's Chromium, which says what it did not like.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** For a machine on which much else runs. */
const PATIENCE = 60_000;
const RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };

export async function launch() {
  return chromium.launch({
    executablePath: process.env.BERTH_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A person's browser: signed in by a link, with what its console complained of. */
export async function signedIn(browser, link, options = {}) {
  const person = await opened(browser, new URL(link).origin, options);
  await person.page.goto(link);
  await person.page.getByRole('navigation', { name: 'Main' }).waitFor({ state: 'attached' });
  return person;
}

/** The browser of somebody who is not signed in. That an answer is a refusal is nothing that its console complains of. */
export async function stranger(browser, base, options = {}) {
  const person = await opened(browser, base, options, /the server responded with a status of (401|422|429)/);
  await person.page.goto(base);
  return person;
}

async function opened(browser, base, options, expected) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Vienna', reducedMotion: 'reduce', ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    const { url } = message.location();
    const isElsewhere = /^https?:/.test(url) && new URL(url).origin !== base; // a provider's page has no icon
    if (isComplaint && !isElsewhere && !expected?.test(message.text())) complaints.push(`${message.type()}: ${message.text()} ${url}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  return { page, context, complaints, open: (path) => open(page, base, path) };
}

/** Opens a page of the dashboard, and waits until what it shows has come. */
async function open(page, base, path) {
  await page.goto(`${base}/#${path}`);
  await settled(page);
}

/** Nothing is loading any more. */
export async function settled(page) {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-label="Loading"], [aria-busy="true"], .mantine-Skeleton-root') === null, undefined, { timeout: PATIENCE });
}

/** What people come for, told with how long it took. */
export async function story(name, work) {
  const began = Date.now();
  const result = await work();
  console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return result;
}

/** What keeps somebody from using the page as it is now: what axe-core finds serious. */
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate((rules) => window.axe.run(document, rules), RULES);
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id} (${one.impact}): ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
}

/** Takes a picture in light and dark, and finds what keeps somebody from using the page. */
export async function looked(page, path) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => window.scrollTo(0, 0)); // what stays at the top stands there in a picture of the whole page
    await page.screenshot({ path: `${path}-${colorScheme}.png`, fullPage: true });
    assert.deepEqual(await violations(page), [], `${path}, ${colorScheme}`);
  }
}
