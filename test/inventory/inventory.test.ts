import test from 'ava';
import { Inventory } from '../../src/inventory/inventory.js';
import { variableOf } from '../../src/inventory/variables.js';
import { type Diagnostic, DiagnosticError } from '../../src/source/diagnostic.js';
import { SourceFile } from '../../src/source/file.js';
import { groupsOf, inventoryOf, namesOf, variablesOf } from './folder.js';

const LOCATION = { file: new SourceFile('/etc/hosts.yml', 'x'), start: 0, end: 1 };

test('of groups the deeper one wins, then the one of higher priority, then the later name', t => {
  const inventory = inventoryOf(
    t,
    `
b: {vars: {x: b, y: b, z: b}, hosts: h}
a: {vars: {x: a, y: a, z: a, w: a}, hosts: h}
p: {vars: {y: p, z: p, ansible_group_priority: 10}, hosts: h}
outer: {children: {d: {vars: {z: d}, hosts: h}}, vars: {z: outer, w: outer}}
`,
  );
  t.deepEqual(namesOf(inventory.host('h')!.groups()), ['a', 'b', 'outer', 'p', 'd']);
  t.deepEqual(variablesOf(inventory, 'h'), { w: 'outer', x: 'b', y: 'p', z: 'd' });
});

test('a group is as deep as the longest way to it', t => {
  const inventory = inventoryOf(t, 'a: {children: {b: {children: {c: }}, c: }}\n');
  const depth = (name: string): number => inventory.groups.get(name)!.depth();
  t.deepEqual(['all', 'ungrouped', 'a', 'b', 'c'].map(depth), [0, 1, 1, 2, 3]);
});

test('the hosts of a group come level by level, each once', t => {
  const inventory = inventoryOf(
    t,
    'top: {hosts: {z: }, children: {one: {hosts: {a: , z: }, children: {deep: {hosts: {d: }}}}, two: {hosts: {b: , a: }}}}\n',
  );
  t.deepEqual(groupsOf(inventory).top, ['z', 'a', 'b', 'd']);
  t.deepEqual(namesOf(inventory.groups.get('deep')!.ancestors()).sort(), ['all', 'one', 'top']);
});

test('hosts and groups that are added later find their place', t => {
  const inventory = new Inventory();
  const warnings: Diagnostic[] = [];
  inventory.reconcile(warnings);
  const web = inventory.addGroup('web');
  inventory.addHost('h', inventory.addGroup('all'), LOCATION);
  inventory.reconcile(warnings);
  t.deepEqual(groupsOf(inventory), { all: ['h'], ungrouped: ['h'], web: [] });
  inventory.addHost('h', web, LOCATION);
  inventory.setGroupVariable(web, 'x', variableOf(1, LOCATION));
  inventory.reconcile(warnings);
  t.deepEqual(groupsOf(inventory), { all: ['h'], ungrouped: [], web: ['h'] });
  t.deepEqual(variablesOf(inventory, 'h'), { x: 1 });
  t.deepEqual(warnings, []);
});

test('localhost is there when it is asked for, with what all hosts have, but is no part of all', t => {
  const inventory = inventoryOf(t, 'all: {vars: {x: 1}, hosts: {h: }}\n');
  const local = inventory.host('localhost')!;
  t.is(inventory.host('localhost'), local);
  t.deepEqual(variablesOf(inventory, local), { x: 1, ansible_connection: 'local' });
  t.deepEqual(groupsOf(inventory).all, ['h']);
  t.deepEqual(local.groups(), []);
  t.is(inventory.host('nobody'), undefined);
});

test('a localhost of the inventory is an ordinary host, under any of its names', t => {
  const inventory = inventoryOf(t, 'all: {hosts: {127.0.0.1: {x: 1}}}\n');
  t.is(inventory.host('localhost'), inventory.hosts.get('127.0.0.1'));
  t.deepEqual(variablesOf(inventory, 'localhost'), { x: 1 });
});

const ODD = [
  [
    'always',
    ['web_1', '_b'],
    'Invalid characters were found in group names and automatically replaced: web-1, 2b',
  ],
  ['silently', ['web_1', '_b'], undefined],
  ['never', ['web-1', '2b'], 'Invalid characters were found in group names but not replaced: web-1, 2b'],
  ['ignore', ['web-1', '2b'], undefined],
] as const;

for (const [setting, names, message] of ODD)
  test(`names of groups that are no names of variables: ${setting}`, t => {
    const inventory = new Inventory(setting);
    const warnings: Diagnostic[] = [];
    for (const name of ['web-1', '2b', 'good']) inventory.addGroup(name);
    inventory.addGroup('web-1');
    inventory.reconcile(warnings);
    t.deepEqual([...inventory.groups.keys()], ['all', 'ungrouped', ...names, 'good']);
    t.deepEqual(
      warnings.map(warning => warning.message),
      message === undefined ? [] : [message],
    );
  });

test('groups never form a circle', t => {
  const inventory = new Inventory();
  const [a, b, c] = ['a', 'b', 'c'].map(name => inventory.addGroup(name)) as [never, never, never];
  inventory.addChild(a, b);
  inventory.addChild(b, c);
  const error = t.throws(() => inventory.addChild(c, a, LOCATION), { instanceOf: DiagnosticError });
  t.is(error!.diagnostics[0]!.location, LOCATION);
});
