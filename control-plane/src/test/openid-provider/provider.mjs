// A real provider for tests: `node provider.mjs CALLBACK` prints its issuer, then signs in at once whoever the browser says it
// is by the cookie `person`, and asks who has none. It ends with its standard input.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const callback = process.argv[2];
const people = {
  ana: { email: 'ana@acme.example', email_verified: true },
  mallory: { email: 'ana@acme.example', email_verified: false },
  stranger: { email: 'stranger@nowhere.example', email_verified: true },
};

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: 'berth', client_secret: 'a secret of the test', redirect_uris: [callback] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  cookies: { keys: ['a key of the test'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (context) => {
    const grant = new provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
    grant.addOIDCScope('openid email');
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
});
const answer = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  const accountId = /person=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? chosen(request);
  if (!accountId) return response.setHeader('content-type', 'text/html; charset=utf-8').end(question(request.url));
  await provider.interactionFinished(request, response, { login: { accountId } });
});
console.log(issuer);

/** Who a button of the page below stands for. */
function chosen(request) {
  return new URL(request.url, issuer).searchParams.get('person');
}

function question(url) {
  const buttons = Object.keys(people).map((person) => `<button name=person value=${person}>I am ${person}</button>`);
  return `<!doctype html><html lang=en><title>Who are you?</title><h1>Who are you?</h1><form action=${url}>${buttons.join(' ')}</form>`;
}

process.stdin.resume().on('end', () => process.exit(0));
