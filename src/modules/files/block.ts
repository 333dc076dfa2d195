import { type RegexMatch, regexOf } from '../../template/regex.js';
import type { Edited } from './edit.js';

/** What blockinfile is asked, its texts in the form of the file's text. */
export interface BlockWish {
  /** Empty if there is to be none. */
  readonly block: string;
  /** The lines around it. */
  readonly begin: string;
  readonly end: string;
  readonly insertAfter: string | undefined;
  readonly insertBefore: string | undefined;
}

/**
 * Puts a block of lines between its markers into a text, or takes it out, by the rules of blockinfile: in place of the last block
 * with these markers, or else behind or before what insertafter or insertbefore name, or else at the end.
 * @param isNew whether there is no file yet
 */
export const placeBlock = (text: string, wish: BlockWish, isNew: boolean): Edited => {
  const lines = splitLines(text);
  const begin = `${wish.begin}\n`;
  const end = `${wish.end}\n`;
  const first = lines.lastIndexOf(begin);
  const last = lines.lastIndexOf(end);
  let at: number;
  if (first === -1 || last === -1) {
    at = placeOf(lines, text, wish);
  } else {
    at = Math.min(first, last);
    lines.splice(at, Math.abs(last - first) + 1);
  }
  if (at > 0 && !lines[at - 1]!.endsWith('\n')) lines[at - 1] += '\n';
  const isThere = wish.block !== '';
  if (isThere) lines.splice(at, 0, begin, wish.block.endsWith('\n') ? wish.block : `${wish.block}\n`, end);
  const edited = lines.join('');
  const message = isThere ? 'Block inserted' : 'Block removed';
  return { text: edited, message: isNew ? 'File created' : edited === text ? '' : message };
};

/** Lines with their ends, as Python splits bytes. */
const splitLines = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+/g) ?? [];

/** Python's flag for a search through the whole text, written at the pattern's start. */
const MULTILINE = /^\(\?[aiLsux]*m[aiLmsux]*\)/;

/** The index of the line before which a new block goes. */
const placeOf = (lines: readonly string[], text: string, wish: BlockWish): number => {
  const { insertAfter, insertBefore } = wish;
  const after = insertAfter !== undefined && insertAfter !== 'EOF';
  if (!after && insertBefore === 'BOF') return 0;
  const pattern = after ? insertAfter : insertBefore;
  if (pattern === undefined) return lines.length;
  const regex = regexOf(pattern);
  if (MULTILINE.test(pattern)) {
    const match = regex.search(text);
    return match ? lineOf(text, match, after) : lines.length;
  }
  const found = lines.findLastIndex(line => regex.search(line));
  if (found === -1) return lines.length;
  return after ? found + 1 : found;
};

/** The line behind the one in which a match ends, or the one in which it begins. */
const lineOf = (text: string, { index, groups }: RegexMatch, after: boolean): number => {
  const breaks = (end: number): number => text.slice(0, end).split('\n').length - 1;
  return after ? breaks(index + groups[0]!.length) + 1 : breaks(index);
};
