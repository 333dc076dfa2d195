import type { Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { type InitRequest, type InitState, initProbe, parseInit, planInit } from './init-script.js';
import { parseUnit, planUnit, type UnitRequest, type UnitState, unitProbe } from './unit.js';
import { systemdOptions, unitRequest } from './unit-options.js';

const options = {
  name: { type: 'str', required: true, description: 'The service.' },
  state: {
    type: 'str',
    choices: ['reloaded', 'restarted', 'started', 'stopped'],
    description: '`restarted` and `reloaded` always act; the others only if needed.',
  },
  enabled: { type: 'bool', description: 'Whether the service starts at boot.' },
  sleep: {
    type: 'int',
    description: 'Seconds between stop and start when it is restarted. Not used with systemd.',
  },
  pattern: {
    type: 'str',
    description: 'A text that the process list holds if the service is running. Not used with systemd.',
  },
  runlevel: { type: 'str', default: 'default', description: "OpenRC's runlevel. Not used with systemd." },
  arguments: {
    type: 'str',
    aliases: ['args'],
    description: 'Further words for the init script. Not used with systemd.',
  },
  use: {
    type: 'str',
    choices: ['auto', 'service', 'systemd', 'sysvinit', 'openrc'],
    default: 'auto',
    description: 'Who manages services. By default the host tells.',
  },
  ...systemdOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly unit: UnitRequest;
  readonly init: InitRequest;
}

type State = { readonly unit: UnitState } | { readonly init: InitState };

/** Services, whoever manages them on the host: systemd, or init scripts by themselves or under OpenRC. */
export const service = defineModule<Args, Prepared, State>({
  name: 'service',
  collection: 'ansible.builtin',
  description: 'Manages services.',
  options,
  constraints: { requiredOneOf: [['state', 'enabled', 'masked', 'daemon_reload', 'daemon_reexec']] },
  returns: {
    status: {
      type: 'dict',
      description: 'With systemd: the properties that `systemctl show` tells, as they were before.',
    },
    state: { type: 'str', description: '`started` or `stopped`, if a state was asked for.' },
    enabled: { type: 'bool', description: 'Whether it starts at boot, if that was asked for.' },
  },
  examples: `- name: Run Apache now and at every boot
  service:
    name: apache2
    state: started
    enabled: true`,
  prepare: (args, services) => {
    const { name, state, enabled } = args;
    if (/[*?[]/.test(name))
      throw mistake(`a service can't be given as a pattern: ${name}`, services.locate('name'));
    return {
      args,
      unit: unitRequest(args),
      init: {
        name,
        state,
        enabled,
        runlevel: args.runlevel,
        words: args.arguments?.split(/\s+/).filter(word => word !== '') ?? [],
        sleep: args.sleep,
        pattern: args.pattern,
      },
    };
  },
  probe: ({ args, unit, init }): Script => {
    const [bySystemd, byScript] = [unitProbe(unit), initProbe(init)];
    if (args.use === 'systemd') return bySystemd;
    if (args.use === 'sysvinit' || args.use === 'openrc' || args.use === 'service') return byScript;
    return {
      text: `if [ -d /run/systemd/system ] || [ ! -d /etc/init.d ]; then
${bySystemd.text}else
${byScript.text}fi
`,
      uses: byScript.uses ?? [],
    };
  },
  parse: output =>
    output.stdout.toString().startsWith(':systemctl') || output.stdout.length === 0
      ? { unit: parseUnit(output) }
      : { init: parseInit(output) },
  plan: ({ unit, init }, state, context) =>
    'unit' in state ? planUnit(unit, state.unit, context) : planInit(init, state.init),
});
