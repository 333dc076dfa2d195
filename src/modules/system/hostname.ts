import { quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Difference, Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const options = {
  name: { type: 'str', required: true, description: "The host's name." },
  use: {
    type: 'str',
    choices: ['systemd', 'debian', 'generic'],
    description:
      'Taken for compatibility: the name is set in the kernel and in /etc/hostname, which serves all of these.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** The name that the kernel has and the one that it gets at boot. */
interface State {
  readonly current: string;
  readonly permanent: string;
}

const NAME = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/;

/** The host's name, now and after the next boot. */
export const hostname = defineModule<Args, Args, State>({
  name: 'hostname',
  collection: 'ansible.builtin',
  description: "Sets the host's name.",
  options,
  returns: { name: { type: 'str', description: 'The name.' } },
  examples: '- name: Its name\n  hostname:\n    name: web1',
  prepare: (args, services) => {
    if (!NAME.test(args.name) || args.name.length > 64)
      throw mistake(`this can't be the name of a host: ${args.name}`, services.locate('name'));
    return args;
  },
  probe: () => ({ text: 'cat /proc/sys/kernel/hostname\ncat /etc/hostname 2>/dev/null\n' }),
  parse: output => {
    const [current = '', ...permanent] = output.stdout.toString().split('\n');
    return { current, permanent: permanent.find(line => /^\s*[^#\s]/.test(line))?.trim() ?? '' };
  },
  plan: ({ name }, { current, permanent }): Plan => {
    const result = { name };
    const differ = (subject: string, before: string): Difference => ({
      kind: 'attribute',
      subject,
      name: 'name',
      before,
      after: name,
    });
    const differences = [
      ...(current === name ? [] : [differ('hostname', current)]),
      ...(permanent === name ? [] : [differ('/etc/hostname', permanent)]),
    ];
    if (differences.length === 0) return { kind: 'same', result };
    const word = quote(name);
    return {
      kind: 'change',
      result,
      differences,
      apply: {
        text: `if [ -d /run/systemd/system ] && command -v hostnamectl >/dev/null; then
  hostnamectl set-hostname --static -- ${word} && hostnamectl set-hostname --transient -- ${word} && exit
fi
umask 022
printf '%s\\n' ${word} >/etc/.hostname.trueup && mv -f /etc/.hostname.trueup /etc/hostname &&
  printf '%s\\n' ${word} >/proc/sys/kernel/hostname
`,
      },
    };
  },
});
