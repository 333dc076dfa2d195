import { type Filter, filters, freeFilters } from '../define.js';
import { textArgument } from '../methods/method.js';
import { Fault, type Runtime } from '../runtime.js';
import { toInteger } from '../values/numbers.js';
import { repeat } from '../values/strings.js';
import { toText } from '../values/text.js';

/** A text quoted for a POSIX shell, only where it needs to be. */
export const quoteForShell = (text: string): string => {
  if (text === '') return "''";
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
};

const STYLES: ReadonlyMap<string, { readonly [part: string]: string }> = new Map([
  ['plain', { decoration: '# ' }],
  ['erlang', { decoration: '% ' }],
  ['c', { decoration: '// ' }],
  ['cblock', { beginning: '/*', decoration: ' * ', end: ' */' }],
  ['xml', { beginning: '<!--', decoration: ' - ', end: '-->' }],
] as [string, { readonly [part: string]: string }][]);

/** A text as a comment: beginning, prefix, every line decorated, postfix, end. */
const comment: Filter = (value, { positional: [styleName = 'plain'], named }) => {
  const style = STYLES.get(toText(named.get('style') ?? styleName));
  if (!style)
    throw new Fault(`comment() knows no style "${toText(styleName)}"`, [...STYLES.keys()].join(', '));
  const part = (name: string, fallback = ''): string => {
    const given: Runtime | undefined = named.get(name);
    return given === undefined ? (style[name] ?? fallback) : toText(given);
  };
  const count = (name: string): number => toInteger(named.get(name) ?? 1, name);
  const newline = part('newline', '\n');
  const decoration = part('decoration');
  const edge = decoration.trimEnd();
  const [beginning, prefix, postfix, end] = [
    part('beginning'),
    part('prefix', edge),
    part('postfix', edge),
    part('end'),
  ];
  const lines =
    decoration + textArgument(value, 'what comment() wraps').replaceAll(newline, newline + decoration);
  return [
    beginning === '' ? '' : beginning + newline,
    prefix === '' ? '' : repeat(prefix === newline ? newline : prefix + newline, count('prefix_count')),
    decoration === '' ? lines : lines.replaceAll(decoration + newline, edge + newline),
    repeat(newline + postfix, count('postfix_count')),
    end === '' ? '' : newline + end,
  ].join('');
};

/** Filters for what ends up in shells and files. */
export const shellFilters: [string, Filter][] = [
  ...filters({ quote: [[], value => quoteForShell(value === null ? '' : toText(value))] }),
  ...freeFilters({ comment }),
];
