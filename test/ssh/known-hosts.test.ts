import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  addKnownHost,
  fingerprint,
  type HostKey,
  hostKeyOf,
  hostPattern,
  judge,
  KnownHosts,
} from '../../src/ssh/known-hosts.js';

const folderFor = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'known-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
};

/** A key as known_hosts has it: of a type, with a content of its own. */
const key = (type: string, content: string): HostKey => {
  const name = Buffer.from(type);
  const body = Buffer.from(content.padEnd(32, '.'));
  const size = (length: number): Buffer => Buffer.from([0, 0, 0, length]);
  return { type, blob: Buffer.concat([size(name.length), name, size(body.length), body]) };
};
const A = key('ssh-ed25519', 'a');
const B = key('ssh-ed25519', 'b');
const word = ({ type, blob }: HostKey): string => `${type} ${blob.toString('base64')}`;

const write = (t: ExecutionContext, ...lines: string[]): string => {
  const file = join(folderFor(t), 'known_hosts');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
};

/** The lines that ssh-keygen finds for a host. */
const keygenLines = (file: string, host: string): number[] =>
  [
    ...spawnSync('ssh-keygen', ['-F', host, '-f', file], { encoding: 'utf8' }).stdout.matchAll(/line (\d+)/g),
  ].map(match => Number(match[1]));

const LINES = [
  `plain.test ${word(A)}`,
  `one.test,two.test,10.0.0.7 ${word(A)} a comment`,
  `[port.test]:2222 ${word(A)}`,
  `*.wild.test,!not.wild.test ${word(A)}`,
  `host?.test ${word(A)}`,
  '# comment.test ssh-ed25519 AAAA',
  '',
  `  \tspaces.test\t${word(A)}`,
  `UPPER.test ${word(A)}`,
  `!only.test ${word(A)}`,
  `dots.test*x ${word(A)}`,
  `fe80::1%eth0,[::1]:2222 ${word(A)}`,
  `@revoked revoked.test ${word(A)}`,
  `@cert-authority *.ca.test ${word(A)}`,
  `10.1.*.?,!10.1.9.* ${word(A)}`,
];

const HOSTS: readonly (readonly [string, number])[] = [
  ['plain.test', 22],
  ['plain.test', 2222],
  ['PLAIN.test', 22],
  ['plainXtest', 22],
  ['one.test', 22],
  ['two.test', 22],
  ['10.0.0.7', 22],
  ['port.test', 2222],
  ['port.test', 22],
  ['port.test', 2223],
  ['a.wild.test', 22],
  ['not.wild.test', 22],
  ['wild.test', 22],
  ['host1.test', 22],
  ['host12.test', 22],
  ['comment.test', 22],
  ['spaces.test', 22],
  ['upper.test', 22],
  ['only.test', 22],
  ['other.test', 22],
  ['dots.testyx', 22],
  ['dotsXtestyx', 22],
  ['fe80::1%eth0', 22],
  ['::1', 2222],
  ['revoked.test', 22],
  ['x.ca.test', 22],
  ['10.1.200.3', 22],
  ['10.1.9.3', 22],
  ['10.1.200.33', 22],
];

for (const hashed of [false, true])
  test(`finds the lines that ssh-keygen finds${hashed ? ', hashed' : ''}`, t => {
    const file = write(t, ...LINES);
    if (hashed) execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    const known = KnownHosts.read([file]);
    for (const [host, port] of HOSTS) {
      const { keys, revoked, authorities } = known.find(host, port);
      const found = [...keys, ...revoked, ...authorities].map(({ line }) => line).sort((a, b) => a - b);
      // For another port ssh, unlike ssh-keygen, takes the key of the standard port too.
      const asked = keygenLines(file, hostPattern(host, port));
      const expected = asked.length > 0 || port === 22 ? asked : keygenLines(file, host);
      t.deepEqual(found, expected, `${host} ${port}`);
    }
  });

test('the fingerprint is the one that ssh-keygen prints', t => {
  const file = join(folderFor(t), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  const blob = Buffer.from(readFileSync(`${file}.pub`, 'utf8').split(' ')[1]!, 'base64');
  t.is(hostKeyOf(blob)?.type, 'ssh-ed25519');
  t.is(execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1], fingerprint(blob));
});

test('what is no key has no type', t => {
  for (const bytes of [[], [0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 9, 65], [255, 255, 255, 255, 65, 66]])
    t.is(hostKeyOf(Buffer.from(bytes)), undefined);
});

test('a key is known, unknown, changed or revoked', t => {
  const rsa = key('ssh-rsa', 'r');
  const file = write(
    t,
    `known.test ${word(A)}`,
    `both.test ${word(rsa)}`,
    `both.test ${word(A)}`,
    `rsa.test ${word(rsa)}`,
    `@revoked * ${word(B)}`,
    `bad.test ${word(B)}`,
  );
  const known = KnownHosts.read([join(folderFor(t), 'missing'), file]);
  const verdict = (host: string, presented: HostKey) => {
    const found = judge(presented, known.find(host, 22));
    return 'known' in found ? `${found.kind} ${found.known.file === file} ${found.known.line}` : found.kind;
  };
  t.is(verdict('known.test', A), 'known');
  t.is(verdict('other.test', A), 'unknown');
  t.is(verdict('both.test', key('ssh-ed25519', 'c')), 'changed true 3');
  t.is(verdict('rsa.test', A), 'changed true 4');
  t.is(verdict('known.test', B), 'revoked true 5');
  t.is(verdict('bad.test', B), 'revoked true 5');
});

test('lines that are no entries are passed over', t => {
  const file = write(
    t,
    'short.test',
    'short.test ssh-ed25519',
    `short.test ssh-rsa ${A.blob.toString('base64')}`,
    'short.test ssh-ed25519 !!!!',
    `@unknown short.test ${word(A)}`,
    `|1|broken ${word(A)}`,
  );
  t.deepEqual(KnownHosts.read([file]).find('short.test', 22), { keys: [], revoked: [], authorities: [] });
});

for (const hashed of [false, true])
  test(`a key that is added is found by ssh-keygen${hashed ? ', hashed' : ''}`, t => {
    const file = join(folderFor(t), 'new', 'known_hosts');
    addKnownHost(file, 'New.test', 22, A, hashed);
    addKnownHost(file, 'port.test', 2222, B, hashed);
    t.is(statSync(file).mode & 0o777, 0o600);
    t.deepEqual(keygenLines(file, 'new.test'), [1]);
    t.deepEqual(keygenLines(file, '[port.test]:2222'), [2]);
    t.is(readFileSync(file, 'utf8').includes('test'), !hashed);
    const known = KnownHosts.read([file]);
    t.is(judge(A, known.find('new.test', 22)).kind, 'known');
    t.is(judge(B, known.find('port.test', 2222)).kind, 'known');
  });

test('a key is added on a line of its own, whatever the file ends with', t => {
  const file = join(folderFor(t), 'known_hosts');
  writeFileSync(file, `old.test ${word(A)}`);
  addKnownHost(file, 'new.test', 22, B, false);
  t.is(readFileSync(file, 'utf8'), `old.test ${word(A)}\nnew.test ${word(B)}\n`);
});
