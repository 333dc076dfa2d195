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
