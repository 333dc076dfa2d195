import test from 'ava';
import type { Output } from '../../../src/agent/protocol.js';
import type { Plan } from '../../../src/modules/module.js';
import { deb822Repository, fieldsOf } from '../../../src/modules/packages/deb822_repository.js';
import { localServices, withDefaults } from '../rig.js';

const ARGS = {
  name: 'My Repo_x!',
  uris: ['https://h/debian', 'https://i/debian'],
  suites: ['bookworm'],
  components: ['main', 'extra'],
  enabled: true,
  by_hash: false,
  date_max_future: 5,
};

type Args = Parameters<typeof fieldsOf>[0];

test('the fields, in the order of their options', t => {
  t.is(
    fieldsOf(withDefaults(deb822Repository, ARGS) as Args, '/k.asc'),
    `By-Hash: no
Components: main extra
Date-Max-Future: 5
Enabled: yes
X-Repolib-Name: My Repo_x!
Suites: bookworm
Types: deb
URIs: https://h/debian https://i/debian
`,
  );
  const key = '-----BEGIN\n\nabc\n-----END\n';
  const signed = withDefaults(deb822Repository, { name: 'x', signed_by: key }) as Args;
  t.is(
    fieldsOf(signed, undefined),
    'X-Repolib-Name: x\nSigned-By:\n    -----BEGIN\n    .\n    abc\n    -----END\nTypes: deb\n',
  );
  t.regex(fieldsOf(signed, '/k.asc'), /^Signed-By: \/k\.asc$/m);
});

const NUL = '\0';
const HEAD = '81a4:0:0:3:0:0:1:1:1:root:root';
const SUM = 'a'.repeat(64);

/** What the probe prints: the file, the two files of keys, and what signed_by is. */
const printed = (file: string | undefined, asc: string, signedBy: string): Output => {
  const path = '/etc/apt/sources.list.d/my-repo-x.sources';
  const seen =
    file === undefined
      ? `${path}\0\0\0\0\0\0`
      : `${path}\0${HEAD}\0\0\0${SUM}\0${Buffer.byteLength(file)}\0${file}`;
  const key = asc === '' ? '\0\0\0' : `${HEAD}\0\0${asc}\0`;
  return { stdout: Buffer.from(`${seen}\0\0${key}\0\0\0${signedBy}`), stderr: Buffer.alloc(0), code: 0 };
};

const shown = (plan: Plan): string => {
  if (plan.kind === 'failed') return plan.message;
  if (plan.kind !== 'change') return plan.kind;
  return plan.differences
    .map(one => `${one.subject} ${one.kind === 'attribute' ? one.name : 'text'}`)
    .join(', ');
};

const FILE = '/etc/apt/sources.list.d/my-repo-x.sources';
const KEY = '/etc/apt/keyrings/my-repo-x.asc';
const URL = { signed_by: 'https://h/key' };

const CASES: readonly (readonly [args: object, output: Output, expected: string])[] = [
  [{}, printed(undefined, '', 'text\0'), `${FILE} text`],
  [{ ...URL }, printed(undefined, '', `asc\0${SUM}\0`), `${FILE} text, ${KEY} content`],
  [{ ...URL }, printed(undefined, SUM, `asc\0${SUM}\0`), `${FILE} text`],
  [{ ...URL }, printed(undefined, '', ['failed', '404', ''].join(NUL)), 'Could not fetch signed_by key: 404'],
  [{ state: 'absent' }, printed('x', SUM, 'text\0'), `${FILE} text, ${KEY} state`],
  [{ state: 'absent' }, printed(undefined, '', 'text\0'), 'same'],
];

for (const [args, output, expected] of CASES)
  test(`${JSON.stringify(args)}: ${expected}`, async t => {
    const steps = await deb822Repository.begin(
      withDefaults(deb822Repository, { ...ARGS, ...args }),
      localServices('/'),
      {
        checkMode: false,
        diff: false,
      },
    );
    t.is(shown(steps.plan(output)), expected);
  });
