import type { Bytes } from '../runtime.js';
import { type Method, methodTable } from './method.js';

/** The methods of Python's `bytes`. */
export const bytesMethods: ReadonlyMap<string, Method> = methodTable<Bytes>({
  decode: [['encoding', 'errors'], ({ data }) => data.toString('utf8')],
  hex: [[], ({ data }) => data.toString('hex')],
});
