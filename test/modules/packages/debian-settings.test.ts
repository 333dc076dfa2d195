import test from 'ava';
import type { Output } from '../../../src/agent/protocol.js';
import type { HostModule, Plan } from '../../../src/modules/module.js';
import { debconf } from '../../../src/modules/packages/debconf.js';
import { dpkgSelections } from '../../../src/modules/packages/dpkg_selections.js';
import { packageFacts } from '../../../src/modules/packages/package_facts.js';
import { localServices, withDefaults } from '../rig.js';

const output = (stdout: string, code = 0, stderr = ''): Output => ({
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
  code,
});

const planOf = async (module: HostModule, args: object, printed: Output): Promise<Plan> => {
  const steps = await module.begin(withDefaults(module, { ...args }), localServices('/'), {
    checkMode: false,
    diff: true,
  });
  return steps.plan(printed);
};

const shown = (plan: Plan): string => {
  if (plan.kind === 'failed') return plan.message;
  if (plan.kind !== 'change') return plan.kind;
  return plan.differences
    .map(one => (one.kind === 'attribute' ? `${one.subject} ${one.name}: ${one.before} -> ${one.after}` : ''))
    .join();
};

const SHOWN = '* m/type: Local only\n  m/yes: true\n  m/word: (password omitted)\n  m/text: a: b';

const ANSWERS: readonly (readonly [args: object, password: string, expected: string])[] = [
  [{}, '', 'same'],
  [{ question: 'm/type', vtype: 'select', value: 'Local only' }, '', 'same'],
  [{ question: 'm/type', vtype: 'select', value: 'other' }, '', 'm m/type: Local only -> other'],
  [{ question: 'm/yes', vtype: 'boolean', value: 'True' }, '', 'same'],
  [{ question: 'm/text', vtype: 'string', value: 'a: b' }, '', 'same'],
  [{ question: 'm/new', vtype: 'string', value: '' }, '', 'm m/new: undefined -> '],
  [{ question: 'm/word', vtype: 'password', value: 'secret' }, '0 secret\n', 'same'],
  [
    { question: 'm/word', vtype: 'password', value: 'secret' },
    '0 old\n',
    'm m/word: (password) -> (another password)',
  ],
];

for (const [args, password, expected] of ANSWERS)
  test(`debconf ${JSON.stringify(args)} ${password.trim()}`, async t => {
    t.is(shown(await planOf(debconf, { name: 'm', ...args }, output(`${SHOWN}\0${password}\0`))), expected);
  });

test('debconf: an answer is on no command line', async t => {
  const args = { name: 'm', question: 'm/word', vtype: 'password', value: 'secret' };
  const plan = await planOf(debconf, args, output(`${SHOWN}\x000 old\n\0`));
  t.is(plan.kind, 'change');
  if (plan.kind !== 'change') return;
  t.false(plan.apply.text.includes('secret'));
  t.is(String(plan.apply.payload?.[0]), 'm m/word password secret');
});

const SELECTIONS: readonly (readonly [printed: Output, expected: string])[] = [
  [output('tool\thold\n'), 'same'],
  [output('tool install\n'), 'tool selection: install -> hold'],
  [output('', 0, 'dpkg: no packages found matching tool\n'), 'tool selection: not present -> hold'],
  [output('', 2, 'dpkg: error: no\n'), 'dpkg: error: no'],
];

for (const [printed, expected] of SELECTIONS)
  test(`dpkg_selections: ${expected}`, async t => {
    t.is(shown(await planOf(dpkgSelections, { name: 'tool', selection: 'hold' }, printed)), expected);
  });

const FACTS = [
  'ii |tool|amd64|1.0-1|utils\nii |lib|i386|2|libs\nhi |all|all|3|doc',
  ':tool\naamd64\nsadmin\n',
  'tool:\n  Installed: 1.0-1\n  Version table:\n     2.0 500\n        500 http://b x Packages\n *** 1.0-1 500\n        500 http://a x Packages\n        100 /var/lib/dpkg/status\n',
  'Package files:\n 100 /var/lib/dpkg/status\n     release a=now\n 500 http://a x Packages\n     release v=12,o=Debian,a=stable\n     origin a\n',
  'amd64\n',
].join('\0');

test('package_facts: names, versions, and where they are from', async t => {
  const plan = await planOf(packageFacts, {}, output(FACTS));
  t.deepEqual(plan.kind === 'same' && { ...(plan.result.ansible_facts as { packages: object }).packages }, {
    tool: [
      { name: 'tool', version: '1.0-1', arch: 'amd64', category: 'admin', origin: 'Debian', source: 'apt' },
    ],
    'lib:i386': [
      { name: 'lib:i386', version: '2', arch: 'i386', category: 'libs', origin: '', source: 'apt' },
    ],
    all: [{ name: 'all', version: '3', arch: 'all', category: 'doc', origin: '', source: 'apt' }],
  });
  t.regex(shown(await planOf(packageFacts, {}, output(''))), /^Could not detect a supported package manager/);
  t.regex(
    shown(await planOf(packageFacts, { manager: ['x'] }, output(FACTS))),
    /^Unsupported package managers/,
  );
});
