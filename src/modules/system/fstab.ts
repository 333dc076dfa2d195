import { linesOf } from '../files/edit.js';

/** A line of fstab. */
export interface FstabEntry {
  readonly src: string;
  readonly name: string;
  readonly fstype: string;
  readonly opts: string;
  readonly dump: string;
  readonly passno: string;
}

const CHECKED = ['src', 'fstype', 'opts', 'dump', 'passno'] as const;

/** A field of fstab, in which blanks and some other characters have to be written as numbers. */
const escaped = (text: string): string =>
  text.replaceAll('\\', '\\134').replaceAll(' ', '\\040').replaceAll('&', '\\046');

const escapedEntry = (entry: FstabEntry): FstabEntry => ({
  src: escaped(entry.src),
  name: escaped(entry.name),
  fstype: escaped(entry.fstype),
  opts: escaped(entry.opts),
  dump: escaped(entry.dump),
  passno: escaped(entry.passno),
});

const written = ({ src, name, fstype, opts, dump, passno }: FstabEntry): string =>
  `${src} ${name} ${fstype} ${opts} ${dump} ${passno}\n`;

/** The fields of a line; undefined for comments and blank lines, and for those with a number of fields that is not among `counts`. */
const fieldsIn = (line: string, counts: readonly number[]): readonly string[] | undefined => {
  const text = line.trim();
  const fields = text.split(/\s+/);
  return text === '' || text.startsWith('#') || !counts.includes(fields.length) ? undefined : fields;
};

/** Whether a line is the one of a mount point; swap has none, and is told by its source. */
const isOf = (fields: readonly string[], name: string, source: string | undefined): boolean => {
  const [src, point, type] = fields;
  if (point !== name) return false;
  return !(source !== undefined && point === 'none' && type === 'swap' && src !== source);
};

/** Fstab with the line of a mount; undefined if it has it. */
export const withMount = (text: string, mount: FstabEntry): string | undefined => {
  const wanted = escapedEntry(mount);
  let exists = false;
  let changed = false;
  const lines = linesOf(text).map(each => {
    const line = each.endsWith('\n') ? each : `${each}\n`;
    const fields = fieldsIn(line, [4, 5, 6]);
    if (!fields || !isOf(fields, wanted.name, mount.src)) return line;
    exists = true;
    const [src, , fstype, opts, dump, passno] = fields;
    const there: Partial<FstabEntry> = { src, fstype, opts, dump, passno } as FstabEntry;
    changed ||= CHECKED.some(field => there[field] !== wanted[field]);
    return changed ? written(wanted) : line;
  });
  if (exists && !changed) return undefined;
  return [...lines, ...(exists ? [] : [written(wanted)])].join('');
};

/** Fstab without the lines of a mount point; undefined if it has none. */
export const withoutMount = (text: string, name: string, source: string | undefined): string | undefined => {
  const lines = linesOf(text);
  const kept = lines.filter(line => {
    const fields = fieldsIn(line, [6]);
    return !fields || !isOf(fields, escaped(name), source);
  });
  return kept.length === lines.length ? undefined : kept.join('');
};
