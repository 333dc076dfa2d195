import { quote } from '../../agent/protocol.js';
import type { Plain } from '../../value/value.js';
import { defineModule } from '../define.js';
import type { Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const options = {
  database: { type: 'str', required: true, description: 'passwd, group, hosts, services...' },
  key: { type: 'str', description: 'What to look up. Without it, all there is.' },
  split: { type: 'str', description: 'What stands between fields. By default what the database has.' },
  service: { type: 'str', description: 'Ask only this source.' },
  fail_key: { type: 'bool', default: true, description: 'Fail if the key is not found.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface State {
  readonly code: number;
  readonly lines: readonly string[];
}

const COLONS = new Set(['passwd', 'shadow', 'group', 'gshadow']);
const PROBLEMS: { readonly [code: number]: string } = {
  1: 'Missing arguments, or database unknown.',
  3: 'Enumeration not supported on this database.',
  127: 'this host has no getent',
};

/** Looks things up in the host's databases; what is found becomes a fact `getent_DATABASE`. */
export const getent = defineModule<Args, Args, State>({
  name: 'getent',
  collection: 'ansible.builtin',
  description: "Looks things up in the host's databases.",
  options,
  returns: { ansible_facts: { type: 'dict', description: '`getent_DATABASE`: fields by key.' } },
  examples: '- name: What is known of root?\n  getent:\n    database: passwd\n    key: root',
  prepare: args => args,
  probe: ({ database, key, service }) => {
    const words = [
      'getent',
      ...(service === undefined ? [] : ['-s', service]),
      database,
      ...(key === undefined ? [] : [key]),
    ];
    return { text: `${words.map(quote).join(' ')} 2>/dev/null\n` };
  },
  parse: output => ({
    code: output.code,
    lines: output.stdout
      .toString()
      .split('\n')
      .filter(line => line !== ''),
  }),
  plan: (args, { code, lines }): Plan => {
    const { database, key } = args;
    const separator = args.split ?? (COLONS.has(database) ? ':' : undefined);
    const name = `getent_${database}`;
    const facts = (found: { readonly [key: string]: Plain }): Plan => ({
      kind: 'same',
      result: { ansible_facts: { [name]: found } },
    });
    if (code === 0) {
      const found = new Map<string, string[][]>();
      for (const line of lines) {
        const [first = '', ...fields] =
          separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
        found.set(first, [...(found.get(first) ?? []), fields]);
      }
      // What stands there once is a list of fields; what stands there again, a list of those.
      const entries = [...found].map(([first, all]) => [first, all.length === 1 ? all[0]! : all] as const);
      return facts(Object.fromEntries(entries));
    }
    if (code === 2 && key !== undefined && !args.fail_key) return facts({ [key]: null });
    const message =
      code === 2 ? 'One or more supplied key could not be found in the database.' : PROBLEMS[code];
    return { kind: 'failed', message: message ?? `getent ended with ${code}` };
  },
});
