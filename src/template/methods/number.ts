import type { Float } from '../../value/value.js';
import { numeric } from '../values/numbers.js';
import { type Method, methodTable } from './method.js';

/** The methods of Python's `int`. */
export const integerMethods: ReadonlyMap<string, Method> = methodTable<number | bigint | boolean>({
  bit_length: [
    [],
    value => {
      const number = BigInt(numeric(value) as number | bigint);
      return number === 0n ? 0 : (number < 0n ? -number : number).toString(2).length;
    },
  ],
});

/** The methods of Python's `float`. */
export const floatMethods: ReadonlyMap<string, Method> = methodTable<Float>({
  is_integer: [[], value => Number.isInteger(value.value)],
});
