import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { replace } from '../../../src/modules/files/replace.js';
import { converge, perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS)
  test(`${shell}: all that matches is replaced, with backup, mode and validation`, async t => {
    const path = join(temporaryFolder(t), 'a file');
    writeFileSync(path, 'Listen 80\n#Listen 8080\nListen 443\n', { mode: 0o600 });
    const args = {
      path,
      regexp: '^Listen (\\d+)$',
      replace: 'Listen 127.0.0.1:\\1',
      backup: true,
      mode: '0640',
      validate: 'grep -q 127 %s',
    };
    const { check, first, second } = await converge(replace, args, { shell });
    t.is(check.differences?.length, 2);
    t.is(first.kind, 'changed', first.message);
    t.is(first.result.msg, '2 replacements made and ownership, perms or SE linux context changed');
    t.is(readFileSync(path, 'utf8'), 'Listen 127.0.0.1:80\n#Listen 8080\nListen 127.0.0.1:443\n');
    t.is(readFileSync(String(first.result.backup_file), 'utf8'), 'Listen 80\n#Listen 8080\nListen 443\n');
    t.is(statSync(path).mode & 0o777, 0o640);
    t.is(second.kind, 'same');
    t.is(second.result.msg, '');
  });

const TEXT = '[a]\nx=1\n[b]\nx=1\n[c]\nx=1\n';

// Each is what Ansible's replace makes of the text.
const CASES: readonly (readonly [name: string, args: object, after: string, message: string])[] = [
  ['everywhere', { regexp: '^x=.*$', replace: 'x=2' }, TEXT.replaceAll('x=1', 'x=2'), '3 replacements made'],
  ['by nothing', { regexp: '^x=.*\n' }, '[a]\n[b]\n[c]\n', '3 replacements made'],
  ['what is so already', { regexp: '^x=.*$', replace: 'x=1' }, TEXT, ''],
  [
    'behind a text',
    { regexp: '1', replace: '2', after: '\\[b\\]' },
    '[a]\nx=1\n[b]\nx=2\n[c]\nx=2\n',
    '2 replacements made',
  ],
  [
    'before a text',
    { regexp: '1', replace: '2', before: '\\[c\\]' },
    '[a]\nx=2\n[b]\nx=2\n[c]\nx=1\n',
    '2 replacements made',
  ],
  [
    'between texts',
    { regexp: '1', replace: '2', after: '\\[b\\]', before: '\\[c\\]' },
    '[a]\nx=1\n[b]\nx=2\n[c]\nx=1\n',
    '1 replacements made',
  ],
  [
    'between texts that are not there',
    { regexp: '1', replace: '2', after: 'q', before: 'z' },
    TEXT,
    'Pattern for before/after params did not match the given file: q(?P<subsection>.*?)z',
  ],
  [
    'with groups by name',
    { regexp: '(?P<key>x)=(?P<value>1)', replace: '\\g<value>=\\g<key>' },
    TEXT.replaceAll('x=1', '1=x'),
    '3 replacements made',
  ],
];

for (const [name, args, after, message] of CASES)
  test(`replaces ${name}`, async t => {
    const path = join(temporaryFolder(t), 'file');
    writeFileSync(path, TEXT);
    const outcome = await perform(replace, { path, ...args });
    t.is(outcome.result.msg, message);
    t.is(readFileSync(path, 'utf8'), after);
  });

test('encodings', async t => {
  const path = join(temporaryFolder(t), 'file');
  const args = { path, regexp: 'ö', replace: 'ü' };
  writeFileSync(path, Buffer.from('gr\xf6\xc3\xb6\n', 'latin1'));
  await perform(replace, { ...args, encoding: 'Latin-1' });
  t.is(readFileSync(path, 'latin1'), 'gr\xfc\xc3\xb6\n');
  await perform(replace, args);
  t.is(readFileSync(path, 'latin1'), 'gr\xfc\xc3\xbc\n');
  await t.throwsAsync(perform(replace, { ...args, encoding: 'utf-7' }), {
    message: /utf-7 is not supported/,
  });
});

test('what can’t be done is said', async t => {
  const folder = temporaryFolder(t);
  const say = async (args: object) =>
    (await perform(replace, { path: join(folder, 'none'), regexp: 'x', ...args })).message;
  t.is(await say({}), `Path ${folder}/none does not exist !`);
  t.is(await say({ path: folder }), `Path ${folder} is a directory !`);
  await t.throwsAsync(say({ regexp: '(' }), { message: /^regexp: / });
  await t.throwsAsync(say({ before: '(' }), { message: /^before: / });
});
