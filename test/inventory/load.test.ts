import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { loadInventory } from '../../src/inventory/load.js';
import { type Diagnostic, DiagnosticError } from '../../src/source/diagnostic.js';
import { encryptVault, Vault } from '../../src/source/vault.js';
import { Secrets } from '../../src/value/secrets.js';
import { folder, groupsOf, namesOf, variablesOf } from './folder.js';

const load = (sources: readonly string[], warnings: Diagnostic[] = []) =>
  loadInventory(sources, { vault: undefined, warnings, ignored: /\.(?:md|bak|cfg)$|~$/ });

const YAML = 'web: {hosts: {y1: }}\n';
const INI = '[web]\ni1\n';

const FORMS: readonly (readonly [string, string, string])[] = [
  ['hosts.yml', YAML, 'y1'],
  ['hosts.yaml', YAML, 'y1'],
  ['hosts.json', '{"web": {"hosts": {"y1": {"a": 1}}}}', 'y1'],
  ['hosts', YAML, 'y1'],
  ['hosts', `# c\n\n---\n${YAML}`, 'y1'],
  ['hosts', '"web":\n  hosts: {y1: }\n', 'y1'],
  ['hosts', '{"web": {"hosts": {"y1": {}}}}', 'y1'],
  ['hosts', INI, 'i1'],
  ['hosts', `# c\n\ni1\n`, 'i1'],
  ['hosts', 'i1:22 a=b\n', 'i1'],
  ['hosts.ini', INI, 'i1'],
  ['production.hosts', INI, 'i1'],
];

for (const [name, text, host] of FORMS)
  test(`the form of ${name} with ${JSON.stringify(text)} is recognised`, t => {
    t.deepEqual(namesOf(load([join(folder(t, { [name]: text }), name)]).hosts.values()), [host]);
  });

test('a list of hosts has a comma in it', t => {
  t.deepEqual(groupsOf(load(['web1,'])), { all: ['web1'], ungrouped: ['web1'] });
  const inventory = load(['a, b:22 ,[::1]:33,,c[1:2].x']);
  t.deepEqual(groupsOf(inventory).ungrouped, ['a', 'b', '::1', 'c1.x', 'c2.x']);
  t.deepEqual(variablesOf(inventory, 'b'), { ansible_port: 22 });
  t.deepEqual(variablesOf(inventory, 'a'), {});
});

test('all inventories of a folder are read in order, other files are not', t => {
  const directory = folder(t, {
    '01.yml': 'g1: {hosts: {h1: {a: 1}, h2: }}\n',
    '02-ini': '[g2]\nh2 b=2\n[g1]\nh1 a=2\n',
    '03.sh': '#!/bin/sh\necho \'{"g3": ["h3"], "_meta": {"hostvars": {}}}\'\n',
    'sub/x': '[g1]\nh4\n',
    'readme.md': 'h5\n',
    'old.bak': 'h6\n',
    '.hidden': 'h7\n',
    'backup~': 'h8\n',
    'ansible.cfg': 'h9\n',
    'group_vars/g2.yml': 'q: 1\n',
    'host_vars/h1': 'r: 1\n',
  });
  const inventory = load([directory]);
  t.deepEqual(groupsOf(inventory), {
    all: ['h1', 'h2', 'h4', 'h3'],
    ungrouped: [],
    g1: ['h1', 'h2', 'h4'],
    g2: ['h2'],
    g3: ['h3'],
  });
  t.deepEqual(variablesOf(inventory, 'h1'), { a: 2, r: 1 });
  t.deepEqual(variablesOf(inventory, 'h2'), { b: 2, q: 1 });
});

test('several inventories are put together, a host stays grouped', t => {
  const directory = folder(t, { one: 'a\nb\n', two: '[web]\na\n[web:vars]\nx=1\n' });
  const inventory = load([join(directory, 'one'), join(directory, 'two'), 'c,']);
  t.deepEqual(groupsOf(inventory), { all: ['b', 'c', 'a'], ungrouped: ['b', 'c'], web: ['a'] });
});

