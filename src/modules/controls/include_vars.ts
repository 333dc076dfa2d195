import { basename } from 'node:path';
import { regexOf } from '../../template/regex.js';
import { asWritten, type Unrendered, type Value } from '../../value/value.js';
import type { Control, ControlOutcome, ControlServices } from '../module.js';

/** Gives the host the variables of a local file. */
export const includeVars: Control = {
  kind: 'control',
  name: 'include_vars',
  collection: 'ansible.builtin',
  description: 'Reads variables from local YAML or JSON files; the host has them for the rest of the run.',
  options: {
    file: {
      type: 'path',
      description: "A file, looked for in the role's or playbook's `vars` folder and beside the task's file.",
    },
    dir: {
      type: 'path',
      description:
        "A folder all of whose variable files are read, in order of their names: below the role's `vars`, or beside the task's file.",
    },
    name: { type: 'str', description: 'A variable that is to hold what is read, as one dict.' },
    depth: {
      type: 'int',
      description: 'How many folders are read, `dir` being the first; 0 for all below it.',
      default: 0,
    },
    files_matching: {
      type: 'str',
      description: 'A regular expression that names of files in `dir` must match.',
    },
    ignore_files: {
      type: 'list',
      description: 'Regular expressions for the ends of names of files in `dir` that are left out.',
    },
    extensions: {
      type: 'list',
      description: 'Endings of the files in `dir` that are read.',
      default: ['yaml', 'yml', 'json'],
    },
    ignore_unknown_extensions: {
      type: 'bool',
      description: 'Leave out files in `dir` with other endings instead of failing.',
      default: false,
    },
    hash_behaviour: {
      type: 'str',
      description: 'Whether a dict of the same name is replaced, or what is read is merged into it.',
      choices: ['replace', 'merge'],
    },
  },
  freeForm: 'file',
  constraints: { mutuallyExclusive: [['file', 'dir']], requiredOneOf: [['file', 'dir']] },
  returns: {
    ansible_facts: { description: 'The variables that were read.', type: 'dict' },
    ansible_included_var_files: { description: 'The files that were read.', type: 'list' },
  },
  examples: `- include_vars: "{{ ansible_facts.distribution }}.yaml"
- include_vars:
    dir: settings
    name: settings
`,
  run: (args, services): ControlOutcome => {
    const included = new Map<string, Unrendered>();
    const read: string[] = [];
    const complaint = readAll(args, services, included, read);
    const under = args.get('name');
    const found =
      under === undefined || under === null ? included : new Map([[String(under), new Map(included)]]);
    if (args.get('hash_behaviour') === 'merge')
      for (const [name, value] of found) found.set(name, merged(services.lookup(name), value));
    const result = { ansible_facts: asWritten(new Map(found)), ansible_included_var_files: read as Value };
    if (complaint !== undefined)
      return {
        kind: 'failed',
        message: complaint,
        result: { message: complaint, ansible_facts: {}, ansible_included_var_files: read },
      };
    return { kind: 'ok', result, included: found };
  },
};

type Args = ReadonlyMap<string, Unrendered>;

/** Reads what is asked for; what is wrong with it, if something is. */
const readAll = (
  args: Args,
  services: ControlServices,
  included: Map<string, Unrendered>,
  read: string[],
): string | undefined => {
  const dir = args.get('dir');
  if (dir === undefined || dir === null) {
    const path = services.findVariables(String(args.get('file')).trimEnd());
    return readFile(path, services, included, read);
  }
  const files = services.variableFilesIn(String(dir), Number(args.get('depth') ?? 0));
  if (typeof files === 'string') return files;
  const extensions = listOf(args.get('extensions')) ?? ['yaml', 'yml', 'json'];
  for (const path of files) {
    if (!isAskedFor(basename(path), args)) continue;
    const [, extension] = /\.([^.]*)$/.exec(basename(path)) ?? [];
    if (extension === undefined || !extensions.includes(extension)) {
      if (args.get('ignore_unknown_extensions') === true) continue;
      return `${path} does not have a valid extension: ${extensions.join(', ')}`;
    }
    const complaint = readFile(path, services, included, read);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
};

const readFile = (
  path: string,
  services: ControlServices,
  included: Map<string, Unrendered>,
  read: string[],
): string | undefined => {
  const variables = services.readVariables(path);
  if (variables === undefined) return `${path} must be stored as a dictionary/hash`;
  for (const [name, value] of variables) included.set(name, value);
  read.push(path);
  return undefined;
};

const isAskedFor = (name: string, args: Args): boolean => {
  const pattern = args.get('files_matching');
  if (pattern !== undefined && pattern !== null && regexOf(String(pattern)).search(name) === undefined)
    return false;
  return !(listOf(args.get('ignore_files')) ?? []).some(end => regexOf(`${end}$`).search(name) !== undefined);
};

const listOf = (value: Unrendered | undefined): readonly string[] | undefined => {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value.map(String) : String(value).split(/[\s,]+/);
};

/** A dict with another merged into it, dicts within it as well. */
const merged = (old: Unrendered | undefined, value: Unrendered): Unrendered => {
  if (!(old instanceof Map) || !(value instanceof Map)) return value;
  const whole = new Map(old);
  for (const [key, entry] of value) whole.set(key, merged(old.get(key), entry));
  return whole;
};
