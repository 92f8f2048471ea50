// How people tend what they have, done in a browser as they would, with the mistakes that they make: webhooks, keys, calls that are refused,
// a page loaded again in the middle of something, ways back, a control plane that does not answer.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { launch, looked, settled, signedIn, story } from './browser.mjs';

const { tenantLink } = JSON.parse(process.env.BERTH_TOLD);
const pictures = process.env.BERTH_PICTURES ?? 'dashboard';
const LONG = 180_000;
// Of their own each time, so that a second try on the same Berth finds nothing of the first.
const HOOK = `hook-${Date.now().toString(36)}`;
const TENDED = `tended-${Date.now().toString(36)}`;

await mkdir(pictures, { recursive: true });
const browser = await launch();
const { page, context, complaints, open } = await signedIn(browser, tenantLink, { viewport: { width: 1280, height: 900 }, bypassCSP: true });
try {
  await story('a wrong name of a node is said beside its field', wrongName);
  await story('its creation goes on while the page is loaded again', loadAgain);
  await story('an endpoint onto it is made, and its key rotated with an overlap', rotateKey);
  await story('a call that is refused is explained by its id', explain);
  await story('a webhook is made after a mistake, and its secret shown once', createWebhook);
  await story('is tested, and says why it was not heard', testWebhook);
  await story('gets another secret', rotateWebhook);
  await story('is disabled and enabled', disableWebhook);
  await story('is deleted by its name alone', deleteWebhook);
  await story('what was filtered is there on the way back', wayBack);
  await story('endpoint and node are deleted by their names', deleteBoth);
  assert.deepEqual(complaints.filter((complaint) => !/status of 422/.test(complaint)), [], 'what the console complained of');
  await story('the page says when nothing answers, and goes on by itself', away);
} catch (failure) {
  await page.screenshot({ path: `${pictures}/failed-tending.png`, fullPage: true });
  throw failure;
} finally {
  await browser.close();
}

async function wrongName() {
  await open('/nodes/new?network=anvil');
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('Not A Name');
  await page.getByText('Small letters, digits and dashes, beginning with').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Create the node' }).isDisabled());
  await looked(page, `${pictures}/wrong-name`);
  await name.fill(TENDED);
}

async function loadAgain() {
  await page.getByText('There is a place for it').waitFor();
  await page.getByRole('button', { name: 'Create the node' }).click();
  await page.waitForURL(/operation=/);
  await page.reload();
  await page.getByRole('heading', { name: TENDED }).waitFor();
  await page.getByRole('status').getByText('Succeeded').waitFor({ timeout: LONG });
  await looked(page, `${pictures}/created`);
  await page.getByRole('link', { name: 'Give it an endpoint' }).click();
}

async function rotateKey() {
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(TENDED);
  await page.getByRole('button', { name: 'Create the endpoint' }).click();
  await page.getByRole('button', { name: 'Show the URL' }).waitFor();
  const keys = page.getByRole('region', { name: 'Keys', exact: true }).first();
  const rotate = async () => {
    await keys.getByRole('button', { name: /^Actions for key/ }).first().click();
    await page.getByRole('menuitem', { name: 'Rotate' }).click();
  };
  await rotate();
  await dialog().getByText('A new key is made.').waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await rotate();
  await choose('Overlap', 'An hour');
  await looked(page, `${pictures}/rotating`);
  await dialog().getByRole('button', { name: 'Rotate the key' }).click();
  await dialog().getByText('Calls go here.').waitFor();
  await dialog().getByRole('button', { name: 'Done' }).click();
  await keys.getByText(/^in (1 hr|1 h|1h|60 min|59 min)/).waitFor();
  assert.equal(await keys.getByText('Active', { exact: true }).count(), 2);
}

async function explain() {
  await page.getByRole('tab', { name: 'Console' }).click();
  const use = page.getByRole('button', { name: /^Use the key/ });
  const send = page.getByRole('button', { name: 'Send' });
  await use.or(send).first().waitFor();
  if (await use.isVisible()) await use.click();
  await send.waitFor();
  await page.getByRole('textbox', { name: 'Parameters' }).fill('[1');
  assert.ok(await send.isDisabled());
  await page.getByRole('textbox', { name: 'Parameters' }).fill('[]');
  await page.getByRole('combobox', { name: 'Method' }).fill('eth_noSuchMethod');
  await page.getByRole('combobox', { name: 'Method' }).press('Escape');
  await send.click();
  await page.getByLabel('What came back').getByText('error').waitFor();
  await looked(page, `${pictures}/console-refused`);
  await page.getByRole('link', { name: 'Explain' }).click();
  await dialog().getByText('the method does not exist').waitFor();
  await looked(page, `${pictures}/explained`);
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  assert.doesNotMatch(page.url(), /request=/);
}

