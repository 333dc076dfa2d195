import test from 'ava';
import type { Plan } from '../../../src/modules/module.js';
import { apt } from '../../../src/modules/packages/apt.js';
import type { AptArguments } from '../../../src/modules/packages/apt-options.js';
import {
  aptGetArguments,
  parseRequest,
  parseSpec,
  type Request,
} from '../../../src/modules/packages/apt-request.js';
import { localServices, withDefaults } from '../rig.js';

const request = (args: Readonly<Record<string, unknown>>): Request => {
  const parsed = parseRequest(withDefaults(apt, args) as AptArguments);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
};

/** The plan for what a probe printed. */
const plan = (args: Readonly<Record<string, unknown>>, printed: string, checkMode = false): Plan => {
  const prepared = request(args);
  const output = { stdout: Buffer.from(printed), stderr: Buffer.alloc(0), code: 0 };
  return apt.plan(prepared, apt.parse(output, prepared), { checkMode, diff: false });
};

const CURL = ':apt\n:installed\nii |curl|amd64|7.88.1-10\nii |dpkg|amd64|1.21.22\n';
const SIMULATED = `:simulation
Reading package lists...
The following NEW packages will be installed:
  libapr1 apache2
Remv lighttpd [1.4.69-1]
Inst libapr1 (1.7.2-3+deb12u1 Debian:12.15/oldstable [amd64])
Inst apache2 [2.4.1-1] (2.4.71-1~deb12u1 Debian-Security:12/oldstable-security [amd64])
Conf libapr1 (1.7.2-3+deb12u1 Debian:12.15/oldstable [amd64])
Conf half (1.0 Debian:12.15/oldstable [amd64])
Conf apache2 (2.4.71-1~deb12u1 Debian-Security:12/oldstable-security [amd64])
:status
0
`;
const NOTHING = `:simulation
Reading package lists...
0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.
:status
0
`;
const failing = (...errors: string[]) => `:simulation\n${errors.join('\n')}\n:status\n100\n`;
const cache = (fetched: number, now: number) => `:cache\n${fetched} ${now}\n`;

interface Case {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly printed: string;
  readonly checkMode?: boolean;
  readonly kind: Plan['kind'];
  /** `subject name: before -> after`. */
  readonly differences?: readonly string[];
  readonly message?: string;
  /** What the apply has in it, and what it hasn't. */
  readonly has?: readonly string[];
  readonly hasNot?: readonly string[];
}

