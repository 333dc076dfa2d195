import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { Engine, type LocalFiles } from '../../src/template/index.js';
import { Template, type Value } from '../../src/value/value.js';
import { scopeOf } from './support.js';

const root = mkdtempSync(join(tmpdir(), 'trueup-lookups-'));
for (const folder of ['files', 'templates']) mkdirSync(join(root, folder));
writeFileSync(join(root, 'files/key.pub'), 'ssh-ed25519 AAAA {{ name }}\n\n');
writeFileSync(join(root, 'files/b.conf'), '');
writeFileSync(join(root, 'files/a.conf'), '');
writeFileSync(join(root, 'files/.hidden.conf'), '');
writeFileSync(
  join(root, 'templates/motd.j2'),
  'Welcome to {{ name }}{{ extra | default("") }}\n{% if true %}\nx\n{% endif %}\n',
);

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
