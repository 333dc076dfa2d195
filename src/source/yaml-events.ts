import { type Event, parseEvents, YAMLException } from 'js-yaml';

/** More than any collection is indented by. */
const INDENT = ' '.repeat(200);

/** Where spaces were put into a text, in order: positions in the text as it was. */
type Insertions = readonly number[];

/**
 * The events of a YAML text, with positions in it. js-yaml wants lines within brackets and quotes to be indented deeper than what they
 * belong to, as YAML 1.2 does; PyYAML, which reads YAML 1.1 for Ansible, takes them anywhere, and playbooks have closing brackets below
 * their keys. Such lines are read as if they were indented.
 * @throws YAMLException with a position in the text
 */
export const readEvents = (text: string, filename: string): Event[] => {
  const insertions: number[] = [];
  let first: YAMLException | undefined;
  for (;;)
    try {
      const events = parseEvents(withSpaces(text, insertions), { filename });
      return insertions.length === 0 ? events : events.map(event => movedBack(event, insertions));
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const position = before(insertions, error.mark?.position ?? 0);
      if (error.mark) error.mark.position = position;
      const line = text.lastIndexOf('\n', position - 1) + 1;
      const isRetried = error.reason === 'deficient indentation' && mayBeIndented(text, line);
      if (!isRetried || insertions.includes(line)) throw first ?? error;
      if (looksLikeEntry(text, line)) first ??= error;
      insertions.push(line);
      insertions.sort((a, b) => a - b);
    }
};

/** Whether a line is more likely the next key or item, with a quote or bracket before it that was never closed. */
const looksLikeEntry = (text: string, line: number): boolean =>
  /^ *(?:- |[\w.-]+:(?:\s|$))(?!.*,[ \t]*$)/.test(lineAt(text, line));

const lineAt = (text: string, start: number): string => {
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? undefined : end);
};

/** A line that would end the document, or is indented by tabs, is as wrong for PyYAML; where nothing follows, nothing can be indented. */
const mayBeIndented = (text: string, line: number): boolean =>
  text.slice(line).trim() !== '' && !/^(?: *\t|(?:---|\.\.\.)(?:\s|$))/.test(lineAt(text, line));

const withSpaces = (text: string, insertions: Insertions): string =>
  insertions.length === 0
    ? text
    : [0, ...insertions].map((start, index) => text.slice(start, insertions[index])).join(INDENT);

/** The position in the text as it was of one in the text with spaces. */
const before = (insertions: Insertions, position: number): number => {
  let moved = position;
  for (const [index, line] of insertions.entries())
    if (line + index * INDENT.length < position)
      moved = Math.max(position - (index + 1) * INDENT.length, line);
  return moved;
};

const POSITIONS = ['start', 'valueStart', 'valueEnd', 'anchorStart', 'anchorEnd', 'tagStart', 'tagEnd'];

const movedBack = (event: Event, insertions: Insertions): Event =>
  Object.fromEntries(
    Object.entries(event).map(([key, value]) => [
      key,
      POSITIONS.includes(key) && typeof value === 'number' ? before(insertions, value) : value,
    ]),
  ) as unknown as Event;
