import test from 'ava';
import type { Arguments } from '../../../src/modules/options.js';
import { user } from '../../../src/modules/system/user.js';
import { localServices, run, SHELLS, withDefaults } from '../rig.js';
import { commandsOf, type PlanCase, planFor, shown } from './plans.js';

const JO = `uid=1000
gid=1000
comment=Jo
home=/home/jo
shell=/bin/bash
minimum=0
maximum=99999
expires=
member=sudo
member=crew
homed=yes
`;
const KNOWN = 'known=sudo:sudo:27\nknown=crew:crew:1750\nknown=1750:crew:1750\n';

const USERS: readonly [string, PlanCase][] = [
  [
    'as it should be',
    { args: { uid: 1000, comment: 'Jo', shell: '/bin/bash', home: '/home/jo' }, printed: JO },
  ],
  [
    'new, with all that useradd knows',
    {
      args: {
        uid: 7,
        non_unique: true,
        group: 'crew',
        groups: ['sudo,1750'],
        comment: "J'o",
        home: '/srv/a/jo',
        shell: '/bin/sh',
        expires: 86400,
        skeleton: '/etc/skel2',
        umask: '077',
        system: true,
        seuser: 'user_u',
      },
      printed: KNOWN,
      differences: ['state: "absent" -> "present"'],
      commands: [
        `mkdir -p -- /srv/a &&\nuseradd -u 7 -o -Z user_u -g crew -G sudo,crew -c 'J'\\''o' -d /srv/a/jo -s /bin/sh -e 1970-01-02 -m -k /etc/skel2 -K UMASK=077 -r jo`,
      ],
    },
  ],
  [
    'new, its group is there already',
    { args: { create_home: false }, printed: 'namesake=yes\n', commands: ['useradd -N -M jo'] },
  ],
  [
    "new, its password's hash goes to standard input",
    {
      args: { password: '$6$salt$hash', password_lock: true },
      printed: '',
      commands: ["useradd -m jo &&\nprintf '%s\\n' 'jo:!$6$salt$hash' | chpasswd -e"],
    },
  ],
  [
    'another number, comment, shell and home',
    {
      args: { uid: 1001, comment: '', shell: '/bin/sh', home: '/srv/jo', move_home: true },
      printed: JO.replace('homed=yes\n', ''),
      differences: [
        'uid: 1000 -> 1001',
        'comment: "Jo" -> ""',
        'home: "/home/jo" -> "/srv/jo"',
        'shell: "/bin/bash" -> "/bin/sh"',
      ],
      commands: ["mkdir -p -- /srv &&\nusermod -u 1001 -c '' -d /srv/jo -m -s /bin/sh jo"],
    },
  ],
  [
    'another primary group',
    {
      args: { group: 'crew' },
      printed: JO + KNOWN,
      differences: ['group: 1000 -> "crew"'],
      commands: ['usermod -g crew jo'],
    },
  ],
  ['in these groups', { args: { groups: ['crew', 'sudo'] }, printed: JO + KNOWN }],
  [
    'in too many groups',
    {
      args: { groups: ['1750'] },
      printed: JO + KNOWN,
      differences: ['groups: ["crew","sudo"] -> ["crew"]'],
      commands: ['usermod -G crew jo'],
    },
  ],
  ['in more groups, which is good', { args: { groups: ['crew'], append: true }, printed: JO + KNOWN }],
  [
    'to be added to a group',
    {
      args: { groups: ['crew'], append: true },
      printed: JO.replace('member=crew\n', '') + KNOWN,
      differences: ['groups: ["sudo"] -> ["crew","sudo"]'],
      commands: ['usermod -a -G crew jo'],
    },
  ],
  [
    'to be in no group',
    {
      args: { groups: [''] },
      printed: JO,
      commands: ["usermod -G '' jo"],
      differences: ['groups: ["crew","sudo"] -> []'],
    },
  ],
  [
    'a group that does not exist',
    { args: { groups: ['nope'] }, printed: JO + KNOWN, message: 'Group nope does not exist' },
  ],
  [
    'a group that an earlier task would have made',
    { args: { groups: ['nope'] }, printed: '', checkMode: true, commands: ['useradd -G nope -m jo'] },
  ],
  ['the same password', { args: { password: '$6$a$b' }, printed: `${JO}password=same\n` }],
  [
    'another password',
    {
      args: { password: '$6$a$b' },
      printed: JO,
      differences: ['password: "another" -> "as given"'],
      commands: ["printf '%s\\n' 'jo:$6$a$b' | chpasswd -e"],
    },
  ],
  [
    'a password for new accounts only',
    { args: { password: '$6$a$b', update_password: 'on_create' }, printed: JO },
  ],
  [
    'to lock',
    {
      args: { password_lock: true },
      printed: JO,
      commands: ['usermod -L jo'],
      differences: ['password_lock: false -> true'],
    },
  ],
  ['locked', { args: { password_lock: true }, printed: `${JO}locked=yes\n` }],
  [
    'to unlock',
    { args: { password_lock: false }, printed: `${JO}locked=yes\n`, commands: ['usermod -U jo'] },
  ],
  [
    'to lock with another password',
    {
      args: { password: '$6$a$b', password_lock: true },
      printed: JO,
      commands: ["printf '%s\\n' 'jo:!$6$a$b' | chpasswd -e"],
    },
  ],
  ['never expires', { args: { expires: -1 }, printed: JO }],
  [
    'to expire',
    {
      args: { expires: 1422403387 },
      printed: JO,
      differences: ['expires: "never" -> "2015-01-28"'],
      commands: ['usermod -e 2015-01-28 jo'],
    },
  ],
  ['expires that day', { args: { expires: 1422403387 }, printed: JO.replace('expires=', 'expires=16463') }],
  [
    'to expire never',
    {
      args: { expires: -1 },
      printed: JO.replace('expires=', 'expires=16463'),
      commands: ["usermod -e '' jo"],
    },
  ],
  [
    'its password to expire',
    {
      args: { password_expire_max: 90, password_expire_min: 0 },
      printed: JO,
      differences: ['password_expire_max: 99999 -> 90'],
      commands: ['chage -M 90 jo'],
    },
  ],
  [
    'without its home',
    {
      args: { umask: '027' },
      printed: JO.replace('homed=yes\n', ''),
      differences: ['state: "absent" -> "directory"'],
      commands: ['user_home /home/jo /etc/skel "$(id -u -- jo)" "$(id -g -- jo)" 750'],
    },
  ],
  [
    'without its home, which is good',
    { args: { create_home: false }, printed: JO.replace('homed=yes\n', '') },
  ],
  [
    'to have a key',
    {
      args: {
        generate_ssh_key: true,
        ssh_key_bits: 4096,
        ssh_key_comment: 'of jo',
        ssh_key_passphrase: 'pass',
      },
      printed: `${JO}key=/home/jo/.ssh/id_rsa\n`,
      differences: ['state: "absent" -> "new key"'],
      commands: [
        `key_file=~jo/.ssh/id_rsa && user_key "$key_file" "$(id -u -- jo)" "$(id -g -- jo)" pass -t rsa -b 4096 -C 'of jo'`,
      ],
    },
  ],
  ['with a key', { args: { generate_ssh_key: true }, printed: `${JO}key=/home/jo/.ssh/id_rsa\nkeyed=yes\n` }],
  [
    'to be removed',
    {
      args: { state: 'absent', remove: true, force: true },
      printed: JO,
      differences: ['state: "present" -> "absent"'],
      commands: ['user_remove -f -r jo'],
    },
  ],
  ['not there', { args: { state: 'absent' }, printed: '' }],
];

