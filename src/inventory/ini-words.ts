/** A word of a line: its text without quotes and backslashes, and where it stands in the line. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a line into words as Python's shlex does for INI inventories: quotes group, a backslash takes the next character
 * as it is, a "#" outside quotes starts a comment wherever it stands.
 * @returns undefined if a quote is not closed or the line ends in a backslash
 */
export const splitWords = (line: string): Word[] | undefined => {
  const words: Word[] = [];
  let text: string | undefined;
  let start = 0;
  let at = 0;
  const finish = (): void => {
    if (text !== undefined) words.push({ text, start, end: at });
    text = undefined;
  };
  for (; at < line.length; at++) {
    const character = line[at]!;
    if (character === '#') break;
    if (/\s/.test(character)) {
      finish();
      continue;
    }
    if (text === undefined) start = at;
    if (character === '"' || character === "'") {
      const quoted = (character === '"' ? /^"((?:[^"\\]|\\.)*)"/ : /^'([^']*)'/).exec(line.slice(at));
      if (!quoted) return undefined;
      text = (text ?? '') + (character === '"' ? quoted[1]!.replace(/\\(["\\])/g, '$1') : quoted[1]!);
      at += quoted[0].length - 1;
    } else if (character === '\\') {
      at++;
      if (at === line.length) return undefined;
      text = (text ?? '') + line[at]!;
    } else {
      text = (text ?? '') + character;
    }
  }
  finish();
  return words;
};
