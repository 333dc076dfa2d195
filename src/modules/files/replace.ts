import { mistake } from '../../source/diagnostic.js';
import { regexOf } from '../../template/regex.js';
import { defineModule } from '../define.js';
import type { Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { commonOptions } from './common.js';
import type { FileState } from './content.js';
import { backupOption, validateOption } from './content-options.js';
import { type Edited, type EditTask, parseEdit, planEdit, prepareEdit, probeEdit } from './edit.js';

const options = {
  path: { type: 'path', required: true, aliases: ['dest', 'destfile', 'name'], description: 'The file.' },
  regexp: {
    type: 'str',
    required: true,
    description: 'What is replaced, everywhere; ^ and $ stand for the ends of lines.',
  },
  replace: {
    type: 'str',
    default: '',
    description: 'What it is replaced by; \\1 and the like stand for groups of regexp.',
  },
  after: { type: 'str', description: 'Replace only behind the first text that this matches.' },
  before: { type: 'str', description: 'Replace only before the text that this matches.' },
  encoding: {
    type: 'str',
    default: 'utf-8',
    description: "The file's encoding: utf-8, ascii or latin-1.",
  },
  ...backupOption,
  ...validateOption,
  ...commonOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Encodings by their names without what Python ignores in them. */
const ENCODINGS: ReadonlyMap<string, 'utf8' | 'latin1'> = new Map([
  ['utf8', 'utf8'],
  ['ascii', 'utf8'],
  ['latin1', 'latin1'],
  ['iso88591', 'latin1'],
]);

const encodingOf = (name: string): 'utf8' | 'latin1' | undefined =>
  ENCODINGS.get(name.toLowerCase().replace(/[^a-z0-9]/g, ''));

interface Task extends EditTask<Args> {
  readonly encoding: 'latin1' | undefined;
}

export const replace = defineModule<Args, Task, FileState>({
  name: 'replace',
  collection: 'ansible.builtin',
  description: 'Replaces all of a file that a regular expression matches.',
  options,
  prepare: (args, services) => {
    const { regexp, after, before } = args;
    return {
      ...prepareEdit(args, services, { regexp, after, before }),
      encoding: encodingFor(args, services),
    };
  },
  probe: probeEdit,
  parse: parseEdit,
  plan: (task, state, context) =>
    planEdit(
      task,
      state,
      context,
      (text, form) =>
        replaceIn(text, {
          regexp: form(task.args.regexp),
          replacement: form(task.args.replace),
          section: sectionPattern(form(task.args.after ?? ''), form(task.args.before ?? '')),
        }),
      { encoding: task.encoding },
    ),
  returns: {
    msg: { type: 'str', description: 'How many replacements were made.' },
    backup_file: { type: 'str', description: 'Where the old file was kept, if it was.' },
  },
  examples: `- name: Let the site listen on its own address
  replace:
    path: /etc/apache2/sites-available/site.conf
    after: '<VirtualHost '
    before: '>'
    regexp: '^\\*'
    replace: 203.0.113.11
`,
});

/** UTF-8 needs no word: what is none is edited byte by byte all the same. Throws a DiagnosticError for an encoding that is not known. */
const encodingFor = ({ encoding }: Args, services: Services): 'latin1' | undefined => {
  const known = encodingOf(encoding);
  if (known === undefined)
    throw mistake(
      `the encoding ${encoding} is not supported`,
      services.locate('encoding'),
      'supported are utf-8, ascii and latin-1',
    );
  return known === 'latin1' ? known : undefined;
};

/** The part of a file in which something is replaced: the group `subsection`. Empty for all of it. */
const sectionPattern = (after: string, before: string): string => {
  if (after !== '' && before !== '') return `${after}(?P<subsection>.*?)${before}`;
  if (after !== '') return `${after}(?P<subsection>.*)`;
  return before === '' ? '' : `(?P<subsection>.*)${before}`;
};

interface Replacement {
  readonly regexp: string;
  readonly replacement: string;
  readonly section: string;
}

const replaceIn = (text: string, { regexp, replacement, section }: Replacement): Edited => {
  const span =
    section === ''
      ? ([0, text.length] as const)
      : regexOf(section, { dotAll: true }).span(text, 'subsection');
  if (span === undefined) {
    const msg = `Pattern for before/after params did not match the given file: ${section}`;
    return { text, message: '', result: { rc: 0, msg } };
  }
  const [from, to] = span;
  const part = text.slice(from, to);
  const replaced = regexOf(regexp, { multiline: true }).replace(part, replacement);
  if (replaced.text === part) return { text, message: '', result: { rc: 0 } };
  return {
    text: text.slice(0, from) + replaced.text + text.slice(to),
    message: `${replaced.count} replacements made`,
    result: { rc: 0 },
  };
};
