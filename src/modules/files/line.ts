import { Regex, type RegexMatch, regexOf } from '../../template/regex.js';
import { bare, type Edited, linesOf } from './edit.js';

/** What lineinfile is asked, its texts in the form of the file's text. */
export interface LineWish {
  readonly line: string;
  readonly regexp: string | undefined;
  readonly searchString: string | undefined;
  readonly insertAfter: string | undefined;
  readonly insertBefore: string | undefined;
  readonly backrefs: boolean;
  readonly firstMatch: boolean;
}

/**
 * Puts one line into a text by the rules of lineinfile: in place of the last line (or the first) that matches, or else where the
 * line is already, or else behind or before what insertafter or insertbefore name, or else at the end.
 */
export const ensureLine = (text: string, wish: LineWish): Edited => {
  const { line, backrefs } = wish;
  const lines = linesOf(text);
  const found = findMatch(lines, wish);
  const place = found ? undefined : findPlace(lines, wish);
  if (found || place?.exact !== undefined) {
    const at = found?.at ?? place!.exact!;
    const filled = backrefs && found?.match ? Regex.expand(found.match, line) : line;
    const replacement = filled.endsWith('\n') ? filled : `${filled}\n`;
    if (lines[at] === replacement) return { text, message: '' };
    lines[at] = replacement;
    return { text: lines.join(''), message: 'line replaced' };
  }
  if (backrefs) return { text, message: '' };
  return insertLine(lines, wish, place?.insert);
};

interface Found {
  readonly at: number;
  readonly match: RegexMatch | undefined;
}

/** The line to be replaced: the last that matches, or the first if so wanted. */
const findMatch = (lines: readonly string[], wish: LineWish): Found | undefined => {
  const regex = wish.regexp === undefined ? undefined : regexOf(wish.regexp);
  let found: Found | undefined;
  for (const [at, current] of lines.entries()) {
    const match = regex?.search(current);
    if (!match && !(wish.searchString !== undefined && current.includes(wish.searchString))) continue;
    found = { at, match };
    if (wish.firstMatch) break;
  }
  return found;
};

interface Place {
  /** Where the line is already. */
  readonly exact: number | undefined;
  /** Where insertafter or insertbefore say that it is to be put. */
  readonly insert: number | undefined;
}

const findPlace = (lines: readonly string[], wish: LineWish): Place => {
  const { line, insertAfter, insertBefore, firstMatch } = wish;
  const pattern =
    insertAfter !== undefined && insertAfter !== 'BOF' && insertAfter !== 'EOF'
      ? insertAfter
      : insertBefore !== undefined && insertBefore !== 'BOF'
        ? insertBefore
        : undefined;
  const regex = pattern === undefined ? undefined : regexOf(pattern);
  let exact: number | undefined;
  let insert: number | undefined;
  for (const [at, current] of lines.entries()) {
    if (bare(current) === line) {
      exact = at;
    } else if (regex?.search(current)) {
      insert = insertAfter !== undefined ? at + 1 : at;
      if (firstMatch) break;
    }
  }
  return { exact, insert };
};

const insertLine = (
  lines: string[],
  { line, insertAfter, insertBefore }: LineWish,
  insert: number | undefined,
): Edited => {
  const at = insertBefore === 'BOF' || insertAfter === 'BOF' ? 0 : (insert ?? lines.length);
  // With firstmatch the search may have ended before the line was come to.
  if (
    insertAfter !== undefined &&
    insert !== undefined &&
    insert < lines.length &&
    bare(lines[insert]!) === line
  )
    return { text: lines.join(''), message: '' };
  // Nothing may be glued to a last line that has no end.
  if (at === lines.length && at > 0 && !/[\r\n]$/.test(lines.at(-1)!)) lines.push(`${lines.pop()}\n`);
  lines.splice(at, 0, `${line}\n`);
  return { text: lines.join(''), message: 'line added' };
};

/** Takes out all lines that match, or that are the line if there is nothing to match. */
export const removeLines = (
  text: string,
  {
    line,
    regexp,
    searchString,
  }: Pick<LineWish, 'regexp' | 'searchString'> & { readonly line: string | undefined },
): Edited & { readonly found: number } => {
  const regex = regexp === undefined ? undefined : regexOf(regexp);
  const lines = linesOf(text);
  const kept = lines.filter(current => {
    if (regex) return !regex.search(current);
    return searchString === undefined ? bare(current) !== line : !current.includes(searchString);
  });
  const found = lines.length - kept.length;
  return { text: kept.join(''), message: found === 0 ? '' : `${found} line(s) removed`, found };
};