const CASES: readonly Case[] = [
  { name: 'installed', args: { name: ['curl'] }, printed: `${CURL}:missing\n\n:automatic\n`, kind: 'same' },
  {
    name: 'what apt would do is the plan',
    args: { name: ['apache2', 'curl'] },
    printed: `${CURL}:missing\n apache2\n:automatic\n${SIMULATED}`,
    kind: 'change',
    differences: [
      'lighttpd version: "1.4.69-1" -> null',
      'libapr1 version: null -> "1.7.2-3+deb12u1"',
      'apache2 version: "2.4.1-1" -> "2.4.71-1~deb12u1"',
      'half state: "not configured" -> "installed"',
    ],
    has: [
      'set -- apache2\n',
      '-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install "$@"',
    ],
    hasNot: ['apt_update', 'apt-mark', 'curl'],
  },
  {
    name: 'installed for the sake of others only',
    args: { name: ['curl'] },
    printed: `${CURL}:missing\n\n:automatic\nPackage: curl\nArchitecture: amd64\nAuto-Installed: 1\n\n`,
    kind: 'change',
    differences: ['curl mark: "auto" -> "manual"'],
    has: ['apt-mark manual curl'],
    hasNot: ['install'],
  },
  {
    name: 'unknown package',
    args: { name: ['nosuch'] },
    printed: `${CURL}:missing\n nosuch\n:automatic\n${failing('E: Unable to locate package nosuch')}`,
    kind: 'failed',
    message: "No package matching 'nosuch' is available: Unable to locate package nosuch",
  },
  {
    name: 'unknown version',
    args: { name: ['curl=9'] },
    printed: `${CURL}:missing\n curl=9\n:automatic\n${failing("E: Version '9' for 'curl' was not found")}`,
    kind: 'failed',
    message: "no available installation candidate for curl=9: Version '9' for 'curl' was not found",
  },
  {
    name: 'unmet dependencies',
    args: { name: ['broken'] },
    printed: `${CURL}:missing\n broken\n:automatic\n${failing(
      'The following packages have unmet dependencies:',
      ' broken : Depends: nosuch but it is not installable',
      'E: Unable to correct problems, you have held broken packages.',
    )}`,
    kind: 'failed',
    message:
      "'apt-get install broken' would fail: The following packages have unmet dependencies:; broken : Depends: nosuch but it is not installable; Unable to correct problems, you have held broken packages.",
  },
  {
    name: 'a pattern that matches nothing',
    args: { name: ['no*'] },
    printed: `:apt\n:unmatched\nno*\n${CURL.slice(5)}:missing\n\n`,
    kind: 'failed',
    message: "No package(s) matching 'no*' available",
  },
  {
    name: 'what is unknown may be known by fresh lists',
    args: { name: ['nosuch'], update_cache: true },
    printed: `${CURL}${cache(0, 1000)}:missing\n nosuch\n${failing('E: Unable to locate package nosuch')}`,
    kind: 'change',
    differences: ['nosuch state: "absent" -> "present"'],
    has: ['apt_update 5 12 60', 'set -- nosuch\n'],
  },
  {
    name: 'a candidate that is not high enough',
    args: { name: ['apache2>=3'] },
    printed: `${CURL}:missing\n apache2>=3\n${SIMULATED}`,
    kind: 'failed',
    message: 'no available installation candidate for apache2>=3',
  },
  {
    name: 'a candidate that is high enough',
    args: { name: ['apache2>=2.4.70'] },
    printed: `${CURL}:missing\n apache2>=2.4.70\n${SIMULATED}`,
    kind: 'change',
    has: ['set -- apache2\n'],
  },
  {
    name: 'lists that are fresh enough',
    args: { update_cache: true, cache_valid_time: 100 },
    printed: `:apt\n${cache(900, 1000)}`,
    kind: 'same',
  },
  {
    name: 'lists that are too old',
    args: { cache_valid_time: 100 },
    printed: `:apt\n${cache(899, 1000)}`,
    kind: 'change',
    differences: ['package lists state: "101 seconds old" -> "fetched"'],
    has: ['apt_update 5 12 60'],
    hasNot: ['install'],
  },
  {
    name: 'fetching lists each time is an action',
    args: { update_cache: true },
    printed: `:apt\n${cache(1000, 1000)}`,
    kind: 'action',
    has: ['apt_update'],
  },
  {
    name: 'lists are fetched although nothing is missing',
    args: { name: ['curl'], update_cache: true },
    printed: `${CURL}${cache(900, 1000)}:missing\n\n`,
    kind: 'action',
    has: ['apt_update'],
    hasNot: ['install'],
  },
  {
    name: 'that is no difference in check mode',
    args: { name: ['curl'], update_cache: true },
    printed: `${CURL}${cache(900, 1000)}:missing\n\n`,
    checkMode: true,
    kind: 'same',
  },
  {
    name: 'by fresh lists there may be something later',
    args: { name: ['curl'], state: 'latest', update_cache: true },
    printed: `${CURL}${cache(900, 1000)}:missing\n\n`,
    kind: 'action',
    has: ['apt_update', 'set -- curl\n', 'install'],
  },
  {
    name: 'only what is installed is upgraded',
    args: { name: ['apache2', 'curl'], state: 'latest', only_upgrade: true },
    printed: `${CURL}:missing\n apache2 curl\n${SIMULATED}`,
    kind: 'change',
    has: ['set -- curl\n', '--only-upgrade'],
  },
  { name: 'absent', args: { name: ['x'], state: 'absent' }, printed: `${CURL}:missing\n\n`, kind: 'same' },
  {
    name: 'to be removed, with what needs it',
    args: { name: ['curl'], state: 'absent', purge: true, autoremove: true },
    printed: `${CURL}rc |old|amd64|1.0\n:missing\n curl\n:simulation\nPurg git [2.39]\nPurg curl [7.88.1-10]\nPurg old [1.0]\n:status\n0\n`,
    kind: 'change',
    differences: [
      'git version: "2.39" -> null',
      'curl version: "7.88.1-10" -> null',
      'old state: "configuration files" -> "absent"',
    ],
    has: ['set -- curl\n', '--auto-remove --purge remove'],
  },
  { name: 'nothing to upgrade', args: { upgrade: 'dist' }, printed: `:apt\n${NOTHING}`, kind: 'same' },
  {
    name: 'something to upgrade',
    args: { name: ['*'], state: 'latest' },
    printed: `:apt\n${SIMULATED}`,
    kind: 'change',
    has: ['--with-new-pkgs upgrade'],
  },
  {
    name: 'files that can be cleaned away',
    args: { clean: true },
    printed: ':apt\n:archive\n',
    kind: 'change',
    differences: ['/var/cache/apt/archives state: "files" -> "empty"'],
    has: ['apt-get clean'],
  },
  { name: 'nothing to clean', args: { clean: true }, printed: ':apt\n', kind: 'same' },
  {
    name: 'autoclean',
    args: { autoclean: true },
    printed: ':apt\n:simulation\nDel tree 2.1.0-1 [52.5 kB]\n:status\n0\n',
    kind: 'change',
    differences: ['tree file: "2.1.0-1" -> null'],
    has: ['autoclean'],
  },
  {
    name: 'a package file that is not installed',
    args: { deb: '/tmp/x.deb', policy_rc_d: 101 },
    printed: `:apt\n:deb\n/tmp/x.deb\nPackage: x\nVersion: 2\nArchitecture: all\n:simulation\nInst x [1] (2 local [all])\n:status\n0\n`,
    kind: 'change',
    differences: ['x version: "1" -> "2"'],
    has: ['apt_deb /tmp/x.deb', 'apt_policy 101', 'install'],
  },
  {
    name: 'a package file that is not there',
    args: { deb: '/tmp/x.deb' },
    printed: ':apt\n:deb\n/tmp/x.deb\nproblem: dpkg-deb: error: failed to read archive\n',
    kind: 'failed',
    message: 'Unable to install package: /tmp/x.deb: dpkg-deb: error: failed to read archive',
  },
  {
    name: 'no apt',
    args: { name: ['curl'] },
    printed: '',
    kind: 'failed',
    message: 'this host has no apt-get',
  },
];

