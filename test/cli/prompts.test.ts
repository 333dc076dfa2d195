import test, { type ExecutionContext } from 'ava';
import { type Asking, askPrompts } from '../../src/cli/prompts.js';
import { Engine } from '../../src/template/index.js';
import { Secrets } from '../../src/value/secrets.js';
import { Template } from '../../src/value/value.js';
import { folderOf, trueup } from '../e2e/rig/trueup.js';
import { project } from '../playbook/project.js';

/** What a play's prompts come to, and what was asked, when these are the answers. */
const answersTo = async (
  t: ExecutionContext,
  prompts: string,
  typed: readonly string[],
  more: Partial<Asking> = {},
): Promise<{
  readonly got: Readonly<Record<string, unknown>>;
  readonly asked: readonly string[];
  readonly secrets: Secrets;
}> => {
  const site = `- hosts: all\n  vars: {suggested: blue}\n  vars_prompt: ${prompts}\n`;
  const { playbook } = project(t, { 'site.yml': site }).load();
  const left = [...typed];
  const asked: string[] = [];
  const secrets = new Secrets();
  const answers = await askPrompts([playbook], {
    engine: new Engine(),
    extra: new Map(),
    secrets,
    isInteractive: true,
    ask: async (question, isShown) => {
      asked.push(`${question}${isShown ? '' : ' (hidden)'}`);
      return left.shift()!;
    },
    say: text => asked.push(text),
    ...more,
  });
  const layer = answers.get(playbook.plays[0]!)!;
  const got = Object.fromEntries([...layer.keys()].map(name => [name, layer.get(name)]));
  t.deepEqual(left, []);
  return { got, asked, secrets };
};

test('prompts are asked in their order, hidden unless they say otherwise, with what they suggest', async t => {
  const { got, asked, secrets } = await answersTo(
    t,
    '[{name: one, prompt: One}, {name: two, private: no}, {name: three, default: "{{ suggested }}"}, {name: four, default: 4}]',
    ['first', 'second', '', 'own answer'],
  );
  t.deepEqual(asked, ['One (hidden)', 'two', 'three [blue] (hidden)', 'four [4] (hidden)']);
  t.deepEqual(got, { one: 'first', two: 'second', three: 'blue', four: 'own answer' });
  t.is(secrets.redact('first second blue own answer'), '******** second blue ********');
});

test('what is to be confirmed is asked for until both are the same', async t => {
  const { got, asked } = await answersTo(t, '[{name: p, confirm: yes}]', ['one', 'two', 'three', 'three']);
  t.deepEqual(got, { p: 'three' });
  t.deepEqual(asked, [
    'p (hidden)',
    'confirm p (hidden)',
    '***** VALUES ENTERED DO NOT MATCH ****',
    'p (hidden)',
    'confirm p (hidden)',
  ]);
});

test('an answer is encrypted where that is asked for, and both forms of it are secrets', async t => {
  const { got, secrets } = await answersTo(t, '[{name: p, encrypt: md5_crypt, salt: 12345678}]', [
    'my password',
  ]);
  t.regex(String(got.p), /^\$1\$12345678\$[./\w]{22}$/);
  t.is(secrets.redact(`my password ${got.p}`), '******** ********');
});

test('an answer may hold a template unless it is unsafe', async t => {
  const { got } = await answersTo(t, '[{name: a}, {name: b, unsafe: yes}]', ['{{ x }}', '{{ x }}']);
  t.true(got.a instanceof Template);
  t.is(got.b, '{{ x }}');
});

test('what the command line gives is not asked for', async t => {
  const { got, asked } = await answersTo(t, '[{name: a}, {name: b}]', ['typed'], {
    extra: new Map([['a', 'given']]),
  });
  t.deepEqual([got, asked], [{ b: 'typed' }, ['b (hidden)']]);
});

test('where nobody can be asked there are the defaults', async t => {
  const { got, asked } = await answersTo(t, '[{name: a, default: x}, {name: b}]', [], {
    isInteractive: false,
  });
  t.deepEqual(got, { a: 'x', b: 'None' });
  t.deepEqual(asked, ['not asking for variables: standard input is no terminal']);
});

test('an unknown kind of encryption is told with its place', async t => {
  await t.throwsAsync(answersTo(t, '[{name: p, encrypt: rot13}]', ['x']), {
    message: /can't encrypt what is typed: .*rot13/,
  });
});

const steps = `- hosts: all
  gather_facts: false
  tasks:
    - {name: one, debug: {msg: first}}
    - {name: two, debug: {msg: second}}
    - {name: three, debug: {msg: third}}
    - {name: four, debug: {msg: fourth}}
`;

test('step by step, each task is asked about once for all hosts', async t => {
  const hosts = JSON.stringify({
    all: { vars: { ansible_connection: 'local' }, hosts: { a: {}, b: {} } },
  });
  const cwd = folderOf({ 'site.yml': steps, 'hosts.json': hosts });
  const args = ['apply', 'site.yml', '-i', 'hosts.json', '--step'];
  const { stdout, code } = await trueup(args, { cwd, input: 'n\ny\nc\n' });
  t.is(code, 0, stdout);
  t.deepEqual(
    [...stdout.matchAll(/"msg": "(\w+)"/g)].map(([, text]) => text),
    ['second', 'second', 'third', 'third', 'fourth', 'fourth'],
    stdout,
  );
  t.deepEqual(
    [...stdout.matchAll(/Perform task: TASK: (\w+) /g)].map(([, name]) => name),
    ['one', 'two', 'three'],
  );
});
