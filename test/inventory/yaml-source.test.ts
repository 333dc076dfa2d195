import test from 'ava';
import type { Diagnostic } from '../../src/source/diagnostic.js';
import { failureOf, groupsOf, inventoryOf, variablesOf } from './folder.js';

test('groups, children, hosts with ranges and variables', t => {
  const inventory = inventoryOf(
    t,
    `
all:
  vars: {x: all, mode: 0644, tz: 1:30, d: 2020-01-01, n: ~}
  hosts:
    lonely.example.com:
    "10.0.0.[1:2]": {rack: 7}
  children:
    web:
      hosts:
        web[01:02]:2222:
        extra: {y: no, z: "{{ x }}"}
      vars: {x: web}
      children:
        fe: {hosts: web01}
zeta:
  hosts: {web02: , last: }
  children: web
`,
  );
  t.deepEqual(groupsOf(inventory), {
    all: ['lonely.example.com', '10.0.0.1', '10.0.0.2', 'web01', 'web02', 'extra', 'last'],
    ungrouped: ['lonely.example.com', '10.0.0.1', '10.0.0.2'],
    web: ['web01', 'web02', 'extra'],
    fe: ['web01'],
    zeta: ['web02', 'last', 'web01', 'extra'],
  });
  const all = { x: 'all', mode: 420, tz: 90, d: '2020-01-01', n: null };
  t.deepEqual(variablesOf(inventory, 'lonely.example.com'), all);
  t.deepEqual(variablesOf(inventory, '10.0.0.2'), { ...all, rack: 7 });
  t.deepEqual(variablesOf(inventory, 'web01'), { ...all, x: 'web', ansible_port: 2222 });
  t.deepEqual(variablesOf(inventory, 'extra'), { ...all, x: 'web', y: false, z: { template: '{{ x }}' } });
});

test('what is said of a host or group in several places adds up, the last word counts', t => {
  const inventory = inventoryOf(
    t,
    `
a: {hosts: {h: {x: 1, y: 1}}, vars: {g: 1}}
b: {hosts: {h: {x: 2}}, children: {a: {vars: {g: 2}}}}
`,
  );
  t.deepEqual(variablesOf(inventory, 'h'), { g: 2, x: 2, y: 1 });
});

test('hosts and variables know where they stand', t => {
  const text = 'web:\n  hosts:\n    web1: {x: 1}\n  vars:\n    y: [2]\n';
  const inventory = inventoryOf(t, text);
  const host = inventory.host('web1')!;
  t.is(host.location?.start, text.indexOf('web1'));
  t.is(inventory.groups.get('web')?.location?.start, 0);
  const layers = inventory.variableLayers(host);
  t.is(layers.find(layer => layer.get('y'))?.location('y')?.start, text.indexOf('[2]'));
  t.is(layers.find(layer => layer.get('x'))?.location('x')?.start, text.indexOf('1}'));
  t.is(layers[0]!.location('nothing'), undefined);
});

const WRONG: readonly (readonly [string, string, string, string?])[] = [
  ['- web1\n', 'an inventory must be a dictionary of groups, not a list', '- web1'],
  [
    'web:\n  hosts:\n    - web1\n',
    '"hosts" of group "web" must be a dictionary, not a list',
    '- web1',
    'no dash',
  ],
  ['web:\n  hosts: [web1]\n', '"hosts" of group "web" must be a dictionary, not a list', '[web1]'],
  ['web:\n  hosts: 5\n', '"hosts" of group "web" must be a dictionary, not a number', '5'],
  ['web:\n  host: {web1: }\n', 'unknown key "host" in group "web"', 'host', 'did you mean "hosts"?'],
  ['web:\n  web1:\n    x: 1\n', 'unknown key "web1" in group "web"', 'web1', 'hosts stand under "hosts"'],
  ['web: [a]\n', 'group "web" must be a dictionary, not a list', '[a]'],
  ['web:\n  vars: [a]\n', '"vars" of group "web" must be a dictionary, not a list', '[a]'],
  ['web:\n  children: [a]\n', '"children" of group "web" must be a dictionary, not a list', '[a]'],
  ['web:\n  hosts:\n    web1: hello\n', 'host "web1" must be a dictionary, not a string', 'hello'],
  ['web:\n  hosts:\n    1: \n', 'the name of a host must be a string', '1', '"1"'],
  ['1: {hosts: a}\n', 'the name of a group must be a string', '1'],
  ['"": {hosts: a}\n', 'the name of a group is empty', '""'],
  ['web:\n  hosts:\n    web[1: \n', 'host range [1] must be [begin:end] or [begin:end:step]', 'web[1]'],
  ['a: {children: {b: {children: {a: }}}}', 'group "b" can\'t be a child of "a", which is inside it', 'b'],
  ['a: {children: a}', 'group "a" can\'t be a child of "a", which is inside it', 'a'],
  ['a: {vars: {ansible_group_priority: high}}', 'ansible_group_priority must be an integer', 'high'],
  ['plugin: aws_ec2\nregions: [x]\n', 'inventory plugin "aws_ec2" is not supported', 'aws_ec2'],
  ['web:\n  vars:\n    x: {{ y }}/z\n', 'a value that starts with "{{" must be quoted', '{{ y }}/z'],
];

for (const [text, message, place, hint = ''] of WRONG)
  test(`refused with its place: ${JSON.stringify(text)}`, t => {
    const found = failureOf(t, text.replace('web[1:', '"web[1]":'));
    t.is(found.message, message);
    t.is(found.place.replace(/^"(web\[1\])"$/, '$1'), place);
    t.true(found.hint.includes(hint), found.hint);
  });

test('an empty file is no inventory', t => {
  t.regex(failureOf(t, '# nothing\n').message, /is empty$/);
});

test('a key that stands twice is warned of', t => {
  const warnings: Diagnostic[] = [];
  inventoryOf(t, 'web: {hosts: {a: {x: 1, x: 2}}}', 'hosts.yml', warnings);
  t.deepEqual(
    warnings.map(({ message }) => message),
    ['key "x" stands twice in one dictionary; the last one counts'],
  );
});
