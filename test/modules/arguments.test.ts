import test from 'ava';
import { checkArguments, parseArguments } from '../../src/modules/arguments.js';
import type { Documented } from '../../src/modules/module.js';
import { SourceFile } from '../../src/source/file.js';
import { Template, type Unrendered, type Value } from '../../src/value/value.js';

const sample: Documented = {
  name: 'sample',
  collection: 'ansible.builtin',
  description: '',
  options: {
    path: { type: 'path', description: '', required: true, aliases: ['dest'] },
    state: { type: 'str', description: '', choices: ['present', 'absent'], default: 'present' },
    mode: { type: 'mode', description: '' },
    users: {
      type: 'list',
      elements: 'dict',
      description: '',
      options: {
        name: { type: 'str', description: '', required: true },
        uid: { type: 'int', description: '' },
      },
    },
    content: { type: 'str', description: '' },
    src: { type: 'path', description: '' },
  },
  constraints: {
    mutuallyExclusive: [['content', 'src']],
    requiredIf: [{ option: 'state', value: 'absent', requires: ['mode'] }],
  },
};

const parse = (entries: Record<string, Value>) => parseArguments(sample, new Map(Object.entries(entries)));

test('aliases, types and defaults', t => {
  t.deepEqual(parse({ dest: '/x', mode: 0o600 }), {
    ok: true,
    args: { path: '/x', mode: '0600', state: 'present' },
  });
});

test('null is no value', t => {
  t.like(parse({ path: '/x', state: null }), { ok: true, args: { state: 'present' } });
  t.false(parse({ path: null }).ok);
});

test('lists of dicts are checked inside', t => {
  const users = [
    new Map<Value, Value>([
      ['name', 'ann'],
      ['uid', '7'],
    ]),
  ];
  t.like(parse({ path: '/x', users }), { ok: true, args: { users: [{ name: 'ann', uid: 7 }] } });
  const wrong = parse({ path: '/x', users: [new Map<Value, Value>([['nam', 'ann']])] });
  t.false(wrong.ok);
  if (!wrong.ok) {
    t.is(wrong.problems[0]?.message, 'Unsupported parameters for (sample) module: users.0.nam');
    t.is(wrong.problems[0]?.hint, 'did you mean "name"?');
    t.regex(wrong.problems[1]?.message ?? '', /missing required arguments: name found in users -> 0/);
  }
});

test('what must hold between options', t => {
  t.regex(JSON.stringify(parse({ path: '/x', content: 'a', src: 'b' })), /mutually exclusive/);
  t.regex(
    JSON.stringify(parse({ path: '/x', state: 'absent' })),
    /state is absent but all of the following are missing: mode/,
  );
});

test('before rendering, templates are passed over and the rest is placed', t => {
  const file = new SourceFile('p.yaml', 'sample:\n  path: x\n  stat: "{{ a }}"\n');
  const place = (start: number) => ({ file, start, end: start + 1 });
  const check = (entries: Record<string, Unrendered>) =>
    checkArguments(sample, new Map(Object.entries(entries)), argument => place(argument === 'stat' ? 21 : 0));
  t.deepEqual(check({ path: new Template('{{ p }}'), state: new Template('{{ s }}') }), []);
  const [diagnostic, ...others] = check({ path: '/x', stat: 'absent' });
  t.is(others.length, 0);
  t.is(diagnostic?.location?.start, 21);
  t.is(diagnostic?.hint, 'did you mean "state"?');
  t.regex(check({})[0]?.message ?? '', /missing required arguments: path/);
});
