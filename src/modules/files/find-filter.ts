import { quote } from '../../agent/protocol.js';
import { regexOf } from '../../template/regex.js';
import { matchesPattern } from '../system/pattern.js';
import { translateRegex } from '../system/search-regex.js';
import type { FindArguments } from './find.js';
import { exactTime } from './inode.js';
import type { Entry } from './search.js';

/** What is found among what is there. */
export interface Filter {
  /** Whether an entry is one; `now` is the host's time. */
  takes(entry: Entry, now: number): boolean;
  /** The host must bring along what files hold: its own tools can't tell whether it is what is looked for. */
  readonly readsContents: boolean;
  /** In bytes; negative: at most. */
  readonly size: number | undefined;
  /** Arguments for grep that tell whether a file holds what is looked for. */
  readonly grep: readonly string[] | undefined;
}

const TYPES: Readonly<Record<string, number>> = { file: 0o100000, directory: 0o040000, link: 0o120000 };

/** The filter of a task. `age` is in seconds, `size` in bytes. */
export const filterFor = (args: FindArguments, age: number | undefined, size: number | undefined): Filter => {
  const isWanted = nameFilter(args);
  const wantedType = TYPES[args.file_type];
  const contains = args.file_type === 'file' ? args.contains : undefined;
  const grep = contains === undefined || args.read_whole_file ? undefined : grepFor(contains);
  const readsContents = contains !== undefined && grep === undefined;
  const holds = (content: Buffer | undefined): boolean => {
    if (!readsContents) return true;
    if (content === undefined) return false;
    const text = content.toString();
    if (args.read_whole_file) return regexOf(contains).search(text) !== undefined;
    return text.split(/(?<=\n)/).some(line => regexOf(contains).match(line) !== undefined);
  };
  return {
    readsContents,
    size,
    grep,
    takes: (entry, now) => {
      const type = entry.mode & 0o170000;
      if (wantedType !== undefined && type !== wantedType) return false;
      if (!args.hidden && entry.name.startsWith('.')) return false;
      if (!isWanted(entry.name)) return false;
      if (age !== undefined && !reaches(now - timeOf(entry, args.age_stamp), age)) return false;
      if (size !== undefined && type === TYPES.file && !reaches(entry.size, size)) return false;
      return holds(entry.content);
    },
  };
};

/** Whether a number is as large as a bound at least, or where the bound is negative as its amount at most. */
const reaches = (number: number, bound: number): boolean => (bound >= 0 ? number >= bound : number <= -bound);

const timeOf = ({ lines }: Entry, stamp: FindArguments['age_stamp']): number => {
  const at = ['atime', 'mtime', 'ctime'].indexOf(stamp);
  return exactTime(lines[0]!.split(':')[4 + at]!, lines[1 + at]);
};

const nameFilter = ({ patterns, excludes = [], use_regex }: FindArguments): ((name: string) => boolean) => {
  const matches = (name: string) => (pattern: string) =>
    use_regex ? regexOf(pattern).match(name) !== undefined : matchesPattern(name, pattern);
  return name => (patterns.length === 0 || patterns.some(matches(name))) && !excludes.some(matches(name));
};

/** A line must begin with what `contains` matches. Undefined if grep can't tell. */
const grepFor = (contains: string): readonly string[] | undefined => {
  const [flags = ''] = /^\(\?[aimsux]+\)/.exec(contains) ?? [];
  if (/[msx]/.test(flags) || contains.includes('\n')) return undefined;
  const translated = translateRegex(`${flags}^(?:${contains.slice(flags.length)})`);
  return 'problem' in translated ? undefined : translated.grep;
};

/**
 * Words of sh for find that leave out on the host already what is not wanted, so that it need not be told of. They may let something
 * pass: `takes` has the last word.
 */
export const hostTests = (args: FindArguments, { size, grep }: Filter): readonly string[] => {
  const tests: string[] = [];
  if (!args.hidden) tests.push('!', '-name', "'.*'");
  tests.push(...nameTests(args));
  // With links followed find looks at what they lead to.
  if (!args.follow) {
    const type = { file: 'f', directory: 'd', link: 'l', any: undefined }[args.file_type];
    if (type !== undefined) tests.push('-type', type);
    if (size !== undefined && size !== 0 && args.file_type !== 'directory' && args.file_type !== 'link')
      tests.push(
        '\\(',
        '!',
        '-type',
        'f',
        '-o',
        '-size',
        size > 0 ? `+${size - 1}c` : `-${1 - size}c`,
        '\\)',
      );
  }
  if (grep !== undefined)
    tests.push('-type', 'f', '-exec', 'grep', '-aqE', ...grep.map(quote), '--', '{}', '\\;');
  return tests;
};

/** Patterns with stars alone mean the same to find. */
const nameTests = ({ patterns, use_regex }: FindArguments): readonly string[] => {
  if (use_regex || patterns.length === 0 || !patterns.every(pattern => /^[\w.,+@%=: *-]+$/.test(pattern)))
    return [];
  return [
    '\\(',
    ...patterns.flatMap((pattern, at) => [...(at > 0 ? ['-o'] : []), '-name', quote(pattern)]),
    '\\)',
  ];
};