async function createWebhook() {
  await open('/webhooks');
  await page.getByRole('button', { name: 'Create a webhook' }).first().click();
  await dialog().getByLabel('Name').waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Create a webhook' }).first().click();
  await dialog().getByLabel('Name').fill(HOOK);
  await dialog().getByLabel('Address').fill('https://203.0.113.7:22/berth');
  await dialog().getByRole('combobox', { name: 'About' }).press('ArrowDown');
  await page.getByRole('option', { name: 'Nodes', exact: true }).click();
  await page.keyboard.press('Escape'); // closes the list of choices
  if ((await dialog().count()) === 0) assert.fail('Escape in a list of choices closed the window around it');
  await dialog().getByRole('button', { name: 'Create the webhook' }).click();
  await dialog().getByRole('alert').waitFor();
  await dialog().getByText(/^Request /).waitFor();
  await looked(page, `${pictures}/webhook-refused`);
  await dialog().getByLabel('Address').fill('https://203.0.113.7/berth');
  await dialog().getByRole('button', { name: 'Create the webhook' }).click();
  await dialog().locator('code').getByText(/^whsec_/).waitFor();
  await looked(page, `${pictures}/webhook-secret`);
  await dialog().getByRole('button', { name: 'Done' }).click();
  await page.getByRole('link', { name: HOOK }).click();
  await page.getByRole('heading', { name: HOOK }).waitFor();
}

async function testWebhook() {
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText(/^Not heard: /).waitFor({ timeout: LONG });
  await page.getByRole('region', { name: 'Deliveries' }).getByText('Webhook test').first().waitFor();
  await looked(page, `${pictures}/webhook`);
}

async function rotateWebhook() {
  await act('Rotate the secret');
  await choose('Overlap', 'An hour');
  await dialog().getByRole('button', { name: 'Rotate the secret' }).click();
  await dialog().locator('code').getByText(/^whsec_/).waitFor();
  await dialog().getByRole('button', { name: 'Done' }).click();
  await page.getByText('The secret before signs too').waitFor();
}

async function disableWebhook() {
  await act('Disable');
  await page.locator('header').getByText('Disabled', { exact: true }).waitFor();
  await act('Enable');
  await page.locator('header').getByText('Active', { exact: true }).waitFor();
}

async function deleteWebhook() {
  await act('Delete');
  const sure = dialog().getByRole('button', { name: 'Delete the webhook' });
  await dialog().getByRole('textbox').fill(`${HOOK}-not`);
  assert.ok(await sure.isDisabled());
  await looked(page, `${pictures}/deleting`);
  await dialog().getByRole('textbox').fill(HOOK);
  await sure.click();
  await page.getByRole('heading', { name: 'Webhooks', level: 1 }).waitFor();
  await page.getByRole('link', { name: HOOK }).waitFor({ state: 'detached' });
}

async function wayBack() {
  const filter = page.getByRole('textbox', { name: /^Only nodes/ });
  await open('/nodes');
  await filter.fill('nothing-is-called-this');
  await page.getByText('No node is like that').waitFor();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Nodes' }).click();
  await page.getByRole('link', { name: TENDED }).waitFor();
  assert.equal(await filter.inputValue(), '');
  await filter.fill(TENDED);
  await page.waitForURL(new RegExp(`named=${TENDED}`));
  await page.getByRole('link', { name: TENDED }).click();
  await page.getByRole('heading', { name: TENDED }).waitFor();
  await page.goBack();
  await page.waitForURL(new RegExp(`named=${TENDED}`));
  await page.getByRole('link', { name: TENDED }).waitFor();
  assert.equal(await filter.inputValue(), TENDED);
  await page.goForward();
  await page.getByRole('heading', { name: TENDED }).waitFor();
}

async function deleteBoth() {
  await open('/endpoints');
  await page.getByRole('link', { name: TENDED }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog().getByRole('textbox').fill(TENDED);
  await dialog().getByRole('button', { name: 'Delete the endpoint' }).click();
  await page.getByText('Deleted. Every proxy refuses its keys now.').waitFor({ timeout: LONG });
  await open('/nodes');
  await page.getByRole('link', { name: TENDED }).click();
  await act('Delete');
  await dialog().getByRole('textbox').fill(TENDED);
  await dialog().getByRole('button', { name: 'Delete the node' }).click();
  await page.getByRole('status').getByText('Succeeded').waitFor({ timeout: LONG });
}

async function away() {
  await open('/');
  await context.route('**/api/**', (route) => route.abort());
  await page.getByText('Berth does not answer.').waitFor({ timeout: LONG });
  await looked(page, `${pictures}/away`);
  await page.reload();
  await page.getByRole('alert').getByText('Berth does not answer').waitFor({ timeout: LONG });
  await looked(page, `${pictures}/away-at-first`);
  await context.unroute('**/api/**');
  await settled(page);
}

function dialog() {
  return page.getByRole('dialog');
}

async function act(what) {
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: what }).click();
}

async function choose(label, option) {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
