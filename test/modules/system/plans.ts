import type { HostModule, Plan } from '../../../src/modules/module.js';
import type { Arguments } from '../../../src/modules/options.js';
import { localServices, withDefaults } from '../rig.js';

/** The plan of a module for what its probe printed. */
export const planFor = async (
  module: HostModule,
  args: Arguments,
  printed: string,
  checkMode = false,
): Promise<Plan> => {
  const steps = await module.begin(withDefaults(module, args), localServices('/nowhere'), {
    checkMode,
    diff: false,
  });
  return steps.plan({ stdout: Buffer.from(printed), stderr: Buffer.alloc(0), code: 0 });
};

/** A plan's differences as `name: before -> after`. */
export const shown = (planned: Plan): readonly string[] =>
  planned.kind === 'change'
    ? planned.differences.map(one =>
        one.kind === 'attribute'
          ? `${one.name}: ${JSON.stringify(one.before)} -> ${JSON.stringify(one.after)}`
          : one.subject,
      )
    : [];

/** The commands of an apply that change an account, without those that look at it again. */
export const commandsOf = (planned: Plan): readonly string[] =>
  planned.kind === 'change'
    ? planned.apply.text
        .slice(0, planned.apply.text.indexOf('only_local='))
        .split(' || exit\n')
        .filter(line => line !== '')
    : [];

/** One row of a table of plans. */
export interface PlanCase {
  readonly args: Arguments;
  readonly printed: string;
  readonly checkMode?: boolean;
  readonly differences?: readonly string[];
  /** None: there is nothing to do. */
  readonly commands?: readonly string[];
  readonly message?: string;
}
