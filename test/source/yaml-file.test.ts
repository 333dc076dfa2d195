import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { DiagnosticError, formatDiagnostic } from '../../src/source/diagnostic.js';
import { encryptVault, Vault } from '../../src/source/vault.js';
import { readSource, readYaml } from '../../src/source/yaml-file.js';
import { toUnrendered } from '../../src/source/yaml-values.js';
import { Secrets } from '../../src/value/secrets.js';
import { Template } from '../../src/value/value.js';

const PASSWORD = { id: 'default', password: 'open sesame' };
const directory = mkdtempSync(join(tmpdir(), 'trueup-yaml-file-'));
test.after.always(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

test('a plain file is read and knows its path', t => {
  const path = write('plain.yml', '\ufeffa: 1\n');
  const node = readYaml(path, undefined);
  t.deepEqual(toUnrendered(node!), new Map([['a', 1]]));
  t.is(node!.location.file.path, path);
  t.false(node!.location.file.secret);
});

test('a vaulted file is decrypted, hidden, and its values are secrets while its keys are not', t => {
  const secrets = new Secrets();
  const vault = new Vault([PASSWORD], secrets);
  const inner = encryptVault('innermost', PASSWORD).trimEnd().replaceAll('\n', '\n  ');
  const text = `password: hunter22\nlist: [deep secret, 123456, true]\ntemplate: "{{ x }}"\ninner: !vault |\n  ${inner}\n`;
  const node = readYaml(write('vault.yml', encryptVault(text, PASSWORD)), vault)!;
  t.true(node.location.file.secret);
  t.is(node.location.file.line(1), '');
  t.is(
    secrets.redact('password: hunter22 deep secret 123456 true innermost'),
    'password: ******** ******** ******** true innermost',
  );
  const values = toUnrendered(node, vault) as Map<string, unknown>;
  t.is(values.get('password'), 'hunter22');
  t.true(values.get('template') instanceof Template);
  t.is(values.get('inner'), 'innermost');
  t.is(secrets.redact('innermost'), '********');
});

test('a value that was vaulted is never a template', t => {
  const vault = new Vault([PASSWORD], new Secrets());
  const node = readYaml(
    write('value.yml', `a: !vault |\n  ${encryptVault('{{ x }}', PASSWORD).replaceAll('\n', '\n  ')}`),
    vault,
  );
  t.deepEqual(toUnrendered(node!, vault), new Map([['a', '{{ x }}']]));
});

test('without a password vaulted files and values are refused with their place', t => {
  const path = write('locked.yml', encryptVault('a: 1', PASSWORD));
  const file = t.throws(() => readYaml(path, undefined), { instanceOf: DiagnosticError });
  t.is(file!.message, 'this file is vaulted and there is no vault password');
  t.is(file!.diagnostics[0]!.location?.file.path, path);
  const node = readYaml(write('locked-value.yml', 'a: !vault x\n'), undefined);
  const value = t.throws(() => toUnrendered(node!), { instanceOf: DiagnosticError });
  t.is(value!.message, 'this value is vaulted and there is no vault password');
  t.is(value!.diagnostics[0]!.location?.start, 10);
});

test('a mistake in a vaulted file names the line and shows nothing of it', t => {
  const vault = new Vault([PASSWORD], new Secrets());
  const path = write('wrong.yml', encryptVault('a: 1\nb: "hunter22" x\n', PASSWORD));
  const error = t.throws(() => readYaml(path, vault), { instanceOf: DiagnosticError });
  const shown = error!.diagnostics.map(formatDiagnostic).join('\n');
  t.true(shown.startsWith(`${path}:2:`), shown);
  t.notRegex(shown, /hunter22/);
});

test('a file that is not there is a mistake of the user', t => {
  const error = t.throws(() => readSource(join(directory, 'none.yml'), undefined), {
    instanceOf: DiagnosticError,
  });
  t.is(error!.message, `can't read ${join(directory, 'none.yml')}: there is no such file`);
});