test('hosts know which inventory named them first', t => {
  const directory = folder(t, { one: 'a\n', two: 'a\nb\n' });
  const inventory = load([join(directory, 'one'), join(directory, 'two'), 'c,d']);
  const sources = [...inventory.hosts.values()].map(({ variables }) => [
    variables.get('inventory_file')?.read(),
    variables.get('inventory_dir')?.read(),
  ]);
  t.deepEqual(sources, [
    [join(directory, 'one'), directory],
    [join(directory, 'two'), directory],
    ['c,d', null],
    ['c,d', null],
  ]);
});

test('vaulted inventories are read, their values are secrets', t => {
  const password = { id: 'default', password: 'open sesame' };
  const directory = folder(t, {
    'hosts.yml': encryptVault('all: {hosts: {h1: {p: yaml secret}}}', password),
    hosts: encryptVault('h2 p="ini secret"\n', password),
  });
  const secrets = new Secrets();
  const sources = [join(directory, 'hosts.yml'), join(directory, 'hosts')];
  const inventory = loadInventory(sources, { vault: new Vault([password], secrets), warnings: [] });
  t.is(variablesOf(inventory, 'h1').p, 'yaml secret');
  t.is(variablesOf(inventory, 'h2').p, 'ini secret');
  t.is(secrets.redact('yaml secret, ini secret, h1'), '********, ********, h1');
  t.throws(() => load(sources), { instanceOf: DiagnosticError, message: /^this file is vaulted/ });
});

test('what is no inventory is refused', t => {
  const directory = folder(t, { 'x.toml': '[web]\n', 'script.sh': '# no\n' });
  const missing = t.throws(() => load([join(directory, 'none')]), { instanceOf: DiagnosticError });
  t.is(missing!.message, `there is no inventory ${join(directory, 'none')}`);
  t.regex(missing!.diagnostics[0]!.hint!, /end it with a comma/);
  t.throws(() => load([join(directory, 'x.toml')]), { message: /TOML are not supported$/ });
});

test('a script must be executable', t => {
  const directory = folder(t, { 'list.sh': 'x' });
  const path = join(directory, 'list.sh');
  writeFileSync(path, '#!/bin/sh\n');
  const error = t.throws(() => load([path]), { instanceOf: DiagnosticError });
  t.is(error!.message, `inventory ${path} is a script but not executable`);
  t.is(error!.diagnostics[0]!.hint, `chmod +x ${path}`);
});

test('a data file stays one even where every file is executable', t => {
  const directory = folder(t, { 'hosts.yml': YAML });
  chmodSync(join(directory, 'hosts.yml'), 0o755);
  t.deepEqual(groupsOf(load([join(directory, 'hosts.yml')])).web, ['y1']);
});

test('doubtful names and an empty inventory are warned of', t => {
  const messages = (sources: string[]): string[] => {
    const warnings: Diagnostic[] = [];
    load(sources, warnings);
    return warnings.map(({ message }) => message);
  };
  const directory = folder(t, { hosts: '[web-1]\nx\n[x]\nx\n[ok_2]\n[2b]\n' });
  t.deepEqual(messages([join(directory, 'hosts')]), [
    'Invalid characters were found in group names but not replaced: web-1, 2b',
    '"x" is both a host and a group',
  ]);
  t.deepEqual(messages([]), [
    'the inventory has no hosts: there is only the implicit localhost, which "all" does not match',
  ]);
  t.deepEqual(messages(['a,']), []);
});

test('the example inventory is one', t => {
  const warnings: Diagnostic[] = [];
  const inventory = load(['inventory.example.yaml'], warnings);
  t.deepEqual(warnings, []);
  for (const host of inventory.hosts.values()) {
    const variables = variablesOf(inventory, host);
    t.is(typeof variables.registry_domain, 'string');
    t.true(Array.isArray(variables.registry_users));
    t.is(variables.certbot_email, 'admin@example.com');
    t.is(variables.registry_auth, true);
    t.is(variables.ansible_become, true);
  }
  t.is(inventory.hosts.size, 2);
});
