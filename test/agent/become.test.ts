import test from 'ava';
import { type Become, become } from '../../src/agent/become.js';

const EXIT = { code: 1, signal: undefined };
const START = 'eval "$(dd)"';

/** What the runner says, and what it decides, when an account's program prints these things one after another. */
const talk = (account: Become, prints: (login: { prompt: string; announcement: string }) => string[]) => {
  const login = become(account, 'me');
  const prompt = /-p '([^']*)'/.exec(login.command(START))?.[1] ?? 'Password: ';
  const said: string[] = [];
  const heard = login.listen({
    admit: () => said.push('admit'),
    say: text => said.push(`say ${text}`),
    refuse: reason => said.push(`refuse ${reason}`),
  });
  let all = '';
  for (const text of prints({ prompt, announcement: login.announcement ?? '' })) {
    all += text;
    heard(all);
  }
  return said;
};

const SUDO: Become = { method: 'sudo', user: 'root' };
const SU: Become = { method: 'su', user: 'root' };

test('sudo without a password never asks, and the text is sent at once', t => {
  t.is(become(SUDO, 'me').command(START), `exec env LC_ALL=C sudo -H -n -u root -- /bin/sh -c '${START}'`);
  t.deepEqual(
    talk(SUDO, () => []),
    ['admit'],
  );
});

test('sudo with a password: it is said once, at the prompt', t => {
  const account = { ...SUDO, password: 'secret' };
  t.regex(
    become(account, 'me').command(START),
    /^exec env LC_ALL=C sudo -H -S -p '\[[0-9a-f]{16}\] password: ' -u root -- \/bin\/sh -c '/,
  );
  t.deepEqual(
    talk(account, ({ prompt, announcement }) => [
      'lecture\n',
      prompt.slice(0, 5),
      prompt.slice(5),
      announcement,
    ]),
    ['say secret\n', 'admit'],
  );
  t.deepEqual(
    talk(account, ({ announcement }) => [announcement]),
    ['admit'],
  );
  t.deepEqual(
    talk(account, ({ prompt }) => [prompt, 'Sorry, try again.\n', prompt]),
    ['say secret\n', 'refuse sudo refused the password of me (become_password is wrong)'],
  );
});

test('the prompt cannot be guessed', t => {
  const account = { ...SUDO, password: 'secret' };
  t.not(become(account, 'me').command(START), become(account, 'me').command(START));
  t.deepEqual(
    talk(account, () => ['password: ', '[0123456789abcdef] password: ']),
    [],
  );
});

test('su asks for the password of the account', t => {
  t.is(become(SU, 'me').command(START), `exec env LC_ALL=C su root -s /bin/sh -c '${START}'`);
  t.deepEqual(
    talk({ ...SU, password: 'secret' }, ({ announcement }) => ['Password: ', announcement]),
    ['say secret\n', 'admit'],
  );
  t.deepEqual(
    talk(SU, () => ['Password: ']),
    ['refuse su asks for the password of root, but none was given'],
  );
  t.deepEqual(
    talk(SU, ({ announcement }) => [announcement]),
    ['admit'],
  );
});

test('no password is in the command', t => {
  for (const method of ['sudo', 'su'] as const)
    t.false(become({ method, user: 'root', password: 'secret' }, 'me').command(START).includes('secret'));
});

test('flags, program and user are words for any login shell', t => {
  t.is(
    become(
      { ...SUDO, user: 'www-data', flags: "-E -g 'my group'", executable: '/opt/bin/sudo' },
      'me',
    ).command(START),
    `exec env LC_ALL=C /opt/bin/sudo -E -g 'my group' -n -u www-data -- /bin/sh -c '${START}'`,
  );
  for (const user of ["a'b", 'a\nb', 'a\\b', 'a!b', ''])
    t.throws(() => become({ ...SUDO, user }, 'me'), { message: /cannot stand in a command/ });
});

for (const [printed, reason, account] of [
  [
    'sudo: a password is required\n',
    'sudo asks for the password of me, but none was given (become_password, or -K)',
  ],
  [
    'Sorry, try again.\nsudo: no password was provided\nsudo: 1 incorrect password attempt\n',
    'sudo refused the password of me (become_password is wrong)',
  ],
  ['me is not in the sudoers file.\n', 'sudo does not allow me to become root and run any command'],
  [
    "Sorry, user me is not allowed to execute '/bin/sh -c x' as root on host.\n",
    'sudo does not allow me to become root and run any command',
  ],
  [
    'sudo: sorry, you must have a tty to run sudo\n',
    'sudo on this host wants a terminal: remove "requiretty" for me from its sudoers',
  ],
  ['sudo: unknown user root\n', 'there is no user root on this host'],
  [
    'su: user root does not exist or the user entry does not contain all the required fields\n',
    'there is no user root on this host',
    SU,
  ],
  ['su: Authentication failure\n', 'su refused the password of root (become_password is wrong)', SU],
  ['env: ‘sudo’: No such file or directory\n', 'sudo is not installed on this host'],
  ["env: can't execute 'sudo': No such file or directory\n", 'sudo is not installed on this host'],
  [
    'sudo: account validation failure, is your account locked?\n',
    'the account of me or its password has expired on this host',
  ],
  [
    'sudo: Account expired or PAM config lacks an "account" section for sudo, contact your system administrator\n',
    'the account of me or its password has expired on this host',
  ],
  ['first\nsudo: something else\n', 'cannot become root by sudo: sudo: something else'],
  ['', 'cannot become root by sudo: it ended with status 1'],
] as const)
  test(`explains: ${reason}: ${printed.trim().slice(0, 60)}`, t => {
    t.is(become(account ?? SUDO, 'me').explain(printed, EXIT), reason);
  });
