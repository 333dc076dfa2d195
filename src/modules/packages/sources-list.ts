/** One line of a file of package sources, in the parts that count. */
export interface SourceLine {
  /** It names a source, if maybe one that is commented out. */
  readonly valid: boolean;
  readonly enabled: boolean;
  /** Its words, a blank between each if it is valid. */
  readonly source: string;
  readonly comment: string;
}

/** Reads a line as it stands in sources.list. */
export const parseSource = (text: string): SourceLine => {
  const line = text.trim();
  const enabled = !line.startsWith('#');
  const body = enabled ? line : line.slice(1);
  const mark = body.indexOf('#');
  const comment = mark > 0 ? body.slice(mark + 1).trim() : '';
  const source = (mark > 0 ? body.slice(0, mark) : body).trim();
  const words = source.split(/\s+/);
  const valid = words[0] === 'deb' || words[0] === 'deb-src';
  return { valid, enabled, source: valid ? words.join(' ') : source, comment };
};

/** All lines of a file. */
export const parseSources = (text: string): readonly SourceLine[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map(parseSource);

/** Lines as they are written. */
export const writeSources = (lines: readonly SourceLine[]): string =>
  lines
    .map(
      ({ enabled, source, comment }) =>
        `${enabled ? '' : '# '}${source}${comment === '' ? '' : ` # ${comment}`}\n`,
    )
    .join('');

/** The name of the file for a source if the task names none. */
export const suggestedName = (source: string): string => {
  const words = source
    .replace(/\[[^\]]+\]/g, '')
    .replace(/\w+:\/\//g, '')
    .split(/\s+/)
    .filter(word => word !== '' && word !== 'deb' && word !== 'deb-src');
  const first = words[0] ?? '';
  return first
    .slice(first.indexOf('@') + 1)
    .split(/[^a-zA-Z0-9]+/)
    .filter(part => part !== '')
    .join('_');
};
