import type { Closing } from './lexer.js';

/** How a template's text is cut into tokens. */
export interface Syntax {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  /** The first newline after a block goes. */
  readonly trimBlocks: boolean;
  /** White space before a block that begins a line goes. */
  readonly lstripBlocks: boolean;
  /** In playbooks a backslash in a text inside `{{ }}` is a backslash. */
  readonly literalBackslashes: boolean;
  /** What makes a line a statement; such as `%`. */
  readonly lineStatementPrefix: string | undefined;
  /** What makes the rest of a line a comment. */
  readonly lineCommentPrefix: string | undefined;
  /** What a newline of the template becomes. */
  readonly newline: string;
  /** The last newline of an included template stays. */
  readonly keepTrailingNewline: boolean;
  /** `{% do %}` is a statement, by an extension of Jinja. */
  readonly doStatements: boolean;
  /** `{% break %}` and `{% continue %}` are statements, by an extension of Jinja. */
  readonly loopControls: boolean;
}

export const PLAYBOOK_SYNTAX: Syntax = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  trimBlocks: true,
  lstripBlocks: false,
  literalBackslashes: true,
  lineStatementPrefix: undefined,
  lineCommentPrefix: undefined,
  newline: '\n',
  keepTrailingNewline: false,
  doStatements: false,
  loopControls: false,
};

const quote = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** What an opening delimiter begins. */
export type Kind = 'print' | 'block' | 'line' | 'line-comment' | 'comment' | 'raw';

/** Regular expressions for the delimiters of a syntax. */
export interface Delimiters {
  readonly open: RegExp;
  /** What each group of `open` stands for, the first behind those of `raw`. */
  readonly kinds: readonly Kind[];
  readonly printEnd: Closing;
  readonly blockEnd: Closing;
  readonly lineEnd: Closing;
  readonly commentEnd: RegExp;
  readonly rawEnd: RegExp;
}

interface Opening {
  readonly kind: Kind;
  readonly start: string;
  readonly pattern: string;
}

const known = new WeakMap<Syntax, Delimiters>();

/** The delimiters of a syntax, worked out once. */
export const delimitersOf = (syntax: Syntax): Delimiters => {
  const found = known.get(syntax);
  if (found) return found;
  const [block, blockEnd, print, printEnd, comment, commentEnd] = [
    syntax.blockStart,
    syntax.blockEnd,
    syntax.variableStart,
    syntax.variableEnd,
    syntax.commentStart,
    syntax.commentEnd,
  ].map(quote) as [string, string, string, string, string, string];
  const after = syntax.trimBlocks ? '\\n?' : '';
  const openings: Opening[] = [
    { kind: 'comment', start: syntax.commentStart, pattern: `${comment}[-+]?` },
    { kind: 'block', start: syntax.blockStart, pattern: `${block}[-+]?` },
    { kind: 'print', start: syntax.variableStart, pattern: `${print}[-+]?` },
  ];
  const { lineStatementPrefix: statement, lineCommentPrefix: remark } = syntax;
  if (statement)
    openings.push({
      kind: 'line',
      start: statement,
      pattern: `^[ \\t\\v]*${quote(statement)}[-+]?`,
    });
  if (remark)
    openings.push({
      kind: 'line-comment',
      start: remark,
      pattern: `(?:^|(?<=\\S))[^\\S\\r\\n]*${quote(remark)}[-+]?`,
    });
  // The longest delimiter wins where one begins like another.
  openings.sort((a, b) => b.start.length - a.start.length);
  const delimiters = {
    open: new RegExp(
      `(${block}([-+]?)\\s*raw\\s*(?:-${blockEnd}\\s*|${blockEnd}))|${openings.map(({ pattern }) => `(${pattern})`).join('|')}`,
      'gm',
    ),
    kinds: openings.map(({ kind }) => kind),
    lineEnd: { pattern: /\s*(?:\n|$)/my, first: undefined },
    printEnd: {
      pattern: new RegExp(`-${printEnd}\\s*|${printEnd}`, 'y'),
      first: `-${syntax.variableEnd.slice(0, 1)}`,
    },
    blockEnd: {
      pattern: new RegExp(`-${blockEnd}\\s*|\\+${blockEnd}|${blockEnd}${after}`, 'y'),
      first: `-+${syntax.blockEnd.slice(0, 1)}`,
    },
    commentEnd: new RegExp(`-${commentEnd}\\s*|\\+${commentEnd}|${commentEnd}${after}`, 'g'),
    rawEnd: new RegExp(
      `${block}([-+]?)\\s*endraw\\s*(?:\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${after})`,
      'g',
    ),
  };
  known.set(syntax, delimiters);
  return delimiters;
};
