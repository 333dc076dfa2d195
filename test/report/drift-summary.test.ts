import test from 'ava';
import { allDone, banner, play, playEnd, reported, runEnd, task } from './events.js';

const check = { command: 'check', checkMode: true } as const;

test('a check tells the state of each host and what has drifted, once for hosts on which it is the same', async t => {
  const mode = task([0], 'web : Set the mode');
  const config = task([1], 'web : Configure the site');
  const secret = task([2], 'web : Set the password', { noLog: true });
  const differs = (before: string) => ({
    differences: [
      { kind: 'attribute', subject: '/etc/x', name: 'mode', before, after: '0600' },
      { kind: 'attribute', subject: '/etc/x', name: 'owner', before: undefined, after: 'root' },
    ] as const,
  });
  const { stdout } = await reported(
    [
      play('Web', 'web1', 'web2', 'web10'),
      mode.result('web10', 'changed', differs('0644')),
      mode.result('web1', 'changed', differs('0644')),
      mode.result('web2', 'changed', differs('0755')),
      config.result('web1', 'changed', {
        differences: [{ kind: 'content', subject: '/etc/site', before: 'a\nb\nc\n', after: 'a\nB\nc\nd\n' }],
      }),
      secret.result('web1', 'changed', {
        differences: [{ kind: 'attribute', subject: 'x', name: 'password', before: 'old', after: 'new' }],
      }),
      allDone,
      playEnd,
      runEnd({ web1: { ok: 3, changed: 3 }, web2: { ok: 3, changed: 1 }, web10: { ok: 3, changed: 1 } }),
    ],
    check,
  );
  t.is(
    stdout,
    `${banner('DRIFT REPORT')}web1  : drifted 3
web2  : drifted 1
web10 : drifted 1

drifted: 2 hosts [web1,web10]  web : Set the mode
    mode of /etc/x: 0644 -> 0600
    owner of /etc/x: none -> root

drifted: [web2]  web : Set the mode
    mode of /etc/x: 0755 -> 0600
    owner of /etc/x: none -> root

drifted: [web1]  web : Configure the site
    content of /etc/site: 2 lines differ

drifted: [web1]  web : Set the password
    hidden by no_log

drift: 3 of 3 hosts, 3 tasks
`,
  );
});

test('what could not be told and what was not checked is not fine', async t => {
  const one = task([0], 'Migrate');
  const two = task([1], 'Look', { action: 'stat' });
  const three = task([2], 'Loop');
  const wouldRun = { msg: 'Command would have run if not in check mode', skipped: true };
  const { stdout } = await reported(
    [
      play('Web', 'web1', 'web2', 'web3'),
      one.result('web1', 'skipped', { result: wouldRun }),
      one.result('web2', 'skipped', {
        result: { skip_reason: 'Conditional result was False', skipped: true },
      }),
      two.result('web3', 'unknown'),
      three.item('web3', 'unknown', 'a'),
      three.result('web3', 'changed', { result: { results: [wouldRun] } }),
      playEnd,
      runEnd({ web1: { skipped: 1 }, web2: { skipped: 1 }, web3: { ok: 2, changed: 1 } }),
    ],
    check,
  );
  t.is(
    stdout,
    `${banner('DRIFT REPORT')}web1 : in place, not checked 1
web2 : in place
web3 : drifted 1, unknown 2, not checked 1

drifted: [web3]  Loop
    would change

unknown: depends on changes that check mode does not make
    [web3]  Look
    [web3]  Loop

not checked: commands have no state to compare, apply would run them
    [web1]  Migrate
    [web3]  Loop

drift: 1 of 3 hosts, 1 task; unknown: 2 tasks; not checked: 2 tasks
`,
  );
});

