import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ConfigurationError, readConfiguration } from '../../src/configuration/configuration.js';
import { SETTINGS } from '../../src/configuration/settings/index.js';
import { namesIn, notRead, UNUSED } from '../../src/configuration/unused.js';
import { formatDiagnostic } from '../../src/source/diagnostic.js';

/** A new folder, with an ansible.cfg if a text is given. */
const folderWith = (t: ExecutionContext, text?: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'trueup-configuration-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  if (text !== undefined) writeFileSync(join(folder, 'ansible.cfg'), text);
  return folder;
};

const mistakesOf = (environment: NodeJS.ProcessEnv, folder: string): readonly string[] => {
  try {
    readConfiguration(environment, folder);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.diagnostics.map(diagnostic => formatDiagnostic(diagnostic).split('\n')[0]!);
  }
};

test('the environment wins over the file, and that over the default', t => {
  const folder = folderWith(t, '[defaults]\nforks = 7\nremote_user = "deploy" ; us\n');
  const { get } = readConfiguration({ ANSIBLE_FORKS: '9' }, folder);
  t.deepEqual([get('forks'), get('remote_user'), get('become_user')], [9, 'deploy', 'root']);
  t.is(get('private_key_file'), undefined);
});

test('of several names for one setting the last that is set counts', t => {
  const folder = folderWith(t, '[ssh_connection]\ntimeout = 5\n[defaults]\ntimeout = 7\n');
  t.is(readConfiguration({}, folder).get('timeout'), 5);
  t.is(readConfiguration({ ANSIBLE_SSH_TIMEOUT: '3', ANSIBLE_TIMEOUT: '4' }, folder).get('timeout'), 3);
});

test('paths in a file are relative to it, those in the environment to the working directory', t => {
  const folder = folderWith(
    t,
    '[defaults]\nroles_path = roles:~/r:$WHERE/r:{{CWD}}/r\ninventory = a, ./b,\nprivate_key_file = ~/key\n',
  );
  const environment = { WHERE: '/where', ANSIBLE_COLLECTIONS_PATH: 'c' };
  const { get } = readConfiguration(environment, folder);
  t.deepEqual(get('roles_path'), [
    join(folder, 'roles'),
    join(homedir(), 'r'),
    '/where/r',
    join(process.cwd(), 'r'),
  ]);
  t.deepEqual(get('inventory'), [join(folder, 'a'), join(folder, 'b')]);
  t.is(get('private_key_file'), join(homedir(), 'key'));
  t.deepEqual(get('collections_path'), [join(process.cwd(), 'c')]);
});

test('defaults that stand below ANSIBLE_HOME follow it', t => {
  const folder = folderWith(t);
  t.deepEqual(readConfiguration({ ANSIBLE_HOME: '/h' }, folder).get('roles_path'), [
    '/h/roles',
    '/usr/share/ansible/roles',
    '/etc/ansible/roles',
  ]);
  t.is(readConfiguration({}, folder).get('collections_path')[0], join(homedir(), '.ansible/collections'));
});

test('the file that ANSIBLE_CONFIG names comes first; a folder stands for the file in it', t => {
  const folder = folderWith(t, '[defaults]\nforks = 1\n');
  const other = folderWith(t, '[defaults]\nforks = 2\n');
  t.is(readConfiguration({ ANSIBLE_CONFIG: other }, folder).get('forks'), 2);
  t.is(readConfiguration({ ANSIBLE_CONFIG: join(other, 'none.cfg') }, folder).get('forks'), 1);
  writeFileSync(join(other, 'x.yml'), '');
  t.regex(
    mistakesOf({ ANSIBLE_CONFIG: join(other, 'x.yml') }, folder)[0] ?? '',
    /must end in \.cfg or \.ini/,
  );
});

test('a file in a folder that everybody may write into is not read, which is told', t => {
  const folder = folderWith(t, '[defaults]\nforks = 1\n');
  chmodSync(folder, 0o777);
  const configuration = readConfiguration({}, folder);
  t.is(configuration.get('forks'), 50);
  t.is(configuration.warnings.length, 1);
  const named = readConfiguration({ ANSIBLE_CONFIG: join(folder, 'ansible.cfg') }, folder);
  t.deepEqual([named.get('forks'), named.warnings.length], [1, 0]);
});

test('a folder of that name is no configuration', t => {
  const folder = folderWith(t);
  mkdirSync(join(folder, 'ansible.cfg'));
  t.is(readConfiguration({}, folder).get('forks'), 50);
});

test('values that make no sense are told with their places, all at once', t => {
  const folder = folderWith(t, '[defaults]\nforks = many\nhost_key_checking = Flase\n\ntimeout = 0\n');
  const file = join(folder, 'ansible.cfg');
  t.deepEqual([...mistakesOf({ ANSIBLE_BECOME: 'perhaps' }, folder)].sort(), [
    `${file}:2:1: error: forks must be a whole number`,
    `${file}:3:1: error: host_key_checking must be a boolean`,
    `${file}:5:1: error: timeout must be at least 1`,
    'environment: ANSIBLE_BECOME:1:1: error: become must be a boolean',
  ]);
});

test('a variable that is set to nothing sets no number and no path, and a boolean to false', t => {
  const folder = folderWith(t, '[defaults]\nforks = 3\nhost_key_checking = true\n');
  const environment = {
    ANSIBLE_FORKS: '',
    ANSIBLE_HOST_KEY_CHECKING: '',
    ANSIBLE_VAULT_PASSWORD_FILE: '',
  };
  const { get } = readConfiguration(environment, folder);
  t.is(get('forks'), 3);
  t.is(get('vault_password_file'), undefined);
  t.false(get('host_key_checking'));
});

test('every default makes sense', t => {
  const { get } = readConfiguration({}, folderWith(t));
  for (const name of Object.keys(SETTINGS)) t.notThrows(() => get(name as keyof typeof SETTINGS), name);
});

test('what is set and not read is told apart from what nobody knows', t => {
  const folder = folderWith(t, '[defaults]\nforks = 1\nnocows = 1\nfork = 1\n[mine]\nx = 1\n');
  const environment = { ANSIBLE_FORKS: '1', ANSIBLE_NOCOWS: '1', ANSIBLE_REMOTE_TMP: '/x', ANSIBLE_FOO: '1' };
  t.deepEqual(notRead(readConfiguration(environment, folder)), {
    unused: ['[defaults] nocows', 'ANSIBLE_NOCOWS', 'ANSIBLE_REMOTE_TMP'],
    unknown: ['[defaults] fork', '[mine] x', 'ANSIBLE_FOO'],
  });
});

test('no setting is both read and called unused, and none is read by two names', t => {
  const read = Object.values(SETTINGS).flatMap(({ ini }): readonly string[] => ini);
  const all = [...read, ...UNUSED.flatMap(([, settings]) => namesIn(settings))];
  t.deepEqual(
    all.filter((entry, index) => all.indexOf(entry) !== index),
    [],
  );
});
