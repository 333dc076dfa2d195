import type { SettingTable } from '../setting.js';

/** Where files are looked for, and how they are read. */
export const FILES = {
  home: {
    type: 'path',
    ini: ['defaults.home'],
    env: ['ANSIBLE_HOME'],
    default: '~/.ansible',
    description: 'The folder that other settings call ANSIBLE_HOME.',
  },
  roles_path: {
    type: 'paths',
    ini: ['defaults.roles_path'],
    env: ['ANSIBLE_ROLES_PATH'],
    default: '{{ANSIBLE_HOME}}/roles:/usr/share/ansible/roles:/etc/ansible/roles',
    description: 'Folders of roles, searched after `roles/` beside the playbook.',
  },
  library: {
    type: 'paths',
    ini: ['defaults.library'],
    env: ['ANSIBLE_LIBRARY'],
    default: '',
    description: 'Folders of modules, beside `library/` of playbooks and roles.',
  },
  filter_plugins: {
    type: 'paths',
    ini: ['defaults.filter_plugins'],
    env: ['ANSIBLE_FILTER_PLUGINS'],
    default: '',
    description: 'Folders of filters, beside `filter_plugins/` of playbooks and roles.',
  },
  test_plugins: {
    type: 'paths',
    ini: ['defaults.test_plugins'],
    env: ['ANSIBLE_TEST_PLUGINS'],
    default: '',
    description: 'Folders of tests.',
  },
  lookup_plugins: {
    type: 'paths',
    ini: ['defaults.lookup_plugins'],
    env: ['ANSIBLE_LOOKUP_PLUGINS'],
    default: '',
    description: 'Folders of lookups.',
  },
  ansible_managed: {
    type: 'string',
    ini: ['defaults.ansible_managed'],
    env: [],
    default: 'Ansible managed',
    description:
      'The variable `ansible_managed` in template files, with `{file}`, `{uid}`, `{host}` and the directives of strftime.',
  },
  collections_path: {
    type: 'paths',
    ini: ['defaults.collections_paths', 'defaults.collections_path'],
    env: ['ANSIBLE_COLLECTIONS_PATHS', 'ANSIBLE_COLLECTIONS_PATH'],
    default: '{{ANSIBLE_HOME}}/collections:/usr/share/ansible/collections',
    description:
      'Folders that hold `ansible_collections`, searched after `collections/` beside the playbook.',
  },
} as const satisfies SettingTable;

/** Passwords of vaulted files and values. */
export const VAULT = {
  vault_password_file: {
    type: 'path',
    ini: ['defaults.vault_password_file'],
    env: ['ANSIBLE_VAULT_PASSWORD_FILE'],
    description: 'The file that has the vault password, or a program that prints it.',
    flag: '--vault-password-file',
  },
  vault_identity_list: {
    type: 'list',
    ini: ['defaults.vault_identity_list'],
    env: ['ANSIBLE_VAULT_IDENTITY_LIST'],
    default: '',
    description: 'Vault passwords by their ids, as `--vault-id` takes them; those of the flag come first.',
  },
  vault_identity: {
    type: 'string',
    ini: ['defaults.vault_identity'],
    env: ['ANSIBLE_VAULT_IDENTITY'],
    default: 'default',
    description: 'The id of a password that is given without one.',
  },
  vault_encrypt_identity: {
    type: 'string',
    ini: ['defaults.vault_encrypt_identity'],
    env: ['ANSIBLE_VAULT_ENCRYPT_IDENTITY'],
    description: 'The id of the password to encrypt with, where there are several.',
    flag: '--encrypt-vault-id',
  },
  vault_id_match: {
    type: 'boolean',
    ini: ['defaults.vault_id_match'],
    env: ['ANSIBLE_VAULT_ID_MATCH'],
    default: 'false',
    description: 'Try only the password whose id a vaulted text names.',
  },
  ask_vault_pass: {
    type: 'boolean',
    ini: ['defaults.ask_vault_pass'],
    env: ['ANSIBLE_ASK_VAULT_PASS'],
    default: 'false',
    description: 'Ask for the vault password.',
    flag: '--ask-vault-pass',
  },
} as const satisfies SettingTable;
