import { quote } from '../../agent/protocol.js';
import { defineModule } from '../define.js';
import type { Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const options = {
  name: { type: 'str', required: true, description: 'The package.' },
  selection: {
    type: 'str',
    required: true,
    choices: ['install', 'hold', 'deinstall', 'purge'],
    description: 'What is to become of the package when dpkg is asked the next time.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface State {
  readonly current: string;
  readonly problem: string | undefined;
}

/** dpkg's selections, such as packages that are on hold. */
export const dpkgSelections = defineModule<Args, Args, State>({
  name: 'dpkg_selections',
  collection: 'ansible.builtin',
  description: "Sets dpkg's selection of a package, such as hold. It installs and removes nothing.",
  options,
  returns: {
    before: { type: 'str', description: 'The selection as it was.' },
    after: { type: 'str', description: 'The selection as it is now.' },
  },
  examples: `- name: Keep the database at its version
  dpkg_selections:
    name: postgresql-15
    selection: hold`,
  prepare: args => args,
  probe: ({ name }) => ({ text: `dpkg --get-selections ${quote(name)}\n` }),
  parse: output => ({
    current: output.stdout.toString().trim().split(/\s+/)[1] ?? 'not present',
    problem: output.code === 0 ? undefined : output.stderr.toString().trim(),
  }),
  plan: ({ name, selection }, { current, problem }): Plan => {
    if (problem !== undefined) return { kind: 'failed', message: problem };
    const result = { before: current, after: selection };
    if (current === selection) return { kind: 'same', result };
    return {
      kind: 'change',
      result,
      differences: [
        { kind: 'attribute', subject: name, name: 'selection', before: current, after: selection },
      ],
      apply: { text: `echo ${quote(`${name} ${selection}`)} | dpkg --set-selections\n` },
    };
  },
});
