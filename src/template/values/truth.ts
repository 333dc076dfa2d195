import { Float } from '../../value/value.js';
import { Bytes, Nothing, type Runtime, Undefined } from '../runtime.js';

/** Python's `bool(value)`: zero, '', None and what is empty are false. Throws for what is undefined. */
export const isTruthy = (value: Runtime): boolean => {
  if (value === null) return false;
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
  }
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Undefined) throw value.error();
  if (value instanceof Bytes) return value.data.length > 0;
  return !(value instanceof Nothing);
};

/** Ansible's `bool` filter: yes, on, 1 and true in any case are true, None stays None, all else is false. */
export const toBool = (value: Runtime): boolean | null => {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return /^(yes|on|1|true)$/i.test(value);
  if (value instanceof Float) return value.value === 1;
  if (value instanceof Undefined) throw value.error();
  return value === 1;
};
