import type { Script } from '../agent/protocol.js';
import type { HostModule, Plan } from '../modules/module.js';
import { DiagnosticError, mistake } from '../source/diagnostic.js';
import { Fault, Interrupt } from '../template/index.js';
import { explainThrown, placeOf } from './import.js';

/** A module of the user's own: what goes wrong in its code is told with its place there, and is a failure of the task. */
export const guarded = (module: HostModule, name: string, path: string): HostModule => {
  const what = `module "${module.name}"`;
  const explained = (error: unknown): unknown => {
    if (error instanceof DiagnosticError || error instanceof Interrupt) return error;
    if (error instanceof Fault) return mistake(error.message, undefined, error.hint);
    return explainThrown(error, what, path);
  };
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw explained(error);
    }
  };
  const refuse = (part: string, why: string): DiagnosticError =>
    mistake(`${part} of ${what} ${why}`, placeOf(path, part));
  return {
    ...module,
    name,
    begin: async (args, services, context) => {
      const steps = await module.begin(args, services, context).catch((error: unknown) => {
        throw explained(error);
      });
      if (steps.probe !== undefined && !isScript(steps.probe))
        throw refuse('probe', 'must give { text: SHELL }');
      return {
        probe: steps.probe,
        plan: output => {
          const plan = guard(() => steps.plan(output));
          const problem = problemOf(plan);
          if (problem !== undefined) throw refuse('plan', problem);
          return withConclusionGuarded(completed(plan), guard);
        },
      };
    },
  };
};

const isScript = (value: unknown): value is Script =>
  typeof value === 'object' && value !== null && typeof (value as Script).text === 'string';

const problemOf = (plan: unknown): string | undefined => {
  if (plan instanceof Promise) return 'must not be asynchronous: what takes time belongs into "prepare"';
  const { kind, apply, conclude, message } = (plan ?? {}) as { readonly [part: string]: unknown };
  if (typeof kind !== 'string' || !['same', 'change', 'action', 'failed'].includes(kind))
    return 'must give { kind: "same" }, "change", "action" or "failed" with what belongs to that';
  if ((kind === 'change' || kind === 'action') && !isScript(apply))
    return `gives a ${kind} without apply: { text: SHELL }`;
  if (kind === 'action' && typeof conclude !== 'function') return 'gives an action without "conclude"';
  return kind === 'failed' && typeof message !== 'string' ? 'gives a failure without a message' : undefined;
};

/** What may be left out in JavaScript, where no type asks for it. */
const completed = (plan: Plan): Plan => {
  if (plan.kind === 'same') return { ...plan, result: plan.result ?? {} };
  return plan.kind === 'change'
    ? { ...plan, result: plan.result ?? {}, differences: plan.differences ?? [] }
    : plan;
};

const withConclusionGuarded = (plan: Plan, guard: <T>(work: () => T) => T): Plan => {
  if (plan.kind !== 'change' && plan.kind !== 'action') return plan;
  const { conclude } = plan;
  return conclude ? { ...plan, conclude: output => guard(() => conclude(output)) } : plan;
};
