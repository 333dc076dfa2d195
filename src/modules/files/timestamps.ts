/** What a file's access or modification time shall be: left alone, the present, or this local time of the host. */
export type WantedTime = 'preserve' | 'now' | { readonly local: string };

/** strptime's directives that are understood, with what stands for them where the format has none. */
const DIRECTIVES: Readonly<Record<string, readonly [pattern: string, absent: string]>> = {
  Y: ['\\d{4}', '1900'],
  m: ['\\d{1,2}', '01'],
  d: ['\\d{1,2}', '01'],
  H: ['\\d{1,2}', '00'],
  M: ['\\d{1,2}', '00'],
  S: ['\\d{1,2}', '00'],
};

/**
 * Reads a time by a format of strptime, as far as it is made of numbers: %Y %m %d %H %M %S. It is not turned into seconds
 * here, since it is the host's local time. Returns what is wrong as a problem.
 */
export const parseTime = (text: string, format: string): WantedTime | { readonly problem: string } => {
  if (text === 'preserve' || text === 'now') return text;
  const letters: string[] = [];
  const pattern = format.replace(/%(.)|[\\^$.*+?()[\]{}|]/g, (part, letter: string | undefined) => {
    if (letter === undefined) return `\\${part}`;
    letters.push(letter);
    return `(${DIRECTIVES[letter]?.[0] ?? ''})`;
  });
  const unknown = letters.find(letter => !DIRECTIVES[letter]);
  if (unknown !== undefined) return { problem: `%${unknown} in a format of times is not supported` };
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (!match) return { problem: `time "${text}" is not of the format "${format}"` };
  const [year, month, day, hour, minute, second] = Object.entries(DIRECTIVES).map(([letter, [, absent]]) =>
    (letters.includes(letter) ? match[letters.indexOf(letter) + 1]! : absent).padStart(2, '0'),
  );
  return { local: `${year}-${month}-${day} ${hour}:${minute}:${second}` };
};
