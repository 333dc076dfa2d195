import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Arguments } from '../../../src/modules/options.js';
import { ufw } from '../../../src/modules/system/ufw.js';
import { perform, SHELLS, temporaryFolder } from '../rig.js';
import { planFor } from './plans.js';

const ON = `Status: active
Logging: on (low)
Default: deny (incoming), allow (outgoing), disabled (routed)
New profiles: skip
`;
/** What its files say, on and off. */
const SETTINGS = 'Logging: on (low)\nDefault: deny (incoming), allow (outgoing), deny (routed)\n';
const FOUR = '### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n';
const SIX = '### tuple ### allow tcp 22 ::/0 any ::/0 in\n';

/** What the probe prints. */
const printed = (status: string, tried = '', rules = FOUR + SIX, code = 0): string =>
  `${status}\0${SETTINGS}\0${rules}\0${tried}\0${code}\0`;

const MORE = '### tuple ### allow any 80 0.0.0.0/0 any 10.0.0.1 in\n';

const cases: readonly (readonly [
  title: string,
  args: Arguments,
  printed: string,
  commands: readonly string[],
])[] = [
  ['on', { state: 'enabled', default: 'deny', logging: 'low' }, printed(ON), []],
  ['off', { state: 'enabled' }, printed('Status: inactive\n'), ['ufw -f enable']],
  ['to be off', { state: 'disabled' }, printed(ON), ['ufw -f disable']],
  ['reloaded', { state: 'reloaded' }, printed(ON), ['ufw -f reload']],
  [
    'another default',
    { default: 'reject', direction: 'outgoing' },
    printed(ON),
    ['ufw default reject outgoing'],
  ],
  ['a default that is off', { default: 'deny', direction: 'routed' }, printed(ON), []],
  [
    'defaults of what is off, which are good',
    { default: 'deny', logging: 'low' },
    printed('Status: inactive\n'),
    [],
  ],
  [
    'other defaults of what is off',
    { default: 'allow' },
    printed('Status: inactive\n'),
    ['ufw default allow'],
  ],
  ['another level', { logging: 'high' }, printed(ON), ['ufw logging high']],
  ['logging, whatever its level', { logging: 'on' }, printed(ON), []],
  ['no logging', { logging: 'off' }, printed(ON), ['ufw logging off']],
  [
    'a new rule',
    { rule: 'allow', to_port: '22', proto: 'tcp' },
    printed(ON, `*filter\n${FOUR}${MORE}${SIX}`),
    ['ufw allow from any to any port 22 proto tcp'],
  ],
  [
    'a rule that there is',
    { rule: 'allow', to_port: '22' },
    printed(ON, 'Skipping adding existing rule\nSkipping adding existing rule (v6)\n'),
    [],
  ],
  ['a rule that there is, told as a whole', { rule: 'allow', to_port: '22' }, printed(ON, FOUR + SIX), []],
  [
    'a rule of one family',
    { rule: 'deny', from_ip: '10.0.0.1', log: true, direction: 'in', interface: 'eth 0', comment: "it's" },
    printed(ON, FOUR + MORE),
    [`ufw deny in on 'eth 0' log from 10.0.0.1 to any comment 'it'\\''s'`],
  ],
  ['the other family does not count', { rule: 'allow', from_ip: '10.0.0.1' }, printed(ON, FOUR), []],
  [
    'to be removed',
    { rule: 'allow', delete: true, route: true, name: 'OpenSSH' },
    printed(ON, SIX),
    ['ufw route delete allow from any to any app OpenSSH'],
  ],
  [
    'gone',
    { rule: 'allow', delete: true, to_port: '80' },
    printed(ON, 'Could not delete non-existent rule\nCould not delete non-existent rule (v6)\n'),
    [],
  ],
];

for (const [title, args, output, commands] of cases)
  test(title, async t => {
    const plan = await planFor(ufw, args, output);
    if (commands.length === 0) t.is(plan.kind, 'same');
    else t.like(plan, { kind: 'change', result: { commands } });
  });

test('what ufw says no to, and what can not be', async t => {
  t.like(await planFor(ufw, { rule: 'allow', to_port: 'x' }, printed(ON, 'ERROR: Bad port\n', '', 1)), {
    kind: 'failed',
    message: 'ERROR: Bad port',
  });
  const refuse = (args: object, message: RegExp) => t.throwsAsync(planFor(ufw, { ...args }, ''), { message });
  await refuse({ rule: 'allow', interface: 'eth0' }, /required by 'interface'/);
  await refuse({ rule: 'allow', direction: 'incoming' }, /For rules, direction/);
  await refuse({ default: 'allow', direction: 'in' }, /For default, direction/);
  await refuse({ rule: 'allow', interface_in: 'a', interface_out: 'b' }, /Only route rules/);
});

for (const shell of SHELLS)
  test(`${shell}: the rule is tried, then made; its place is counted`, async t => {
    const folder = temporaryFolder(t);
    const log = join(folder, 'log');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(
      join(folder, 'bin/ufw'),
      `#!/bin/sh
printf '%s\\n' "$*" >>${log}
case "$*" in
  'status verbose') printf 'Status: active\\n' ;;
  'status numbered') printf '%s\\n' 'Status: active' '' '[ 1] 22/tcp ALLOW IN Anywhere' '[ 2] 80 ALLOW IN Anywhere' '[ 3] 22/tcp (v6) ALLOW IN Anywhere (v6)' ;;
  --dry-run*) echo '### tuple ### made' ;;
esac
`,
    );
    chmodSync(join(folder, 'bin/ufw'), 0o755);
    const path = `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`;
    const placed = async (insert: number, base: string): Promise<string> => {
      writeFileSync(log, '');
      const args = { rule: 'deny', to_port: '25', insert, insert_relative_to: base };
      const { kind, message } = await perform(ufw, args, { shell, path });
      t.is(kind, 'changed', message);
      const lines = readFileSync(log, 'utf8').split('\n');
      t.is(
        lines.find(line => line.startsWith('--dry-run'))?.slice(10),
        lines.find(line => line.includes('deny') && !line.startsWith('--')),
      );
      return lines
        .find(line => line.includes('deny') && !line.startsWith('--'))!
        .replace(' deny from any to any port 25', '');
    };
    t.is(await placed(2, 'zero'), 'insert 2');
    t.is(await placed(1, 'first-ipv4'), 'insert 2');
    t.is(await placed(0, 'last-ipv4'), 'insert 2');
    t.is(await placed(0, 'first-ipv6'), 'insert 3');
    t.is(await placed(-1, 'last-ipv6'), 'insert 2');
    t.is(await placed(5, 'last-ipv6'), 'deny from any to any port 25');
    t.is((await perform(ufw, { state: 'enabled' }, { shell, path })).kind, 'same');
  });
