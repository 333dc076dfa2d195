import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { aptConstraints, aptOptions } from './apt-options.js';
import { planApt } from './apt-plan.js';
import { parseRequest, type Request } from './apt-request.js';
import { type AptState, parseState, stateProbe } from './apt-state.js';

/** What other package managers' modules take, in tasks that are for other hosts or leave it out here. */
const FOREIGN =
  `allowerasing best bugfix cacheonly conf_file disable_excludes disable_gpg_check disable_plugin disablerepo download_dir
  download_only enable_plugin enablerepo exclude install_repoquery install_weak_deps installroot list nobest releasever security
  skip_broken sslverify update_only use_backend validate_certs`.split(/\s+/);

const foreignOptions: OptionSchema = Object.fromEntries(
  FOREIGN.map(name => [name, { type: 'raw', description: 'An option of dnf or yum, which apt refuses.' }]),
);

const options = {
  ...aptOptions,
  use: {
    type: 'str',
    choices: ['auto', 'apt'],
    default: 'auto',
    description: 'The package manager. So far it must be apt.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Packages by whatever package manager the host has, as far as that is apt. */
export const packageModule = defineModule<Args, Request, AptState>({
  name: 'package',
  collection: 'ansible.builtin',
  description:
    "Manages packages with the host's package manager, if that is apt: all options are that one's.",
  options: { ...options, ...foreignOptions },
  constraints: aptConstraints,
  examples: `- name: A tool
  package:
    name: curl
    state: present`,
  prepare: (args, services) => {
    const foreign = FOREIGN.find(name => Object.hasOwn(args, name) && args[name as keyof Args] !== undefined);
    if (foreign !== undefined)
      throw mistake(`Unsupported parameters for (apt) module: ${foreign}`, services.locate(foreign));
    const request = parseRequest(args);
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
