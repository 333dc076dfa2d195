import test from 'ava';
import type { Plan } from '../../../src/modules/module.js';
import { aptKey, parseKeys } from '../../../src/modules/packages/apt_key.js';
import { withDefaults } from '../rig.js';

const LISTED = `/etc/apt/trusted.gpg
pub   rsa4096/0123456789ABCDEF 2020-01-01 [SC]
uid                 [ unknown] somebody
sub   rsa4096/FEDCBA9876543210 2020-01-01 [E]
pub   rsa4096/1111111111111111 2020-01-01 [SC] [expired: 2021-01-01]
`;

test('keys are read in both forms, without those that have expired', t => {
  t.deepEqual(parseKeys(LISTED, false), ['0123456789ABCDEF', 'FEDCBA9876543210']);
  t.deepEqual(parseKeys(LISTED, true), ['89ABCDEF', '76543210']);
  t.deepEqual(parseKeys('tru::1:2\npub:u:255:22:3793EB86D281D5A7:17:::\n', false), ['3793EB86D281D5A7']);
});

const LONG = 'AAAAAAAAAAAAAAAAAAAAAAAA0123456789ABCDEF';

const CASES: readonly (readonly [args: object, found: string | undefined, expected: string])[] = [
  [{ id: LONG, url: 'http://a' }, undefined, 'same'],
  [{ id: '0x89abcdef', url: 'http://a' }, undefined, 'same'],
  [{ data: 'x' }, '0123456789ABCDEF', 'same'],
  [{ data: 'x' }, '2222222222222222', 'key 2222222222222222: absent -> present'],
  [{ id: '33333333', keyserver: 'a' }, undefined, 'key 33333333: absent -> present'],
  [{ id: LONG, state: 'absent' }, undefined, `key ${LONG}: present -> absent`],
  [{ id: '33333333', state: 'absent' }, undefined, 'same'],
  [{ id: '123', file: '/a' }, undefined, 'Invalid key_id'],
  [{ id: 'nonsense', file: '/a' }, undefined, 'Invalid key_id'],
  [{ state: 'absent' }, undefined, 'Invalid key_id'],
  [{ id: '33333333' }, undefined, 'No key to add: none of data, file, url and keyserver is given'],
];

const shown = (plan: Plan): string => {
  if (plan.kind === 'failed') return plan.message;
  if (plan.kind !== 'change') return plan.kind;
  return plan.differences
    .map(one => (one.kind === 'attribute' ? `${one.subject}: ${one.before} -> ${one.after}` : ''))
    .join();
};

for (const [args, found, expected] of CASES)
  test(`${JSON.stringify(args)} ${found ?? ''}`, t => {
    const whole = withDefaults(aptKey, { ...args }) as Parameters<typeof aptKey.plan>[0];
    const plan = aptKey.plan(
      whole,
      { kind: 'keys', found, listed: LISTED },
      { checkMode: false, diff: false },
    );
    t.is(shown(plan), expected);
  });
