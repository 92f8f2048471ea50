// What Maven runs: fetches the packages that package-lock.json pins, makes the API's types from its document, bundles.
// Each step is left out while what it reads is what it read the last time.
//   node build.mjs          the page, into target/classes/berth/dashboard
//   node build.mjs types    the API's types only
//   node build.mjs check    types of the whole source, and unit tests
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const document = '../control-plane/src/main/resources/berth/openapi.yaml';
const types = 'src/api/document.d.ts';
const page = 'target/classes/berth/dashboard/index.html';
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'tsconfig.json', 'build.mjs', 'package-lock.json', document];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node.js ${process.versions.node} came, 20.19 or newer is wanted to build the dashboard.`);
}
process.chdir(import.meta.dirname);
mkdirSync('target', { recursive: true });

step('packages', ['package.json', 'package-lock.json', '.npmrc'], 'node_modules/.package-lock.json', () =>
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
);
step('types', [document, 'package-lock.json'], types, () =>
  run('node', ['node_modules/openapi-typescript/bin/cli.js', document, '--output', types, '--empty-objects-unknown', '--default-non-nullable=false']),
);
switch (process.argv[2]) {
  case undefined:
    step('page', sources, page, () => {
      run('node', ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
      compress('target/classes/berth/dashboard');
    });
    break;
  case 'types':
    break;
  case 'check':
    step('check', sources, 'target/check.sha256', () => {
      run('node', ['node_modules/typescript/bin/tsc', '--noEmit']);
      run('node', ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot']);
    });
    break;
  default:
    fail(`${process.argv[2]} (expected: nothing, types, check)`);
}

function step(name, reads, makes, work) {
  // The packages outlive `mvn clean`, and so does what is known of them.
  const stamp = name === 'packages' ? 'node_modules/.berth-packages.sha256' : `target/${name}.sha256`;
  const hash = createHash('sha256');
  for (const path of reads.flatMap(files).sort()) {
    if (path === types) continue;
    hash.update(path).update('\0').update(readFileSync(path));
  }
  const now = hash.digest('hex');
  if (existsSync(makes) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  const began = performance.now();
  work();
  writeFileSync(stamp, now);
  console.log(`dashboard: ${name} ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

function files(path) {
  if (!existsSync(path)) return [];
  return statSync(path).isDirectory() ? readdirSync(path).flatMap((entry) => files(join(path, entry))) : [path];
}

/** Beside each text its compressed forms: the control plane hands them out as they are. */
function compress(folder) {
  for (const path of files(folder).filter((file) => /[.](js|css|html|svg)$/.test(file))) {
    const plain = readFileSync(path);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
    writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }));
    writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
  }
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) fail(`${command} cannot be run: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
