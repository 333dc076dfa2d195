import { Fault, type Runtime } from './runtime.js';
import { toText } from './values/text.js';

/** Node's name of an encoding that Python knows. Throws a Fault for others. */
export const bufferEncoding = (value: Runtime): BufferEncoding => {
  const name = toText(value).toLowerCase();
  if (/^utf-?8$/.test(name)) return 'utf8';
  if (/^utf-?16(-?le)?$/.test(name)) return 'utf16le';
  if (/^(latin-?1|iso-?8859-1)$/.test(name)) return 'latin1';
  if (name === 'ascii') return 'ascii';
  throw new Fault(`encoding "${name}" is not supported`);
};