for (const [name, { args, printed, checkMode, differences, commands: expected = [], message }] of USERS)
  test(`${name}`, async t => {
    const planned = await planFor(user, { name: 'jo', ...args }, printed, checkMode);
    t.is(planned.kind, message !== undefined ? 'failed' : expected.length > 0 ? 'change' : 'same');
    if (message !== undefined) t.is(planned.kind === 'failed' ? planned.message : '', message);
    if (differences) t.deepEqual(shown(planned), differences);
    t.deepEqual(commandsOf(planned), expected);
  });

test('the result is what the host says when all is done', async t => {
  const planned = await planFor(
    user,
    { name: 'jo', groups: ['crew', 'sudo'], generate_ssh_key: true },
    KNOWN,
  );
  const stdout = Buffer.from(
    `${JO}key=/home/jo/.ssh/id_rsa\nkeyed=yes\npublic=ssh-rsa AAAA jo\nfingerprint=3072 SHA256:x jo (RSA)\n`,
  );
  const ended = planned.kind === 'change' && planned.conclude?.({ stdout, stderr: Buffer.alloc(0), code: 0 });
  t.deepEqual(ended, {
    kind: 'changed',
    result: {
      name: 'jo',
      state: 'present',
      system: false,
      create_home: true,
      groups: 'crew,sudo',
      uid: 1000,
      group: 1000,
      comment: 'Jo',
      home: '/home/jo',
      shell: '/bin/bash',
      ssh_key_file: '/home/jo/.ssh/id_rsa',
      ssh_public_key: 'ssh-rsa AAAA jo',
      ssh_fingerprint: '3072 SHA256:x jo (RSA)',
    },
  });
  const stderr = Buffer.from("useradd: group 'x' does not exist\n");
  const failed =
    planned.kind === 'change' && planned.conclude?.({ stdout: Buffer.alloc(0), stderr, code: 6 });
  t.like(failed, { kind: 'failed', message: "useradd: group 'x' does not exist" });
});

