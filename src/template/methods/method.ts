import type { Evaluation } from '../evaluation.js';
import { type CallArguments, Fault, type Runtime } from '../runtime.js';
import { requireDefined, typeName } from '../values/text.js';

/** A Python method: what it is called on, and with what. */
export type Method = (receiver: Runtime, args: CallArguments, evaluation: Evaluation) => Runtime;

/** The arguments by the order of the parameters' names; undefined for those that were not given. Throws for others. */
export const bindArguments = (
  what: string,
  parameters: readonly string[],
  { positional, named }: CallArguments,
): (Runtime | undefined)[] => {
  if (positional.length > parameters.length)
    throw new Fault(`${what} takes ${count(parameters.length)}, not ${positional.length}`);
  const bound: (Runtime | undefined)[] = [...positional];
  for (const [name, value] of named) {
    const index = parameters.indexOf(name);
    if (index === -1)
      throw new Fault(
        `${what} has no argument "${name}"`,
        parameters.length ? `it has ${parameters.join(', ')}` : undefined,
      );
    if (index < positional.length) throw new Fault(`${what} got its argument "${name}" twice`);
    bound[index] = value;
  }
  return bound;
};

const count = (number: number): string =>
  number === 0 ? 'no arguments' : number === 1 ? 'at most one argument' : `at most ${number} arguments`;

/** A text argument; throws a Fault for anything else. */
export const textArgument = (value: Runtime | undefined, what: string): string => {
  if (typeof value === 'string') return value;
  if (value === undefined) throw new Fault(`${what} is missing`);
  requireDefined(value);
  throw new Fault(`${what} must be a text, not ${typeName(value)}`);
};

/** An argument that must be given. */
export const required = (value: Runtime | undefined, what: string): Runtime => {
  if (value === undefined) throw new Fault(`${what} is missing`);
  return value;
};

/** A table of methods on one type, from functions over already bound arguments. */
export const methodTable = <Receiver extends Runtime>(table: {
  readonly [name: string]: readonly [
    parameters: readonly string[],
    apply: (receiver: Receiver, args: (Runtime | undefined)[], evaluation: Evaluation) => Runtime,
  ];
}): ReadonlyMap<string, Method> =>
  new Map(
    Object.entries(table).map(([name, [parameters, apply]]): [string, Method] => [
      name,
      (receiver, args, evaluation) =>
        apply(receiver as Receiver, bindArguments(`${name}()`, parameters, args), evaluation),
    ]),
  );
