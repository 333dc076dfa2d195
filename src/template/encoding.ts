import { fromUtf8, toUtf8 } from '../value/utf8.js';
import { Fault, type Runtime } from './runtime.js';
import { toText } from './values/text.js';

/** Bytes as text in an encoding that Python knows. Throws a Fault for others. */
export const decode = (bytes: Buffer, encoding: Runtime): string => {
  const name = bufferEncoding(encoding);
  return name === 'utf8' ? fromUtf8(bytes) : bytes.toString(name);
};

/** Text as bytes in an encoding that Python knows. Throws a Fault for others. */
export const encode = (text: string, encoding: Runtime): Buffer => {
  const name = bufferEncoding(encoding);
  return name === 'utf8' ? toUtf8(text) : Buffer.from(text, name);
};

/** Node's name of an encoding that Python knows. */
const bufferEncoding = (value: Runtime): BufferEncoding => {
  const name = toText(value).toLowerCase();
  if (/^utf-?8$/.test(name)) return 'utf8';
  if (/^utf-?16(-?le)?$/.test(name)) return 'utf16le';
  if (/^(latin-?1|iso-?8859-1)$/.test(name)) return 'latin1';
  if (name === 'ascii') return 'ascii';
  throw new Fault(`encoding "${name}" is not supported`);
};
