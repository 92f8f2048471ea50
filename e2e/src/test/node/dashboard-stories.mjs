// What people come to the dashboard for, done in a browser as they would: each step is what a person sees and clicks.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { launch, settled, signedIn, story } from './browser.mjs';

const { operatorLink, tenantLink } = JSON.parse(process.env.BERTH_TOLD);
const pictures = process.env.BERTH_PICTURES ?? 'dashboard';
const LONG = 180_000;
// Of their own each time, so that a second try on the same Berth finds nothing of the first.
const SEEN = `seen-${Date.now().toString(36)}`;
const ASKED = `asked-${Date.now().toString(36)}`;

await mkdir(pictures, { recursive: true });
const browser = await launch();
const tenant = await signedIn(browser, tenantLink, { viewport: { width: 1280, height: 900 } });
const operator = await signedIn(browser, operatorLink, { viewport: { width: 1280, height: 900 } });
try {
  await story('a tenant creates a node and sees it become ready', createNode);
  const curl = await story('gives it an endpoint, and the snippet works as it is', createEndpoint);
  await story('sees its calls in the plot', seeCalls);
  await story('sends a call from the console', useConsole);
  await story('downloads an export whose sum is the one of the page', downloadExport);
  await story('revokes the key, and the snippet is refused', () => revokeKey(curl));
  await story('an operator approves what a tenant asks for', approve);
  await story('drains a host, sees what would move, and lets it be', drain);
  await story('finds a node by a few letters', findNode);
  for (const person of [tenant, operator]) assert.deepEqual(person.complaints, [], 'what the console complained of');
} catch (failure) {
  await tenant.page.screenshot({ path: `${pictures}/failed-tenant.png`, fullPage: true });
  await operator.page.screenshot({ path: `${pictures}/failed-operator.png`, fullPage: true });
  throw failure;
} finally {
  await browser.close();
}

