import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { Engine, FOLDER, type LocalFiles } from '../../src/template/index.js';
import { Template, type Value } from '../../src/value/value.js';
import { ownFolder } from '../own-folder.js';
import { scopeOf } from './support.js';

const root = ownFolder('lookups');
for (const folder of ['files', 'templates']) mkdirSync(join(root, folder));
writeFileSync(join(root, 'files/key.pub'), 'ssh-ed25519 AAAA {{ name }}\n\n');
writeFileSync(join(root, 'files/b.conf'), '');
writeFileSync(join(root, 'files/a.conf'), '');
writeFileSync(join(root, 'files/.hidden.conf'), '');
writeFileSync(
  join(root, 'templates/motd.j2'),
  'Welcome to {{ name }}{{ extra | default("") }}\n{% if true %}\nx\n{% endif %}\n',
);

writeFileSync(join(root, 'templates/dict.j2'), '{"name": "{{ name }}"}\n');

const files: LocalFiles = {
  find: (folder, name) =>
    [name, join(root, folder, name), join(root, name)].find(path => path.startsWith('/') && existsSync(path)),
  folders: folder => [join(root, folder), root],
  read: path => readFileSync(path),
};
const evaluate = (source: string): Value =>
  new Engine().evaluate(new Template(source), scopeOf({ name: 'web', port: 80, portable: 1 }, files));

test('file gives the content without white space behind it, and never as a template', t => {
  t.is(evaluate("{{ lookup('file', 'key.pub') }}"), 'ssh-ed25519 AAAA {{ name }}');
  t.is(evaluate("{{ lookup('file', 'key.pub', rstrip=false) }}"), 'ssh-ed25519 AAAA {{ name }}\n\n');
  t.throws(() => evaluate("{{ lookup('file', 'nope') }}"), {
    instanceOf: DiagnosticError,
    message: /file "nope" is not found/,
  });
  t.is(evaluate("{{ lookup('file', 'nope', errors='ignore') }}"), null);
});

test('template renders with the variables of the task and its own', t => {
  t.is(evaluate("{{ lookup('template', 'motd.j2') }}"), 'Welcome to web\nx\n');
  t.is(evaluate("{{ lookup('template', 'motd.j2', template_vars={'extra': '!'}) }}"), 'Welcome to web!\nx\n');
  t.deepEqual(evaluate("{{ lookup('template', 'dict.j2') }}"), new Map([['name', 'web']]));
  t.is(evaluate("{{ lookup('template', 'dict.j2', convert_data=false) }}"), '{"name": "web"}\n');
});

test('fileglob and first_found search the folders of the task', t => {
  t.deepEqual(evaluate("{{ query('fileglob', '*.conf') }}"), [
    join(root, 'files/a.conf'),
    join(root, 'files/b.conf'),
  ]);
  t.is(evaluate("{{ lookup('first_found', ['nope', 'b.conf', 'a.conf']) }}"), join(root, 'files/b.conf'));
  t.is(
    evaluate("{{ lookup('first_found', {'files': ['nope', 'a.conf'], 'paths': ['x', 'files']}) }}"),
    join(root, 'files/a.conf'),
  );
  t.deepEqual(evaluate("{{ query('first_found', 'nope', skip=true) }}"), []);
  t.throws(() => evaluate("{{ lookup('first_found', 'nope') }}"), { instanceOf: DiagnosticError });
});

test('vars, varnames and env', t => {
  t.deepEqual(evaluate("{{ query('varnames', '^port') }}"), ['port', 'portable']);
  t.is(evaluate("{{ lookup('vars', 'po' ~ 'rt') }}"), 80);
  t.throws(() => evaluate("{{ lookup('vars', 'nope') }}"), {
    instanceOf: DiagnosticError,
    message: /no variable "nope"/,
  });
  const wrong = (term: string) =>
    t.throws(() => evaluate(`{{ query('varnames', ${term}) }}`), { instanceOf: DiagnosticError })?.message;
  t.regex(wrong('7')!, /Invalid setting identifier, "7" is not a string, it is a int/);
  t.regex(wrong("'*'")!, /Unable to use "\*" as a search parameter: nothing to repeat/);
  process.env.TRUEUP_LOOKUP_TEST = 'set';
  t.is(evaluate("{{ lookup('env', 'TRUEUP_LOOKUP_TEST') }}{{ lookup('env', 'TRUEUP_NOPE') }}"), 'set');
  t.is(evaluate("{{ lookup('env', 'TRUEUP_NOPE', default='d') }}"), 'd');
});

