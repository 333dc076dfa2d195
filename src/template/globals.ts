import type { Evaluation } from './evaluation.js';
import { now } from './filters/dates.js';
import { runLookup } from './lookups/call.js';
import { pairsOf } from './methods/dict.js';
import { bindArguments } from './methods/method.js';
import { OMIT } from './omit.js';
import {
  type CallArguments,
  Callable,
  Fault,
  LIMITS,
  Namespace,
  type Runtime,
  Undefined,
} from './runtime.js';
import { setItem } from './values/equality.js';
import { toInteger } from './values/numbers.js';
import { requireDefined, toText } from './values/text.js';

type Global = (evaluation: Evaluation) => Runtime;

const fn =
  (name: string, call: (args: CallArguments, evaluation: Evaluation) => Runtime): Global =>
  evaluation =>
    new Callable(name, args => call(args, evaluation));

const range = ({ positional }: CallArguments): Runtime => {
  const numbers = positional.map(bound => {
    requireDefined(bound);
    return toInteger(bound, 'an argument of range()');
  });
  if (numbers.length === 0 || numbers.length > 3) throw new Fault('range() takes one to three numbers');
  const [start, stop, step = 1] =
    numbers.length === 1 ? [0, numbers[0]!] : (numbers as [number, number, number?]);
  if (step === 0) throw new Fault('the step of range() is zero');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > LIMITS.elements)
    throw new Fault(`range() of ${length} numbers is too long`, `at most ${LIMITS.elements}`);
  return Array.from({ length }, (_, index) => start + index * step);
};

const dict = ({ positional, named }: CallArguments): Runtime => {
  const [pairs = new Map()] = bindArguments('dict()', ['pairs'], { positional, named: new Map() });
  requireDefined(pairs);
  const made = new Map<Runtime, Runtime>();
  for (const [key, value] of [...pairsOf(pairs), ...named]) setItem(made, key, value);
  return made;
};

const namespace = (args: CallArguments): Runtime => {
  const made = new Namespace();
  for (const [key, value] of dict(args) as Map<Runtime, Runtime>) made.entries.set(toText(key), value);
  return made;
};

const cycler = ({ positional }: CallArguments): Runtime => {
  if (positional.length === 0) throw new Fault('cycler() needs values');
  let at = 0;
  const state: ReadonlyMap<string, () => Runtime> = new Map<string, () => Runtime>([
    ['next', () => positional[at++ % positional.length]!],
    ['current', () => positional[at % positional.length]!],
    [
      'reset',
      () => {
        at = 0;
        return null;
      },
    ],
  ]);
  return new (class extends Callable {
    override attribute(name: string): Runtime | undefined {
      const get = state.get(name);
      return get && (name === 'current' ? get() : new Callable(name, get));
    }
  })('cycler', () => {
    throw new Fault('a cycler is not called itself', 'call its next()');
  });
};

const joiner = (args: CallArguments): Runtime => {
  const [separator = ', '] = bindArguments('joiner()', ['sep'], args);
  let used = false;
  return new Callable('joiner', () => {
    const text = used ? separator : '';
    used = true;
    return text;
  });
};

const undef = (args: CallArguments, { source, at }: Evaluation): Runtime => {
  const [given = null] = bindArguments('undef()', ['hint'], args);
  const reason = given === null ? 'it was made so by undef()' : toText(given);
  return new Undefined('undef()', {
    explain: path => `"${path}" is undefined: ${reason}`,
    hint: () => undefined,
    location: () => source.locate(at),
  });
};

/** What every template knows beside its variables: functions, and `omit`. */
export const GLOBALS: ReadonlyMap<string, Global> = new Map<string, Global>([
  ['lookup', fn('lookup', (args, evaluation) => runLookup(args, evaluation, false))],
  ['query', fn('query', (args, evaluation) => runLookup(args, evaluation, true))],
  ['q', fn('q', (args, evaluation) => runLookup(args, evaluation, true))],
  ['range', fn('range', range)],
  ['dict', fn('dict', dict)],
  ['namespace', fn('namespace', namespace)],
  ['cycler', fn('cycler', cycler)],
  ['joiner', fn('joiner', joiner)],
  ['now', fn('now', now)],
  ['undef', fn('undef', undef)],
  ['omit', () => OMIT],
]);
