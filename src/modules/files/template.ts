import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { mistake } from '../../source/diagnostic.js';
import type { TemplateOptions } from '../../template/index.js';
import { toUtf8 } from '../../value/utf8.js';
import { defineModule } from '../define.js';
import type { Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { commonOptions } from './common.js';
import { type FileQuery, type FileState, fileProbe, parseFile, planFile, validation } from './content.js';
import { backupOption, validateOption } from './content-options.js';
import { copyReturns } from './copy-options.js';
import { type Material, materialOf } from './material.js';
import { modeText } from './status.js';

const options = {
  src: { type: 'path', required: true, description: 'The local template file, in UTF-8.' },
  dest: {
    type: 'path',
    required: true,
    description: 'The file on the host, or the folder it is to be put in under the name of the template.',
  },
  force: {
    type: 'bool',
    default: true,
    description: 'Replace a file whose content differs; if false, only make a missing one.',
  },
  follow: {
    type: 'bool',
    default: false,
    description: 'If the file on the host is a link, change what it leads to.',
  },
  newline_sequence: {
    type: 'str',
    default: '\\n',
    choices: ['\\n', '\\r', '\\r\\n', '\n', '\r', '\r\n'],
    description: 'How lines end in the result.',
  },
  variable_start_string: { type: 'str', description: 'What an expression starts with, "{{" if absent.' },
  variable_end_string: { type: 'str', description: 'What an expression ends with, "}}" if absent.' },
  block_start_string: { type: 'str', description: 'What a statement starts with, "{%" if absent.' },
  block_end_string: { type: 'str', description: 'What a statement ends with, "%}" if absent.' },
  comment_start_string: { type: 'str', description: 'What a comment starts with, "{#" if absent.' },
  comment_end_string: { type: 'str', description: 'What a comment ends with, "#}" if absent.' },
  trim_blocks: {
    type: 'bool',
    default: true,
    description: 'Leave out the line break right behind a statement.',
  },
  lstrip_blocks: {
    type: 'bool',
    default: false,
    description: 'Leave out blanks between the start of a line and a statement.',
  },
  output_encoding: {
    type: 'str',
    default: 'utf-8',
    description: 'The encoding of the result: UTF-8, ASCII or Latin-1.',
  },
  ...backupOption,
  ...validateOption,
  ...commonOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly source: string;
  readonly material: Material;
  readonly query: FileQuery;
  readonly validate: string | undefined;
}

export const template = defineModule<Args, Prepared, FileState>({
  name: 'template',
  collection: 'ansible.builtin',
  description: 'Renders a local template and puts the result on the host.',
  options,
  prepare: (args, services) => {
    const source = services.findFile('templates', args.src);
    const material = materialOf(encode(render(source, args, services), args.output_encoding, services));
    const mode = args.mode === 'preserve' ? modeText(statSync(source).mode & 0o7777) : args.mode;
    const common = { ...args, mode };
    const query: FileQuery = {
      path: args.dest,
      name: basename(source),
      follow: args.follow ? 'existing' : 'never',
      common,
      content: { unless: material.sha256 },
    };
    return { args, source, material, query, validate: validation(args.validate, services) };
  },
  probe: ({ query }, { diff }) => fileProbe(diff ? query : { ...query, content: 'never' }),
  parse: (output, { query }) => parseFile(output, query),
  plan: ({ args, source, material, query, validate }, state, context) => {
    const result = { dest: state.path, path: state.path, src: source };
    if (state.status !== undefined && !args.force && state.status.type !== 'directory')
      return { kind: 'same', result };
    return planFile(
      {
        state,
        material,
        common: query.common,
        backup: args.backup,
        validate,
        result: { ...result, checksum: material.sha1, md5sum: material.md5 },
      },
      context,
    );
  },
  returns: copyReturns,
  examples: `- name: Configure Apache
  template:
    src: site.conf.j2
    dest: /etc/apache2/sites-available/site.conf
    mode: '0644'
    validate: apache2ctl -t -f %s
`,
});

const NEWLINES: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\r\\n': '\r\n' };

const render = (source: string, args: Args, services: Services): string => {
  const given: TemplateOptions = {
    newlineSequence: NEWLINES[args.newline_sequence] ?? args.newline_sequence,
    trimBlocks: args.trim_blocks,
    lstripBlocks: args.lstrip_blocks,
    ...(args.variable_start_string && { variableStart: args.variable_start_string }),
    ...(args.variable_end_string && { variableEnd: args.variable_end_string }),
    ...(args.block_start_string && { blockStart: args.block_start_string }),
    ...(args.block_end_string && { blockEnd: args.block_end_string }),
    ...(args.comment_start_string && { commentStart: args.comment_start_string }),
    ...(args.comment_end_string && { commentEnd: args.comment_end_string }),
  };
  return services.renderTemplate({ path: source, name: args.src, destination: args.dest }, given);
};

/** The highest code of the encodings that can be written, by Python's names for them. */
const ENCODINGS: Readonly<Record<string, number>> = {
  'utf-8': 0x10ffff,
  utf8: 0x10ffff,
  ascii: 0x7f,
  'us-ascii': 0x7f,
  latin1: 0xff,
  'latin-1': 0xff,
  'iso-8859-1': 0xff,
};

const encode = (text: string, encoding: string, services: Services): Buffer => {
  const name = encoding.toLowerCase().replaceAll('_', '-');
  const highest = ENCODINGS[name];
  const location = services.locate('output_encoding');
  if (highest === undefined)
    throw mistake(
      `output_encoding ${encoding} is not supported`,
      location,
      `one of: ${Object.keys(ENCODINGS).join(', ')}`,
    );
  if (highest > 0xff) return toUtf8(text);
  const wrong = [...text].find(char => char.codePointAt(0)! > highest);
  if (wrong !== undefined)
    throw mistake(`the rendered template holds "${wrong}", which ${encoding} has not`, location);
  return Buffer.from(text, 'latin1');
};