test('pipe and lines run a command of the runner', t => {
  t.is(evaluate("{{ lookup('pipe', 'printf \"a b\\n\\n\"') }}"), 'a b');
  t.deepEqual(evaluate("{{ query('lines', 'echo a; echo b') }}"), ['a', 'b']);
  t.throws(() => evaluate("{{ lookup('pipe', 'echo why >&2; exit 3') }}"), {
    instanceOf: DiagnosticError,
    message: /status 3/,
  });
});

test('password makes a password once and keeps it for its owner alone', t => {
  const path = join(root, 'secrets/db');
  const source = `{{ lookup('password', '${path} length=12 chars=ascii_lowercase,digits') }}`;
  const made = evaluate(source) as string;
  t.regex(made, /^[a-z0-9]{12}$/);
  t.is(evaluate(source), made);
  t.is(readFileSync(path, 'utf8'), `${made}\n`);
  t.is(statSync(path).mode & 0o777, 0o600);
  t.not(evaluate("{{ lookup('password', '/dev/null') }}"), evaluate("{{ lookup('password', '/dev/null') }}"));
  const hashed = evaluate(`{{ lookup('password', '${path}', encrypt='md5_crypt') }}`) as string;
  t.regex(hashed, /^\$1\$[^$]{8}\$[./0-9A-Za-z]{22}$/);
  t.is(evaluate(`{{ lookup('password', '${path}', encrypt='md5_crypt') }}`), hashed, 'the salt is kept, too');
  t.is(evaluate(source), made);
});

test('an empty result is a list, several texts are joined, others stay a list', t => {
  t.deepEqual(evaluate("{{ lookup('items', []) }}"), []);
  t.is(evaluate("{{ lookup('items', ['a', 'b']) }}"), 'a,b');
  t.is(evaluate("{{ lookup('items', [5]) }}"), 5);
  t.deepEqual(evaluate("{{ lookup('items', [5, 6]) }}"), [5, 6]);
  t.deepEqual(evaluate("{{ lookup('items', ['a'], wantlist=true) }}"), ['a']);
});

test('csvfile gives a column of the row that begins with the term', t => {
  writeFileSync(join(root, 'files/elements.csv'), 'Symbol,Number,Mass\nLi,3,"6,94"\n\nQ,"say ""hi"""\n');
  writeFileSync(join(root, 'files/tabs.tsv'), 'two words\tx\r\n');
  t.is(evaluate("{{ lookup('csvfile', 'Li', file='elements.csv', delimiter=',') }}"), '3');
  t.is(evaluate("{{ lookup('csvfile', 'Li file=elements.csv delimiter=, col=2') }}"), '6,94');
  t.is(evaluate("{{ lookup('csvfile', 'Q', file='elements.csv', delimiter=',') }}"), 'say "hi"');
  t.is(evaluate("{{ lookup('csvfile', 'two words', file='tabs.tsv') }}"), 'x');
  t.is(evaluate("{{ lookup('csvfile', 'Xx', file='elements.csv', delimiter=',', default='none') }}"), 'none');
  t.deepEqual(evaluate("{{ query('csvfile', 'Xx', file='elements.csv', delimiter=',') }}"), []);
  t.throws(() => evaluate("{{ lookup('csvfile', 'Q', file='elements.csv', delimiter=',', col=2) }}"), {
    message: /the row of "Q" in "elements.csv" has no column 2/,
  });
  t.throws(() => evaluate("{{ lookup('csvfile', 'Li colour=1') }}"), {
    message: /"colour" is not a valid option/,
  });
});

test('ini gives options as configparser reads them', t => {
  writeFileSync(
    join(root, 'files/app.ini'),
    '[global]\nuser = bob\n; a comment\n[web]\nPort: 80\nlong = a\n  b\n\n  c\nk1=1\nk2=%(k1)s2%%\n[DEFAULT]\nshared=9\n',
  );
  writeFileSync(join(root, 'files/app.properties'), 'user.name = ann\n');
  writeFileSync(join(root, 'files/flags.ini'), '[mysqld]\nskip-networking\n');
  t.is(evaluate("{{ lookup('ini', 'user', file='app.ini') }}"), 'bob');
  t.deepEqual(
    evaluate("{{ query('ini', 'PORT', 'long', 'shared', 'nope', file='app.ini', section='web') }}"),
    ['80', 'a\nb\n\nc', '9', ''],
  );
  t.deepEqual(evaluate("{{ query('ini', 'k.', file='app.ini', section='web', re=true) }}"), ['1', '12%']);
  t.is(evaluate("{{ lookup('ini', 'k1 section=web file=app.ini') }}"), '1');
  t.is(evaluate("{{ lookup('ini', 'user.name', type='properties', file='app.properties') }}"), 'ann');
  t.deepEqual(
    evaluate(
      "{{ query('ini', 'skip-networking', file='flags.ini', section='mysqld', allow_no_value=true) }}",
    ),
    [],
  );
  t.throws(() => evaluate("{{ lookup('ini', 'x', file='flags.ini', section='mysqld') }}"), {
    message: /line 2 of the file is no "name = value"/,
  });
  t.throws(() => evaluate("{{ lookup('ini', 'x', file='app.ini', section='nope') }}"), {
    message: /No section 'nope'/,
  });
});