for (const { name, args, printed, checkMode, kind, differences, message, has = [], hasNot = [] } of CASES)
  test(name, t => {
    const planned = plan(args, printed, checkMode);
    t.is(planned.kind, kind);
    if (differences) {
      const shown = planned.kind === 'change' ? planned.differences : [];
      t.deepEqual(
        shown.map(one =>
          one.kind === 'attribute'
            ? `${one.subject} ${one.name}: ${JSON.stringify(one.before)} -> ${JSON.stringify(one.after)}`
            : one.subject,
        ),
        differences,
      );
    }
    if (message !== undefined) t.is(planned.kind === 'failed' ? planned.message : '', message);
    const text = planned.kind === 'change' || planned.kind === 'action' ? planned.apply.text : '';
    for (const part of has) t.true(text.includes(part), `${part} in\n${text}`);
    for (const part of hasNot) t.false(text.includes(part), `${part} not in\n${text}`);
  });

const conclude = (
  args: Readonly<Record<string, unknown>>,
  printed: string,
  stdout: string,
  stderr: string,
  code = 0,
) => {
  const planned = plan(args, printed);
  if (planned.kind !== 'change' && planned.kind !== 'action') throw new Error(`the plan is ${planned.kind}`);
  return planned.conclude!({ stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), code });
};

const MISSING = `${CURL}:missing\n apache2\n${SIMULATED}`;

test('a change that someone else made meanwhile is none of ours', t => {
  const idle = '0 upgraded, 0 newly installed, 0 to remove and 3 not upgraded.\n';
  t.is(conclude({ name: ['apache2'] }, MISSING, idle, '\0done 5 5').kind, 'unchanged');
  const done = '0 upgraded, 9 newly installed, 0 to remove and 3 not upgraded.\n';
  const changed = conclude({ name: ['apache2'] }, MISSING, done, 'W: careful\n\0done 5 7');
  t.is(changed.kind, 'changed');
  t.like(changed, {
    result: { stdout: done, stderr: 'W: careful\n', cache_updated: false, cache_update_time: 7 },
  });
});

