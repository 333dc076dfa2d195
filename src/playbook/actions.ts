import type { LoadOptions, ModuleDescription } from './options.js';

/** The actions that are the language's own: the loader and the run carry them out, no module does. */
const OWN: { readonly [name: string]: ModuleDescription } = {
  include: own('include', 'file', { file: 'path' }),
  include_tasks: own('include_tasks', 'file', { file: 'path', apply: 'dict' }),
  import_tasks: own('import_tasks', 'file', { file: 'path' }),
  include_role: own('include_role', undefined, {
    name: 'str',
    role: 'str',
    tasks_from: 'str',
    vars_from: 'str',
    defaults_from: 'str',
    handlers_from: 'str',
    apply: 'dict',
    public: 'bool',
    allow_duplicates: 'bool',
    rolespec_validate: 'bool',
  }),
  import_role: own('import_role', undefined, {
    name: 'str',
    role: 'str',
    tasks_from: 'str',
    vars_from: 'str',
    defaults_from: 'str',
    handlers_from: 'str',
    allow_duplicates: 'bool',
    rolespec_validate: 'bool',
  }),
  meta: own('meta', 'free_form', { free_form: 'str' }),
};

function own(
  name: string,
  freeForm: string | undefined,
  options: { readonly [name: string]: string },
): ModuleDescription {
  return {
    name,
    options: Object.fromEntries(Object.entries(options).map(([option, type]) => [option, { type }])),
    ...(freeForm !== undefined && { freeForm }),
  };
}

/** Actions whose text is a command's own: only a few named options are taken out of it. */
const COMMANDS = new Set(['command', 'shell', 'raw', 'script', 'win_command', 'win_shell']);

export const isCommand = (action: string): boolean => COMMANDS.has(action);

/** Whether the language itself carries out an action. */
export const isOwnAction = (action: string): boolean => Object.hasOwn(OWN, action);

/** A task's action by its short or long name, one of the language's own or a module. */
export const describeAction = (options: LoadOptions, name: string): ModuleDescription | undefined => {
  const short = name.startsWith('ansible.')
    ? (/^ansible\.(?:builtin|legacy)\.(\w+)$/.exec(name)?.[1] ?? name)
    : name;
  return Object.hasOwn(OWN, short) ? OWN[short] : options.describeModule(name);
};

/** Every name that an action can have, for hints. */
export const actionNames = (options: LoadOptions): readonly string[] => [
  ...Object.keys(OWN),
  ...options.moduleNames(),
];

/** What to say of actions that Ansible has, or had, and that can't stand where a task stands. */
export const ACTION_ADVICE: { readonly [name: string]: string } = {
  import_playbook: 'it stands among the plays of a playbook, not among tasks',
};
