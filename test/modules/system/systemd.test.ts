import test from 'ava';
import type { Plan } from '../../../src/modules/module.js';
import type { Arguments } from '../../../src/modules/options.js';
import { systemd } from '../../../src/modules/system/systemd.js';
import { localServices, withDefaults } from '../rig.js';

const begin = (args: Arguments, checkMode = false) =>
  systemd.begin(withDefaults(systemd, args), localServices('/nowhere'), { checkMode, diff: false });

const plan = async (args: Arguments, printed: string, checkMode = false): Promise<Plan> =>
  (await begin(args, checkMode)).plan({ stdout: Buffer.from(printed), stderr: Buffer.alloc(0), code: 0 });

const unit = (load: string, active: string, enablement = '', enabled = false) =>
  `:systemctl\n:show\nId=web.service\nLoadState=${load}\nActiveState=${active}\n:enablement\n${enablement}\n${enabled ? ':enabled\n' : ''}`;

const RUNNING = unit('loaded', 'active', 'enabled', true);
const STOPPED = unit('loaded', 'inactive', 'disabled');
const MISSING = `:systemctl\n:show\nLoadState=not-found\nActiveState=inactive\nLoadError=org.freedesktop.systemd1.NoSuchUnit "Unit web.service not found."\n:enablement\n`;
const BAD = `:systemctl\n:show\nLoadState=bad-setting\nActiveState=inactive\nLoadError=org.freedesktop.systemd1.BadUnitSetting "bad"\n:enablement\n`;
const OFFLINE = `:systemctl\n:show\nSystem has not been booted with systemd as init system (PID 1). Can't operate.\n:enablement\ndisabled\n`;

interface Case {
  readonly args: Arguments;
  readonly printed: string;
  readonly checkMode?: boolean;
  /** The calls of systemctl in order; none for `same`. */
  readonly calls?: readonly string[];
  readonly kind?: Plan['kind'];
  readonly message?: string;
  readonly differences?: readonly string[];
}

const CASES: readonly [string, Case][] = [
  ['running', { args: { state: 'started', enabled: true }, printed: RUNNING }],
  [
    'stopped and disabled',
    {
      args: { state: 'started', enabled: true },
      printed: STOPPED,
      calls: ['enable web', 'start web'],
      differences: ['web enabled: false -> true', 'web state: "stopped" -> "started"'],
    },
  ],
  [
    'failed',
    {
      args: { state: 'started' },
      printed: unit('loaded', 'failed'),
      calls: ['start web'],
      differences: ['web state: "failed" -> "started"'],
    },
  ],
  [
    'told to be offline',
    { args: { state: 'started' }, printed: `:systemctl\n:offline\n${OFFLINE.slice(11)}` },
  ],
  ['starting', { args: { state: 'started' }, printed: unit('loaded', 'activating') }],
  ['reloading is running', { args: { state: 'started' }, printed: unit('loaded', 'reloading') }],
  ['to stop', { args: { state: 'stopped' }, printed: RUNNING, calls: ['stop web'] }],
  [
    'stopping is not stopped',
    { args: { state: 'stopped' }, printed: unit('loaded', 'deactivating'), calls: ['stop web'] },
  ],
  ['is stopped', { args: { state: 'stopped', enabled: false }, printed: STOPPED }],
  [
    'restarted always acts',
    {
      args: { state: 'restarted' },
      printed: RUNNING,
      calls: ['restart web'],
      differences: ['web state: "started" -> "restarted"'],
    },
  ],
  [
    'what is stopped is started by a restart',
    { args: { state: 'restarted' }, printed: STOPPED, calls: ['start web'] },
  ],
  ['and by a reload', { args: { state: 'reloaded' }, printed: STOPPED, calls: ['start web'] }],
  ['reloaded', { args: { state: 'reloaded' }, printed: RUNNING, calls: ['reload web'] }],
  ['static is enabled', { args: { enabled: true }, printed: unit('loaded', 'active', 'static', true) }],
  [
    'indirect is not',
    { args: { enabled: true }, printed: unit('loaded', 'active', 'indirect', true), calls: ['enable web'] },
  ],
  [
    'indirect is, by what it is enabled by',
    { args: { enabled: true }, printed: unit('loaded', 'active', 'indirect\n  /etc/systemd/system/x', true) },
  ],
  ['to disable', { args: { enabled: false }, printed: RUNNING, calls: ['disable web'] }],
  [
    'to mask',
    {
      args: { masked: true, state: 'stopped' },
      printed: RUNNING,
      calls: ['mask web', 'stop web'],
      differences: ['web masked: false -> true', 'web state: "started" -> "stopped"'],
    },
  ],
  ['is masked', { args: { masked: true }, printed: unit('masked', 'inactive', 'masked') }],
  [
    'to unmask and start',
    {
      args: { masked: false, state: 'started' },
      printed: unit('masked', 'inactive', 'masked'),
      calls: ['unmask web', 'start web'],
    },
  ],
  ['what is not there can be masked', { args: { masked: true }, printed: MISSING, calls: ['mask web'] }],
  [
    'not there',
    {
      args: { state: 'stopped' },
      printed: MISSING,
      kind: 'failed',
      message: 'Could not find the requested service web: host',
    },
  ],
  [
    'not there yet, but after a reload perhaps',
    {
      args: { state: 'started', daemon_reload: true },
      printed: MISSING,
      calls: ["daemon-reload ''", 'start web'],
    },
  ],
  [
    'check mode reloads nothing',
    { args: { state: 'started', daemon_reload: true }, printed: MISSING, checkMode: true, kind: 'failed' },
  ],
  [
    'a unit file with a mistake',
    {
      args: { state: 'started' },
      printed: BAD,
      kind: 'failed',
      message: `Error loading unit file 'web': org.freedesktop.systemd1.BadUnitSetting "bad"`,
    },
  ],
  [
    'an init script under systemd',
    { args: { state: 'stopped' }, printed: `:systemctl\n:script\n${MISSING.slice(11)}` },
  ],
  [
    'daemon_reload is done, but is no difference',
    {
      args: { state: 'started', daemon_reload: true, daemon_reexec: true },
      printed: RUNNING,
      kind: 'action',
      calls: ["daemon-reload ''", "daemon-reexec ''"],
    },
  ],
  [
    'and nothing in check mode',
    { args: { state: 'started', daemon_reload: true }, printed: RUNNING, checkMode: true },
  ],
  [
    'systemd not running: enabling works',
    { args: { enabled: true }, printed: OFFLINE, calls: ['enable web'] },
  ],
  [
    'systemd not running: starting does not',
    {
      args: { state: 'started' },
      printed: OFFLINE,
      kind: 'failed',
      message:
        "Service is in unknown state: System has not been booted with systemd as init system (PID 1). Can't operate.",
    },
  ],
  [
    'no systemd',
    {
      args: { state: 'started' },
      printed: '',
      kind: 'failed',
      message: 'this host has no systemctl: its services are not managed by systemd',
    },
  ],
  [
    'options',
    {
      args: { state: 'started', no_block: true, force: true, scope: 'global' },
      printed: STOPPED,
      calls: ['start web --global --no-block --force'],
    },
  ],
];

