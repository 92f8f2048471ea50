// How people come into the dashboard and out of it, done in a browser as they would: invited, by password, with an authenticator, by
// a provider of OpenID Connect. The policy of the page is in force; what it forbids would be a complaint of the browser.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import jsQR from 'jsqr';
import { launch, looked, settled, signedIn, story, stranger } from './browser.mjs';
import { codeOf, stepNow } from './totp.mjs';

const { ownerLink, email } = JSON.parse(process.env.BERTH_TOLD);
const pictures = process.env.BERTH_PICTURES ?? 'dashboard';
const FIRST = 'nineteen green otters';
const SECOND = 'seven purple lanterns';
const SCREEN = { viewport: { width: 1280, height: 900 } };

await mkdir(pictures, { recursive: true });
const browser = await launch();
const owner = await signedIn(browser, ownerLink, SCREEN);
const home = new URL(ownerLink).origin;
const ana = await stranger(browser, home, SCREEN);
const elsewhere = await stranger(browser, home, SCREEN);
let secret;
let recoveryCodes;
let lastStep;
try {
  const invitation = await story('an owner invites somebody', invite);
  await story('who was invited chooses a password, and is in', () => acceptInvitation(invitation));
  await story('signs out, and is out', signOut);
  await story('signs in, at first with a wrong password', signInAfterAMistake);
  await story('is signed in elsewhere too', signInElsewhere);
  await story('changes the password, which ends the other session', changePassword);
  await story('sets an authenticator up by its QR code', setUpAuthenticator);
  await story('signs in with its code', signInWithCode);
  await story('signs in elsewhere with a recovery code', signInByRecoveryCode);
  await story('sees both sessions, and ends the other one', endTheOtherSession);
  await story('turns the authenticator off', turnAuthenticatorOff);
  await story('signs in by a provider', signInByProvider);
  await story('is told who is no member', refuseAStranger);
  for (const person of [owner, ana, elsewhere]) assert.deepEqual(person.complaints, [], 'what the console complained of');
} catch (failure) {
  await ana.page.screenshot({ path: `${pictures}/failed-sign-in.png`, fullPage: true });
  await elsewhere.page.screenshot({ path: `${pictures}/failed-sign-in-elsewhere.png`, fullPage: true });
  throw failure;
} finally {
  await browser.close();
}

async function invite() {
  const { page, open } = owner;
  await open('/team');
  await page.getByRole('button', { name: 'Add a member' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Add the member' }).click();
  const link = await page.getByRole('dialog').locator('code').innerText();
  await page.getByRole('button', { name: 'Done' }).click();
  return link;
}

async function acceptInvitation(link) {
  const { page } = ana;
  await page.goto(link);
  await look(page, 'invitation');
  await choose('qwertyuiop12', 'qwertyuiop13');
  await page.getByText('This is another one').waitFor();
  await choose('qwertyuiop12', 'qwertyuiop12');
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('alert').waitFor();
  await choose(FIRST, FIRST);
  await page.getByRole('button', { name: 'Join' }).click();
  await isIn(page);
  assert.ok(!page.url().includes('invitation'), 'the token is gone from the address');

  await elsewhere.page.goto(link);
  await elsewhere.page.getByLabel('Password', { exact: true }).fill(SECOND);
  await elsewhere.page.getByLabel('The same once more').fill(SECOND);
  await elsewhere.page.getByRole('button', { name: 'Join' }).click();
  await elsewhere.page.getByRole('alert').getByText('was used').waitFor();

  async function choose(password, again) {
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('The same once more').fill(again);
  }
}

async function signOut() {
  const { page } = ana;
  const before = await ana.context.cookies();
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await isOut(page);
  await look(page, 'sign-in');
  await ana.context.addCookies(before);
  await page.reload();
  await isOut(page);
}

async function signIn(page, password) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signInAfterAMistake() {
  const { page, context } = ana;
  await signIn(page, SECOND);
  await page.getByRole('alert').getByText('The e-mail address or the password is wrong').waitFor();
  await look(page, 'sign-in-refused');
  await signIn(page, FIRST);
  await isIn(page);
  const [cookie] = (await context.cookies()).filter((one) => one.name === '__Host-berth_session');
  assert.ok(cookie.httpOnly && cookie.secure && cookie.sameSite === 'Lax', JSON.stringify({ ...cookie, value: '' }));
  assert.equal(await page.evaluate(() => document.cookie), '');
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.doesNotMatch(kept, /csrf|berth_|otter/, 'what the page keeps');
}

async function signInElsewhere() {
  await elsewhere.page.goto(`${home}/`);
  await signIn(elsewhere.page, FIRST);
  await isIn(elsewhere.page);
}

async function changePassword() {
  const { page, open } = ana;
  await open('/profile');
  await change('not the one I have');
  await page.getByRole('region', { name: 'Password' }).getByRole('alert').waitFor();
  await change(FIRST);
  await page.getByText('Your password is another one now').waitFor();
  await isStillIn(page);
  await elsewhere.page.reload();
  await isOut(elsewhere.page);

  async function change(current) {
    await page.getByLabel('Current password').fill(current);
    await page.getByLabel('New password').fill(SECOND);
    await page.getByRole('button', { name: 'Change the password' }).click();
  }
}

async function setUpAuthenticator() {
  const { page } = ana;
  await page.getByRole('button', { name: 'Set up an authenticator' }).click();
  const code = page.getByRole('img', { name: 'QR code of the secret' });
  await code.waitFor();
  const panel = page.getByRole('region', { name: 'Authenticator' });
  await look(page, 'authenticator');
  const uri = new URL(await read(code));
  secret = (await panel.locator('code').innerText()).trim();
  assert.equal(`${uri.protocol}//${uri.host}`, 'otpauth://totp');
  assert.equal(uri.searchParams.get('secret'), secret);
  assert.ok(decodeURIComponent(uri.pathname).includes(email), uri.pathname);

  await confirm('000000');
  await panel.getByRole('alert').waitFor();
  lastStep = stepNow();
  await confirm(codeOf(secret, lastStep));
  await panel.getByText('Keep these recovery codes').waitFor();
  recoveryCodes = (await panel.locator('pre').innerText()).trim().split('\n');
  assert.equal(recoveryCodes.length, 10);
  await look(page, 'recovery-codes');

  async function confirm(digits) {
    await panel.getByLabel('The six digits that it shows').fill(digits);
    await panel.getByRole('button', { name: 'Turn it on' }).click();
  }
}

/** What a camera sees of a picture on the page. */
async function read(picture) {
  const png = (await picture.screenshot()).toString('base64');
  const blank = await browser.newPage();
  const { data, width, height } = await blank.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const pixels = canvas.getImageData(0, 0, image.width, image.height);
    return { data: [...pixels.data], width: image.width, height: image.height };
  }, png);
  await blank.close();
  const seen = jsQR(Uint8ClampedArray.from(data), width, height);
  assert.ok(seen, 'the QR code can be read');
  return seen.data;
}

