import { type Filter, filters } from '../define.js';
import { pairsOf } from '../methods/dict.js';
import { textArgument } from '../methods/method.js';
import { Fault, type Runtime } from '../runtime.js';
import { toBytes, toText } from '../values/text.js';

const percentEncode = (value: Runtime, safe: RegExp): string => {
  let text = '';
  for (const byte of toBytes(value)) {
    const character = String.fromCharCode(byte);
    text +=
      byte < 0x80 && safe.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
};

const forQuery = (value: Runtime): string => percentEncode(value, /[\w.~-]/).replaceAll('%20', '+');

const urlEncode = (value: Runtime): string => {
  if (!(value instanceof Map) && !Array.isArray(value)) return percentEncode(value, /[\w.~/-]/);
  return pairsOf(value)
    .map(([key, entry]) => `${forQuery(key)}=${forQuery(entry)}`)
    .join('&');
};

/** A text whose percent signs and plus signs are undone, bytes that are no UTF-8 replaced. */
const urlDecode = (text: string): string => {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/(?:%[\da-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
  return bytes;
};

/** The parts of a URL as Python's `urlsplit` names them. */
const splitUrl = (url: string): Map<Runtime, Runtime> => {
  const match =
    /^(?:(?<scheme>[A-Za-z][\w+.-]*):)?(?:\/\/(?<netloc>[^/?#]*))?(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?:#(?<fragment>[\s\S]*))?$/.exec(
      url,
    );
  const { scheme = '', netloc = '', path = '', query = '', fragment = '' } = match?.groups ?? {};
  const host =
    /^(?:(?<username>[^:]*)(?::(?<password>.*))?@)?(?:\[(?<v6>[^\]]*)\]|(?<name>[^:]*))(?::(?<port>\d*))?$/.exec(
      netloc,
    )?.groups ?? {};
  const name = host.v6 ?? host.name;
  return new Map<Runtime, Runtime>([
    ['fragment', fragment],
    ['hostname', name === undefined || name === '' ? null : name.toLowerCase()],
    ['netloc', netloc],
    ['password', host.password ?? null],
    ['path', path],
    ['port', host.port === undefined || host.port === '' ? null : Number(host.port)],
    ['query', query],
    ['scheme', scheme.toLowerCase()],
    ['username', host.username ?? null],
  ]);
};

/** Filters on URLs. */
export const urlFilters: [string, Filter][] = filters({
  urldecode: [[], value => urlDecode(textArgument(value, 'what urldecode reads'))],
  urlencode: [[], value => urlEncode(value)],
  urlsplit: [
    ['query'],
    (value, [query = '']) => {
      const text = textArgument(value, 'a URL').replace(/^[\x00-\x20]+|[\t\r\n]/g, '');
      const parts = splitUrl(text);
      if (query === '') return parts;
      const part = parts.get(query);
      if (part === undefined)
        throw new Fault(`a URL has no "${toText(query)}"`, [...parts.keys()].join(', '));
      return part;
    },
  ],
});
