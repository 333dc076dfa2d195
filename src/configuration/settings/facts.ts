import type { SettingTable } from '../setting.js';

/** When facts are gathered, and where they are kept. */
export const FACTS = {
  gathering: {
    type: 'string',
    ini: ['defaults.gathering'],
    env: ['ANSIBLE_GATHERING'],
    default: 'implicit',
    choices: ['implicit', 'smart', 'explicit'],
    description:
      'When plays that say nothing gather facts: always, once only for each host (also if a play asks for it), or not at all.',
  },
  fact_path: {
    type: 'string',
    ini: ['defaults.fact_path'],
    env: ['ANSIBLE_FACT_PATH'],
    description: "Where hosts keep facts of their own, for plays that don't say it.",
  },
  inject_facts_as_vars: {
    type: 'boolean',
    ini: ['defaults.inject_facts_as_vars'],
    env: ['ANSIBLE_INJECT_FACT_VARS'],
    default: 'true',
    description: 'Whether facts are variables of their own, `ansible_NAME`, beside `ansible_facts`.',
  },
  fact_caching: {
    type: 'string',
    ini: ['defaults.fact_caching'],
    env: ['ANSIBLE_CACHE_PLUGIN'],
    default: 'memory',
    choices: ['memory', 'jsonfile', 'ansible.builtin.memory', 'ansible.builtin.jsonfile'],
    description: 'Where facts are kept: for this run alone, or in files that later runs read.',
    flag: '--fact-cache',
  },
  fact_caching_connection: {
    type: 'path',
    ini: ['defaults.fact_caching_connection'],
    env: ['ANSIBLE_CACHE_PLUGIN_CONNECTION'],
    description: 'The folder of these files, one for each host.',
    flag: '--fact-cache',
  },
  fact_caching_prefix: {
    type: 'string',
    ini: ['defaults.fact_caching_prefix'],
    env: ['ANSIBLE_CACHE_PLUGIN_PREFIX'],
    default: '',
    description: 'What their names begin with.',
  },
  fact_caching_timeout: {
    type: 'integer',
    ini: ['defaults.fact_caching_timeout'],
    env: ['ANSIBLE_CACHE_PLUGIN_TIMEOUT'],
    default: '86400',
    least: 0,
    description: 'After so many seconds kept facts count no more; 0: they always do.',
  },
} as const satisfies SettingTable;
