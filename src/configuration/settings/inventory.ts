import type { SettingTable } from '../setting.js';

/** Which hosts there are. */
export const INVENTORY = {
  inventory: {
    type: 'path list',
    ini: ['defaults.inventory'],
    env: ['ANSIBLE_INVENTORY'],
    default: '/etc/ansible/hosts',
    description:
      'Inventory sources, separated by commas; the default is passed over where it does not exist.',
    flag: '--inventory',
  },
  inventory_ignore_extensions: {
    type: 'list',
    ini: ['defaults.inventory_ignore_extensions', 'inventory.ignore_extensions'],
    env: ['ANSIBLE_INVENTORY_IGNORE'],
    default: '.pyc, .pyo, .swp, .bak, ~, .rpm, .md, .txt, .rst, .orig, .ini, .cfg, .retry',
    description: 'Ends of the names of files that are passed over in a folder of inventories.',
  },
  inventory_ignore_patterns: {
    type: 'list',
    ini: ['defaults.inventory_ignore_patterns', 'inventory.ignore_patterns'],
    env: ['ANSIBLE_INVENTORY_IGNORE_REGEX'],
    default: '',
    description:
      'Regular expressions; a file whose name one of them matches is passed over in such a folder.',
  },
  force_valid_group_names: {
    type: 'string',
    ini: ['defaults.force_valid_group_names'],
    env: ['ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS'],
    default: 'never',
    choices: ['always', 'never', 'ignore', 'silently'],
    description:
      'What becomes of names of groups that are no names of variables: `always` puts `_` in place of what is wrong in them, `never` warns; `silently` and `ignore` do the same without a word.',
  },
} as const satisfies SettingTable;
