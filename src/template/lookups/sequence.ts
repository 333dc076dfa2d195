import { Fault, LIMITS } from '../runtime.js';
import { formatPercent } from '../values/percent.js';
import { toText } from '../values/text.js';
import type { Lookup } from './lookup.js';

const NUMBER = /^[+-]?(?:0x[\da-f]+|0o[0-7]+|0b[01]+|0|[1-9]\d*)$/i;

const readNumber = (text: string): number => {
  if (!NUMBER.test(text)) throw new Fault(`it can't read the number "${text}"`);
  // JavaScript takes no sign before a prefix.
  return text.startsWith('-') ? -Number(text.slice(1)) : Number(text.replace(/^\+/, ''));
};

/** `start=1 end=5 stride=2 format=%02d`, or the short form `5`, `1-5`, `0x10-0x20/2:host%02x`. */
const readSequence = (term: string): Map<string, string> => {
  const short = /^(?:(0x[\da-f]+|\d+)-)?(0x[\da-f]+|\d+)(?:\/(0x[\da-f]+|\d+))?(?::(.+))?$/i.exec(term);
  const settings = new Map<string, string>();
  if (short) {
    for (const [index, name] of ['start', 'end', 'stride', 'format'].entries()) {
      const value = short[index + 1];
      if (value !== undefined) settings.set(name, value);
    }
    return settings;
  }
  for (const part of term.split(/\s+/).filter(word => word !== '')) {
    const [name = '', ...value] = part.split('=');
    if (!['start', 'end', 'count', 'stride', 'format'].includes(name))
      throw new Fault(`it knows no "${part}"`, 'start, end, count, stride, format');
    settings.set(name, value.join('='));
  }
  return settings;
};

/** Numbers from a start to an end, or so many, written by a format. */
export const sequence: Lookup = (terms, options) =>
  (terms.length === 0 ? [''] : terms).flatMap(term => {
    const settings = readSequence(toText(term));
    for (const [name, value] of options) settings.set(name, toText(value));
    const numberOf = (name: string): number | undefined => {
      const text = settings.get(name);
      return text === undefined ? undefined : readNumber(text);
    };
    const start = numberOf('start') ?? 1;
    const count = numberOf('count');
    const given = numberOf('end');
    const stride = numberOf('stride') ?? 1;
    const format = settings.get('format') ?? '%d';
    if ((count === undefined) === (given === undefined)) throw new Fault('it needs either count or end');
    if (count === 0) return [];
    const end = given ?? start + count! * stride - 1;
    if (stride > 0 && end < start) throw new Fault('to count backwards make stride negative');
    if (stride < 0 && end > start) throw new Fault('to count forward make stride positive');
    if (format.split('%').length !== 2) throw new Fault(`"${format}" is no format with one placeholder`);
    if (stride === 0) return [];
    const length = Math.floor((end - start) / stride) + 1;
    if (length > LIMITS.elements) throw new Fault(`a sequence of ${length} numbers is too long`);
    return Array.from({ length }, (_, index) => formatPercent(format, start + index * stride));
  });
