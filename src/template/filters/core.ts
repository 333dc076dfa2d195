import { itemOf } from '../access.js';
import { aliased, type Filter, filters, lenientFilters } from '../define.js';
import type { Evaluation } from '../evaluation.js';
import { Callable, Fault, isUndefined, type Runtime, Undefined } from '../runtime.js';
import { pretty } from '../values/pretty.js';
import { repr, toText, typeName } from '../values/text.js';
import { isTruthy, toBool } from '../values/truth.js';

const ternary = (value: Runtime, [yes, no, none = null]: (Runtime | undefined)[]): Runtime => {
  if (yes === undefined || no === undefined)
    throw new Fault('ternary() needs a value for true and one for false');
  if (value === null && none !== null) return none;
  return isTruthy(value) ? yes : no;
};

const mandatory = (value: Runtime, message: Runtime | undefined): Runtime => {
  if (!(value instanceof Undefined)) return value;
  if (message !== undefined && message !== null) throw new Fault(toText(message));
  throw new Fault(`mandatory variable "${value.path}" is not defined`, value.origin.hint());
};

/** What `attr` finds: methods and attributes, but no entries of dicts. */
const pythonAttribute = (value: Runtime, name: string, evaluation: Evaluation): Runtime => {
  const found = evaluation.attribute(value, name);
  if (!(value instanceof Map) || found instanceof Callable) return found;
  return evaluation.missingItem(value, JSON.stringify(name), name, evaluation.at);
};

/** Filters on values of any kind. */
export const coreFilters: [string, Filter][] = aliased(
  [
    ...lenientFilters({
      default: [
        ['default_value', 'boolean'],
        (value, [fallback = '', boolean = false]) =>
          isUndefined(value) || (isTruthy(boolean) && !isTruthy(value)) ? fallback : value,
      ],
      attr: [['name'], (value, [name = ''], evaluation) => pythonAttribute(value, toText(name), evaluation)],
      mandatory: [['msg'], (value, [message]) => mandatory(value, message)],
      ternary: [['true_val', 'false_val', 'none_val'], (value, args) => ternary(value, args)],
    }),
    ...filters({
      bool: [[], value => toBool(value)],
      extract: [
        ['container', 'morekeys'],
        (value, [container = null, more = null], evaluation) => {
          const keys = [value, ...(more === null ? [] : Array.isArray(more) ? more : [more])];
          let path = 'container';
          return keys.reduce((from, key) => {
            path += `[${repr(key)}]`;
            return itemOf(from, key, path, evaluation.at, evaluation);
          }, container);
        },
      ],
      pprint: [[], value => pretty(value)],
      type_debug: [[], value => typeName(value)],
    }),
  ],
  { d: 'default' },
);
