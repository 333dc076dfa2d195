import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { encryptVault } from '../../../src/source/vault.js';
import { runIn } from '../project.js';

const INVENTORY = `web: {hosts: {w1: {a: 1}, w2: }, vars: {port: 80}}
db: {hosts: {d1: }}
`;

const hosts = (...args: readonly string[]) =>
  runIn({ 'hosts.yml': INVENTORY }, ['hosts', '-i', 'hosts.yml', ...args]);

test('the hosts that a pattern names, with their groups', async t => {
  t.is((await hosts()).stdout, 'w1  web\nw2  web\nd1  db\n');
  t.is((await hosts('web:!w1')).stdout, 'w2  web\n');
  t.is((await hosts('--limit', 'w*')).stdout, 'w1  web\nw2  web\n');
  const { code, stderr } = await hosts('wbe');
  t.is(code, 1);
  t.is(
    stderr,
    'warning: could not match supplied host pattern, ignoring: wbe\n  hint: did you mean "web"?\n',
  );
});

test('--limit leaves hosts out of every form', async t => {
  t.deepEqual(JSON.parse((await hosts('--list', '--limit', 'w1')).stdout), {
    all: { children: ['ungrouped', 'web', 'db'] },
    web: { hosts: ['w1'] },
    _meta: { hostvars: { w1: { a: 1, port: 80 } } },
  });
  t.is(
    (await hosts('--graph', '--limit', 'w1')).stdout,
    '@all:\n  |--@ungrouped:\n  |--@web:\n  |  |--w1\n  |--@db:\n',
  );
});

test('--output writes to a file', async t => {
  const { stdout, folder } = await hosts('--host', 'w1', '--output', 'made');
  t.is(stdout, '');
  t.deepEqual(JSON.parse(readFileSync(join(folder, 'made'), 'utf8')), { a: 1, port: 80 });
});

test('what was read from vaulted files is masked, vaulted values stay closed', async t => {
  const vaulted = (text: string): string => encryptVault(text, { id: 'default', password: 'right-4711' });
  const value = vaulted('hidden-4711').replaceAll('\n', '\n  ');
  const files = {
    'hosts.yml': INVENTORY,
    'group_vars/web.yml': vaulted('of_file: hidden-of-file\n'),
    'host_vars/w1.yml': `of_value: !vault |\n  ${value}`,
    password: 'right-4711\n',
  };
  for (const args of [
    ['--list'],
    ['--list', '--yaml', '--export'],
    ['--graph', '--vars'],
    ['--host', 'w1'],
  ]) {
    const { code, stdout } = await runIn(files, [
      'hosts',
      '-i',
      'hosts.yml',
      '--vault-id',
      'password',
      ...args,
    ]);
    t.is(code, 0);
    t.true(stdout.includes('of_file') && stdout.includes('of_value') && stdout.includes('********'));
    t.false(/hidden/.test(stdout), stdout);
  }
});

for (const [args, says, code] of [
  [['--host', 'w3'], 'error: there is no host w3\n  hint: did you mean "w1"?\n', 1],
  [['--host', 'web'], 'error: web is more than one host\n', 1],
  [['--graph', 'wb'], 'error: there is no group wb\n  hint: did you mean "web"?\n', 1],
  [['--list', '--graph'], 'error: --list and --graph exclude one another\nSee trueup --help\n', 2],
  [['web', 'db'], 'error: one pattern is enough: db\nSee trueup --help\n', 2],
] as const)
  test(`refused: ${args.join(' ')}`, async t => {
    const outcome = await hosts(...args);
    t.is(outcome.stderr.replace(/^warning.*\n(?: .*\n)*/gm, ''), says);
    t.is(outcome.stdout, '');
    t.is(outcome.code, code);
  });
