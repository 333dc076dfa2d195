import { randomBytes } from 'node:crypto';
import type { Value } from '../value/value.js';

/**
 * What the variable `omit` holds: a text that nobody can guess, so that data from a host is never taken for it. An argument
 * that renders to it counts as not given. Compare with `===`.
 */
export const OMIT: string = `__omit_place_holder__${randomBytes(16).toString('hex')}`;

/** The value without the entries and elements that are `OMIT`. The same value where there are none. */
export const withoutOmitted = (value: Value): Value => {
  if (!holdsOmitted(value)) return value;
  if (Array.isArray(value)) return value.filter(item => item !== OMIT).map(withoutOmitted);
  if (!(value instanceof Map)) return value;
  const dict = new Map<Value, Value>();
  for (const [key, entry] of value) if (key !== OMIT && entry !== OMIT) dict.set(key, withoutOmitted(entry));
  return dict;
};

const holdsOmitted = (value: Value): boolean => {
  if (value === OMIT) return true;
  if (Array.isArray(value)) return value.some(holdsOmitted);
  if (!(value instanceof Map)) return false;
  for (const [key, entry] of value) if (key === OMIT || holdsOmitted(entry)) return true;
  return false;
};

/** What stands where `omit` became a part of a text, as with Ansible: another one, since a host may come to know it. */
const PART: string = `__omit_place_holder__${randomBytes(20).toString('hex')}`;

/** A text in which `omit` may have become a part. */
export const withPlaceholder = (text: string): string =>
  text !== OMIT && text.includes(OMIT) ? text.replaceAll(OMIT, PART) : text;
