import test from 'ava';
import type { Output } from '../../../src/agent/protocol.js';
import { serviceFacts } from '../../../src/modules/system/service_facts.js';
import { run, SHELLS } from '../rig.js';

const output = (...fields: readonly string[]): Output => ({
  stdout: Buffer.from(fields.map(field => `${field}\0`).join('')),
  stderr: Buffer.alloc(0),
  code: 0,
});

const SYSV = ' [ + ]  cron\n [ - ]  hwclock.sh\n [ ? ]  odd\n';
const UNITS = `  UNIT          LOAD      ACTIVE   SUB     DESCRIPTION
  cron.service  loaded    active   running Regular jobs
● gone.service  not-found inactive dead    gone.service
● bad.service   loaded    failed   failed  Bad
  once.service  loaded    active   exited  Once
`;
const FILES = `UNIT FILE       STATE    PRESET
cron.service    enabled  enabled
gone.service    enabled  enabled
off.service     disabled enabled
name@.service   static   -
`;
const STATES = 'Id=off.service\nNames=off.service alias.service\nActiveState=inactive\n';

test('services of systemd and of init scripts', t => {
  const services = serviceFacts.parse(output(SYSV, UNITS, FILES, STATES), undefined);
  t.deepEqual(
    Object.values(services).map(
      ({ name, state, status, source }) => `${name} ${state} ${status ?? ''} ${source}`,
    ),
    [
      'cron running  sysv',
      'hwclock.sh stopped  sysv',
      'cron.service running enabled systemd',
      'gone.service stopped not-found systemd',
      'bad.service stopped failed systemd',
      'once.service stopped active systemd',
      'off.service inactive disabled systemd',
      'name@.service unknown static systemd',
    ],
  );
});

test('a host without services has none to tell of', t => {
  const services = serviceFacts.parse(output(''), undefined);
  t.is(serviceFacts.plan(undefined, services, { checkMode: false, diff: false }).kind, 'skipped');
});

for (const shell of SHELLS)
  test(`${shell}: a host can be asked`, async t => {
    const script = serviceFacts.probe?.(undefined, { checkMode: false, diff: false });
    const { stdout } = await run(script!, { shell });
    t.notThrows(() => serviceFacts.parse({ stdout, stderr: Buffer.alloc(0), code: 0 }, undefined));
  });
