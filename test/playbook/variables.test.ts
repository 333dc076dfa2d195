import test from 'ava';
import { playLayers, variableLayers } from '../../src/playbook/variables.js';
import { nodesOf } from '../../src/playbook/walk.js';
import { type Files, project } from './project.js';
import { unfold } from './unfold.js';

// Each pair of levels has a variable that both of them set, so that its value says which of the two wins.
const LEVELS = [
  ...[
    'outerDefaults',
    'outerVars',
    'outerUseVars',
    'outerParams',
    'depDefaults',
    'depVars',
    'depUseVars',
    'depParams',
  ],
  ...['otherDefaults', 'otherVars', 'innerDefaults', 'innerVars', 'importVars', 'includeVars', 'fileVars'],
  ...['playVars', 'blockVars', 'taskVars'],
];
const PAIRS = LEVELS.flatMap((a, index) => LEVELS.slice(index + 1).map(b => `${a}_${b}`));

/** The variables of a level as YAML in braces. */
const set = (level: string): string =>
  `{${PAIRS.filter(pair => pair.split('_').includes(level))
    .map(pair => `${pair}: ${level}`)
    .join(', ')}}`;

const params = (level: string, indent: string): string =>
  PAIRS.filter(pair => pair.split('_').includes(level))
    .map(pair => `${indent}${pair}: ${level}\n`)
    .join('');

const show = (name: string): string => `- debug:\n  name: ${name}\n`;

const FILES: Files = {
  'site.yml': `- hosts: localhost
  vars: ${set('playVars')}
  roles:
    - role: outer
      vars: ${set('outerUseVars')}
${params('outerParams', '      ')}
    - other
  tasks:
    - block:
        - import_role: {name: inner}
          vars: ${set('importVars')}
      vars: ${set('blockVars')}
    - include_role: {name: included}
      vars: ${set('includeVars')}
    - include_tasks: file.yml
      vars: ${set('fileVars')}
${show('plain').replace(/^/gm, '    ')}
`,
  'file.yml': `${show('file')}  vars: ${set('taskVars')}\n`,
  'roles/outer/defaults/main.yml': set('outerDefaults'),
  'roles/outer/vars/main.yml': set('outerVars'),
  'roles/outer/meta/main.yml': `dependencies:\n  - role: dep\n    vars: ${set('depUseVars')}\n${params('depParams', '    ')}`,
  'roles/outer/tasks/main.yml': `- block:
    - debug:
      name: outer
      vars: ${set('taskVars')}
  vars: ${set('blockVars')}
- include_role: {name: included}
  vars: ${set('includeVars')}
- import_role: {name: inner}
  vars: ${set('importVars')}
`,
  'roles/dep/defaults/main.yml': set('depDefaults'),
  'roles/dep/vars/main.yml': set('depVars'),
  'roles/dep/tasks/main.yml': show('dep'),
  'roles/other/defaults/main.yml': set('otherDefaults'),
  'roles/other/vars/main.yml': set('otherVars'),
  'roles/inner/defaults/main.yml': set('innerDefaults'),
  'roles/inner/vars/main.yml': set('innerVars'),
  'roles/inner/tasks/main.yml': `${show('inner')}  vars: ${set('taskVars')}\n`,
  'roles/included/tasks/main.yml': `${show('included')}  vars: ${set('taskVars')}\n`,
};

// From the level that yields to the one that wins, as ansible-core 2.14 printed it for this playbook.
const EXPECTED: readonly (readonly [string, string])[] = [
  [
    'dep',
    'otherDefaults innerDefaults outerDefaults depDefaults playVars otherVars importVars innerVars outerUseVars outerVars depUseVars depVars outerParams depParams',
  ],
  [
    'outer',
    'otherDefaults innerDefaults depDefaults outerDefaults playVars otherVars importVars innerVars depUseVars depVars outerUseVars outerVars blockVars taskVars outerParams',
  ],
  [
    'included',
    'depDefaults otherDefaults innerDefaults outerDefaults playVars depUseVars depVars otherVars importVars innerVars outerUseVars outerVars taskVars includeVars outerParams',
  ],
  [
    'inner',
    'depDefaults otherDefaults outerDefaults innerDefaults playVars depUseVars depVars otherVars outerUseVars outerVars innerVars importVars taskVars outerParams',
  ],
  [
    'inner',
    'depDefaults outerDefaults otherDefaults innerDefaults playVars depUseVars depVars outerUseVars outerVars otherVars innerVars blockVars importVars taskVars',
  ],
  [
    'included',
    'depDefaults outerDefaults otherDefaults innerDefaults playVars depUseVars depVars outerUseVars outerVars otherVars importVars innerVars taskVars includeVars',
  ],
  [
    'file',
    'depDefaults outerDefaults otherDefaults innerDefaults playVars depUseVars depVars outerUseVars outerVars otherVars importVars innerVars taskVars fileVars',
  ],
  [
    'plain',
    'depDefaults outerDefaults otherDefaults innerDefaults playVars depUseVars depVars outerUseVars outerVars otherVars importVars innerVars',
  ],
];

test('which level of variables wins', t => {
  const { load, options } = project(t, FILES);
  const { playbook, diagnostics } = load();
  t.deepEqual(diagnostics, []);
  const play = playbook.plays[0]!;
  const shared = playLayers(play);
  const tasks = [...unfold(nodesOf(play), options)];
  t.deepEqual(
    tasks.map(task => task.name?.value),
    EXPECTED.map(([name]) => name),
  );
  tasks.forEach((task, index) => {
    const own = variableLayers(task);
    const layers = [
      ...[...shared.roleDefaults, ...own.roleDefaults, play.vars, ...shared.roleVars, ...own.roleVars],
      ...[...own.taskVars, ...own.roleParams, ...own.includeParams],
    ];
    const values = new Map(
      layers.flatMap(layer => [...layer].map(([name, field]) => [name, field.value] as const)),
    );
    const [name, order] = EXPECTED[index]!;
    const rank = (level: string): number => order.split(' ').indexOf(level);
    for (const pair of PAIRS) {
      const [a = '', b = ''] = pair.split('_');
      const winner = rank(a) > rank(b) ? a : b;
      t.is(values.get(pair), rank(a) === rank(b) ? undefined : winner, `${index} ${name}: ${pair}`);
    }
  });
});
