import { splitLines } from '../../value/lines.js';
import { Fault, type Runtime, Tuple } from '../runtime.js';
import { compare } from './compare.js';
import { textLength } from './strings.js';
import { repr, typeName } from './text.js';

const WIDTH = 80;

/** Keys in order, as Python's `pprint` sorts them: what can't be compared by the names of its types. */
const byKey = ([a]: readonly [Runtime, Runtime], [b]: readonly [Runtime, Runtime]): number => {
  try {
    return compare(a, b);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return compare(`<class '${typeName(a)}'>`, `<class '${typeName(b)}'>`);
  }
};

const sorted = (dict: Map<Runtime, Runtime>): [Runtime, Runtime][] => [...dict].sort(byKey);

/** The value on one line. */
const inline = (value: Runtime): string => {
  if (value instanceof Map)
    return `{${sorted(value)
      .map(([key, entry]) => `${inline(key)}: ${inline(entry)}`)
      .join(', ')}}`;
  if (!Array.isArray(value)) return repr(value);
  const items = value.map(inline).join(', ');
  if (!(value instanceof Tuple)) return `[${items}]`;
  return value.length === 1 ? `(${items},)` : `(${items})`;
};

/**
 * Python's `pprint.pformat`: what is too long for one line is broken between its elements.
 * @param indent the column where the value begins
 * @param behind how many characters come behind it on its last line
 */
export const pretty = (value: Runtime, indent = 0, behind = 0, level = 0): string => {
  const line = inline(value);
  if (textLength(line) <= WIDTH - indent - behind) return line;
  if (typeof value === 'string') return prettyText(value, indent, behind, level + 1);
  const separator = `,\n${' '.repeat(indent + 1)}`;
  if (value instanceof Map) {
    const entries = sorted(value).map(([key, entry], index) => {
      const name = inline(key);
      const left = index === value.size - 1 ? behind + 1 : 1;
      return `${name}: ${pretty(entry, indent + 1 + textLength(name) + 2, left, level + 1)}`;
    });
    return `{${entries.join(separator)}}`;
  }
  if (!Array.isArray(value)) return line;
  const [open, close] = value instanceof Tuple ? ['(', value.length === 1 ? ',)' : ')'] : ['[', ']'];
  const items = value.map((item, index) =>
    pretty(item, indent + 1, index === value.length - 1 ? behind + close.length : 1, level + 1),
  );
  return `${open}${items.join(separator)}${close}`;
};

/** A text as several that stand below each other: one per line, or by words where a line is too long. */
const prettyText = (text: string, indent: number, behind: number, level: number): string => {
  const [column, left] = level === 1 ? [indent + 1, behind + 1] : [indent, behind];
  const width = WIDTH - column;
  const lines = splitLines(text, true);
  const chunks = lines.flatMap((line, number) => {
    const isLast = number === lines.length - 1;
    if (textLength(repr(line)) <= (isLast ? width - left : width)) return [repr(line)];
    const words = line.match(/\S+\s*|\s+/gu) ?? [];
    const made: string[] = [];
    let current = '';
    for (const [index, word] of words.entries()) {
      const room = isLast && index === words.length - 1 ? width - left : width;
      if (textLength(repr(current + word)) > room) {
        if (current !== '') made.push(repr(current));
        current = word;
      } else current += word;
    }
    if (current !== '') made.push(repr(current));
    return made;
  });
  if (chunks.length === 1) return chunks[0]!;
  const body = chunks.join(`\n${' '.repeat(column)}`);
  return level === 1 ? `(${body})` : body;
};
