import { splitLines } from '../../value/lines.js';
import { aliased, type Filter, filters, freeFilters } from '../define.js';
import { textArgument } from '../methods/method.js';
import { replaceText, splitText } from '../methods/string.js';
import { Fault, type Runtime, tupleOf } from '../runtime.js';
import { escapeHtml } from '../values/html.js';
import { toInteger, toSize } from '../values/numbers.js';
import { formatPercent } from '../values/percent.js';
import * as strings from '../values/strings.js';
import { toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import { linkUrls } from './urlize.js';

const title = (text: string): string =>
  text
    .split(/([-\s({[<]+)/)
    .map(strings.capitalize)
    .join('');

const indent = (text: string, width: Runtime, first: boolean, blank: boolean): string => {
  const by = typeof width === 'string' ? width : strings.repeat(' ', toSize(width, 'the width'));
  const [head = '', ...lines] = splitLines(`${text}\n`);
  const rest = lines.map(line => `\n${line !== '' || blank ? by : ''}${line}`).join('');
  return `${first ? by : ''}${head}${rest}`;
};

const truncate = (value: Runtime, args: (Runtime | undefined)[]): Runtime => {
  const [length = 255, killWords = false, end = '...', leeway = 5] = args;
  const [most, tail] = [toInteger(length, 'the length'), textArgument(end, 'the end')];
  const spare = toInteger(leeway ?? 5, 'the leeway');
  if (most < strings.textLength(tail)) throw new Fault('truncate() needs a length above that of its end');
  if (spare < 0) throw new Fault('truncate() needs a leeway of at least 0');
  // What is short enough may be anything that has a length.
  if (
    (Array.isArray(value) && value.length <= most + spare) ||
    (value instanceof Map && value.size <= most + spare)
  )
    return value;
  const text = textArgument(value, 'what truncate() shortens');
  if (strings.textLength(text) <= most + spare) return text;
  const kept = strings.slice(text, 0, most - strings.textLength(tail));
  if (isTruthy(killWords)) return kept + tail;
  const space = kept.lastIndexOf(' ');
  return (space === -1 ? kept : kept.slice(0, space)) + tail;
};

/** How much of a word that is too long stays on the line: up to a hyphen, if there is one in the room that is left. */
const hyphenBefore = (chunk: string, room: number, breakHyphens: boolean): number => {
  const hyphen = breakHyphens ? chunk.lastIndexOf('-', room - 1) : -1;
  return hyphen > 0 && /[^-]/.test(chunk.slice(0, hyphen)) ? hyphen + 1 : room;
};

/** Lines of words no longer than the width. */
const wrapLine = (line: string, width: number, breakWords: boolean, breakHyphens: boolean): string[] => {
  if (width < 1) throw new Fault('wordwrap() needs a width of at least 1');
  const pattern = breakHyphens ? /\s+|[^\s-]*[^\s\W]-+(?=\w{2})|\S+?(?=\s|$|[^\s\W]-\w{2})|\S+/g : /\s+|\S+/g;
  const queue: string[] = line.match(pattern) ?? [];
  const lines: string[] = [];
  let current = '';
  while (queue.length > 0) {
    const chunk = queue.shift()!;
    if (current === '' && lines.length > 0 && chunk.trim() === '') continue;
    if (strings.textLength(current + chunk) <= width) current += chunk;
    else if (breakWords && strings.textLength(chunk) > width && chunk.trim() !== '') {
      const room = hyphenBefore(chunk, width - strings.textLength(current), breakHyphens);
      current += strings.slice(chunk, 0, room);
      queue.unshift(strings.slice(chunk, room));
      lines.push(current.trimEnd());
      current = '';
    } else {
      if (current.trim() !== '') lines.push(current.trimEnd());
      current = chunk.trim() === '' ? '' : chunk;
    }
  }
  if (current.trim() !== '') lines.push(current.trimEnd());
  return lines;
};

const wordWrap = (
  text: string,
  [width = 79, breakWords = true, wrap, breakHyphens = true]: (Runtime | undefined)[],
  newline: string,
): string =>
  splitLines(text)
    .map(line =>
      wrapLine(line, toInteger(width, 'the width'), isTruthy(breakWords), isTruthy(breakHyphens)).join(
        toText(wrap ?? newline),
      ),
    )
    .join(toText(wrap ?? newline));

const attributeName = (key: Runtime): string => {
  const name = textArgument(key, 'the name of an attribute');
  if (/[\s/>=]/.test(name)) throw new Fault(`"${name}" is no name of an attribute`);
  return name;
};

const xmlAttributes = (value: Runtime, autospace: boolean): string => {
  if (!(value instanceof Map)) throw new Fault('xmlattr needs a dict');
  const attributes = [...value]
    .filter(([, entry]) => entry !== null)
    .map(([key, entry]) => `${escapeHtml(attributeName(key))}="${escapeHtml(toText(entry))}"`)
    .join(' ');
  return autospace && attributes !== '' ? ` ${attributes}` : attributes;
};

const center = (text: string, width: number): string => {
  const missing = width - strings.textLength(text);
  if (missing <= 0) return text;
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return strings.repeat(' ', left) + text + strings.repeat(' ', missing - left);
};

const stripTags = (text: string): string =>
  text
    .replace(/<!--[\s\S]*?-->|<[^>]*>/g, '')
    .trim()
    .split(/\s+/)
    .join(' ')
    .replace(
      /&(amp|lt|gt|quot|#39|#34);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"' })[name]!,
    );

/** Filters on texts. */
export const stringFilters: [string, Filter][] = aliased(
  [
    ...filters({
      capitalize: [[], value => strings.capitalize(toText(value))],
      center: [['width'], (value, [width = 80]) => center(toText(value), toInteger(width, 'the width'))],
      escape: [[], value => escapeHtml(toText(value))],
      indent: [
        ['width', 'first', 'blank'],
        (value, [width = 4, first = false, blank = false]) =>
          indent(textArgument(value, 'what indent() moves'), width, isTruthy(first), isTruthy(blank)),
      ],
      lower: [[], value => toText(value).toLowerCase()],
      replace: [
        ['old', 'new', 'count'],
        (value, [old = '', by = '', count]) => replaceText(toText(value), toText(old), toText(by), count),
      ],
      safe: [[], value => toText(value)],
      split: [
        ['sep', 'maxsplit'],
        (value, [separator, limit]) =>
          splitText(textArgument(value, 'what split() cuts'), separator, limit, false),
      ],
      string: [[], value => toText(value)],
      striptags: [[], value => stripTags(toText(value))],
      title: [[], value => title(toText(value))],
      trim: [
        ['chars'],
        (value, [chars = null]) =>
          strings.strip(
            toText(value),
            chars === null ? undefined : textArgument(chars, 'the characters to trim'),
            true,
            true,
          ),
      ],
      truncate: [['length', 'killwords', 'end', 'leeway'], (value, args) => truncate(value, args)],
      upper: [[], value => toText(value).toUpperCase()],
      urlize: [
        ['trim_url_limit', 'nofollow', 'target', 'rel', 'extra_schemes'],
        (value, args) => linkUrls(toText(value), args),
      ],
      wordcount: [[], value => (toText(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length],
      wordwrap: [
        ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'],
        (value, args, { source }) =>
          wordWrap(textArgument(value, 'what wordwrap() breaks'), args, source.syntax?.newline ?? '\n'),
      ],
      xmlattr: [['autospace'], (value, [autospace = true]) => xmlAttributes(value, isTruthy(autospace))],
    }),
    ...freeFilters({
      format: (value, { positional, named }) => {
        if (named.size > 0 && positional.length > 0)
          throw new Fault('format() takes positional or named arguments, not both');
        return formatPercent(
          toText(value),
          named.size > 0 ? new Map<Runtime, Runtime>(named) : tupleOf(...positional),
        );
      },
    }),
  ],
  { e: 'escape', forceescape: 'escape' },
);
