import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Conclusion, Difference, Plan, Result } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { ACCOUNT_NAME } from './account-name.js';
import { database } from './database.js';

const options = {
  name: { type: 'str', required: true, description: 'The group.' },
  gid: { type: 'int', description: 'Its number.' },
  state: {
    type: 'str',
    choices: ['absent', 'present'],
    default: 'present',
    description: 'Whether there is such a group.',
  },
  system: {
    type: 'bool',
    default: false,
    description: 'Give a new group a number of the range for the system.',
  },
  local: {
    type: 'bool',
    default: false,
    description: 'Look for the group in /etc/group only, not in a directory.',
  },
  non_unique: { type: 'bool', default: false, description: 'Take the number even if another group has it.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** The group's number; undefined if there is no such group. */
type State = { readonly gid: number | undefined };

const readState = (output: Output): State => {
  const gid = /^[^:\n]*:[^:\n]*:(\d+):/m.exec(output.stdout.toString())?.[1];
  return { gid: gid === undefined ? undefined : Number(gid) };
};

/** Groups of accounts. */
export const group = defineModule<Args, Args, State>({
  name: 'group',
  collection: 'ansible.builtin',
  description: 'Manages groups of accounts.',
  options,
  returns: {
    gid: { type: 'int', description: "The group's number." },
    system: { type: 'bool', description: 'Whether the range for the system was asked for.' },
  },
  examples: `- name: A group with its number
  group:
    name: docker
    gid: 1750`,
  prepare: (args, services) => {
    if (!ACCOUNT_NAME.test(args.name))
      throw mistake(`this can't be the name of a group: ${args.name}`, services.locate('name'));
    if (args.non_unique && args.gid === undefined)
      throw mistake('non_unique needs a gid', services.locate('non_unique'));
    return args;
  },
  probe: args => lookUp(args),
  parse: readState,
  plan: (args, { gid }): Plan => {
    const { name } = args;
    const result: Result = { name, state: args.state };
    const differ = (attribute: string, before: number | string, after: number | string): Difference => ({
      kind: 'attribute',
      subject: name,
      name: attribute,
      before,
      after,
    });
    const change = (command: readonly string[], difference: Difference, predicted: Result): Plan => ({
      kind: 'change',
      result: predicted,
      differences: [difference],
      apply: {
        text: `${command.map(quote).join(' ')} || exit\n${lookUp(args).text}exit 0\n`,
        uses: [database],
      },
      conclude: (output): Conclusion => {
        if (output.code !== 0) return { kind: 'failed', message: output.stderr.toString().trim(), result };
        const now = readState(output).gid;
        return { kind: 'changed', result: { ...predicted, ...(now !== undefined && { gid: now }) } };
      },
    });
    const number = args.gid === undefined ? [] : ['-g', String(args.gid), ...(args.non_unique ? ['-o'] : [])];
    if (args.state === 'absent') {
      if (gid === undefined) return { kind: 'same', result };
      return change(['groupdel', name], differ('state', 'present', 'absent'), result);
    }
    const wanted = { ...result, system: args.system, ...(args.gid !== undefined && { gid: args.gid }) };
    if (gid === undefined)
      return change(
        ['groupadd', ...number, ...(args.system ? ['-r'] : []), name],
        differ('state', 'absent', 'present'),
        wanted,
      );
    if (args.gid === undefined || args.gid === gid) return { kind: 'same', result: { ...wanted, gid } };
    return change(['groupmod', ...number, name], differ('gid', gid, args.gid), wanted);
  },
});

const lookUp = ({ name, local }: Args) => ({
  text: `only_local=${local ? 'yes' : ''}\ndatabase_lines group ${quote(name)}\n`,
  uses: [database],
});
