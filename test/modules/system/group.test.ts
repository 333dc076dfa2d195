import test from 'ava';
import type { Arguments } from '../../../src/modules/options.js';
import { group } from '../../../src/modules/system/group.js';
import { localServices, run, SHELLS, withDefaults } from '../rig.js';
import { commandsOf, type PlanCase, planFor, shown } from './plans.js';

const GROUPS: readonly [string, PlanCase][] = [
  ['there', { args: {}, printed: 'crew:x:1750:jo\n' }],
  ['with that number', { args: { gid: 1750 }, printed: 'crew:x:1750:\n' }],
  [
    'another number',
    {
      args: { gid: 7, non_unique: true },
      printed: 'crew:x:1750:\n',
      differences: ['gid: 1750 -> 7'],
      commands: ['groupmod -g 7 -o crew'],
    },
  ],
  [
    'new',
    {
      args: { system: true },
      printed: '',
      differences: ['state: "absent" -> "present"'],
      commands: ['groupadd -r crew'],
    },
  ],
  ['to be removed', { args: { state: 'absent' }, printed: 'crew:x:1750:\n', commands: ['groupdel crew'] }],
  ['not there', { args: { state: 'absent' }, printed: '' }],
];

for (const [name, { args, printed, differences, commands: expected = [] }] of GROUPS)
  test(`${name}`, async t => {
    const planned = await planFor(group, { name: 'crew', ...args }, printed);
    t.is(planned.kind, expected.length > 0 ? 'change' : 'same');
    if (differences) t.deepEqual(shown(planned), differences);
    t.deepEqual(commandsOf(planned), expected);
  });

for (const shell of SHELLS)
  test(`${shell}: a group of this machine is read as it is`, async t => {
    const look = await group.begin(
      withDefaults(group, { name: 'daemon', local: true }),
      localServices('/nowhere'),
      {
        checkMode: false,
        diff: false,
      },
    );
    t.is((await run(look.probe!, { shell })).stdout.toString(), 'daemon:x:1:\n');
  });

test('what can not be is refused before a host is asked', async t => {
  const refuse = (args: Arguments, message: RegExp) =>
    t.throwsAsync(
      group.begin(withDefaults(group, args), localServices('/nowhere'), { checkMode: false, diff: false }),
      { message },
    );
  await refuse({ name: '12' }, /can't be the name/);
  await refuse({ name: 'a', non_unique: true }, /needs a gid/);
});
