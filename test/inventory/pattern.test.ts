import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { loadInventory } from '../../src/inventory/load.js';
import { limitHosts, selectHosts } from '../../src/inventory/pattern.js';
import { type Diagnostic, DiagnosticError } from '../../src/source/diagnostic.js';
import { folder, namesOf } from './folder.js';

const INVENTORY = `
all:
  hosts: {lonely.example.com: , "10.0.0.[1:3]": }
  children:
    web: {hosts: {"web[01:03]": }, children: {fe: {hosts: {web01: , fe1: }}}}
    db: {hosts: {db1: , db2: }}
    webdb: {hosts: {db1: , web03: }}
    empty:
    odd-name: {hosts: {db2: }}
`;

const load = (t: ExecutionContext) =>
  loadInventory([join(folder(t, { 'hosts.yml': INVENTORY }), 'hosts.yml')], {
    vault: undefined,
    warnings: [],
  });

const ALL = [
  'lonely.example.com',
  '10.0.0.1',
  '10.0.0.2',
  '10.0.0.3',
  'web01',
  'web02',
  'web03',
  'db1',
  'db2',
  'fe1',
];
const WEB = ['web01', 'web02', 'web03', 'fe1'];

/** Patterns and the hosts that Ansible 2.14 finds for them, in its order. */
const CASES: readonly (readonly [string | readonly string[], readonly string[]])[] = [
  ['all', ALL],
  ['*', ALL],
  ['web', WEB],
  ['web:db', ['web01', 'web02', 'web03', 'fe1', 'db1', 'db2']],
  ['db:web', ['db1', 'db2', 'web01', 'web02', 'web03', 'fe1']],
  ['web,db', ['web01', 'web02', 'web03', 'fe1', 'db1', 'db2']],
  [' web , db ', ['web01', 'web02', 'web03', 'fe1', 'db1', 'db2']],
  ['web:&webdb', ['web03']],
  ['webdb:&web', ['web03']],
  ['web:!fe', ['web02', 'web03']],
  ['web:!web01:&all', ['web02', 'web03', 'fe1']],
  ['web:&all:!web01', ['web02', 'web03', 'fe1']],
  ['!web', ['lonely.example.com', '10.0.0.1', '10.0.0.2', '10.0.0.3', 'db1', 'db2']],
  ['&web', WEB],
  ['!all', []],
  ['all:!ungrouped', ['web01', 'web02', 'web03', 'db1', 'db2', 'fe1']],
  ['ungrouped', ['lonely.example.com', '10.0.0.1', '10.0.0.2', '10.0.0.3']],
  ['web01', ['web01']],
  ['web01,fe1,web01', ['web01', 'fe1']],
  ['web0*', ['web01', 'web02', 'web03']],
  ['we[b]0?', ['web01', 'web02', 'web03']],
  ['w*', ['web01', 'web02', 'web03', 'fe1', 'db1']],
  ['*b*', ['web01', 'web02', 'web03', 'fe1', 'db1', 'db2']],
  ['10.0.0.*', ['10.0.0.1', '10.0.0.2', '10.0.0.3']],
  ['10.0.0.1,10.0.0.2', ['10.0.0.1', '10.0.0.2']],
  ['*.example.com', ['lonely.example.com']],
  ['web0[!1]', ['web02', 'web03']],
  ['~web\\d+', ['web01', 'web02', 'web03']],
  ['~.*3$', ['10.0.0.3', 'web03']],
  ['~(web|db)0?[12]', ['web01', 'web02', 'db1', 'db2']],
  ['~(?P<x>db)', ['db1', 'db2']],
  ['web[0]', ['web01']],
  ['web[-1]', ['fe1']],
  ['web[1:]', ['web02', 'web03', 'fe1']],
  ['web[0:1]', ['web01', 'web02']],
  ['web[1:2]', ['web02', 'web03']],
  ['web[0:0]', ['web01']],
  ['web[2:99]', ['web03', 'fe1']],
  ['web[9:]', []],
  ['web[0-1]', ['web01', 'web02']],
  ['web*[1]', ['web02']],
  ['*[2]', ['10.0.0.2']],
  ['db*[0:2]', ['db1', 'db2']],
  ['all[0:2]', ['lonely.example.com', '10.0.0.1', '10.0.0.2']],
  ['web:!web[0]', ['web02', 'web03', 'fe1']],
  ['web:&web[0:1]', ['web01', 'web02']],
  ['empty', []],
  ['empty[0]', []],
  ['odd-name', ['db2']],
  ['nope', []],
  ['nope:web', WEB],
  ['localhost', ['localhost']],
  ['127.0.0.1', ['127.0.0.1']],
  ['localhost:web', ['localhost', 'web01', 'web02', 'web03', 'fe1']],
  ['web:!nope', WEB],
  ['', ALL],
  [',', ALL],
  ['all,', ALL],
  [
    ['web', '!web02'],
    ['web01', 'web03', 'fe1'],
  ],
  [
    ['web:db', '&webdb'],
    ['web03', 'db1'],
  ],
  [['10.0.0.2'], ['10.0.0.2']],
  ['web01:22', []],
  ['x:y:z', []],
  ['h[1:3]', []],
  ['?b1', ['db1']],
  ['fe:web', ['web01', 'fe1', 'web02', 'web03']],
  ['lonely.example.com', ['lonely.example.com']],
];

