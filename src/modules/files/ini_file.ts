import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Result } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { commonOptions } from './common.js';
import { type FileQuery, type FileState, fileProbe, parseFile } from './content.js';
import { backupOption } from './content-options.js';
import { editIni } from './ini.js';
import { planText, textOf } from './text-plan.js';

const options = {
  path: { type: 'path', required: true, aliases: ['dest'], description: 'The file.' },
  section: {
    type: 'str',
    description: 'The section. Without it, or empty, the lines before the first section are meant.',
  },
  option: { type: 'str', description: 'The option. Without it the section itself is meant.' },
  value: { type: 'str', description: 'Its value.' },
  values: { type: 'list', elements: 'str', description: 'Its values, where it stands more than once.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the option, or the section, is to be there.',
  },
  exclusive: {
    type: 'bool',
    default: true,
    description:
      'The option has these values and no others; or, with state absent, all its lines are removed, whatever their value.',
  },
  no_extra_spaces: { type: 'bool', default: false, description: 'Write no spaces around the equals sign.' },
  allow_no_value: { type: 'bool', default: false, description: 'The option may stand without a value.' },
  create: { type: 'bool', default: true, description: 'Make the file if there is none.' },
  ...backupOption,
  ...commonOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

const queryOf = (args: Args): FileQuery => ({
  path: args.path,
  follow: 'never',
  common: args,
  content: 'always',
});

/** Options in INI files. */
export const iniFile = defineModule<Args, Args, FileState>({
  name: 'ini_file',
  collection: 'community.general',
  description: 'Sees that an option or a section is in an INI file, or is not.',
  options,
  constraints: { mutuallyExclusive: [['value', 'values']] },
  prepare: (args, services) => {
    const hasValue = args.value !== undefined || (args.values ?? []).length > 0;
    if (args.state === 'present' && !args.allow_no_value && !hasValue)
      throw mistake(
        "Parameter 'value(s)' must be defined if state=present and allow_no_value=False.",
        services.locate('option'),
      );
    return args;
  },
  probe: args => fileProbe(queryOf(args)),
  parse: (output, args) => parseFile(output, queryOf(args)),
  plan: (args, state, context) => {
    const { path, status } = state;
    if (status === undefined && !args.create)
      return { kind: 'failed', message: `Destination ${path} does not exist!`, result: { rc: 257 } };
    const before = textOf(state)
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n');
    const { text, message, changed } = editIni(before, {
      section: args.section ?? '',
      option: args.option,
      values: args.value === undefined ? (args.values ?? []) : [args.value],
      present: args.state === 'present',
      exclusive: args.exclusive,
      noExtraSpaces: args.no_extra_spaces,
      allowNoValue: args.allow_no_value,
    });
    const result: Result = { path, msg: message };
    // An edit that leaves nothing to be written doesn't make the file.
    if (status === undefined && !changed) return { kind: 'same', result };
    return planText(
      {
        state,
        before,
        after: changed ? text : before,
        common: args,
        backup: args.backup,
        folders: { mode: '', owned: false },
        result,
      },
      context,
    );
  },
  returns: {
    msg: { type: 'str', description: 'What was done: option added, option changed, section removed, OK.' },
    path: { type: 'str', description: 'The file.' },
    backup_file: { type: 'str', description: 'Where the old file was kept, if it was.' },
  },
  examples: `- name: More memory for PHP
  ini_file:
    path: /etc/php/8.2/fpm/php.ini
    section: PHP
    option: memory_limit
    value: 256M
`,
});
