import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Diagnostic, DiagnosticError } from '../../src/source/diagnostic.js';
import { fromPlain, type Plain, toPlain, type Value } from '../../src/value/value.js';
import { FactCache, type FactCacheOptions } from '../../src/vars/fact-cache.js';
import { ownFolder } from '../own-folder.js';

const opened = (options: Partial<FactCacheOptions> = {}) => {
  const folder = ownFolder('facts');
  const warnings: Diagnostic[] = [];
  const cache = new FactCache({
    folder,
    prefix: '',
    timeout: 0,
    decrypt: text => `opened ${text}`,
    warn: diagnostic => warnings.push(diagnostic),
    ...options,
  });
  return { folder, cache, warnings };
};

const facts = (plain: { readonly [name: string]: Plain }) => fromPlain(plain) as Map<string, Value>;

const read = (cache: FactCache, host: string): Plain => {
  const found = cache.read(host);
  return found && toPlain(new Map(found));
};

const same = (t: ExecutionContext, actual: Plain, expected: Plain): void => {
  t.deepEqual(JSON.parse(JSON.stringify(actual)), expected);
};

test('a host has a file of JSON, laid out as Ansible does, for nobody else to read', t => {
  const { folder, cache } = opened();
  cache.write('web1', facts({ b: 'é', a: [1, 2.5, null, { x: true }], empty: {}, none: [] }));
  const path = join(folder, 'web1');
  t.is(
    readFileSync(path, 'utf8'),
    `{
    "a": [
        1,
        2.5,
        null,
        {
            "x": true
        }
    ],
    "b": "\\u00e9",
    "empty": {},
    "none": []
}`,
  );
  t.is(statSync(path).mode & 0o777, 0o600);
  t.deepEqual(readdirSync(folder), ['web1']);
  same(t, read(cache, 'web1'), { a: [1, 2.5, null, { x: true }], b: 'é', empty: {}, none: [] });
  t.is(read(cache, 'web2'), undefined);
  cache.remove('web1');
  cache.remove('web2');
  t.deepEqual(readdirSync(folder), []);
});

test('names begin with the prefix', t => {
  const { folder, cache } = opened({ prefix: 'facts_' });
  cache.write('web1', facts({ a: 1 }));
  t.deepEqual(readdirSync(folder), ['facts_web1']);
  same(t, read(cache, 'web1'), { a: 1 });
});

test('what is older than the timeout is not there', t => {
  const { folder } = opened();
  const at = (timeout: number) => opened({ folder, timeout }).cache;
  at(60).write('web1', facts({ a: 1 }));
  same(t, read(at(60), 'web1'), { a: 1 });
  const old = Date.now() / 1000 - 120;
  utimesSync(join(folder, 'web1'), old, old);
  t.is(read(at(60), 'web1'), undefined);
  same(t, read(at(0), 'web1'), { a: 1 });
});

test("Ansible's marks: texts that are no templates, and vaulted ones, which stay so in the file", t => {
  const { folder, cache } = opened();
  const kept = {
    list: [{ __ansible_unsafe: '{{ x }}' }],
    changed: { __ansible_vault: 'one' },
    secret: { in: { __ansible_vault: 'two' } },
  };
  writeFileSync(join(folder, 'web1'), JSON.stringify(kept));
  const found = cache.read('web1')!;
  same(t, toPlain(new Map(found)), {
    list: ['{{ x }}'],
    changed: 'opened one',
    secret: { in: 'opened two' },
  });
  cache.write('web1', new Map([...found, ['changed', 'new'], ['more', 1]]) as Map<string, Value>);
  same(t, JSON.parse(readFileSync(join(folder, 'web1'), 'utf8')), {
    list: ['{{ x }}'],
    changed: 'new',
    more: 1,
    secret: kept.secret,
  });
});

for (const text of ['{"a": ', '[1]', ''])
  test(`a file that holds ${JSON.stringify(text)} is passed over with a warning`, t => {
    const { folder, cache, warnings } = opened();
    writeFileSync(join(folder, 'web1'), text);
    t.is(read(cache, 'web1'), undefined);
    t.is(warnings.length, 1);
    t.regex(warnings[0]!.message, /^the facts kept in .*\/web1 are not read: /);
  });

test('a name that would lead out of the folder is kept nowhere', t => {
  const { folder, cache, warnings } = opened();
  for (const name of ['../up', '/etc/up', 'a/b', '..', '.']) {
    cache.write(name, facts({ a: 1 }));
    t.is(read(cache, name), undefined);
    cache.remove(name);
  }
  t.deepEqual(readdirSync(folder), []);
  t.deepEqual(warnings, []);
});

test('a folder that is none', t => {
  const { folder } = opened();
  writeFileSync(join(folder, 'file'), '');
  t.throws(() => opened({ folder: join(folder, 'file', 'deeper') }), { instanceOf: DiagnosticError });
  t.notThrows(() => opened({ folder: join(folder, 'new', 'deeper') }));
});
