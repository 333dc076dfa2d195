/** Where a keyword can stand. `role` is an entry of `roles` or `dependencies`, `include` an include_tasks or include_role. */
export type Level =
  | 'play'
  | 'block'
  | 'task'
  | 'handler'
  | 'include'
  | 'role'
  | 'import_playbook'
  | 'role metadata'
  | 'loop_control';

/** What a keyword's value is; `structure` ones are read by code of their own. */
export type KeywordType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'percent'
  | 'choice'
  | 'variable'
  | 'strings'
  | 'tags'
  | 'conditions'
  | 'batches'
  | 'dictionaries'
  | 'raw'
  | 'structure';

export interface Keyword {
  readonly type: KeywordType;
  readonly levels: readonly Level[];
  /** Whether what stands inside has it, too: the innermost value counts, or all together. */
  readonly inherited?: 'innermost' | 'together';
  /** Rendered by nothing: a template in it is a mistake. */
  readonly static?: true;
  readonly choices?: readonly string[];
}

const EVERYWHERE: readonly Level[] = [
  'play',
  'block',
  'task',
  'handler',
  'role',
  'import_playbook',
  'role metadata',
];
const TASKS: readonly Level[] = ['task', 'handler'];
const INCLUDES: readonly Level[] = ['task', 'handler', 'include'];

const everywhere = (type: KeywordType, more: Partial<Keyword> = {}): Keyword => ({
  type,
  levels: EVERYWHERE,
  inherited: 'innermost',
  ...more,
});

/** A keyword of the base that a dynamic include has for itself, too. */
const withInclude = (type: KeywordType, more: Partial<Keyword> = {}): Keyword =>
  everywhere(type, { levels: [...EVERYWHERE, 'include'], ...more });

const at = (levels: readonly Level[], type: KeywordType, more: Partial<Keyword> = {}): Keyword => ({
  type,
  levels,
  ...more,
});

/** Every keyword of Ansible's language with the levels it can stand at, as ansible-core 2.14 has them. */
export const KEYWORDS: { readonly [name: string]: Keyword } = {
  any_errors_fatal: everywhere('boolean'),
  become: everywhere('boolean'),
  become_exe: everywhere('string'),
  become_flags: everywhere('string'),
  become_method: everywhere('string'),
  become_user: everywhere('string'),
  check_mode: everywhere('boolean'),
  connection: everywhere('string'),
  debugger: withInclude('choice', {
    choices: ['always', 'on_failed', 'on_unreachable', 'on_skipped', 'never'],
  }),
  diff: everywhere('boolean'),
  environment: everywhere('dictionaries', { inherited: 'together' }),
  ignore_errors: withInclude('boolean'),
  ignore_unreachable: everywhere('boolean'),
  module_defaults: everywhere('structure', { inherited: 'together' }),
  name: { type: 'structure', levels: [...EVERYWHERE, 'include'] },
  no_log: withInclude('boolean'),
  port: everywhere('integer'),
  remote_user: everywhere('string'),
  run_once: withInclude('boolean'),
  throttle: everywhere('integer'),
  timeout: withInclude('integer'),
  vars: { type: 'structure', levels: [...EVERYWHERE, 'include'] },

  tags: {
    type: 'tags',
    levels: ['play', 'block', ...INCLUDES, 'role', 'import_playbook'],
    inherited: 'together',
  },
  when: {
    type: 'conditions',
    levels: ['block', ...INCLUDES, 'role', 'import_playbook'],
    inherited: 'together',
  },
  collections: {
    type: 'strings',
    levels: ['play', 'block', ...INCLUDES, 'role', 'role metadata'],
    inherited: 'innermost',
    static: true,
  },
  delegate_to: { type: 'string', levels: ['block', ...TASKS, 'role'], inherited: 'innermost' },
  delegate_facts: { type: 'boolean', levels: ['block', ...TASKS, 'role'], inherited: 'innermost' },
  notify: { type: 'strings', levels: ['block', ...TASKS], inherited: 'innermost' },

  fact_path: at(['play'], 'string'),
  force_handlers: at(['play'], 'boolean'),
  gather_facts: at(['play'], 'boolean'),
  gather_subset: at(['play'], 'strings'),
  gather_timeout: at(['play'], 'integer'),
  handlers: at(['play'], 'structure'),
  hosts: at(['play'], 'structure'),
  max_fail_percentage: at(['play'], 'percent'),
  order: at(['play'], 'choice', {
    choices: ['inventory', 'sorted', 'reverse_sorted', 'reverse_inventory', 'shuffle'],
  }),
  post_tasks: at(['play'], 'structure'),
  pre_tasks: at(['play'], 'structure'),
  roles: at(['play'], 'structure'),
  serial: at(['play'], 'batches'),
  strategy: at(['play'], 'string'),
  tasks: at(['play'], 'structure'),
  vars_files: at(['play'], 'structure'),
  vars_prompt: at(['play'], 'structure'),

  always: at(['block'], 'structure'),
  block: at(['block'], 'structure'),
  rescue: at(['block'], 'structure'),

  action: at(INCLUDES, 'structure'),
  args: at(INCLUDES, 'structure'),
  async: at(TASKS, 'integer'),
  changed_when: at(TASKS, 'conditions'),
  delay: at(TASKS, 'number'),
  failed_when: at(TASKS, 'conditions'),
  listen: at(['handler', 'include'], 'strings', { static: true }),
  local_action: at(INCLUDES, 'structure'),
  loop: at(INCLUDES, 'structure'),
  loop_control: at(INCLUDES, 'structure'),
  poll: at(TASKS, 'integer'),
  register: at(INCLUDES, 'variable', { static: true }),
  retries: at(TASKS, 'integer'),
  until: at(TASKS, 'conditions'),

  role: at(['role'], 'structure'),
  import_playbook: at(['import_playbook'], 'structure'),
  allow_duplicates: at(['role metadata'], 'boolean'),
  argument_specs: at(['role metadata'], 'raw'),
  dependencies: at(['role metadata'], 'structure'),
  galaxy_info: at(['role metadata'], 'raw'),

  extended: at(['loop_control'], 'boolean'),
  extended_allitems: at(['loop_control'], 'boolean'),
  index_var: at(['loop_control'], 'variable'),
  label: at(['loop_control'], 'raw'),
  loop_var: at(['loop_control'], 'variable'),
  pause: at(['loop_control'], 'number'),
};

