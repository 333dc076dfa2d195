import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../source/diagnostic.js';

/** Settings of Ansible's that would change what a run does, with the flag that says the same here. */
const SETTINGS: { readonly [name: string]: string } = {
  inventory: '-i',
  remote_user: '-u',
  private_key_file: '--private-key',
  forks: '-f',
  timeout: '-T',
  become: '-b',
  become_user: '--become-user',
  become_method: '--become-method',
  become_ask_pass: '-K',
  ask_pass: '-k',
  vault_password_file: '--vault-password-file',
  vault_identity_list: '--vault-id',
  force_handlers: '--force-handlers',
  host_key_checking: 'ansible_host_key_checking in the inventory',
  ssh_args: '--ssh-common-args',
  ssh_common_args: '--ssh-common-args',
  ssh_extra_args: '--ssh-extra-args',
  roles_path: 'roles/ beside the playbook',
  hash_behaviour: 'nothing',
  gathering: 'gather_facts in the play',
};

/** Variables of the environment that are read. */
const READ: ReadonlySet<string> = new Set([
  'ANSIBLE_INVENTORY',
  'ANSIBLE_VAULT_IDENTITY_LIST',
  'ANSIBLE_VAULT_PASSWORD_FILE',
]);

/**
 * Warnings about settings of Ansible's that a user may rely on and that are not read: those of the ansible.cfg that Ansible would take, and of
 * the environment.
 */
export const unreadSettings = (environment: NodeJS.ProcessEnv): readonly Diagnostic[] => {
  const warnings: Diagnostic[] = [];
  const path = configurationFile(environment);
  const set = path === undefined ? [] : settingsIn(readFileSync(path, 'utf8'));
  if (path !== undefined && set.length > 0)
    warnings.push(warning(`${path} is not read; it sets ${set.join(', ')}`, set));
  const variables = Object.keys(environment).filter(
    name => name.startsWith('ANSIBLE_') && !READ.has(name) && SETTINGS[settingOf(name)] !== undefined,
  );
  if (variables.length > 0)
    warnings.push(
      warning(`not read from the environment: ${variables.sort().join(', ')}`, variables.map(settingOf)),
    );
  return warnings;
};

const settingOf = (variable: string): string => variable.slice('ANSIBLE_'.length).toLowerCase();

const warning = (message: string, settings: readonly string[]): Diagnostic => ({
  severity: 'warning',
  message,
  hint: `in its place: ${[...new Set(settings.map(setting => SETTINGS[setting]))].join(', ')}`,
});

/** The file that Ansible would read: the first of these that there is. */
const configurationFile = (environment: NodeJS.ProcessEnv): string | undefined =>
  [
    environment.ANSIBLE_CONFIG,
    resolve('ansible.cfg'),
    join(homedir(), '.ansible.cfg'),
    '/etc/ansible/ansible.cfg',
  ].find(path => path !== undefined && path !== '' && existsSync(path));

/** The settings in an ansible.cfg that matter here. */
const settingsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^[ \t]*(\w+)[ \t]*[=:]/gm)]
    .map(match => match[1]!)
    .filter(name => SETTINGS[name] !== undefined);
