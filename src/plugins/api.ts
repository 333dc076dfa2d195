/** What `import ... from 'trueup'` gives to a plugin of the user's own. */

import { defineModule as define } from '../modules/define.js';
import type { Definition, HostModule } from '../modules/module.js';
import type { Arguments } from '../modules/options.js';

export { type Output, quote, type Script, type ShellFunction } from '../agent/protocol.js';
export type {
  Conclusion,
  Context,
  Definition,
  Difference,
  HostModule,
  Plan,
  Result,
  Services,
} from '../modules/module.js';
export { STALE } from '../modules/module.js';
export type { Arguments, Option, OptionSchema, OptionsOf, OptionType } from '../modules/options.js';
export { put } from '../modules/shell/functions.js';
export { mistake } from '../source/diagnostic.js';
export { Fault } from '../template/runtime.js';
export { toText } from '../template/values/text.js';
export { isTruthy } from '../template/values/truth.js';
export { Float, fromPlain, type Plain, toPlain, type Value } from '../value/value.js';
export {
  type Answer,
  defineFilter,
  defineLookup,
  defineTest,
  type FilterDefinition,
  type LookupDefinition,
  type LookupServices,
  type TestDefinition,
} from './definitions.js';

/** The parts of a module of the user's own; without a collection it is one of `ansible.legacy`, as in Ansible. */
export type OwnDefinition<Args, Prepared, State> = Omit<Definition<Args, Prepared, State>, 'collection'> & {
  readonly collection?: string;
};

/** Makes a module of its parts, as trueup's own modules are made. */
export const defineModule = <Args extends Arguments, Prepared, State>(
  definition: OwnDefinition<Args, Prepared, State>,
): HostModule & Definition<Args, Prepared, State> => define({ collection: 'ansible.legacy', ...definition });