const BY_LEVEL = new Map<Level, Map<string, Keyword>>();
for (const [name, keyword] of Object.entries(KEYWORDS))
  for (const level of keyword.levels) {
    const names = BY_LEVEL.get(level) ?? new Map<string, Keyword>();
    BY_LEVEL.set(level, names.set(name, keyword));
  }

/** The keyword of that name if it can stand at a level. */
export const keywordAt = (level: Level, name: string): Keyword | undefined => BY_LEVEL.get(level)?.get(name);

/** The names of all keywords of a level: what the run goes through to say which it supports. */
export const keywordsAt = (level: Level): readonly string[] => [...(BY_LEVEL.get(level)?.keys() ?? [])];

/** What is said instead of "did you mean" about words that Ansible had, or that stand at another level. */
export const adviceFor = (level: Level, name: string): string | undefined => {
  if (Object.hasOwn(FORMER, name)) return FORMER[name];
  if (level === 'block' && (name === 'loop' || name.startsWith('with_')))
    return 'a block has no loop: put the tasks in a file and loop over include_tasks';
  const keyword = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
  if (!keyword) return undefined;
  if (level === 'include' && keyword.levels.includes('task'))
    return `write it under "apply" to have it on the tasks inside`;
  return `"${name}" is a keyword of ${listed(keyword.levels.map(a))}`;
};

/** A level with its article: `a play`, `an include`. */
export const a = (level: Level): string =>
  level === 'role metadata' || level === 'loop_control'
    ? level
    : `${/^[aeiou]/.test(level) ? 'an' : 'a'} ${level}`;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const FORMER: { readonly [name: string]: string } = {
  sudo: 'use "become: true"',
  sudo_user: 'use "become_user"',
  sudo_pass: 'give the password with --ask-become-pass or ansible_become_password',
  su: 'use "become: true" with "become_method: su"',
  su_user: 'use "become_user" with "become_method: su"',
  always_run: 'use "check_mode: false"',
  only_if: 'use "when"',
  when_string: 'use "when"',
  accelerate: 'leave it out',
  static: 'use import_tasks for a static import, include_tasks for a dynamic one',
};