test('url fetches by curl, as lines or as a whole', t => {
  const address = `file://${join(root, 'files/key.pub')}`;
  t.deepEqual(evaluate(`{{ query('url', '${address}') }}`), ['ssh-ed25519 AAAA {{ name }}', '']);
  t.is(evaluate(`{{ lookup('url', '${address}', split_lines=false) }}`), 'ssh-ed25519 AAAA {{ name }}\n\n');
  t.throws(() => evaluate(`{{ lookup('url', '${address}.nope', password='sesame') }}`), {
    message: /can't fetch file:.*key\.pub\.nope/,
  });
  t.throws(() => evaluate("{{ lookup('url', 'http://127.0.0.1:1/') }}"), { message: /can't fetch http:/ });
});

test('first_found takes texts, lists and dicts', t => {
  t.is(
    evaluate("{{ lookup('first_found', {'files': 'nope;a.conf', 'paths': 'x:files'}) }}"),
    join(root, 'files/a.conf'),
  );
  t.is(evaluate("{{ lookup('first_found', ['nope', ['b.conf']]) }}"), join(root, 'files/b.conf'));
  t.is(
    evaluate("{{ lookup('first_found', files=['a.conf'], paths=['files']) }}"),
    join(root, 'files/a.conf'),
  );
  t.deepEqual(evaluate("{{ query('first_found', {'files': ['nope'], 'skip': true}) }}"), []);
  t.throws(() => evaluate("{{ lookup('first_found', 'motd.j2') }}"), {
    message: /looked for|none of the files/,
  });
  t.deepEqual(
    new Engine().lookup('first_found', ['motd.j2'], scopeOf({}, files), new Map([[FOLDER, 'templates']])),
    [join(root, 'templates/motd.j2')],
  );
});

test('what is undefined is a mistake only to a lookup that falls back on it', t => {
  t.is(evaluate("{{ lookup('env', 'HOME', default=undef()) }}"), process.env.HOME ?? '');
  t.throws(() => evaluate("{{ lookup('env', 'TRUEUP_NOPE', default=undef('set TRUEUP_NOPE')) }}"), {
    message: /set TRUEUP_NOPE/,
  });
});

test('seeded passwords are those of Python', t => {
  t.is(evaluate("{{ lookup('password', '/dev/null length=5 seed=x chars=digits') }}"), '59971');
  t.is(
    evaluate("{{ lookup('password', '/dev/null', length=8, seed='s', chars=['ascii_letters', '!,']) }}"),
    'EDTvWaPa',
  );
  t.is(evaluate("{{ lookup('password', '/dev/null seed=q chars=a,,b,digits') }}"), '41,0b55b674528191439');
  t.is(evaluate("{{ lookup('password', '/dev/null seed=q') }}"), '6GeFu_x,OHJ4YxfgY3:N');
});

test('subelements cuts the list out of the dict, together makes rows flat', t => {
  t.deepEqual(evaluate("{{ query('subelements', [{'n': 1, 'g': ['a']}], 'g') | first | list }}"), [
    new Map([['n', 1]]),
    'a',
  ]);
  t.deepEqual(evaluate("{{ query('together', [[1, [2]], [3, 4]], [5]) }}"), [
    [1, [2], 5],
    [3, 4, null],
  ]);
});

test('nothing that a lookup finds is rendered, not even if it is asked for', t => {
  t.is(evaluate("{{ lookup('pipe', 'echo \"{{ 7 * 7 }}\"', allow_unsafe=true) }}"), '{{ 7 * 7 }}');
  t.is(evaluate("{{ lookup('file', 'key.pub', allow_unsafe=true) | upper }}"), 'SSH-ED25519 AAAA {{ NAME }}');
});
