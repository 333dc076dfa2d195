import { mistake } from '../../source/diagnostic.js';
import { streamReturns } from '../commands/output.js';
import { defineModule } from '../define.js';
import { type AptArguments, aptConstraints, aptOptions } from './apt-options.js';
import { planApt } from './apt-plan.js';
import { parseRequest, type Request } from './apt-request.js';
import { type AptState, parseState, stateProbe } from './apt-state.js';

/**
 * Packages of Debian and its kin. A host that has what it should costs a look into dpkg's database; only where something is to be
 * done apt is asked what it would do, and that is the plan: every package that comes and goes, or apt's reason why it can't.
 */
export const apt = defineModule<AptArguments, Request, AptState>({
  name: 'apt',
  collection: 'ansible.builtin',
  description: 'Manages packages of Debian and its kin.',
  options: aptOptions,
  constraints: aptConstraints,
  returns: {
    ...streamReturns,
    cache_updated: { type: 'bool', description: 'Whether the package lists were fetched.' },
    cache_update_time: {
      type: 'int',
      description: 'When they were fetched last, in seconds since 1970; 0 if never.',
    },
  },
  examples: `- name: Install Apache and a tool
  apt:
    name: [apache2, curl]
    update_cache: true
    cache_valid_time: 3600

- name: Remove what nothing needs any more
  apt:
    autoremove: true`,
  prepare: (args, services) => {
    const request = parseRequest(args);
    if ('problem' in request) throw mistake(request.problem, services.locate(request.argument));
    return request;
  },
  probe: stateProbe,
  parse: parseState,
  plan: planApt,
});