async function signInWithCode() {
  const { page } = ana;
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await isOut(page);
  await signIn(page, SECOND);
  const field = page.getByLabel('The code of your authenticator');
  await field.waitFor();
  await look(page, 'sign-in-code');
  await field.fill(codeOf(secret, lastStep)); // it counted once
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('was used before').waitFor();
  await field.fill(codeOf(secret, lastStep + 1)); // half a minute early is early enough
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await isIn(page);
}

async function signInByRecoveryCode() {
  const { page } = elsewhere;
  await signIn(page, SECOND);
  await page.getByLabel('The code of your authenticator').fill(recoveryCodes[0]);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await isIn(page);
}

async function endTheOtherSession() {
  const { page, open } = ana;
  await open('/profile');
  const sessions = page.getByRole('region', { name: 'Where you are signed in' });
  await sessions.getByText('this one').waitFor();
  assert.equal(await sessions.getByRole('button', { name: 'End' }).count(), 1);
  await look(page, 'sessions');
  await sessions.getByRole('button', { name: 'End' }).click();
  await page.getByText('That session is over.').waitFor();
  await sessions.getByRole('button', { name: 'End' }).waitFor({ state: 'detached' });
  await elsewhere.page.reload();
  await isOut(elsewhere.page);
}

async function turnAuthenticatorOff() {
  const { page } = ana;
  await page.getByLabel('The six digits that it shows').fill(recoveryCodes[0]); // it was used
  await page.getByRole('button', { name: 'Turn it off' }).click();
  await page.getByRole('region', { name: 'Authenticator' }).getByRole('alert').waitFor();
  await page.getByLabel('The six digits that it shows').fill(recoveryCodes[1]);
  await page.getByRole('button', { name: 'Turn it off' }).click();
  await page.getByText('Codes are asked for no more.').waitFor();
}

async function goToProvider(page, person) {
  await page.goto(`${home}/`);
  await page.getByRole('link', { name: 'Continue with Local provider' }).click();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  assert.notEqual(new URL(page.url()).origin, home);
  await page.getByRole('button', { name: `I am ${person}` }).click();
}

async function signInByProvider() {
  const { page, open } = elsewhere;
  await goToProvider(page, 'ana');
  await isIn(page);
  assert.equal(new URL(page.url()).origin, home);
  await open('/profile');
  await page.getByText(email).first().waitFor();
  await page.getByRole('region', { name: 'Where you are signed in' }).getByText('local', { exact: true }).waitFor();
}

async function refuseAStranger() {
  const outsider = await stranger(browser, home, SCREEN);
  await goToProvider(outsider.page, 'stranger');
  await outsider.page.getByRole('alert').getByText('Your address is no member here').waitFor();
  await isOut(outsider.page);
  await outsider.context.close();
}

async function isIn(page) {
  await page.getByRole('navigation', { name: 'Main' }).waitFor({ state: 'attached' });
  await settled(page);
}

async function isStillIn(page) {
  await page.reload();
  await isIn(page);
}

async function isOut(page) {
  await page.getByRole('heading', { name: 'Sign in to Berth' }).waitFor();
}

function look(page, name) {
  return looked(page, `${pictures}/${name}`);
}
