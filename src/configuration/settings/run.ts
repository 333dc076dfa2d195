import type { SettingTable } from '../setting.js';

/** What is run, and how. */
export const RUN = {
  forks: {
    type: 'integer',
    ini: ['defaults.forks'],
    env: ['ANSIBLE_FORKS'],
    default: '50',
    least: 1,
    description: "How many hosts are talked to at once. Ansible's default is 5: there each costs a process.",
    flag: '--forks',
  },
  force_handlers: {
    type: 'boolean',
    ini: ['defaults.force_handlers'],
    env: ['ANSIBLE_FORCE_HANDLERS'],
    default: 'false',
    description: 'Run notified handlers of hosts that fail, too.',
    flag: '--force-handlers',
  },
  strategy: {
    type: 'string',
    ini: ['defaults.strategy'],
    env: ['ANSIBLE_STRATEGY'],
    default: 'linear',
    description: 'The strategy of plays that name none: `linear`, `debug`, `free` or `host_pinned`.',
  },
  enable_task_debugger: {
    type: 'boolean',
    ini: ['defaults.enable_task_debugger'],
    env: ['ANSIBLE_ENABLE_TASK_DEBUGGER'],
    default: 'false',
    description: 'Look at tasks that fail and hosts that are lost as if they had `debugger: on_failed`.',
  },
  task_debugger_ignore_errors: {
    type: 'boolean',
    ini: ['defaults.task_debugger_ignore_errors'],
    env: ['ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS'],
    default: 'true',
    description: 'Whether failures that `ignore_errors` lets pass are no matter for the debugger.',
  },
  retry_files_enabled: {
    type: 'boolean',
    ini: ['defaults.retry_files_enabled'],
    env: ['ANSIBLE_RETRY_FILES_ENABLED'],
    default: 'false',
    description: 'Note the hosts that failed or could not be reached in a file for `--limit @FILE`.',
  },
  retry_files_save_path: {
    type: 'path',
    ini: ['defaults.retry_files_save_path'],
    env: ['ANSIBLE_RETRY_FILES_SAVE_PATH'],
    description:
      'The folder of these files, each named after its playbook, which it lies beside if nothing is set.',
  },
  jinja2_extensions: {
    type: 'list',
    ini: ['defaults.jinja2_extensions'],
    env: ['ANSIBLE_JINJA2_EXTENSIONS'],
    default: '',
    description: 'Statements for templates: `jinja2.ext.do` and `jinja2.ext.loopcontrols`.',
  },
  tags_run: {
    type: 'list',
    ini: ['tags.run'],
    env: ['ANSIBLE_RUN_TAGS'],
    default: '',
    description: 'Only tasks with these tags.',
    flag: '--tags',
  },
  tags_skip: {
    type: 'list',
    ini: ['tags.skip'],
    env: ['ANSIBLE_SKIP_TAGS'],
    default: '',
    description: 'No tasks with these tags.',
    flag: '--skip-tags',
  },
} as const satisfies SettingTable;

/** What is printed. */
export const OUTPUT = {
  verbosity: {
    type: 'integer',
    ini: ['defaults.verbosity'],
    env: ['ANSIBLE_VERBOSITY'],
    default: '0',
    least: 0,
    description: 'How many `-v` there are without any.',
    flag: '-v',
  },
  show_custom_stats: {
    type: 'boolean',
    ini: ['defaults.show_custom_stats'],
    env: ['ANSIBLE_SHOW_CUSTOM_STATS'],
    default: 'false',
    description: 'Print at the end what `set_stats` has kept.',
  },
  diff_always: {
    type: 'boolean',
    ini: ['diff.always'],
    env: ['ANSIBLE_DIFF_ALWAYS'],
    default: 'false',
    description: 'Show what differs.',
    flag: '--diff',
  },
} as const satisfies SettingTable;
