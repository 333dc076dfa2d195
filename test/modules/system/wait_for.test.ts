import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { activeCheck } from '../../../src/modules/system/drained.js';
import { translateRegex } from '../../../src/modules/system/search-regex.js';
import { waitFor } from '../../../src/modules/system/wait_for.js';
import { perform, run, SHELLS, temporaryFolder } from '../rig.js';

const listen = async (greeting = ''): Promise<{ readonly server: Server; readonly port: number }> => {
  const server = createServer(socket => {
    socket.on('error', () => undefined);
    socket.write(greeting);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
};

const refuse = (_argument: string, message: string) => new Error(message);

for (const shell of SHELLS) {
  test(`${shell}: a condition that is met costs nothing more`, async t => {
    const home = temporaryFolder(t);
    writeFileSync(join(home, 'file'), 'first\nready: 42 jobs\n');
    for (const args of [
      { path: '~/file' },
      { path: join(home, 'none'), state: 'absent' },
      { path: join(home, 'file'), search_regex: '^ready: (?P<count>\\d+) (jobs?)$' },
    ])
      for (const checkMode of [false, true]) {
        const outcome = await perform(waitFor, args, { shell, home, checkMode });
        t.is(outcome.kind, 'same', JSON.stringify(args));
        t.is(outcome.result.elapsed, 0);
        if (args.search_regex)
          t.like(outcome.result, { match_groups: ['42', 'jobs'], match_groupdict: { count: '42' } });
      }
  });

  test(`${shell}: it waits for what comes later`, async t => {
    const home = temporaryFolder(t);
    const outcome = await perform(
      waitFor,
      { path: join(home, 'file'), search_regex: 'READY|ready' },
      {
        shell,
        home,
        meanwhile: () => {
          spawn('sh', ['-c', 'sleep 1; echo "it is ready" >file'], { cwd: home });
        },
      },
    );
    t.is(outcome.kind, 'unchanged');
    t.like(outcome.result, { match_groups: [], path: join(home, 'file') });
  });

  test(`${shell}: when time runs out it says for what it waited`, async t => {
    const message = async (args: object) =>
      (await perform(waitFor, { timeout: 1, ...args }, { shell })).message;
    t.is(await message({ path: '/nope' }), 'Timeout when waiting for file /nope');
    t.is(await message({ path: '/etc', state: 'absent' }), 'Timeout when waiting for /etc to be absent.');
    t.is(
      await message({ path: '/etc/passwd', search_regex: 'no.such' }),
      'Timeout when waiting for search string no.such in /etc/passwd',
    );
    t.is(await message({ path: '/nope', msg: 'where is it?' }), 'where is it?');
  });

  test(`${shell}: time alone can be waited for`, async t => {
    const outcome = await perform(waitFor, { timeout: 1 }, { shell });
    t.is(outcome.kind, 'unchanged');
    t.true(Number(outcome.result.elapsed) >= 1);
  });
}

for (const shell of ['dash', 'busybox'] as const) {
  test(`${shell}: ports are open, closed, and say things`, async t => {
    const { server, port } = await listen('SSH-2.0-OpenSSH_9\r\n');
    t.teardown(() => server.close());
    t.is((await perform(waitFor, { port }, { shell })).kind, 'same');
    t.is((await perform(waitFor, { port: 1, state: 'stopped' }, { shell })).kind, 'same');
    const closed = await perform(waitFor, { port: 1, timeout: 1 }, { shell });
    t.is(closed.message, 'Timeout when waiting for 127.0.0.1:1');
    const open = await perform(waitFor, { port, state: 'stopped', timeout: 1 }, { shell });
    t.is(open.message, `Timeout when waiting for 127.0.0.1:${port} to stop.`);
    const banner = await perform(waitFor, { port, search_regex: 'Open(SSH)', connect_timeout: 2 }, { shell });
    t.like(banner.result, { match_groups: ['SSH'] });
  });
}

test('delay puts the first look off: nothing is probed', async t => {
  const outcome = await perform(waitFor, { path: '/etc', delay: 1 });
  t.is(outcome.probed, undefined);
  t.is(outcome.kind, 'unchanged');
  t.true(Number(outcome.result.elapsed) >= 1);
});

test('a port is drained when its connections are gone', async t => {
  const { server, port } = await listen();
  const { connect } = await import('node:net');
  const client: Socket = connect(port, '127.0.0.1');
  await new Promise(resolve => client.once('connect', resolve));
  const args = { port, state: 'drained', timeout: 1, active_connection_states: ['ESTABLISHED'] };
  t.is((await perform(waitFor, args)).message, `Timeout when waiting for 127.0.0.1:${port} to drain`);
  t.is((await perform(waitFor, { ...args, host: '0.0.0.0' })).kind, 'failed');
  t.is((await perform(waitFor, { ...args, host: '127.0.0.2' })).kind, 'same');
  t.is((await perform(waitFor, { ...args, exclude_hosts: ['10.0.0.1,127.0.0.1'] })).kind, 'same');
  client.destroy();
  await new Promise(resolve => server.close(resolve));
  t.is((await perform(waitFor, args)).kind, 'same');
});

test('addresses are written as the kernel writes them', t => {
  const check = (host: string) =>
    activeCheck({ host, port: 80, active_connection_states: ['TIME_WAIT'] }, refuse);
  t.is(check('10.1.2.3'), "tcp_active 06 0050 '0302010A 0000000000000000FFFF00000302010A' ''");
  t.is(check('2001:db8::1'), "tcp_active 06 0050 B80D0120000000000000000001000000 ''");
  t.is(check('::'), "tcp_active 06 0050 any ''");
  t.throws(() => check('web1'), { message: /must be given as an address/ });
  t.throws(() => activeCheck({ host: '::', active_connection_states: ['CLOSED'] }, refuse), {
    message: /unknown/,
  });
});

/** Python's expression, lines that match, lines that don't. */
const REGEXES: readonly [string, readonly string[], readonly string[]][] = [
  ['a.c', ['abc', 'xa-cx'], ['ac']],
  ['^\\d+\\s\\w+$', ['12 ab_1'], ['x12 ab', '12  ab']],
  ['(?:a|b)+?c', ['abac'], ['c']],
  ['(?i)ReAdY', ['ready'], ['read']],
  ['[\\d.-]+x', ['1.2-3x'], ['y']],
  ['[^\\s]x', ['ax'], [' x']],
  ['[]a]z', [']z', 'az'], ['bz']],
  ['a\\.b\\(c\\)', ['a.b(c)'], ['axb(c)']],
  ['\\bword\\b', ['a word here'], ['swords']],
  ['(?P<year>\\d{4})-', ['2026-01'], ['26-01']],
];

for (const [source, good, bad] of REGEXES)
  for (const shell of SHELLS)
    test(`${shell}: ${source} finds what Python finds`, async t => {
      const regex = translateRegex(source);
      if ('problem' in regex) return t.fail(regex.problem);
      for (const [text, expected] of [
        ...good.map(line => [line, true] as const),
        ...bad.map(line => [line, false] as const),
      ]) {
        const words = regex.grep.map(word => `'${word}'`).join(' ');
        const output = await run({ text: `grep -q -E ${words}`, payload: [`${text}\n`] }, { shell });
        t.is(output.code === 0, expected, text);
        t.is(regex.groups.test(text), expected, `${text} in JavaScript`);
      }
    });

test('what grep can not do is refused before a host is asked', async t => {
  for (const source of ['(?=a)b', '(?<!a)b', '(a)\\1', '[a', 'a\\'])
    await t.throwsAsync(
      perform(waitFor, { path: '/x', search_regex: source }),
      { message: /can't be used/ },
      source,
    );
  await t.throwsAsync(perform(waitFor, { path: '/x', state: 'stopped' }), {
    message: /only be used for checking a port/,
  });
  await t.throwsAsync(perform(waitFor, { path: '/x', exclude_hosts: ['a'] }), { message: /only be with/ });
});
