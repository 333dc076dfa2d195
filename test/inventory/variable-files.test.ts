import { join } from 'node:path';
import test from 'ava';
import { loadInventory } from '../../src/inventory/load.js';
import { readVariables, VariableFiles } from '../../src/inventory/variable-files.js';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { encryptVault, Vault } from '../../src/source/vault.js';
import { Secrets } from '../../src/value/secrets.js';
import { folder, variablesOf } from './folder.js';

const PASSWORD = { id: 'default', password: 'open sesame' };

test("variables override one another in Ansible's order", t => {
  const vars = (name: string, ...levels: number[]): string =>
    levels.map(level => `v${level}: ${name}\n`).join('');
  const inventory = `
all:
  vars: {${[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(level => `v${level}: all`).join(', ')}}
  children:
    outer:
      vars: {${[2, 3, 4, 5, 6, 7, 8, 9, 10].map(level => `v${level}: outer`).join(', ')}}
      children: {web: {hosts: {web1: {${[8, 9, 10].map(level => `v${level}: host`).join(', ')}}}}}
`;
  const directory = folder(t, {
    'inventory/hosts.yml': inventory,
    'inventory/group_vars/all.yml': vars('inventory group_vars/all', 4, 5, 6, 7, 8, 9, 10),
    'inventory/group_vars/outer.yml': vars('inventory group_vars/outer', 6, 7, 8, 9, 10),
    'inventory/group_vars/web.yml': 'inner: web\nv6: inventory group_vars/web\n',
    'inventory/host_vars/web1.yml': vars('inventory host_vars', 9, 10),
    'play/group_vars/all.yml': vars('playbook group_vars/all', 5, 6, 7, 8, 9, 10),
    'play/group_vars/outer.yml': `inner: outer\n${vars('playbook group_vars/outer', 7, 8, 9, 10)}`,
    'play/host_vars/web1.yml': vars('playbook host_vars', 10),
  });
  const loaded = loadInventory([join(directory, 'inventory/hosts.yml')], { vault: undefined, warnings: [] });
  const playbook = [new VariableFiles(join(directory, 'play'), 'playbook', undefined, [])];
  t.deepEqual(variablesOf(loaded, 'web1', playbook), {
    v1: 'all',
    v2: 'outer',
    v3: 'outer',
    v4: 'inventory group_vars/all',
    v5: 'playbook group_vars/all',
    v6: 'inventory group_vars/web',
    v7: 'playbook group_vars/outer',
    v8: 'host',
    v9: 'inventory host_vars',
    v10: 'playbook host_vars',
    inner: 'outer',
  });
  t.deepEqual(
    loaded.variableLayers(loaded.host('web1')!, playbook).map(({ level, origin }) => `${level} ${origin}`),
    [
      '3 group all',
      '3 group outer',
      '3 group web',
      '4 group_vars/all.yml',
      '5 group_vars/all.yml',
      '6 group_vars/outer.yml',
      '6 group_vars/web.yml',
      '7 group_vars/outer.yml',
      '8 host web1',
      '9 host_vars/web1.yml',
      '10 host_vars/web1.yml',
    ],
  );
});

test('a folder of files is read whole and in order, a name without ending goes first', t => {
  const directory = folder(t, {
    hosts: '[web]\nw1\nw2\n[db]\nd1\n',
    'group_vars/all/b': 'x: b\n',
    'group_vars/all/a.yml': 'x: a\na: 1\n',
    'group_vars/all/c/z.json': '{"x": "c", "c": 1}',
    'group_vars/all/c/empty.yaml': '# nothing\n',
    'group_vars/all/note.txt': 'x: txt\n',
    'group_vars/all/.hidden.yml': 'x: hidden\n',
    'group_vars/all/old.yml~': 'x: old\n',
    'group_vars/all/d.d/y.yml': 'x: d.d\n',
    'host_vars/w1': 'h: plain\n',
    'host_vars/w1.yml': 'h: yml\n',
    'host_vars/w2.yaml': 'h: yaml\n',
    'host_vars/w2.json': '{"h": "json"}',
  });
  const inventory = loadInventory([join(directory, 'hosts')], { vault: undefined, warnings: [] });
  t.deepEqual(variablesOf(inventory, 'w1'), { x: 'c', a: 1, c: 1, h: 'plain' });
  t.deepEqual(variablesOf(inventory, 'w2'), { x: 'c', a: 1, c: 1, h: 'yaml' });
  t.deepEqual(variablesOf(inventory, 'd1'), { x: 'c', a: 1, c: 1 });
});

