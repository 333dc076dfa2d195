import { defineModule } from '../define.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { placeBlock } from './block.js';
import { commonOptions } from './common.js';
import type { FileState } from './content.js';
import { backupOption, validateOption } from './content-options.js';
import { type EditTask, parseEdit, planEdit, prepareEdit, probeEdit } from './edit.js';

const options = {
  path: { type: 'path', required: true, aliases: ['dest', 'destfile', 'name'], description: 'The file.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the block is to be there.',
  },
  block: {
    type: 'str',
    default: '',
    aliases: ['content'],
    description: 'The lines between the markers. With none the block is removed.',
  },
  marker: {
    type: 'str',
    default: '# {mark} ANSIBLE MANAGED BLOCK',
    description: 'The lines around the block, where {mark} stands for marker_begin and marker_end.',
  },
  marker_begin: { type: 'str', default: 'BEGIN', description: 'What {mark} is above the block.' },
  marker_end: { type: 'str', default: 'END', description: 'What {mark} is below the block.' },
  insertafter: {
    type: 'str',
    description:
      'Where a new block is put: after the last line that this regular expression matches, or EOF, the default.',
  },
  insertbefore: {
    type: 'str',
    description:
      'Where a new block is put: before the last line that this regular expression matches, or BOF.',
  },
  create: { type: 'bool', default: false, description: 'Make the file if there is none.' },
  ...backupOption,
  ...validateOption,
  ...commonOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

export const blockinfile = defineModule<Args, EditTask<Args>, FileState>({
  name: 'blockinfile',
  collection: 'ansible.builtin',
  description: 'Sees that a block of lines is in a file between marker lines, or is not.',
  options,
  constraints: { mutuallyExclusive: [['insertbefore', 'insertafter']] },
  prepare: (args, services) => {
    const { insertafter, insertbefore } = args;
    return prepareEdit(args, services, { insertafter, insertbefore });
  },
  probe: probeEdit,
  parse: parseEdit,
  plan: (task, state, context) => {
    const { args } = task;
    const isNew = state.status === undefined;
    if (isNew && args.create && args.state === 'absent')
      return { kind: 'same', result: { msg: `File ${state.path} not present` } };
    return planEdit(task, state, context, (text, form) => {
      const marker = (mark: string): string => form(args.marker.replaceAll('{mark}', () => mark));
      return placeBlock(
        text,
        {
          block: args.state === 'absent' ? '' : form(args.block),
          begin: marker(args.marker_begin),
          end: marker(args.marker_end),
          insertAfter: form(args.insertafter),
          insertBefore: form(args.insertbefore),
        },
        isNew,
      );
    });
  },
  returns: {
    msg: { type: 'str', description: 'What was done: Block inserted, Block removed, File created.' },
    backup_file: { type: 'str', description: 'Where the old file was kept, if it was.' },
  },
  examples: `- name: Let the administrators log in by keys alone
  blockinfile:
    path: /etc/ssh/sshd_config
    marker: "# {mark} administrators"
    block: |
      Match Group admin
        PasswordAuthentication no
    validate: sshd -t -f %s
`,
});
