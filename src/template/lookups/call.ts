import { DiagnosticError } from '../../source/diagnostic.js';
import type { Evaluation } from '../evaluation.js';
import { type CallArguments, Fault, type Runtime } from '../runtime.js';
import { requireDefined, toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';

/** `lookup(name, ...)`, and `query` with `asList`: texts joined with commas, a single thing as it is, else the list. */
export const runLookup = (args: CallArguments, evaluation: Evaluation, asList: boolean): Runtime => {
  for (const argument of args.positional) requireDefined(argument);
  // Only a lookup that falls back on its default sees whether that is defined.
  for (const [option, value] of args.named) if (option !== 'default') requireDefined(value);
  const [name, ...terms] = args.positional;
  if (name === undefined) throw new Fault('a lookup needs a name');
  const options = new Map(args.named);
  const errors = toText(options.get('errors') ?? 'strict');
  const wantList = asList || isTruthy(options.get('wantlist') ?? false);
  options.delete('errors');
  options.delete('wantlist');
  // What a lookup finds is never rendered, whatever it holds.
  options.delete('allow_unsafe');
  if (!['strict', 'warn', 'ignore'].includes(errors))
    throw new Fault(`errors is strict, warn or ignore, not "${errors}"`);
  const found = attempt(toText(name), terms, options, evaluation, errors !== 'strict');
  if (!found) return wantList ? [] : null;
  if (wantList || found.length === 0) return found;
  if (found.every(item => typeof item === 'string')) return found.join(',');
  return found.length === 1 ? found[0]! : found;
};

const attempt = (
  name: string,
  terms: readonly Runtime[],
  options: ReadonlyMap<string, Runtime>,
  evaluation: Evaluation,
  forgives: boolean,
): Runtime[] | undefined => {
  const lookup = evaluation.session.engine.findLookup(name);
  try {
    return lookup(terms, options, evaluation);
  } catch (error) {
    if (forgives && (error instanceof Fault || error instanceof DiagnosticError)) return undefined;
    if (error instanceof Fault) throw new Fault(`lookup "${name}": ${error.message}`, error.hint);
    // A file that can't be read is known by no place of its own.
    if (error instanceof DiagnosticError && error.diagnostics.every(({ location }) => !location))
      throw new Fault(`lookup "${name}": ${error.message}`, error.diagnostics[0]?.hint);
    throw error;
  }
};
