import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { type AptArguments, aptOptions } from './apt-options.js';
import { planApt } from './apt-plan.js';
import { parseRequest, type Request } from './apt-request.js';
import { type AptState, parseState, stateProbe } from './apt-state.js';

const options = {
  name: {
    type: 'list',
    elements: 'str',
    required: true,
    description: "Packages, as the host's package manager calls them.",
  },
  state: {
    type: 'str',
    choices: ['absent', 'installed', 'latest', 'present', 'removed'],
    required: true,
    description: 'Whether they are there; `latest` also upgrades them.',
  },
  use: {
    type: 'str',
    choices: ['auto', 'apt'],
    default: 'auto',
    description: 'The package manager. So far it must be apt.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** apt's defaults for all that `package` doesn't ask for. */
const DEFAULTS = Object.fromEntries(
  Object.entries(aptOptions).map(([name, option]) => [
    name,
    'default' in option ? option.default : undefined,
  ]),
) as AptArguments;

const STATES = {
  installed: 'present',
  removed: 'absent',
  present: 'present',
  absent: 'absent',
  latest: 'latest',
} as const;

/** Packages by whatever package manager the host has, as far as that is apt. */
export const packageModule = defineModule<Args, Request, AptState>({
  name: 'package',
  collection: 'ansible.builtin',
  description: "Manages packages with the host's package manager, if that is apt.",
  options,
  examples: `- name: A tool
  package:
    name: curl
    state: present`,
  prepare: (args, services) => {
    const request = parseRequest({ ...DEFAULTS, name: args.name, state: STATES[args.state] });
    if ('problem' in request) throw mistake(request.problem, services.locate(request.argument));
    return request;
  },
  probe: stateProbe,
  parse: parseState,
  plan: (request, state, context) =>
    state.available
      ? planApt(request, state, context)
      : { kind: 'failed', message: 'this host has no apt-get: package knows no other package manager' },
});