test('hosts that were lost are told with the reason, what was rescued is not', async t => {
  const one = task([0], 'Try');
  const two = task([1], 'Check');
  const three = task([2], 'Reach');
  const { stdout } = await reported(
    [
      play('Web', 'web1', 'web2', 'web3', 'web4'),
      ...['web1', 'web2'].map(host => one.result(host, 'failed', { message: 'rescued' })),
      ...['web1', 'web3'].map(host => two.result(host, 'failed', { message: 'no such file\nat all' })),
      two.result('web4', 'failed', { message: 'ignored', ignored: true }),
      three.result('web4', 'unreachable', { result: { msg: 'timed out' } }),
      playEnd,
      runEnd({
        web1: { failed: 1, rescued: 1 },
        web2: { ok: 1, rescued: 1 },
        web3: { failed: 1 },
        web4: { unreachable: 1, ignored: 1 },
      }),
    ],
    check,
  );
  t.is(
    stdout,
    `${banner('DRIFT REPORT')}web1 : failed
web2 : in place
web3 : failed
web4 : unreachable

failed: 2 hosts [web1,web3]  Check
    no such file
    at all

unreachable: [web4]  Reach
    timed out

in place: 1 host; failed: 2 hosts; unreachable: 1 host
`,
  );
});

test('all in place is one line for each host and a sentence', async t => {
  const one = task([0], 'x');
  const events = [play('p', 'a', 'b'), one.result('a', 'ok'), one.result('b', 'ok'), playEnd];
  const { stdout } = await reported([...events, runEnd({ a: { ok: 1 }, b: { ok: 1 } })], check);
  t.is(stdout, `${banner('DRIFT REPORT')}a : in place\nb : in place\n\nin place: 2 hosts\n`);
});

test('--diff shows the whole difference', async t => {
  const one = task([0], 'x');
  const { stdout } = await reported(
    [
      play('p', 'h'),
      one.result('h', 'changed', {
        differences: [{ kind: 'content', subject: '/x', before: 'a\n\n', after: 'b\n\n' }],
      }),
      runEnd({ h: { ok: 1, changed: 1 } }),
    ],
    { ...check, diff: true },
  );
  t.true(
    stdout.includes(`drifted: [h]  x
    --- before: /x
    +++ after: /x
    @@ -1,2 +1,2 @@
    -a
    +b
     

drift: 1 of 1 host, 1 task`),
    stdout,
  );
});

test('what is wrong is told during a check, and -v tells all else', async t => {
  const one = task([0], 'x');
  const events = [
    play('p', 'h'),
    { kind: 'diagnostic', diagnostic: { severity: 'error', message: 'odd' } },
    one.result('h', 'ok'),
    playEnd,
    runEnd({ h: { ok: 1 } }),
  ] as const;
  const quiet = await reported(events, check);
  t.is(quiet.stderr, 'error: odd\n');
  t.false(quiet.stdout.includes('TASK'));
  const verbose = await reported(events, { ...check, verbosity: 1 });
  t.true(verbose.stdout.includes(`${banner('TASK [x]')}ok: [h] => {}\n${banner('DRIFT REPORT')}`));
});

test('handlers are told apart from what has drifted, and are drift where nothing else is', async t => {
  const site = task([0], 'Configure the site');
  const verify = task([1, 0, 0], 'Check it', { handler: true });
  const reload = task([1, 0, 1], 'Reload', { handler: true });
  const differs = {
    differences: [
      { kind: 'attribute', subject: 'apache2', name: 'state', before: 'started', after: 'reloaded' },
    ] as const,
  };
  const { stdout } = await reported(
    [
      play('Web', 'web1', 'web2'),
      site.result('web1', 'changed', {
        differences: [{ kind: 'content', subject: '/etc/site', before: 'a\n', after: 'b\n' }],
      }),
      verify.result('web1', 'skipped', {
        result: { skipped: true, msg: 'Command would have run if not in check mode' },
      }),
      reload.result('web1', 'changed', differs),
      reload.result('web2', 'changed', differs),
      allDone,
      playEnd,
      runEnd({ web1: { ok: 2, changed: 2, skipped: 1 }, web2: { ok: 1, changed: 1 } }),
    ],
    check,
  );
  t.is(
    stdout,
    `${banner('DRIFT REPORT')}web1 : drifted 1
web2 : handlers to run 1

drifted: [web1]  Configure the site
    content of /etc/site: 1 line differs

handlers that apply would run then
    [web1]  Check it
    2 hosts [web1-2]  Reload

drift: 2 of 2 hosts, 1 task
`,
  );
});
