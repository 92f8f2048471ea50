// Every file of data fits its schema, and what one file says of another is true.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { root } from './berth.mjs';

const yaml = (path) => parse(readFileSync(join(root, path), 'utf8'));
const schema = (kind) => new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(join(root, `schema/${kind}.schema.json`), 'utf8')));
const named = (folder) => Object.fromEntries(readdirSync(join(root, folder)).map((file) => [file.replace('.yaml', ''), yaml(`${folder}/${file}`)]));

const templates = Object.fromEntries(readdirSync(join(root, 'templates')).map((name) => [name, yaml(`templates/${name}/template.yaml`)]));
const networks = named('networks');
const tables = named('methods');
const prices = named('prices');

function everything(check) {
  const problems = [];
  check((what, truth) => { if (!truth) problems.push(what); });
  assert.deepEqual(problems, []);
}

for (const [kind, key, files] of [['template', 'template', templates], ['network', 'network', networks], ['methods', 'table', tables], ['prices', 'prices', prices]]) {
  test(`every file of ${kind} fits its schema and bears its name`, () => {
    const valid = schema(kind);
    for (const [name, data] of Object.entries(files)) {
      assert.ok(valid(data), `${name}: ${JSON.stringify(valid.errors, null, 1)}`);
      assert.equal(data[key], name);
    }
  });
}

test('every placeholder of a template is known where it stands', () => everything((check) => {
  for (const [name, template] of Object.entries(templates)) {
    const networkKeys = Object.values(template.networks).map((constants) => Object.keys(constants));
    const plan = (placeholder) => {
      const [kind, key] = placeholder.split('.');
      return (kind === 'param' && key in template.parameters) || (kind === 'network' && networkKeys.every((keys) => keys.includes(key)));
    };
    const placeholders = (text) => [...text.matchAll(/\{([a-z][A-Za-z0-9.]*)\}/g)].map((found) => found[1]);
    for (const [fileName, file] of Object.entries(template.files)) {
      if (file.render === false) continue;
      for (const found of placeholders(readFileSync(join(root, 'templates', name, file.source), 'utf8'))) {
        check(`${name} ${fileName} {${found}}`, plan(found) || (file.secret && found.startsWith('secretValue.') && found.slice(12) in template.secrets));
      }
    }
    for (const [unitName, unit] of Object.entries(template.units)) {
      for (const item of unit.argv) {
        const inPeers = item.forEach !== undefined;
        if (item.whenSet) check(`${name} whenSet ${item.whenSet}`, plan(item.whenSet));
        if (inPeers) check(`${name} forEach ${item.forEach}`, unit.ports[item.forEach.slice(6)]?.publish === 'pool' || unit.ports[item.forEach.slice(6)]?.publish === 'p2p');
        for (const argument of typeof item === 'string' ? [item] : [...item.argv, ...(item.otherwise ?? [])]) {
          for (const found of placeholders(argument)) {
            const [kind, first, second] = found.split('.');
            check(`${name}.${unitName} ${argument}`, plan(found) || ['artifact', 'data', 'files', 'secrets', 'bind'].includes(found)
              || (found === 'runtime' && unit.runtime === 'node') || (found === 'members' && template.role === 'driver') || (found === 'peer' && inPeers)
              || (kind === 'port' && first in unit.ports) || (kind === 'address' && template.units[first]?.ports[second]));
          }
          for (const [, file] of argument.matchAll(/\{files\}\/([A-Za-z0-9._-]+)/g)) check(`${name} file ${file}`, file in template.files);
          for (const [, secret] of argument.matchAll(/\{secrets\}\/([A-Za-z0-9]+)/g)) check(`${name} secret ${secret}`, secret in template.secrets);
          if (argument.includes('{data}')) check(`${name}.${unitName} has no volume`, unit.volume);
        }
      }
    }
  }
}));

