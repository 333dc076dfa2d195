import type { Location, SourceFile } from '../source/file.js';
import type { Span } from './ast.js';

/**
 * Where a stretch of a template's text stands in the file. The text is the value of the YAML scalar that `location` covers:
 * quotes, indentation, folded lines and escapes make it differ from what the file holds, so the two are walked together.
 */
export const placeOf = (text: string, location: Location | undefined, span: Span): Location | undefined => {
  if (!location) return undefined;
  const { file, start, end } = location;
  const written = file.text.slice(start, end);
  const found = written.indexOf(text);
  const places = found === -1 ? walk(text, written, span) : [found + span.start, found + span.end];
  const [from, to] = places as [number, number];
  return { file, start: start + from, end: Math.max(start + to, start + from) };
};

const walk = (text: string, written: string, span: Span): [number, number] => {
  let at = /^(?:["']|[|>][^\n]*\n)/.exec(written)?.[0].length ?? 0;
  let from = at;
  for (let index = 0; index <= text.length; index++) {
    if (index === span.start) from = nextInk(text, index, written, at);
    if (index === span.end) return [from, Math.max(at, from)];
    const skipped = nextInk(text, index, written, at);
    at = Math.min(written.length, skipped + 1);
  }
  return [from, at];
};

/** The offset at or after `at` where the character of the text stands; white space may be written as other white space. */
const nextInk = (text: string, index: number, written: string, at: number): number => {
  const character = text[index];
  if (character === undefined) return at;
  if (/\s/.test(character)) return at;
  const found = written.indexOf(character, at);
  return found === -1 || found - at > 200 ? at : found;
};

/** The place of a stretch of a whole file's text, which the parser saw with `\r\n` as `\n`. */
export const placeInFile = (file: SourceFile, parsed: string, span: Span, offset: number): Location => {
  if (!file.text.includes('\r')) return { file, start: span.start + offset, end: span.end + offset };
  const back = (at: number): number => at + parsed.slice(0, at).split('\n').length - 1;
  return { file, start: back(span.start) + offset, end: back(span.end) + offset };
};
