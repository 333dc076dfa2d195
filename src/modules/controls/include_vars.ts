import { basename } from 'node:path';
import type { Unrendered, Value } from '../../value/value.js';
import type { Control, ControlOutcome } from '../module.js';

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
      description: 'A folder all of whose variable files are read, in order of their names.',
    },
    name: { type: 'str', description: 'A variable that is to hold what is read, as one dict.' },
    depth: {
      type: 'int',
      description: 'How many levels of folders below `dir` are read; 0 for all.',
      default: 0,
    },
    files_matching: {
      type: 'str',
      description: 'A regular expression that names of files in `dir` must match.',
    },
    ignore_files: { type: 'list', description: 'Names of files in `dir` that are left out.' },
    extensions: {
      type: 'list',
      description: 'Endings of the files in `dir` that are read.',
      default: ['json', 'yaml', 'yml'],
    },
    ignore_unknown_extensions: {
      type: 'bool',
      description: 'Leave out files in `dir` with other endings instead of failing.',
      default: false,
    },
    hash_behaviour: {
      type: 'str',
      description: 'Whether a dict of the same name is replaced.',
      choices: ['replace'],
    },
  },
  freeForm: 'file',
  constraints: { mutuallyExclusive: [['file', 'dir']], requiredOneOf: [['file', 'dir']] },
  returns: {
    ansible_included_var_files: { description: 'The files that were read.', type: 'list' },
  },
  examples: `- include_vars: "{{ ansible_facts.distribution }}.yaml"
- include_vars:
    dir: settings
    name: settings
`,
  run: (args, services): ControlOutcome => {
    const list = (name: string): readonly string[] | undefined => {
      const value = args.get(name);
      return Array.isArray(value)
        ? value.map(String)
        : value === undefined
          ? undefined
          : String(value).split(',');
    };
    const dir = args.get('dir');
    const files =
      dir === undefined
        ? [services.findVariables(String(args.get('file')))]
        : services.variableFilesIn(String(dir), Number(args.get('depth') ?? 0)).filter(path => {
            const pattern = args.get('files_matching');
            if (pattern !== undefined && !new RegExp(String(pattern)).test(basename(path))) return false;
            return !(list('ignore_files') ?? []).includes(basename(path));
          });
    const extensions = list('extensions') ?? ['json', 'yaml', 'yml'];
    const included = new Map<string, Unrendered>();
    const read: string[] = [];
    for (const path of files) {
      if (dir !== undefined && !extensions.includes(path.slice(path.lastIndexOf('.') + 1))) {
        if (args.get('ignore_unknown_extensions') === true) continue;
        return {
          kind: 'failed',
          message: `${path} does not have a valid extension: ${extensions.join(', ')}`,
        };
      }
      for (const [name, value] of services.readVariables(path)) included.set(name, value);
      read.push(path);
    }
    const under = args.get('name');
    return {
      kind: 'ok',
      result: { ansible_included_var_files: read as Value },
      included: under === undefined ? included : new Map([[String(under), new Map(included)]]),
    };
  },
};
