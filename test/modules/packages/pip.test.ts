import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { pip, recoverNames } from '../../../src/modules/packages/pip.js';
import { isSatisfied, parseRequirement } from '../../../src/modules/packages/python-versions.js';
import { converge, localServices, perform, SHELLS, temporaryFolder, withDefaults } from '../rig.js';

const SATISFIED: readonly (readonly [requirement: string, version: string, expected: boolean])[] = [
  ['a', '1', true],
  ['a==1.0', '1', true],
  ['a==1.0', '1.0.1', false],
  ['a==1.*', '1.9', true],
  ['a!=1.*', '1.9', false],
  ['a>=1.10,<2', '1.9', false],
  ['a>=1.9, <2', '1.10', true],
  ['a>1.0', '1.0.post1', true],
  ['a<2.0', '2.0rc1', true],
  ['a>=2.0', '2.0.dev3', false],
  ['a>=2.0a1', '2.0b1', true],
  ['a~=1.4.2', '1.4.9', true],
  ['a~=1.4.2', '1.5', false],
  ['a>=1!0', '9', false],
  ['a==1.0', '1.0+local', true],
  ['a===1.0', '1.0.0', false],
];

for (const [requirement, version, expected] of SATISFIED)
  test(`${requirement} and ${version}`, t =>
    t.is(isSatisfied(parseRequirement(requirement)!, version), expected));

test('names are compared as Python does, and what is no plain requirement is told', t => {
  t.is(parseRequirement('My_Tool.x[extra] >= 1')?.name, 'my-tool-x');
  for (const text of ['git+https://h/x', './folder', 'a; python_version < "3"', 'a @ https://h/x', ''])
    t.is(parseRequirement(text), undefined, text);
});

const NAMES: readonly (readonly [given: readonly string[], expected: readonly string[]])[] = [
  [
    ['a>1', '<2', 'b'],
    ['a>1,<2', 'b'],
  ],
  [['a>1,<2,b'], ['a>1,<2', 'b']],
  [
    ['a[x', 'y]', 'b'],
    ['a[x,y]', 'b'],
  ],
];

for (const [given, expected] of NAMES)
  test(`names: ${given.join(' ')}`, t => t.deepEqual(recoverNames(given), expected));

/** A pip that keeps what is installed in a file, and what makes environments that have it. */
const withPip = (t: ExecutionContext) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'bin'));
  const installed = join(folder, 'installed');
  const calls = join(folder, 'calls');
  writeFileSync(installed, 'Tool==1.0\n');
  const program = join(folder, 'bin/my-pip');
  writeFileSync(
    program,
    `#!/bin/sh
case $1 in
  list) cat ${installed} ;;
  install) echo "$*" >>${calls}; case "$*" in *nothing*) echo 'ERROR: no such package' >&2; exit 1 ;; *other*) echo 'other==2' >>${installed}; echo 'Successfully installed other-2' ;; *) echo 'Requirement already satisfied' ;; esac ;;
  uninstall) echo "$*" >>${calls}; : >${installed}; echo 'Successfully uninstalled tool' ;;
esac
`,
    { mode: 0o755 },
  );
  writeFileSync(
    join(folder, 'bin/my-venv'),
    `#!/bin/sh
[ "$1" != --help ] || exit 0
echo "venv $*" >>${calls}
for last; do :; done
mkdir -p "$last/bin" && : >"$last/bin/activate" && cp ${program} "$last/bin/pip3"
`,
    { mode: 0o755 },
  );
  return {
    folder,
    program,
    path: `${folder}/bin:/usr/bin:/bin`,
    calls: () => readFileSync(calls, 'utf8').trim().split('\n'),
  };
};

for (const shell of SHELLS) {
  test(`${shell}: packages come and go`, async t => {
    const { program, path, calls } = withPip(t);
    const there = await perform(pip, { name: ['tool>=1'], executable: program }, { shell, path });
    t.is(there.kind, 'same', there.message);
    const args = { name: ['tool', 'other'], executable: program };
    const made = await converge(pip, args, { shell, path });
    t.deepEqual(
      [made.check.kind, made.first.kind, made.second.kind],
      ['change', 'changed', 'same'],
      made.first.message,
    );
    t.like(made.first.result, {
      name: ['tool', 'other'],
      state: 'present',
      stdout: 'Successfully installed other-2\n',
    });
    const newest = await converge(
      pip,
      { name: ['tool'], state: 'latest', executable: program },
      { shell, path },
    );
    t.deepEqual([newest.check.kind, newest.first.kind], ['change', 'unchanged']);
    const gone = await converge(pip, { ...args, state: 'absent' }, { shell, path });
    t.deepEqual([gone.first.kind, gone.second.kind], ['changed', 'same'], gone.first.message);
    t.deepEqual(calls(), [
      'install tool other',
      'install -U tool',
      'install -U tool',
      'uninstall -y tool other',
    ]);
    const failed = await perform(pip, { name: ['nothing'], executable: program }, { shell, path });
    t.is(failed.message, '\n:stderr: ERROR: no such package\n');
  });

  test(`${shell}: an environment is made, and what a file asks for is in it`, async t => {
    const { folder, path, calls } = withPip(t);
    const requirements = join(folder, 'a list');
    writeFileSync(requirements, '# what it needs\ntool==1.0 # this\n\nother>=2\n');
    const env = join(folder, 'an env');
    const args = { requirements, virtualenv: env, virtualenv_command: 'my-venv --x', virtualenv_python: 'p' };
    const made = await converge(pip, args, { shell, path });
    t.deepEqual([made.check.kind, made.first.kind], ['change', 'changed'], made.first.message);
    t.deepEqual(calls().slice(0, 2), [`venv --x -pp ${env}`, `install -r ${requirements}`]);
    writeFileSync(join(folder, 'installed'), 'tool==1.0\nother==2.1\n');
    t.is((await perform(pip, args, { shell, path })).kind, 'same');
    writeFileSync(requirements, '-r another\n');
    t.is((await perform(pip, args, { shell, path })).kind, 'unchanged');
  });
}

test('what can’t be is refused before a host is asked', async t => {
  const CASES = [
    { version: '1', state: 'latest', name: ['a'] },
    { version: '1', name: ['a', 'b'] },
    { version: '1', name: ['a>1'] },
    { name: ['a'], umask: 'x' },
    { name: ['a'], extra_args: "'" },
    { name: ['a'], virtualenv_python: 'p', virtualenv_command: 'python3 -m venv' },
  ];
  for (const args of CASES)
    await t.throwsAsync(async () =>
      pip.begin(withDefaults(pip, args), localServices('/'), { checkMode: false, diff: false }),
    );
});
