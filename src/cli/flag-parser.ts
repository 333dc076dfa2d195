import type { FlagTable } from './flags.js';
import type { Flags } from './options.js';

/** How yargs' parser reads a line. */
export const PARSING = {
  'camel-case-expansion': false,
  'boolean-negation': false,
  // The value of -e or --ssh-common-args may begin with a dash.
  'nargs-eats-options': true,
  // A string to encrypt, or a file's name, is not to be a number.
  'parse-positional-numbers': false,
};

/** The line with the values of short flags apart from them, as yargs wants them: `-uroot` is `-u root`, and `-bu root` is `-b -u root`. */
export const apart = (line: readonly string[], table: FlagTable): readonly string[] => {
  const end = line.includes('--') ? line.indexOf('--') : line.length;
  return line.flatMap((word, index) =>
    index < end && /^-[A-Za-z]./.test(word) ? letters(word, table) : word,
  );
};

const letters = (word: string, table: FlagTable): readonly string[] => {
  const apart: string[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word[at]!;
    const flag = Object.values(table).find(({ alias = [] }) => [alias].flat().includes(letter));
    if (flag === undefined) return [word];
    apart.push(`-${letter}`);
    if (flag.type !== 'string' && flag.type !== 'number') continue;
    const value = word.slice(at + 1).replace(/^=/, '');
    return value === '' ? apart : [...apart, value];
  }
  return apart;
};

/**
 * Reads a line's flags with yargs' own parser, but without yargs around it.
 * @returns undefined where yargs has something to say: a flag is unknown or has no value, or help is asked for
 */
export const readFlags = async (line: readonly string[], table: FlagTable): Promise<Flags | undefined> => {
  const { default: parser } = await import('yargs-parser');
  const flags = Object.entries(table);
  const ofType = (...types: readonly string[]) =>
    flags.filter(([, { type }]) => types.includes(String(type))).map(([name]) => name);
  const { argv, error } = parser.detailed([...line], {
    configuration: PARSING,
    alias: Object.fromEntries(flags.map(([name, { alias = [] }]) => [name, [alias].flat()])),
    default: Object.fromEntries(
      flags.filter(([, flag]) => flag.default !== undefined).map(([name, flag]) => [name, flag.default]),
    ),
    array: flags.filter(([, { array }]) => array).map(([name]) => name),
    boolean: ofType('boolean'),
    count: ofType('count'),
    number: ofType('number'),
    string: ofType('string'),
    narg: Object.fromEntries(ofType('string', 'number').map(name => [name, 1])),
  });
  const known = new Set(['_', ...flags.flatMap(([name, { alias = [] }]) => [name, ...[alias].flat()])]);
  return error || Object.keys(argv).some(name => !known.has(name)) ? undefined : argv;
};