for (const [name, { args, printed, checkMode, calls = [], kind, message, differences }] of CASES)
  test(name, async t => {
    const planned = await plan({ name: 'web', ...args }, printed, checkMode);
    t.is(planned.kind, kind ?? (calls.length > 0 ? 'change' : 'same'));
    if (message !== undefined) t.is(planned.kind === 'failed' ? planned.message : '', message);
    const text = planned.kind === 'change' || planned.kind === 'action' ? planned.apply.text : '';
    t.deepEqual(
      [...text.matchAll(/^unit_do (.*)$/gm)].map(match => match[1]),
      calls,
    );
    if (differences)
      t.deepEqual(
        (planned.kind === 'change' ? planned.differences : []).map(one =>
          one.kind === 'attribute'
            ? `${one.subject} ${one.name}: ${JSON.stringify(one.before)} -> ${JSON.stringify(one.after)}`
            : '',
        ),
        differences,
      );
  });

test('the result has the properties as they were', async t => {
  const planned = await plan({ name: 'web', state: 'restarted', enabled: true }, RUNNING);
  t.like(planned, {
    result: {
      name: 'web',
      state: 'started',
      enabled: true,
      status: { ActiveState: 'active', LoadState: 'loaded' },
    },
  });
});

test('a value of an Exec property may go on over lines, another may look as if', async t => {
  const printed = `:systemctl\n:show\nDescription={ not closed\nExecStart={ path=/bin/sh ; argv[]=/bin/sh -c a\nb }\nActiveState=active\n:enablement\n`;
  const planned = await plan(
    { name: 'web', state: 'started' },
    printed.replace('Active', 'LoadState=loaded\nActive'),
  );
  t.like(planned, {
    kind: 'same',
    result: {
      status: {
        Description: '{ not closed',
        ExecStart: '{ path=/bin/sh ; argv[]=/bin/sh -c a\nb }',
        ActiveState: 'active',
      },
    },
  });
});

test("a unit that fails tells its journal's last lines", async t => {
  const planned = await plan({ name: 'web', state: 'started' }, STOPPED);
  const stderr = Buffer.from('Job for web.service failed.\n\0start\nit is broken\nExited\n');
  const failed =
    planned.kind === 'change' && planned.conclude?.({ stdout: Buffer.alloc(0), stderr, code: 1 });
  t.like(failed, {
    kind: 'failed',
    message:
      'Unable to start service web: Job for web.service failed.\nlast lines of its journal:\nit is broken\nExited',
  });
});

test('what can not be is refused before a host is asked', async t => {
  await t.throwsAsync(begin({ state: 'started' }), { message: /need the name of a unit/ });
  await t.throwsAsync(begin({ name: 'web*', state: 'started' }), { message: /pattern/ });
});
