// A template's unit as a plain process: just enough of the engine that the README describes to try the data for real.
import { spawn, execFileSync } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync, openSync, closeSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const root = fileURLToPath(new URL('../../main/resources/berth', import.meta.url));
const cache = process.env.BERTH_ARTIFACT_CACHE ?? join(homedir(), '.cache', 'berth', 'artifacts');

export const template = (name) => parse(readFileSync(join(root, 'templates', name, 'template.yaml'), 'utf8'));
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks until the answer is truthy; fails with the last answer or error. */
export async function until(what, ask, milliseconds = 120_000) {
  const end = Date.now() + milliseconds;
  let last;
  while (Date.now() < end) {
    try {
      last = await ask();
      if (last) return last;
    } catch (failure) {
      last = failure.message;
    }
    await pause(50);
  }
  throw new Error(`${what}: not within ${milliseconds} ms (last: ${last})`);
}

export async function call(url, method, params = [], { password, timeout = 30_000 } = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(password && { authorization: `Basic ${Buffer.from(`berth:${password}`).toString('base64')}` }) },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(timeout),
  });
  const { result, error } = JSON.parse(await answer.text());
  if (error) throw Object.assign(new Error(`${method}: ${error.message}`), error);
  return result;
}

export function workspace() {
  const path = mkdtempSync(join(tmpdir(), 'berth-templates-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function artifactOf(name, unit) {
  const { npm, bundled, hostProvided } = unit.artifact;
  if (bundled) return join(root, 'templates', name);
  if (hostProvided) {
    const found = hostProvided.search.find((directory) => existsSync(join(directory, hostProvided.binary)));
    if (!found) throw new Error(`${hostProvided.binary} is absent: apt-get install ${hostProvided.debianPackage}`);
    return found;
  }
  const folder = join(root, 'templates', name, npm.folder);
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(folder, file)));
  const target = join(cache, hash.digest('hex'));
  if (!existsSync(target)) {
    const fresh = `${target}.${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    cpSync(folder, fresh, { recursive: true });
    execFileSync('npm', ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: fresh, stdio: 'inherit' });
    renameSync(fresh, target);
  }
  return target;
}

/** Makes each secret once; those in `shared` (a pool's) are taken from there. */
function secretsOf(data, shared) {
  const values = { ...shared };
  for (const [name, secret] of Object.entries(data.secrets)) {
    if (values[name]) continue;
    if (secret.derive) {
      const salt = randomBytes(16).toString('hex');
      values[name] = `${secret.user}:${salt}$${createHmac('sha256', salt).update(values[secret.from]).digest('hex')}`;
    } else {
      values[name] = randomBytes(secret.bytes).toString(secret.format);
    }
  }
  return values;
}

export class Unit {
  /** `peers` gives, when the unit starts, the addresses of other members by port name. */
  static async create(name, { parameters = {}, secrets = {}, peers = () => ({}), members, directory }) {
    const unit = new Unit();
    const data = template(name);
    const [unitName] = Object.keys(data.units);
    Object.assign(unit, { name, data, spec: data.units[unitName], peers, directory, members, starts: 0 });
    unit.parameters = { ...Object.fromEntries(Object.entries(data.parameters).map(([key, { default: value }]) => [key, value])), ...parameters };
    unit.secrets = secretsOf(data, secrets);
    unit.artifact = artifactOf(name, unit.spec);
    unit.ports = {};
    for (const port of Object.keys(unit.spec.ports)) unit.ports[port] = await freePort();
    for (const folder of ['data', 'files', 'secrets']) mkdirSync(join(directory, folder), { recursive: true, mode: 0o700 });
    for (const [key, value] of Object.entries(unit.secrets)) writeFileSync(join(directory, 'secrets', key), value, { mode: 0o400 });
    for (const [key, file] of Object.entries(data.files)) {
      const text = readFileSync(join(root, 'templates', name, file.source), 'utf8');
      writeFileSync(join(directory, 'files', key), file.render === false ? text : unit.#render(text), { mode: parseInt(file.mode, 8) });
    }
    return unit;
  }

  #render(text, more = {}) {
    return text.replace(/\{([a-z][A-Za-z0-9.]*)\}/g, (whole, placeholder) => {
      const [kind, key] = placeholder.split('.');
      const known = {
        param: this.parameters[key], secretValue: this.secrets[key], port: this.ports?.[key], artifact: this.artifact, runtime: process.execPath,
        data: join(this.directory, 'data'), files: join(this.directory, 'files'), secrets: join(this.directory, 'secrets'), bind: '127.0.0.1', members: this.members, ...more,
      }[kind];
      return known ?? whole;
    });
  }

  get argv() {
    return this.spec.argv.flatMap((item) => {
      if (typeof item === 'string') return [this.#render(item)];
      if (item.forEach) return (this.peers()[item.forEach.slice(6)] ?? []).flatMap((peer) => item.argv.map((text) => this.#render(text, { peer })));
      const value = this.parameters[item.whenSet.slice(6)];
      return (value !== null && value !== false ? item.argv : item.otherwise ?? []).map((text) => this.#render(text));
    });
  }

  get url() {
    return `http://127.0.0.1:${this.ports.rpc}`;
  }

  start() {
    const [program, ...argv] = this.argv;
    const log = openSync(this.log, 'a');
    this.process = spawn(program, argv, { env: this.spec.env, cwd: this.directory, stdio: ['ignore', log, log] });
    closeSync(log);
    this.exited = new Promise((resolve) => this.process.on('exit', (code, signal) => resolve(signal ?? code)));
    return this;
  }

  get log() {
    return join(this.directory, 'log');
  }

  /** Sends a signal; for one that ends the process, waits for that. */
  async signal(signal) {
    this.process.kill(signal);
    return signal === 'SIGSTOP' || signal === 'SIGCONT' ? undefined : this.exited;
  }

  async stop() {
    this.process?.kill('SIGCONT');
    return this.signal(this.spec.stop.signal);
  }

  get residentMiB() {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8'))[1]) / 1024);
  }
}
