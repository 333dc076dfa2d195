import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { parseUnit, planUnit, type UnitRequest, type UnitState, unitProbe } from './unit.js';
import { systemdOptions, unitRequest } from './unit-options.js';

const options = {
  name: {
    type: 'str',
    aliases: ['service', 'unit'],
    description: 'The unit. Without an ending it is a service.',
  },
  state: {
    type: 'str',
    choices: ['reloaded', 'restarted', 'started', 'stopped'],
    description: '`restarted` and `reloaded` always act; the others only if needed.',
  },
  enabled: { type: 'bool', description: 'Whether the unit starts at boot.' },
  ...systemdOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Units of systemd: services, timers, sockets. */
export const systemd = defineModule<Args, UnitRequest, UnitState>({
  name: 'systemd',
  collection: 'ansible.builtin',
  aliases: ['systemd_service'],
  description: 'Manages units of systemd.',
  options,
  constraints: { requiredOneOf: [['state', 'enabled', 'masked', 'daemon_reload', 'daemon_reexec']] },
  returns: {
    status: { type: 'dict', description: 'The properties that `systemctl show` tells, as they were before.' },
    state: { type: 'str', description: '`started` or `stopped`, if a state was asked for.' },
    enabled: { type: 'bool', description: 'Whether it starts at boot, if that was asked for.' },
  },
  examples: `- name: Run a service now and at every boot
  systemd:
    name: app
    state: started
    enabled: true
    daemon_reload: true`,
  prepare: (args, services) => {
    const { name } = args;
    if (name === undefined && (args.state ?? args.enabled ?? args.masked) !== undefined)
      throw mistake('state, enabled and masked need the name of a unit', services.locate('state'));
    if (name !== undefined && /[*?[]/.test(name))
      throw mistake(`a unit can't be given as a pattern: ${name}`, services.locate('name'));
    return unitRequest(args);
  },
  probe: unitProbe,
  parse: parseUnit,
  plan: planUnit,
});
