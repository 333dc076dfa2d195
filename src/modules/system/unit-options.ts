import type { OptionSchema, OptionsOf } from '../options.js';
import type { UnitRequest } from './unit.js';

/** What only systemd knows of. As with Ansible `service` passes it on where there is systemd. */
export const systemdOptions = {
  force: { type: 'bool', description: 'Override links that stand in the way.' },
  masked: { type: 'bool', description: 'Whether the unit is masked, so that nothing can start it.' },
  daemon_reload: {
    type: 'bool',
    default: false,
    aliases: ['daemon-reload'],
    description: 'Let systemd read its files again first.',
  },
  daemon_reexec: {
    type: 'bool',
    default: false,
    aliases: ['daemon-reexec'],
    description: 'Let systemd start itself anew first.',
  },
  scope: {
    type: 'str',
    choices: ['system', 'user', 'global'],
    default: 'system',
    description: "The system's units, the user's own, or those of all users.",
  },
  no_block: { type: 'bool', default: false, description: 'Do not wait until it is done.' },
} as const satisfies OptionSchema;

/** What is wanted of a unit by these options and those that `service` has as well. */
export const unitRequest = (
  args: OptionsOf<typeof systemdOptions> & Pick<UnitRequest, 'name' | 'state' | 'enabled'>,
): UnitRequest => ({
  name: args.name,
  state: args.state,
  enabled: args.enabled,
  masked: args.masked,
  daemonReload: args.daemon_reload,
  daemonReexec: args.daemon_reexec,
  scope: args.scope,
  noBlock: args.no_block,
  force: args.force === true,
});
