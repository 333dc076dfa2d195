import test from 'ava';
import type { Arguments } from '../../../src/modules/options.js';
import { alternatives } from '../../../src/modules/system/alternatives.js';
import { perform, SHELLS, temporaryFolder } from '../rig.js';
import { planFor } from './plans.js';

const SHOWN = `exists
editor - auto mode
  link best version is /usr/bin/vim.basic
  link currently points to /usr/bin/vim.basic
  link editor is /usr/bin/editor
  slave editor.1.gz is /usr/share/man/man1/editor.1.gz
/bin/nano - priority 40
  slave editor.1.gz: /usr/share/man/man1/nano.1.gz
/usr/bin/vim.basic - priority 30
`;

const NANO = [
  { name: 'editor.1.gz', path: '/usr/share/man/man1/nano.1.gz', link: '/usr/share/man/man1/editor.1.gz' },
];

const cases: readonly (readonly [
  title: string,
  args: Arguments,
  printed: string,
  commands: readonly string[],
])[] = [
  ['selected', { path: '/usr/bin/vim.basic' }, SHOWN, []],
  ['another one', { path: '/bin/nano' }, SHOWN, ['--set editor /bin/nano']],
  ['one of them, which is good', { path: '/bin/nano', state: 'present', subcommands: NANO }, SHOWN, []],
  [
    'another priority',
    { path: '/bin/nano', state: 'present', priority: 50 },
    SHOWN,
    ['--install /usr/bin/editor editor /bin/nano 50'],
  ],
  [
    'other subcommands',
    { path: '/usr/bin/vim.basic', subcommands: NANO },
    SHOWN,
    [
      '--install /usr/bin/editor editor /usr/bin/vim.basic 30 --slave /usr/share/man/man1/editor.1.gz editor.1.gz /usr/share/man/man1/nano.1.gz',
    ],
  ],
  [
    'a new name',
    { path: '/bin/x', link: '/usr/bin/editor' },
    'exists\n',
    ['--install /usr/bin/editor editor /bin/x 50', '--set editor /bin/x'],
  ],
  [
    'back to auto',
    { path: '/bin/nano', state: 'auto' },
    SHOWN.replace('auto mode', 'manual mode'),
    ['--auto editor'],
  ],
  ['to be removed', { path: '/bin/nano', state: 'absent' }, SHOWN, ['--remove editor /bin/nano']],
  ['gone', { path: '/bin/none', state: 'absent' }, SHOWN, []],
];

for (const [title, args, printed, commands] of cases)
  test(title, async t => {
    const plan = await planFor(alternatives, { name: 'editor', ...args }, printed);
    const lines = plan.kind === 'change' ? plan.apply.text.split('\n') : [];
    t.deepEqual(
      lines.map(line => line.replace('LC_ALL=C update-alternatives ', '').replace(' >/dev/null || exit', '')),
      commands,
    );
  });

test('what can not be is said', async t => {
  const say = (args: object, printed: string) =>
    planFor(alternatives, { name: 'editor', path: '/bin/x', ...args }, printed);
  t.like(await say({}, '\n'), { message: 'Specified path /bin/x does not exist' });
  t.like(await say({}, 'exists\n'), {
    message: 'Needed to install the alternative, but unable to do so as we are missing the link',
  });
});

for (const shell of SHELLS)
  test(`${shell}: the host's own alternatives are read`, async t => {
    const outcome = await perform(
      alternatives,
      { name: 'nobody has this', path: temporaryFolder(t), state: 'absent' },
      { shell },
    );
    t.true(outcome.kind === 'same' || outcome.message.includes('update-alternatives'), outcome.message);
  });
