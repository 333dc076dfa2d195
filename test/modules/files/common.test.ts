import test from 'ava';
import {
  type CommonArguments,
  type CommonState,
  NO_ATTRIBUTES,
  planAttributes,
} from '../../../src/modules/files/common.js';
import type { Status } from '../../../src/modules/files/status.js';

const UNASKED: CommonState = { owner: undefined, group: undefined, flags: undefined, selinux: false };
const WWW = { id: 33, name: 'www-data' };
const FILE: Status = {
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  owner: 'root',
  group: 'root',
  size: 1,
  modified: 0,
  accessed: 0,
  inode: '1',
  device: '1',
  links: 1,
  target: undefined,
};

const APPLY = { checkMode: false, diff: false };

interface Case {
  readonly args?: Partial<CommonArguments>;
  readonly state?: Partial<CommonState>;
  /** null: there is no file yet. */
  readonly status?: Partial<Status> | null;
  readonly change?: string;
  readonly chown?: string;
  readonly mode?: number;
  readonly names?: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  'nothing asked': { change: '', chown: '?0:0', mode: 0o644, names: [] },
  'all as asked': {
    args: { owner: 'root', mode: '0644' },
    state: { owner: { id: 0, name: 'root' } },
    change: '',
    names: [],
  },
  'another name of the same user': {
    args: { owner: 'toor' },
    state: { owner: { id: 0, name: 'toor' } },
    change: '',
    names: [],
  },
  owner: {
    args: { owner: 'www-data' },
    state: { owner: WWW },
    change: 'chown -h 33:0 -- p',
    chown: '33:0',
    names: ['owner'],
  },
  group: {
    args: { group: 'www-data' },
    state: { group: WWW },
    change: 'chown -h 0:33 -- p',
    names: ['group'],
  },
  mode: { args: { mode: 'g+w' }, change: 'chmod 00664 -- p', mode: 0o664, names: ['mode'] },
  'owner of a program with its owner’s rights': {
    args: { owner: 'www-data' },
    state: { owner: WWW },
    status: { mode: 0o4755 },
    change: 'chown -h 33:0 -- p &&\nchmod 04755 -- p',
  },
  'mode of a link': { args: { mode: '0600' }, status: { type: 'link', mode: 0o777 }, change: '', names: [] },
  'new file': { status: null, change: '', chown: '', mode: 0o644, names: [] },
  'new file of a user': {
    args: { owner: 'www-data' },
    state: { owner: WWW },
    status: null,
    chown: '33',
    change: '',
  },
  'new file of a group': {
    args: { group: 'www-data' },
    state: { group: WWW },
    status: null,
    chown: ':33',
    change: '',
  },
  'new file with a symbolic mode': { args: { mode: 'u+x,g=' }, status: null, mode: 0o704 },
  'attributes added': {
    args: { attributes: '+ia' },
    state: { flags: 'ae' },
    change: 'chattr +i -- p',
    names: ['attributes'],
  },
  'attributes there': { args: { attributes: '+a' }, state: { flags: 'ae' }, change: '', names: [] },
  'attributes taken away': { args: { attributes: '-i' }, state: { flags: 'ie' }, change: 'chattr -i -- p' },
  'attributes exactly': { args: { attributes: 'i' }, state: { flags: 'ae' }, change: 'chattr +i -a -- p' },
  'attributes exact': { args: { attributes: '=a' }, state: { flags: 'ae' }, change: '', names: [] },
};

for (const [name, { args, state, status, ...expected }] of Object.entries(CASES))
  test(`attributes: ${name}`, t => {
    const found = status === null ? undefined : { ...FILE, ...status };
    const plan = planAttributes(
      { ...NO_ATTRIBUTES, ...args },
      { ...UNASKED, ...state },
      'p',
      found,
      false,
      APPLY,
    );
    if (typeof plan === 'string') return t.fail(plan);
    if (expected.change !== undefined) t.is(plan.change('p'), expected.change);
    if (expected.chown !== undefined) t.is(plan.chown, expected.chown);
    if (expected.mode !== undefined) t.is(plan.mode, expected.mode);
    if (expected.names)
      t.deepEqual(
        plan.differences.map(each => (each.kind === 'attribute' ? each.name : each.kind)),
        expected.names,
      );
  });

test('an account that is not there is a failure, and in check mode a difference', t => {
  const args = { ...NO_ATTRIBUTES, owner: 'nobody-there' };
  t.is(
    planAttributes(args, UNASKED, 'p', FILE, false, APPLY),
    'chown failed: failed to look up user nobody-there',
  );
  const check = planAttributes(args, UNASKED, 'p', FILE, false, { checkMode: true, diff: false });
  t.like(check, { differences: [{ name: 'owner', before: 'root', after: 'nobody-there' }] });
});

test('an SELinux context is refused where there is SELinux', t => {
  const plan = planAttributes(
    { ...NO_ATTRIBUTES, setype: 'x_t' },
    { ...UNASKED, selinux: true },
    'p',
    FILE,
    false,
    APPLY,
  );
  t.regex(String(plan), /SELinux/);
});
