import { join } from 'node:path';
import test from 'ava';
import { loadInventory } from '../../src/inventory/load.js';
import { failureOf, folder, groupsOf, inventoryOf, variablesOf } from './folder.js';

const script = (json: string): string => `#!/bin/sh\ncat <<'END'\n${json}\nEND\n`;

test('a program lists groups, hosts and all their variables at once', t => {
  const inventory = inventoryOf(
    t,
    script(`{
      "dyn": {"hosts": ["d1", "d2"], "vars": {"k": 1.5, "l": [1, "a"], "e": 1e3}, "children": ["dyn2"]},
      "dyn2": ["d3"], "lone": {"v": 1}, "empty": {},
      "_meta": {"hostvars": {"d1": {"m": true, "big": 12345678901234567890, "y": "yes"}}}
    }`),
    'dynamic',
  );
  t.deepEqual(groupsOf(inventory), {
    all: ['d1', 'd2', 'lone', 'empty', 'd3'],
    ungrouped: [],
    dyn: ['d1', 'd2', 'd3'],
    dyn2: ['d3'],
    lone: ['lone'],
    empty: ['empty'],
  });
  t.deepEqual(variablesOf(inventory, 'd1'), {
    k: { float: 1.5 },
    l: [1, 'a'],
    e: { float: 1000 },
    m: true,
    big: 12345678901234567890n,
    y: 'yes',
  });
  t.deepEqual(variablesOf(inventory, 'lone'), { v: 1 });
});

test('without _meta it is asked about each host', t => {
  const text = `#!/bin/sh
if [ "$1" = --host ]; then echo "{\\"me\\": \\"$2\\"}"; else echo '{"s": {"hosts": ["s1", "s2"]}}'; fi
`;
  const inventory = inventoryOf(t, text, 'dynamic.py');
  t.deepEqual(variablesOf(inventory, 's1'), { me: 's1' });
  t.deepEqual(variablesOf(inventory, 's2'), { me: 's2' });
});

test('hosts remember the program as their inventory', t => {
  const directory = folder(t, { dynamic: script('{"s": ["s1"], "_meta": {"hostvars": {}}}') });
  const inventory = loadInventory([join(directory, 'dynamic')], { vault: undefined, warnings: [] });
  const [host] = inventory.hosts.values();
  t.is(host!.variables.get('inventory_file')?.read(), join(directory, 'dynamic'));
  t.is(host!.variables.get('inventory_dir')?.read(), directory);
});

test('what a program prints is never a template', t => {
  const inventory = inventoryOf(
    t,
    script(
      '{"s": {"hosts": ["s1"], "vars": {"a": "{{ x }}"}}, "_meta": {"hostvars": {"s1": {"b": ["{{ x }}"]}}}}',
    ),
    'dynamic',
  );
  t.deepEqual(variablesOf(inventory, 's1'), { a: '{{ x }}', b: ['{{ x }}'] });
});

const WRONG: readonly (readonly [string, RegExp])[] = [
  ['#!/bin/sh\necho broken >&2; exit 3\n', /--list failed with exit code 3: broken$/],
  ['#!/bin/sh\nkill -9 $$\n', /--list was ended by SIGKILL$/],
  ['#!/nowhere/interpreter\n', /^can't run inventory .*: there is no such file$/],
  [script('nonsense'), /--list is no JSON: /],
  [script('["a"]'), /--list must be a dictionary, not a list$/],
  [script('{"g": {"hosts": "a"}}'), /^hosts of group "g" must be a list, not a string$/],
  [script('{"g": {"hosts": [1]}}'), /^hosts of group "g" must be strings, not a number$/],
  [script('{"g": {"vars": [1]}}'), /^variables of group "g" must be a dictionary, not a list$/],
  [script('{"g": ["a"], "_meta": {"hostvars": {"a": 1}}}'), /^"a" must be a dictionary, not a number$/],
  [script('{"g": {"children": ["h"]}, "h": {"children": ["g"]}}'), /^group "g" can't be a child of "h"/],
];

for (const [text, message] of WRONG)
  test(`refused: ${text.split('\n').at(-3) ?? text}${message}`, t => {
    t.regex(failureOf(t, text, 'dynamic').message, message);
  });
