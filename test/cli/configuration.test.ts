import test from 'ava';
import { localInventory, playOf, runIn } from './project.js';

const SITE = playOf('- debug: { var: ansible_forks }\n');

test('settings of ansible.cfg are those of the run, and flags win over them', async t => {
  const files = {
    'ansible.cfg': '[defaults]\ninventory = hosts.yml\nforks = 3\n[tags]\nrun = a\n',
    'hosts.yml': localInventory('h1'),
    'site.yml': playOf(
      '- debug: { var: ansible_forks }\n  tags: a\n- debug: { msg: never }\n- debug: { msg: too }\n  tags: b\n',
    ),
  };
  const byFile = await runIn(files, ['apply', 'site.yml']);
  t.is(byFile.code, 0, byFile.stderr);
  t.regex(byFile.stdout, /"ansible_forks": 3/);
  t.notRegex(byFile.stdout, /never|too/);
  const byFlag = await runIn(files, ['apply', 'site.yml', '-f', '4', '-t', 'b']);
  t.regex(byFlag.stdout, /"ansible_forks": 4[\s\S]*"msg": "too"/);
});

test('roles and collections are found where the configuration says', async t => {
  const files = {
    'ansible.cfg': '[defaults]\nroles_path = mine\ncollections_paths = theirs\n',
    'hosts.yml': localInventory('h1'),
    'mine/one/tasks/main.yml': '- debug: { msg: role one }\n',
    'theirs/ansible_collections/ns/coll/roles/two/tasks/main.yml': '- debug: { msg: role two }\n',
    'site.yml': '- hosts: all\n  gather_facts: false\n  roles: [one, ns.coll.two]\n',
  };
  const { code, stdout, stderr } = await runIn(files, ['apply', 'site.yml', '-i', 'hosts.yml']);
  t.is(code, 0, stderr);
  t.regex(stdout, /"msg": "role one"[\s\S]*"msg": "role two"/);
});

test('files are passed over in a folder of inventories as the configuration says', async t => {
  const files = {
    'ansible.cfg':
      '[defaults]\ninventory = hosts\ninventory_ignore_extensions = .old\n[inventory]\nignore_patterns = ^not\n',
    'hosts/a': 'h1\n',
    'hosts/b.old': 'h2\n',
    'hosts/not.this': 'h3\n',
    'hosts/c.ini': 'h4\n',
  };
  const { stdout } = await runIn(files, ['hosts']);
  t.deepEqual(stdout.match(/h\d/g), ['h1', 'h4']);
  const byDefault = await runIn({ ...files, 'ansible.cfg': '' }, ['hosts', '-i', 'hosts']);
  t.deepEqual(byDefault.stdout.match(/h\d/g), ['h1', 'h2', 'h3']);
});

test('with -v it is told which file is read, and what in it is not', async t => {
  const files = {
    'ansible.cfg': '[defaults]\nforks = 3\npipelining = true\nforkz = 4\n',
    'hosts.yml': localInventory('h1'),
    'site.yml': SITE,
  };
  const args = ['apply', 'site.yml', '-i', 'hosts.yml'];
  const quiet = await runIn(files, args);
  t.is(quiet.stderr, '');
  t.notRegex(quiet.stdout, /config file/);
  const { folder, stdout, stderr } = await runIn(files, [...args, '-v']);
  t.true(stdout.startsWith(`Using ${folder}/ansible.cfg as config file\n`), stdout);
  t.is(
    stderr,
    'settings that mean nothing here: [defaults] pipelining; unknown settings: [defaults] forkz\n',
  );
});

test("a configuration that makes no sense ends the program with Ansible's code for it", async t => {
  const files = { 'ansible.cfg': '[defaults]\nforks = 0\n', 'site.yml': SITE };
  const { code, stderr, folder } = await runIn(files, ['apply', 'site.yml', '-i', 'h1,']);
  t.is(code, 5);
  t.is(stderr.split('\n')[0], `${folder}/ansible.cfg:2:1: error: forks must be at least 1`);
});

test('passwords come out of files and programs', async t => {
  const files = {
    'ansible.cfg':
      '[defaults]\nbecome_password_file = sudo-password\n[privilege_escalation]\nbecome_exe = /none\n',
    'sudo-password': '',
    'site.yml': SITE,
    'hosts.yml': localInventory('h1'),
  };
  const { code, stderr, folder } = await runIn(files, ['apply', 'site.yml', '-i', 'hosts.yml']);
  t.is(code, 1);
  t.is(stderr.trim(), `error: the password file ${folder}/sudo-password is empty`);
});

test('vault passwords are those of the configuration, relative to its file', async t => {
  const files = {
    'conf/ansible.cfg':
      '[defaults]\nvault_password_file = one\nvault_identity = main\nvault_identity_list = other@two\nvault_id_match = true\n',
    'conf/one': 'password one',
    two: 'password two',
    'hosts.yml': localInventory('h1'),
    plain: 'a: 1\n',
  };
  const env = { ANSIBLE_CONFIG: 'conf' };
  const args = ['vault', 'encrypt', '--output', '-', 'plain'];
  const encrypted = async (id: string): Promise<string> => {
    const { code, stdout, stderr } = await runIn(files, [...args, '--encrypt-vault-id', id], env);
    t.is(code, 0, stderr);
    return stdout;
  };
  const [main, other] = await Promise.all([encrypted('main'), encrypted('other')]);
  t.regex(main, /^\$ANSIBLE_VAULT;1\.2;AES256;main\n/);
  const view = (text: string) => runIn({ ...files, v: text }, ['vault', 'view', 'v'], env);
  t.is((await view(other)).stdout, 'a: 1\n');
  // Under the name of another id only that one's password is tried.
  const renamed = await view(other.replace(';other', ';main'));
  t.not(renamed.code, 0);
  t.regex(renamed.stderr, /no vault password for vault id "main" fits \(tried: main\)/);
});