async function createNode() {
  const { page, open } = tenant;
  await open('/nodes');
  await page.getByRole('link', { name: 'Create a node' }).click();
  await page.getByRole('radio', { name: /^Anvil/ }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(SEEN);
  await page.getByLabel('Chain id').fill('0');
  await page.getByText('At least 1 is wanted.').waitFor();
  await page.getByLabel('Chain id').fill('31338');
  await page.getByText('There is a place for it').waitFor();
  await page.getByRole('button', { name: 'Create the node' }).click();
  await page.getByText('Wait until it is ready').waitFor();
  await page.screenshot({ path: `${pictures}/creating.png` });
  await page.getByRole('status').getByText('Succeeded').waitFor({ timeout: LONG });
  await page.getByRole('link', { name: 'To the node' }).click();
  await page.locator('header').getByText('Ready', { exact: true }).waitFor();
}

async function createEndpoint() {
  const { page, open } = tenant;
  await open('/endpoints/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(SEEN);
  await page.getByRole('combobox', { name: 'Answered by' }).click();
  await page.getByRole('option', { name: new RegExp(`^${SEEN}`) }).click();
  await page.getByRole('button', { name: 'Create the endpoint' }).click();
  await page.getByRole('button', { name: 'Show the URL' }).click();
  const snippet = page.locator('[data-snippet=curl]');
  await snippet.getByText('http').waitFor();
  await page.getByRole('button', { name: 'Copy', exact: true }).first().waitFor();
  const curl = await snippet.innerText();
  await eventually('the endpoint is known to the proxy', async () => assert.equal(JSON.parse(run(curl)).result, '0x0'));
  return curl;
}

/** Runs a line as somebody who pasted it into a shell. */
function run(line) {
  return execFileSync('bash', ['-c', line], { encoding: 'utf8' });
}

async function seeCalls() {
  const { page } = tenant;
  await page.getByRole('tab', { name: 'Traffic' }).click();
  await page.getByRole('img', { name: /answered [1-9]/ }).first().waitFor({ timeout: LONG });
  await page.screenshot({ path: `${pictures}/traffic.png` });
}

async function useConsole() {
  const { page } = tenant;
  await page.getByRole('tab', { name: 'Console' }).click();
  await page.getByRole('combobox', { name: 'Method' }).fill('eth_chainId');
  await page.getByRole('combobox', { name: 'Method' }).press('Escape');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByLabel('What came back').getByText('0x7a6a').waitFor();
  await page.screenshot({ path: `${pictures}/console.png` });
}

async function downloadExport() {
  const { page, open } = tenant;
  await eventually('page and export say the same', async () => {
    await open('/usage');
    await page.reload();
    await settled(page);
    const shown = (await page.locator('.figure-card', { hasText: 'Total' }).locator('.figure').innerText()).replace(/^EUR |,/g, '');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
    const column = lines[0].split(',').indexOf('cost');
    const nanos = (text) => BigInt(text.split('.')[0]) * 10n ** 9n + BigInt((text.split('.')[1] ?? '').padEnd(9, '0'));
    const sum = lines.slice(1).reduce((total, line) => total + nanos(line.split(',')[column]), 0n);
    assert.ok(sum > 0n, 'something was charged');
    assert.equal(sum, nanos(shown), `the page says ${shown}`);
  });
}

async function revokeKey(curl) {
  const { page, open } = tenant;
  await open('/endpoints');
  await page.getByRole('link', { name: SEEN }).click();
  await page.getByRole('button', { name: /^Actions for key/ }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Revoke the key' }).click();
  await page.getByText('Revoked. Every proxy refuses it now.').waitFor();
  assert.equal(run(curl.replace('curl -s', 'curl -s -o /dev/null -w "%{http_code}"')), '401');
}

async function approve() {
  await operator.open('/tenants');
  await operator.page.locator('tr', { hasText: 'demo' }).getByRole('link').first().click();
  await choose(operator.page, 'Approvals', 'By a person');
  await operator.page.getByRole('button', { name: 'Save', exact: true }).click();
  await operator.page.getByText('It holds for what is asked for from now on.').waitFor();

  await tenant.open('/nodes/new?network=anvil');
  await tenant.page.getByRole('textbox', { name: 'Name', exact: true }).fill(ASKED);
  await tenant.page.getByText(/place for it/).waitFor();
  await tenant.page.getByRole('button', { name: 'Create the node' }).click();
  await tenant.page.getByText('Approve', { exact: true }).waitFor();

  await operator.open('/approvals');
  await operator.page.getByRole('button', { name: 'Review' }).click();
  await operator.page.getByLabel('Reason').fill('welcome');
  await operator.page.screenshot({ path: `${pictures}/approving.png` });
  await operator.page.getByRole('button', { name: 'Approve', exact: true }).click();
  await operator.page.getByText('Approved. A place is being found for it.').waitFor();
  await tenant.page.getByRole('status').getByText('Succeeded').waitFor({ timeout: LONG });

  await operator.open('/tenants');
  await operator.page.locator('tr', { hasText: 'demo' }).getByRole('link').first().click();
  await choose(operator.page, 'Approvals', 'Automatic');
  await operator.page.getByRole('button', { name: 'Save', exact: true }).click();
  await operator.page.getByText('It holds for what is asked for from now on.').first().waitFor();
}

async function drain() {
  const { page, open } = operator;
  await open('/hosts');
  await page.getByRole('link', { name: 'local' }).click();
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Drain…' }).click();
  await page.getByRole('dialog').getByText(new RegExp(ASKED)).waitFor();
  await page.screenshot({ path: `${pictures}/draining.png` });
  await page.getByRole('button', { name: 'Drain the host' }).click();
  await page.getByRole('region', { name: 'What is left' }).getByText(SEEN, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Stop the drain' }).click();
  await page.getByRole('button', { name: 'Cordon', exact: true }).waitFor();
}

async function findNode() {
  const { page, open } = tenant;
  await open('/');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find or go to' }).fill(ASKED);
  await page.getByRole('option', { name: new RegExp(ASKED) }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: ASKED }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find or go to' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Find or go to' }).waitFor({ state: 'detached' });
}

async function choose(page, label, option) {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Tries until it holds: usage is counted at the proxy, and comes to the database a moment later. */
async function eventually(what, check) {
  const until = Date.now() + LONG;
  for (;;) {
    try {
      return await check();
    } catch (failure) {
      if (Date.now() > until) throw new Error(`${what}: ${failure.message}`, { cause: failure });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
