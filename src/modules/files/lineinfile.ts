import { defineModule } from '../define.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { commonOptions } from './common.js';
import type { FileState } from './content.js';
import { backupOption, validateOption } from './content-options.js';
import { type EditTask, parseEdit, planEdit, prepareEdit, probeEdit } from './edit.js';
import { ensureLine, removeLines } from './line.js';

const options = {
  path: { type: 'path', required: true, aliases: ['dest', 'destfile', 'name'], description: 'The file.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the line is to be there.',
  },
  line: {
    type: 'str',
    aliases: ['value'],
    description: 'The line. With backrefs, \\1 and the like stand for groups of regexp.',
  },
  regexp: {
    type: 'str',
    aliases: ['regex'],
    description:
      'The line that it takes the place of: the last one that this matches; or, with state absent, all that are removed.',
  },
  search_string: { type: 'str', description: 'The same as a text that is found in the line as it stands.' },
  insertafter: {
    type: 'str',
    description:
      'Where it is put if no line matches: after the last line that this regular expression matches, or EOF, the default.',
  },
  insertbefore: {
    type: 'str',
    description:
      'Where it is put if no line matches: before the last line that this regular expression matches, or BOF.',
  },
  backrefs: {
    type: 'bool',
    default: false,
    description: 'Fill groups of regexp into the line; change nothing where it does not match.',
  },
  firstmatch: {
    type: 'bool',
    default: false,
    description: 'Take the first line that matches, not the last.',
  },
  create: { type: 'bool', default: false, description: 'Make the file if there is none.' },
  ...backupOption,
  ...validateOption,
  ...commonOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** What Ansible warns of where a pattern is empty. */
const emptyPattern = ({ regexp, search_string: text }: Args): string | undefined => {
  const isRegexp = regexp === '';
  if (!isRegexp && text !== '') return undefined;
  return `The ${isRegexp ? 'regular expression' : 'search string'} is an empty string, which will match every line in the file. This may have unintended consequences, such as replacing the last line in the file rather than appending.${isRegexp ? " If this is desired, use '^' to match every line in the file and avoid this warning." : ''}`;
};

export const lineinfile = defineModule<Args, EditTask<Args>, FileState>({
  name: 'lineinfile',
  collection: 'ansible.builtin',
  description: 'Sees that a line is in a file, or is not.',
  options,
  constraints: {
    mutuallyExclusive: [
      ['insertbefore', 'insertafter'],
      ['regexp', 'search_string'],
      ['backrefs', 'search_string'],
    ],
    requiredIf: [
      { option: 'state', value: 'present', requires: ['line'] },
      { option: 'backrefs', value: true, requires: ['regexp'] },
      { option: 'state', value: 'absent', requires: ['line', 'regexp', 'search_string'], any: true },
    ],
  },
  prepare: (args, services) => {
    const { regexp, insertafter, insertbefore } = args;
    return prepareEdit(args, services, { regexp, insertafter, insertbefore });
  },
  probe: probeEdit,
  parse: parseEdit,
  plan: (task, state, context) => {
    const { args } = task;
    if (args.state === 'absent' && state.status === undefined)
      return { kind: 'same', result: { msg: 'file not present' } };
    return planEdit(
      task,
      state,
      context,
      (text, form) => {
        const [line, regexp, searchString] = [form(args.line), form(args.regexp), form(args.search_string)];
        if (args.state === 'absent') {
          const { found, ...edited } = removeLines(text, { line, regexp, searchString });
          return { ...edited, result: { found } };
        }
        const edited = ensureLine(text, {
          line: line!,
          regexp,
          searchString,
          insertAfter: form(args.insertafter),
          insertBefore: form(args.insertbefore),
          backrefs: args.backrefs,
          firstMatch: args.firstmatch,
        });
        const warning = emptyPattern(args);
        return warning === undefined
          ? edited
          : { ...edited, result: { ...edited.result, warnings: [warning] } };
      },
      { backupName: 'backup', missing: 'Destination' },
    );
  },
  returns: {
    msg: { type: 'str', description: 'What was done: line added, line replaced, 2 line(s) removed.' },
    backup: { type: 'str', description: 'Where the old file was kept; empty if it was not.' },
    found: { type: 'int', description: 'How many lines were removed.' },
  },
  examples: `- name: Forbid root to log in
  lineinfile:
    path: /etc/ssh/sshd_config
    regexp: '^#?PermitRootLogin'
    line: PermitRootLogin no
    validate: sshd -t -f %s
`,
});