test('files of several inventories follow their order, one folder counts once and last', t => {
  const directory = folder(t, {
    'a/one': 'h\n',
    'a/two': 'h\n',
    'a/group_vars/all': 'x: a\na: 1\n',
    'b/one': 'h\n',
    'b/group_vars/all': 'x: b\nb: 1\n',
  });
  const load = (...names: string[]) =>
    variablesOf(
      loadInventory(
        names.map(name => join(directory, name)),
        { vault: undefined, warnings: [] },
      ),
      'h',
    );
  t.deepEqual(load('a/one', 'b/one'), { x: 'b', a: 1, b: 1 });
  t.deepEqual(load('a/one', 'b/one', 'a/two'), { x: 'a', a: 1, b: 1 });
  t.deepEqual(load('b'), { x: 'b', b: 1 });
});

test('a name with a slash leads nowhere', t => {
  const directory = folder(t, { 'inventory/hosts': '../../secret\n', 'secret.yml': 'x: 1\n' });
  const inventory = loadInventory([join(directory, 'inventory/hosts')], { vault: undefined, warnings: [] });
  t.deepEqual(variablesOf(inventory, '../../secret'), {});
});

test('vaulted files are read, and vaulted values only when they are asked for', t => {
  const secrets = new Secrets();
  const vault = new Vault([PASSWORD], secrets);
  const inner = encryptVault('inner secret', PASSWORD).trimEnd().replaceAll('\n', '\n  ');
  const other = encryptVault('x', { id: 'other', password: 'not known' }).trimEnd().replaceAll('\n', '\n  ');
  const directory = folder(t, {
    hosts: 'h\n',
    'group_vars/all/vault.yml': encryptVault('password: outer secret\n', PASSWORD),
    'group_vars/all/main.yml': `inner: !vault |\n  ${inner}\nother: !vault |\n  ${other}\n`,
  });
  const inventory = loadInventory([join(directory, 'hosts')], { vault, warnings: [] });
  const layers = inventory.variableLayers(inventory.host('h')!);
  const get = (name: string): unknown => layers.findLast(layer => layer.location(name))?.get(name);
  t.is(get('password'), 'outer secret');
  t.is(secrets.redact('outer secret, inner secret'), '********, inner secret');
  t.is(get('inner'), 'inner secret');
  t.is(secrets.redact('inner secret'), '********');
  t.throws(() => get('other'), {
    instanceOf: DiagnosticError,
    message: /^no vault password for vault id "other" fits/,
  });
});

test('a file that holds no dictionary is refused with its place', t => {
  const directory = folder(t, { hosts: 'h\n', 'host_vars/h.yml': '- a\n' });
  const inventory = loadInventory([join(directory, 'hosts')], { vault: undefined, warnings: [] });
  const error = t.throws(() => inventory.variableLayers(inventory.host('h')!), {
    instanceOf: DiagnosticError,
  });
  t.is(error!.message, 'a file of variables must hold a dictionary, not a list');
  t.is(error!.diagnostics[0]!.location?.file.path, join(directory, 'host_vars/h.yml'));
});

test('a single file of variables can be read', t => {
  const directory = folder(t, { 'vars.yml': 'a: 1\n2: b\n' });
  const variables = readVariables(join(directory, 'vars.yml'), undefined, []);
  t.deepEqual(
    [...variables].map(([name, variable]) => [name, variable.read()]),
    [
      ['a', 1],
      ['2', 'b'],
    ],
  );
});