test('fetching lists has changed something if they are newer afterwards', t => {
  const printed = `:apt\n${cache(5, 10)}`;
  t.is(conclude({ update_cache: true }, printed, '', '\0done 5 5').kind, 'unchanged');
  t.is(conclude({ update_cache: true }, printed, '', '\0done 5 9').kind, 'changed');
});

test("a failure has apt's own reason", t => {
  const lock =
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (unattended-upgr)\n\0run 5 5';
  t.like(conclude({ name: ['apache2'] }, MISSING, 'Reading...\n', lock, 100), {
    kind: 'failed',
    message:
      "'apt-get install apache2' failed: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (unattended-upgr)",
  });
  const script = `dpkg: error processing package bad (--configure):
 installed bad package post-installation script subprocess returned error exit status 3
E: Sub-process /usr/bin/dpkg returned an error code (1)
\0run 5 5`;
  t.like(conclude({ name: ['apache2'] }, MISSING, '', script, 100), {
    message:
      "'apt-get install apache2' failed: dpkg: error processing package bad (--configure): installed bad package post-installation script subprocess returned error exit status 3; Sub-process /usr/bin/dpkg returned an error code (1)",
  });
  const network = `W: Failed to fetch http://mirror.example/x  Temporary failure resolving 'mirror.example'
E: Some index files failed to download. They have been ignored, or old ones used instead.
\0update 5 5`;
  t.like(conclude({ update_cache: true }, `:apt\n${cache(5, 10)}`, '', network, 100), {
    message:
      "Failed to update apt cache: Failed to fetch http://mirror.example/x  Temporary failure resolving 'mirror.example'; Some index files failed to download. They have been ignored, or old ones used instead.",
  });
});

test('names of packages', t => {
  t.like(parseSpec('foo'), { name: 'foo', operator: undefined });
  t.like(parseSpec('libc6:i386'), { name: 'libc6:i386' });
  t.like(parseSpec('g++=4:12*'), { name: 'g++', operator: '=', version: '4:12*' });
  t.like(parseSpec('foo>=1.0~rc1'), { operator: '>=', version: '1.0~rc1' });
  t.like(parseSpec('php[78].*'), { name: 'php[78].*' });
  for (const bad of ['-y', 'foo-', 'a=1=2', 'a b', '$(id)', "a'b", 'a;b', 'Foo', '', 'foo=', '/tmp/x.deb'])
    t.is(parseSpec(bad), undefined, bad);
});

test('what can not be is refused before a host is asked', async t => {
  const refuse = (args: Readonly<Record<string, unknown>>, message: RegExp) =>
    t.throwsAsync(
      apt.begin(withDefaults(apt, args), localServices('/nowhere'), { checkMode: false, diff: false }),
      { message },
    );
  await refuse({ name: ['a;b'] }, /invalid package spec: a;b/);
  await refuse({ deb: 'x.deb', state: 'absent' }, /deb only supports state=present/);
  await refuse({ name: ['*', 'curl'], state: 'latest' }, /additional packages/);
});

test('options become those of apt-get', t => {
  const words = (args: Readonly<Record<string, unknown>>) => aptGetArguments(request(args)).join(' ');
  const dpkg = '-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold';
  t.is(
    words({
      name: ['a'],
      install_recommends: false,
      default_release: 'bookworm-backports',
      fail_on_autoremove: true,
      autoremove: true,
      force: true,
    }),
    `-y ${dpkg} --auto-remove --no-remove -t bookworm-backports -o APT::Install-Recommends=no --allow-unauthenticated --allow-downgrades --allow-change-held-packages --allow-remove-essential install`,
  );
  t.is(
    words({ name: ['a'], state: 'build-dep', dpkg_options: 'force-all' }),
    '-y -o Dpkg::Options::=--force-all build-dep',
  );
  t.is(words({ state: 'fixed', name: ['a'] }), `-y ${dpkg} --fix-broken install`);
  t.is(words({ name: ['a'], state: 'absent', purge: true }), `-y ${dpkg} --purge remove`);
  t.is(words({ upgrade: 'yes' }), `-y ${dpkg} --with-new-pkgs upgrade`);
  t.is(words({ upgrade: 'full' }), `-y ${dpkg} dist-upgrade`);
});
