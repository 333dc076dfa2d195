import { DiagnosticError } from '../source/diagnostic.js';
import type { Filter, Test } from '../template/define.js';
import type { Evaluation } from '../template/evaluation.js';
import { candidates, findFile } from '../template/files.js';
import { Fault, Interrupt, isTruthy, type Lookup, type Runtime, toText } from '../template/index.js';
import { bindArguments } from '../template/methods/method.js';
import { settle } from '../template/settle.js';
import { requireDefined } from '../template/values/text.js';
import { Float, type Value } from '../value/value.js';
import type { FilterDefinition, LookupDefinition, TestDefinition } from './definitions.js';
import { explainThrown } from './import.js';

/** A filter of the user's own as the engine calls it. */
export const ownFilter =
  (definition: FilterDefinition, path: string): Filter =>
  (value, args, evaluation) => {
    const what = `filter "${definition.name}"`;
    requireDefined(value);
    const bound = bindArguments(what, definition.parameters ?? [], args);
    const given = bound.map(argument => argument && settled(argument, evaluation));
    const input = settled(value, evaluation);
    return answered(
      called(what, path, () => definition.apply(input, given)),
      what,
    );
  };

/** A test of the user's own as the engine calls it. */
export const ownTest =
  (definition: TestDefinition, path: string): Test =>
  (value, args, evaluation) => {
    const what = `test "${definition.name}"`;
    requireDefined(value);
    const bound = bindArguments(what, definition.parameters ?? [], args);
    const given = bound.map(argument => argument && settled(argument, evaluation));
    const input = settled(value, evaluation);
    return isTruthy(
      answered(
        called(what, path, () => definition.apply(input, given)),
        what,
      ),
    );
  };

/** A lookup of the user's own as the engine calls it. */
export const ownLookup =
  (definition: LookupDefinition, path: string): Lookup =>
  (terms, options, evaluation) => {
    const what = `lookup "${definition.name}"`;
    const known = definition.options;
    const given: { [name: string]: Value } = Object.create(null);
    for (const [name, value] of options) {
      if (known && !known.includes(name))
        throw new Fault(`no option "${name}"`, known.length > 0 ? `it has ${known.join(', ')}` : undefined);
      given[name] = settled(value, evaluation);
    }
    const asked = terms.map(term => settled(term, evaluation));
    const found = called(what, path, () => definition.find(asked, given, servicesOf(evaluation)));
    if (!Array.isArray(found)) throw new Fault('what it found is no list');
    return found.map(item => answered(item, what));
  };

const servicesOf = ({ session }: Evaluation): Parameters<LookupDefinition['find']>[2] => ({
  variable: name => {
    const raw = session.scope.lookup(name);
    if (raw === undefined) return undefined;
    return settle(session.force(session.resolve(raw, name), name), name, undefined);
  },
  findFile: name =>
    findFile(session.scope, 'files', name) ?? candidates(session.scope, 'files', name).find(() => false),
});

const settled = (value: Runtime, evaluation: Evaluation): Value =>
  settle(evaluation.force(value), toTextIfText(value), undefined);

const toTextIfText = (value: Runtime): string => (typeof value === 'string' ? toText(value) : 'an argument');

/** Calls the user's code; what it throws, other than a Fault, is told with its place there. */
const called = <T>(what: string, path: string, call: () => T): T => {
  try {
    return call();
  } catch (error) {
    if (error instanceof Fault || error instanceof DiagnosticError || error instanceof Interrupt) throw error;
    throw explainThrown(error, what, path);
  }
};

/** What the user's code gave, as a value of templates. */
const answered = (answer: unknown, what: string): Value => {
  if (answer === null || typeof answer === 'boolean' || typeof answer === 'string') return answer;
  if (typeof answer === 'bigint' || answer instanceof Float) return answer;
  if (typeof answer === 'number') return Number.isInteger(answer) ? whole(answer) : new Float(answer);
  if (Array.isArray(answer)) return answer.map(item => answered(item, what));
  if (answer instanceof Map)
    return new Map([...answer].map(([key, entry]) => [answered(key, what), answered(entry, what)]));
  if (answer instanceof Promise)
    throw new Fault(
      `${what} is asynchronous`,
      'templates wait for nothing: its function must give the value',
    );
  if (typeof answer === 'object' && isPlainObject(answer))
    return new Map(Object.entries(answer).map(([key, entry]) => [key, answered(entry, what)]));
  const type =
    answer === undefined
      ? 'nothing'
      : typeof answer === 'object'
        ? 'an object of a class'
        : `a ${typeof answer}`;
  throw new Fault(`${what} gave ${type}, which is no data`);
};

const whole = (number: number): Value => (Number.isSafeInteger(number) ? number : BigInt(number));

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};
