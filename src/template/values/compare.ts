import { Fault, LIMITS, Nothing, type Runtime, Tuple, Undefined } from '../runtime.js';
import { getItem, isEqual, isOrdered, orderNumbers } from './equality.js';
import { numeric } from './numbers.js';
import { compareText } from './strings.js';
import { requireDefined, typeName } from './text.js';

/** The order of two values as Python's `<` has it: negative, zero, positive, or NaN. Throws a Fault for mixed types. */
export const compare = (a: Runtime, b: Runtime, operator = '<', depth = 0): number => {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) return orderNumbers(left, right);
  if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple) {
    if (depth > LIMITS.depth) throw new Fault('a value is nested too deeply to be compared');
    for (let index = 0; index < Math.min(a.length, b.length); index++)
      if (!isEqual(a[index]!, b[index]!)) return compare(a[index]!, b[index]!, operator, depth + 1);
    return a.length - b.length;
  }
  if (isOrdered(a)) {
    const order = a.compareTo(b);
    if (order !== undefined) return order;
  }
  requireDefined(a);
  requireDefined(b);
  throw new Fault(
    `"${operator}" doesn't work between ${typeName(a)} and ${typeName(b)}`,
    typeof a === 'string' ? 'convert the text first: | int' : undefined,
  );
};

/** Python's `item in container`. */
export const contains = (container: Runtime, item: Runtime): boolean => {
  if (typeof container === 'string') {
    requireDefined(item);
    if (typeof item !== 'string')
      throw new Fault(`"in" a text needs a text on its left, not ${typeName(item)}`);
    return container.includes(item);
  }
  if (Array.isArray(container)) {
    if (typeof item === 'string') {
      for (const entry of container) {
        if (entry === item) return true;
        if (entry instanceof Undefined) throw entry.error();
      }
      return false;
    }
    return container.some(entry => isEqual(entry, item));
  }
  if (container instanceof Map) return getItem(container, item) !== undefined;
  if (container instanceof Nothing) return false;
  requireDefined(container);
  throw new Fault(`"in" needs a list, a dict or a text on its right, not ${typeName(container)}`);
};
