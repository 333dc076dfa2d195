import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parseArguments } from '../../../src/modules/arguments.js';
import type { Plan } from '../../../src/modules/module.js';
import { apache2Module } from '../../../src/modules/web/apache2_module.js';
import { DiagnosticError } from '../../../src/source/diagnostic.js';
import { localServices, perform, run, SHELLS, temporaryFolder, withDefaults } from '../rig.js';

type Given = Parameters<typeof withDefaults>[1];

const output = (stdout: string, stderr = '', code = 0) => ({
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
  code,
});

const plan = async (args: Given, probed: string): Promise<Plan> => {
  const context = { checkMode: false, diff: false };
  const steps = await apache2Module.begin(withDefaults(apache2Module, args), localServices('/'), context);
  return steps.plan(output(probed));
};

/** A folder as Debian lays out /etc/apache2; modules with a `.conf` are named so. */
const configuration = (
  t: { teardown(clean: () => void): void },
  available: readonly string[],
  enabled: readonly string[],
) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'mods-available'));
  mkdirSync(join(folder, 'mods-enabled'));
  for (const file of available) writeFileSync(join(folder, 'mods-available', file), '');
  for (const file of enabled) symlinkSync(`../mods-available/${file}`, join(folder, 'mods-enabled', file));
  return folder;
};

const AVAILABLE = ['ssl.load', 'ssl.conf', 'headers.load', 'mpm_event.load', 'mpm_prefork.load'];

for (const shell of SHELLS)
  test(`reads what is enabled under ${shell}`, async t => {
    const folder = configuration(t, AVAILABLE, ['ssl.load', 'headers.load', 'mpm_event.load']);
    const environment = { APACHE_CONFDIR: folder };
    const state = async (name: string) => {
      const args = withDefaults(apache2Module, { name });
      const steps = await apache2Module.begin(args, localServices('/'), { checkMode: false, diff: false });
      return (await run(steps.probe!, { shell, environment })).stdout.toString();
    };
    t.is(await state('headers'), 'enabled\nthreaded\n');
    t.is(await state('ssl'), 'threaded\n', 'its .conf is not linked');
    t.is(await state('mpm_prefork'), 'threaded\n');
    t.is(await state('nope'), 'threaded\n');
  });

test('a link that leads nowhere enables nothing', async t => {
  const folder = configuration(t, ['mpm_prefork.load'], ['headers.load']);
  const found = await perform(
    apache2Module,
    { name: 'headers' },
    { environment: { APACHE_CONFDIR: folder }, checkMode: true },
  );
  t.is(found.kind, 'change');
});

test('plans', async t => {
  t.deepEqual(await plan({ name: 'ssl' }, 'enabled\n'), {
    kind: 'same',
    result: { result: 'Module ssl enabled' },
  });
  t.is((await plan({ name: 'ssl', state: 'absent' }, 'threaded\n')).kind, 'same');
  const enable = await plan({ name: 'ssl' }, '');
  t.like(enable, { kind: 'change', differences: [{ name: 'state', before: 'disabled', after: 'enabled' }] });
  t.regex(enable.kind === 'change' ? enable.apply.text : '', /^a2enmod -q ssl /m);
  const disable = await plan({ name: 'ssl', state: 'absent', force: true }, 'enabled\n');
  t.regex(disable.kind === 'change' ? disable.apply.text : '', /^a2dismod -q -f ssl /m);
  t.regex(disable.kind === 'change' ? disable.apply.text : '', /configtest/);
  const unchecked = await plan({ name: 'ssl', ignore_configcheck: true }, '');
  t.notRegex(unchecked.kind === 'change' ? unchecked.apply.text : '', /configtest/);
  t.like(await plan({ name: 'cgi' }, 'threaded\n'), { kind: 'failed' });
  t.like(await plan({ name: 'cgi' }, 'enabled\n'), { kind: 'same' });
});

test('what came of it', async t => {
  const enable = await plan({ name: 'ssl' }, '');
  const disable = await plan({ name: 'alias', state: 'absent' }, 'enabled\n');
  if (enable.kind !== 'change' || disable.kind !== 'change') return t.fail();
  t.deepEqual(enable.conclude?.(output('mpm yes\n')), {
    kind: 'changed',
    result: { result: 'Module ssl enabled' },
  });
  t.regex(JSON.stringify(enable.conclude?.(output('mpm no\n'))), /no MPM module is enabled/);
  t.like(enable.conclude?.(output('no tool\n', '', 1)), {
    message: 'a2enmod is not on the host: is Apache installed, and is this Debian or a kin of it?',
  });
  // As a2enmod and a2dismod print it.
  t.like(enable.conclude?.(output('', 'ERROR: Module ssl does not exist!\n', 1)), {
    message: 'could not enable the Apache module ssl: Module ssl does not exist!',
  });
  t.like(
    disable.conclude?.(
      output(
        '',
        "The following essential module will be disabled.\nalias\nTo continue type in the phrase 'Yes, do as I say!' or retry by passing '-f': Aborting\n",
        1,
      ),
    ),
    {
      message:
        'could not disable the Apache module alias: Debian counts it among the essential ones; force: true disables it all the same',
    },
  );
  t.like(
    disable.conclude?.(output('broken\n', 'AH00534: apache2: Configuration error: No MPM loaded.\n', 1)),
    {
      message:
        'with the Apache module alias disabled the configuration is broken, so it was put back: AH00534: apache2: Configuration error: No MPM loaded.',
    },
  );
});

test('refuses what is no module', async t => {
  await t.throwsAsync(plan({ name: 'a b' }, ''), {
    instanceOf: DiagnosticError,
    message: /no name of an Apache module/,
  });
  t.false(parseArguments(apache2Module, new Map([['state', 'present']])).ok);
});