test('what a template names exists: networks, ports, files, units, driver', () => everything((check) => {
  const port = (template, reference) => template.units[reference.split('.')[0]]?.ports[reference.split('.')[1]];
  for (const [name, template] of Object.entries(templates)) {
    for (const network of Object.keys(template.networks)) check(`${name} network ${network}`, network in networks);
    for (const size of Object.values(template.sizes)) {
      check(`${name} size units`, Object.keys(template.units).every((unit) => unit in size.units) && Object.keys(size.units).length === Object.keys(template.units).length);
      for (const network of size.networks ?? []) check(`${name} size network ${network}`, network in template.networks);
    }
    for (const network of Object.keys(template.networks)) check(`${name} no size for ${network}`, Object.values(template.sizes).some((size) => !size.networks || size.networks.includes(network)));
    for (const file of Object.values(template.files)) check(`${name} source ${file.source}`, existsSync(join(root, 'templates', name, file.source)));
    for (const serves of template.serves) {
      check(`${name} serves ${serves.port}`, port(template, serves.port)?.publish === 'private');
      if (serves.credential) check(`${name} credential`, serves.credential.basic.secret in template.secrets);
    }
    for (const { head, http, engine } of template.readiness.answers) {
      if (engine) check(`${name} probe of the engine`, ['private', 'pool'].includes(port(template, engine.port)?.publish) && engine.secret in template.secrets);
      else check(`${name} probe`, port(template, head ?? http.port)?.publish === 'private');
    }
    for (const secret of Object.values(template.secrets)) if (secret.from) check(`${name} derives from ${secret.from}`, secret.from in template.secrets);
    for (const unit of Object.values(template.units)) {
      const numbers = Object.values(unit.ports).map(({ container, protocol }) => `${container}/${protocol === 'udp' ? 'udp' : 'tcp'}`);
      check(`${name} ports differ`, new Set(numbers).size === numbers.length);
      for (const file of unit.artifact.bundled?.files ?? []) check(`${name} bundled ${file}`, existsSync(join(root, 'templates', name, file)));
    }
    if (template.driver) {
      check(`${name} driver`, templates[template.driver.template]?.role === 'driver');
      for (const reference of Object.values(template.driver.members)) check(`${name} driver member ${reference}`, port(template, reference)?.publish === 'pool');
    }
    for (const parameter of Object.values(template.parameters)) {
      const { type, default: value } = parameter;
      if (value === undefined || value === null) continue;
      check(`${name} default ${value}`, type === 'integer' ? value >= parameter.min && value <= parameter.max : type === 'enum' ? parameter.values.includes(value) : type === 'string' ? new RegExp(parameter.pattern).test(value) : true);
    }
    check(`${name} is documented`, existsSync(join(root, 'templates', name, 'README.md')));
  }
}));

test('npm artifacts are pinned to the last package, and name no address', () => everything((check) => {
  for (const [name, template] of Object.entries(templates)) {
    for (const { artifact } of Object.values(template.units)) {
      if (!artifact.npm) continue;
      const lock = JSON.parse(readFileSync(join(root, 'templates', name, artifact.npm.folder, 'package-lock.json'), 'utf8'));
      const manifest = JSON.parse(readFileSync(join(root, 'templates', name, artifact.npm.folder, 'package.json'), 'utf8'));
      const installed = lock.packages[`node_modules/${artifact.npm.package}`];
      check(`${name} lock version`, lock.lockfileVersion === 3 && manifest.dependencies[artifact.npm.package] === artifact.npm.version);
      check(`${name} pin`, installed?.version === artifact.npm.version && installed?.integrity === artifact.npm.integrity);
      for (const [path, entry] of Object.entries(lock.packages)) if (path) check(`${name} ${path}`, entry.integrity?.startsWith('sha512-') && entry.resolved === undefined);
    }
  }
}));

function resolved(name) {
  const table = tables[name];
  const base = table.extends ? resolved(table.extends) : { methods: {}, always: [], shared: [], dialect: table.dialect };
  return {
    dialect: base.dialect, methods: { ...base.methods, ...table.methods },
    always: [...base.always, table.deny.always], shared: [...base.shared, table.deny.shared],
  };
}
const matches = (denied, method) => denied.some(({ prefixes, methods }) => methods.includes(method) || prefixes.some((prefix) => method.startsWith(prefix)));

test('no table lists what is denied, and what shared pools must not have is for dedicated nodes', () => everything((check) => {
  for (const name of Object.keys(tables)) {
    const table = resolved(name);
    check(`${name} dialect`, table.dialect === tables[name].dialect);
    for (const [method, entry] of Object.entries(table.methods)) {
      check(`${name} ${method} is denied always`, !matches(table.always, method));
      if (matches(table.shared, method)) check(`${name} ${method} is denied on shared pools`, entry.on === 'dedicated');
    }
  }
}));

test('every network has a table and prices; every SKU has its units once; every price is of a size that exists', () => everything((check) => {
  for (const [name, network] of Object.entries(networks)) {
    check(`${name} table`, network.methods in tables);
    check(`${name} prices`, name in prices);
    const { methods } = resolved(network.methods);
    const skus = new Set(Object.entries(methods).map(([method, entry]) => entry.sku ?? method));
    for (const version of prices[name].versions) {
      const listed = Object.values(version.units).flat();
      check(`${name} lists a SKU twice`, new Set(listed).size === listed.length);
      for (const sku of skus) check(`${name} has no units for ${sku}`, listed.includes(sku));
      for (const sku of listed) check(`${name} has units for ${sku}, which no method has`, skus.has(sku));
      for (const node of version.nodes) check(`${name} ${node.template} ${node.size}`, templates[node.template]?.sizes[node.size] && name in templates[node.template].networks);
    }
    const starts = prices[name].versions.map(({ validFrom }) => validFrom);
    check(`${name} versions rise`, starts.every((start, i) => i === 0 || start > starts[i - 1]));
  }
}));
