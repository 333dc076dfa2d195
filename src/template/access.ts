import { Float } from '../value/value.js';
import type { Span } from './ast.js';
import type { Evaluation } from './evaluation.js';
import { bytesMethods } from './methods/bytes.js';
import { dictMethods } from './methods/dict.js';
import { listMethods, tupleMethods } from './methods/list.js';
import type { Method } from './methods/method.js';
import { floatMethods, integerMethods } from './methods/number.js';
import { stringMethods } from './methods/string.js';
import {
  Bytes,
  Callable,
  Fault,
  Group,
  Nothing,
  type Runtime,
  Special,
  Tuple,
  Undefined,
  UndefinedError,
  undefinedBy,
} from './runtime.js';
import { LazyDict } from './scope.js';
import { getItem } from './values/equality.js';
import { numeric } from './values/numbers.js';
import { characterAt, characters, textLength } from './values/strings.js';
import { repr, requireDefined, typeName } from './values/text.js';

/** The Python method of that name that a value has, or undefined. */
export const methodOf = (value: Runtime, name: string): Method | undefined => {
  if (typeof value === 'string') return stringMethods.get(name);
  if (value instanceof Map) return dictMethods.get(name);
  if (Array.isArray(value)) return value instanceof Tuple ? tupleMethods.get(name) : listMethods.get(name);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return integerMethods.get(name);
  if (value instanceof Float) return floatMethods.get(name);
  return value instanceof Bytes ? bytesMethods.get(name) : undefined;
};

/** A method with its receiver, ready to be called. */
const bind = (method: Method, value: Runtime, name: string, evaluation: Evaluation): Callable =>
  new Callable(name, args => method(evaluation.force(value), args, evaluation), 'builtin_function_or_method');

/** `value.name`: the method, else the entry. Only what the value itself holds is ever reached. */
export const attributeOf = (
  value: Runtime,
  name: string,
  path: string,
  span: Span,
  evaluation: Evaluation,
): Runtime => {
  if (value instanceof Undefined) return new Undefined(path, value.origin);
  if (value instanceof Nothing) throw nothingThere(path);
  const method = methodOf(value, name);
  if (method) return bind(method, value, name, evaluation);
  let found: Runtime | undefined;
  if (value instanceof Map) found = entryOf(value, name, evaluation);
  else if (value instanceof Group) found = partOfGroup(value, name);
  else if (value instanceof Special) found = value.attribute(name);
  return found === undefined
    ? evaluation.missingItem(value, JSON.stringify(name), path, span)
    : evaluation.resolve(found);
};

const entryOf = (dict: Map<Runtime, Runtime>, key: Runtime, evaluation: Evaluation): Runtime | undefined => {
  if (dict instanceof LazyDict) return lazyEntry(dict, key);
  const found = getItem(dict, key);
  if (found !== undefined) return found;
  // Keys that are templates are known only when they are rendered.
  const forced = evaluation.force(dict);
  return forced !== dict && forced instanceof Map ? getItem(forced, key) : undefined;
};

/** `value[key]`: the entry or element, else for a name the method. */
export const itemOf = (
  value: Runtime,
  key: Runtime,
  path: string,
  span: Span,
  evaluation: Evaluation,
): Runtime => {
  if (value instanceof Undefined) return new Undefined(path, value.origin);
  if (value instanceof Nothing) throw nothingThere(path);
  requireDefined(key);
  const found = elementOf(value, key, evaluation);
  if (found !== undefined) return evaluation.resolve(found);
  if (typeof key === 'string') {
    const method = methodOf(value, key);
    if (method) return bind(method, value, key, evaluation);
  }
  return evaluation.missingItem(
    value,
    typeof key === 'string' ? JSON.stringify(key) : `element ${repr(key)}`,
    path,
    span,
  );
};

const nothingThere = (path: string): Fault =>
  new Fault(
    `"${path}" is undefined: an "if" without "else" gave nothing`,
    'write "else" and what holds then',
  );

/** The entry of a dict that works it out only now, and may find that it is undefined. */
const lazyEntry = (dict: LazyDict, key: Runtime): Runtime | undefined => {
  try {
    return getItem(dict as Map<Runtime, Runtime>, key);
  } catch (error) {
    if (error instanceof UndefinedError) return undefinedBy(error);
    throw error;
  }
};

const partOfGroup = (group: Group, name: string): Runtime | undefined =>
  name === 'grouper' ? group[0] : name === 'list' ? group[1] : undefined;

const elementOf = (value: Runtime, key: Runtime, evaluation: Evaluation): Runtime | undefined => {
  if (value instanceof Map) return entryOf(value, evaluation.force(key), evaluation);
  if (value instanceof Group && typeof key === 'string') return partOfGroup(value, key);
  const index = numeric(key);
  if (Array.isArray(value) || typeof value === 'string' || value instanceof Bytes) {
    if (index === undefined || index instanceof Float) return undefined;
    const length =
      typeof value === 'string'
        ? textLength(value)
        : value instanceof Bytes
          ? value.data.length
          : value.length;
    const position = Number(index) < 0 ? Number(index) + length : Number(index);
    if (position < 0 || position >= length) return undefined;
    if (typeof value === 'string') return characterAt(value, position);
    return value instanceof Bytes ? value.data[position] : value[position];
  }
  return value instanceof Special && typeof key === 'string' ? value.attribute(key) : undefined;
};

/** Python's `value[from:to:step]`. */
export const sliceOf = (value: Runtime, from: Runtime, to: Runtime, step: Runtime): Runtime => {
  requireDefined(value);
  if (!Array.isArray(value) && typeof value !== 'string') {
    throw new Fault(`a ${typeName(value)} can't be sliced`);
  }
  const items: readonly Runtime[] = typeof value === 'string' ? characters(value) : value;
  const stride = step === null ? 1 : bound(step);
  if (stride === 0) throw new Fault('the step of a slice is zero');
  const { length } = items;
  const clamp = (index: Runtime, fallback: number): number => {
    if (index === null) return fallback;
    const number = bound(index);
    const position = number < 0 ? number + length : number;
    return stride > 0
      ? Math.min(Math.max(position, 0), length)
      : Math.min(Math.max(position, -1), length - 1);
  };
  const start = clamp(from, stride > 0 ? 0 : length - 1);
  const stop = clamp(to, stride > 0 ? length : -1);
  const picked: Runtime[] = [];
  for (let index = start; stride > 0 ? index < stop : index > stop; index += stride)
    picked.push(items[index]!);
  if (typeof value === 'string') return picked.join('');
  return value instanceof Tuple ? Object.setPrototypeOf(picked, Tuple.prototype) : picked;
};

const bound = (value: Runtime): number => {
  const number = numeric(value);
  requireDefined(value);
  if (number === undefined || number instanceof Float)
    throw new Fault(`a slice needs integers, not ${typeName(value)}`);
  return Number(number);
};
