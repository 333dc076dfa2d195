import test from 'ava';
import type { Plan } from '../../../src/modules/module.js';
import type { Arguments } from '../../../src/modules/options.js';
import { service } from '../../../src/modules/system/service.js';
import { localServices, withDefaults } from '../rig.js';

const begin = (args: Arguments) =>
  service.begin(withDefaults(service, { name: 'web', ...args }), localServices('/nowhere'), {
    checkMode: false,
    diff: false,
  });

const plan = async (args: Arguments, printed: string): Promise<Plan> =>
  (await begin(args)).plan({ stdout: Buffer.from(printed), stderr: Buffer.alloc(0), code: 0 });

interface Case {
  readonly args: Arguments;
  readonly printed: string;
  readonly calls?: readonly string[];
  readonly message?: string;
}

const CASES: readonly [string, Case][] = [
  [
    'a script that runs',
    { args: { state: 'started', enabled: true }, printed: 'script\nrunning\nenabled\n' },
  ],
  [
    'a script that does not',
    {
      args: { state: 'started', enabled: true, arguments: 'now "then"' },
      printed: 'script\n',
      calls: ['init_enable web default', `init_do start web now '"then"'`],
    },
  ],
  ['to stop', { args: { state: 'stopped' }, printed: 'script\nrunning\n', calls: ['init_do stop web'] }],
  ['is stopped', { args: { state: 'stopped' }, printed: 'script\n' }],
  [
    'to disable under OpenRC',
    {
      args: { enabled: false, runlevel: 'boot' },
      printed: 'openrc\nenabled\n',
      calls: ['init_disable web boot'],
    },
  ],
  [
    'restarted',
    { args: { state: 'restarted' }, printed: 'script\nrunning\n', calls: ['init_do restart web'] },
  ],
  [
    'restarted with a pause',
    {
      args: { state: 'restarted', sleep: 2 },
      printed: 'script\nrunning\n',
      calls: ['init_do stop web', 'init_do start web'],
    },
  ],
  ['reloaded', { args: { state: 'reloaded' }, printed: 'script\nrunning\n', calls: ['init_do reload web'] }],
  [
    'not there',
    {
      args: { state: 'started' },
      printed: 'missing\n',
      message: 'Could not find the requested service web: host',
    },
  ],
  [
    'systemd',
    {
      args: { state: 'started' },
      printed: ':systemctl\n:show\nLoadState=loaded\nActiveState=inactive\n:enablement\n',
      calls: ['unit_do start web'],
    },
  ],
];

for (const [name, { args, printed, calls = [], message }] of CASES)
  test(name, async t => {
    const planned = await plan(args, printed);
    t.is(planned.kind, message !== undefined ? 'failed' : calls.length > 0 ? 'change' : 'same');
    if (message !== undefined) t.is(planned.kind === 'failed' ? planned.message : '', message);
    const text = planned.kind === 'change' ? planned.apply.text : '';
    t.deepEqual(
      [...text.matchAll(/^((?:init|unit)_\S.*?)(?: \|\| exit)?$/gm)].map(match => match[1]),
      calls,
    );
  });

test('a script that fails is a failure with what it said', async t => {
  const planned = await plan({ state: 'started' }, 'script\n');
  const output = { stdout: Buffer.alloc(0), stderr: Buffer.from('no such port\n'), code: 3 };
  t.like(planned.kind === 'change' && planned.conclude?.(output), {
    kind: 'failed',
    message: 'Failed to change service web: no such port',
  });
});

test('use says who is asked', async t => {
  const text = async (use: string) => (await begin({ state: 'started', use })).probe?.text ?? '';
  t.regex(await text('auto'), /systemctl.*init_state/s);
  t.notRegex(await text('systemd'), /init_state/);
  t.notRegex(await text('openrc'), /systemctl/);
});

test('what only systemd knows of is passed on to it', async t => {
  const { probe } = await begin({ masked: true, daemon_reload: true, scope: 'user' });
  t.regex(probe!.text, /systemctl.*--user/s);
  const found = await plan({ daemon_reload: true }, ':systemctl\n');
  t.is(found.kind, 'action');
});
