import test from 'ava';
import { YamlFiles } from '../../src/playbook/files.js';
import { encryptVault, Vault } from '../../src/source/vault.js';
import { Secrets } from '../../src/value/secrets.js';
import { loadGood, plainFields, project, told } from './project.js';

const PASSWORD = { id: 'default', password: 'vault password' };

const vaulted = (text: string): string => encryptVault(text, PASSWORD);

const FILES = {
  'site.yml': `- hosts: all
  vars:
    token: !vault |
${vaulted('{{ never a template }}').replace(/^/gm, '      ')}
  roles: [r]
`,
  'roles/r/vars/main.yml': vaulted('password: from a file\n'),
};

test('vaulted values and files are decrypted, and what was in them is a secret', t => {
  const secrets = new Secrets();
  const { playbook } = loadGood(t, FILES, { files: new YamlFiles(new Vault([PASSWORD], secrets)) });
  const [play] = playbook.plays;
  t.deepEqual(plainFields(play!.vars), { token: '{{ never a template }}' });
  t.deepEqual(plainFields(play!.roles[0]!.role.vars), { password: 'from a file' });
  t.is(secrets.redact('it is from a file'), 'it is ********');
  t.is(secrets.redact('so {{ never a template }}'), 'so ********');
});

test('what is vaulted needs a password', t => {
  const made = project(t, FILES);
  const lines = told(made.load().diagnostics, made.folder).map(line => line.replace(/ \(give .*/, ''));
  t.deepEqual(lines, [
    'site.yml:4:7 error: this value is vaulted and there is no vault password',
    'roles/r/vars/main.yml:1:1 error: this file is vaulted and there is no vault password',
  ]);
});

test('a file is read once', t => {
  const made = project(t, { 'a.yml': 'x: 1\n' });
  const first = made.options.files.read(`${made.folder}/a.yml`, undefined, []);
  t.is(made.options.files.read(`${made.folder}/sub/../a.yml`, undefined, []), first);
  t.truthy(first);
});