for (const [pattern, hosts] of CASES)
  test(`hosts: ${JSON.stringify(pattern)}`, t => {
    t.deepEqual(namesOf(selectHosts(load(t), pattern, { warnings: [] })), [...hosts]);
  });

test('what matches nothing is warned of, with what may be meant', t => {
  const inventory = load(t);
  const warningsOf = (pattern: string): (string | undefined)[] => {
    const warnings: Diagnostic[] = [];
    selectHosts(inventory, pattern, { warnings });
    return warnings.flatMap(({ message, hint }) => (hint === undefined ? [message] : [message, hint]));
  };
  t.deepEqual(warningsOf('wbe'), [
    'could not match supplied host pattern, ignoring: wbe',
    'did you mean "web"?',
  ]);
  t.deepEqual(warningsOf('web:nothinglikeit[0]'), [
    'could not match supplied host pattern, ignoring: nothinglikeit',
  ]);
  t.deepEqual(warningsOf('web:!db9'), [
    'could not match supplied host pattern, ignoring: db9',
    'did you mean "db"?',
  ]);
  t.deepEqual(warningsOf('empty:all:localhost:~nope|web.*'), []);
});

test('subscripts out of range and what is no regular expression are mistakes', t => {
  const inventory = load(t);
  const failure = (pattern: string): string =>
    t.throws(() => selectHosts(inventory, pattern, { warnings: [] }), { instanceOf: DiagnosticError })!
      .message;
  t.is(failure('web[4]'), 'host pattern "web[4]" is out of range: there are 4 hosts in "web"');
  t.is(failure('web01,fe1,db1[-2]'), 'host pattern "db1[-2]" is out of range: there is 1 host in "db1"');
  t.regex(failure('~web('), /^host pattern "~web\(" is no regular expression/);
});

test('a limit is a set of hosts, also from a file', t => {
  const inventory = load(t);
  const path = join(folder(t, { limit: 'web01\n\n  db*  \n!db2\n' }), 'limit');
  t.deepEqual(namesOf(limitHosts(inventory, 'web:!fe', [])), ['web02', 'web03']);
  t.deepEqual(namesOf(limitHosts(inventory, `@${path},fe1`, [])), ['web01', 'db1', 'fe1']);
});

test('a limit that leaves nothing is a mistake', t => {
  const inventory = load(t);
  const warnings: Diagnostic[] = [];
  t.throws(() => limitHosts(inventory, 'wbe', warnings), {
    instanceOf: DiagnosticError,
    message: '--limit "wbe" does not match any hosts',
  });
  t.is(warnings.length, 1);
  t.throws(() => limitHosts(inventory, 'web:!all', []), { instanceOf: DiagnosticError });
  t.throws(() => limitHosts(inventory, '@/none', []), {
    message: "can't read limit file /none: there is no such file",
  });
});
