import { mistake } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import { Float, type Value } from '../value/value.js';
import { isSettled } from './evaluation.js';
import { Bytes, Nothing, type Runtime, Special, Undefined } from './runtime.js';
import { isPrintable } from './values/printable.js';

/**
 * What leaves the engine: undefined values are errors, what exists only in templates becomes text or is refused, and dicts that are made
 * while they are looked at stay as they are now. Throws interrupts where something in them is not known yet.
 */
export const settle = (value: Runtime, text: string, location: Location | undefined): Value => {
  if (typeof value !== 'object' || value === null || value instanceof Float) return value;
  if (!(value instanceof Special) && isSettled(value)) return value as Value;
  if (value instanceof Undefined) throw value.error();
  if (value instanceof Nothing) return '';
  if (value instanceof Bytes) return value.data.toString('utf8');
  if (Array.isArray(value)) return value.map(item => settle(item, text, location));
  if (value instanceof Map) {
    const dict = new Map<Value, Value>();
    for (const [key, entry] of value) dict.set(settle(key, text, location), settle(entry, text, location));
    return dict;
  }
  if (isPrintable(value)) return value.text();
  throw mistake(
    `"${text.trim()}" gives a ${value.typeName}, which is no data`,
    location,
    'a method or macro is called with ()',
  );
};
