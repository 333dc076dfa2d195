import type { Filter } from '../define.js';
import type { Evaluation } from '../evaluation.js';
import { type CallArguments, Fault, type Runtime } from '../runtime.js';
import { iterate } from '../values/iterate.js';
import { requireDefined, toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import { attributeGetter } from './attribute.js';

const map: Filter = (value, { positional, named }, evaluation) => {
  const attribute = named.get('attribute');
  if (positional.length === 0 && attribute !== undefined) {
    for (const name of named.keys())
      if (name !== 'attribute' && name !== 'default')
        throw new Fault(`map() has no argument "${name}"`, 'it has attribute and default');
    return iterate(value).map(attributeGetter(attribute, evaluation, named.get('default')));
  }
  const [name, ...rest] = positional;
  if (name === undefined) throw new Fault('map() needs a filter or attribute=');
  const args = { positional: rest, named };
  const filter = evaluation.session.engine.filter(toText(name));
  return iterate(value).map(item => filter(item, args, evaluation));
};

/** Whether an item passes: the test named by the first argument, or its own truth. */
const tester = (
  [name, ...positional]: readonly Runtime[],
  named: CallArguments['named'],
  evaluation: Evaluation,
): ((item: Runtime) => boolean) => {
  if (name === undefined) return isTruthy;
  const test = evaluation.session.engine.test(toText(name));
  const args = { positional, named };
  return item => test(item, args, evaluation);
};

const select =
  (wanted: boolean): Filter =>
  (value, { positional, named }, evaluation) => {
    const passes = tester(positional, named, evaluation);
    return iterate(value).filter(item => passes(item) === wanted);
  };

const selectByAttribute =
  (wanted: boolean): Filter =>
  (value, { positional: [attribute, ...rest], named }, evaluation) => {
    if (attribute === undefined) throw new Fault('an attribute is missing');
    const get = attributeGetter(attribute, evaluation);
    const passes = tester(rest, named, evaluation);
    return iterate(value).filter(item => passes(get(item)) === wanted);
  };

const strict =
  (filter: Filter): Filter =>
  (value, args, evaluation) => {
    requireDefined(value);
    // Nothing to go through is fine, even if it is no list.
    return isTruthy(value) ? filter(value, args, evaluation) : [];
  };

/** Filters that apply other filters and tests to the items of a list. */
export const selectFilters: [string, Filter][] = [
  ['map', strict(map)],
  ['select', strict(select(true))],
  ['reject', strict(select(false))],
  ['selectattr', strict(selectByAttribute(true))],
  ['rejectattr', strict(selectByAttribute(false))],
];
