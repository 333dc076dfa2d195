import type { Definition, HostModule } from './module.js';
import type { Arguments } from './options.js';

/**
 * Makes a host module of its parts. What it returns has the parts as well, so that `plan` and `parse` can be tested without a host.
 * The arguments' type is the definition's own claim: it must be `OptionsOf` of its `options`.
 */
export const defineModule = <Args extends Arguments, Prepared, State>(
  definition: Definition<Args, Prepared, State>,
): HostModule & Definition<Args, Prepared, State> => ({
  ...definition,
  kind: 'host',
  begin: async (args, services, context) => {
    const prepared = await definition.prepare(args as Args, services, context);
    return {
      probe: definition.probe?.(prepared, context),
      plan: output => definition.plan(prepared, definition.parse(output, prepared), context),
    };
  },
});