test('a hash is neither in a plan nor in what a probe prints', async t => {
  const planned = await planFor(user, { name: 'jo', password: '$6$salt$hash' }, JO);
  t.false(JSON.stringify({ ...planned, apply: undefined }).includes('hash'));
});

for (const shell of SHELLS)
  test(`${shell}: accounts of this machine are read as they are`, async t => {
    const steps = await user.begin(
      withDefaults(user, {
        name: 'root',
        group: 'root',
        groups: ['daemon', 'nope'],
        generate_ssh_key: true,
        ssh_key_file: '/x',
      }),
      localServices('/nowhere'),
      { checkMode: false, diff: false },
    );
    const lines = (await run(steps.probe!, { shell })).stdout.toString().split('\n');
    for (const line of [
      'uid=0',
      'gid=0',
      'home=/root',
      'homed=yes',
      'known=root:root:0',
      'known=daemon:daemon:1',
      'key=/x',
    ])
      t.true(lines.includes(line), line);
    t.false(lines.some(line => line.startsWith('known=nope') || line === 'keyed=yes'));
    const nobody = await user.begin(withDefaults(user, { name: 'no-such' }), localServices('/nowhere'), {
      checkMode: false,
      diff: false,
    });
    t.is((await run(nobody.probe!, { shell })).stdout.toString(), '');
  });

test('what can not be is refused before a host is asked', async t => {
  const refuse = (args: Arguments, message: RegExp) =>
    t.throwsAsync(
      user.begin(withDefaults(user, args), localServices('/nowhere'), { checkMode: false, diff: false }),
      { message },
    );
  await refuse({ name: '-x' }, /can't be the name/);
  await refuse({ name: 'a:b' }, /can't be the name/);
  await refuse({ name: 'jo', comment: 'a:b' }, /colon/);
  await refuse({ name: 'jo', password: 'a\nroot:x' }, /line break/);
  await refuse({ name: 'jo', append: true }, /no 'groups'/);
});
